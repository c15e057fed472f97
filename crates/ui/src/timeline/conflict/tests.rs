//! Tests of the conflict view.
