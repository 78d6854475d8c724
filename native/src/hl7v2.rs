//! HL7 v2 in its encoding rules ER7 (HL7 v2.5.1, chapter 2): text to a flat message. Pure, and linear in the text.
//!
//! What an escape stands for depends on the message's character set, which this module knows nothing of: it is asked.

mod message;

use message::HEADERS;
pub use message::{Message, Place, Span};

/// A genome panel has some thousands.
pub const MAX_SEGMENTS: usize = 100_000;
/// Repeats of one field, components of one repeat, sub-components of one component.
pub const MAX_PARTS: usize = 10_000;
/// Where the control id stands in MSH.
const CONTROL_ID: usize = 10;

/// The characters that give a message its structure; old messages have no escape and no sub-components.
#[derive(Clone, Copy, Debug)]
pub struct Delimiters {
    pub field: char,
    pub component: char,
    pub repeat: char,
    pub escape: Option<char>,
    pub subcomponent: Option<char>,
}

/// The standard's own.
pub const STANDARD: Delimiters =
    Delimiters { field: '|', component: '^', repeat: '~', escape: Some('\\'), subcomponent: Some('&') };

/// Why a text is no message; segments are numbered from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    TooManySegments,
    NotASegment(usize),
    /// A field of this segment has more parts than it may.
    TooManyParts(usize),
    /// An escape in this segment asks for more than it may.
    Escape(usize),
    SecondHeader(usize),
    NoControlId,
}

/// What a value with escapes stands for; None where that is more than it may be.
pub type Unescape<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// The message that a text is; its lines end in CR, LF or both, and empty ones do not count.
///
/// # Errors
///
/// The first fault in the order of the text, then what the message lacks as a whole.
pub fn read(text: &str, marks: Delimiters, unescape: &Unescape<'_>) -> Result<Message, Fault> {
    let lines = || text.split('\r').flat_map(|line| line.split('\n')).filter(|line| !line.is_empty());
    if text.len() > MAX_SEGMENTS && lines().nth(MAX_SEGMENTS).is_some() {
        return Err(Fault::TooManySegments);
    }
    let mut reader = Reader::new(marks, unescape, text.len());
    lines().try_for_each(|line| reader.segment(line))?;
    whole(reader.message)
}

/// The message, if it is one and has what identifies it.
fn whole(message: Message) -> Result<Message, Fault> {
    let second = (1..message.len()).find(|segment| HEADERS.contains(&message.name(*segment)));
    if let Some(segment) = second {
        return Err(Fault::SecondHeader(segment + 1));
    }
    let named = !message.is_empty() && !message.value(0, CONTROL_ID, 0, 1).trim().is_empty();
    if named { Ok(message) } else { Err(Fault::NoControlId) }
}

struct Reader<'a> {
    marks: Delimiters,
    /// Those that may stand in a field, and the bytes that write them.
    encoding: String,
    written: [bool; 256],
    unescape: &'a Unescape<'a>,
    message: Message,
}

impl<'a> Reader<'a> {
    fn new(marks: Delimiters, unescape: &'a Unescape<'a>, room: usize) -> Self {
        let Delimiters { component, repeat, escape, subcomponent, .. } = marks;
        let encoding: String =
            [Some(component), Some(repeat), escape, subcomponent].into_iter().flatten().collect();
        let mut written = [false; 256];
        encoding.bytes().for_each(|byte| written[usize::from(byte)] = true);
        Self { marks, encoding, written, unescape, message: Message::with_room(room) }
    }

    fn segment(&mut self, line: &str) -> Result<(), Fault> {
        let mut fields = line.split(self.marks.field);
        let name = fields.next().unwrap_or_default();
        if !is_name(name) {
            return Err(Fault::NotASegment(self.message.len() + 1));
        }
        self.message.begin_segment(name);
        self.message.begin_field();
        if HEADERS.contains(&name) {
            fields.next();
            self.delimiters();
        }
        fields.try_for_each(|field| self.field(field))
    }

    /// The first two fields of a header, as values.
    fn delimiters(&mut self) {
        for value in [self.marks.field.to_string(), self.encoding.clone()] {
            self.message.begin_field();
            self.plain(&value);
        }
    }

    /// A field that is one value.
    fn plain(&mut self, value: &str) {
        self.message.begin_repeat();
        self.message.begin_component();
        self.message.push(value);
    }

    fn field(&mut self, field: &str) -> Result<(), Fault> {
        self.message.begin_field();
        if field.is_empty() {
            return Ok(());
        }
        if !field.bytes().any(|byte| self.written[usize::from(byte)]) {
            self.plain(field);
            return Ok(());
        }
        for repeat in self.parts(field, self.marks.repeat)? {
            self.message.begin_repeat();
            for component in self.parts(repeat, self.marks.component)? {
                self.message.begin_component();
                self.component(component)?;
            }
        }
        Ok(())
    }

    fn component(&mut self, component: &str) -> Result<(), Fault> {
        match self.marks.subcomponent {
            Some(mark) => self.parts(component, mark)?.try_for_each(|value| self.value(value)),
            None => self.value(component),
        }
    }

    fn value(&mut self, value: &str) -> Result<(), Fault> {
        if !self.marks.escape.is_some_and(|mark| value.contains(mark)) {
            self.message.push(value);
            return Ok(());
        }
        let meant = (self.unescape)(value).ok_or(Fault::Escape(self.message.len()))?;
        self.message.push(&meant);
        Ok(())
    }

    /// The parts of a text, refused before any of them is read where they are too many.
    fn parts<'t>(&self, text: &'t str, mark: char) -> Result<std::str::Split<'t, char>, Fault> {
        if text.len() >= MAX_PARTS && text.matches(mark).count() >= MAX_PARTS {
            return Err(Fault::TooManyParts(self.message.len()));
        }
        Ok(text.split(mark))
    }
}

/// Three capital letters or digits, a letter first.
fn is_name(text: &str) -> bool {
    let [first, rest @ ..] = text.as_bytes() else { return false };
    let capital = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    first.is_ascii_uppercase() && rest.len() == 2 && rest.iter().all(capital)
}
