//! The display map: what rows of a screen a document becomes (folds, tabs, soft wrap), without pixels.
