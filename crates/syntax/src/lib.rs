//! Languages: detection, incremental trees, highlighting, folds, outline, brackets, indents.
//!
//! [`Languages`] is the catalogue, [`Syntax`] follows one document's edits and parses within a budget or
//! through a [`ParseJob`] on another thread, [`SyntaxSnapshot`] answers questions about one revision.
//! tree-sitter for the languages with a grammar (and what is injected into them), syntect by line for the
//! rest, nothing above [`MAX_PARSED_BYTES`]. No pixels, no colours, no files, no threads of its own.

mod blocks;
mod grammar;
mod highlight;
mod job;
mod language;
mod layer;
#[cfg(not(target_arch = "wasm32"))]
mod native;
mod reading;
mod scopes;
mod snapshot;
mod state;
mod syntax;
#[cfg(target_arch = "wasm32")]
mod web;

pub use grammar::GrammarId;
pub use highlight::Highlight;
pub use language::{DefaultIndent, Engine, Language, LanguageId, Languages};
#[cfg(not(target_arch = "wasm32"))]
use native::{OneThread, one_thread};
pub use snapshot::{FoldRange, IndentHint, Symbol, SymbolKind, SyntaxSnapshot};
pub use state::{MAX_PARSED_BYTES, Span};
pub use syntax::{ParseJob, ParseResult, Syntax};
#[cfg(target_arch = "wasm32")]
use web::{OneThread, one_thread};
