//! What a text is: heading, link, label, paragraph. Not what boxes are.

use super::Guess;
use super::view::{View, gap, level};
use crate::layout::Role;
use crate::scene::{ComponentKind, ElementId, Text};
use std::collections::BTreeMap;

pub(super) fn text(view: &View, i: usize, guesses: &BTreeMap<ElementId, Guess>) -> Guess {
    let (Some(text), Some(item)) = (view.text(i), view.item(i)) else {
        return Guess::new(Role::Paragraph, 0.3);
    };
    let words = text.text.trim();
    let letters = words.chars().count();
    let lines = text.wrapped.as_deref().unwrap_or(words).lines().count().max(1);
    if item.element.link.is_some() {
        return Guess::new(Role::Link, 0.95);
    }
    if let Some((field, sure)) = field_named(view, i, text, guesses) {
        return Guess::new(Role::Label(field.to_string()), sure);
    }
    let heads = heads(words, text.size, text.weight, lines, view.body);
    if let Some(sure) = heads.filter(|sure| *sure >= LARGE) {
        return Guess::new(Role::Heading(rank(view, text)), sure);
    }
    if is_linkish(&item.element.style.stroke, &view.ink) && letters <= 60 && lines == 1 {
        return Guess::new(Role::Link, 0.7);
    }
    if let Some(sure) = heads.filter(|_| item.label_of.is_none()) {
        return Guess::new(Role::Heading(rank(view, text)), sure);
    }
    Guess::new(Role::Paragraph, if lines > 1 || letters > 60 { 0.9 } else { 0.6 })
}

/// From here on it is the size that makes a heading; below it is the weight alone.
const LARGE: f64 = 0.7;

/// How sure it is that words set like this head what follows; `body` is the size of most letters, px.
///
/// Numbers and prices are large because they are looked for, and a sentence below a heading leads on from it: neither
/// heads anything.
#[must_use]
pub fn heads(words: &str, size: f64, weight: u16, lines: usize, body: f64) -> Option<f64> {
    let words = words.trim();
    let count = words.chars().count();
    let letters = words.chars().filter(|c| c.is_alphabetic()).count();
    let digits = words.chars().filter(char::is_ascii_digit).count();
    let price = words.starts_with(['€', '$', '£', '¥', '+', '-', '−', '#', '~', '©']);
    if letters < 3 || digits > letters || price || count > 120 || lines > 3 {
        return None;
    }
    let larger = size / body.max(1.0);
    let sentence = weight < 600 && words.ends_with('.') && count > 40;
    if larger >= 1.18 && !(sentence && larger < 1.75) {
        return Some(if larger >= 1.4 { 0.9 } else { LARGE });
    }
    let bold = weight >= 600 && count <= 60 && lines == 1 && larger >= 0.95;
    (bold && !words.ends_with(['.', ',', ':', ';'])).then_some(0.55)
}

/// Which heading: the sizes that are larger than most text, largest first.
fn rank(view: &View, text: &Text) -> u8 {
    let mut sizes: Vec<f64> = (0..view.items.len())
        .filter_map(|i| view.text(i))
        .map(|text| text.size)
        .filter(|size| *size >= 1.18 * view.body)
        .collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    let mut steps = 0_u8;
    let mut step = f64::INFINITY;
    for size in sizes {
        if size < 0.93 * step && steps < 6 {
            steps += 1;
            step = size;
        }
        if text.size >= 0.93 * step {
            return steps.clamp(1, 6);
        }
    }
    steps.saturating_add(1).clamp(1, 6)
}

/// The field that a short text stands directly above or before.
fn field_named<'a>(
    view: &'a View,
    i: usize,
    text: &Text,
    guesses: &BTreeMap<ElementId, Guess>,
) -> Option<(&'a ElementId, f64)> {
    let item = view.item(i)?;
    let words = text.text.trim();
    let large = text.size > 1.3 * view.body.max(8.0);
    if item.label_of.is_some() || large || words.chars().count() > 48 || words.lines().count() > 1 {
        return None;
    }
    let colon = words.ends_with([':', '*']);
    view.near(item.rect, BESIDE).into_iter().find_map(|(j, gap)| {
        let field = view.item(j)?;
        if j == i || !is_fillable(guesses.get(&field.element.id)?) || field.inside.contains(&i) {
            return None;
        }
        let close = 2.0 * text.size.max(8.0);
        let above = gap <= close
            && item.rect.y1 <= field.rect.y0 + 4.0
            && (item.rect.x0 - field.rect.x0).abs() < 2.0 * text.size
            && item.rect.x0 < field.rect.x1;
        let before = item.rect.x1 <= field.rect.x0 + 4.0 && level(item.rect, field.rect) > 0.5;
        let beside = before && (gap <= close || in_a_form(view, i, j, guesses));
        (above || beside).then_some((&field.element.id, if colon { 0.95 } else { 0.85 }))
    })
}

/// Words before a field are not further from it, px.
const BESIDE: f64 = 240.0;

/// What words can name.
fn is_fillable(guess: &Guess) -> bool {
    matches!(
        guess.role,
        Role::Control(
            ComponentKind::Input | ComponentKind::TextArea | ComponentKind::Select | ComponentKind::Slider
        )
    )
}

/// Words far before a field, with nothing between, are its name where others stand so as well: names below each other,
/// fields below each other.
fn in_a_form(view: &View, words: usize, field: usize, guesses: &BTreeMap<ElementId, Guess>) -> bool {
    let (Some(name), Some(filled)) = (view.item(words), view.item(field)) else { return false };
    let between = kurbo::Rect::new(name.rect.x1 + 1.0, name.rect.y0, filled.rect.x0 - 1.0, name.rect.y1);
    let free = !view.items.iter().enumerate().any(|(k, other)| {
        let small = other.rect.width() < filled.rect.x1 - name.rect.x0;
        k != words
            && k != field
            && small
            && level(other.rect, between) > 0.3
            && gap(other.rect, between) == 0.0
    });
    let other = |(k, other): (usize, &super::view::Item)| {
        k != words
            && view.text(k).is_some()
            && ((other.rect.x0 - name.rect.x0).abs() <= 3.0 || (other.rect.x1 - name.rect.x1).abs() <= 3.0)
            && view.items.iter().any(|beside| {
                let fillable = guesses.get(&beside.element.id).is_some_and(is_fillable);
                fillable
                    && beside.element.id != filled.element.id
                    && (beside.rect.x0 - filled.rect.x0).abs() <= 3.0
                    && level(other.rect, beside.rect) > 0.5
            })
    };
    free && view.items.iter().enumerate().any(other)
}

/// Bluer than the rest of the text.
pub(super) fn is_linkish(colour: &str, usual: &str) -> bool {
    let Some((r, g, b)) = rgb(colour) else { return false };
    colour != usual && b > 110 && i32::from(b) > i32::from(r) + 60 && i32::from(b) > i32::from(g) + 20
}

fn rgb(colour: &str) -> Option<(u8, u8, u8)> {
    let digits = colour.strip_prefix('#')?;
    let pair = |from: usize| u8::from_str_radix(digits.get(from..from + 2)?, 16).ok();
    match digits.len() {
        6 | 8 => Some((pair(0)?, pair(2)?, pair(4)?)),
        3 => {
            let one = |i: usize| u8::from_str_radix(digits.get(i..=i)?, 16).ok().map(|v| v * 17);
            Some((one(0)?, one(1)?, one(2)?))
        }
        _ => None,
    }
}
