//! Completion asked of a model: whether somebody can be asked, what goes along, and what comes back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use justbuilt_ai::client::{Notice, Update};
use justbuilt_ai::event::Event;
use justbuilt_ai::protocol::fim::FimRequest;
use justbuilt_ai::routing::Role;
use justbuilt_ai::secrets::Scanner;
use justbuilt_ai::tokens::Family;
use justbuilt_base::SpawnerExt as _;

use super::offer::Answer;
use super::place::{self, Place};
use super::trim::LONGEST;
use super::{REST, Workspace};
use crate::ai::asking::way::Way;
use crate::ai::asking::{Ask, Asker, Step, Ticket, What};
use crate::command::{CommandError, CommandResult};
use crate::ids::{DocumentId, ViewId};
use crate::notice::NewNotice;
use crate::settings::Completion;

/// Tokens of an answer that has to fit on its line, and of any other.
const SHORT: u32 = 64;
const LONG: u32 = 256;
/// Other files of which a piece goes along.
const OTHERS: usize = 3;
/// What to do when nobody can be asked.
const NOBODY: &str = "Set up a provider under “Providers, keys and spending”.";
/// How long it takes until the names of files that are never sent are looked up again.
const SOON: Duration = Duration::from_millis(40);

/// A request under way. Dropping it closes its socket.
pub(super) struct Asked {
    /// Held for its drop.
    _ticket: Ticket,
    pub number: u64,
    place: Place,
    pub answer: Answer,
    /// The user asked for it, and is told when it fails.
    by_hand: bool,
}

/// Whether it is known which files are never sent: read in the background when it is asked for first.
#[derive(Default)]
pub(super) struct Files(Option<Arc<AtomicBool>>);

impl Workspace {
    /// Whether somebody is there to complete; as long as nobody has looked, perhaps.
    pub(super) fn ghost_can_ask(&mut self) -> bool {
        #[cfg(test)]
        if self.ai.ghost.somebody {
            return true;
        }
        let setup = self.setup_known();
        if !setup.known {
            return true;
        }
        setup.routes.iter().any(|(role, models)| *role == Role::Completion && !models.is_empty())
    }

    /// Whether it is known who can be asked.
    fn ghost_looked(&mut self) -> bool {
        #[cfg(test)]
        if self.ai.ghost.somebody {
            return true;
        }
        self.setup_known().known
    }

    /// The pause after the last key is over.
    pub(super) fn ghost_ask_by_itself(&mut self, now: Duration) {
        if !self.ai.ghost.by_hand && self.ai.ghost.rests_until.is_some_and(|until| now < until) {
            return;
        }
        let Some(view) = self.ai.ghost.seen.as_ref().map(|seen| seen.view) else { return };
        let by_hand = std::mem::take(&mut self.ai.ghost.by_hand);
        if !self.ghost_can_ask() {
            if by_hand {
                self.notify(NewNotice::error("Nobody can be asked to complete").detail(NOBODY));
            }
            return;
        }
        match self.ghost_ask(view, by_hand) {
            Err(Refusal::Soon) => {
                self.ai.ghost.due = Some(now + SOON);
                self.ai.ghost.by_hand = by_hand;
            }
            Err(Refusal::Never(why)) if by_hand => {
                self.notify(NewNotice::error("Nothing was asked").detail(why));
            }
            _ => {}
        }
    }

    /// The user asks for a completion.
    pub(super) fn ghost_ask_now(&mut self, view: ViewId) -> CommandResult {
        if self.settings.current().completion == Completion::Off {
            let message = "completion is switched off: the setting “ai.completion”";
            return Err(CommandError::Failed(message.to_owned()));
        }
        let id = self.view_document(view)?;
        self.check_writable(id)?;
        if !self.ghost_can_ask() {
            return Err(CommandError::Failed(format!("nobody can be asked to complete. {NOBODY}")));
        }
        self.ghost_look(self.platform.clock.elapsed());
        match self.ghost_ask(view, true) {
            Ok(()) => Ok(()),
            Err(Refusal::Never(why)) => Err(CommandError::Failed(why)),
            Err(Refusal::Here) => Err(CommandError::NotNow("there is nothing to complete here")),
            Err(Refusal::Soon) => {
                self.ai.ghost.due = Some(self.platform.clock.elapsed() + SOON);
                self.ai.ghost.by_hand = true;
                Ok(())
            }
        }
    }

    fn ghost_ask(&mut self, view: ViewId, by_hand: bool) -> Result<(), Refusal> {
        let words = self.active_word_chars();
        let seen = self.ai.ghost.seen.as_ref().filter(|seen| seen.view == view).ok_or(Refusal::Here)?;
        let place = place::place(&seen.text, &seen.selections, &words).ok_or(Refusal::Here)?;
        let (document, text) = (seen.document, seen.text.clone());
        self.check_writable(document).map_err(|_| Refusal::Here)?;
        let path = self.documents.get(document).map(|document| self.ghost_path(document)).unwrap_or_default();
        let way = self.ghost_files()?;
        if !self.ghost_looked() {
            return Err(Refusal::Soon);
        }
        let scanner = way.scanner().map_err(Refusal::Never)?;
        if let Some(why) = scanner.kept_out().why(&path) {
            return Err(Refusal::Never(format!("“{path}” is not sent to anybody: {why}")));
        }
        let routed = self.ai.setup.snapshot();
        let model = routed.routes.iter().find(|(role, _)| *role == Role::Completion);
        let model = model.and_then(|(_, models)| models.first()).map(|routed| routed.model.clone());
        let family = Family::of(&model.unwrap_or_default());
        let (before, after) = place::windows(&text, place.at, family);
        let request = FimRequest {
            prefix: text.slice(before).replace("\r\n", "\n"),
            suffix: text.slice(after).replace("\r\n", "\n"),
            path,
            files: self.ghost_pieces(document, scanner, family),
            max_output: Some(if place.single_line { SHORT } else { LONG }),
            temperature: Some(0.0),
            stop: if place.single_line { vec!["\n".to_owned()] } else { Vec::new() },
            stream: true,
            ..FimRequest::default()
        };
        // The socket of the one before is closed first.
        self.ai.ghost.asked = None;
        let ticket = self.ai_ask(Ask {
            asker: Asker::Ghost,
            role: Role::Completion,
            persona: String::new(),
            model: None,
            conversation: String::new(),
            message: String::new(),
            what: What::Fill(Box::new(request)),
            cached: false,
        });
        let answer = Answer::begin(document, &text, place.at);
        self.ai.ghost.asked = Some(Asked { number: ticket.number, _ticket: ticket, place, answer, by_hand });
        Ok(())
    }

    /// The path as a model is told it: within the project, or the bare name.
    fn ghost_path(&self, document: &crate::document::Document) -> String {
        let path = document.path.as_deref();
        let root = self.project.root();
        let inside = path.zip(root).and_then(|(path, root)| path.strip_prefix(root).ok());
        let inside = inside.map(|inside| inside.to_string_lossy().replace('\\', "/"));
        inside.unwrap_or_else(|| document.name.clone())
    }

    /// Pieces of the other texts that are open in tabs, those of the same language first.
    fn ghost_pieces(&self, own: DocumentId, scanner: &Scanner, family: Family) -> Vec<(String, String)> {
        let language = self.documents.get(own).map(|document| document.language);
        let mut others: Vec<(bool, String, DocumentId, usize)> = Vec::new();
        for view in self.views.values().filter(|view| view.document != own) {
            let Some(document) = self.documents.get(view.document) else { continue };
            let known = others.iter().any(|(.., id, _)| *id == view.document);
            if known || document.path.is_none() || document.past.is_some() || document.text().is_empty() {
                continue;
            }
            let path = self.ghost_path(document);
            if scanner.kept_out().why(&path).is_none() {
                let other = Some(document.language) != language;
                others.push((other, path, view.document, view.selections.primary().head));
            }
        }
        // By their paths, so that the same files make the same request.
        others.sort();
        let piece = |(_, path, id, at): (bool, String, DocumentId, usize)| {
            let text = self.documents.get(id)?.text();
            Some((path, place::piece(text, at, family))).filter(|(_, piece)| !piece.trim().is_empty())
        };
        others.into_iter().take(OTHERS).filter_map(piece).collect()
    }

    /// Says which files are never sent. Reading the rules takes a while, so it is done in the background.
    fn ghost_files(&mut self) -> Result<Arc<Way>, Refusal> {
        let way = self.ai_way();
        let known = match &self.ai.ghost.files.0 {
            Some(known) => Arc::clone(known),
            None => {
                let known = Arc::clone(self.ai.ghost.files.0.insert(Arc::default()));
                let (read, there) = (Arc::clone(&way), Arc::clone(&known));
                let read = move |_: &justbuilt_base::CancelToken| {
                    if let Err(error) = read.scanner() {
                        log::error!("the rules for secrets cannot be read: {error}");
                    }
                    there.store(true, Ordering::Release);
                };
                self.platform.spawner.blocking("rules for secrets", read).detach();
                known
            }
        };
        if known.load(Ordering::Acquire) { Ok(way) } else { Err(Refusal::Soon) }
    }

    /// Steps of an answer for what is offered.
    pub(in crate::ai) fn ghost_answer(&mut self, number: u64, step: Step) {
        let now = self.platform.clock.elapsed();
        let ghost = &mut self.ai.ghost;
        let Some(asked) = ghost.asked.as_mut().filter(|asked| asked.number == number) else { return };
        let place = asked.place;
        match step {
            // What another one said is void.
            Step::Target(_) => asked.answer.text.clear(),
            Step::Update(Update::Event(Event::Text { delta, .. })) => {
                asked.answer.text.push_str(&delta);
                let text = &asked.answer.text;
                // What comes after this would not be shown.
                asked.answer.whole = text.len() > 2 * LONGEST
                    || place.single_line && text.trim_start_matches('\n').contains('\n')
                    || text.trim_end_matches(' ').ends_with("\n\n\n");
            }
            Step::Update(Update::Notice(Notice::Retrying { discards: true, .. })) => {
                asked.answer.text.clear()
            }
            Step::Update(_) | Step::Vectors(_) => return,
            Step::Over(over) => {
                asked.answer.whole = true;
                if let Some(trouble) = over.trouble {
                    let by_hand = asked.by_hand;
                    // A line that was cut is no line.
                    let end = asked.answer.text.rfind('\n').unwrap_or(0);
                    asked.answer.text.truncate(end);
                    ghost.rests_until = Some(now + REST);
                    if by_hand {
                        self.notify(NewNotice::error(trouble.message).detail(trouble.help));
                    }
                } else {
                    ghost.rests_until = None;
                }
            }
        }
        let ghost = &mut self.ai.ghost;
        if ghost.asked.as_ref().is_some_and(|asked| asked.answer.whole)
            && let Some(asked) = ghost.asked.take()
        {
            ghost.answers.keep(asked.answer);
        }
        // The caret may have gone on within what came.
        let words = self.active_word_chars();
        let seen = self.ai.ghost.seen.as_ref();
        let Some(place) = seen.and_then(|seen| place::place(&seen.text, &seen.selections, &words)) else {
            return;
        };
        if self.ai.ghost.offer.as_ref().is_none_or(|offer| offer.replaces.is_empty()) {
            self.ghost_fit(place);
            self.ghost_publish();
        }
    }
}

/// Why nothing is asked.
enum Refusal {
    /// The file is never sent.
    Never(String),
    /// There is nothing to complete at this place.
    Here,
    /// The names of files that are never sent are being read, or who can be asked is being looked up.
    Soon,
}
