//! The only way out: a request is routed, held to rights and budgets, freed of secrets, sent in the background, and
//! written to the log of what was spent. What comes back is handed to the part that asked, once a frame.

use justbuilt_ai::client::Update;
use justbuilt_ai::event::Usage;
use justbuilt_ai::prices::Cost;
use justbuilt_ai::protocol::fim::FimRequest;
use justbuilt_ai::request::Request;
use justbuilt_ai::routing::Role;

use super::Trouble;
use crate::workspace::Workspace;

/// Requests that are under way.
#[derive(Default)]
pub(crate) struct Asking {}

/// Names a request that is under way. Dropping it stops the request and closes its socket.
pub(crate) struct Ticket {
    /// Of this request alone, from 1.
    pub number: u64,
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
}

/// What is asked.
pub(crate) enum What {
    /// An answer. Its model is filled in.
    Answer(Box<Request>),
    /// A completion. Its model is filled in; where the model has none of its own, it is put as a question.
    Fill(Box<FimRequest>),
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
    /// Who answers: (provider, model) and why; comes first, and again when another one is asked instead.
    Target(super::Routed),
    /// What the stream says.
    Update(Update),
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
    pub steps: Vec<Step>,
}

impl Workspace {
    /// Sends a request. Returns at once; everything else is told by steps, also that it could not be sent.
    pub(crate) fn ai_ask(&mut self, _ask: Ask) -> Ticket {
        Ticket { number: 0 }
    }

    pub(super) fn asking_take(&mut self, told: Told) {
        for step in told.steps {
            match told.asker {
                Asker::Chat => self.chat_answer(told.number, step),
                Asker::Inline => self.inline_answer(told.number, step),
                Asker::Ghost => self.ghost_answer(told.number, step),
                Asker::Colleagues => self.colleagues_answer(told.number, step),
            }
        }
    }
}
