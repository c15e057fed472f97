//! Files of personas: our own and those of other programs. A file keeps its text; a persona that is read from it and
//! written back changes the keys that differ and no other byte.

use serde_json::{Map, Value};

use super::Persona;
use crate::markup::{Document, MarkupError, Node, Step};

mod fields;
mod own;
mod png;

/// Formats of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Ours: Markdown with front matter.
    Own,
    /// An agent of Claude Code (<https://code.claude.com/docs/en/sub-agents>).
    Claude,
    /// A custom agent of Copilot (<https://docs.github.com/en/copilot/reference/custom-agents-configuration>).
    Copilot,
    /// A rule of Cursor, `.mdc` (<https://cursor.com/docs/context/rules>).
    Cursor,
    /// Custom modes of Roo Code, YAML or JSON (<https://docs.roocode.com/features/custom-modes>).
    Roo,
    /// Agents of CrewAI (<https://docs.crewai.com/concepts/agents>).
    Crew,
    /// A character card, V1 to V3, as JSON (<https://github.com/kwaroran/character-card-spec-v3>).
    Card,
    /// A character card within a PNG picture.
    CardPng,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 8] = [
        Self::Own,
        Self::Claude,
        Self::Copilot,
        Self::Cursor,
        Self::Roo,
        Self::Crew,
        Self::Card,
        Self::CardPng,
    ];

    /// Its name in commands and records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "justbuilt",
            Self::Claude => "claude",
            Self::Copilot => "copilot",
            Self::Cursor => "cursor",
            Self::Roo => "roo",
            Self::Crew => "crewai",
            Self::Card => "card",
            Self::CardPng => "card-png",
        }
    }

    /// The format of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The format of a file, by its path (with `/`) and what it begins with.
    pub fn detect(path: &str, bytes: &[u8]) -> Option<Self> {
        let file = path.rsplit('/').next().unwrap_or(path);
        let own = || {
            let start =
                String::from_utf8_lossy(bytes.get(..bytes.len().min(4096)).unwrap_or_default()).into_owned();
            start.lines().any(|line| line.starts_with("persona:")) || path.contains(".justbuilt/personas/")
        };
        match file {
            _ if bytes.starts_with(&png::SIGNATURE) => Some(Self::CardPng),
            _ if file.ends_with(".roomodes") || file == "custom_modes.yaml" => Some(Self::Roo),
            _ if file.ends_with(".agent.md") || file.ends_with(".chatmode.md") => Some(Self::Copilot),
            _ if file.ends_with(".mdc") => Some(Self::Cursor),
            _ if file.ends_with("agents.yaml") || file.ends_with("agents.yml") => Some(Self::Crew),
            _ if file.ends_with(".json") => Some(Self::Card),
            _ if file.ends_with(".md") && own() => Some(Self::Own),
            _ if file.ends_with(".md") => Some(Self::Claude),
            _ => None,
        }
    }
}

/// A file that cannot be read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// What it says.
    #[error("{file}: {error}")]
    Markup {
        /// The file.
        file: String,
        /// What, and on which line.
        error: MarkupError,
    },
    /// It is no text.
    #[error("{file}: line {line}: not UTF-8; save it as UTF-8")]
    NotText {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
    },
    /// The picture.
    #[error("{file}: {what}")]
    Picture {
        /// The file.
        file: String,
        /// What is wrong with it.
        what: String,
    },
}

/// A file of personas.
#[derive(Clone, Debug)]
pub struct PersonaFile {
    format: Format,
    file: String,
    documents: Vec<Document>,
    picture: Option<png::Picture>,
    personas: Vec<Persona>,
}

/// Where a persona is in a file.
type Path<'a> = Vec<Step<'a>>;

impl PersonaFile {
    /// Reads a file. `file` is its name: some formats say who it is only there.
    ///
    /// # Errors
    /// What is wrong, with the line.
    pub fn read(format: Format, file: &str, bytes: &[u8]) -> Result<Self, FormatError> {
        let markup = |error| FormatError::Markup { file: file.to_owned(), error };
        let text = || {
            std::str::from_utf8(bytes).map_err(|error| {
                let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
                FormatError::NotText { file: file.to_owned(), line }
            })
        };
        let mut picture = None;
        let documents = match format {
            Format::Own | Format::Claude | Format::Copilot | Format::Cursor => {
                vec![Document::markdown(text()?).map_err(markup)?]
            }
            Format::Roo if text()?.trim_start_matches('\u{feff}').trim_start().starts_with('{') => {
                vec![Document::json(text()?).map_err(markup)?]
            }
            Format::Roo | Format::Crew => vec![Document::yaml(text()?).map_err(markup)?],
            Format::Card => vec![Document::json(text()?).map_err(markup)?],
            Format::CardPng => {
                let wrong = |what| FormatError::Picture { file: file.to_owned(), what };
                let read = png::Picture::read(bytes).map_err(wrong)?;
                let documents = read.cards().map(|card| Document::json(card).map_err(markup));
                let documents = documents.collect::<Result<Vec<_>, _>>()?;
                picture = Some(read);
                documents
            }
        };
        let mut read = Self { format, file: file.to_owned(), documents, picture, personas: Vec::new() };
        read.personas = read.parse().map_err(markup)?;
        Ok(read)
    }

    /// The format.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Who is in it, in the order of the file.
    pub fn personas(&self) -> &[Persona] {
        &self.personas
    }

    /// The file as it is to be written: every byte that no change touched is as it was read.
    pub fn bytes(&self) -> Vec<u8> {
        match &self.picture {
            Some(picture) => picture.bytes(self.documents.iter().map(Document::text)),
            None => {
                self.documents.first().map(|document| document.text().as_bytes().to_vec()).unwrap_or_default()
            }
        }
    }

    /// Writes a persona over the one at `index`: the keys that differ, and their lines only.
    ///
    /// # Errors
    /// A key that cannot be written there. The file is then as it was.
    pub fn set(&mut self, index: usize, persona: &Persona) -> Result<(), FormatError> {
        let Some(old) = self.personas.get(index).cloned() else { return Ok(()) };
        let markup = |error| FormatError::Markup { file: self.file.clone(), error };
        let mut documents = self.documents.clone();
        for document in &mut documents {
            if self.format == Format::Own {
                own::write(document, &old, persona).map_err(markup)?;
            } else {
                let keys = self.key_of(index);
                let path = self.path(index, keys.as_deref(), document);
                fields::write(self.format, document, &path, &old, persona).map_err(markup)?;
            }
        }
        let before = std::mem::replace(&mut self.documents, documents);
        match self.parse() {
            Ok(personas) => self.personas = personas,
            Err(error) => {
                self.documents = before;
                return Err(FormatError::Markup { file: self.file.clone(), error });
            }
        }
        Ok(())
    }

    /// A new file with `personas`. What a format has no key for goes under `justbuilt`, which its own program
    /// ignores; formats with one persona a file take the first.
    ///
    /// # Errors
    /// A picture cannot be made here; a text that a format has no way to say.
    pub fn export(format: Format, personas: &[Persona]) -> Result<Self, FormatError> {
        let file = personas.first().map_or("persona", |persona| persona.slug.as_str()).to_owned();
        let markup = |error| FormatError::Markup { file: file.clone(), error };
        let slug = |persona: &Persona| {
            if persona.slug.is_empty() { super::slug(&persona.name) } else { persona.slug.clone() }
        };
        let start = match format {
            Format::Own => "---\npersona: 1\n---\n".to_owned(),
            Format::Claude | Format::Copilot => {
                format!("---\nname: {}\n---\n", personas.first().map_or_else(String::new, slug))
            }
            Format::Cursor => "---\n---\n".to_owned(),
            Format::Card => {
                r#"{"spec": "chara_card_v3", "spec_version": "3.0", "data": {"name": ""}}"#.to_owned()
            }
            Format::Roo => {
                let modes: Vec<String> = personas
                    .iter()
                    .map(|one| format!("  - slug: {}\n    name: \"-\"\n", slug(one)))
                    .collect();
                format!("customModes:\n{}", modes.concat())
            }
            Format::Crew => {
                let agents =
                    personas.iter().map(|one| format!("{}:\n  role: \"-\"\n", slug(one).replace('-', "_")));
                agents.collect()
            }
            Format::CardPng => {
                let what = "a card in a picture needs a picture to go into: export it as JSON".to_owned();
                return Err(FormatError::Picture { file, what });
            }
        };
        // Read under another name: what the name of the file would say is written into it.
        let mut made = Self::read(format, "-", start.as_bytes())?;
        for (index, persona) in personas.iter().enumerate().take(made.personas.len()) {
            made.set(index, persona).map_err(|error| match error {
                FormatError::Markup { error, .. } => markup(error),
                other => other,
            })?;
        }
        made.file = file;
        Ok(made)
    }

    fn parse(&self) -> Result<Vec<Persona>, MarkupError> {
        let Some(document) = self.documents.last() else { return Ok(Vec::new()) };
        let stem = self.file.rsplit('/').next().unwrap_or_default();
        let stem = stem.split('.').next().unwrap_or_default();
        match self.format {
            Format::Own => Ok(vec![own::read(document, stem)?]),
            Format::Roo => {
                let missing =
                    || document.error(0, "no list under customModes: this is no file of Roo's modes");
                let modes = document.root().get("customModes").ok_or_else(missing)?;
                let modes = modes.items().iter();
                modes.map(|node| fields::read(self.format, document, node, None, "")).collect()
            }
            Format::Crew => {
                let agents = document.root().entries().iter();
                agents
                    .map(|entry| fields::read(self.format, document, &entry.value, None, &entry.key))
                    .collect()
            }
            Format::Card | Format::CardPng => {
                let node = document.root().get("data").unwrap_or(document.root());
                if node.get("name").is_none() {
                    return Err(document.error(node.span.start, "no name: this is no character card"));
                }
                Ok(vec![fields::read(self.format, document, node, None, stem)?])
            }
            Format::Claude | Format::Copilot | Format::Cursor => {
                let what = "no front matter: such a file begins with --- and its keys";
                if !document.has_front_matter() && self.format != Format::Cursor {
                    return Err(document.error(0, what));
                }
                Ok(vec![fields::read(self.format, document, document.root(), Some(document.body()), stem)?])
            }
        }
    }

    fn key_of(&self, index: usize) -> Option<String> {
        let document = self.documents.last()?;
        document.root().entries().get(index).map(|entry| entry.key.clone())
    }

    fn path<'a>(&self, index: usize, key: Option<&'a str>, document: &Document) -> Path<'a> {
        match self.format {
            Format::Roo => vec![Step::Key("customModes"), Step::Item(index)],
            Format::Crew => key.map(Step::Key).into_iter().collect(),
            Format::Card | Format::CardPng if document.root().get("data").is_some() => {
                vec![Step::Key("data")]
            }
            _ => Vec::new(),
        }
    }
}

/// Lines or commas to a list.
fn listed(node: &Node) -> Vec<String> {
    match node.text() {
        Some(text) => {
            text.split(',').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
        }
        None => node
            .items()
            .iter()
            .filter_map(|item| item.text().or_else(|| item.items().first().and_then(Node::text)))
            .map(str::to_owned)
            .collect(),
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests;
