//! Spellings that several parts share: percent, base 64, and the tags that say what was sent.

use std::borrow::Cow;
use std::fmt::Write;

/// What stands unquoted in a tag; the rest could be taken for a delimiter of the ghost that it stands in.
const SAFE: &[u8] = b" /:;,.+-_()";
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Percent-encoded UTF-8 (RFC 3986): all but what is unreserved.
#[must_use]
pub fn quoted(text: &str) -> Cow<'_, str> {
    encoded(text, b"-._~")
}

/// A tag that also says what was sent, for conversions that give the same element for several texts.
#[must_use]
pub fn sent(tag: &str, text: &str) -> String {
    format!("{tag}={}", encoded(text, SAFE))
}

#[must_use]
pub fn base64(data: &[u8]) -> String {
    let mut out = String::with_capacity(data.len().div_ceil(3) * 4);
    for chunk in data.chunks(3) {
        let bits =
            chunk.iter().fold(0, |bits, byte| bits << 8 | usize::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let sextet = ALPHABET[bits >> (18 - 6 * place) & 63];
            out.push(if place <= chunk.len() { char::from(sextet) } else { '=' });
        }
    }
    out
}

/// Whether a text is base 64 with its padding (RFC 4648, 4) and nothing else.
#[must_use]
pub fn is_base64(text: &str) -> bool {
    let data = text.trim_end_matches('=');
    let padding = text.len() - data.len();
    let inside = data.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/');
    inside && text.len().is_multiple_of(4) && padding <= 2
}

/// The bytes of hexadecimal digits; white space may stand between bytes.
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let spaced = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c);
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let (mut out, mut bytes) = (Vec::with_capacity(text.len() / 2), text.bytes());
    while let Some(high) = bytes.find(|byte| !spaced(byte)) {
        let value = digit(high)? << 4 | digit(bytes.next()?)?;
        out.push(u8::try_from(value).ok()?);
    }
    Some(out)
}

/// Upper-case hexadecimal digits.
#[must_use]
pub fn hex(data: &[u8]) -> String {
    data.iter().fold(String::with_capacity(data.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02X}");
        out
    })
}

fn encoded<'t>(text: &'t str, safe: &[u8]) -> Cow<'t, str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || safe.contains(&byte);
    if text.bytes().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for byte in text.bytes() {
        if plain(byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::{base64, hex, is_base64, quoted, sent, unhex};

    #[test]
    fn base_64_is_the_standards() {
        for (data, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            assert_eq!(base64(data.as_bytes()), text);
            assert!(is_base64(text));
        }
        for text in ["Zg", "Zg=", "Zm9v=", "====", "Z===", "Zm 9", "Zm9v\n", "Zm=v", "Zé=="] {
            assert!(!is_base64(text), "{text}");
        }
    }

    #[test]
    fn percent_and_hexadecimal() {
        assert_eq!(
            (quoted("a~b c/é").as_ref(), sent("t:X", "a~b #").as_str()),
            ("a~b%20c%2F%C3%A9", "t:X=a%7Eb %23")
        );
        assert_eq!(unhex("0A ff").map(|data| hex(&data)).as_deref(), Some("0AFF"));
        assert_eq!((unhex("0"), unhex("0 A"), unhex("zz")), (None, None, None));
    }
}
