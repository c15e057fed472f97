//! One tab a store, by the Web Locks API. The lock goes with the tab, however that ends.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::DomException;

use super::place;
use crate::kv::StoreError;

/// Milliseconds to wait for who is just leaving.
const PATIENCE_MS: u32 = 1000;

/// The lock on a store, while it lives.
pub(super) struct TabLock {
    /// Ends the promise that holds it; none where there are no locks.
    release: Option<Function>,
}

impl TabLock {
    /// Takes the store `name` for this tab.
    pub(super) async fn take(name: &str) -> Result<TabLock, StoreError> {
        match request(name).await {
            Ok(Some(release)) => Ok(TabLock { release: Some(release) }),
            Ok(None) => Err(StoreError::InUse { path: place(name), owner: "another tab".into() }),
            Err(error) => {
                log::warn!("this browser has no locks, so two tabs may write over each other: {error:?}");
                Ok(TabLock { release: None })
            }
        }
    }
}

impl Drop for TabLock {
    fn drop(&mut self) {
        if let Some(release) = &self.release
            && let Err(error) = release.call0(&JsValue::NULL)
        {
            log::warn!("the store could not be given free: {error:?}");
        }
    }
}

/// Asks for the lock. What gives it free again; `None` when another tab has it. A page that was just left, or a
/// store that was just closed, gives it free a moment later, so that is waited for.
async fn request(name: &str) -> Result<Option<Function>, JsValue> {
    let global = js_sys::global();
    let locks = Reflect::get(&Reflect::get(&global, &"navigator".into())?, &"locks".into())?;
    let ask: Function = Reflect::get(&locks, &"request".into())?.dyn_into()?;
    let signal = Reflect::get(&global, &"AbortSignal".into())?;
    let timeout: Function = Reflect::get(&signal, &"timeout".into())?.dyn_into()?;
    let options = Object::new();
    Reflect::set(&options, &"signal".into(), &timeout.call1(&signal, &PATIENCE_MS.into())?)?;
    let mut asked = Ok(JsValue::UNDEFINED);
    let granted = Promise::new(&mut |resolve: Function, _| {
        let granted = Closure::once_into_js(move |_lock: JsValue| -> JsValue {
            // Held until `release` is called, or the tab is gone.
            Promise::new(&mut |release: Function, _| {
                let _told = resolve.call1(&JsValue::NULL, &release);
            })
            .into()
        });
        let name = JsValue::from_str(&format!("justbuilt/{name}"));
        asked = ask.call3(&locks, &name, &options, &granted);
    });
    let first = Promise::race(&Array::of2(&granted, &asked?));
    match JsFuture::from(first).await {
        Ok(release) => Ok(release.dyn_into::<Function>().ok()),
        Err(error) if is_timeout(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

fn is_timeout(error: &JsValue) -> bool {
    let name = error.dyn_ref::<DomException>().map(DomException::name);
    name.is_some_and(|name| name == "TimeoutError" || name == "AbortError")
}
