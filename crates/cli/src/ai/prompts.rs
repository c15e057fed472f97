//! Prompts as the command line finds them: those that come with the program, the user's (`prompts/` in the config
//! folder) and the project's (`.justbuilt/prompts`); and values for their variables.

use std::path::PathBuf;

use justbuilt_ai::prompt::{Prompt, Values};
use justbuilt_ai::providers::nearest;
use justbuilt_store::DiskFs;
use justbuilt_store::records::types::VariableType;
use justbuilt_workspace::ai::Source;
use justbuilt_workspace::ai::shelf;
pub use justbuilt_workspace::ai::shelf::FoundPrompt as Found;
use serde_json::{Value, json};

use super::desk::Desk;
use super::people::say_left_out;
use super::{gather, usage};

/// All prompts, each in every place where it is, the one that counts last.
pub fn everywhere(desk: &Desk) -> Vec<Found> {
    let mut problems = Vec::new();
    let found = shelf::prompts_everywhere(&DiskFs::default(), &desk.places(), &mut problems);
    say_left_out(&problems);
    found
}

/// All prompts, one of each name.
pub fn all(desk: &Desk) -> Vec<Found> {
    let mut problems = Vec::new();
    let found = shelf::prompts(&DiskFs::default(), &desk.places(), &mut problems);
    say_left_out(&problems);
    found
}

/// The prompt of that name, or in that file.
///
/// # Errors
/// [`super::Usage`] when there is none.
pub fn named(desk: &Desk, name: &str) -> anyhow::Result<Found> {
    let all = all(desk);
    if let Some(found) = all.iter().find(|one| one.prompt.name == name) {
        return Ok(found.clone());
    }
    let path = PathBuf::from(name);
    if path.is_file() {
        return Ok(Found { prompt: read(&path)?, source: Source::User, path: Some(path) });
    }
    let known: Vec<String> = all.into_iter().map(|one| one.prompt.name).collect();
    let near = nearest(name, &known, 1);
    let near = near.first().map(|near| format!(" (did you mean {near}?)")).unwrap_or_default();
    Err(usage(format!("there is no prompt {name}{near}; there are: {}, or a file", known.join(", "))))
}

/// Reads a file.
fn read(path: &std::path::Path) -> anyhow::Result<Prompt> {
    shelf::read_prompt(&DiskFs::default(), path).map_err(anyhow::Error::msg)
}

/// Values of `NAME=VALUE`; `NAME=@FILE` is a file's text, for a variable with parts its path and language too.
pub fn values(desk: &Desk, prompt: &Prompt, given: &[String]) -> anyhow::Result<Values> {
    let mut values = Values::new();
    for one in given {
        let Some((name, value)) = one.split_once('=') else {
            return Err(usage(format!("{one:?} is no value: write NAME=VALUE or NAME=@FILE")));
        };
        let value = match value.strip_prefix('@') {
            Some(file) => of_file(desk, prompt, name, file)?,
            None => Value::from(value),
        };
        if values.insert(name.to_owned(), value).is_some() {
            return Err(usage(format!("{name} is given twice")));
        }
    }
    Ok(values)
}

fn of_file(desk: &Desk, prompt: &Prompt, name: &str, file: &str) -> anyhow::Result<Value> {
    let path = std::path::absolute(file)?;
    let text = std::fs::read_to_string(&path).map_err(|error| usage(format!("{name}=@{file}: {error}")))?;
    let parts = prompt.variables.iter().any(|variable| {
        variable.name == name
            && matches!(
                variable.kind,
                VariableType::File | VariableType::Selection | VariableType::Symbol | VariableType::Diff
            )
    });
    if !parts {
        return Ok(Value::from(text));
    }
    let language = path.extension().map(|extension| extension.to_string_lossy().into_owned());
    Ok(json!({
        "text": text,
        "path": gather::name_of(&desk.root, &path),
        "language": language.unwrap_or_default(),
    }))
}
