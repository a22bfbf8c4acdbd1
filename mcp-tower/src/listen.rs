//! Streams of announcements.

use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    sync::{Arc, OnceLock},
    task::Poll,
};

use bytes::Bytes;
use mcp_core::{Filter, ListKind, Request, Server, Subscription};
use tokio::time::sleep_until;

use crate::{
    answer::Reply,
    exchange::after,
    live::{Listener, News},
    mcp::Settings,
    outbox::Outbox,
    sse::EventStream,
};

/// What a request is shown of the server, once every layer has had its say. The innermost service writes it down.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shown(Arc<OnceLock<Filter>>);

impl Shown {
    pub(crate) fn note(request: &Request) {
        if let Some(Self(shown)) = request.context.extensions().get() {
            let _ = shown.set(request.view().filter().clone());
        }
    }
}

/// Lets the request for a stream through the layers, and the listener know what they leave of the server.
pub(crate) async fn pass<F: Future<Output = Reply>>(
    run: impl FnOnce(Request) -> F,
    mut request: Request,
    listener: &mut Listener,
) -> Reply {
    let (server, shown) = (request.server().clone(), Shown::default());
    request.context.extensions_mut().insert(shown.clone());
    let reply = run(request).await;
    if let Some(filter) = shown.0.get() {
        listener.sees(&server, filter.clone());
    }
    reply
}

/// The stream of a `subscriptions/listen`: what is granted, then what changes, and after a while its end in good order,
/// so that a client whose key was taken away does not listen for ever.
pub(crate) fn subscription(
    subscription: Subscription,
    listener: Listener,
    server: Server,
    settings: &Settings,
) -> EventStream {
    let outbox = Arc::new(Outbox::new(settings.max_queued_notifications));
    let end = sleep_until(after(settings.listen_time));
    let notes = Arc::clone(&outbox);
    let feed = async move { Some(announce(subscription, listener, server, &notes, end).await) };
    EventStream::running(Box::pin(feed), outbox, settings.keep_alive)
}

/// Puts the announcements of a subscription into an outbox, until the server ends its streams or `end` comes; then gives
/// the answer to the request that opened it.
pub(crate) async fn announce(
    subscription: Subscription,
    mut listener: Listener,
    server: Server,
    outbox: &Outbox,
    end: impl Future,
) -> Bytes {
    outbox.send(subscription.acknowledgement());
    let mut end = pin!(end);
    while let Some(news) = news(&mut listener, end.as_mut()).await {
        let (lists, resources) = match &news {
            News::Lists(lists) => (&lists[..], vec![]),
            News::Resource(uri) => (&[][..], vec![&**uri]),
            News::Everything => {
                let all = &subscription.filter().resource_subscriptions;
                (ListKind::ALL, all.iter().map(String::as_str).collect())
            }
        };
        let lists = lists.iter().filter_map(|list| subscription.notification(*list));
        let resources = resources.into_iter().filter_map(|uri| subscription.updated(uri));
        lists.chain(resources).for_each(|notification| outbox.send_once(notification));
    }
    subscription.end(&server)
}

/// What changes before the end.
async fn news<F: Future>(listener: &mut Listener, mut end: Pin<&mut F>) -> Option<News> {
    let mut changed = pin!(listener.changed());
    poll_fn(|cx| match changed.as_mut().poll(cx) {
        Poll::Pending => end.as_mut().poll(cx).map(|_| None),
        ready => ready,
    })
    .await
}
