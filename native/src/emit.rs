//! From tape to bytes: one walk, into a buffer of the exact length or through a hash.

use sha2::{Digest, Sha256};

use crate::tape::{Document, Kind, Node, Span};

/// What takes the canonical bytes, in order.
trait Sink {
    /// Room for `wanted` bytes if there can be so much at once, better for `SLACK` more.
    fn room(&mut self, wanted: usize) -> &mut [u8];

    /// Says how many bytes of the room have been filled.
    fn filled(&mut self, count: usize);

    /// Takes a piece for which there is no room.
    fn take(&mut self, piece: &[u8]);

    /// How many bytes have been taken.
    fn position(&self) -> usize;
}

/// Bytes that are copied at once, and may be written beyond what is asked for where there is room.
const SLACK: usize = 64;

/// A buffer of the exact length.
struct Page<'o> {
    out: &'o mut [u8],
    at: usize,
}

impl Sink for Page<'_> {
    #[inline(always)]
    fn room(&mut self, _wanted: usize) -> &mut [u8] {
        self.out.get_mut(self.at..).unwrap_or_default()
    }

    #[inline(always)]
    fn filled(&mut self, count: usize) {
        self.at += count;
    }

    fn take(&mut self, _piece: &[u8]) {}

    fn position(&self) -> usize {
        self.at
    }
}

const HASHED_AT_ONCE: usize = 8192;

/// Hashes through a buffer that stays in the first cache.
struct Hashing {
    buffer: [u8; HASHED_AT_ONCE],
    at: usize,
    taken: usize,
    hash: Sha256,
}

impl Hashing {
    fn flush(&mut self) {
        self.hash.update(self.buffer.get(..self.at).unwrap_or_default());
        self.taken += self.at;
        self.at = 0;
    }
}

impl Sink for Hashing {
    #[inline(always)]
    fn room(&mut self, wanted: usize) -> &mut [u8] {
        if self.at + wanted + SLACK > HASHED_AT_ONCE {
            self.flush();
        }
        self.buffer.get_mut(self.at..).unwrap_or_default()
    }

    #[inline(always)]
    fn filled(&mut self, count: usize) {
        self.at += count;
    }

    fn take(&mut self, piece: &[u8]) {
        self.flush();
        self.hash.update(piece);
        self.taken += piece.len();
    }

    fn position(&self) -> usize {
        self.taken + self.at
    }
}

/// Some bytes of a longer buffer.
#[derive(Clone, Copy)]
struct Piece<'b> {
    buffer: &'b [u8],
    start: usize,
    length: usize,
}

impl<'b> Piece<'b> {
    /// Whether whole steps of `SLACK` can be read.
    #[inline(always)]
    const fn has_slack(&self) -> bool {
        self.start + self.length + SLACK <= self.buffer.len()
    }

    fn bytes(&self) -> &'b [u8] {
        self.buffer.get(self.start..self.start + self.length).unwrap_or_default()
    }
}

#[inline(always)]
fn put<S: Sink>(sink: &mut S, before: Option<u8>, piece: Piece<'_>) {
    let extra = usize::from(before.is_some());
    let room = sink.room(piece.length + 1);
    if piece.has_slack() && piece.length + 1 + SLACK <= room.len() {
        if let Some(byte) = before {
            room[0] = byte;
        }
        // SAFETY: whole steps of `SLACK` end less than `SLACK` behind the piece, where both sides still have bytes.
        unsafe {
            copy_in_steps(piece.buffer.as_ptr().add(piece.start), room.as_mut_ptr().add(extra), piece.length);
        }
        return sink.filled(piece.length + extra);
    }
    if let Some(byte) = before {
        put_byte(sink, byte);
    }
    put_exactly(sink, piece.bytes());
}

#[inline(always)]
unsafe fn copy_in_steps(from: *const u8, to: *mut u8, length: usize) {
    let mut done = 0;
    loop {
        // SAFETY: the caller's.
        unsafe { std::ptr::copy_nonoverlapping(from.add(done), to.add(done), SLACK) };
        done += SLACK;
        if done >= length {
            return;
        }
    }
}

/// At the ends of buffers, and for what is larger than any.
#[cold]
#[inline(never)]
fn put_exactly<S: Sink>(sink: &mut S, piece: &[u8]) {
    match sink.room(piece.len()).get_mut(..piece.len()) {
        Some(room) => {
            room.copy_from_slice(piece);
            sink.filled(piece.len());
        }
        None => sink.take(piece),
    }
}

#[inline(always)]
fn put_byte<S: Sink>(sink: &mut S, byte: u8) {
    if let Some(room) = sink.room(1).first_mut() {
        *room = byte;
    }
    sink.filled(1);
}

/// Only counts.
struct Count(usize);

impl Sink for Count {
    fn room(&mut self, _wanted: usize) -> &mut [u8] {
        &mut []
    }

    fn filled(&mut self, count: usize) {
        self.0 += count;
    }

    fn take(&mut self, piece: &[u8]) {
        self.0 += piece.len();
    }

    fn position(&self) -> usize {
        self.0
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
        let mut hashing = Hashing { buffer: [0; HASHED_AT_ONCE], at: 0, taken: 0, hash: Sha256::new() };
        self.value(self.root.value, &mut hashing);
        hashing.flush();
        hashing.hash.finalize().into()
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
