//! Where functions and types are in the texts of the history, by the outlines of the languages. Follows one file from
//! text to text, so that only what changed is parsed again.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use justbuilt_base::CancelToken;
use justbuilt_syntax::{Languages, Symbol, SymbolKind, Syntax};
use justbuilt_text::{Text, Transaction};
use justbuilt_timeline::ProjectPath;
use justbuilt_timeline::history::SymbolPlaces;

/// Finds symbols by the languages that the editor knows.
pub struct LanguageSymbols {
    languages: Arc<Languages>,
    /// The file looked at last.
    last: Option<(ProjectPath, Text, Syntax)>,
}

impl Default for LanguageSymbols {
    /// With all languages that the editor has.
    fn default() -> Self {
        Self::new(Arc::new(Languages::new()))
    }
}

impl LanguageSymbols {
    /// With these languages.
    pub fn new(languages: Arc<Languages>) -> Self {
        Self { languages, last: None }
    }

    /// The syntax of a text.
    fn parsed(&mut self, path: &ProjectPath, text: &Text) -> Syntax {
        let known = self.last.take().filter(|(known, ..)| known == path);
        let mut syntax = match known {
            Some((_, old, mut syntax)) => {
                syntax.edit(&Transaction::between(&old, text), &old, text);
                syntax
            }
            None => {
                let first = text.slice(text.line_content(0));
                let language = self.languages.detect(Some(Path::new(path.as_str())), &first);
                Syntax::new(&self.languages, language, text)
            }
        };
        if let Some(job) = syntax.parse_job() {
            syntax.accept(job.run(&CancelToken::new()));
        }
        syntax
    }
}

impl SymbolPlaces for LanguageSymbols {
    fn places(&mut self, path: &ProjectPath, text: &Text, name: &str) -> Vec<Range<usize>> {
        let syntax = self.parsed(path, text);
        let symbols = syntax.snapshot().outline(text);
        self.last = Some((path.clone(), text.clone(), syntax));
        symbols.into_iter().filter(|symbol| is_called(symbol, name)).map(|symbol| symbol.range).collect()
    }
}

/// Whether a symbol has that name. What is implemented for a type is a part of it.
fn is_called(symbol: &Symbol, name: &str) -> bool {
    if symbol.name == name {
        return true;
    }
    let plain = |text: &str| text.split('<').next().unwrap_or_default().trim().to_owned();
    let of_type = symbol.name.rsplit_once(" for ").or(symbol.name.split_once(' ')).map(|(_, of)| plain(of));
    symbol.kind == SymbolKind::Impl && of_type.as_deref() == Some(name)
}

#[cfg(test)]
mod tests;
