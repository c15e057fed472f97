//! A layout tree as text, one node a line: for people, and for tests that compare.
//!
//! ```text
//! column gap 12 padding 16  #screen
//!   text 240 "Sign in"
//!   row gap 8 middle  fill
//! ```
//!
//! Not here: any target language.

use super::{Content, Cross, Justify, Layout, Line, Node, Place, Role, Sides, Size, Track, Tree};
use std::fmt::Write;

/// The tree as text.
#[must_use]
pub fn text(tree: &Tree) -> String {
    let mut out = format!(
        "{} {} × {}\n",
        if tree.name.is_empty() { "screen" } else { &tree.name },
        short(tree.width),
        short(tree.height)
    );
    node(&mut out, &tree.root, 1);
    out
}

/// A number without needless digits.
fn short(value: f64) -> String {
    format!("{}", (value * 10.0).round() / 10.0)
}

/// A node and those in it.
fn node(out: &mut String, at: &Node, depth: usize) {
    let _ = write!(out, "{}{}", "  ".repeat(depth.min(60)), kind(at));
    match &at.layout {
        Layout::Row(line) | Layout::Column(line) => self::line(out, line),
        Layout::Grid { columns, rows, column_gap, row_gap } if columns.len() + rows.len() > 2 => {
            let tracks: Vec<String> = columns.iter().map(track).collect();
            let _ = write!(out, " [{}] gap {} {}", tracks.join(" "), short(*row_gap), short(*column_gap));
        }
        _ => {}
    }
    sides(out, "padding", at.padding);
    if let Some(limit) = at.limit {
        let _ = write!(out, " limit {}", short(limit));
    }
    sides(out, "margin", at.margin);
    size(out, "width", at.width);
    size(out, "height", at.height);
    place(out, at.place);
    if at.one_line {
        out.push_str(" one line");
    }
    let _ = write!(out, "  #{}", at.id);
    if let Content::Text(run) = &at.content {
        let words: String = run.text.chars().take(40).collect();
        let _ = write!(out, " {words:?}");
    }
    out.push('\n');
    for child in &at.children {
        node(out, child, depth + 1);
    }
}

/// What a node is, in a word.
fn kind(at: &Node) -> String {
    let shape = match &at.layout {
        Layout::Leaf => match &at.content {
            Content::Text(_) => "text",
            Content::Picture { .. } => "picture",
            Content::Control { .. } => "control",
            Content::None => "box",
        },
        Layout::Row(_) => "row",
        Layout::Column(_) => "column",
        Layout::Grid { columns, .. } if columns.len() < 2 => "layers",
        Layout::Grid { .. } => "grid",
        Layout::Stack => "stack",
    };
    let role = match &at.role {
        Role::Group | Role::Paragraph | Role::Picture | Role::Rule => String::new(),
        other => format!("{other:?}:").to_lowercase(),
    };
    format!("{role}{shape}")
}

/// Gap and alignments.
fn line(out: &mut String, line: &Line) {
    if line.gap > 0.0 {
        let _ = write!(out, " gap {}", short(line.gap));
    }
    match line.justify {
        Justify::Start => {}
        Justify::Middle => out.push_str(" in the middle"),
        Justify::End => out.push_str(" at the end"),
        Justify::Between => out.push_str(" apart"),
    }
    if line.align != Cross::Stretch {
        let _ = write!(out, " across {}", format!("{:?}", line.align).to_lowercase());
    }
    if line.wrap {
        out.push_str(" wraps");
    }
    if line.stacks {
        out.push_str(" stacks");
    }
}

/// The size of a track.
fn track(track: &Track) -> String {
    match track {
        Track::Fixed(size) => short(*size),
        Track::Share(share) => format!("{}fr", short(*share)),
        Track::Content => "content".into(),
    }
}

/// Distances to four sides, when there are any.
fn sides(out: &mut String, name: &str, sides: Sides) {
    let Sides { top, right, bottom, left } = sides;
    if [top, right, bottom, left].iter().any(|side| *side != 0.0) {
        let _ = write!(out, " {name} {} {} {} {}", short(top), short(right), short(bottom), short(left));
    }
}

/// A size that is not the content's.
fn size(out: &mut String, name: &str, size: Size) {
    match size {
        Size::Content => {}
        Size::Fixed(size) => {
            let _ = write!(out, " {name} {}", short(size));
        }
        Size::Fill { weight, max, .. } if max.is_finite() => {
            let _ = write!(out, " {name} fill {} up to {}", short(weight), short(max));
        }
        Size::Fill { weight, .. } => {
            let _ = write!(out, " {name} fill {}", short(weight));
        }
        Size::Share { of, .. } => {
            let _ = write!(out, " {name} {}%", short(of * 100.0));
        }
    }
}

/// A place that is not just the next.
fn place(out: &mut String, place: Place) {
    match place {
        Place::Flow => {}
        Place::Own(cross) => {
            let _ = write!(out, " {}", format!("{cross:?}").to_lowercase());
        }
        Place::Cell { column, row, .. } if column + row == 0 => {}
        Place::Cell { column, row, .. } => {
            let _ = write!(out, " cell {column} {row}");
        }
        Place::Over { left, top, .. } => {
            let _ = write!(out, " over {} {}", short(left.unwrap_or(0.0)), short(top.unwrap_or(0.0)));
        }
    }
}
