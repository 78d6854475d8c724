//! Which class each byte of a block belongs to, a bit a byte: by vectors where the processor has them, by a table
//! everywhere else.

use super::{BLOCK, Fill, fill_scalar};

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
}

pub trait Classify {
    fn classes(block: &[u8; BLOCK]) -> Classes;

    /// Bit i of the result is the exclusive or of bits 0 to i.
    fn prefix_xor(bits: u64) -> u64;
}

pub struct Scalar;

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
        }
    }

    fn prefix_xor(bits: u64) -> u64 {
        [1, 2, 4, 8, 16, 32].iter().fold(bits, |bits, step| bits ^ (bits << step))
    }
}

/// The fastest way that this processor has.
pub fn fastest() -> Fill {
    #[cfg(target_arch = "x86_64")]
    if std::is_x86_feature_detected!("avx2")
        && std::is_x86_feature_detected!("bmi1")
        && std::is_x86_feature_detected!("popcnt")
        && std::is_x86_feature_detected!("pclmulqdq")
    {
        // SAFETY: the features that the function is compiled for have just been found.
        return |scanner, start, stop| unsafe { avx2::fill(scanner, start, stop) };
    }
    fill_scalar
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use super::super::Scanner;
    use super::{BLOCK, Classes, Classify};
    use std::arch::x86_64::{
        __m256i, _mm_clmulepi64_si128, _mm_cvtsi128_si64, _mm_set_epi64x, _mm_set1_epi8, _mm256_cmpeq_epi8,
        _mm256_loadu_si256, _mm256_max_epu8, _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8,
        _mm256_setr_epi8, _mm256_shuffle_epi8,
    };

    struct Avx2;

    #[target_feature(enable = "avx2,bmi1,popcnt,pclmulqdq")]
    pub fn fill(scanner: &mut Scanner<'_>, start: usize, stop: usize) {
        scanner.fill_window::<Avx2>(start, stop);
    }

    /// Both halves' comparison results as one mask.
    #[inline(always)]
    fn mask(halves: [__m256i; 2], compare: impl Fn(__m256i) -> __m256i) -> u64 {
        // SAFETY: only reached from `fill`, which has the features.
        let [low, high] = halves.map(|half| unsafe { _mm256_movemask_epi8(compare(half)) }.cast_unsigned());
        u64::from(high) << 32 | u64::from(low)
    }

    impl Classify for Avx2 {
        #[inline(always)]
        fn classes(block: &[u8; BLOCK]) -> Classes {
            // SAFETY: only reached from `fill`, which has the features; both loads lie inside the block.
            unsafe {
                let at = block.as_ptr().cast::<__m256i>();
                let halves = [_mm256_loadu_si256(at), _mm256_loadu_si256(at.add(1))];
                let equal = |byte: u8| mask(halves, |half| _mm256_cmpeq_epi8(half, _mm256_set1_epi8(byte.cast_signed())));
                // Indexed by the low four bits of a byte: the one space there; the one operator, with bit 5 set.
                let spaces = _mm256_setr_epi8(
                    32, 0, 0, 0, 0, 0, 0, 0, 0, 9, 10, 0, 0, 13, 0, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 9, 10, 0, 0, 13, 0, 0,
                );
                let operators = _mm256_setr_epi8(
                    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 58, 123, 44, 125, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 58, 123, 44, 125,
                    0, 0,
                );
                let lifted = _mm256_set1_epi8(0x20);
                let last_control = _mm256_set1_epi8(0x1F);
                let control =
                    mask(halves, |half| _mm256_cmpeq_epi8(_mm256_max_epu8(half, last_control), last_control));
                let operator = mask(halves, |half| {
                    _mm256_cmpeq_epi8(_mm256_or_si256(half, lifted), _mm256_shuffle_epi8(operators, half))
                });
                Classes {
                    quote: equal(b'"'),
                    backslash: equal(b'\\'),
                    operator: operator & !control,
                    space: mask(halves, |half| _mm256_cmpeq_epi8(half, _mm256_shuffle_epi8(spaces, half))),
                    control,
                }
            }
        }

        #[inline(always)]
        fn prefix_xor(bits: u64) -> u64 {
            // SAFETY: only reached from `fill`, which has the features.
            unsafe {
                let product =
                    _mm_clmulepi64_si128::<0>(_mm_set_epi64x(0, bits.cast_signed()), _mm_set1_epi8(-1));
                _mm_cvtsi128_si64(product).cast_unsigned()
            }
        }
    }
}
