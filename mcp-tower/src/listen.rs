//! Streams of announcements.

use std::sync::Arc;

use mcp_core::{ListKind, Server, Subscription};
use tokio::time::timeout_at;

use crate::{
    exchange::after,
    live::{Listener, News},
    mcp::Settings,
    outbox::Outbox,
    sse::EventStream,
};

/// The stream of a `subscriptions/listen`: what is granted, then what changes, and after a while its end in good order,
/// so that a client whose key was taken away does not listen for ever.
pub(crate) fn subscription(
    subscription: Subscription,
    mut listener: Listener,
    server: Server,
    settings: &Settings,
) -> EventStream {
    let outbox = Arc::new(Outbox::default());
    outbox.note(subscription.acknowledgement());
    let end = after(settings.listen_time);
    let notes = Arc::clone(&outbox);
    let feed = async move {
        while let Ok(Some(news)) = timeout_at(end, listener.changed()).await {
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
            lists.chain(resources).for_each(|notification| notes.note_once(notification));
        }
        Some(subscription.end(&server))
    };
    EventStream::running(Box::pin(feed), outbox, settings.keep_alive)
}
