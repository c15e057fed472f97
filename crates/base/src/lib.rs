//! What every layer needs and no layer owns: time, ids, cancelling, spawning, bounded channels, diagnostics.
//! Not a place for anything that knows of text, files or widgets.

pub mod cancel;
pub mod channel;
pub mod civil;
pub mod diagnostic;
pub mod http;
pub mod ids;
pub mod spawn;
pub mod time;
pub mod timer;
pub mod waker;

#[cfg(not(target_arch = "wasm32"))]
pub mod native;
#[cfg(target_arch = "wasm32")]
pub mod web;

#[cfg(not(target_arch = "wasm32"))]
pub use native::{NativeSpawner, NativeTimer};
#[cfg(target_arch = "wasm32")]
pub use web::{WebSpawner, WebTimer};

pub use cancel::CancelToken;
pub use channel::{Receiver, Sender, TrySend, channel};
pub use diagnostic::{Diagnostic, Severity};
pub use ids::IdSource;
pub use spawn::{InlineSpawner, Job, ManualSpawner, Spawner, SpawnerExt, Step, TaskHandle};
pub use time::{Clock, ManualClock, SystemClock, Timestamp};
pub use timer::{ManualTimer, Timer, within};
pub use waker::Waker;

#[doc(hidden)]
pub use serde as __serde;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::ThreadMark;
#[cfg(target_arch = "wasm32")]
pub(crate) use web::ThreadMark;
