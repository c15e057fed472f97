//! Edits in a model's reply: [`parse()`] reads them out of it, [`plan()`] finds where they belong in the files and makes
//! transactions, [`guard`] says which paths may be touched at all. Pure: texts come in, changes and refusals come out;
//! nothing is written here and no syntax is known here.
//!
//! Reading is lenient, placing is strict. An edit is placed where its text is found once, in steps from exact to
//! white space and look-alike punctuation ([`Level`]); where it is found more often and nothing decides, or not at
//! all, it is refused with a reason and the nearest places, and nothing of its file is changed.

mod change;
mod files;
mod find;
pub mod guard;
mod indent;
mod judge;
mod lazy;
mod lines;
mod ordered;
pub mod parse;
mod place;
mod plan;
mod policy;
pub mod project;
mod reply;
mod transplant;

pub use change::{Conflict, FileChange, ReviewHunk, carry};
pub use files::Files;
pub use find::Level;
pub use judge::{SyntaxJudge, SyntaxVerdict, judge};
pub use parse::{Format, Parser, parse};
pub use plan::{Action, FilePlan, Plan, Reason, Refusal, plan};
pub use policy::{EmptySearch, Policy, Repeated, WholeFile};
pub use reply::{Change, FileEdit, Hunk, HunkLine, Malformed, Reply, Shell};

#[cfg(test)]
mod tests;
