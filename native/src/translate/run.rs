//! One translation under way: the resources made so far, and what is still to be tied together.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::digest::sha256;
use crate::hl7v2::{Message, Place};
use crate::translate::convert::Context;
use crate::translate::nodes::{Nodes, PathSlice, ResourceId};
use crate::translate::program::{Binding, Link, Program};
use crate::translate::report::{Issue, shape};
use crate::translate::scope::Scope;
use crate::translate::tree::{Element, Id, Tree};

/// Labels whose resource stays even if its first segment holds nothing.
const ALWAYS: [&str; 3] = ["Bundle", "MessageHeader", "Patient"];
/// How many elements about a value of the message makes, in room that is taken beforehand.
const ELEMENTS: usize = 6;
/// The bundle is the first resource, and stands in no list of entries.
pub const BUNDLE: ResourceId = 0;

/// A resource as it grows, and which values of the message stand where in it.
pub struct Resource<'a> {
    pub kind: &'a str,
    pub id: String,
    pub body: Id,
    pub marks: Vec<Mark<'a>>,
}

impl Resource<'_> {
    /// Its fullUrl, which is also how others refer to it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("urn:uuid:{}", self.id)
    }
}

/// A value of the message and the element that it became; `tag` says how to turn it back, None that it cannot be.
pub struct Mark<'a> {
    pub place: Place,
    pub path: PathSlice,
    pub key: &'a str,
    pub index: Option<usize>,
    pub tag: Option<Cow<'a, str>>,
}

/// One occurrence of a repeating group (or the message): what its segments made, by label.
#[derive(Default)]
pub struct Instance<'a> {
    outer: Option<usize>,
    resources: Vec<(&'a str, ResourceId)>,
    latest: Option<ResourceId>,
}

impl Instance<'_> {
    /// An occurrence inside another.
    #[must_use]
    pub fn within(outer: usize) -> Self {
        Self { outer: Some(outer), ..Self::default() }
    }
}

/// A reference to be made at the end.
pub struct Tie<'a> {
    pub link: &'a Link,
    pub resource: ResourceId,
    pub instance: usize,
}

pub struct Run<'a> {
    pub program: &'a Program,
    pub message: &'a Message,
    pub context: Context<'a>,
    pub tree: Tree<'a>,
    pub nodes: Nodes<'a>,
    pub paths: String,
    pub resources: Vec<Resource<'a>>,
    pub entries: Vec<ResourceId>,
    pub instances: Vec<Instance<'a>>,
    pub issues: Vec<Issue<'a>>,
    pub ties: Vec<Tie<'a>>,
    pub homes: Vec<ResourceId>,
    pub depth: usize,
    key: String,
    made: HashMap<(usize, &'a str), usize>,
    segment: usize,
    instance: usize,
    home: Option<ResourceId>,
}

impl<'a> Run<'a> {
    #[must_use]
    pub fn new(program: &'a Program, message: &'a Message, context: Context<'a>) -> Self {
        let mut tree = Tree::with_room(ELEMENTS * message.values());
        let body = tree.texts(&[("resourceType", "Bundle")]);
        let bundle = Resource { kind: "Bundle", id: String::new(), body, marks: Vec::new() };
        let control = message.value(0, 10, 0, 1);
        let key = format!("{}\x1f{}\x1f{control}", message.joined(0, 3), message.joined(0, 4));
        Self {
            program,
            message,
            context,
            tree,
            nodes: Nodes::default(),
            paths: String::new(),
            resources: vec![bundle],
            entries: Vec::new(),
            instances: vec![Instance::default()],
            issues: Vec::new(),
            ties: Vec::new(),
            homes: Vec::with_capacity(message.len()),
            depth: 0,
            key,
            made: HashMap::new(),
            segment: 0,
            instance: 0,
            home: None,
        }
    }

    /// A new resource; its id comes from sender, control id, segment, type, and how many of these there were.
    pub fn make(&mut self, kind: &'a str) -> ResourceId {
        let count = self.made.entry((self.segment, kind)).or_default();
        *count += 1;
        let id = identifier(&format!("{}\x1f{}\x1f{kind}\x1f{count}", self.key, self.segment + 1));
        let body = self.tree.texts(&[("resourceType", kind)]);
        let text = self.tree.add(Element::text(id.clone()));
        self.tree.put(body, "id", text);
        self.resources.push(Resource { kind, id, body, marks: Vec::new() });
        self.entries.push(self.resources.len() - 1);
        self.resources.len() - 1
    }

    /// Notes that a value could not be the element that its map wants.
    pub fn issue(&mut self, place: Place, expected: Cow<'a, str>, text: &str) {
        let Place { field, repeat, component, .. } = place;
        let at = format!(
            "{}[{}]-{field}[{repeat}].{component}",
            self.message.name(self.segment),
            self.segment + 1
        );
        self.note(at, expected, text);
    }

    /// Notes something about a place of the message; of the text, only its shape.
    pub fn note(&mut self, place: String, expected: Cow<'a, str>, text: &str) {
        self.issues.push(Issue { place, expected, shape: shape(text) });
    }

    /// The resource that a place knows by the label: its own, or that of a group around it.
    #[must_use]
    pub fn find(&self, instance: usize, label: &str) -> Option<ResourceId> {
        let mut at = Some(instance);
        while let Some(instance) = at.map(|at| &self.instances[at]) {
            let known = instance.resources.iter().find(|(name, _)| *name == label);
            if let Some((_, found)) = known {
                return Some(*found);
            }
            at = instance.outer;
        }
        None
    }

    /// The fullUrl of the resource that the place at hand knows by the label.
    #[must_use]
    pub fn refer(&self, label: &str) -> Option<String> {
        self.find(self.instance, label).map(|found| self.resources[found].url())
    }

    /// Goes on to a segment.
    pub fn enter(&mut self, segment: usize, instance: usize) {
        (self.segment, self.instance, self.home) = (segment, instance, None);
    }

    /// Takes the segment at hand through a map onto its resource, and remembers the ties to make at the end.
    pub fn bind(&mut self, binding: &'a Binding) {
        let scope = Scope::Segment { segment: self.segment, field: 0, repeat: 0 };
        let held = binding.test.as_ref().is_none_or(|test| scope.holds(self.message, test));
        if !held || binding.label.is_empty() {
            return;
        }
        let label = binding.label.as_str();
        let standing = if binding.new { None } else { self.find(self.instance, label) };
        let resource = standing.unwrap_or_else(|| self.fresh(label));
        let map = binding.map.map(|map| &self.program.segments[map]);
        let took = map.is_some_and(|rows| self.segment(rows, self.segment, resource));
        if !took && standing.is_none() && !ALWAYS.contains(&label) {
            if let Some(place) = self.entries.iter().rposition(|entry| *entry == resource) {
                self.entries.remove(place);
            }
            return;
        }
        if standing.is_none() {
            self.know(label, resource);
        }
        self.home = self.home.or(Some(resource));
        let instance = self.instance;
        self.ties.extend(binding.links.iter().map(|link| Tie { link, resource, instance }));
    }

    /// Settles where the segment's unmapped values go: its own resource, or the latest one around it.
    pub fn leave(&mut self) {
        if self.home.is_some() {
            self.instances[self.instance].latest = self.home;
        }
        let mut at = Some(self.instance);
        let mut home = None;
        while let (None, Some(instance)) = (home, at.map(|at| &self.instances[at])) {
            (home, at) = (instance.latest, instance.outer);
        }
        self.homes.push(home.unwrap_or(BUNDLE));
    }

    fn know(&mut self, label: &'a str, resource: ResourceId) {
        let known = &mut self.instances[self.instance].resources;
        match known.iter_mut().find(|(name, _)| *name == label) {
            Some(entry) => entry.1 = resource,
            None => known.push((label, resource)),
        }
    }

    fn fresh(&mut self, label: &'a str) -> ResourceId {
        match label.split('#').next().unwrap_or(label) {
            "Bundle" => BUNDLE,
            kind => self.make(kind),
        }
    }
}

/// A UUID (RFC 9562, version 8) of a text: the first 128 bits of its SHA-256, marked as such.
fn identifier(text: &str) -> String {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&sha256(text.as_bytes())[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits = u128::from_be_bytes(bytes);
    let (first, rest) = (digits >> 96, digits & ((1 << 96) - 1));
    let (second, third) = (rest >> 80, rest >> 64 & 0xffff);
    format!(
        "{first:08x}-{second:04x}-{third:04x}-{:04x}-{:012x}",
        rest >> 48 & 0xffff,
        rest & ((1 << 48) - 1)
    )
}
