//! Reading edits out of a reply, in the forms models write them. Lenient about what is around them and strict about
//! what is in them: a reply with one edit that cannot be read gives none.

mod diff;
mod fence;
mod find_replace;
mod search_replace;
mod tool;
mod v4a;
mod whole;

use super::reply::{Malformed, Reply};

pub use tool::tool;

/// How edits are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// `<<<<<<< SEARCH`, `=======`, `>>>>>>> REPLACE`; <https://aider.chat/docs/more/edit-formats.html>.
    SearchReplace,
    /// `*** Begin Patch`, as OpenAI's `apply_patch` takes;
    /// <https://cookbook.openai.com/examples/gpt4-1_prompting_guide>.
    Patch,
    /// `---FILEPATH`, `---FIND`, `---REPLACE`.
    FindReplace,
    /// A unified diff, with or without line numbers and file names;
    /// <https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html>.
    Diff,
    /// Whole files, each in a fence with its name before it, or one file without any.
    Whole,
}

/// Reads a whole reply. `None` finds out how its edits are written: by the first mark of a format that it has.
pub fn parse(text: &str, format: Option<Format>) -> Reply {
    let plain = super::lines::unix(text);
    match format.or_else(|| detect(&plain)) {
        Some(Format::SearchReplace) => search_replace::read(&plain),
        Some(Format::Patch) => v4a::read(&plain),
        Some(Format::FindReplace) => find_replace::read(&plain),
        Some(Format::Diff) => diff::read(&plain),
        Some(Format::Whole) => whole::read(&plain, format.is_some()),
        None => Reply::default(),
    }
}

/// A reply that comes in pieces. The pieces may be cut anywhere; the result is that of the whole.
#[derive(Clone, Debug, Default)]
pub struct Parser {
    text: String,
    format: Option<Format>,
}

impl Parser {
    /// For edits written in `format`; `None` finds out.
    pub fn new(format: Option<Format>) -> Self {
        Self { text: String::new(), format }
    }

    /// More of the reply.
    pub fn push(&mut self, piece: &str) {
        self.text.push_str(piece);
    }

    /// What came so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The edits that are complete in the lines so far, to be shown; what is cut off by the end is left out. Reads all
    /// lines anew: ask when something is to be shown, not for every piece.
    pub fn so_far(&self) -> Reply {
        let end = self.text.rfind('\n').map_or(0, |at| at + 1);
        let mut text = self.text.get(..end).unwrap_or_default();
        loop {
            let reply = parse(text, self.format);
            match &reply.malformed {
                // An edit that is not finished hides those before it: read up to where it starts.
                Some(Malformed { unfinished: true, line, .. }) if *line > 0 => {
                    let lines = text.split_inclusive('\n').take(line - 1);
                    let cut: usize = lines.map(str::len).sum();
                    if cut >= text.len() {
                        return Reply::default();
                    }
                    text = text.get(..cut).unwrap_or_default();
                }
                _ => return reply,
            }
        }
    }

    /// The edits of the whole reply.
    pub fn finish(self) -> Reply {
        parse(&self.text, self.format)
    }
}

fn detect(text: &str) -> Option<Format> {
    let mut lines = text.lines().peekable();
    let mut fenced = false;
    while let Some(line) = lines.next() {
        let trimmed = line.trim();
        if search_replace::is_head(trimmed) {
            return Some(Format::SearchReplace);
        }
        if trimmed == "*** Begin Patch" || v4a::file_line(trimmed).is_some() {
            return Some(Format::Patch);
        }
        if line.starts_with("---FILEPATH") {
            return Some(Format::FindReplace);
        }
        let named = line.starts_with("--- ") && lines.peek().is_some_and(|next| next.starts_with("+++ "));
        if named
            || line.starts_with("diff --git ")
            || diff::numbers(line).is_some()
            || diff::is_fence(trimmed)
        {
            return Some(Format::Diff);
        }
        fenced |= fence::open(line).is_some();
    }
    fenced.then_some(Format::Whole)
}
