//! A conversation as Markdown for people and as JSON for programs. JSON has all of it and can be read again.

use serde::{Deserialize, Serialize};

use super::{Author, Conversation, ConversationError, CutBy, Turn, TurnState};
use crate::{event::Arguments, request::Part};

/// The form of the JSON.
const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
struct File {
    format: u32,
    title: String,
    conversation: Conversation,
}

impl Conversation {
    /// All branches as JSON.
    ///
    /// # Errors
    /// [`ConversationError::Form`] for numbers that JSON cannot say.
    pub fn to_json(&self) -> Result<String, ConversationError> {
        let file = File { format: FORMAT, title: self.title(), conversation: self.clone() };
        serde_json::to_string_pretty(&file)
            .map_err(|error| ConversationError::Form { reason: error.to_string() })
    }

    /// Reads what [`Conversation::to_json`] wrote.
    ///
    /// # Errors
    /// [`ConversationError::Form`], with what is wrong.
    pub fn from_json(text: &str) -> Result<Self, ConversationError> {
        let wrong = |reason: String| ConversationError::Form { reason };
        let file: File = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
        if file.format != FORMAT {
            return Err(wrong(format!("its format is {}, and this version knows {FORMAT}", file.format)));
        }
        file.conversation.checked()
    }

    /// Itself, if its turns hang together: ids count up, and parents come before their children.
    pub(super) fn checked(self) -> Result<Self, ConversationError> {
        let wrong = |reason: String| ConversationError::Form { reason };
        for (index, turn) in self.turns.iter().enumerate() {
            if turn.id.0 != index as u64 {
                return Err(wrong(format!("turn {} is in the place of turn {index}", turn.id.0)));
            }
            if turn.parent.is_some_and(|parent| parent.0 >= turn.id.0) {
                return Err(wrong(format!("turn {index} answers one that comes later")));
            }
        }
        if self.leaf.is_some_and(|leaf| leaf.0 >= self.turns.len() as u64) {
            return Err(wrong("it shows a turn that it does not have".to_owned()));
        }
        Ok(self)
    }

    /// The branch that is shown, as Markdown. `name` gives the names of personas by their ids.
    pub fn to_markdown(&self, name: &dyn Fn(&str) -> String) -> String {
        let mut out = format!("# {}\n", self.title().replace('\n', " "));
        for turn in self.path() {
            out.push_str(&format!("\n## {}\n\n", heading(turn, name)));
            for part in &turn.parts {
                push_part(&mut out, part);
            }
            match &turn.state {
                TurnState::Whole => {}
                TurnState::Writing => out.push_str("*(still being written)*\n"),
                TurnState::Cut(by) => out.push_str(&format!("*(cut off: {})*\n", words(by))),
            }
            if let Ok(branches) = self.siblings(turn.id)
                && branches.len() > 1
            {
                let at = branches.iter().position(|id| *id == turn.id).unwrap_or(0);
                out.push_str(&format!("*(branch {} of {})*\n", at + 1, branches.len()));
            }
        }
        out
    }
}

fn heading(turn: &Turn, name: &dyn Fn(&str) -> String) -> String {
    match (&turn.author, &turn.model) {
        (Author::Person, _) => "You".to_owned(),
        (Author::Tools, _) => "Tools".to_owned(),
        (Author::Persona(persona), Some((_, model))) => format!("{} ({model})", name(persona)),
        (Author::Persona(persona), None) => name(persona),
    }
}

/// What cut a turn, in words.
pub fn words(by: &CutBy) -> String {
    match by {
        CutBy::Person => "you stopped it".to_owned(),
        CutBy::Length => "it reached the longest that was allowed".to_owned(),
        CutBy::Filter => "the provider or the model declined".to_owned(),
        CutBy::Pause => "the provider paused it".to_owned(),
        CutBy::Torn => "the connection ended before the answer did".to_owned(),
        CutBy::Fault(message) => message.clone(),
    }
}

fn push_part(out: &mut String, part: &Part) {
    match part {
        Part::Text { text, .. } => out.push_str(&format!("{}\n", text.trim_end())),
        Part::Image { media_type, .. } => out.push_str(&format!("*(picture, {media_type})*\n")),
        Part::Reasoning { text, .. } if text.trim().is_empty() => {}
        Part::Reasoning { text, .. } => {
            out.push_str("> *Thinking:*\n");
            for line in text.trim_end().lines() {
                out.push_str(&format!("> {line}\n"));
            }
            out.push('\n');
        }
        Part::ToolCall { name, arguments, .. } => {
            let arguments = match arguments {
                Arguments::Json(value) => value.to_string(),
                Arguments::Invalid(text) => text.clone(),
            };
            out.push_str(&format!("Calls `{name}`:\n\n{}\n", fenced(&arguments)));
        }
        Part::ToolResult { name, text, is_error, .. } => {
            let failed = if *is_error { " failed" } else { "" };
            out.push_str(&format!("`{name}`{failed}:\n\n{}\n", fenced(text)));
        }
    }
}

/// A block of code that the text cannot close.
fn fenced(text: &str) -> String {
    let mut longest = 2;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    format!("{fence}\n{}\n{fence}\n", text.trim_end())
}
