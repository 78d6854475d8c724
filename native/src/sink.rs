//! Where canonical bytes go: into a buffer of the exact length, through a hash, or nowhere but a count.

use sha2::{Digest, Sha256};

/// What takes the canonical bytes, in order.
pub trait Sink {
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
pub struct Page<'o> {
    out: &'o mut [u8],
    at: usize,
}

impl<'o> Page<'o> {
    pub const fn new(out: &'o mut [u8]) -> Self {
        Self { out, at: 0 }
    }
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
pub struct Hashing {
    buffer: [u8; HASHED_AT_ONCE],
    at: usize,
    taken: usize,
    hash: Sha256,
}

impl Hashing {
    pub fn new() -> Self {
        Self { buffer: [0; HASHED_AT_ONCE], at: 0, taken: 0, hash: Sha256::new() }
    }

    /// The hash of all that was taken.
    pub fn finish(mut self) -> [u8; 32] {
        self.flush();
        self.hash.finalize().into()
    }

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
pub struct Piece<'b> {
    pub buffer: &'b [u8],
    pub start: usize,
    pub length: usize,
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
pub fn put<S: Sink>(sink: &mut S, before: Option<u8>, piece: Piece<'_>) {
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
pub fn put_byte<S: Sink>(sink: &mut S, byte: u8) {
    if let Some(room) = sink.room(1).first_mut() {
        *room = byte;
    }
    sink.filled(1);
}

/// Only counts.
pub struct Count(pub usize);

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
