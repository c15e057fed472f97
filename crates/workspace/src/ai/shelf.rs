//! Personas and prompts where they lie: those that come with the program, the user's (`personas/` and `prompts/` in the
//! config folder) and the project's (`.justbuilt/personas`, `.justbuilt/prompts`). The later go before the earlier of the
//! same name. For the window and for the command line; waits for the disk.

use std::path::{Path, PathBuf};

use justbuilt_ai::persona::{Format, GALLERY, Persona, PersonaFile, slug};
use justbuilt_ai::prompt::{BUILT_IN, Prompt, PromptFile};
use justbuilt_ai::rights::{Guard, Rights, RightsError};
use justbuilt_base::Diagnostic;
use justbuilt_store::{Fs, FsError};

use super::Source;

/// Where files are looked for.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// The config folder.
    pub config: Option<PathBuf>,
    /// The folder of the project.
    pub project: Option<PathBuf>,
}

impl Places {
    /// The folders of personas, those that exist or may.
    pub fn personas(&self) -> Vec<(PathBuf, Source)> {
        self.folders("personas")
    }

    /// The folders of prompts.
    pub fn prompts(&self) -> Vec<(PathBuf, Source)> {
        self.folders("prompts")
    }

    fn folders(&self, kind: &str) -> Vec<(PathBuf, Source)> {
        let user = self.config.as_ref().map(|config| (config.join(kind), Source::User));
        let project = self.project.as_ref().map(|root| (root.join(".justbuilt").join(kind), Source::Project));
        user.into_iter().chain(project).collect()
    }
}

/// A persona, and where it was found.
#[derive(Clone, Debug)]
pub struct FoundPersona {
    /// It.
    pub persona: Persona,
    /// Where it is from.
    pub source: Source,
    /// Its file.
    pub path: Option<PathBuf>,
    /// The one of the same name that it stands before: the user's, or the gallery's.
    pub below: Option<Box<Persona>>,
}

/// A prompt, and where it was found.
#[derive(Clone, Debug)]
pub struct FoundPrompt {
    /// It.
    pub prompt: Prompt,
    /// Where it is from.
    pub source: Source,
    /// Its file.
    pub path: Option<PathBuf>,
}

/// All personas, one of each name. A file that cannot be read is left out, and said.
pub fn personas(fs: &dyn Fs, places: &Places, problems: &mut Vec<Diagnostic>) -> Vec<FoundPersona> {
    let mut found: Vec<FoundPersona> = Vec::new();
    for (name, text) in GALLERY {
        match PersonaFile::read(Format::Own, name, text.as_bytes()) {
            Ok(file) => add(&mut found, &file, Source::BuiltIn, None),
            Err(error) => log::error!("the gallery: {error}"),
        }
    }
    for (folder, source) in places.personas() {
        for path in files_in(fs, &folder, problems) {
            match read_persona(fs, &path, None) {
                Ok(file) => add(&mut found, &file, source, Some(path)),
                Err(error) => problems.push(Diagnostic::error(error).at_path(path)),
            }
        }
    }
    found
}

fn add(found: &mut Vec<FoundPersona>, file: &PersonaFile, source: Source, path: Option<PathBuf>) {
    for persona in file.personas() {
        let mut persona = persona.clone();
        if persona.slug.is_empty() {
            persona.slug = slug(&persona.name);
        }
        let mut one = FoundPersona { persona, source, path: path.clone(), below: None };
        match found.iter_mut().find(|known| known.persona.slug == one.persona.slug) {
            Some(known) => {
                // Two of the project's: both are held to what stood there before them.
                one.below = if known.source == source {
                    known.below.take()
                } else {
                    Some(Box::new(known.persona.clone()))
                };
                *known = one;
            }
            None => found.push(one),
        }
    }
}

/// Reads a file of personas in this format, or in the one it seems to have.
///
/// # Errors
/// Why not, in words.
pub fn read_persona(fs: &dyn Fs, path: &Path, format: Option<Format>) -> Result<PersonaFile, String> {
    let shown = path.display().to_string();
    let bytes = fs.read(path).map_err(|error| format!("{error}. {}", error.help()))?;
    let format = format.or_else(|| Format::detect(&shown.replace('\\', "/"), &bytes)).ok_or_else(|| {
        let known: Vec<&str> = Format::ALL.into_iter().map(Format::name).collect();
        format!("{shown}: it is not known what format this is; there are: {}", known.join(", "))
    })?;
    PersonaFile::read(format, &shown, &bytes).map_err(|error| error.to_string())
}

/// All prompts, each in every place where it is, the one that counts last.
pub fn prompts_everywhere(fs: &dyn Fs, places: &Places, problems: &mut Vec<Diagnostic>) -> Vec<FoundPrompt> {
    let mut found = Vec::new();
    for (name, text) in BUILT_IN {
        match PromptFile::read(name, text) {
            Ok(file) => {
                found.push(FoundPrompt { prompt: file.prompt().clone(), source: Source::BuiltIn, path: None })
            }
            Err(error) => log::error!("the built-in prompts: {error}"),
        }
    }
    for (folder, source) in places.prompts() {
        for path in files_in(fs, &folder, problems) {
            if path.extension().is_none_or(|extension| extension != "md") {
                continue;
            }
            match read_prompt(fs, &path) {
                Ok(prompt) => found.push(FoundPrompt { prompt, source, path: Some(path) }),
                Err(error) => problems.push(Diagnostic::error(error).at_path(path)),
            }
        }
    }
    found
}

/// All prompts, one of each name.
pub fn prompts(fs: &dyn Fs, places: &Places, problems: &mut Vec<Diagnostic>) -> Vec<FoundPrompt> {
    let mut all: Vec<FoundPrompt> = Vec::new();
    for one in prompts_everywhere(fs, places, problems) {
        match all.iter_mut().find(|known| known.prompt.name == one.prompt.name) {
            Some(known) => *known = one,
            None => all.push(one),
        }
    }
    all
}

/// Reads a prompt.
///
/// # Errors
/// Why not, in words.
pub fn read_prompt(fs: &dyn Fs, path: &Path) -> Result<Prompt, String> {
    let shown = path.display().to_string();
    let bytes = fs.read(path).map_err(|error| format!("{error}. {}", error.help()))?;
    let text = String::from_utf8(bytes).map_err(|_| format!("{shown}: not UTF-8; save it as UTF-8"))?;
    Ok(PromptFile::read(&shown, &text).map_err(|error| error.to_string())?.prompt().clone())
}

/// The files of a folder that need not be there, by name.
pub fn files_in(fs: &dyn Fs, folder: &Path, problems: &mut Vec<Diagnostic>) -> Vec<PathBuf> {
    let entries = match fs.read_dir(folder) {
        Ok(entries) => entries,
        Err(FsError::Missing { .. }) => return Vec::new(),
        Err(error) => {
            problems.push(Diagnostic::error(error.to_string()).at_path(folder).with_help(error.help()));
            return Vec::new();
        }
    };
    let hidden =
        |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let mut files: Vec<PathBuf> = entries
        .into_iter()
        .filter(|entry| !entry.leads_to_dir())
        .map(|entry| entry.path)
        .filter(|path| !hidden(path) || path.ends_with(".roomodes"))
        .collect();
    files.sort();
    files
}

impl FoundPersona {
    /// What it may do: what its file says and, for one of the project's that stands before the user's or the gallery's
    /// of the same name, not more than that one may: who names `reviewer` must not get a writer because a project says
    /// so.
    ///
    /// # Errors
    /// Rights that are written wrongly.
    pub fn guard(&self) -> Result<Guard, RightsError> {
        let guard = Guard::new(&self.persona.rights)?;
        let guard = if cfg!(any(windows, target_os = "macos")) { guard.any_case() } else { guard };
        match self.holder() {
            Some(outer) => Ok(guard.within(Guard::new(&outer.rights)?)),
            None => Ok(guard),
        }
    }

    /// Whose rights hold it besides its own.
    pub fn holder(&self) -> Option<&Persona> {
        self.below.as_deref().filter(|_| self.source == Source::Project)
    }

    /// Whether it asks for more than the one whose rights hold it.
    pub fn is_held_back(&self) -> bool {
        self.holder().is_some_and(|outer| asks_more(&self.persona.rights, &outer.rights))
    }
}

fn asks_more(asked: &Rights, given: &Rights) -> bool {
    let lists = [
        (&asked.read, &given.read),
        (&asked.write, &given.write),
        (&asked.tools, &given.tools),
        (&asked.commands, &given.commands),
        (&asked.network, &given.network),
    ];
    let more = |(asked, given): (&Vec<String>, &Vec<String>)| {
        asked.iter().any(|one| !one.starts_with('!') && !given.contains(one))
    };
    let above = |asked: Option<f64>, given: Option<f64>| match (asked, given) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(asked), Some(given)) => asked > given,
    };
    let (a, g) = (&asked.budget, &given.budget);
    let count = |count: Option<u64>| count.map(|count| count as f64);
    lists.into_iter().any(more)
        || (asked.shell && !given.shell)
        || above(a.usd, g.usd)
        || above(count(a.tokens), count(g.tokens))
        || above(a.calls.map(f64::from), g.calls.map(f64::from))
        || above(count(a.seconds), count(g.seconds))
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
    let justbuilt_ai::rights::Budget { usd, tokens, calls, seconds } = rights.budget;
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
