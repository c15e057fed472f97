//! The pages of a sketch as a list: shown by a click, named, put in order, added, copied, taken away.

use egui::{Id, Key, Modifiers, Ui, UiBuilder, vec2};

use super::{Out, Source};
use crate::canvas::{CanvasState, Intent};
use crate::icons::Icon;
use crate::theme::Theme;
use crate::tokens::{size, space};
use crate::widgets::{DropPlace, IconButton, Rename, RowButton, Tree, TreeRow, TreeState, section_header};

/// So many pages are seen at once; more scroll.
const SEEN: usize = 5;

/// A page in the list.
#[derive(Clone, Copy, Debug)]
pub struct PageTitle<'a> {
    /// Unique in the sketch.
    pub id: &'a str,
    /// As it is called.
    pub name: &'a str,
}

/// What the list keeps.
#[derive(Default)]
pub struct Pages {
    tree: TreeState,
    /// The page that is shown is to be named.
    rename: bool,
    /// Which page was shown.
    shown: Option<usize>,
}

impl Pages {
    /// Lets the page that is shown be named.
    pub fn rename(&mut self) {
        self.rename = true;
    }
}

const ALONE: &[RowButton<'static>] = &[COPY];
const SEVERAL: &[RowButton<'static>] =
    &[RowButton { icon: Icon::Trash2, name: "Delete page", on: false }, COPY];
const COPY: RowButton<'static> = RowButton { icon: Icon::Copy, name: "Duplicate page", on: false };

/// Shows the list.
pub fn show(ui: &mut Ui, id: Id, state: &mut CanvasState, source: &Source<'_>, out: &mut Out<'_>) {
    if source.pages.is_empty() {
        return;
    }
    let theme = Theme::of(ui.ctx());
    section_header(ui, "Pages", |ui| {
        if ui.add(IconButton::new(Icon::Plus, "Add a page").small()).clicked() {
            out.intents.push(Intent::AddPage);
        }
    });
    let count = source.pages.len();
    let height = count.min(SEEN) as f32 * size::ROW + 2.0 * space::XS;
    let list = &mut state.dock.pages;
    if list.shown != Some(source.page) {
        list.shown = Some(source.page);
        list.tree.select(source.page as u64);
    }
    if std::mem::take(&mut list.rename)
        && let Some(page) = source.pages.get(source.page)
    {
        list.tree.rename = Some(Rename::new(source.page as u64, page.name));
    }
    let buttons = if count > 1 { SEVERAL } else { ALONE };
    let row = |index: usize| -> TreeRow<'_> {
        let Some(page) = source.pages.get(index) else { return TreeRow::new(u64::MAX, "") };
        let on = index == source.page;
        let color = if on { theme.colors.accent } else { theme.colors.text_hint };
        TreeRow { icon: Some((Icon::File, color)), buttons, ..TreeRow::new(index as u64, page.name) }
    };
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), egui::Sense::HOVER);
    // A child of its own: the space is taken already.
    let mut inside = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("pages"));
    inside.set_clip_rect(rect.intersect(ui.clip_rect()));
    let tree = Tree::new(id.with("pages"), "Pages", count).draggable(count > 1).ordered(true);
    let output = tree.show(&mut inside, &mut list.tree, row);
    let at = |row: u64| usize::try_from(row).unwrap_or(usize::MAX);
    if let Some(activated) = output.activated {
        if activated.keep && at(activated.id) == source.page {
            list.rename = true;
            ui.ctx().request_repaint();
        } else {
            out.intents.push(Intent::ShowPage(at(activated.id)));
        }
    } else if output.selection_changed
        && let Some(cursor) = list.tree.cursor
    {
        out.intents.push(Intent::ShowPage(at(cursor)));
    }
    if let Some((row, name)) = output.renamed {
        list.tree.rename = None;
        out.intents.push(Intent::RenamePage(at(row), name));
    }
    if let Some((row, button)) = output.pressed {
        out.intents.push(match (count > 1, button) {
            (true, 0) => Intent::RemovePage(at(row)),
            _ => Intent::DuplicatePage(at(row)),
        });
    }
    if let (Some((drag, target)), place) = (output.dropped, output.drop_place)
        && let Some(from) = drag.rows.first().map(|row| at(*row))
    {
        let target = target.map_or(count, |row| at(row) + usize::from(place == DropPlace::After));
        let to = if from < target { target.saturating_sub(1) } else { target };
        out.intents.push(Intent::MovePage { from, to });
    }
    if output.response.has_focus() && list.tree.rename.is_none() {
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if pressed(Key::F2) {
            list.rename = true;
        }
        if pressed(Key::Delete) && count > 1 {
            out.intents.push(Intent::RemovePage(source.page));
        }
    }
}
