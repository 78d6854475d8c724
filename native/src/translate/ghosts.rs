//! Ghosts: what a resource holds of a segment, as that segment with every value replaced by the place where it stands.

use crate::hl7v2::Place;

/// URL of the extension that holds a ghost.
pub const KEPT: &str = "urn:fhir-anchor:v2:segment";
const HEADER: &str = "MSH";

/// A value as it was, escaped for the standard delimiters.
pub fn literal(value: &str, out: &mut String) {
    out.reserve(value.len());
    for c in value.chars() {
        match c {
            '\\' => out.push_str("\\E\\"),
            '|' => out.push_str("\\F\\"),
            '^' => out.push_str("\\S\\"),
            '&' => out.push_str("\\T\\"),
            '~' => out.push_str("\\R\\"),
            '\n' => out.push_str("\\.br\\"),
            '\r' => out.push_str("\\X0D\\"),
            plain => out.push(plain),
        }
    }
}

/// The segment's text from its values in the order of their places; nothing for what lies between them.
#[must_use]
pub fn write<'v>(name: &str, values: impl Iterator<Item = (&'v Place, &'v str)>) -> String {
    let (mut out, first) = if name == HEADER { (format!("{name}|^~\\&"), 2) } else { (name.to_owned(), 0) };
    let (mut field, mut repeat, mut component, mut sub) = (first, 1, 1, 1);
    for (place, text) in values {
        let mut go = |mark: char, from: usize, to: usize| {
            out.extend(std::iter::repeat_n(mark, to.saturating_sub(from)));
            from != to
        };
        if go('|', field, place.field) {
            (repeat, component, sub) = (1, 1, 1);
        }
        if go('~', repeat, place.repeat) {
            (component, sub) = (1, 1);
        }
        if go('^', component, place.component) {
            sub = 1;
        }
        go('&', sub, place.sub);
        out.push_str(text);
        Place { field, repeat, component, sub, .. } = *place;
    }
    out
}
