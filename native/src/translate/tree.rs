//! The JSON that a translation builds: elements in one list, objects in the order in which they were written.

use std::borrow::Cow;
use std::fmt::Write;

use crate::translate::program::Step;

/// An element's place in its tree.
pub type Id = usize;

#[derive(Clone, Debug, PartialEq)]
pub enum Element<'a> {
    Text(Cow<'a, str>),
    Number(Cow<'a, str>),
    Flag(bool),
    Object(List),
    Array(List),
}

/// The members of an object or the items of an array: the first, the last, how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct List {
    first: usize,
    last: usize,
    length: usize,
}

/// One of them, and where the next is; an item of an array has no key.
#[derive(Clone, Copy, Debug)]
struct Link<'a> {
    key: &'a str,
    value: Id,
    next: usize,
}

impl<'a> Element<'a> {
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }
}

#[derive(Debug)]
pub struct Tree<'a> {
    elements: Vec<Element<'a>>,
    links: Vec<Link<'a>>,
}

impl<'a> Tree<'a> {
    /// An empty tree with room for about so many elements.
    #[must_use]
    pub fn with_room(elements: usize) -> Self {
        Self { elements: Vec::with_capacity(elements), links: Vec::with_capacity(elements) }
    }

    pub fn add(&mut self, element: Element<'a>) -> Id {
        self.elements.push(element);
        self.elements.len() - 1
    }

    pub fn object(&mut self) -> Id {
        self.add(Element::Object(List::default()))
    }

    /// An object of one member.
    pub fn with(&mut self, key: &'a str, value: Id) -> Id {
        let object = self.object();
        self.put(object, key, value);
        object
    }

    /// An array of one item.
    pub fn one(&mut self, item: Id) -> Id {
        let array = self.add(Element::Array(List::default()));
        self.push(array, item);
        array
    }

    pub fn texts(&mut self, pairs: &[(&'a str, &'a str)]) -> Id {
        let object = self.object();
        for (key, text) in pairs {
            let text = self.add(Element::text(*text));
            self.put(object, key, text);
        }
        object
    }

    /// `{"reference": url}`.
    pub fn reference(&mut self, url: String) -> Id {
        let (object, url) = (self.object(), self.add(Element::text(url)));
        self.put(object, "reference", url);
        object
    }

    #[must_use]
    pub fn element(&self, id: Id) -> &Element<'a> {
        &self.elements[id]
    }

    /// The members of an object, in the order in which they were written; none of anything else.
    pub fn members(&self, object: Id) -> impl Iterator<Item = (&'a str, Id)> + '_ {
        let list = if let Element::Object(list) = self.elements[object] { list } else { List::default() };
        self.linked(list)
    }

    /// The items of an array; none of anything else.
    pub fn items(&self, array: Id) -> impl Iterator<Item = Id> + '_ {
        let list = if let Element::Array(list) = self.elements[array] { list } else { List::default() };
        self.linked(list).map(|(_, item)| item)
    }

    /// How many members or items an element has.
    #[must_use]
    pub fn length(&self, id: Id) -> usize {
        if let Element::Object(list) | Element::Array(list) = self.elements[id] { list.length } else { 0 }
    }

    fn linked(&self, list: List) -> impl Iterator<Item = (&'a str, Id)> + '_ {
        let mut at = list.first;
        (0..list.length).map(move |_| {
            let Link { key, value, next } = self.links[at];
            at = next;
            (key, value)
        })
    }

    #[must_use]
    pub fn is_object(&self, id: Id) -> bool {
        matches!(self.elements[id], Element::Object(_))
    }

    #[must_use]
    pub fn get(&self, object: Id, key: &str) -> Option<Id> {
        self.members(object).find(|(name, _)| *name == key).map(|(_, id)| id)
    }

    #[must_use]
    pub fn has(&self, object: Id, key: &str) -> bool {
        self.get(object, key).is_some()
    }

    /// Whether an element stands at a step already, or another type of its choice.
    #[must_use]
    pub fn taken(&self, object: Id, step: &Step) -> bool {
        let chosen = |key: &str| key.starts_with(step.choice.as_str());
        self.has(object, &step.key)
            || (!step.choice.is_empty()
                && self.length(object) > 1
                && self.members(object).any(|(key, _)| chosen(key)))
    }

    /// Writes a member that is not there yet.
    pub fn put(&mut self, object: Id, key: &'a str, value: Id) {
        if let Element::Object(list) = self.elements[object] {
            self.elements[object] = Element::Object(self.longer(list, key, value));
        }
    }

    /// Writes a member in place of the one that is there.
    pub fn set(&mut self, object: Id, key: &'a str, value: Id) {
        let standing = self.get(object, key);
        let Some(standing) = standing else { return self.put(object, key, value) };
        self.elements[standing] = self.elements[value].clone();
    }

    pub fn push(&mut self, array: Id, value: Id) {
        if let Element::Array(list) = self.elements[array] {
            self.elements[array] = Element::Array(self.longer(list, "", value));
        }
    }

    fn longer(&mut self, list: List, key: &'a str, value: Id) -> List {
        let added = self.links.len();
        self.links.push(Link { key, value, next: added });
        if list.length == 0 {
            return List { first: added, last: added, length: 1 };
        }
        self.links[list.last].next = added;
        List { last: added, length: list.length + 1, ..list }
    }

    /// The array at a key, made where nothing stands; None where something else does.
    pub fn array(&mut self, object: Id, key: &'a str) -> Option<Id> {
        if let Some(standing) = self.get(object, key) {
            return matches!(self.elements[standing], Element::Array(_)).then_some(standing);
        }
        let array = self.add(Element::Array(List::default()));
        self.put(object, key, array);
        Some(array)
    }

    /// A copy of an element and of everything in it.
    pub fn copy(&mut self, id: Id) -> Id {
        let element = self.elements[id].clone();
        let (Element::Object(list) | Element::Array(list)) = element else { return self.add(element) };
        let empty = if self.is_object(id) {
            Element::Object(List::default())
        } else {
            Element::Array(List::default())
        };
        let copied = self.add(empty);
        for (key, value) in self.linked(list).collect::<Vec<_>>() {
            let value = self.copy(value);
            self.put(copied, key, value);
            self.push(copied, value);
        }
        copied
    }

    /// How long the JSON will be, about.
    #[must_use]
    pub fn room(&self) -> usize {
        const EACH: usize = 40;
        self.elements.len() * EACH
    }

    /// The element as JSON without white space.
    pub fn write(&self, id: Id, out: &mut String) {
        match &self.elements[id] {
            Element::Text(text) => write_text(text, out),
            Element::Number(number) => out.push_str(number),
            Element::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Element::Array(items) => {
                out.push('[');
                for (place, (_, item)) in self.linked(*items).enumerate() {
                    comma(place, out);
                    self.write(item, out);
                }
                out.push(']');
            }
            Element::Object(members) => {
                out.push('{');
                for (place, (key, value)) in self.linked(*members).enumerate() {
                    comma(place, out);
                    out.push('"');
                    out.push_str(key); // letters and digits: a program with other keys is not read
                    out.push_str("\":");
                    self.write(value, out);
                }
                out.push('}');
            }
        }
    }
}

fn comma(place: usize, out: &mut String) {
    if place > 0 {
        out.push(',');
    }
}

/// A string of JSON: what must be escaped is, and nothing else (RFC 8259, 7).
fn write_text(text: &str, out: &mut String) {
    out.push('"');
    let mut from = 0;
    while let Some(at) = special(text.as_bytes(), from) {
        out.push_str(&text[from..at]);
        from = at + 1;
        match text.as_bytes()[at] {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            0x08 => out.push_str("\\b"),
            0x0c => out.push_str("\\f"),
            control => {
                let _ = write!(out, "\\u{control:04x}");
            }
        }
    }
    out.push_str(&text[from..]);
    out.push('"');
}

/// The first byte from one on that must be escaped; eight bytes are looked at in one step.
fn special(bytes: &[u8], from: usize) -> Option<usize> {
    let must = |byte: &u8| *byte < b' ' || *byte == b'"' || *byte == b'\\';
    let (words, _) = bytes[from..].as_chunks::<8>();
    let plain = words.iter().take_while(|word| !any_special(u64::from_le_bytes(**word))).count() * 8;
    bytes[from + plain..].iter().position(must).map(|at| from + plain + at)
}

/// Whether one of eight bytes must be escaped: below a space, a quote, a backslash. May say so of a byte beyond ASCII.
const fn any_special(word: u64) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    let quote = word ^ (ONES * b'"' as u64);
    let slash = word ^ (ONES * b'\\' as u64);
    let below = word.wrapping_sub(ONES * 0x20) & !word;
    let equal = (quote.wrapping_sub(ONES) & !quote) | (slash.wrapping_sub(ONES) & !slash);
    (below | equal) & HIGHS != 0
}

#[cfg(test)]
mod tests {
    use super::{Element, Tree, special};

    #[test]
    fn json_is_escaped_where_it_must_be() {
        let mut tree = Tree::with_room(8);
        let (id, mut out) = (tree.add(Element::text("a\"\\\n\u{1}\u{7f}é")), String::new());
        tree.write(id, &mut out);
        assert_eq!(out, "\"a\\\"\\\\\\n\\u0001\u{7f}é\"");
    }

    #[test]
    fn every_byte_that_must_be_escaped_is_found_wherever_it_stands() {
        for place in 0..20 {
            for c in (0..0x20_u8).chain([b'"', b'\\']) {
                let mut text = "é".repeat(10).into_bytes()[..place / 2 * 2].to_vec();
                text.resize(place, b'a');
                text.push(c);
                text.extend_from_slice("zzzzzzzzzzzé".as_bytes());
                assert_eq!(special(&text, 0), Some(place));
                assert_eq!(special(&text, place + 1), None);
            }
        }
    }

    #[test]
    fn a_copy_is_a_thing_of_its_own() {
        let mut tree = Tree::with_room(8);
        let object = tree.texts(&[("a", "b")]);
        let copied = tree.copy(object);
        let more = tree.add(Element::Flag(true));
        tree.put(copied, "c", more);
        assert_eq!((tree.length(object), tree.length(copied)), (1, 2));
    }
}
