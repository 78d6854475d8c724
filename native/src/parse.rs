//! From entries to tape: one pass, no recursion, and a loop that takes an item of the innermost container at a time.

use crate::fault::{Code, Fault};
use crate::order::{self, Named, Order};
use crate::scan::Scanner;
use crate::tape::{Document, Kind, MAX_DEPTH, Node, Profile, Span};

mod tokens;

/// Containers down to this depth keep their nodes, so that a bundle's resources can be told apart.
const KEPT_DEPTH: usize = 3;

/// A container that is still open: where it began, and where its children begin among the pending, after itself.
#[derive(Clone, Copy, Default)]
struct Frame {
    start: usize,
    first: usize,
    object: bool,
}

struct Parser<'a> {
    document: Document<'a>,
    scanner: Scanner<'a>,
    profile: Profile,
    /// Every open container, each followed by those of its children that are known.
    pending: Vec<Named>,
    frames: Vec<Frame>,
    /// The length of what is rewritten, and of the source it stands for.
    rewritten: (usize, usize),
}

/// What reading a value led to.
enum Step {
    /// It is complete, and the byte at this offset follows it.
    Then(usize),
    /// It is a container, and is now the innermost.
    Opened,
}

/// Parses the whole of `source`, which is no longer than `MAX_BYTES`.
pub fn document(source: &[u8], profile: Profile) -> Result<Document<'_>, Fault> {
    if source.starts_with(b"\xEF\xBB\xBF")
        || source.starts_with(b"\xFE\xFF")
        || source.starts_with(b"\xFF\xFE")
    {
        return Err(Fault::new(Code::ByteOrderMark, 0));
    }
    let document = Document {
        source,
        rewritten: Vec::new(),
        nodes: Vec::with_capacity(source.len() / 32),
        root: Node::default(),
        length: 0,
    };
    let (pending, frames) = (Vec::with_capacity(MAX_DEPTH), Vec::with_capacity(MAX_DEPTH));
    let mut parser =
        Parser { document, scanner: Scanner::new(source), profile, pending, frames, rewritten: (0, 0) };
    parser.run()?;
    Ok(parser.document)
}

impl Parser<'_> {
    fn run(&mut self) -> Result<(), Fault> {
        self.pending.push(Named::default());
        let end = match self.value()? {
            Step::Then(end) => end,
            Step::Opened => self.containers()?,
        };
        if end < self.document.source.len() {
            return Err(Fault::new(Code::TrailingBytes, end));
        }
        self.document.root = self.pending.pop().unwrap_or_default().node();
        let (new, old) = self.rewritten;
        self.document.length = self.document.source.len() - self.scanner.spaces() - old + new;
        Ok(())
    }

    /// Reads until the outermost container has closed: the offset of what follows it.
    fn containers(&mut self) -> Result<usize, Fault> {
        while let Some(frame) = self.frames.last() {
            if frame.object { self.members()? } else { self.elements(frame.first)? }
        }
        self.scanner.next()
    }

    /// Reads members until the innermost container is another one.
    fn members(&mut self) -> Result<(), Fault> {
        loop {
            self.name()?;
            let Step::Then(at) = self.value()? else { return Ok(()) };
            match self.byte(at) {
                b',' => self.scanner.take(1),
                b'}' => return self.close(at),
                _ => return Err(self.unexpected(at)),
            }
        }
    }

    /// Reads elements, pending from `first`, until the innermost container is another one.
    fn elements(&mut self, first: usize) -> Result<(), Fault> {
        loop {
            self.pending.push(Named::default());
            let Step::Then(at) = self.value()? else { return Ok(()) };
            self.join(first);
            match self.byte(at) {
                b',' => self.scanner.take(1),
                b']' => return self.close(at),
                _ => return Err(self.unexpected(at)),
            }
        }
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

    /// Takes a name and its colon: a pending node without value.
    #[inline(always)]
    fn name(&mut self) -> Result<(), Fault> {
        let [start, stop, colon, _] = self.scanner.ahead()?;
        if self.byte(start) == b'"' && self.byte(stop) == b'"' && self.byte(colon) == b':' {
            self.scanner.take(3);
            self.pending.push(Named::plain(self.document.source, start, stop));
            return Ok(());
        }
        self.odd_name(start)
    }

    #[cold]
    fn odd_name(&mut self, start: usize) -> Result<(), Fault> {
        if self.byte(start) != b'"' {
            return Err(self.unexpected(start));
        }
        self.scanner.take(1);
        let stop = self.end_of_string()?;
        self.document.rewritten.extend_from_slice(&u32::try_from(start).unwrap_or_default().to_le_bytes());
        let name = self.rewrite(start, stop)?;
        let colon = self.scanner.next()?;
        if self.byte(colon) != b':' {
            return Err(self.unexpected(colon));
        }
        self.pending.push(Named::rewritten(name, self.document.text(name)));
        Ok(())
    }

    /// Takes the value of the last pending node, and shows what follows it.
    #[inline(always)]
    fn value(&mut self) -> Result<Step, Fault> {
        let [at, second, third, _] = self.scanner.ahead()?;
        match self.byte(at) {
            b'"' if self.byte(second) == b'"' => {
                self.scanner.take(2);
                self.complete(Span::new(Kind::Source, at, second + 1 - at));
                Ok(Step::Then(third))
            }
            b'{' | b'[' => self.open(at, second),
            b'-' | b'0'..=b'9' => {
                self.scanner.take(1);
                self.number(at)?;
                Ok(Step::Then(second))
            }
            _ => {
                self.odd_value(at)?;
                let [next, ..] = self.scanner.ahead()?;
                Ok(Step::Then(next))
            }
        }
    }

    #[inline(always)]
    fn complete(&mut self, value: Span) {
        if let Some(own) = self.pending.last_mut() {
            own.value = value;
        }
    }

    /// Makes one node of the last two elements when the source holds them side by side, as they are to be written.
    #[inline(always)]
    fn join(&mut self, first: usize) {
        let Some([.., before, last]) = self.pending.get_mut(first..) else { return };
        let (Kind::Source, Kind::Source) = (before.value.kind(), last.value.kind()) else { return };
        let start = before.value.start();
        if start + before.value.len() + 1 == last.value.start() {
            before.value = Span::new(Kind::Source, start, last.value.start() + last.value.len() - start);
            self.pending.pop();
        }
    }

    fn odd_value(&mut self, at: usize) -> Result<(), Fault> {
        self.scanner.take(1);
        if self.byte(at) != b'"' {
            return self.literal(at);
        }
        let stop = self.end_of_string()?;
        let value = self.rewrite(at, stop)?;
        self.complete(value);
        Ok(())
    }

    fn open(&mut self, at: usize, second: usize) -> Result<Step, Fault> {
        if self.frames.len() == MAX_DEPTH {
            return Err(Fault::new(Code::TooDeep, at));
        }
        self.scanner.take(1);
        let object = self.byte(at) == b'{';
        if self.byte(second) == if object { b'}' } else { b']' } {
            self.scanner.take(1);
            let empty = if object { Kind::Object } else { Kind::Array };
            let adjacent = second == at + 1;
            self.complete(if adjacent { Span::new(Kind::Source, at, 2) } else { Span::new(empty, 0, 0) });
            let [next, ..] = self.scanner.ahead()?;
            return Ok(Step::Then(next));
        }
        self.frames.push(Frame { start: at, first: self.pending.len(), object });
        Ok(Step::Opened)
    }

    /// Ends the innermost container at its bracket, shown but not taken, and all whose end follows it at once.
    fn close(&mut self, mut at: usize) -> Result<(), Fault> {
        loop {
            self.scanner.take(1);
            let Some(frame) = self.frames.pop() else { return Ok(()) };
            self.settle(&frame, at)?;
            let Some(parent) = self.frames.last() else { return Ok(()) };
            let Frame { object, first, .. } = *parent;
            if !object {
                self.join(first);
            }
            [at, ..] = self.scanner.ahead()?;
            match (self.byte(at), object) {
                (b',', _) => {
                    self.scanner.take(1);
                    return Ok(());
                }
                (b'}', true) | (b']', false) => {}
                _ => return Err(self.unexpected(at)),
            }
        }
    }

    /// The children of a container leave the pending for the tape, in order.
    #[inline(always)]
    fn settle(&mut self, frame: &Frame, stop: usize) -> Result<(), Fault> {
        let children = self.pending.get_mut(frame.first..).unwrap_or_default();
        let mut places = order::Places::default();
        let order =
            if frame.object { order::order(children, &self.document, &mut places)? } else { Order::Kept };
        let kept = order == Order::Kept && self.frames.len() >= KEPT_DEPTH;
        let value = if kept && verbatim(children, frame.start, stop) {
            Span::new(Kind::Source, frame.start, stop + 1 - frame.start)
        } else {
            let nodes = &mut self.document.nodes;
            let start = nodes.len();
            if order == Order::Noted {
                let child =
                    |place: &u8| children.get(usize::from(*place)).map_or_else(Node::default, Named::node);
                nodes.extend(places.iter().take(children.len()).map(child));
            } else {
                nodes.extend(children.iter().map(Named::node));
            }
            let kind = if frame.object { Kind::Object } else { Kind::Array };
            Span::new(kind, start, children.len())
        };
        self.pending.truncate(frame.first);
        self.complete(value);
        Ok(())
    }
}

/// Whether the canonical form of a container is its own source: nothing between its children but what must be.
fn verbatim(children: &[Named], start: usize, stop: usize) -> bool {
    let mut at = start;
    for child in children {
        let Node { name, value } = child.node();
        let named = if name.len() > 0 { name.len() + 1 } else { 0 };
        let expected = at + 1 + named;
        if value.kind() != Kind::Source || value.start() != expected || (named > 0 && name.start() != at + 1)
        {
            return false;
        }
        at = value.start() + value.len();
    }
    at == stop
}
