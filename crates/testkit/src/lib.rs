//! What tests share: marked text, a seeded random source, the corpus of real data. For dev-dependencies only,
//! and without any other crate of ours, so that every crate can use it.

mod corpus;
mod marked;
mod random;

pub use corpus::{corpus, package, repository};
pub use marked::{format_marked, parse_marked};
pub use random::{Random, random_cases};
