//! Thin scrollbars over the text. The vertical one shows where selections and found matches are in the whole document;
//! its cost depends on its height, not on how many there are.

use std::ops::Range;

use egui::{Color32, CursorIcon, Painter, Rect, Response, Sense, Ui, Vec2, pos2};
use justbuilt_display::ScreenMap;
use justbuilt_text::Selections;

use super::data::EditorData;
use super::rows;
use super::scroll::{Scroll, Viewport};
use super::shapes::Batch;
use crate::theme::Theme;
use crate::tokens::size;

/// Height of a mark in points.
const MARK: f32 = 2.0;
/// Width of the area that takes the pointer.
const GRAB: f32 = 14.0;

/// A mark on the vertical bar: from and to in points below its top, and what it stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Mark {
    y: f32,
    kind: MarkKind,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum MarkKind {
    Match,
    Selection,
}

/// What the marks were made from; they are kept until one of these changes.
#[derive(Clone, Debug, Default, PartialEq)]
struct MarksKey {
    revision: u64,
    rows: usize,
    height: u32,
    matches: (usize, usize, Option<Range<usize>>),
    selections: Option<Selections>,
}

/// The scrollbars of a view.
#[derive(Clone, Debug, Default)]
pub(super) struct Scrollbars {
    /// Where in the handle the pointer took hold, in points.
    grabbed: Option<f32>,
    grabbed_across: Option<f32>,
    key: MarksKey,
    marks: Vec<Mark>,
}

/// A handle along a track.
struct Handle {
    start: f32,
    length: f32,
    /// Document units for a point of movement.
    scale: f64,
}

impl Handle {
    fn new(track: f32, shown: f64, total: f64, first: f64, last_first: f64) -> Option<Self> {
        if last_first <= 0.0 || track <= 0.0 || total <= shown.min(1.0) {
            return None;
        }
        let length =
            ((shown / (total + shown)) as f32 * track).clamp(size::SCROLLBAR_HANDLE.min(track), track);
        let room = f64::from(track - length).max(1.0);
        Some(Self { start: (first / last_first * room) as f32, length, scale: last_first / room })
    }
}

impl Scrollbars {
    /// Whether a handle is being dragged.
    pub(super) fn is_dragging(&self) -> bool {
        self.grabbed.is_some() || self.grabbed_across.is_some()
    }

    /// Lets the pointer move the bars. Called before the rows are laid out.
    pub(super) fn interact(
        &mut self,
        ui: &Ui,
        (data, screen): (&EditorData<'_>, &ScreenMap<'_>),
        text_rect: Rect,
        view: &Viewport,
        scroll: &mut Scroll,
    ) -> [Option<Response>; 2] {
        let top = scroll.top(screen);
        let vertical = vertical_handle(text_rect, view, top).map(|handle| {
            let response =
                ui.interact(vertical_track(text_rect), data.id.with("vertical bar"), Sense::drag());
            if let Some(pos) = response.interact_pointer_pos() {
                let along = pos.y - text_rect.top();
                let inside = (handle.start..=handle.start + handle.length).contains(&along);
                // A press beside the handle brings its middle there.
                let hold = *self.grabbed.get_or_insert(if inside {
                    along - handle.start
                } else {
                    0.5 * handle.length
                });
                scroll.jump_to(screen, view, f64::from(along - hold) * handle.scale, scroll.left_column());
            } else {
                self.grabbed = None;
            }
            response.on_hover_cursor(CursorIcon::Default)
        });
        let horizontal = horizontal_handle(text_rect, view, scroll.left_column()).map(|handle| {
            let response =
                ui.interact(horizontal_track(text_rect), data.id.with("horizontal bar"), Sense::drag());
            if let Some(pos) = response.interact_pointer_pos() {
                let along = pos.x - text_rect.left();
                let inside = (handle.start..=handle.start + handle.length).contains(&along);
                let hold = *self.grabbed_across.get_or_insert(if inside {
                    along - handle.start
                } else {
                    0.5 * handle.length
                });
                let top = scroll.top(screen);
                scroll.jump_to(screen, view, top, f64::from(along - hold) * handle.scale);
            } else {
                self.grabbed_across = None;
            }
            response.on_hover_cursor(CursorIcon::Default)
        });
        [vertical, horizontal]
    }

    /// Paints the bars and the marks.
    #[expect(
        clippy::too_many_arguments,
        reason = "all of it is the frame; a struct for one call would only move it"
    )]
    pub(super) fn paint(
        &mut self,
        painter: &Painter,
        (data, screen): (&EditorData<'_>, &ScreenMap<'_>),
        theme: &Theme,
        text_rect: Rect,
        view: &Viewport,
        scroll: &Scroll,
        responses: &[Option<Response>; 2],
    ) {
        let mut batch = Batch::new(painter.pixels_per_point());
        self.update_marks(data, screen, text_rect.height(), view);
        let width = size::SCROLLBAR.1;
        for mark in &self.marks {
            let color = match mark.kind {
                MarkKind::Match => theme.colors.warning,
                MarkKind::Selection => theme.colors.accent,
            };
            let left = text_rect.right() - width + 1.0;
            let y = text_rect.top() + mark.y;
            batch.rect(
                Rect::from_min_size(pos2(left, y), Vec2::new(width - 1.0, MARK)),
                color.gamma_multiply(0.8),
            );
        }
        let looks = |response: &Option<Response>| -> Option<(f32, Color32)> {
            let response = response.as_ref()?;
            let near = response.hovered() || response.dragged();
            Some(if near {
                (size::SCROLLBAR.1, theme.colors.scrollbar_hover)
            } else {
                (size::SCROLLBAR.0, theme.colors.scrollbar)
            })
        };
        painter.extend(batch.finish());
        let top = scroll.top(screen);
        if let (Some((thick, color)), Some(handle)) =
            (looks(&responses[0]), vertical_handle(text_rect, view, top))
        {
            let min = pos2(text_rect.right() - thick - 1.0, text_rect.top() + handle.start);
            let bar = Rect::from_min_size(min, Vec2::new(thick, handle.length));
            painter.rect_filled(bar, 0.5 * thick, color);
        }
        let left = scroll.left_column();
        if let (Some((thick, color)), Some(handle)) =
            (looks(&responses[1]), horizontal_handle(text_rect, view, left))
        {
            let min = pos2(text_rect.left() + handle.start, text_rect.bottom() - thick - 1.0);
            let bar = Rect::from_min_size(min, Vec2::new(handle.length, thick));
            painter.rect_filled(bar, 0.5 * thick, color);
        }
    }

    fn update_marks(&mut self, data: &EditorData<'_>, screen: &ScreenMap<'_>, height: f32, view: &Viewport) {
        let several = data.selections.len() > 1 || !data.selections.primary().is_caret();
        let key = MarksKey {
            revision: data.revision,
            rows: view.total_rows,
            height: height as u32,
            matches: (
                data.find_matches.as_ptr() as usize,
                data.find_matches.len(),
                data.find_matches.last().cloned(),
            ),
            selections: several.then(|| data.selections.clone()),
        };
        if key == self.key {
            return;
        }
        self.key = key;
        self.marks.clear();
        let total = view.last_top() + if view.beyond_end { view.rows.min(1.0) } else { view.rows };
        let scale = f64::from(height) / total.max(view.rows).max(1.0);
        let starts = data.find_matches;
        mark_all(&mut self.marks, (data, screen), scale, starts.len(), MarkKind::Match, |i| {
            starts.get(i).map(|m| m.start)
        });
        if several {
            let all = data.selections.as_slice();
            let kind = MarkKind::Selection;
            mark_all(&mut self.marks, (data, screen), scale, all.len(), kind, |i| all.get(i).map(|s| s.head));
        }
    }
}

/// Adds at most one mark for each stretch of a mark's height, skipping over all others in between.
fn mark_all(
    marks: &mut Vec<Mark>,
    (data, screen): (&EditorData<'_>, &ScreenMap<'_>),
    scale: f64,
    count: usize,
    kind: MarkKind,
    byte: impl Fn(usize) -> Option<usize>,
) {
    let mut index = 0;
    while let Some(at) = byte(index).filter(|_| index < count) {
        let row = screen.row_of(data.display.row_of(at.min(data.text.len())));
        let y = row as f64 * scale;
        let slot = (y / f64::from(MARK)).floor();
        marks.push(Mark { y: (slot * f64::from(MARK)) as f32, kind });
        let next_row = ((slot + 1.0) * f64::from(MARK) / scale).ceil() as usize;
        let next_byte = rows::start_of_row(screen, next_row.max(row + 1));
        let Some(next_byte) = next_byte else { break };
        // The first one at or after that row.
        let (mut low, mut high) = (index + 1, count);
        while low < high {
            let middle = low + (high - low) / 2;
            if byte(middle).is_some_and(|at| at < next_byte) { low = middle + 1 } else { high = middle }
        }
        index = low;
    }
}

fn vertical_track(text_rect: Rect) -> Rect {
    Rect::from_min_max(pos2(text_rect.right() - GRAB, text_rect.top()), text_rect.max)
}

fn horizontal_track(text_rect: Rect) -> Rect {
    Rect::from_min_max(
        pos2(text_rect.left(), text_rect.bottom() - GRAB),
        pos2(text_rect.right() - GRAB, text_rect.bottom()),
    )
}

fn vertical_handle(text_rect: Rect, view: &Viewport, top: f64) -> Option<Handle> {
    if view.total_rows as f64 <= view.rows && top <= 0.0 {
        return None;
    }
    Handle::new(text_rect.height(), view.rows, view.total_rows as f64, top, view.last_top())
}

fn horizontal_handle(text_rect: Rect, view: &Viewport, left: f64) -> Option<Handle> {
    let total = view.total_columns.max(left + view.columns);
    Handle::new(text_rect.width() - GRAB, view.columns, total, left, (total - view.columns).max(0.0))
}
