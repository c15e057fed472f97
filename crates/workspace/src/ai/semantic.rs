//! The search by meaning: the project's files in pieces, a vector a piece from the model that is chosen for embeddings,
//! and the pieces that are nearest to a question. Pieces are sent once; their vectors are kept in the state folder. What
//! costs money is asked for first. The same vectors tell which files have to do with what is looked at.

mod finding;
mod keeping;
pub(crate) mod snapshot;
mod survey;

use std::path::PathBuf;
use std::sync::Arc;

use justbuilt_ai::protocol::embeddings::EmbeddingRequest;
use justbuilt_ai::routing::Role;
use justbuilt_ai::semantic::{Piece, PieceKey, Vectors};
use justbuilt_base::spawn::SpawnerExt as _;
use justbuilt_base::{CancelToken, TaskHandle};
use parking_lot::RwLock;

use super::asking::{Ask, Asker, Step, Ticket, What};
use super::chat::sources::Sources;
use super::{AiEvent, ChatCommand, Mention, Shared, Trouble};
use crate::command::{CommandError, CommandResult};
use crate::event::Event;
use crate::workspace::Workspace;
pub(crate) use finding::Related;
use snapshot::{SemanticHit, SemanticPlan, SemanticSnapshot, SemanticState};
use survey::{Known, Survey};

/// Pieces that are sent at once: as many as a small model on this machine reads within a few seconds.
const BATCH: usize = 32;
/// Tokens that are sent to another machine without asking: what some changed files have, not a project.
const UNASKED: u64 = 20_000;
/// Vectors that may be lost when the program is killed.
const UNSAVED: usize = 1_024;

/// What can be asked of the search by meaning.
#[derive(Clone, Debug)]
pub enum SemanticCommand {
    /// Looks for what means this.
    Search(String),
    /// Sends what [`SemanticState::Asks`] says.
    Agree,
    /// Stops. What was sent already is kept.
    Stop,
    /// Takes a place that was found (from 0) along with the next message.
    Attach(usize),
}

/// The search by meaning.
#[derive(Default)]
pub(crate) struct Semantic {
    view: Shared<SemanticSnapshot>,
    /// Of what was asked last: what comes back for something earlier says nothing any more.
    number: u64,
    index: Option<Index>,
    known: Arc<Known>,
    /// Pieces without a vector, the next one last.
    missing: Vec<(PieceKey, String)>,
    of: usize,
    unsaved: usize,
    asked: Option<Asked>,
    task: Option<TaskHandle>,
}

/// A request that is under way.
struct Asked {
    ticket: Ticket,
    /// The pieces that were sent; empty for the question.
    pieces: Vec<PieceKey>,
    vectors: Vec<Vec<f32>>,
}

/// The vectors of the project by one model. All of it is shared with background work.
#[derive(Clone)]
pub(super) struct Index {
    /// (provider, model).
    model: (String, String),
    vectors: Arc<RwLock<Vectors>>,
    pieces: Arc<[Piece]>,
    /// Where the vectors are kept.
    file: Option<PathBuf>,
}

/// What background work sends back, for the search of this number.
pub(crate) struct Told {
    number: u64,
    what: Came,
}

enum Came {
    Surveyed(Result<Box<Survey>, Trouble>),
    /// What is kept of earlier windows; nothing was looked for yet.
    Recalled(Option<Box<Survey>>),
    Kept(Result<(), String>),
    Found(Vec<SemanticHit>),
}

impl Semantic {
    pub(crate) fn snapshot(&mut self) -> Arc<SemanticSnapshot> {
        self.view.snapshot()
    }

    fn stop(&mut self) {
        self.number += 1;
        self.missing.clear();
        self.asked = None;
        self.task = None;
    }
}

impl Workspace {
    pub(super) fn semantic_run(&mut self, command: SemanticCommand) -> CommandResult {
        match command {
            SemanticCommand::Search(query) => self.semantic_search(query.trim()),
            SemanticCommand::Agree => {
                if !matches!(self.ai.semantic.view.get().state, SemanticState::Asks(_)) {
                    return Err(CommandError::NotNow("nothing is asked"));
                }
                self.semantic_go_on();
                Ok(())
            }
            SemanticCommand::Stop => {
                let view = self.ai.semantic.view.get();
                if view.state.is_busy() || matches!(view.state, SemanticState::Asks(_)) {
                    self.semantic_save();
                    self.ai.semantic.stop();
                    self.semantic_is(SemanticState::Idle);
                }
                Ok(())
            }
            SemanticCommand::Attach(hit) => {
                let hits = &self.ai.semantic.view.get().hits;
                let hit = hits.get(hit).ok_or(CommandError::NotNow("there is no such place"))?;
                let mention = Mention::Lines { path: hit.path.clone(), lines: hit.lines.clone() };
                self.chat_run(ChatCommand::Attach(mention))
            }
        }
    }

    fn semantic_search(&mut self, query: &str) -> CommandResult {
        if query.is_empty() {
            return Err(CommandError::NotNow("nothing is looked for"));
        }
        if self.project.root().is_none() {
            return Err(CommandError::NotNow("no project is open"));
        }
        self.semantic_save();
        self.ai.semantic.stop();
        let view = self.ai.semantic.view.change();
        (view.query, view.hits) = (query.to_owned(), Arc::default());
        self.semantic_is(SemanticState::Looking);
        let (index, known) = (self.ai.semantic.index.take(), Arc::clone(&self.ai.semantic.known));
        let (sources, way, folder) = (self.chat_sources(), self.ai_way(), self.semantic_folder());
        self.semantic_work("look for changed files", move |cancel| {
            let sources = Sources { cancel: cancel.clone(), ..sources };
            Came::Surveyed(survey::survey(&sources, &way, index, folder.as_deref(), &known).map(Box::new))
        });
        Ok(())
    }

    pub(super) fn semantic_take(&mut self, told: Told) {
        if told.number != self.ai.semantic.number {
            return;
        }
        match told.what {
            Came::Surveyed(Ok(survey)) => self.semantic_surveyed(*survey),
            Came::Surveyed(Err(trouble)) => self.semantic_is(SemanticState::Failed(trouble)),
            Came::Recalled(survey) => {
                if let Some(survey) = survey {
                    let semantic = &mut self.ai.semantic;
                    (semantic.index, semantic.known) = (Some(survey.index), Arc::new(survey.known));
                    self.chat_look_ahead();
                }
            }
            Came::Kept(Ok(())) => self.semantic_go_on(),
            Came::Kept(Err(why)) => {
                // What is kept is of another model, and of no use any more, here and in the state folder.
                if let Some(index) = &mut self.ai.semantic.index {
                    index.vectors = Arc::default();
                    self.ai.semantic.unsaved = 1;
                    self.semantic_save();
                }
                let help = "The next search reads the project anew.";
                self.semantic_is(SemanticState::Failed(Trouble::new(why, help)));
            }
            Came::Found(hits) => {
                self.ai.semantic.view.change().hits = hits.into();
                self.semantic_is(SemanticState::Done);
            }
        }
    }

    /// Reads what is kept of earlier windows, so that colleagues can search by meaning and what is like the caret goes along.
    /// Nothing is sent.
    pub(in crate::ai) fn semantic_recall(&mut self) {
        let semantic = &mut self.ai.semantic;
        let begun = semantic.index.is_some() || semantic.task.is_some();
        let Some(folder) = self.semantic_folder().filter(|_| !begun && self.project.root().is_some()) else {
            return;
        };
        let (sources, way) = (self.chat_sources(), self.ai_way());
        self.semantic_work("recall vectors", move |cancel| {
            let sources = Sources { cancel: cancel.clone(), ..sources };
            let kept = survey::is_kept(&sources, &way, &folder);
            let survey = || survey::survey(&sources, &way, None, Some(&folder), &Known::new()).ok();
            Came::Recalled(kept.then(survey).flatten().map(Box::new))
        });
    }

    fn semantic_surveyed(&mut self, survey: Survey) {
        let Survey { index, known, missing, files, tokens, cost, left_out, local } = survey;
        let plan = SemanticPlan {
            provider: index.model.0.clone(),
            model: index.model.1.clone(),
            files,
            pieces: missing.len(),
            tokens,
            cost,
        };
        let semantic = &mut self.ai.semantic;
        (semantic.index, semantic.known) = (Some(index), Arc::new(known));
        (semantic.of, semantic.missing) = (missing.len(), missing);
        semantic.view.change().left_out = left_out;
        if !local && tokens > UNASKED {
            self.semantic_is(SemanticState::Asks(plan));
        } else {
            self.semantic_go_on();
        }
    }

    /// Sends the next pieces, or the question when all have their vectors.
    fn semantic_go_on(&mut self) {
        let semantic = &mut self.ai.semantic;
        let Some(model) = semantic.index.as_ref().map(|index| index.model.clone()) else { return };
        let left = semantic.missing.len();
        let batch = semantic.missing.split_off(left.saturating_sub(BATCH));
        let (pieces, mut inputs): (Vec<PieceKey>, Vec<String>) = batch.into_iter().rev().unzip();
        let query = pieces.is_empty();
        let state = if query {
            inputs.push(semantic.view.get().query.clone());
            SemanticState::Asking
        } else {
            SemanticState::Reading { done: semantic.of - left, of: semantic.of }
        };
        if semantic.unsaved >= UNSAVED || (query && semantic.unsaved > 0) {
            self.semantic_save();
        }
        let embed = EmbeddingRequest { inputs, query, ..EmbeddingRequest::default() };
        let ticket = self.ai_ask(Ask {
            asker: Asker::Semantic,
            role: Role::Embedding,
            persona: String::new(),
            // Vectors of two models cannot be compared: nobody stands in.
            model: Some(model),
            conversation: String::new(),
            message: String::new(),
            what: What::Embed(Box::new(embed)),
            cached: false,
        });
        self.ai.semantic.asked = Some(Asked { ticket, pieces, vectors: Vec::new() });
        self.semantic_is(state);
    }

    pub(super) fn semantic_answer(&mut self, number: u64, step: Step) {
        let semantic = &mut self.ai.semantic;
        let Some(asked) = semantic.asked.as_mut().filter(|asked| asked.ticket.number == number) else {
            return;
        };
        match step {
            Step::Vectors(vectors) => asked.vectors = vectors,
            Step::Over(over) => {
                let Some(Asked { pieces, vectors, .. }) = semantic.asked.take() else { return };
                match over.trouble {
                    Some(trouble) => {
                        self.semantic_save();
                        self.semantic_is(SemanticState::Failed(trouble));
                    }
                    None if pieces.is_empty() => self.semantic_find(vectors),
                    None => self.semantic_keep(pieces, vectors),
                }
            }
            Step::Target(_) | Step::Update(_) => {}
        }
    }

    fn semantic_is(&mut self, state: SemanticState) {
        self.ai.semantic.view.change().state = state;
        self.touch();
    }

    /// Does something in the background, and takes in what comes of it.
    fn semantic_work(
        &mut self,
        name: &'static str,
        work: impl FnOnce(&CancelToken) -> Came + Send + 'static,
    ) {
        let (number, sender) = (self.ai.semantic.number, self.sender.clone());
        let task = self.platform.spawner.blocking(name, move |cancel| {
            let what = work(cancel);
            if !cancel.is_cancelled() {
                // The workspace may be gone.
                sender.send(Event::Ai(AiEvent::Semantic(Box::new(Told { number, what })))).ok();
            }
        });
        self.ai.semantic.task = Some(task);
    }

    pub(super) fn semantic_project_changed(&mut self) {
        let number = self.ai.semantic.number + 1;
        self.semantic_save();
        self.ai.semantic = Semantic { number, ..Semantic::default() };
        self.touch();
    }
}

#[cfg(test)]
mod tests;
