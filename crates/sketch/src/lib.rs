//! Drawings and the code they become, without a window.
//!
//! ```text
//! files, tools ─▶ Sketch ─▶ layout::infer ─▶ layout::Tree ─▶ code::… ─▶ HTML, Tailwind, React, Svelte, egui
//! ```
//!
//! - [`canvas`]: the engine of the infinite canvas: tools, selection, snapping, arranging, as changes of a page.
//! - [`scene`]: the sketch and its elements, as the rest of the crate knows them.
//! - [`layout`]: the rows, columns and grids that a drawing shows, as a tree.
//! - [`code`]: what the tree becomes.
//! - [`mod@file`]: our own files, `.sketch.json`.
//! - [`import`]: all that can become a sketch; among it [`svg`] and [`mermaid`].
//! - [`preview`]: what the tree looks like at a width, as a page.
//! - [`render`]: what a page looks like; SVG and PNG of it.
//! - [`excalidraw`]: Excalidraw's scenes and libraries, in and out.
//! - [`outline`]: a sketch as text, for readers who do not see it.
//! - [`samples`]: drawings to begin with.
//!
//! Everything is a function of its input: the same drawing gives the same bytes on every machine. Hash maps are never
//! walked where their order could be seen.
//!
//! Not here: pixels of a window, fonts (text is measured by [`layout`] with its own tables), files on disk.

pub mod arrows;
pub mod canvas;
pub mod classify;
pub mod code;
pub mod excalidraw;
pub mod file;
pub mod import;
mod json;
pub mod layout;
pub mod mermaid;
pub mod outline;
pub mod png;
pub mod preview;
pub mod recognise;
pub mod render;
pub mod samples;
pub mod scene;
pub mod stroke;
pub mod svg;
mod widths;
