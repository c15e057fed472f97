//! Where the system wants settings and state kept. The only place that asks the environment for them.

use std::path::{Path, PathBuf};

/// The editor's own folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// Settings, keymap, themes: what a user edits and may share.
    pub config: PathBuf,
    /// Session, unsaved text, store: what belongs to this machine.
    pub state: PathBuf,
}

impl Folders {
    /// Everything below one folder, for a portable installation and for tests.
    pub fn under(home: &Path) -> Self {
        Self { config: home.join("config"), state: home.join("state") }
    }

    /// The system's folders: XDG on Linux, Application Support on a Mac, AppData on Windows. `None` when the
    /// environment does not say where the user's home is.
    pub fn of_system() -> Option<Self> {
        Self::from_environment(|name| std::env::var_os(name).map(PathBuf::from), std::env::consts::OS)
    }

    fn from_environment(var: impl Fn(&str) -> Option<PathBuf>, os: &str) -> Option<Self> {
        let absolute = |name: &str| var(name).filter(|path| path.is_absolute());
        match os {
            "windows" => {
                let roaming = var("APPDATA")?;
                let local = var("LOCALAPPDATA").unwrap_or_else(|| roaming.clone());
                Some(Self { config: roaming.join("Just Built"), state: local.join("Just Built") })
            }
            "macos" => {
                let support = absolute("HOME")?.join("Library/Application Support/Just Built");
                Some(Self { config: support.join("config"), state: support.join("state") })
            }
            _ => {
                let home = absolute("HOME");
                let below = |path: &str| home.as_ref().map(|home| home.join(path));
                Some(Self {
                    config: absolute("XDG_CONFIG_HOME").or_else(|| below(".config"))?.join("justbuilt"),
                    state: absolute("XDG_STATE_HOME").or_else(|| below(".local/state"))?.join("justbuilt"),
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(os: &str, vars: &[(&str, &str)]) -> Option<Folders> {
        Folders::from_environment(|name| vars.iter().find(|(n, _)| *n == name).map(|(_, v)| v.into()), os)
    }

    #[test]
    fn linux_follows_xdg_and_ignores_relative_values() {
        let folders = on("linux", &[("HOME", "/h"), ("XDG_CONFIG_HOME", "relative")]).unwrap();
        assert_eq!(folders.config, Path::new("/h/.config/justbuilt"));
        assert_eq!(folders.state, Path::new("/h/.local/state/justbuilt"));
        let folders = on("linux", &[("XDG_CONFIG_HOME", "/c"), ("XDG_STATE_HOME", "/s")]).unwrap();
        assert_eq!((folders.config, folders.state), ("/c/justbuilt".into(), "/s/justbuilt".into()));
        assert_eq!(on("linux", &[]), None);
    }

    #[test]
    fn macos_and_windows() {
        let mac = on("macos", &[("HOME", "/Users/a")]).unwrap();
        assert!(mac.config.ends_with("Library/Application Support/Just Built/config"));
        let windows = on("windows", &[("APPDATA", "/r"), ("LOCALAPPDATA", "/l")]).unwrap();
        assert_eq!((windows.config, windows.state), ("/r/Just Built".into(), "/l/Just Built".into()));
    }
}
