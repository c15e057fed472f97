//! From a drawing to its tree: the steps in order.
//!
//! Not here: the steps themselves.

use super::cut::{Cutter, Part};
use super::nest::Nested;
use super::piece::{Screen, What};
use super::size::{Builder, Span, tenth};
use super::{Content, Node, Role, Size, Tree, containers, grid, known, nest, noise, settle};
use crate::scene::{ElementId, Page, Sketch};
use justbuilt_base::Diagnostic;
use kurbo::Rect;

/// Share of what a hand was off that is left when edges have settled.
const LEFT: f64 = 0.15;

/// How much more than that things may reach over what they are in, and rows into each other.
const LOOSE: f64 = 3.0;

/// The layout of a screen: of the frame with this id, else of the largest frame, else of all that is on the page.
///
/// What cannot be part of a layout (no size, not a number) is left out and named in the diagnostics.
#[must_use]
pub fn infer(sketch: &Sketch, page: &Page, frame: Option<&ElementId>) -> (Tree, Vec<Diagnostic>) {
    let mut screen = Screen::of(sketch, page, frame);
    known::recognise(&mut screen, page);
    containers::open(&mut screen, page);
    let (mut tree, diagnostics) = of_screen(screen);
    for node in nodes(&tree.root) {
        if let Content::Picture { picture: Some(key), .. } = &node.content
            && let Some(picture) = sketch.pictures.get(key)
        {
            tree.pictures.insert(key.clone(), picture.clone());
        }
    }
    (tree, diagnostics)
}

/// The layout of pieces.
#[must_use]
pub fn of_screen(mut screen: Screen) -> (Tree, Vec<Diagnostic>) {
    let diagnostics = std::mem::take(&mut screen.diagnostics);
    let noise = noise::of(&screen);
    if noise > 0.0 {
        settle::settle(&mut screen, noise);
    }
    let noise = noise * LEFT;
    let ground = ground(&mut screen);
    noise::part_boxes(&mut screen);
    noise::part_lines(&mut screen);
    let nested = nest::nest(&mut screen, LOOSE * noise);
    let mut tree = of_nested(&screen, &nested, noise);
    if let Some((elements, colour)) = ground {
        tree.root.elements = elements;
        tree.root.paint.background = Some(colour);
    } else {
        tree.root.paint.background.clone_from(&screen.background);
    }
    super::role::assign(&mut tree, &screen.guesses);
    containers::own(&mut tree.root, &screen.owners);
    super::narrow::part(&mut tree);
    (tree, diagnostics)
}

/// The layout of pieces of which it is known what is in what.
#[must_use]
pub fn of_nested(screen: &Screen, nested: &[Nested], noise: f64) -> Tree {
    let cutter = Cutter { screen, noise: LOOSE * noise };
    let parts: Vec<Part> = nested.iter().map(|nested| cutter.part(nested)).collect();
    let (over, parts): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|part| {
        part.rect.x0 < -2.0 - 2.0 * cutter.noise || part.core.y0 < -2.0 - 2.0 * cutter.noise
    });
    let (shape, parts) = cutter.arrange(parts, 0);
    let all = Rect::new(0.0, 0.0, screen.width, screen.height);
    let mut whole = Part { rect: all, core: all, piece: None, order: 0, shape, parts, over };
    if noise > 0.0 {
        super::level::level(screen, &mut whole, noise);
    }
    let builder = Builder { container: container(screen, noise), screen, noise };
    let built = builder.node(&whole, Span { from: 0.0, to: screen.width });
    let mut root = built.node;
    root.id.clone_from(&screen.id);
    root.role = Role::Main;
    root.drawn = all;
    grid::gather(&mut root, 0.3 + 2.0 * noise);
    let below = screen.height - built.height;
    if below > 0.25 {
        root.padding.bottom += if below <= 64.0 { tenth(below) } else { 0.0 };
        root.height = if below <= 64.0 { Size::Content } else { Size::Fixed(tenth(screen.height)) };
    }
    Tree { name: screen.name.clone(), width: screen.width, height: screen.height, root, ..Tree::default() }
}

/// Takes a box as large as the screen out: it is the background.
fn ground(screen: &mut Screen) -> Option<(Vec<ElementId>, String)> {
    let first = screen.pieces.first()?;
    let (rect, tolerance) = (first.rect, 6.0);
    let plain = first.what == What::Box
        && first.paint.borders.iter().all(Option::is_none)
        && first.paint.radius == 0.0
        && !first.paint.round;
    let covers = rect.x0 <= tolerance
        && rect.y0 <= tolerance
        && rect.x1 >= screen.width - tolerance
        && rect.y1 >= screen.height - tolerance;
    if !(plain && covers) {
        return None;
    }
    let colour = first.paint.background.clone()?;
    let piece = screen.pieces.remove(0);
    Some((piece.elements, colour))
}

/// The span in the middle of the screen where most of its content stands.
fn container(screen: &Screen, noise: f64) -> Option<Span> {
    let tolerance = 1.5 + 2.0 * noise;
    let width = screen.width;
    let mut best: Option<(f64, f64)> = None;
    let inside: Vec<Rect> = screen
        .pieces
        .iter()
        .filter(|piece| piece.rect.width() < width - 16.0)
        .map(|piece| piece.rect)
        .collect();
    for rect in &inside {
        for margin in [rect.x0, width - rect.x1] {
            if !(8.0..=width * 0.36).contains(&margin) {
                continue;
            }
            let lefts = inside.iter().filter(|rect| (rect.x0 - margin).abs() <= tolerance).count() as f64;
            let rights =
                inside.iter().filter(|rect| (width - rect.x1 - margin).abs() <= tolerance).count() as f64;
            let votes = lefts.min(12.0) + 3.0 * rights.min(12.0);
            let beyond = inside
                .iter()
                .filter(|rect| rect.x0 < margin - tolerance || rect.x1 > width - margin + tolerance)
                .count() as f64;
            let score = votes - 12.0 * beyond / inside.len().max(1) as f64;
            if lefts >= 1.0 && rights >= 1.0 && best.is_none_or(|(most, _)| score > most) {
                best = Some((score, margin));
            }
        }
    }
    best.filter(|(score, _)| *score >= 3.0).map(|(_, margin)| Span { from: margin, to: width - margin })
}

/// All nodes, parents first.
#[must_use]
pub fn nodes(root: &Node) -> Vec<&Node> {
    let mut out = vec![root];
    let mut at = 0;
    while let Some(node) = out.get(at).copied() {
        out.extend(node.children.iter());
        at += 1;
    }
    out
}
