//! Sketches in conversations: told in words and as a picture, and their code made better.

use std::sync::Arc;

use justbuilt_sketch::render::picture;
use justbuilt_workspace::ai::{ChangeState, ChatCommand, ContextKind, ContextState, Mention, SketchPlace};
use justbuilt_workspace::{Command, Effect, PanelId};

use super::changes::block;
use super::chat::{Talk, whole};
use crate::harness::{Machine, Painted};

const SKETCH: &str = r#"{
  "format": "justbuilt-sketch",
  "version": 1,
  "name": "Login",
  "width": 1280,
  "height": 800,
  "pages": [
    {"id": "page-1", "name": "Page 1", "elements": [
      {"id": "a", "type": "rectangle", "x": 40, "y": 40, "width": 320, "height": 200},
      {"id": "t", "type": "text", "x": 60, "y": 60, "width": 120, "height": 24, "text": "Welcome back", "fontSize": 18}
    ]}
  ]
}
"#;

fn talk() -> Talk {
    let mut machine = Machine::new(&[("/p/login.sketch.json", SKETCH), ("/p/a.txt", "one\n")]);
    machine.sketches.painter = Some(Arc::new(Painted));
    Talk::on(machine)
}

fn sketch(path: &str) -> ChatCommand {
    ChatCommand::Attach(Mention::Sketch(SketchPlace::File(path.into())))
}

#[test]
fn a_sketch_goes_along_in_words_and_as_a_picture_and_the_chips_say_what_it_costs() {
    let mut talk = talk();
    talk.chat(ChatCommand::Panel(true));
    talk.chat(sketch("/p/login.sketch.json"));
    let chips = talk.open().context.chips.clone();
    let kinds: Vec<_> = chips.iter().map(|chip| (chip.kind, chip.label.as_str())).collect();
    assert_eq!(kinds, [(ContextKind::Sketch, "login"), (ContextKind::Image, "login, picture")]);
    assert!(chips.iter().all(|chip| matches!(chip.state, ContextState::Tokens(1..))), "{chips:?}");
    talk.wait(std::time::Duration::from_millis(300));
    let context = talk.open().context.clone();
    assert!(context.text.contains("Welcome back") && context.text.contains("#t"), "{}", context.text);
    assert!(!context.text.contains("\"fontSize\""), "the file itself stays here");
    talk.http.add(whole("Nice."));
    talk.chat(ChatCommand::Send("What do you think?".into()));
    let body = talk.body();
    assert!(body.contains("Welcome back") && !body.contains("fontSize"), "{body}");
    let (sketch, _) = justbuilt_sketch::file::read(SKETCH).unwrap();
    let picture = base64_of(&picture::fitted(&sketch, 0, 1500, &Painted).unwrap());
    assert!(body.contains(&picture), "the picture goes out: {body}");
}

fn base64_of(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[test]
fn the_picture_can_be_left_out_and_what_is_drawn_but_not_saved_goes_along() {
    let mut talk = talk();
    talk.window.workspace.try_run(Command::run_with("sketch.sample", ["login"])).unwrap();
    talk.go();
    let document = talk.window.view().document.id;
    talk.chat(ChatCommand::Attach(Mention::Sketch(SketchPlace::Open(document))));
    let picture = talk.open().context.chips[1].clone();
    assert_eq!(picture.kind, ContextKind::Image);
    talk.chat(ChatCommand::Detach(picture.id));
    talk.http.add(whole("Nice."));
    talk.chat(ChatCommand::Send("And this?".into()));
    assert!(talk.body().contains("Sign in") && !talk.body().contains("\"image\""), "{}", talk.body());
}

#[test]
fn what_is_no_sketch_says_so() {
    let mut talk = talk();
    talk.chat(sketch("/p/a.txt"));
    let chips = talk.open().context.chips.clone();
    assert!(matches!(&chips[0].state, ContextState::Failed(why) if why.contains("no sketch")), "{chips:?}");
    assert_eq!(chips.len(), 1, "and there is no picture of it");
}

#[test]
fn code_is_refined_as_changes_of_the_exported_files() {
    let mut talk = talk();
    talk.window.workspace.open_given("/p/login.sketch.json");
    talk.go();
    let answer = "The title says too little.\n\n".to_owned()
        + &block("login-html/index.html", "    <title>Login</title>\n", "    <title>Sign in</title>\n");
    talk.http.add(whole(&answer));
    talk.window.workspace.try_run(Command::run("sketch.refine")).unwrap();
    talk.go();
    let page = talk.window.machine.read("/p/login-html/index.html");
    assert!(page.contains("<title>Login</title>"), "it is exported, and not changed before the user says so");
    let body = talk.body();
    for along in ["Welcome back", "<!doctype html>", "login-html/style.css", "Improve the code"] {
        assert!(body.contains(along), "{along} is missing in {body}");
    }
    assert!(!body.contains("fontSize"), "the sketch is open, and told in words all the same");
    assert_eq!(body.matches("#t").count(), 1, "once: {body}");
    assert_eq!(talk.open().turns[0].prompt.as_ref().map(|(name, _)| name.as_str()), Some("refine-sketch"));
    let set =
        Arc::clone(talk.window.workspace.snapshot().ai.changes.first().expect("no changes are proposed"));
    assert_eq!(set.state, ChangeState::Ready, "{:?}", set.refused);
    assert_eq!(set.files.len(), 1);
    assert_eq!(set.files[0].path, "login-html/index.html");
    let shows = |effect: &Effect| matches!(effect, Effect::FocusPanel(PanelId::Chat));
    assert!(talk.window.take_effects().iter().any(shows), "the dock is shown");
}

#[test]
fn with_nobody_to_ask_nothing_is_written_and_the_conversation_says_what_to_do() {
    let machine = Machine::new(&[("/p/login.sketch.json", SKETCH)]);
    let mut window = machine.start(Some("/p"));
    window.open("/p/login.sketch.json");
    window.settle();
    window.step("ai.providers");
    window.open("/p/login.sketch.json");
    window.settle();
    window.take_effects();
    window.step("sketch.refine");
    let shows = |effect: &Effect| matches!(effect, Effect::FocusPanel(PanelId::Chat));
    assert!(window.take_effects().iter().any(shows), "the dock is shown, which says how to add a provider");
}
