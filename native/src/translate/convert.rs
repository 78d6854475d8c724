//! Values of one element: text of the message to a FHIR primitive, with the tag that turns it back.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::translate::dates::{self, Zone, is_space, trimmed};
use crate::translate::program::{Converter, Program};
use crate::translate::spelling::{base64, hex, is_base64, quoted, sent, unhex};
use crate::translate::tree::Element;

/// Before the name of an authority that is known by its name alone (HD.1).
const AUTHORITY: &str = "urn:fhir-anchor:v2:authority:";
/// Before the name of a code system that no table knows.
const LOCAL_SYSTEM: &str = "urn:fhir-anchor:v2:system:";
const V2_TABLE: &str = "http://terminology.hl7.org/CodeSystem/v2-";
const MOST_WHOLE: usize = 18;
const MOST_DECIMALS: usize = 17;
const MOST_INTEGER: usize = 9;
/// Types of universal ids as senders write them, and what the systems made of them tell.
const KINDS: [(&str, &str); 6] =
    [("ISO", "ISO"), ("UUID", "UUID"), ("GUID", "UUID"), ("URI", "URI"), ("URL", "URI"), ("HTTP", "URI")];

/// What conversions know besides the value: the zone and the day (`20260102`) of the message, the sender's authorities.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub zone: Zone<'a>,
    pub day: &'a str,
    pub authorities: &'a HashMap<String, String>,
}

/// A converted value: the element, the tag that turns it back (None: it cannot be), and a local time beside it.
pub struct Converted<'a> {
    pub element: Element<'a>,
    pub tag: Option<Cow<'a, str>>,
    pub local: bool,
}

impl<'a> Converted<'a> {
    fn new(element: Element<'a>, tag: impl Into<Cow<'a, str>>) -> Self {
        Self { element, tag: Some(tag.into()), local: false }
    }

    fn text(text: impl Into<Cow<'a, str>>, tag: impl Into<Cow<'a, str>>) -> Self {
        Self::new(Element::text(text), tag)
    }

    fn one_way(element: Element<'a>) -> Self {
        Self { element, tag: None, local: false }
    }
}

/// The element that a text is; None where it cannot be it.
#[must_use]
pub fn convert<'a>(converter: &Converter, text: &'a str, context: &Context<'a>) -> Option<Converted<'a>> {
    match converter {
        Converter::Code => is_code(text).then(|| Converted::text(text, "")),
        Converter::DateTime => date_time(text, context),
        Converter::Date => date(text, context),
        Converter::BirthDate => {
            if in_future(text, context.day) {
                None
            } else {
                date(text, context)
            }
        }
        Converter::Instant => date_time(text, context)
            .filter(|found| matches!(&found.element, Element::Text(text) if text.contains('T'))),
        Converter::Time => time(text),
        Converter::Decimal => is_decimal(text).then(|| Converted::new(Element::Number(text.into()), "")),
        Converter::PositiveInt => whole(text, 1),
        Converter::UnsignedInt => whole(text, 0),
        Converter::Boolean => {
            matches!(text, "Y" | "N").then(|| Converted::new(Element::Flag(text == "Y"), "bool"))
        }
        Converter::Uri => (!text.contains(is_space)).then(|| Converted::text(text, "")),
        Converter::Oid => is_oid(text).then(|| Converted::text(format!("urn:oid:{text}"), "pre:8")),
        Converter::Uuid => is_uuid(text).then(|| Converted::text(format!("urn:uuid:{text}"), "pre:9")),
        Converter::Authority => Some(authority(text, context)),
        Converter::Base64 => is_base64(text).then(|| Converted::text(text, "")),
        Converter::Base64Text => Some(Converted::text(base64(text.as_bytes()), "b64")),
        Converter::Base64Hex => hexadecimal(text),
    }
}

/// Whether a text is a FHIR code: no white space but single spaces inside.
#[must_use]
pub fn is_code(text: &str) -> bool {
    !text.is_empty() && text.split(' ').all(|word| !word.is_empty() && !word.contains(is_space))
}

/// HD.3, the type of the universal id that a system was made of.
#[must_use]
pub fn kind_of(url: &str) -> &'static str {
    match url.split(':').nth(1).unwrap_or_default() {
        "oid" => "ISO",
        "uuid" => "UUID",
        _ => "URI",
    }
}

/// What a type of universal ids, as a sender writes it, is; None where nobody knows.
#[must_use]
pub fn kind_named(name: &str) -> Option<&'static str> {
    KINDS.iter().find(|(written, _)| *written == name).map(|(_, kind)| *kind)
}

/// The URL of a code system by its name in a message; a URN of this project where the name is not known.
#[must_use]
pub fn system<'a>(name: &'a str, program: &'a Program) -> Cow<'a, str> {
    let known = |name: &str| program.systems.get(name).filter(|url| !url.is_empty());
    if let Some(url) = known(name).or_else(|| known(&name.to_uppercase())) {
        return url.into();
    }
    if let Some(number) = name.strip_prefix("HL7").filter(|number| is_digits(number)) {
        return format!("{V2_TABLE}{number}").into();
    }
    if name.contains('.') && is_digits(&name.replace('.', "")) {
        return format!("urn:oid:{name}").into();
    }
    if ["http://", "https://", "urn:"].iter().any(|start| name.starts_with(start)) {
        return name.into();
    }
    format!("{LOCAL_SYSTEM}{}", quoted(name)).into()
}

fn date_time<'a>(text: &'a str, context: &Context<'a>) -> Option<Converted<'a>> {
    let found = dates::moment(text, &context.zone)?;
    let exact = !found.local && dates::back(&found) == text;
    let tag = if exact {
        format!("dtm:{}{}", found.digits, if found.zoned { "z" } else { "" })
    } else {
        sent("loc", text)
    };
    Some(Converted { local: found.local, ..Converted::text(found.date + &found.time, tag) })
}

fn date<'a>(text: &'a str, context: &Context<'a>) -> Option<Converted<'a>> {
    let found = dates::moment(text, &context.zone)?;
    let exact = found.digits == text.len() && found.date.replace('-', "") == text;
    let tag = if exact { format!("dtm:{}", found.digits) } else { sent("loc", text) };
    Some(Converted::text(found.date, tag))
}

/// Whether a date is after a day, as far as both are written.
fn in_future(text: &str, day: &str) -> bool {
    !day.is_empty() && text.chars().take(day.chars().count()).gt(day.chars().take(text.chars().count()))
}

fn time(text: &str) -> Option<Converted<'_>> {
    let value = dates::time(text)?;
    let plain = value.replace(':', "");
    let exact = plain.starts_with(text);
    let tag = exact.then(|| Cow::Owned(format!("tm:{}", text.len())));
    Some(Converted { element: Element::text(value), tag, local: false })
}

fn is_decimal(text: &str) -> bool {
    let plain = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = plain.split_once('.').map_or((plain, None), |(whole, rest)| (whole, Some(rest)));
    let leads = whole.len() == 1 || !whole.starts_with('0');
    let fits = |part: &str, most: usize| (1..=most).contains(&part.len()) && is_digits(part);
    leads && fits(whole, MOST_WHOLE) && decimals.is_none_or(|decimals| fits(decimals, MOST_DECIMALS))
}

fn whole(text: &str, least: u32) -> Option<Converted<'_>> {
    let plain = trimmed(text);
    let digits = plain.trim_start_matches('0');
    if plain.is_empty() || digits.len() > MOST_INTEGER || !is_digits(plain) {
        return None;
    }
    let value: u32 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
    let written = value.to_string();
    let exact = written == text;
    let element = Element::Number(written.into());
    let found = if exact { Converted::new(element, "") } else { Converted::one_way(element) };
    (value >= least).then_some(found)
}

fn authority<'a>(text: &'a str, context: &Context<'a>) -> Converted<'a> {
    if let Some(known) = context.authorities.get(text).filter(|known| !known.is_empty()) {
        return Converted::text(known, sent("auth", text));
    }
    let (name, tag) = (quoted(text), format!("pre:{}", AUTHORITY.len()));
    let tag = if name == text { tag } else { sent(&tag, text) };
    Converted::text(format!("{AUTHORITY}{name}"), tag)
}

fn hexadecimal(text: &str) -> Option<Converted<'_>> {
    let data = unhex(text)?;
    let element = Element::text(base64(&data));
    Some(if hex(&data) == text { Converted::new(element, "hex") } else { Converted::one_way(element) })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_oid(text: &str) -> bool {
    let mut arcs = text.split('.');
    let root = arcs.next().is_some_and(|root| matches!(root, "0" | "1" | "2"));
    let plain = |arc: &str| is_digits(arc) && (arc.len() == 1 || !arc.starts_with('0'));
    root && text.contains('.') && arcs.all(plain)
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths = groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]);
    lengths && groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::{Program, is_code, is_decimal, is_oid, is_uuid, kind_of, system, whole};

    #[test]
    fn shapes_of_primitives() {
        for (text, fits) in [
            ("1.50", true),
            ("-0", true),
            ("007", false),
            ("1.", false),
            (".5", false),
            ("1e4", false),
            ("", false),
        ] {
            assert_eq!(is_decimal(text), fits, "{text}");
        }
        assert!(is_code("a b") && !is_code("a  b") && !is_code(" a") && !is_code("a\tb") && !is_code(""));
        assert!(is_oid("1.2.3") && !is_oid("1") && !is_oid("3.1") && !is_oid("1.02") && !is_oid("1..2"));
        assert!(
            is_uuid("9fc0a1bc-0000-4000-8000-0123456789ab")
                && !is_uuid("9fc0a1bc-0000-4000-80000-123456789ab")
        );
        assert!(
            whole("0", 1).is_none() && whole("0", 0).is_some() && whole("0000000001234567890", 0).is_none()
        );
    }

    #[test]
    fn systems_by_their_names() {
        let maps =
            r#""any": {"name": "*", "parts": [{"name": "MSH"}]}, "systems": {"LN": "http://loinc.org"}"#;
        let rest = r#""events": {}, "structures": {}, "bindings": {}, "defaults": {}"#;
        let lists = r#""segments": [], "types": [], "tables": []"#;
        let program = Program::read(&format!("{{{maps}, {rest}, {lists}}}")).expect("a program");
        assert_eq!(system("ln", &program), "http://loinc.org");
        assert_eq!(system("HL70005", &program), "http://terminology.hl7.org/CodeSystem/v2-0005");
        assert_eq!(system("2.16.840", &program), "urn:oid:2.16.840");
        assert_eq!(system("urn:x", &program), "urn:x");
        assert_eq!(system("99 X", &program), "urn:fhir-anchor:v2:system:99%20X");
        assert_eq!((kind_of("urn:oid:1.2"), kind_of("http://a:80")), ("ISO", "URI"));
    }
}
