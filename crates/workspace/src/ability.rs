//! What the face around a workspace can do. A window on a desktop can do everything; a browser tab cannot show a
//! file manager. Commands say what they need, so that palette, menus and keys tell the user why one is not to be
//! had, instead of doing nothing.

/// Something only the face can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ability {
    /// Letting the user pick a folder.
    PickFolder,
    /// Letting the user pick files.
    PickFiles,
    /// Letting the user pick where to save.
    PickSavePath,
    /// Writing files where the user finds them; where that cannot be, they are handed over one by one.
    WriteFiles,
    /// Opening a web address outside.
    OpenLinks,
    /// Showing a file in the system's file manager.
    ShowInFileManager,
    /// Opening another window.
    NewWindow,
    /// Filling the screen.
    FullScreen,
    /// Reading the clipboard when the user did not press a key for it.
    ReadClipboard,
    /// Showing pages to browsers of this machine.
    ServePages,
    /// Ending the program.
    Quit,
}

/// What a face can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Abilities {
    lacking: &'static [Ability],
    reason: &'static str,
}

impl Default for Abilities {
    fn default() -> Self {
        Self::ALL
    }
}

impl Abilities {
    /// A face that can do everything.
    pub const ALL: Abilities = Abilities { lacking: &[], reason: "" };

    /// A face that can do everything but this; `reason` is shown as it is, such as “not possible in a browser”.
    pub const fn without(lacking: &'static [Ability], reason: &'static str) -> Self {
        Self { lacking, reason }
    }

    /// Whether the face can do this.
    pub fn has(&self, ability: Ability) -> bool {
        !self.lacking.contains(&ability)
    }

    /// Why the face cannot do this; `None` when it can.
    pub fn against(&self, ability: Ability) -> Option<&'static str> {
        (!self.has(ability)).then_some(self.reason)
    }
}
