//! AI colleagues without a face: what providers say on the wire as one stream of events, and what is built on it:
//! routing, cost, personas, prompts, conversations, the context that is sent and the edits that come back.
//!
//! Embeddable, native and in a browser: sockets come in as [`justbuilt_base::http::Http`], time as a
//! [`justbuilt_base::Clock`], files as [`justbuilt_store::Fs`]. There is no window, no home folder and no
//! environment here, and no secret is ever written to a log.

pub mod answer;
pub mod budget;
pub mod cache;
pub mod client;
pub mod context;
pub mod conversation;
pub mod edits;
pub mod event;
pub mod fault;
pub mod markup;
pub mod meter;
pub mod persona;
pub mod prices;
pub mod prompt;
pub mod protocol;
pub mod providers;
pub mod request;
pub mod rights;
pub mod routing;
pub mod rules;
pub mod secrets;
pub mod semantic;
pub mod tokens;

pub use answer::{Answer, Assembler};
pub use client::{Call, Client, Notice, Options, Update};
pub use event::{Event, FinishReason, Usage};
pub use fault::{Fault, FaultKind};
pub use protocol::{Decoder, Endpoint, Protocol};
pub use request::{Message, Part, Request, Role, Tool, ToolChoice};
