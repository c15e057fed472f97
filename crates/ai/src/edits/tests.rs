//! What edits must do: the corpus, and its mutations; then the forms and rules it has no cases for.

mod corpus;
mod forms;
mod mutations;
mod project;
mod review;
