//! The named forms of hl7.org/fhir/canonicalization/json: which members of the root a signature covers.

use crate::tape::{Document, Kind};

/// A named form; each looks at the members of the root object and no deeper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Without `text`.
    Data,
    /// Without `text` and `meta`.
    Static,
    /// `id` and `text` alone.
    Narrative,
    /// Without `id` and `meta`.
    Document,
}

impl Form {
    fn keeps(self, name: &[u8]) -> bool {
        match self {
            Self::Data => name != b"\"text\"",
            Self::Static => !matches!(name, b"\"text\"" | b"\"meta\""),
            Self::Narrative => matches!(name, b"\"id\"" | b"\"text\""),
            Self::Document => !matches!(name, b"\"id\"" | b"\"meta\""),
        }
    }
}

impl Document<'_> {
    /// The document with only those members of its root that the form keeps. A root that is no object stays whole.
    #[must_use]
    pub fn select(mut self, form: Form) -> Self {
        if self.root.value.kind() != Kind::Object {
            return self;
        }
        let kept: Vec<_> = self.children(self.root.value).to_vec();
        let kept = kept.into_iter().filter(|member| form.keeps(self.text(member.name))).collect();
        self.regrow(kept);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Form;
    use crate::tape::{Document, Profile};

    #[test]
    fn only_the_root_is_looked_at() {
        let source = br#"{"text":1,"meta":2,"id":3,"entry":[{"text":4,"id":5,"meta":6}]}"#;
        let form = |form| {
            let document = Document::parse(source, Profile::FhirLex1).expect("it is JSON").select(form);
            let mut out = vec![0; document.canonical_length()];
            let _slices = document.write(&mut out);
            String::from_utf8(out).expect("it is text")
        };
        let entry = r#""entry":[{"id":5,"meta":6,"text":4}]"#;
        assert_eq!(form(Form::Data), format!(r#"{{{entry},"id":3,"meta":2}}"#));
        assert_eq!(form(Form::Static), format!(r#"{{{entry},"id":3}}"#));
        assert_eq!(form(Form::Narrative), r#"{"id":3,"text":1}"#);
        assert_eq!(form(Form::Document), format!(r#"{{{entry},"text":1}}"#));
    }
}
