//! What concerns the window as a whole: panels, zoom, leaving. The window itself is the face's; this is its
//! part of the command table.

pub mod commands;
