//! The text engine: rope, transactions, selections, undo tree, motions, edits, search, encodings.
