//! The vectors of x86-64: AVX2, and AVX-512 where a block is one register.

use std::arch::x86_64::{
    __m128i, __m256i, _mm_clmulepi64_si128, _mm_cvtsi128_si64, _mm_loadu_si128, _mm_set_epi64x,
    _mm_set1_epi8, _mm256_broadcastsi128_si256, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_max_epu8,
    _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8, _mm256_shuffle_epi8, _mm512_add_epi32,
    _mm512_broadcast_i32x4, _mm512_castsi512_si128, _mm512_cmpeq_epi8_mask, _mm512_cmplt_epu8_mask,
    _mm512_cvtepu8_epi32, _mm512_extracti32x4_epi32, _mm512_loadu_si512, _mm512_maskz_compress_epi8,
    _mm512_movepi8_mask, _mm512_or_si512, _mm512_set1_epi8, _mm512_set1_epi32, _mm512_shuffle_epi8,
    _mm512_storeu_si512,
};

use super::super::{BLOCK, Fill, Scanner};
use super::{Classes, Classify};

/// Indexed by the low four bits of a byte: the one space there.
const SPACES: [u8; 16] = [32, 0, 0, 0, 0, 0, 0, 0, 0, 9, 10, 0, 0, 13, 0, 0];
/// Indexed likewise: the one operator there, its bit 5 set, which makes `[` and `{` one.
const OPERATORS: [u8; 16] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, b':', b'{', b',', b'}', 0, 0];

const fn places() -> [u8; BLOCK] {
    let mut places = [0; BLOCK];
    let mut place = 0;
    while place < BLOCK {
        #[allow(clippy::cast_possible_truncation, reason = "a block has 64 bytes")]
        {
            places[place] = place as u8;
        }
        place += 1;
    }
    places
}

static PLACES: [u8; BLOCK] = places();

/// The ways that this processor has, the fastest first.
pub fn available() -> [Option<Fill>; 2] {
    let avx2 = std::is_x86_feature_detected!("avx2")
        && std::is_x86_feature_detected!("bmi1")
        && std::is_x86_feature_detected!("popcnt")
        && std::is_x86_feature_detected!("pclmulqdq");
    let avx512 = avx2
        && std::is_x86_feature_detected!("avx512f")
        && std::is_x86_feature_detected!("avx512bw")
        && std::is_x86_feature_detected!("avx512vbmi2");
    // SAFETY: each is only offered when the features that it is compiled for have been found.
    let by_avx2: Fill = |scanner, start, stop| unsafe { fill_avx2(scanner, start, stop) };
    let by_avx512: Fill = |scanner, start, stop| unsafe { fill_avx512(scanner, start, stop) };
    [avx512.then_some(by_avx512), avx2.then_some(by_avx2)]
}

#[target_feature(enable = "avx2,bmi1,popcnt,pclmulqdq")]
fn fill_avx2(scanner: &mut Scanner<'_>, start: usize, stop: usize) {
    scanner.fill_window::<Avx2>(start, stop);
}

#[target_feature(enable = "avx2,bmi1,popcnt,pclmulqdq,avx512f,avx512bw,avx512vbmi2")]
fn fill_avx512(scanner: &mut Scanner<'_>, start: usize, stop: usize) {
    scanner.fill_window::<Avx512>(start, stop);
}

#[inline(always)]
fn prefix_xor(bits: u64) -> u64 {
    // SAFETY: only reached from the two functions above, which have the feature.
    unsafe {
        let product = _mm_clmulepi64_si128::<0>(_mm_set_epi64x(0, bits.cast_signed()), _mm_set1_epi8(-1));
        _mm_cvtsi128_si64(product).cast_unsigned()
    }
}

#[inline(always)]
fn table(entries: &[u8; 16]) -> __m128i {
    // SAFETY: the load lies inside the table, and every x86-64 has it.
    unsafe { _mm_loadu_si128(entries.as_ptr().cast()) }
}

struct Avx2;

/// Both halves' comparison results as one mask.
#[inline(always)]
fn mask(halves: [__m256i; 2], compare: impl Fn(__m256i) -> __m256i) -> u64 {
    // SAFETY: only reached from `fill_avx2`, which has the feature.
    let [low, high] = halves.map(|half| unsafe { _mm256_movemask_epi8(compare(half)) }.cast_unsigned());
    u64::from(high) << 32 | u64::from(low)
}

impl Classify for Avx2 {
    #[inline(always)]
    fn classes(block: &[u8; BLOCK]) -> Classes {
        // SAFETY: only reached from `fill_avx2`, which has the features; both loads lie inside the block.
        unsafe {
            #[allow(clippy::cast_ptr_alignment, reason = "the loads are those for unaligned bytes")]
            let at = block.as_ptr().cast::<__m256i>();
            let halves = [_mm256_loadu_si256(at), _mm256_loadu_si256(at.add(1))];
            let all = |byte: u8| _mm256_set1_epi8(byte.cast_signed());
            let (spaces, operators) = (doubled(&SPACES), doubled(&OPERATORS));
            let control = mask(halves, |half| _mm256_cmpeq_epi8(_mm256_max_epu8(half, all(0x1F)), all(0x1F)));
            let operator = mask(halves, |half| {
                _mm256_cmpeq_epi8(_mm256_or_si256(half, all(0x20)), _mm256_shuffle_epi8(operators, half))
            });
            Classes {
                quote: mask(halves, |half| _mm256_cmpeq_epi8(half, all(b'"'))),
                backslash: mask(halves, |half| _mm256_cmpeq_epi8(half, all(b'\\'))),
                operator: operator & !control,
                space: mask(halves, |half| _mm256_cmpeq_epi8(half, _mm256_shuffle_epi8(spaces, half))),
                control,
                beyond_ascii: mask(halves, |half| half),
            }
        }
    }

    #[inline(always)]
    fn prefix_xor(bits: u64) -> u64 {
        prefix_xor(bits)
    }
}

/// The table in both halves, as the shuffle wants it.
#[inline(always)]
fn doubled(entries: &[u8; 16]) -> __m256i {
    // SAFETY: only reached from `fill_avx2`, which has the feature.
    unsafe { _mm256_broadcastsi128_si256(table(entries)) }
}

struct Avx512;

impl Classify for Avx512 {
    #[inline(always)]
    fn classes(block: &[u8; BLOCK]) -> Classes {
        // SAFETY: only reached from `fill_avx512`, which has the features; the load is the block.
        unsafe {
            let bytes = _mm512_loadu_si512(block.as_ptr().cast());
            let all = |byte: u8| _mm512_set1_epi8(byte.cast_signed());
            let (spaces, operators) =
                (_mm512_broadcast_i32x4(table(&SPACES)), _mm512_broadcast_i32x4(table(&OPERATORS)));
            let control = _mm512_cmplt_epu8_mask(bytes, all(0x20));
            let operator = _mm512_cmpeq_epi8_mask(
                _mm512_or_si512(bytes, all(0x20)),
                _mm512_shuffle_epi8(operators, bytes),
            );
            Classes {
                quote: _mm512_cmpeq_epi8_mask(bytes, all(b'"')),
                backslash: _mm512_cmpeq_epi8_mask(bytes, all(b'\\')),
                operator: operator & !control,
                space: _mm512_cmpeq_epi8_mask(bytes, _mm512_shuffle_epi8(spaces, bytes)),
                control,
                beyond_ascii: _mm512_movepi8_mask(bytes),
            }
        }
    }

    #[inline(always)]
    fn prefix_xor(bits: u64) -> u64 {
        prefix_xor(bits)
    }

    #[inline(always)]
    #[allow(clippy::cast_possible_truncation, reason = "offsets stay under MAX_BYTES, which fits 32 bits")]
    fn offsets(bits: u64, base: usize, room: &mut [u32; BLOCK]) {
        // SAFETY: only reached from `fill_avx512`, which has the features; the four stores are the four quarters of
        // `room`.
        unsafe {
            let places = _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(PLACES.as_ptr().cast()));
            let base = _mm512_set1_epi32((base as u32).cast_signed());
            let quarters = room.as_chunks_mut::<16>().0;
            let count = bits.count_ones();
            let store = |quarter: &mut [u32; 16], bytes: __m128i| {
                _mm512_storeu_si512(
                    quarter.as_mut_ptr().cast(),
                    _mm512_add_epi32(_mm512_cvtepu8_epi32(bytes), base),
                );
            };
            let [first, second, third, fourth] = quarters else { return };
            store(first, _mm512_castsi512_si128(places));
            store(second, _mm512_extracti32x4_epi32::<1>(places));
            if count > 32 {
                store(third, _mm512_extracti32x4_epi32::<2>(places));
                store(fourth, _mm512_extracti32x4_epi32::<3>(places));
            }
        }
    }
}
