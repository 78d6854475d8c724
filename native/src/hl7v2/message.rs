//! A parsed HL7 v2 message, flat: one text, and where its parts begin.

use std::collections::HashMap;

/// The names of segments whose first two fields are delimiters and no values.
pub const HEADERS: [&str; 3] = ["MSH", "BHS", "FHS"];
/// The component that stands for a cell which holds nothing.
const BLANK: usize = 0;
/// How many bytes of a message are about a field, in room that is taken beforehand.
const BYTES: usize = 6;

/// Segment, field, repeat, component, sub-component, each from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    pub segment: usize,
    pub field: usize,
    pub repeat: usize,
    pub component: usize,
    pub sub: usize,
}

/// A run of numbers: fields, repeats, components or sub-components that belong to one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    #[must_use]
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The item at a place from 0.
    #[must_use]
    pub const fn at(self, place: usize) -> Option<usize> {
        if place < self.len() { Some(self.start + place) } else { None }
    }

    #[must_use]
    pub fn iter(self) -> std::ops::Range<usize> {
        self.start..self.end
    }
}

/// Numbers where things begin; the end of one is the beginning of the next.
#[derive(Debug, Default)]
struct Starts(Vec<usize>);

impl Starts {
    fn span(&self, item: usize, all: usize) -> Span {
        Span::new(self.0[item], self.0.get(item + 1).copied().unwrap_or(all))
    }
}

#[derive(Debug)]
struct Segment {
    name: String,
    field: usize,
}

/// A message. Built from front to back: a part that is begun belongs to the latest part of the level above.
#[derive(Debug)]
pub struct Message {
    text: String,
    subs: Starts,
    components: Starts,
    repeats: Starts,
    fields: Starts,
    segments: Vec<Segment>,
    /// The first segment of each name.
    named: HashMap<String, usize>,
}

impl Default for Message {
    fn default() -> Self {
        let (subs, components) = (Starts(vec![0]), Starts(vec![0]));
        let (repeats, fields, segments) = (Starts::default(), Starts::default(), Vec::new());
        Self { text: String::new(), subs, components, repeats, fields, segments, named: HashMap::new() }
    }
}

impl Message {
    /// With room for what a text of so many bytes is likely to hold.
    #[must_use]
    pub fn with_room(bytes: usize) -> Self {
        let mut message = Self::default();
        message.text.reserve(bytes);
        for starts in [&mut message.subs, &mut message.components, &mut message.repeats, &mut message.fields]
        {
            starts.0.reserve(bytes / BYTES);
        }
        message
    }

    pub fn begin_segment(&mut self, name: &str) {
        if !self.named.contains_key(name) {
            self.named.insert(name.to_owned(), self.segments.len());
        }
        self.segments.push(Segment { name: name.to_owned(), field: self.fields.0.len() });
    }

    pub fn begin_field(&mut self) {
        self.fields.0.push(self.repeats.0.len());
    }

    pub fn begin_repeat(&mut self) {
        self.repeats.0.push(self.components.0.len());
    }

    pub fn begin_component(&mut self) {
        self.components.0.push(self.subs.0.len());
    }

    pub fn push(&mut self, sub: &str) {
        self.subs.0.push(self.text.len());
        self.text.push_str(sub);
    }

    /// How many segments there are; they are numbered from 0 here, from 1 in places.
    #[must_use]
    pub fn len(&self) -> usize {
        self.segments.len()
    }

    /// How many values there are, empty ones too.
    #[must_use]
    pub fn values(&self) -> usize {
        self.subs.0.len()
    }

    /// The number of the value at a place.
    #[must_use]
    pub fn at(&self, place: Place) -> Option<usize> {
        let segment = place.segment.checked_sub(1).filter(|segment| *segment < self.len())?;
        let repeat = self.repeats_of(segment, place.field).at(place.repeat.wrapping_sub(1))?;
        let component = self.components(repeat).at(place.component.wrapping_sub(1))?;
        self.subs(component).at(place.sub.wrapping_sub(1))
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }

    #[must_use]
    pub fn name(&self, segment: usize) -> &str {
        &self.segments[segment].name
    }

    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        self.named.get(name).copied()
    }

    /// The fields of a segment; the first stands for its name and is empty.
    #[must_use]
    pub fn fields(&self, segment: usize) -> Span {
        let end = self.segments.get(segment + 1).map_or(self.fields.0.len(), |next| next.field);
        Span::new(self.segments[segment].field, end)
    }

    /// The repeats of one field of a segment; none where it is not valued.
    #[must_use]
    pub fn repeats_of(&self, segment: usize, field: usize) -> Span {
        self.fields(segment).at(field).map_or(Span::new(0, 0), |field| self.repeats(field))
    }

    #[must_use]
    pub fn repeats(&self, field: usize) -> Span {
        self.fields.span(field, self.repeats.0.len())
    }

    #[must_use]
    pub fn components(&self, repeat: usize) -> Span {
        self.repeats.span(repeat, self.components.0.len())
    }

    #[must_use]
    pub fn subs(&self, component: usize) -> Span {
        self.components.span(component, self.subs.0.len())
    }

    /// The cell of one empty text.
    #[must_use]
    pub fn blank(&self) -> Span {
        Span::new(BLANK, BLANK + 1)
    }

    #[must_use]
    pub fn text(&self, sub: usize) -> &str {
        let span = self.subs.span(sub, self.text.len());
        &self.text[span.start..span.end]
    }

    /// The first value of a cell; empty where it has none.
    #[must_use]
    pub fn first(&self, cell: Span) -> &str {
        cell.at(0).map_or("", |sub| self.text(sub))
    }

    #[must_use]
    pub fn any(&self, cell: Span) -> bool {
        cell.iter().any(|sub| !self.text(sub).is_empty())
    }

    /// One value by its field and component, both from 1, repeat from 0; empty where it is not there.
    #[must_use]
    pub fn value(&self, segment: usize, field: usize, repeat: usize, component: usize) -> &str {
        let repeat = self.repeats_of(segment, field).at(repeat);
        let component = repeat.and_then(|repeat| self.components(repeat).at(component.wrapping_sub(1)));
        component.map_or("", |component| self.first(self.subs(component)))
    }

    /// Every value that is not empty, in order.
    pub fn leaves(&self, segment: usize, mut found: impl FnMut(Place, usize)) {
        let first = if HEADERS.contains(&self.name(segment)) { 3 } else { 1 };
        for (field, at) in self.fields(segment).iter().enumerate().skip(first) {
            for (r, repeat) in self.repeats(at).iter().enumerate() {
                for (c, component) in self.components(repeat).iter().enumerate() {
                    for (s, sub) in self.subs(component).iter().enumerate() {
                        if !self.text(sub).is_empty() {
                            let segment = segment + 1;
                            found(Place { segment, field, repeat: r + 1, component: c + 1, sub: s + 1 }, sub);
                        }
                    }
                }
            }
        }
    }

    /// A field's components joined by `^`, their sub-components by `&`, of its first repeat.
    #[must_use]
    pub fn joined(&self, segment: usize, field: usize) -> String {
        let Some(repeat) = self.repeats_of(segment, field).at(0) else { return String::new() };
        let components = self.components(repeat).iter().map(|component| {
            self.subs(component).iter().map(|sub| self.text(sub)).collect::<Vec<_>>().join("&")
        });
        components.collect::<Vec<_>>().join("^")
    }
}
