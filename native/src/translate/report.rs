//! What a translation says about itself: what no map took, and what could not be the element that its map wanted.

use std::borrow::Cow;

use crate::hl7v2::Place;
use crate::translate::dates::is_space;

/// A value that its map could not use: its place, what was expected, and the value's shape.
#[derive(Debug)]
pub struct Issue<'a> {
    pub place: String,
    pub expected: Cow<'a, str>,
    pub shape: String,
}

/// The account of one translation: how many values maps took, and where those stand that they did not.
#[derive(Debug)]
pub struct Report<'a> {
    pub mapped: usize,
    pub kept: Vec<Place>,
    pub issues: Vec<Issue<'a>>,
}

/// What a value looks like, without the value: its length and the kinds of its characters.
#[must_use]
pub fn shape(text: &str) -> String {
    if text.is_empty() {
        return "nothing".to_owned();
    }
    let is_sign = |c: char| !c.is_alphanumeric() && !is_space(c);
    let there = [
        ("digits", text.contains(char::is_numeric)),
        ("letters", text.contains(char::is_alphabetic)),
        ("spaces", text.contains(is_space)),
        ("signs", text.contains(is_sign)),
    ];
    let kinds: Vec<&str> = there.into_iter().filter_map(|(name, there)| there.then_some(name)).collect();
    format!("{} characters: {}", text.chars().count(), kinds.join(", "))
}
