//! A start and a duration make an end: 202601021530+0100, 45, MIN -> 2026-01-02T16:15:00+01:00.

use crate::translate::dates::{self, Zone, days_in, trimmed};

/// Of any unit: what is longer is no appointment.
const LONGEST: f64 = 1e6;
const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;
const LAST_YEAR: i64 = 9999;

/// The end; only where the start has a time and a zone, and the duration a unit that is known: a guess is no end.
#[must_use]
pub fn end(start: &str, zone: &Zone<'_>, duration: &str, unit: &str) -> Option<String> {
    let begun = dates::moment(start, zone).filter(|begun| !begun.time.is_empty())?;
    let added = microseconds(amount(duration)?, length(unit)?);
    let (clock, offset) = begun.time.split_at(begun.time.len() - 6);
    let offset = if offset == "-00:00" { "+00:00" } else { offset };
    let (day, time) = since(&begun.date, clock)?;
    let total = time + added;
    let (year, month, date) = calendar(day + total.div_euclid(DAY))?;
    let (seconds, rest) = (total.rem_euclid(DAY) / SECOND, total.rem_euclid(DAY) % SECOND);
    let fraction = if rest == 0 { String::new() } else { format!(".{rest:06}") };
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    Some(format!("{year:04}-{month:02}-{date:02}T{hour:02}:{minute:02}:{second:02}{fraction}{offset}"))
}

fn length(unit: &str) -> Option<i64> {
    Some(match unit.to_ascii_uppercase().as_str() {
        "S" | "SEC" => SECOND,
        "M" | "MIN" => 60 * SECOND,
        "H" | "HR" => 3600 * SECOND,
        "D" => DAY,
        _ => return None,
    })
}

/// A number from 0 as NM writes it (HL7 v2.5.1, 2A.47).
fn amount(text: &str) -> Option<f64> {
    let plain = trimmed(text);
    let digits = plain.strip_prefix('+').unwrap_or(plain);
    let shaped = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    digits.parse().ok().filter(|amount| shaped && (0.0..=LONGEST).contains(amount))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "at most 10^6 days")]
fn microseconds(amount: f64, unit: i64) -> i64 {
    amount.trunc() as i64 * unit + (amount.fract() * unit as f64).round_ties_even() as i64
}

/// The day's number and the microseconds into it; a leap second is the one before it.
fn since(date: &str, clock: &str) -> Option<(i64, i64)> {
    let number = |text: &str, from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(date, 0, 4)?, number(date, 5, 7)?, number(date, 8, 10)?);
    let (hour, minute, second) = (number(clock, 1, 3)?, number(clock, 4, 6)?, number(clock, 7, 9)?.min(59));
    let digits: String =
        clock.get(10..).unwrap_or_default().chars().chain("000000".chars()).take(6).collect();
    let time = ((hour * 60 + minute) * 60 + second) * SECOND + digits.parse::<i64>().ok()?;
    Some((days_before(year, month)? + day, time))
}

/// Days from the beginning of year 1 to the beginning of a month.
fn days_before(year: i64, month: i64) -> Option<i64> {
    let past = year - 1;
    let months = (1..u32::try_from(month).ok()?)
        .map(|month| Some(i64::from(days_in(i32::try_from(year).ok()?, month))));
    Some(past * 365 + past / 4 - past / 100 + past / 400 + months.sum::<Option<i64>>()?)
}

/// Year, month and day of a day's number; None beyond the last year that can be written.
fn calendar(day: i64) -> Option<(i64, i64, i64)> {
    let mut year = day * 400 / 146_097 + 1;
    while days_before(year, 1)? >= day {
        year -= 1;
    }
    while days_before(year + 1, 1)? < day {
        year += 1;
    }
    let month = (1..=12).rev().find(|month| days_before(year, *month).is_some_and(|before| before < day))?;
    (year <= LAST_YEAR).then_some((year, month, day - days_before(year, month)?))
}

#[cfg(test)]
mod tests {
    use super::end;
    use crate::translate::dates::Zone;

    #[test]
    fn an_end_is_start_and_duration() {
        let zone = Zone { name: "", offset: None };
        for (start, duration, unit, expected) in [
            ("202601021530+0100", "45", "MIN", Some("2026-01-02T16:15:00+01:00")),
            ("20231231235960+0000", "1", "s", Some("2024-01-01T00:00:00+00:00")),
            ("20240228120000.5+0000", "1.5", "D", Some("2024-03-01T00:00:00.500000+00:00")),
            ("99991231120000+0000", "1", "D", None),
            ("202601021530", "45", "MIN", None),
            ("202601021530+0100", "45", "FORTNIGHT", None),
            ("202601021530+0100", "-45", "MIN", None),
            ("202601021530+0100", "NaN", "MIN", None),
            ("202601021530+0100", "1000001", "MIN", None),
        ] {
            assert_eq!(end(start, &zone, duration, unit).as_deref(), expected, "{start} {duration} {unit}");
        }
    }
}
