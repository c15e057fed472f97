//! Pages of the conversation: everything it can show, in sample data, in a dock of several widths.

use std::cell::RefCell;
use std::sync::Arc;

use egui::{Id, Ui};
use justbuilt_syntax::{Highlight, Languages, Syntax};
use justbuilt_text::Text;
use justbuilt_ui::chat::composer::{Meter, PersonaRow};
use justbuilt_ui::chat::data::CallState;
use justbuilt_ui::chat::*;
use justbuilt_ui::{Icon, Theme};

const ANSWER: &str = "Three things go wrong when the connection ends **while a frame is being written**:\n\n\
1. `flush` returns before the last bytes are sent\n2. the *retry* starts over, see [the notes](https://docs.rs/tokio)\n\
3. nobody closes the file:\n   - on Windows it stays locked\n   - elsewhere it leaks\n\n\
```rust\n/// Writes what is left, and says how much that was.\npub async fn finish(mut self) -> io::Result<usize> {\n    \
let rest = self.buffer.split_off(self.written); // what was not sent yet\n    self.socket.write_all(&rest).await?;\n    \
Ok(rest.len())\n}\n```\n\n> A stream without its end is a cut answer, never a finished one.\n\n\
### What it costs\n\n| case | before | after |\n|---|--:|--:|\n| small file | 12 ms | 3 ms |\n| cut in the middle | lost | 4 ms |\n\n\
- [x] reproduce it\n- [ ] write the test\n\n---\n\nShall I make the change?";

struct Colours(Arc<Languages>);

impl Assets for Colours {
    fn highlight(&mut self, language: &str, code: &str) -> Vec<(std::ops::Range<usize>, Highlight)> {
        let Some(id) = self.0.by_name(language) else { return Vec::new() };
        let text = Text::from(code);
        let mut syntax = Syntax::new(&self.0, id, &text);
        syntax.try_parse(std::time::Duration::from_secs(2));
        syntax.snapshot().highlights(&text, 0..code.len())
    }

    fn picture(&mut self, _: &egui::Context, _: &Arc<[u8]>) -> Option<egui::TextureHandle> {
        None
    }
}

struct Dock {
    messages: MessageState,
    composer: ComposerState,
    colours: Colours,
}

thread_local! {
    static DOCK: RefCell<Option<Dock>> = const { RefCell::new(None) };
}

fn persona(slug: &str, name: &str) -> Speaker {
    Speaker::Persona { slug: slug.into(), name: name.into(), avatar: String::new() }
}

fn person(id: u64, text: &str) -> Turn {
    Turn { id, parts: vec![Part::Text(text.into())], time: "14:05".into(), ..Turn::default() }
}

fn answer(id: u64, speaker: Speaker, parts: Vec<Part>) -> Turn {
    Turn {
        id,
        speaker,
        parts,
        time: "14:06".into(),
        model: "claude-sonnet-4-5".into(),
        facts: vec!["Today 14:06".into(), "12,400 tokens read, 812 written".into(), "$0.049".into()],
        ..Turn::default()
    }
}

fn call(id: &str, name: &str, arguments: &str, state: CallState) -> Part {
    Part::Call { id: id.into(), name: name.into(), arguments: arguments.into(), state }
}

fn turns(page: &str) -> Vec<Arc<Turn>> {
    let ada = || persona("ada", "Ada");
    let turns = match page {
        "tools" => {
            let mut last = answer(
                3,
                persona("reviewer", "Senior Reviewer"),
                vec![
                    Part::Thinking("The user wants the rename everywhere. First I look who calls it.".into()),
                    call(
                        "a",
                        "read_file",
                        r#"{"path":"src/net/stream.rs","lines":[1,80]}"#,
                        CallState::Done("…".into()),
                    ),
                    call(
                        "b",
                        "search",
                        r#"{"query":"fn finish"}"#,
                        CallState::Failed("No such folder".into()),
                    ),
                    call(
                        "c",
                        "run_command",
                        r#"{"command":"cargo test -p net"}"#,
                        CallState::Asks("Run “cargo test -p net” in the project's folder".into()),
                    ),
                    Part::Text("I renamed it in **three files**.".into()),
                ],
            );
            last.branches = vec![2, 3, 4];
            last.card = Some(Card {
                id: 1,
                title: "Rename finish to close".into(),
                files: vec![
                    ("src/net/stream.rs".into(), 31, 9),
                    ("src/net/mod.rs".into(), 4, 1),
                    ("tests/cut.rs".into(), 5, 2),
                ],
                state: CardState::Ready,
            });
            vec![person(1, "Rename `finish` to `close`, everywhere.\nAnd run the tests."), last]
        }
        "trouble" => {
            let mut cut = answer(2, ada(), vec![Part::Text("The first of the two is that the".into())]);
            cut.state = State::Cut("Stopped by you".into(), true);
            let mut key = answer(4, ada(), vec![]);
            key.state = State::Cut(String::new(), false);
            key.trouble = Some(Trouble {
                message: "Anthropic did not take the key.".into(),
                help: "Check that it was copied as a whole, or make a new one.".into(),
                details: "401 invalid x-api-key".into(),
                retrying: None,
                key_of: Some("anthropic".into()),
            });
            let mut limit = answer(6, persona("tester", "Tester"), vec![]);
            limit.state = State::Writing;
            limit.trouble = Some(Trouble {
                message: "Too many requests for this key.".into(),
                help: "OpenAI says to wait 12 seconds.".into(),
                details: "429".into(),
                retrying: Some(2),
                key_of: None,
            });
            let mut waiting = answer(8, ada(), vec![]);
            waiting.state = State::Writing;
            vec![
                person(1, "What are the two ways?"),
                cut,
                person(3, "And now?"),
                key,
                person(5, "Write tests"),
                limit,
                person(7, "Well?"),
                waiting,
            ]
        }
        _ => {
            let thought =
                Part::Thinking("What happens when the socket closes in the middle of a frame?".into());
            vec![
                person(1, "Why does the upload stop when I lose the connection? It happens in `finish`."),
                answer(2, ada(), vec![thought, Part::Text(ANSWER.into())]),
            ]
        }
    };
    turns.into_iter().map(Arc::new).collect()
}

fn dock_ui(ui: &mut Ui, page: &str, text: &str, busy: bool) {
    let theme = Theme::of(ui.ctx());
    let rect = ui.max_rect();
    ui.painter().rect_filled(rect.expand(8.0), 0, theme.colors.panel);
    DOCK.with_borrow_mut(|dock| {
        let fresh = || {
            let mut composer = ComposerState::default();
            composer.set(text.to_owned());
            composer.take_focus();
            let colours = Colours(Arc::new(Languages::new()));
            Dock { messages: MessageState::default(), composer, colours }
        };
        let first = Id::unique("first frame of a page");
        let seen: bool = ui.data(|data| data.get_temp(first)).unwrap_or(false);
        if !seen {
            *dock = Some(fresh());
            ui.data_mut(|data| data.insert_temp(first, true));
        }
        let Some(dock) = dock else { return };
        let persona = |slug: &str, name: &str, on| PersonaRow {
            slug: slug.into(),
            name: name.into(),
            avatar: String::new(),
            about: String::new(),
            on,
        };
        let chip = |id, icon, label: &str, state| Chip {
            id,
            icon,
            label: label.into(),
            detail: label.into(),
            state,
        };
        let chips = [
            chip(1, Icon::File, "stream.rs", ChipState::Tokens(1_840)),
            chip(2, Icon::FileDiff, "diff", ChipState::Reading),
            chip(3, Icon::Globe, "docs.rs/tokio", ChipState::Failed("It was not found".into())),
        ];
        let row = |icon, label: &str, detail: &str, matches| CompletionRow {
            icon,
            label: label.into(),
            detail: detail.into(),
            matches,
        };
        let rows = [
            row(Icon::FileCode, "stream.rs", "src/net", std::iter::once(0..2).collect()),
            row(Icon::FileCode, "string.rs", "src/text", std::iter::once(0..2).collect()),
            row(Icon::SquareFunction, "start", "function", std::iter::once(0..2).collect()),
            row(Icon::Folder, "store/", "folder", std::iter::once(0..2).collect()),
        ];
        let meter = Meter {
            tokens: 14_200,
            window: Some(200_000),
            cost: Some("$0.08".into()),
            target: "claude-sonnet-4-5".into(),
            why: "The first model of the route for talking".into(),
            ready: true,
        };
        let composer = Composer {
            id: Id::unique("gallery field"),
            chips: if page == "all" { &chips } else { &[] },
            completion: Completion { rows: &rows, empty: "Nothing of that name" },
            personas: &[persona("ada", "Ada", true), persona("reviewer", "Senior Reviewer", page == "tools")],
            models: &["claude-sonnet-4-5 · anthropic".to_owned()],
            model: None,
            meter: &meter,
            busy,
            placeholder: "Ask, or say what is to be done",
            most: 200.0,
        };
        let frame = egui::Frame::NONE.inner_margin(egui::Margin::same(8));
        let panel = egui::Panel::bottom("composer").resizable(false).show_separator_line(false);
        panel.frame(frame).show(ui, |ui| composer.show(ui, &mut dock.composer));
        let turns = turns(page);
        let list = MessageList::new(Id::unique("gallery list"), &turns);
        list.show(ui, &mut dock.messages, &mut dock.colours);
    });
}

pub fn all(ui: &mut Ui) {
    dock_ui(ui, "all", "", false);
}

pub fn tools(ui: &mut Ui) {
    dock_ui(ui, "tools", "And then the docs: ", false);
}

pub fn trouble(ui: &mut Ui) {
    dock_ui(ui, "trouble", "", true);
}

pub fn popup(ui: &mut Ui) {
    dock_ui(ui, "tools", "See @st", false);
}
