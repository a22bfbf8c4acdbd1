//! Waiting for a message that Front has accepted.

use std::time::Duration;

use client_core::{Endpoint, Error};
use tokio::time::{Instant, sleep};

use super::{GetMessage, Message};
use crate::{Client, id::MessageUid};

/// How long [`wait_for_message`] waits by default.
pub const DEFAULT_WAIT: Duration = Duration::from_secs(30);

/// How long [`wait_for_message`] lets pass before it looks again the first time; then twice as long each time.
pub const DEFAULT_POLL_INTERVAL: Duration = Duration::from_millis(500);

/// The longest time between two looks: each of them counts towards the company's requests per minute.
pub const MAX_POLL_INTERVAL: Duration = Duration::from_secs(5);

/// How long to wait for a message, and how often to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct WaitBudget {
    /// How long in all; [`DEFAULT_WAIT`].
    pub total: Duration,
    /// How long between the first two looks; [`DEFAULT_POLL_INTERVAL`]. It doubles up to [`MAX_POLL_INTERVAL`].
    pub interval: Duration,
}

impl Default for WaitBudget {
    fn default() -> Self {
        Self { total: DEFAULT_WAIT, interval: DEFAULT_POLL_INTERVAL }
    }
}

impl WaitBudget {
    /// This long in all.
    #[must_use]
    pub fn new(total: Duration) -> Self {
        Self { total, ..Self::default() }
    }

    /// This long between the first two looks.
    #[must_use]
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }
}

/// Waits until Front has made a message that it accepted, and returns it; `None` when the time is up.
///
/// `None` does not mean that the message failed: it may still come. Where Front asks to wait (429), it is waited for as
/// long as the budget allows.
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
/// Those of [`GetMessage`], except for a message that is not there yet.
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
        // The last look is when the time is up.
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

    /// A Front that makes the message at the `nth` look.
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
    async fn looks_until_it_is_there() {
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
