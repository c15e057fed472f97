//! The browser tab's side of the window: files that the user picks or drops are copied into the editor's files in
//! memory, links and windows are the browser's, and what a page may not do is not offered.

use std::cell::RefCell;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

use justbuilt_base::{Timestamp, Waker};
use justbuilt_store::{Fs, MemoryFs};
use justbuilt_ui::timeline::TimeStyle;
use justbuilt_workspace::{Abilities, Ability, Command, NewNotice, TabId, ViewId};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::host::{Handled, Host};

/// What a page cannot do.
pub const ABILITIES: Abilities = Abilities::without(
    &[Ability::WriteFiles, Ability::ShowInFileManager, Ability::ServePages, Ability::Quit],
    "Not possible in a browser",
);

/// Where single files go.
const PICKED: &str = "/files";
/// Folders that are left out of a picked folder: large, and made anew by tools.
const LEFT_OUT: &[&str] = &[".git", "node_modules", "target"];
/// At most this many bytes of a picked folder.
const FOLDER_BYTES: f64 = 256.0 * 1024.0 * 1024.0;

/// The host of a browser tab.
pub struct WebHost {
    answers: Answers,
    canvas: String,
}

/// Takes what the browser answers, some time later.
#[derive(Clone)]
struct Answers {
    files: MemoryFs,
    commands: Rc<RefCell<Vec<Command>>>,
    waker: Waker,
}

impl Answers {
    fn send(&self, command: Command) {
        self.commands.borrow_mut().push(command);
        self.waker.wake();
    }

    fn tell(&self, notice: NewNotice) {
        self.send(Command::Tell(notice));
    }

    fn keep(&self, path: &Path, bytes: &[u8]) -> Result<(), String> {
        let folder = path.parent().map_or(Ok(()), |folder| self.files.create_dir_all(folder));
        folder.and_then(|()| self.files.write(path, bytes).map(drop)).map_err(|error| error.to_string())
    }
}

impl WebHost {
    /// A host that keeps picked files in `files`; `canvas` is the id of the editor's canvas.
    pub fn new(files: MemoryFs, waker: Waker, canvas: String) -> Self {
        Self { answers: Answers { files, commands: Rc::default(), waker }, canvas }
    }

    /// Shows the browser's dialog.
    fn pick(&self, folder: bool) -> Result<(), JsValue> {
        let document = window()?.document().ok_or("no document")?;
        let input = document.create_element("input")?.dyn_into::<web_sys::HtmlInputElement>()?;
        input.set_type("file");
        input.set_multiple(true);
        if folder {
            input.set_attribute("webkitdirectory", "")?;
        }
        let (answers, picked) = (self.answers.clone(), input.clone());
        let changed = Closure::once_into_js(move || {
            let files = picked.files();
            let files = files.iter().flat_map(|list| (0..list.length()).filter_map(|index| list.get(index)));
            let files: Vec<web_sys::File> = files.collect();
            spawn_local(async move {
                match folder {
                    true => take_folder(&answers, files).await,
                    false => take_files(&answers, files).await,
                }
            });
        });
        input.set_onchange(Some(changed.unchecked_ref()));
        input.click();
        Ok(())
    }

    fn attempt(&self, what: &str, done: Result<(), JsValue>) {
        if let Err(error) = done {
            let why = error.as_string().unwrap_or_else(|| format!("{error:?}"));
            self.answers.tell(NewNotice::error(format!("The browser did not {what}")).detail(why));
        }
    }
}

fn window() -> Result<web_sys::Window, JsValue> {
    web_sys::window().ok_or_else(|| "no window".into())
}

/// Lets the browser keep a file where it keeps what was downloaded.
fn download(name: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let blob = web_sys::Blob::new_with_u8_array_sequence(&parts)?;
    let url = web_sys::Url::create_object_url_with_blob(&blob)?;
    let document = window()?.document().ok_or("no document")?;
    let link = document.create_element("a")?.dyn_into::<web_sys::HtmlAnchorElement>()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    web_sys::Url::revoke_object_url(&url)
}

async fn read(file: &web_sys::File) -> Result<Vec<u8>, String> {
    let read = JsFuture::from(file.array_buffer()).await;
    let buffer = read.map_err(|error| format!("{} cannot be read: {error:?}", file.name()))?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}

async fn take_files(answers: &Answers, files: Vec<web_sys::File>) {
    let mut paths = Vec::new();
    for file in files {
        let path = Path::new(PICKED).join(plain(Path::new(&file.name())));
        match read(&file).await.and_then(|bytes| answers.keep(&path, &bytes)) {
            Ok(()) => paths.push(path),
            Err(why) => answers.tell(NewNotice::error("A file was not opened").detail(why)),
        }
    }
    if !paths.is_empty() {
        answers.send(Command::OpenPaths(paths));
    }
}

async fn take_folder(answers: &Answers, files: Vec<web_sys::File>) {
    let (mut root, mut bytes, mut missing) = (None, 0.0, 0_usize);
    for file in files {
        let relative = js_sys::Reflect::get(&file, &"webkitRelativePath".into()).ok();
        let relative = plain(Path::new(&relative.and_then(|path| path.as_string()).unwrap_or_default()));
        let parts = || relative.components().filter_map(|part| part.as_os_str().to_str());
        let Some(top) = parts().next() else { continue };
        root.get_or_insert_with(|| Path::new("/").join(top));
        if parts().any(|part| LEFT_OUT.contains(&part)) {
            continue;
        }
        bytes += file.size();
        if bytes > FOLDER_BYTES {
            missing += 1;
            continue;
        }
        let path = Path::new("/").join(&relative);
        if let Err(why) = read(&file).await.and_then(|bytes| answers.keep(&path, &bytes)) {
            log::error!("{why}");
            missing += 1;
        }
    }
    let Some(root) = root else { return };
    answers.send(Command::OpenProject(root));
    if missing > 0 {
        let why =
            "A page holds its files in memory; the folder is too large for that, or a file cannot be read.";
        answers.tell(NewNotice::warning(format!("{missing} files were left out")).detail(why));
    }
}

/// A relative path without anything that leads elsewhere.
fn plain(path: &Path) -> PathBuf {
    path.components().filter(|part| matches!(part, Component::Normal(_))).collect()
}

/// Seconds east of UTC, as the browser has it at that moment.
fn offset(time: Timestamp) -> i32 {
    let date = js_sys::Date::new(&JsValue::from_f64(time.0 as f64));
    -(date.get_timezone_offset() * 60.0) as i32
}

impl Host for WebHost {
    fn time_style(&self) -> TimeStyle {
        TimeStyle::new(offset)
    }

    fn pick_folder(&mut self) {
        self.attempt("ask for a folder", self.pick(true));
    }

    fn pick_files(&mut self) {
        self.attempt("ask for files", self.pick(false));
    }

    fn pick_save_path(&mut self, tab: TabId, folder: Option<PathBuf>, name: String) {
        let suggested = folder.unwrap_or_else(|| PICKED.into()).join(name);
        let asked = window().and_then(|window| {
            window.prompt_with_message_and_default("Save as", &suggested.to_string_lossy())
        });
        match asked {
            Ok(path) => {
                let path = path.filter(|path| !path.trim().is_empty()).map(|path| Path::new("/").join(path));
                self.answers.send(Command::SavePathPicked { tab, path });
            }
            Err(error) => self.attempt("ask for a name", Err(error)),
        }
    }

    fn open_url(&mut self, url: &str) {
        let web = url.starts_with("https://") || url.starts_with("http://");
        if web {
            let opened = window().and_then(|window| {
                window.open_with_url_and_target_and_features(url, "_blank", "noopener").map(drop)
            });
            self.attempt("open the link", opened);
        }
    }

    fn hand_over(&mut self, name: &str, bytes: &[u8]) {
        let handed = download(name, bytes);
        self.attempt("take the file", handed);
    }

    // Not offered: see `ABILITIES`.
    fn show_in_file_manager(&mut self, _path: PathBuf) {}

    fn new_window(&mut self, _folder: Option<PathBuf>) {
        let opened = window().and_then(|window| {
            let here = window.location().href()?;
            window.open_with_url_and_target_and_features(&here, "_blank", "noopener").map(drop)
        });
        self.attempt("open another tab", opened);
    }

    fn dropped(&mut self, files: &[egui::DroppedFileHandle]) -> Vec<PathBuf> {
        let (answers, files) = (self.answers.clone(), files.to_vec());
        spawn_local(async move {
            let mut paths = Vec::new();
            for file in files {
                let path = Path::new(PICKED).join(plain(file.path()));
                match file.bytes_async().await.and_then(|bytes| answers.keep(&path, &bytes)) {
                    Ok(()) => paths.push(path),
                    Err(why) => answers.tell(NewNotice::error("A file was not opened").detail(why)),
                }
            }
            answers.send(Command::OpenPaths(paths));
        });
        Vec::new()
    }

    fn request_paste(&mut self, view: ViewId) -> Handled {
        let answers = self.answers.clone();
        let asked = window().map(|window| window.navigator().clipboard().read_text());
        spawn_local(async move {
            let read = match asked {
                Ok(promise) => JsFuture::from(promise).await,
                Err(error) => Err(error),
            };
            match read.ok().and_then(|text| text.as_string()) {
                Some(text) => answers.send(Command::Paste { view, text }),
                None => answers.tell(
                    NewNotice::warning("The browser did not hand over the clipboard")
                        .detail("Paste with the keyboard, or allow this page to read the clipboard."),
                ),
            }
        });
        Handled::Yes
    }

    fn toggle_full_screen(&mut self) -> Handled {
        let toggled = window().and_then(|window| {
            let document = window.document().ok_or("no document")?;
            if document.fullscreen_element().is_some() {
                document.exit_fullscreen();
                return Ok(());
            }
            let canvas = document.get_element_by_id(&self.canvas).ok_or("no canvas")?;
            canvas.request_fullscreen().map(drop)
        });
        self.attempt("fill the screen", toggled);
        Handled::Yes
    }

    fn take_commands(&mut self) -> Vec<Command> {
        std::mem::take(&mut *self.answers.commands.borrow_mut())
    }
}
