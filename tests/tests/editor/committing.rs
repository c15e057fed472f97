//! What was changed since the last commit, through the whole editor: a repository on the disk, what is typed and not saved,
//! and what a model is asked with.

use std::fs;

use justbuilt_testkit::http::{Script, Server};
use justbuilt_workspace::ai::{AiCommand, ChatCommand, ContextState, Mention};
use justbuilt_workspace::settings::SettingsCommand;

use super::*;

const ANSWER: &str = "data: {\"id\":\"a\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Give two\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}\n\ndata: [DONE]\n\n";

/// A project whose files are all committed.
fn committed() -> tempfile::TempDir {
    let folder = project();
    let git = git2::Repository::init(folder.path()).unwrap();
    let mut index = git.index().unwrap();
    index.add_all(["*"], git2::IndexAddOption::DEFAULT, None).unwrap();
    index.write().unwrap();
    let tree = git.find_tree(index.write_tree().unwrap()).unwrap();
    let who = git2::Signature::now("Ada", "ada@example.org").unwrap();
    git.commit(Some("HEAD"), &who, &who, "Give one\n", &tree, &[]).unwrap();
    folder
}

#[test]
fn the_message_is_written_from_the_commit_the_disk_and_what_is_not_saved() {
    let server = Server::start([Script::events().bytes(ANSWER), Script::events().bytes(ANSWER)]).unwrap();
    let home = tempfile::tempdir().unwrap();
    fs::create_dir_all(home.path().join("config")).unwrap();
    let providers = format!(
        "default = \"scripted\"\n\n[provider.scripted]\nbase_url = \"{}/v1\"\nmodel = \"m\"\n",
        server.url()
    );
    fs::write(home.path().join("config/providers.toml"), providers).unwrap();
    let folder = committed();
    // Before the editor is opened, and while it is.
    fs::write(folder.path().join("README.md"), "# Demo of two\n").unwrap();
    fs::write(folder.path().join(".env"), "KEY=hunter2\n").unwrap();
    let file = folder.path().join("src/lib.rs");
    let mut editor = open(&[folder.path(), &file], Some(home.path()));
    // What is typed is not completed here: the server has two answers.
    let (key, value) = ("ai.completion".to_owned(), "\"off\"".to_owned());
    editor.face.send(Command::Settings(SettingsCommand::Set { key, value }));
    steps(&mut editor, &["go.line 2", "keys end", "keys backspace", "type 2"]);
    assert!(fs::read_to_string(&file).unwrap().contains("    1\n"), "it is not saved");

    steps(&mut editor, &["ai.commit_message"]);
    let whole = |turns: usize| {
        move |editor: &OffscreenShell| {
            let open = editor.face.snapshot().ai.chat.open.clone();
            open.is_some_and(|open| open.busy.is_none() && open.turns.len() == turns)
        }
    };
    until(&mut editor, "the message", whole(2));
    let asked = String::from_utf8(server.seen()[0].body.clone()).unwrap();
    assert!(asked.contains(r"-    1\n+    2\n") && asked.contains("a/src/lib.rs"), "{asked}");
    assert!(asked.contains(r"-# Demo\n+# Demo of two\n"), "{asked}");
    assert!(asked.contains("Give one"), "subjects of the last commits: {asked}");
    assert!(asked.contains(".env: changed, and not shown") && !asked.contains("hunter2"), "{asked}");

    editor.face.send(Command::Ai(AiCommand::Chat(ChatCommand::Attach(Mention::Diff))));
    until(&mut editor, "the chip", |editor| {
        let open = editor.face.snapshot().ai.chat.open.clone();
        open.is_some_and(|open| {
            open.context.chips.iter().any(|chip| matches!(chip.state, ContextState::Tokens(_)))
        })
    });
    let chat = editor.face.snapshot().ai.chat.open.clone().unwrap();
    assert!(
        chat.context.chips[0].detail.starts_with("changes since the last commit ("),
        "{:?}",
        chat.context.chips
    );
}
