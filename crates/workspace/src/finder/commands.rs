//! Commands of the file finder.

use super::FinderCommand;
use crate::command::{ArgKind, ArgSpec, Category, CommandError, CommandSpec, command};
use crate::effect::PickerKind;

/// The list that goes into the table.
pub const COMMANDS: &[CommandSpec] = &[
    command(
        "palette.files",
        "Go to file…",
        "Finds a file of the project by parts of its path.",
        Category::Go,
        |ws, _| {
            ws.finder_run(FinderCommand::Open);
            ws.picker(PickerKind::Files)
        },
    )
    .keys(&["ctrl+p", "ctrl+e"])
    .mac(&["cmd+p"]),
    command(
        "finder.query",
        "Find file",
        "Looks for a file without opening the picker.",
        Category::Go,
        |ws, args| {
            ws.finder_run(FinderCommand::Open);
            ws.finder_run(FinderCommand::Query(args.text(0, "query").unwrap_or_default().to_string()));
            Ok(())
        },
    )
    .args(&[ArgSpec::required("query", ArgKind::Text, "Parts of the path, with an optional :line:column.")])
    .hidden(),
    command(
        "finder.accept",
        "Open found file",
        "Opens a result of the file finder.",
        Category::Go,
        |ws, args| {
            let index = args.number(0, "index").and_then(|index| usize::try_from(index).ok()).unwrap_or(0);
            if ws.finder.snapshot().items.get(index).is_none() {
                return Err(CommandError::NotNow("no file was found"));
            }
            ws.finder_run(FinderCommand::Accept { index, beside: false });
            Ok(())
        },
    )
    .args(&[ArgSpec::optional("index", ArgKind::Number, "Counted from 0; the best one when left out.")])
    .hidden(),
];
