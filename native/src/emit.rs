//! From tape to bytes: one walk, into a buffer of the exact length or through a hash.

use sha2::{Digest, Sha256};

use crate::tape::{Document, Kind, Node, Span};

/// What takes the canonical bytes, in order.
trait Sink {
    fn put(&mut self, bytes: &[u8]);
    fn put_byte(&mut self, byte: u8);
    fn position(&self) -> usize;
}

struct Page<'o> {
    out: &'o mut [u8],
    at: usize,
}

impl Sink for Page<'_> {
    #[inline(always)]
    fn put(&mut self, bytes: &[u8]) {
        if let Some(room) = self.out.get_mut(self.at..self.at + bytes.len()) {
            room.copy_from_slice(bytes);
        }
        self.at += bytes.len();
    }

    #[inline(always)]
    fn put_byte(&mut self, byte: u8) {
        if let Some(room) = self.out.get_mut(self.at) {
            *room = byte;
        }
        self.at += 1;
    }

    fn position(&self) -> usize {
        self.at
    }
}

/// Hashes through a buffer that stays in the first cache.
struct Hashing {
    buffer: Box<[u8; HASHED_AT_ONCE]>,
    at: usize,
    hash: Sha256,
}

const HASHED_AT_ONCE: usize = 8192;

impl Hashing {
    fn flush(&mut self) {
        self.hash.update(self.buffer.get(..self.at).unwrap_or_default());
        self.at = 0;
    }
}

impl Sink for Hashing {
    #[inline(always)]
    fn put(&mut self, bytes: &[u8]) {
        if self.at + bytes.len() > HASHED_AT_ONCE {
            self.flush();
            if bytes.len() > HASHED_AT_ONCE {
                self.hash.update(bytes);
                return;
            }
        }
        if let Some(room) = self.buffer.get_mut(self.at..self.at + bytes.len()) {
            room.copy_from_slice(bytes);
            self.at += bytes.len();
        }
    }

    #[inline(always)]
    fn put_byte(&mut self, byte: u8) {
        self.put(&[byte]);
    }

    fn position(&self) -> usize {
        0
    }
}

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
        let mut page = Page { out, at: 0 };
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
        let mut hashing = Hashing { buffer: Box::new([0; HASHED_AT_ONCE]), at: 0, hash: Sha256::new() };
        self.value(self.root.value, &mut hashing);
        hashing.flush();
        hashing.hash.finalize().into()
    }

    fn is_bundle(&self) -> bool {
        let of_type = self.member(self.root.value, b"\"resourceType\"");
        of_type.is_some_and(|member| self.text(member.value) == b"\"Bundle\"")
    }

    fn value<S: Sink>(&self, value: Span, sink: &mut S) {
        match value.kind() {
            Kind::Source | Kind::Rewritten => sink.put(self.text(value)),
            Kind::Object => self.object(value, sink, |document, member, sink| document.value(member.value, sink)),
            Kind::Array => self.array(value, sink, |document, element, sink| document.value(element.value, sink)),
        }
    }

    #[inline(always)]
    fn object<S: Sink>(&self, object: Span, sink: &mut S, mut each: impl FnMut(&Self, &Node, &mut S)) {
        sink.put_byte(b'{');
        for (place, member) in self.children(object).iter().enumerate() {
            if place > 0 {
                sink.put_byte(b',');
            }
            sink.put(self.text(member.name));
            sink.put_byte(b':');
            each(self, member, sink);
        }
        sink.put_byte(b'}');
    }

    #[inline(always)]
    fn array<S: Sink>(&self, array: Span, sink: &mut S, mut each: impl FnMut(&Self, &Node, &mut S)) {
        sink.put_byte(b'[');
        for (place, element) in self.children(array).iter().enumerate() {
            if place > 0 {
                sink.put_byte(b',');
            }
            each(self, element, sink);
        }
        sink.put_byte(b']');
    }

    /// A bundle is written like anything else; where the resource of each entry begins and ends is noted.
    fn bundle<S: Sink>(&self, sink: &mut S, slices: &mut Vec<Slice>) {
        self.object(self.root.value, sink, |document, member, sink| {
            if member.value.kind() != Kind::Array || document.text(member.name) != b"\"entry\"" {
                return document.value(member.value, sink);
            }
            document.array(member.value, sink, |document, entry, sink| document.entry(entry, sink, slices));
        });
    }

    fn entry<S: Sink>(&self, entry: &Node, sink: &mut S, slices: &mut Vec<Slice>) {
        if entry.value.kind() != Kind::Object {
            return self.value(entry.value, sink);
        }
        self.object(entry.value, sink, |document, member, sink| {
            let start = sink.position();
            document.value(member.value, sink);
            if document.text(member.name) == b"\"resource\"" {
                slices.push(Slice { start, stop: sink.position() });
            }
        });
    }
}
