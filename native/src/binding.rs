//! `anchor._native`: the pure modules as Python sees them.

use pyo3::exceptions::{PyIndexError, PyValueError};
use pyo3::import_exception;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::canonical::{Document, Fault, Form, Profile};
use crate::merkle::Hash;

import_exception!(anchor.errors, CanonicalError);

/// Below this many bytes the work is shorter than giving up the interpreter lock and taking it back.
const WORTH_DETACHING: usize = 4096;

impl From<Fault> for PyErr {
    fn from(fault: Fault) -> Self {
        CanonicalError::new_err((fault.code.name(), fault.offset))
    }
}

/// Runs `work`, without the interpreter lock when there are enough `bytes` of it.
pub fn apart<T: Send>(py: Python<'_>, bytes: usize, work: impl FnOnce() -> T + Send) -> T {
    if bytes < WORTH_DETACHING { work() } else { py.detach(work) }
}

const fn profile(rfc8785: bool) -> Profile {
    if rfc8785 { Profile::Rfc8785 } else { Profile::FhirLex1 }
}

fn form(name: Option<&str>) -> PyResult<Option<Form>> {
    Ok(Some(match name {
        None => return Ok(None),
        Some("data") => Form::Data,
        Some("static") => Form::Static,
        Some("narrative") => Form::Narrative,
        Some("document") => Form::Document,
        Some(_) => return Err(PyValueError::new_err("no such form")),
    }))
}

fn parse(source: &[u8], rfc8785: bool, form: Option<Form>) -> Result<Document<'_>, Fault> {
    let document = Document::parse(source, profile(rfc8785))?;
    Ok(match form {
        Some(form) => document.select(form),
        None => document,
    })
}

fn hashes(given: &[Bound<'_, PyBytes>]) -> PyResult<Vec<Hash>> {
    let hash = |bytes: &Bound<'_, PyBytes>| bytes.as_bytes().try_into().ok();
    let hashes: Option<Vec<Hash>> = given.iter().map(hash).collect();
    hashes.ok_or_else(|| PyValueError::new_err("a hash is 32 bytes long"))
}

fn to_bytes<'py>(py: Python<'py>, hashes: &[Hash]) -> Vec<Bound<'py, PyBytes>> {
    hashes.iter().map(|hash| PyBytes::new(py, hash)).collect()
}

fn path_to_bytes(py: Python<'_>, path: Option<Vec<Hash>>) -> PyResult<Vec<Bound<'_, PyBytes>>> {
    path.map(|path| to_bytes(py, &path)).ok_or_else(|| PyIndexError::new_err("no such leaf or tree"))
}

type Parts<'py> = Vec<(usize, usize, Bound<'py, PyBytes>)>;

#[pymodule]
#[allow(clippy::needless_pass_by_value, reason = "a Python sequence is converted into a Vec of its own")]
mod _native {
    use super::{Parts, apart, form, hashes, parse, path_to_bytes, profile, to_bytes};
    use crate::canonical::{self, Fault};
    use crate::commitment;
    use crate::digest::sha256;
    use crate::merkle::{self, Hash};
    use pyo3::prelude::*;
    use pyo3::types::PyBytes;

    #[pymodule_export]
    use crate::hl7v2_binding::Tokens;
    #[pymodule_export]
    const MAX_SEGMENTS: usize = crate::hl7v2::MAX_SEGMENTS;
    #[pymodule_export]
    const MAX_PARTS: usize = crate::hl7v2::MAX_PARTS;
    #[pymodule_export]
    use crate::translate_binding::Program;

    #[pyfunction]
    fn canonicalize<'py>(
        data: &Bound<'py, PyBytes>,
        rfc8785: bool,
        form: Option<&str>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let (py, source, form) = (data.py(), data.as_bytes(), self::form(form)?);
        let document = apart(py, source.len(), || parse(source, rfc8785, form))?;
        PyBytes::new_with(py, document.canonical_length(), |out| {
            apart(py, source.len(), || document.write(out));
            Ok(())
        })
    }

    #[pyfunction]
    fn digest<'py>(
        data: &Bound<'py, PyBytes>,
        rfc8785: bool,
        form: Option<&str>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let (py, source, form) = (data.py(), data.as_bytes(), self::form(form)?);
        let digest =
            apart(py, source.len(), || parse(source, rfc8785, form).map(|document| document.digest()))?;
        Ok(PyBytes::new(py, &digest))
    }

    #[pyfunction]
    fn canonical_parts<'py>(
        data: &Bound<'py, PyBytes>,
        rfc8785: bool,
    ) -> PyResult<(Bound<'py, PyBytes>, Bound<'py, PyBytes>, Parts<'py>)> {
        let (py, source) = (data.py(), data.as_bytes());
        let document = apart(py, source.len(), || parse(source, rfc8785, None))?;
        let mut slices = Vec::new();
        let out = PyBytes::new_with(py, document.canonical_length(), |out| {
            slices = apart(py, source.len(), || document.write(out));
            Ok(())
        })?;
        let bytes = out.as_bytes();
        let (whole, digests) =
            apart(py, source.len(), || (sha256(bytes), canonical::digests(bytes, &slices)));
        let parts = slices.iter().zip(to_bytes(py, &digests));
        let parts = parts.map(|(slice, digest)| (slice.start, slice.stop, digest)).collect();
        Ok((out, PyBytes::new(py, &whole), parts))
    }

    #[pyfunction]
    fn digest_many<'py>(
        py: Python<'py>,
        documents: Vec<Bound<'py, PyBytes>>,
        rfc8785: bool,
    ) -> PyResult<Vec<Bound<'py, PyBytes>>> {
        let sources: Vec<&[u8]> = documents.iter().map(PyBytesMethods::as_bytes).collect();
        let total = sources.iter().map(|source| source.len()).sum();
        let digests: Result<Vec<Hash>, (usize, Fault)> = apart(py, total, || {
            let digest = |source: &[u8]| canonical::digest(source, profile(rfc8785));
            let numbered = sources.iter().enumerate();
            numbered.map(|(place, source)| digest(source).map_err(|fault| (place, fault))).collect()
        });
        match digests {
            Ok(digests) => Ok(to_bytes(py, &digests)),
            Err((place, fault)) => {
                let error = PyErr::from(fault);
                error.add_note(py, format!("in document {place} of the batch"))?;
                Err(error)
            }
        }
    }

    #[pyfunction]
    fn leaf_hashes<'py>(py: Python<'py>, entries: Vec<Bound<'py, PyBytes>>) -> Vec<Bound<'py, PyBytes>> {
        let sources: Vec<&[u8]> = entries.iter().map(PyBytesMethods::as_bytes).collect();
        let total = sources.iter().map(|source| source.len() + size_of::<Hash>()).sum();
        let hashes: Vec<Hash> =
            apart(py, total, || sources.iter().map(|entry| merkle::leaf_hash(entry)).collect());
        to_bytes(py, &hashes)
    }

    #[pyfunction]
    fn part_leaf_hashes<'py>(
        py: Python<'py>,
        seed: [u8; size_of::<Hash>()],
        profile: &[u8],
        digests: Vec<Bound<'py, PyBytes>>,
    ) -> PyResult<Vec<Bound<'py, PyBytes>>> {
        let digests = hashes(&digests)?;
        let total = size_of_val(digests.as_slice());
        let leaves = apart(py, total, || commitment::part_leaf_hashes(&seed, profile, &digests));
        Ok(to_bytes(py, &leaves))
    }

    #[pyfunction]
    fn root<'py>(py: Python<'py>, leaf_hashes: Vec<Bound<'py, PyBytes>>) -> PyResult<Bound<'py, PyBytes>> {
        let leaves = hashes(&leaf_hashes)?;
        let root = apart(py, size_of_val(leaves.as_slice()), || merkle::root(leaves));
        Ok(PyBytes::new(py, &root))
    }

    #[pyfunction]
    fn inclusion_path<'py>(
        py: Python<'py>,
        index: usize,
        leaf_hashes: Vec<Bound<'py, PyBytes>>,
    ) -> PyResult<Vec<Bound<'py, PyBytes>>> {
        let leaves = hashes(&leaf_hashes)?;
        let path = apart(py, size_of_val(leaves.as_slice()), || merkle::inclusion_path(index, leaves));
        path_to_bytes(py, path)
    }

    #[pyfunction]
    fn consistency_path<'py>(
        py: Python<'py>,
        old_size: usize,
        leaf_hashes: Vec<Bound<'py, PyBytes>>,
    ) -> PyResult<Vec<Bound<'py, PyBytes>>> {
        let leaves = hashes(&leaf_hashes)?;
        let path = apart(py, size_of_val(leaves.as_slice()), || merkle::consistency_path(old_size, &leaves));
        path_to_bytes(py, path)
    }
}
