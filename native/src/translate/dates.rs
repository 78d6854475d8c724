//! HL7 v2 dates and times (DTM, TS, DT, TM) as FHIR's, their precision kept, no zone invented.

use std::fmt::Write;

const LEAST_DIGITS: usize = 4;
const MOST_FRACTION: usize = 9;

/// Local date and time: year, month, day, hour, minute.
pub type Local = (i32, u32, u32, u32, u32);

/// Says which offset (`+0100`) a named zone has at a local time; empty where it knows none.
pub type Offset<'a> = dyn Fn(Local) -> String + Sync + 'a;

/// The zone of times that name none: an offset, or a name that somebody has to look up; empty where nobody says one.
#[derive(Clone, Copy)]
pub struct Zone<'a> {
    pub name: &'a str,
    pub offset: Option<&'a Offset<'a>>,
}

/// A v2 date in FHIR's spelling. `time` is empty where there is none or no zone is known for it.
///
/// `digits` counts the source's characters without its zone; `zoned`: the source names a zone itself.
#[derive(Debug, PartialEq, Eq)]
pub struct Moment {
    pub date: String,
    pub time: String,
    pub digits: usize,
    pub zoned: bool,
    pub local: bool,
}

/// The parts of a DTM as they are written.
#[derive(Clone, Copy)]
struct Written<'a> {
    digits: &'a str,
    fraction: &'a str,
    zone: &'a str,
}

/// The moment that a DTM writes; None where there is none such.
#[must_use]
pub fn moment(text: &str, zone: &Zone<'_>) -> Option<Moment> {
    let written = split(trimmed(text))?;
    let Written { digits, fraction, zone: own } = written;
    let (local, second) = calendar(digits)?;
    let mut date = digits[..4].to_owned();
    for part in [digits.get(4..6), digits.get(6..8)].into_iter().flatten() {
        let _ = write!(date, "-{part}");
    }
    let (length, zoned) = (digits.len() + fraction.len(), !own.is_empty());
    if digits.len() < 10 {
        return Some(Moment { date, time: String::new(), digits: length, zoned, local: false });
    }
    let looked_up = if zoned { own.to_owned() } else { offset(zone, local) };
    let known = offset_exists(&looked_up);
    let mut time = String::new();
    if known {
        let (hours, minutes) = looked_up.split_at(3);
        let _ = write!(time, "T{:02}:{:02}:{second:02}{fraction}{hours}:{minutes}", local.3, local.4);
    }
    Some(Moment { date, time, digits: length, zoned, local: !known })
}

/// The DTM that `moment` read: its first `digits` characters, and its zone if it had one.
#[must_use]
pub fn back(found: &Moment) -> String {
    let (clock, zone) = found.time.split_at(found.time.len().saturating_sub(6));
    let clock = clock.trim_start_matches('T');
    let mut text: String =
        found.date.chars().chain(clock.chars()).filter(|c| !matches!(c, '-' | ':')).collect();
    text.truncate(found.digits);
    if found.zoned {
        text.extend(zone.chars().filter(|c| *c != ':'));
    }
    text
}

/// The FHIR time of a TM, seconds filled with zeros; None where there is no such time.
#[must_use]
pub fn time(text: &str) -> Option<String> {
    let (digits, fraction) = text.split_at(text.find('.').unwrap_or(text.len()));
    let shaped = matches!(digits.len(), 2 | 4 | 6) && is_digits(digits) && is_fraction(fraction);
    if !shaped || (!fraction.is_empty() && digits.len() < 6) {
        return None;
    }
    let part = |at: usize| digits.get(at..at + 2).unwrap_or("00");
    let (hour, minute, second) = (part(0), part(2), part(4));
    (hour <= "23" && minute <= "59" && second <= "59").then(|| format!("{hour}:{minute}:{second}{fraction}"))
}

/// Whether a text is an offset as HL7 writes it: `+0100`.
#[must_use]
pub fn is_offset(text: &str) -> bool {
    text.len() == 5 && text.starts_with(['+', '-']) && is_digits(&text[1..])
}

/// The first offset in a text; a time's own zone.
#[must_use]
pub fn offset_in(text: &str) -> Option<&str> {
    let starts = text.match_indices(['+', '-']).map(|(at, _)| at);
    starts.filter_map(|at| text.get(at..at + 5)).find(|found| is_offset(found))
}

#[must_use]
pub fn days_in(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Whether a character is white space: Unicode's, and the four separators of ASCII.
#[must_use]
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

#[must_use]
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(is_space)
}

fn split(text: &str) -> Option<Written<'_>> {
    let (rest, zone) = text.split_at(text.find(['+', '-']).unwrap_or(text.len()));
    let (digits, fraction) = rest.split_at(rest.find('.').unwrap_or(rest.len()));
    let shaped = matches!(digits.len(), LEAST_DIGITS | 6 | 8 | 10 | 12 | 14) && is_digits(digits);
    let ends = (fraction.is_empty() || (digits.len() == 14 && is_fraction(fraction)))
        && (zone.is_empty() || is_offset(zone));
    (shaped && ends).then_some(Written { digits, fraction, zone })
}

/// The local time and the second that digits write, if there is such a time; a leap second is one.
fn calendar(digits: &str) -> Option<(Local, u32)> {
    let number = |from: usize, to: usize, least: u32| match digits.get(from..to) {
        Some(part) => part.parse().ok(),
        None => Some(least),
    };
    let year = i32::try_from(number(0, 4, 1)?).ok()?;
    let (month, day) = (number(4, 6, 1)?, number(6, 8, 1)?);
    let (hour, minute, second) = (number(8, 10, 0)?, number(10, 12, 0)?, number(12, 14, 0)?);
    let exists = year >= 1 && (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    (exists && hour <= 23 && minute <= 59 && second <= 60)
        .then_some(((year, month, day, hour, minute), second))
}

fn offset(zone: &Zone<'_>, local: Local) -> String {
    match zone.offset {
        Some(look_up) => look_up(local),
        None => zone.name.to_owned(),
    }
}

/// Whether an offset is in FHIR's range of zones.
fn offset_exists(offset: &str) -> bool {
    is_offset(offset) && (&offset[1..] <= "1359" && &offset[3..] <= "59" || &offset[1..] == "1400")
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_fraction(text: &str) -> bool {
    let digits = text.strip_prefix('.').unwrap_or_default();
    text.is_empty() || ((1..=MOST_FRACTION).contains(&digits.len()) && is_digits(digits))
}

#[cfg(test)]
mod tests {
    use super::{Zone, back, moment, offset_in, time};

    fn read(text: &str, zone: &str) -> Option<(String, bool)> {
        moment(text, &Zone { name: zone, offset: None }).map(|found| (found.date + &found.time, found.local))
    }

    #[test]
    fn moments_keep_their_precision_and_get_no_zone_invented() {
        for (text, zone, expected, local) in [
            ("2026", "", "2026", false),
            ("202601021530+0100", "", "2026-01-02T15:30:00+01:00", false),
            (" 2026010215 ", "-0330", "2026-01-02T15:00:00-03:30", false),
            ("202601021530", "", "2026-01-02", true),
            ("20240229235960.25+1400", "", "2024-02-29T23:59:60.25+14:00", false),
            ("202601021530+1500", "", "2026-01-02", true),
        ] {
            assert_eq!(read(text, zone), Some((expected.to_owned(), local)), "{text}");
        }
        for text in
            ["", "20260229", "0000", "20261301", "2026010224", "202", "2026-01-02", "20260102.5", "２０２６"]
        {
            assert_eq!(read(text, ""), None, "{text}");
        }
    }

    #[test]
    fn a_moment_gives_its_text_back() {
        for text in ["2026", "20260102", "2026010215+0100", "20260102153012.250-0330"] {
            let zone = Zone { name: "", offset: None };
            assert_eq!(moment(text, &zone).map(|found| back(&found)).as_deref(), Some(text));
        }
    }

    #[test]
    fn times_of_day_are_filled_and_checked() {
        assert_eq!(time("1530").as_deref(), Some("15:30:00"));
        assert_eq!(time("153012.5").as_deref(), Some("15:30:12.5"));
        for text in ["24", "1560", "15.5", "1", "153060"] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn an_offset_is_found_where_one_stands() {
        assert_eq!(offset_in("20260102-1+0100"), Some("+0100"));
        assert_eq!(offset_in("2026+01é00"), None);
    }
}
