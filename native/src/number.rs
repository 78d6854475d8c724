//! Number tokens: their grammar (RFC 8259 section 6), and how ECMAScript writes the double that one reads as.

use crate::fault::{Code, Fault};

/// A decimal of at most this many significant digits survives the way to a double and back.
const EXACT_DIGITS: usize = 15;
/// ECMAScript writes fractions with more leading zeros than this with an exponent.
const PLAIN_ZEROS: usize = 6;

/// A number token as its grammar divides it.
#[derive(Clone, Copy)]
pub struct Number {
    pub stop: usize,
    whole: usize,
    fraction: usize,
    exponent: bool,
    negative: bool,
}

const fn digit(byte: u8) -> bool {
    byte.wrapping_sub(b'0') < 10
}

fn digits(source: &[u8], start: usize) -> usize {
    source.get(start..).map_or(0, |rest| rest.iter().take_while(|byte| digit(**byte)).count())
}

/// Reads the number token at `start`; what follows it is the caller's business.
///
/// # Errors
/// `bad-number` at the token's start when it is not what the grammar allows.
#[inline]
pub fn read(source: &[u8], start: usize) -> Result<Number, Fault> {
    let bad = Fault::new(Code::BadNumber, start);
    let negative = source.get(start) == Some(&b'-');
    let first = start + usize::from(negative);
    let whole = digits(source, first);
    if whole == 0 || (whole > 1 && source.get(first) == Some(&b'0')) {
        return Err(bad);
    }
    let mut stop = first + whole;
    let mut fraction = 0;
    if source.get(stop) == Some(&b'.') {
        fraction = digits(source, stop + 1);
        if fraction == 0 {
            return Err(bad);
        }
        stop += 1 + fraction;
    }
    let exponent = matches!(source.get(stop), Some(b'e' | b'E'));
    if exponent {
        stop += 1 + usize::from(matches!(source.get(stop + 1), Some(b'+' | b'-')));
        let count = digits(source, stop);
        if count == 0 {
            return Err(bad);
        }
        stop += count;
    }
    Ok(Number { stop, whole, fraction, exponent, negative })
}

impl Number {
    /// Whether the token is known to be what ECMAScript would write, without reading its value.
    #[must_use]
    #[inline]
    pub fn is_plain(&self, source: &[u8], start: usize) -> bool {
        if self.exponent || self.whole + self.fraction > EXACT_DIGITS {
            return false;
        }
        let first = start + usize::from(self.negative);
        let zero = source.get(first) == Some(&b'0');
        if self.fraction == 0 {
            return !(zero && self.negative);
        }
        let point = first + self.whole;
        let small = zero && source.get(point + 1..).is_some_and(|rest| leading_zeros(rest) >= PLAIN_ZEROS);
        source.get(self.stop - 1) != Some(&b'0') && !small
    }

    fn is_integer(&self) -> bool {
        self.fraction == 0 && !self.exponent
    }
}

fn leading_zeros(digits: &[u8]) -> usize {
    digits.iter().take_while(|byte| **byte == b'0').count()
}

/// Appends the token as ECMAScript writes the double nearest to it (RFC 8785 section 3.2.2.3).
///
/// # Errors
/// `number-range` when a token reads as infinity, or as zero without being zero. `number-precision` when a token
/// written as an integer would come back as another integer, as 9007199254740993 does.
pub fn write(token: &[u8], number: Number, start: usize, out: &mut Vec<u8>) -> Result<(), Fault> {
    let text = str::from_utf8(token).map_err(|_| Fault::new(Code::BadNumber, start))?;
    let value: f64 = text.parse().map_err(|_| Fault::new(Code::BadNumber, start))?;
    let vanished = value == 0.0 && !is_zero(token);
    if !value.is_finite() || vanished {
        return Err(Fault::new(Code::NumberRange, start));
    }
    let mut buffer = ryu_js::Buffer::new();
    let written = buffer.format_finite(value).as_bytes();
    if number.is_integer() && written != token && value != 0.0 {
        return Err(Fault::new(Code::NumberPrecision, start));
    }
    out.extend_from_slice(written);
    Ok(())
}

fn is_zero(token: &[u8]) -> bool {
    let mantissa = token.iter().take_while(|byte| !matches!(byte, b'e' | b'E'));
    mantissa.filter(|byte| digit(**byte)).all(|byte| *byte == b'0')
}

#[cfg(test)]
mod tests {
    use super::{read, write};
    use crate::fault::Code;

    fn written(token: &str) -> Result<String, Code> {
        let number = read(token.as_bytes(), 0).map_err(|fault| fault.code)?;
        let mut out = Vec::new();
        write(token.as_bytes(), number, 0, &mut out).map_err(|fault| fault.code)?;
        Ok(String::from_utf8(out).unwrap_or_default())
    }

    #[test]
    fn plain_tokens_are_what_the_printer_writes() {
        for token in ["0", "-1", "10", "1.5", "0.1", "0.000001", "999999999999999", "-0.5", "100000"] {
            let number = read(token.as_bytes(), 0).expect(token);
            assert!(number.is_plain(token.as_bytes(), 0), "{token}");
            assert_eq!(written(token).as_deref(), Ok(token));
        }
        for token in ["-0", "1.0", "1e2", "0.0000001", "0.10", "1234567890123456", "-0.0"] {
            let number = read(token.as_bytes(), 0).expect(token);
            assert!(!number.is_plain(token.as_bytes(), 0), "{token}");
        }
    }

    #[test]
    fn ties_are_printed_as_ecmascript_prints_them() {
        assert_eq!(written("1424953923781206.2").as_deref(), Ok("1424953923781206.2"));
        assert_eq!(written("88888888888888883.0").as_deref(), Ok("88888888888888880"));
        assert_eq!(written("-0").as_deref(), Ok("0"));
        assert_eq!(written("1E30").as_deref(), Ok("1e+30"));
    }

    /// Of two shortest spellings equally near, ECMAScript takes the one whose last digit is even; Rust takes the other.
    #[test]
    fn the_standard_librarys_printer_would_be_wrong() {
        let value: f64 = "1424953923781206.2".parse().expect("it is a number");
        assert_ne!(format!("{value}"), "1424953923781206.2");
        assert_ne!(format!("{value:e}"), "1.4249539237812062e15");
    }

    #[test]
    fn what_a_double_cannot_mean_is_refused() {
        assert_eq!(written("1e400"), Err(Code::NumberRange));
        assert_eq!(written("1e-400"), Err(Code::NumberRange));
        assert_eq!(written("9007199254740993"), Err(Code::NumberPrecision));
        assert_eq!(written("01"), Err(Code::BadNumber));
        assert_eq!(written("0e400").as_deref(), Ok("0"));
    }
}
