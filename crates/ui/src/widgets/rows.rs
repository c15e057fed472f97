//! Rows that scroll: which of many are seen, where each goes, and what the keys of a list do. Shared by
//! list, tree and picker; nothing is painted here but what the caller paints.

use std::ops::Range;

use egui::{EventFilter, Id, Key, Modifiers, Rect, ScrollArea, Ui, pos2};

/// What a row needs to know to paint itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowState {
    /// It is the selected one, or one of them.
    pub selected: bool,
    /// It is the one that the keys act on.
    pub cursor: bool,
    /// The list has the keyboard.
    pub focused: bool,
    /// The pointer is on it.
    pub hovered: bool,
}

/// How the rows are laid out and where to scroll.
pub(super) struct Rows {
    pub id: Id,
    pub count: usize,
    pub height: f32,
    /// Scroll so that this row is seen.
    pub reveal: Option<usize>,
    /// Free points above the first and below the last row.
    pub margin: f32,
    /// As high as its rows where they need less than the space.
    pub shrink: bool,
}

/// What was shown.
pub(super) struct Shown {
    /// The rows that were seen, in part or whole.
    pub range: Range<usize>,
}

/// Kept between frames: how high the view was, to page and to reveal by.
#[derive(Clone, Copy)]
struct View {
    height: f32,
}

impl Rows {
    /// Calls `row` for each row that is seen, with its place on the screen.
    pub fn show(self, ui: &mut Ui, mut row: impl FnMut(&mut Ui, usize, Rect)) -> Shown {
        let total = self.count as f32 * self.height + 2.0 * self.margin;
        let mut area = ScrollArea::vertical()
            .min_scrolled_height(0.0)
            .id_salt(self.id)
            .auto_shrink([false, self.shrink]);
        area = area.max_height(ui.available_height());
        if let Some(offset) = self.reveal.and_then(|index| self.offset_to(ui, index)) {
            area = area.vertical_scroll_offset(offset);
        }
        let output = area.show_viewport(ui, |ui, viewport| {
            ui.set_height(total);
            ui.set_width(ui.available_width());
            // The way from the top of the content to the top of the view, in f64: with a million rows an
            // f32 has no pixels left.
            let offset = f64::from(viewport.min.y) - f64::from(self.margin);
            let origin = f64::from(ui.max_rect().top()) + f64::from(viewport.min.y);
            let first = (offset / f64::from(self.height)).floor().max(0.0) as usize;
            let last =
                ((offset + f64::from(viewport.height())) / f64::from(self.height)).ceil().max(0.0) as usize;
            let range = first.min(self.count)..last.min(self.count);
            let (left, right) = (ui.max_rect().left(), ui.max_rect().right());
            for index in range.clone() {
                let top = (origin + index as f64 * f64::from(self.height) - offset) as f32;
                row(ui, index, Rect::from_min_max(pos2(left, top), pos2(right, top + self.height)));
            }
            range
        });
        ui.data_mut(|data| data.insert_temp(self.id, View { height: output.inner_rect.height() }));
        let offset_id = self.id.with("offset");
        ui.data_mut(|data| data.insert_temp(offset_id, output.state.clamped_offset().y));
        Shown { range: output.inner }
    }

    /// The scroll offset that shows a row, where the current one does not.
    fn offset_to(&self, ui: &Ui, index: usize) -> Option<f32> {
        let view =
            ui.data(|data| data.get_temp::<View>(self.id)).map_or(ui.available_height(), |view| view.height);
        let offset: f32 = ui.data(|data| data.get_temp(self.id.with("offset"))).unwrap_or(0.0);
        let top = self.margin + index as f32 * self.height;
        let bottom = top + self.height;
        if top < offset + self.margin {
            Some((top - self.margin).max(0.0))
        } else if bottom > offset + view - self.margin {
            Some((bottom + self.margin - view).max(0.0))
        } else {
            None
        }
    }
}

/// How many whole rows a page has.
pub(super) fn page(ui: &Ui, id: Id, row_height: f32) -> usize {
    let height = ui.data(|data| data.get_temp::<View>(id)).map_or(0.0, |view| view.height);
    ((height / row_height) as usize).saturating_sub(1).max(1)
}

/// What the keys of a list ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    By(isize),
    First,
    Last,
}

/// Takes the keys that walk through rows; the plain ones, and with Shift where `extend` wants it.
pub(super) fn take_move(ui: &Ui, page: usize, ends: bool) -> Option<(Move, bool)> {
    let page = page as isize;
    ui.input_mut(|input| {
        for (modifiers, extend) in [(Modifiers::SHIFT, true), (Modifiers::NONE, false)] {
            for (key, step) in [
                (Key::ArrowDown, Move::By(1)),
                (Key::ArrowUp, Move::By(-1)),
                (Key::PageDown, Move::By(page)),
                (Key::PageUp, Move::By(-page)),
                (Key::Home, Move::First),
                (Key::End, Move::Last),
            ] {
                if (ends || matches!(step, Move::By(_))) && input.consume_key(modifiers, key) {
                    return Some((step, extend));
                }
            }
        }
        None
    })
}

/// Where a move leads, from the current row; `None` where there is no row.
pub(super) fn moved(from: Option<usize>, step: Move, count: usize, wrap: bool) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(match (step, from) {
        (Move::First, _) => 0,
        (Move::Last, _) => last,
        (Move::By(by), None) => {
            if by < 0 {
                last
            } else {
                0
            }
        }
        (Move::By(1), Some(at)) if wrap && at >= last => 0,
        (Move::By(-1), Some(0)) if wrap => last,
        (Move::By(by), Some(at)) => at.saturating_add_signed(by).min(last),
    })
}

/// Tells egui that a focused list wants the arrows itself.
pub(super) fn lock_arrows(ui: &Ui, id: Id) {
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, escape: false, tab: false };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
}
