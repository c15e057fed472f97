//! The theme in use: a built-in one, or a file from the configuration folder. Parsing is `ui`'s, finding the
//! files is the workspace's.

use std::cell::RefCell;
use std::sync::Arc;

use justbuilt_base::Diagnostic;
use justbuilt_ui::theme::Theme;
use justbuilt_workspace::Snapshot;
use justbuilt_workspace::settings::ThemeFile;

/// Knows the themes and keeps the one in use.
pub struct Themes {
    dark: Arc<Theme>,
    light: Arc<Theme>,
    forced: Option<String>,
    file: RefCell<Option<Loaded>>,
}

struct Loaded {
    source: ThemeFile,
    theme: Option<Arc<Theme>>,
    problems: Vec<Diagnostic>,
}

impl Default for Themes {
    fn default() -> Self {
        Self {
            dark: Arc::new(Theme::dark()),
            light: Arc::new(Theme::light()),
            forced: None,
            file: RefCell::default(),
        }
    }
}

impl Themes {
    /// Uses this theme whatever the settings say.
    pub fn force(&mut self, name: &str) {
        self.forced = Some(name.to_owned());
    }

    /// The names that can be chosen: built in, then files.
    pub fn names(snapshot: &Snapshot) -> Vec<String> {
        let files = snapshot.themes.iter().map(|file| file.name.clone());
        ["dark".to_owned(), "light".to_owned()].into_iter().chain(files).collect()
    }

    /// The theme to paint with. A file with errors keeps what was there before it.
    pub fn current(&self, snapshot: &Snapshot) -> Arc<Theme> {
        let name = self.forced.as_deref().unwrap_or(&snapshot.settings.theme);
        match name {
            "dark" => Arc::clone(&self.dark),
            "light" => Arc::clone(&self.light),
            name => {
                let source = snapshot.themes.iter().find(|file| file.name == name);
                source.and_then(|source| self.load(source)).unwrap_or_else(|| Arc::clone(&self.dark))
            }
        }
    }

    /// What is wrong in the theme file in use.
    pub fn problems(&self) -> Vec<Diagnostic> {
        self.file.borrow().as_ref().map(|loaded| loaded.problems.clone()).unwrap_or_default()
    }

    fn load(&self, source: &ThemeFile) -> Option<Arc<Theme>> {
        let mut slot = self.file.borrow_mut();
        if let Some(loaded) = slot.as_ref().filter(|loaded| loaded.source == *source) {
            return loaded.theme.clone();
        }
        let before =
            slot.take().filter(|loaded| loaded.source.path == source.path).and_then(|loaded| loaded.theme);
        let (theme, problems) = match Theme::from_toml(&source.text) {
            Ok(theme) => (Some(Arc::new(theme)), Vec::new()),
            Err(errors) => {
                let problems = errors
                    .into_iter()
                    .map(|error| {
                        Diagnostic::error(error.message)
                            .at_path(&source.path)
                            .at_line(error.line)
                            .at_range(error.range)
                    })
                    .collect();
                (before, problems)
            }
        };
        *slot = Some(Loaded { source: source.clone(), theme: theme.clone(), problems });
        theme
    }
}
