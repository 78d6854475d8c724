//! The translation as Python sees it: `anchor._native.Program`.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use pyo3::exceptions::PyValueError;
use pyo3::import_exception;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::hl7v2::{Message, Place};
use crate::hl7v2_binding::Tokens;
use crate::translate::{self, Issue, Local, Offset, Refusal, Report, Sender, Translation, Zone};

import_exception!(fhir_bridge.translate.program, Untranslated);

impl From<Refusal> for PyErr {
    fn from(refusal: Refusal) -> Self {
        Untranslated::new_err(match refusal {
            Refusal::NoPatient => ("no-patient", 0),
            Refusal::TwoPatients(segment) => ("two-patients", segment),
            Refusal::NothingMade => ("nothing-made", 0),
            Refusal::TooLarge => ("too-large", 0),
        })
    }
}

/// A segment's name, a place and the value there.
type Kept = (String, usize, usize, usize, usize, usize, String);
type Issues = Vec<(String, String, String)>;
/// JSON of the bundle and of its excerpt, how many values maps took, those that none did, the issues.
type Told<Json> = (Json, Json, usize, Vec<Kept>, Issues);

/// The compiled maps.
#[pyclass(frozen)]
pub struct Program(translate::Program);

#[pymethods]
#[allow(clippy::needless_pass_by_value, reason = "Python's values are converted into values of their own")]
impl Program {
    #[new]
    fn new(json: &str) -> PyResult<Self> {
        translate::Program::read(json).map(Self).ok_or_else(|| PyValueError::new_err("no program"))
    }

    fn translate<'py>(
        &self,
        py: Python<'py>,
        message: &Bound<'py, Tokens>,
        zone: &str,
        offset: Option<Py<PyAny>>,
        authorities: HashMap<String, String>,
    ) -> PyResult<Told<Bound<'py, PyBytes>>> {
        let message = &message.get().message;
        let failed = Mutex::new(None);
        let look_up = offset.as_ref().map(|offset| |local: Local| looked_up(offset, local, &failed));
        let done = py.detach(|| {
            let offset = look_up.as_ref().map(|look_up| look_up as &Offset<'_>);
            let sender = Sender { zone: Zone { name: zone, offset }, authorities: &authorities };
            translate::translate(&self.0, message, sender).map(|found| account(message, found))
        });
        if let Some(error) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Err(error);
        }
        let (bundle, excerpt, mapped, kept, issues) = done?;
        let [bundle, excerpt] = [bundle, excerpt].map(|json| PyBytes::new(py, json.as_bytes()));
        Ok((bundle, excerpt, mapped, kept, issues))
    }

    /// The URL of a code system by its name in a message.
    fn system(&self, name: &str) -> String {
        translate::system(name, &self.0).into_owned()
    }

    /// The FHIR date of a DTM, without its time.
    #[allow(clippy::unused_self, reason = "Python knows one thing that translates")]
    fn date(&self, text: &str) -> Option<String> {
        translate::moment(text, &Zone { name: "", offset: None }).map(|found| found.date)
    }
}

fn account(message: &Message, found: Translation<'_>) -> Told<String> {
    let kept = |place: Place| {
        let name = message.name(place.segment - 1).to_owned();
        let value = message.at(place).map_or("", |value| message.text(value)).to_owned();
        (name, place.segment, place.field, place.repeat, place.component, place.sub, value)
    };
    let issue = |issue: Issue<'_>| (issue.place, issue.expected.into_owned(), issue.shape);
    let Report { mapped, kept: places, issues } = found.report;
    (
        found.bundle,
        found.excerpt,
        mapped,
        places.into_iter().map(kept).collect(),
        issues.into_iter().map(issue).collect(),
    )
}

/// The offset of a named zone, by Python's own zones; an error is kept for when the work is done.
fn looked_up(offset: &Py<PyAny>, local: Local, failed: &Mutex<Option<PyErr>>) -> String {
    let found = Python::attach(|py| offset.call1(py, local).and_then(|found| found.extract(py)));
    found.unwrap_or_else(|error| {
        *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        String::new()
    })
}
