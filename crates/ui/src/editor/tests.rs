//! The widget as a whole, driven through egui's own events: what the mouse, the wheel, text and input methods do, what is
//! painted, and what a frame costs in rows and bytes.

mod blocks;
mod costs;
mod input;
mod pointer;
mod rows;
mod view;

use view::open;
