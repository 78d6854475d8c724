//! The first look at the bytes: where tokens begin, 64 bytes at a time, in windows small enough for the first cache.
//!
//! An index entry is the offset of: a quote that is not escaped; `{ } [ ] : ,` outside strings; the first byte of any
//! other run outside strings; and, inside strings, a backslash that begins an escape, or a control character. So the
//! entry after an opening quote is its closing one unless the string needs a closer look.

use crate::fault::{Code, Fault};

mod classes;

use classes::{Classes, Classify};

const BLOCK: usize = 64;
/// Bytes looked at in one go: their index and the bytes themselves stay in the first cache.
const WINDOW: usize = 4096;
/// Entries that can be seen ahead: more than any step of the parser takes.
pub const AHEAD: usize = 4;

type Fill = fn(&mut Scanner<'_>, usize, usize);

/// Gives the entries in order of offset, a window at a time; valid UTF-8 is asked of every window on the way.
pub struct Scanner<'a> {
    source: &'a [u8],
    index: Vec<u32>,
    head: usize,
    tail: usize,
    scanned: usize,
    validated: usize,
    ascii: bool,
    spaces: usize,
    carry: Carry,
    fill: Fill,
}

/// What one block tells the next.
#[derive(Clone, Copy, Default)]
struct Carry {
    in_string: u64,
    escaped: u64,
    run: u64,
}

const EVEN: u64 = 0x5555_5555_5555_5555;

/// What a block holds: its entries, and the white space between tokens.
struct Found {
    entries: u64,
    spaces: u64,
}

impl Carry {
    /// The bytes that follow an escaping backslash, so that a run of them is read in pairs.
    #[inline(always)]
    fn escaped(&mut self, backslash: u64) -> u64 {
        if backslash == 0 {
            return std::mem::take(&mut self.escaped);
        }
        let backslash = backslash & !self.escaped;
        let follows = backslash << 1 | self.escaped;
        let odd_starts = backslash & !EVEN & !follows;
        let (even_runs, overflow) = odd_starts.overflowing_add(backslash);
        self.escaped = u64::from(overflow);
        (EVEN ^ (even_runs << 1)) & follows
    }

    #[inline(always)]
    fn find<C: Classify>(&mut self, classes: &Classes) -> Found {
        let escaped = self.escaped(classes.backslash);
        let quote = classes.quote & !escaped;
        let in_string = C::prefix_xor(quote) ^ self.in_string;
        self.in_string = 0u64.wrapping_sub(in_string >> 63);
        let run = !(classes.operator | classes.space | quote);
        let follows_run = run << 1 | self.run;
        self.run = run >> 63;
        let outside = (classes.operator | (run & !follows_run)) & !in_string;
        let inside = (classes.control | (classes.backslash & !escaped)) & in_string;
        Found { entries: quote | outside | inside, spaces: classes.space & !in_string }
    }
}

impl<'a> Scanner<'a> {
    #[must_use]
    pub fn new(source: &'a [u8]) -> Self {
        Self::with(source, classes::fastest())
    }

    fn with(source: &'a [u8], fill: Fill) -> Self {
        let index = vec![0; AHEAD + WINDOW.min(source.len()) + 2 * BLOCK];
        let carry = Carry::default();
        Self {
            source,
            index,
            head: 0,
            tail: 0,
            scanned: 0,
            validated: 0,
            ascii: true,
            spaces: 0,
            carry,
            fill,
        }
    }

    /// The next entries, none of them taken; the length of the source stands for ever after the last one.
    ///
    /// # Errors
    /// `invalid-utf8` as soon as the window holding it is looked at.
    #[inline(always)]
    pub fn ahead(&mut self) -> Result<[usize; AHEAD], Fault> {
        if self.tail - self.head < AHEAD {
            self.refill()?;
        }
        let entries: Option<&[u32; AHEAD]> = self.index.get(self.head..).and_then(|rest| rest.first_chunk());
        Ok(entries.copied().unwrap_or_default().map(|entry| entry as usize))
    }

    /// Takes entries that `ahead` has shown.
    #[inline(always)]
    pub const fn take(&mut self, count: usize) {
        self.head += count;
    }

    /// Shows one entry and takes it.
    ///
    /// # Errors
    /// As `ahead`.
    pub fn next(&mut self) -> Result<usize, Fault> {
        let [entry, ..] = self.ahead()?;
        self.take(1);
        Ok(entry)
    }

    /// The white space outside strings in all that has been looked at, in bytes.
    #[must_use]
    pub const fn spaces(&self) -> usize {
        self.spaces
    }

    #[cold]
    #[inline(never)]
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the source is no longer than MAX_BYTES, which fits 32 bits"
    )]
    fn refill(&mut self) -> Result<(), Fault> {
        while self.tail - self.head < AHEAD {
            self.index.copy_within(self.head..self.tail, 0);
            (self.head, self.tail) = (0, self.tail - self.head);
            if self.scanned == self.source.len() {
                self.index[self.tail..self.tail + AHEAD].fill(self.source.len() as u32);
                self.tail += AHEAD;
                return Ok(());
            }
            let (start, stop) = (self.scanned, self.source.len().min(self.scanned + WINDOW));
            (self.fill)(self, start, stop);
            self.scanned = stop;
            self.validate(start, stop)?;
        }
        Ok(())
    }

    /// Checks UTF-8 up to the end of the window `start..stop`, leaving a character that the window cuts to the next one.
    fn validate(&mut self, start: usize, stop: usize) -> Result<(), Fault> {
        if self.ascii && self.validated == start {
            self.validated = stop;
            return Ok(());
        }
        let fresh = self.source.get(self.validated..stop).unwrap_or_default();
        let Err(error) = str::from_utf8(fresh) else {
            self.validated = stop;
            return Ok(());
        };
        self.validated += error.valid_up_to();
        if error.error_len().is_none() && stop < self.source.len() {
            return Ok(());
        }
        Err(Fault::new(Code::InvalidUtf8, self.validated))
    }

    #[inline(always)]
    fn fill_window<C: Classify>(&mut self, start: usize, stop: usize) {
        let (blocks, rest) = self.source.get(start..stop).unwrap_or_default().as_chunks::<BLOCK>();
        let mut window =
            Window { carry: self.carry, base: start, tail: self.tail, spaces: 0, beyond_ascii: 0 };
        for block in blocks {
            window.look::<C>(block, u64::MAX, &mut self.index);
        }
        if !rest.is_empty() {
            let mut block = [b' '; BLOCK];
            block[..rest.len()].copy_from_slice(rest);
            window.look::<C>(&block, (1 << rest.len()) - 1, &mut self.index);
        }
        (self.carry, self.tail) = (window.carry, window.tail);
        self.spaces += window.spaces;
        self.ascii = window.beyond_ascii == 0;
    }
}

/// A window being filled.
struct Window {
    carry: Carry,
    base: usize,
    tail: usize,
    spaces: usize,
    beyond_ascii: u64,
}

impl Window {
    /// Takes in a block, of which `real` bytes are the source's.
    #[inline(always)]
    fn look<C: Classify>(&mut self, block: &[u8; BLOCK], real: u64, index: &mut [u32]) {
        let classes = C::classes(block);
        let found = self.carry.find::<C>(&classes);
        self.beyond_ascii |= classes.beyond_ascii;
        self.spaces += (found.spaces & real).count_ones() as usize;
        if let Some(room) = index.get_mut(self.tail..).and_then(|rest| rest.first_chunk_mut()) {
            C::offsets(found.entries, self.base, room);
        }
        self.tail += found.entries.count_ones() as usize;
        self.base += BLOCK;
    }
}

#[cfg(test)]
mod tests {
    use super::{Fill, Scanner, classes};

    fn entries(source: &[u8], fill: Fill) -> (Vec<usize>, usize) {
        let mut scanner = Scanner::with(source, fill);
        let mut found = Vec::new();
        while let Ok(entry) = scanner.next() {
            if entry == source.len() {
                break;
            }
            found.push(entry);
        }
        (found, scanner.spaces())
    }

    #[test]
    fn entries_are_token_starts_and_both_quotes() {
        let (found, spaces) = entries(br#" {"a": [12,"b\n\\"]}"#, classes::SCALAR);
        assert_eq!(found, [1, 2, 4, 5, 7, 8, 10, 11, 13, 15, 17, 18, 19]);
        assert_eq!(spaces, 2);
    }

    #[test]
    fn the_fast_paths_find_what_the_scalar_one_finds() {
        let alphabet = b"\"\\{}[]:, \n\t\r\x01\x0c\x1a\xff\xc3a1\"\\";
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        for length in (0..400).chain([4095, 4096, 4097, 9000]) {
            let source: Vec<u8> = std::iter::repeat_with(|| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                alphabet[(state >> 33) as usize % alphabet.len()]
            })
            .map(|byte| byte & 0x7F)
            .take(length)
            .collect();
            for fill in classes::available() {
                assert_eq!(entries(&source, fill), entries(&source, classes::SCALAR), "{source:?}");
            }
        }
    }
}
