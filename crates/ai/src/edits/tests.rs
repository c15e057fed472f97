//! What edits must do: the corpus, and its mutations.

mod corpus;
