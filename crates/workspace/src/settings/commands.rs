//! Commands of this feature.

use crate::command::CommandSpec;

/// The list that goes into the table.
pub const COMMANDS: &[CommandSpec] = &[];
