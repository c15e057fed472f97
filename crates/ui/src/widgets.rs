//! The widgets: each takes data, paints from the theme, and answers with a response or an intent. None of
//! them knows what it is used for.

pub mod banner;
pub mod button;
pub mod code_list;
pub mod dialog;
pub mod empty_state;
pub mod input;
pub mod key_hint;
pub mod list;
pub mod menu;
pub mod picker;
pub mod progress;
pub(crate) mod rows;
pub mod section;
pub mod select;
pub mod splitter;
pub mod status_item;
pub mod tab;
#[cfg(test)]
mod tests;
pub mod toast;
pub mod toggle;
pub mod tooltip;
pub mod tree;
mod typing;

pub use banner::{Banner, BannerAction, Tone};
pub use button::{Button, IconButton};
pub use code_list::CodeList;
pub use dialog::{Answer, Dialog, DialogAnswer, DialogButton};
pub use empty_state::EmptyState;
pub use input::{Input, InputResponse, InputToggle};
pub use key_hint::KeyHint;
pub use list::{List, ListOutput, RowState};
pub use menu::{MenuItem, context_menu, menu_at, menu_bar, menu_button, menu_under, separator, submenu};
pub use picker::{Picker, PickerOutput, PickerRow, PickerState};
pub use progress::progress_line;
pub use section::section_header;
pub use select::Select;
pub use splitter::{Side, splitter};
pub use status_item::StatusItem;
pub use tab::{Tab, TabResponse};
pub use toast::{Toast, ToastEvent, toasts};
pub use toggle::{Checkbox, Switch};
pub use tooltip::WithTooltip;
pub use tree::{Activation, DropPlace, Rename, RowButton, Tree, TreeDrag, TreeOutput, TreeRow, TreeState};
