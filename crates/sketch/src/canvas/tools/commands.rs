//! Commands of keys, menus and panels on what is selected.
//!
//! Not here: what they do ([`arrange`], [`styles`](super::super::styles)).

use super::super::arrange::{self, Alignment, Axis, Order};
use super::super::change::Changes;
use super::super::clipboard;
use super::super::event::Action;
use super::super::label::Measure;
use super::super::layers;
use super::super::pick;
use super::super::styles::{self, Look};
use super::Canvas;
use crate::scene::{Element, ElementId, Kind, Picture, Sketch};
use kurbo::{Point, Vec2};
use std::collections::BTreeMap;

/// Something to do.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "named as what they do; see arrange")]
pub enum Command {
    SelectAll,
    Delete,
    Duplicate,
    Copy,
    Cut,
    Group,
    Ungroup,
    Lock,
    WrapInFrame,
    Align(Alignment),
    Distribute(Axis),
    Flip(Axis),
    Turn(f64),
    MatchSize(Axis),
    Order(Order),
    Nudge(Vec2),
    Grow(Vec2),
    Hide,
    ShowAll,
    Connect,
    Style(Look),
    Fit,
    FitSelection,
    Actual,
    ZoomIn,
    ZoomOut,
}

impl Canvas {
    /// Does a command. One that changes the page gives an [`Action::Change`].
    pub fn run(&mut self, command: &Command, measure: &dyn Measure) -> Vec<Action> {
        let mut actions = Vec::new();
        let before = self.selection.clone();
        self.cancel();
        let board = &self.board;
        let ids = &self.selection;
        let changes = match command {
            Command::SelectAll => {
                self.selection = self.all_units();
                Changes::default()
            }
            Command::Delete => arrange::delete(board, &self.deletable()),
            Command::Duplicate => {
                let by = Vec2::new(16.0, 16.0);
                let (changes, new) = arrange::duplicate(board, ids, by, &mut self.ids);
                if self.commit(changes, &mut actions) {
                    self.selection = new;
                }
                Changes::default()
            }
            Command::Copy | Command::Cut => {
                if !ids.is_empty() {
                    let copied = clipboard::copy(board, ids, &BTreeMap::new());
                    actions.push(Action::Copy(Box::new(copied)));
                }
                match command {
                    Command::Cut => arrange::delete(board, &self.deletable()),
                    _ => Changes::default(),
                }
            }
            Command::Group => {
                let (changes, group) = arrange::group(board, ids, &mut self.ids);
                if self.commit(changes, &mut actions) {
                    self.selection = group.into_iter().collect();
                }
                Changes::default()
            }
            Command::Ungroup => {
                let (changes, members) = arrange::ungroup(board, ids);
                if self.commit(changes, &mut actions) {
                    self.selection = members;
                    self.entered = None;
                }
                Changes::default()
            }
            Command::Lock => arrange::toggle_lock(board, ids),
            Command::WrapInFrame => {
                let (changes, frame) = arrange::wrap_in_frame(board, ids, &mut self.ids);
                if self.commit(changes, &mut actions) {
                    self.selection = frame.into_iter().collect();
                }
                Changes::default()
            }
            Command::Align(to) => arrange::align(board, ids, *to, measure),
            Command::Distribute(axis) => arrange::distribute(board, ids, *axis, measure),
            Command::Flip(axis) => arrange::flip(board, ids, *axis, measure),
            Command::Turn(by) => arrange::turn(board, ids, *by, measure),
            Command::MatchSize(axis) => arrange::match_size(board, ids, *axis, measure),
            Command::Order(order) => arrange::order(board, ids, *order),
            Command::Nudge(by) => arrange::nudge(board, ids, *by, measure),
            Command::Grow(by) => arrange::grow(board, ids, *by, measure),
            Command::Hide => layers::hide(board, ids, true),
            Command::ShowAll => {
                let hidden = board.elements().iter().filter(|e| e.hidden).map(|e| e.id.clone());
                layers::hide(board, &hidden.collect::<Vec<_>>(), false)
            }
            Command::Connect => {
                let (changes, arrow) = self.joined(measure);
                if self.commit(changes, &mut actions) {
                    self.selection = arrow.into_iter().collect();
                }
                Changes::default()
            }
            Command::Style(look) => {
                self.remember(look);
                styles::set(&self.board, &self.selection, look, measure)
            }
            Command::Fit => {
                if let Some(rect) = self.board.extent() {
                    self.camera.fit(rect, 48.0, 1.0);
                }
                Changes::default()
            }
            Command::FitSelection => {
                if let Some(rect) = self.selection_box().or_else(|| self.board.extent()) {
                    self.camera.fit(rect, 48.0, 4.0);
                }
                Changes::default()
            }
            Command::Actual => self.zoom_in_view(|_| 1.0),
            Command::ZoomIn => self.zoom_in_view(|zoom| zoom * 1.25),
            Command::ZoomOut => self.zoom_in_view(|zoom| zoom / 1.25),
        };
        let hides = matches!(command, Command::Hide);
        if self.commit(changes, &mut actions) && hides {
            self.selection.clear();
        }
        if self.selection != before {
            actions.push(Action::Selection);
        }
        actions
    }

    fn zoom_in_view(&mut self, to: impl FnOnce(f64) -> f64) -> Changes {
        let middle = (self.camera.view().to_vec2() / 2.0).to_point();
        self.camera.set_zoom_at(middle, to(self.camera.zoom()));
        Changes::default()
    }

    fn deletable(&self) -> Vec<ElementId> {
        self.selection.iter().filter(|id| self.board.get(id).is_some_and(|e| !e.locked)).cloned().collect()
    }

    fn all_units(&self) -> Vec<ElementId> {
        let free = |e: &&std::sync::Arc<Element>| {
            !e.hidden
                && !e.locked
                && match &self.entered {
                    Some(group) => e.parent.as_ref() == Some(group),
                    None => pick::unit(&self.board, &e.id, None) == e.id,
                }
        };
        let mut units: Vec<ElementId> =
            self.board.elements().iter().filter(free).map(|e| e.id.clone()).collect();
        // What is in a frame goes with it.
        let frames: std::collections::HashSet<&ElementId> =
            self.board.elements().iter().filter(|e| matches!(e.kind, Kind::Frame)).map(|e| &e.id).collect();
        if !frames.is_empty() {
            units.retain(|id| {
                frames.contains(id) || !self.board.ancestors(id).iter().any(|p| frames.contains(p))
            });
        }
        units
    }

    /// New elements look as what was styled last.
    fn remember(&mut self, look: &Look) {
        let options = &mut self.options;
        match look {
            Look::StartHead(head) => options.start_head.clone_from(head),
            Look::EndHead(head) => options.end_head.clone_from(head),
            Look::Routing(routing) => options.routing = *routing,
            _ => {}
        }
        let mut sample = Element::new("", Kind::Rectangle, kurbo::Rect::ZERO);
        sample.style = options.style.clone();
        styles::set_one(&mut sample, look, false);
        options.style = sample.style;
        let mut sample = Element::new("", Kind::Text(options.text.clone()), kurbo::Rect::ZERO);
        // Alignment is of one text; the next free one begins at the left again.
        if !matches!(look, Look::Align(_) | Look::Vertical(_)) {
            styles::set_one(&mut sample, look, false);
        }
        if let Kind::Text(text) = sample.kind {
            options.text = text;
        }
    }

    /// What is selected, with its pictures, as a sketch of its own.
    #[must_use]
    pub fn copy(&self, pictures: &BTreeMap<String, Picture>) -> Sketch {
        clipboard::copy(&self.board, &self.selection, pictures)
    }

    /// Puts the first page of a sketch here, its middle at a point of the page, and selects it. Pictures are the
    /// caller's to take over.
    pub fn paste(&mut self, sketch: &Sketch, at: Point) -> Vec<Action> {
        self.cancel();
        let mut actions = Vec::new();
        let (changes, new) = clipboard::paste(&self.board, sketch, at, &mut self.ids);
        if self.commit(changes, &mut actions) {
            self.select(new);
            actions.push(Action::Selection);
        }
        actions
    }

    /// Does changes that were worked out elsewhere, such as by a panel or the recogniser.
    pub fn change(&mut self, changes: Changes) -> Vec<Action> {
        self.cancel();
        let mut actions = Vec::new();
        self.commit(changes, &mut actions);
        actions
    }

    /// A name for a new element.
    pub fn next_id(&mut self) -> ElementId {
        self.ids.next(&self.board)
    }
}
