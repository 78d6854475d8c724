//! What the pure modules offer: bytes in, canonical bytes and digests out.

use crate::digest::sha256;
pub use crate::emit::Slice;
pub use crate::fault::{Code, Fault};
pub use crate::form::Form;
pub use crate::tape::{Document, MAX_BYTES, MAX_DEPTH, Profile};

/// The canonical bytes of `source`.
///
/// # Errors
/// The first fault met.
pub fn canonicalize(source: &[u8], profile: Profile) -> Result<Vec<u8>, Fault> {
    let document = Document::parse(source, profile)?;
    let mut out = vec![0; document.canonical_length()];
    let _slices = document.write(&mut out);
    Ok(out)
}

/// The SHA-256 of the canonical bytes.
///
/// # Errors
/// The first fault met.
pub fn digest(source: &[u8], profile: Profile) -> Result<[u8; 32], Fault> {
    Document::parse(source, profile).map(|document| document.digest())
}

/// The digest of each slice of the canonical bytes.
#[must_use]
pub fn digests(canonical: &[u8], slices: &[Slice]) -> Vec<[u8; 32]> {
    slices.iter().map(|slice| sha256(canonical.get(slice.start..slice.stop).unwrap_or_default())).collect()
}
