//! Order, merging, the primary.
