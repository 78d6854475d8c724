//! The order of an object's members: by the UTF-16 code units of their names (RFC 8785 section 3.2.3), each once.

use std::cmp::Ordering;

use crate::fault::{Code, Fault};
use crate::tape::{Document, Kind, Node, Span};
use crate::text;

/// A node with the first eight bytes of its name as a number, which settles most comparisons.
#[derive(Clone, Copy, Default)]
pub struct Named {
    prefix: u64,
    pub node: Node,
}

const PREFIX: usize = 8;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// The prefix of names that no prefix can order: those with an escape, or beyond ASCII, in their first bytes.
const UNORDERED: u64 = HIGH_BITS;

impl Named {
    /// A member called `name`, whose canonical token is `token`.
    #[inline(always)]
    pub fn new(name: Span, token: &[u8]) -> Self {
        Self { prefix: prefix(token, name.kind()), node: Node { name, value: Span::default() } }
    }
}

#[inline(always)]
fn prefix(token: &[u8], kind: Kind) -> u64 {
    let inside = token.get(1..token.len().saturating_sub(1)).unwrap_or_default();
    let mut bytes = [0; PREFIX];
    let length = inside.len().min(PREFIX);
    bytes[..length].copy_from_slice(&inside[..length]);
    let prefix = u64::from_be_bytes(bytes);
    let escaped = kind == Kind::Rewritten && bytes.contains(&b'\\');
    if escaped || prefix & HIGH_BITS != 0 { UNORDERED } else { prefix }
}

/// Sorts the members; true when they were not in order already.
///
/// # Errors
/// `duplicate-name` at the second of two equal names.
#[inline(always)]
pub fn sort(members: &mut [Named], document: &Document<'_>) -> Result<bool, Fault> {
    let ordered = members.windows(2).all(|pair| pair[0].prefix < pair[1].prefix);
    let comparable = members.last().is_none_or(|last| last.prefix < UNORDERED);
    if ordered && comparable {
        return Ok(false);
    }
    sort_unordered(members, document)
}

fn sort_unordered(members: &mut [Named], document: &Document<'_>) -> Result<bool, Fault> {
    let sorted = members.is_sorted_by(|one, other| compare(one, other, document).is_lt());
    if sorted {
        return Ok(false);
    }
    members.sort_unstable_by(|one, other| compare(one, other, document));
    for pair in members.windows(2) {
        if compare(&pair[0], &pair[1], document).is_eq() {
            let offsets = [&pair[0], &pair[1]].map(|member| offset(member.node.name, document));
            return Err(Fault::new(Code::DuplicateName, offsets[0].max(offsets[1])));
        }
    }
    Ok(true)
}

#[inline(always)]
fn compare(one: &Named, other: &Named, document: &Document<'_>) -> Ordering {
    if one.prefix != other.prefix && one.prefix < UNORDERED && other.prefix < UNORDERED {
        return one.prefix.cmp(&other.prefix);
    }
    text::compare(document.text(one.node.name), document.text(other.node.name))
}

/// Where in the source the name stands.
fn offset(name: Span, document: &Document<'_>) -> usize {
    if name.kind() == Kind::Source {
        return name.start();
    }
    let before = document.rewritten.get(name.start() - 4..).and_then(|bytes| bytes.first_chunk());
    before.map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize)
}
