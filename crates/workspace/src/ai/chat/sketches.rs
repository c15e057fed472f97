//! Sketches that go along with a message: as text, and where the model sees pictures, as a picture beside it. And the
//! question for something better than the code that was generated from one.

use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use justbuilt_ai::context::{Item, Kind};
use justbuilt_ai::request::Part;
use justbuilt_ai::tokens::Family;
use justbuilt_sketch::outline;
use justbuilt_sketch::render::picture;
use justbuilt_sketch::scene::Sketch;

use super::What;
use super::reading::{self, Named};
use super::snapshot::{ContextKind, ContextState};
use super::sources::{OpenSketch, Sources};
use super::talk::Chip;
use crate::ai::{Mention, SketchPlace};
use crate::command::{CommandError, CommandResult};
use crate::effect::{Effect, PanelId};
use crate::ids::{ChipId, ConversationId, DocumentId};
use crate::sketches::SketchFormat;
use crate::workspace::Workspace;

/// The longest side of a picture of a sketch, pixels: what models see without making it smaller.
const LONGEST: u32 = 1_500;

/// A sketch as text: in the background, as it takes a while.
pub(super) fn read(place: &SketchPlace, sources: &Sources) -> Result<Item, String> {
    let (source, sketch) = find(place, sources)?;
    if sketch.pages.iter().all(|page| page.elements.is_empty()) {
        return Err("nothing is drawn in it".to_owned());
    }
    Ok(reading::named(Kind::Sketch, source, outline::text(&sketch)))
}

/// The drawing, as it is in the window when it is open there.
fn find(place: &SketchPlace, sources: &Sources) -> Result<(String, Arc<Sketch>), String> {
    let open = |open: &&OpenSketch| match place {
        SketchPlace::Open(document) => open.document == *document,
        SketchPlace::File(path) => open.path.as_deref() == Some(path),
    };
    if let Some(open) = sources.sketches.iter().find(open) {
        return Ok((open.source.clone(), Arc::clone(&open.sketch)));
    }
    let SketchPlace::File(path) = place else { return Err("the sketch is closed".to_owned()) };
    let format = SketchFormat::of_path(path).ok_or("it is no sketch")?;
    let text = sources.text(path)?.to_string();
    let (sketch, _) = format.read(&text)?;
    Ok((sources.name(path), Arc::new(sketch)))
}

impl Workspace {
    /// What a sketch that is named is called.
    pub(super) fn chat_sketch_name(&self, place: &SketchPlace) -> Result<(String, String), CommandError> {
        let path = match place {
            SketchPlace::File(path) => path.clone(),
            SketchPlace::Open(document) => {
                let held =
                    self.documents.get(*document).ok_or(CommandError::NotNow("the document is closed"))?;
                match &held.path {
                    Some(path) => path.clone(),
                    None => held.name.clone().into(),
                }
            }
        };
        let inside = self.project.root().and_then(|root| path.strip_prefix(root).ok()).unwrap_or(&path);
        let detail = inside.to_string_lossy().replace('\\', "/");
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let label = file.strip_suffix(".sketch.json").or_else(|| file.strip_suffix(".excalidraw"));
        Ok((label.unwrap_or(&file).to_owned(), detail))
    }

    /// Whether the model that answers next sees pictures; who says nothing of it is taken to.
    fn chat_sees_pictures(&mut self, id: ConversationId) -> bool {
        let Some(talk) = self.ai.chat.talk(id) else { return false };
        let (slug, model) = (talk.about.next.first().cloned().unwrap_or_default(), talk.about.model.clone());
        let Ok(target) = self.chat_target(&slug, model.as_ref()) else { return false };
        let said = self.ai_said_of(&target.provider, &target.model);
        said.and_then(|model| model.images).unwrap_or(true)
    }

    /// A picture of a sketch goes along beside its text, as a chip of its own that can be left out.
    pub(super) fn chat_attach_picture_of(&mut self, id: ConversationId, place: SketchPlace, label: &str) {
        let Some(painter) = self.platform.sketches.painter.clone() else { return };
        if !self.chat_sees_pictures(id) {
            return;
        }
        let chip = ChipId::next(&self.ids);
        let named = Named {
            mention: None,
            kind: ContextKind::Image,
            label: format!("{label}, picture"),
            detail: "The sketch as a picture".to_owned(),
            fixed: None,
            image: None,
        };
        let sources = self.chat_sources();
        let task = self.chat_work("picture of a sketch", move || {
            let painted = find(&place, &sources).and_then(|(_, sketch)| {
                picture::fitted(&sketch, 0, LONGEST, &*painter).map_err(|error| error.to_string())
            });
            What::Picture(id, chip, painted)
        });
        let Ok(talk) = self.ai.chat.or_err(id) else { return };
        talk.chips.push(Chip { id: chip, named, state: ContextState::Reading, task: Some(task) });
        self.chat_look_ahead();
    }

    /// Takes in the picture; one that could not be painted is left out, as the text says it all.
    pub(super) fn chat_pictured(
        &mut self,
        id: ConversationId,
        chip: ChipId,
        painted: Result<Vec<u8>, String>,
    ) {
        let Some(talk) = self.ai.chat.talk_mut(id) else { return };
        match painted {
            Ok(bytes) => {
                let Some(held) = talk.chips.iter_mut().find(|held| held.id == chip) else { return };
                let media_type = "image/png".to_owned();
                let picture = Part::Image { media_type: media_type.clone(), data: String::new() };
                held.task = None;
                held.named.detail = format!("{media_type}, {} KiB", bytes.len().div_ceil(1024));
                held.named.image = Some((media_type, Arc::from(STANDARD.encode(bytes))));
                held.state = ContextState::Tokens(Family::Unknown.part(&picture));
            }
            Err(why) => {
                log::info!("no picture of a sketch goes along: {why}");
                talk.chips.retain(|held| held.id != chip);
            }
        }
        self.chat_look_ahead();
    }

    /// Whether somebody can be asked; where nobody can, the conversation that says how to change that is shown.
    pub(crate) fn chat_is_anybody_there(&mut self) -> Result<bool, CommandError> {
        self.chat_open_records();
        let nobody = matches!(self.chat_target("", None), Err(why) if !why.is_empty());
        if nobody {
            self.effect(Effect::FocusPanel(PanelId::Chat))?;
        }
        Ok(!nobody)
    }

    /// Asks for something better than these files, which were generated from a sketch.
    pub(crate) fn chat_refine_sketch(&mut self, document: DocumentId, files: &[&Path]) -> CommandResult {
        self.chat_open_records();
        let id = self.chat_new(None);
        let mentions = std::iter::once(Mention::Sketch(SketchPlace::Open(document)))
            .chain(files.iter().map(|path| Mention::File(path.to_path_buf())));
        let mut named = Vec::new();
        for mention in mentions {
            named.push(self.chat_name(mention)?.0);
        }
        self.chat_say(id, "/refine-sketch", None, named)?;
        self.effect(Effect::FocusPanel(PanelId::Chat))
    }
}
