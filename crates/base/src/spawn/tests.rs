//! Tests of `spawn`.
