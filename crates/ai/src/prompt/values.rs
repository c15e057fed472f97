//! Types of variables: whether a value fits, and what the template sees of it.

use justbuilt_store::records::types::{Variable, VariableType};
use serde_json::Value;

use super::{Prompt, PromptError, Values};

/// What a template can ask of a file, a selection, a symbol or a diff.
pub const PARTS: [&str; 5] = ["text", "path", "line", "name", "language"];

/// Whether the template sees parts and not one text.
pub fn has_parts(kind: &VariableType) -> bool {
    matches!(kind, VariableType::File | VariableType::Selection | VariableType::Symbol | VariableType::Diff)
}

/// What is wrong with the variables themselves.
pub fn check(variables: &[Variable]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (at, variable) in variables.iter().enumerate() {
        let name = &variable.name;
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !name.chars().all(word) {
            wrong.push(format!("the variable {name:?} is no word of letters, digits and _"));
        }
        if variables.iter().take(at).any(|other| other.name == *name) {
            wrong.push(format!("the variable {name} is there twice"));
        }
        if variable.kind == VariableType::Choice && variable.choices.is_empty() {
            wrong.push(format!("the variable {name} has nothing to choose from"));
        }
        if let VariableType::Other(kind) = &variable.kind {
            wrong.push(format!("the variable {name} has the type {kind}, which is not known"));
        }
        if let Some(default) = &variable.default
            && let Err(what) = typed(variable, &Value::from(default.as_str()))
        {
            wrong.push(format!("the default of {name}: {what}"));
        }
    }
    wrong
}

/// All variables with their values, as the template sees them.
pub fn bind(prompt: &Prompt, values: &Values) -> Result<Values, PromptError> {
    let error = |variable: &str, what: String| {
        Err(PromptError::Value { prompt: prompt.name.clone(), variable: variable.to_owned(), what })
    };
    if let Some(name) =
        values.keys().find(|name| prompt.variables.iter().all(|variable| variable.name != **name))
    {
        let known: Vec<&str> = prompt.variables.iter().map(|variable| variable.name.as_str()).collect();
        return error(name, format!("no such variable; there are: {}", known.join(", ")));
    }
    let mut bound = Values::new();
    for variable in &prompt.variables {
        let given = values.get(&variable.name).filter(|value| !value.is_null()).cloned();
        let Some(value) = given.or_else(|| variable.default.as_deref().map(Value::from)) else {
            return error(&variable.name, "a value is missing".to_owned());
        };
        match typed(variable, &value) {
            Ok(value) => bound.insert(variable.name.clone(), value),
            Err(what) => return error(&variable.name, what),
        };
    }
    Ok(bound)
}

/// A value in its type.
fn typed(variable: &Variable, value: &Value) -> Result<Value, String> {
    let text = value.as_str();
    match &variable.kind {
        VariableType::Text | VariableType::Other(_) => match value {
            Value::String(_) => Ok(value.clone()),
            Value::Number(_) | Value::Bool(_) => Ok(Value::from(value.to_string())),
            _ => Err("a text is expected".to_owned()),
        },
        VariableType::Number => match value {
            Value::Number(_) => Ok(value.clone()),
            _ => {
                let number = text
                    .map(str::trim)
                    .and_then(|text| serde_json::from_str::<serde_json::Number>(text).ok());
                number.map(Value::Number).ok_or_else(|| "a number is expected".to_owned())
            }
        },
        VariableType::Switch => match (value, text) {
            (Value::Bool(_), _) => Ok(value.clone()),
            (_, Some("true" | "yes" | "on")) => Ok(Value::Bool(true)),
            (_, Some("false" | "no" | "off" | "")) => Ok(Value::Bool(false)),
            _ => Err("yes or no is expected".to_owned()),
        },
        VariableType::Choice => match text {
            Some(text) if variable.choices.iter().any(|choice| choice == text) => Ok(value.clone()),
            _ => Err(format!("one of these is expected: {}", variable.choices.join(", "))),
        },
        VariableType::File | VariableType::Selection | VariableType::Symbol | VariableType::Diff => {
            parts(value)
        }
    }
}

fn parts(value: &Value) -> Result<Value, String> {
    let mut parts = serde_json::Map::new();
    for part in PARTS {
        parts.insert(part.to_owned(), if part == "line" { Value::from(0) } else { Value::from("") });
    }
    match value {
        Value::String(text) => {
            parts.insert("text".to_owned(), Value::from(text.as_str()));
        }
        Value::Object(map) => {
            for (key, value) in map {
                let fits = if key == "line" { value.is_u64() } else { value.is_string() };
                if !PARTS.contains(&key.as_str()) || !fits {
                    let known = PARTS.join(", ");
                    return Err(format!(
                        "the part {key} is not known or of another type; parts are: {known}"
                    ));
                }
                parts.insert(key.clone(), value.clone());
            }
        }
        _ => return Err("a text or its parts are expected".to_owned()),
    }
    Ok(Value::Object(parts))
}
