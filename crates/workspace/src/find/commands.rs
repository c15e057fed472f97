//! Commands of the find bar.

use crate::command::{
    ArgKind, ArgSpec, Args, Category, CommandError, CommandResult, CommandSpec, FindCommand, FindQuery, When,
    command,
};
use crate::file::commands::has_document;
use crate::snapshot::Snapshot;
use crate::workspace::Workspace;

use Category::Find;

/// The list that goes into the table.
pub const COMMANDS: &[CommandSpec] = &[
    command("find.open", "Find", "Opens the find bar, looking for the selected text.", Find, |ws, _| {
        run(ws, FindCommand::Open { replace: false })
    })
    .keys(&["ctrl+f"])
    .when(When::NoField)
    .enabled(has_document),
    command("find.open_replace", "Replace", "Opens the find bar with its replace field.", Find, |ws, _| {
        run(ws, FindCommand::Open { replace: true })
    })
    .keys(&["ctrl+h"])
    .mac(&["cmd+alt+f"])
    .enabled(has_document),
    command("find.set", "Find text", "Looks for a text in the file, as typed into the find bar.", Find, set)
        .args(&[
            ArgSpec::required("text", ArgKind::Text, "What to look for."),
            ArgSpec::optional("regex", ArgKind::Flag, "Reads it as a regular expression."),
            ArgSpec::optional("case", ArgKind::Flag, "Case matters."),
            ArgSpec::optional("word", ArgKind::Flag, "Only whole words."),
            ArgSpec::optional("in_selection", ArgKind::Flag, "Only in the selection."),
        ])
        .hidden(),
    command(
        "find.set_replacement",
        "Replace with",
        "Sets the replacement text of the find bar.",
        Find,
        |ws, args| {
            let text = args.text(0, "text").unwrap_or_default();
            run(ws, FindCommand::Replacement(text.to_string()))
        },
    )
    .args(&[ArgSpec::required("text", ArgKind::Text, "The replacement; $1 stands for a group of a pattern.")])
    .hidden(),
    command("find.next", "Find next", "Goes to the next match.", Find, |ws, _| run(ws, FindCommand::Next))
        .keys(&["f3"])
        .mac(&["f3", "cmd+g"])
        .enabled(has_document),
    command("find.previous", "Find previous", "Goes to the match before.", Find, |ws, _| {
        run(ws, FindCommand::Previous)
    })
    .keys(&["shift+f3"])
    .mac(&["shift+f3", "cmd+shift+g"])
    .enabled(has_document),
    command("find.bar_next", "Find next from the bar", "Goes to the next match.", Find, |ws, _| {
        run(ws, FindCommand::Next)
    })
    .keys(&["enter"])
    .when(When::FindBar)
    .hidden(),
    command("find.bar_previous", "Find previous from the bar", "Goes to the match before.", Find, |ws, _| {
        run(ws, FindCommand::Previous)
    })
    .keys(&["shift+enter"])
    .when(When::FindBar)
    .hidden(),
    command(
        "find.replace_next",
        "Replace match",
        "Replaces the match and goes to the next.",
        Find,
        |ws, _| run(ws, FindCommand::Replace),
    )
    .keys(&["ctrl+shift+1"])
    .when(When::EditorOrFind)
    .enabled(is_open),
    command("find.replace_all", "Replace all matches", "Replaces every match in one step.", Find, |ws, _| {
        run(ws, FindCommand::ReplaceAll)
    })
    .keys(&["ctrl+alt+enter"])
    .when(When::EditorOrFind)
    .enabled(is_open),
    command("find.select_all", "Select all matches", "Puts a selection on every match.", Find, |ws, _| {
        run(ws, FindCommand::SelectAll)
    })
    .keys(&["alt+enter"])
    .when(When::EditorOrFind)
    .enabled(is_open),
    command("find.toggle_case", "Find: match case", "Switches whether case matters.", Find, |ws, _| {
        toggle(ws, |query| query.case = !query.case)
    })
    .keys(&["alt+c"])
    .when(When::FindBar)
    .enabled(is_open),
    command(
        "find.toggle_word",
        "Find: whole words",
        "Switches whether only whole words match.",
        Find,
        |ws, _| toggle(ws, |query| query.word = !query.word),
    )
    .keys(&["alt+w"])
    .when(When::FindBar)
    .enabled(is_open),
    command(
        "find.toggle_regex",
        "Find: regular expression",
        "Switches regular expressions.",
        Find,
        |ws, _| toggle(ws, |query| query.regex = !query.regex),
    )
    .keys(&["alt+r"])
    .when(When::FindBar)
    .enabled(is_open),
    command(
        "find.toggle_selection",
        "Find: in selection",
        "Looks only in the selection, or everywhere.",
        Find,
        |ws, _| toggle(ws, |query| query.in_selection = !query.in_selection),
    )
    .keys(&["alt+l"])
    .when(When::FindBar)
    .enabled(is_open),
    command(
        "find.selection",
        "Find selection",
        "Looks for the selected text and goes to its next match.",
        Find,
        |ws, _| ws.find_selection(),
    )
    .keys(&["ctrl+f3"])
    .mac(&["cmd+e"])
    .enabled(has_document),
    command("find.close", "Close find bar", "Closes the find bar and returns to the text.", Find, |ws, _| {
        run(ws, FindCommand::Close)
    })
    .keys(&["escape"])
    .when(When::FindBar)
    .enabled(is_open),
];

fn is_open(snapshot: &Snapshot) -> bool {
    snapshot.active_view().is_some_and(|view| view.find.is_some())
}

fn run(ws: &mut Workspace, find: FindCommand) -> CommandResult {
    let view = ws.active_view_or_err()?;
    ws.find_run(view, find)
}

fn set(ws: &mut Workspace, args: &Args) -> CommandResult {
    let flag = |index, name| args.flag(index, name).unwrap_or(false);
    let query = FindQuery {
        text: args.text(0, "text").unwrap_or_default().to_string(),
        regex: flag(1, "regex"),
        case: flag(2, "case"),
        word: flag(3, "word"),
        in_selection: flag(4, "in_selection"),
    };
    run(ws, FindCommand::Query(query))
}

fn toggle(ws: &mut Workspace, change: impl FnOnce(&mut FindQuery)) -> CommandResult {
    let view = ws.active_view_or_err()?;
    let mut query = ws.find_query(view).ok_or(CommandError::NotNow("the find bar is closed"))?;
    change(&mut query);
    ws.find_run(view, FindCommand::Query(query))
}
