//! Notices: toasts in the corner that go by themselves unless they ask something, and the list of all so far.

use egui::{Align, Rect, Ui, pos2};
use justbuilt_ui::Icon;
use justbuilt_ui::tokens::{self, size, space};
use justbuilt_ui::widgets::{EmptyState, List, Toast, ToastEvent, Tone, toasts};
use justbuilt_ui::{fonts, paint};
use justbuilt_workspace::{Command, Notice, Severity};

use crate::ctx::Ctx;
use crate::shell::effects::{Toasts, stays};

fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Info | Severity::Hint => Tone::Info,
        Severity::Warning => Tone::Warning,
        Severity::Error => Tone::Error,
    }
}

/// Shows the toasts over everything.
pub fn toasts_ui(ctx: &Ctx<'_>, ui: &Ui, state: &mut Toasts) {
    let now = ui.input(|input| input.time);
    for toast in &mut state.shown {
        toast.since.get_or_insert(now);
    }
    let notices = &ctx.snapshot.notices;
    state.shown.retain(|toast| notices.iter().any(|notice| notice.id == toast.notice.id));
    let lives = tokens::time::TOAST.as_secs_f64();
    state.shown.retain(|toast| stays(&toast.notice) || now - toast.since.unwrap_or(now) < lives);
    let next = state
        .shown
        .iter()
        .filter(|toast| !stays(&toast.notice))
        .filter_map(|toast| toast.since)
        .reduce(f64::min);
    if let Some(since) = next {
        ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64((since + lives - now).max(0.01)));
    }
    let labels: Vec<Vec<&str>> = state
        .shown
        .iter()
        .map(|toast| toast.notice.actions.iter().map(|(label, _)| label.as_str()).collect())
        .collect();
    let list: Vec<Toast<'_>> = state
        .shown
        .iter()
        .zip(&labels)
        .map(|(toast, actions)| Toast {
            id: toast.notice.id.0,
            tone: tone(toast.notice.severity),
            title: &toast.notice.title,
            detail: &toast.notice.detail,
            actions,
            progress: None,
        })
        .collect();
    let events = toasts(ui.ctx(), &list, size::STATUS_BAR);
    for event in events {
        match event {
            ToastEvent::Dismissed(id) => dismiss(ctx, state, id),
            ToastEvent::Action(id, index) => {
                let found = state.shown.iter().find(|toast| toast.notice.id.0 == id);
                if let Some((_, command)) = found.and_then(|toast| toast.notice.actions.get(index)) {
                    ctx.send(command.clone());
                }
                dismiss(ctx, state, id);
            }
            ToastEvent::Hovered(id) => {
                if let Some(toast) = state.shown.iter_mut().find(|toast| toast.notice.id.0 == id) {
                    toast.since = Some(now);
                }
            }
        }
    }
}

fn dismiss(ctx: &Ctx<'_>, state: &mut Toasts, id: u64) {
    state.shown.retain(|toast| {
        let this = toast.notice.id.0 == id;
        if this {
            ctx.send(Command::DismissNotice(toast.notice.id));
        }
        !this
    });
}

/// Shows the list of notices, the newest first.
pub fn notices_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let notices = &ctx.snapshot.notices;
    if notices.is_empty() {
        EmptyState::new(Icon::Bell, "No notices").show(ui);
        return;
    }
    let name =
        |index: usize| notices.iter().rev().nth(index).map_or("", |notice| notice.title.as_str()).into();
    let list = List::new(egui::Id::unique("notices list"), "Notices", notices.len()).names(&name);
    list.show(ui, |ui, index, place, _| match notices.iter().rev().nth(index) {
        Some(notice) => row(ctx, ui, notice, place),
        None => String::new(),
    });
}

fn row(ctx: &Ctx<'_>, ui: &mut Ui, notice: &Notice, place: Rect) -> String {
    let colors = &ctx.theme.colors;
    let tone = tone(notice.severity);
    let at = pos2(place.left() + space::L, place.center().y);
    paint::icon(ui.painter(), at, tone.icon(), size::ICON, tone.color(ctx.theme));
    let left = place.left() + space::L + size::ICON;
    let room = Rect::from_x_y_ranges(left..=place.right() - space::M, place.y_range());
    let drawn = paint::text(ui.painter(), room, Align::Min, &notice.title, fonts::body(), colors.text);
    let rest = Rect::from_x_y_ranges(
        drawn.right() + space::S..=room.right().max(drawn.right() + space::S),
        place.y_range(),
    );
    if rest.width() > space::XL {
        paint::text(ui.painter(), rest, Align::Min, &notice.detail, fonts::small(), colors.text_hint);
    }
    format!("{} {}", notice.title, notice.detail)
}
