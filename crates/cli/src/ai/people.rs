//! Personas as the command line finds them: those that come with the program, the user's (`personas/` in the config
//! folder) and the project's (`.justbuilt/personas`). The later ones go before the earlier of the same name.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use justbuilt_ai::persona::{Format, PersonaFile};
use justbuilt_ai::providers::nearest;
use justbuilt_base::Diagnostic;
use justbuilt_store::DiskFs;
use justbuilt_workspace::ai::Source;
use justbuilt_workspace::ai::shelf;
pub use justbuilt_workspace::ai::shelf::FoundPersona as Found;

use super::desk::Desk;
use super::{say, usage};

/// In lists and in JSON.
pub fn word(source: Source) -> &'static str {
    match source {
        Source::BuiltIn => "built-in",
        Source::User => "user",
        Source::Project => "project",
    }
}

/// The user's folder of personas.
pub fn user_folder(desk: &Desk) -> PathBuf {
    desk.folders.config.join("personas")
}

/// The project's folder of personas.
pub fn project_folder(desk: &Desk) -> PathBuf {
    desk.root.join(".justbuilt/personas")
}

/// All personas, one of each name. A file that cannot be read is said and left out.
pub fn all(desk: &Desk) -> Vec<Found> {
    let mut problems = Vec::new();
    let found = shelf::personas(&DiskFs::default(), &desk.places(), &mut problems);
    say_left_out(&problems);
    found
}

/// Says which files were left out, and why.
pub fn say_left_out(problems: &[Diagnostic]) {
    problems.iter().for_each(|problem| say(&format!("justbuilt: left out: {}", problem.message)));
}

/// The persona of that name.
///
/// # Errors
/// [`super::Usage`] when there is none.
pub fn named(desk: &Desk, name: &str) -> anyhow::Result<Found> {
    let all = all(desk);
    if let Some(found) = all.iter().find(|one| one.persona.slug == name || one.persona.name == name) {
        return Ok(found.clone());
    }
    let known: Vec<String> = all.into_iter().map(|one| one.persona.slug).collect();
    let near = nearest(name, &known, 1);
    let near = near.first().map(|near| format!(" (did you mean {near}?)")).unwrap_or_default();
    Err(usage(format!("there is no persona {name}{near}; there are: {}", known.join(", "))))
}

/// Reads a file in whatever format it is.
pub fn read(path: &Path) -> anyhow::Result<PersonaFile> {
    read_as(path, None)
}

/// Reads a file in this format, or in the one it seems to have.
pub fn read_as(path: &Path, format: Option<Format>) -> anyhow::Result<PersonaFile> {
    let shown = path.display().to_string();
    let bytes = std::fs::read(path).with_context(|| format!("could not read {shown}"))?;
    let format = format.or_else(|| Format::detect(&shown.replace('\\', "/"), &bytes));
    let format = format.with_context(|| {
        let known: Vec<&str> = Format::ALL.into_iter().map(Format::name).collect();
        format!("{shown}: it is not known what format this is; say so by --format ({})", known.join(", "))
    })?;
    Ok(PersonaFile::read(format, &shown, &bytes)?)
}
