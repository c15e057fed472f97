//! Against a plain string, and the conformance files of Unicode.
