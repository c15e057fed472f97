//! How the indentation of a reply's lines relates to that of the file's, and new lines indented accordingly.

/// A uniform relation between two ways to indent the same lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shift {
    /// They are the same.
    Same,
    /// The file's lines have this before them.
    Deeper(String),
    /// The reply's lines have this before them.
    Shallower(String),
    /// The same columns, tabs here and blanks there.
    Tabs {
        /// Columns of a tab.
        width: usize,
        /// The file has the tabs.
        file_has_tabs: bool,
    },
}

/// The blanks and tabs at the start of a line, and the rest.
pub fn split(line: &str) -> (&str, &str) {
    let rest = line.trim_start_matches([' ', '\t']);
    line.split_at(line.len() - rest.len())
}

impl Shift {
    /// The one relation that holds for all pairs of a reply's and a file's line; blank lines say nothing.
    pub fn between<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Option<Self> {
        let indents = pairs
            .filter(|(mine, file)| !mine.trim().is_empty() && !file.trim().is_empty())
            .map(|(mine, file)| (lead(mine), lead(file)));
        let Some((mine, file)) = indents.clone().next() else { return Some(Self::Same) };
        if indents.clone().all(|(mine, file)| mine == file) {
            return Some(Self::Same);
        }
        if let Some(extra) = file.strip_suffix(mine).filter(|extra| !extra.is_empty())
            && indents.clone().all(|(mine, file)| file.strip_prefix(extra) == Some(mine))
        {
            return Some(Self::Deeper(extra.to_owned()));
        }
        if let Some(extra) = mine.strip_suffix(file).filter(|extra| !extra.is_empty())
            && indents.clone().all(|(mine, file)| mine.strip_prefix(extra) == Some(file))
        {
            return Some(Self::Shallower(extra.to_owned()));
        }
        let file_tabs = indents.clone().any(|(_, file)| file.contains('\t'));
        let my_tabs = indents.clone().any(|(mine, _)| mine.contains('\t'));
        if file_tabs == my_tabs {
            return None;
        }
        let width = [4, 2, 8, 3].into_iter().find(|&width| {
            indents.clone().all(|(mine, file)| columns(mine, width) == columns(file, width))
        })?;
        Some(Self::Tabs { width, file_has_tabs: file_tabs })
    }

    /// A new line of the reply, indented as the file is; `None` where it is less indented than can be taken away.
    pub fn apply(&self, line: &str) -> Option<String> {
        if line.trim().is_empty() {
            return Some(if *self == Self::Same { line.to_owned() } else { String::new() });
        }
        match self {
            Self::Same => Some(line.to_owned()),
            Self::Deeper(extra) => Some(format!("{extra}{line}")),
            Self::Shallower(extra) => line.strip_prefix(extra.as_str()).map(str::to_owned),
            Self::Tabs { width, file_has_tabs } => {
                let (indent, rest) = split(line);
                let columns = columns(indent, *width);
                let indent = if *file_has_tabs {
                    "\t".repeat(columns / width) + &" ".repeat(columns % width)
                } else {
                    " ".repeat(columns)
                };
                Some(indent + rest)
            }
        }
    }
}

fn lead(line: &str) -> &str {
    split(line).0
}

/// Columns of an indentation.
pub fn columns(indent: &str, tab: usize) -> usize {
    indent.chars().fold(0, |at, c| if c == '\t' { (at / tab + 1) * tab } else { at + 1 })
}
