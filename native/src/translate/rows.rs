//! Rows of maps at work: what a row takes, how it converts it, where it puts it.

use crate::hl7v2::{Place, Span};
use crate::translate::convert::{self, convert};
use crate::translate::nodes::{NodeId, ResourceId};
use crate::translate::program::{Converter, Path, Row, Rows, Step, Table, Take, Type};
use crate::translate::run::Run;
use crate::translate::scope::{Parts, Scope};
use crate::translate::spelling::sent;
use crate::translate::tree::Element;

/// HL7's "delete this": never a value.
pub const NULL: &str = "\"\"";
/// Where the components of a coded value name its system (CWE.3), from 0.
const SYSTEM_AT: usize = 2;
/// How deep types may stand in one another: a map that holds itself ends here.
const DEEPEST: usize = 16;
const LOCAL_TIME: &str = "urn:fhir-anchor:v2:local-time";

/// What a row has before it: conditions' scope, the cell, its whole repeat or component as parts, place and target.
#[derive(Clone, Copy)]
pub struct Taken<'a> {
    pub scope: Scope,
    pub cell: Span,
    pub parts: Parts,
    pub deep: bool,
    pub place: Place,
    pub node: NodeId,
    pub table: Option<&'a Table>,
}

impl<'a> Run<'a> {
    /// Puts what a segment holds into a resource; True where it put any value.
    pub fn segment(&mut self, rows: &'a Rows, segment: usize, resource: ResourceId) -> bool {
        let node = self.nodes.root(resource, self.resources[resource].body);
        let mut took = false;
        for (field, at) in self.message.fields(segment).iter().enumerate() {
            if let Some(rows) = rows.get(field).filter(|rows| field > 0 && !rows.is_empty()) {
                took |= self.field(rows, segment, field, at, node);
            }
        }
        let (scope, cell) = (Scope::Segment { segment, field: 0, repeat: 0 }, self.message.blank());
        let place = Place { segment: segment + 1, field: 0, repeat: 1, component: 1, sub: 1 };
        for row in rows.first().into_iter().flatten() {
            if self.held(row, scope) {
                self.take(
                    row,
                    Taken { scope, cell, parts: Parts::Subs(cell), deep: false, place, node, table: None },
                );
            }
        }
        took
    }

    fn field(&mut self, rows: &'a [Row], segment: usize, field: usize, at: usize, node: NodeId) -> bool {
        let mut took = false;
        for (repeat, number) in self.message.repeats(at).iter().enumerate() {
            let components = self.message.components(number);
            let taken = Taken {
                scope: Scope::Segment { segment, field, repeat },
                cell: components.at(0).map_or(self.message.blank(), |first| self.message.subs(first)),
                parts: Parts::Components(components),
                deep: false,
                place: Place { segment: segment + 1, field, repeat: repeat + 1, component: 1, sub: 1 },
                node,
                table: None,
            };
            took |= self.each(rows, taken, repeat == 0);
        }
        took
    }

    /// Runs the rows on one cell; an `otherwise` that takes it makes what was said before it void.
    fn each(&mut self, rows: &'a [Row], taken: Taken<'a>, first: bool) -> bool {
        let (mut done, noted) = (false, self.issues.len());
        for row in rows {
            let passed = (row.single && !first) || (row.otherwise && done);
            if passed || !self.held(row, taken.scope) {
                continue;
            }
            if self.take(row, taken) {
                done = true;
                if row.otherwise {
                    self.issues.truncate(noted);
                }
            }
        }
        done
    }

    /// Puts what the parts hold into the node, by the map of a data type. `deep`: the parts are sub-components.
    pub fn data_type(&mut self, map: usize, parts: Parts, deep: bool, taken: Taken<'a>) -> bool {
        if self.depth == DEEPEST {
            return false;
        }
        self.depth += 1;
        let took = match &self.program.types[map] {
            Type::Rows(rows) => self.components(rows, parts, deep, taken),
            Type::Location { each, rest } => self.location(*each, *rest, parts, deep, taken),
        };
        self.depth -= 1;
        took
    }

    fn components(&mut self, rows: &'a Rows, parts: Parts, deep: bool, taken: Taken<'a>) -> bool {
        let mut took = false;
        let (scope, index) = (Scope::Parts(parts), taken.place.sub);
        for (at, rows) in rows.iter().skip(1).enumerate().take(parts.len()) {
            let Some(cell) = parts.cell(self.message, at) else { break };
            if rows.is_empty() || (cell.len() == 1 && self.message.first(cell).is_empty()) {
                continue;
            }
            let (component, sub) = if deep { (taken.place.component, index + at) } else { (index + at, 1) };
            let place = Place { component, sub, ..taken.place };
            took |= self.each(
                rows,
                Taken { scope, cell, parts: Parts::Subs(cell), deep: true, place, ..taken },
                true,
            );
        }
        took
    }

    fn held(&self, row: &Row, scope: Scope) -> bool {
        row.test.as_ref().is_none_or(|test| scope.holds(self.message, test))
    }

    /// One row on one cell; True where it put a value of the message.
    fn take(&mut self, row: &'a Row, taken: Taken<'a>) -> bool {
        let path = &row.path;
        match &row.take {
            Take::Constant { value, strong } => self.constant(path, value, *strong, taken),
            Take::Copy { name } => self.copied(path, name, taken),
            Take::Type { map, table } => {
                let node = self.nodes.walk(taken.node, path, taken.place.repeat);
                let table = table.map_or(taken.table, |table| Some(&self.program.tables[table]));
                self.data_type(*map, taken.parts, taken.deep, Taken { node, table, ..taken })
            }
            Take::TableSystem => self.table_system(path, taken),
            Take::Kind => self.kind(path, taken),
            Take::After { start, unit } => self.after(path, start, unit.as_ref(), taken),
            value => {
                let text = self.message.first(taken.cell);
                !text.is_empty() && text != NULL && self.value(path, value, text, taken)
            }
        }
    }

    fn value(&mut self, path: &'a Path, take: &'a Take, text: &'a str, taken: Taken<'a>) -> bool {
        match take {
            Take::Text => {
                let blank = text.chars().all(super::dates::is_space);
                !blank && self.put(taken.node, taken.place, path, Element::text(text), Some("".into()))
            }
            Take::Leaf { converter, expected, beside } => {
                self.leaf(path, (converter, expected, beside), text, taken)
            }
            Take::Coded { table, strict, expected } => {
                let table = table.map_or(taken.table, |table| Some(&self.program.tables[table]));
                self.coded(path, table, (*strict, expected), text, taken)
            }
            _ => self.system(path, text, taken),
        }
    }

    fn leaf(
        &mut self,
        path: &'a Path,
        (converter, expected, beside): (&Converter, &'a str, &'a str),
        text: &'a str,
        taken: Taken<'a>,
    ) -> bool {
        let Some(found) = convert(converter, text, &self.context) else {
            if !expected.is_empty() {
                self.issue(taken.place, expected.into(), text);
            }
            return false;
        };
        let done = self.put(taken.node, taken.place, path, found.element, found.tag);
        if done && found.local {
            self.local_time(path, beside, text, taken);
        }
        done
    }

    /// Puts a local time beside its date; not inside an extension, which cannot have both.
    fn local_time(&mut self, path: &'a [Step], beside: &'a str, text: &'a str, taken: Taken<'a>) {
        let holders = &path[..path.len() - 1];
        let node = self.nodes.walk(taken.node, holders, taken.place.repeat);
        let Some(open) = self.nodes.open(node).filter(|open| !self.tree.has(open.body, "url")) else {
            return;
        };
        let object = self.tree.get(open.body, beside).unwrap_or_else(|| {
            let made = self.tree.object();
            self.tree.put(open.body, beside, made);
            made
        });
        if let Some(extensions) = self.tree.array(object, "extension") {
            let extension = self.tree.texts(&[("url", LOCAL_TIME), ("valueString", text)]);
            self.tree.push(extensions, extension);
        }
    }

    /// Puts a code, through a table: its own, or the one passed in to its data type.
    fn coded(
        &mut self,
        path: &'a Path,
        table: Option<&'a Table>,
        (strict, expected): (bool, &'a str),
        text: &'a str,
        taken: Taken<'a>,
    ) -> bool {
        let asked = table.filter(|_| strict || self.standard(taken.scope));
        if let Some((table, known)) =
            asked.and_then(|table| table.codes.get(text).map(|known| (table, known)))
        {
            let tag = format!("t:{}", table.name);
            let exact = known.code == text && table.back.get(&known.code).is_some_and(|back| back == text);
            let tag = if exact { tag } else { sent(&tag, text) };
            return self.put(taken.node, taken.place, path, Element::text(&*known.code), Some(tag.into()));
        }
        if (!strict || table.is_none()) && convert::is_code(text) {
            return self.put(taken.node, taken.place, path, Element::text(text), Some("".into()));
        }
        if !expected.is_empty() {
            let named =
                table.filter(|_| strict).map(|table| format!("a code of table {}", table.name).into());
            self.issue(taken.place, named.unwrap_or(expected.into()), text);
        }
        false
    }

    /// Puts a code system: by the table passed in where that knows the code, else by its name.
    fn system(&mut self, path: &'a Path, text: &'a str, taken: Taken<'a>) -> bool {
        let code = if let Scope::Parts(parts) = taken.scope { parts.text(self.message, 0) } else { "" };
        let table = taken.table.filter(|_| self.standard(taken.scope));
        let known = table.and_then(|table| table.codes.get(code).map(|known| (table, known)));
        if let Some((table, known)) = known.filter(|(_, known)| !known.system.is_empty()) {
            let tag = sent(&format!("sys:{}", table.name), text);
            return self.put(taken.node, taken.place, path, Element::text(&*known.system), Some(tag.into()));
        }
        let url = convert::system(text, self.program);
        let tag = if url == text { "".into() } else { sent("sys", text).into() };
        self.put(taken.node, taken.place, path, Element::Text(url), Some(tag))
    }

    /// Whether a coded value is of the standard's own table: it names none, or one of HL7's.
    pub fn standard(&self, scope: Scope) -> bool {
        let Scope::Parts(parts) = scope else { return true };
        let name = parts.text(self.message, SYSTEM_AT);
        name.is_empty() || name.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("HL7"))
    }
}
