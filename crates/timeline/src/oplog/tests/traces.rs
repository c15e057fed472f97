//! Real editing histories, every prefix.
