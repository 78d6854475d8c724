//! Strings: their escapes, the one canonical spelling of each (RFC 8785 section 3.2.2.2), and the order of names.

use std::cmp::Ordering;

use crate::fault::{Code, Fault};

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Appends one character as canonical JSON spells it inside quotes.
fn push_canonical(character: char, out: &mut Vec<u8>) {
    let short = match character {
        '"' | '\\' => character as u8,
        '\u{8}' => b'b',
        '\t' => b't',
        '\n' => b'n',
        '\u{c}' => b'f',
        '\r' => b'r',
        '\0'..='\u{1f}' => {
            let code = character as usize;
            out.extend_from_slice(&[b'\\', b'u', b'0', b'0', HEX[code >> 4], HEX[code & 15]]);
            return;
        }
        _ => {
            let mut bytes = [0; 4];
            out.extend_from_slice(character.encode_utf8(&mut bytes).as_bytes());
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

fn four_hex(source: &[u8], start: usize) -> Option<u32> {
    let digits = source.get(start..start + 4)?;
    digits.iter().try_fold(0, |value, byte| Some(value << 4 | char::from(*byte).to_digit(16)?))
}

/// The code point of the `\uXXXX` at `at`, a surrogate pair read whole, and where it ends.
fn unicode_escape(source: &[u8], at: usize) -> Result<(char, usize), Fault> {
    let first = four_hex(source, at + 2).ok_or(Fault::new(Code::BadEscape, at))?;
    if let Some(character) = char::from_u32(first) {
        return Ok((character, at + 6));
    }
    let paired = first < 0xDC00 && source.get(at + 6..at + 8) == Some(b"\\u");
    let second =
        if paired { four_hex(source, at + 8).ok_or(Fault::new(Code::BadEscape, at + 6))? } else { 0 };
    if !(0xDC00..0xE000).contains(&second) {
        return Err(Fault::new(Code::LoneSurrogate, at));
    }
    let scalar = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
    char::from_u32(scalar).map(|character| (character, at + 12)).ok_or(Fault::new(Code::LoneSurrogate, at))
}

/// Reads the escape at `at`, a backslash: the character it stands for, and where it ends.
fn escape(source: &[u8], at: usize) -> Result<(char, usize), Fault> {
    let character = match source.get(at + 1) {
        Some(b'u') => return unicode_escape(source, at),
        Some(byte @ (b'"' | b'\\' | b'/')) => char::from(*byte),
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        _ => return Err(Fault::new(Code::BadEscape, at)),
    };
    Ok((character, at + 2))
}

/// Appends the canonical spelling of the string token `source[start..stop]`, quotes included.
///
/// The token holds no raw control character and is valid UTF-8: the scanner has seen to both.
///
/// # Errors
/// `bad-escape`, `lone-surrogate`; and `nul` for an escaped U+0000 where `allow_nul` is false.
pub fn write(
    source: &[u8],
    start: usize,
    stop: usize,
    allow_nul: bool,
    out: &mut Vec<u8>,
) -> Result<(), Fault> {
    let token = source.get(..stop).unwrap_or(source);
    let mut at = start;
    while let Some(run) = token.get(at..).filter(|rest| !rest.is_empty()) {
        let plain = run.iter().position(|byte| *byte == b'\\').unwrap_or(run.len());
        out.extend_from_slice(&run[..plain]);
        at += plain;
        if plain == run.len() {
            break;
        }
        let (character, next) = escape(token, at)?;
        if character == '\0' && !allow_nul {
            return Err(Fault::new(Code::Nul, at));
        }
        push_canonical(character, out);
        at = next;
    }
    Ok(())
}

/// The characters that a canonical string token stands for.
fn characters(token: &[u8]) -> impl Iterator<Item = char> + '_ {
    let inside = token.get(1..token.len().saturating_sub(1)).unwrap_or_default();
    let mut rest = str::from_utf8(inside).unwrap_or_default().chars();
    std::iter::from_fn(move || match rest.next()? {
        '\\' => match rest.next()? {
            'b' => Some('\u{8}'),
            't' => Some('\t'),
            'n' => Some('\n'),
            'f' => Some('\u{c}'),
            'r' => Some('\r'),
            'u' => {
                let code =
                    rest.by_ref().take(4).try_fold(0, |value, hex| Some(value << 4 | hex.to_digit(16)?))?;
                char::from_u32(code)
            }
            other => Some(other),
        },
        other => Some(other),
    })
}

/// The order of two names, given as canonical string tokens: by UTF-16 code units (RFC 8785 section 3.2.3).
#[must_use]
pub fn compare(left: &[u8], right: &[u8]) -> Ordering {
    let mut pairs = (characters(left), characters(right));
    loop {
        match (pairs.0.next(), pairs.1.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(one), Some(other)) if one == other => {}
            (Some(one), Some(other)) => return compare_units(one, other),
        }
    }
}

fn compare_units(one: char, other: char) -> Ordering {
    let mut units = ([0; 2], [0; 2]);
    one.encode_utf16(&mut units.0).cmp(&other.encode_utf16(&mut units.1))
}

#[cfg(test)]
mod tests {
    use super::{compare, write};
    use crate::fault::Code;
    use std::cmp::Ordering;

    fn canonical(token: &str) -> Result<String, Code> {
        let mut out = Vec::new();
        write(token.as_bytes(), 0, token.len(), true, &mut out).map_err(|fault| fault.code)?;
        Ok(String::from_utf8(out).unwrap_or_default())
    }

    #[test]
    fn every_escape_has_one_spelling() {
        assert_eq!(canonical(r#""\/\u0041\u00e9\uD83D\uDE00""#).as_deref(), Ok("\"/A\u{e9}\u{1f600}\""));
        assert_eq!(
            canonical(r#""\u0008\u000a\u001F\u0000\"\\""#).as_deref(),
            Ok(r#""\b\n\u001f\u0000\"\\""#)
        );
    }

    #[test]
    fn half_pairs_and_unknown_escapes_are_refused() {
        assert_eq!(canonical(r#""\ud800""#), Err(Code::LoneSurrogate));
        assert_eq!(canonical(r#""\udc00\ud800""#), Err(Code::LoneSurrogate));
        assert_eq!(canonical(r#""\ud800\u0041""#), Err(Code::LoneSurrogate));
        assert_eq!(canonical(r#""\x41""#), Err(Code::BadEscape));
        assert_eq!(canonical(r#""\u+041""#), Err(Code::BadEscape));
        assert_eq!(canonical(r#""\u00"#), Err(Code::BadEscape));
    }

    #[test]
    fn names_are_ordered_by_utf16_units() {
        assert_eq!(compare("\"\u{1f600}\"".as_bytes(), "\"\u{fb33}\"".as_bytes()), Ordering::Less);
        assert_eq!(compare(br#""\n""#, br#""A""#), Ordering::Less);
        assert_eq!(compare(br#""a""#, br#""ab""#), Ordering::Less);
        assert_eq!(compare(br#""a""#, br#""a""#), Ordering::Equal);
    }
}
