//! The models of a provider, asked of it: all of them, and those that are called nearly like one that is not there.

use std::sync::Arc;
use std::time::Duration;

use justbuilt_ai::client::Options;
use justbuilt_ai::fault::Fault;
use justbuilt_ai::protocol::models::{self, Model};
use justbuilt_ai::protocol::{Endpoint, Protocol};
use justbuilt_ai::providers::{Provider, nearest};
use justbuilt_ai::{Call, Client};

/// Models of Ollama that are asked what they can do: its list does not say.
const SHOWN: usize = 50;

/// All models of a provider.
///
/// # Errors
/// The fault of the first page that does not come.
pub async fn list(
    client: &Client,
    provider: &Provider,
    endpoint: &Endpoint,
    options: &Options,
) -> Result<Vec<Model>, Fault> {
    let (mut all, mut page) = (Vec::new(), None);
    // A provider that always names a next page is not believed for ever.
    for _ in 0..50 {
        let wire = models::encode(provider.protocol, endpoint, page.as_deref());
        let call = Call::new(provider.protocol, endpoint, wire);
        let read = |body: &[u8]| models::decode(provider.protocol, body);
        let got = client.ask(&call, options, read).await?;
        all.extend(got.models);
        match got.next {
            Some(next) => page = Some(next),
            None => break,
        }
    }
    Ok(all)
}

/// The same, and of Ollama also what each can do.
///
/// # Errors
/// As [`list`].
pub async fn described(
    client: &Client,
    provider: &Provider,
    endpoint: &Endpoint,
    options: &Options,
) -> Result<Vec<Model>, Fault> {
    let mut all = list(client, provider, endpoint, options).await?;
    if provider.protocol == Protocol::Ollama {
        for model in all.iter_mut().take(SHOWN) {
            let wire = models::encode_ollama_show(endpoint, &model.id);
            let call = Call::new(provider.protocol, endpoint, wire);
            let shown = client.ask(&call, options, |body| models::decode_ollama_show(model, body)).await;
            if let Err(fault) = shown {
                // One that cannot be asked stays as the list says.
                log::debug!("a model was not shown: {fault}");
            }
        }
    }
    Ok(all)
}

/// Models that are called nearly like one that is not there; none when they cannot be listed.
pub async fn near(client: &Client, provider: &Provider, endpoint: &Endpoint, model: &str) -> Vec<String> {
    // A help, and no reason to wait for long.
    let options = Options { whole: Duration::from_secs(10), ..Options::default() };
    let all = list(client, provider, endpoint, &options).await.unwrap_or_default();
    let names: Vec<String> = all.into_iter().map(|model| model.id).collect();
    nearest(model, &names, 5)
}

/// Of what a provider offers, what it can be asked with when nobody named a model: the first that writes text.
pub(crate) fn first_to_chat(listed: &Arc<[Model]>) -> Option<&Model> {
    listed.iter().find(|model| model.chat != Some(false) && model.embeddings != Some(true))
}

/// Of what a provider offers, the first that gives vectors.
pub(crate) fn first_to_embed(listed: &Arc<[Model]>) -> Option<&Model> {
    listed.iter().find(|model| embeds(model))
}

/// Whether a model gives vectors, by what its provider says or by its name.
pub(crate) fn embeds(model: &Model) -> bool {
    model.embeddings.unwrap_or_else(|| model.id.contains("embed"))
}
