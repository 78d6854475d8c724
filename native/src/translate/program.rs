//! The compiled maps, as `fhir_bridge/translate/compiler.py` writes them: JSON whose shape these types are.

use std::collections::HashMap;

use serde::Deserialize;

/// Everything that a translation knows. Numbers stand for types, segment maps and tables, in the order of their lists.
#[derive(Debug, Deserialize)]
pub struct Program {
    pub events: HashMap<String, String>,
    pub structures: HashMap<String, Part>,
    /// The structure of a message whose event is not known.
    pub any: Part,
    pub bindings: HashMap<String, Vec<Binding>>,
    pub segments: Vec<Rows>,
    pub types: Vec<Type>,
    pub defaults: HashMap<String, Vec<Default>>,
    pub tables: Vec<Table>,
    pub systems: HashMap<String, String>,
}

/// The rows of a map, by the field or component that they take; at 0 those that take the whole.
pub type Rows = Vec<Vec<Row>>;
pub type Path = Vec<Step>;

/// A segment, or a group where it has parts.
#[derive(Debug, Deserialize)]
pub struct Part {
    pub name: String,
    #[serde(default)]
    pub optional: bool,
    #[serde(default)]
    pub repeats: bool,
    #[serde(default)]
    pub parts: Vec<Part>,
}

/// What is done with a segment in a place; an empty label makes nothing.
#[derive(Debug, Deserialize)]
pub struct Binding {
    pub structure: String,
    pub groups: Vec<String>,
    pub label: String,
    pub new: bool,
    pub map: Option<usize>,
    pub links: Vec<Link>,
    pub test: Option<Test>,
}

/// A reference between two resources; an empty label is the resource at hand.
#[derive(Debug, Deserialize)]
pub struct Link {
    pub source: String,
    pub path: Path,
    pub target: String,
    pub required: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Type {
    Rows(Rows),
    /// The map of PL: which map makes each location of the chain, which takes what is left.
    Location {
        each: usize,
        rest: usize,
    },
}

/// One row: `otherwise` only where none before it took the value, `single` for the first repeat alone.
#[derive(Debug, Deserialize)]
pub struct Row {
    pub path: Path,
    pub take: Take,
    pub test: Option<Test>,
    #[serde(default)]
    pub otherwise: bool,
    #[serde(default)]
    pub single: bool,
}

/// One step of a path: `cell` numbers the items that rows of one map share.
#[derive(Debug, Deserialize)]
pub struct Step {
    pub key: String,
    #[serde(default)]
    pub many: bool,
    pub cell: u32,
    #[serde(default)]
    pub resource: String,
    #[serde(default)]
    pub url: String,
    #[serde(default)]
    pub choice: String,
}

/// What a row does with what it takes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Take {
    Text,
    /// One primitive; without `expected`, a value that does not fit is no issue. `beside` is the key of its object.
    Leaf {
        converter: Converter,
        expected: String,
        beside: String,
    },
    /// A code through a table, its own or the one passed in; `expected` is empty where nothing is to be said.
    Coded {
        table: Option<usize>,
        strict: bool,
        expected: String,
    },
    System,
    TableSystem,
    Kind,
    Type {
        map: usize,
        table: Option<usize>,
    },
    Constant {
        value: Fixed,
        strong: bool,
    },
    Copy {
        name: String,
    },
    After {
        start: Operand,
        unit: Option<Operand>,
    },
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Converter {
    Code,
    DateTime,
    Date,
    BirthDate,
    Instant,
    Time,
    Decimal,
    PositiveInt,
    UnsignedInt,
    Boolean,
    Uri,
    Oid,
    Uuid,
    Authority,
    Base64,
    Base64Text,
    Base64Hex,
}

/// What a map itself says.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Fixed {
    Text(String),
    Flag(bool),
    Coding { system: String, code: String },
    Concept { system: String, code: String },
    Reference(String),
    Template(Vec<Piece>),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Piece {
    Text(String),
    Value(Operand),
}

/// What a reference in a condition reads: a field of the row's own segment, of another, or a component of its type.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Operand {
    Own { field: usize, component: usize, exact: bool },
    Other { segment: String, field: usize, component: usize, exact: bool },
    Component(usize),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Test {
    All(Vec<Test>),
    Any(Vec<Test>),
    Not(Box<Test>),
    Valued(Operand),
    In(Operand, Vec<String>),
    Count(Operand, Measure),
    Length(Operand, Measure),
}

/// More than a number, or exactly it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Measure {
    More(usize),
    Equal(usize),
}

/// A required element that a message may leave out.
#[derive(Debug, Deserialize)]
pub struct Default {
    pub holders: Vec<String>,
    pub key: String,
    pub many: bool,
    pub value: Missing,
    pub choice: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Missing {
    Absent,
    Text(String),
    Coding { system: String, code: String },
}

#[derive(Debug, Deserialize)]
pub struct Table {
    pub name: String,
    pub codes: HashMap<String, Coded>,
    /// The first v2 code of each FHIR code.
    pub back: HashMap<String, String>,
}

/// What a code of a v2 table is in FHIR; system may be empty.
#[derive(Debug, Deserialize)]
pub struct Coded {
    pub code: String,
    pub system: String,
}

impl Program {
    /// The program that a compiler wrote; None where it is none, or where a number in it stands for nothing.
    #[must_use]
    pub fn read(json: &str) -> Option<Self> {
        let program: Self = serde_json::from_str(json).ok()?;
        program.sound().then_some(program)
    }

    fn sound(&self) -> bool {
        let maps = self.bindings.values().flatten().filter_map(|binding| binding.map);
        let types = self.types.iter().all(|kind| match kind {
            Type::Rows(rows) => self.rows_sound(rows),
            Type::Location { each, rest } => *each < self.types.len() && *rest < self.types.len(),
        });
        types
            && self.keys_sound()
            && self.segments.iter().all(|rows| self.rows_sound(rows))
            && maps.into_iter().all(|map| map < self.segments.len())
            && self.structures.values().chain([&self.any]).all(|root| !root.parts.is_empty())
    }

    /// Whether what links and defaults write can be written as it is.
    fn keys_sound(&self) -> bool {
        let links = self.bindings.values().flatten().flat_map(|binding| &binding.links);
        links.flat_map(|link| &link.path).all(|step| plain(&step.key))
            && self.defaults.values().flatten().all(|default| plain(&default.key))
    }

    fn rows_sound(&self, rows: &Rows) -> bool {
        let table = |table: &Option<usize>| table.is_none_or(|table| table < self.tables.len());
        rows.iter().flatten().all(|row| {
            row.path.iter().all(|step| plain(&step.key))
                && match &row.take {
                    Take::Leaf { beside, .. } => plain(beside) && !row.path.is_empty(),
                    Take::Type { map, table: named } => *map < self.types.len() && table(named),
                    Take::Coded { table: named, .. } => table(named) && !row.path.is_empty(),
                    _ => !row.path.is_empty(),
                }
        })
    }
}

/// Whether a key is letters and digits, as the names of FHIR's elements are, with the mark of a primitive's object.
fn plain(key: &str) -> bool {
    key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
