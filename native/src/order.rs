//! The order of an object's members: by the UTF-16 code units of their names (RFC 8785 section 3.2.3), each once.

use std::cmp::Ordering;

use crate::fault::{Code, Fault};
use crate::tape::{Document, Kind, Node, Span};
use crate::text;

/// A node that is not on the tape yet, with the first eight bytes of its name as a number, which settles most
/// comparisons.
///
/// The prefix stands between the spans: a node is read again soon after its spans were written one by one, and no
/// processor forwards two stores to one load.
#[derive(Clone, Copy, Default)]
#[repr(C)]
pub struct Named {
    name: Span,
    prefix: u64,
    pub value: Span,
}

const PREFIX: usize = 8;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// The prefix of names that no prefix can order: those with an escape, or beyond ASCII, in their first bytes.
const UNORDERED: u64 = HIGH_BITS;

impl Named {
    /// A member whose name is the plain string between the quotes at `start` and `stop`.
    #[inline(always)]
    pub fn plain(source: &[u8], start: usize, stop: usize) -> Self {
        let length = stop - start - 1;
        let first = source.get(start + 1..).and_then(|rest| rest.first_chunk());
        let prefix = match (first, length) {
            (Some(first), PREFIX..) => u64::from_be_bytes(*first),
            (Some(first), 1..) => u64::from_be_bytes(*first) & (u64::MAX << (8 * (PREFIX - length))),
            _ => short_prefix(source.get(start + 1..stop).unwrap_or_default()),
        };
        let prefix = if prefix & HIGH_BITS == 0 { prefix } else { UNORDERED };
        Self::with(prefix, Span::new(Kind::Source, start, length + 2))
    }

    /// A member whose name was written anew, as `token`.
    pub fn rewritten(name: Span, token: &[u8]) -> Self {
        let inside = token.get(1..token.len().saturating_sub(1)).unwrap_or_default();
        let first = inside.get(..PREFIX).unwrap_or(inside);
        let plain = !first.contains(&b'\\') && first.is_ascii();
        Self::with(if plain { short_prefix(first) } else { UNORDERED }, name)
    }

    #[must_use]
    #[inline(always)]
    pub const fn node(&self) -> Node {
        Node { name: self.name, value: self.value }
    }

    #[inline(always)]
    fn with(prefix: u64, name: Span) -> Self {
        Self { name, prefix, value: Span::default() }
    }
}

/// Up to eight bytes as the high end of a number.
#[cold]
fn short_prefix(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .zip([56, 48, 40, 32, 24, 16, 8, 0])
        .fold(0, |prefix, (byte, place)| prefix | u64::from(*byte) << place)
}

/// Objects of at most this many members are ordered aside, by their prefixes alone.
const FEW: usize = 16;

/// The order of an object's members.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// They stand in it.
    Kept,
    /// It takes them from the places that were noted.
    Noted,
    /// They have been sorted into it.
    Sorted,
}

/// The places of a few members, in canonical order.
pub type Places = [u8; FEW];

/// Finds the order of the members: notes it in `places` if they are few, sorts them if they are many.
///
/// # Errors
/// `duplicate-name` at the second of two equal names.
#[inline(always)]
pub fn order(members: &mut [Named], document: &Document<'_>, places: &mut Places) -> Result<Order, Fault> {
    if let [_] = members {
        return Ok(Order::Kept);
    }
    let ordered = members.windows(2).all(|pair| pair[0].prefix < pair[1].prefix);
    let comparable = members.last().is_none_or(|last| last.prefix < UNORDERED);
    if ordered && comparable {
        return Ok(Order::Kept);
    }
    if note(members, places) { Ok(Order::Noted) } else { sort(members, document) }
}

/// Notes the members' places when there are few and their prefixes can tell: an insertion sort.
#[inline(always)]
fn note(members: &[Named], places: &mut Places) -> bool {
    let mut prefixes = [0; FEW];
    if members.len() > FEW {
        return false;
    }
    for (place, member) in (0..).zip(members) {
        let (own, mut at) = (member.prefix, usize::from(place));
        while at > 0 && prefixes[at - 1] > own {
            (prefixes[at], places[at]) = (prefixes[at - 1], places[at - 1]);
            at -= 1;
        }
        if own >= UNORDERED || (at > 0 && prefixes[at - 1] == own) {
            return false;
        }
        (prefixes[at], places[at]) = (own, place);
    }
    true
}

fn sort(members: &mut [Named], document: &Document<'_>) -> Result<Order, Fault> {
    if members.is_sorted_by(|one, other| compare(one, other, document).is_lt()) {
        return Ok(Order::Kept);
    }
    members.sort_unstable_by(|one, other| compare(one, other, document));
    for pair in members.windows(2) {
        if compare(&pair[0], &pair[1], document).is_eq() {
            let offsets = [&pair[0], &pair[1]].map(|member| offset(member.name, document));
            return Err(Fault::new(Code::DuplicateName, offsets[0].max(offsets[1])));
        }
    }
    Ok(Order::Sorted)
}

#[inline(always)]
fn compare(one: &Named, other: &Named, document: &Document<'_>) -> Ordering {
    if one.prefix != other.prefix && one.prefix < UNORDERED && other.prefix < UNORDERED {
        return one.prefix.cmp(&other.prefix);
    }
    text::compare(document.text(one.name), document.text(other.name))
}

/// Where in the source the name stands.
fn offset(name: Span, document: &Document<'_>) -> usize {
    if name.kind() == Kind::Source {
        return name.start();
    }
    let before = document.rewritten.get(name.start() - 4..).and_then(|bytes| bytes.first_chunk());
    before.map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize)
}
