//! Commands that change text.

use justbuilt_text::edit::{self, Case, Change, EditContext};
use justbuilt_text::{Selections, Text};

use crate::ability::Ability;
use crate::command::{ArgKind, ArgSpec, Category, CommandSpec, When, command};
use crate::effect::PickerKind;
use crate::file::commands::has_document;
use crate::snapshot::Snapshot;

use Category::Edit;

/// The list that goes into the table.
pub const COMMANDS: &[CommandSpec] = &[
    command("undo.undo", "Undo", "Takes the last change back.", Edit, |ws, _| ws.undo())
        .keys(&["ctrl+z"])
        .when(When::Document)
        .enabled(can_undo),
    command("undo.redo", "Redo", "Makes the change again that was taken back.", Edit, |ws, _| ws.redo())
        .keys(&["ctrl+shift+z", "ctrl+y"])
        .mac(&["cmd+shift+z"])
        .when(When::Document)
        .enabled(can_redo),
    command(
        "undo.history",
        "Undo history…",
        "Lists every state the text was in, on all branches.",
        Edit,
        |ws, _| ws.picker(PickerKind::UndoHistory),
    )
    .enabled(has_document),
    command(
        "undo.go",
        "Go to undo state",
        "Brings the text into a state of its history.",
        Edit,
        |ws, args| {
            let place = args.number(0, "state").unwrap_or_default();
            ws.go_to_state(usize::try_from(place).unwrap_or(usize::MAX))
        },
    )
    .args(&[ArgSpec::required("state", ArgKind::Number, "Its place in the history, counted from 0.")])
    .hidden(),
    command(
        "undo.earlier",
        "Earlier state",
        "Goes to the state before in time, on whichever branch.",
        Edit,
        |ws, _| ws.travel_in_time(-1),
    )
    .enabled(has_document),
    command(
        "undo.later",
        "Later state",
        "Goes to the state after in time, on whichever branch.",
        Edit,
        |ws, _| ws.travel_in_time(1),
    )
    .enabled(has_document),
    command(
        "edit.cut",
        "Cut",
        "Moves the selection, or the line without one, to the clipboard.",
        Edit,
        |ws, _| ws.cut(),
    )
    .keys(&["ctrl+x", "shift+delete"])
    .when(When::Editor)
    .enabled(writable),
    command("edit.copy", "Copy", "Copies the selection, or the line without one.", Edit, |ws, _| ws.copy())
        .keys(&["ctrl+c", "ctrl+insert"])
        .when(When::Editor)
        .enabled(has_document),
    command(
        "edit.paste",
        "Paste",
        "Puts the clipboard at the carets; a piece a caret when counts agree.",
        Edit,
        |ws, _| ws.request_paste(),
    )
    .keys(&["ctrl+v", "shift+insert"])
    .needs(Ability::ReadClipboard)
    .when(When::Editor)
    .enabled(writable),
    command(
        "edit.newline",
        "New line",
        "Starts a new line, indented as the language asks for.",
        Edit,
        |ws, _| ws.change_active(edit::newline),
    )
    .keys(&["enter", "shift+enter"])
    .when(When::Editor)
    .hidden(),
    command(
        "edit.line_below",
        "Insert line below",
        "Starts a new line below, wherever the caret is.",
        Edit,
        |ws, _| ws.change_active(edit::line_below),
    )
    .keys(&["ctrl+enter"])
    .when(When::Editor)
    .enabled(writable),
    command(
        "edit.line_above",
        "Insert line above",
        "Starts a new line above, wherever the caret is.",
        Edit,
        |ws, _| ws.change_active(edit::line_above),
    )
    .keys(&["ctrl+shift+enter"])
    .when(When::Editor)
    .enabled(writable),
    command("edit.tab", "Tab", "Indents selected lines, or goes to the next tab stop.", Edit, |ws, _| {
        ws.change_active(edit::indent_or_tab)
    })
    .keys(&["tab"])
    .when(When::Editor)
    .hidden(),
    command("edit.indent", "Indent lines", "Moves the lines one step to the right.", Edit, |ws, _| {
        ws.change_active(edit::indent)
    })
    .keys(&["ctrl+]"])
    .when(When::Editor)
    .enabled(writable),
    command("edit.outdent", "Outdent lines", "Moves the lines one step to the left.", Edit, |ws, _| {
        ws.change_active(edit::outdent)
    })
    .keys(&["ctrl+[", "shift+tab"])
    .when(When::Editor)
    .enabled(writable),
    command("edit.reindent", "Reindent lines", "Indents the selected lines anew.", Edit, |ws, _| {
        ws.change_active(edit::reindent)
    })
    .enabled(writable),
    command(
        "edit.convert_indent",
        "Convert indentation",
        "Turns the indentation of the document into its style.",
        Edit,
        |ws, _| {
            ws.change_active(|context, text, selections| {
                edit::convert_indent(context, text, selections, context.indent)
            })
        },
    )
    .enabled(writable),
    command(
        "edit.toggle_comment",
        "Toggle line comment",
        "Makes the lines comments, or text again.",
        Edit,
        |ws, _| ws.change_active(edit::toggle_line_comment),
    )
    .keys(&["ctrl+/"])
    .when(When::Editor)
    .enabled(writable),
    command(
        "edit.toggle_block_comment",
        "Toggle block comment",
        "Puts the selection in a comment, or takes it out.",
        Edit,
        |ws, _| ws.change_active(edit::toggle_block_comment),
    )
    .keys(&["shift+alt+a"])
    .when(When::Editor)
    .enabled(writable),
    command(
        "delete.left",
        "Delete left",
        "Deletes the selection or the character before the caret.",
        Edit,
        |ws, _| ws.change_active(edit::backspace),
    )
    .keys(&["backspace", "shift+backspace"])
    .when(When::Editor)
    .hidden(),
    command(
        "delete.right",
        "Delete right",
        "Deletes the selection or the character after the caret.",
        Edit,
        |ws, _| ws.change_active(plain(edit::delete)),
    )
    .keys(&["delete"])
    .when(When::Editor)
    .hidden(),
    command("delete.word_left", "Delete word left", "Deletes to the start of the word.", Edit, |ws, _| {
        ws.change_active(edit::delete_word_left)
    })
    .keys(&["ctrl+backspace"])
    .mac(&["alt+backspace"])
    .when(When::Editor)
    .enabled(writable),
    command("delete.word_right", "Delete word right", "Deletes to the end of the word.", Edit, |ws, _| {
        ws.change_active(edit::delete_word_right)
    })
    .keys(&["ctrl+delete"])
    .mac(&["alt+delete"])
    .when(When::Editor)
    .enabled(writable),
    command(
        "delete.subword_left",
        "Delete part of word left",
        "Deletes to the next capital or underscore.",
        Edit,
        |ws, _| ws.change_active(plain(edit::delete_subword_left)),
    )
    .keys(&["ctrl+alt+backspace"])
    .when(When::Editor)
    .enabled(writable),
    command(
        "delete.subword_right",
        "Delete part of word right",
        "Deletes to the next capital or underscore.",
        Edit,
        |ws, _| ws.change_active(plain(edit::delete_subword_right)),
    )
    .keys(&["ctrl+alt+delete"])
    .when(When::Editor)
    .enabled(writable),
    command(
        "delete.to_line_start",
        "Delete to line start",
        "Deletes from the line's start to the caret.",
        Edit,
        |ws, _| ws.change_active(plain(edit::delete_to_line_start)),
    )
    .mac(&["cmd+backspace"])
    .when(When::Editor)
    .enabled(writable),
    command(
        "delete.to_line_end",
        "Delete to line end",
        "Deletes from the caret to the line's end.",
        Edit,
        |ws, _| ws.change_active(plain(edit::delete_to_line_end)),
    )
    .mac(&["ctrl+k", "cmd+delete"])
    .when(When::Editor)
    .enabled(writable),
    command("line.delete", "Delete line", "Deletes the lines of the selection.", Edit, |ws, _| {
        ws.change_active(edit::delete_lines)
    })
    .keys(&["ctrl+shift+k"])
    .when(When::Editor)
    .enabled(writable),
    command(
        "line.duplicate_down",
        "Duplicate line down",
        "Repeats the lines below; the carets go along.",
        Edit,
        |ws, _| ws.change_active(edit::duplicate_lines_down),
    )
    .keys(&["shift+alt+down"])
    .when(When::Editor)
    .enabled(writable),
    command(
        "line.duplicate_up",
        "Duplicate line up",
        "Repeats the lines; the carets stay on the upper ones.",
        Edit,
        |ws, _| ws.change_active(edit::duplicate_lines_up),
    )
    .keys(&["shift+alt+up"])
    .when(When::Editor)
    .enabled(writable),
    command(
        "edit.duplicate_selection",
        "Duplicate selection",
        "Repeats what is selected, or the line.",
        Edit,
        |ws, _| ws.change_active(edit::duplicate_selections),
    )
    .enabled(writable),
    command("line.move_down", "Move line down", "Moves the lines of the selection down.", Edit, |ws, _| {
        ws.change_active(plain(edit::move_lines_down))
    })
    .keys(&["alt+down"])
    .when(When::Editor)
    .enabled(writable),
    command("line.move_up", "Move line up", "Moves the lines of the selection up.", Edit, |ws, _| {
        ws.change_active(plain(edit::move_lines_up))
    })
    .keys(&["alt+up"])
    .when(When::Editor)
    .enabled(writable),
    command("line.join", "Join lines", "Puts the next line at the end of this one.", Edit, |ws, _| {
        ws.change_active(plain(edit::join_lines))
    })
    .mac(&["ctrl+j"])
    .when(When::Editor)
    .enabled(writable),
    command("line.sort", "Sort lines", "Sorts the selected lines, or all of them.", Edit, |ws, _| {
        ws.change_active(|_, text, selections| edit::sort_lines(text, selections, false))
    })
    .enabled(writable),
    command(
        "line.sort_down",
        "Sort lines descending",
        "Sorts the selected lines, the last first.",
        Edit,
        |ws, _| ws.change_active(|_, text, selections| edit::sort_lines(text, selections, true)),
    )
    .enabled(writable),
    command(
        "line.reverse",
        "Reverse lines",
        "Turns the order of the selected lines around.",
        Edit,
        |ws, _| ws.change_active(plain(edit::reverse_lines)),
    )
    .enabled(writable),
    command(
        "line.unique",
        "Remove duplicate lines",
        "Keeps the first of lines that are the same.",
        Edit,
        |ws, _| ws.change_active(plain(edit::remove_duplicate_lines)),
    )
    .enabled(writable),
    command(
        "edit.transpose",
        "Transpose characters",
        "Swaps the characters around the caret.",
        Edit,
        |ws, _| ws.change_active(plain(edit::transpose)),
    )
    .mac(&["ctrl+t"])
    .when(When::Editor)
    .enabled(writable),
    command("edit.upper_case", "Upper case", "Makes the selection or word capitals.", Edit, |ws, _| {
        ws.change_active(plain(edit::upper_case))
    })
    .enabled(writable),
    command("edit.lower_case", "Lower case", "Makes the selection or word small letters.", Edit, |ws, _| {
        ws.change_active(plain(edit::lower_case))
    })
    .enabled(writable),
    command("edit.title_case", "Title case", "Begins each word with a capital.", Edit, |ws, _| {
        ws.change_active(|_, text, selections| edit::change_case(text, selections, Case::Title))
    })
    .enabled(writable),
    command("edit.snake_case", "Snake case", "Writes the selection or word like_this.", Edit, |ws, _| {
        ws.change_active(|_, text, selections| edit::change_case(text, selections, Case::Snake))
    })
    .enabled(writable),
    command("edit.camel_case", "Camel case", "Writes the selection or word likeThis.", Edit, |ws, _| {
        ws.change_active(|_, text, selections| edit::change_case(text, selections, Case::Camel))
    })
    .enabled(writable),
    command("edit.trim", "Trim trailing blanks", "Removes blanks at the ends of lines.", Edit, |ws, _| {
        ws.change_active(|_, text, selections| edit::trim_trailing_whitespace(text, selections, &[]))
    })
    .keys(&["ctrl+k ctrl+x"])
    .enabled(writable),
];

/// For functions that need nothing of the document.
fn plain(
    make: impl FnOnce(&Text, &Selections) -> Option<Change>,
) -> impl FnOnce(&EditContext, &Text, &Selections) -> Option<Change> {
    |_, text, selections| make(text, selections)
}

fn can_undo(snapshot: &Snapshot) -> bool {
    snapshot.active_view().is_some_and(|view| view.document.can_undo.0)
}

fn can_redo(snapshot: &Snapshot) -> bool {
    snapshot.active_view().is_some_and(|view| view.document.can_undo.1)
}

fn writable(snapshot: &Snapshot) -> bool {
    snapshot.active_view().is_some_and(|view| view.document.read_only.is_none())
}
