//! Templates to text, by minijinja (<https://docs.rs/minijinja>): strict about what is not known, bounded in steps,
//! without other templates, without escaping. A value is put in as it is and is never read as a template.

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};

use super::values::{PARTS, bind, has_parts};
use super::{Prompt, PromptError, Values};

/// Steps of one rendering.
const FUEL: u64 = 1_000_000;
/// Longest template, in bytes.
const LONGEST: usize = 256 << 10;
/// Functions that templates may call.
const FUNCTIONS: [&str; 3] = ["range", "dict", "namespace"];

/// A text, and what it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The text.
    pub text: String,
    /// The prompt.
    pub name: String,
    /// Which version of it.
    pub version: u32,
}

fn error(prompt: &Prompt, line: usize, what: impl Into<String>) -> PromptError {
    PromptError::Template { prompt: prompt.name.clone(), line: line.max(1), what: what.into() }
}

fn failed(prompt: &Prompt, from: &minijinja::Error) -> PromptError {
    let detail = from.detail().map_or_else(String::new, |detail| format!(": {detail}"));
    error(prompt, from.line().unwrap_or(1), format!("{}{detail}", from.kind()))
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    let mut syntax = SyntaxConfig::builder();
    // The usual marks: this cannot fail, and the default is the same but for empty lines.
    if let Ok(syntax) = syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build() {
        environment.set_syntax(syntax);
    }
    environment.set_fuel(Some(FUEL));
    environment.remove_global("debug");
    environment
}

/// Looks for what the template asks for and nobody gives, in branches that are not taken too.
pub fn check(prompt: &Prompt) -> Result<(), PromptError> {
    if prompt.content.len() > LONGEST {
        return Err(error(prompt, 1, format!("the template is longer than {LONGEST} bytes")));
    }
    let environment = environment();
    let template = environment.template_from_str(&prompt.content).map_err(|from| failed(prompt, &from))?;
    let mut asked: Vec<String> = template.undeclared_variables(true).into_iter().collect();
    asked.sort();
    for path in asked {
        let (name, part) = path.split_once('.').unwrap_or((&path, ""));
        let line = line_of(&prompt.content, &path);
        let Some(variable) = prompt.variables.iter().find(|variable| variable.name == name) else {
            if FUNCTIONS.contains(&name) {
                continue;
            }
            return Err(error(
                prompt,
                line,
                format!("{name} is no variable of this prompt: declare it, or mend the name"),
            ));
        };
        let first = part.split('.').next().unwrap_or_default();
        if has_parts(&variable.kind) {
            if !PARTS.contains(&first) {
                let what =
                    format!("{name} has parts; write {name}.text, or another of: {}", PARTS.join(", "));
                return Err(error(prompt, line, what));
            }
        } else if !part.is_empty() {
            return Err(error(prompt, line, format!("{name} has no part {part}")));
        }
    }
    Ok(())
}

/// The first line on which a tag of the template has this word.
fn line_of(template: &str, word: &str) -> usize {
    let mut in_tag = false;
    for (number, line) in (1..).zip(template.lines()) {
        let mut rest = line;
        loop {
            let end = if in_tag { rest.find("}}").or_else(|| rest.find("%}")) } else { None };
            if in_tag {
                let inside = end.map_or(rest, |end| rest.get(..end).unwrap_or_default());
                if has_word(inside, word) {
                    return number;
                }
                let Some(end) = end else { break };
                in_tag = false;
                rest = rest.get(end + 2..).unwrap_or_default();
            } else {
                let starts = [rest.find("{{"), rest.find("{%")];
                let Some(start) = starts.into_iter().flatten().min() else { break };
                in_tag = true;
                rest = rest.get(start + 2..).unwrap_or_default();
            }
        }
    }
    1
}

fn has_word(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(|c| part(c) || c == '.') && !after.is_some_and(part)
    })
}

/// The text for these values.
pub fn render(prompt: &Prompt, values: &Values) -> Result<Rendered, PromptError> {
    check(prompt)?;
    let values = bind(prompt, values)?;
    let environment = environment();
    let template = environment.template_from_str(&prompt.content).map_err(|from| failed(prompt, &from))?;
    let text = template.render(minijinja::value::Serde(&values)).map_err(|from| failed(prompt, &from))?;
    Ok(Rendered { text, name: prompt.name.clone(), version: prompt.version })
}
