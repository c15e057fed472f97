//! What tests share: marked text, a seeded random source, the corpus of real data, a web server that plays scripts.
//! For dev-dependencies only, and without any other crate of ours, so that every crate can use it.

mod corpus;
pub mod http;
mod marked;
mod random;

pub use corpus::{corpus, package, repository};
pub use marked::{format_marked, parse_marked};
pub use random::{Random, random_cases};
