//! The row of filters above the list: what is asked for, and the chips that change it.

use egui::{Id, Ui, vec2};
use justbuilt_timeline::BranchId;
use justbuilt_ui::Icon;
use justbuilt_ui::timeline::filters::{choices, count, search_field};
use justbuilt_ui::timeline::{AuthorKind, FilterChip, NodeKind};
use justbuilt_ui::tokens::{size, space};
use justbuilt_ui::widgets::Input;
use justbuilt_workspace::timeline::Filter;

use super::{TimelineState, convert};
use crate::ctx::Ctx;

/// What the list is filtered by.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filters {
    /// Words of titles, labels and notes.
    pub search: String,
    kinds: Vec<NodeKind>,
    authors: Vec<AuthorKind>,
    branches: Vec<BranchId>,
    /// A path, a name, a glob, or a folder with a `/` at its end.
    file: String,
    /// A function or a type.
    pub symbol: String,
    added: String,
    removed: String,
}

impl Filters {
    /// Whether everything passes.
    pub fn is_off(&self) -> bool {
        *self == Self::default()
    }

    /// The filter as the timeline knows it.
    pub fn filter(&self) -> Filter {
        let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let file = some(&self.file);
        let folder = file.as_deref().and_then(|file| file.strip_suffix('/')).map(str::to_owned);
        Filter {
            kinds: self.kinds.iter().filter_map(|kind| convert::what(*kind)).collect(),
            by: self.authors.iter().map(|kind| convert::who(*kind)).collect(),
            branches: self.branches.clone(),
            file: file.filter(|_| folder.is_none()),
            folder,
            search: some(&self.search),
            symbol: some(&self.symbol),
            added: Some(self.added.clone()).filter(|text| !text.is_empty()),
            removed: Some(self.removed.clone()).filter(|text| !text.is_empty()),
            ..Filter::default()
        }
    }
}

/// The egui id of the search field.
pub fn search_id() -> Id {
    Id::unique("timeline search")
}

/// Narrower than this, chips have no names.
const COMPACT: f32 = 640.0;
/// Narrower than this, several filters share a chip.
const TIGHT: f32 = 460.0;
/// The widest search field.
const SEARCH: f32 = 260.0;

/// Shows the row.
pub fn filters_ui(ctx: &Ctx<'_>, ui: &mut Ui, state: &mut TimelineState) {
    let timeline = &ctx.snapshot.timeline;
    let of = timeline.nodes;
    let shown = if state.filters.is_off() { of } else { timeline.list.total };
    let row = size::CONTROL + 2.0 * space::XS;
    let mut typing = false;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), row), egui::Sense::HOVER);
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let inner = rect.shrink2(vec2(space::S, 0.0));
    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(inner).layout(layout));
    ui.set_clip_rect(rect.intersect(ui.clip_rect()));
    ui.spacing_mut().item_spacing = vec2(space::XS, 0.0);
    let compact = rect.width() < COMPACT;
    let width = (rect.width() * 0.34).clamp(96.0, SEARCH);
    let field = search_field(&mut ui, search_id(), &mut state.filters.search, width);
    typing |= field.response.has_focus();
    let tight = rect.width() < TIGHT;
    chips(ctx, &mut ui, &mut state.filters, (compact, tight), &mut typing);
    if ui.available_width() > 96.0 {
        ui.add_space(space::S);
        count(&mut ui, shown, of);
    }
    state.typing |= typing;
}

fn chips(
    ctx: &Ctx<'_>,
    ui: &mut Ui,
    filters: &mut Filters,
    (compact, tight): (bool, bool),
    typing: &mut bool,
) {
    let value = names(&filters.kinds, NodeKind::name);
    let chip =
        FilterChip::new("kind", Icon::Shapes).compact(compact).value(value.as_deref()).show(ui, |ui| {
            let all = NodeKind::ALL.map(|kind| (kind, kind.icon(), kind.name()));
            turn(ui, &all, &mut filters.kinds);
        });
    if chip.cleared {
        filters.kinds.clear();
    }
    let value = names(&filters.authors, AuthorKind::name);
    let chip =
        FilterChip::new("author", Icon::User).compact(compact).value(value.as_deref()).show(ui, |ui| {
            let all = AuthorKind::ALL.map(|kind| (kind, kind.icon(), kind.name()));
            turn(ui, &all, &mut filters.authors);
        });
    if chip.cleared {
        filters.authors.clear();
    }
    let branches = &ctx.snapshot.timeline.branches;
    if branches.len() > 1 {
        let name = |id: BranchId| {
            branches.iter().find(|branch| branch.id == id).map_or("?", |branch| branch.name.as_str())
        };
        let value = names(&filters.branches, name);
        let chip = FilterChip::new("branch", Icon::GitBranch).compact(compact).value(value.as_deref()).show(
            ui,
            |ui| {
                let all: Vec<_> = branches
                    .iter()
                    .map(|branch| (branch.id, Icon::GitBranch, branch.name.as_str()))
                    .collect();
                turn(ui, &all, &mut filters.branches);
            },
        );
        if chip.cleared {
            filters.branches.clear();
        }
    }
    if tight {
        about_chip(ui, filters, typing);
        return;
    }
    let mut next = filters.clone();
    let value = Some(filters.file.as_str()).filter(|file| !file.is_empty());
    let chip = FilterChip::new("file", Icon::File).compact(compact).value(value);
    if chip.show(ui, |ui| *typing |= file_field(ui, &mut next)).cleared {
        next.file.clear();
    }
    let value = Some(filters.symbol.as_str()).filter(|symbol| !symbol.is_empty());
    let chip = FilterChip::new("symbol", Icon::Braces).compact(compact).value(value);
    if chip.show(ui, |ui| *typing |= symbol_field(ui, &mut next)).cleared {
        next.symbol.clear();
    }
    let value = text_value(filters);
    let chip = FilterChip::new("text", Icon::TextSearch).compact(compact).value(value.as_deref());
    if chip.show(ui, |ui| *typing |= text_fields(ui, &mut next)).cleared {
        next.added.clear();
        next.removed.clear();
    }
    *filters = next;
}

/// File, symbol and text in one chip, where there is no room for three.
fn about_chip(ui: &mut Ui, filters: &mut Filters, typing: &mut bool) {
    let parts = [Some(filters.file.clone()), Some(filters.symbol.clone()), text_value(filters)];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    let value = Some(parts.join(", ")).filter(|value| !value.is_empty());
    let chip = FilterChip::new("file, symbol or text", Icon::TextSearch).compact(true);
    let chip = chip.value(value.as_deref()).show(ui, |ui| {
        *typing |= file_field(ui, filters);
        *typing |= symbol_field(ui, filters);
        *typing |= text_fields(ui, filters);
    });
    if chip.cleared {
        for field in [&mut filters.file, &mut filters.symbol, &mut filters.added, &mut filters.removed] {
            field.clear();
        }
    }
}

fn text_value(filters: &Filters) -> Option<String> {
    match (filters.added.as_str(), filters.removed.as_str()) {
        ("", "") => None,
        (added, "") => Some(format!("+ {added}")),
        ("", removed) => Some(format!("− {removed}")),
        (added, removed) => Some(format!("+ {added} − {removed}")),
    }
}

fn file_field(ui: &mut Ui, filters: &mut Filters) -> bool {
    field(ui, &mut filters.file, "File or folder", "src/http.rs, *.rs, src/")
}

fn symbol_field(ui: &mut Ui, filters: &mut Filters) -> bool {
    field(ui, &mut filters.symbol, "Function or type", "Function or type")
}

fn text_fields(ui: &mut Ui, filters: &mut Filters) -> bool {
    let added = field(ui, &mut filters.added, "Text that was added", "Added text");
    field(ui, &mut filters.removed, "Text that was removed", "Removed text") || added
}

fn field(ui: &mut Ui, text: &mut String, label: &str, hint: &str) -> bool {
    Input::new(text, label).placeholder(hint).clear_button().width(220.0).show(ui).response.has_focus()
}

/// Turns one of the choices on or off.
fn turn<T: Copy + PartialEq>(ui: &mut Ui, all: &[(T, Icon, &str)], on: &mut Vec<T>) {
    for choice in all {
        let mut answer = on.contains(&choice.0);
        let before = answer;
        if choices(ui, std::slice::from_ref(choice), &mut |_| Some(before)) {
            answer = !before;
        }
        if answer && !before {
            on.push(choice.0);
        } else if before && !answer {
            on.retain(|other| *other != choice.0);
        }
    }
}

/// The names of what is chosen, for a chip.
fn names<'a, T: Copy>(chosen: &[T], name: impl Fn(T) -> &'a str) -> Option<String> {
    match chosen {
        [] => None,
        [one] => Some(name(*one).to_owned()),
        [one, two] => Some(format!("{}, {}", name(*one), name(*two))),
        [one, rest @ ..] => Some(format!("{} and {} more", name(*one), rest.len())),
    }
}
