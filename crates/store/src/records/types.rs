//! The types of records, with the fields that the vocabulary of the product asks for. What is large (contents of
//! files, pictures) is named by its hash; what is secret (keys of providers) by its name in the vault.

mod chat;
mod files;
mod graph;
mod people;
mod sketch;
mod timeline;

pub use chat::{
    ContextItem, Conversation, Message, Part, PartKind, Prompt, PromptCase, PromptVersion, Role, Usage,
    Variable, VariableType,
};
pub use files::{Place, PlaceKind, Project, ProjectFile, Scope, Session, Setting};
pub use graph::{KnowledgeNode, NodeType, Relation, RelationType};
pub use people::{
    CodingStyle, Expertise, ModelChoice, Persona, PersonaSource, PersonaVersion, Profile, PromptChoice, Trait,
};
pub use sketch::{Element, ElementType, Sketch};
pub use timeline::{Author, AuthorKind, BranchPoint, TimelineBranch, TimelineNode, TimelineNodeType};

use super::Invalid;

/// Anything in JSON, by name.
pub type Fields = serde_json::Map<String, serde_json::Value>;

fn not_empty(field: &'static str, text: &str) -> Result<(), Invalid> {
    if text.trim().is_empty() { Err(Invalid::new(field, "is empty")) } else { Ok(()) }
}

fn finite(field: &'static str, number: f64) -> Result<(), Invalid> {
    if number.is_finite() { Ok(()) } else { Err(Invalid::new(field, "is not a number that can be drawn")) }
}

fn percent(field: &'static str, number: u8) -> Result<(), Invalid> {
    if number <= 100 { Ok(()) } else { Err(Invalid::new(field, "is above 100")) }
}

#[cfg(test)]
mod tests;
