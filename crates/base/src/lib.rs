//! Ids, clock, spawning and cancelling, bounded channels, diagnostics: what every layer needs.
