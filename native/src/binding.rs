//! `anchor._native`: the pure modules as Python sees them.

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use pyo3::import_exception;

use crate::canonical::{self, Document, Fault, Profile};
use crate::merkle::{self, Hash};

import_exception!(anchor.errors, CanonicalError);

/// Below this many bytes the work is shorter than giving up the interpreter lock and taking it back.
const WORTH_DETACHING: usize = 4096;

impl From<Fault> for PyErr {
    fn from(fault: Fault) -> Self {
        CanonicalError::new_err((fault.code.name(), fault.offset))
    }
}

const fn profile(rfc8785: bool) -> Profile {
    if rfc8785 { Profile::Rfc8785 } else { Profile::FhirLex1 }
}

/// Runs `work`, without the interpreter lock when there are enough `bytes` of it.
fn apart<T: Send>(py: Python<'_>, bytes: usize, work: impl FnOnce() -> T + Send) -> T {
    if bytes < WORTH_DETACHING { work() } else { py.detach(work) }
}

type Parts<'py> = Vec<(usize, usize, Bound<'py, PyBytes>)>;

#[pymodule]
mod _native {
    use pyo3::prelude::PyBytesMethods;

    use super::{
        Bound, Document, Hash, Parts, PyBytes, PyErr, PyResult, Python, apart, canonical, merkle, profile, pyfunction,
    };
    use crate::digest::sha256;

    #[pyfunction]
    fn canonicalize<'py>(data: &Bound<'py, PyBytes>, rfc8785: bool) -> PyResult<Bound<'py, PyBytes>> {
        let (py, source) = (data.py(), data.as_bytes());
        let document = apart(py, source.len(), || Document::parse(source, profile(rfc8785)))?;
        PyBytes::new_with(py, document.canonical_length(), |out| {
            apart(py, source.len(), || document.write(out));
            Ok(())
        })
    }

    #[pyfunction]
    fn digest<'py>(data: &Bound<'py, PyBytes>, rfc8785: bool) -> PyResult<Bound<'py, PyBytes>> {
        let (py, source) = (data.py(), data.as_bytes());
        let digest = apart(py, source.len(), || canonical::digest(source, profile(rfc8785)))?;
        Ok(PyBytes::new(py, &digest))
    }

    #[pyfunction]
    fn canonical_parts<'py>(
        data: &Bound<'py, PyBytes>,
        rfc8785: bool,
    ) -> PyResult<(Bound<'py, PyBytes>, Bound<'py, PyBytes>, Parts<'py>)> {
        let (py, source) = (data.py(), data.as_bytes());
        let document = apart(py, source.len(), || Document::parse(source, profile(rfc8785)))?;
        let mut slices = Vec::new();
        let out = PyBytes::new_with(py, document.canonical_length(), |out| {
            slices = apart(py, source.len(), || document.write(out));
            Ok(())
        })?;
        let bytes = out.as_bytes();
        let (whole, digests) = apart(py, source.len(), || (sha256(bytes), canonical::digests(bytes, &slices)));
        let parts = slices.iter().zip(&digests).map(|(slice, digest)| (slice.start, slice.stop, PyBytes::new(py, digest)));
        let parts = parts.collect();
        Ok((out, PyBytes::new(py, &whole), parts))
    }

    #[pyfunction]
    fn digest_many<'py>(
        py: Python<'py>,
        documents: Vec<Bound<'py, PyBytes>>,
        rfc8785: bool,
    ) -> PyResult<Vec<Bound<'py, PyBytes>>> {
        let sources: Vec<&[u8]> = documents.iter().map(|document| document.as_bytes()).collect();
        let total = sources.iter().map(|source| source.len()).sum();
        let digests: Result<Vec<_>, (usize, canonical::Fault)> = apart(py, total, || {
            let each = sources.iter().enumerate();
            each.map(|(place, source)| canonical::digest(source, profile(rfc8785)).map_err(|fault| (place, fault))).collect()
        });
        match digests {
            Ok(digests) => Ok(digests.iter().map(|digest| PyBytes::new(py, digest)).collect()),
            Err((place, fault)) => {
                let error = PyErr::from(fault);
                error.add_note(py, &format!("in document {place} of the batch"))?;
                Err(error)
            }
        }
    }

    #[pyfunction]
    fn leaf_hashes<'py>(py: Python<'py>, entries: Vec<Bound<'py, PyBytes>>) -> Vec<Bound<'py, PyBytes>> {
        let sources: Vec<&[u8]> = entries.iter().map(|entry| entry.as_bytes()).collect();
        let total = sources.iter().map(|source| source.len() + 32).sum();
        let hashes: Vec<Hash> = apart(py, total, || sources.iter().map(|entry| merkle::leaf_hash(entry)).collect());
        hashes.iter().map(|hash| PyBytes::new(py, hash)).collect()
    }

    #[pyfunction]
    fn root<'py>(py: Python<'py>, leaf_hashes: Vec<Hash>) -> Bound<'py, PyBytes> {
        let root = apart(py, leaf_hashes.len() * 32, || merkle::root(leaf_hashes));
        PyBytes::new(py, &root)
    }

    #[pyfunction]
    fn inclusion_path<'py>(
        py: Python<'py>,
        index: usize,
        leaf_hashes: Vec<Hash>,
    ) -> Option<Vec<Bound<'py, PyBytes>>> {
        let path = apart(py, leaf_hashes.len() * 32, || merkle::inclusion_path(index, leaf_hashes));
        path.map(|path| path.iter().map(|hash| PyBytes::new(py, hash)).collect())
    }

    #[pyfunction]
    fn consistency_path<'py>(
        py: Python<'py>,
        old_size: usize,
        leaf_hashes: Vec<Hash>,
    ) -> Option<Vec<Bound<'py, PyBytes>>> {
        let path = apart(py, leaf_hashes.len() * 32, || merkle::consistency_path(old_size, leaf_hashes));
        path.map(|path| path.iter().map(|hash| PyBytes::new(py, hash)).collect())
    }
}
