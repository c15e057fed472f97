//! Filling in the middle: a text before and a text after a place, and what belongs there. By the addresses that some
//! servers have for it, or by a prompt that the model was trained on. Where and when to complete is not decided here.

pub mod template;

use serde_json::{Map, Value, json};

use super::json::{count, field, some_text, text};
use super::openai_chat::Chat;
use super::progress::Progress;
use super::stream::{Reply, Streaming};
use super::{Decoder, Endpoint, Wire, ollama, wire};
use crate::event::{Event, FinishReason, Usage};
use template::Template;

/// How a server is asked to fill in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FimApi {
    /// Mistral's `/v1/fim/completions`.
    Mistral,
    /// DeepSeek's `/beta/completions` with a suffix.
    Deepseek,
    /// `/completions` with a suffix, as OpenAI had it. Taking the suffix is no proof that it is read.
    Completions,
    /// `/completions` with a prompt for a model of this family.
    Prompt(Template),
    /// Ollama's `/api/generate` with a suffix; the server knows the model's prompt.
    Ollama,
    /// Ollama's `/api/generate` with a prompt for a model of this family.
    OllamaPrompt(Template),
    /// llama.cpp's `/infill`.
    LlamaInfill,
}

/// A place to fill in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FimRequest {
    /// The model.
    pub model: String,
    /// The text before the place.
    pub prefix: String,
    /// The text after it.
    pub suffix: String,
    /// The path of the file; empty if it has none.
    pub path: String,
    /// Pieces of other files: path and text.
    pub files: Vec<(String, String)>,
    /// At most so many tokens.
    pub max_output: Option<u32>,
    /// From 0 (always the same) up.
    pub temperature: Option<f32>,
    /// The answer ends before any of these.
    pub stop: Vec<String>,
    /// Whether the answer comes piece by piece.
    pub stream: bool,
    /// Keys of the provider's own; they win over ours.
    pub extra: Map<String, Value>,
}

/// Writes a request.
pub fn encode(api: FimApi, endpoint: &Endpoint, request: &FimRequest) -> Wire {
    let (prompt, stop) = match api {
        FimApi::Prompt(template) | FimApi::OllamaPrompt(template) => {
            let prompt = template.prompt(&request.prefix, &request.suffix, &request.path, &request.files);
            let stops =
                request.stop.iter().cloned().chain(template.stops().iter().map(|stop| (*stop).to_owned()));
            (prompt, stops.collect())
        }
        _ => (request.prefix.clone(), request.stop.clone()),
    };
    let has_suffix = !matches!(api, FimApi::Prompt(_) | FimApi::OllamaPrompt(_));
    let mut body = Map::new();
    match api {
        FimApi::LlamaInfill => infill(request, &mut body),
        FimApi::Ollama | FimApi::OllamaPrompt(_) => {
            body.insert("model".to_owned(), request.model.clone().into());
            body.insert("prompt".to_owned(), prompt.into());
            body.insert("stream".to_owned(), request.stream.into());
            let options = ollama::encode::options(request.max_output, request.temperature, &stop);
            body.insert("options".to_owned(), Value::Object(options));
            if has_suffix {
                body.insert("suffix".to_owned(), request.suffix.clone().into());
            } else {
                body.insert("raw".to_owned(), true.into());
            }
        }
        _ => {
            body.insert("model".to_owned(), request.model.clone().into());
            body.insert("prompt".to_owned(), prompt.into());
            if has_suffix {
                body.insert("suffix".to_owned(), request.suffix.clone().into());
            }
            common(request, "max_tokens", &stop, &mut body);
        }
    }
    wire::merge(&mut body, &request.extra);
    let body = Value::Object(body);
    let base = endpoint.base_url.trim_end_matches('/');
    let bare = base.strip_suffix("/v1").or_else(|| base.strip_suffix("/beta")).unwrap_or(base);
    let url = match api {
        FimApi::Ollama | FimApi::OllamaPrompt(_) => return ollama::encode::post(endpoint, "generate", body),
        FimApi::Mistral => wire::versioned(base, "v1", "fim/completions"),
        FimApi::Deepseek => wire::joined(bare, "beta/completions"),
        FimApi::Completions | FimApi::Prompt(_) => wire::joined(base, "completions"),
        FimApi::LlamaInfill => wire::joined(bare, "infill"),
    };
    wire::post(url, endpoint, wire::Key::Bearer, request.stream, body)
}

/// Reads the answer, as events of text.
pub fn decoder(api: FimApi, stream: bool) -> Box<dyn Decoder> {
    match api {
        FimApi::Ollama | FimApi::OllamaPrompt(_) => {
            Box::new(Streaming::new(ollama::Lines::default(), stream))
        }
        FimApi::LlamaInfill => Box::new(Streaming::new(Infill::default(), stream)),
        _ => Box::new(Streaming::new(Chat::default(), stream)),
    }
}

fn common(request: &FimRequest, most: &str, stop: &[String], body: &mut Map<String, Value>) {
    if let Some(tokens) = request.max_output {
        body.insert(most.to_owned(), tokens.into());
    }
    if let Some(temperature) = request.temperature {
        body.insert("temperature".to_owned(), wire::number(temperature));
    }
    if !stop.is_empty() {
        body.insert("stop".to_owned(), stop.to_vec().into());
    }
    if request.stream {
        body.insert("stream".to_owned(), true.into());
    }
}

fn infill(request: &FimRequest, body: &mut Map<String, Value>) {
    body.insert("input_prefix".to_owned(), request.prefix.clone().into());
    body.insert("input_suffix".to_owned(), request.suffix.clone().into());
    if !request.files.is_empty() {
        let files = request.files.iter().map(|(path, text)| json!({"filename": path, "text": text}));
        body.insert("input_extra".to_owned(), files.collect());
    }
    body.insert("cache_prompt".to_owned(), true.into());
    common(request, "n_predict", &request.stop, body);
}

/// What llama.cpp's own addresses send: `content`, and `stop` in the last piece.
#[derive(Clone, Debug, Default, PartialEq)]
struct Infill {
    progress: Progress,
}

impl Reply for Infill {
    fn piece(&mut self, piece: &Value, out: &mut Vec<Event>) {
        self.progress.start(None, text(piece, "model"), out);
        self.progress.text(text(piece, "content").unwrap_or_default(), out);
        if piece.get("stop").and_then(Value::as_bool) != Some(true) {
            return;
        }
        let timings = field(piece, "timings").unwrap_or(piece);
        let usage = Usage {
            input: count(piece, "tokens_evaluated"),
            cached_read: count(timings, "cache_n"),
            output: count(piece, "tokens_predicted").or_else(|| count(timings, "predicted_n")),
            ..Usage::default()
        };
        self.progress.use_tokens(usage, out);
        let raw = some_text(piece, "stop_type").unwrap_or("stop");
        let reason = if raw == "limit" { FinishReason::Length } else { FinishReason::Stop };
        self.progress.finish(reason, raw, out);
    }

    fn whole(&mut self, body: &Value, out: &mut Vec<Event>) {
        self.piece(body, out);
    }

    fn progress(&mut self) -> &mut Progress {
        &mut self.progress
    }
}

#[cfg(test)]
mod tests;
