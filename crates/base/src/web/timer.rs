//! Waiting by the browser's `setTimeout`.

use std::{
    future::pending,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use futures::{channel::oneshot, future::BoxFuture};
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::{Closure, JsValue, wasm_bindgen};

use crate::Timer;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout, catch)]
    fn set_timeout(call: &Closure<dyn FnMut()>, milliseconds: f64) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: &JsValue);
}

/// A browser holds the time in 31 bits and calls at once for more.
const LONGEST: f64 = 2_147_483_647.0;

/// Waits on the browser's own loop. A tab that is not seen may be woken up to a second late.
#[derive(Clone, Copy, Debug, Default)]
pub struct WebTimer;

impl Timer for WebTimer {
    fn sleep(&self, by: Duration) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            match start(by) {
                Some(timeout) => timeout.await,
                None => pending().await,
            }
        })
    }
}

fn start(by: Duration) -> Option<Timeout> {
    let (say, heard) = oneshot::channel();
    let mut say = Some(say);
    let call = Closure::new(move || {
        if let Some(say) = say.take() {
            // Nobody hears it when the wait was dropped.
            say.send(()).unwrap_or_default();
        }
    });
    let milliseconds = (by.as_secs_f64() * 1000.0).ceil().min(LONGEST);
    match set_timeout(&call, milliseconds) {
        Ok(id) => Some(Timeout { heard, timer: SendWrapper::new((id, call)) }),
        Err(_) => {
            log::error!("the browser refused to set a timer");
            None
        }
    }
}

struct Timeout {
    heard: oneshot::Receiver<()>,
    timer: SendWrapper<(JsValue, Closure<dyn FnMut()>)>,
}

impl Future for Timeout {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.heard).poll(context).map(|_| ())
    }
}

impl Drop for Timeout {
    fn drop(&mut self) {
        clear_timeout(&self.timer.0);
    }
}
