//! Wait for a message that Front has accepted.

use std::time::Duration;

use client_core::{Endpoint, Error};
use tokio::time::{Instant, sleep};

use super::{GetMessage, Message};
use crate::{Client, id::MessageUid};

/// Default total time of [`wait_for_message`].
const DEFAULT_WAIT: Duration = Duration::from_secs(30);

/// Default time before [`wait_for_message`] polls again. Doubles with each poll.
const DEFAULT_POLL_INTERVAL: Duration = Duration::from_millis(500);

/// Maximum time between two polls. Each poll counts towards the company's rate limit.
const MAX_POLL_INTERVAL: Duration = Duration::from_secs(5);

/// Time limit and polling interval of [`wait_for_message`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct WaitBudget {
    /// Total time. Defaults to 30 s.
    pub total: Duration,
    /// Time between the first two polls. Defaults to 500 ms. Doubles with each poll, up to 5 s.
    pub interval: Duration,
}

impl Default for WaitBudget {
    fn default() -> Self {
        Self { total: DEFAULT_WAIT, interval: DEFAULT_POLL_INTERVAL }
    }
}

impl WaitBudget {
    /// Creates a budget with this total time.
    #[must_use]
    pub fn new(total: Duration) -> Self {
        Self { total, ..Self::default() }
    }

    /// Sets the time between the first two polls.
    #[must_use]
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }
}

/// Waits until Front has created an accepted message, and returns it. Returns `None` when the time is up.
///
/// `None` does not mean that the message failed: it may still arrive. If Front rate-limits a poll (429), the
/// requested delay is respected as long as the budget allows.
///
/// ```no_run
/// # async fn run(front: front_client::Client) -> Result<(), front_client::Error> {
/// use front_client::{Endpoint, api::messages::{SendReply, WaitBudget, wait_for_message}};
///
/// let accepted = SendReply::new("cnv_55c8c149", "<p>Done.</p>").send(&front).await?;
/// match wait_for_message(&front, &accepted.message_uid, WaitBudget::default()).await? {
///     Some(message) => println!("sent as {}", message.id),
///     None => println!("accepted, and not there yet"),
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Returns the errors of [`GetMessage`], except not-found while the message does not exist yet.
pub async fn wait_for_message(
    client: &Client,
    uid: &MessageUid,
    budget: WaitBudget,
) -> Result<Option<Message>, Error> {
    let deadline = Instant::now() + budget.total;
    let get = GetMessage::by_uid(uid);
    let mut pause = budget.interval;
    loop {
        let wait = match get.send(client).await {
            Ok(message) => return Ok(Some(message)),
            Err(error) if error.is_not_found() => pause,
            Err(error) if error.is_rate_limited() => match error.retry_after() {
                Some(wait) if Instant::now() + wait <= deadline => wait.max(pause),
                _ => return Err(error),
            },
            Err(error) => return Err(error),
        };
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(None);
        }
        // Polls a last time when the time is up.
        sleep(wait.min(left)).await;
        pause = (pause * 2).min(MAX_POLL_INTERVAL);
    }
}

#[cfg(test)]
mod tests {
    use std::{
        convert::Infallible,
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
    };

    use bytes::Bytes;
    use http::{Request, Response};

    use super::*;

    /// Returns a Front that creates the message at the `nth` poll.
    fn front(nth: usize) -> (Client, Arc<AtomicUsize>) {
        let looks = Arc::new(AtomicUsize::new(0));
        let counter = looks.clone();
        let service = tower::service_fn(move |request: Request<crate::Body>| {
            assert_eq!(request.uri(), "/messages/alt:uid:u1");
            let look = counter.fetch_add(1, Ordering::SeqCst) + 1;
            let (status, body) = if look >= nth { (200, r#"{"id":"msg_1"}"#) } else { (404, "{}") };
            let response = Response::builder().status(status).body(Bytes::from_static(body.as_bytes()));
            async move { Ok::<_, Infallible>(response.expect("a response")) }
        });
        (Client::from_service(service), looks)
    }

    #[tokio::test(start_paused = true)]
    async fn polls_until_the_message_exists() {
        let (client, looks) = front(4);
        let message = wait_for_message(&client, &"u1".into(), WaitBudget::default()).await.unwrap();
        assert_eq!((message.unwrap().id.as_str(), looks.load(Ordering::SeqCst)), ("msg_1", 4));
    }

    #[tokio::test(start_paused = true)]
    async fn stops_in_time() {
        let (client, looks) = front(usize::MAX);
        let begun = Instant::now();
        let budget = WaitBudget::new(Duration::from_secs(3));
        assert_eq!(wait_for_message(&client, &"u1".into(), budget).await.unwrap(), None);
        assert_eq!(begun.elapsed(), Duration::from_secs(3));
        // At 0, 0.5, 1.5 and 3 s.
        assert_eq!(looks.load(Ordering::SeqCst), 4);
    }
}
