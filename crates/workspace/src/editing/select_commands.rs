//! Commands that make selections: all, lines, words, more carets, by syntax.

use justbuilt_text::motion::Words;
use justbuilt_text::{Selection, Selections, Text, select};

use crate::command::{Category, CommandError, CommandResult, CommandSpec, When, command};
use crate::effect::{Align, Effect};
use crate::file::commands::has_document;
use crate::workspace::Workspace;

use Category::Selection as Select;

/// Carets that “select all matches” makes at most.
const MAX_CARETS: usize = 10_000;

/// The list that goes into the table.
pub const COMMANDS: &[CommandSpec] = &[
    command("select.all", "Select all", "Selects the whole text.", Select, |ws, _| {
        ws.reselect_quietly(|text, _| Some(select::select_all(text)))
    })
    .keys(&["ctrl+a"])
    .when(When::Editor)
    .enabled(has_document),
    command("select.line", "Select line", "Selects the line, then the next one as well.", Select, |ws, _| {
        ws.reselect(|text, selections| Some(select::select_line(text, selections)))
    })
    .keys(&["ctrl+l"])
    .when(When::Editor)
    .enabled(has_document),
    command("select.word", "Select word", "Selects the word at the caret.", Select, |ws, _| {
        let chars = ws.active_word_chars();
        ws.reselect(|text, selections| Some(select::select_word_of(Words::with(&chars), text, selections)))
    })
    .enabled(has_document),
    command(
        "select.next_match",
        "Add next match",
        "Selects the next place with the same text as well.",
        Select,
        |ws, _| ws.select_matches(select::add_next_match),
    )
    .keys(&["ctrl+d"])
    .when(When::EditorOrFind)
    .enabled(has_document),
    command(
        "select.skip_match",
        "Skip to next match",
        "Moves the last selection to the next place.",
        Select,
        |ws, _| ws.select_matches(select::move_to_next_match),
    )
    .keys(&["ctrl+k ctrl+d"])
    .when(When::Editor)
    .enabled(has_document),
    command(
        "select.all_matches",
        "Select all matches",
        "Selects every place with the same text.",
        Select,
        |ws, _| {
            ws.select_matches(|words, text, selections, whole| {
                select::all_matches(words, text, selections, whole, MAX_CARETS)
            })
        },
    )
    .keys(&["ctrl+shift+l", "ctrl+f2"])
    .when(When::EditorOrFind)
    .enabled(has_document),
    command("select.caret_above", "Add caret above", "Adds a caret on the line above.", Select, |ws, _| {
        add_caret(ws, -1)
    })
    .keys(&["ctrl+alt+up"])
    .mac(&["cmd+alt+up"])
    .when(When::Editor)
    .enabled(has_document),
    command("select.caret_below", "Add caret below", "Adds a caret on the line below.", Select, |ws, _| {
        add_caret(ws, 1)
    })
    .keys(&["ctrl+alt+down"])
    .mac(&["cmd+alt+down"])
    .when(When::Editor)
    .enabled(has_document),
    command(
        "select.split_lines",
        "Split into lines",
        "Puts a caret at the end of each selected line.",
        Select,
        |ws, _| ws.reselect(|text, selections| Some(select::carets_at_line_ends(text, selections))),
    )
    .keys(&["shift+alt+i"])
    .when(When::Editor)
    .enabled(has_document),
    command(
        "select.single",
        "Single caret",
        "Keeps one caret, then drops the selection.",
        Select,
        |ws, _| single(ws),
    )
    .keys(&["escape", "shift+escape"])
    .when(When::Editor)
    .enabled(has_document),
    command(
        "select.expand",
        "Expand selection",
        "Selects the next larger piece of syntax.",
        Select,
        |ws, _| ws.expand_selection(),
    )
    .keys(&["shift+alt+right"])
    .mac(&["ctrl+shift+cmd+right"])
    .when(When::Editor)
    .enabled(has_document),
    command("select.shrink", "Shrink selection", "Undoes expanding the selection.", Select, |ws, _| {
        ws.shrink_selection()
    })
    .keys(&["shift+alt+left"])
    .mac(&["ctrl+shift+cmd+left"])
    .when(When::Editor)
    .enabled(has_document),
    command(
        "select.to_bracket",
        "Select to bracket",
        "Selects what the brackets around the caret enclose.",
        Select,
        |ws, _| select_brackets(ws),
    )
    .enabled(has_document),
];

/// Adds a caret a row of the screen further than the outermost one, at the column of the primary.
fn add_caret(ws: &mut Workspace, by: isize) -> CommandResult {
    let view = ws.active_view_or_err()?;
    let display = ws.display_of(view)?;
    let selections = ws.view_selections(view)?;
    let mut all: Vec<Selection> = selections.iter().copied().collect();
    let outermost = if by < 0 { all.first() } else { all.last() };
    let outermost = *outermost.ok_or(CommandError::NotNow("there is no caret"))?;
    let added = display.move_vertical(Selection::caret(outermost.head).with_goal(outermost.goal), by, false);
    if all.iter().any(|selection| selection.head == added.head) {
        return Err(CommandError::NotNow("there is no further line"));
    }
    all.push(added);
    ws.select(view, Selections::new(all, selections.primary_index()))?;
    ws.effect(Effect::Reveal { view, byte: added.head, align: Align::Nearest })
}

fn single(ws: &mut Workspace) -> CommandResult {
    let view = ws.active_view_or_err()?;
    let selections = ws.view_selections(view)?;
    let primary = selections.primary();
    if selections.len() > 1 {
        return ws.set_selections(view, Selections::single(primary), Align::Nearest);
    }
    if !primary.is_caret() {
        return ws.set_selections(view, Selections::caret(primary.head), Align::Nearest);
    }
    if ws.find_query(view).is_some() {
        return ws.find_run(view, crate::command::FindCommand::Close);
    }
    Ok(())
}

fn select_brackets(ws: &mut Workspace) -> CommandResult {
    let syntax = ws.syntax_of(ws.active_view_or_err()?)?;
    ws.move_each(|text, selection| match syntax.enclosing_brackets(text, selection.head) {
        Some((open, close)) => Selection::new(text.next_grapheme(open), close),
        None => selection,
    })
}

impl Workspace {
    /// Changes the selections without scrolling.
    fn reselect_quietly(
        &mut self,
        to: impl FnOnce(&Text, &Selections) -> Option<Selections>,
    ) -> CommandResult {
        let (view, text, selections) = self.active_selections()?;
        match to(&text, &selections) {
            Some(selections) => self.select(view, selections),
            None => Ok(()),
        }
    }

    /// Selects further places with the same text. What began at a caret means whole words, what began with a
    /// selection any place.
    fn select_matches(
        &mut self,
        to: impl FnOnce(Words<'_>, &Text, &Selections, bool) -> Option<Selections>,
    ) -> CommandResult {
        let view = self.active_view_or_err()?;
        let text = self.view_text(view)?;
        let held = self.views.get(&view).ok_or(CommandError::NotNow("the view is closed"))?;
        let chars = self.active_word_chars();
        let words = held.whole_words || held.selections.primary().is_caret();
        let found = to(Words::with(&chars), &text, &held.selections, words)
            .ok_or(CommandError::NotNow("there is no other place"))?;
        self.set_selections(view, found, Align::Nearest)?;
        if let Some(held) = self.views.get_mut(&view) {
            held.whole_words = words;
        }
        Ok(())
    }

    fn expand_selection(&mut self) -> CommandResult {
        let view = self.active_view_or_err()?;
        let text = self.view_text(view)?;
        let syntax = self.syntax_of(view)?;
        let before = self.view_selections(view)?;
        let after = before.transform(|selection| {
            let range = selection.range();
            let ranges = syntax.node_ranges(&text, range.clone());
            let larger = |other: &std::ops::Range<usize>| {
                other.start <= range.start && range.end <= other.end && other.len() > range.len()
            };
            match ranges.into_iter().filter(larger).min_by_key(std::ops::Range::len) {
                Some(larger) => selection.with_range(larger),
                None => selection,
            }
        });
        let after = if after == before { select::expand(&text, &before) } else { after };
        if after == before {
            return Err(CommandError::NotNow("everything is selected"));
        }
        let mut history =
            self.views.get_mut(&view).map(|held| std::mem::take(&mut held.expanded)).unwrap_or_default();
        history.push(before);
        self.set_selections(view, after, Align::Nearest)?;
        if let Some(held) = self.views.get_mut(&view) {
            held.expanded = history;
        }
        Ok(())
    }

    fn shrink_selection(&mut self) -> CommandResult {
        let view = self.active_view_or_err()?;
        let mut history =
            self.views.get_mut(&view).map(|held| std::mem::take(&mut held.expanded)).unwrap_or_default();
        let before = history.pop().ok_or(CommandError::NotNow("the selection was not expanded"))?;
        self.set_selections(view, before, Align::Nearest)?;
        if let Some(held) = self.views.get_mut(&view) {
            held.expanded = history;
        }
        Ok(())
    }
}
