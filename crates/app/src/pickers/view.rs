//! Paints the open picker and sends what was chosen.

use std::borrow::Cow;
use std::ops::Range;

use egui::{Id, Modifiers};
use justbuilt_ui::icons::file_icon;
use justbuilt_ui::widgets::picker::{Picker as PickerWidget, PickerRow};
use justbuilt_workspace::command::FinderCommand;
use justbuilt_workspace::{Command, PanelId, PickerKind};

use super::{meaning, sources};
use crate::ctx::{Ctx, WindowAction};
use crate::shell::Shell;

/// The egui id of a picker.
fn picker_id(kind: PickerKind) -> Id {
    Id::unique(("picker", kind))
}

/// The egui id of the field that has the keyboard while a picker is open.
pub fn field_id(kind: PickerKind) -> Id {
    justbuilt_ui::widgets::picker::field_id(picker_id(kind))
}

/// Shows the picker, if one is open.
pub fn picker_ui(shell: &mut Shell, ctx: &Ctx<'_>, ui: &egui::Ui) {
    let Some(picker) = &mut shell.picker else { return };
    picker.update(ctx.snapshot);
    let kind = picker.kind();
    let files = kind == PickerKind::Files;
    let finder = &ctx.snapshot.finder;
    let count = if files { finder.items.len() } else { picker.rows().len() };
    let meaning = kind == PickerKind::Meaning;
    let status = match kind {
        PickerKind::Files => file_status(ctx),
        PickerKind::Meaning => meaning::status(&picker.state.query, ctx.snapshot),
        _ => String::new(),
    };
    let footer: &[(&str, &str)] = match kind {
        PickerKind::Files => &[("Enter", "open"), ("Ctrl+Enter", "open beside"), ("Esc", "close")],
        PickerKind::Meaning => meaning::footer(&picker.state.query, ctx.snapshot),
        _ => &[],
    };
    let mut state = picker.state.clone();
    let row = |index: usize| -> PickerRow<'_> {
        if files { file_row(ctx, index) } else { entry_row(ctx, picker, index) }
    };
    let output = PickerWidget::new(picker_id(kind), sources::placeholder(kind))
        .placeholder(sources::placeholder(kind))
        .empty(sources::nothing(kind, ctx.snapshot))
        .busy((files && finder.working) || (meaning && ctx.snapshot.ai.semantic.state.is_busy()))
        .footer(footer)
        .status(&status)
        .show(ui.ctx(), &mut state, count, row);
    if let Some((index, modifiers)) = output.accepted {
        if accept(ctx, picker, index, modifiers) {
            ctx.act(WindowAction::ClosePicker);
        }
    } else if output.selection_changed
        && let Some(command) = picker.entry(state.selected).and_then(|entry| entry.preview.clone())
    {
        ctx.send(command);
    }
    if output.closed {
        ctx.act(WindowAction::ClosePicker);
    }
    if files && (output.query_changed || finder.query != state.query) {
        ctx.send(Command::Finder(FinderCommand::Query(state.query.clone())));
    }
    picker.state = state;
}

/// Does it; whether the picker is of no more use.
fn accept(ctx: &Ctx<'_>, picker: &super::Picker, index: usize, modifiers: Modifiers) -> bool {
    if picker.kind() == PickerKind::Files {
        ctx.send(Command::Finder(FinderCommand::Accept { index, beside: modifiers.command }));
    } else if let Some(entry) = picker.entry(index) {
        let other = entry.other.as_ref().filter(|_| modifiers.command);
        ctx.send(other.unwrap_or(&entry.command).clone());
        if other.is_some() {
            // The keyboard goes to the panel, not back to the tab.
            ctx.act(WindowAction::ClosePicker);
            ctx.act(WindowAction::ShowPanel(PanelId::Chat));
            return false;
        }
        return !entry.stays;
    }
    true
}

fn file_status(ctx: &Ctx<'_>) -> String {
    let finder = &ctx.snapshot.finder;
    match (finder.query.is_empty(), finder.working) {
        (true, true) => format!("{} files so far", finder.total),
        (true, false) => format!("{} files", finder.total),
        (false, _) => format!("{} of {}", finder.matched, finder.total),
    }
}

fn file_row<'a>(ctx: &Ctx<'a>, index: usize) -> PickerRow<'a> {
    let Some(item) = ctx.snapshot.finder.items.get(index) else { return PickerRow::default() };
    PickerRow {
        icon: Some(file_icon(&item.name, ctx.theme)),
        title: Cow::Borrowed(item.name.as_str()),
        title_matches: characters(&item.name, &item.name_matches).into(),
        detail: Cow::Borrowed(item.folder.as_str()),
        detail_matches: characters(&item.folder, &item.folder_matches).into(),
        keys: None,
        note: if item.recent { Cow::Borrowed("recent") } else { Cow::Borrowed("") },
        disabled: false,
    }
}

fn entry_row<'a>(ctx: &Ctx<'_>, picker: &'a super::Picker, index: usize) -> PickerRow<'a> {
    let (Some(row), Some(entry)) = (picker.rows().get(index), picker.entry(index)) else {
        return PickerRow::default();
    };
    PickerRow {
        icon: entry.icon.map(|icon| (icon, ctx.theme.colors.text_secondary)),
        title: Cow::Borrowed(entry.label.as_str()),
        title_matches: characters(&entry.label, &row.matches).into(),
        detail: Cow::Borrowed(entry.detail.as_str()),
        detail_matches: Cow::Borrowed(&[]),
        keys: (!entry.trailing.is_empty() && entry.impossible.is_none())
            .then_some(Cow::Borrowed(entry.trailing.as_str())),
        note: match entry.impossible {
            Some(reason) => Cow::Borrowed(reason),
            None if entry.current => Cow::Borrowed("current"),
            None => Cow::Borrowed(entry.note.as_str()),
        },
        disabled: entry.impossible.is_some(),
    }
}

/// Indices of the characters in these byte ranges.
fn characters(text: &str, ranges: &[Range<usize>]) -> Vec<u32> {
    if ranges.is_empty() {
        return Vec::new();
    }
    let inside = |byte: usize| ranges.iter().any(|range| range.contains(&byte));
    text.char_indices()
        .zip(0_u32..)
        .filter(|((byte, _), _)| inside(*byte))
        .map(|(_, number)| number)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn byte_ranges_become_characters() {
        assert_eq!(characters("größe", &[0..2, 4..6]), [0, 1, 3]);
        assert_eq!(characters("abc", &[]), Vec::<u32>::new());
    }
}
