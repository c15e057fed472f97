//! The protocols against recorded traffic: every row of the services whose protocols are spoken here, whole, split
//! and cut at every byte. Where there is no corpus these say so and pass.

mod encoding;
mod garbage;
mod recorded;
mod rows;

use super::Protocol;
use crate::answer::{Answer, Assembler};
use crate::event::Event;

/// What a body means.
pub fn events(protocol: Protocol, stream: bool, body: &str) -> Vec<Event> {
    let (mut decoder, mut events) = (protocol.decoder(stream), Vec::new());
    decoder.feed(body.as_bytes(), &mut events);
    decoder.end(&mut events);
    events
}

/// The answer that a body is.
pub fn answer(protocol: Protocol, stream: bool, body: &str) -> Answer {
    let mut assembler = Assembler::new();
    events(protocol, stream, body).iter().for_each(|event| assembler.push(event));
    assembler.finish()
}

/// Server-sent events with this data.
pub fn sse(data: &[&str]) -> String {
    data.iter().map(|data| format!("data: {data}\n\n")).collect()
}
