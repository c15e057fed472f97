//! What was changed, where there is a repository and where there is none.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use justbuilt_vcs::{Change, ChangeKind, Content, Head, Repository, Vcs, VcsError};

use super::*;
use crate::ai::{ContextState, Mention};

/// A repository whose last commit has `/p/notes.txt` and `/p/bread.txt`, of which the second was changed on the disk.
#[derive(Clone, Copy)]
struct Made {
    broken: bool,
}

impl Vcs for Made {
    fn open(&self, folder: &Path) -> Result<Option<Box<dyn Repository>>, VcsError> {
        assert_eq!(folder, Path::new("/p"));
        if self.broken {
            return Err(VcsError { what: "open", folder: folder.to_owned(), reason: "not yours".to_owned() });
        }
        Ok(Some(Box::new(*self)))
    }
}

impl Repository for Made {
    fn head(&self) -> Result<Option<Head>, VcsError> {
        Ok(Some(Head { id: "0123456789abcdef".to_owned(), branch: Some("main".to_owned()) }))
    }

    fn head_content(&self, path: &Path) -> Result<Option<Content>, VcsError> {
        let text = match path.to_str() {
            Some("notes.txt") => "remember the milk\n",
            Some("bread.txt") => "rye\n",
            _ => return Ok(None),
        };
        Ok(Some(Content::Text(text.to_owned())))
    }

    fn disk_content(&self, _path: &Path) -> Result<Option<Content>, VcsError> {
        Ok(Some(Content::Text("wheat\n".to_owned())))
    }

    fn changed(&self) -> Result<Vec<Change>, VcsError> {
        let change = |path: &str, kind| Change { path: PathBuf::from(path), old_path: None, kind };
        Ok(vec![change(".env", ChangeKind::Added), change("bread.txt", ChangeKind::Modified)])
    }

    fn is_ignored(&self, _path: &Path) -> Result<bool, VcsError> {
        Ok(false)
    }

    fn subjects(&self, most: usize) -> Result<Vec<String>, VcsError> {
        assert!(most >= 2);
        Ok(vec!["Buy rye".to_owned(), "Remember the milk".to_owned()])
    }
}

fn window(vcs: Made) -> Window {
    let mut machine = Machine::new(&[("/p/notes.txt", "remember the milk\n"), ("/p/bread.txt", "wheat\n")]);
    machine.vcs = Arc::new(vcs);
    let mut window = machine.start();
    window.pass(1000);
    window.open_file("/p/notes.txt");
    let view = window.ws.active_view_id().unwrap();
    window.ws.run(Command::Type { view, text: "and the bread, ".into() });
    window.pass(1000);
    window
}

#[test]
fn with_a_repository_they_are_those_since_the_last_commit_with_what_is_not_saved() {
    let mut window = window(Made { broken: false });
    window.chat(ChatCommand::Attach(Mention::Diff));
    let chip = window.open().context.chips[0].clone();
    assert_eq!(chip.detail, "changes since the last commit (01234567 on main)");
    assert!(matches!(chip.state, ContextState::Tokens(tokens) if tokens > 10), "{:?}", chip.state);
    window.say("What did I change?");
    let sent = window.sent();
    assert!(sent.contains("-remember the milk\n+and the bread, remember the milk\n"), "{sent}");
    assert!(sent.contains("-rye\n+wheat\n"), "also what was changed outside: {sent}");
    assert!(sent.contains(".env: changed, and not shown"), "{sent}");
}

#[test]
fn the_message_of_a_commit_is_asked_with_them_and_with_the_tone_of_those_before() {
    let mut window = window(Made { broken: false });
    window.say("/commit-message");
    let sent = window.sent();
    assert!(sent.contains("+and the bread, remember the milk"), "{sent}");
    assert!(sent.contains("Buy rye\nRemember the milk"), "{sent}");
    window.answer("Change the bread");
    window.say("/review-diff");
    let sent = window.sent();
    assert!(sent.contains("-rye\n+wheat\n"), "{sent}");
}

#[test]
fn a_repository_that_cannot_be_read_is_said_and_the_history_counts() {
    let mut window = window(Made { broken: true });
    window.chat(ChatCommand::Attach(Mention::Diff));
    let chip = window.open().context.chips[0].clone();
    assert!(chip.detail.starts_with("changes since the project was opened"), "{}", chip.detail);
    assert!(chip.detail.contains("not yours"), "{}", chip.detail);
    window.say("What did I change?");
    let sent = window.sent();
    assert!(sent.contains("+and the bread, remember the milk") && !sent.contains("+wheat"), "{sent}");
}
