//! Something to tell the user about a file: which, where, how bad, and what to do. Not an error type to return.

use std::{fmt, ops::Range, path::PathBuf};

use serde::{Deserialize, Serialize};

/// How bad it is. Ordered: the worst is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A suggestion.
    Hint,
    /// Good to know.
    Info,
    /// It works, but probably not as meant.
    Warning,
    /// It does not work.
    Error,
}

impl Severity {
    /// The word for it, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Hint => "hint",
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A message about a place in a file, or about nothing in particular.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, as a sentence.
    pub message: String,
    /// The file it is about.
    pub path: Option<PathBuf>,
    /// Bytes of the file's text.
    pub range: Option<Range<usize>>,
    /// Line, counted from 0.
    pub line: Option<usize>,
    /// What to do about it, as a sentence.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A message with nothing but a severity.
    pub fn new(severity: Severity, message: impl Into<String>) -> Self {
        Self { severity, message: message.into(), path: None, range: None, line: None, help: None }
    }

    /// An error.
    pub fn error(message: impl Into<String>) -> Self {
        Self::new(Severity::Error, message)
    }

    /// A warning.
    pub fn warning(message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, message)
    }

    /// Something good to know.
    pub fn info(message: impl Into<String>) -> Self {
        Self::new(Severity::Info, message)
    }

    /// The same, about `path`.
    pub fn at_path(mut self, path: impl Into<PathBuf>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// The same, at `line`, counted from 0.
    pub fn at_line(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }

    /// The same, about these bytes.
    pub fn at_range(mut self, range: Range<usize>) -> Self {
        self.range = Some(range);
        self
    }

    /// The same, with what to do about it.
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    /// `path:line: severity: message`, the line counted from 1, then the help on a line of its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "{}:", path.display())?;
            if let Some(line) = self.line {
                write!(f, "{}:", line.saturating_add(1))?;
            }
            f.write_str(" ")?;
        } else if let Some(line) = self.line {
            write!(f, "line {}: ", line.saturating_add(1))?;
        }
        write!(f, "{}: {}", self.severity.name(), self.message)?;
        if let Some(help) = &self.help {
            write!(f, "\n{help}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
