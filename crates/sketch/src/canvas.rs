//! The engine of an infinite canvas, without a window.
//!
//! ```text
//! Event ─▶ Canvas::event ─▶ Action::Change(Changes) ─▶ the document
//!            │  reads Board (the page, its index)          │
//!            └─ preview, guides, marquee, laser            └─▶ Page ─▶ Canvas::sync
//! ```
//!
//! - [`Canvas`]: the tools as a state machine. What goes on is a preview over the page; only its end is a change.
//! - [`Board`]: a page with what is asked of it many times a second: where an element is, what is in a rectangle,
//!   what is inside what, which arrows hold on to what.
//! - [`Changes`]: what a tool did, as a list that can be turned round; [`Draft`] collects one.
//! - [`geometry`], [`pick`], [`transform`], [`snap`], [`arrange`], [`styles`], [`clipboard`], [`search`],
//!   [`layers`], [`pages`]: what the tools and panels are made of, usable without them.
//!
//! Points of events are px of the screen from the corner of the view; everything else is px of the page.
//!
//! Not here: painting, the history (each list of changes becomes one edit of the document), files.

pub mod arrange;
mod board;
mod camera;
mod change;
pub mod clipboard;
mod connect;
mod event;
pub mod geometry;
mod ids;
mod label;
pub mod layers;
pub mod pages;
pub mod pick;
pub mod search;
pub mod snap;
pub mod styles;
mod tools;
pub mod transform;

#[cfg(test)]
mod tests;

pub use board::{Board, Seen};
pub use camera::{Camera, MAX_ZOOM, MIN_ZOOM};
pub use change::{Changes, Draft, Outdated, Replaced};
pub use event::{Action, Button, Device, Event, Key, Modifiers, Pointer, Tool};
pub use ids::Ids;
pub use label::{Estimate, Measure};
pub use tools::{
    Canvas, Command, Cursor, Handle, Marquee, Options, TRAIL_SECONDS, TextEdit, TrailPoint, component_size,
    tool_for,
};
