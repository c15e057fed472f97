//! Reading the files of settings and themes in the background, again when they change, and writing single settings
//! back. A project's file wins over the user's and is only ever read.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use justbuilt_base::{Diagnostic, Receiver, Sender, SpawnerExt as _, channel};
use justbuilt_store::fs::is_temporary_name;
use justbuilt_store::{Fs, FsError, WriteOptions};
use parking_lot::Mutex;
use toml_edit::Value;

use super::layer::{Layer, edit};
use super::schema::{SettingSpec, spec};
use super::{LanguageSettings, Settings, SettingsCommand, ThemeFile};
use crate::command::{CommandResult, OpenAt};
use crate::notice::NewNotice;
use crate::workspace::Workspace;

/// Results that wait to be taken in.
const WAITING: usize = 64;
/// Theme files larger than this are not themes.
const MAX_THEME: u64 = 1 << 20;
/// The user's settings, in the configuration folder.
pub(super) const USER_FILE: &str = "settings.toml";
/// A project's settings, in its folder.
pub(super) const PROJECT_FILE: &str = ".justbuilt/settings.toml";

/// Holds the settings and watches their files.
#[derive(Default)]
pub(crate) struct SettingsStore {
    current: Arc<Settings>,
    themes: Arc<Vec<ThemeFile>>,
    problems: Vec<Diagnostic>,
    channel: Option<(Sender<Message>, Receiver<Message>)>,
    user: Source,
    project: Source,
    generation: u64,
    /// Changes that wait to be written, and the lock under which the file is read, changed and written.
    waiting: Arc<Mutex<Vec<SettingChange>>>,
    writing: Arc<Mutex<()>>,
    watched: Vec<PathBuf>,
    /// Files of this generation that were not read yet: the user's, the project's.
    unread: (bool, bool),
}

/// One file.
#[derive(Default)]
struct Source {
    layer: Layer,
    problems: Vec<Diagnostic>,
}

type SettingChange = (&'static SettingSpec, Option<Value>);

enum Message {
    /// `None`: there is no such file.
    User(u64, Result<Option<String>, FsError>),
    Project(u64, Result<Option<String>, FsError>),
    Themes(u64, Vec<ThemeFile>),
    Written(Result<String, String>),
    /// A file of the configuration is there and can be opened.
    Made(PathBuf),
}

impl std::fmt::Debug for SettingsStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SettingsStore").field("current", &self.current).finish_non_exhaustive()
    }
}

impl SettingsStore {
    /// The settings now.
    pub(crate) fn current(&self) -> Arc<Settings> {
        Arc::clone(&self.current)
    }

    /// Whether both files were read, so that the settings are what they will be.
    pub(crate) fn is_read(&self) -> bool {
        self.unread == (false, false)
    }

    /// The theme files in the configuration folder.
    pub(crate) fn themes(&self) -> Arc<Vec<ThemeFile>> {
        Arc::clone(&self.themes)
    }

    /// What is wrong in the settings' files.
    pub(crate) fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    /// Puts the layers together. True when a setting changed.
    fn compose(&mut self) -> bool {
        let mut settings = Settings::default();
        self.user.layer.apply(&mut settings);
        self.project.layer.apply(&mut settings);
        let layers = [&self.user.layer, &self.project.layer];
        for language in layers.iter().flat_map(|layer| layer.languages()) {
            let (mut own, mut keys) = (settings.clone(), BTreeSet::new());
            for layer in layers {
                layer.apply_language(language, &mut own, &mut keys);
            }
            settings.languages.insert(language.to_owned(), LanguageSettings { editor: own.editor, keys });
        }
        self.problems = self.user.problems.iter().chain(&self.project.problems).cloned().collect();
        if *self.current == settings {
            return false;
        }
        self.current = Arc::new(settings);
        true
    }
}

impl Workspace {
    fn settings_sender(&mut self) -> Sender<Message> {
        let waker = &self.platform.waker;
        let (sender, _) = self.settings.channel.get_or_insert_with(|| channel(WAITING, waker.clone()));
        sender.clone()
    }

    /// The user's file.
    pub(super) fn settings_user_path(&self) -> Option<PathBuf> {
        Some(self.options.config_dir.as_ref()?.join(USER_FILE))
    }

    /// The project's file.
    pub(super) fn settings_project_path(&self) -> Option<PathBuf> {
        Some(self.project.root()?.join(PROJECT_FILE))
    }

    fn themes_folder(&self) -> Option<PathBuf> {
        Some(self.options.config_dir.as_ref()?.join("themes"))
    }

    /// Starts reading and watching the settings' files. Called once, and again when the project changes.
    pub(crate) fn settings_load(&mut self) {
        self.settings.generation += 1;
        for path in std::mem::take(&mut self.settings.watched) {
            self.project_unwatch_path(&path);
        }
        let paths = [self.settings_user_path(), self.settings_project_path(), self.themes_folder()];
        for path in paths.into_iter().flatten().chain(self.ai_watched()) {
            self.project_watch_path(&path);
            self.settings.watched.push(path);
        }
        if self.settings_project_path().is_none() {
            self.settings.project = Source::default();
            if self.settings.compose() {
                self.settings_changed();
            }
        }
        self.settings.unread = (self.settings_user_path().is_some(), self.settings_project_path().is_some());
        self.settings_read_user();
        self.settings_read_project();
        self.settings_read_themes();
    }

    /// The configuration folder may not have been there before.
    fn settings_watch_again(&mut self) {
        let paths = [self.settings_user_path(), self.keymap_path(), self.themes_folder()];
        for path in paths.into_iter().flatten().chain(self.ai_watched()) {
            self.project_watch_again(&path);
        }
    }

    fn settings_read_user(&mut self) {
        if let Some(path) = self.settings_user_path() {
            self.settings_read(path, Message::User);
        }
    }

    fn settings_read_project(&mut self) {
        if let Some(path) = self.settings_project_path() {
            self.settings_read(path, Message::Project);
        }
    }

    fn settings_read(&mut self, path: PathBuf, message: fn(u64, Result<Option<String>, FsError>) -> Message) {
        let (fs, sender, generation) =
            (Arc::clone(&self.platform.fs), self.settings_sender(), self.settings.generation);
        let work = move || {
            // The workspace may be closed.
            sender.send(message(generation, read_text(&*fs, &path))).ok();
        };
        self.platform.spawner.blocking("read settings", move |_| work()).detach();
    }

    fn settings_read_themes(&mut self) {
        let Some(folder) = self.themes_folder() else { return };
        let (fs, sender, generation) =
            (Arc::clone(&self.platform.fs), self.settings_sender(), self.settings.generation);
        let work = move || {
            // The workspace may be closed.
            sender.send(Message::Themes(generation, read_themes(&*fs, &folder))).ok();
        };
        self.platform.spawner.blocking("read themes", move |_| work()).detach();
    }

    /// Files have changed on disk; `None`: anything may have.
    pub(crate) fn settings_disk_changed(&mut self, paths: Option<&[PathBuf]>) {
        let touched = |file: &Path| {
            paths.is_none_or(|paths| {
                paths.iter().any(|path| path == file || file.starts_with(path) || path.starts_with(file))
            })
        };
        if self.settings_user_path().is_some_and(|path| touched(&path)) {
            self.settings_read_user();
        }
        if self.settings_project_path().is_some_and(|path| touched(&path)) {
            self.settings_read_project();
        }
        if let Some(folder) = self.themes_folder().filter(|path| touched(path)) {
            if paths.is_some_and(|paths| paths.contains(&folder)) {
                self.project_watch_again(&folder);
            }
            self.settings_read_themes();
        }
    }

    /// Takes in what background work has sent. True when a setting changed; the caller then applies it to views.
    pub(crate) fn settings_tick(&mut self) -> bool {
        let mut changed = false;
        while let Some(message) = self.settings.channel.as_ref().and_then(|(_, receiver)| receiver.try_recv())
        {
            let now = self.settings.generation;
            match message {
                Message::User(generation, text) if generation == now => {
                    self.settings.unread.0 = false;
                    changed |= self.settings_take(text, true)
                }
                Message::Project(generation, text) if generation == now => {
                    self.settings.unread.1 = false;
                    changed |= self.settings_take(text, false)
                }
                Message::Themes(generation, themes) if generation == now => {
                    if *self.settings.themes != themes {
                        self.settings.themes = Arc::new(themes);
                        self.touch();
                    }
                }
                Message::Written(Ok(text)) => {
                    changed |= self.settings_take(Ok(Some(text)), true);
                    self.settings_watch_again();
                    // What was set since then is not undone for a moment.
                    for (spec, value) in self.settings.waiting.lock().iter() {
                        self.settings.user.layer.put(spec, value.clone());
                    }
                    changed |= self.settings.compose();
                }
                Message::Made(path) => {
                    self.settings_watch_again();
                    self.open_at(OpenAt { path, ..OpenAt::default() });
                }
                Message::Written(Err(reason)) => {
                    self.notify(NewNotice::error("The setting was not written").detail(reason));
                    self.settings_read_user();
                }
                Message::User(..) | Message::Project(..) | Message::Themes(..) => {}
            }
        }
        changed
    }

    /// Takes in a file that was read. True when a setting changed.
    fn settings_take(&mut self, text: Result<Option<String>, FsError>, user: bool) -> bool {
        let path = if user { self.settings_user_path() } else { self.settings_project_path() };
        let path = path.unwrap_or_default();
        let source = if user { &mut self.settings.user } else { &mut self.settings.project };
        match text {
            Ok(text) => {
                (source.layer, source.problems) =
                    Layer::read(&text.unwrap_or_default(), &path, &source.layer);
            }
            // What was read before stays.
            Err(error) => {
                source.problems =
                    vec![Diagnostic::error(error.to_string()).at_path(path).with_help(error.help())]
            }
        }
        let before = self.settings.problems.clone();
        let changed = self.settings.compose();
        if before != self.settings.problems {
            self.touch();
        }
        changed
    }

    /// Does a settings command.
    pub(crate) fn settings_run(&mut self, command: SettingsCommand) {
        let (key, value) = match command {
            SettingsCommand::Set { key, value } => (key, Some(value)),
            SettingsCommand::Reset { key } => (key, None),
        };
        if let Err(reason) = self.settings_set(&key, value.as_deref()) {
            self.notify(NewNotice::error("The setting was not changed").detail(reason));
        }
    }

    /// Sets a value in the user's file, or takes it out; it is in force at once.
    pub(super) fn settings_set(&mut self, key: &str, value: Option<&str>) -> Result<(), String> {
        let spec = spec(key).ok_or_else(|| format!("There is no setting `{key}`."))?;
        let value =
            value.map(|value| spec.parse(value).map_err(|reason| format!("{reason}."))).transpose()?;
        self.settings.user.layer.put(spec, value.clone());
        if self.settings.compose() {
            self.settings_changed();
        }
        self.touch();
        let Some(path) = self.settings_user_path() else { return Ok(()) };
        if let Some(done) = self.settings_set_in_document(&path, spec, value.as_ref()) {
            return done;
        }
        self.settings.waiting.lock().push((spec, value));
        let (waiting, writing) = (Arc::clone(&self.settings.waiting), Arc::clone(&self.settings.writing));
        let (fs, sender) = (Arc::clone(&self.platform.fs), self.settings_sender());
        let work = move || {
            let _one_at_a_time = writing.lock();
            let changes = std::mem::take(&mut *waiting.lock());
            // Another task took this one's change along.
            if !changes.is_empty() {
                // The workspace may be closed.
                sender.send(Message::Written(write(&*fs, &path, changes))).ok();
            }
        };
        self.platform.spawner.blocking("write settings", move |_| work()).detach();
        Ok(())
    }

    /// Opens a file of the configuration, made with this text when there is none.
    pub(crate) fn open_made(&mut self, path: PathBuf, text: String) -> CommandResult {
        let (fs, sender) = (Arc::clone(&self.platform.fs), self.settings_sender());
        let work = move || {
            let make = || {
                if let Some(folder) = path.parent() {
                    fs.create_dir_all(folder)?;
                }
                let how = WriteOptions { create_new: true, ..WriteOptions::default() };
                fs.write_atomic(&path, &mut |out| out.write_all(text.as_bytes()), &how).map(drop)
            };
            if !fs.exists(&path)
                && let Err(error) = make()
            {
                // Opening it shows an empty document then; saving that tells why it cannot be written.
                log::warn!("{error}");
            }
            // The workspace may be closed.
            sender.send(Message::Made(path)).ok();
        };
        self.platform.spawner.blocking("make file", move |_| work()).detach();
        Ok(())
    }

    /// When the file is open with unsaved changes, the setting becomes one of them and all are saved, since neither may
    /// be lost.
    fn settings_set_in_document(
        &mut self,
        path: &Path,
        spec: &'static SettingSpec,
        value: Option<&Value>,
    ) -> Option<Result<(), String>> {
        let document = self.documents.of_path(path).filter(|document| document.is_dirty())?;
        let (id, old) = (document.id, document.text().clone());
        let edited = match edit(&old.to_string(), spec, value.cloned()) {
            Ok(edited) => edited,
            Err(reason) => return Some(Err(format!("In {}, {reason}.", path.display()))),
        };
        let transaction =
            justbuilt_text::Transaction::between(&old, &justbuilt_text::Text::from(edited.as_str()));
        let changed = self.change_document(id, &transaction, justbuilt_text::EditKind::Other("setting"));
        if changed.is_ok() {
            self.save_document(id, crate::document::saving::SaveOptions::default(), Vec::new());
        }
        Some(changed.map_err(|error| error.to_string()))
    }
}

/// The text of a file; `None` when there is none.
pub(crate) fn read_text(fs: &dyn Fs, path: &Path) -> Result<Option<String>, FsError> {
    match fs.read(path) {
        Ok(bytes) => Ok(Some(
            String::from_utf8_lossy(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes)).into_owned(),
        )),
        Err(FsError::Missing { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Changes settings in a file, which is made when it is missing; its new text.
fn write(fs: &dyn Fs, path: &Path, changes: Vec<SettingChange>) -> Result<String, String> {
    let told = |error: FsError| format!("{error}. {}", error.help());
    let stamp = fs.metadata(path).map(|metadata| metadata.stamp());
    let mut text = read_text(fs, path).map_err(told)?.unwrap_or_else(super::defaults_text);
    for (spec, value) in changes {
        text = edit(&text, spec, value).map_err(|reason| format!("In {}, {reason}.", path.display()))?;
    }
    if let Some(folder) = path.parent() {
        fs.create_dir_all(folder).map_err(told)?;
    }
    let how = WriteOptions { create_new: stamp.is_err(), expect: stamp.ok(), ..WriteOptions::default() };
    fs.write_atomic(path, &mut |out| out.write_all(text.as_bytes()), &how).map_err(told)?;
    Ok(text)
}

/// The theme files in a folder, by name.
fn read_themes(fs: &dyn Fs, folder: &Path) -> Vec<ThemeFile> {
    let mut themes = BTreeMap::new();
    for entry in fs.read_dir(folder).unwrap_or_default() {
        let path = entry.path;
        if path.extension() != Some(OsStr::new("toml")) || is_temporary_name(&entry.name) {
            continue;
        }
        let small = fs.metadata(&path).is_ok_and(|metadata| metadata.is_file() && metadata.size <= MAX_THEME);
        let Some(name) = path.file_stem().map(|name| name.to_string_lossy().into_owned()).filter(|_| small)
        else {
            continue;
        };
        match read_text(fs, &path) {
            Ok(text) => {
                themes.insert(name.clone(), ThemeFile { name, text: text.unwrap_or_default(), path });
            }
            Err(error) => log::warn!("{error}"),
        }
    }
    themes.into_values().collect()
}
