//! What a node is: when, who, what it says, which files it changed, and what can be done with it.

use egui::{Id, RichText, ScrollArea, Ui, vec2};
use justbuilt_timeline::Node;
use justbuilt_ui::Icon;
use justbuilt_ui::timeline::changed_files;
use justbuilt_ui::timeline::date::ago;
use justbuilt_ui::tokens::{size, space, type_size};
use justbuilt_ui::widgets::{Button, IconButton};
use justbuilt_ui::{fonts, paint};
use justbuilt_workspace::timeline::{NodeDetail, TimelineCommand};

use super::ask::Ask;
use super::{TimelineState, convert, list, send};
use crate::ctx::Ctx;

/// Shows the node that is selected.
pub fn detail_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut TimelineState) {
    ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
    let detail = ctx.snapshot.timeline.selected.clone();
    let Some(detail) = detail.filter(|detail| Some(detail.node.id) == state.selected) else { return };
    let node = &detail.node;
    head_ui(ctx, ui, state, node);
    words_ui(ctx, ui, &detail);
    ui.add_space(space::XS);
    ui.horizontal(|ui| {
        let shown = ctx.snapshot.timeline.past().is_some_and(|past| past.moment == node.moment());
        if ui.add(Button::new("Go there").icon(Icon::History).enabled(!shown)).clicked() {
            send(ctx, TimelineCommand::SeekNode(node.id));
        }
        if ui.add(Button::new("Compare with now").ghost().icon(Icon::GitCompare)).clicked() {
            send(ctx, TimelineCommand::Compare { from: node.moment(), to: None });
        }
    });
    ui.add_space(space::XS);
    files_ui(ctx, ui, &detail);
}

fn head_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut TimelineState, node: &Node) {
    let colors = &ctx.theme.colors;
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::CONTROL), egui::Sense::HOVER);
    let kind = convert::node_kind(&node.kind);
    let icon = egui::pos2(row.left() + size::ICON / 2.0, row.center().y);
    paint::icon(ui.painter(), icon, kind.icon(), size::ICON, colors.text_secondary);
    let builder =
        egui::UiBuilder::new().max_rect(row).layout(egui::Layout::right_to_left(egui::Align::Center));
    let mut side = ui.new_child(builder);
    side.spacing_mut().item_spacing.x = 0.0;
    if side.add(IconButton::new(Icon::X, "Close the details").small()).clicked() {
        list::select(ctx, state, None);
    }
    if side.add(IconButton::new(Icon::StickyNote, "Add a note").small()).clicked() {
        state.ask = Some(Ask::note(node.id));
    }
    if side.add(IconButton::new(Icon::Tag, "Name this moment").small()).clicked() {
        state.ask = Some(Ask::label(Some(node.id), node.label.clone().unwrap_or_default()));
    }
    let right = side.min_rect().left() - space::S;
    let place = egui::Rect::from_x_y_ranges(icon.x + size::ICON..=right, row.y_range());
    let font = fonts::ui_semibold(type_size::UI);
    paint::text(ui.painter(), place, egui::Align::Min, &node.title, font, colors.text);
}

fn words_ui(ctx: &Ctx<'_>, ui: &mut Ui, detail: &NodeDetail) {
    let colors = &ctx.theme.colors;
    let node = &detail.node;
    let say = |ui: &mut Ui, text: String, color| {
        ui.label(RichText::new(text).font(fonts::small()).color(color));
    };
    let when = ctx.time.moment(node.time, ctx.now);
    let author = &detail.author;
    let origin = author.detail.as_deref().map(|detail| format!(" · {detail}")).unwrap_or_default();
    say(ui, format!("{when} · {}", ago(node.time, ctx.now)), colors.text_secondary);
    say(ui, format!("{}{origin}", author.name), colors.text_secondary);
    if let Some(label) = &node.label {
        ui.label(RichText::new(label).font(fonts::ui_medium(type_size::SMALL)).color(colors.accent));
    }
    let words = !node.content.is_empty() || !node.notes.is_empty();
    if words {
        let most = (ui.available_height() * 0.4).max(48.0);
        ScrollArea::vertical().id_salt("words").max_height(most).show(ui, |ui| {
            if !node.content.is_empty() {
                say(ui, node.content.trim().to_owned(), colors.text);
            }
            for note in &node.notes {
                say(
                    ui,
                    format!("{} · {}", ctx.time.moment(note.time, ctx.now), note.text),
                    colors.text_secondary,
                );
            }
        });
    }
}

fn files_ui(ctx: &Ctx<'_>, ui: &mut Ui, detail: &NodeDetail) {
    if detail.files.is_empty() {
        let text = if detail.loading { "Looking at the files" } else { "No file was changed" };
        let color = ctx.theme.colors.text_hint;
        ui.label(RichText::new(text).font(fonts::small()).color(color));
        return;
    }
    let id = Id::unique("timeline node files");
    let output = changed_files(ui, id, detail.files.len(), None, |index| {
        detail.files.get(index).map(convert::changed_file)
    });
    let opened = output.clicked.or(output.activated).and_then(|index| detail.files.get(index));
    if let Some(file) = opened {
        send(ctx, TimelineCommand::SeekNode(detail.node.id));
        send(ctx, TimelineCommand::OpenThen(file.path.clone()));
    }
}
