//! What every protocol keeps while an answer comes in: which block is open, the calls, whether it has ended. It sees
//! to it that the events come in the promised order, and that an answer ends once.

use serde_json::{Map, Value};

use crate::event::{Arguments, Event, FinishReason, OpaqueKind, Usage};
use crate::fault::Fault;

/// How ids start that we made up because the provider sent none. They are not sent back where they need not be.
pub(super) const MADE_UP: &str = "call#";

/// Where an answer stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Progress {
    started: bool,
    ended: bool,
    /// Something of the answer was given: text, thinking, a call.
    gave: bool,
    refused: bool,
    blocks: u32,
    open: Option<Kind>,
    calls: Vec<Call>,
    usage: Usage,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Text,
    Reasoning,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Call {
    arguments: String,
    open: bool,
    valid: bool,
}

impl Progress {
    /// Whether the answer has ended.
    pub(super) fn has_ended(&self) -> bool {
        self.ended
    }

    /// What was said of tokens so far.
    pub(super) fn usage(&self) -> Usage {
        self.usage
    }

    /// Whether a call could not be read.
    pub(super) fn has_broken_call(&self) -> bool {
        self.calls.iter().any(|call| !call.open && !call.valid)
    }

    /// The provider took the request; said once.
    pub(super) fn start(&mut self, id: Option<&str>, model: Option<&str>, out: &mut Vec<Event>) {
        if !self.started && !self.ended {
            self.started = true;
            let owned = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
            out.push(Event::Start { id: owned(id), model: owned(model) });
        }
    }

    /// The provider is alive.
    pub(super) fn heartbeat(&self, out: &mut Vec<Event>) {
        if !self.ended {
            out.push(Event::Heartbeat);
        }
    }

    /// A new block.
    pub(super) fn new_block(&mut self) -> u32 {
        let block = self.blocks;
        self.blocks = self.blocks.saturating_add(1);
        self.open = None;
        block
    }

    /// The block that is open if it is of this kind, else a new one.
    fn block(&mut self, kind: Kind) -> u32 {
        if self.open == Some(kind) {
            return self.blocks.saturating_sub(1);
        }
        let block = self.new_block();
        self.open = Some(kind);
        block
    }

    /// Text, in the order it comes.
    pub(super) fn text(&mut self, delta: &str, out: &mut Vec<Event>) {
        if !delta.is_empty() && !self.ended {
            let block = self.block(Kind::Text);
            self.text_in(block, delta, out);
        }
    }

    /// Text of a block.
    pub(super) fn text_in(&mut self, block: u32, delta: &str, out: &mut Vec<Event>) {
        if !delta.is_empty() && !self.ended {
            self.gave = true;
            out.push(Event::Text { block, delta: delta.to_owned() });
        }
    }

    /// Thinking, in the order it comes.
    pub(super) fn reasoning(&mut self, delta: &str, out: &mut Vec<Event>) {
        if !delta.is_empty() && !self.ended {
            let block = self.block(Kind::Reasoning);
            self.reasoning_in(block, delta, out);
        }
    }

    /// Thinking of a block.
    pub(super) fn reasoning_in(&mut self, block: u32, delta: &str, out: &mut Vec<Event>) {
        if !delta.is_empty() && !self.ended {
            self.gave = true;
            out.push(Event::Reasoning { block, delta: delta.to_owned() });
        }
    }

    /// What only the provider can read, on the thinking that is open or in a block of its own.
    pub(super) fn opaque(&mut self, kind: OpaqueKind, data: &str, out: &mut Vec<Event>) {
        let block = self.block(Kind::Reasoning);
        self.opaque_in(block, kind, data, out);
        self.open = None;
    }

    /// What only the provider can read, of a block.
    pub(super) fn opaque_in(&mut self, block: u32, kind: OpaqueKind, data: &str, out: &mut Vec<Event>) {
        if !data.is_empty() && !self.ended {
            out.push(Event::ReasoningOpaque { block, kind, data: data.to_owned() });
        }
    }

    /// The model declines.
    pub(super) fn refusal(&mut self, delta: &str, out: &mut Vec<Event>) {
        if !delta.is_empty() && !self.ended {
            self.refused = true;
            self.gave = true;
            out.push(Event::Refusal { delta: delta.to_owned() });
        }
    }

    /// A call begins. Gives its index.
    pub(super) fn call(&mut self, id: Option<&str>, name: &str, out: &mut Vec<Event>) -> usize {
        let index = self.calls.len();
        self.calls.push(Call { open: true, ..Call::default() });
        self.open = None;
        if !self.ended {
            self.gave = true;
            let id = match id.filter(|id| !id.is_empty()) {
                Some(id) => id.to_owned(),
                None => format!("{MADE_UP}{index}"),
            };
            out.push(Event::ToolStart { index: number(index), id, name: name.to_owned() });
        }
        index
    }

    /// More of a call's arguments.
    pub(super) fn arguments(&mut self, index: usize, delta: &str, out: &mut Vec<Event>) {
        if let Some(call) = self.calls.get_mut(index)
            && call.open
            && !delta.is_empty()
            && !self.ended
        {
            call.arguments.push_str(delta);
            out.push(Event::ToolArguments { index: number(index), delta: delta.to_owned() });
        }
    }

    /// Whether anything came of a call's arguments.
    pub(super) fn has_arguments(&self, index: usize) -> bool {
        self.calls.get(index).is_some_and(|call| !call.arguments.is_empty())
    }

    /// A call is complete.
    pub(super) fn end_call(&mut self, index: usize, out: &mut Vec<Event>) {
        self.close(index, false, out);
    }

    /// All calls that are open are complete, unless the answer was cut: a call without arguments may have been cut
    /// before the first of them.
    pub(super) fn end_calls(&mut self, cut: bool, out: &mut Vec<Event>) {
        for index in 0..self.calls.len() {
            self.close(index, cut, out);
        }
    }

    fn close(&mut self, index: usize, cut: bool, out: &mut Vec<Event>) {
        let Some(call) = self.calls.get_mut(index) else { return };
        if !call.open || self.ended {
            return;
        }
        call.open = false;
        let text = std::mem::take(&mut call.arguments);
        let arguments = if cut && text.is_empty() { Arguments::Invalid(text) } else { parse(text) };
        call.valid = matches!(arguments, Arguments::Json(_));
        out.push(Event::ToolEnd { index: number(index), arguments });
    }

    /// Tokens so far.
    pub(super) fn use_tokens(&mut self, usage: Usage, out: &mut Vec<Event>) {
        if usage != self.usage && usage != Usage::default() {
            self.usage = usage;
            out.push(Event::Usage(usage));
        }
    }

    /// The answer is whole. "Stop" together with a call is a call, and with a refusal a refusal.
    pub(super) fn finish(&mut self, reason: FinishReason, raw: &str, out: &mut Vec<Event>) {
        if self.ended {
            return;
        }
        self.end_calls(is_cut(reason), out);
        let reason = match reason {
            FinishReason::Stop if self.calls.iter().any(|call| call.valid) => FinishReason::Tool,
            FinishReason::Stop if self.refused => FinishReason::Refusal,
            other => other,
        };
        self.ended = true;
        out.push(Event::Finish { reason, raw: raw.to_owned() });
    }

    /// The answer ends because something went wrong.
    pub(super) fn fail(&mut self, fault: Fault, out: &mut Vec<Event>) {
        if !self.ended {
            self.abandon(out);
            out.push(Event::Error(Fault { mid_stream: self.gave, ..fault }));
        }
    }

    /// The stream ended too early.
    pub(super) fn truncate(&mut self, out: &mut Vec<Event>) {
        if !self.ended {
            self.abandon(out);
            out.push(Event::Truncated);
        }
    }

    /// Calls that are open are not to be run, however whole they look: nobody said that they are.
    fn abandon(&mut self, out: &mut Vec<Event>) {
        self.ended = true;
        for (index, call) in self.calls.iter_mut().enumerate().filter(|(_, call)| call.open) {
            call.open = false;
            let arguments = Arguments::Invalid(std::mem::take(&mut call.arguments));
            out.push(Event::ToolEnd { index: number(index), arguments });
        }
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// Whether an answer that ends so may lack its end.
pub(super) fn is_cut(reason: FinishReason) -> bool {
    matches!(reason, FinishReason::Length | FinishReason::Context | FinishReason::Filter)
}

/// The arguments of a complete call: nothing at all and `null` are the empty object.
fn parse(text: String) -> Arguments {
    if text.trim().is_empty() {
        return Arguments::Json(Value::Object(Map::new()));
    }
    match serde_json::from_str::<Value>(&text) {
        Ok(Value::Null) => Arguments::Json(Value::Object(Map::new())),
        Ok(value) => Arguments::Json(value),
        Err(_) => Arguments::Invalid(text),
    }
}
