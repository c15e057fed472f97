//! Files as the user handles them: open, save, save as, revert, and what to do when disk and text disagree. The
//! work is in `document`; this is the part that talks to tabs and to the user.

pub mod commands;
pub(crate) mod saving;
