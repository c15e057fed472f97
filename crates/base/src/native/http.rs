//! The network of a native program: reqwest over rustls with ring, the system's own certificates and proxies.
//! Requests run on the runtime that was handed in; whoever polls the answer need not. Behind the feature `http`.

use std::{
    error::Error,
    sync::{Arc, OnceLock},
    time::Duration,
};

use futures::{StreamExt, future::BoxFuture, stream::unfold};
use reqwest::{
    Client, Url,
    header::{HeaderMap, HeaderName, HeaderValue, LOCATION},
    redirect,
};
use tokio::{
    runtime::Handle,
    sync::{mpsc, oneshot},
};

use super::timer::Task;
use crate::{
    NativeTimer, Timer,
    http::{Address, Http, HttpError, HttpRequest, HttpResponse, Method, limited, may_follow},
};

/// Until there is a connection, encryption included.
const CONNECT: Duration = Duration::from_secs(20);
/// Longest way from one address of a host to its next.
const REDIRECTS: usize = 5;
/// Pieces of a body that wait for the one who reads; then the server has to wait.
const AHEAD: usize = 16;

/// Which way requests take. Those to this machine take none of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Proxy {
    /// As the system says: `HTTPS_PROXY`, `NO_PROXY` and the like, on macOS and Windows also its settings.
    #[default]
    System,
    /// Straight.
    None,
    /// By this proxy, as a URL; may hold a user and a password.
    At(String),
}

/// Sends requests over the network. Clones share connections.
#[derive(Clone)]
pub struct NativeHttp {
    shared: Arc<Shared>,
}

struct Shared {
    handle: Handle,
    timer: Arc<dyn Timer>,
    proxy: Option<reqwest::Proxy>,
    no_proxy: bool,
    clients: OnceLock<Result<Clients, HttpError>>,
}

struct Clients {
    /// To other machines, by the proxy if there is one.
    out: Client,
    /// To this machine.
    here: Client,
}

impl NativeHttp {
    /// A network on `handle`, which needs tokio's time and sockets.
    ///
    /// # Errors
    /// When the proxy is no URL.
    pub fn new(handle: Handle, proxy: Proxy) -> Result<Self, HttpError> {
        let timer = Arc::new(NativeTimer::new(handle.clone()));
        let no_proxy = proxy == Proxy::None;
        let proxy = match proxy {
            Proxy::System | Proxy::None => None,
            Proxy::At(url) => Some(
                reqwest::Proxy::all(url)
                    .map_err(|_| HttpError::Invalid("the proxy's address is no URL".to_owned()))?,
            ),
        };
        let shared = Shared { handle, timer, proxy, no_proxy, clients: OnceLock::new() };
        Ok(Self { shared: Arc::new(shared) })
    }
}

impl std::fmt::Debug for NativeHttp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NativeHttp")
    }
}

impl Http for NativeHttp {
    fn send(&self, request: HttpRequest) -> BoxFuture<'static, Result<HttpResponse, HttpError>> {
        let shared = Arc::clone(&self.shared);
        let timer = Arc::clone(&shared.timer);
        let (head, idle) = (request.head_timeout, request.idle_timeout);
        limited(timer, head, idle, Box::pin(start(shared, request)))
    }
}

/// What the task on the runtime says of the body.
enum Piece {
    Bytes(Vec<u8>),
    Failed(HttpError),
    End,
}

type Head = (u16, Vec<(String, String)>);

/// Runs the exchange as a task. Dropping the future, or the body of its answer, ends the task, and that closes the
/// socket.
async fn start(shared: Arc<Shared>, request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let (say_head, head) = oneshot::channel();
    let (say, pieces) = mpsc::channel(AHEAD);
    let handle = shared.handle.clone();
    let task = Task(handle.spawn(exchange(shared, request, say_head, say)));
    let stopped = || HttpError::Broken("the program is ending".to_owned());
    let (status, headers) = head.await.map_err(|_| stopped())??;
    let body = unfold(Some((pieces, task)), move |state| async move {
        let (mut pieces, task) = state?;
        match pieces.recv().await {
            Some(Piece::Bytes(bytes)) => Some((Ok(bytes), Some((pieces, task)))),
            Some(Piece::Failed(error)) => Some((Err(error), None)),
            Some(Piece::End) => None,
            None => Some((Err(stopped()), None)),
        }
    });
    Ok(HttpResponse { status, headers, body: body.boxed() })
}

async fn exchange(
    shared: Arc<Shared>,
    request: HttpRequest,
    say_head: oneshot::Sender<Result<Head, HttpError>>,
    say: mpsc::Sender<Piece>,
) {
    let mut response = match ask(&shared, request).await {
        Ok(response) => response,
        Err(error) => {
            say_head.send(Err(error)).unwrap_or_default();
            return;
        }
    };
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = response.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value)));
    if say_head.send(Ok((response.status().as_u16(), headers.collect()))).is_err() {
        return;
    }
    loop {
        let piece = match response.chunk().await {
            Ok(Some(bytes)) => Piece::Bytes(bytes.to_vec()),
            Ok(None) => Piece::End,
            Err(error) => Piece::Failed(named(error)),
        };
        let last = !matches!(piece, Piece::Bytes(_));
        if say.send(piece).await.is_err() || last {
            return;
        }
    }
}

/// Sends the request, and sends it on within its host where the server says so.
async fn ask(shared: &Shared, request: HttpRequest) -> Result<reqwest::Response, HttpError> {
    let clients = shared.clients.get_or_init(|| build(shared)).as_ref().map_err(Clone::clone)?;
    let headers = headers(&request.headers)?;
    let mut from = Address::of(&request.url)?;
    let mut url = Url::parse(&request.url)
        .map_err(|error| HttpError::Invalid(format!("the address of {from} is no URL: {error}")))?;
    for _ in 0..=REDIRECTS {
        let client = if from.is_loopback() { &clients.here } else { &clients.out };
        let sending = client
            .request(method(request.method), url.clone())
            .headers(headers.clone())
            .body(request.body.clone());
        let response = sending.send().await.map_err(named)?;
        let status = response.status().as_u16();
        let next = response.headers().get(LOCATION).and_then(|next| next.to_str().ok());
        let (301 | 302 | 303 | 307 | 308, Some(next)) = (status, next) else { return Ok(response) };
        let next = url.join(next).map_err(|_| {
            HttpError::Invalid(format!("{from} sends the request on to an address that is none"))
        })?;
        let to = Address::of(next.as_str())?;
        may_follow(&request, &from, &to, status)?;
        (url, from) = (next, to);
    }
    Err(HttpError::Invalid(format!("{from} sends the request round and round")))
}

fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    }
}

fn headers(pairs: &[(String, String)]) -> Result<HeaderMap, HttpError> {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        // The value may be a key: it is not shown.
        let wrong = |what: &str| HttpError::Invalid(format!("the {what} of the header '{name}'"));
        let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong("name"))?;
        let mut value =
            HeaderValue::from_str(value).map_err(|_| wrong("value (a line break, or not ASCII?)"))?;
        // HTTP/2 keeps what is not sensitive in a table for the next request.
        value.set_sensitive(!matches!(name.as_str(), "accept" | "content-type" | "user-agent"));
        headers.append(key, value);
    }
    Ok(headers)
}

/// Reads the system's certificates, so it takes some milliseconds: on the first request, on the runtime.
fn build(shared: &Shared) -> Result<Clients, HttpError> {
    use rustls_platform_verifier::BuilderVerifierExt;
    let tls = |error: rustls::Error| HttpError::Tls(error.to_string());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(tls)?
        .with_platform_verifier()
        .map_err(tls)?
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let builder = || {
        Client::builder()
            .tls_backend_preconfigured(config.clone())
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(CONNECT)
            .user_agent(concat!("justbuilt/", env!("CARGO_PKG_VERSION")))
    };
    let out = match &shared.proxy {
        Some(proxy) => builder().proxy(proxy.clone()),
        None if shared.no_proxy => builder().no_proxy(),
        None => builder(),
    };
    let broken = |error: reqwest::Error| HttpError::Invalid(error.to_string());
    Ok(Clients { out: out.build().map_err(broken)?, here: builder().no_proxy().build().map_err(broken)? })
}

/// What of reqwest's errors matters to who asked. The URL is left out: it may hold a key.
fn named(error: reqwest::Error) -> HttpError {
    let error = error.without_url();
    let why = cause(&error);
    if error.is_builder() {
        HttpError::Invalid(why)
    } else if of_tls(&error) {
        HttpError::Tls(why)
    } else if error.is_connect() {
        let slow = if error.is_timeout() { ": it does not answer" } else { "" };
        HttpError::Unreachable(format!("{why}{slow}"))
    } else if error.is_timeout() {
        HttpError::Timeout(why)
    } else {
        HttpError::Broken(why)
    }
}

/// The words of the last error of the chain, which knows best.
fn cause(error: &(dyn Error + 'static)) -> String {
    error.source().map_or_else(|| error.to_string(), cause)
}

/// Whether encryption is what failed.
fn of_tls(error: &(dyn Error + 'static)) -> bool {
    // An `io::Error` made of another error leaves that one out of the chain, and there may be several within another.
    let inner = error.downcast_ref::<std::io::Error>().and_then(|error| error.get_ref());
    error.is::<rustls::Error>()
        || inner.is_some_and(|inner| of_tls(inner))
        || error.source().is_some_and(of_tls)
}

#[cfg(test)]
mod tests;
