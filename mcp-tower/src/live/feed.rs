//! Feeds of notification streams.

use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::Poll,
};

use bytes::Bytes;
use mcp_core::{ListKind, Request, Server, Subscription};

use super::{ChangeKind, subscribers::Subscriber};
use crate::call::{dispatch::VisibleFilter, outbox::Outbox, response::CallResponse};

/// Passes the request for a stream through the layers, and narrows the subscriber to the visible items.
pub(crate) async fn pass<F: Future<Output = CallResponse>>(
    run: impl FnOnce(Request) -> F,
    mut request: Request,
    subscriber: &mut Subscriber,
) -> CallResponse {
    let (server, visible) = (request.server().clone(), VisibleFilter::default());
    request.context.extensions_mut().insert(visible.clone());
    let response = run(request).await;
    if let Some(filter) = visible.filter() {
        subscriber.set_visible(&server, filter.clone());
    }
    response
}

/// Forwards the notifications of a subscription to an outbox, until the server ends its streams or `end` comes.
/// Then returns the response to the request that opened it.
pub(crate) async fn forward(
    subscription: Subscription,
    mut subscriber: Subscriber,
    server: Server,
    outbox: &Outbox,
    end: impl Future,
) -> Bytes {
    outbox.send(subscription.acknowledgement());
    let mut end = pin!(end);
    while let Some(change) = change(&mut subscriber, end.as_mut()).await {
        let (lists, resources) = match &change {
            ChangeKind::Lists(lists) => (&lists[..], vec![]),
            ChangeKind::Resource(uri) => (&[][..], vec![&**uri]),
            ChangeKind::All => {
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

/// Returns the next change before the end.
async fn change<F: Future>(subscriber: &mut Subscriber, mut end: Pin<&mut F>) -> Option<ChangeKind> {
    let mut changed = pin!(subscriber.changed());
    poll_fn(|cx| match changed.as_mut().poll(cx) {
        Poll::Pending => end.as_mut().poll(cx).map(|_| None),
        ready => ready,
    })
    .await
}
