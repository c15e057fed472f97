//! Personas in the store: a record made from a persona's file, and the persona read from a record.

use justbuilt_base::Timestamp;
use justbuilt_store::records::RecordId;
use justbuilt_store::records::types::{self, CodingStyle};

use super::{Format, FormatError, Persona, PersonaFile};

/// Puts a persona into a record, with `note` saying why it changed. What the record held becomes a version; a record
/// that already says this is left alone. `owner` is a profile, `project` a project that has it alone.
///
/// # Errors
/// When the persona cannot be written, which the error explains.
pub fn keep(
    record: &mut types::Persona,
    persona: &Persona,
    owner: Option<RecordId>,
    project: Option<RecordId>,
    note: &str,
    now: Timestamp,
) -> Result<(), FormatError> {
    let document = match PersonaFile::read(Format::Own, "persona.md", record.document.as_bytes()) {
        Ok(mut file) if !record.document.is_empty() => {
            file.set(0, persona)?;
            file.bytes()
        }
        _ => PersonaFile::export(Format::Own, std::slice::from_ref(persona))?.bytes(),
    };
    let document = String::from_utf8_lossy(&document).into_owned();
    record.revise(document, note, now);
    (record.owner, record.project) = (owner, project);
    record.name = persona.name.clone();
    record.avatar = persona.avatar.clone();
    record.description = persona.description.clone();
    record.traits = persona.traits.clone();
    record.expertise = persona.expertise.clone();
    record.model = persona.model.clone();
    record.coding_style = CodingStyle {
        rules: persona.style.rules.clone(),
        prefers: persona.style.prefers.clone(),
        avoids: persona.style.avoids.clone(),
        comments: persona.style.comments,
        tests: persona.style.tests,
    };
    Ok(())
}

/// The persona of a record. A record of an older version has no document; its fields are taken then.
///
/// # Errors
/// A document that cannot be read, with the line.
pub fn kept(record: &types::Persona) -> Result<Persona, FormatError> {
    if !record.document.is_empty() {
        let file = PersonaFile::read(Format::Own, "persona.md", record.document.as_bytes())?;
        return Ok(file.personas().first().cloned().unwrap_or_default());
    }
    let style = &record.coding_style;
    Ok(Persona {
        slug: super::slug(&record.name),
        name: record.name.clone(),
        avatar: record.avatar.clone(),
        description: record.description.clone(),
        traits: record.traits.clone(),
        expertise: record.expertise.clone(),
        model: record.model.clone(),
        style: super::Style {
            rules: style.rules.clone(),
            prefers: style.prefers.clone(),
            avoids: style.avoids.clone(),
            comments: style.comments,
            tests: style.tests,
            checks: Vec::new(),
        },
        ..Persona::default()
    })
}

/// What changed between two texts, as a unified diff with three lines of context.
pub fn changes(before: &str, after: &str) -> String {
    similar::TextDiff::from_lines(before, after).unified_diff().context_radius(3).to_string()
}
