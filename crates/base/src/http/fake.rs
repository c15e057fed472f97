//! A network for tests: answers that were written down, piece by piece, at the times a [`crate::Timer`] says.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use futures::{
    StreamExt,
    future::{BoxFuture, pending},
    stream::unfold,
};
use parking_lot::Mutex;

use super::{Http, HttpError, HttpRequest, HttpResponse, limited};
use crate::{ManualTimer, Timer};

/// Gives its answers in the order they were added, one a request. Clones share them.
#[derive(Clone)]
pub struct FakeHttp {
    timer: Arc<dyn Timer>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    answers: VecDeque<FakeAnswer>,
    requests: Vec<HttpRequest>,
    open: usize,
}

/// What comes back to one request.
#[derive(Clone, Debug)]
pub struct FakeAnswer {
    head: Result<(u16, Vec<(String, String)>), HttpError>,
    delay: Duration,
    steps: VecDeque<Step>,
}

#[derive(Clone, Debug)]
enum Step {
    Piece(Vec<u8>),
    Wait(Duration),
    Fail(HttpError),
    Hold,
}

impl FakeAnswer {
    /// A head with this status; nothing follows it yet.
    pub fn status(status: u16) -> Self {
        Self { head: Ok((status, Vec::new())), delay: Duration::ZERO, steps: VecDeque::new() }
    }

    /// No head, but an error.
    pub fn error(error: HttpError) -> Self {
        Self { head: Err(error), delay: Duration::ZERO, steps: VecDeque::new() }
    }

    /// The head, or the error, comes after this time.
    pub fn delayed(mut self, by: Duration) -> Self {
        self.delay = by;
        self
    }

    /// A header; the name in lower case.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let Ok((_, headers)) = &mut self.head {
            headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// A piece of the body.
    pub fn piece(self, bytes: impl AsRef<[u8]>) -> Self {
        self.step(Step::Piece(bytes.as_ref().to_vec()))
    }

    /// What comes next comes after this time.
    pub fn wait(self, by: Duration) -> Self {
        self.step(Step::Wait(by))
    }

    /// The body breaks here.
    pub fn fail(self, error: HttpError) -> Self {
        self.step(Step::Fail(error))
    }

    /// Nothing comes any more, and the body does not end.
    pub fn hold(self) -> Self {
        self.step(Step::Hold)
    }

    fn step(mut self, step: Step) -> Self {
        self.steps.push_back(step);
        self
    }
}

impl FakeHttp {
    /// A network without answers: it cannot be reached.
    pub fn new(timer: Arc<dyn Timer>) -> Self {
        Self { timer, state: Arc::default() }
    }

    /// A network on a timer that is moved by hand.
    pub fn manual(timer: &ManualTimer) -> Self {
        Self::new(Arc::new(timer.clone()))
    }

    /// Adds an answer.
    pub fn add(&self, answer: FakeAnswer) {
        self.state.lock().answers.push_back(answer);
    }

    /// What was sent so far.
    pub fn requests(&self) -> Vec<HttpRequest> {
        self.state.lock().requests.clone()
    }

    /// Requests that wait for a head, and bodies that were neither read to the end nor dropped.
    pub fn open(&self) -> usize {
        self.state.lock().open
    }
}

impl Http for FakeHttp {
    fn send(&self, request: HttpRequest) -> BoxFuture<'static, Result<HttpResponse, HttpError>> {
        let fake = self.clone();
        let (head, idle) = (request.head_timeout, request.idle_timeout);
        let sending = Box::pin(async move {
            let open = Open::new(&fake.state);
            let answer = {
                let mut state = fake.state.lock();
                state.requests.push(request);
                state.answers.pop_front()
            };
            let answer = answer
                .unwrap_or_else(|| FakeAnswer::error(HttpError::Unreachable("nobody answers".to_owned())));
            fake.timer.sleep(answer.delay).await;
            let (status, headers) = answer.head?;
            let body = unfold((fake.timer, answer.steps, open), |(timer, mut steps, open)| async move {
                loop {
                    let item = match steps.pop_front()? {
                        Step::Piece(bytes) => Ok(bytes),
                        Step::Fail(error) => Err(error),
                        Step::Wait(by) => {
                            timer.sleep(by).await;
                            continue;
                        }
                        Step::Hold => pending().await,
                    };
                    return Some((item, (timer, steps, open)));
                }
            });
            Ok(HttpResponse { status, headers, body: body.boxed() })
        });
        limited(Arc::clone(&self.timer), head, idle, sending)
    }
}

/// Counts while it lives.
struct Open(Arc<Mutex<State>>);

impl Open {
    fn new(state: &Arc<Mutex<State>>) -> Self {
        state.lock().open += 1;
        Self(Arc::clone(state))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.lock().open -= 1;
    }
}
