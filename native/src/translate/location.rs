//! PL, a person's location: a chain of Locations, the most exact first, each part of the next (guide map PL[Location]).

use std::sync::LazyLock;

use crate::hl7v2::{Place, Span};
use crate::translate::nodes::Open;
use crate::translate::program::Step;
use crate::translate::rows::{NULL, Taken};
use crate::translate::run::Run;
use crate::translate::scope::Parts;
use crate::translate::tree::{Element, Id};

const PHYSICAL: &str = "http://terminology.hl7.org/CodeSystem/location-physical-type";
/// Component and physical type, from the most exact; a point of care may be anything, so it has no type.
const LEVELS: [(usize, &str); 6] = [(3, "bd"), (2, "ro"), (1, ""), (8, "lvl"), (7, "bu"), (4, "si")];
/// A cell of its own, which no map's path has.
const PART_OF_CELL: u32 = u32::MAX;

static PART_OF: LazyLock<[Step; 1]> = LazyLock::new(|| {
    let (key, resource) = ("partOf".to_owned(), "Location".to_owned());
    [Step { key, many: false, cell: PART_OF_CELL, resource, url: String::new(), choice: String::new() }]
});

impl<'a> Run<'a> {
    /// Puts the chain of locations into the node, which stands for the first of them, and what is left beside it.
    pub fn location(&mut self, each: usize, rest: usize, parts: Parts, deep: bool, taken: Taken<'a>) -> bool {
        let (mut here, mut took) = (taken.node, false);
        for (component, physical) in LEVELS {
            let Some(cell) = parts.cell(self.message, component - 1).filter(|cell| self.valued(*cell)) else {
                continue;
            };
            if took {
                here = self.nodes.walk(here, &*PART_OF, 1);
            }
            let place = Place { component, sub: 1, ..taken.place };
            let done = self.data_type(each, Parts::Subs(cell), true, Taken { node: here, place, ..taken });
            took |= done;
            if let Some(Open { body, .. }) = self.nodes.open(here).filter(|_| done) {
                self.physical(body, physical);
            }
        }
        took | self.data_type(rest, parts, deep, taken)
    }

    fn valued(&self, cell: Span) -> bool {
        cell.iter().map(|sub| self.message.text(sub)).any(|text| !text.is_empty() && text != NULL)
    }

    fn physical(&mut self, body: Id, code: &'static str) {
        if !self.tree.has(body, "mode") {
            let mode = self.tree.add(Element::text("instance"));
            self.tree.put(body, "mode", mode);
        }
        if !code.is_empty() {
            let coding = self.tree.texts(&[("system", PHYSICAL), ("code", code)]);
            let codings = self.tree.one(coding);
            let concept = self.tree.with("coding", codings);
            self.tree.set(body, "physicalType", concept);
        }
    }
}
