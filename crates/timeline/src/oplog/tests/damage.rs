//! Damage: what is left can be read, what is missing is said, nothing is overwritten.
