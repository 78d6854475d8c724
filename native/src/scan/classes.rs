//! Which class each byte of a block belongs to, a bit a byte: by vectors where the processor has them, by a table
//! everywhere else.

use super::{BLOCK, Fill};

#[cfg(target_arch = "x86_64")]
mod x86;

/// The classes of a block's 64 bytes; bit i speaks of byte i.
pub struct Classes {
    pub quote: u64,
    pub backslash: u64,
    /// One of `{ } [ ] : ,`.
    pub operator: u64,
    /// Space, tab, line feed or carriage return.
    pub space: u64,
    /// Below U+0020.
    pub control: u64,
    /// Above U+007F.
    pub beyond_ascii: u64,
}

/// What a processor does in its own way.
pub trait Classify {
    fn classes(block: &[u8; BLOCK]) -> Classes;

    /// Bit i of the result is the exclusive or of bits 0 to i.
    fn prefix_xor(bits: u64) -> u64;

    /// Writes `base` and the place of each set bit, in order; what follows in `room` is anyone's.
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation, reason = "offsets stay under MAX_BYTES, which fits 32 bits")]
    fn offsets(mut bits: u64, base: usize, room: &mut [u32; BLOCK]) {
        const STEP: usize = 8;
        let count = bits.count_ones() as usize;
        for slots in room.as_chunks_mut::<STEP>().0.iter_mut().take(count.div_ceil(STEP)) {
            for slot in slots {
                *slot = base as u32 + bits.trailing_zeros();
                bits &= bits.wrapping_sub(1);
            }
        }
    }
}

struct Scalar;

impl Classify for Scalar {
    fn classes(block: &[u8; BLOCK]) -> Classes {
        let mask = |wanted: fn(u8) -> bool| {
            block.iter().rev().fold(0, |bits, byte| bits << 1 | u64::from(wanted(*byte)))
        };
        Classes {
            quote: mask(|byte| byte == b'"'),
            backslash: mask(|byte| byte == b'\\'),
            operator: mask(|byte| matches!(byte, b'{' | b'}' | b'[' | b']' | b':' | b',')),
            space: mask(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')),
            control: mask(|byte| byte < 0x20),
            beyond_ascii: mask(|byte| byte > 0x7F),
        }
    }

    fn prefix_xor(bits: u64) -> u64 {
        [1, 2, 4, 8, 16, 32].iter().fold(bits, |bits, step| bits ^ (bits << step))
    }
}

/// The way that every processor has.
pub const SCALAR: Fill = |scanner, start, stop| scanner.fill_window::<Scalar>(start, stop);

/// The ways that this processor has, the fastest first.
pub fn available() -> impl Iterator<Item = Fill> {
    #[cfg(target_arch = "x86_64")]
    let vectors = x86::available();
    #[cfg(not(target_arch = "x86_64"))]
    let vectors = [];
    vectors.into_iter().flatten().chain([SCALAR])
}

pub fn fastest() -> Fill {
    available().next().unwrap_or(SCALAR)
}
