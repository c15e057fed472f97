//! Tests of the headless commands, with the real binary, each in a home of its own.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what cannot be set up fails the test, with its reason"
)]

mod apply_edits;
mod ask;
mod cost;
mod kv;
mod models;
mod persona;
mod prompt;
mod store;
mod timeline;
mod vault;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// Where keys of providers are in the environment of whoever runs the tests.
const KEYS: [&str; 6] = [
    "OPENAI_API_KEY",
    "ANTHROPIC_API_KEY",
    "GEMINI_API_KEY",
    "GOOGLE_API_KEY",
    "MISTRAL_API_KEY",
    "OLLAMA_API_KEY",
];

/// A home for the state, and a folder that is the project.
struct Bench {
    folder: TempDir,
    /// More of the environment.
    env: Vec<(&'static str, String)>,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("project")).unwrap();
        Self { folder, env: Vec::new() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn store(&self) -> PathBuf {
        self.path("home/state/store")
    }

    /// Runs `justbuilt` in the project, with `input` on its standard input. There is no keychain and no terminal.
    fn run(&self, args: &[&str], input: &[u8]) -> Said {
        self.run_in(&self.path("project"), args, input)
    }

    fn run_in(&self, folder: &Path, args: &[&str], input: &[u8]) -> Said {
        let mut child = self.command(folder, args).spawn().unwrap();
        // It may end without having read all.
        child.stdin.take().unwrap().write_all(input).ok();
        Said(child.wait_with_output().unwrap())
    }

    /// `justbuilt`, with nobody's keys.
    fn command(&self, folder: &Path, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_justbuilt"));
        for name in KEYS {
            command.env_remove(name);
        }
        command
            .args(args)
            .current_dir(folder)
            .env("JUSTBUILT_HOME", self.path("home"))
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

/// What a command said.
struct Said(Output);

impl Said {
    fn code(&self) -> i32 {
        self.0.status.code().unwrap()
    }

    fn out(&self) -> String {
        String::from_utf8_lossy(&self.0.stdout).into_owned()
    }

    fn err(&self) -> String {
        String::from_utf8_lossy(&self.0.stderr).into_owned()
    }

    /// Its output, when it went well.
    #[track_caller]
    fn good(&self) -> String {
        assert_eq!(self.code(), 0, "{}", self.err());
        assert_eq!(self.err(), "");
        self.out()
    }

    /// What it complained about, when it ended with `code` and printed nothing else.
    #[track_caller]
    fn bad(&self, code: i32) -> String {
        assert_eq!(self.code(), code, "{} {}", self.out(), self.err());
        assert_eq!(self.out(), "");
        self.err()
    }

    #[track_caller]
    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.good()).unwrap()
    }
}
