//! What a text is: heading, link, label, paragraph. Not what boxes are.

use super::Guess;
use super::view::{View, level};
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
    let larger = text.size / view.body.max(1.0);
    let short = letters <= 120 && lines <= 3 && letters > 0;
    if short && larger >= 1.18 && !words.chars().all(|c| !c.is_alphanumeric()) {
        let sure = if larger >= 1.4 { 0.9 } else { 0.7 };
        return Guess::new(Role::Heading(rank(view, text)), sure);
    }
    if is_linkish(&item.element.style.stroke, &view.ink) && letters <= 60 && lines == 1 {
        return Guess::new(Role::Link, 0.7);
    }
    let bold = text.weight >= 600 && letters <= 60 && lines == 1 && larger >= 0.95;
    if bold && !words.ends_with(['.', ',', ':', ';']) && item.label_of.is_none() {
        return Guess::new(Role::Heading(rank(view, text)), 0.55);
    }
    Guess::new(Role::Paragraph, if lines > 1 || letters > 60 { 0.9 } else { 0.6 })
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
    view.near(item.rect, 2.0 * text.size.max(8.0)).into_iter().find_map(|(j, _)| {
        let field = view.item(j)?;
        let guess = guesses.get(&field.element.id)?;
        let fillable = matches!(
            guess.role,
            Role::Control(
                ComponentKind::Input
                    | ComponentKind::TextArea
                    | ComponentKind::Select
                    | ComponentKind::Slider
            )
        );
        if j == i || !fillable || field.inside.contains(&i) {
            return None;
        }
        let above = item.rect.y1 <= field.rect.y0 + 4.0
            && (item.rect.x0 - field.rect.x0).abs() < 2.0 * text.size
            && item.rect.x0 < field.rect.x1;
        let before = item.rect.x1 <= field.rect.x0 + 4.0 && level(item.rect, field.rect) > 0.5;
        (above || before).then_some((&field.element.id, if colon { 0.95 } else { 0.85 }))
    })
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
