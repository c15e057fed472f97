//! The only way out: a request is routed, held to rights and budgets, freed of secrets, sent in the background, and
//! written to the log of what was spent. What comes back is handed to the part that asked, once a frame.

mod fill;
mod outbox;
mod routes;
mod sending;
pub(crate) mod way;

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use justbuilt_ai::client::Update;
use justbuilt_ai::event::Usage;
use justbuilt_ai::persona::Persona;
use justbuilt_ai::prices::Cost;
use justbuilt_ai::protocol::embeddings::EmbeddingRequest;
use justbuilt_ai::protocol::fim::FimRequest;
use justbuilt_ai::request::Request;
use justbuilt_ai::routing::Role;
use justbuilt_base::TaskHandle;
use justbuilt_base::spawn::SpawnerExt as _;

use super::{AiEvent, Trouble};
use crate::event::Event;
use crate::workspace::Workspace;
use outbox::Outbox;
pub(crate) use routes::{Wish, choose};
use sending::Order;
use way::Way;

/// Requests that are under way.
#[derive(Default)]
pub(crate) struct Asking {
    last: u64,
    way: Option<Arc<Way>>,
    open: HashMap<u64, Weak<Outbox>>,
}

/// Names a request that is under way. Dropping it stops the request and closes its socket.
pub(crate) struct Ticket {
    /// Of this request alone, from 1.
    pub number: u64,
    outbox: Arc<Outbox>,
    _task: TaskHandle,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.outbox.close();
    }
}

impl std::fmt::Debug for Ticket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ticket {}", self.number)
    }
}

/// Who asks, and so who is told. The number is the asker's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Asker {
    /// A conversation.
    Chat,
    /// The edit in place.
    Inline,
    /// Completion.
    Ghost,
    /// The test of a prompt.
    Colleagues,
    /// The search by meaning.
    Semantic,
}

/// What is asked.
pub(crate) enum What {
    /// An answer. Its model is filled in.
    Answer(Box<Request>),
    /// A completion. Its model is filled in; where the model has none of its own, it is put as a question.
    Fill(Box<FimRequest>),
    /// Vectors of texts. Its model is filled in.
    Embed(Box<EmbeddingRequest>),
}

/// A request.
pub(crate) struct Ask {
    pub asker: Asker,
    /// For what.
    pub role: Role,
    /// Slug of the persona; empty for none. Its model, parameters and budget count.
    pub persona: String,
    /// (provider, model), when the user chose.
    pub model: Option<(String, String)>,
    /// Names for the meter: conversation and message; empty for none.
    pub conversation: String,
    pub message: String,
    pub what: What,
    /// Whether an answer that was given to the same request before will do.
    pub cached: bool,
}

/// A step of what comes back.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Who answers: (provider, model) and why; comes first, and again when another one is asked instead: what came
    /// before is void then.
    Target(super::Routed),
    /// What the stream says. Pieces of the same text that came since the last frame are one.
    Update(Update),
    /// The vectors of the texts that were sent, in their order.
    Vectors(Vec<Vec<f32>>),
    /// It is over. Comes last, exactly once, unless the ticket was dropped.
    Over(Box<Over>),
}

/// How a request ended.
#[derive(Clone, Debug)]
pub(crate) struct Over {
    /// The tokens.
    pub usage: Usage,
    /// The money.
    pub cost: Cost,
    /// Whether both are our estimate.
    pub estimated: bool,
    /// What went wrong; `None` when the answer is whole. One that is cut has it, too.
    pub trouble: Option<Trouble>,
    /// Secrets that were taken out: (rule, how many).
    pub secrets: Vec<(String, usize)>,
}

/// Steps wait to be taken in.
pub(crate) struct Told {
    pub number: u64,
    pub asker: Asker,
    pub steps: Arc<Outbox>,
}

/// Vectors of texts for a persona's call: held to its budgets and written to the log like all that is asked.
pub(crate) async fn vectors(
    way: Arc<Way>,
    persona: (String, Vec<Arc<Persona>>),
    project: String,
    model: (String, String),
    texts: Vec<String>,
) -> Result<Vec<Vec<f32>>, Trouble> {
    let (persona, personas) = persona;
    let embed = EmbeddingRequest { inputs: texts, query: true, ..EmbeddingRequest::default() };
    let ask = Ask {
        asker: Asker::Semantic,
        role: Role::Embedding,
        persona,
        model: Some(model),
        conversation: String::new(),
        message: String::new(),
        what: What::Embed(Box::new(embed)),
        cached: false,
    };
    let outbox = Outbox::new(|_| true);
    sending::run(way, Order { ask, personas, project }, Arc::clone(&outbox)).await;
    let mut came = Vec::new();
    for step in outbox.take() {
        match step {
            Step::Vectors(vectors) => came = vectors,
            Step::Over(over) => match over.trouble {
                Some(trouble) => return Err(trouble),
                None => return Ok(came),
            },
            Step::Target(_) | Step::Update(_) => {}
        }
    }
    Err(Trouble::new("the editor is closing", ""))
}

impl Workspace {
    /// Sends a request. Returns at once; everything else is told by steps, also that it could not be sent.
    pub(crate) fn ai_ask(&mut self, ask: Ask) -> Ticket {
        self.ai.asking.last += 1;
        let number = self.ai.asking.last;
        let sender = self.sender.clone();
        let asker = ask.asker;
        let outbox = Outbox::new(move |steps| {
            // Where nobody takes it in any more, nobody waits for it.
            sender.send(Event::Ai(AiEvent::Asking(Told { number, asker, steps }))).is_ok()
        });
        let way = self.ai_way();
        let personas = self.ai.colleagues.held_to(&ask.persona);
        let project = self.project.root().map(|root| root.display().to_string()).unwrap_or_default();
        let order = Order { ask, personas, project };
        let running = sending::run(Arc::clone(&way), order, Arc::clone(&outbox));
        let task = way.spawner.future("ask a model", running);
        self.ai.asking.open.retain(|_, open| open.strong_count() > 0);
        self.ai.asking.open.insert(number, Arc::downgrade(&outbox));
        Ticket { number, outbox, _task: task }
    }

    /// What a provider says of a model, if it was asked.
    pub(crate) fn ai_said_of(
        &self,
        provider: &str,
        model: &str,
    ) -> Option<justbuilt_ai::protocol::models::Model> {
        self.ai.asking.way.as_ref()?.said_of(provider, model)
    }

    /// What all requests share, made when the first one needs it.
    pub(crate) fn ai_way(&mut self) -> Arc<Way> {
        let (platform, options) = (&self.platform, &self.options);
        Arc::clone(self.ai.asking.way.get_or_insert_with(|| Arc::new(Way::new(platform, options))))
    }

    pub(super) fn asking_take(&mut self, told: Told) {
        for step in told.steps.take() {
            let over = matches!(step, Step::Over(_));
            match told.asker {
                Asker::Chat => self.chat_answer(told.number, step),
                Asker::Inline => self.inline_answer(told.number, step),
                Asker::Ghost => self.ghost_answer(told.number, step),
                Asker::Colleagues => self.colleagues_answer(told.number, step),
                Asker::Semantic => self.semantic_answer(told.number, step),
            }
            if over {
                self.ai.asking.open.remove(&told.number);
                self.setup_spent();
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod bench;
#[cfg(test)]
mod tests;
