//! The page of context: exactly what goes out with the next message of a conversation, why, and what does not. Shows what
//! the workspace has put together; changes nothing of it.

use egui::{Id, RichText, Ui, vec2};
use justbuilt_ai::context::{LeftOut, Manifest, Sent};
use justbuilt_ai::prices::Cost;
use justbuilt_ui::tokens::{radius, size, space, type_size};
use justbuilt_ui::widgets::{EmptyState, List, Switch, Tone};
use justbuilt_ui::{Icon, fonts, paint};
use justbuilt_workspace::ai::{AiCommand, ChatCommand, ContextKind, ContextState as State, ContextView};
use justbuilt_workspace::{Command, ConversationId};

use super::super::{note_ui, page_ui};
use super::{caption, heading_ui, mark_ui, thousands};
use crate::ctx::Ctx;

/// What the page keeps between frames.
#[derive(Default)]
pub struct ContextState {
    wrapped: Option<Wrapped>,
}

/// A text in rows.
struct Wrapped {
    text: std::sync::Arc<str>,
    /// Cells of a row.
    columns: usize,
    rows: Vec<String>,
}

/// Shows the page.
pub fn context_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut ContextState, id: ConversationId) {
    let open = ctx.snapshot.ai.chat.open.as_ref().filter(|open| open.id == id);
    let Some(open) = open else {
        let empty = EmptyState::new(Icon::MessageSquare, "This conversation is not the one that is open");
        if empty.action("Open it", None).show(ui).is_some() {
            ctx.send(Command::Ai(AiCommand::Chat(ChatCommand::Open(id))));
        }
        return;
    };
    let view = &open.context;
    page_ui(ui, ctx.theme, "Context", |ui| {
        let title = format!("What goes out with the next message of “{}”.", open.title);
        note_ui(ui, ctx.theme, &title);
        summary_ui(ctx, ui, view);
        let mut gathers = view.gathers;
        ui.horizontal(|ui| {
            if ui.add(Switch::new(&mut gathers, "Send open files and rules along")).changed() {
                ctx.send(Command::Ai(AiCommand::Chat(ChatCommand::Gather(gathers))));
            }
            note_ui(
                ui,
                ctx.theme,
                "Open files, rules of the project and what is related go along by themselves.",
            );
        });
        match &view.manifest {
            None => note_ui(ui, ctx.theme, "It is being put together…"),
            Some(manifest) => manifest_ui(ctx, ui, manifest),
        }
        pictures_ui(ctx, ui, view);
        ui.add_space(space::L);
        heading_ui(ctx, ui, "To the letter");
        text_ui(ctx, ui, state, view);
    });
}

fn summary_ui(ctx: &Ctx<'_>, ui: &mut Ui, view: &ContextView) {
    match &view.target {
        Ok(target) => {
            let text = format!("{}/{}: {}", target.provider, target.model, target.reason);
            mark_ui(ctx, ui, Tone::Info, &text);
        }
        Err(why) if !why.is_empty() => mark_ui(ctx, ui, Tone::Warning, why),
        Err(_) => {}
    }
    let window = view.window.map(|window| format!(" of {}", thousands(window))).unwrap_or_default();
    let cost = match view.cost {
        Some(Cost::Known(money)) => format!(" · {money} at most"),
        Some(Cost::Unknown) => " · price not known".to_owned(),
        None => String::new(),
    };
    let text = format!("{}{window} tokens in all, with everything said so far{cost}", thousands(view.tokens));
    ui.label(RichText::new(text).font(fonts::body()).color(ctx.theme.colors.text));
    if let Some(window) = view.window.filter(|window| *window > 0) {
        let share = (view.tokens as f32 / window as f32).clamp(0.0, 1.0);
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 6.0), egui::Sense::HOVER);
        let colors = &ctx.theme.colors;
        paint::fill(ui.painter(), rect, radius::SMALL, colors.raised);
        let color = if share > 0.9 { colors.warning } else { colors.accent };
        let filled = rect.with_max_x(rect.left() + rect.width() * share);
        paint::fill(ui.painter(), filled, radius::SMALL, color);
    }
}

fn manifest_ui(ctx: &Ctx<'_>, ui: &mut Ui, manifest: &Manifest) {
    ui.add_space(space::S);
    let title =
        format!("Goes along: {} of {} tokens", thousands(manifest.tokens), thousands(manifest.budget));
    heading_ui(ctx, ui, &title);
    if manifest.sent.is_empty() {
        note_ui(ui, ctx.theme, "Nothing but what you write.");
    }
    for sent in &manifest.sent {
        sent_ui(ctx, ui, sent);
    }
    if !manifest.left_out.is_empty() {
        ui.add_space(space::S);
        heading_ui(ctx, ui, "Stays here");
        for left in &manifest.left_out {
            left_ui(ctx, ui, left);
        }
    }
}

/// Pictures go along beside the text.
fn pictures_ui(ctx: &Ctx<'_>, ui: &mut Ui, view: &ContextView) {
    let pictures: Vec<_> = view.chips.iter().filter(|chip| chip.kind == ContextKind::Image).collect();
    if pictures.is_empty() {
        return;
    }
    ui.add_space(space::S);
    heading_ui(ctx, ui, "Pictures");
    for chip in pictures {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            let label = RichText::new(&chip.label).font(fonts::code(type_size::SMALL));
            ui.label(label.color(ctx.theme.colors.text));
            let said = match &chip.state {
                State::Tokens(tokens) => {
                    format!("{} · {} tokens", chip.detail, thousands(*tokens))
                }
                State::Reading => "is being made…".to_owned(),
                State::Failed(why) => why.clone(),
            };
            ui.label(caption(ctx, &said));
        });
    }
}

fn sent_ui(ctx: &Ctx<'_>, ui: &mut Ui, sent: &Sent) {
    let colors = &ctx.theme.colors;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let source = RichText::new(&sent.source).font(fonts::code(type_size::SMALL));
        ui.label(source.color(colors.text));
        let mut said = vec![sent.kind.word().to_owned()];
        if let Some(lines) = &sent.lines {
            said.push(format!("lines {}–{}", lines.start + 1, lines.end.max(lines.start + 1)));
        }
        said.push(sent.reason.clone());
        said.push(format!("{} tokens", thousands(sent.tokens)));
        if let Some(cut) = sent.cut {
            said.push(format!("cut to {} of {} lines", cut.lines, cut.of));
        }
        ui.label(caption(ctx, &said.join(" · ")));
    });
    let count = sent.redacted.len();
    if count > 0 {
        let mut rules: Vec<&str> = sent.redacted.iter().map(|(rule, _)| rule.as_str()).collect();
        rules.sort_unstable();
        rules.dedup();
        let word = if count == 1 { "secret is" } else { "secrets are" };
        mark_ui(ctx, ui, Tone::Warning, &format!("{count} {word} taken out: {}", rules.join(", ")));
    }
    if sent.made_visible > 0 {
        let text = format!("{} invisible characters are written out", sent.made_visible);
        mark_ui(ctx, ui, Tone::Warning, &text);
    }
    if let Some(line) = sent.suspicious.first() {
        let text = format!("Line {} reads like an order to the model; it is sent as data", line + 1);
        mark_ui(ctx, ui, Tone::Warning, &text);
    }
}

fn left_ui(ctx: &Ctx<'_>, ui: &mut Ui, left: &LeftOut) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let source = RichText::new(&left.source).font(fonts::code(type_size::SMALL));
        ui.label(source.color(ctx.theme.colors.text_secondary));
        ui.label(caption(ctx, &format!("{} · {}", left.reason, left.why)));
    });
}

fn text_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut ContextState, view: &ContextView) {
    if view.text.is_empty() {
        note_ui(ui, ctx.theme, "Nothing goes along.");
        return;
    }
    let font = fonts::code(type_size::SMALL);
    let cell = ui.fonts_mut(|fonts| fonts.glyph_width(&font, '0')).max(1.0);
    let columns = ((ui.available_width() - 2.0 * space::M) / cell).floor().max(20.0) as usize;
    let same = |of: &Wrapped| std::sync::Arc::ptr_eq(&of.text, &view.text) && of.columns == columns;
    if !state.wrapped.as_ref().is_some_and(same) {
        let rows = view.text.lines().flat_map(|line| rows(&line.replace('\t', "    "), columns)).collect();
        state.wrapped = Some(Wrapped { text: std::sync::Arc::clone(&view.text), columns, rows });
    }
    let Some(Wrapped { rows, .. }) = &state.wrapped else { return };
    let colors = &ctx.theme.colors;
    egui::Frame::new().fill(colors.panel).corner_radius(radius::CONTROL).show(ui, |ui| {
        ui.set_height(360.0);
        List::new(Id::unique("context text"), "What is sent", rows.len())
            .row_height(size::ROW - 5.0)
            .selectable(&|_| false)
            .show(ui, |ui, index, place, _| {
                let row = rows.get(index).cloned().unwrap_or_default();
                let room = place.shrink2(vec2(space::M, 0.0));
                paint::text(ui.painter(), room, egui::Align::Min, &row, font.clone(), colors.text_secondary);
                row
            });
    });
}

/// A line in rows of at most `columns` cells: all of it is to be read. What may be wide counts as wide.
fn rows(line: &str, columns: usize) -> Vec<String> {
    let mut rows = vec![String::new()];
    let mut used = 0;
    for letter in line.chars() {
        let cells = if letter.is_ascii() { 1 } else { 2 };
        if used + cells > columns {
            rows.push(String::new());
            used = 0;
        }
        used += cells;
        if let Some(row) = rows.last_mut() {
            row.push(letter);
        }
    }
    rows
}
