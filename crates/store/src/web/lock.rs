//! One tab a store, by the Web Locks API. The lock goes with the tab, however that ends.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

use super::place;
use crate::kv::StoreError;

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

/// Asks for the lock, without waiting for who has it. What gives it free again.
async fn request(name: &str) -> Result<Option<Function>, JsValue> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into())?;
    let locks = Reflect::get(&navigator, &"locks".into())?;
    let ask: Function = Reflect::get(&locks, &"request".into())?.dyn_into()?;
    let options = Object::new();
    Reflect::set(&options, &"ifAvailable".into(), &true.into())?;
    let mut asked = Ok(JsValue::UNDEFINED);
    let answer = Promise::new(&mut |resolve: Function, _| {
        let granted = Closure::once_into_js(move |lock: JsValue| -> JsValue {
            if lock.is_null() || lock.is_undefined() {
                let _told = resolve.call1(&JsValue::NULL, &JsValue::NULL);
                return JsValue::UNDEFINED;
            }
            // Held until `release` is called, or the tab is gone.
            Promise::new(&mut |release: Function, _| {
                let _told = resolve.call1(&JsValue::NULL, &release);
            })
            .into()
        });
        let name = JsValue::from_str(&format!("justbuilt/{name}"));
        asked = ask.call3(&locks, &name, &options, &granted);
    });
    asked?;
    let answer = JsFuture::from(answer).await?;
    Ok(answer.dyn_into::<Function>().ok())
}
