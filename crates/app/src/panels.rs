//! The panels, one file each. A panel reads the snapshot, keeps what only it shows (scroll, drafts) in
//! [`State`], and sends commands. Panels do not know each other.

pub mod activity_bar;
pub mod bottom;
pub mod chat;
pub mod dialog;
pub mod explorer;
pub mod find_bar;
pub mod menu_bar;
pub mod notices;
pub mod outline;
pub mod problems;
pub mod search;
pub mod status_bar;
pub mod timeline;

/// What the panels keep between frames.
#[derive(Default)]
pub struct State {
    /// The explorer's.
    pub explorer: explorer::ExplorerState,
    /// The search panel's.
    pub search: search::SearchState,
    /// The find bar's.
    pub find: find_bar::FindState,
    /// The outline's.
    pub outline: outline::OutlineState,
    /// The list of problems'.
    pub problems: problems::ProblemsState,
    /// The timeline's.
    pub timeline: timeline::TimelineState,
    /// The conversation's.
    pub chat: chat::ChatState,
    /// Whether a field or list of the search panel has the keyboard.
    pub search_has_focus: bool,
    /// Whether the about box is open.
    pub about_open: bool,
}
