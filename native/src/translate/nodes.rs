//! Places in resources: an object that exists, or will when a first value is written to it.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::translate::program::Step;
use crate::translate::tree::Id;

/// A place's number; numbers hold until the nodes are cleared.
pub type NodeId = usize;
/// A resource's number.
pub type ResourceId = usize;

/// Above this a table that has served is given back rather than wiped.
const LARGE: usize = 1024;

/// The path of an open place in its resource, as a slice of all paths.
#[derive(Clone, Copy, Debug, Default)]
pub struct PathSlice {
    pub start: usize,
    pub end: usize,
}

/// A place. It has a holder and a step as long as it may have to be made.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    pub holder: Option<(NodeId, &'a Step)>,
    pub open: Option<Open>,
}

/// An open place: its object, the resource that it stands in, its path there.
#[derive(Clone, Copy)]
pub struct Open {
    pub body: Id,
    pub resource: ResourceId,
    pub path: PathSlice,
}

/// All places of one run of a map. Rows that name the same cell in the same repeat share a place.
#[derive(Default)]
pub struct Nodes<'a> {
    nodes: Vec<Node<'a>>,
    cells: HashMap<(NodeId, u32, usize), NodeId, BuildHasherDefault<Mixed>>,
}

impl<'a> Nodes<'a> {
    /// Forgets all places and begins with a resource itself.
    pub fn root(&mut self, resource: ResourceId, body: Id) -> NodeId {
        self.nodes.clear();
        if self.cells.capacity() > LARGE {
            self.cells = HashMap::default();
        } else {
            self.cells.clear();
        }
        let open = Open { body, resource, path: PathSlice::default() };
        self.nodes.push(Node { holder: None, open: Some(open) });
        0
    }

    #[must_use]
    pub fn get(&self, node: NodeId) -> Node<'a> {
        self.nodes[node]
    }

    #[must_use]
    pub fn open(&self, node: NodeId) -> Option<Open> {
        self.nodes[node].open
    }

    pub fn opened(&mut self, node: NodeId, open: Open) {
        self.nodes[node].open = Some(open);
    }

    /// The place at the end of a path, in a repeat.
    pub fn walk(&mut self, from: NodeId, path: &'a [Step], repeat: usize) -> NodeId {
        let mut node = from;
        for step in path {
            let next = self.nodes.len();
            let child = *self.cells.entry((node, step.cell, repeat)).or_insert(next);
            if child == next {
                self.nodes.push(Node { holder: Some((node, step)), open: None });
            }
            node = child;
        }
        node
    }
}

/// A quick hash of small numbers that we count ourselves.
#[derive(Default)]
pub struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 29
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(23) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }
}
