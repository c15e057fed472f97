//! What stands where there is no history, or none to be shown: a sentence that explains, and the next step.

use egui::Ui;

use crate::icons::Icon;
use crate::widgets::EmptyState;

/// Why there is nothing to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyTimeline<'a> {
    /// No folder is open.
    NoProject,
    /// The project was opened just now and nothing has been typed.
    FirstRun,
    /// The history is being read.
    Opening,
    /// Nothing passes the filters.
    NothingMatches,
    /// Another window records this project.
    InUse,
    /// The history cannot be read; why, in words.
    Broken(&'a str),
    /// Two moments are the same.
    NoDifference,
}

/// The step that is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyTimelineAction {
    /// Open a folder.
    OpenFolder,
    /// Give the present a name.
    Label,
    /// Take all filters off.
    ClearFilters,
    /// Read the history again.
    Retry,
    /// Back to the present.
    Return,
}

impl EmptyTimeline<'_> {
    /// Shows it in the middle of the space there is. `keys` are those of the step.
    pub fn show(self, ui: &mut Ui, keys: Option<&str>) -> Option<EmptyTimelineAction> {
        use EmptyTimelineAction as Action;
        let (icon, sentence, step) = match self {
            Self::NoProject => (
                Icon::History,
                "Open a folder, and every change in it is kept: any moment can be seen again",
                Some(("Open folder…", Action::OpenFolder)),
            ),
            Self::FirstRun => (
                Icon::History,
                "From here on every keystroke is kept. Type something, and it shows here",
                Some(("Name this moment…", Action::Label)),
            ),
            Self::Opening => (Icon::History, "The history of this project is being read", None),
            Self::NothingMatches => (
                Icon::SearchX,
                "Nothing on the timeline passes these filters",
                Some(("Clear the filters", Action::ClearFilters)),
            ),
            Self::InUse => (
                Icon::AppWindow,
                "Another window has this project open and keeps its history",
                Some(("Try again", Action::Retry)),
            ),
            Self::Broken(why) => (Icon::TriangleAlert, why, Some(("Try again", Action::Retry))),
            Self::NoDifference => (
                Icon::CircleCheck,
                "Both moments are the same: no file is different",
                Some(("Return to now", Action::Return)),
            ),
        };
        let mut empty = EmptyState::new(icon, sentence);
        if let Some((text, _)) = step {
            empty = empty.action(text, keys);
        }
        empty.show(ui).and(step.map(|(_, action)| action))
    }
}
