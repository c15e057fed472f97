//! Commands that move the caret or extend the selection. Where a motion goes is `justbuilt_text::motion`'s, for rows
//! of the screen `justbuilt_display`'s.

use justbuilt_text::motion::Words;
use justbuilt_text::{Selection, Text, motion};

use crate::command::{Category, CommandResult, CommandSpec, When, command};
use crate::effect::Align;
use crate::workspace::Workspace;

use Category::{Cursor, Selection as Select};

/// The list that goes into the table.
pub const COMMANDS: &[CommandSpec] = &[
    command("cursor.left", "Cursor left", "Moves the caret a character to the left.", Cursor, |ws, _| {
        left(ws, false)
    })
    .keys(&["left"])
    .when(When::Editor)
    .hidden(),
    command(
        "select.left",
        "Select left",
        "Extends the selection a character to the left.",
        Select,
        |ws, _| left(ws, true),
    )
    .keys(&["shift+left"])
    .when(When::Editor)
    .hidden(),
    command("cursor.right", "Cursor right", "Moves the caret a character to the right.", Cursor, |ws, _| {
        right(ws, false)
    })
    .keys(&["right"])
    .when(When::Editor)
    .hidden(),
    command(
        "select.right",
        "Select right",
        "Extends the selection a character to the right.",
        Select,
        |ws, _| right(ws, true),
    )
    .keys(&["shift+right"])
    .when(When::Editor)
    .hidden(),
    command("cursor.up", "Cursor up", "Moves the caret a row up.", Cursor, |ws, _| up(ws, false))
        .keys(&["up"])
        .when(When::Editor)
        .hidden(),
    command("select.up", "Select up", "Extends the selection a row up.", Select, |ws, _| up(ws, true))
        .keys(&["shift+up"])
        .when(When::Editor)
        .hidden(),
    command("cursor.down", "Cursor down", "Moves the caret a row down.", Cursor, |ws, _| down(ws, false))
        .keys(&["down"])
        .when(When::Editor)
        .hidden(),
    command("select.down", "Select down", "Extends the selection a row down.", Select, |ws, _| {
        down(ws, true)
    })
    .keys(&["shift+down"])
    .when(When::Editor)
    .hidden(),
    command(
        "cursor.word_left",
        "Cursor word left",
        "Moves the caret to the start of the word.",
        Cursor,
        |ws, _| word_left(ws, false),
    )
    .keys(&["ctrl+left"])
    .mac(&["alt+left"])
    .when(When::Editor)
    .hidden(),
    command(
        "select.word_left",
        "Select word left",
        "Extends the selection to the start of the word.",
        Select,
        |ws, _| word_left(ws, true),
    )
    .keys(&["ctrl+shift+left"])
    .mac(&["shift+alt+left"])
    .when(When::Editor)
    .hidden(),
    command(
        "cursor.word_right",
        "Cursor word right",
        "Moves the caret to the end of the word.",
        Cursor,
        |ws, _| word_right(ws, false),
    )
    .keys(&["ctrl+right"])
    .mac(&["alt+right"])
    .when(When::Editor)
    .hidden(),
    command(
        "select.word_right",
        "Select word right",
        "Extends the selection to the end of the word.",
        Select,
        |ws, _| word_right(ws, true),
    )
    .keys(&["ctrl+shift+right"])
    .mac(&["shift+alt+right"])
    .when(When::Editor)
    .hidden(),
    command(
        "cursor.subword_left",
        "Cursor part of word left",
        "Moves the caret to the next capital or underscore on the left.",
        Cursor,
        |ws, _| subword_left(ws, false),
    )
    .keys(&["ctrl+alt+left"])
    .mac(&["ctrl+alt+left"])
    .when(When::Editor)
    .hidden(),
    command(
        "select.subword_left",
        "Select part of word left",
        "Extends the selection to the next capital or underscore on the left.",
        Select,
        |ws, _| subword_left(ws, true),
    )
    .keys(&["ctrl+shift+alt+left"])
    .mac(&["ctrl+shift+alt+left"])
    .when(When::Editor)
    .hidden(),
    command(
        "cursor.subword_right",
        "Cursor part of word right",
        "Moves the caret to the next capital or underscore on the right.",
        Cursor,
        |ws, _| subword_right(ws, false),
    )
    .keys(&["ctrl+alt+right"])
    .mac(&["ctrl+alt+right"])
    .when(When::Editor)
    .hidden(),
    command(
        "select.subword_right",
        "Select part of word right",
        "Extends the selection to the next capital or underscore on the right.",
        Select,
        |ws, _| subword_right(ws, true),
    )
    .keys(&["ctrl+shift+alt+right"])
    .mac(&["ctrl+shift+alt+right"])
    .when(When::Editor)
    .hidden(),
    command(
        "cursor.line_start",
        "Cursor line start",
        "Moves the caret to the line's text, then to its very start.",
        Cursor,
        |ws, _| line_start(ws, false),
    )
    .keys(&["home"])
    .mac(&["home", "cmd+left"])
    .when(When::Editor)
    .hidden(),
    command(
        "select.line_start",
        "Select line start",
        "Extends the selection to the line's text, then to its very start.",
        Select,
        |ws, _| line_start(ws, true),
    )
    .keys(&["shift+home"])
    .mac(&["shift+home", "cmd+shift+left"])
    .when(When::Editor)
    .hidden(),
    command("cursor.line_end", "Cursor line end", "Moves the caret to the line's end.", Cursor, |ws, _| {
        line_end(ws, false)
    })
    .keys(&["end"])
    .mac(&["end", "cmd+right"])
    .when(When::Editor)
    .hidden(),
    command(
        "select.line_end",
        "Select line end",
        "Extends the selection to the line's end.",
        Select,
        |ws, _| line_end(ws, true),
    )
    .keys(&["shift+end"])
    .mac(&["shift+end", "cmd+shift+right"])
    .when(When::Editor)
    .hidden(),
    command("cursor.page_up", "Cursor page up", "Moves the caret a page up.", Cursor, |ws, _| {
        page_up(ws, false)
    })
    .keys(&["pageup"])
    .when(When::Editor)
    .hidden(),
    command("select.page_up", "Select page up", "Extends the selection a page up.", Select, |ws, _| {
        page_up(ws, true)
    })
    .keys(&["shift+pageup"])
    .when(When::Editor)
    .hidden(),
    command("cursor.page_down", "Cursor page down", "Moves the caret a page down.", Cursor, |ws, _| {
        page_down(ws, false)
    })
    .keys(&["pagedown"])
    .when(When::Editor)
    .hidden(),
    command("select.page_down", "Select page down", "Extends the selection a page down.", Select, |ws, _| {
        page_down(ws, true)
    })
    .keys(&["shift+pagedown"])
    .when(When::Editor)
    .hidden(),
    command(
        "cursor.paragraph_up",
        "Cursor paragraph up",
        "Moves the caret to the paragraph before.",
        Cursor,
        |ws, _| paragraph_up(ws, false),
    )
    .when(When::Editor)
    .hidden(),
    command(
        "select.paragraph_up",
        "Select paragraph up",
        "Extends the selection to the paragraph before.",
        Select,
        |ws, _| paragraph_up(ws, true),
    )
    .when(When::Editor)
    .hidden(),
    command(
        "cursor.paragraph_down",
        "Cursor paragraph down",
        "Moves the caret to the next paragraph.",
        Cursor,
        |ws, _| paragraph_down(ws, false),
    )
    .when(When::Editor)
    .hidden(),
    command(
        "select.paragraph_down",
        "Select paragraph down",
        "Extends the selection to the next paragraph.",
        Select,
        |ws, _| paragraph_down(ws, true),
    )
    .when(When::Editor)
    .hidden(),
    command(
        "cursor.document_start",
        "Cursor document start",
        "Moves the caret to the start of the text.",
        Cursor,
        |ws, _| document_start(ws, false),
    )
    .keys(&["ctrl+home"])
    .mac(&["cmd+up"])
    .when(When::Editor)
    .hidden(),
    command(
        "select.document_start",
        "Select document start",
        "Extends the selection to the start of the text.",
        Select,
        |ws, _| document_start(ws, true),
    )
    .keys(&["ctrl+shift+home"])
    .mac(&["cmd+shift+up"])
    .when(When::Editor)
    .hidden(),
    command(
        "cursor.document_end",
        "Cursor document end",
        "Moves the caret to the end of the text.",
        Cursor,
        |ws, _| document_end(ws, false),
    )
    .keys(&["ctrl+end"])
    .mac(&["cmd+down"])
    .when(When::Editor)
    .hidden(),
    command(
        "select.document_end",
        "Select document end",
        "Extends the selection to the end of the text.",
        Select,
        |ws, _| document_end(ws, true),
    )
    .keys(&["ctrl+shift+end"])
    .mac(&["cmd+shift+down"])
    .when(When::Editor)
    .hidden(),
    command(
        "cursor.bracket",
        "Cursor matching bracket",
        "Moves the caret to the bracket that matches.",
        Cursor,
        |ws, _| bracket(ws, false),
    )
    .keys(&["ctrl+shift+\\"])
    .mac(&["cmd+shift+\\"])
    .when(When::Editor)
    .hidden(),
    command(
        "select.bracket",
        "Select matching bracket",
        "Extends the selection to the bracket that matches.",
        Select,
        |ws, _| bracket(ws, true),
    )
    .when(When::Editor)
    .hidden(),
];

/// Moves along the text; without extending, a selection collapses to its end on that side first.
fn along(
    ws: &mut Workspace,
    extend: bool,
    collapse: Option<bool>,
    to: impl Fn(&Text, usize) -> usize,
) -> CommandResult {
    ws.move_each(|text, selection| {
        let head = match collapse {
            Some(forwards) if !extend && !selection.is_caret() => {
                if forwards {
                    selection.to()
                } else {
                    selection.from()
                }
            }
            _ => to(text, selection.head),
        };
        selection.to_head(head, extend)
    })
}

fn left(ws: &mut Workspace, extend: bool) -> CommandResult {
    along(ws, extend, Some(false), Text::prev_grapheme)
}

fn right(ws: &mut Workspace, extend: bool) -> CommandResult {
    along(ws, extend, Some(true), Text::next_grapheme)
}

fn word_left(ws: &mut Workspace, extend: bool) -> CommandResult {
    let chars = ws.active_word_chars();
    along(ws, extend, None, |text, at| Words::with(&chars).prev_word_start(text, at))
}

fn word_right(ws: &mut Workspace, extend: bool) -> CommandResult {
    let chars = ws.active_word_chars();
    along(ws, extend, None, |text, at| Words::with(&chars).next_word_end(text, at))
}

fn subword_left(ws: &mut Workspace, extend: bool) -> CommandResult {
    along(ws, extend, None, motion::prev_subword_start)
}

fn subword_right(ws: &mut Workspace, extend: bool) -> CommandResult {
    along(ws, extend, None, motion::next_subword_end)
}

fn paragraph_up(ws: &mut Workspace, extend: bool) -> CommandResult {
    along(ws, extend, None, motion::previous_paragraph)
}

fn paragraph_down(ws: &mut Workspace, extend: bool) -> CommandResult {
    along(ws, extend, None, motion::next_paragraph)
}

fn document_start(ws: &mut Workspace, extend: bool) -> CommandResult {
    ws.remember_place();
    along(ws, extend, None, |_, _| 0)
}

fn document_end(ws: &mut Workspace, extend: bool) -> CommandResult {
    ws.remember_place();
    along(ws, extend, None, |text, _| text.len())
}

/// Moves over rows of the screen.
fn over_rows(ws: &mut Workspace, extend: bool, rows: isize) -> CommandResult {
    let view = ws.active_view_or_err()?;
    let display = ws.display_of(view)?;
    let selections = ws.view_selections(view)?;
    let moved = selections.transform(|selection| {
        // Without extending, a selection goes up from its start and down from its end.
        let from = match extend {
            false if !selection.is_caret() => {
                let edge = if rows < 0 { selection.from() } else { selection.to() };
                Selection::caret(edge)
            }
            _ => selection,
        };
        display.move_vertical(from, rows, extend)
    });
    ws.set_selections(view, moved, Align::Nearest)
}

fn up(ws: &mut Workspace, extend: bool) -> CommandResult {
    over_rows(ws, extend, -1)
}

fn down(ws: &mut Workspace, extend: bool) -> CommandResult {
    over_rows(ws, extend, 1)
}

fn page(ws: &Workspace) -> isize {
    let rows = ws.active_view_id().and_then(|view| ws.views.get(&view)).map_or(40, |held| held.viewport.rows);
    isize::try_from(rows.saturating_sub(1).max(1)).unwrap_or(1)
}

fn page_up(ws: &mut Workspace, extend: bool) -> CommandResult {
    over_rows(ws, extend, -page(ws))
}

fn page_down(ws: &mut Workspace, extend: bool) -> CommandResult {
    over_rows(ws, extend, page(ws))
}

/// To the start of the row on the screen; from there, or when the row starts its line, to the text of the line and
/// then to its very start.
fn line_start(ws: &mut Workspace, extend: bool) -> CommandResult {
    let display = ws.display_of(ws.active_view_or_err()?)?;
    ws.move_each(|text, selection| {
        let (at, row) = (selection.head, display.row_start(&selection));
        let inside = row < at && row > text.line_start(text.line_of(at));
        selection.to_head(if inside { row } else { motion::smart_line_start(text, at) }, extend)
    })
}

/// To the end of the row on the screen, then to that of the line.
fn line_end(ws: &mut Workspace, extend: bool) -> CommandResult {
    let display = ws.display_of(ws.active_view_or_err()?)?;
    ws.move_each(|text, selection| {
        let at = selection.head;
        match display.row_end(&selection) {
            (end, goes_on) if (end, goes_on) != (at, selection.row_end) => {
                selection.to_head(end, extend).at_row_end(goes_on)
            }
            _ => selection.to_head(text.line_content(text.line_of(at)).end, extend),
        }
    })
}

fn bracket(ws: &mut Workspace, extend: bool) -> CommandResult {
    let view = ws.active_view_or_err()?;
    let syntax = ws.syntax_of(view)?;
    along(ws, extend, None, |text, at| {
        let pair = syntax.bracket_match(text, at).or_else(|| syntax.enclosing_brackets(text, at));
        match pair {
            Some((open, close)) if at == open => close,
            Some((open, _)) => open,
            None => at,
        }
    })
}
