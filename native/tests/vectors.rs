//! The vectors that Python's tests read too: `tests/vectors/canonical` of the project.

use std::fs;
use std::path::{Path, PathBuf};

use anchor_native::canonical::{Profile, canonicalize, digest};
use sha2::{Digest, Sha256};

const PROFILES: [(Profile, &str); 2] = [(Profile::FhirLex1, "fhir-lex-1"), (Profile::Rfc8785, "rfc8785")];

fn vectors(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/canonical").join(folder)
}

#[test]
fn refusals_have_their_code_and_place() {
    let folder = vectors("refused");
    let verdicts = fs::read_to_string(folder.join("verdicts.txt")).expect("verdicts");
    for line in verdicts.lines() {
        let [name, only, code, offset] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let source = fs::read(folder.join(name).with_extension("json")).expect(name);
        for (profile, _) in PROFILES.iter().filter(|(_, named)| [*named, "both"].contains(&only)) {
            let fault = canonicalize(&source, *profile).expect_err(name);
            assert_eq!((fault.code.name(), fault.offset.to_string().as_str()), (code, offset), "{name}");
        }
    }
}

#[test]
fn canonical_forms_are_the_written_ones() {
    let folder = fs::read_dir(vectors("accepted")).expect("vectors").flatten().map(|entry| entry.path());
    for path in folder.filter(|path| path.extension().is_some_and(|extension| extension == "json")) {
        let source = fs::read(&path).expect("a vector");
        for (profile, named) in PROFILES {
            let expected = fs::read(path.with_extension(named)).ok();
            let form = canonicalize(&source, profile).ok();
            assert_eq!(form, expected, "{path:?} {named}");
            let hashed = expected.map(|expected| Sha256::digest(expected).into());
            assert_eq!(digest(&source, profile).ok(), hashed, "{path:?} {named}");
        }
    }
}
