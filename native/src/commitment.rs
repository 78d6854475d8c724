//! The leaves of a record's commitment that speak of its resources, in bulk; `anchor/commitment.py` says what they are.

use sha2::{Digest, Sha256};

use crate::merkle::{Hash, leaf_hash};

const PART_TAG: &[u8] = b"fhir-anchor/leaf/part/v1";
const SALT_TAG: &[u8] = b"fhir-anchor/salt/v1";
/// What HMAC (RFC 2104) mixes into a key of one block.
const INNER: u8 = 0x36;
const OUTER: u8 = 0x5c;
const BLOCK: usize = 64;

/// The leaf hash of each part, in order; the first is leaf 1, for leaf 0 is the whole.
#[must_use]
pub fn part_leaf_hashes(seed: &Hash, profile: &[u8], digests: &[Hash]) -> Vec<Hash> {
    let leaves = (1 + digests.len() as u64).to_be_bytes();
    let hmac = [INNER, OUTER].map(|pad| Sha256::new().chain_update(padded(seed, pad)));
    let head = Sha256::new().chain_update(length(PART_TAG)).chain_update(PART_TAG);
    let leaf = |(number, digest): (u64, &Hash)| {
        let number = number.to_be_bytes();
        let place = [&number[4..], &leaves[4..]].concat();
        let hashed = head.clone().chain_update(salt(&hmac, &number[4..]));
        let fields = [place.as_slice(), profile, digest].into_iter();
        let hashed =
            fields.fold(hashed, |hashed, field| hashed.chain_update(length(field)).chain_update(field));
        leaf_hash(&hashed.finalize())
    };
    (1..).zip(digests).map(leaf).collect()
}

fn salt([inner, outer]: &[Sha256; 2], number: &[u8]) -> Hash {
    let inner = inner.clone().chain_update(SALT_TAG).chain_update(number).finalize();
    outer.clone().chain_update(inner).finalize().into()
}

fn padded(seed: &Hash, pad: u8) -> [u8; BLOCK] {
    let mut block = [pad; BLOCK];
    block.iter_mut().zip(seed).for_each(|(byte, key)| *byte ^= key);
    block
}

fn length(field: &[u8]) -> [u8; 4] {
    u32::try_from(field.len()).unwrap_or(u32::MAX).to_be_bytes()
}
