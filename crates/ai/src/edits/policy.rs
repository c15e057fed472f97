//! How much is decided without asking.

/// What to do where an edit says less than it should. The default asks, which here means: refuses and names the
/// places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Text that is found more than once, where neither the order of the edits nor line numbers nor anchors decide.
    pub repeated: Repeated,
    /// A block with nothing to search for in a file that has content.
    pub empty_search: EmptySearch,
    /// A whole file that would lose most of what is there.
    pub whole_file: WholeFile,
    /// When there is one file only, it is meant, whatever name the reply gives.
    pub only_file: bool,
}

/// Text that is found more than once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Repeated {
    /// Refuses.
    #[default]
    Ask,
    /// Takes the first place, as aider does. Can change the wrong one.
    First,
}

/// A block that searches for nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EmptySearch {
    /// Refuses where the file has content.
    #[default]
    Ask,
    /// Appends, as aider does.
    Append,
}

/// A whole file in place of one that is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WholeFile {
    /// Refuses what looks like a part of the file: less than half of its lines are kept, and neither its first nor
    /// its last line.
    #[default]
    Ask,
    /// Replaces the file.
    Replace,
}

impl Policy {
    /// As aider applies its blocks: the first place counts, a block without search text appends, a file may be
    /// replaced.
    pub fn like_aider() -> Self {
        Self {
            repeated: Repeated::First,
            empty_search: EmptySearch::Append,
            whole_file: WholeFile::Replace,
            only_file: false,
        }
    }
}
