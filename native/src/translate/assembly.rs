//! The end of a translation: references are tied, required elements filled, ghosts written, the bundle put together.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::hash::BuildHasherDefault;
use std::ops::Range;

use crate::hl7v2::Place;
use crate::translate::ghosts;
use crate::translate::nodes::{Mixed, Open, ResourceId};
use crate::translate::program::{Default, Missing};
use crate::translate::report::Report;
use crate::translate::run::{BUNDLE, Mark, Run, Tie};
use crate::translate::tree::{Element, Id, Tree};
use crate::translate::{Refusal, Translation};

/// Bytes of all ghosts: a field of many repeats that each make a resource is written out in all of these.
const MOST_GHOSTS: usize = 64 << 20;
const ABSENT_URL: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
/// What issues expect where the message as a whole is meant.
pub const KNOWN_EVENT: &str = "an event that is known";
pub const KNOWN_VERSION: &str = "a version from 2.1 to 2.8";
/// Whose resources say whom a message is about, and what it says of who is who.
const WHOSE: [&str; 2] = ["MessageHeader", "Patient"];

/// What a carrier holds of a segment: places, and the slices of `Shares::text` that stand for the values there.
struct Share {
    carrier: ResourceId,
    segment: usize,
    values: Vec<(Place, Range<usize>)>,
}

/// All shares, in the order in which they were begun.
#[derive(std::default::Default)]
struct Shares {
    found: Vec<Share>,
    places: HashMap<(ResourceId, usize), usize, BuildHasherDefault<Mixed>>,
    text: String,
}

/// What a list of references refers to, as long as it was when that was looked up.
#[derive(std::default::Default)]
struct Referred {
    length: usize,
    urls: HashSet<String>,
}

/// What became of a value of the message.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// No map took it.
    Kept,
    /// It stands in an element that cannot be turned back.
    OneWay,
    Mapped,
}

impl Shares {
    /// Adds what was written to the text from `start` on as what stands for the value at a place.
    fn add(&mut self, carrier: ResourceId, place: Place, start: usize) {
        let written = start..self.text.len();
        self.of(carrier, place.segment).push((place, written));
    }

    fn of(&mut self, carrier: ResourceId, segment: usize) -> &mut Vec<(Place, Range<usize>)> {
        let next = self.found.len();
        let place = *self.places.entry((carrier, segment)).or_insert(next);
        if place == next {
            self.found.push(Share { carrier, segment, values: Vec::new() });
        }
        &mut self.found[place].values
    }
}

impl<'a> Run<'a> {
    /// The finished bundle; a refusal where no segment made a resource to carry what is kept, or where what is kept is
    /// too much.
    pub fn assemble(mut self) -> Result<Translation<'a>, Refusal> {
        let header = *self.entries.first().ok_or(Refusal::NothingMade)?;
        self.tie();
        for entry in self.entries.clone() {
            let (kind, body) = (self.resources[entry].kind, self.resources[entry].body);
            for default in self.program.defaults.get(kind).into_iter().flatten() {
                apply(&mut self.tree, body, &default.holders, default);
            }
        }
        let excerpt = self.excerpt();
        let (mapped, kept) = self.remember(header)?;
        if !self.issues.is_empty() {
            self.outcome();
        }
        self.list(self.resources[BUNDLE].body, |_| true);
        let mut bundle = String::with_capacity(self.tree.room());
        self.tree.write(self.resources[BUNDLE].body, &mut bundle);
        Ok(Translation { bundle, excerpt, report: Report { mapped, kept, issues: self.issues } })
    }

    fn tie(&mut self) {
        let mut known = HashMap::<Id, Referred>::new();
        for Tie { link, resource, instance } in std::mem::take(&mut self.ties) {
            let named =
                |label: &str| if label.is_empty() { Some(resource) } else { self.find(instance, label) };
            let (source, target) = (named(&link.source), named(&link.target));
            let (Some(source), Some((last, holders))) = (source, link.path.split_last()) else { continue };
            if Some(source) == target || (target.is_none() && !link.required) {
                continue;
            }
            let root = self.nodes.root(source, self.resources[source].body);
            let node = self.nodes.walk(root, holders, 1);
            let Some(Open { body, .. }) = self.open(node) else { continue };
            let key = last.key.as_str();
            match target {
                Some(target) if last.many => self.refer_many(body, key, target, &mut known),
                Some(_) | None if self.tree.has(body, key) => {}
                Some(target) => {
                    let reference = self.tree.reference(self.resources[target].url());
                    self.tree.put(body, key, reference);
                }
                None => {
                    let absent = absent(&mut self.tree);
                    let value = if last.many { self.tree.one(absent) } else { absent };
                    self.tree.put(body, key, value);
                }
            }
        }
    }

    /// Adds a reference to a list that has none to the same resource.
    fn refer_many(&mut self, body: Id, key: &'a str, target: ResourceId, known: &mut HashMap<Id, Referred>) {
        let Some(items) = self.tree.array(body, key) else { return };
        let there = known.entry(items).or_default();
        if there.length != self.tree.length(items) {
            there.urls.extend(self.tree.items(items).filter_map(|item| self.referred(item)));
        }
        let url = self.resources[target].url();
        if there.urls.insert(url.clone()) {
            let reference = self.tree.reference(url);
            self.tree.push(items, reference);
        }
        there.length = self.tree.length(items);
    }

    /// The URL that an element refers to, if it is a reference and nothing else.
    fn referred(&self, item: Id) -> Option<String> {
        let url = self.tree.get(item, "reference").filter(|_| self.tree.length(item) == 1)?;
        if let Element::Text(url) = self.tree.element(url) { Some(url.clone().into_owned()) } else { None }
    }

    /// Writes every ghost; counts what maps took and lists what none did.
    fn remember(&mut self, header: ResourceId) -> Result<(usize, Vec<Place>), Refusal> {
        let mut shares = Shares::default();
        let mut fates = vec![Fate::Kept; self.message.values()];
        self.point(header, BUNDLE, "Bundle.", &mut fates, &mut shares);
        for entry in &self.entries {
            self.point(*entry, *entry, "", &mut fates, &mut shares);
        }
        let mut kept = Vec::new();
        for (segment, home) in self.homes.iter().enumerate() {
            let home = if *home == BUNDLE { header } else { *home };
            shares.of(home, segment + 1);
            self.message.leaves(segment, |place, value| {
                if fates[value] == Fate::Kept {
                    kept.push(place);
                }
                if fates[value] != Fate::Mapped {
                    let start = shares.text.len();
                    ghosts::literal(self.message.text(value), &mut shares.text);
                    shares.add(home, place, start);
                }
            });
        }
        self.haunt(shares)?;
        Ok((fates.iter().filter(|fate| **fate != Fate::Kept).count(), kept))
    }

    /// Adds a pointer for each value that a resource holds, unless one before it holds it too.
    fn point(
        &self,
        carrier: ResourceId,
        resource: ResourceId,
        prefix: &str,
        fates: &mut [Fate],
        shares: &mut Shares,
    ) {
        for mark in &self.resources[resource].marks {
            let Some(fate) = self.message.at(mark.place).map(|value| &mut fates[value]) else { continue };
            if let (None, Fate::Kept) = (&mark.tag, *fate) {
                *fate = Fate::OneWay;
            }
            if let Some(tag) = mark.tag.as_ref().filter(|_| *fate != Fate::Mapped) {
                *fate = Fate::Mapped;
                let start = shares.text.len();
                self.pointer(prefix, mark, tag, &mut shares.text);
                shares.add(carrier, mark.place, start);
            }
        }
    }

    /// What stands for a value that is found at a path: `\Zpath\`, or `\Zpath#tag\` where it was converted.
    fn pointer(&self, prefix: &str, mark: &Mark<'_>, tag: &str, out: &mut String) {
        let path = &self.paths[mark.path.start..mark.path.end];
        out.extend(["\\Z", prefix, path, mark.key]);
        if let Some(index) = mark.index {
            let _ = write!(out, "[{index}]");
        }
        if !tag.is_empty() {
            out.extend(["#", tag]);
        }
        out.push('\\');
    }

    fn haunt(&mut self, shares: Shares) -> Result<(), Refusal> {
        let mut written = 0;
        for Share { carrier, segment, mut values } in shares.found {
            values.sort_unstable_by_key(|(place, _)| *place);
            let values = values.iter().map(|(place, text)| (place, &shares.text[text.clone()]));
            let text = ghosts::write(self.message.name(segment - 1), values);
            written += text.len();
            if written > MOST_GHOSTS {
                return Err(Refusal::TooLarge);
            }
            let Some(extensions) = self.tree.array(self.resources[carrier].body, "extension") else {
                continue;
            };
            let extension = self.tree.object();
            for (key, text) in
                [("id", segment.to_string()), ("url", ghosts::KEPT.to_owned()), ("valueString", text)]
            {
                let text = self.tree.add(Element::text(text));
                self.tree.put(extension, key, text);
            }
            self.tree.push(extensions, extension);
        }
        Ok(())
    }

    fn outcome(&mut self) {
        let outcome = self.make("OperationOutcome");
        let body = self.resources[outcome].body;
        let Some(listed) = self.tree.array(body, "issue") else { return };
        for issue in &self.issues {
            let whole = issue.expected == KNOWN_EVENT || issue.expected == KNOWN_VERSION;
            let code = if whole { "not-supported" } else { "value" };
            let said = format!("expected {}, found {}; kept as sent", issue.expected, issue.shape);
            let item = self.tree.texts(&[("severity", "warning"), ("code", code)]);
            let text = self.tree.add(Element::text(said));
            let details = self.tree.with("text", text);
            let place = self.tree.add(Element::text(issue.place.clone()));
            let location = self.tree.one(place);
            self.tree.put(item, "details", details);
            self.tree.put(item, "location", location);
            self.tree.push(listed, item);
        }
    }

    /// The JSON of a bundle of `WHOSE` alone, as they are now.
    fn excerpt(&mut self) -> String {
        let (bundle, mut json) = (self.tree.texts(&[("resourceType", "Bundle")]), String::new());
        self.list(bundle, |kind| WHOSE.contains(&kind));
        self.tree.write(bundle, &mut json);
        json
    }

    /// Puts those entries into a bundle whose kind is wanted.
    fn list(&mut self, bundle: Id, wanted: impl Fn(&str) -> bool) {
        for resource in self.entries.iter().map(|entry| &self.resources[*entry]) {
            if wanted(resource.kind) {
                let url = self.tree.add(Element::text(resource.url()));
                let entry = self.tree.with("fullUrl", url);
                self.tree.put(entry, "resource", resource.body);
                let Some(entries) = self.tree.array(bundle, "entry") else { continue };
                self.tree.push(entries, entry);
            }
        }
    }
}

/// Puts a default where the element is missing, in every holder that there is.
fn apply<'a>(tree: &mut Tree<'a>, body: Id, holders: &'a [String], default: &'a Default) {
    let Some((holder, inner)) = holders.split_first() else { return fill(tree, body, default) };
    let Some(value) = tree.get(body, holder) else { return };
    let items: Vec<Id> = if tree.is_object(value) { vec![value] } else { tree.items(value).collect() };
    for item in items.into_iter().filter(|item| tree.is_object(*item)).collect::<Vec<_>>() {
        apply(tree, item, inner, default);
    }
}

fn fill<'a>(tree: &mut Tree<'a>, body: Id, default: &'a Default) {
    let bare = |key: &str| key.strip_prefix('_').unwrap_or(key).to_owned();
    let plain = bare(&default.key);
    let stands = |key: &str| match default.choice.as_str() {
        "" => bare(key) == plain,
        choice => bare(key).starts_with(choice),
    };
    if tree.members(body).any(|(key, _)| stands(key)) {
        return;
    }
    let value = match &default.value {
        Missing::Absent => absent(tree),
        Missing::Text(text) => tree.add(Element::text(text)),
        Missing::Coding { system, code } => tree.texts(&[("system", system), ("code", code)]),
    };
    let value = if default.many { tree.one(value) } else { value };
    tree.put(body, &default.key, value);
}

/// An element of which only that it is unknown can be said.
fn absent(tree: &mut Tree<'_>) -> Id {
    let reason = tree.texts(&[("url", ABSENT_URL), ("valueCode", "unknown")]);
    let extensions = tree.one(reason);
    tree.with("extension", extensions)
}
