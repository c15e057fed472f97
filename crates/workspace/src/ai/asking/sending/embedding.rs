//! Vectors of texts: one call with a short answer, in the steps of an answer that streams, so that it is counted, held to
//! budgets and explained like all others. The vectors themselves go past those steps.

use std::sync::Arc;

use futures::stream::BoxStream;
use futures::{StreamExt as _, stream};
use justbuilt_ai::client::{Options, Update};
use justbuilt_ai::event::{Event, FinishReason, Usage};
use justbuilt_ai::protocol::embeddings::{self, EmbeddingRequest};
use justbuilt_ai::providers::Provider;
use justbuilt_ai::request::{Message, Part, Request, Role};
use justbuilt_ai::tokens::Family;
use justbuilt_ai::{Call, Client};

use crate::ai::Trouble;
use crate::ai::asking::Step;
use crate::ai::asking::outbox::Outbox;

/// Asks for the vectors of so many texts.
pub(super) fn asked(
    client: Client,
    call: Call,
    options: Options,
    texts: usize,
    outbox: Arc<Outbox>,
) -> BoxStream<'static, Update> {
    let asked =
        async move { client.ask(&call, &options, move |body| embeddings::decode(body, texts)).await };
    let steps = stream::once(asked).flat_map(move |answer| {
        let events = match answer {
            Ok(answer) => {
                outbox.push(Step::Vectors(answer.vectors));
                let usage = Usage { output: Some(0), ..answer.usage };
                vec![Event::Usage(usage), Event::Finish { reason: FinishReason::Stop, raw: String::new() }]
            }
            Err(fault) => vec![Event::Error(fault)],
        };
        stream::iter(events.into_iter().map(Update::Event))
    });
    steps.boxed()
}

/// The texts as they are counted.
pub(super) fn counted(embed: &EmbeddingRequest) -> Request {
    let parts = embed.inputs.iter().map(|text| Part::text(text.clone())).collect();
    Request {
        model: embed.model.clone(),
        messages: vec![Message { role: Role::User, parts }],
        max_output: Some(0),
        ..Request::default()
    }
}

/// Tokens of the texts, about.
pub(super) fn tokens(embed: &EmbeddingRequest) -> u64 {
    let family = Family::of(&embed.model);
    embed.inputs.iter().map(|text| family.tokens(text)).sum()
}

/// Said of a provider that gives none.
pub(super) fn none_of(provider: &Provider) -> Trouble {
    Trouble::new(
        format!("{} gives no embeddings", provider.name),
        "Choose a model for embeddings on the page Providers: one of OpenAI, Google Gemini, Mistral, or of a server on this machine.",
    )
}
