//! A drawing that leaves: on the clipboard as another program takes it, or by the dialog, as a file. What is drawn there
//! is what is selected, or else the page.
//!
//! Not here: making pictures and writing them (`justbuilt_workspace::sketches`).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Color32, Id, Painter, Rect, Sense, TextureHandle, Ui, pos2, vec2};
use justbuilt_sketch::render;
use justbuilt_sketch::render::picture::{Format, Ground, Look};
use justbuilt_sketch::scene::{Kind, Sketch};
use justbuilt_ui::canvas::{CanvasState, Thumbnail};
use justbuilt_ui::icons::Icon;
use justbuilt_ui::paint;
use justbuilt_ui::tokens::{NO_PAPER, PAPER, radius, space};
use justbuilt_ui::widgets::{Answer, Checkbox, Dialog, DialogAnswer, DialogButton, Input, Select};
use justbuilt_workspace::{Ability, Command, PictureJob, PictureTo, SketchCommand, ViewSnapshot};

use super::export::{LABEL, field, note};
use crate::ctx::Ctx;

/// The dialog and what it shows of the drawing, points.
const WIDTH: f32 = 520.0;
const PREVIEW: f32 = 200.0;
/// The squares that stand for nothing, points.
const SQUARE: f32 = 8.0;
/// Pixels per px that are offered.
const SCALES: [(f64, &str); 4] = [(1.0, "1×"), (2.0, "2×"), (3.0, "3×"), (4.0, "4×")];

/// A drawing that is about to leave.
pub struct Leaving {
    /// What was selected, and all of the page.
    selected: Option<Arc<Sketch>>,
    page: Arc<Sketch>,
    whole: bool,
    look: Look,
    filled: bool,
    /// The name of the file, without its ending; and the field.
    stem: PathBuf,
    path: String,
    preview: Option<Preview>,
}

/// What is shown of the drawing. Made once: a large one takes a while.
struct Preview {
    thumbnail: Thumbnail,
    /// How large it is, px.
    size: kurbo::Size,
}

impl Preview {
    fn of(sketch: &Sketch) -> Option<Self> {
        let page = sketch.pages.first()?;
        let view = frame_of(sketch).unwrap_or_else(|| render::page(sketch, 0).view);
        Some(Self { thumbnail: Thumbnail::new(page), size: view.size() })
    }
}

/// What is selected on a canvas, as a sketch of its own.
fn selected(canvas: &CanvasState, from: &Sketch) -> Option<Sketch> {
    if canvas.canvas.selection().is_empty() {
        return None;
    }
    let copied = canvas.canvas.copy(&from.pictures);
    let some = copied.pages.first().is_some_and(|page| !page.elements.is_empty());
    some.then(|| Sketch { background: from.background.clone(), ..copied })
}

/// One page of a sketch.
fn page_of(from: &Sketch, page: usize) -> Sketch {
    Sketch { pages: from.pages.get(page).cloned().into_iter().collect(), ..from.clone() }
}

/// Puts what is selected, or the page, on the clipboard.
pub fn copy(ctx: &Ctx<'_>, canvas: &CanvasState, from: &Sketch, page: usize, format: Format) {
    let sketch = selected(canvas, from).unwrap_or_else(|| page_of(from, page));
    let (scale, ground) = match format {
        Format::Png => (2.0, Ground::Filled),
        Format::Svg | Format::Excalidraw | Format::Words => (1.0, Ground::None),
    };
    let look = Look { format, scale, ground, view: frame_of(&sketch), ..Look::default() };
    send(ctx, Arc::new(sketch), look, PictureTo::Clipboard);
}

fn send(ctx: &Ctx<'_>, sketch: Arc<Sketch>, look: Look, to: PictureTo) {
    ctx.send(Command::Sketch(SketchCommand::Picture(PictureJob { sketch, page: 0, look, to })));
}

impl Leaving {
    /// The dialog for what is drawn now.
    pub fn new(
        ctx: &Ctx<'_>,
        view: &ViewSnapshot,
        canvas: &CanvasState,
        (from, page): (&Sketch, usize),
    ) -> Self {
        let root = ctx.snapshot.project.as_ref().map(|project| project.root.as_path());
        let path = view.document.path.as_deref();
        let near = path.map_or_else(|| PathBuf::from(&view.document.name), Path::to_owned);
        let name = near.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let stem = name.strip_suffix(".sketch.json").or_else(|| name.strip_suffix(".excalidraw"));
        let stem = near.with_file_name(stem.unwrap_or(&name));
        let stem = root.and_then(|root| stem.strip_prefix(root).ok()).map(Path::to_owned).unwrap_or(stem);
        let look = Look { scale: 2.0, scene: true, outlines: true, ..Look::default() };
        let mut leaving = Self {
            selected: selected(canvas, from).map(Arc::new),
            page: Arc::new(page_of(from, page)),
            whole: false,
            look,
            filled: true,
            stem,
            path: String::new(),
            preview: None,
        };
        leaving.whole = leaving.selected.is_none();
        leaving.name();
        leaving
    }

    fn sketch(&self) -> &Arc<Sketch> {
        self.selected.as_ref().filter(|_| !self.whole).unwrap_or(&self.page)
    }

    /// The file gets the ending of its format.
    fn name(&mut self) {
        let name = self.stem.file_name().unwrap_or_default().to_string_lossy();
        let file = self.stem.with_file_name(format!("{name}.{}", self.look.format.ending()));
        self.path = file.to_string_lossy().into_owned();
    }

    /// Shows it; false when it was closed.
    pub fn show(&mut self, ctx: &Ctx<'_>, ui: &Ui, textures: &BTreeMap<String, TextureHandle>) -> bool {
        let writes = ctx.snapshot.abilities.has(Ability::WriteFiles);
        let empty = self.sketch().pages.iter().all(|page| page.elements.is_empty());
        let write = if writes { "Write" } else { "Download" };
        let buttons = [
            DialogButton { text: write, kind: DialogAnswer::Primary },
            DialogButton { text: "Copy", kind: DialogAnswer::Secondary },
            DialogButton { text: "Cancel", kind: DialogAnswer::Secondary },
        ];
        let ready = !empty && !self.path.trim().is_empty();
        let shown = if ready { &buttons[..] } else { &buttons[2..] };
        let dialog = Dialog::new(Id::unique("export drawing"), "Export drawing", shown).width(WIDTH);
        let answer = dialog.show_with(ui.ctx(), |ui| self.content_ui(ctx, ui, writes, empty, textures));
        let ground = if self.filled { Ground::Filled } else { Ground::None };
        let look = Look { ground, view: frame_of(self.sketch()), ..self.look };
        match answer {
            None => return true,
            Some(Answer::Button(0)) if ready => {
                let path = self.path.trim();
                let to = match writes {
                    true => PictureTo::File { path: PathBuf::from(path), replace: false },
                    false => PictureTo::HandOver(path.rsplit('/').next().unwrap_or(path).to_owned()),
                };
                send(ctx, Arc::clone(self.sketch()), look, to);
            }
            Some(Answer::Button(1)) if ready => {
                send(ctx, Arc::clone(self.sketch()), look, PictureTo::Clipboard);
            }
            Some(_) => {}
        }
        false
    }

    fn content_ui(
        &mut self,
        ctx: &Ctx<'_>,
        ui: &mut Ui,
        writes: bool,
        empty: bool,
        textures: &BTreeMap<String, TextureHandle>,
    ) {
        self.preview_ui(ctx, ui, textures);
        ui.add_space(space::XS);
        if self.selected.is_some() {
            field(ctx, ui, "What", |ui| {
                let mut chosen = usize::from(self.whole);
                let choices = ["The selection", "The page"];
                if Select::new("What is exported", &choices).show(ui, &mut chosen).changed() {
                    (self.whole, self.preview) = (chosen == 1, None);
                }
            });
        }
        field(ctx, ui, "Format", |ui| {
            let titles = Format::ALL.map(Format::title);
            let mut chosen = Format::ALL.iter().position(|one| *one == self.look.format).unwrap_or_default();
            if Select::new("Format", &titles).show(ui, &mut chosen).changed()
                && let Some(format) = Format::ALL.get(chosen)
            {
                self.look.format = *format;
                self.name();
            }
            if self.look.format == Format::Png {
                ui.add_space(space::M);
                let titles = SCALES.map(|(_, title)| title);
                let mut chosen =
                    SCALES.iter().position(|(scale, _)| *scale == self.look.scale).unwrap_or_default();
                if Select::new("Scale", &titles).width(72.0).show(ui, &mut chosen).changed()
                    && let Some((scale, _)) = SCALES.get(chosen)
                {
                    self.look.scale = *scale;
                }
                ui.add_space(space::S);
                let size = self.preview.as_ref().map(|preview| preview.size).unwrap_or_default();
                let side = |length: f64| (length * self.look.scale).round();
                note(ctx, ui, &format!("{} × {} pixels", side(size.width), side(size.height)));
            }
        });
        field(ctx, ui, if writes { "File" } else { "Name" }, |ui| {
            let error = self.path.trim().is_empty().then_some("A file needs a name.");
            let icon = if writes { Icon::Folder } else { Icon::File };
            let before = self.path.clone();
            Input::new(&mut self.path, "File that is written").icon(icon).error(error).show(ui);
            if self.path != before {
                let path = self.path.trim();
                let ending = format!(".{}", self.look.format.ending());
                self.stem = PathBuf::from(path.strip_suffix(&ending).unwrap_or(path));
            }
        });
        if empty {
            note(ctx, ui, "Nothing is drawn here.");
        }
        let format = self.look.format;
        if format != Format::Excalidraw {
            indented(ui, |ui| ui.add(Checkbox::new(&mut self.filled, "With its background")));
            let text = "The drawing inside, so that it can be opened again";
            indented(ui, |ui| ui.add(Checkbox::new(&mut self.look.scene, text)));
        }
        if format == Format::Svg {
            let text = "Letters as outlines, for where the fonts are missing";
            indented(ui, |ui| ui.add(Checkbox::new(&mut self.look.outlines, text)));
        }
    }

    /// What will be in it.
    fn preview_ui(&mut self, ctx: &Ctx<'_>, ui: &mut Ui, textures: &BTreeMap<String, TextureHandle>) {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), PREVIEW), Sense::hover());
        let painter = ui.painter().with_clip_rect(rect);
        let sketch = Arc::clone(self.sketch());
        let ground = match self.look.format {
            // It opens on the ground that it has.
            Format::Excalidraw => Some(ground_of(&sketch)),
            _ => self.filled.then(|| ground_of(&sketch)),
        };
        match ground {
            Some(color) => paint::fill(&painter, rect, radius::CONTROL, color),
            None => squares(&painter, rect),
        }
        if self.preview.is_none() {
            self.preview = Preview::of(&sketch);
        }
        if let Some(preview) = &mut self.preview {
            preview.thumbnail.paint_with(&painter, rect.shrink(space::M), false, textures);
        }
        paint::border(ui.painter(), rect, radius::CONTROL, ctx.theme.colors.border);
    }
}

/// The frame that everything is in: it leaves without its name and without room around it.
fn frame_of(sketch: &Sketch) -> Option<kurbo::Rect> {
    let elements = &sketch.pages.first()?.elements;
    let mut roots = elements.iter().filter(|element| element.parent.is_none() && !element.hidden);
    let frame = roots.next().filter(|element| element.kind == Kind::Frame && element.angle == 0.0)?;
    roots.next().is_none().then(|| frame.rect())
}

/// The sketch's background, or else white.
fn ground_of(sketch: &Sketch) -> Color32 {
    justbuilt_ui::canvas::background(sketch.background.as_deref(), PAPER)
}

/// What stands for nothing.
fn squares(painter: &Painter, rect: Rect) {
    painter.rect_filled(rect, 0.0, PAPER);
    let (columns, rows) = ((rect.width() / SQUARE).ceil() as i32, (rect.height() / SQUARE).ceil() as i32);
    for row in 0..rows {
        for column in (row % 2..columns).step_by(2) {
            let corner = pos2(rect.left() + column as f32 * SQUARE, rect.top() + row as f32 * SQUARE);
            painter.rect_filled(Rect::from_min_size(corner, vec2(SQUARE, SQUARE)), 0.0, NO_PAPER);
        }
    }
}

/// Below the fields.
fn indented<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) {
    ui.horizontal(|ui| {
        ui.add_space(LABEL + ui.spacing().item_spacing.x);
        add(ui);
    });
}
