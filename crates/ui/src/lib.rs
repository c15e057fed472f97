//! The look and the widgets: design tokens, themes, icons, code editor, tree, list, palette, timeline. Data comes
//! in as arguments, responses go out; nothing here knows of projects, files or commands.

pub mod canvas;
pub mod chat;
mod code;
pub mod editor;
pub mod focus;
pub mod fonts;
pub mod icons;
pub mod paint;
pub mod review;
pub mod style;
pub mod theme;
pub mod timeline;
pub mod tokens;
pub mod widgets;

pub use icons::Icon;
pub use style::install;
pub use theme::Theme;
