//! The library: the own components, and items of libraries from files. Dragged onto the canvas; a click takes a
//! component in the hand, or puts an item into the middle of what is seen.
//!
//! Not here: reading libraries.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use egui::{Align, CursorIcon, Id, Key, Rect, Role, Sense, Ui, WidgetInfo, vec2};
use justbuilt_sketch::canvas::{Action, Tool, component_size};
use justbuilt_sketch::scene::{ComponentKind, Kind, Page, Sketch};

use super::{Out, Source};
use crate::canvas::bars::COMPONENTS;
use crate::canvas::thumbnail::Thumbnail;
use crate::canvas::{CanvasState, Intent};
use crate::icons::Icon;
use crate::theme::Theme;
use crate::tokens::{canvas as tokens, radius, space};
use crate::widgets::{IconButton, Input, WithTooltip as _, section_header};
use crate::{focus, fonts, paint};

/// Pictures that are worked out in one frame.
const MADE: usize = 16;

/// A library of items.
#[derive(Clone, Debug)]
pub struct Library {
    /// As it is called.
    pub title: String,
    /// Each page is an item.
    pub sketch: Arc<Sketch>,
}

/// What is dragged out of the library: egui's drag payload.
#[derive(Clone, Debug)]
pub enum Carried {
    /// A component.
    Component(ComponentKind),
    /// A page of a library.
    Item(Arc<Sketch>, usize),
}

/// What the panel keeps.
#[derive(Default)]
pub struct Shelf {
    query: String,
    /// By the address of the library and the number of the item.
    items: BTreeMap<(usize, usize), Thumbnail>,
    components: BTreeMap<ComponentKind, Thumbnail>,
    /// Keeps addresses taken.
    known: Vec<Arc<Sketch>>,
    /// Libraries were asked for.
    asked: bool,
}

/// Shows the panel.
pub fn show(
    ui: &mut Ui,
    id: Id,
    state: &mut CanvasState,
    source: &Source<'_>,
    out: &mut Out<'_>,
    wish: bool,
) {
    let mut shelf = std::mem::take(&mut state.dock.library);
    if !std::mem::replace(&mut shelf.asked, true) {
        out.intents.push(Intent::LookForLibraries);
    }
    shelf.known.retain(|known| source.libraries.iter().any(|library| Arc::ptr_eq(&library.sketch, known)));
    for library in source.libraries {
        if !shelf.known.iter().any(|known| Arc::ptr_eq(known, &library.sketch)) {
            shelf.known.push(Arc::clone(&library.sketch));
        }
    }
    let Shelf { known, items, .. } = &mut shelf;
    items.retain(|(address, _), _| known.iter().any(|sketch| Arc::as_ptr(sketch) as usize == *address));
    ui.add_space(space::S);
    ui.horizontal(|ui| {
        ui.add_space(space::M);
        let width = ui.available_width() - space::M;
        let field = Input::new(&mut shelf.query, "Search the library")
            .id(id.with("library query"))
            .placeholder("Search")
            .icon(Icon::Search)
            .clear_button()
            .focus(wish)
            .width(width)
            .show(ui);
        if field.cancelled {
            shelf.query.clear();
            ui.memory_mut(|memory| memory.request_focus(id));
        }
    });
    ui.add_space(space::XS);
    let wanted = shelf.query.trim().to_lowercase();
    let matches = |name: &str| wanted.is_empty() || name.to_lowercase().contains(&wanted);
    let mut left = MADE;
    let mut chosen = None;
    let scroll = egui::ScrollArea::vertical().id_salt(id.with("library")).auto_shrink([false, false]);
    scroll.show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        let components: Vec<_> = COMPONENTS.iter().filter(|(_, name, _)| matches(name)).collect();
        if !components.is_empty() {
            section_header(ui, "Components", |_| {});
        }
        grid(ui, components.len(), |ui, at, rect| {
            let Some((kind, name, _)) = components.get(at) else { return };
            let on = state.canvas.tool() == Tool::Component(*kind);
            let tile = Tile { rect, name, on };
            let preview = made(&mut shelf.components, *kind, &mut left, ui, || component(*kind));
            let response = tile.show(ui, id.with(("component", *kind)), preview);
            if response.drag_started() {
                response.dnd_set_drag_payload(Carried::Component(*kind));
            }
            if response.clicked() {
                chosen = Some(Carried::Component(*kind));
            }
        });
        for library in source.libraries {
            library_ui(ui, id, library, &matches, (&mut shelf.items, &mut left), &mut chosen);
        }
        let selected = !state.canvas.selection().is_empty();
        own(ui, selected, source.libraries.is_empty(), out);
        focus::scroll_to(ui);
    });
    match chosen {
        // In the hand: the next click on the canvas places it, Enter in the middle.
        Some(Carried::Component(kind)) => {
            state.canvas.set_tool(Tool::Component(kind));
            out.actions.push(Action::Tool(Tool::Component(kind)));
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        Some(Carried::Item(sketch, item)) => {
            let at = state.canvas.camera.visible().center();
            out.intents.push(Intent::PutItem { sketch, item, at });
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        None => {}
    }
    state.dock.library = shelf;
}

/// The items of a library.
fn library_ui(
    ui: &mut Ui,
    id: Id,
    library: &Library,
    matches: &dyn Fn(&str) -> bool,
    (previews, left): (&mut BTreeMap<(usize, usize), Thumbnail>, &mut usize),
    chosen: &mut Option<Carried>,
) {
    let title = matches(&library.title);
    let items: Vec<usize> = library
        .sketch
        .pages
        .iter()
        .enumerate()
        .filter(|(_, page)| !page.elements.is_empty() && (title || matches(&page.name)))
        .map(|(index, _)| index)
        .collect();
    if items.is_empty() {
        return;
    }
    section_header(ui, &library.title, |_| {});
    let address = Arc::as_ptr(&library.sketch) as usize;
    grid(ui, items.len(), |ui, at, rect| {
        let Some((item, page)) = items.get(at).and_then(|i| Some((*i, library.sketch.pages.get(*i)?))) else {
            return;
        };
        let number = format!("Item {}", item + 1);
        let name = if page.name.trim().is_empty() { number.as_str() } else { page.name.as_str() };
        let preview = made(previews, (address, item), left, ui, || page.clone());
        let response = Tile { rect, name, on: false }.show(ui, id.with(("item", address, item)), preview);
        if response.drag_started() {
            response.dnd_set_drag_payload(Carried::Item(Arc::clone(&library.sketch), item));
        }
        if response.clicked() {
            *chosen = Some(Carried::Item(Arc::clone(&library.sketch), item));
        }
    });
}

/// What goes into the own library, and where libraries come from.
fn own(ui: &mut Ui, selected: bool, none: bool, out: &mut Out<'_>) {
    let theme = Theme::of(ui.ctx());
    ui.add_space(space::M);
    ui.horizontal(|ui| {
        ui.add_space(space::S);
        ui.spacing_mut().item_spacing.x = space::XS;
        let keep =
            IconButton::new(Icon::Plus, "Add the selection to the library of this project").enabled(selected);
        if ui.add(keep).clicked() {
            out.intents.push(Intent::KeepInLibrary);
        }
        if ui.add(IconButton::new(Icon::FolderOpen, "Open a library file…")).clicked() {
            out.intents.push(Intent::OpenLibrary);
        }
        if ui.add(IconButton::new(Icon::RefreshCw, "Look for libraries again")).clicked() {
            out.intents.push(Intent::LookForLibraries);
        }
    });
    if none {
        let text = "Files ending in .excalidrawlib in the project are shown here.";
        let width = ui.available_width() - 2.0 * space::M;
        let galley =
            ui.painter().layout(text.to_owned(), fonts::small(), theme.colors.text_hint, width.max(40.0));
        let (rect, _) =
            ui.allocate_exact_size(vec2(width + 2.0 * space::M, galley.size().y + space::M), Sense::HOVER);
        ui.painter().galley(rect.min + vec2(space::M, space::XS), galley, theme.colors.text_hint);
    }
    ui.add_space(space::M);
}

/// Two tiles beside each other, those that are seen and those beside them.
fn grid(ui: &mut Ui, count: usize, mut tile: impl FnMut(&mut Ui, usize, Rect)) {
    let gap = space::S;
    let width = ((ui.available_width() - 2.0 * space::M - gap) / 2.0).max(48.0);
    let height = tokens::ITEM + 18.0;
    for row in 0..count.div_ceil(2) {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height + gap), Sense::HOVER);
        // One row more on both sides: the keyboard goes there next.
        if !ui.is_rect_visible(rect.expand2(vec2(0.0, height + gap))) {
            continue;
        }
        for column in 0..2 {
            let at = row * 2 + column;
            if at < count {
                let left = rect.left() + space::M + column as f32 * (width + gap);
                tile(ui, at, Rect::from_min_size(egui::pos2(left, rect.top()), vec2(width, height)));
            }
        }
    }
}

/// The picture of an item, when there is time to make it.
fn made<'p, K: Ord + Copy>(
    previews: &'p mut BTreeMap<K, Thumbnail>,
    key: K,
    left: &mut usize,
    ui: &Ui,
    page: impl FnOnce() -> Page,
) -> Option<&'p mut Thumbnail> {
    match previews.entry(key) {
        Entry::Occupied(known) => Some(known.into_mut()),
        Entry::Vacant(_) if *left == 0 => {
            ui.ctx().request_repaint();
            None
        }
        Entry::Vacant(free) => {
            *left -= 1;
            Some(free.insert(Thumbnail::new(&page())))
        }
    }
}

/// A page with a component as it is placed.
fn component(kind: ComponentKind) -> Page {
    let mut canvas = justbuilt_sketch::canvas::Canvas::new(&Page::default(), 0);
    let size = component_size(kind);
    canvas.place(Tool::Component(kind), (size.width / 2.0, size.height / 2.0).into());
    let mut page = canvas.board().page().clone();
    for element in &mut page.elements {
        let element = Arc::make_mut(element);
        if let Kind::Component(component) = &mut element.kind
            && matches!(kind, ComponentKind::Checkbox | ComponentKind::Radio | ComponentKind::Toggle)
        {
            component.on = true;
        }
    }
    page
}

/// A tile: a picture with its name below.
struct Tile<'a> {
    rect: Rect,
    name: &'a str,
    on: bool,
}

impl Tile<'_> {
    fn show(&self, ui: &Ui, id: Id, preview: Option<&mut Thumbnail>) -> egui::Response {
        let theme = Theme::of(ui.ctx());
        let response = ui.interact(self.rect, id, Sense::click_and_drag());
        let picture = self.rect.with_max_y(self.rect.bottom() - 18.0);
        let painter = ui.painter();
        paint::fill(painter, picture, radius::CONTROL, theme.colors.editor_background);
        let edge = if self.on { theme.colors.accent } else { theme.colors.border };
        paint::border(painter, picture, radius::CONTROL, edge);
        if let Some(preview) = preview {
            preview.paint(painter, picture.shrink(2.0), theme.dark);
        }
        if let Some(wash) = paint::wash(&response, &theme) {
            paint::fill(painter, picture, radius::CONTROL, wash);
        }
        let caption = self.rect.with_min_y(picture.bottom());
        let color = if self.on { theme.colors.accent } else { theme.colors.text_secondary };
        paint::text(
            painter,
            caption.translate(vec2(0.0, 1.0)),
            Align::Center,
            self.name,
            fonts::caption(),
            color,
        );
        if focus::shows(ui, &response) {
            paint::focus_ring(painter, picture, radius::CONTROL, &theme);
        }
        let (on, name) = (self.on, self.name);
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, name));
        let response = response.on_hover_cursor(CursorIcon::Grab);
        if response.has_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
            response.surrender_focus();
        }
        response.tooltip(&format!("{name}: drag it onto the canvas, or click"))
    }
}
