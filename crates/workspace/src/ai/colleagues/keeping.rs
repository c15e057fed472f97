//! Files of personas and prompts written, and what they were kept as versions: a record each, as JSON below the state
//! folder. In the background.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use justbuilt_ai::persona::{self, Format, Persona, PersonaFile, slug};
use justbuilt_ai::prompt::{self, Prompt, PromptFile};
use justbuilt_ai::rights::Rights;
use justbuilt_base::Timestamp;
use justbuilt_store::records::types;
use justbuilt_store::{Fs, FsError, WriteOptions};
use justbuilt_timeline::history::project_key;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::ai::Source;
use crate::ai::shelf::{self, FoundPersona, FoundPrompt, Places, read_persona};

/// A former version: which, when it was replaced, why, its text.
type Version = (u32, Timestamp, String, Arc<str>);

/// Where things lie, and what time it is.
pub(super) struct Shelf {
    pub fs: Arc<dyn Fs>,
    pub places: Places,
    pub state: Option<PathBuf>,
    pub now: Timestamp,
}

impl Shelf {
    fn persona(&self, slug: &str) -> Result<FoundPersona, String> {
        let all = shelf::personas(&*self.fs, &self.places, &mut Vec::new());
        all.into_iter()
            .find(|one| one.persona.slug == slug)
            .ok_or_else(|| format!("there is no persona {slug}"))
    }

    fn prompt(&self, name: &str) -> Result<FoundPrompt, String> {
        let all = shelf::prompts(&*self.fs, &self.places, &mut Vec::new());
        all.into_iter()
            .find(|one| one.prompt.name == name)
            .ok_or_else(|| format!("there is no prompt {name}"))
    }

    /// Where what is the user's, or the project's, is kept.
    fn folder(&self, folders: Vec<(PathBuf, Source)>, project: bool) -> Result<(PathBuf, Source), String> {
        let wanted = if project { Source::Project } else { Source::User };
        let found = folders.into_iter().find(|(_, source)| *source == wanted);
        found.ok_or_else(|| match project {
            true => "no project is open".to_owned(),
            false => "there is no folder for settings".to_owned(),
        })
    }

    /// Keeps a persona; what it was becomes a version. Says its slug.
    pub fn save_persona(
        &self,
        was: Option<&str>,
        mut persona: Persona,
        note: &str,
        project: bool,
    ) -> Result<String, String> {
        if persona.slug.is_empty() {
            persona.slug = slug(&persona.name);
        }
        named(&persona.slug)?;
        if persona.name.trim().is_empty() {
            return Err("it has no name".to_owned());
        }
        let (folder, source) = self.folder(self.places.personas(), project)?;
        let old = was.and_then(|was| self.persona(was).ok());
        let same_place = old.as_ref().filter(|old| old.source == source);
        if was != Some(persona.slug.as_str())
            && self.persona(&persona.slug).is_ok_and(|other| other.source == source)
        {
            return Err(format!("there is a persona {} already; choose another name", persona.slug));
        }
        let record_at = self.record(source, "personas", was.unwrap_or(&persona.slug));
        let mut record: types::Persona = self.read_record(record_at.as_deref());
        let keep = |record: &mut types::Persona, persona: &Persona, note: &str| {
            persona::keep(record, persona, None, None, note, self.now).map_err(|error| error.to_string())
        };
        // A file that was made by hand, or was changed since, is a version too.
        if let Some(old) = same_place {
            keep(&mut record, &old.persona, "")?;
        }
        keep(&mut record, &persona, note)?;
        let target = folder.join(format!("{}.md", persona.slug));
        match same_place.and_then(|old| old.path.clone()) {
            Some(path) => {
                let mut file = read_persona(&*self.fs, &path, None)?;
                let at = file
                    .personas()
                    .iter()
                    .position(|one| Some(one.slug.as_str()) == was || Some(slug(&one.name).as_str()) == was);
                let at = at.ok_or_else(|| format!("{} does not say what it did", path.display()))?;
                file.set(at, &persona).map_err(|error| error.to_string())?;
                let single = file.format() == Format::Own && file.personas().len() == 1;
                let renamed = single && was.is_some_and(|was| was != persona.slug);
                if renamed {
                    self.write(&target, &file.bytes(), true)?;
                    self.fs.remove(&path).map_err(told)?;
                } else {
                    self.write(&path, &file.bytes(), false)?;
                }
            }
            None => {
                let file = PersonaFile::export(Format::Own, std::slice::from_ref(&persona));
                self.write(&target, &file.map_err(|error| error.to_string())?.bytes(), true)?;
            }
        }
        let kept_at = self.record(source, "personas", &persona.slug);
        self.write_record(kept_at.as_deref(), &record)?;
        if let (Some(before), true) = (&record_at, record_at != kept_at) {
            self.fs.remove(before).ok();
        }
        Ok(persona.slug)
    }

    /// Deletes a persona's file; its versions stay.
    pub fn delete_persona(&self, slug: &str) -> Result<(), String> {
        let found = self.persona(slug)?;
        let Some(path) = found.path else { return Err(format!("{slug} comes with the editor")) };
        let others = read_persona(&*self.fs, &path, None)?.personas().len();
        if others > 1 {
            return Err(format!("{} has {others} personas; take {slug} out of it by hand", path.display()));
        }
        // What it was can be brought back.
        let at = self.record(found.source, "personas", slug);
        let mut record: types::Persona = self.read_record(at.as_deref());
        persona::keep(&mut record, &found.persona, None, None, "", self.now)
            .map_err(|error| error.to_string())?;
        self.write_record(at.as_deref(), &record)?;
        self.fs.remove(&path).map_err(told)
    }

    /// Brings a version back, as a new one.
    pub fn restore_persona(&self, slug: &str, version: u32) -> Result<(), String> {
        let source = self.persona(slug).map(|found| found.source).unwrap_or(Source::User);
        let record: types::Persona = self.read_record(self.record(source, "personas", slug).as_deref());
        let mut documents = record.versions.iter().map(|one| (one.version, one.document.as_str()));
        let document = documents.find(|(one, _)| *one == version).map(|(_, document)| document);
        let document = document.or((record.version == version).then_some(record.document.as_str()));
        let document = document.filter(|document| !document.is_empty());
        let document = document.ok_or_else(|| format!("there is no version {version} of {slug}"))?;
        let file = PersonaFile::read(Format::Own, &format!("{slug}.md"), document.as_bytes());
        let file = file.map_err(|error| error.to_string())?;
        // It was perhaps called otherwise then; it is this one all the same.
        let first = file.personas().first().cloned().ok_or("the version is empty")?;
        let persona = Persona { slug: slug.to_owned(), ..first };
        let was = self.persona(slug).is_ok_and(|found| found.source == source).then_some(slug);
        let note = format!("version {version} again");
        self.save_persona(was, persona, &note, source == Source::Project).map(drop)
    }

    /// The former versions, the latest first.
    pub fn versions_of_persona(&self, slug: &str, source: Source) -> Vec<Version> {
        let record: types::Persona = self.read_record(self.record(source, "personas", slug).as_deref());
        let versions = record.versions.into_iter().rev();
        versions.map(|one| (one.version, one.replaced, one.note, one.document.into())).collect()
    }

    /// Imports personas from a file in any known format into the user's folder, without the rights that it asks for.
    /// Says the first one's slug, and what was done.
    pub fn import(&self, path: &Path) -> Result<(String, String), String> {
        let file = read_persona(&*self.fs, path, None)?;
        let mut said = Vec::new();
        let mut first = None;
        for persona in file.personas() {
            let mut persona = persona.clone();
            if persona.slug.is_empty() {
                persona.slug = slug(&persona.name);
            }
            let asked = shelf::rights_in_words(&persona.rights);
            persona.rights = Rights::default();
            let slug = self.save_persona(None, persona, "", false)?;
            said.push(if asked.is_empty() {
                format!("{slug} is yours now.")
            } else {
                format!(
                    "{slug} is yours now, without the rights that its file asks for: {}.",
                    asked.join("; ")
                )
            });
            first.get_or_insert(slug);
        }
        let first = first.ok_or_else(|| format!("{}: there is no persona in it", path.display()))?;
        Ok((first, said.join(" ")))
    }

    /// Writes a persona in a format into a folder. Nothing that is there is written over.
    pub fn export(&self, slug: &str, format: &str, folder: &Path) -> Result<PathBuf, String> {
        let format = Format::named(format).ok_or_else(|| format!("there is no format {format}"))?;
        let found = self.persona(slug)?;
        let file = PersonaFile::export(format, std::slice::from_ref(&found.persona));
        let name = match format {
            Format::Own | Format::Claude => format!("{slug}.md"),
            Format::Copilot => format!("{slug}.agent.md"),
            Format::Cursor => format!("{slug}.mdc"),
            Format::Roo => ".roomodes".to_owned(),
            Format::Crew => "agents.yaml".to_owned(),
            Format::Card => format!("{slug}.json"),
            Format::CardPng => format!("{slug}.png"),
        };
        let path = folder.join(name);
        self.write(&path, &file.map_err(|error| error.to_string())?.bytes(), true)?;
        Ok(path)
    }

    /// Keeps a prompt; another content becomes a version. Says its name.
    pub fn save_prompt(
        &self,
        was: Option<&str>,
        mut prompt: Prompt,
        project: bool,
    ) -> Result<String, String> {
        named(&prompt.name)?;
        let (folder, source) = self.folder(self.places.prompts(), project)?;
        let old = was.and_then(|was| self.prompt(was).ok());
        let same_place = old.as_ref().filter(|old| old.source == source);
        if was != Some(prompt.name.as_str())
            && self.prompt(&prompt.name).is_ok_and(|other| other.source == source)
        {
            return Err(format!("there is a prompt {} already; choose another name", prompt.name));
        }
        let record_at = self.record(source, "prompts", was.unwrap_or(&prompt.name));
        let mut record: types::Prompt = self.read_record(record_at.as_deref());
        let keep = |record: &mut types::Prompt, prompt: &Prompt| {
            prompt::keep(record, prompt, None, None, self.now).map_err(|error| error.to_string())
        };
        if let Some(old) = same_place {
            keep(&mut record, &old.prompt)?;
        }
        keep(&mut record, &prompt)?;
        prompt.version = record.version;
        let target = folder.join(format!("{}.md", prompt.name));
        let before = same_place.and_then(|old| old.path.clone());
        let mut file = match &before {
            Some(path) => {
                let text = String::from_utf8_lossy(&self.fs.read(path).map_err(told)?).into_owned();
                PromptFile::read(&path.display().to_string(), &text)
            }
            None => PromptFile::new(&prompt),
        }
        .map_err(|error| error.to_string())?;
        file.set(&prompt).map_err(|error| error.to_string())?;
        let renamed = was.is_some_and(|was| was != prompt.name);
        let path = before.as_ref().filter(|_| !renamed).unwrap_or(&target);
        self.write(path, file.text().as_bytes(), before.is_none() || renamed)?;
        if let (Some(before), true) = (&before, renamed) {
            self.fs.remove(before).map_err(told)?;
        }
        let kept_at = self.record(source, "prompts", &prompt.name);
        self.write_record(kept_at.as_deref(), &record)?;
        if let (Some(before), true) = (&record_at, record_at != kept_at) {
            self.fs.remove(before).ok();
        }
        Ok(prompt.name)
    }

    /// Deletes a prompt's file; its versions stay.
    pub fn delete_prompt(&self, name: &str) -> Result<(), String> {
        let found = self.prompt(name)?;
        let Some(path) = found.path else { return Err(format!("{name} comes with the editor")) };
        let at = self.record(found.source, "prompts", name);
        let mut record: types::Prompt = self.read_record(at.as_deref());
        prompt::keep(&mut record, &found.prompt, None, None, self.now).map_err(|error| error.to_string())?;
        self.write_record(at.as_deref(), &record)?;
        self.fs.remove(&path).map_err(told)
    }

    /// The former versions, the latest first.
    pub fn versions_of_prompt(&self, name: &str, source: Source) -> Vec<Version> {
        let record: types::Prompt = self.read_record(self.record(source, "prompts", name).as_deref());
        let versions = record.versions.into_iter().rev();
        versions.map(|one| (one.version, one.replaced, one.note, one.content.into())).collect()
    }

    /// Where the versions of something are kept.
    fn record(&self, source: Source, kind: &str, name: &str) -> Option<PathBuf> {
        let folder = self.state.as_ref()?.join("colleagues");
        let folder = match (source, &self.places.project) {
            (Source::Project, Some(root)) => {
                let root = self.fs.canonicalize(root).unwrap_or_else(|_| root.clone());
                folder.join(project_key(&root))
            }
            _ => folder.join("user"),
        };
        Some(folder.join(kind).join(format!("{name}.json")))
    }

    fn read_record<T: DeserializeOwned + Default>(&self, path: Option<&Path>) -> T {
        let Some(path) = path else { return T::default() };
        match self.fs.read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_else(|error| {
                log::warn!("{}: former versions cannot be read: {error}", path.display());
                T::default()
            }),
            Err(FsError::Missing { .. }) => T::default(),
            Err(error) => {
                log::warn!("{error}");
                T::default()
            }
        }
    }

    fn write_record(&self, path: Option<&Path>, record: &impl Serialize) -> Result<(), String> {
        let Some(path) = path else { return Ok(()) };
        let bytes = serde_json::to_vec_pretty(record).map_err(|error| error.to_string())?;
        self.write(path, &bytes, false)
    }

    fn write(&self, path: &Path, bytes: &[u8], new: bool) -> Result<(), String> {
        if let Some(folder) = path.parent() {
            self.fs.create_dir_all(folder).map_err(told)?;
        }
        let how = WriteOptions { create_new: new, ..WriteOptions::default() };
        self.fs.write_atomic(path, &mut |out| out.write_all(bytes), &how).map(drop).map_err(told)
    }
}

/// A name becomes the name of a file: it must be one, and must not lead elsewhere.
fn named(name: &str) -> Result<(), String> {
    let letters = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || name.len() > 100 || !name.chars().all(letters) {
        return Err(format!("{name:?} is no name: letters, digits and dashes"));
    }
    Ok(())
}

fn told(error: FsError) -> String {
    format!("{error}. {}", error.help())
}
