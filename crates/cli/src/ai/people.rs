//! Personas as the command line finds them: those that come with the program, the user's (`personas/` in the config
//! folder) and the project's (`.justbuilt/personas`). The later ones go before the earlier of the same name.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use justbuilt_ai::persona::{Format, GALLERY, Persona, PersonaFile, slug};
use justbuilt_ai::providers::nearest;
use justbuilt_ai::rights::{Budget, Guard, Rights};

use super::desk::Desk;
use super::{say, usage};

/// Where a file is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It comes with the program.
    BuiltIn,
    /// The user's folder.
    User,
    /// The project's folder.
    Project,
}

impl Origin {
    /// In lists and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Origin::BuiltIn => "built-in",
            Origin::User => "user",
            Origin::Project => "project",
        }
    }
}

/// A persona, and where it was found.
#[derive(Clone, Debug)]
pub struct Found {
    pub persona: Persona,
    pub origin: Origin,
    pub path: Option<PathBuf>,
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
pub fn all(desk: &Desk) -> anyhow::Result<Vec<Found>> {
    let mut found: Vec<Found> = Vec::new();
    for (name, text) in GALLERY {
        let file = PersonaFile::read(Format::Own, name, text.as_bytes())?;
        add(&mut found, file, Origin::BuiltIn, None);
    }
    for (folder, origin) in [(user_folder(desk), Origin::User), (project_folder(desk), Origin::Project)] {
        for path in files_in(&folder)? {
            match read(&path) {
                Ok(file) => add(&mut found, file, origin, Some(path)),
                Err(error) => say(&format!("justbuilt: left out: {error:#}")),
            }
        }
    }
    Ok(found)
}

fn add(found: &mut Vec<Found>, file: PersonaFile, origin: Origin, path: Option<PathBuf>) {
    for persona in file.personas() {
        let mut persona = persona.clone();
        if persona.slug.is_empty() {
            persona.slug = slug(&persona.name);
        }
        let one = Found { persona, origin, path: path.clone() };
        match found.iter_mut().find(|known| known.persona.slug == one.persona.slug) {
            Some(known) => *known = one,
            None => found.push(one),
        }
    }
}

/// The persona of that name.
///
/// # Errors
/// [`super::Usage`] when there is none.
pub fn named(desk: &Desk, name: &str) -> anyhow::Result<Found> {
    let all = all(desk)?;
    if let Some(found) = all.iter().find(|one| one.persona.slug == name || one.persona.name == name) {
        return Ok(found.clone());
    }
    let known: Vec<String> = all.into_iter().map(|one| one.persona.slug).collect();
    let near = nearest(name, &known, 1);
    let near = near.first().map(|near| format!(" (did you mean {near}?)")).unwrap_or_default();
    Err(usage(format!("there is no persona {name}{near}; there are: {}", known.join(", "))))
}

/// What a persona may do: what its file says and, for one of the project's that stands before the user's or the
/// gallery's of the same name, not more than that one may: who names `reviewer` must not get a writer because a project
/// says so.
pub fn guard(desk: &Desk, found: &Found) -> anyhow::Result<Guard> {
    let guard = Guard::new(&found.persona.rights)?;
    let guard = if cfg!(any(windows, target_os = "macos")) { guard.any_case() } else { guard };
    if found.origin != Origin::Project {
        return Ok(guard);
    }
    let outer = below_project(desk, &found.persona.slug)?;
    Ok(match outer {
        Some(outer) => guard.within(Guard::new(&outer.rights)?),
        None => guard,
    })
}

/// The persona that a project's one stands before.
fn below_project(desk: &Desk, slug: &str) -> anyhow::Result<Option<Persona>> {
    for path in files_in(&user_folder(desk))? {
        let Ok(file) = read(&path) else { continue };
        if let Some(persona) = file.personas().iter().find(|one| one.slug == slug) {
            return Ok(Some(persona.clone()));
        }
    }
    Ok(justbuilt_ai::persona::gallery().into_iter().find(|one| one.slug == slug))
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

/// The files of a folder that need not be there, by name.
pub fn files_in(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(|| format!("could not read {}", folder.display())),
    };
    let hidden =
        |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.is_file() && (!hidden(path) || path.ends_with(".roomodes")))
        .collect();
    files.sort();
    Ok(files)
}

/// Rights in lines, for people; nothing where there are none.
pub fn rights_in_words(rights: &Rights) -> Vec<String> {
    let mut lines = Vec::new();
    let lists = [
        ("reads", &rights.read),
        ("writes", &rights.write),
        ("is denied", &rights.deny),
        ("calls tools", &rights.tools),
        ("runs commands", &rights.commands),
        ("reaches hosts", &rights.network),
    ];
    for (what, list) in lists {
        if !list.is_empty() {
            lines.push(format!("{what}: {}", list.join(", ")));
        }
    }
    if rights.shell {
        lines.push("runs any command as you".to_owned());
    }
    let Budget { usd, tokens, calls, seconds } = rights.budget;
    let budget: Vec<String> = [
        usd.map(|usd| format!("${usd}")),
        tokens.map(|tokens| format!("{tokens} tokens")),
        calls.map(|calls| format!("{calls} calls")),
        seconds.map(|seconds| format!("{seconds} s")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !budget.is_empty() {
        lines.push(format!("costs a task at most: {}", budget.join(", ")));
    }
    lines
}
