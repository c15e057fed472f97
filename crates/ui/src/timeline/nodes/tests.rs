//! Tests of the list of nodes.
