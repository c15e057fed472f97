//! What goes to one model: the request in the form that it reads, its key, and its place in the log, which it gets only
//! where the budgets allow it.

use std::sync::Arc;

use justbuilt_ai::answer::forget_opaque;
use justbuilt_ai::budget::{Budget, Estimate, Refusal};
use justbuilt_ai::meter::About;
use justbuilt_ai::protocol::Endpoint;
use justbuilt_ai::protocol::embeddings::{self, EmbeddingRequest};
use justbuilt_ai::protocol::fim::{FimApi, FimRequest};
use justbuilt_ai::providers::{FoundKey, KeyPlace};
use justbuilt_ai::request::{Message, Part, Request, Role as Speaker};

use super::Ready;
use super::embedding;
use super::underway::Underway;
use crate::ai::Trouble;
use crate::ai::asking::routes::{Chosen, fills};
use crate::ai::asking::way::Way;
use crate::ai::asking::{What, fill};
use crate::ai::counting::{Tally, budgets_of, fill_in};
use crate::ai::ledger::LogFault;
use crate::ai::words::{self, Reader};

/// What goes to one model, its key found, its place in the log taken.
pub(super) struct Outgoing {
    pub endpoint: Endpoint,
    pub key: KeyPlace,
    pub sent: Sent,
    pub most: Option<u32>,
    pub underway: Underway,
}

/// In which form.
pub(super) enum Sent {
    Answer(Request),
    Fill(FimRequest, FimApi),
    /// A completion as a question.
    Question(Request),
    /// Vectors.
    Vectors(EmbeddingRequest),
}

impl Sent {
    /// The request, as it is counted.
    fn counted(&self) -> std::borrow::Cow<'_, Request> {
        match self {
            Sent::Answer(request) | Sent::Question(request) => std::borrow::Cow::Borrowed(request),
            Sent::Fill(fill, _) => {
                let text = |text: &str| Part::text(text.to_owned());
                let mut parts = vec![text(&fill.prefix), text(&fill.suffix)];
                parts.extend(fill.files.iter().map(|(_, content)| text(content)));
                std::borrow::Cow::Owned(Request {
                    model: fill.model.clone(),
                    messages: vec![Message { role: Speaker::User, parts }],
                    max_output: fill.max_output,
                    ..Request::default()
                })
            }
            Sent::Vectors(embed) => std::borrow::Cow::Owned(embedding::counted(embed)),
        }
    }
}

/// Why it does not go out to this model.
pub(super) enum Stopped {
    NoKey(Trouble),
    /// It has no such thing.
    Cannot(Trouble),
    Refused(Refusal),
    Log(LogFault),
}

/// Puts together what goes to a model, and takes its place in the log, if the budgets allow it.
pub(super) fn begin(
    way: &Arc<Way>,
    ready: &Arc<Ready>,
    chosen: &Chosen,
    other: bool,
    as_question: bool,
) -> Result<Outgoing, Stopped> {
    let (provider, model) = (&chosen.provider, chosen.target.model.as_str());
    let no_key = |trouble| Stopped::NoKey(trouble);
    let key: FoundKey = way
        .key_of(provider)
        .map_err(|fault| no_key(words::of_key_fault(&fault, provider)))?
        .ok_or_else(|| no_key(words::of_missing_key(provider, Reader::Window)))?;
    let endpoint = way.endpoint(provider, &key);
    let facts = ready.desk.prices.find(&provider.prices, model);
    let persona = ready.personas.first().map(|persona| &**persona);
    let sent = match &ready.ask.what {
        What::Answer(request) => {
            let mut request = (**request).clone();
            if other {
                // What only the provider of former answers can read, another one refuses.
                forget_opaque(&mut request.messages);
            }
            fill_in(&mut request, model, persona, facts.as_ref());
            Sent::Answer(request)
        }
        What::Fill(fill) => match fills(way, chosen).filter(|_| !as_question) {
            Some(api) => Sent::Fill(FimRequest { model: model.to_owned(), ..(**fill).clone() }, api),
            None => {
                let mut request = fill::question(fill);
                fill_in(&mut request, model, None, facts.as_ref());
                Sent::Question(request)
            }
        },
        What::Embed(embed) => {
            let embed = EmbeddingRequest { model: model.to_owned(), ..(**embed).clone() };
            if embeddings::encode(provider.protocol, &endpoint, &embed).is_none() {
                return Err(Stopped::Cannot(embedding::none_of(provider)));
            }
            Sent::Vectors(embed)
        }
    };
    let counted = sent.counted();
    let mut estimate = Estimate::of(&counted, facts.as_ref(), None);
    if matches!(sent, Sent::Vectors(..)) {
        estimate.window.context = None;
    }
    let most = counted.max_output;
    drop(counted);
    let ask = &ready.ask;
    let about = About {
        message: ask.message.clone(),
        conversation: ask.conversation.clone(),
        persona: ask.persona.clone(),
        project: ready.project.clone(),
        provider: provider.name.clone(),
        model: model.to_owned(),
    };
    let mut budgets: Vec<Budget> = ready.desk.providers.budgets().to_vec();
    budgets.extend(ready.personas.iter().flat_map(|persona| budgets_of(persona, &ask.message)));
    let tally = Tally::new(way.stamp(), estimate, about, provider.prices.clone());
    way.ledger.begin(&budgets, &estimate, tally.entry()).map_err(Stopped::Log)?.map_err(Stopped::Refused)?;
    let underway = Underway::new(way, &ready.desk, tally);
    Ok(Outgoing { endpoint, key: key.from, sent, most, underway })
}
