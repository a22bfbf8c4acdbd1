//! Scripted transport that records requests.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
};

use fusedesk_client::{Body, Client, FuseDesk, StreamLimits};
use http::{Request, Response};
use tower::{Service, service_fn};

/// Requested URLs.
pub(crate) type RequestedUrls = Arc<Mutex<Vec<String>>>;

/// Returns a client whose responses come from `answer`, by URL.
pub(crate) fn desk(
    answer: impl Fn(&str) -> Response<String> + Clone + Send + Sync + 'static,
) -> (Client, RequestedUrls) {
    desk_within(StreamLimits::default(), answer)
}

/// Returns the same client with limits for its streams.
pub(crate) fn desk_within(
    limits: StreamLimits,
    answer: impl Fn(&str) -> Response<String> + Clone + Send + Sync + 'static,
) -> (Client, RequestedUrls) {
    let requested = RequestedUrls::default();
    let builder = FuseDesk::app("acme").unwrap().builder().credential("the-key").stream_limits(limits);
    (builder.transport(wire(Arc::clone(&requested), answer)).build().unwrap(), requested)
}

fn wire(
    requested: RequestedUrls,
    answer: impl Fn(&str) -> Response<String> + Clone + Send + Sync + 'static,
) -> impl Service<
    Request<Body>,
    Response = Response<String>,
    Error = Infallible,
    Future = impl Future<Output = Result<Response<String>, Infallible>> + Send,
> + Clone
+ Send
+ Sync
+ 'static {
    service_fn(move |request: Request<Body>| {
        let address = request.uri().to_string();
        requested.lock().unwrap().push(address.clone());
        let answer = answer(&address);
        async move { Ok::<_, Infallible>(answer) }
    })
}

/// Returns a response with this status and these headers.
pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Response<String> {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(body.to_owned()).unwrap()
}
