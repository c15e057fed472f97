//! Tests of the merge page.
