//! Colours of code and pictures for the conversation. A language that was never used is made ready in the background,
//! and the code is plain until then.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use egui::{ColorImage, TextureHandle, TextureOptions};
use justbuilt_base::spawn::{Spawner, SpawnerExt};
use justbuilt_syntax::{Engine, Highlight, LanguageId, Languages, Syntax};
use justbuilt_text::Text;
use justbuilt_ui::chat::Assets;

/// How long a piece of code may take, once: what takes longer stays plain.
const BUDGET: Duration = Duration::from_millis(12);
/// The longest side of a picture in the conversation, in pixels.
const PICTURE_SIDE: usize = 720;
/// Pictures whose pixels are kept.
const PICTURES_MOST: usize = 64;

/// Colours and pictures.
#[derive(Default)]
pub(super) struct Pictures {
    languages: Option<(Arc<Languages>, Arc<dyn Spawner>)>,
    asked: HashSet<LanguageId>,
    /// Grows in the background when a language is ready.
    ready: Arc<AtomicU64>,
    seen: u64,
    context: Option<egui::Context>,
    textures: HashMap<usize, (Arc<[u8]>, Option<TextureHandle>)>,
}

impl Pictures {
    pub(super) fn new(languages: Arc<Languages>, spawner: Arc<dyn Spawner>) -> Self {
        Self { languages: Some((languages, spawner)), ..Self::default() }
    }

    /// For waking the window when a language is ready.
    pub(super) fn set_context(&mut self, ctx: &egui::Context) {
        if self.context.is_none() {
            self.context = Some(ctx.clone());
        }
    }

    /// Whether a language became ready since the last call.
    pub(super) fn take_news(&mut self) -> bool {
        let ready = self.ready.load(Ordering::Acquire);
        std::mem::replace(&mut self.seen, ready) != ready
    }
}

impl Assets for Pictures {
    fn highlight(&mut self, language: &str, code: &str) -> Vec<(Range<usize>, Highlight)> {
        let Some((languages, spawner)) = &self.languages else { return Vec::new() };
        let Some(id) = languages.by_name(language) else { return Vec::new() };
        if matches!(languages.get(id).engine, Engine::Plain) {
            return Vec::new();
        }
        let text = Text::from(code);
        let mut syntax = Syntax::new(languages, id, &text);
        if syntax.try_parse(BUDGET) {
            return syntax.snapshot().highlights(&text, 0..code.len());
        }
        if self.asked.insert(id)
            && let Some(job) = Syntax::new(languages, id, &Text::from("x\n")).parse_job()
        {
            let (ready, context) = (Arc::clone(&self.ready), self.context.clone());
            let task = spawner.blocking("a language for the conversation", move |cancel| {
                drop(job.run(cancel));
                ready.fetch_add(1, Ordering::AcqRel);
                if let Some(context) = context {
                    context.request_repaint();
                }
            });
            task.detach();
        }
        syntax.snapshot().highlights(&text, 0..code.len())
    }

    fn picture(&mut self, ctx: &egui::Context, bytes: &Arc<[u8]>) -> Option<TextureHandle> {
        let key = bytes.as_ptr() as usize;
        if self.textures.len() > PICTURES_MOST {
            self.textures.clear();
        }
        let entry = self.textures.entry(key).or_insert_with(|| {
            let texture = crate::centre::pages::decode_picture(bytes, PICTURE_SIDE)
                .ok()
                .map(|pixels| ctx.load_texture("conversation", pixels, TextureOptions::LINEAR));
            (Arc::clone(bytes), texture)
        });
        entry.1.clone()
    }
}

/// A pasted picture as a file; `None` when it has no pixels.
pub(crate) fn png(image: &ColorImage) -> Option<Arc<[u8]>> {
    let [width, height] = image.size;
    let pixels: Vec<u8> = image.pixels.iter().flat_map(|pixel| pixel.to_srgba_unmultiplied()).collect();
    let (width, height) = (u32::try_from(width).ok()?, u32::try_from(height).ok()?);
    let image = image::RgbaImage::from_raw(width, height, pixels).filter(|_| width > 0 && height > 0)?;
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Png).ok()?;
    Some(bytes.into_inner().into())
}
