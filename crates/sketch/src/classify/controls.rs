//! What boxes, circles and lines are: fields, buttons, things to tick, pictures, cards. Not words.

use super::Guess;
use super::view::{View, gap, level};
use crate::layout::Role;
use crate::scene::{ComponentKind, ElementId, Head, Kind};
use kurbo::{Point, Rect};

/// A box to tick is not larger, px.
const TICK: f64 = 34.0;

pub(super) fn rectangle(view: &View, i: usize) -> Guess {
    let Some(item) = view.item(i) else { return Guess::new(Role::Group, 0.0) };
    let rect = item.rect;
    let (w, h) = (rect.width(), rect.height());
    if item.element.angle != 0.0 {
        return Guess::new(Role::Picture, 0.4);
    }
    if w.min(h) <= 4.0 && w.max(h) >= 24.0 {
        return slider(view, i).unwrap_or(Guess::new(Role::Rule, 0.85));
    }
    let rules: [fn(&View, usize) -> Option<Guess>; 9] =
        [crossed, tick, toggle, select, slider, navigation, table, field, button];
    rules
        .iter()
        .find_map(|rule| rule(view, i))
        .or_else(|| card(view, i))
        .unwrap_or(Guess::new(Role::Group, 0.5))
}

pub(super) fn ellipse(view: &View, i: usize) -> Guess {
    let Some(item) = view.item(i) else { return Guess::new(Role::Group, 0.0) };
    let (w, h) = (item.rect.width(), item.rect.height());
    let round = w.max(h) < 1.25 * w.min(h);
    if let Some(label) = words_after(view, item.rect, i).filter(|_| round && w <= TICK) {
        let parts = marks(view, i).into_iter().chain([label]).collect();
        return Guess::new(Role::Control(ComponentKind::Radio), 0.88).with(ids(view, parts));
    }
    if let Some(guess) = crossed(view, i) {
        return guess;
    }
    let dot = |j: &usize| view.item(*j).is_some_and(|item| matches!(item.element.kind, Kind::Ellipse));
    let alone = view.item(i).is_some_and(|item| item.inside.iter().all(dot))
        && view.near(item.rect, 0.0).len() <= 1 + item.inside.len();
    if round
        && (10.0..=TICK).contains(&w)
        && alone
        && !view.items.iter().any(|other| other.inside.contains(&i))
    {
        return Guess::new(Role::Control(ComponentKind::Radio), 0.55).with(ids(view, marks(view, i)));
    }
    let initials =
        view.words(i).iter().all(|j| view.text(*j).is_some_and(|text| text.text.trim().chars().count() <= 2));
    if round && (26.0..=160.0).contains(&w) && initials {
        return Guess::new(Role::Control(ComponentKind::Avatar), 0.55);
    }
    Guess::new(Role::Picture, 0.4)
}

pub(super) fn line(view: &View, i: usize) -> Guess {
    let path = view.path(i);
    let (Some(item), [from, .., to]) = (view.item(i), path.as_slice()) else {
        return Guess::new(Role::Picture, 0.3);
    };
    if let Some(guess) = slider(view, i) {
        return guess;
    }
    let heads = match &item.element.kind {
        Kind::Line(line) => line.start_head != Head::None || line.end_head != Head::None,
        _ => false,
    };
    let along = *to - *from;
    let flat = along.x.abs().min(along.y.abs()) <= 0.03 * along.hypot() + 1.0;
    if path.len() == 2 && flat && !heads && along.hypot() >= 24.0 {
        return Guess::new(Role::Rule, 0.8);
    }
    Guess::new(Role::Picture, 0.35)
}

fn ids(view: &View, parts: Vec<usize>) -> Vec<ElementId> {
    parts.into_iter().filter_map(|j| Some(view.item(j)?.element.id.clone())).collect()
}

/// Lines, circles and pictures inside that are no words.
fn marks(view: &View, i: usize) -> Vec<usize> {
    let inside = view.item(i).map(|item| item.inside.clone()).unwrap_or_default();
    inside.into_iter().filter(|j| view.text(*j).is_none()).collect()
}

/// The two of these lines that go from corner to corner of a box, and so make it the place of a picture.
pub(crate) fn cross<'p, T: Copy>(
    rect: Rect,
    round: bool,
    lines: impl Iterator<Item = (T, &'p [Point])> + Clone,
) -> Option<[T; 2]> {
    // Corners of a circle are cut off.
    let slack = if round { 0.3 } else { 0.16 };
    let near = |a: Point, b: Point| {
        (a.x - b.x).abs() <= slack * rect.width() + 3.0 && (a.y - b.y).abs() <= slack * rect.height() + 3.0
    };
    let joins = |path: &[Point], a: (f64, f64), b: (f64, f64)| {
        let (Some(from), Some(to), 2) = (path.first(), path.last(), path.len()) else { return false };
        let (a, b) = (Point::from(a), Point::from(b));
        // A line along a flat box touches all its corners.
        let along = kurbo::Vec2::new((to.x - from.x).abs(), (to.y - from.y).abs());
        let slopes = along.x > (rect.width() / 2.0).max(4.0) && along.y > (rect.height() / 2.0).max(4.0);
        slopes && ((near(*from, a) && near(*to, b)) || (near(*from, b) && near(*to, a)))
    };
    let (down, _) = lines.clone().find(|(_, path)| joins(path, (rect.x0, rect.y0), (rect.x1, rect.y1)))?;
    let (up, _) = { lines }.find(|(_, path)| joins(path, (rect.x1, rect.y0), (rect.x0, rect.y1)))?;
    Some([down, up])
}

/// Two lines from corner to corner, of what is no box to tick.
fn crossed(view: &View, i: usize) -> Option<Guess> {
    let item = view.item(i)?;
    let rect = item.rect;
    if rect.width().max(rect.height()) <= TICK {
        return None;
    }
    let lines: Vec<(usize, Vec<Point>)> = view
        .near(rect, 0.0)
        .into_iter()
        .filter(|(j, _)| view.item(*j).is_some_and(|item| gap(item.rect, rect) == 0.0))
        .map(|(j, _)| (j, view.path(j)))
        .collect();
    let round = matches!(item.element.kind, Kind::Ellipse);
    let lines = cross(rect, round, lines.iter().map(|(j, path)| (*j, path.as_slice())))?;
    Some(Guess::new(Role::Picture, 0.97).with(ids(view, lines.to_vec())))
}

/// The text that stands beside a small box.
fn words_after(view: &View, rect: Rect, i: usize) -> Option<usize> {
    let reach = 2.0 * rect.width().max(8.0);
    view.near(rect, reach).into_iter().map(|(j, _)| j).find(|j| {
        let (Some(text), Some(item)) = (view.text(*j), view.item(*j)) else { return false };
        let one = text.text.trim().lines().count() <= 2 && item.label_of != Some(i);
        one && item.rect.x0 >= rect.x1 - 3.0
            && level(rect, item.rect) > 0.45
            && item.rect.width() > rect.width()
    })
}

/// A small square with words after it.
fn tick(view: &View, i: usize) -> Option<Guess> {
    let rect = view.item(i)?.rect;
    let (w, h) = (rect.width(), rect.height());
    if w.max(h) > TICK
        || w.min(h) < 8.0
        || w.max(h) > 1.3 * w.min(h)
        || !view.words(i).iter().all(|j| is_sign(view, *j))
    {
        return None;
    }
    let marks = view.item(i)?.inside.clone();
    let label = words_after(view, rect, i);
    let sure = if label.is_some() { 0.9 } else { 0.6 };
    let parts = marks.into_iter().chain(label).collect();
    Some(Guess::new(Role::Control(ComponentKind::Checkbox), sure).with(ids(view, parts)))
}

/// A single sign such as ✓ or ▾.
fn is_sign(view: &View, j: usize) -> bool {
    view.text(j).is_some_and(|text| text.text.trim().chars().count() <= 1)
}

/// A pill with a knob at one end.
fn toggle(view: &View, i: usize) -> Option<Guess> {
    let rect = view.item(i)?.rect;
    let (w, h) = (rect.width(), rect.height());
    if !(1.35..3.4).contains(&(w / h.max(1.0))) || !(12.0..=64.0).contains(&h) {
        return None;
    }
    let knob = view.near(rect, 0.0).into_iter().map(|(j, _)| j).find(|j| {
        let Some(item) = view.item(*j) else { return false };
        let shape = matches!(item.element.kind, Kind::Ellipse | Kind::Rectangle) && *j != i;
        let size = item.rect.height();
        let at_end = (item.rect.x0 - rect.x0).min(rect.x1 - item.rect.x1) < 0.3 * h;
        shape
            && (0.5 * h..1.35 * h).contains(&size)
            && (0.7..1.5).contains(&(item.rect.width() / size.max(1.0)))
            && (item.rect.center().y - rect.center().y).abs() < 0.2 * h
            && at_end
            && item.rect.center().x > rect.x0
            && item.rect.center().x < rect.x1
    })?;
    let parts: Vec<usize> = view.item(i)?.inside.iter().copied().chain([knob]).collect();
    let mut parts = ids(view, parts);
    parts.sort();
    parts.dedup();
    Some(Guess::new(Role::Control(ComponentKind::Toggle), 0.9).with(parts))
}

/// A field with a sign that points down at its end.
fn select(view: &View, i: usize) -> Option<Guess> {
    let rect = view.item(i)?.rect;
    let (w, h) = (rect.width(), rect.height());
    if w < 1.8 * h || !(16.0..=90.0).contains(&h) {
        return None;
    }
    let sign = view.near(rect, 0.0).into_iter().map(|(j, _)| j).find(|j| {
        let Some(item) = view.item(*j) else { return false };
        let at_end =
            item.rect.center().x > rect.x1 - (1.6 * h).min(0.5 * w) && rect.contains(item.rect.center());
        let small = item.rect.height() < 0.85 * h && item.rect.width() < 1.3 * h;
        *j != i && at_end && small && points_down(view, *j)
    })?;
    let parts: Vec<usize> = marks(view, i).into_iter().filter(|j| *j == sign).chain([sign]).collect();
    let mut parts = ids(view, parts);
    parts.dedup();
    Some(Guess::new(Role::Control(ComponentKind::Select), 0.93).with(parts))
}

/// ▾, or a line through three points with the lowest in the middle.
fn points_down(view: &View, j: usize) -> bool {
    if let Some(text) = view.text(j) {
        return matches!(text.text.trim(), "▼" | "▾" | "⌄" | "⏷" | "🔽" | "˅" | "∨" | "v" | "V" | "﹀");
    }
    let mut path = view.path(j);
    if path.len() > 3 && path.first().zip(path.last()).is_some_and(|(a, b)| a.distance(*b) < 3.0) {
        path.pop();
    }
    let (Some(first), true) = (path.first(), (3..=8).contains(&path.len())) else { return false };
    let lowest = path.iter().fold(*first, |low, point| if point.y > low.y { *point } else { low });
    let (left, right) = path.iter().fold((*first, *first), |(left, right), point| {
        (if point.x < left.x { *point } else { left }, if point.x > right.x { *point } else { right })
    });
    let wide = right.x - left.x;
    let between = lowest.x > left.x + 0.2 * wide && lowest.x < right.x - 0.2 * wide;
    between && lowest.y - left.y.max(right.y) > 0.2 * wide && (left.y - right.y).abs() < 0.4 * wide
}

/// A flat line or bar with a knob on it.
fn slider(view: &View, i: usize) -> Option<Guess> {
    let rect = view.item(i)?.rect;
    if rect.height() > 14.0 || rect.width() < 50.0 || rect.width() < 5.0 * rect.height() {
        return None;
    }
    let knob = view.near(rect, 0.0).into_iter().map(|(j, _)| j).find(|j| {
        let Some(item) = view.item(*j) else { return false };
        let size = item.rect.width();
        let knob = match item.element.kind {
            Kind::Ellipse => true,
            Kind::Rectangle => item.rect.height() > 1.5 * rect.height().max(4.0),
            _ => false,
        };
        knob && *j != i
            && size < 0.35 * rect.width()
            && (6.0..50.0).contains(&size)
            && item.rect.height() > rect.height()
            && (item.rect.center().y - rect.center().y).abs() < 0.35 * item.rect.height() + 1.0
    })?;
    Some(Guess::new(Role::Control(ComponentKind::Slider), 0.88).with(ids(view, vec![knob])))
}

/// A bar at the top with short words in a row.
fn navigation(view: &View, i: usize) -> Option<Guess> {
    let rect = view.item(i)?.rect;
    let wide = rect.width() > 0.6 * view.whole.width() && rect.width() > 4.0 * rect.height();
    let top = rect.y0 < view.whole.y0 + 0.2 * view.whole.height();
    let words = view.words(i);
    let short =
        words.iter().filter(|j| view.text(**j).is_some_and(|text| text.text.trim().chars().count() <= 24));
    let row = words.iter().filter(|j| {
        view.item(**j)
            .is_some_and(|item| (item.rect.center().y - rect.center().y).abs() < 0.25 * rect.height())
    });
    let enough = short.count() >= 3 && row.count() >= 3;
    (wide && top && enough && rect.height() < 140.0).then(|| Guess::new(Role::Navigation, 0.75))
}

/// Words in rows and columns with lines or cells between.
fn table(view: &View, i: usize) -> Option<Guess> {
    let item = view.item(i)?;
    let words = view.words(i);
    let cells: Vec<Rect> = if words.len() >= 6 {
        words.iter().filter_map(|j| Some(view.item(*j)?.rect)).collect()
    } else {
        let boxes = item.inside.iter().filter_map(|j| view.item(*j));
        boxes.filter(|item| matches!(item.element.kind, Kind::Rectangle)).map(|item| item.rect).collect()
    };
    let lines = item.inside.iter().filter(|j| view.path(**j).len() == 2).count();
    let rows = bands(cells.iter().map(|cell| (cell.y0, cell.y1)).collect());
    let columns = bands(cells.iter().map(|cell| (cell.x0, cell.x1)).collect());
    let full = cells.len() as f64 / (rows * columns).max(1) as f64;
    let ruled = lines + 1 >= rows.min(columns) || words.len() < 6;
    (rows >= 3 && columns >= 2 && (0.7..=1.3).contains(&full) && ruled).then(|| Guess::new(Role::Table, 0.7))
}

/// How many groups intervals fall into that do not touch.
fn bands(mut intervals: Vec<(f64, f64)>) -> usize {
    intervals.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut count = 0;
    let mut end = f64::NEG_INFINITY;
    for (from, to) in intervals {
        if from >= end - 1.0 {
            count += 1;
            end = to;
        } else {
            end = end.max(to);
        }
    }
    count
}

/// A flat box to type in: named by words above or before it, or with a hint at its left.
fn field(view: &View, i: usize) -> Option<Guess> {
    let item = view.item(i)?;
    let rect = item.rect;
    let (w, h) = (rect.width(), rect.height());
    // Strokes in the lower right corner are a handle to make it larger.
    let corner = Rect::new(rect.x1 - (0.25 * w).min(40.0), rect.y1 - (0.4 * h).min(40.0), rect.x1, rect.y1);
    let handle =
        |j: &usize| view.item(*j).is_some_and(|mark| corner.inflate(3.0, 3.0).contains_rect(mark.rect));
    let strokes = marks(view, i);
    if h > 56.0 && w > h && !strokes.is_empty() && strokes.len() <= 3 && strokes.iter().all(handle) {
        let all = item.inside.iter().copied().filter(|j| strokes.contains(j)).collect();
        return Some(Guess::new(Role::Control(ComponentKind::TextArea), 0.8).with(ids(view, all)));
    }
    if !marks(view, i).iter().all(|j| {
        view.item(*j).is_some_and(|mark| mark.rect.height() < 0.8 * h && mark.rect.width() < 1.2 * h)
    }) {
        return None;
    }
    let words = view.words(i);
    let hint = match words.as_slice() {
        [] => None,
        [one] => Some((view.text(*one)?, view.item(*one)?)),
        _ => return None,
    };
    let named = name_of(view, i);
    // Words at the left, room after them; a bound label is centred as the label of a button is.
    let left = hint.is_none_or(|(_, words)| {
        words.rect.x0 - rect.x0 < 0.75 * h.min(60.0)
            && rect.x1 - words.rect.x1 > 0.25 * w
            && words.label_of.is_none()
    });
    let asks = hint.is_some_and(|(text, _)| is_hint(&text.text));
    let one_line = (16.0..=76.0).contains(&h) && w >= 2.4 * h;
    // What neither an edge nor a tint shows is only a ground.
    let style = &item.element.style;
    let edged = style.stroke_width > 0.0 && !matches!(style.stroke.as_str(), "transparent" | "none" | "");
    let tinted = !matches!(
        style.fill.to_lowercase().as_str(),
        "transparent" | "none" | "" | "white" | "#fff" | "#ffffff"
    );
    let filled = !is_light(&style.fill) || !(edged || tinted);
    if one_line && !filled && (left || asks) {
        let sure = match (hint.is_some(), named, asks) {
            (_, true, true) => 0.95,
            (false, true, _) => 0.9,
            (true, true, _) => 0.85,
            (true, false, true) => 0.88,
            (false, false, _) if w >= 4.0 * h => 0.55,
            (true, false, false) if w >= 5.0 * h => 0.6,
            _ => return None,
        };
        return Some(Guess::new(Role::Control(ComponentKind::Input), sure));
    }
    let high = h > 70.0 && h < 400.0 && w > 0.9 * h;
    let at_top = hint.is_none_or(|(text, words)| words.rect.y0 - rect.y0 < 2.0 * text.size);
    if high && !filled && (named || asks) && left && at_top {
        return Some(Guess::new(Role::Control(ComponentKind::TextArea), if asks { 0.85 } else { 0.7 }));
    }
    None
}

/// A short text stands directly above the left end, or before it.
fn name_of(view: &View, i: usize) -> bool {
    let Some(item) = view.item(i) else { return false };
    let rect = item.rect;
    view.near(rect, 28.0).into_iter().any(|(j, _)| {
        let (Some(text), Some(words)) = (view.text(j), view.item(j)) else { return false };
        let short = text.text.trim().chars().count() <= 40 && text.text.trim().lines().count() <= 1;
        let small = text.size <= 1.3 * view.body.max(10.0);
        let above = words.rect.y1 <= rect.y0 + 3.0 && (words.rect.x0 - rect.x0).abs() < 1.5 * text.size;
        let before = words.rect.x1 <= rect.x0 + 3.0
            && level(words.rect, rect) > 0.5
            && words.rect.width() < rect.width();
        short && small && !item.inside.contains(&j) && words.label_of.is_none() && (above || before)
    })
}

/// What is written into empty fields.
fn is_hint(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let starts = [
        "enter ",
        "type ",
        "search",
        "your ",
        "e.g.",
        "please ",
        "write ",
        "placeholder",
        "input",
        "jane",
        "john",
    ];
    text.ends_with('…')
        || text.ends_with("...")
        || text.contains('@') && text.contains('.') && !text.contains(' ')
        || text.chars().count() >= 3 && text.chars().all(|c| matches!(c, '•' | '*' | '●'))
        || starts.iter().any(|start| text.starts_with(start))
}

/// No fill, or one that is nearly white.
fn is_light(fill: &str) -> bool {
    let digits = match fill.strip_prefix('#') {
        Some(digits) if digits.len() >= 6 => digits,
        Some("fff") => return true,
        _ => return matches!(fill, "transparent" | "white" | "none" | ""),
    };
    let dark = |from: usize| {
        digits.get(from..from + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()).is_none_or(|v| v < 0xe8)
    };
    !(dark(0) || dark(2) || dark(4))
}

/// A box not much larger than the few words in its middle.
fn button(view: &View, i: usize) -> Option<Guess> {
    let item = view.item(i)?;
    let rect = item.rect;
    let words = view.words(i);
    let [one] = words.as_slice() else { return None };
    let (text, words) = (view.text(*one)?, view.item(*one)?);
    let letters = text.text.trim().chars().count();
    let (w, h) = (rect.width(), rect.height());
    let middle = words.label_of == Some(i)
        || ((words.rect.center().x - rect.center().x).abs() < 0.1 * w + 4.0
            && (words.rect.center().y - rect.center().y).abs() < 0.2 * h + 2.0);
    let fits = h <= 4.2 * text.size.max(8.0) && (14.0..=96.0).contains(&h) && w >= 0.9 * h && w <= 520.0;
    let one_line = text.text.trim().lines().count() == 1 && (1..=34).contains(&letters);
    if !(middle && fits && one_line) || marks(view, i).len() > 1 {
        return None;
    }
    let style = &item.element.style;
    let mut sure: f64 = 0.72;
    sure += if is_light(&style.fill) { 0.0 } else { 0.1 };
    sure += if style.corner > 0.0 { 0.06 } else { 0.0 };
    sure += if w < 0.6 * view.whole.width() { 0.04 } else { -0.15 };
    Some(Guess::new(Role::Control(ComponentKind::Button), sure))
}

/// A box around several things, not nearly as large as the page.
fn card(view: &View, i: usize) -> Option<Guess> {
    let item = view.item(i)?;
    let rect = item.rect;
    let area = rect.width() * rect.height();
    let part =
        area < 0.6 * view.whole.width() * view.whole.height() && rect.width() < 0.9 * view.whole.width();
    let words = !view.words(i).is_empty();
    if item.inside.len() < 2 || !words || !part || rect.height() < 60.0 || rect.width() < 60.0 {
        return None;
    }
    let alike = |other: &&super::view::Item| {
        matches!(other.element.kind, Kind::Rectangle)
            && (other.rect.width() / rect.width() - 1.0).abs() < 0.06
            && (other.rect.height() / rect.height() - 1.0).abs() < 0.15
    };
    let sure = if view.items.iter().filter(alike).count() > 1 { 0.8 } else { 0.6 };
    Some(Guess::new(Role::Article, sure))
}
