//! The Merkle tree of RFC 6962 section 2.1 (RFC 9162 section 2.1), in bulk.

use sha2::{Digest, Sha256};

pub type Hash = [u8; 32];

/// `SHA-256(0x00 | entry)`.
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(entry).finalize().into()
}

/// `SHA-256(0x01 | left | right)`.
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut message = [1; 65];
    message[1..33].copy_from_slice(left);
    message[33..].copy_from_slice(right);
    Sha256::digest(message).into()
}

/// The root over the leaf hashes; the hash of nothing for an empty tree.
///
/// Nodes pair up level by level and one left over goes up as it is: the same tree as the recursion of the RFC.
#[must_use]
pub fn root(mut level: Vec<Hash>) -> Hash {
    while level.len() > 1 {
        level = above(&level);
    }
    level.first().copied().unwrap_or_else(|| Sha256::digest([]).into())
}

fn above(level: &[Hash]) -> Vec<Hash> {
    let (pairs, rest) = level.as_chunks::<2>();
    pairs.iter().map(|[left, right]| node_hash(left, right)).chain(rest.iter().copied()).collect()
}

/// The audit path of the leaf at `index` (RFC 6962 section 2.1.1), from the leaf upwards; none beyond the last leaf.
#[must_use]
pub fn inclusion_path(index: usize, mut level: Vec<Hash>) -> Option<Vec<Hash>> {
    if index >= level.len() {
        return None;
    }
    let (mut place, mut path) = (index, Vec::new());
    while level.len() > 1 {
        path.extend(level.get(place ^ 1));
        level = above(&level);
        place >>= 1;
    }
    Some(path)
}

/// The consistency proof from the first `old_size` leaves to all (RFC 6962 section 2.1.2); none for a size of zero or
/// beyond the last leaf.
#[must_use]
pub fn consistency_path(old_size: usize, leaves: &[Hash]) -> Option<Vec<Hash>> {
    if old_size == 0 || old_size > leaves.len() {
        return None;
    }
    let mut path = Vec::new();
    subproof(old_size, leaves, true, &mut path);
    Some(path)
}

fn subproof(size: usize, leaves: &[Hash], whole: bool, path: &mut Vec<Hash>) {
    if size == leaves.len() {
        if !whole {
            path.push(root(leaves.to_vec()));
        }
        return;
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    if size <= left.len() {
        subproof(size, left, whole, path);
        path.push(root(right.to_vec()));
    } else {
        subproof(size - left.len(), right, false, path);
        path.push(root(left.to_vec()));
    }
}

#[cfg(test)]
mod tests {
    use super::{Hash, consistency_path, inclusion_path, leaf_hash, node_hash, root};

    fn leaves(count: usize) -> Vec<Hash> {
        (0..count).map(|place| leaf_hash(&place.to_le_bytes())).collect()
    }

    /// The recursion of the RFC, word for word.
    fn recursive(leaves: &[Hash]) -> Hash {
        if leaves.len() < 2 {
            return root(leaves.to_vec());
        }
        let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
        node_hash(&recursive(left), &recursive(right))
    }

    #[test]
    fn levels_and_recursion_agree() {
        for count in 0..70 {
            assert_eq!(root(leaves(count)), recursive(&leaves(count)), "{count}");
        }
    }

    #[test]
    fn there_is_no_path_outside_the_tree() {
        assert_eq!(inclusion_path(3, leaves(3)), None);
        assert_eq!(consistency_path(0, &leaves(3)), None);
        assert_eq!(consistency_path(4, &leaves(3)), None);
        assert_eq!(consistency_path(3, &leaves(3)), Some(vec![]));
    }
}
