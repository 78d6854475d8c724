//! Any bytes: no crash, no hang, and parse and emit agree.
//!
//! What is accepted must be its own canonical form the second time, at the promised length, with the promised digest,
//! with slices that are themselves canonical; and `serde_json`, a parser by others, must read the same values from it.
//! What is refused must be refused at a byte that is there.
//!
//!     cargo +nightly fuzz run canonical fuzz/corpus/canonical ../tests/vectors/canonical/refused \
//!         ../tests/vectors/canonical/accepted -- -dict=fuzz/json.dict -max_len=512 -runs=10000000
//!
//! from `native/`, where `fuzz/corpus/canonical` must be a folder; with `--features control` it must fail at once.
#![no_main]

use anchor_native::canonical::{Document, Fault, Form, Profile, canonicalize, digest};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use sha2::{Digest, Sha256};

fuzz_target!(|source: &[u8]| {
    let lexical = check(source, Profile::FhirLex1);
    let numeric = check(source, Profile::Rfc8785);
    if let (Ok(lexical), Ok(numeric)) = (&lexical, &numeric) {
        assert_eq!(
            canonicalize(lexical, Profile::Rfc8785).as_ref(),
            Ok(numeric),
            "one profile after the other"
        );
    }
    for form in [Form::Data, Form::Static, Form::Narrative, Form::Document] {
        if let Ok(document) = Document::parse(source, Profile::FhirLex1) {
            let selected = written(&document.select(form), Profile::FhirLex1);
            assert_eq!(canonicalize(&selected, Profile::FhirLex1), Ok(selected), "a form");
        }
    }
});

fn written(document: &Document<'_>, profile: Profile) -> Vec<u8> {
    let mut out = vec![0xFF; document.canonical_length()];
    for slice in document.write(&mut out) {
        let part = &out[slice.start..slice.stop];
        assert_eq!(canonicalize(part, profile).as_deref(), Ok(part), "a part");
    }
    out
}

fn check(source: &[u8], profile: Profile) -> Result<Vec<u8>, Fault> {
    let document =
        Document::parse(source, profile).inspect_err(|fault| assert!(fault.offset <= source.len()))?;
    let mut out = written(&document, profile);
    if cfg!(feature = "control") && source.len() > 8 {
        out.reverse();
    }
    assert_eq!(canonicalize(&out, profile).as_ref(), Ok(&out), "a second time");
    assert_eq!(digest(source, profile), Ok(Sha256::digest(&out).into()), "the digest");
    if profile == Profile::FhirLex1
        && let Ok(theirs) = serde_json::from_slice::<Value>(source)
    {
        assert_eq!(serde_json::from_slice::<Value>(&out).ok(), Some(theirs), "by another parser");
    }
    Ok(out)
}
