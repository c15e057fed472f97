//! Against a plain string.
