//! Tests of the scrubber.
