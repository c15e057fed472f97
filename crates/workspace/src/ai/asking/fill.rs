//! Completion: by the address that a server has for it, by a prompt that the model was trained on, or else as a question
//! whose answer is only the text that belongs at the place.

use justbuilt_ai::client::Update;
use justbuilt_ai::event::Event;
use justbuilt_ai::protocol::Protocol;
use justbuilt_ai::protocol::fim::template::Template;
use justbuilt_ai::protocol::fim::{FimApi, FimRequest};
use justbuilt_ai::providers::Provider;
use justbuilt_ai::request::{Message, Part, Request, Role};

/// Stands for the place where the text belongs.
const PLACE: &str = "<|cursor|>";

/// What a model is told that has no completion of its own.
const INSTRUCTION: &str = "You complete text in an editor. You are given a file with the mark <|cursor|> in it. \
Answer with exactly the text that belongs in the place of the mark, and with nothing else: no explanation, no code \
fence, no text from before or after the mark. Keep the indentation and the style of the file. When nothing belongs \
there, answer with nothing.";

/// How a model of a provider is asked to fill in; `None` when it has no way of its own. `said` is what the provider says
/// of the model.
pub(super) fn api(provider: &Provider, model: &str, said: Option<bool>) -> Option<FimApi> {
    if said == Some(false) {
        return None;
    }
    let template = Template::of(model);
    let host = provider.base_url.split_once("://").map_or("", |(_, rest)| rest);
    let host = host.split(['/', ':']).next().unwrap_or_default();
    match provider.protocol {
        Protocol::Mistral => {
            (said == Some(true) || template == Some(Template::Codestral)).then_some(FimApi::Mistral)
        }
        Protocol::Ollama => (said == Some(true) || template.is_some()).then_some(FimApi::Ollama),
        Protocol::OpenaiChat if host == "api.deepseek.com" => Some(FimApi::Deepseek),
        Protocol::OpenaiChat if is_llama_cpp(&provider.name) => Some(FimApi::LlamaInfill),
        // Big providers have no address for bare prompts; servers of one's own do.
        Protocol::OpenaiChat if host != "api.openai.com" => template.map(FimApi::Prompt),
        _ => None,
    }
}

fn is_llama_cpp(name: &str) -> bool {
    let plain: String = name.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    plain.eq_ignore_ascii_case("llamacpp")
}

/// A completion as a question.
pub(super) fn question(fill: &FimRequest) -> Request {
    let mut text = String::new();
    for (path, content) in &fill.files {
        text.push_str(&format!("<file path={path:?}>\n{content}\n</file>\n"));
    }
    let FimRequest { prefix, suffix, path, .. } = fill;
    text.push_str(&format!("<file path={path:?}>\n{prefix}{PLACE}{suffix}\n</file>"));
    Request {
        system: vec![Part::text(INSTRUCTION)],
        messages: vec![Message { role: Role::User, parts: vec![Part::text(text)] }],
        max_output: fill.max_output,
        temperature: fill.temperature,
        stop: fill.stop.clone(),
        stream: true,
        ..Request::default()
    }
}

/// Takes the fence off an answer that was put into one all the same, while it comes in.
#[derive(Debug, Default)]
pub(super) struct Unfence {
    state: Fence,
    held: String,
    /// Something of what is inside was let go.
    begun: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Fence {
    /// Nothing but perhaps the beginning of a fence has come.
    #[default]
    Unknown,
    /// There is none.
    None,
    /// The text is in one.
    Inside,
    /// It ended; what comes after is talk.
    After,
}

impl Unfence {
    /// A step of the answer, without the fence; `None` when nothing is left of it yet. What is held back at the end of
    /// the answer comes before its last step.
    pub fn take(&mut self, update: Update) -> Vec<Update> {
        let Update::Event(Event::Text { block, delta }) = update else {
            let ends =
                matches!(&update, Update::Event(Event::Finish { .. } | Event::Truncated | Event::Error(_)));
            let rest = if ends { self.rest() } else { String::new() };
            let rest = Update::Event(Event::Text { block: 0, delta: rest });
            return [text(rest), Some(update)].into_iter().flatten().collect();
        };
        self.held.push_str(&delta);
        let out = self.let_go();
        text(Update::Event(Event::Text { block, delta: out })).into_iter().collect()
    }

    fn let_go(&mut self) -> String {
        if self.state == Fence::Unknown {
            let begins = self.held.starts_with("```");
            match self.held.find('\n') {
                Some(end) if begins => {
                    // The line break stays: the end of the fence is looked for behind one.
                    self.held.drain(..end);
                    self.state = Fence::Inside;
                }
                _ if begins || "```".starts_with(self.held.as_str()) => return String::new(),
                _ => self.state = Fence::None,
            }
        }
        match self.state {
            Fence::None => std::mem::take(&mut self.held),
            Fence::Inside => {
                if let Some(end) = self.held.find("\n```") {
                    self.held.truncate(end);
                    self.state = Fence::After;
                    let last = std::mem::take(&mut self.held);
                    return self.inside(last);
                }
                // The end of it may begin in what is here.
                let keep = ["\n```", "\n``", "\n`", "\n"];
                let tail = keep.iter().find(|tail| self.held.ends_with(**tail)).map_or(0, |tail| tail.len());
                let after = self.held.split_off(self.held.len() - tail);
                let before = std::mem::replace(&mut self.held, after);
                self.inside(before)
            }
            Fence::Unknown | Fence::After => {
                self.held.clear();
                String::new()
            }
        }
    }

    /// A piece of what is inside, without the line break of the fence before it.
    fn inside(&mut self, piece: String) -> String {
        if piece.is_empty() || std::mem::replace(&mut self.begun, true) {
            return piece;
        }
        piece.strip_prefix('\n').map(str::to_owned).unwrap_or(piece)
    }

    /// What was held back, when nothing more comes.
    fn rest(&mut self) -> String {
        let rest = std::mem::take(&mut self.held);
        match self.state {
            Fence::Inside => {
                let rest = rest.strip_suffix('\n').unwrap_or(&rest).to_owned();
                self.inside(rest)
            }
            Fence::Unknown | Fence::None => rest,
            Fence::After => String::new(),
        }
    }
}

/// A step that has text.
fn text(update: Update) -> Option<Update> {
    match &update {
        Update::Event(Event::Text { delta, .. }) if delta.is_empty() => None,
        _ => Some(update),
    }
}

#[cfg(test)]
mod tests;
