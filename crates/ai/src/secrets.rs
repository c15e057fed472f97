//! Finds secrets in text before it is sent, and puts marks in their place. The rules are data
//! (`data/secrets.toml`, and what the user adds). Not a guard of the store: what is kept on this machine is kept as
//! it is.
//!
//! The scan is two steps: one pass of Aho and Corasick's automaton (Efficient string matching, 1975) over the text
//! for the keywords of all rules, then each rule's regex near its keywords only.

mod files;
mod judge;
mod pieces;
mod redact;
mod request;
mod rules;
mod scan;

pub use files::KeptOut;
pub(crate) use files::matches_name;
pub use redact::{Redacted, Redaction};
pub use request::TakenOut;
pub use rules::RuleError;
pub use scan::Finding;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use rules::{Rule, Table};

/// The rules that come with the program.
const BUILT_IN: &str = include_str!("../data/secrets.toml");

/// Knows what secrets look like. Costs some milliseconds to make; make one and share it.
pub struct Scanner {
    rules: Vec<Rule>,
    keywords: AhoCorasick,
    /// For each keyword, the rules it belongs to.
    wanted_by: Vec<Vec<usize>>,
    kept_out: KeptOut,
}

impl Scanner {
    /// The rules that come with the program.
    ///
    /// # Errors
    /// None, unless the file that comes with the program is wrong; a test reads it.
    pub fn built_in() -> Result<Self, RuleError> {
        Self::with(&[])
    }

    /// The rules that come with the program, and those of `more` files of the same form.
    ///
    /// # Errors
    /// The first rule that cannot be used, by its id.
    pub fn with(more: &[&str]) -> Result<Self, RuleError> {
        let mut table = Table::read(BUILT_IN)?;
        for text in more {
            table.add(Table::read(text)?);
        }
        let mut keywords: Vec<String> = Vec::new();
        let mut wanted_by: Vec<Vec<usize>> = Vec::new();
        let mut rules = Vec::new();
        for (index, raw) in table.rule.into_iter().enumerate() {
            for keyword in &raw.keywords {
                let keyword = keyword.to_ascii_lowercase();
                match keywords.iter().position(|known| *known == keyword) {
                    Some(at) => wanted_by.get_mut(at).into_iter().for_each(|list| list.push(index)),
                    None => {
                        keywords.push(keyword);
                        wanted_by.push(vec![index]);
                    }
                }
            }
            rules.push(Rule::new(raw)?);
        }
        let keywords = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&keywords)
            .map_err(|error| RuleError::Keywords { reason: error.to_string() })?;
        let kept_out = KeptOut::new(table.file, table.plain);
        Ok(Self { rules, keywords, wanted_by, kept_out })
    }

    /// The secrets in `text`, in order and apart from each other.
    pub fn find(&self, text: &str) -> Vec<Finding> {
        self.find_in(None, text)
    }

    /// The secrets in the text of the file at `path`; some rules are only about settings files.
    pub fn find_in(&self, path: Option<&str>, text: &str) -> Vec<Finding> {
        scan::find(self, path, text)
    }

    /// `text` with marks in the place of its secrets.
    pub fn redact(&self, text: &str) -> Redacted {
        self.redact_in(None, text)
    }

    /// The text of the file at `path` with marks in the place of its secrets.
    pub fn redact_in(&self, path: Option<&str>, text: &str) -> Redacted {
        Redacted::new(text, self.find_in(path, text))
    }

    /// Which files stay out unless they are named.
    pub fn kept_out(&self) -> &KeptOut {
        &self.kept_out
    }

    /// How many rules there are.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether there are no rules.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }
}

impl std::fmt::Debug for Scanner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Scanner of {} rules", self.rules.len())
    }
}

#[cfg(test)]
mod planted;
#[cfg(test)]
mod tests;
