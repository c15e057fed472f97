//! Components drawn by hand: a box with a tick in it, a switch, a choice, a slider become one piece of that kind.
//!
//! What they are is told by [`classify`](crate::classify); here it is only taken where that is sure and where it says
//! more than a box with words in it says. All guesses are kept for the roles.
//!
//! Not here: buttons, fields and headings, which keep their words until the tree is there (`role`).

use super::piece::{Screen, What};
use super::{Paint, Role};
use crate::classify::classify;
use crate::scene::{Component, ComponentKind, ElementId, Page};
use std::collections::BTreeSet;

/// More pieces than this are not looked at: each against each would take too long.
const MANY: usize = 1500;

/// Less sure than this is not taken.
const SURE: f64 = 0.85;

/// Puts the parts of components together.
pub fn recognise(screen: &mut Screen, page: &Page) {
    if screen.pieces.len() > MANY {
        return;
    }
    let ids: Vec<ElementId> = screen.pieces.iter().flat_map(|piece| piece.elements.clone()).collect();
    let guesses = classify(page, &ids);
    let mut taken: BTreeSet<ElementId> = BTreeSet::new();
    for at in 0..screen.pieces.len() {
        let Some(piece) = screen.pieces.get(at) else { continue };
        let Some(guess) = piece.elements.first().and_then(|id| guesses.get(id)) else { continue };
        let Role::Control(kind) = guess.role else { continue };
        let drawn = matches!(
            kind,
            ComponentKind::Checkbox
                | ComponentKind::Radio
                | ComponentKind::Toggle
                | ComponentKind::Select
                | ComponentKind::Slider
        );
        let own = piece.elements.iter().any(|id| taken.contains(id));
        if !drawn || own || guess.sure < SURE || !matches!(piece.what, What::Box | What::Rule { .. }) {
            continue;
        }
        // A spot of colour before words is a bullet.
        let ticked = matches!(kind, ComponentKind::Checkbox | ComponentKind::Radio);
        let hollow = piece.paint.borders.iter().all(Option::is_some)
            && piece.paint.background.as_ref().is_none_or(|fill| {
                fill.to_lowercase().trim_start_matches('#').chars().all(|digit| digit == 'f')
            });
        let pill = piece.paint.round || piece.paint.radius >= 0.25 * piece.rect.height();
        if (ticked && !hollow) || (kind == ComponentKind::Toggle && !pill) {
            continue;
        }
        let mut rect = piece.rect;
        let mut elements = piece.elements.clone();
        let (mut words, mut signs, mut knob, mut round) = (Vec::new(), 0_usize, None, false);
        for other in
            screen.pieces.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other)
        {
            let part =
                other.elements.first().is_some_and(|id| guess.parts.contains(id) && !taken.contains(id));
            // The words beside a box to tick stay as they were set.
            let words_beside = ticked && other.text().is_some_and(|(run, _)| run.text.chars().count() > 1);
            if !part || words_beside {
                continue;
            }
            rect = rect.union(other.rect);
            elements.extend(other.elements.iter().cloned());
            match other.text() {
                Some((run, _)) if run.text.chars().count() > 1 => words.push(run.text.replace('\n', " ")),
                _ => {
                    signs += 1;
                    round |= other.paint.round;
                    knob = Some((other.rect.center().x - piece.rect.x0) / piece.rect.width().max(1.0));
                }
            }
        }
        // A line crossed by another is not a slider.
        if kind == ComponentKind::Slider && !round {
            continue;
        }
        let component = Component {
            kind,
            text: words.join("\n"),
            on: match kind {
                ComponentKind::Toggle => knob.is_some_and(|share| share > 0.5),
                ComponentKind::Checkbox | ComponentKind::Radio => signs > 0,
                _ => false,
            },
            value: if kind == ComponentKind::Slider { knob.unwrap_or(0.0).clamp(0.0, 1.0) } else { 0.0 },
        };
        taken.extend(elements.iter().cloned());
        if let Some(piece) = screen.pieces.get_mut(at) {
            piece.rect = rect;
            piece.elements = elements;
            piece.what = What::Control(component);
            piece.paint = Paint::default();
        }
    }
    // What became a part of a component has no place of its own.
    screen.pieces.retain(|piece| {
        matches!(piece.what, What::Control(_)) || !piece.elements.iter().any(|id| taken.contains(id))
    });
    // Boxes alone say too little of what they are.
    if screen.pieces.iter().any(|piece| piece.text().is_some()) {
        screen.guesses = guesses;
    }
}
