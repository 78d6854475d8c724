//! SHA-256, by the processor's own instructions where it has them.

use sha2::{Digest, Sha256};

#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
