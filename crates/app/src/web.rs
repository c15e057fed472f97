//! The browser side: the shell on a canvas, a sample project in memory, and a small window into it for tests and
//! the page (`window.justbuilt`).

mod host;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use justbuilt_base::web::http::WebHttp;
use justbuilt_base::{SystemClock, Waker, WebSpawner, WebTimer};
use justbuilt_store::{Fs, MemoryFs};
use justbuilt_vcs::NoVcs;
use justbuilt_workspace::ai::{ConversationSnapshot, Speaker, TurnPart};
use justbuilt_workspace::command::{Command, OpenAt, Step};
use justbuilt_workspace::platform::MemoryLocks;
use justbuilt_workspace::project::FsTree;
use justbuilt_workspace::project::source::NoWatch;
use justbuilt_workspace::search::FsSearch;
use justbuilt_workspace::sketches::SketchOutside;
use justbuilt_workspace::timeline::MemoryHistory;
use justbuilt_workspace::{AiOutside, Options, Platform};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::{Closure, JsValue, wasm_bindgen};

use egui::Key;

use crate::face::Face;
use crate::sample;
use crate::shell::Shell;
use host::WebHost;

/// What the page can ask about the editor.
#[derive(Clone, Default)]
struct Report {
    text: String,
    state: String,
}

/// Commands that the page asks for, until the next frame.
type Asked = Rc<RefCell<Vec<Command>>>;

struct Tab {
    shell: Shell,
    report: Rc<RefCell<Report>>,
    asked: Asked,
    reported: u64,
}

impl eframe::App for Tab {
    fn raw_input_hook(&mut self, ctx: &egui::Context, raw: &mut egui::RawInput) {
        // These come as the browser's own events too: cut would cut twice, paste would ask for what it is given.
        raw.events.retain(|event| {
            let clipboard = matches!(
                event,
                egui::Event::Key { key: Key::C | Key::V | Key::X, pressed: true, modifiers, .. }
                    if modifiers.command && !modifiers.shift && !modifiers.alt
            );
            !clipboard
        });
        self.shell.input(ctx, raw);
    }

    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.shell.send_all(self.asked.take());
        self.shell.logic(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.shell.ui(ui);
        let snapshot = self.shell.snapshot();
        if snapshot.revision != self.reported {
            self.reported = snapshot.revision;
            *self.report.borrow_mut() = report(snapshot);
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}

fn report(snapshot: &justbuilt_workspace::Snapshot) -> Report {
    let text = snapshot.active_view().map(|view| view.document.text.to_string()).unwrap_or_default();
    let tabs: Vec<serde_json::Value> = snapshot
        .tabs
        .iter()
        .map(|tab| serde_json::json!({ "title": tab.title, "dirty": tab.dirty, "active": snapshot.active == Some(tab.id) }))
        .collect();
    let state = serde_json::json!({
        "revision": snapshot.revision,
        "tabs": tabs,
        "project": snapshot.project.as_ref().map(|project| project.name.clone()),
        "focus": format!("{:?}", snapshot.focus),
        "files": snapshot.tree.rows.len(),
        "provider": snapshot.ai.setup.ready,
        "chat": snapshot.ai.chat.open.as_deref().map(conversation),
    });
    Report { text, state: state.to_string() }
}

/// What was said in the open conversation.
fn conversation(open: &ConversationSnapshot) -> serde_json::Value {
    let turns: Vec<serde_json::Value> = open
        .turns
        .iter()
        .map(|turn| {
            let texts = turn.parts.iter().filter_map(|part| match part {
                TurnPart::Text(text) => Some(text.as_ref()),
                _ => None,
            });
            serde_json::json!({
                "person": turn.speaker == Speaker::Person,
                "text": texts.collect::<String>(),
                "state": format!("{:?}", turn.state),
                "tokens": [turn.usage.input, turn.usage.output],
                "trouble": turn.trouble.as_ref().map(|trouble| trouble.message.clone()),
            })
        })
        .collect();
    serde_json::json!({ "turns": turns, "busy": open.busy.is_some() })
}

/// Starts the editor on the canvas with this id; resolves once it is running.
///
/// # Errors
/// No such canvas, or no WebGL2 and no WebGPU.
#[wasm_bindgen]
pub async fn start(canvas_id: String) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or("no document")?;
    let canvas = document
        .get_element_by_id(&canvas_id)
        .ok_or_else(|| JsValue::from_str(&format!("no element has the id {canvas_id}")))?
        .dyn_into::<web_sys::HtmlCanvasElement>()?;
    let (report, asked) = (Rc::new(RefCell::new(Report::default())), Asked::default());
    let wake = Rc::new(RefCell::new(Waker::noop()));
    publish(&report, &asked, &wake)?;
    let runner = eframe::WebRunner::new();
    runner
        .start(
            canvas,
            eframe::WebOptions::default(),
            Box::new(move |cc| {
                let ctx = cc.egui_ctx.clone();
                let waker = Waker::new(move || ctx.request_repaint());
                *wake.borrow_mut() = waker.clone();
                let files = sample_files();
                let host = WebHost::new(files.clone(), waker.clone(), canvas_id);
                let options = Options {
                    config_dir: Some(CONFIG.into()),
                    abilities: host::ABILITIES,
                    ..Options::default()
                };
                let mut shell = Shell::new(&cc.egui_ctx, platform(files, waker), options, Box::new(host));
                shell.start(vec![
                    Command::OpenProject(sample::ROOT.into()),
                    Command::OpenAt(OpenAt { path: sample::path("src/main.rs"), ..OpenAt::default() }),
                ]);
                Ok(Box::new(Tab { shell, report, asked, reported: 0 }))
            }),
        )
        .await?;
    // The runner lives as long as the page.
    std::mem::forget(runner);
    Ok(())
}

/// Where settings, keys and themes are: in memory, gone with the page.
const CONFIG: &str = "/config";

fn sample_files() -> MemoryFs {
    let files = MemoryFs::with_clock(Arc::new(SystemClock::default()));
    for (file, content) in sample::FILES {
        let path = sample::path(file);
        let folder = path.parent().map_or(Ok(()), |folder| files.create_dir_all(folder));
        if let Err(error) = folder.and_then(|()| files.write(&path, content.as_bytes()).map(drop)) {
            log::error!("the sample file {file} cannot be made: {error}");
        }
    }
    files
}

fn platform(files: MemoryFs, waker: Waker) -> Platform {
    let fs: Arc<dyn Fs> = Arc::new(files);
    Platform {
        tree: Arc::new(FsTree::new(Arc::clone(&fs))),
        search: Arc::new(FsSearch::new(Arc::clone(&fs))),
        watch: Arc::new(NoWatch),
        clock: Arc::new(SystemClock::default()),
        spawner: Arc::new(WebSpawner::default()),
        locks: Arc::new(MemoryLocks::default()),
        history: Arc::new(MemoryHistory::default()),
        vcs: Arc::new(NoVcs),
        // There are no sockets in a browser.
        sketches: SketchOutside {
            pages: None,
            painter: Some(Arc::new(crate::picture::WindowFonts::default())),
        },
        // Keys and conversations last as long as the page.
        ai: AiOutside {
            http: Arc::new(WebHttp),
            timer: Arc::new(WebTimer),
            offset: |time| {
                let zone = js_sys::Date::new(&JsValue::from_f64(time.0 as f64)).get_timezone_offset();
                // Minutes that UTC is ahead; not a number for a time that is none.
                -(zone as i32)
            },
            browser: true,
            ..AiOutside::offline()
        },
        waker,
        fs,
    }
}

/// `window.justbuilt = { text(), state(), run(step) }`: the open text, what is on the screen as JSON, and a command of the
/// table with its arguments (`go.line 3`), which says what is wrong with it, or nothing.
fn publish(report: &Rc<RefCell<Report>>, asked: &Asked, wake: &Rc<RefCell<Waker>>) -> Result<(), JsValue> {
    let window = web_sys::window().ok_or("no window")?;
    let object = js_sys::Object::new();
    let text = Rc::clone(report);
    let text = Closure::<dyn Fn() -> String>::new(move || text.borrow().text.clone());
    js_sys::Reflect::set(&object, &"text".into(), text.as_ref())?;
    let state = Rc::clone(report);
    let state = Closure::<dyn Fn() -> String>::new(move || state.borrow().state.clone());
    js_sys::Reflect::set(&object, &"state".into(), state.as_ref())?;
    let (asked, wake) = (Rc::clone(asked), Rc::clone(wake));
    let run = Closure::<dyn Fn(String) -> String>::new(move |line: String| match line.parse::<Step>() {
        Ok(Step::Run { id, args }) => {
            asked.borrow_mut().push(Command::Run { id, args });
            wake.borrow().wake();
            String::new()
        }
        Ok(_) => "only commands are run; keys come from the keyboard".to_owned(),
        Err(error) => error.to_string(),
    });
    js_sys::Reflect::set(&object, &"run".into(), run.as_ref())?;
    js_sys::Reflect::set(&window, &"justbuilt".into(), &object)?;
    // The functions are needed as long as the page lives.
    text.forget();
    state.forget();
    run.forget();
    Ok(())
}
