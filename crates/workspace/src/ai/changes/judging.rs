//! Whether edits make the syntax of a file worse, and what the persona's own style says of them. Runs in the background.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use justbuilt_ai::edits::{SyntaxJudge, SyntaxVerdict, judge};
use justbuilt_ai::persona::{Style, evaluate};
use justbuilt_base::CancelToken;
use justbuilt_syntax::{LanguageId, Languages, Syntax};
use justbuilt_text::Text;

use super::hunks::Hunk;
use super::set::SetFile;

/// Longer texts are not judged.
const LONGEST: usize = 4 << 20;
/// More errors than this are not told apart.
const MOST: usize = 1000;

/// Counts syntax errors by the editor's own grammars.
pub(super) struct Grammars {
    pub languages: Arc<Languages>,
    pub cancel: CancelToken,
}

impl SyntaxJudge for Grammars {
    fn errors(&self, path: &str, text: &str) -> usize {
        let text = Text::from(text);
        let language = language_of(&self.languages, path, &text);
        if text.len() > LONGEST {
            return 0;
        }
        let mut syntax = Syntax::new(&self.languages, language, &text);
        if let Some(job) = syntax.parse_job() {
            syntax.accept(job.run(&self.cancel));
        }
        syntax.snapshot().error_count(MOST)
    }
}

/// The language of a file, by its name and first line.
pub(super) fn language_of(languages: &Languages, path: &str, text: &Text) -> LanguageId {
    languages.detect(Some(Path::new(path)), &text.slice(text.line_content(0)))
}

/// What was found of a file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Judged {
    /// The text it was found of.
    pub after: Text,
    pub worse: Option<(usize, usize)>,
    pub findings: Vec<(usize, String)>,
}

/// A file to be looked at.
pub(super) struct Case {
    /// The name it will have.
    path: String,
    before: Option<Text>,
    after: Text,
    /// Lines of `after` that are new, from 1.
    lines: Vec<Range<u32>>,
}

impl Case {
    /// `None` for a file that goes, or that was judged as it is.
    pub fn of(file: &SetFile) -> Option<Self> {
        use crate::ai::ChangeAction;
        if matches!(file.action, ChangeAction::Delete) || file.no.is_some() {
            return None;
        }
        let after = file.after();
        if file.judged.as_ref().is_some_and(|judged| *judged == after) {
            return None;
        }
        let path = match &file.action {
            ChangeAction::Move(to) => to.clone(),
            _ => file.path.clone(),
        };
        let before = (!matches!(file.action, ChangeAction::Create)).then(|| file.base.clone());
        let mut shift = 0_isize;
        let mut lines = Vec::new();
        for hunk in file.hunks.iter().filter(|hunk| Hunk::is_made(hunk)) {
            let start = hunk.old.start.saturating_add_signed(shift);
            let end = start + hunk.with().len();
            shift += hunk.with().len() as isize - hunk.old.len() as isize;
            let number =
                |at: usize| u32::try_from(after.line_of(at.min(after.len()))).unwrap_or(u32::MAX - 2);
            lines.push(number(start) + 1..number(end.saturating_sub(1).max(start)) + 2);
        }
        Some(Self { path, before, after, lines })
    }

    pub fn judge(&self, grammars: &Grammars, style: Option<&Style>) -> Judged {
        let after = self.after.to_string();
        let before = self.before.as_ref().map(Text::to_string);
        let worse = match judge(grammars, &self.path, before.as_deref(), &after) {
            SyntaxVerdict::NotWorse => None,
            SyntaxVerdict::Worse { before, after } => Some((before, after)),
        };
        let findings = style.map(|style| evaluate(style, &self.path, &after, Some(&self.lines)));
        let findings = findings.unwrap_or_default().into_iter();
        let findings = findings.map(|finding| (finding.line as usize, finding.message)).collect();
        Judged { after: self.after.clone(), worse, findings }
    }
}
