//! What tests share: marked text, a seeded random source, the corpus, fakes.
