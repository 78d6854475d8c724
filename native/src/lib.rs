//! The Rust core of `anchor`: canonical bytes, their digests, and Merkle trees.
//!
//! Everything but `binding` is pure Rust without Python, and is what the tests and the fuzz targets link with.

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
pub mod merkle;

#[cfg(feature = "pyo3")]
mod binding;
