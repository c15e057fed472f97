//! What is wrong in settings, keymap and themes: one row each, opened at its line.

use egui::{Align, Rect, Ui, pos2};
use justbuilt_base::{Diagnostic, Severity};
use justbuilt_ui::Icon;
use justbuilt_ui::tokens::{size, space};
use justbuilt_ui::widgets::{EmptyState, List};
use justbuilt_ui::{fonts, paint};
use justbuilt_workspace::Command;
use justbuilt_workspace::command::{OpenAt, Place};

use super::State;
use crate::ctx::Ctx;
use crate::shell::focus::problems_id;

/// What the list keeps between frames.
#[derive(Default)]
pub struct ProblemsState {
    cursor: Option<usize>,
}

/// Shows the list of problems.
pub fn problems_ui(ctx: &Ctx<'_>, ui: &mut Ui, panel: &mut State) {
    let problems = ctx.problems;
    let state = &mut panel.problems;
    if problems.is_empty() {
        EmptyState::new(Icon::CircleCheck, "No problems in settings, keymap and themes").show(ui);
        return;
    }
    state.cursor = state.cursor.filter(|index| *index < problems.len());
    let name = |index: usize| problems.get(index).map_or("", |problem| problem.message.as_str()).into();
    let list = List::new(problems_id(), "Problems", problems.len()).names(&name);
    let output = list.selected(state.cursor).show(ui, |ui, index, place, _| match problems.get(index) {
        Some(problem) => row(ctx, ui, problem, place),
        None => String::new(),
    });
    if let Some(index) = output.selected.or(output.clicked) {
        state.cursor = Some(index);
    }
    if let Some(problem) = output.activated.or(output.clicked).and_then(|index| problems.get(index))
        && let Some(path) = &problem.path
    {
        let place = problem.line.map(|line| Place::Line { line: line + 1, column: 1 });
        ctx.send(Command::OpenAt(OpenAt { path: path.clone(), place, preview: false, keep_focus: false }));
    }
}

fn row(ctx: &Ctx<'_>, ui: &mut Ui, problem: &Diagnostic, place: Rect) -> String {
    let colors = &ctx.theme.colors;
    let (icon, color) = match problem.severity {
        Severity::Error => (Icon::CircleX, colors.error),
        Severity::Warning => (Icon::TriangleAlert, colors.warning),
        Severity::Info | Severity::Hint => (Icon::Info, colors.text_secondary),
    };
    paint::icon(ui.painter(), pos2(place.left() + space::L, place.center().y), icon, size::ICON, color);
    let left = place.left() + space::L + size::ICON;
    let strip = |from: f32, to: f32| Rect::from_x_y_ranges(from..=to.max(from), place.y_range());
    let mut at = String::new();
    if let Some(name) = problem.path.as_ref().and_then(|path| path.file_name()) {
        at = name.to_string_lossy().into_owned();
        if let Some(line) = problem.line {
            at.push_str(&format!(":{}", line + 1));
        }
    }
    let right = place.right() - space::M;
    let drawn =
        paint::text(ui.painter(), strip(left, right), Align::Max, &at, fonts::small(), colors.text_hint);
    let text = match &problem.help {
        Some(help) => format!("{} {help}", problem.message),
        None => problem.message.clone(),
    };
    let room = strip(left, drawn.left() - space::S);
    paint::text(ui.painter(), room, Align::Min, &text, fonts::body(), colors.text);
    format!("{} {}, {at}", problem.severity.name(), text)
}
