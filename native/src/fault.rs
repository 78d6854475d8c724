//! What makes bytes unfit for a canonical form.

/// The faults, each with the code under which `docs/formats.md` lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    BadEscape,
    BadLiteral,
    BadNumber,
    ByteOrderMark,
    ControlCharacter,
    DuplicateName,
    InvalidUtf8,
    LoneSurrogate,
    Nul,
    NumberPrecision,
    NumberRange,
    TooDeep,
    TooLarge,
    TrailingBytes,
    UnexpectedCharacter,
    UnexpectedEnd,
}

impl Code {
    /// The code as Python callers and the documentation spell it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BadEscape => "bad-escape",
            Self::BadLiteral => "bad-literal",
            Self::BadNumber => "bad-number",
            Self::ByteOrderMark => "byte-order-mark",
            Self::ControlCharacter => "control-character",
            Self::DuplicateName => "duplicate-name",
            Self::InvalidUtf8 => "invalid-utf8",
            Self::LoneSurrogate => "lone-surrogate",
            Self::Nul => "nul",
            Self::NumberPrecision => "number-precision",
            Self::NumberRange => "number-range",
            Self::TooDeep => "too-deep",
            Self::TooLarge => "too-large",
            Self::TrailingBytes => "trailing-bytes",
            Self::UnexpectedCharacter => "unexpected-character",
            Self::UnexpectedEnd => "unexpected-end",
        }
    }
}

/// A fault and the byte of the input at which it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    pub code: Code,
    pub offset: usize,
}

impl Fault {
    #[must_use]
    pub const fn new(code: Code, offset: usize) -> Self {
        Self { code, offset }
    }
}
