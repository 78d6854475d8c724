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
    Object(Vec<(&'a str, Id)>),
    Array(Vec<Id>),
}

impl<'a> Element<'a> {
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }
}

#[derive(Debug)]
pub struct Tree<'a> {
    elements: Vec<Element<'a>>,
}

impl<'a> Tree<'a> {
    /// An empty tree with room for about so many elements.
    #[must_use]
    pub fn with_room(elements: usize) -> Self {
        Self { elements: Vec::with_capacity(elements) }
    }

    pub fn add(&mut self, element: Element<'a>) -> Id {
        self.elements.push(element);
        self.elements.len() - 1
    }

    pub fn object(&mut self) -> Id {
        self.add(Element::Object(Vec::new()))
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

    #[must_use]
    pub fn members(&self, object: Id) -> &[(&'a str, Id)] {
        if let Element::Object(members) = &self.elements[object] { members } else { &[] }
    }

    #[must_use]
    pub fn items(&self, array: Id) -> &[Id] {
        if let Element::Array(items) = &self.elements[array] { items } else { &[] }
    }

    #[must_use]
    pub fn is_object(&self, id: Id) -> bool {
        matches!(self.elements[id], Element::Object(_))
    }

    #[must_use]
    pub fn get(&self, object: Id, key: &str) -> Option<Id> {
        self.members(object).iter().find(|(name, _)| *name == key).map(|(_, id)| *id)
    }

    #[must_use]
    pub fn has(&self, object: Id, key: &str) -> bool {
        self.get(object, key).is_some()
    }

    /// Whether an element stands at a step already, or another type of its choice.
    #[must_use]
    pub fn taken(&self, object: Id, step: &Step) -> bool {
        let members = self.members(object);
        let chosen = |key: &str| key.starts_with(step.choice.as_str());
        self.has(object, &step.key)
            || (!step.choice.is_empty() && members.len() > 1 && members.iter().any(|(key, _)| chosen(key)))
    }

    /// Writes a member that is not there yet.
    pub fn put(&mut self, object: Id, key: &'a str, value: Id) {
        if let Element::Object(members) = &mut self.elements[object] {
            members.push((key, value));
        }
    }

    /// Writes a member in place of the one that is there.
    pub fn set(&mut self, object: Id, key: &'a str, value: Id) {
        if let Element::Object(members) = &mut self.elements[object] {
            match members.iter_mut().find(|(name, _)| *name == key) {
                Some(member) => member.1 = value,
                None => members.push((key, value)),
            }
        }
    }

    pub fn push(&mut self, array: Id, value: Id) {
        if let Element::Array(items) = &mut self.elements[array] {
            items.push(value);
        }
    }

    /// The array at a key, made where nothing stands; None where something else does.
    pub fn array(&mut self, object: Id, key: &'a str) -> Option<Id> {
        if let Some(standing) = self.get(object, key) {
            return matches!(self.elements[standing], Element::Array(_)).then_some(standing);
        }
        let array = self.add(Element::Array(Vec::new()));
        self.put(object, key, array);
        Some(array)
    }

    /// A copy of an element and of everything in it.
    pub fn copy(&mut self, id: Id) -> Id {
        let copied = match self.elements[id].clone() {
            Element::Object(members) => {
                Element::Object(members.into_iter().map(|(key, value)| (key, self.copy(value))).collect())
            }
            Element::Array(items) => Element::Array(items.into_iter().map(|item| self.copy(item)).collect()),
            plain => plain,
        };
        self.add(copied)
    }

    /// The element as JSON without white space.
    pub fn write(&self, id: Id, out: &mut String) {
        match &self.elements[id] {
            Element::Text(text) => write_text(text, out),
            Element::Number(number) => out.push_str(number),
            Element::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Element::Array(items) => {
                out.push('[');
                for (place, item) in items.iter().enumerate() {
                    comma(place, out);
                    self.write(*item, out);
                }
                out.push(']');
            }
            Element::Object(members) => {
                out.push('{');
                for (place, (key, value)) in members.iter().enumerate() {
                    comma(place, out);
                    write_text(key, out);
                    out.push(':');
                    self.write(*value, out);
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
    let special = |byte: &u8| *byte < b' ' || *byte == b'"' || *byte == b'\\';
    while let Some(length) = text.as_bytes()[from..].iter().position(special) {
        let at = from + length;
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

#[cfg(test)]
mod tests {
    use super::{Element, Tree};

    #[test]
    fn json_is_escaped_where_it_must_be() {
        let mut tree = Tree::with_room(8);
        let (id, mut out) = (tree.add(Element::text("a\"\\\n\u{1}\u{7f}é")), String::new());
        tree.write(id, &mut out);
        assert_eq!(out, "\"a\\\"\\\\\\n\\u0001\u{7f}é\"");
    }

    #[test]
    fn a_copy_is_a_thing_of_its_own() {
        let mut tree = Tree::with_room(8);
        let object = tree.texts(&[("a", "b")]);
        let copied = tree.copy(object);
        let more = tree.add(Element::Flag(true));
        tree.put(copied, "c", more);
        assert_eq!((tree.members(object).len(), tree.members(copied).len()), (1, 2));
    }
}
