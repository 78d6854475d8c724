//! Any message, through the maps as they are: no crash, no hang, JSON that others read, and no value lost from the count.
//!
//!     python -m tests.fuzz.program native/fuzz/corpus
//!     PROGRAM=$PWD/native/fuzz/corpus/program.json cargo +nightly fuzz run translate fuzz/corpus/translate
//!
//! the second from `native/`; with `--features control` it must fail at once.
#![no_main]

use std::collections::HashMap;
use std::fs;
use std::sync::LazyLock;

use anchor_native::translate::{Message, Program, Sender, Zone, translate};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

static PROGRAM: LazyLock<Program> = LazyLock::new(|| {
    let path = std::env::var("PROGRAM").expect("PROGRAM names the compiled maps");
    Program::read(&fs::read_to_string(path).expect("the compiled maps")).expect("a program")
});

fuzz_target!(|source: &str| {
    let (message, values) = parsed(source);
    let authorities = HashMap::from([("NORTH".to_owned(), "urn:oid:1.2".to_owned())]);
    let zone = Zone { name: "+0100", offset: None };
    let run = || translate(&PROGRAM, &message, Sender { zone, authorities: &authorities });
    let (Ok(found), Ok(again)) = (run(), run()) else { return };
    assert_eq!(found.bundle, again.bundle, "the same message, the same bytes");
    let bundle: Value = serde_json::from_str(&found.bundle).expect("JSON");
    assert_eq!(bundle["resourceType"], "Bundle");
    let lost = usize::from(cfg!(feature = "control"));
    assert_eq!(found.report.mapped + found.report.kept.len() + lost, values, "every value is mapped or kept");
});

/// A message in the standard delimiters, and how many values it has; nothing is refused.
fn parsed(source: &str) -> (Message, usize) {
    let (mut message, mut values) = (Message::default(), 0);
    for line in source.split('\r').filter(|line| !line.is_empty()) {
        let mut fields = line.split('|').enumerate();
        let name = fields.next().map_or("", |(_, name)| name);
        message.begin_segment(name);
        message.begin_field();
        let header = ["MSH", "BHS", "FHS"].contains(&name);
        if header {
            message.begin_field();
        }
        for (number, field) in fields {
            let number = number + usize::from(header);
            message.begin_field();
            for repeat in field.split('~').filter(|_| !field.is_empty()) {
                message.begin_repeat();
                for component in repeat.split('^') {
                    message.begin_component();
                    for sub in component.split('&') {
                        message.push(sub);
                        values += usize::from(!sub.is_empty() && (!header || number > 2));
                    }
                }
            }
        }
    }
    (message, values)
}
