//! Paints the rows of a turn: its head and its text here, code and tables in [`code`], what has buttons in [`boxes`].

mod boxes;
mod code;

use std::sync::Arc;

use egui::text_selection::LabelSelectionState;
use egui::{
    Align, CursorIcon, Galley, Id, Layout, Popup, Pos2, Rect, Role, Sense, Stroke, Ui, UiBuilder, WidgetInfo,
    pos2, vec2,
};

use super::avatar::paint_avatar;
use super::data::{Assets, Intent, Speaker, State};
use super::item::{FALLBACK, Item, Kind, Laid, link_places};
use super::markdown::Marker;
use super::turn::{Fold, TurnView};
use crate::icons::Icon;
use crate::style::popup_frame;
use crate::theme::Theme;
use crate::tokens::{chat, radius, size, space, type_size};
use crate::widgets::tooltip::WithTooltip;
use crate::widgets::{IconButton, MenuItem};
use crate::{fonts, paint};

/// What changes only the looks of a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Fold or unfold something.
    Turn(Fold),
    /// Edit the question in place.
    Edit,
    /// End that.
    EndEdit,
    /// Select the turn and give the list the keyboard.
    Select,
}

/// What all rows are painted with.
pub(super) struct Env<'a> {
    pub(super) theme: Arc<Theme>,
    pub(super) list: Id,
    pub(super) generation: u64,
    pub(super) models: &'a [String],
    pub(super) width: f32,
    pub(super) margin: f32,
    /// Whether the pointer is on the turn that is painted.
    pub(super) hovered: bool,
    /// Whether it is selected by the keyboard.
    pub(super) chosen: bool,
    pub(super) intents: Vec<Intent>,
    pub(super) actions: Vec<(u64, Action)>,
}

impl<'a> Env<'a> {
    pub(super) fn new(theme: Arc<Theme>, list: Id, generation: u64, models: &'a [String]) -> Self {
        Self {
            theme,
            list,
            generation,
            models,
            width: 0.0,
            margin: chat::MARGIN,
            hovered: false,
            chosen: false,
            intents: Vec::new(),
            actions: Vec::new(),
        }
    }

    /// The width of a turn's rows.
    pub(super) fn content_width(&self, view: &TurnView) -> f32 {
        self.width - 2.0 * view.inset()
    }

    fn id(&self, turn: u64, index: usize) -> Id {
        self.list.with(("row", turn, index))
    }
}

/// The id of the field in which a question is edited.
pub(super) fn edit_id(list: Id, turn: u64) -> Id {
    list.with(("edit", turn))
}

/// Paints a row. Gives back its height when only painting says it.
pub(super) fn item_ui(
    ui: &mut Ui,
    env: &mut Env<'_>,
    view: &mut TurnView,
    assets: &mut dyn Assets,
    item: &Item,
    index: usize,
    rect: Rect,
) -> Option<f32> {
    let inner = Rect::from_min_max(pos2(rect.left() + item.indent, rect.top()), rect.max);
    for bar in &item.bars {
        let x = rect.left() + bar;
        let top = rect.top() - if item.bars_join { item.gap } else { 0.0 };
        ui.painter().vline(x, top..=rect.bottom(), Stroke::new(2.0, env.theme.colors.border_control));
    }
    if let Some(marker) = &item.marker {
        marker_ui(ui, env, marker, inner);
    }
    match &item.kind {
        Kind::Head => head_ui(ui, env, view, rect),
        Kind::Text(rich, level) => {
            if let Some((_, _, Laid::Text(galley))) = &item.laid {
                let id = env.id(view.turn.id, index);
                let role = if *level > 0 { Role::Heading } else { Role::Label };
                let at = paint::snap(ui.painter(), inner.min);
                selectable(ui, env, id, at, galley, inner, role, &rich.text);
                for (number, (place, address)) in link_places(galley, rich, at).into_iter().enumerate() {
                    let response = ui.interact(place, id.with(("link", number)), Sense::click());
                    let response =
                        response.on_hover_cursor(CursorIcon::PointingHand).tooltip(&shown(&address));
                    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, &*address));
                    let line = if response.hovered() { 1.5 } else { 1.0 };
                    let line = Stroke::new(line, env.theme.colors.accent);
                    ui.painter().hline(place.x_range(), place.center().y + BASELINE, line);
                    if crate::focus::shows(ui, &response) {
                        paint::focus_ring(ui.painter(), place.expand(2.0), radius::SMALL, &env.theme);
                    }
                    if response.clicked() {
                        env.intents.push(Intent::Open(address.to_string()));
                    }
                }
            }
        }
        Kind::CodeHead(block) => code::head_ui(ui, env, view, block, inner),
        Kind::Code { block, last, .. } => code::piece_ui(ui, env, view, block, item, index, inner, *last),
        Kind::CodeMore(block) => code::more_ui(ui, env, view, block, inner),
        Kind::Row(table, row) => code::row_ui(ui, env, view, table, *row, item, index, inner),
        Kind::Rule => {
            paint::h_line(ui.painter(), inner.x_range(), inner.top() + 0.5, env.theme.colors.border)
        }
        Kind::Waiting => {
            let text = match view.turn.model.as_str() {
                "" => "Waiting for the answer…".to_owned(),
                model => format!("Waiting for {model}…"),
            };
            let color = env.theme.colors.text_hint;
            paint::text(ui.painter(), inner, Align::Min, &text, fonts::body(), color);
            label(ui, env.id(view.turn.id, index), inner, &text);
        }
        Kind::Note => boxes::note_ui(ui, env, view, inner, index),
        Kind::Thinking(_) | Kind::Image(_) | Kind::Call(_) | Kind::Trouble | Kind::Card | Kind::Editing => {
            return Some(boxes::box_ui(ui, env, view, assets, &item.kind, inner));
        }
    }
    None
}

/// How far below the middle of a row a link is underlined.
const BASELINE: f32 = 7.0;

/// An address as it is shown to who wants to know where a link leads.
fn shown(address: &str) -> String {
    let visible = super::clean::visible(address);
    match visible.char_indices().nth(200) {
        Some((cut, _)) => format!("{}…", visible.get(..cut).unwrap_or_default()),
        None => visible.into_owned(),
    }
}

/// A place that only tells something.
fn label(ui: &Ui, id: Id, rect: Rect, text: &str) {
    let response = ui.interact(rect, id, Sense::HOVER);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
}

/// Text that can be selected and copied.
#[expect(clippy::too_many_arguments, reason = "a row of text is told by all of them")]
fn selectable(
    ui: &Ui,
    env: &Env<'_>,
    id: Id,
    at: Pos2,
    galley: &Arc<Galley>,
    rect: Rect,
    role: Role,
    text: &str,
) {
    let response = ui.interact(rect, id, Sense::click_and_drag() - Sense::FOCUSABLE);
    if response.is_pointer_button_down_on() && ui.input(|input| input.pointer.any_pressed()) {
        // What is selected is copied from here, not from the editor.
        ui.memory_mut(|memory| memory.request_focus(env.list));
    }
    response.widget_info(|| WidgetInfo::labeled(role, true, text));
    LabelSelectionState::label_text_selection(ui, &response, at, Arc::clone(galley), FALLBACK, Stroke::NONE);
}

fn marker_ui(ui: &Ui, env: &Env<'_>, marker: &Marker, inner: Rect) {
    let colors = &env.theme.colors;
    let painter = ui.painter();
    let middle = inner.top() + chat::LINE / 2.0;
    let center = pos2(inner.left() - chat::INDENT / 2.0 - 1.0, middle);
    match marker {
        Marker::Bullet(depth) => match depth % 3 {
            0 => {
                painter.circle_filled(center, 2.25, colors.text_secondary);
            }
            1 => {
                painter.circle_stroke(center, 2.25, Stroke::new(1.0, colors.text_secondary));
            }
            _ => {
                let square = Rect::from_center_size(center, vec2(4.0, 4.0));
                paint::fill(painter, square, 0, colors.text_secondary);
            }
        },
        Marker::Number(number) => {
            let place = Rect::from_x_y_ranges(
                inner.left() - 3.0 * chat::INDENT..=inner.left() - 5.0,
                inner.top()..=inner.top() + chat::LINE,
            );
            paint::text(painter, place, Align::Max, number, fonts::body(), colors.text_secondary);
        }
        Marker::Task(done) => {
            let icon = if *done { Icon::SquareCheck } else { Icon::Square };
            let color = if *done { colors.accent } else { colors.text_secondary };
            paint::icon(painter, center, icon, size::ICON_SMALL, color);
        }
    }
}

fn head_ui(ui: &mut Ui, env: &mut Env<'_>, view: &TurnView, rect: Rect) {
    let turn = Arc::clone(&view.turn);
    let theme = Arc::clone(&env.theme);
    let colors = &theme.colors;
    let name = match &turn.speaker {
        Speaker::Person => "You",
        Speaker::Tools => "Tools",
        Speaker::Persona { name, .. } => name.as_str(),
    };
    let id = env.id(turn.id, 0);
    let response = ui.interact(rect, id, Sense::click());
    let first = turn.parts.iter().find_map(|part| match part {
        super::data::Part::Text(text) => Some(&**text),
        _ => None,
    });
    let said: String = first.unwrap_or_default().chars().take(120).collect();
    let about = format!("{name}, {}: {said}", turn.time);
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &about));
    if response.clicked() {
        env.actions.push((turn.id, Action::Select));
    }
    let avatar = Rect::from_center_size(
        pos2(rect.left() + chat::AVATAR / 2.0, rect.center().y),
        vec2(chat::AVATAR, chat::AVATAR),
    );
    paint_avatar(ui.painter(), avatar, &turn.speaker, &theme);

    // From the right: branches always, then what can be done while somebody is there, or the time.
    let builder = UiBuilder::new().max_rect(rect).layout(Layout::right_to_left(Align::Center));
    let mut side = ui.new_child(builder);
    side.spacing_mut().item_spacing.x = 0.0;
    let busy = turn.state == State::Writing;
    let menu = env.list.with(("retry menu", turn.id));
    let menu_open = Popup::is_id_open(ui.ctx(), menu);
    if (env.hovered || env.chosen || menu_open || crate::focus::shows(ui, &response))
        && view.editing.is_none()
    {
        actions_ui(&mut side, env, view, menu, busy);
    } else {
        let color = colors.text_hint;
        let galley = paint::line(side.painter(), &turn.time, fonts::caption(), color, 120.0);
        let (place, _) = side.allocate_exact_size(galley.size(), Sense::HOVER);
        paint::put(side.painter(), place, Align::Max, galley, color);
    }
    if turn.branches.len() > 1 {
        branches_ui(&mut side, env, view);
    }
    let right = side.min_rect().left() - space::S;
    let mut x = avatar.right() + space::S;
    let width = |x: f32| (right - x).max(0.0);
    let place = Rect::from_x_y_ranges(x..=right.max(x), rect.y_range());
    let font = fonts::ui_semibold(type_size::UI);
    x = paint::text(ui.painter(), place, Align::Min, name, font, colors.text).right() + space::S;
    if !turn.model.is_empty() && width(x) > 40.0 {
        let place = Rect::from_x_y_ranges(x..=right.max(x), rect.y_range());
        let at = place.translate(vec2(0.0, 0.5));
        paint::text(ui.painter(), at, Align::Min, &turn.model, fonts::caption(), colors.text_hint);
    }
    if !turn.facts.is_empty() {
        response.tooltip(&turn.facts.join("\n"));
    }
}

fn actions_ui(side: &mut Ui, env: &mut Env<'_>, view: &TurnView, menu: Id, busy: bool) {
    let turn = &view.turn;
    if side.add(IconButton::new(Icon::Copy, "Copy this message").small().keys(Some("C"))).clicked() {
        env.intents.push(Intent::Copy(turn.text()));
    }
    match &turn.speaker {
        Speaker::Person => {
            let edit = IconButton::new(Icon::Pencil, "Edit this question").small().keys(Some("E"));
            if side.add(edit).clicked() {
                env.actions.push((turn.id, Action::Edit));
            }
        }
        Speaker::Persona { .. } if !busy => {
            let retry = IconButton::new(Icon::RotateCcw, "Ask again").small().keys(Some("R"));
            let response = side.add(retry);
            Popup::menu(&response).id(menu).frame(popup_frame(&env.theme)).gap(space::HALF).show(|ui| {
                ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
                if ui.add(MenuItem::new("The same model").icon(Icon::RotateCcw)).clicked() {
                    env.intents.push(Intent::Retry { turn: turn.id, model: None });
                }
                for (index, model) in env.models.iter().enumerate() {
                    if ui.add(MenuItem::new(model).icon(Icon::Sparkles)).clicked() {
                        env.intents.push(Intent::Retry { turn: turn.id, model: Some(index) });
                    }
                }
            });
            let has_text = turn.parts.iter().any(|part| matches!(part, super::data::Part::Text(_)));
            if has_text && turn.card.is_none() {
                let apply = IconButton::new(Icon::FileDiff, "Review the edits of this answer").small();
                if side.add(apply).clicked() {
                    env.intents.push(Intent::Apply { turn: turn.id, fence: None });
                }
            }
            if matches!(turn.state, State::Cut(_, true)) {
                let on = IconButton::new(Icon::StepForward, "Continue this answer").small().keys(Some("G"));
                if side.add(on).clicked() {
                    env.intents.push(Intent::Continue(turn.id));
                }
            }
        }
        _ => {}
    }
}

/// `‹ 2/3 ›`, from the right.
fn branches_ui(side: &mut Ui, env: &mut Env<'_>, view: &TurnView) {
    let turn = &view.turn;
    let colors = &env.theme.colors;
    let at = turn.branches.iter().position(|branch| *branch == turn.id).unwrap_or(0);
    let to = |by: isize| at.checked_add_signed(by).and_then(|at| turn.branches.get(at)).copied();
    let mut go = None;
    let next = IconButton::new(Icon::ChevronRight, "Next branch").small().enabled(to(1).is_some());
    if side.add(next.keys(Some("→"))).clicked() {
        go = to(1);
    }
    let text = format!("{}/{}", at + 1, turn.branches.len());
    let galley = paint::line(side.painter(), &text, fonts::caption(), colors.text_secondary, 60.0);
    let (place, response) = side.allocate_exact_size(galley.size(), Sense::HOVER);
    let about = format!("Branch {} of {}", at + 1, turn.branches.len());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &about));
    paint::put(side.painter(), place, Align::Center, galley, colors.text_secondary);
    let previous = IconButton::new(Icon::ChevronLeft, "Previous branch").small().enabled(to(-1).is_some());
    if side.add(previous.keys(Some("←"))).clicked() {
        go = to(-1);
    }
    if let Some(turn) = go {
        env.intents.push(Intent::Branch(turn));
    }
}
