//! The Rust of the project in one shared library: the anchor's canonical bytes, digests and Merkle trees, and the
//! bridge's reading of HL7 v2 and its translation. The two know nothing of one another but SHA-256.
//!
//! Everything but the bindings is pure Rust without Python, and is what the tests and the fuzz targets link with.

mod digest;
mod emit;
mod fault;
mod form;
mod number;
mod order;
mod parse;
mod scan;
mod sink;
mod tape;
mod text;

pub mod canonical;
pub mod commitment;
pub mod hl7v2;
pub mod merkle;
pub mod translate;

#[cfg(feature = "pyo3")]
mod binding;
#[cfg(feature = "pyo3")]
mod hl7v2_binding;
#[cfg(feature = "pyo3")]
mod translate_binding;
