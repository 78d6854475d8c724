//! Any text, read and through the maps as they are: no crash, no hang, JSON that others read, and no value lost from the
//! count.
//!
//!     python -m tests.fuzz.program native/fuzz/corpus
//!     PROGRAM=$PWD/native/fuzz/corpus/program.json cargo +nightly fuzz run translate fuzz/corpus/translate
//!
//! the second from `native/`; with `--features control` it must fail at once.
#![no_main]

use std::collections::HashMap;
use std::fs;
use std::sync::LazyLock;

use anchor_native::hl7v2::{STANDARD, read};
use anchor_native::translate::{Program, Sender, Zone, translate};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

static PROGRAM: LazyLock<Program> = LazyLock::new(|| {
    let path = std::env::var("PROGRAM").expect("PROGRAM names the compiled maps");
    Program::read(&fs::read_to_string(path).expect("the compiled maps")).expect("a program")
});

fuzz_target!(|source: &str| {
    let Ok(message) = read(source, STANDARD, &|value| Some(value.to_owned())) else { return };
    let mut values = 0;
    (0..message.len()).for_each(|segment| message.leaves(segment, |_, _| values += 1));
    let authorities = HashMap::from([("NORTH".to_owned(), "urn:oid:1.2".to_owned())]);
    let zone = Zone { name: "+0100", offset: None };
    let run = || translate(&PROGRAM, &message, Sender { zone, authorities: &authorities });
    let (Ok(found), Ok(again)) = (run(), run()) else { return };
    assert_eq!(found.bundle, again.bundle, "the same message, the same bytes");
    let bundle: Value = serde_json::from_str(&found.bundle).expect("JSON");
    assert_eq!(bundle["resourceType"], "Bundle");
    let lost = usize::from(cfg!(feature = "control"));
    assert_eq!(found.report.mapped + found.report.kept.len() + lost, values, "every value is mapped or kept");
});
