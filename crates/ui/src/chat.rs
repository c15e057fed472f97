//! The conversation: what was said as a list that is only laid out where it is seen, Markdown that is read as it comes
//! in, and the field in which the next message is written. Data comes in, intents go out; who is asked, what is kept and
//! what a change set does is not known here.

pub mod avatar;
pub mod clean;
pub mod composer;
pub mod data;
mod item;
mod list;
mod look;
pub mod markdown;
mod paint;
#[cfg(test)]
mod tests;
mod turn;

pub use composer::{
    Chip, ChipState, Completion, CompletionRow, Composer, ComposerIntent, ComposerState, Wish,
};
pub use data::{Assets, Card, CardState, Intent, NoAssets, Part, Speaker, State, Trouble, Turn};
pub use list::{MessageList, MessageState};
