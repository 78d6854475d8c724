//! The document as a flat tape: a node a value, the children of each container side by side, in canonical order.

use crate::fault::{Code, Fault};
use crate::parse;

/// The longest input: a byte less than 1 GiB. Lengths have 30 bits.
pub const MAX_BYTES: usize = (1 << 30) - 1;
/// The deepest nesting of objects and arrays.
pub const MAX_DEPTH: usize = 64;

/// Which numbers are written how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// RFC 8785 order, whitespace and strings; number tokens as written; no U+0000.
    FhirLex1,
    /// RFC 8785.
    Rfc8785,
}

/// Where a token's bytes or a container's nodes lie: 32 bits of offset, 30 of length, two of kind.
#[derive(Clone, Copy, Debug, Default)]
pub struct Span(u64);

/// What a span or a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Bytes of the source, as they are.
    Source,
    /// Bytes written anew: a string that had escapes, a number in another spelling.
    Rewritten,
    /// A run of nodes, named.
    Object,
    /// A run of nodes, without names.
    Array,
}

const LENGTH_SHIFT: u32 = 32;
const KIND_SHIFT: u32 = 62;

impl Span {
    /// `start` and `length` are under `MAX_BYTES`: the input and what is rewritten are both held to it.
    #[must_use]
    #[inline(always)]
    pub const fn new(kind: Kind, start: usize, length: usize) -> Self {
        Self((kind as u64) << KIND_SHIFT | (length as u64) << LENGTH_SHIFT | start as u64)
    }

    #[must_use]
    #[inline(always)]
    pub const fn kind(self) -> Kind {
        match self.0 >> KIND_SHIFT {
            0 => Kind::Source,
            1 => Kind::Rewritten,
            2 => Kind::Object,
            _ => Kind::Array,
        }
    }

    #[must_use]
    #[inline(always)]
    pub const fn len(self) -> usize {
        (self.0 >> LENGTH_SHIFT) as usize & MAX_BYTES
    }

    #[must_use]
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation, reason = "the low half is what is wanted")]
    pub const fn start(self) -> usize {
        self.0 as u32 as usize
    }
}

/// A value and, inside an object, its name (quotes included).
#[derive(Clone, Copy, Debug, Default)]
pub struct Node {
    pub name: Span,
    pub value: Span,
}

/// A parsed document: canonical order, nothing written yet.
pub struct Document<'a> {
    pub(crate) source: &'a [u8],
    /// Every name in it is preceded by its offset in the source, four bytes.
    pub(crate) rewritten: Vec<u8>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) root: Node,
    pub(crate) length: usize,
}

impl<'a> Document<'a> {
    /// Parses `source`, strictly.
    ///
    /// # Errors
    /// The first fault met, with its offset in `source`.
    pub fn parse(source: &'a [u8], profile: Profile) -> Result<Self, Fault> {
        if source.len() > MAX_BYTES {
            return Err(Fault::new(Code::TooLarge, MAX_BYTES));
        }
        parse::document(source, profile)
    }

    /// The length of the canonical form in bytes.
    #[must_use]
    pub const fn canonical_length(&self) -> usize {
        self.length
    }

    /// The canonical bytes of a token's span.
    #[must_use]
    #[inline(always)]
    pub(crate) fn text(&self, span: Span) -> &[u8] {
        let bytes = if span.kind() == Kind::Rewritten { &self.rewritten } else { self.source };
        bytes.get(span.start()..span.start() + span.len()).unwrap_or_default()
    }

    /// The children of a container; none for anything else.
    #[must_use]
    #[inline(always)]
    pub(crate) fn children(&self, value: Span) -> &[Node] {
        if matches!(value.kind(), Kind::Source | Kind::Rewritten) {
            return &[];
        }
        self.nodes.get(value.start()..value.start() + value.len()).unwrap_or_default()
    }

    /// Gives the root other children.
    pub(crate) fn regrow(&mut self, children: Vec<Node>) {
        self.root.value = Span::new(Kind::Object, self.nodes.len(), children.len());
        self.nodes.extend(children);
        self.length = self.measure(self.root.value);
    }

    /// The member of an object with this name, given with its quotes.
    #[must_use]
    pub(crate) fn member(&self, object: Span, name: &[u8]) -> Option<&Node> {
        let members = if object.kind() == Kind::Object { self.children(object) } else { &[] };
        members.iter().find(|member| self.text(member.name) == name)
    }
}
