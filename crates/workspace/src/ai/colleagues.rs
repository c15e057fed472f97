//! Personas and prompts: found, kept with their versions, imported, exported, tested. Read in the background, again when
//! their folders change; where they lie is in [`super::shelf`].

mod keeping;
pub(crate) mod snapshot;
mod testing;

use std::path::PathBuf;
use std::sync::Arc;

use justbuilt_ai::persona::{Persona, slug};
use justbuilt_ai::prompt::{Prompt, run_cases};
use justbuilt_base::Diagnostic;
use justbuilt_base::spawn::SpawnerExt as _;
use justbuilt_store::Fs;

use super::shelf::{self, FoundPersona, Places};
use super::{AiEvent, ColleaguesCommand, ColleaguesSnapshot, PersonaItem, PromptItem, Shared, Source};
use crate::command::{CommandError, CommandResult, OpenAt};
use crate::event::Event;
use crate::notice::NewNotice;
use crate::workspace::Workspace;
use keeping::Shelf;
use testing::Testing;

/// Personas and prompts.
#[derive(Default)]
pub(crate) struct Colleagues {
    view: Shared<ColleaguesSnapshot>,
    found: Vec<FoundPersona>,
    /// They were read, or are being read.
    begun: bool,
    reading: bool,
    again: bool,
    testing: Option<Testing>,
}

/// What background work on personas and prompts sends back.
pub(crate) enum Told {
    /// All were read.
    Read(Read),
    /// Something was kept: what is selected then, and what is said about it.
    Kept { persona: Option<String>, prompt: Option<String>, said: Option<String> },
    /// Something was not.
    Failed { what: &'static str, why: String },
}

/// All personas and prompts.
pub(crate) struct Read {
    found: Vec<FoundPersona>,
    personas: Vec<Arc<PersonaItem>>,
    prompts: Vec<Arc<PromptItem>>,
    problems: Vec<Diagnostic>,
}

impl Colleagues {
    pub(crate) fn snapshot(&mut self) -> Arc<ColleaguesSnapshot> {
        self.view.snapshot()
    }

    /// The persona of that slug, and those whose rights hold it besides its own; none where there is no such persona.
    pub(crate) fn held_to(&self, slug: &str) -> Vec<Arc<Persona>> {
        match self.found.iter().find(|one| one.persona.slug == slug) {
            Some(found) => {
                std::iter::once(&found.persona).chain(found.holder()).cloned().map(Arc::new).collect()
            }
            // Before they were read there are those that come with the program.
            None if !self.begun || self.reading => {
                let mut gallery = justbuilt_ai::persona::gallery().into_iter();
                gallery.find(|one| one.slug == slug).map(Arc::new).into_iter().collect()
            }
            None => Vec::new(),
        }
    }

    /// The persona of that slug, with where it was found: its guard is [`FoundPersona::guard`].
    pub(crate) fn found(&self, slug: &str) -> Option<&FoundPersona> {
        self.found.iter().find(|one| one.persona.slug == slug)
    }
}

impl Workspace {
    fn colleagues_places(&self) -> Places {
        let project = self.project.root().map(std::path::Path::to_owned);
        Places { config: self.options.config_dir.clone(), project }
    }

    /// Folders whose changes count.
    pub(super) fn colleagues_folders(&self) -> Vec<Option<PathBuf>> {
        let places = self.colleagues_places();
        let all = places.personas().into_iter().chain(places.prompts());
        all.map(|(folder, _)| Some(folder)).collect()
    }

    fn colleagues_shelf(&self) -> Shelf {
        let state = self.options.state_dir.clone().filter(|_| !self.options.read_only_state);
        Shelf {
            fs: Arc::clone(&self.platform.fs),
            places: self.colleagues_places(),
            state,
            now: self.platform.clock.now(),
        }
    }

    pub(super) fn colleagues_run(&mut self, command: ColleaguesCommand) -> CommandResult {
        self.colleagues_begin();
        match command {
            ColleaguesCommand::SelectPersona(slug) => {
                self.ai.colleagues.view.change().persona = slug;
                self.touch();
                Ok(())
            }
            ColleaguesCommand::SelectPrompt(name) => {
                self.ai.colleagues.view.change().prompt = name;
                self.touch();
                Ok(())
            }
            ColleaguesCommand::NewPersona(from) => self.colleagues_new_persona(from.as_deref()),
            ColleaguesCommand::NewPrompt(from) => self.colleagues_new_prompt(from.as_deref()),
            ColleaguesCommand::SavePersona { was, persona, note, project } => {
                self.colleagues_keep("The persona was not kept", move |shelf| {
                    let slug = shelf.save_persona(was.as_deref(), *persona, &note, project)?;
                    Ok(Told::Kept { persona: Some(slug), prompt: None, said: None })
                })
            }
            ColleaguesCommand::DeletePersona(slug) => {
                self.colleagues_keep("The persona was not deleted", move |shelf| {
                    shelf.delete_persona(&slug)?;
                    Ok(Told::Kept { persona: None, prompt: None, said: None })
                })
            }
            ColleaguesCommand::RestorePersona { slug, version } => {
                self.colleagues_keep("The version was not brought back", move |shelf| {
                    shelf.restore_persona(&slug, version)?;
                    Ok(Told::Kept { persona: Some(slug), prompt: None, said: None })
                })
            }
            ColleaguesCommand::ImportPersona(path) => {
                self.colleagues_keep("Nothing was imported", move |shelf| {
                    let (slug, said) = shelf.import(&path)?;
                    Ok(Told::Kept { persona: Some(slug), prompt: None, said: Some(said) })
                })
            }
            ColleaguesCommand::ExportPersona { slug, format, folder } => {
                self.colleagues_keep("The persona was not exported", move |shelf| {
                    let path = shelf.export(&slug, &format, &folder)?;
                    let said = format!("{slug} is in {}", path.display());
                    Ok(Told::Kept { persona: Some(slug), prompt: None, said: Some(said) })
                })
            }
            ColleaguesCommand::SavePrompt { was, prompt, project } => {
                self.colleagues_keep("The prompt was not kept", move |shelf| {
                    let name = shelf.save_prompt(was.as_deref(), *prompt, project)?;
                    Ok(Told::Kept { persona: None, prompt: Some(name), said: None })
                })
            }
            ColleaguesCommand::DeletePrompt(name) => {
                self.colleagues_keep("The prompt was not deleted", move |shelf| {
                    shelf.delete_prompt(&name)?;
                    Ok(Told::Kept { persona: None, prompt: None, said: None })
                })
            }
            ColleaguesCommand::TestPrompt { name, models } => self.colleagues_test(&name, models),
            ColleaguesCommand::StopTest => {
                self.colleagues_stop_test();
                Ok(())
            }
            ColleaguesCommand::OpenFile(path) => {
                self.open_at(OpenAt { path, ..OpenAt::default() });
                Ok(())
            }
        }
    }

    fn colleagues_new_persona(&mut self, from: Option<&str>) -> CommandResult {
        let view = self.ai.colleagues.view.get();
        let base = match from {
            Some(slug) => {
                let item = view.personas.iter().find(|item| item.persona.slug == slug);
                item.map(|item| item.persona.clone())
                    .ok_or(CommandError::NotNow("there is no such persona"))?
            }
            None => Persona::default(),
        };
        let taken: Vec<String> = view.personas.iter().map(|item| item.persona.slug.clone()).collect();
        let name =
            if base.name.is_empty() { "New persona".to_owned() } else { format!("{} copy", base.name) };
        let description = match base.description.is_empty() {
            true => "What it does, in a sentence.".to_owned(),
            false => base.description.clone(),
        };
        let slug = free(&slug(&name), &taken);
        let persona = Persona { slug, name, description, ..base };
        self.colleagues_run(ColleaguesCommand::SavePersona {
            was: None,
            persona: Box::new(persona),
            note: String::new(),
            project: false,
        })
    }

    fn colleagues_new_prompt(&mut self, from: Option<&str>) -> CommandResult {
        let view = self.ai.colleagues.view.get();
        let base = match from {
            Some(name) => {
                let item = view.prompts.iter().find(|item| item.prompt.name == name);
                item.map(|item| item.prompt.clone()).ok_or(CommandError::NotNow("there is no such prompt"))?
            }
            None => Prompt { description: "What it is for.".to_owned(), ..Prompt::default() },
        };
        let taken: Vec<String> = view.prompts.iter().map(|item| item.prompt.name.clone()).collect();
        let name = if base.name.is_empty() { "new-prompt".to_owned() } else { format!("{}-copy", base.name) };
        let prompt = Prompt { name: free(&name, &taken), version: 1, labels: Default::default(), ..base };
        let prompt = Box::new(prompt);
        self.colleagues_run(ColleaguesCommand::SavePrompt { was: None, prompt, project: false })
    }

    /// Does something with the files, and reads them again.
    fn colleagues_keep(
        &mut self,
        what: &'static str,
        work: impl FnOnce(&Shelf) -> Result<Told, String> + Send + 'static,
    ) -> CommandResult {
        let (shelf, sender) = (self.colleagues_shelf(), self.sender.clone());
        let task = self.platform.spawner.blocking("keep a colleague", move |_| {
            let told = work(&shelf).unwrap_or_else(|why| Told::Failed { what, why });
            // The workspace may be closed.
            sender.send(Event::Ai(AiEvent::Colleagues(Box::new(told)))).ok();
        });
        task.detach();
        Ok(())
    }

    /// Reads them, unless that was done.
    pub(super) fn colleagues_begin(&mut self) {
        if !self.ai.colleagues.begun {
            self.colleagues_read();
        }
    }

    fn colleagues_read(&mut self) {
        self.ai.colleagues.begun = true;
        if std::mem::replace(&mut self.ai.colleagues.reading, true) {
            self.ai.colleagues.again = true;
            return;
        }
        let (shelf, sender) = (self.colleagues_shelf(), self.sender.clone());
        let task = self.platform.spawner.blocking("read colleagues", move |_| {
            let told = Told::Read(read(&shelf));
            // The workspace may be closed.
            sender.send(Event::Ai(AiEvent::Colleagues(Box::new(told)))).ok();
        });
        task.detach();
    }

    pub(super) fn colleagues_take(&mut self, told: Told) {
        match told {
            Told::Read(Read { found, personas, prompts, problems }) => {
                let colleagues = &mut self.ai.colleagues;
                colleagues.reading = false;
                colleagues.found = found;
                let view = colleagues.view.change();
                view.revision += 1;
                (view.personas, view.prompts, view.problems) = (personas, prompts, problems);
                self.touch();
                if std::mem::take(&mut self.ai.colleagues.again) {
                    self.colleagues_read();
                }
            }
            Told::Kept { persona, prompt, said } => {
                let view = self.ai.colleagues.view.change();
                if persona.is_some() {
                    view.persona = persona;
                }
                if prompt.is_some() {
                    view.prompt = prompt;
                }
                if let Some(said) = said {
                    self.notify(NewNotice::info(said));
                }
                self.colleagues_read();
            }
            Told::Failed { what, why } => {
                self.notify(NewNotice::error(what).detail(why));
            }
        }
    }

    pub(super) fn colleagues_disk_changed(&mut self) {
        if self.ai.colleagues.begun {
            self.colleagues_read();
        }
    }

    pub(super) fn colleagues_project_changed(&mut self) {
        self.colleagues_stop_test();
        self.colleagues_read();
    }
}

/// A name that is not taken.
fn free(name: &str, taken: &[String]) -> String {
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|name| !taken.contains(name)).unwrap_or_default()
}

fn read(shelf: &Shelf) -> Read {
    let mut problems = Vec::new();
    let fs: &dyn Fs = &*shelf.fs;
    let found = shelf::personas(fs, &shelf.places, &mut problems);
    let mut personas: Vec<Arc<PersonaItem>> = Vec::new();
    for one in &found {
        let versions = shelf.versions_of_persona(&one.persona.slug, one.source);
        personas.push(Arc::new(PersonaItem {
            persona: one.persona.clone(),
            source: one.source,
            path: one.path.clone(),
            versions,
            wrong: one.persona.check(),
            held_back: one.is_held_back(),
        }));
    }
    let mut prompts: Vec<Arc<PromptItem>> = Vec::new();
    for one in shelf::prompts(fs, &shelf.places, &mut problems) {
        let mut wrong = one.prompt.check();
        for case in run_cases(&one.prompt) {
            wrong.extend(case.wrong.iter().map(|what| format!("case {}: {what}", case.name)));
        }
        let versions = shelf.versions_of_prompt(&one.prompt.name, one.source);
        prompts.push(Arc::new(PromptItem {
            prompt: one.prompt,
            source: one.source,
            path: one.path,
            versions,
            wrong,
        }));
    }
    // The project's first, then the user's, then those that come with the program, each by name.
    let rank = |source: Source| match source {
        Source::Project => 0,
        Source::User => 1,
        Source::BuiltIn => 2,
    };
    personas.sort_by_key(|item| rank(item.source));
    prompts.sort_by_key(|item| rank(item.source));
    Read { found, personas, prompts, problems }
}

#[cfg(test)]
mod tests;
