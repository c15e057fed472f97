//! Embeddings: texts as vectors. Not what is done with them.

use base64::Engine as _;
use serde_json::{Map, Value, json};

use super::json::{count, field, list};
use super::{Endpoint, Protocol, Wire, errors, gemini, models, ollama, wire};
use crate::event::Usage;
use crate::fault::{Fault, FaultKind};

/// What is to be embedded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EmbeddingRequest {
    /// The model.
    pub model: String,
    /// The texts.
    pub inputs: Vec<String>,
    /// How wide a vector is to be; `None` for the model's own width.
    pub dimensions: Option<u32>,
    /// Whether the texts are questions, and not what is searched. Only Gemini is told.
    pub query: bool,
}

/// Vectors, in the order of the texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Embeddings {
    /// A vector a text, all of the same width.
    pub vectors: Vec<Vec<f32>>,
    /// The tokens read.
    pub usage: Usage,
}

/// Writes a request; `None` where the protocol has no embeddings (Anthropic).
pub fn encode(protocol: Protocol, endpoint: &Endpoint, request: &EmbeddingRequest) -> Option<Wire> {
    let mut body = Map::new();
    body.insert("model".to_owned(), request.model.clone().into());
    body.insert("input".to_owned(), request.inputs.clone().into());
    let width = |body: &mut Map<String, Value>, key: &str| {
        if let Some(dimensions) = request.dimensions {
            body.insert(key.to_owned(), dimensions.into());
        }
    };
    Some(match protocol {
        Protocol::OpenaiChat | Protocol::OpenaiResponses => {
            width(&mut body, "dimensions");
            let url = wire::joined(&endpoint.base_url, "embeddings");
            wire::post(url, endpoint, wire::Key::Bearer, false, body.into())
        }
        Protocol::Mistral => {
            width(&mut body, "output_dimension");
            let url = wire::versioned(&endpoint.base_url, "v1", "embeddings");
            wire::post(url, endpoint, wire::Key::Bearer, false, body.into())
        }
        Protocol::Ollama => {
            width(&mut body, "dimensions");
            ollama::encode::post(endpoint, "embed", body.into())
        }
        Protocol::Gemini => {
            let model = gemini::encode::resource(&request.model);
            let task = if request.query { "RETRIEVAL_QUERY" } else { "RETRIEVAL_DOCUMENT" };
            let one = |text: &String| {
                let mut one = Map::new();
                one.insert("model".to_owned(), model.clone().into());
                one.insert("content".to_owned(), json!({"parts": [{"text": text}]}));
                one.insert("taskType".to_owned(), task.into());
                width(&mut one, "outputDimensionality");
                Value::Object(one)
            };
            let requests: Vec<Value> = request.inputs.iter().map(one).collect();
            gemini::encode::post(
                endpoint,
                &model,
                "batchEmbedContents",
                false,
                json!({ "requests": requests }),
            )
        }
        Protocol::Anthropic => return None,
    })
}

/// Reads the answer to a request for so many texts.
///
/// # Errors
/// When the body is an error, no embeddings, not as many as texts, or vectors of different widths.
pub fn decode(body: &[u8], texts: usize) -> Result<Embeddings, Fault> {
    let body = models::value(body)?;
    let mut vectors: Vec<(u64, Vec<f32>)> = Vec::new();
    // OpenAI's `data`, Gemini's and Ollama's `embeddings`, the `embedding` of one text.
    let single = field(&body, "embedding").map(std::slice::from_ref);
    let all = [list(&body, "data"), list(&body, "embeddings"), single.unwrap_or_default()];
    for (place, one) in all.iter().copied().find(|all| !all.is_empty()).unwrap_or_default().iter().enumerate()
    {
        let numbers = field(one, "embedding").or_else(|| field(one, "values")).unwrap_or(one);
        let vector =
            vector(numbers).ok_or_else(|| garbled("a vector of the answer is no list of numbers"))?;
        vectors.push((count(one, "index").unwrap_or(place as u64), vector));
    }
    vectors.sort_by_key(|(index, _)| *index);
    let vectors: Vec<Vec<f32>> = vectors.into_iter().map(|(_, vector)| vector).collect();
    if vectors.len() != texts {
        let said = format!("{texts} texts were sent and {} vectors came back", vectors.len());
        return Err(garbled(&said));
    }
    let width = vectors.first().map_or(0, Vec::len);
    if texts > 0 && (width == 0 || vectors.iter().any(|vector| vector.len() != width)) {
        return Err(garbled("the vectors of the answer are empty or of different widths"));
    }
    let input = field(&body, "usage")
        .and_then(|usage| count(usage, "prompt_tokens"))
        .or_else(|| count(&body, "prompt_eval_count"));
    Ok(Embeddings { vectors, usage: Usage { input, ..Usage::default() } })
}

/// Numbers, or base64 of little-endian `f32`.
fn vector(value: &Value) -> Option<Vec<f32>> {
    match value {
        Value::Array(all) => all.iter().map(|number| number.as_f64().map(|number| number as f32)).collect(),
        Value::String(text) => {
            let bytes = base64::engine::general_purpose::STANDARD.decode(text).ok()?;
            let (all, rest) = bytes.as_chunks::<4>();
            rest.is_empty().then(|| all.iter().map(|four| f32::from_le_bytes(*four)).collect())
        }
        _ => None,
    }
}

fn garbled(message: &str) -> Fault {
    errors::plain(FaultKind::Garbled, message)
}

#[cfg(test)]
mod tests;
