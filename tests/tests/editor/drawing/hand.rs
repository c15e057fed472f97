//! A hand with a mouse or a pen on the canvas: it does not hit the pixel it aims at, and trembles on the way.

use std::path::PathBuf;

use egui::{Event, Modifiers, PointerButton, Pos2, TouchDeviceId, TouchId, TouchPhase, vec2};
use justbuilt_app::shell::focus::editor_id;
use justbuilt_sketch::file;
use justbuilt_sketch::scene::{Element, Kind, Sketch};
use justbuilt_testkit::Random;
use justbuilt_workspace::ViewId;

use super::super::*;

/// A larger window than the other tests have: a screen of 1280 px is drawn in it.
const WINDOW: Screen = Screen { pixels: [1600, 1000], scale: 1.0 };

/// The window with an empty sketch, and a hand.
pub struct Hand {
    pub editor: OffscreenShell,
    pub folder: tempfile::TempDir,
    pub view: ViewId,
    pub name: String,
    /// The text before anything was drawn.
    pub empty: String,
    random: Random,
    tremor: f32,
}

impl Hand {
    /// Opens an empty sketch of this name.
    pub fn new(name: &str, seed: u64) -> Self {
        let folder = project();
        let path = folder.path().join(format!("{name}.sketch.json"));
        let mut sketch = file::read("").unwrap().0;
        name.clone_into(&mut sketch.name);
        fs::write(&path, file::write(&sketch)).unwrap();
        let paths = [folder.path().to_owned(), path].map(|path| OpenPath { path, place: None });
        let mut editor = justbuilt_app::native::screenshot::editor(&paths, WINDOW, None).unwrap();
        until(&mut editor, "the canvas", |editor| {
            let view = editor.face.snapshot().active_view();
            view.is_some_and(|view| view.document.sketch.as_ref().is_some_and(|sketch| sketch.ready))
        });
        editor.settle(Duration::from_secs(5));
        let view = editor.face.snapshot().active_view().unwrap().id;
        let empty = text(&editor);
        let mut hand = Self {
            editor,
            folder,
            view,
            name: name.to_owned(),
            empty,
            random: Random::new(seed),
            tremor: 0.6,
        };
        hand.look(1.0, (0.0, 0.0));
        hand
    }

    /// Steps of the keyboard.
    pub fn keys(&mut self, lines: &[&str]) {
        steps(&mut self.editor, lines);
    }

    /// Zooms and moves by the wheel until a place of the page is where drawing begins.
    pub fn look(&mut self, zoom: f64, corner: (f64, f64)) {
        let middle = self.place().center();
        self.editor.frame(vec![Event::PointerMoved(middle)]);
        for _ in 0..40 {
            let now = self.editor.face.canvas(self.view).unwrap().canvas.camera.zoom();
            if (now / zoom - 1.0).abs() < 1e-3 {
                break;
            }
            self.editor.frame(vec![Event::Zoom((zoom / now) as f32)]);
        }
        // By the middle button: as exact as the wheel is not.
        let from = self.place().min + vec2(700.0, 300.0);
        let to = from + (self.place().min + vec2(250.0, 64.0) - self.at(corner.0, corner.1));
        self.press(from, PointerButton::Middle, true);
        self.editor.frame(vec![Event::PointerMoved(to)]);
        self.press(to, PointerButton::Middle, false);
        self.rest();
    }

    fn place(&self) -> egui::Rect {
        self.editor.ctx.read_response(editor_id(self.view)).unwrap().rect
    }

    /// Where a place of the page is on the screen.
    pub fn at(&self, x: f64, y: f64) -> Pos2 {
        let canvas = &self.editor.face.canvas(self.view).unwrap().canvas;
        let p = canvas.camera.to_screen(kurbo_point(x, y));
        self.place().min + vec2(p.x as f32, p.y as f32)
    }

    fn rest(&mut self) {
        self.editor.frame(Vec::new());
        self.editor.settle(Duration::from_secs(10));
    }

    fn press(&mut self, pos: Pos2, button: PointerButton, pressed: bool) {
        let event = Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE };
        self.editor.frame(vec![Event::PointerMoved(pos), event]);
    }

    fn off(&mut self, by: f32) -> egui::Vec2 {
        let mut one = || (self.random.below(2001) as f32 / 1000.0 - 1.0) * by;
        vec2(one(), one())
    }

    /// Clicks with the mouse.
    pub fn click(&mut self, x: f64, y: f64) {
        let at = self.at(x, y) + self.off(self.tremor);
        self.editor.frame(vec![Event::PointerMoved(at)]);
        self.press(at, PointerButton::Primary, true);
        self.press(at, PointerButton::Primary, false);
        self.rest();
    }

    /// Two clicks, as fast as one can.
    pub fn double_click(&mut self, x: f64, y: f64) {
        let at = self.at(x, y);
        self.editor.frame(vec![Event::PointerMoved(at)]);
        for pressed in [true, false, true, false] {
            self.press(at, PointerButton::Primary, pressed);
        }
        self.rest();
    }

    /// Drags with the mouse from corner to corner; the hand is steady at the ends, as one looks there.
    pub fn drag(&mut self, (x0, y0): (f64, f64), (x1, y1): (f64, f64)) {
        let (from, to) = (self.at(x0, y0) + self.off(self.tremor), self.at(x1, y1) + self.off(self.tremor));
        self.editor.frame(vec![Event::PointerMoved(from)]);
        self.press(from, PointerButton::Primary, true);
        for step in 1..=8_u8 {
            let on_the_way = from.lerp(to, f32::from(step) / 8.0) + self.off(1.5);
            self.editor.frame(vec![Event::PointerMoved(on_the_way)]);
        }
        self.editor.frame(vec![Event::PointerMoved(to)]);
        self.press(to, PointerButton::Primary, false);
        self.rest();
    }

    /// Takes a tool by its name and draws a box: left, top, width, height.
    pub fn draw(&mut self, tool: &str, [x, y, width, height]: [f64; 4]) {
        self.keys(&[&format!("sketch.tool {tool}")]);
        self.drag((x, y), (x + width, y + height));
    }

    /// Draws it and types its words.
    pub fn named(&mut self, tool: &str, at: [f64; 4], words: &str) {
        self.draw(tool, at);
        self.keys(&["keys enter"]);
        self.type_words(words);
    }

    /// Writes with the text tool: where the words begin, and the middle of their line.
    pub fn write(&mut self, x: f64, y: f64, words: &str) {
        self.keys(&["keys t"]);
        self.click(x, y);
        self.type_words(words);
    }

    /// Writes words, and pulls them by a corner until they are twice as large.
    pub fn head(&mut self, x: f64, y: f64, words: &str) {
        self.write(x, y, words);
        let written = self.elements().pop().unwrap();
        let corner = (written.x + written.width, written.y + written.height);
        self.drag(corner, (corner.0 + written.width, corner.1 + written.height));
        let Kind::Text(text) = self.elements().pop().unwrap().kind else { return };
        assert!(text.size > 30.0, "{words:?} is of {} px", text.size);
    }

    fn type_words(&mut self, words: &str) {
        for (at, line) in words.split('\n').enumerate() {
            if at > 0 {
                self.keys(&["keys enter"]);
            }
            self.keys(&[&format!("type {line}")]);
        }
        self.keys(&["keys escape"]);
        self.rest();
    }

    /// Other words in the field that a double click opened: those that were there are selected.
    pub fn retype(&mut self, words: &str) {
        let editing = self.editor.face.canvas(self.view).unwrap().canvas.editing().is_some();
        assert!(editing, "no field for {words:?}");
        self.type_words(words);
    }

    /// The title of the card that was drawn last.
    pub fn rename_card(&mut self, words: &str) {
        self.keys(&["keys enter"]);
        self.retype(words);
    }

    /// Keeps what a drawing is understood as, to be looked at.
    pub fn tree(&self, tree: &justbuilt_sketch::layout::Tree) {
        let Some(folder) = Self::kept() else { return };
        let text = justbuilt_sketch::layout::print::text(tree);
        fs::write(folder.join(format!("{}.tree.txt", self.name)), text).unwrap();
        fs::write(folder.join(format!("{}.sketch.json", self.name)), super::super::text(&self.editor))
            .unwrap();
    }

    /// A stroke of the pen through these places, with a tremor and corners that are not quite met.
    pub fn stroke(&mut self, through: &[(f64, f64)]) {
        let aims: Vec<Pos2> = through.iter().map(|(x, y)| self.at(*x, *y)).collect();
        let mut path: Vec<Pos2> = Vec::new();
        for pair in aims.windows(2) {
            let [a, b] = [pair[0] + self.off(1.2), pair[1] + self.off(1.2)];
            let steps = (a.distance(b) / 7.0).ceil().max(2.0) as usize;
            // A hand draws lines that bend a little.
            let bend = (b - a).rot90().normalized() * (self.random.below(2001) as f32 / 1000.0 - 1.0) * 1.6;
            for step in 0..steps {
                let share = step as f32 / steps as f32;
                let bulge = bend * (1.0 - (share * 2.0 - 1.0).powi(2));
                path.push(a.lerp(b, share) + bulge + self.off(0.5));
            }
        }
        path.extend(aims.last().map(|last| *last + self.off(1.2)));
        let (Some(first), Some(last)) = (path.first().copied(), path.last().copied()) else { return };
        let touch = |phase, pos, force| Event::Touch {
            device_id: TouchDeviceId(1),
            id: TouchId(1),
            phase,
            pos,
            force: Some(force),
        };
        self.editor.frame(vec![touch(TouchPhase::Start, first, 0.3)]);
        self.press(first, PointerButton::Primary, true);
        for at in &path {
            let force = 0.4 + self.random.below(300) as f32 / 1000.0;
            self.editor.frame(vec![touch(TouchPhase::Move, *at, force), Event::PointerMoved(*at)]);
        }
        self.editor.frame(vec![touch(TouchPhase::End, last, 0.2)]);
        self.press(last, PointerButton::Primary, false);
        self.editor.frame(vec![Event::PointerGone]);
        self.rest();
    }

    /// A box in one stroke.
    pub fn pen_box(&mut self, [x, y, width, height]: [f64; 4]) {
        let (right, bottom) = (x + width, y + height);
        self.stroke(&[
            (x, y),
            (right, y + 1.0),
            (right - 1.0, bottom),
            (x + 1.0, bottom - 1.0),
            (x, y + 2.0),
        ]);
    }

    /// A squiggle: words will be here.
    pub fn squiggle(&mut self, [x, y, width, height]: [f64; 4]) {
        let waves = (width / (height * 0.9)).round().clamp(3.0, 14.0) as usize;
        let step = width / waves as f64 / 2.0;
        let point = |at: usize| (x + at as f64 * step, if at.is_multiple_of(2) { y + height } else { y });
        let points: Vec<(f64, f64)> = (0..=waves * 2).map(point).collect();
        self.stroke(&points);
    }

    /// The elements from the bottom to the top.
    pub fn elements(&self) -> Vec<Element> {
        self.sketch().pages[0].elements.iter().map(|element| Element::clone(element)).collect()
    }

    /// The drawing.
    pub fn sketch(&self) -> Sketch {
        let snapshot = self.editor.face.snapshot();
        let sketch = snapshot.active_view().and_then(|view| view.document.sketch.clone()).unwrap();
        Sketch::clone(&sketch.sketch)
    }

    /// A word for each element, in the order they were drawn.
    pub fn kinds(&self) -> Vec<String> {
        let word = |element: &Element| {
            let kind = match &element.kind {
                Kind::Component(component) => format!("{:?}", component.kind),
                kind => format!("{kind:?}"),
            };
            kind.chars().take_while(|letter| letter.is_alphanumeric()).collect()
        };
        self.elements().iter().map(word).collect()
    }

    fn kept() -> Option<PathBuf> {
        std::env::var_os("JUSTBUILT_DRAWN").map(PathBuf::from)
    }

    /// Puts the drawing and a picture of the window where it was asked for.
    pub fn keep(&mut self) {
        let Some(folder) = Self::kept() else { return };
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{}.sketch.json", self.name)), text(&self.editor)).unwrap();
        self.picture(&self.name.clone());
    }

    /// A picture of the window.
    pub fn picture(&mut self, name: &str) {
        let Some(folder) = Self::kept() else { return };
        self.editor.frame(Vec::new());
        let picture = self.editor.picture().unwrap();
        picture.save(folder.join(format!("{name}.png"))).unwrap();
    }

    /// Puts the code there too.
    pub fn keep_code(&self) {
        let Some(folder) = Self::kept() else { return };
        for entry in fs::read_dir(self.folder.path()).unwrap().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_dir() && name.starts_with(&format!("{}-", self.name)) {
                copy(&entry.path(), &folder.join(name));
            }
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn kurbo_point(x: f64, y: f64) -> kurbo::Point {
    kurbo::Point::new(x, y)
}
