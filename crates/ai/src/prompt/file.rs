//! A prompt as a Markdown file: front matter, and the template below. What was not changed keeps its bytes.

use justbuilt_store::records::types::{PromptCase, Variable};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Prompt, PromptError};
use crate::markup::{Document, MarkupError, Step};

/// The keys, in the order of a new file.
const KEYS: [&str; 7] = ["name", "description", "version", "note", "labels", "variables", "cases"];

/// A file and the prompt in it.
#[derive(Clone, Debug)]
pub struct PromptFile {
    file: String,
    document: Document,
    prompt: Prompt,
}

impl PromptFile {
    /// Reads a file; `file` is its name, and the prompt's where the file gives none.
    ///
    /// # Errors
    /// What is wrong, with the line.
    pub fn read(file: &str, text: &str) -> Result<Self, PromptError> {
        let wrong = |error| PromptError::File { file: file.to_owned(), error };
        let document = Document::markdown(text).map_err(wrong)?;
        let prompt = parse(&document, file).map_err(wrong)?;
        Ok(Self { file: file.to_owned(), document, prompt })
    }

    /// A new file.
    ///
    /// # Errors
    /// A text that cannot be written.
    pub fn new(prompt: &Prompt) -> Result<Self, PromptError> {
        let mut file = Self::read(&format!("{}.md", prompt.name), "---\n---\n")?;
        file.prompt = Prompt::default();
        file.set(prompt)?;
        Ok(file)
    }

    /// The prompt.
    pub fn prompt(&self) -> &Prompt {
        &self.prompt
    }

    /// The file as it is to be written.
    pub fn text(&self) -> &str {
        self.document.text()
    }

    /// Writes another state of the prompt: the keys that differ, and their lines only.
    ///
    /// # Errors
    /// A text that cannot be written. The file is then as it was.
    pub fn set(&mut self, prompt: &Prompt) -> Result<(), PromptError> {
        let wrong = |error| PromptError::File { file: self.file.clone(), error };
        let mut document = self.document.clone();
        let (before, after) = (view(&self.prompt), view(prompt));
        let keys = KEYS
            .iter()
            .copied()
            .chain(before.keys().map(String::as_str))
            .chain(after.keys().map(String::as_str));
        let mut done: Vec<&str> = Vec::new();
        for key in keys {
            if done.contains(&key) || before.get(key) == after.get(key) {
                continue;
            }
            done.push(key);
            match after.get(key) {
                Some(value) => document.set(&[Step::Key(key)], value).map_err(wrong)?,
                None => document.remove(&[Step::Key(key)]).map_err(wrong)?,
            }
        }
        if self.prompt.content != prompt.content {
            document.set_body(&prompt.content);
        }
        self.prompt = parse(&document, &self.file).map_err(wrong)?;
        self.document = document;
        Ok(())
    }
}

fn parse(document: &Document, file: &str) -> Result<Prompt, MarkupError> {
    fn read<T: DeserializeOwned>(document: &Document, key: &str) -> Result<Option<T>, MarkupError> {
        let Some(entry) = document.root().entries().iter().rfind(|entry| entry.key == key) else {
            return Ok(None);
        };
        serde_json::from_value(entry.value.value())
            .map(Some)
            .map_err(|error| document.error(entry.key_span.start, format!("{key}: {error}")))
    }
    let stem = file.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or_default();
    let mut extra = Map::new();
    for entry in document.root().entries().iter().filter(|entry| !KEYS.contains(&entry.key.as_str())) {
        extra.insert(entry.key.clone(), entry.value.value());
    }
    Ok(Prompt {
        name: read(document, "name")?.unwrap_or_else(|| crate::persona::slug(stem)),
        description: read(document, "description")?.unwrap_or_default(),
        version: read(document, "version")?.unwrap_or(1),
        note: read(document, "note")?.unwrap_or_default(),
        labels: read(document, "labels")?.unwrap_or_default(),
        variables: read::<Vec<Variable>>(document, "variables")?.unwrap_or_default(),
        cases: read::<Vec<PromptCase>>(document, "cases")?.unwrap_or_default(),
        content: document.body().to_owned(),
        extra,
    })
}

/// What the front matter says; what says nothing is left out.
fn view(prompt: &Prompt) -> Map<String, Value> {
    let mut map = prompt.extra.clone();
    let mut put = |key: &str, value: Value, empty: bool| {
        if !empty {
            map.insert(key.to_owned(), value);
        }
    };
    put("name", Value::from(prompt.name.as_str()), prompt.name.is_empty());
    put("description", Value::from(prompt.description.as_str()), prompt.description.is_empty());
    put("version", Value::from(prompt.version), prompt.version == 0);
    put("note", Value::from(prompt.note.as_str()), prompt.note.is_empty());
    put("labels", serde_json::to_value(&prompt.labels).unwrap_or_default(), prompt.labels.is_empty());
    put("variables", lean(serde_json::to_value(&prompt.variables)), prompt.variables.is_empty());
    put("cases", lean(serde_json::to_value(&prompt.cases)), prompt.cases.is_empty());
    map
}

/// Items without what is empty.
fn lean(value: serde_json::Result<Value>) -> Value {
    let mut value = value.unwrap_or_default();
    for item in value.as_array_mut().into_iter().flatten() {
        if let Some(map) = item.as_object_mut() {
            map.retain(|_, value| {
                let empty = value.is_null()
                    || value.as_str() == Some("")
                    || value.as_array().is_some_and(Vec::is_empty)
                    || value.as_object().is_some_and(Map::is_empty);
                !empty
            });
        }
    }
    value
}
