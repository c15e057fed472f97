//! The search by meaning in the window: typed, found, opened, taken along. The server is scripted, on a real socket.

use std::fs;

use justbuilt_testkit::http::{Script, Server};
use justbuilt_workspace::ai::SemanticState;
use serde_json::json;

use super::*;

/// What the server says to so many texts.
fn vectors(of: &[[f32; 2]]) -> Script {
    let data: Vec<_> =
        of.iter().enumerate().map(|(at, one)| json!({ "index": at, "embedding": one })).collect();
    let body = json!({ "data": data, "usage": { "prompt_tokens": 7 } });
    Script::status(200)
        .header("content-type", "application/json")
        .bytes(body.to_string())
        .at("/v1/embeddings")
}

#[test]
fn it_is_typed_found_opened_and_taken_along() {
    // README.md, src/lib.rs and src/main.rs; then a question, and another one.
    let scripts =
        [vectors(&[[1.0, 0.0], [0.0, 1.0], [0.6, 0.8]]), vectors(&[[0.1, 0.9]]), vectors(&[[0.9, 0.1]])];
    let server = Server::start(scripts).unwrap();
    let home = tempfile::tempdir().unwrap();
    fs::create_dir_all(home.path().join("config")).unwrap();
    let providers = format!(
        "[provider.near]\nbase_url = \"{}/v1\"\nmodel = \"words\"\n\n[route]\nembedding = [\"near/vectors\"]\n",
        server.url()
    );
    fs::write(home.path().join("config/providers.toml"), providers).unwrap();
    let folder = project();
    let mut editor = open(&[folder.path()], Some(home.path()));
    let done = |editor: &OffscreenShell, words: &str| {
        let semantic = &editor.face.snapshot().ai.semantic;
        assert!(!matches!(semantic.state, SemanticState::Failed(_)), "{:?}", semantic.state);
        semantic.query == words && matches!(semantic.state, SemanticState::Done)
    };
    steps(&mut editor, &["ai.search_meaning", "type the old function", "keys enter"]);
    until(&mut editor, "what it found", |editor| done(editor, "the old function"));
    assert_eq!(editor.face.snapshot().focus, Focus::Picker, "the list stays for what was found");
    steps(&mut editor, &["keys down", "keys enter"]);
    until(&mut editor, "the second place", |editor| active_title(editor) == "main.rs");

    // Again: what was looked for is there, and typing replaces it.
    steps(&mut editor, &["ai.search_meaning", "type what it is", "keys enter"]);
    until(&mut editor, "what it found now", |editor| done(editor, "what it is"));
    steps(&mut editor, &["keys ctrl+enter"]);
    until(&mut editor, "the place in the conversation", |editor| {
        let open = editor.face.snapshot().ai.chat.open.clone();
        open.is_some_and(|chat| chat.context.chips.iter().any(|chip| chip.label == "README.md:1-1"))
    });
    until(&mut editor, "the keyboard in the field of the conversation", |editor| {
        editor.face.snapshot().focus == Focus::Field
    });
    assert_eq!(server.seen().len(), 3, "the files were sent once");
}
