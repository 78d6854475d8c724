//! From entries to tape: one pass, no recursion, one loop over what may come next.

use crate::fault::{Code, Fault};
use crate::order::{self, Named};
use crate::scan::Scanner;
use crate::tape::{Document, Kind, MAX_BYTES, MAX_DEPTH, Node, Profile, Span};
use crate::{number, text};

/// Containers at this depth or above keep their nodes, so that a bundle's resources can be told apart.
const KEPT_DEPTH: usize = 3;

/// A container that is still open: its own name, where it began and where its children begin among the pending.
#[derive(Clone, Copy, Default)]
struct Frame {
    own: Named,
    start: usize,
    first: usize,
    object: bool,
}

struct Parser<'a> {
    document: Document<'a>,
    scanner: Scanner<'a>,
    profile: Profile,
    pending: Vec<Named>,
    frames: Vec<Frame>,
}

/// Parses the whole of `source`, which is no longer than `MAX_BYTES`.
pub fn document(source: &[u8], profile: Profile) -> Result<Document<'_>, Fault> {
    if source.starts_with(b"\xEF\xBB\xBF") || source.starts_with(b"\xFE\xFF") || source.starts_with(b"\xFF\xFE") {
        return Err(Fault::new(Code::ByteOrderMark, 0));
    }
    let document = Document { source, rewritten: Vec::new(), nodes: Vec::new(), root: Node::default(), length: 0 };
    let (pending, frames) = (Vec::new(), Vec::with_capacity(MAX_DEPTH));
    let mut parser = Parser { document, scanner: Scanner::new(source), profile, pending, frames };
    parser.run()?;
    Ok(parser.document)
}

impl<'a> Parser<'a> {
    fn run(&mut self) -> Result<(), Fault> {
        let at = self.scanner.next()?;
        let mut open = self.value(at, Named::default())?;
        while let Some(frame) = self.frames.last().copied() {
            open = match (open, frame.object) {
                (true, true) => self.first_member()?,
                (true, false) => self.first_element()?,
                (false, _) => self.follow(frame)?,
            };
        }
        self.document.root = self.pending.pop().unwrap_or_default().node;
        let at = self.scanner.next()?;
        if at < self.document.source.len() {
            return Err(Fault::new(Code::TrailingBytes, at));
        }
        Ok(())
    }

    #[inline(always)]
    fn byte(&self, at: usize) -> u8 {
        self.document.source.get(at).copied().unwrap_or_default()
    }

    /// What was found at `at` cannot stand there.
    #[cold]
    fn unexpected(&self, at: usize) -> Fault {
        let end = at >= self.document.source.len();
        Fault::new(if end { Code::UnexpectedEnd } else { Code::UnexpectedCharacter }, at)
    }

    fn first_member(&mut self) -> Result<bool, Fault> {
        let at = self.scanner.next()?;
        if self.byte(at) == b'}' { self.close(at) } else { self.member(at) }
    }

    fn first_element(&mut self) -> Result<bool, Fault> {
        let at = self.scanner.next()?;
        if self.byte(at) == b']' { self.close(at) } else { self.value(at, Named::default()) }
    }

    /// After a value: a comma and what it announces, or the end of the container.
    #[inline(always)]
    fn follow(&mut self, frame: Frame) -> Result<bool, Fault> {
        let at = self.scanner.next()?;
        match (self.byte(at), frame.object) {
            (b',', true) => {
                self.document.length += 1;
                let at = self.scanner.next()?;
                self.member(at)
            }
            (b',', false) => {
                self.document.length += 1;
                let at = self.scanner.next()?;
                self.value(at, Named::default())
            }
            (b'}', true) | (b']', false) => self.close(at),
            _ => Err(self.unexpected(at)),
        }
    }

    #[inline(always)]
    fn member(&mut self, at: usize) -> Result<bool, Fault> {
        if self.byte(at) != b'"' {
            return Err(self.unexpected(at));
        }
        let name = self.string(at, true)?;
        let colon = self.scanner.next()?;
        if self.byte(colon) != b':' {
            return Err(self.unexpected(colon));
        }
        self.document.length += 1;
        let own = Named::new(name, self.document.text(name));
        let at = self.scanner.next()?;
        self.value(at, own)
    }

    /// Reads the value at `at`; true when it is a container that has just been opened.
    #[inline(always)]
    fn value(&mut self, at: usize, mut own: Named) -> Result<bool, Fault> {
        own.node.value = match self.byte(at) {
            b'"' => self.string(at, false)?,
            b'-' | b'0'..=b'9' => self.number(at)?,
            b'{' | b'[' => return self.open(at, own),
            _ => self.literal(at)?,
        };
        self.pending.push(own);
        Ok(false)
    }

    fn open(&mut self, at: usize, own: Named) -> Result<bool, Fault> {
        if self.frames.len() == MAX_DEPTH {
            return Err(Fault::new(Code::TooDeep, at));
        }
        let object = self.byte(at) == b'{';
        self.frames.push(Frame { own, start: at, first: self.pending.len(), object });
        self.document.length += 2;
        Ok(true)
    }

    /// Ends the innermost container: its children leave the pending for the tape, in order.
    fn close(&mut self, at: usize) -> Result<bool, Fault> {
        let frame = self.frames.pop().unwrap_or_default();
        let children = self.pending.get_mut(frame.first..).unwrap_or_default();
        let reordered = frame.object && order::sort(children, &self.document)?;
        let mut own = frame.own;
        let kind = if frame.object { Kind::Object } else { Kind::Array };
        own.node.value = if !reordered && self.frames.len() >= KEPT_DEPTH && verbatim(children, frame.start, at) {
            Span::new(Kind::Source, frame.start, at + 1 - frame.start)
        } else {
            let start = self.document.nodes.len();
            self.document.nodes.extend(children.iter().map(|child| child.node));
            Span::new(kind, start, self.document.nodes.len() - start)
        };
        self.pending.truncate(frame.first);
        self.pending.push(own);
        Ok(false)
    }

    /// The string token whose opening quote is at `at`.
    #[inline(always)]
    fn string(&mut self, at: usize, name: bool) -> Result<Span, Fault> {
        let next = self.scanner.next()?;
        if self.byte(next) != b'"' {
            return self.string_with_escapes(at, next, name);
        }
        let length = next + 1 - at;
        self.document.length += length;
        Ok(Span::new(Kind::Source, at, length))
    }

    #[cold]
    fn string_with_escapes(&mut self, at: usize, mut next: usize, name: bool) -> Result<Span, Fault> {
        while self.byte(next) == b'\\' {
            next = self.scanner.next()?;
        }
        if next >= self.document.source.len() {
            return Err(Fault::new(Code::UnexpectedEnd, next));
        }
        match self.byte(next) {
            b'"' => self.rewrite(at, next + 1, name),
            0 => Err(Fault::new(Code::Nul, next)),
            _ => Err(Fault::new(Code::ControlCharacter, next)),
        }
    }

    fn rewrite(&mut self, start: usize, stop: usize, name: bool) -> Result<Span, Fault> {
        let rewritten = &mut self.document.rewritten;
        if name {
            rewritten.extend_from_slice(&u32::try_from(start).unwrap_or_default().to_le_bytes());
        }
        let from = rewritten.len();
        text::write(self.document.source, start, stop, self.profile == Profile::Rfc8785, rewritten)?;
        self.rewritten_since(from, start)
    }

    fn rewritten_since(&mut self, from: usize, at: usize) -> Result<Span, Fault> {
        let length = self.document.rewritten.len() - from;
        self.document.length += length;
        if self.document.rewritten.len() > MAX_BYTES {
            return Err(Fault::new(Code::TooLarge, at));
        }
        Ok(Span::new(Kind::Rewritten, from, length))
    }

    #[inline(always)]
    fn number(&mut self, at: usize) -> Result<Span, Fault> {
        let source = self.document.source;
        let number = number::read(source, at)?;
        self.end_of_run(number.stop, Code::BadNumber, at)?;
        if self.profile == Profile::Rfc8785 && !number.is_plain(source, at) {
            let from = self.document.rewritten.len();
            let token = source.get(at..number.stop).unwrap_or_default();
            number::write(token, number, at, &mut self.document.rewritten)?;
            return self.rewritten_since(from, at);
        }
        self.document.length += number.stop - at;
        Ok(Span::new(Kind::Source, at, number.stop - at))
    }

    fn literal(&mut self, at: usize) -> Result<Span, Fault> {
        let rest = self.document.source.get(at..).unwrap_or_default();
        let known = [&b"true"[..], b"false", b"null"].into_iter().find(|word| rest.starts_with(word));
        let Some(word) = known else {
            let letter = self.byte(at).is_ascii_alphabetic();
            return Err(if letter { Fault::new(Code::BadLiteral, at) } else { self.unexpected(at) });
        };
        self.end_of_run(at + word.len(), Code::BadLiteral, at)?;
        self.document.length += word.len();
        Ok(Span::new(Kind::Source, at, word.len()))
    }

    /// A number or literal ends where its run ends, and nowhere before.
    #[inline(always)]
    fn end_of_run(&self, stop: usize, code: Code, start: usize) -> Result<(), Fault> {
        let ends = matches!(self.byte(stop), b',' | b'}' | b']' | b':' | b'{' | b'[' | b' ' | b'\n' | b'\r' | b'\t' | b'"');
        if ends || stop >= self.document.source.len() { Ok(()) } else { Err(Fault::new(code, start)) }
    }
}

/// Whether the canonical form of a container is its own source: nothing between its children but what must be.
fn verbatim(children: &[Named], start: usize, stop: usize) -> bool {
    let mut at = start;
    for child in children {
        let Node { name, value } = child.node;
        if name.len() > 0 {
            if name.kind() != Kind::Source || name.start() != at + 1 || value.start() != at + 2 + name.len() {
                return false;
            }
        } else if value.start() != at + 1 {
            return false;
        }
        if value.kind() != Kind::Source {
            return false;
        }
        at = value.start() + value.len();
    }
    at + usize::from(children.is_empty()) == stop
}
