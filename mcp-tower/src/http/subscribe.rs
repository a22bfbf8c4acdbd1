//! Notification streams over HTTP.

use std::sync::Arc;

use http::StatusCode;
use mcp_core::{Request, RpcError, Server, Subscription, jsonrpc::Id};
use tokio::time::{Instant, sleep_until};

use super::{
    body::ResponseBody,
    headers::Accepted,
    refusal::Refusal,
    responses::{self, finish, refuse},
    settings::Settings,
    sse::EventStream,
};
use crate::{
    call::{deadline::end_of_stream, outbox::Outbox, response::CallResponse},
    live::{LiveServer, feed, subscribers::Subscriber},
};

/// Opens a notification stream, once the layers have passed the request.
pub(crate) async fn subscribe<F: Future<Output = CallResponse>>(
    run: impl FnOnce(Request) -> F,
    request: Request,
    id: &Id,
    live: Option<&LiveServer>,
    accept: Accepted,
    settings: &Settings,
) -> http::Response<ResponseBody> {
    let refusal = |status, error| Refusal { status, id: Some(id.clone()), error };
    let Some(live) = live else {
        let error = RpcError::method_not_found(request.method());
        return refuse(refusal(StatusCode::NOT_FOUND, error), false);
    };
    if !accept.events {
        let error =
            RpcError::invalid_request("the response is an event stream; allow text/event-stream in Accept");
        return refuse(refusal(StatusCode::NOT_ACCEPTABLE, error), false);
    }
    // Before the layers run, so that no change is missed.
    let mut subscriber = match live.subscribe(request.context.caller()) {
        Ok(subscriber) => subscriber,
        Err(error) => return refuse(Refusal::too_many_streams(Some(id.clone()), error), false),
    };
    let server = request.server().clone();
    let end = end_of_stream(settings.limits.subscription_lifetime, request.context.grant());
    let mut reply = feed::pass(run, request, &mut subscriber).await;
    // A layer may have responded itself.
    match reply.subscription.take() {
        Some(subscription) => {
            responses::events(self::subscription(subscription, subscriber, server, end, settings))
        }
        None => finish(reply, accept, settings),
    }
}

/// Stream of a `subscriptions/listen`: the acknowledgement, then the notifications. It ends after its maximum lifetime, so
/// that a client with a revoked key cannot listen forever.
fn subscription(
    subscription: Subscription,
    subscriber: Subscriber,
    server: Server,
    end: Instant,
    settings: &Settings,
) -> EventStream {
    let outbox = Arc::new(Outbox::new(settings.limits.max_queued_notifications));
    let end = sleep_until(end);
    let sink = Arc::clone(&outbox);
    let feed = async move { Some(feed::forward(subscription, subscriber, server, &sink, end).await) };
    EventStream::running(Box::pin(feed), outbox, settings.limits.keep_alive)
}
