//! Slash commands: each prompt is one. `/explain depth=deep why is this slow`: what has the name of a variable is its
//! value, the rest goes to the first text that has none.

use justbuilt_store::records::types::VariableType;
use serde_json::Value;

use super::{Prompt, PromptError, Values};

/// A command as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slash {
    /// With the slash.
    pub name: String,
    /// What can follow: `depth=short|deep [question]`.
    pub usage: String,
    /// What it is for.
    pub help: String,
}

/// The commands that prompts make, by name.
pub fn commands(prompts: &[Prompt]) -> Vec<Slash> {
    let mut commands: Vec<Slash> = prompts
        .iter()
        .map(|prompt| Slash {
            name: format!("/{}", prompt.name),
            usage: usage(prompt),
            help: prompt.description.clone(),
        })
        .collect();
    commands.sort_by(|a, b| a.name.cmp(&b.name));
    commands
}

fn usage(prompt: &Prompt) -> String {
    let rest = rest_of(prompt, &Values::new());
    let typed = prompt.variables.iter().filter(|variable| !super::values::has_parts(&variable.kind));
    let words = typed.map(|variable| {
        let word = match variable.kind {
            VariableType::Choice => format!("{}={}", variable.name, variable.choices.join("|")),
            _ if rest.as_deref() == Some(&variable.name) => variable.name.clone(),
            _ => format!("{}=…", variable.name),
        };
        if variable.default.is_some() { format!("[{word}]") } else { word }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The variable that takes what has no name.
fn rest_of(prompt: &Prompt, given: &Values) -> Option<String> {
    let text =
        prompt.variables.iter().find(|one| one.kind == VariableType::Text && !given.contains_key(&one.name));
    text.map(|variable| variable.name.clone())
}

/// The prompt that a line calls, and the values that the line gives. Files, selections and the like are for the
/// caller to add. `None` when the line is no command.
///
/// # Errors
/// No such prompt; text that no variable takes; a quote that is not closed.
pub fn parse<'a>(line: &str, prompts: &'a [Prompt]) -> Result<Option<(&'a Prompt, Values)>, PromptError> {
    let Some(line) = line.trim().strip_prefix('/') else { return Ok(None) };
    let (name, mut rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let prompt = prompts.iter().find(|prompt| prompt.name == name);
    let prompt = prompt.ok_or_else(|| PromptError::Unknown(format!("/{name}")))?;
    let error = |variable: &str, what: &str| PromptError::Value {
        prompt: prompt.name.clone(),
        variable: variable.to_owned(),
        what: what.to_owned(),
    };
    let mut values = Values::new();
    loop {
        rest = rest.trim_start();
        let Some((key, after)) = rest.split_once('=') else { break };
        let named = prompt.variables.iter().any(|variable| variable.name == key);
        if !named || values.contains_key(key) {
            break;
        }
        let (value, left) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').ok_or_else(|| error(key, "a quote is not closed"))?,
            None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        values.insert(key.to_owned(), Value::from(value));
        rest = left;
    }
    let rest = rest.trim();
    if !rest.is_empty() {
        let variable = rest_of(prompt, &values).ok_or_else(|| error(rest, "no variable takes this text"))?;
        values.insert(variable, Value::from(rest));
    }
    Ok(Some((prompt, values)))
}
