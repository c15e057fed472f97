//! An answer as it comes: attempts, waits between them, and what the decoder makes of the bytes, as one stream.
//! Dropping it closes the socket.

use std::{collections::VecDeque, pin::pin, time::Duration};

use futures::{
    StreamExt,
    future::{BoxFuture, Either, select},
    stream::{BoxStream, unfold},
};
use justbuilt_base::{
    http::{Address, HttpError},
    within,
};

use super::exchange::{Failed, endless, fault, of_network};
use super::{Call, Client, Notice, Options, ReadWith, Update};
use crate::event::Event;
use crate::fault::{Fault, FaultKind};
use crate::protocol::Decoder;

/// After an answer is whole its last numbers may follow; a server that then keeps the line open is not waited for.
const AFTERMATH: Duration = Duration::from_secs(2);
/// Bytes of text a token has, on average and across languages: enough to notice an answer without end.
const BYTES_A_TOKEN: u64 = 4;

pub(super) fn stream(
    client: Client,
    call: Call,
    read: ReadWith,
    options: Options,
) -> BoxStream<'static, Update> {
    let whole = client.inner.timer.sleep(options.whole);
    let attempts = Attempts {
        client,
        call,
        read,
        options,
        attempt: 1,
        phase: Phase::Send,
        said: Said::default(),
        ready: VecDeque::new(),
    };
    unfold((attempts, whole), |(mut attempts, mut whole)| async move {
        let update = attempts.next(&mut whole).await?;
        Some((update, (attempts, whole)))
    })
    .boxed()
}

struct Attempts {
    client: Client,
    call: Call,
    read: ReadWith,
    options: Options,
    attempt: u32,
    phase: Phase,
    said: Said,
    ready: VecDeque<Update>,
}

enum Phase {
    Wait(Duration),
    Send,
    Read(BoxStream<'static, Result<Vec<u8>, HttpError>>, Box<dyn Decoder>),
    Done,
}

/// What this attempt has given so far.
#[derive(Default)]
struct Said {
    bytes: u64,
    content_bytes: u64,
    counted_tokens: u64,
    content: bool,
    terminal: bool,
}

impl Attempts {
    async fn next(&mut self, whole: &mut BoxFuture<'static, ()>) -> Option<Update> {
        loop {
            if let Some(update) = self.ready.pop_front() {
                return Some(update);
            }
            if matches!(self.phase, Phase::Done) {
                return None;
            }
            let in_time = match select(pin!(self.advance()), &mut *whole).await {
                Either::Left(((), _)) => true,
                Either::Right(((), _)) => false,
            };
            if !in_time {
                self.out_of_time();
            }
        }
    }

    /// One step; what it brings is in `ready`.
    async fn advance(&mut self) {
        match std::mem::replace(&mut self.phase, Phase::Done) {
            Phase::Done => {}
            Phase::Wait(wait) => {
                self.client.inner.timer.sleep(wait).await;
                self.phase = Phase::Send;
            }
            Phase::Send => match self.client.send_once(&self.call, &self.options).await {
                Ok(response) => {
                    self.said = Said::default();
                    self.phase = Phase::Read(response.body, (self.read)());
                }
                Err(failed) => self.failed(failed),
            },
            Phase::Read(mut body, mut decoder) => {
                let piece = if self.said.terminal {
                    within(&self.client.inner.timer, AFTERMATH, body.next()).await.flatten()
                } else {
                    body.next().await
                };
                let mut events = Vec::new();
                match piece {
                    Some(Ok(bytes)) => {
                        self.said.bytes += bytes.len() as u64;
                        decoder.feed(&bytes, &mut events);
                        self.phase = Phase::Read(body, decoder);
                        self.take(events);
                        self.stop_the_endless();
                    }
                    None => {
                        decoder.end(&mut events);
                        self.take(events);
                        if !self.said.terminal && matches!(self.phase, Phase::Done) {
                            // A decoder that does not say so itself.
                            self.take(vec![Event::Truncated]);
                        }
                    }
                    Some(Err(error)) => {
                        // Open calls are closed as cut off; that the stream was cut is told by the error itself.
                        decoder.end(&mut events);
                        events.retain(|event| !matches!(event, Event::Truncated | Event::Error(_)));
                        self.take(events);
                        if !self.said.terminal {
                            self.failed(match Address::of(&self.call.wire.url) {
                                Ok(address) => of_network(&address, &error),
                                Err(_) => fault(FaultKind::Connection, error.to_string()).into(),
                            });
                        }
                    }
                }
            }
        }
    }

    fn take(&mut self, events: Vec<Event>) {
        for event in events {
            if self.said.terminal && !matches!(event, Event::Usage(_)) {
                continue;
            }
            match event {
                Event::Error(fault) => return self.failed(fault.into()),
                Event::Truncated if self.may_repeat() => {
                    let message = "the stream ended before the answer did";
                    return self.failed(fault(FaultKind::Connection, message).into());
                }
                Event::Truncated | Event::Finish { .. } => self.said.terminal = true,
                Event::Usage(usage) => {
                    self.said.counted_tokens = usage.output.unwrap_or(self.said.counted_tokens);
                }
                Event::Text { ref delta, .. }
                | Event::Reasoning { ref delta, .. }
                | Event::Refusal { ref delta }
                | Event::ToolArguments { ref delta, .. } => {
                    self.said.content |= !delta.is_empty();
                    self.said.content_bytes += delta.len() as u64;
                }
                Event::ReasoningOpaque { .. } | Event::ToolStart { .. } | Event::ToolEnd { .. } => {
                    self.said.content = true;
                }
                Event::Start { .. } | Event::Heartbeat => {}
            }
            self.ready.push_back(Update::Event(event));
        }
    }

    /// Whether another attempt would not take away what was shown without leave.
    fn may_repeat(&self) -> bool {
        !self.said.content || self.options.retry_after_content
    }

    /// Waits for another attempt, or ends the answer.
    fn failed(&mut self, mut failed: Failed) {
        self.phase = Phase::Done;
        self.call.conceal(&mut failed.fault);
        let next = self.attempt + 1;
        let wait =
            if self.may_repeat() { self.client.wait(&self.call, &self.options, &failed, next) } else { None };
        match wait {
            Some(wait) => {
                self.attempt = next;
                self.phase = Phase::Wait(wait);
                let discards = std::mem::take(&mut self.said).content;
                self.ready.push_back(Update::Notice(Notice::Retrying {
                    attempt: next,
                    wait,
                    why: failed.fault,
                    discards,
                }));
            }
            None => self.end(failed.fault),
        }
    }

    fn end(&mut self, mut fault: Fault) {
        self.phase = Phase::Done;
        if !self.said.terminal {
            self.said.terminal = true;
            fault.mid_stream |= self.said.content;
            self.ready.push_back(Update::Event(Event::Error(fault)));
        }
    }

    fn out_of_time(&mut self) {
        // Dropping the phase closes the socket.
        let limit = self.options.whole.as_secs_f32();
        self.end(fault(FaultKind::Timeout, format!("stopped: the answer was not whole within {limit} s")));
    }

    fn stop_the_endless(&mut self) {
        let tokens = self.said.counted_tokens.max(self.said.content_bytes / BYTES_A_TOKEN);
        if self.said.bytes > self.options.max_bytes {
            self.end(endless(self.options.max_bytes));
        } else if let Some(limit) = self.options.max_tokens
            && tokens > limit
        {
            let mut fault =
                fault(FaultKind::Cancelled, format!("stopped: the answer is longer than {limit} tokens"));
            fault.code = Some("endless".to_owned());
            self.end(fault);
        }
    }
}
