//! The fields of the panel: place and size, name, link, what a component says; and what the canvas looks like.
//!
//! Not here: what can only be chosen ([`rows`](super::rows)).

use egui::{Id, Ui, vec2};
use justbuilt_sketch::canvas::{Changes, arrange, layers};
use justbuilt_sketch::scene::{ComponentKind, Element, Kind};
use kurbo::Rect;

use super::{Face, caption, choice, swatch};
use crate::canvas::dock::{Out, Source, change, run};
use crate::canvas::{CanvasState, Faces, Intent};
use crate::icons::Icon;
use crate::theme::Theme;
use crate::tokens::{canvas as tokens, space};
use crate::widgets::Input;
use crate::{fonts, paint};
use justbuilt_sketch::canvas::{Command, styles::Look};

/// A field that commands lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The first of the panel.
    First,
    /// The link.
    Link,
}

/// Makes a look of a colour.
type Make = fn(String) -> Look;

/// The grid that is switched on, px.
const GRID: f64 = 8.0;

/// A field whose text counts when it is left, or at Enter. Gives what was typed.
fn field(ui: &mut Ui, id: Id, label: &str, value: &str, width: f32, wish: bool) -> Option<String> {
    let typed: Option<String> = ui.data(|data| data.get_temp(id));
    let mut text = typed.clone().unwrap_or_else(|| value.to_owned());
    let shown = Input::new(&mut text, label)
        .id(id)
        .placeholder(label)
        .width(width)
        .focus(wish)
        .select_all(wish)
        .show(ui);
    let ended = shown.submitted || shown.response.lost_focus();
    if shown.cancelled {
        ui.data_mut(|data| data.remove_temp::<String>(id));
        return None;
    }
    if shown.changed {
        ui.data_mut(|data| data.insert_temp(id, text.clone()));
    }
    if ended && (typed.is_some() || shown.changed) {
        ui.data_mut(|data| data.remove_temp::<String>(id));
        return (text != value).then_some(text);
    }
    None
}

/// Captions of fields beside each other.
fn captions(ui: &mut Ui, theme: &Theme, width: f32, names: &[&str]) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 16.0), egui::Sense::HOVER);
    for (index, name) in names.iter().enumerate() {
        let at = rect.with_min_x(rect.left() + space::XS + index as f32 * (width + space::XS));
        paint::text(ui.painter(), at, egui::Align::Min, name, fonts::caption(), theme.colors.text_hint);
    }
    ui.add_space(space::HALF);
}

fn number(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}

/// Where the selection is and how large.
pub fn place(ui: &mut Ui, id: Id, state: &mut CanvasState, out: &mut Out<'_>) {
    let board = state.canvas.board();
    let selection = state.canvas.selection().to_vec();
    let Some(rect) = arrange::around(board, &selection) else { return };
    let angle = match selection.as_slice() {
        [one] => board.get(one).map(|element| element.angle.to_degrees()),
        _ => None,
    };
    let theme = Theme::of(ui.ctx());
    let values = [("X", rect.x0), ("Y", rect.y0), ("W", rect.width()), ("H", rect.height())];
    let width = ((ui.available_width() - 3.0 * space::XS) / 4.0).floor();
    captions(ui, &theme, width, &["X", "Y", "Width", "Height"]);
    let mut typed: Option<(usize, f64)> = None;
    let key = id.with(("place", selection.first().map(|one| one.as_str().to_owned())));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::XS, 0.0);
        for (index, (name, value)) in values.into_iter().enumerate() {
            let text = field(ui, key.with(name), name, &number(value), width, false);
            if let Some(value) = text.and_then(|text| text.trim().replace(',', ".").parse::<f64>().ok()) {
                typed = Some((index, value)).filter(|(_, value)| value.is_finite());
            }
        }
    });
    ui.add_space(space::XS);
    if let Some(angle) = angle {
        caption(ui, &theme, "Angle");
        let mut to = None;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::XS, 0.0);
            to = field(ui, key.with("angle"), "Angle", &format!("{}°", number(angle)), width, false);
        });
        ui.add_space(space::XS);
        let degrees =
            to.and_then(|to| to.trim().trim_end_matches('°').trim().replace(',', ".").parse::<f64>().ok());
        if let Some(degrees) = degrees.filter(|degrees| degrees.is_finite()) {
            run(ui, state, out, &Command::Turn((degrees - angle).to_radians()));
        }
    }
    let Some((index, value)) = typed else { return };
    let size = rect.size();
    let (origin, size) = match index {
        0 => ((value, rect.y0), size),
        1 => ((rect.x0, value), size),
        2 => ((rect.x0, rect.y0), kurbo::Size::new(value.max(1.0), size.height)),
        _ => ((rect.x0, rect.y0), kurbo::Size::new(size.width, value.max(1.0))),
    };
    let to = Rect::from_origin_size(origin, size);
    let painter = ui.painter().clone();
    let faces = Faces::new(&painter);
    let changes = match selection.as_slice() {
        [one] => arrange::set_box(state.canvas.board(), one, to, &faces),
        many if index < 2 => arrange::nudge(state.canvas.board(), many, to.origin() - rect.origin(), &faces),
        many => arrange::grow(
            state.canvas.board(),
            many,
            kurbo::Vec2::new(to.width() - rect.width(), to.height() - rect.height()),
            &faces,
        ),
    };
    change(ui, state, out, changes);
}

/// What only this element has: its name, its link, what a component says; and colours of one's own.
pub fn own(ui: &mut Ui, id: Id, state: &mut CanvasState, out: &mut Out<'_>, wish: Option<Field>) {
    let theme = Theme::of(ui.ctx());
    let selection = state.canvas.selection().to_vec();
    let width = ui.available_width();
    let board = state.canvas.board();
    let Some(first) = selection.first().and_then(|id| board.get(id)).cloned() else { return };
    let key = id.with(("own", first.id.as_str().to_owned()));
    let mut changes: Option<Changes> = None;
    let mut look = None;
    captions(ui, &theme, (width - space::XS) / 2.0, &["Stroke, #rrggbb", "Fill, #rrggbb"]);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::XS, 0.0);
        let half = (width - space::XS) / 2.0;
        let colours: [(&str, &str, Make); 2] =
            [("Stroke", &first.style.stroke, Look::Stroke), ("Fill", &first.style.fill, Look::Fill)];
        for (name, now, make) in colours {
            if let Some(text) =
                field(ui, key.with(name), name, now, half, wish == Some(Field::First) && name == "Stroke")
                && (justbuilt_sketch::render::Colour::parse(text.trim()).is_some()
                    || text.trim() == "transparent")
            {
                look = Some(make(text.trim().to_owned()));
            }
        }
    });
    ui.add_space(space::XS);
    if let [one] = selection.as_slice() {
        caption(ui, &theme, "Name");
        let now = first.name.clone().unwrap_or_default();
        if let Some(name) = field(ui, key.with("name"), "Name in layers and code", &now, width, false) {
            changes = Some(layers::rename(board, one, &name));
        }
        ui.add_space(space::XS);
    }
    caption(ui, &theme, "Link");
    let now = first.link.clone().unwrap_or_default();
    let label = "Address, or # and an id";
    if let Some(link) = field(ui, key.with("link"), label, &now, width, wish == Some(Field::Link)) {
        changes = Some(layers::link(board, &selection, &link));
    }
    ui.add_space(space::XS);
    if let Some(done) = component(ui, &theme, key, state, &first) {
        changes = Some(done);
    }
    if let Some(look) = look {
        run(ui, state, out, &Command::Style(look));
    }
    if let Some(changes) = changes {
        change(ui, state, out, changes);
    }
}

/// What a component says and whether it is on.
fn component(ui: &mut Ui, theme: &Theme, key: Id, state: &CanvasState, first: &Element) -> Option<Changes> {
    let Kind::Component(component) = &first.kind else { return None };
    let board = state.canvas.board();
    let ids = std::slice::from_ref(&first.id);
    let mut done = None;
    caption(ui, theme, "Words");
    let width = ui.available_width();
    // Lines are written as one, parted by bars.
    let shown = component.text.replace('\n', " | ");
    if let Some(text) = field(ui, key.with("words"), "What it says", &shown, width, false) {
        let text = text.split('|').map(str::trim).collect::<Vec<_>>().join("\n");
        done = Some(layers::component(board, ids, |component| component.text.clone_from(&text)));
    }
    ui.add_space(space::XS);
    let switches = matches!(
        component.kind,
        ComponentKind::Checkbox | ComponentKind::Radio | ComponentKind::Toggle | ComponentKind::Modal
    );
    let counts = matches!(component.kind, ComponentKind::Slider | ComponentKind::Tabs | ComponentKind::List);
    if switches {
        ui.horizontal(|ui| {
            for (on, word) in [(false, "Off"), (true, "On")] {
                if choice(ui, theme, &Face::Word(word), word, component.on == on).clicked() {
                    done = Some(layers::component(board, ids, |component| component.on = on));
                }
            }
        });
        ui.add_space(space::XS);
    }
    if counts {
        caption(
            ui,
            theme,
            if component.kind == ComponentKind::Slider { "Value, 0 to 1" } else { "Chosen, from 0" },
        );
        let text = field(ui, key.with("value"), "Value", &number(component.value), 72.0, false);
        let value = text.and_then(|text| text.trim().replace(',', ".").parse::<f64>().ok());
        if let Some(value) = value.filter(|value| value.is_finite()) {
            done = Some(layers::component(board, ids, |component| component.value = value.max(0.0)));
        }
        ui.add_space(space::XS);
    }
    done
}

/// Which palette is offered.
pub fn palettes(ui: &mut Ui) {
    let theme = Theme::of(ui.ctx());
    caption(ui, &theme, "Palette");
    let id = Id::unique("canvas palette");
    let now: usize = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::HALF, 0.0);
        for (index, palette) in tokens::PALETTES.iter().enumerate() {
            if choice(ui, &theme, &Face::Word(palette.name), palette.name, now == index).clicked() {
                ui.data_mut(|data| data.insert_temp(id, index));
            }
        }
    });
    ui.add_space(space::XS);
}

/// What the canvas itself looks like, and what it snaps to.
pub fn canvas(ui: &mut Ui, state: &mut CanvasState, source: &Source<'_>, out: &mut Out<'_>) {
    let theme = Theme::of(ui.ctx());
    caption(ui, &theme, "Background");
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::HALF, 0.0);
        for (name, css) in tokens::BACKGROUNDS {
            let none = css == "transparent";
            let on = match source.background {
                None => none,
                Some(now) => !none && now.eq_ignore_ascii_case(css),
            };
            if swatch(ui, &theme, &format!("Background: {name}"), css, on).clicked() {
                out.intents.push(Intent::Background((!none).then(|| css.to_owned())));
            }
        }
    });
    ui.add_space(space::XS);
    caption(ui, &theme, "Snap to");
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::HALF, 0.0);
        let options = &mut state.canvas.options;
        let (grid, snap) = (options.grid.is_some(), options.snap);
        if choice(ui, &theme, &Face::Icon(Icon::LayoutGrid), "Grid of 8", grid).clicked() {
            options.grid = if grid { None } else { Some(GRID) };
        }
        if choice(ui, &theme, &Face::Icon(Icon::Magnet), "Edges, centres and gaps of others", snap).clicked()
        {
            options.snap = !snap;
        }
    });
    ui.add_space(space::XS);
}
