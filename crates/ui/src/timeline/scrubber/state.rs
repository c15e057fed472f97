//! What a scrubber keeps between frames: which time is in view, and what the hand is doing.

use egui::Pos2;
use justbuilt_base::Timestamp;

use crate::timeline::axis::{Axis, Span, View};
use crate::timeline::date::DAY;

/// What the view follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Mode {
    /// The last stretch of work, up to the present; the first view of a history.
    #[default]
    Recent,
    /// All there is.
    All,
    /// The present at the right edge, at some zoom.
    Present,
    /// Where it was put.
    Free,
}

/// What the hand is doing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Gesture {
    /// Moving the playhead.
    Scrub,
    /// Pressed on the lanes: a click, or the beginning of a pan.
    Press { at: Pos2 },
    /// Moving time; where the pointer was last.
    Pan { last: Pos2 },
    /// Marking a range from a moment on.
    Range { from: Timestamp },
}

/// What a scrubber keeps between frames.
#[derive(Clone, Debug)]
pub struct ScrubberState {
    view: Option<View>,
    mode: Mode,
    width: f32,
    pub(super) gesture: Option<Gesture>,
    pub(super) lane_scroll: f32,
    pub(super) last_seek: Option<Timestamp>,
}

impl Default for ScrubberState {
    fn default() -> Self {
        Self {
            view: None,
            mode: Mode::default(),
            width: FIRST_WIDTH,
            gesture: None,
            lane_scroll: 0.0,
            last_seek: None,
        }
    }
}

/// The width before the first frame, in points.
const FIRST_WIDTH: f32 = 1_000.0;
/// How much of the time up to the present the first view shows.
const RECENT: i64 = 3 * DAY;

impl ScrubberState {
    /// The axis that is in view now. Call it before the data is put together: its window is what is asked for.
    pub fn axis(&mut self, span: &Span<'_>) -> Axis {
        let view = self.look(span);
        self.view = Some(view);
        Axis::new(view, span, self.width)
    }

    fn look(&self, span: &Span<'_>) -> View {
        let recent = || {
            let from = Timestamp(span.now.0.saturating_sub(RECENT)).max(span.start);
            let view = View::of(span, from, span.now, self.width);
            View::ending_now(span, self.width, view.scale).bounded(span, self.width)
        };
        match (self.mode, self.view) {
            (Mode::All, _) => View::fit(span, self.width),
            (Mode::Present, Some(view)) => {
                View::ending_now(span, self.width, view.scale).bounded(span, self.width)
            }
            (Mode::Free, Some(view)) => view,
            (Mode::Recent, _) | (_, None) => recent(),
        }
    }

    /// Whether all of the history is kept in view.
    pub fn shows_all(&self) -> bool {
        self.mode == Mode::All
    }

    /// Brings all of the history into view, and keeps it there.
    pub fn show_all(&mut self) {
        self.mode = Mode::All;
    }

    /// Brings the present into view, and keeps it there.
    pub fn show_present(&mut self) {
        if self.mode == Mode::Free {
            self.mode = Mode::Present;
        }
    }

    /// Zooms by a factor around the middle, or around a moment that is in view.
    pub fn zoom(&mut self, span: &Span<'_>, factor: f64, around: Option<Timestamp>) {
        let axis = self.axis(span);
        let x = around.map(|time| axis.x_of(time)).filter(|x| (0.0..=self.width).contains(x));
        self.zoom_at(span, x.unwrap_or(self.width / 2.0), factor);
    }

    pub(super) fn zoom_at(&mut self, span: &Span<'_>, x: f32, factor: f64) {
        let view = self.look(span).zoomed(span, f64::from(x), factor);
        self.put(span, view);
    }

    pub(super) fn pan(&mut self, span: &Span<'_>, points: f32) {
        let view = self.look(span).panned(span, f64::from(points));
        self.put(span, view);
    }

    /// Brings a stretch of time into view.
    pub fn show_range(&mut self, span: &Span<'_>, from: Timestamp, to: Timestamp) {
        self.put(span, View::of(span, from, to, self.width));
    }

    /// Moves time as little as needed for a moment to be in view. Returns whether it had to.
    pub fn reveal(&mut self, span: &Span<'_>, time: Timestamp) -> bool {
        let axis = self.axis(span);
        let x = axis.x_of(time);
        let margin = self.width * 0.08;
        if (margin..=self.width - margin).contains(&x) {
            return false;
        }
        let before = self.view;
        let view = View { left: time.0 as f64, ..self.look(span) };
        self.put(span, view.panned(span, -f64::from(self.width) / 2.0));
        self.view != before
    }

    /// Takes a view, as far as there is time for it.
    fn put(&mut self, span: &Span<'_>, view: View) {
        let view = view.bounded(span, self.width);
        let all = View::fit(span, self.width);
        let present = View::ending_now(span, self.width, view.scale);
        self.mode = if (view.scale / all.scale - 1.0).abs() < 1e-6 {
            Mode::All
        } else if (present.left - view.left).abs() * view.scale < 1.0 {
            Mode::Present
        } else {
            Mode::Free
        };
        self.view = Some(view);
    }

    /// Takes the width of this frame; whether it is another one.
    pub(super) fn resize(&mut self, width: f32) -> bool {
        let other = (self.width - width).abs() > 0.5;
        if other {
            self.width = width.max(1.0);
        }
        other
    }

    /// Whether the playhead is being dragged.
    pub fn is_scrubbing(&self) -> bool {
        self.gesture == Some(Gesture::Scrub)
    }
}
