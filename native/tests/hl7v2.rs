//! Texts to messages, and what is refused of them.

use anchor_native::hl7v2::{Delimiters, Fault, MAX_PARTS, MAX_SEGMENTS, Message, Place, STANDARD, read};

const MSH: &str = r"MSH|^~\&|LAB||||||ADT^A01|7|P|2.5";

fn found(text: &str) -> Result<Message, Fault> {
    read(text, STANDARD, &|value| (value != r"\.sk999\").then(|| value.replace(r"\T\", "&")))
}

fn fault(rest: &str) -> Fault {
    found(&format!("{MSH}\r{rest}")).expect_err("no message")
}

fn value(
    message: &Message,
    segment: usize,
    field: usize,
    repeat: usize,
    component: usize,
    sub: usize,
) -> &str {
    let place = Place { segment, field, repeat, component, sub };
    message.at(place).map_or("none", |value| message.text(value))
}

#[test]
fn a_field_is_repeats_of_components_of_sub_components() {
    let message = found(&format!("{MSH}\r\n\nPID|1||a^b&c~^d|x\\T\\y\n")).expect("a message");
    assert_eq!((message.len(), message.name(1)), (2, "PID"));
    assert_eq!([value(&message, 1, 1, 1, 1, 1), value(&message, 1, 2, 1, 1, 1)], ["|", r"^~\&"]);
    assert_eq!([value(&message, 2, 3, 1, 2, 2), value(&message, 2, 3, 2, 2, 1)], ["c", "d"]);
    assert_eq!([value(&message, 2, 3, 2, 1, 1), value(&message, 2, 2, 1, 1, 1)], ["", "none"]);
    assert_eq!(value(&message, 2, 4, 1, 1, 1), "x&y");
}

#[test]
fn delimiters_are_those_that_are_given_and_some_may_be_missing() {
    let marks = Delimiters { field: '§', component: '*', repeat: '%', escape: None, subcomponent: None };
    let message = read(r"MSH§*%§§§§§§§ADT§7§\§a&b*c%d", marks, &|_| None).expect("a message");
    assert_eq!([value(&message, 1, 11, 1, 1, 1), value(&message, 1, 12, 1, 1, 1)], [r"\", "a&b"]);
    assert_eq!([value(&message, 1, 2, 1, 1, 1), value(&message, 1, 12, 2, 1, 1)], ["*%", "d"]);
}

#[test]
fn what_is_no_message_is_refused_where_the_first_fault_stands() {
    assert_eq!(fault("pid|1"), Fault::NotASegment(2));
    assert_eq!(fault("PID1|1"), Fault::NotASegment(2));
    assert_eq!(fault("MSH|^~\\&|A\rP"), Fault::NotASegment(3));
    assert_eq!(fault("PID|1\rBHS"), Fault::SecondHeader(3));
    assert_eq!(fault("PID|\\.sk999\\"), Fault::Escape(2));
    assert_eq!(fault(&format!("PID|\\.sk999\\{}", "~".repeat(MAX_PARTS))), Fault::TooManyParts(2));
    assert_eq!(fault(&"NTE|1\r".repeat(MAX_SEGMENTS)), Fault::TooManySegments);
    assert_eq!(found("MSH|^~\\&|A").expect_err("no control id"), Fault::NoControlId);
    assert_eq!(found("").expect_err("nothing"), Fault::NoControlId);
    assert!(found(&format!("{MSH}\rPID|{}", "&".repeat(MAX_PARTS - 1))).is_ok());
}
