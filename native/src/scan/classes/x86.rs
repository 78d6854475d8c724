//! The vectors of x86-64: AVX2, and AVX-512 where a block is one register.

use std::arch::x86_64::{
    __m128i, __m256i, _mm_clmulepi64_si128, _mm_cvtsi128_si64, _mm_loadu_si128, _mm_set_epi64x,
    _mm_set1_epi8, _mm256_broadcastsi128_si256, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_max_epu8,
    _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8, _mm256_setzero_si256, _mm256_shuffle_epi8,
    _mm512_add_epi32, _mm512_broadcast_i32x4, _mm512_castsi512_si128, _mm512_cmpeq_epi8_mask,
    _mm512_cmplt_epu8_mask, _mm512_cvtepu8_epi32, _mm512_extracti32x4_epi32, _mm512_loadu_si512,
    _mm512_maskz_compress_epi8, _mm512_movepi8_mask, _mm512_or_si512, _mm512_set1_epi8, _mm512_set1_epi32,
    _mm512_shuffle_epi8, _mm512_storeu_si512,
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

struct Avx2;

impl Classify for Avx2 {
    #[inline(always)]
    fn classes(block: &[u8; BLOCK]) -> Classes {
        // SAFETY: only reached from `fill_avx2`, which has the feature.
        unsafe { classes_avx2(block) }
    }

    #[inline(always)]
    fn prefix_xor(bits: u64) -> u64 {
        // SAFETY: only reached from `fill_avx2`, which has the feature.
        unsafe { prefix_xor(bits) }
    }
}

struct Avx512;

impl Classify for Avx512 {
    #[inline(always)]
    fn classes(block: &[u8; BLOCK]) -> Classes {
        // SAFETY: only reached from `fill_avx512`, which has the features.
        unsafe { classes_avx512(block) }
    }

    #[inline(always)]
    fn prefix_xor(bits: u64) -> u64 {
        // SAFETY: only reached from `fill_avx512`, which has the feature.
        unsafe { prefix_xor(bits) }
    }

    #[inline(always)]
    fn offsets(bits: u64, base: usize, room: &mut [u32; BLOCK]) {
        // SAFETY: only reached from `fill_avx512`, which has the features.
        unsafe { offsets_avx512(bits, base, room) }
    }
}

#[inline]
#[target_feature(enable = "pclmulqdq")]
fn prefix_xor(bits: u64) -> u64 {
    let product = _mm_clmulepi64_si128::<0>(_mm_set_epi64x(0, bits.cast_signed()), _mm_set1_epi8(-1));
    _mm_cvtsi128_si64(product).cast_unsigned()
}

#[inline(always)]
fn table(entries: &[u8; 16]) -> __m128i {
    // SAFETY: the load lies inside the table, and every x86-64 has it.
    unsafe { _mm_loadu_si128(entries.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn classes_avx2(block: &[u8; BLOCK]) -> Classes {
    #[allow(clippy::cast_ptr_alignment, reason = "the loads are those for unaligned bytes")]
    let at = block.as_ptr().cast::<__m256i>();
    // SAFETY: both loads lie inside the block.
    let (low, high) = unsafe { (_mm256_loadu_si256(at), _mm256_loadu_si256(at.add(1))) };
    let mask = |low: __m256i, high: __m256i| {
        let [low, high] =
            [_mm256_movemask_epi8(low).cast_unsigned(), _mm256_movemask_epi8(high).cast_unsigned()];
        u64::from(high) << 32 | u64::from(low)
    };
    let equal = |byte: u8| {
        let all = _mm256_set1_epi8(byte.cast_signed());
        mask(_mm256_cmpeq_epi8(low, all), _mm256_cmpeq_epi8(high, all))
    };
    let looked_up = |table: __m256i, low: __m256i, high: __m256i, lift: __m256i| {
        mask(
            _mm256_cmpeq_epi8(_mm256_or_si256(low, lift), _mm256_shuffle_epi8(table, low)),
            _mm256_cmpeq_epi8(_mm256_or_si256(high, lift), _mm256_shuffle_epi8(table, high)),
        )
    };
    let last_control = _mm256_set1_epi8(0x1F);
    let below = |half: __m256i| _mm256_cmpeq_epi8(_mm256_max_epu8(half, last_control), last_control);
    let (spaces, operators) =
        (_mm256_broadcastsi128_si256(table(&SPACES)), _mm256_broadcastsi128_si256(table(&OPERATORS)));
    let control = mask(below(low), below(high));
    Classes {
        quote: equal(b'"'),
        backslash: equal(b'\\'),
        operator: looked_up(operators, low, high, _mm256_set1_epi8(0x20)) & !control,
        space: looked_up(spaces, low, high, _mm256_setzero_si256()),
        control,
        beyond_ascii: mask(low, high),
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn classes_avx512(block: &[u8; BLOCK]) -> Classes {
    // SAFETY: the load is the block.
    let bytes = unsafe { _mm512_loadu_si512(block.as_ptr().cast()) };
    let all = |byte: u8| _mm512_set1_epi8(byte.cast_signed());
    let (spaces, operators) =
        (_mm512_broadcast_i32x4(table(&SPACES)), _mm512_broadcast_i32x4(table(&OPERATORS)));
    let control = _mm512_cmplt_epu8_mask(bytes, all(0x20));
    let lifted = _mm512_or_si512(bytes, all(0x20));
    Classes {
        quote: _mm512_cmpeq_epi8_mask(bytes, all(b'"')),
        backslash: _mm512_cmpeq_epi8_mask(bytes, all(b'\\')),
        operator: _mm512_cmpeq_epi8_mask(lifted, _mm512_shuffle_epi8(operators, bytes)) & !control,
        space: _mm512_cmpeq_epi8_mask(bytes, _mm512_shuffle_epi8(spaces, bytes)),
        control,
        beyond_ascii: _mm512_movepi8_mask(bytes),
    }
}

/// The bits' places, packed to the front, sixteen to a store; the upper half only when it is wanted.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi2")]
#[allow(clippy::cast_possible_truncation, reason = "offsets stay under MAX_BYTES, which fits 32 bits")]
fn offsets_avx512(bits: u64, base: usize, room: &mut [u32; BLOCK]) {
    // SAFETY: the load is the table.
    let places = _mm512_maskz_compress_epi8(bits, unsafe { _mm512_loadu_si512(PLACES.as_ptr().cast()) });
    let base = _mm512_set1_epi32((base as u32).cast_signed());
    let store = |quarter: &mut [u32; 16], bytes: __m128i| {
        let offsets = _mm512_add_epi32(_mm512_cvtepu8_epi32(bytes), base);
        // SAFETY: the store is the quarter.
        unsafe { _mm512_storeu_si512(quarter.as_mut_ptr().cast(), offsets) };
    };
    let [first, second, third, fourth] = room.as_chunks_mut::<16>().0 else { return };
    store(first, _mm512_castsi512_si128(places));
    store(second, _mm512_extracti32x4_epi32::<1>(places));
    if bits.count_ones() > 32 {
        store(third, _mm512_extracti32x4_epi32::<2>(places));
        store(fourth, _mm512_extracti32x4_epi32::<3>(places));
    }
}
