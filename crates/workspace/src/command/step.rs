//! Steps: commands as one writes them on a command line or in a script. `file.open src/main.rs`,
//! `keys ctrl+p`, `type fn main`. Parsing only; [`crate::Workspace::run_step`] does them.

use super::args::Args;
use super::spec::CommandId;

/// One step of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A command with its arguments.
    Run {
        /// Which.
        id: CommandId,
        /// With what.
        args: Args,
    },
    /// Key strokes in order, such as `ctrl+k`.
    Keys(Vec<String>),
    /// Text typed into whatever has the keyboard.
    Type(String),
}

/// Why a step cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepError {
    /// Nothing there.
    #[error("the step is empty; write a command id, `keys CHORD…` or `type TEXT`")]
    Empty,
    /// `keys` without keys.
    #[error("`keys` needs at least one chord, such as `keys ctrl+p`")]
    NoKeys,
    /// A quote without its partner.
    #[error("a quote is not closed in “{0}”")]
    OpenQuote(String),
}

impl std::str::FromStr for Step {
    type Err = StepError;

    /// Reads one step. Arguments are split at blanks; quotes (`"…"`, `'…'`) keep blanks, `\` takes the next
    /// character as it is (outside single quotes). `type` takes the rest of the line as it stands, with `\n`
    /// and `\t` for a line break and a tab and `\\` for a backslash.
    fn from_str(line: &str) -> Result<Self, StepError> {
        let line = line.trim_start();
        let (word, rest) = match line.find(char::is_whitespace) {
            Some(at) => (&line[..at], &line[at..]),
            None => (line, ""),
        };
        match word {
            "" => Err(StepError::Empty),
            "type" => Ok(Step::Type(unescape(rest.get(1..).unwrap_or_default()))),
            "keys" => {
                let keys: Vec<String> = rest.split_whitespace().map(str::to_owned).collect();
                if keys.is_empty() { Err(StepError::NoKeys) } else { Ok(Step::Keys(keys)) }
            }
            _ => Ok(Step::Run { id: word.to_owned().into(), args: Args::of(split_words(rest)?) }),
        }
    }
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('\\') | None => out.push('\\'),
            Some(other) => {
                out.push('\\');
                out.push(other);
            }
        }
    }
    out
}

fn split_words(text: &str) -> Result<Vec<String>, StepError> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match quote {
            Some(open) if c == open => quote = None,
            Some('\'') => word.get_or_insert_default().push(c),
            None if c == '"' || c == '\'' => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            None if c.is_whitespace() => words.extend(word.take()),
            _ if c == '\\' => word.get_or_insert_default().push(chars.next().unwrap_or('\\')),
            _ => word.get_or_insert_default().push(c),
        }
    }
    if quote.is_some() {
        return Err(StepError::OpenQuote(text.trim().to_owned()));
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests;
