//! A message that was read, as Python sees it: `anchor._native.Tokens`.

use std::sync::{Mutex, PoisonError};

use pyo3::exceptions::PyIndexError;
use pyo3::import_exception;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::binding::apart;
use crate::hl7v2::{self, Delimiters, Fault, Message, Span};

import_exception!(fhir_bridge.source.hl7v2, Unreadable);

impl From<Fault> for PyErr {
    fn from(fault: Fault) -> Self {
        Unreadable::new_err(match fault {
            Fault::TooManySegments => ("too-many-segments", 0),
            Fault::NotASegment(segment) => ("not-a-segment", segment),
            Fault::TooManyParts(segment) => ("too-many-parts", segment),
            Fault::Escape(segment) => ("escape", segment),
            Fault::SecondHeader(segment) => ("second-header", segment),
            Fault::NoControlId => ("no-control-id", 0),
        })
    }
}

/// A message, flat: a sequence of segments, each of which becomes Python's when it is asked for.
#[pyclass(frozen)]
pub struct Tokens {
    pub message: Message,
    /// Makes a segment of its name, its place from 1 and its fields.
    segment: Py<PyAny>,
}

#[pymethods]
#[allow(clippy::needless_pass_by_value, reason = "Python's values are converted into values of their own")]
impl Tokens {
    #[new]
    fn new(
        py: Python<'_>,
        text: &str,
        marks: (char, char, char, Option<char>, Option<char>),
        unescape: Py<PyAny>,
        segment: Py<PyAny>,
    ) -> PyResult<Self> {
        let (field, component, repeat, escape, subcomponent) = marks;
        let marks = Delimiters { field, component, repeat, escape, subcomponent };
        let failed = Mutex::new(None);
        let meant = |value: &str| unescaped(&unescape, value, &failed);
        let message = apart(py, text.len(), || hl7v2::read(text, marks, &meant));
        if let Some(error) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Err(error);
        }
        Ok(Self { message: message?, segment })
    }

    fn __len__(&self) -> usize {
        self.message.len()
    }

    /// A segment by its place from 0; its fields, repeats, components and sub-components are tuples in tuples.
    fn __getitem__<'py>(&self, py: Python<'py>, place: usize) -> PyResult<Bound<'py, PyAny>> {
        let message = &self.message;
        if place >= message.len() {
            return Err(PyIndexError::new_err("no such segment"));
        }
        let component =
            |component| tuple(py, message.subs(component), |sub| message.text(sub).into_pyobject(py));
        let repeat = |repeat| tuple(py, message.components(repeat), component);
        let field = |field| tuple(py, message.repeats(field), repeat);
        let fields = tuple(py, message.fields(place), field)?;
        self.segment.bind(py).call1((message.name(place), place + 1, fields))
    }
}

fn tuple<'py, Item: IntoPyObject<'py>, Failed: Into<PyErr>>(
    py: Python<'py>,
    span: Span,
    item: impl Fn(usize) -> Result<Item, Failed>,
) -> PyResult<Bound<'py, PyTuple>> {
    let items = span.iter().map(|number| item(number).map_err(Into::into)).collect::<PyResult<Vec<_>>>()?;
    PyTuple::new(py, items)
}

/// What Python says that escapes stand for; an error is kept for when the work is done.
fn unescaped(unescape: &Py<PyAny>, value: &str, failed: &Mutex<Option<PyErr>>) -> Option<String> {
    let found = Python::attach(|py| unescape.call1(py, (value,)).and_then(|found| found.extract(py)));
    found.unwrap_or_else(|error| {
        *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        None
    })
}
