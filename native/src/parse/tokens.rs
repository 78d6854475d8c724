//! Strings with escapes, numbers and literals: what is not settled by its first and last byte.

use super::Parser;
use crate::fault::{Code, Fault};
use crate::tape::{Kind, MAX_BYTES, Profile, Span};
use crate::{number, text};

impl Parser<'_> {
    /// Takes what is left of a string that is not all plain: the offset behind its closing quote.
    pub(super) fn end_of_string(&mut self) -> Result<usize, Fault> {
        let mut at = self.scanner.next()?;
        while self.byte(at) == b'\\' {
            at = self.scanner.next()?;
        }
        match self.document.source.get(at) {
            Some(b'"') => Ok(at + 1),
            Some(0) => Err(Fault::new(Code::Nul, at)),
            Some(_) => Err(Fault::new(Code::ControlCharacter, at)),
            None => Err(Fault::new(Code::UnexpectedEnd, at)),
        }
    }

    /// Writes the string token `start..stop` anew.
    pub(super) fn rewrite(&mut self, start: usize, stop: usize) -> Result<Span, Fault> {
        let from = self.document.rewritten.len();
        let allow_nul = self.profile == Profile::Rfc8785;
        text::write(self.document.source, start, stop, allow_nul, &mut self.document.rewritten)?;
        self.rewritten_since(from, start, stop)
    }

    fn rewritten_since(&mut self, from: usize, start: usize, stop: usize) -> Result<Span, Fault> {
        let length = self.document.rewritten.len() - from;
        self.rewritten = (self.rewritten.0 + length, self.rewritten.1 + stop - start);
        if self.document.rewritten.len() > MAX_BYTES {
            return Err(Fault::new(Code::TooLarge, start));
        }
        Ok(Span::new(Kind::Rewritten, from, length))
    }

    #[inline(always)]
    pub(super) fn number(&mut self, at: usize) -> Result<(), Fault> {
        let source = self.document.source;
        let number = number::read(source, at)?;
        self.end_of_run(number.stop, Code::BadNumber, at)?;
        if self.profile == Profile::Rfc8785 && !number.is_plain(source, at) {
            let from = self.document.rewritten.len();
            let token = source.get(at..number.stop).unwrap_or_default();
            number::write(token, number, at, &mut self.document.rewritten)?;
            let value = self.rewritten_since(from, at, number.stop)?;
            self.complete(value);
            return Ok(());
        }
        self.complete(Span::new(Kind::Source, at, number.stop - at));
        Ok(())
    }

    pub(super) fn literal(&mut self, at: usize) -> Result<(), Fault> {
        let rest = self.document.source.get(at..).unwrap_or_default();
        let known = [&b"true"[..], b"false", b"null"].into_iter().find(|word| rest.starts_with(word));
        let Some(word) = known else {
            let letter = self.byte(at).is_ascii_alphabetic();
            return Err(if letter { Fault::new(Code::BadLiteral, at) } else { self.unexpected(at) });
        };
        self.end_of_run(at + word.len(), Code::BadLiteral, at)?;
        self.complete(Span::new(Kind::Source, at, word.len()));
        Ok(())
    }

    /// A number or literal ends where its run ends, and nowhere before.
    #[inline(always)]
    fn end_of_run(&self, stop: usize, code: Code, start: usize) -> Result<(), Fault> {
        const ENDS: &[u8] = b",}]:{[ \n\r\t\"";
        match self.document.source.get(stop) {
            Some(byte) if !ENDS.contains(byte) => Err(Fault::new(code, start)),
            _ => Ok(()),
        }
    }
}
