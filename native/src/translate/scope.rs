//! What rows see of the message: cells, the parts of a data type, and the answers to conditions.

use crate::hl7v2::{Message, Span};
use crate::translate::program::{Measure, Operand, Test};

/// What a data type's map goes through: the components of a repeat, or the sub-components of a component in their place.
#[derive(Clone, Copy)]
pub enum Parts {
    Components(Span),
    Subs(Span),
}

impl Parts {
    #[must_use]
    pub const fn len(self) -> usize {
        match self {
            Self::Components(span) | Self::Subs(span) => span.len(),
        }
    }

    /// The cell at a place from 0: sub-components, of which a sub-component has one.
    #[must_use]
    pub fn cell(self, message: &Message, place: usize) -> Option<Span> {
        match self {
            Self::Components(span) => span.at(place).map(|component| message.subs(component)),
            Self::Subs(span) => span.at(place).map(|sub| Span::new(sub, sub + 1)),
        }
    }

    /// The first value of a cell; empty where it is not there.
    #[must_use]
    pub fn text(self, message: &Message, place: usize) -> &str {
        self.cell(message, place).map_or("", |cell| message.first(cell))
    }
}

/// Where conditions look: the segment with the field and repeat (from 0) at hand, or the parts of a data type.
#[derive(Clone, Copy)]
pub enum Scope {
    Segment { segment: usize, field: usize, repeat: usize },
    Parts(Parts),
}

impl Scope {
    /// The value that an operand reads.
    #[must_use]
    pub fn text<'m>(self, message: &'m Message, operand: &Operand) -> &'m str {
        match (operand, self) {
            (Operand::Component(place), Self::Parts(parts)) => parts.text(message, *place),
            (Operand::Own { component, .. } | Operand::Other { component, .. }, _) => self
                .field(message, operand)
                .map_or("", |(segment, field, repeat)| message.value(segment, field, repeat, *component)),
            _ => "",
        }
    }

    /// Whether a test holds.
    #[must_use]
    pub fn holds(self, message: &Message, test: &Test) -> bool {
        match test {
            Test::All(tests) => tests.iter().all(|test| self.holds(message, test)),
            Test::Any(tests) => tests.iter().any(|test| self.holds(message, test)),
            Test::Not(test) => !self.holds(message, test),
            Test::Valued(operand) => self.valued(message, operand),
            Test::In(operand, wanted) => {
                let found = self.text(message, operand);
                wanted.iter().any(|each| each == found)
            }
            Test::Count(operand, limit) => measured(self.count(message, operand), limit),
            Test::Length(operand, limit) => measured(self.text(message, operand).chars().count(), limit),
        }
    }

    fn valued(self, message: &Message, operand: &Operand) -> bool {
        match (operand, self) {
            (Operand::Component(place), Self::Parts(parts)) => {
                parts.cell(message, *place).is_some_and(|cell| message.any(cell))
            }
            (Operand::Own { exact: false, .. } | Operand::Other { exact: false, .. }, _) => {
                let Some((segment, field, _)) = self.field(message, operand) else { return false };
                let mut components = message
                    .repeats_of(segment, field)
                    .iter()
                    .flat_map(|repeat| message.components(repeat).iter());
                components.any(|component| message.any(message.subs(component)))
            }
            _ => !self.text(message, operand).is_empty(),
        }
    }

    fn count(self, message: &Message, operand: &Operand) -> usize {
        match (operand, self) {
            (Operand::Component(place), Self::Parts(parts)) => usize::from(*place < parts.len()),
            _ => self
                .field(message, operand)
                .map_or(0, |(segment, field, _)| message.repeats_of(segment, field).len()),
        }
    }

    /// Segment, field and repeat (from 0) that an operand reads: the repeat at hand in the row's own field.
    fn field(self, message: &Message, operand: &Operand) -> Option<(usize, usize, usize)> {
        match (operand, self) {
            (Operand::Own { field, .. }, Self::Segment { segment, field: here, repeat }) => {
                Some((segment, *field, if *field == here { repeat } else { 0 }))
            }
            (Operand::Other { segment, field, .. }, _) => {
                message.find(segment).map(|found| (found, *field, 0))
            }
            _ => None,
        }
    }
}

const fn measured(size: usize, limit: &Measure) -> bool {
    match limit {
        Measure::More(limit) => size > *limit,
        Measure::Equal(limit) => size == *limit,
    }
}
