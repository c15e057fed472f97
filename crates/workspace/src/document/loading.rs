//! Reading files in the background: what it is (text, picture, binary, folder, nothing), the first lines of a large
//! file at once, progress, and the whole text when it is there. Showing the outcome in tabs is in `tabs::opening`.

use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use justbuilt_base::{CancelToken, Sender, SpawnerExt as _, TaskHandle, Waker};
use justbuilt_store::hash::Hasher;
use justbuilt_store::{ContentHash, FileStamp, Fs, FsError, OpenFile};
use justbuilt_text::{Buffer, Encoding, Loader, Text};

use crate::document::binary;
use crate::event::Event;
use crate::ids::DocumentId;
use crate::snapshot::Loading;
use crate::workspace::Workspace;

/// Files larger than this show their first lines while the rest is read.
const PREVIEW_ABOVE: u64 = 1 << 20;
/// How much of a file is looked at, and shown, first.
const HEAD: usize = 128 << 10;
/// How much is read between two looks at whether someone cancelled.
const BLOCK: usize = 4 << 20;
/// Files up to this size are hashed, so that one that was only touched does not count as changed.
const HASHED: u64 = 256 << 20;
/// Pictures larger than this, in bytes, are not shown.
const MAX_IMAGE: u64 = 64 << 20;

/// Whether a document is there already.
#[derive(Default)]
pub(crate) enum Load {
    #[default]
    Done,
    Reading {
        /// Dropping it stops reading.
        _task: TaskHandle,
        done: Arc<AtomicU64>,
        shown: u64,
        total: u64,
    },
}

impl Load {
    pub(crate) fn is_reading(&self) -> bool {
        matches!(self, Load::Reading { .. })
    }

    pub(crate) fn progress(&self) -> Option<Loading> {
        match self {
            Load::Done => None,
            Load::Reading { shown, total, .. } => Some(Loading { done: *shown, total: *total }),
        }
    }
}

/// What reading a file brought.
pub(crate) enum Loaded {
    /// The first lines; the rest follows.
    Head { text: Text, total: u64 },
    /// Everything.
    Text(Box<LoadedText>),
    /// It does not look like text.
    Binary { len: u64 },
    /// A picture.
    Image { bytes: Arc<[u8]> },
    /// There is no such file; saving makes it.
    Missing,
    /// It is a folder.
    Folder,
    /// It cannot be read.
    Failed(FsError),
}

/// A file that has been read.
pub(crate) struct LoadedText {
    pub buffer: Buffer,
    pub notes: Vec<String>,
    pub mixed_line_endings: bool,
    pub stamp: FileStamp,
    pub hex: bool,
}

impl LoadedText {
    fn new(loaded: justbuilt_text::Loaded, stamp: FileStamp) -> Self {
        let justbuilt_text::Loaded { buffer, notes, mixed_line_endings, .. } = loaded;
        Self { buffer, notes, mixed_line_endings, stamp, hex: false }
    }
}

/// How to read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ReadAs {
    /// Instead of guessing.
    pub encoding: Option<Encoding>,
    /// Also what does not look like text.
    pub anything: bool,
    /// Show the bytes.
    pub hex: bool,
}

/// Reads a file, in a background task.
pub(crate) struct Reader {
    pub fs: Arc<dyn Fs>,
    pub path: PathBuf,
    pub read_as: ReadAs,
    pub document: DocumentId,
    pub sender: Sender<Event>,
    pub waker: Waker,
    pub done: Arc<AtomicU64>,
}

impl Reader {
    fn run(self, cancel: &CancelToken) {
        let loaded = match self.read(cancel) {
            Ok(Some(loaded)) => loaded,
            Ok(None) => return,
            Err(FsError::Missing { .. }) => Loaded::Missing,
            Err(FsError::IsDirectory { .. }) => Loaded::Folder,
            Err(error) => Loaded::Failed(error),
        };
        self.send(loaded);
    }

    fn send(&self, loaded: Loaded) {
        // Nobody is there any more when the workspace was closed meanwhile.
        self.sender.send(Event::Loaded(self.document, loaded)).ok();
    }

    /// `None` when cancelled.
    fn read(&self, cancel: &CancelToken) -> Result<Option<Loaded>, FsError> {
        let mut file = self.fs.open(&self.path)?;
        let stamp = file.metadata().stamp();
        let total = stamp.size;
        let mut bytes = vec![0; HEAD];
        let filled = file.fill(&mut bytes)?;
        bytes.truncate(filled);
        if self.read_as.hex {
            return self.read_hex(file, bytes, stamp);
        }
        if is_image(&self.path) && !self.read_as.anything && total <= MAX_IMAGE {
            bytes.extend(file.read_all()?);
            return Ok(Some(Loaded::Image { bytes: bytes.into() }));
        }
        if !self.read_as.anything
            && self.read_as.encoding.is_none()
            && justbuilt_text::encoding::looks_binary(&bytes)
        {
            return Ok(Some(Loaded::Binary { len: total }));
        }
        let mut loader = Loader::new(self.read_as.encoding);
        let mut hasher = (total <= HASHED).then(Hasher::default);
        loader.push(&bytes);
        if total > PREVIEW_ABOVE {
            self.send(Loaded::Head { text: loader.preview(), total });
        }
        if let Some(hasher) = &mut hasher {
            // Hashing cannot fail.
            hasher.write_all(&bytes).ok();
        }
        let mut read = bytes.len();
        let complete = file.read_blocks(BLOCK, &mut |block| {
            loader.push(block);
            if let Some(hasher) = &mut hasher {
                hasher.write_all(block).ok();
            }
            read += block.len();
            self.report(read, cancel)
        })?;
        if !complete || cancel.is_cancelled() {
            return Ok(None);
        }
        let stamp = hasher.map_or(stamp, |hasher| stamp.with_hash(hasher.finish()));
        Ok(Some(Loaded::Text(Box::new(LoadedText::new(loader.finish(), stamp)))))
    }

    fn report(&self, read: usize, cancel: &CancelToken) -> ControlFlow<()> {
        self.done.store(read as u64, Ordering::Relaxed);
        self.waker.wake();
        if cancel.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn read_hex(
        &self,
        mut file: OpenFile,
        mut bytes: Vec<u8>,
        stamp: FileStamp,
    ) -> Result<Option<Loaded>, FsError> {
        while bytes.len() < binary::MAX_HEX {
            let at = bytes.len();
            bytes.resize((at + BLOCK).min(binary::MAX_HEX), 0);
            let filled = file.fill(bytes.get_mut(at..).unwrap_or_default())?;
            bytes.truncate(at + filled);
            if filled == 0 {
                break;
            }
        }
        let dump = binary::hex_dump(&bytes, stamp.size);
        let text = LoadedText::new(Buffer::from_bytes(dump.as_bytes(), None), stamp);
        Ok(Some(Loaded::Text(Box::new(LoadedText { hex: true, ..text }))))
    }
}

/// Turns bytes into a buffer.
pub(crate) fn decode(bytes: &[u8], encoding: Option<Encoding>, stamp: FileStamp) -> LoadedText {
    let stamp = if bytes.len() as u64 <= HASHED { stamp.with_hash(ContentHash::of(bytes)) } else { stamp };
    LoadedText::new(Buffer::from_bytes(bytes, encoding), stamp)
}

fn is_image(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    ["png", "jpg", "jpeg", "gif", "webp", "bmp", "ico"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

impl Workspace {
    /// Starts reading a document's file.
    pub(crate) fn load(&mut self, id: DocumentId, read_as: ReadAs) {
        let Some(document) = self.documents.get_mut(id) else { return };
        let Some(path) = document.path.clone() else { return };
        let done = Arc::new(AtomicU64::new(0));
        let reader = Reader {
            fs: Arc::clone(&self.platform.fs),
            path,
            read_as,
            document: id,
            sender: self.sender.clone(),
            waker: self.platform.waker.clone(),
            done: Arc::clone(&done),
        };
        let task = self.platform.spawner.blocking("read file", move |cancel| reader.run(cancel));
        document.load = Load::Reading { _task: task, done, shown: 0, total: 0 };
        self.touch_document(id);
    }

    /// Shows how far reading has come.
    pub(crate) fn loading_tick(&mut self) {
        let mut changed = false;
        for document in self.documents.iter_mut() {
            if let Load::Reading { done, shown, .. } = &mut document.load {
                let now = done.load(Ordering::Relaxed);
                if *shown != now {
                    *shown = now;
                    document.touch();
                    changed = true;
                }
            }
        }
        if changed {
            self.touch();
        }
    }
}
