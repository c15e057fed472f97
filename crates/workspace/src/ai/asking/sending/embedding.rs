//! Vectors of texts: one call with a short answer, in the steps of an answer that streams, so that it is counted, held to
//! budgets and explained like all others. The vectors themselves go past those steps.

use std::sync::Arc;

use futures::stream::BoxStream;
use futures::{StreamExt as _, stream};
use justbuilt_ai::client::{Options, Retry, Update};
use justbuilt_ai::event::{Event, FinishReason, Usage};
use justbuilt_ai::fault::{Fault, FaultKind};
use justbuilt_ai::protocol::embeddings::{self, EmbeddingRequest, Embeddings};
use justbuilt_ai::protocol::{Endpoint, Protocol};
use justbuilt_ai::providers::Provider;
use justbuilt_ai::request::{Message, Part, Request, Role};
use justbuilt_ai::tokens::Family;
use justbuilt_ai::{Call, Client};

use crate::ai::Trouble;
use crate::ai::asking::Step;
use crate::ai::asking::outbox::Outbox;

/// Bytes below which a text is not too long for any model.
const SHORT: usize = 100;

/// Who is asked.
pub(super) struct Asking {
    pub client: Client,
    pub protocol: Protocol,
    pub endpoint: Endpoint,
    pub options: Options,
}

/// Asks for the vectors of texts.
pub(super) fn asked(
    asking: Asking,
    embed: EmbeddingRequest,
    outbox: Arc<Outbox>,
) -> BoxStream<'static, Update> {
    let steps = stream::once(async move { asking.all(embed).await }).flat_map(move |answer| {
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

impl Asking {
    /// All texts at once; where one of them may be too long for the model, each for itself.
    async fn all(&self, embed: EmbeddingRequest) -> Result<Embeddings, Fault> {
        let fault = match self.ask(&embed, None).await {
            Err(fault) if may_be_too_long(&fault) => fault,
            answer => return answer,
        };
        log::debug!("{fault}; the texts are sent one by one");
        let mut all = Embeddings::default();
        for input in &embed.inputs {
            let one = self.one(&embed, input.clone()).await?;
            all.vectors.extend(one.vectors);
            let sum = all.usage.input.unwrap_or(0).saturating_add(one.usage.input.unwrap_or(0));
            all.usage.input = one.usage.input.map(|_| sum);
        }
        Ok(all)
    }

    /// One text, as much of it as the model reads: its beginning says most.
    async fn one(&self, embed: &EmbeddingRequest, mut input: String) -> Result<Embeddings, Fault> {
        loop {
            let alone = EmbeddingRequest { inputs: vec![input.clone()], ..embed.clone() };
            match self.ask(&alone, Some(Retry::NEVER)).await {
                Err(fault) if may_be_too_long(&fault) && input.len() > SHORT => {
                    input.truncate(input.floor_char_boundary(input.len() / 2));
                }
                answer => return answer,
            }
        }
    }

    async fn ask(&self, embed: &EmbeddingRequest, retry: Option<Retry>) -> Result<Embeddings, Fault> {
        let wire = embeddings::encode(self.protocol, &self.endpoint, embed).ok_or_else(unsupported)?;
        let mut call = Call::new(self.protocol, &self.endpoint, wire);
        call.retry = retry.unwrap_or(call.retry);
        let texts = embed.inputs.len();
        self.client.ask(&call, &self.options, move |body| embeddings::decode(body, texts)).await
    }
}

fn unsupported() -> Fault {
    Fault {
        kind: FaultKind::Unsupported,
        http_status: None,
        code: None,
        message: "this protocol has no embeddings".to_owned(),
        retry_after: None,
        mid_stream: false,
        request_id: None,
    }
}

/// Servers say in many ways that a text is too long, some as a fault of their own.
fn may_be_too_long(fault: &Fault) -> bool {
    use FaultKind::{BadRequest, Context, Server, TooLarge};
    matches!(fault.kind, BadRequest | Context | Server | TooLarge)
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
