//! What the tests share: parsed documents and seeded randomness.

use std::path::Path;
use std::sync::Arc;

use justbuilt_base::CancelToken;
use justbuilt_syntax::{LanguageId, Languages, Syntax, SyntaxSnapshot};
use justbuilt_text::{Text, Transaction};

/// A document with its syntax.
pub struct Document {
    pub text: Text,
    pub syntax: Syntax,
}

impl Document {
    pub fn new(languages: &Arc<Languages>, language: LanguageId, source: &str) -> Document {
        let text = Text::from(source);
        let mut document = Document { syntax: Syntax::new(languages, language, &text), text };
        document.parse();
        document
    }

    /// By file name.
    pub fn named(languages: &Arc<Languages>, name: &str, source: &str) -> Document {
        Document::new(languages, languages.detect(Some(Path::new(name)), source), source)
    }

    /// Parses to the end as a background job would.
    pub fn parse(&mut self) {
        while let Some(job) = self.syntax.parse_job() {
            assert!(self.syntax.accept(job.run(&CancelToken::new())), "a job nobody disturbed is accepted");
        }
        assert!(self.syntax.is_current());
    }

    /// Edits without parsing.
    pub fn edit(&mut self, edits: &[(std::ops::Range<usize>, &str)]) {
        let transaction = Transaction::from_edits(self.text.len(), edits.iter().cloned());
        let new = transaction.apply(&self.text).expect("the edit fits");
        self.syntax.edit(&transaction, &self.text, &new);
        self.text = new;
    }

    pub fn snapshot(&self) -> SyntaxSnapshot {
        self.syntax.snapshot()
    }
}

/// A small deterministic generator (xorshift64*).
pub struct Random(u64);

impl Random {
    /// Seeded by `SEED` or by default.
    pub fn new(default: u64) -> Random {
        let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(default);
        Random(seed.max(1))
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let value = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(value).unwrap_or_default() % end.max(1)
    }

    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}
