//! Commands of project search.

use super::{SearchCommand, SearchQuery};
use crate::command::{
    ArgKind, ArgSpec, Args, Category, Command, CommandError, CommandResult, CommandSpec, When, command,
};
use crate::effect::{Effect, PanelId};
use crate::snapshot::Snapshot;
use crate::workspace::Workspace;

use Category::Find;

/// The list that goes into the table.
pub const COMMANDS: &[CommandSpec] = &[
    command(
        "search.open",
        "Search in files",
        "Searches the project, for the selected text if there is some.",
        Find,
        |ws, args| open(ws, args, false),
    )
    .keys(&["ctrl+shift+f"])
    .args(&[ArgSpec::optional(
        "text",
        ArgKind::Text,
        "What to look for; the selected text when left out.",
    )]),
    command(
        "search.open_replace",
        "Replace in files",
        "Searches the project in order to replace what is found.",
        Find,
        |ws, args| {
            ws.search_run(SearchCommand::ShowReplace(true));
            open(ws, args, true)
        },
    )
    .keys(&["ctrl+shift+h"])
    .args(&[ArgSpec::optional(
        "text",
        ArgKind::Text,
        "What to look for; the selected text when left out.",
    )]),
    command(
        "view.search",
        "Show search",
        "Shows the project search and moves to it.",
        Category::View,
        |ws, _| ws.effect(Effect::FocusPanel(PanelId::Search)),
    ),
    command(
        "search.next",
        "Next search result",
        "Opens the next result of the project search.",
        Find,
        |ws, _| ws.search_step(true),
    )
    .keys(&["f4"])
    .enabled(has_hits),
    command("search.previous", "Previous search result", "Opens the result before.", Find, |ws, _| {
        ws.search_step(false)
    })
    .keys(&["shift+f4"])
    .enabled(has_hits),
    command("search.refresh", "Search again", "Searches the project again for the same.", Find, |ws, _| {
        ws.search_run(SearchCommand::Refresh);
        Ok(())
    })
    .enabled(|snapshot| !snapshot.search.query.text.is_empty()),
    command(
        "search.cancel",
        "Stop search",
        "Stops the project search, keeping what it found.",
        Find,
        |ws, _| {
            ws.search_run(SearchCommand::Cancel);
            Ok(())
        },
    )
    .enabled(|snapshot| snapshot.search.running),
    command("search.clear", "Clear search results", "Forgets query and results.", Find, |ws, _| {
        ws.search_run(SearchCommand::Clear);
        Ok(())
    })
    .enabled(|snapshot| !snapshot.search.query.text.is_empty()),
    command(
        "search.toggle_case",
        "Search: match case",
        "Tells upper and lower case apart, or not.",
        Find,
        |ws, _| toggle(ws, |query| query.case = !query.case),
    )
    .keys(&["alt+c"])
    .when(When::Search),
    command(
        "search.toggle_word",
        "Search: whole words",
        "Finds only whole words, or parts too.",
        Find,
        |ws, _| toggle(ws, |query| query.word = !query.word),
    )
    .keys(&["alt+w"])
    .when(When::Search),
    command(
        "search.toggle_regex",
        "Search: regular expression",
        "Reads the query as a pattern, or as text.",
        Find,
        |ws, _| toggle(ws, |query| query.regex = !query.regex),
    )
    .keys(&["alt+r"])
    .when(When::Search),
    command(
        "search.toggle_ignored",
        "Search: ignored files",
        "Searches files that git ignores too, or not.",
        Find,
        |ws, _| toggle(ws, |query| query.ignored = !query.ignored),
    ),
    command(
        "search.include",
        "Search: files to include",
        "Searches only files that fit.",
        Find,
        |ws, args| {
            let globs = args.text(0, "globs").unwrap_or_default().to_string();
            toggle(ws, |query| query.include = globs)
        },
    )
    .args(&[ArgSpec::optional("globs", ArgKind::Text, "Separated by commas; all files when left out.")])
    .hidden(),
    command("search.exclude", "Search: files to exclude", "Leaves files that fit out.", Find, |ws, args| {
        let globs = args.text(0, "globs").unwrap_or_default().to_string();
        toggle(ws, |query| query.exclude = globs)
    })
    .args(&[ArgSpec::optional("globs", ArgKind::Text, "Separated by commas; none when left out.")])
    .hidden(),
    command(
        "search.replace_with",
        "Replace results with",
        "Sets what results are replaced with.",
        Find,
        |ws, args| {
            let text = args.text(0, "text").unwrap_or_default().to_string();
            ws.search_run(SearchCommand::ShowReplace(true));
            ws.search_run(SearchCommand::Replacement(text));
            Ok(())
        },
    )
    .args(&[ArgSpec::required("text", ArgKind::Text, "The replacement; $1 stands for a group of a pattern.")])
    .hidden(),
    command(
        "search.replace_all",
        "Replace all results",
        "Replaces every result of the project search.",
        Find,
        |ws, _| {
            if ws.search.snapshot().hits == 0 {
                return Err(CommandError::NotNow("nothing was found"));
            }
            ws.search_run(SearchCommand::Replace { file: None, hit: None });
            Ok(())
        },
    )
    .keys(&["ctrl+alt+enter"])
    .when(When::Search)
    .enabled(has_hits),
];

fn has_hits(snapshot: &Snapshot) -> bool {
    snapshot.search.hits > 0
}

fn toggle(ws: &mut Workspace, change: impl FnOnce(&mut SearchQuery)) -> CommandResult {
    let mut query = ws.search.snapshot().query.clone();
    change(&mut query);
    ws.try_run(Command::Search(SearchCommand::Query(query)))
}

fn open(ws: &mut Workspace, args: &Args, replace: bool) -> CommandResult {
    let given = args.text(0, "text").map(|text| text.to_string()).or_else(|| selected_text(ws));
    if let Some(text) = given.filter(|text| !text.is_empty()) {
        let query = ws.search.snapshot().query.clone();
        let text = if query.regex && args.is_empty() { justbuilt_text::search::escape(&text) } else { text };
        ws.search_run(SearchCommand::Query(SearchQuery { text, ..query }));
    }
    ws.effect(Effect::FocusSearch { replace })
}

/// What is selected in the active view, when it is within one line.
fn selected_text(ws: &Workspace) -> Option<String> {
    let view = ws.views.get(&ws.active_view_id()?)?;
    let text = ws.documents.get(view.document)?.text();
    let range = view.selections.primary().range();
    (!range.is_empty() && range.len() < 1000 && text.line_of(range.start) == text.line_of(range.end))
        .then(|| text.slice(range).into_owned())
}
