//! The time limits of a request, for every way to send it: until the head, and between two pieces of the body.

use std::{sync::Arc, time::Duration};

use futures::{
    StreamExt,
    future::BoxFuture,
    stream::{BoxStream, unfold},
};

use super::{HttpError, HttpResponse};
use crate::{Timer, within};

/// Holds `sending` to limits; `None` is no limit. When one is passed, what was under way is dropped.
pub fn limited(
    timer: Arc<dyn Timer>,
    head: Option<Duration>,
    idle: Option<Duration>,
    sending: BoxFuture<'static, Result<HttpResponse, HttpError>>,
) -> BoxFuture<'static, Result<HttpResponse, HttpError>> {
    Box::pin(async move {
        let mut response = match head {
            None => sending.await?,
            Some(limit) => within(&timer, limit, sending).await.unwrap_or_else(|| {
                Err(HttpError::Timeout(format!("no answer within {} s", limit.as_secs_f32())))
            })?,
        };
        if let Some(limit) = idle {
            response.body = watched(timer, limit, response.body);
        }
        Ok(response)
    })
}

type Body = BoxStream<'static, Result<Vec<u8>, HttpError>>;

/// The same body, which ends with an error when nothing comes for `limit`.
fn watched(timer: Arc<dyn Timer>, limit: Duration, body: Body) -> Body {
    unfold(Some((timer, body)), move |state| async move {
        let (timer, mut body) = state?;
        match within(&timer, limit, body.next()).await {
            Some(Some(Ok(piece))) => Some((Ok(piece), Some((timer, body)))),
            Some(Some(Err(error))) => Some((Err(error), None)),
            Some(None) => None,
            None => {
                let error = HttpError::Timeout(format!("nothing came for {} s", limit.as_secs_f32()));
                Some((Err(error), None))
            }
        }
    })
    .boxed()
}
