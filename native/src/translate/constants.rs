//! Rows that take nothing of the message, or write beside what other rows took.

use crate::translate::convert::{kind_named, kind_of};
use crate::translate::durations;
use crate::translate::nodes::Open;
use crate::translate::program::{Fixed, Operand, Path, Piece, Step};
use crate::translate::rows::{NULL, Taken};
use crate::translate::run::{Mark, Run};
use crate::translate::scope::Scope;
use crate::translate::spelling::sent;
use crate::translate::tree::{Element, Id};

impl<'a> Run<'a> {
    /// Puts what the map itself says; a `strong` one makes its own place.
    pub fn constant(&mut self, path: &'a Path, value: &'a Fixed, strong: bool, taken: Taken<'a>) -> bool {
        let Some((last, holders)) = path.split_last() else { return false };
        let node = self.nodes.walk(taken.node, holders, taken.place.repeat);
        let open = if strong { self.open(node) } else { self.nodes.open(node) };
        let Some(Open { body, .. }) = open else { return false };
        if (last.many || !self.tree.has(body, &last.key))
            && let Some(found) = self.fixed(value, taken.scope)
        {
            self.add(body, last, found);
        }
        false
    }

    /// Puts what stands in an element of the resource itself, beside what rows before it put.
    pub fn copied(&mut self, path: &'a Path, name: &str, taken: Taken<'a>) -> bool {
        let (Some(open), Some(from)) = (self.holder(path, taken), self.nodes.open(taken.node)) else {
            return false;
        };
        let key = path[path.len() - 1].key.as_str();
        if let Some(standing) = self.tree.get(from.body, name).filter(|_| !self.tree.has(open.body, key)) {
            let copied = self.tree.copy(standing);
            self.tree.put(open.body, key, copied);
        }
        false
    }

    /// On a code, puts the system which the table passed in gives it, where the message names none.
    pub fn table_system(&mut self, path: &'a Path, taken: Taken<'a>) -> bool {
        let table = taken.table.filter(|_| self.standard(taken.scope));
        let known = table.and_then(|table| table.codes.get(self.message.first(taken.cell)));
        let Some(known) = known.filter(|known| !known.system.is_empty()) else { return false };
        let key = path[path.len() - 1].key.as_str();
        if let Some(open) = self.holder(path, taken).filter(|open| !self.tree.has(open.body, key)) {
            let system = self.tree.add(Element::text(&*known.system));
            self.tree.put(open.body, key, system);
        }
        false
    }

    /// On the type of a universal id: writes nothing, for the system that stands there already tells it.
    pub fn kind(&mut self, path: &'a Path, taken: Taken<'a>) -> bool {
        let Some(Open { body, resource, path: above }) = self.holder(path, taken) else { return false };
        let key = path[path.len() - 1].key.as_str();
        let text = self.message.first(taken.cell);
        let Some(Element::Text(url)) = self.tree.get(body, key).map(|id| self.tree.element(id)) else {
            return false;
        };
        let told = kind_named(text) == Some(kind_of(url));
        if told {
            let tag = Some(sent("kind", text).into());
            self.resources[resource].marks.push(Mark {
                place: taken.place,
                path: above,
                key,
                index: None,
                tag,
            });
        }
        told
    }

    /// On a duration, puts the end of what began at `start`; without a unit's field it counts minutes.
    pub fn after(
        &mut self,
        path: &'a Path,
        start: &Operand,
        unit: Option<&Operand>,
        taken: Taken<'a>,
    ) -> bool {
        let read = |operand: &Operand| taken.scope.text(self.message, operand);
        let unit = unit.map_or("MIN", read);
        let end = durations::end(read(start), &self.context.zone, self.message.first(taken.cell), unit);
        end.is_some_and(|end| self.put(taken.node, taken.place, path, Element::text(end), None))
    }

    fn holder(&mut self, path: &'a [Step], taken: Taken<'a>) -> Option<Open> {
        let node = self.nodes.walk(taken.node, &path[..path.len() - 1], taken.place.repeat);
        self.nodes.open(node)
    }

    fn add(&mut self, body: Id, step: &'a Step, value: Id) {
        if !step.many {
            self.tree.put(body, &step.key, value);
        } else if let Some(items) = self.tree.array(body, &step.key) {
            self.tree.push(items, value);
        }
    }

    fn fixed(&mut self, value: &'a Fixed, scope: Scope) -> Option<Id> {
        Some(match value {
            Fixed::Text(text) => self.tree.add(Element::text(text)),
            Fixed::Flag(flag) => self.tree.add(Element::Flag(*flag)),
            Fixed::Coding { system, code } => self.tree.texts(&[("system", system), ("code", code)]),
            Fixed::Concept { system, code } => {
                let coding = self.tree.texts(&[("system", system), ("code", code)]);
                let codings = self.tree.one(coding);
                self.tree.with("coding", codings)
            }
            Fixed::Reference(label) => {
                let url = self.refer(label)?;
                self.tree.reference(url)
            }
            Fixed::Template(pieces) => {
                let text = self.filled(pieces, scope)?;
                self.tree.add(Element::text(text))
            }
        })
    }

    /// A template with its values in it; nothing where none of them is there.
    fn filled(&self, pieces: &'a [Piece], scope: Scope) -> Option<String> {
        let (mut out, mut valued) = (String::new(), false);
        for piece in pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Value(operand) => {
                    let text = scope.text(self.message, operand);
                    valued |= text != NULL && !text.chars().all(super::dates::is_space);
                    out.push_str(text);
                }
            }
        }
        valued.then_some(out)
    }
}
