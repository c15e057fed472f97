//! `justbuilt [PATH…]` and `justbuilt open`: the window. Also the list of commands.

use std::io::Write as _;
use std::time::Instant;

use justbuilt_app::native::{OpenPath, WindowOptions};
use justbuilt_workspace::command::CommandTable;
use justbuilt_workspace::keymap::Keymap;

use crate::OpenArgs;
use crate::location::Location;

impl From<Location> for OpenPath {
    fn from(location: Location) -> Self {
        let place = location.line.map(|line| (line, location.column.unwrap_or(1)));
        Self { path: location.path, place }
    }
}

/// Opens the window.
pub fn run(args: OpenArgs, started: Instant) -> anyhow::Result<()> {
    justbuilt_app::native::run(WindowOptions {
        paths: args.paths.into_iter().map(OpenPath::from).collect(),
        home: args.home,
        exit_after_first_frame: args.exit_after_first_frame,
        timings: args.timings,
        started,
    })
}

/// Prints every command.
pub fn list_commands(json: bool) -> anyhow::Result<()> {
    let table = CommandTable::standard();
    let keymap = Keymap::defaults(&table, cfg!(target_os = "macos"));
    let mut out = std::io::stdout().lock();
    if json {
        let commands: Vec<serde_json::Value> = table
            .iter()
            .map(|spec| {
                let args: Vec<&str> = spec.args.iter().map(|arg| arg.name).collect();
                serde_json::json!({
                    "id": spec.id,
                    "title": spec.title,
                    "help": spec.help,
                    "category": spec.category.title(),
                    "keys": keymap.keys_text(spec.id),
                    "args": args,
                })
            })
            .collect();
        writeln!(out, "{}", serde_json::to_string_pretty(&commands)?)?;
        return Ok(());
    }
    let width = table.iter().map(|spec| spec.id.len()).max().unwrap_or(0);
    for spec in table.iter() {
        let keys = keymap.keys_text(spec.id).unwrap_or_default();
        writeln!(out, "{:width$}  {keys:20}  {}", spec.id, spec.help)?;
    }
    Ok(())
}
