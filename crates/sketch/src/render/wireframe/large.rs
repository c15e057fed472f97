//! Parts of a page: tabs, tables, cards, lists, bars, pictures, dialogs, charts.
//!
//! Not here: controls.

use super::small::button;
use super::{Parts, Set, lines_of, one_of};
use crate::render::measure;
use crate::scene::{Align, Component, ComponentKind, Kind, Vertical};
use kurbo::{Rect, Vec2};
use std::f64::consts::TAU;

/// Room at the edges, px.
const PAD: f64 = 16.0;
/// Rows and columns of one component that are painted at most.
const MAX_CELLS: usize = 200;

/// Which of several is chosen, from 0.
fn chosen(component: &Component, count: usize) -> usize {
    if component.value.is_finite() {
        (component.value.max(0.0) as usize).min(count.saturating_sub(1))
    } else {
        0
    }
}

pub(super) fn tabs(parts: &mut Parts<'_>, component: &Component) {
    let mut names = lines_of(component);
    if names.is_empty() {
        names = vec!["First", "Second", "Third"];
    }
    let size = parts.size();
    let on = chosen(component, names.len());
    let bottom = parts.height - 1.0;
    parts.line(&[(0.0, bottom), (parts.width, bottom)], 0.3, "transparent");
    parts.thick(1.0);
    let family = parts.family();
    let wide: Vec<f64> =
        names.iter().map(|name| measure::width(name, size, family, true) + 2.0 * PAD).collect();
    let shrink = (parts.width / wide.iter().sum::<f64>().max(1.0)).min(1.0);
    let mut x = 0.0;
    for (place, (name, wide)) in names.iter().zip(wide).enumerate().take(MAX_CELLS) {
        let wide = wide * shrink;
        let rect = Rect::new(x, 0.0, x + wide, parts.height);
        let text = parts.fitted(name, size, place == on, wide - 4.0);
        parts.words(&text, rect, Set { size, bold: place == on, align: Align::Middle, muted: place != on });
        if place == on {
            parts.line(
                &[(x + PAD * shrink / 2.0, bottom), (x + wide - PAD * shrink / 2.0, bottom)],
                1.0,
                "transparent",
            );
            parts.thick(3.0);
        }
        x += wide;
    }
}

/// The cells of a line of CSV: quotes keep commas (RFC 4180).
#[must_use]
pub fn cells(line: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' | ';' | '\t' if !quoted => out.push(String::new()),
            letter => {
                if let Some(last) = out.last_mut() {
                    last.push(letter);
                }
            }
        }
    }
    out.into_iter().map(|cell| cell.trim().to_owned()).collect()
}

pub(super) fn table(parts: &mut Parts<'_>, component: &Component) {
    let rows: Vec<Vec<String>> = lines_of(component).into_iter().take(MAX_CELLS).map(cells).collect();
    let greeked = rows.is_empty();
    let count = if greeked { ((parts.height / 36.0) as usize).clamp(2, 8) } else { rows.len() };
    let columns = if greeked {
        ((parts.width / 140.0) as usize).clamp(2, 6)
    } else {
        rows.iter().map(Vec::len).max().unwrap_or(1).clamp(1, MAX_CELLS)
    };
    let (row, column) = (parts.height / count as f64, parts.width / columns as f64);
    let corner = parts.radius(6.0).min(10.0);
    let whole = parts.whole();
    parts.outline(whole, corner);
    let tint = parts.tint();
    parts.plate(Rect::new(0.0, 0.0, parts.width, row), &tint, 0.0);
    for line in 1..count {
        let y = row * line as f64;
        parts.line(&[(0.0, y), (parts.width, y)], if line == 1 { 1.0 } else { 0.3 }, "transparent");
        parts.thick(if line == 1 { 1.5 } else { 1.0 });
    }
    let size = (row * 0.45).clamp(5.0, 14.0);
    let pad = 12.0_f64.min(column / 8.0);
    for line in 0..count {
        for cell in 0..columns {
            let rect = Rect::new(
                column * cell as f64 + pad,
                row * line as f64,
                column * (cell + 1) as f64 - pad,
                row * (line + 1) as f64,
            );
            if greeked {
                let bar =
                    Rect::new(rect.x0, rect.center().y - row * 0.2, rect.x1, rect.center().y + row * 0.2);
                let share = one_of(&[0.62, 0.8, 0.5], line * 2 + cell);
                parts.greeked(Rect { x1: bar.x0 + bar.width() * share, ..bar }, 1);
                continue;
            }
            let Some(text) = rows.get(line).and_then(|row| row.get(cell)) else { continue };
            let text = parts.fitted(text, size, line == 0, rect.width());
            parts.words(&text, rect, Set { size, bold: line == 0, ..Set::default() });
        }
    }
}

pub(super) fn card(parts: &mut Parts<'_>, component: &Component) {
    let whole = parts.whole();
    let corner = parts.radius(10.0).min(24.0);
    parts.outline(whole, corner);
    let pad = PAD.min(parts.width / 8.0).min(parts.height / 6.0);
    body(parts, component, whole.inset(-pad));
}

/// A title and what is below it.
fn body(parts: &mut Parts<'_>, component: &Component, rect: Rect) {
    let lines = lines_of(component);
    let Some((title, rest)) = lines.split_first() else { return };
    let size = 16.0_f64.min(rect.height() / 2.0);
    let title = parts.fitted(title, size, true, rect.width());
    parts.words_in(&title, rect, Set { size, bold: true, ..Set::default() }, Vertical::Top, None);
    let below = Rect::new(rect.x0, rect.y0 + size * 1.6, rect.x1, rect.y1);
    if !rest.is_empty() && below.height() > 10.0 {
        let set = Set { size: 13.0_f64.min(size), muted: true, ..Set::default() };
        parts.words_in(&rest.join("\n"), below, set, Vertical::Top, None);
        if let Some(Kind::Text(text)) = parts.out.last_mut().map(|last| &mut last.kind) {
            text.auto_width = false;
        }
    }
}

pub(super) fn list(parts: &mut Parts<'_>, component: &Component) {
    let items = lines_of(component);
    let greeked = items.is_empty();
    let count =
        if greeked { ((parts.height / 36.0) as usize).clamp(2, 12) } else { items.len().min(MAX_CELLS) };
    let row = parts.height / count as f64;
    let size = (row * 0.5).clamp(5.0, 14.0);
    for line in 0..count {
        let (top, middle) = (row * line as f64, row * (line as f64 + 0.5));
        if line > 0 {
            parts.line(&[(0.0, top), (parts.width, top)], 0.25, "transparent");
            parts.thick(1.0);
        }
        let dot = (size * 0.16).max(1.0);
        let ink = parts.ink.to_string();
        parts.ellipse(Rect::new(6.0, middle - dot, 6.0 + 2.0 * dot, middle + dot), &ink);
        parts.thick(0.0);
        let rect = Rect::new(6.0 + size, top, parts.width - 4.0, top + row);
        match items.get(line) {
            Some(item) => {
                let text = parts.fitted(item, size, false, rect.width());
                parts.words(&text, rect, Set { size, ..Set::default() });
            }
            None => {
                let share = one_of(&[0.7, 0.85, 0.6], line);
                parts.greeked(
                    Rect::new(
                        rect.x0,
                        middle - row * 0.2,
                        rect.x0 + rect.width() * share,
                        middle + row * 0.2,
                    ),
                    1,
                );
            }
        }
    }
}

pub(super) fn nav_bar(parts: &mut Parts<'_>, component: &Component) {
    let whole = parts.whole();
    let mut names = lines_of(component);
    if names.is_empty() {
        names = vec!["Brand", "Home", "Products", "About"];
    }
    if parts.paper.is_some() {
        let fill = parts.style.fill.clone();
        parts.plate(whole, &fill, 0.0);
    }
    let bottom = parts.height - 1.0;
    parts.line(&[(0.0, bottom), (parts.width, bottom)], 1.0, "transparent");
    let size = parts.size();
    let on_dark = parts.paper.is_some_and(|paper| paper.a > 128 && paper.lightness() < 0.5)
        && parts.ink.lightness() < 0.5;
    let colour = on_dark.then(|| "#ffffff".to_owned());
    let mut right = parts.width - PAD;
    if let Some((brand, links)) = names.split_first() {
        let family = parts.family();
        let taken = PAD + measure::width(brand, size * 1.15, family, true);
        let rect = Rect::new(PAD, 0.0, taken, parts.height);
        parts.words_in(
            brand,
            rect,
            Set { size: size * 1.15, bold: true, ..Set::default() },
            Vertical::Middle,
            colour.clone(),
        );
        for link in links.iter().rev() {
            let wide = measure::width(link, size, family, false);
            let rect = Rect::new(right - wide, 0.0, right, parts.height);
            if rect.x0 < taken + PAD {
                break;
            }
            parts.words_in(
                link,
                rect,
                Set { size, align: Align::End, ..Set::default() },
                Vertical::Middle,
                colour.clone(),
            );
            right = rect.x0 - PAD * 1.5;
        }
    }
}

pub(super) fn image(parts: &mut Parts<'_>, component: &Component) {
    let whole = parts.whole();
    let corner = parts.radius(0.0).min(24.0);
    parts.outline(whole, if parts.style.corner > 0.0 { corner } else { 0.0 });
    if parts.paper.is_none() {
        let tint = parts.tint();
        parts.plate(whole, &tint, 0.0);
    }
    let (w, h) = (parts.width, parts.height);
    parts.line(&[(0.0, 0.0), (w, h)], 0.5, "transparent");
    parts.thick(1.0);
    parts.line(&[(w, 0.0), (0.0, h)], 0.5, "transparent");
    parts.thick(1.0);
    let text = component.text.trim();
    if !text.is_empty() {
        let size = 13.0_f64.min(h / 3.0);
        let text = parts.fitted(text.lines().next().unwrap_or_default(), size, false, w - 16.0);
        let wide = measure::width(&text, size, parts.family(), false) + 12.0;
        let plate = Rect::from_center_size(whole.center(), (wide, size * 1.7));
        let paper = parts.paper.map_or("#ffffff".to_owned(), |paper| paper.to_string());
        parts.plate(plate, &paper, 4.0);
        parts.words(&text, plate, Set { size, align: Align::Middle, ..Set::default() });
    }
}

pub(super) fn modal(parts: &mut Parts<'_>, component: &Component) {
    let whole = parts.whole();
    let corner = parts.radius(12.0).min(24.0);
    if parts.paper.is_none() {
        parts.plate(whole, "#ffffff", corner);
    }
    parts.outline(whole, corner);
    let pad = 20.0_f64.min(parts.width / 10.0).min(parts.height / 8.0);
    let (x, y, half) = (parts.width - pad - 5.0, pad + 7.0, 5.0_f64.min(parts.width / 20.0));
    for slant in [half, -half] {
        parts.line(&[(x - half, y - slant), (x + half, y + slant)], 0.8, "transparent");
        parts.thick(1.5);
    }
    let foot = 36.0_f64.min(parts.height / 4.0);
    let mut rect = whole.inset(-pad);
    rect.y1 -= foot + pad / 2.0;
    if component.text.trim().is_empty() {
        body(parts, &Component { text: "Title".to_owned(), ..Component::default() }, rect);
        let lines = Rect::new(rect.x0, rect.y0 + 32.0, rect.x1, rect.y1);
        if lines.height() > 20.0 {
            let count = ((lines.height() / 22.0) as usize).clamp(1, 4);
            parts.greeked(Rect { y1: lines.y0 + 22.0 * count as f64, ..lines }, count);
        }
    } else {
        body(parts, component, rect);
    }
    let wide = 88.0_f64.min(parts.width / 3.5);
    let top = parts.height - pad - foot;
    for (place, (text, filled)) in [("OK", true), ("Cancel", false)].into_iter().enumerate() {
        let right = parts.width - pad - place as f64 * (wide + 8.0);
        let mut style = parts.style.clone();
        style.corner = 6.0;
        style.fill = if filled { parts.ink.to_string() } else { "transparent".to_owned() };
        let mut inner = Parts::new(wide, foot, &style);
        let label = Component { kind: ComponentKind::Button, text: text.to_owned(), ..Component::default() };
        button(&mut inner, &label);
        let by = Vec2::new(right - wide, top);
        for mut part in std::mem::take(&mut inner.out) {
            (part.x, part.y) = (part.x + by.x, part.y + by.y);
            part.id = format!("part-{}", parts.out.len() + 1).into();
            parts.out.push(part);
        }
    }
}

/// The heights of a chart's bars: the numbers in its words, else some that look like a chart.
#[must_use]
pub fn bars(words: &str) -> Vec<f64> {
    let numbers: Vec<f64> = words
        .split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'))
        .filter_map(|word| word.parse::<f64>().ok())
        .filter(|number| number.is_finite() && *number > 0.0)
        .take(MAX_CELLS)
        .collect();
    if numbers.len() > 1 { numbers } else { vec![4.0, 7.0, 5.0, 9.0, 6.0, 8.0] }
}

pub(super) fn chart(parts: &mut Parts<'_>, component: &Component) {
    let words = component.text.to_lowercase();
    let values = bars(&component.text);
    let top = values.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    if words.contains("pie") {
        return pie(parts, &values);
    }
    let (w, h) = (parts.width, parts.height);
    let edge = 8.0_f64.min(w / 10.0).min(h / 10.0);
    for share in [0.25, 0.5, 0.75] {
        let y = edge + (h - 2.0 * edge) * share;
        parts.line(&[(edge, y), (w - edge, y)], 0.15, "transparent");
        parts.thick(1.0);
    }
    let pitch = (w - 2.0 * edge) / values.len() as f64;
    let height = |value: f64| h - edge - (h - 2.0 * edge) * (value / top) * 0.95;
    if words.contains("line") || words.contains("area") {
        let points: Vec<(f64, f64)> = values
            .iter()
            .enumerate()
            .map(|(place, value)| (edge + pitch * (place as f64 + 0.5), height(*value)))
            .collect();
        parts.line(&points, 1.0, "transparent");
        for (x, y) in points {
            let ink = parts.ink.to_string();
            parts.ellipse(Rect::from_center_size((x, y), (6.0, 6.0)), &ink);
            parts.thick(0.0);
        }
    } else {
        let fill = if parts.paper.is_some() { parts.style.fill.clone() } else { parts.ink_at(0.25) };
        for (place, value) in values.iter().enumerate() {
            let x = edge + pitch * (place as f64 + 0.2);
            let ink = parts.ink.to_string();
            parts.push(
                Kind::Rectangle,
                Rect::new(x, height(*value), x + pitch * 0.6, h - edge),
                &ink,
                &fill,
                0.0,
            );
            parts.thick(1.5);
        }
    }
    parts.line(&[(edge, edge), (edge, h - edge), (w - edge, h - edge)], 1.0, "transparent");
}

fn pie(parts: &mut Parts<'_>, values: &[f64]) {
    let middle = parts.whole().center();
    let radius = parts.width.min(parts.height) / 2.0 - 1.0;
    let disc = Rect::from_center_size(middle, (radius * 2.0, radius * 2.0));
    let fill = parts.style.fill.clone();
    parts.ellipse(disc, &fill);
    let total: f64 = values.iter().sum();
    let mut angle = -TAU / 4.0;
    for (place, value) in values.iter().enumerate() {
        let turn = TAU * value / total.max(f64::MIN_POSITIVE);
        let steps = (turn / 0.1).ceil().max(1.0) as usize;
        let mut points = vec![(middle.x, middle.y)];
        points.extend((0..=steps).map(|step| {
            let at = angle + turn * step as f64 / steps as f64;
            (middle.x + radius * at.cos(), middle.y + radius * at.sin())
        }));
        points.push((middle.x, middle.y));
        let fill = parts.ink_at(one_of(&[0.5, 0.1, 0.3, 0.0, 0.2], place));
        parts.line(&points, 1.0, &fill);
        parts.thick(1.0);
        angle += turn;
    }
}
