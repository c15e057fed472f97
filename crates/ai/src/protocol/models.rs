//! Lists of models: what a provider offers, with what it says of it. What it does not say stays `None`; which model
//! to use is not decided here.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::json::{count, field, list, some_text, text};
use super::{Endpoint, Protocol, Wire, anthropic, errors, ollama, wire};
use crate::fault::{Fault, FaultKind};

/// A model, as far as its provider describes it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Model {
    /// What requests call it.
    pub id: String,
    /// What people call it.
    pub name: Option<String>,
    /// How many tokens it can read and write together, or read.
    pub context: Option<u64>,
    /// How many tokens it can write.
    pub max_output: Option<u64>,
    /// Whether it writes text; some only embed.
    pub chat: Option<bool>,
    /// Whether it takes pictures.
    pub images: Option<bool>,
    /// Whether it calls tools.
    pub tools: Option<bool>,
    /// Whether it can think first.
    pub thinking: Option<bool>,
    /// Whether it fills in the middle of a text.
    pub fim: Option<bool>,
    /// Whether it embeds.
    pub embeddings: Option<bool>,
    /// What a token read costs, in US dollars.
    pub input_usd: Option<f64>,
    /// What a token written costs, in US dollars.
    pub output_usd: Option<f64>,
}

/// A page of a list of models.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModelPage {
    /// The models, in the provider's order.
    pub models: Vec<Model>,
    /// What to ask the next page with; `None` after the last.
    pub next: Option<String>,
}

/// Asks for a page of the list: the first, or the one that [`ModelPage::next`] names.
pub fn encode(protocol: Protocol, endpoint: &Endpoint, page: Option<&str>) -> Wire {
    let base = &endpoint.base_url;
    match protocol {
        Protocol::OpenaiChat | Protocol::OpenaiResponses => {
            wire::get(wire::joined(base, "models"), endpoint, wire::Key::Bearer)
        }
        Protocol::Mistral => wire::get(wire::versioned(base, "v1", "models"), endpoint, wire::Key::Bearer),
        Protocol::Anthropic => {
            let after = page.map(|page| format!("&after_id={}", escape(page))).unwrap_or_default();
            let url = wire::versioned(base, "v1", &format!("models?limit=1000{after}"));
            anthropic::encode::with_version(
                wire::get(url, endpoint, wire::Key::Header("x-api-key")),
                endpoint,
            )
        }
        Protocol::Gemini => {
            let token = page.map(|page| format!("&pageToken={}", escape(page))).unwrap_or_default();
            let url = wire::versioned(base, "v1beta", &format!("models?pageSize=1000{token}"));
            wire::get(url, endpoint, wire::Key::Header("x-goog-api-key"))
        }
        Protocol::Ollama => wire::get(ollama::encode::address(endpoint, "tags"), endpoint, wire::Key::Bearer),
    }
}

/// Reads a page of the list.
///
/// # Errors
/// When the body is an error, or no list.
pub fn decode(protocol: Protocol, body: &[u8]) -> Result<ModelPage, Fault> {
    let body = value(body)?;
    let all = match (&body, field(&body, "data"), field(&body, "models")) {
        (Value::Array(all), _, _) | (_, Some(Value::Array(all)), _) | (_, None, Some(Value::Array(all))) => {
            all
        }
        // A list without models.
        (_, Some(Value::Null), _) => return Ok(ModelPage::default()),
        _ => return Err(errors::plain(FaultKind::Garbled, "the answer is no list of models")),
    };
    let models = all.iter().filter_map(|one| model(protocol, one)).collect();
    let more = body.get("has_more").and_then(Value::as_bool) == Some(true);
    let next = some_text(&body, "nextPageToken").or(some_text(&body, "last_id").filter(|_| more));
    Ok(ModelPage { models, next: next.map(str::to_owned) })
}

/// Asks Ollama what a model can do, which its list does not say.
pub fn encode_ollama_show(endpoint: &Endpoint, model: &str) -> Wire {
    ollama::encode::post(endpoint, "show", json!({ "model": model }))
}

/// Adds what Ollama says of a model to what its list said.
///
/// # Errors
/// When the body is an error, or no JSON.
pub fn decode_ollama_show(model: &mut Model, body: &[u8]) -> Result<(), Fault> {
    let body = value(body)?;
    if let Some(Value::Array(all)) = field(&body, "capabilities") {
        let can = |what: &str| Some(all.iter().any(|one| one.as_str() == Some(what)));
        model.chat = can("completion");
        model.tools = can("tools");
        model.images = can("vision");
        model.thinking = can("thinking");
        model.fim = can("insert");
        model.embeddings = can("embedding");
    }
    if let Some(Value::Object(info)) = field(&body, "model_info") {
        let length = info.iter().find(|(key, _)| key.ends_with(".context_length"));
        model.context = length.and_then(|(_, length)| length.as_u64()).or(model.context);
    }
    Ok(())
}

fn model(protocol: Protocol, value: &Value) -> Option<Model> {
    Some(match protocol {
        Protocol::Gemini => gemini(value)?,
        Protocol::Anthropic => claude(value)?,
        _ => other(value)?,
    })
}

fn gemini(value: &Value) -> Option<Model> {
    let id = text(value, "name")?;
    let can = |what: &str| {
        let all = list(value, "supportedGenerationMethods");
        (!all.is_empty()).then(|| all.iter().any(|one| one.as_str() == Some(what)))
    };
    Some(Model {
        id: id.strip_prefix("models/").unwrap_or(id).to_owned(),
        name: some_text(value, "displayName").map(str::to_owned),
        context: count(value, "inputTokenLimit"),
        max_output: count(value, "outputTokenLimit"),
        chat: can("generateContent"),
        thinking: value.get("thinking").and_then(Value::as_bool),
        embeddings: can("embedContent"),
        ..Model::default()
    })
}

fn claude(value: &Value) -> Option<Model> {
    let can = |what: &str| value.get("capabilities")?.get(what)?.get("supported")?.as_bool();
    Some(Model {
        id: text(value, "id")?.to_owned(),
        name: some_text(value, "display_name").map(str::to_owned),
        context: count(value, "max_input_tokens"),
        max_output: count(value, "max_tokens"),
        chat: Some(true),
        images: can("image_input"),
        thinking: can("thinking"),
        tools: Some(true),
        ..Model::default()
    })
}

/// OpenAI's form with what OpenRouter, Mistral, llama.cpp, vLLM and LM Studio add to it, and Ollama's.
fn other(value: &Value) -> Option<Model> {
    let id =
        some_text(value, "id").or_else(|| some_text(value, "model")).or_else(|| some_text(value, "name"))?;
    let meta = field(value, "meta");
    let can = |what: &str| value.get("capabilities")?.get(what)?.as_bool();
    let parameters = list(value, "supported_parameters");
    let takes = |what: &str| {
        (!parameters.is_empty()).then(|| parameters.iter().any(|one| one.as_str() == Some(what)))
    };
    let modalities = field(value, "architecture").map(|architecture| list(architecture, "input_modalities"));
    let price = |what: &str| {
        let price = value.get("pricing")?.get(what)?;
        price.as_f64().or_else(|| price.as_str()?.parse().ok()).filter(|price: &f64| *price >= 0.0)
    };
    Some(Model {
        id: id.to_owned(),
        name: some_text(value, "name").filter(|name| *name != id).map(str::to_owned),
        context: ["context_length", "max_context_length", "max_model_len", "context_window"]
            .iter()
            .find_map(|key| count(value, key))
            .or_else(|| meta.and_then(|meta| count(meta, "n_ctx").or_else(|| count(meta, "n_ctx_train")))),
        max_output: value
            .get("top_provider")
            .and_then(|top| count(top, "max_completion_tokens"))
            .or_else(|| count(value, "max_completion_tokens")),
        chat: can("completion_chat"),
        images: can("vision").or_else(|| {
            modalities.map(|modalities| modalities.iter().any(|one| one.as_str() == Some("image")))
        }),
        tools: can("function_calling").or_else(|| takes("tools")),
        thinking: takes("reasoning"),
        fim: can("completion_fim"),
        embeddings: None,
        input_usd: price("prompt"),
        output_usd: price("completion"),
    })
}

/// A body as JSON, unless it is an error.
pub(super) fn value(body: &[u8]) -> Result<Value, Fault> {
    match serde_json::from_slice::<Value>(body) {
        Ok(value) => match errors::in_answer(&value) {
            Some(fault) => Err(fault),
            None => Ok(value),
        },
        Err(why) => Err(errors::plain(FaultKind::Garbled, &format!("the answer is no JSON ({why})"))),
    }
}

/// What stands in a query as it is (<https://www.rfc-editor.org/rfc/rfc3986#section-2.3>); the rest as `%` and two digits.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

#[cfg(test)]
mod tests;
