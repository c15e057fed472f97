//! The window: shell, panels, wiring. Everything that can be done without pixels is in the workspace, every widget
//! in `ui`; this joins the two.

pub mod centre;
pub mod ctx;
pub mod docks;
pub mod face;
pub mod host;
pub mod keys;
pub mod panels;
pub mod pickers;
mod picture;
pub mod sample;
pub mod shell;
mod symbols;
pub mod themes;

#[cfg(not(target_arch = "wasm32"))]
pub mod native;
#[cfg(target_arch = "wasm32")]
pub mod web;
