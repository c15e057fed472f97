//! Whether a command may run: program and arguments as words, never as a part of a line. A command that is allowed is
//! to be run from these words, without a shell.

use super::{Guard, Refusal, glob::wildcard};

/// A command that is allowed, word by word.
#[derive(Clone, Debug)]
pub struct CommandRule {
    words: Vec<String>,
    /// Ends with `**`.
    rest: bool,
}

impl CommandRule {
    pub fn new(text: &str) -> Result<Self, String> {
        let mut words = tokens(text).map_err(|refusal| refusal.why)?;
        let rest = words.last().is_some_and(|last| last == "**");
        if rest {
            words.pop();
        }
        if words.is_empty() || words.first().is_some_and(|program| program.contains('*')) {
            return Err("must begin with a program".to_owned());
        }
        if words.iter().any(|word| word == "**") {
            return Err("** is for the end".to_owned());
        }
        Ok(Self { words, rest })
    }

    fn allows(&self, command: &[String]) -> bool {
        let enough =
            if self.rest { command.len() >= self.words.len() } else { command.len() == self.words.len() };
        let (head, rest) = command.split_at(self.words.len().min(command.len()));
        enough
            && self.words.iter().zip(head).all(|(pattern, word)| allows(pattern, word))
            && rest.iter().all(|word| tame(word))
    }

    /// As [`CommandRule::allows`], for what is taken away: any word, no case.
    fn denies(&self, command: &[String]) -> bool {
        let enough = command.len() >= self.words.len();
        enough && self.words.iter().zip(command).all(|(pattern, word)| wildcard(pattern, word, true))
    }
}

fn allows(pattern: &str, word: &str) -> bool {
    if pattern == word {
        return true;
    }
    let Some(star) = pattern.find('*') else { return false };
    // What a `*` stands for is no option and no path out of the project.
    let value = word.get(star..).unwrap_or_default();
    wildcard(pattern, word, false) && tame(value) && (star > 0 || tame(word))
}

/// Neither an option nor a path that leaves the project, nor an address.
fn tame(word: &str) -> bool {
    let value = word.rsplit('=').next().unwrap_or(word);
    let leaves = |text: &str| {
        text.starts_with(['/', '~', '@'])
            || text.split(['/', '=', ':', ',']).any(|name| name == "..")
            || text.contains("://")
            || text.as_bytes().get(1) == Some(&b':')
    };
    !word.starts_with(['-', '+']) && !leaves(word) && !leaves(value)
}

/// A line in words, quotes taken away, as a shell would without anything else that a shell does.
///
/// # Errors
/// A quote that is not closed, and everything that a shell would read as more than words.
pub fn tokens(line: &str) -> Result<Vec<String>, Refusal> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ' | '\t') => words.extend(word.take()),
            (Some('"'), '$' | '`' | '\\' | '!') => {
                return Err(Refusal::new(line, "only a shell reads this; write the words alone"));
            }
            (_, c) if c.is_control() => return Err(Refusal::new(line, "control characters are refused")),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    if quote.is_some() {
        return Err(Refusal::new(line, "a quote is not closed"));
    }
    words.extend(word);
    Ok(words)
}

/// What a shell reads as more than a part of a word.
fn is_meta(word: &str) -> bool {
    let meta = |c: char| {
        matches!(
            c,
            ';' | '&'
                | '|'
                | '<'
                | '>'
                | '$'
                | '`'
                | '('
                | ')'
                | '\\'
                | '\''
                | '"'
                | '*'
                | '?'
                | '!'
                | '#'
                | '{'
                | '}'
                | '['
                | ']'
                | '^'
                | '%'
        ) || c.is_control()
            || (!c.is_ascii() && (c.is_whitespace() || !c.is_alphanumeric()))
    };
    word.starts_with('~') || word.chars().any(meta)
}

impl Guard {
    /// Whether a command may run, as its program and arguments.
    ///
    /// # Errors
    /// The refusal.
    pub fn command(&self, words: &[String]) -> Result<(), Refusal> {
        let line = words.join(" ");
        let refuse = |why: &str| Err(Refusal::new(&line, why));
        let Some(program) = words.first().filter(|program| !program.is_empty()) else {
            return refuse("there is no program");
        };
        if words.iter().any(|word| word.contains('\0')) {
            return refuse("control characters are refused");
        }
        if self.commands.iter().any(|(allow, rule)| !allow && rule.denies(words)) {
            return refuse("the rights deny this command");
        }
        if !self.shell {
            if words.iter().any(|word| is_meta(word)) {
                return refuse(
                    "signs that a shell would read are refused: this persona has no right to a shell",
                );
            }
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '+');
            if !program.chars().all(plain) || program.starts_with(['-', '.']) {
                return refuse("the program must be a name, not a path");
            }
            if !self.commands.iter().any(|(allow, rule)| *allow && rule.allows(words)) {
                return refuse("this persona has no right to this command");
            }
        }
        self.within.as_ref().map_or(Ok(()), |outer| outer.command(words))
    }

    fn takes_commands(&self) -> bool {
        let outer = self.within.as_ref().is_some_and(|outer| outer.takes_commands());
        outer || self.commands.iter().any(|(allow, _)| !allow)
    }

    fn has_shell(&self) -> bool {
        self.shell && self.within.as_ref().is_none_or(|outer| outer.has_shell())
    }

    /// Whether a line may run. Without the right to a shell the line is only words, and these are given back, to be
    /// run as they are; with it nothing is given back and the line goes to a shell.
    ///
    /// # Errors
    /// The refusal.
    pub fn command_line(&self, line: &str) -> Result<Option<Vec<String>>, Refusal> {
        let shell = self.has_shell();
        match tokens(line) {
            Ok(words) => {
                self.command(&words)?;
                Ok(if shell { None } else { Some(words) })
            }
            Err(refusal) if shell => {
                // No rule can look into a line that is more than words.
                if line.contains('\0') || self.takes_commands() {
                    return Err(refusal);
                }
                Ok(None)
            }
            Err(refusal) => Err(refusal),
        }
    }
}
