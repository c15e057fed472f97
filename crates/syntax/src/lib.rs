//! Languages: detection, incremental trees, highlighting, folds, indents, outline.
