//! Any tree: roots, inclusion and consistency paths are those of the recursion in RFC 6962.
#![no_main]

use anchor_native::merkle::{Hash, consistency_path, inclusion_path, leaf_hash, node_hash, root};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, u8, u8)| {
    let (count, index, seed) = input;
    let leaves: Vec<Hash> = (0..count).map(|place| leaf_hash(&[place, seed])).collect();
    assert_eq!(root(leaves.clone()), tree(&leaves));
    let index = usize::from(index);
    assert_eq!(inclusion_path(index, leaves.clone()).is_some(), index < leaves.len());
    if let Some(path) = inclusion_path(index, leaves.clone()) {
        assert_eq!(path, audit_path(index, &leaves));
    }
    assert_eq!(consistency_path(index, &leaves).is_some(), (1..=leaves.len()).contains(&index));
});

fn halves(leaves: &[Hash]) -> (&[Hash], &[Hash]) {
    leaves.split_at(leaves.len().next_power_of_two() / 2)
}

fn tree(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => root(vec![]),
        [leaf] => *leaf,
        _ => node_hash(&tree(halves(leaves).0), &tree(halves(leaves).1)),
    }
}

fn audit_path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return vec![];
    }
    let (left, right) = halves(leaves);
    let inside = index < left.len();
    let mut path = if inside { audit_path(index, left) } else { audit_path(index - left.len(), right) };
    path.push(tree(if inside { right } else { left }));
    path
}
