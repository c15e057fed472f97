//! Detecting how a text is indented. What Tab inserts follows from it.

use serde::{Deserialize, Serialize};

/// What one step of indentation is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum IndentStyle {
    /// One tab.
    Tabs,
    /// So many spaces.
    Spaces(u32),
}

impl Default for IndentStyle {
    fn default() -> Self {
        Self::Spaces(4)
    }
}

impl IndentStyle {
    /// Cells of one step.
    pub fn width(self, tab_width: u32) -> u32 {
        match self {
            IndentStyle::Tabs => tab_width.max(1),
            IndentStyle::Spaces(width) => width.max(1),
        }
    }

    /// One step as text.
    pub fn unit(self) -> String {
        match self {
            IndentStyle::Tabs => "\t".to_owned(),
            IndentStyle::Spaces(width) => " ".repeat(width.max(1) as usize),
        }
    }

    /// White space that is `columns` cells wide, with as many tabs as the style asks for.
    pub fn white(self, columns: u32, tab_width: u32) -> String {
        let tab_width = tab_width.max(1);
        match self {
            IndentStyle::Tabs => {
                let mut white = "\t".repeat((columns / tab_width) as usize);
                white.extend(std::iter::repeat_n(' ', (columns % tab_width) as usize));
                white
            }
            IndentStyle::Spaces(_) => " ".repeat(columns as usize),
        }
    }
}

/// Lines looked at.
const MAX_LINES: usize = 10_000;
/// Widest step considered.
const MAX_WIDTH: usize = 8;

/// The style of most indented lines of `head`, the beginning of a text; `None` when too little is indented to tell.
///
/// Spaces: the difference of indentation between neighbouring lines that occurs most, as differences show the step
/// where depths show only multiples. Differences of one are alignment more often than indentation and need a clear
/// majority.
pub fn detect(head: &str) -> Option<IndentStyle> {
    let mut tabs = 0usize;
    let mut spaces = 0usize;
    let mut steps = [0usize; MAX_WIDTH + 1];
    let mut previous = 0usize;
    for line in head.lines().take(MAX_LINES) {
        let content = line.trim_start_matches([' ', '\t']);
        if content.trim().is_empty() {
            continue;
        }
        let white = line.get(..line.len() - content.len()).unwrap_or_default();
        // ` * text` of block comments is aligned, not indented.
        if white.ends_with(' ') && content.starts_with('*') {
            continue;
        }
        if white.starts_with('\t') {
            tabs += 1;
            previous = 0;
            continue;
        }
        let depth = white.len();
        if depth > 0 {
            spaces += 1;
        }
        let step = depth.abs_diff(previous);
        if step > 0
            && let Some(count) = steps.get_mut(step)
        {
            *count += 1;
        }
        previous = depth;
    }
    if tabs == 0 && spaces == 0 {
        return None;
    }
    if tabs > spaces {
        return Some(IndentStyle::Tabs);
    }
    let all: usize = steps.iter().sum();
    let mut best = (0, 0);
    for (width, count) in steps.iter().enumerate().skip(1) {
        let counted = if width == 1 && count * 4 < all * 3 { 0 } else { *count };
        // A double step is often two steps at once: the smaller one wins when it is nearly as frequent.
        if counted > best.1 && (best.1 == 0 || width % best.0 != 0 || counted > best.1 + best.1 / 2) {
            best = (width, counted);
        }
    }
    match best {
        (_, 0) => None,
        (width, _) => u32::try_from(width).ok().map(IndentStyle::Spaces),
    }
}

#[cfg(test)]
mod tests;
