//! The network of a page: the browser's `fetch`, its body read as it comes. Behind the feature `http`.
//! A server that does not name the page's origin in its CORS headers cannot be told from one that is not there.

use std::{cell::Cell, rc::Rc, sync::Arc};

use futures::{StreamExt, future::BoxFuture, stream::unfold};
use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, ReferrerPolicy, Request, RequestCache,
    RequestCredentials, RequestInit, RequestMode, RequestRedirect, Response, ResponseType,
};

use crate::{
    WebTimer,
    http::{Address, Http, HttpError, HttpRequest, HttpResponse, Method, limited},
};

/// Sends requests from a page or a worker. No cookies, no cache, no referrer, no redirects.
#[derive(Clone, Copy, Debug, Default)]
pub struct WebHttp;

impl Http for WebHttp {
    fn send(&self, request: HttpRequest) -> BoxFuture<'static, Result<HttpResponse, HttpError>> {
        let (head, idle) = (request.head_timeout, request.idle_timeout);
        // A page has one thread, so nothing of it is ever on another.
        limited(Arc::new(WebTimer), head, idle, Box::pin(SendWrapper::new(start(request))))
    }
}

/// Stops the fetch when it is dropped before all is read.
struct Abort {
    controller: AbortController,
    done: Cell<bool>,
}

impl Drop for Abort {
    fn drop(&mut self) {
        if !self.done.get() {
            self.controller.abort();
        }
    }
}

async fn start(request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let address = Address::of(&request.url)?;
    let controller = AbortController::new().map_err(|_| invalid(&address))?;
    let abort = Rc::new(Abort { controller, done: Cell::new(false) });
    let request = prepare(&request, &abort.controller).map_err(|_| invalid(&address))?;
    let answer = fetch(&request)
        .and_then(|answer| answer.dyn_into::<Promise>())
        .map_err(|_| HttpError::Invalid("this host has no fetch".to_owned()))?;
    let response: Response = JsFuture::from(answer)
        .await
        .and_then(|response| response.dyn_into())
        .map_err(|error| HttpError::Unreachable(format!("{address}: {}", words(&error))))?;
    if response.type_() == ResponseType::Opaqueredirect {
        return Err(HttpError::Invalid(format!(
            "{address} sends the request on to another address: set the address to that one"
        )));
    }
    let headers = pairs(&response.headers());
    let Some(body) = response.body() else {
        abort.done.set(true);
        return Ok(HttpResponse {
            status: response.status(),
            headers,
            body: futures::stream::empty().boxed(),
        });
    };
    let reader: ReadableStreamDefaultReader =
        body.get_reader().dyn_into().map_err(|_| HttpError::Broken("the body cannot be read".to_owned()))?;
    let body = unfold(Some((reader, abort)), |state| async move {
        let (reader, abort) = state?;
        match read(&reader).await {
            Ok(Some(bytes)) => Some((Ok(bytes), Some((reader, abort)))),
            Ok(None) => {
                abort.done.set(true);
                None
            }
            Err(error) => Some((Err(HttpError::Broken(words(&error))), None)),
        }
    });
    let body = SendWrapper::new(Box::pin(body));
    Ok(HttpResponse { status: response.status(), headers, body: body.boxed() })
}

fn prepare(request: &HttpRequest, controller: &AbortController) -> Result<Request, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in &request.headers {
        headers.append(name, value)?;
    }
    let init = RequestInit::new();
    init.set_method(match request.method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Patch => "PATCH",
        Method::Delete => "DELETE",
    });
    init.set_headers(&headers);
    init.set_mode(RequestMode::Cors);
    init.set_credentials(RequestCredentials::Omit);
    init.set_cache(RequestCache::NoStore);
    // A browser takes only `Authorization` off a request that goes to another host, not the other keys.
    init.set_redirect(RequestRedirect::Manual);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_signal(Some(&controller.signal()));
    if !request.body.is_empty() {
        init.set_body(&Uint8Array::from(request.body.as_slice()));
    }
    Request::new_with_str_and_init(&request.url, &init)
}

/// `fetch` of whatever this runs in: a page or a worker.
fn fetch(request: &Request) -> Result<JsValue, JsValue> {
    let global = js_sys::global();
    let fetch: Function = Reflect::get(&global, &JsValue::from_str("fetch"))?.dyn_into()?;
    fetch.call1(&global, request)
}

/// The next piece of a body; `None` at its end.
async fn read(reader: &ReadableStreamDefaultReader) -> Result<Option<Vec<u8>>, JsValue> {
    let piece = JsFuture::from(reader.read()).await?;
    let done = Reflect::get(&piece, &JsValue::from_str("done"))?;
    if done.is_truthy() {
        return Ok(None);
    }
    let bytes: Uint8Array = Reflect::get(&piece, &JsValue::from_str("value"))?.dyn_into()?;
    Ok(Some(bytes.to_vec()))
}

/// The headers that the browser lets a page see.
fn pairs(headers: &Headers) -> Vec<(String, String)> {
    let entries = headers.entries().into_iter().flatten();
    let pair = |entry: JsValue| {
        let entry: Array = entry.dyn_into().ok()?;
        Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
    };
    entries.filter_map(pair).collect()
}

/// The browser's own words would quote the URL, which may hold a key.
fn invalid(address: &Address) -> HttpError {
    HttpError::Invalid(format!("the browser takes no such URL or header for {address}"))
}

/// What the browser says of a fetch that failed; it does not name the URL.
fn words(error: &JsValue) -> String {
    let message = Reflect::get(error, &JsValue::from_str("message")).ok().and_then(|words| words.as_string());
    message.or_else(|| error.as_string()).unwrap_or_else(|| "the browser does not say why".to_owned())
}
