//! Where in its message a segment stands, found by the structure's grammar and not by its neighbours.

use crate::translate::program::{Binding, Part, Program};
use crate::translate::run::{Instance, Run};

/// Which part of which part a place is, from the outside in.
type Address = Vec<usize>;

/// Where a segment stands: its groups from the outside in; whether the structure allows one such segment and this is
/// another; which occurrence of its group it belongs to.
pub struct Spot<'a> {
    pub groups: Vec<&'a str>,
    pub again: bool,
    pub instance: usize,
}

/// Goes through a message by its structure and knows the occurrence of the group that each segment stands in.
pub struct Cursor<'a> {
    root: &'a Part,
    address: Address,
    open: Vec<usize>,
}

impl<'a> Cursor<'a> {
    #[must_use]
    pub fn new(root: &'a Part) -> Self {
        Self { root, address: Vec::new(), open: vec![0] }
    }

    /// The place of the next segment. A misplaced one goes to the group that has a place for it, one that no group
    /// knows to the group that is open.
    pub fn place(&mut self, name: &str, run: &mut Run<'a>) -> Spot<'a> {
        if let Some((address, keep)) = self.next(name) {
            return self.enter(address, keep, run);
        }
        for depth in (0..self.address.len()).rev() {
            if let Some(found) = search(self.part(depth), name, 0, true) {
                let address = [&self.address[..depth], &found].concat();
                let again = !self.at(&address).repeats;
                return Spot { groups: self.names(&address), again, instance: self.opened(depth) };
            }
        }
        let instance = self.opened(self.address.len() - 1);
        Spot { groups: self.names(&self.address), again: false, instance }
    }

    /// The address of the next segment by the grammar, and how many open groups stay open.
    fn next(&self, name: &str) -> Option<(Address, usize)> {
        let Some((last, above)) = self.address.split_last() else {
            return Some((search(self.root, name, 0, false).unwrap_or_else(|| vec![0]), 0));
        };
        let here = &self.part(above.len()).parts[*last];
        if here.name == name && here.repeats {
            return Some((self.address.clone(), above.len()));
        }
        for (depth, index) in self.address.iter().enumerate().rev() {
            let group = self.part(depth);
            if let Some(later) = search(group, name, index + 1, false) {
                return Some(([&self.address[..depth], &later].concat(), depth));
            }
            if group.repeats
                && depth > 0
                && let Some(again) = begin(group, name)
            {
                return Some(([&self.address[..depth], &again].concat(), depth - 1));
            }
        }
        None
    }

    fn enter(&mut self, address: Address, keep: usize, run: &mut Run<'a>) -> Spot<'a> {
        self.open.truncate(keep + 1);
        for depth in self.open.len()..address.len() {
            let outer = self.open[depth - 1];
            if self.at(&address[..depth]).repeats {
                run.instances.push(Instance::within(outer));
                self.open.push(run.instances.len() - 1);
            } else {
                self.open.push(outer);
            }
        }
        self.address = address;
        Spot { groups: self.names(&self.address), again: false, instance: self.opened(self.open.len()) }
    }

    fn opened(&self, depth: usize) -> usize {
        self.open[depth.min(self.open.len() - 1)]
    }

    /// The group at a depth of the address at hand.
    fn part(&self, depth: usize) -> &'a Part {
        self.at(&self.address[..depth])
    }

    fn at(&self, address: &[usize]) -> &'a Part {
        address.iter().fold(self.root, |part, index| &part.parts[*index])
    }

    fn names(&self, address: &[usize]) -> Vec<&'a str> {
        (1..address.len()).map(|depth| self.at(&address[..depth]).name.as_str()).collect()
    }
}

/// The lines that hold for a segment in a place, in their order: of those that fit, the ones that name it most exactly.
pub fn bindings<'a>(
    program: &'a Program,
    structure: &str,
    groups: &[&str],
    segment: &str,
) -> impl Iterator<Item = &'a Binding> {
    let fits = |binding: &Binding| fit(binding, structure, groups);
    let all = program.bindings.get(segment).map_or(&[][..], Vec::as_slice);
    let fitting: Vec<_> = all.iter().filter_map(|binding| Some((fits(binding)?, binding))).collect();
    let best = fitting.iter().map(|(fit, _)| *fit).max();
    fitting.into_iter().filter_map(move |(fit, binding)| (Some(fit) == best).then_some(binding))
}

/// How exactly a line names a place, its structure before its groups; None where it names another.
fn fit(binding: &Binding, structure: &str, groups: &[&str]) -> Option<(bool, usize)> {
    let named = !binding.structure.is_empty();
    let count = binding.groups.len();
    let here = groups.len().checked_sub(count).map(|start| &groups[start..]);
    let inside = here.is_some_and(|here| binding.groups.iter().map(String::as_str).eq(here.iter().copied()));
    (inside && (!named || binding.structure == structure)).then_some((named, count))
}

/// The first place for such a segment in a group from one of its parts on; `once`: not inside repeating groups.
fn search(group: &Part, name: &str, start: usize, once: bool) -> Option<Address> {
    for (index, part) in group.parts.iter().enumerate().skip(start) {
        if part.parts.is_empty() {
            if part.name == name {
                return Some(vec![index]);
            }
        } else if !(once && part.repeats)
            && let Some(inner) = search(part, name, 0, once)
        {
            return Some([&[index], inner.as_slice()].concat());
        }
    }
    None
}

/// The place for such a segment where it can begin the group.
fn begin(group: &Part, name: &str) -> Option<Address> {
    for (index, part) in group.parts.iter().enumerate() {
        if part.parts.is_empty() {
            if part.name == name {
                return Some(vec![index]);
            }
        } else if let Some(inner) = begin(part, name) {
            return Some([&[index], inner.as_slice()].concat());
        }
        if !part.optional {
            return None;
        }
    }
    None
}
