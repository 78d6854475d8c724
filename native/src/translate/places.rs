//! Writing to places: objects are made where a first value needs them, and what stands there stays.

use std::borrow::Cow;
use std::fmt::Write;

use crate::hl7v2::Place;
use crate::translate::nodes::{NodeId, Open, PathSlice};
use crate::translate::program::Step;
use crate::translate::run::{Mark, Run};
use crate::translate::tree::{Element, Id};

/// Something else stands where an element was to go.
struct Occupied;

impl<'a> Run<'a> {
    /// Makes a place exist. None where something else stands there already.
    pub fn open(&mut self, node: NodeId) -> Option<Open> {
        let found = self.nodes.get(node);
        if found.open.is_some() {
            return found.open;
        }
        let (holder, step) = found.holder?;
        let within = self.open(holder)?;
        let open = if step.resource.is_empty() {
            self.attach(within, step)
        } else {
            self.refer_to(within.body, step)
        }?;
        self.nodes.opened(node, open);
        Some(open)
    }

    /// Puts a primitive at the end of a path and marks where it stands.
    ///
    /// False where something else stands there; the same value standing there is as good.
    pub fn put(
        &mut self,
        node: NodeId,
        place: Place,
        path: &'a [Step],
        element: Element<'a>,
        tag: Option<Cow<'a, str>>,
    ) -> bool {
        let Some((last, holders)) = path.split_last() else { return false };
        let node = self.nodes.walk(node, holders, place.repeat);
        let Some(Open { body, resource, path }) = self.open(node) else { return false };
        let Ok(index) = self.write(body, last, element) else { return false };
        self.resources[resource].marks.push(Mark { place, path, key: &last.key, index, tag });
        true
    }

    /// Writes an element; gives its index where it stands in a list.
    fn write(&mut self, body: Id, step: &'a Step, element: Element<'a>) -> Result<Option<usize>, Occupied> {
        if step.many {
            let items = self.tree.array(body, &step.key).ok_or(Occupied)?;
            let item = self.tree.add(element);
            self.tree.push(items, item);
            return Ok(Some(self.tree.length(items) - 1));
        }
        match self.tree.get(body, &step.key) {
            Some(standing) => {
                if *self.tree.element(standing) == element {
                    Ok(None)
                } else {
                    Err(Occupied)
                }
            }
            None if !step.choice.is_empty() && self.tree.taken(body, step) => Err(Occupied),
            None => {
                let added = self.tree.add(element);
                self.tree.put(body, &step.key, added);
                Ok(None)
            }
        }
    }

    fn attach(&mut self, holder: Open, step: &'a Step) -> Option<Open> {
        let Open { body, resource, path } = holder;
        let key = step.key.as_str();
        if step.many {
            let items = self.tree.array(body, key)?;
            let index = self.tree.length(items);
            let path = self.below(path, key, Some(index));
            let made = self.made(step);
            self.tree.push(items, made);
            return Some(Open { body: made, resource, path });
        }
        let Some(standing) = self.tree.get(body, key) else {
            if self.tree.taken(body, step) {
                return None;
            }
            let made = self.tree.object();
            self.tree.put(body, key, made);
            return Some(Open { body: made, resource, path: self.below(path, key, None) });
        };
        let free = self.tree.is_object(standing) && !self.tree.has(standing, "reference");
        free.then(|| Open { body: standing, resource, path: self.below(path, key, None) })
    }

    fn refer_to(&mut self, body: Id, step: &'a Step) -> Option<Open> {
        let items = if step.many { Some(self.tree.array(body, &step.key)?) } else { None };
        if items.is_none() && self.tree.taken(body, step) {
            return None;
        }
        let resource = self.make(&step.resource);
        let reference = self.tree.reference(self.resources[resource].url());
        match items {
            Some(items) => self.tree.push(items, reference),
            None => self.tree.put(body, &step.key, reference),
        }
        Some(Open { body: self.resources[resource].body, resource, path: PathSlice::default() })
    }

    /// A new item of a list: an extension knows its URL.
    fn made(&mut self, step: &'a Step) -> Id {
        if step.url.is_empty() { self.tree.object() } else { self.tree.texts(&[("url", &step.url)]) }
    }

    fn below(&mut self, path: PathSlice, key: &str, index: Option<usize>) -> PathSlice {
        let start = self.paths.len();
        self.paths.extend_from_within(path.start..path.end);
        self.paths.push_str(key);
        if let Some(index) = index {
            let _ = write!(self.paths, "[{index}]");
        }
        self.paths.push('.');
        PathSlice { start, end: self.paths.len() }
    }
}
