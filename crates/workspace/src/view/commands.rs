//! Commands on what a view shows: wrapping, folds, scrolling.

use crate::command::{ArgKind, ArgSpec, Category, CommandSpec, When, command};
use crate::effect::{Effect, ScrollBy};
use crate::file::commands::has_document;

use Category::View;

/// The list that goes into the table.
pub const COMMANDS: &[CommandSpec] = &[
    command(
        "view.toggle_wrap",
        "Toggle word wrap",
        "Wraps long lines in this view, or stops doing so.",
        View,
        |ws, _| ws.toggle_wrap(),
    )
    .keys(&["alt+z"])
    .enabled(has_document),
    command("fold.toggle", "Toggle fold", "Folds what the caret is in, or opens it.", View, |ws, _| {
        ws.fold_at_caret(None)
    })
    .keys(&["ctrl+k ctrl+l"])
    .when(When::Editor)
    .enabled(has_document),
    command("fold.close", "Fold", "Folds the innermost block around the caret.", View, |ws, _| {
        ws.fold_at_caret(Some(true))
    })
    .keys(&["ctrl+shift+["])
    .mac(&["cmd+alt+["])
    .when(When::Editor)
    .enabled(has_document),
    command("fold.open", "Unfold", "Opens the fold at the caret.", View, |ws, _| {
        ws.fold_at_caret(Some(false))
    })
    .keys(&["ctrl+shift+]"])
    .mac(&["cmd+alt+]"])
    .when(When::Editor)
    .enabled(has_document),
    command("fold.all", "Fold all", "Folds everything that can be folded.", View, |ws, _| {
        ws.fold_level(None)
    })
    .keys(&["ctrl+k ctrl+0"])
    .when(When::Editor)
    .enabled(has_document),
    command("fold.open_all", "Unfold all", "Opens every fold.", View, |ws, _| ws.unfold_all())
        .keys(&["ctrl+k ctrl+j"])
        .when(When::Editor)
        .enabled(has_document),
    command("fold.level", "Fold level", "Folds the blocks of one depth.", View, |ws, args| {
        let level = args.number(0, "level").unwrap_or(1).clamp(1, 99);
        ws.fold_level(usize::try_from(level).ok())
    })
    .args(&[ArgSpec::required("level", ArgKind::Number, "1 for the outermost blocks.")])
    .hidden(),
    command("fold.level_1", "Fold level 1", "Folds the outermost blocks.", View, |ws, _| {
        ws.fold_level(Some(1))
    })
    .keys(&["ctrl+k ctrl+1"])
    .when(When::Editor)
    .enabled(has_document),
    command("fold.level_2", "Fold level 2", "Folds the blocks within the outermost.", View, |ws, _| {
        ws.fold_level(Some(2))
    })
    .keys(&["ctrl+k ctrl+2"])
    .when(When::Editor)
    .enabled(has_document),
    command("fold.level_3", "Fold level 3", "Folds the blocks two levels in.", View, |ws, _| {
        ws.fold_level(Some(3))
    })
    .keys(&["ctrl+k ctrl+3"])
    .when(When::Editor)
    .enabled(has_document),
    command("scroll.line_up", "Scroll up", "Scrolls up a line; the caret stays.", View, |ws, _| {
        ws.scroll(ScrollBy::Rows(-1.0))
    })
    .keys(&["ctrl+up"])
    .mac(&["ctrl+pageup"])
    .when(When::Editor)
    .hidden(),
    command("scroll.line_down", "Scroll down", "Scrolls down a line; the caret stays.", View, |ws, _| {
        ws.scroll(ScrollBy::Rows(1.0))
    })
    .keys(&["ctrl+down"])
    .mac(&["ctrl+pagedown"])
    .when(When::Editor)
    .hidden(),
    command("scroll.page_up", "Scroll page up", "Scrolls up a page; the caret stays.", View, |ws, _| {
        ws.scroll(ScrollBy::Pages(-1.0))
    })
    .keys(&["alt+pageup"])
    .when(When::Editor)
    .hidden(),
    command(
        "scroll.page_down",
        "Scroll page down",
        "Scrolls down a page; the caret stays.",
        View,
        |ws, _| ws.scroll(ScrollBy::Pages(1.0)),
    )
    .keys(&["alt+pagedown"])
    .when(When::Editor)
    .hidden(),
    command(
        "scroll.to_caret",
        "Scroll to caret",
        "Brings the caret to the middle of the view.",
        View,
        |ws, _| ws.reveal_caret(crate::effect::Align::Center),
    )
    .enabled(has_document),
    command(
        "view.tell_position",
        "Tell position",
        "Tells the caret's byte offset and character.",
        View,
        |ws, _| ws.tell_position(),
    )
    .enabled(has_document),
];

impl crate::Workspace {
    fn scroll(&mut self, by: ScrollBy) -> crate::command::CommandResult {
        let view = self.active_view_or_err()?;
        self.effect(Effect::Scroll { view, by })
    }
}
