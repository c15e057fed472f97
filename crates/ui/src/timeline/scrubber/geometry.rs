//! Where the parts of a scrubber are: the names at the left, the axis above, tracks and lanes below it.

use egui::{Rect, pos2};

use super::ScrubberData;
use crate::tokens::{space, timeline as token};

/// Narrower than this, the names give way to their icons.
const NARROW: f32 = 560.0;

/// The places of the parts, in points on the screen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Geometry {
    pub whole: Rect,
    /// Names of tracks and lanes.
    pub head: Rect,
    /// Everything at the right of the names.
    pub time: Rect,
    /// The labels of the axis.
    pub rule: Rect,
    /// The tracks of the density.
    pub tracks: Rect,
    /// One of them.
    pub track: f32,
    /// The lanes that are seen.
    pub lanes: Rect,
    /// How far they are scrolled.
    pub scroll: f32,
    /// How far they can be.
    pub most_scroll: f32,
}

/// The height of all tracks, at least.
fn density(tracks: usize) -> f32 {
    token::DENSITY.max(tracks as f32 * token::TRACK)
}

/// The height of everything.
pub(super) fn height(tracks: usize, lanes: usize) -> f32 {
    token::AXIS + density(tracks) + space::XS + lanes.max(1) as f32 * token::LANE + space::XS
}

impl Geometry {
    pub fn new(whole: Rect, data: &ScrubberData<'_>, scroll: f32) -> Self {
        let head = if whole.width() < NARROW { size_of_icon() } else { token::HEAD };
        let left = whole.left() + head.min(whole.width() / 2.0);
        let time = Rect::from_min_max(pos2(left, whole.top()), whole.max);
        let count = data.tracks.len().max(1);
        let wanted = data.lanes.len() as f32 * token::LANE;
        let room = whole.height() - token::AXIS - 2.0 * space::XS - wanted;
        let least = density(count);
        let track = (room.clamp(least, (least * 1.6).max(least)) / count as f32).floor();
        let rule = Rect::from_min_max(time.min, pos2(time.right(), time.top() + token::AXIS));
        let bottom = rule.bottom() + track * count as f32;
        let tracks = Rect::from_min_max(rule.left_bottom(), pos2(time.right(), bottom));
        let top = (bottom + space::XS).min(whole.bottom());
        let lanes = Rect::from_min_max(pos2(left, top), whole.max);
        let most_scroll = (wanted + space::XS - lanes.height()).max(0.0);
        let head = Rect::from_min_max(whole.min, pos2(left, whole.bottom()));
        Self {
            whole,
            head,
            time,
            rule,
            tracks,
            track,
            lanes,
            scroll: scroll.clamp(0.0, most_scroll),
            most_scroll,
        }
    }

    /// Whether there is room for names.
    pub fn names(&self) -> bool {
        self.head.width() >= token::HEAD
    }

    /// The middle of a lane.
    pub fn lane_y(&self, lane: usize) -> f32 {
        self.lanes.top() + (lane as f32 + 0.5) * token::LANE - self.scroll
    }

    /// The row of a lane over the whole width.
    pub fn lane_row(&self, lane: usize) -> Rect {
        let middle = self.lane_y(lane);
        Rect::from_x_y_ranges(self.whole.x_range(), middle - token::LANE / 2.0..=middle + token::LANE / 2.0)
    }

    /// The lane at a height.
    pub fn lane_at(&self, y: f32, count: usize) -> Option<usize> {
        if !self.lanes.y_range().contains(y) {
            return None;
        }
        let at = ((y - self.lanes.top() + self.scroll) / token::LANE).floor();
        (at >= 0.0 && at < count as f32).then_some(at as usize)
    }
}

fn size_of_icon() -> f32 {
    crate::tokens::size::ICON + 2.0 * space::S
}
