//! HL7 v2 messages to FHIR R4 bundles, by maps that the bridge compiled.
//!
//! The bridge alone calls this; the anchor's own modules know nothing of it. Pure, as they are: a program, a message and
//! what is known of its sender in, the bundle's JSON and a report out.

mod assembly;
mod constants;
mod convert;
mod dates;
mod durations;
mod ghosts;
mod location;
mod nodes;
mod places;
mod program;
mod report;
mod rows;
mod run;
mod scope;
mod spelling;
mod structure;
mod tree;

pub use convert::system;
pub use dates::{Local, Offset, Zone, moment};
pub use program::Program;
pub use report::{Issue, Report};

use std::collections::HashMap;

use assembly::{KNOWN_EVENT, KNOWN_VERSION};
use convert::Context;
use dates::offset_in;
use program::Part;
use run::Run;
use structure::{Cursor, bindings};

use crate::hl7v2::Message;

/// Stands for every event that the maps do not name.
const ANY_EVENT: &str = "*";
/// How many characters of a time write its day.
const DAY: usize = 8;

/// What is known of a sender: the zone of its times, and which systems its authorities' names stand for.
#[derive(Clone, Copy)]
pub struct Sender<'a> {
    pub zone: Zone<'a>,
    pub authorities: &'a HashMap<String, String>,
}

/// A message as the JSON of a Bundle, the same with its header and patients alone and without what turns them back, and
/// what is to say about it.
pub struct Translation<'a> {
    pub bundle: String,
    pub excerpt: String,
    pub report: Report<'a>,
}

/// Why a message is no bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Its structure needs a PID, and there is none.
    NoPatient,
    /// Its structure allows one PID; the number, from 1, of the segment that is another.
    TwoPatients(usize),
    /// No binding made a resource: the maps leave out the header.
    NothingMade,
    /// What its resources remember of it is too much.
    TooLarge,
}

/// The message as a bundle. The same message gives the same bundle.
///
/// # Errors
///
/// The reason why it is none.
pub fn translate<'a>(
    program: &'a Program,
    message: &'a Message,
    sender: Sender<'a>,
) -> Result<Translation<'a>, Refusal> {
    if message.is_empty() {
        return Err(Refusal::NothingMade);
    }
    let mut run = Run::new(program, message, context(message, sender));
    let (name, root) = structure(program, message, &mut run);
    let version = message.value(0, 12, 0, 1);
    if !is_known(version) {
        run.note("MSH-12".to_owned(), KNOWN_VERSION.into(), version);
    }
    let mut cursor = Cursor::new(root);
    for segment in 0..message.len() {
        let spot = cursor.place(message.name(segment), &mut run);
        if message.name(segment) == "PID" && spot.again && run.find(spot.instance, "Patient").is_some() {
            return Err(Refusal::TwoPatients(segment + 1));
        }
        run.enter(segment, spot.instance);
        for binding in bindings(program, name, &spot.groups, message.name(segment)) {
            run.bind(binding);
        }
        run.leave();
    }
    let needed = |part: &Part| part.name == "PID" && !part.optional && part.parts.is_empty();
    if root.parts.iter().any(needed) && message.find("PID").is_none() {
        return Err(Refusal::NoPatient);
    }
    run.assemble()
}

/// The message's structure: by its event, by what it says, or the one for any event, which is an issue.
fn structure<'a>(program: &'a Program, message: &'a Message, run: &mut Run<'a>) -> (&'a str, &'a Part) {
    let kind = message.value(0, 9, 0, 1);
    let event = match message.value(0, 9, 0, 2) {
        "" => message.find("EVN").map_or("", |segment| message.value(segment, 1, 0, 1)),
        event => event,
    };
    let said = message.value(0, 9, 0, 3);
    let name = program.events.get(&format!("{kind}^{event}")).map_or(said, String::as_str);
    if let Some((name, root)) = program.structures.get_key_value(name) {
        return (name, root);
    }
    run.note("MSH-9".to_owned(), KNOWN_EVENT.into(), event);
    let fallback = program.events.get(&format!("{kind}^*"));
    let found = fallback.and_then(|name| program.structures.get_key_value(name));
    found.map_or((ANY_EVENT, &program.any), |(name, root)| (name, root))
}

/// What conversions know: the zone of times that name none is MSH-7's own (HL7 v2.5.1, 2.15.9.7), else the sender's.
fn context<'a>(message: &'a Message, sender: Sender<'a>) -> Context<'a> {
    let sent = message.value(0, 7, 0, 1);
    let own = offset_in(sent).map(|name| Zone { name, offset: None });
    let end = sent.char_indices().nth(DAY).map_or(sent.len(), |(end, _)| end);
    Context { zone: own.unwrap_or(sender.zone), day: &sent[..end], authorities: sender.authorities }
}

/// Whether the maps were made for a version; a message of another is translated all the same.
fn is_known(version: &str) -> bool {
    let digit = |byte: u8, from: u8| (from..=b'9').contains(&byte);
    match version.as_bytes() {
        b"" | b"2." => true,
        [b'2', b'.', minor] => digit(*minor, b'1') && *minor < b'9',
        [b'2', b'.', minor, b'.', patch] => digit(*minor, b'1') && *minor < b'9' && digit(*patch, b'0'),
        _ => false,
    }
}
