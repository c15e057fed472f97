//! The knowledge graph: things we know, and typed edges between them.

use serde::{Deserialize, Serialize};

use super::{Fields, not_empty, percent};
use crate::records::{Index, IndexKey, Invalid, Owned, RecordId, RecordType, word::open_words};

open_words! {
    /// What a node is.
    NodeType {
        /// A file.
        File = "file",
        /// A function, a type, a constant, ….
        Symbol = "symbol",
        /// Something that was decided.
        Decision = "decision",
        /// A drawing.
        Sketch = "sketch",
        /// A commit.
        Commit = "commit",
        /// A chat.
        Conversation = "conversation",
        /// Something somebody wrote down.
        Note = "note",
    }
}

open_words! {
    /// What an edge says of its target.
    RelationType {
        /// It has it in it.
        Contains = "contains",
        /// It uses it.
        Uses = "uses",
        /// It calls it.
        Calls = "calls",
        /// It is one of it.
        Implements = "implements",
        /// It came from it.
        DerivedFrom = "derived-from",
        /// It says why.
        Explains = "explains",
        /// It takes its place.
        Supersedes = "supersedes",
        /// It has to do with it.
        RelatedTo = "related-to",
    }
}

/// A thing we know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KnowledgeNode {
    /// Its project.
    pub project: RecordId,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: NodeType,
    /// What it is called.
    pub name: String,
    /// What there is to say about it.
    #[serde(default)]
    pub description: String,
    /// Anything else.
    #[serde(default)]
    pub metadata: Fields,
}

impl KnowledgeNode {
    /// By project, type and name.
    pub const BY_TYPE: Index<Self> = Index {
        name: "type",
        unique: false,
        keys: |record| {
            let KnowledgeNode { project, kind, name, .. } = &record.fields;
            vec![IndexKey::of(*project).text(kind.as_str()).text(name)]
        },
    };
    /// By project and name.
    pub const BY_NAME: Index<Self> = Index {
        name: "name",
        unique: false,
        keys: |record| vec![IndexKey::of(record.fields.project).text(&record.fields.name)],
    };
}

impl RecordType for KnowledgeNode {
    const KIND: &'static str = "node";
    const GROUP: &'static str = "records.graph";
    const INDEXES: &'static [Index<Self>] = &[Self::BY_TYPE, Self::BY_NAME];
    const OWNED: &'static [Owned] = &[Owned::by::<Relation>()];

    fn check(&self) -> Result<(), Invalid> {
        not_empty("name", &self.name)
    }
}

/// An edge between two things we know. It goes with either of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Relation {
    /// The project of both.
    pub project: RecordId,
    /// From which node.
    pub source: RecordId,
    /// To which.
    pub target: RecordId,
    /// What it says.
    #[serde(rename = "type")]
    pub kind: RelationType,
    /// How strong it is, from 0 to 100.
    pub strength: u8,
    /// In words.
    #[serde(default)]
    pub description: String,
}

impl Relation {
    /// By source and type.
    pub const BY_SOURCE: Index<Self> = Index {
        name: "source",
        unique: false,
        keys: |record| vec![IndexKey::of(record.fields.source).text(record.fields.kind.as_str())],
    };
    /// By target and type.
    pub const BY_TARGET: Index<Self> = Index {
        name: "target",
        unique: false,
        keys: |record| vec![IndexKey::of(record.fields.target).text(record.fields.kind.as_str())],
    };
}

impl RecordType for Relation {
    const KIND: &'static str = "relation";
    const GROUP: &'static str = KnowledgeNode::GROUP;
    const INDEXES: &'static [Index<Self>] = &[Self::BY_SOURCE, Self::BY_TARGET];
    const OWNERS: &'static [Index<Self>] = Self::INDEXES;

    fn check(&self) -> Result<(), Invalid> {
        percent("strength", self.strength)
    }
}
