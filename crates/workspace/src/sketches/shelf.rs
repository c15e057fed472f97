//! What a drawing can take from the project: libraries of items, and pictures. Found, read and made smaller in the
//! background.
//!
//! Not here: how they are offered, and where on the page they go.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, ImageReader, Limits};
use justbuilt_base::{SpawnerExt as _, TaskHandle};
use justbuilt_sketch::canvas::{Board, Draft, Ids, clipboard};
use justbuilt_sketch::excalidraw;
use justbuilt_sketch::scene::{Element, ElementId, Kind, Page, Picture, Sketch};
use justbuilt_store::{ContentHash, Fs};

use super::OUTDATED;
use crate::command::{CommandError, CommandResult};
use crate::event::Event;
use crate::ids::{DocumentId, ViewId};
use crate::notice::NewNotice;
use crate::workspace::Workspace;

/// The library of a project that items are put into.
const OWN: &str = "library.excalidrawlib";
/// So many libraries and pictures of a project are offered.
const MOST_LIBRARIES: usize = 64;
const MOST_PICTURES: usize = 5_000;
/// A library larger than this is left out, bytes.
const LARGEST_LIBRARY: u64 = 16 << 20;
/// A picture file larger than this is refused, bytes.
const LARGEST_FILE: u64 = 64 << 20;
/// More pixels than this are refused: they would take 400 MB while they are made fewer.
const MOST_PIXELS: u64 = 100_000_000;
/// A picture larger than this is written anew, smaller: it stands in the text of the sketch. Bytes, and px of a side.
const LARGE: usize = 1 << 20;
const LONG: u32 = 2048;
/// The quality of pictures that are written anew.
const QUALITY: u8 = 85;
/// The longest side of a picture on the page, px.
const SHOWN: f64 = 800.0;

/// What is asked of the shelf.
#[derive(Clone, Debug)]
pub enum ShelfCommand {
    /// Looks through the project for libraries and pictures.
    Look,
    /// Offers a library from anywhere.
    Open(PathBuf),
    /// Puts these elements into the library of the project, as one item.
    Keep(Box<Sketch>),
    /// Puts a picture onto a page.
    Picture {
        /// In which view.
        view: ViewId,
        /// Onto which page, from 0.
        page: usize,
        /// Into this element; else into a new one.
        into: Option<ElementId>,
        /// Where the middle of a new one is, px of the page.
        at: (f64, f64),
        /// From where.
        from: PictureFrom,
    },
}

/// Where a picture comes from.
#[derive(Clone, Debug)]
pub enum PictureFrom {
    /// A file.
    File(PathBuf),
    /// Bytes of a file, such as the clipboard's.
    Bytes(Arc<[u8]>),
}

/// A library, read.
#[derive(Clone, Debug)]
pub struct LibrarySnapshot {
    /// Its file.
    pub path: PathBuf,
    /// Its name.
    pub title: String,
    /// Each page is an item.
    pub sketch: Arc<Sketch>,
}

/// What is offered.
#[derive(Clone, Debug, Default)]
pub struct ShelfSnapshot {
    /// Libraries, by their names.
    pub libraries: Vec<LibrarySnapshot>,
    /// Pictures of the project, by their paths.
    pub pictures: Vec<PathBuf>,
}

/// What is known.
#[derive(Default)]
pub(crate) struct Shelf {
    snapshot: Arc<ShelfSnapshot>,
    /// Libraries from outside of the project.
    opened: Vec<PathBuf>,
    looking: Option<TaskHandle>,
}

/// What background work found.
pub(crate) enum ShelfEvent {
    Found(ShelfSnapshot, Vec<String>),
    Kept(Result<(), String>),
    Picture(Box<Ready>),
}

/// A picture that can be put in.
pub(crate) struct Ready {
    view: ViewId,
    document: DocumentId,
    page: usize,
    into: Option<ElementId>,
    at: (f64, f64),
    read: Result<Readied, String>,
}

struct Readied {
    picture: Picture,
    size: (u32, u32),
    /// It was made smaller from this.
    was: Option<(u32, u32)>,
}

impl Shelf {
    pub(crate) fn snapshot(&self) -> Arc<ShelfSnapshot> {
        Arc::clone(&self.snapshot)
    }
}

impl Workspace {
    pub(super) fn shelf_run(&mut self, command: ShelfCommand) -> CommandResult {
        match command {
            ShelfCommand::Look => self.shelf_look(),
            ShelfCommand::Open(path) => {
                if !self.shelf.opened.contains(&path) {
                    self.shelf.opened.push(path);
                }
                self.shelf_look();
            }
            ShelfCommand::Keep(items) => return self.shelf_keep(*items),
            ShelfCommand::Picture { view, page, into, at, from } => {
                return self.shelf_picture(view, page, into, at, from);
            }
        }
        Ok(())
    }

    fn shelf_look(&mut self) {
        let root = self.project.root().map(Path::to_owned);
        let exclude = self.settings.current().files_exclude.clone();
        let (tree, fs) = (Arc::clone(&self.platform.tree), Arc::clone(&self.platform.fs));
        let (sender, opened) = (self.sender.clone(), self.shelf.opened.clone());
        self.shelf.looking = Some(self.platform.spawner.blocking("look for libraries", move |cancel| {
            let (mut libraries, mut pictures) = (opened, Vec::new());
            if let Some(root) = &root {
                let mut found = |items: Vec<crate::project::WalkItem>| {
                    for item in items {
                        if is_library(&item.path) && !libraries.contains(&item.path) {
                            libraries.push(item.path);
                        } else if is_picture(&item.path) && pictures.len() < MOST_PICTURES {
                            pictures.push(item.path);
                        }
                    }
                    true
                };
                if let Err(error) = tree.walk(root, &exclude, cancel, &mut found) {
                    log::warn!("libraries of the project are not known: {error}");
                }
            }
            pictures.sort();
            libraries.sort();
            libraries.truncate(MOST_LIBRARIES);
            let (mut read, mut problems) = (Vec::new(), Vec::new());
            for path in libraries {
                match library(&*fs, &path) {
                    Ok(library) => read.push(library),
                    Err(reason) => problems.push(format!("{}: {reason}", path.display())),
                }
            }
            if !cancel.is_cancelled() {
                let found = ShelfSnapshot { libraries: read, pictures };
                // The workspace may be gone.
                sender.send(Event::Shelf(ShelfEvent::Found(found, problems))).ok();
            }
        }));
    }

    fn shelf_keep(&mut self, items: Sketch) -> CommandResult {
        let Some(root) = self.project.root().map(Path::to_owned) else {
            return Err(CommandError::Failed(
                "The library is a file of the project: open a folder first.".to_owned(),
            ));
        };
        if items.pages.first().is_none_or(|page| page.elements.is_empty()) {
            return Err(CommandError::NotNow("nothing is selected"));
        }
        let (fs, sender) = (Arc::clone(&self.platform.fs), self.sender.clone());
        let task = self.platform.spawner.blocking("keep in library", move |_| {
            let kept = keep(&*fs, &root.join(OWN), items);
            // The workspace may be gone.
            sender.send(Event::Shelf(ShelfEvent::Kept(kept))).ok();
        });
        // A file that is half written would be worse than a window that is gone.
        task.detach();
        Ok(())
    }

    fn shelf_picture(
        &mut self,
        view: ViewId,
        page: usize,
        into: Option<ElementId>,
        at: (f64, f64),
        from: PictureFrom,
    ) -> CommandResult {
        let (document, _) = self.sketch_at_hand(view)?;
        let (fs, sender) = (Arc::clone(&self.platform.fs), self.sender.clone());
        let task = self.platform.spawner.blocking("picture of a sketch", move |_| {
            let read = match from {
                PictureFrom::File(path) => read_picture(&*fs, &path),
                PictureFrom::Bytes(bytes) => ready(&bytes),
            };
            let ready = Ready { view, document, page, into, at, read };
            // The workspace may be gone.
            sender.send(Event::Shelf(ShelfEvent::Picture(Box::new(ready)))).ok();
        });
        task.detach();
        Ok(())
    }

    /// Takes in what background work found.
    pub(crate) fn shelf_taken(&mut self, event: ShelfEvent) {
        match event {
            ShelfEvent::Found(found, problems) => {
                self.shelf.looking = None;
                self.shelf.snapshot = Arc::new(found);
                if let Some(first) = problems.first() {
                    let more = problems.len() - 1;
                    let more = if more > 0 { format!(" And {more} more.") } else { String::new() };
                    self.notify(
                        NewNotice::warning("A library cannot be shown").detail(format!("{first}.{more}")),
                    );
                }
                self.touch();
            }
            ShelfEvent::Kept(Ok(())) => {
                self.notify(
                    NewNotice::info("The selection is in the library").detail(format!(
                        "It is an item of {OWN} in the project, which Excalidraw reads too."
                    )),
                );
                self.shelf_look();
            }
            ShelfEvent::Kept(Err(reason)) => {
                self.notify(NewNotice::error("The selection was not put into the library").detail(reason));
            }
            ShelfEvent::Picture(ready) => {
                if let Err(error) = self.put_picture(*ready) {
                    self.notify(NewNotice::error("The picture was not put in").detail(error.to_string()));
                }
            }
        }
    }

    fn put_picture(&mut self, ready: Ready) -> CommandResult {
        let read = ready.read.map_err(CommandError::Failed)?;
        let (document, from) = self.sketch_at_hand(ready.view)?;
        if document != ready.document {
            return Err(OUTDATED);
        }
        let key = ContentHash::of(&read.picture.bytes).to_string();
        let key = key.get(..20).unwrap_or(&key).to_owned();
        let (width, height) = (f64::from(read.size.0.max(1)), f64::from(read.size.1.max(1)));
        let mut to = Sketch::clone(&from);
        let page = to.pages.get_mut(ready.page).ok_or(OUTDATED)?;
        let board = Board::new(page);
        let mut draft = Draft::new(&board);
        match ready.into.filter(|id| board.get(id).is_some()) {
            Some(id) => draft.edit(&id, |element| {
                // As wide as it was drawn, as high as the picture wants it.
                element.height = element.width * height / width;
                element.kind = Kind::Image { picture: Some(key.clone()) };
            }),
            None => {
                let scale = (SHOWN / width.max(height)).min(1.0);
                let size = kurbo::Size::new(width * scale, height * scale);
                let rect = kurbo::Rect::from_center_size(ready.at, size);
                let rect = rect.with_origin((rect.x0.round(), rect.y0.round()));
                let id = Ids::new(seed(&key, board.len())).next(&board);
                let mut element = Element::new(id, Kind::Image { picture: Some(key.clone()) }, rect);
                element.parent = clipboard::frame_under(&board, rect.center());
                draft.add(element, usize::MAX);
            }
        }
        let changes = draft.finish();
        drop(board);
        changes.apply(page).map_err(|_| OUTDATED)?;
        to.pictures.insert(key, read.picture);
        self.sketch_replace(ready.view, &from, Arc::new(to), "Picture")?;
        if let Some((wide, high)) = read.was {
            let (w, h) = read.size;
            self.notify(
                NewNotice::info("The picture was made smaller").detail(format!(
                    "It had {wide} × {high} pixels and is kept in the sketch with {w} × {h}."
                )),
            );
        }
        Ok(())
    }
}

fn seed(key: &str, count: usize) -> u64 {
    key.bytes().fold(count as u64, |all, byte| all.wrapping_mul(0x100_0000_01b3) ^ u64::from(byte))
}

/// A library of items, by its name.
#[must_use]
pub fn is_library(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("excalidrawlib"))
}

/// A file that can be a picture of a drawing, by its name.
#[must_use]
pub fn is_picture(path: &Path) -> bool {
    const ENDINGS: [&str; 6] = ["png", "jpg", "jpeg", "gif", "webp", "bmp"];
    path.extension().is_some_and(|end| ENDINGS.iter().any(|known| end.eq_ignore_ascii_case(known)))
}

fn library(fs: &dyn Fs, path: &Path) -> Result<LibrarySnapshot, String> {
    let size = fs.metadata(path).map_err(|error| error.to_string())?.size;
    if size > LARGEST_LIBRARY {
        return Err(format!(
            "it has {} MB; libraries of up to {} MB are shown",
            size >> 20,
            LARGEST_LIBRARY >> 20
        ));
    }
    let bytes = fs.read(path).map_err(|error| error.to_string())?;
    let (sketch, _) = excalidraw::read(&bytes).map_err(|error| error.to_string())?;
    let title = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(LibrarySnapshot { path: path.to_owned(), title, sketch: Arc::new(sketch) })
}

/// Adds the first page of a sketch to a library file as an item.
fn keep(fs: &dyn Fs, path: &Path, items: Sketch) -> Result<(), String> {
    let mut library = match fs.read(path) {
        Ok(bytes) => excalidraw::read(&bytes).map_err(|error| error.to_string())?.0,
        Err(error) if error.is_missing() => {
            excalidraw::read(r#"{"type":"excalidrawlib","version":2,"libraryItems":[]}"#)
                .map_err(|error| error.to_string())?
                .0
        }
        Err(error) => return Err(error.to_string()),
    };
    let Some(mut page) = items.pages.into_iter().next() else { return Ok(()) };
    let number = (library.pages.len() + 1..)
        .find(|number| library.pages.iter().all(|page| page.id != format!("item-{number}")))
        .unwrap_or_default();
    page.id = format!("item-{number}");
    page.name = title(&page).unwrap_or_else(|| format!("Item {number}"));
    library.pages.push(page);
    library.pictures.extend(items.pictures);
    let text = excalidraw::write_library(&library);
    fs.write(path, text.as_bytes()).map(drop).map_err(|error| error.to_string())
}

/// What an item is called: as its outermost part is, or as the first words in it.
fn title(page: &Page) -> Option<String> {
    let board = Board::new(page);
    let outer = page.elements.iter().find(|element| element.parent.is_none() && element.name.is_some());
    let words =
        page.elements.iter().find(|element| matches!(element.kind, Kind::Text(_) | Kind::Component(_)));
    let named = outer.or(words)?;
    Some(justbuilt_sketch::canvas::layers::name(&board, named).into_owned())
}

fn read_picture(fs: &dyn Fs, path: &Path) -> Result<Readied, String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let size = fs.metadata(path).map_err(|error| error.to_string())?.size;
    if size > LARGEST_FILE {
        return Err(format!(
            "{name} has {} MB. Pictures of up to {} MB can be put into a sketch: make it smaller first.",
            size >> 20,
            LARGEST_FILE >> 20
        ));
    }
    let bytes = fs.read(path).map_err(|error| error.to_string())?;
    ready(&bytes).map_err(|reason| format!("{name}: {reason}"))
}

/// A picture as it is kept: as it came when it is small, else with fewer pixels.
fn ready(bytes: &[u8]) -> Result<Readied, String> {
    let reader =
        || ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| error.to_string());
    let format = reader()?.format().ok_or("this is no picture whose format is known")?;
    let (width, height) = reader()?.into_dimensions().map_err(|error| error.to_string())?;
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(format!(
            "it has {width} × {height} pixels; up to {} million can be put into a sketch",
            MOST_PIXELS / 1_000_000
        ));
    }
    let known = matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::Gif | ImageFormat::WebP);
    let picture = |bytes: Vec<u8>, media_type: &str| Picture {
        media_type: media_type.to_owned(),
        bytes: bytes.into(),
        properties: serde_json::Map::new(),
    };
    if known && bytes.len() <= LARGE && width.max(height) <= LONG {
        let picture = picture(bytes.to_vec(), format.to_mime_type());
        return Ok(Readied { picture, size: (width, height), was: None });
    }
    let mut reader = reader()?;
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(512 << 20);
    reader.limits(limits);
    let image = reader.decode().map_err(|error| error.to_string())?;
    let image = match width.max(height) > LONG {
        true => image.resize(LONG, LONG, FilterType::Triangle),
        false => image,
    };
    let size = (image.width(), image.height());
    let (bytes, media_type) = written(&image)?;
    let was = (size != (width, height)).then_some((width, height));
    Ok(Readied { picture: picture(bytes, media_type), size, was })
}

/// As JPEG, or as PNG when something can be seen through it.
fn written(image: &DynamicImage) -> Result<(Vec<u8>, &'static str), String> {
    let mut out = Cursor::new(Vec::new());
    let clear = image.color().has_alpha() && image.to_rgba8().pixels().any(|pixel| pixel.0[3] < 255);
    if clear {
        image.write_to(&mut out, ImageFormat::Png).map_err(|error| error.to_string())?;
        return Ok((out.into_inner(), "image/png"));
    }
    let encoder = JpegEncoder::new_with_quality(&mut out, QUALITY);
    image.to_rgb8().write_with_encoder(encoder).map_err(|error| error.to_string())?;
    Ok((out.into_inner(), "image/jpeg"))
}

#[cfg(test)]
mod tests;
