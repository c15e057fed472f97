//! Tests of `channel`.
