//! Large texts that are no longer needed: giving back a gigabyte takes longer than a frame, so a background task does
//! it, a moment later, when nobody else (the face's last snapshot, say) holds the text any more.

use std::time::Duration;

use justbuilt_base::SpawnerExt as _;
use justbuilt_syntax::Syntax;
use justbuilt_text::Buffer;

use crate::document::Document;
use crate::workspace::Workspace;

/// Smaller texts, in bytes, are dropped where they are.
const LARGE: usize = 1 << 20;
/// How long a text waits until it is given back.
const REST: Duration = Duration::from_secs(1);

/// What waits to be given back.
#[derive(Default)]
pub(crate) struct Retired {
    parts: Vec<Box<dyn Send>>,
    due: Duration,
}

impl Workspace {
    /// Gives back a document's texts and trees; `document` itself may be dropped at once.
    pub(crate) fn retire_document(&mut self, document: &Document) {
        if document.text().len() >= LARGE {
            let texts = (document.text().clone(), document.file_text.clone());
            self.retire(Box::new((texts, document.parsing.snapshot())));
        }
    }

    /// Gives back a text with its history.
    pub(crate) fn retire_buffer(&mut self, buffer: Buffer) {
        if buffer.text().len() >= LARGE {
            self.retire(Box::new(buffer));
        }
    }

    /// Gives back what was known of a text of this length, in bytes.
    pub(super) fn retire_syntax(&mut self, syntax: Syntax, length: usize) {
        if length >= LARGE {
            self.retire(Box::new(syntax));
        }
    }

    fn retire(&mut self, part: Box<dyn Send>) {
        self.retired.parts.push(part);
        self.retired.due = self.platform.clock.elapsed() + REST;
    }

    /// Gives back what has waited long enough.
    pub(crate) fn retiring_tick(&mut self) {
        if self.retiring_due().is_some_and(|due| due <= self.platform.clock.elapsed()) {
            let parts = std::mem::take(&mut self.retired.parts);
            self.platform.spawner.blocking("give memory back", move |_| drop(parts)).detach();
        }
    }

    /// When [`Workspace::retiring_tick`] has something to do, on the monotonic clock.
    pub(crate) fn retiring_due(&self) -> Option<Duration> {
        (!self.retired.parts.is_empty()).then_some(self.retired.due)
    }
}
