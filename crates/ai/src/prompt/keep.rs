//! Prompts in the store: versions, labels, and the difference between two of them.

use justbuilt_base::Timestamp;
use justbuilt_store::records::RecordId;
use justbuilt_store::records::types;

use super::{Prompt, PromptError, PromptFile};

/// Which version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// The newest.
    Latest,
    /// This one, from 1.
    Version(u32),
    /// The one with this label; without such a label there is none.
    Label(String),
}

/// Puts a prompt into a record. A new content or other variables make a new version, with the prompt's note; labels
/// and descriptions do not.
///
/// # Errors
/// A prompt that cannot be written.
pub fn keep(
    record: &mut types::Prompt,
    prompt: &Prompt,
    owner: Option<RecordId>,
    project: Option<RecordId>,
    now: Timestamp,
) -> Result<(), PromptError> {
    if record.version == 0 {
        record.version = prompt.version.max(1);
        record.content = prompt.content.clone();
        record.variables = prompt.variables.clone();
    } else if record.content != prompt.content || record.variables != prompt.variables {
        record.revise(prompt.content.clone(), prompt.variables.clone(), &prompt.note, now);
    }
    (record.owner, record.project) = (owner, project);
    record.name = prompt.name.clone();
    record.description = prompt.description.clone();
    record.labels = prompt.labels.clone();
    record.cases = prompt.cases.clone();
    let whole = Prompt { version: record.version, ..prompt.clone() };
    let mut file = match PromptFile::read(&format!("{}.md", prompt.name), &record.document) {
        Ok(file) if !record.document.is_empty() => file,
        _ => PromptFile::new(&whole)?,
    };
    file.set(&whole)?;
    record.document = file.text().to_owned();
    Ok(())
}

/// The latest prompt of a record.
///
/// # Errors
/// A document that cannot be read.
pub fn kept(record: &types::Prompt) -> Result<Prompt, PromptError> {
    if !record.document.is_empty() {
        return Ok(PromptFile::read(&format!("{}.md", record.name), &record.document)?.prompt().clone());
    }
    Ok(Prompt {
        name: record.name.clone(),
        description: record.description.clone(),
        version: record.version,
        labels: record.labels.clone(),
        variables: record.variables.clone(),
        cases: record.cases.clone(),
        content: record.content.clone(),
        ..Prompt::default()
    })
}

/// A version of a record's prompt.
///
/// # Errors
/// When there is no such version or label.
pub fn pick(record: &types::Prompt, which: &Which) -> Result<Prompt, PromptError> {
    let latest = kept(record)?;
    let unknown = |what: String| PromptError::Unknown(format!("{} {what}", record.name));
    let version = match which {
        Which::Latest => return Ok(latest),
        Which::Version(version) => *version,
        Which::Label(label) => {
            *record.labels.get(label).ok_or_else(|| unknown(format!("with the label {label}")))?
        }
    };
    if version == record.version {
        return Ok(latest);
    }
    let old = record.versions.iter().find(|one| one.version == version);
    let old = old.ok_or_else(|| unknown(format!("in version {version}")))?;
    Ok(Prompt {
        version,
        content: old.content.clone(),
        variables: old.variables.clone(),
        note: String::new(),
        ..latest
    })
}

/// What changed between two prompts, as a unified diff of their files.
///
/// # Errors
/// A prompt that cannot be written.
pub fn changes(before: &Prompt, after: &Prompt) -> Result<String, PromptError> {
    let (before, after) = (PromptFile::new(before)?, PromptFile::new(after)?);
    let diff = similar::TextDiff::from_lines(before.text(), after.text());
    Ok(diff.unified_diff().context_radius(3).to_string())
}
