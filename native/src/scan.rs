//! The first look at the bytes: where tokens begin, 64 bytes at a time, in windows small enough for the first cache.
//!
//! An index entry is the offset of: a quote that is not escaped; `{ } [ ] : ,` outside strings; the first byte of any
//! other run outside strings; and, inside strings, a backslash that begins an escape, or a control character. So the
//! entry after an opening quote is its closing one unless the string needs a closer look.

use crate::fault::{Code, Fault};

mod classes;

use classes::{Classify, Classes, Scalar};

const BLOCK: usize = 64;
/// Bytes looked at in one go: their index and the bytes themselves stay in the first cache.
const WINDOW: usize = 4096;

type Fill = fn(&mut Scanner<'_>, usize, usize);

/// Gives the entries in order of offset, a window at a time; valid UTF-8 is asked of every window on the way.
pub struct Scanner<'a> {
    source: &'a [u8],
    index: Box<[u32; WINDOW + BLOCK]>,
    head: usize,
    tail: usize,
    scanned: usize,
    validated: usize,
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

    /// The entries of a block, a bit each.
    #[inline(always)]
    fn entries<C: Classify>(&mut self, classes: &Classes) -> u64 {
        let escaped = self.escaped(classes.backslash);
        let quote = classes.quote & !escaped;
        let in_string = C::prefix_xor(quote) ^ self.in_string;
        self.in_string = 0u64.wrapping_sub(in_string >> 63);
        let run = !(classes.operator | classes.space | quote);
        let follows_run = run << 1 | self.run;
        self.run = run >> 63;
        let outside = (classes.operator | (run & !follows_run)) & !in_string;
        let inside = (classes.control | (classes.backslash & !escaped)) & in_string;
        quote | outside | inside
    }
}

impl<'a> Scanner<'a> {
    #[must_use]
    pub fn new(source: &'a [u8]) -> Self {
        Self::with(source, classes::fastest())
    }

    fn with(source: &'a [u8], fill: Fill) -> Self {
        let index = Box::new([0; WINDOW + BLOCK]);
        Self { source, index, head: 0, tail: 0, scanned: 0, validated: 0, carry: Carry::default(), fill }
    }

    /// The next entry, or the length of the source for ever after the last one.
    ///
    /// # Errors
    /// `invalid-utf8` as soon as the window holding it is looked at.
    #[inline(always)]
    pub fn next(&mut self) -> Result<usize, Fault> {
        while self.head == self.tail {
            if self.scanned == self.source.len() {
                return Ok(self.source.len());
            }
            self.refill()?;
        }
        let entry = self.index.get(self.head).copied().unwrap_or_default();
        self.head += 1;
        Ok(entry as usize)
    }

    #[cold]
    #[inline(never)]
    fn refill(&mut self) -> Result<(), Fault> {
        let start = self.scanned;
        let stop = self.source.len().min(start + WINDOW);
        (self.head, self.tail) = (0, 0);
        (self.fill)(self, start, stop);
        self.scanned = stop;
        self.validate(stop)
    }

    /// Checks UTF-8 up to `stop`, leaving a character that the window cuts to the next one.
    fn validate(&mut self, stop: usize) -> Result<(), Fault> {
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
        let mut base = start;
        for block in blocks {
            let entries = self.carry.entries::<C>(&C::classes(block));
            self.append(entries, base);
            base += BLOCK;
        }
        if !rest.is_empty() {
            let mut block = [b' '; BLOCK];
            block[..rest.len()].copy_from_slice(rest);
            let entries = self.carry.entries::<C>(&C::classes(&block));
            self.append(entries, base);
        }
    }

    /// Writes out the offsets of the set bits.
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation, reason = "offsets stay under MAX_BYTES, which fits 32 bits")]
    fn append(&mut self, mut entries: u64, base: usize) {
        let count = entries.count_ones() as usize;
        let Some(slots) = self.index.get_mut(self.tail..self.tail + BLOCK) else { return };
        for slot in slots.iter_mut().take(count) {
            *slot = base as u32 + entries.trailing_zeros();
            entries &= entries.wrapping_sub(1);
        }
        self.tail += count;
    }
}

fn fill_scalar(scanner: &mut Scanner<'_>, start: usize, stop: usize) {
    scanner.fill_window::<Scalar>(start, stop);
}

#[cfg(test)]
mod tests {
    use super::{Scanner, classes, fill_scalar};

    fn entries(source: &[u8], fill: super::Fill) -> Vec<usize> {
        let mut scanner = Scanner::with(source, fill);
        let mut found = Vec::new();
        while let Ok(entry) = scanner.next() {
            if entry == source.len() {
                break;
            }
            found.push(entry);
        }
        found
    }

    #[test]
    fn entries_are_token_starts_and_both_quotes() {
        assert_eq!(entries(br#" {"a": [12,"b\n\\"]}"#, fill_scalar), [1, 2, 4, 5, 7, 8, 10, 11, 13, 15, 17, 18, 19]);
    }

    #[test]
    fn the_fast_path_finds_what_the_scalar_one_finds() {
        let alphabet = b"\"\\{}[]:, \n\x01\x0c\x1a\xffa1\"\\";
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        for length in (0..400).chain([4095, 4096, 4097, 9000]) {
            let source: Vec<u8> = std::iter::repeat_with(|| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                alphabet[(state >> 33) as usize % alphabet.len()]
            })
            .take(length)
            .collect();
            assert_eq!(entries(&source, classes::fastest()), entries(&source, fill_scalar), "{source:?}");
        }
    }
}
