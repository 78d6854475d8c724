//! From tape to bytes: one walk, into a buffer of the exact length or through a hash.

use crate::sink::{Count, Hashing, Page, Piece, Sink, put, put_byte};
use crate::tape::{Document, Kind, Node, Span};

/// The bytes of one resource of a bundle inside the bundle's canonical bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    pub start: usize,
    pub stop: usize,
}

impl Document<'_> {
    /// Writes the canonical form into `out`, which is `canonical_length` long; the slices of a bundle's resources.
    #[must_use]
    pub fn write(&self, out: &mut [u8]) -> Vec<Slice> {
        let mut page = Page::new(out);
        let mut slices = Vec::new();
        if self.is_bundle() {
            self.bundle(&mut page, &mut slices);
        } else {
            self.value(self.root.value, &mut page);
        }
        slices
    }

    /// The SHA-256 of the canonical form, which is not kept.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let mut hashing = Hashing::new();
        self.value(self.root.value, &mut hashing);
        hashing.finish()
    }

    /// The length of the canonical form of a value.
    pub(crate) fn measure(&self, value: Span) -> usize {
        let mut count = Count(0);
        self.value(value, &mut count);
        count.0
    }

    fn is_bundle(&self) -> bool {
        let of_type = self.member(self.root.value, b"\"resourceType\"");
        of_type.is_some_and(|member| self.text(member.value) == b"\"Bundle\"")
    }

    fn value<S: Sink>(&self, value: Span, sink: &mut S) {
        match value.kind() {
            Kind::Source | Kind::Rewritten => put(sink, None, self.piece(value)),
            Kind::Object => self.object(value, sink, Self::member_after),
            Kind::Array => self.array(value, sink, Self::element_after),
        }
    }

    #[inline(always)]
    fn piece(&self, span: Span) -> Piece<'_> {
        let buffer = if span.kind() == Kind::Rewritten { &self.rewritten } else { self.source };
        Piece { buffer, start: span.start(), length: span.len() }
    }

    /// Writes an object; `each` writes a member and what stands before it.
    #[inline(always)]
    fn object<S: Sink>(&self, object: Span, sink: &mut S, mut each: impl FnMut(&Self, u8, &Node, &mut S)) {
        let mut before = b'{';
        for member in self.children(object) {
            each(self, std::mem::replace(&mut before, b','), member, sink);
        }
        if before == b'{' {
            put_byte(sink, b'{');
        }
        put_byte(sink, b'}');
    }

    /// Writes an array; `each` writes an element and what stands before it.
    #[inline(always)]
    fn array<S: Sink>(&self, array: Span, sink: &mut S, mut each: impl FnMut(&Self, u8, &Node, &mut S)) {
        let mut before = b'[';
        for element in self.children(array) {
            each(self, std::mem::replace(&mut before, b','), element, sink);
        }
        if before == b'[' {
            put_byte(sink, b'[');
        }
        put_byte(sink, b']');
    }

    #[inline(always)]
    fn element_after<S: Sink>(&self, before: u8, element: &Node, sink: &mut S) {
        if element.value.kind() == Kind::Source {
            return put(sink, Some(before), self.piece(element.value));
        }
        put_byte(sink, before);
        self.value(element.value, sink);
    }

    #[inline(always)]
    fn member_after<S: Sink>(&self, before: u8, member: &Node, sink: &mut S) {
        let (name, value) = (member.name, member.value);
        if name.kind() != Kind::Source || value.kind() != Kind::Source {
            self.name_after(before, name, sink);
            return self.value(value, sink);
        }
        let named = name.len() + 1;
        if name.start() + named == value.start() {
            let whole = Piece { buffer: self.source, start: name.start(), length: named + value.len() };
            return put(sink, Some(before), whole);
        }
        put(sink, Some(before), self.piece(name));
        put(sink, Some(b':'), self.piece(value));
    }

    #[inline(always)]
    fn name_after<S: Sink>(&self, before: u8, name: Span, sink: &mut S) {
        put(sink, Some(before), self.piece(name));
        put_byte(sink, b':');
    }

    /// A bundle is written like anything else; where the resource of each entry begins and ends is noted.
    fn bundle<S: Sink>(&self, sink: &mut S, slices: &mut Vec<Slice>) {
        self.object(self.root.value, sink, |document, before, member, sink| {
            if member.value.kind() != Kind::Array || document.text(member.name) != b"\"entry\"" {
                return document.member_after(before, member, sink);
            }
            document.name_after(before, member.name, sink);
            document.array(member.value, sink, |document, before, entry, sink| {
                put_byte(sink, before);
                document.entry(entry.value, sink, slices);
            });
        });
    }

    fn entry<S: Sink>(&self, entry: Span, sink: &mut S, slices: &mut Vec<Slice>) {
        if entry.kind() != Kind::Object {
            return self.value(entry, sink);
        }
        self.object(entry, sink, |document, before, member, sink| {
            document.name_after(before, member.name, sink);
            let start = sink.position();
            document.value(member.value, sink);
            if document.text(member.name) == b"\"resource\"" {
                slices.push(Slice { start, stop: sink.position() });
            }
        });
    }
}
