//! Controls of one line or field: buttons, inputs, boxes to tick, switches, sliders; and the avatar.
//!
//! Not here: parts of a page.

use super::look::{Look, is_hint, legible};
use super::{Colour, Parts, Set};
use crate::scene::{Align, Component, Kind, Vertical};
use kurbo::Rect;

/// Room beside words in a field, px.
const PAD: f64 = 12.0;

pub(super) fn button(parts: &mut Parts<'_>, component: &Component) {
    let whole = parts.whole();
    let look = Look::of(component, parts.style, parts.width, parts.height);
    let corner = look.radius;
    parts.outline(whole, corner);
    if let (None, Some(tint)) = (parts.paper, &look.fill) {
        parts.plate(whole, tint, corner);
    }
    let text = if component.text.trim().is_empty() { "Button" } else { component.text.trim() };
    let text = parts.fitted(text, look.size, true, parts.width - 8.0);
    let set = Set { size: look.size, bold: true, align: Align::Middle, muted: false };
    parts.words_in(&text, whole, set, Vertical::Middle, Some(look.words));
}

/// A frame with words at its start.
fn field(parts: &mut Parts<'_>, component: &Component, text: &str, room: f64) {
    let whole = parts.whole();
    let look = Look::of(component, parts.style, parts.width, parts.height);
    parts.outline(whole, look.radius);
    let pad = PAD.min(parts.width / 8.0);
    let hint = is_hint(text);
    let text = parts.fitted(text, look.size, false, parts.width - pad - room);
    let rect = Rect::new(pad, 0.0, parts.width - room, parts.height);
    let set = Set { size: look.size, ..Set::default() };
    parts.words_in(&text, rect, set, Vertical::Middle, Some(faded(&look, hint)));
}

/// The colour of words in a field: a hint is paler than what is filled in.
fn faded(look: &Look, hint: bool) -> String {
    match Colour::parse(&look.words) {
        Some(colour) if hint => colour.faded(0.75).to_string(),
        _ => look.words.clone(),
    }
}

pub(super) fn input(parts: &mut Parts<'_>, component: &Component) {
    field(parts, component, component.text.trim(), PAD);
    if component.text.trim().is_empty() {
        // A caret says that it is a field.
        let pad = PAD.min(parts.width / 8.0);
        let half = (parts.height * 0.22).min(9.0);
        let middle = parts.height / 2.0;
        parts.line(&[(pad, middle - half), (pad, middle + half)], 0.6, "transparent");
        parts.thick(1.5);
    }
}

pub(super) fn text_area(parts: &mut Parts<'_>, component: &Component) {
    let whole = parts.whole();
    let look = Look::of(component, parts.style, parts.width, parts.height);
    parts.outline(whole, look.radius.min(12.0));
    let pad = PAD.min(parts.width / 8.0).min(parts.height / 4.0);
    let text = component.text.trim();
    let set = Set { size: look.size, ..Set::default() };
    parts.words_in(text, whole.inset(-pad), set, Vertical::Top, Some(faded(&look, is_hint(text))));
    if let Some(Kind::Text(text)) = parts.out.last_mut().map(|last| &mut last.kind) {
        text.auto_width = false;
    }
    // The corner to pull at.
    let (x, y) = (parts.width, parts.height);
    for far in [6.0, 11.0] {
        parts.line(&[(x - far - 3.0, y - 3.0), (x - 3.0, y - far - 3.0)], 0.5, "transparent");
        parts.thick(1.0);
    }
}

/// The box of a small mark at the start, and the words beside it.
fn marked(parts: &mut Parts<'_>, text: &str, width: f64, height: f64) -> Rect {
    let top = (parts.height - height) / 2.0;
    let mark = Rect::new(0.0, top, width, top + height);
    let size = 14.0_f64.min(parts.height * 0.8);
    let room = parts.width - width - 8.0;
    let text = parts.fitted(text.trim(), size, false, room.max(0.0));
    let rect = Rect::new(width + 8.0, 0.0, parts.width.max(width + 9.0), parts.height);
    // The mark may be pale, the words may not.
    let words = legible(parts.ink, None).to_string();
    parts.words_in(&text, rect, Set { size, ..Set::default() }, Vertical::Middle, Some(words));
    mark
}

pub(super) fn checkbox(parts: &mut Parts<'_>, component: &Component) {
    let side = 18.0_f64.min(parts.height).min(parts.width);
    let mark = marked(parts, &component.text, side, side);
    parts.outline(mark.inset(-1.0), (side / 5.0).min(4.0));
    if component.on {
        let at = |x: f64, y: f64| (mark.x0 + x * side, mark.y0 + y * side);
        parts.line(&[at(0.24, 0.54), at(0.43, 0.73), at(0.78, 0.3)], 1.0, "transparent");
        parts.thick((side / 8.0).max(1.5));
    }
}

pub(super) fn radio(parts: &mut Parts<'_>, component: &Component) {
    let side = 18.0_f64.min(parts.height).min(parts.width);
    let mark = marked(parts, &component.text, side, side);
    let fill = parts.style.fill.clone();
    parts.ellipse(mark.inset(-1.0), &fill);
    if component.on {
        let ink = parts.ink.to_string();
        parts.ellipse(mark.inset(-side * 0.32), &ink);
        parts.thick(0.0);
    }
}

pub(super) fn toggle(parts: &mut Parts<'_>, component: &Component) {
    let height = 22.0_f64.min(parts.height).min(parts.width / 1.8);
    let mark = marked(parts, &component.text, height * 1.8, height);
    let ink = parts.ink.to_string();
    let track = if component.on { ink.clone() } else { parts.style.fill.clone() };
    parts.push(Kind::Rectangle, mark.inset(-1.0), &ink, &track, height / 2.0 - 1.0);
    let knob = mark.inset(-height * 0.2);
    let side = knob.height();
    let x = if component.on { knob.x1 - side } else { knob.x0 };
    let dark = parts.ink.lightness() < 0.5;
    let white = if dark { "#ffffff" } else { "#1e1e1e" };
    let fill = if component.on { white } else { ink.as_str() };
    parts.ellipse(Rect::new(x, knob.y0, x + side, knob.y1), fill);
    parts.thick(0.0);
}

pub(super) fn select(parts: &mut Parts<'_>, component: &Component) {
    let first = super::lines_of(component).first().copied().unwrap_or("Select…").to_owned();
    let room = (parts.height).min(36.0).min(parts.width / 2.0);
    field(parts, component, &first, room);
    chevron(parts, (parts.width - room / 2.0, parts.height / 2.0), (room / 6.0).clamp(2.0, 5.0));
}

/// A small ▾.
pub(super) fn chevron(parts: &mut Parts<'_>, (x, y): (f64, f64), half: f64) {
    parts.line(
        &[(x - half, y - half / 2.0), (x, y + half / 2.0), (x + half, y - half / 2.0)],
        1.0,
        "transparent",
    );
    parts.thick(1.5);
}

pub(super) fn slider(parts: &mut Parts<'_>, component: &Component) {
    let share = if component.value.is_finite() { component.value.clamp(0.0, 1.0) } else { 0.0 };
    let knob = 18.0_f64.min(parts.height).min(parts.width / 2.0);
    let middle = parts.height / 2.0;
    let (from, to) = (knob / 2.0, parts.width - knob / 2.0);
    let at = from + (to - from) * share;
    parts.line(&[(from, middle), (to, middle)], 0.3, "transparent");
    parts.thick(3.0);
    if share > 0.0 {
        parts.line(&[(from, middle), (at, middle)], 1.0, "transparent");
        parts.thick(3.0);
    }
    let fill = parts.paper.map_or("#ffffff".to_owned(), |paper| paper.to_string());
    parts.ellipse(
        Rect::new(at - knob / 2.0, middle - knob / 2.0, at + knob / 2.0, middle + knob / 2.0).inset(-1.0),
        &fill,
    );
}

pub(super) fn avatar(parts: &mut Parts<'_>, component: &Component) {
    let side = parts.width.min(parts.height);
    let middle = parts.whole().center();
    let disc = Rect::from_center_size(middle, (side, side)).inset(-1.0);
    let fill = if parts.paper.is_some() { parts.style.fill.clone() } else { parts.tint() };
    parts.ellipse(disc, &fill);
    let initials: String = component
        .text
        .split_whitespace()
        .filter_map(|word| word.chars().next())
        .take(2)
        .flat_map(char::to_uppercase)
        .collect();
    if initials.is_empty() {
        let head = side * 0.3;
        let top = middle.y - side * 0.26;
        parts
            .ellipse(Rect::new(middle.x - head / 2.0, top, middle.x + head / 2.0, top + head), "transparent");
        let steps = 12;
        let shoulders: Vec<(f64, f64)> = (0..=steps)
            .map(|step| {
                let angle = std::f64::consts::PI * (1.0 + f64::from(step) / f64::from(steps));
                (middle.x + angle.cos() * side * 0.28, middle.y + side * 0.36 + angle.sin() * side * 0.24)
            })
            .collect();
        parts.line(&shoulders, 1.0, "transparent");
    } else {
        let set = Set { size: (side * 0.38).max(5.0), bold: true, align: Align::Middle, muted: false };
        parts.words(&initials, disc, set);
    }
}
