//! AI colleagues in the window, over a real socket to a scripted server: an answer that comes in, text that is offered
//! while one types, and how soon the socket is closed when the user stops it.

use std::time::{Duration, Instant};

use anyhow::ensure;
use justbuilt_app::native::OpenPath;
use justbuilt_app::native::screenshot::{OffscreenShell, editor};
use justbuilt_testkit::http::{Script, Server};
use justbuilt_workspace::Command;
use justbuilt_workspace::ai::{AiCommand, ChatCommand, GhostSnapshot};
use justbuilt_workspace::command::Args;

use crate::Lab;
use crate::editing::{SCREEN, frame};
use crate::inputs;
use crate::report::{Frame, Row, Samples};

/// What a step may take before it is taken for stuck.
const LIMIT: Duration = Duration::from_secs(120);
/// Between two frames of a screen with 60 of them a second.
const FRAME: Duration = Duration::from_micros(16_667);

/// A piece of an answer, as OpenAI-compatible servers stream it.
fn piece(text: &str) -> String {
    let text = serde_json::Value::from(text);
    format!(
        "data: {{\"id\":\"a\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":{text}}},\"finish_reason\":null}}]}}\n\n"
    )
}

/// The end of a whole answer.
const END: &str = "data: {\"id\":\"a\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":10,\"total_tokens\":20}}\n\ndata: [DONE]\n\n";

/// Markdown as answers have it.
fn sample(number: usize) -> String {
    format!(
        "Answer **{number}** has some `code`, a [link](https://example.com/{number}) and a list:\n\n- one of them\n- \
another, with *emphasis*\n\n```rust\n/// Adds {number} to all of them.\nfn add_{number}(values: &mut [i64]) -> usize {{\n    \
for value in values.iter_mut() {{\n        *value += {number}; // one by one\n    }}\n    values.len()\n}}\n```\n\nThen a \
sentence that is long enough to be wrapped in a dock of four hundred points, and another one after it.\n\n"
    )
}

/// An editor with a file open, whose only provider is the server.
fn open(lab: &Lab, name: &str, server: &Server, model: &str) -> anyhow::Result<OffscreenShell> {
    let home = lab.path(&format!("home-{name}"));
    std::fs::create_dir_all(home.join("config"))?;
    let settings = format!(
        "default = \"scripted\"\n\n[provider.scripted]\nbase_url = \"{}/v1\"\nmodel = \"{model}\"\n",
        server.url()
    );
    std::fs::write(home.join("config/providers.toml"), settings)?;
    let folder = lab.path(&format!("project-{name}"));
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("lib.rs");
    inputs::rust_file(&file, 1_000)?;
    let paths = [OpenPath { path: folder, place: None }, OpenPath { path: file, place: Some((510, 1)) }];
    editor(&paths, SCREEN, Some(&home))
}

fn run(editor: &mut OffscreenShell, id: &'static str) {
    editor.face.send(Command::Run { id: id.into(), args: Args::NONE });
    editor.frame(Vec::new());
}

fn until(
    editor: &mut OffscreenShell,
    what: &str,
    mut done: impl FnMut(&OffscreenShell) -> bool,
) -> anyhow::Result<()> {
    let started = Instant::now();
    while !done(editor) {
        ensure!(started.elapsed() < LIMIT, "waited in vain: {what}");
        editor.frame(Vec::new());
        std::thread::yield_now();
    }
    Ok(())
}

fn say(editor: &mut OffscreenShell, text: &str) {
    editor.face.send(Command::Ai(AiCommand::Chat(ChatCommand::Send(text.to_owned()))));
    editor.frame(Vec::new());
}

/// Turns of the open conversation, and whether an answer is coming in.
fn turns(editor: &OffscreenShell) -> (usize, bool) {
    let open = editor.face.snapshot().ai.chat.open.clone();
    open.map_or((0, false), |open| (open.turns.len(), open.busy.is_some()))
}

/// An answer at 1,000 tokens a second into a conversation of 200 messages that is open, through all of it: socket, client,
/// conversation, snapshot, window. Then whether anything is painted once it rests.
pub fn answer(lab: &Lab) -> anyhow::Result<Vec<Row>> {
    let messages = lab.size(200, 6);
    let before = (0..messages / 2).map(|number| Script::events().bytes(piece(&sample(number))).bytes(END));
    let server = Server::start(before)?;
    let mut editor = open(lab, "answer", &server, "m")?;
    run(&mut editor, "ai.chat");
    for number in 0..messages / 2 {
        say(&mut editor, &format!("Question {number}: what about `add_{number}`?"));
        until(&mut editor, "an answer", |editor| turns(editor) == (number * 2 + 2, false))?;
    }
    editor.settle(LIMIT);

    // Ten tokens of four letters each hundredth of a second.
    let seconds = lab.size(10, 1);
    let text: String = (0..).map(sample).take(seconds * 4_000 / 400 + 1).collect();
    let letters: Vec<char> = text.chars().take(seconds * 4_000).collect();
    let mut script = Script::events();
    for tokens in letters.chunks(40) {
        let pieces: String = tokens.chunks(4).map(|token| piece(&token.iter().collect::<String>())).collect();
        script = script.bytes(pieces).pause(Duration::from_millis(10));
    }
    server.add(script.bytes(END));
    say(&mut editor, "Go on, at length.");
    until(&mut editor, "the first word", |editor| {
        let open = editor.face.snapshot().ai.chat.open.clone();
        open.is_some_and(|open| open.turns.last().is_some_and(|turn| !turn.parts.is_empty()))
    })?;
    let began = Instant::now();
    let mut frames: Vec<Frame> = Vec::new();
    while turns(&editor).1 {
        ensure!(began.elapsed() < LIMIT, "the answer does not end");
        let next = began + FRAME * u32::try_from(frames.len() + 1)?;
        frames.push(frame(&mut editor, Vec::new()));
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
    }
    let took = began.elapsed().as_secs_f64();
    let rate = letters.len() as f64 / 4.0 / took;
    let samples = Samples::of_frames(&frames);
    let what = format!("frame while an answer comes in, conversation of {messages} messages, p95");
    let mut rows = vec![
        Row::at_most(what, samples.percentile(95.0), "ms", 4.0)
            .note(format!("{rate:.0} tokens a second; {}", samples.note())),
    ];
    // The caret blinks; with nothing that does, nothing is painted.
    run(&mut editor, "settings.open");
    ensure!(editor.settle(LIMIT), "it never comes to rest");
    let length = Duration::from_secs(if lab.smoke { 1 } else { 5 });
    // The conversation and the session are written a moment later, each in a frame; then there is nothing left to do.
    let writing = idle_frames(&mut editor, length);
    let at_rest = idle_frames(&mut editor, length);
    let what = format!("frames painted in {} s at rest after an answer", length.as_secs());
    let note = format!("{writing:.0} before that, to write the conversation and the session");
    rows.push(Row::at_most(what, at_rest, "frames", 0.0).note(note));
    Ok(rows)
}

/// Frames that egui asks for.
fn idle_frames(editor: &mut OffscreenShell, length: Duration) -> f64 {
    let (start, mut frames) = (Instant::now(), 0.0);
    let mut wait = editor.frame(Vec::new()).repaint_after;
    while wait <= length.saturating_sub(start.elapsed()) {
        std::thread::sleep(wait);
        wait = editor.frame(Vec::new()).repaint_after;
        frames += 1.0;
    }
    frames
}

/// What is typed, and what is offered to type.
fn words(count: usize) -> String {
    (0..)
        .map(|number| format!("value_{number} + "))
        .flat_map(|word| word.chars().collect::<Vec<_>>())
        .take(count)
        .collect()
}

/// A keystroke without completion, and one that takes a letter off what is offered.
pub fn offered(lab: &Lab) -> anyhow::Result<Vec<Row>> {
    // One line: what is offered on longer ones is cut.
    let count = lab.size(1_200, 60);
    let text = words(count + 40);
    let mut rows = Vec::new();
    for (on, how) in [(false, "nothing offered"), (true, "along what is offered")] {
        let server = Server::start([Script::events().bytes(piece(&text)).bytes(END)])?;
        let name = if on { "offered" } else { "plain" };
        let mut editor = open(lab, name, &server, "m")?;
        if !on {
            let (key, value) = ("ai.completion".to_owned(), "\"off\"".to_owned());
            let set = justbuilt_workspace::settings::SettingsCommand::Set { key, value };
            editor.face.send(Command::Settings(set));
        }
        run(&mut editor, "edit.line_below");
        editor.frame(vec![egui::Event::Text("let x = ".to_owned())]);
        if on {
            until(&mut editor, "what is offered", |editor| offers(editor) > count)?;
        } else {
            editor.settle(LIMIT);
        }
        let frames: Vec<Frame> = text
            .chars()
            .take(count)
            .map(|letter| frame(&mut editor, vec![egui::Event::Text(letter.to_string())]))
            .collect();
        ensure!(
            (offers(&editor) > 0) == on && server.seen().len() == usize::from(on),
            "{how}: it was not so"
        );
        let samples = Samples::of_frames(&frames);
        let what = format!("keystroke → paint list, {how}, p95");
        rows.push(Row::at_most(what, samples.percentile(95.0), "ms", 2.0).note(samples.note()));
    }
    Ok(rows)
}

/// Letters that are offered.
fn offers(editor: &OffscreenShell) -> usize {
    GhostSnapshot::shown(editor.face.snapshot()).map_or(0, |ghost| ghost.text.len())
}

/// From the command to stop to the server seeing the connection closed.
pub fn cancel(lab: &Lab) -> anyhow::Result<Vec<Row>> {
    let rounds = lab.size(40, 4);
    let server = Server::start((0..rounds).map(|_| Script::events().bytes(piece("Well, ")).hold()))?;
    let mut editor = open(lab, "cancel", &server, "m")?;
    run(&mut editor, "ai.chat");
    let mut times = Vec::new();
    for round in 0..rounds {
        say(&mut editor, "Tell me all of it.");
        until(&mut editor, "the first word", |editor| {
            let open = editor.face.snapshot().ai.chat.open.clone();
            open.is_some_and(|open| {
                open.turns.len() == round * 2 + 2
                    && open.turns.last().is_some_and(|turn| !turn.parts.is_empty())
            })
        })?;
        let stopped = Instant::now();
        run(&mut editor, "ai.stop");
        let closed = server.closed().ok_or_else(|| anyhow::anyhow!("the socket stays open"))?;
        times.push(closed.saturating_duration_since(stopped).as_secs_f64() * 1e3);
        until(&mut editor, "the stop", |editor| !turns(editor).1)?;
    }
    let samples = Samples::new(times);
    let row = Row::at_most("stop → socket closed, worst", samples.worst(), "ms", 50.0);
    Ok(vec![row.note(samples.note())])
}
