//! Commands of the keymap.

use crate::command::{Category, CommandError, CommandSpec, command};
use crate::tabs::Item;

/// The list that goes into the table.
pub const COMMANDS: &[CommandSpec] = &[
    command(
        "keymap.open",
        "Keyboard shortcuts",
        "Lists every command with its keys.",
        Category::Settings,
        |ws, _| {
            ws.open_single(Item::Keymap);
            Ok(())
        },
    )
    .keys(&["ctrl+k ctrl+s"]),
    command(
        "keymap.open_file",
        "Open keymap file",
        "Opens your own keys as a text.",
        Category::Settings,
        |ws, _| {
            let path = ws.keymap_path().ok_or(CommandError::NotNow("there is no folder for settings"))?;
            ws.open_made(path, super::loading::TEMPLATE.to_owned())
        },
    ),
];
