//! A small program over small messages.

use std::collections::HashMap;

use anchor_native::hl7v2::{Message, Place, STANDARD, read};
use anchor_native::translate::{Program, Refusal, Sender, Zone, translate};

const MAPS: &str = r#"{
  "events": {"ADT^A01": "A"},
  "structures": {"A": {"name": "A", "parts": [{"name": "MSH"}, {"name": "PID"}, {"name": "G", "optional": true,
    "repeats": true, "parts": [{"name": "OBX"}, {"name": "NTE", "optional": true, "repeats": true}]}]}},
  "any": {"name": "*", "parts": [{"name": "MSH"}]},
  "bindings": {
    "MSH": [{"structure": "", "groups": [], "label": "MessageHeader", "new": false, "map": 0, "links": [], "test": null}],
    "PID": [{"structure": "", "groups": [], "label": "Patient", "new": false, "map": 1, "links": [], "test": null}],
    "OBX": [{"structure": "", "groups": [], "label": "Observation", "new": true, "map": 2, "test": null,
      "links": [{"source": "", "path": [{"key": "subject", "cell": 9}], "target": "Patient", "required": true}]}],
    "NTE": [{"structure": "", "groups": ["G"], "label": "Observation", "new": false, "map": 3, "links": [], "test": null}]
  },
  "segments": [
    [[], [], [], [{"path": [{"key": "name", "cell": 1}], "take": "text", "test": null}]],
    [[], [], [], [{"path": [{"key": "identifier", "many": true, "cell": 2}], "take": {"type": {"map": 0, "table": null}},
      "test": null}]],
    [[], [{"path": [{"key": "value", "cell": 3}], "test": null,
      "take": {"leaf": {"converter": "decimal", "expected": "a decimal number", "beside": "_value"}}}]],
    [[], [{"path": [{"key": "note", "many": true, "cell": 4}, {"key": "text", "cell": 5}], "take": "text", "test": null}]]
  ],
  "types": [{"rows": [[],
    [{"path": [{"key": "value", "cell": 6}], "take": "text", "test": null}],
    [{"path": [], "take": {"type": {"map": 0, "table": null}}, "test": null}]]}],
  "defaults": {"Observation": [{"holders": [], "key": "status", "many": false, "value": {"text": "unknown"}, "choice": ""}]},
  "tables": [], "systems": {}
}"#;

fn message(segments: &[&str]) -> Message {
    read(&segments.join("\r"), STANDARD, &|value| Some(value.to_owned())).unwrap_or_default()
}

fn translated(segments: &[&str]) -> Result<(String, usize, Vec<Place>, Vec<String>), Refusal> {
    let (program, message) = (Program::read(MAPS).expect("a program"), message(segments));
    let (authorities, zone) = (HashMap::new(), Zone { name: "", offset: None });
    let found = translate(&program, &message, Sender { zone, authorities: &authorities })?;
    let issues = found.report.issues.iter().map(|issue| format!("{} {}", issue.place, issue.shape)).collect();
    Ok((found.bundle, found.report.mapped, found.report.kept, issues))
}

const MSH: &str = r"MSH|^~\&|LAB||||||ADT^A01|7|P|2.5";

#[test]
fn values_are_mapped_or_kept_and_notes_stand_with_their_group() {
    let (bundle, mapped, kept, issues) =
        translated(&[MSH, "PID|||1~2", "OBX|1.50", "NTE|a", "OBX|x", "NTE|b"]).expect("a bundle");
    assert!(bundle.starts_with(r#"{"resourceType":"Bundle","entry":[{"fullUrl":"urn:uuid:"#));
    assert!(bundle.contains(r#""identifier":[{"value":"1"},{"value":"2"}]"#));
    assert!(bundle.contains(r#""value":1.50,"note":[{"text":"a"}],"subject":{"reference":"urn:uuid:"#));
    assert!(bundle.contains(r#""valueString":"OBX|\\Zvalue\\""#));
    assert!(bundle.contains(r#""note":[{"text":"b"}]"#) && bundle.contains(r#""valueString":"OBX|x""#));
    assert_eq!(mapped, 6);
    assert_eq!(kept.last(), Some(&Place { segment: 5, field: 1, repeat: 1, component: 1, sub: 1 }));
    assert_eq!(issues, ["OBX[5]-1[1].1 1 characters: letters"]);
}

#[test]
fn a_patient_is_needed_and_one_only() {
    assert_eq!(translated(&[MSH]).expect_err("no patient"), Refusal::NoPatient);
    assert_eq!(translated(&[MSH, "PID|||1", "PID|||2"]).expect_err("two"), Refusal::TwoPatients(3));
    assert_eq!(translated(&[]).expect_err("nothing"), Refusal::NothingMade);
}

#[test]
fn a_type_that_holds_itself_comes_to_an_end() {
    let (bundle, ..) = translated(&[MSH, "PID|||^a&b&c"]).expect("a bundle");
    assert!(bundle.contains(r#""value":"a""#));
}

#[test]
fn what_is_no_program_is_none() {
    assert!(Program::read("{}").is_none());
    assert!(Program::read(&MAPS.replace(r#""map": 3"#, r#""map": 4"#)).is_none());
    assert!(
        Program::read(&MAPS.replace(r#""name": "*", "parts": [{"name": "MSH"}]"#, r#""name": "*""#))
            .is_none()
    );
}
