//! Tests of the conversation dock.
