//! Redirects calls for a merged conversation to the conversation it was merged into.
//!
//! Front answers 301 on every route below `/conversations/{id}`, except deletion, if the conversation was merged.
//! Most HTTP clients then repeat a `POST` as a `GET` without a body: a reply is not sent, and the returned list of
//! messages looks like success. This layer repeats the same method with the same body.
//!
//! ```
//! use std::convert::Infallible;
//!
//! use bytes::Bytes;
//! use front_client::layer::{FollowMergedLayer, MergedInto};
//! use http::{Method, Request, Response};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), front_client::BoxError> {
//! let wire = service_fn(|request: Request<Bytes>| async move {
//!     Ok::<_, Infallible>(if request.uri() == "/conversations/cnv_old/messages" {
//!         let location = "https://acme.api.frontapp.com/conversations/cnv_new/messages";
//!         Response::builder().status(301).header("location", location).body(Bytes::new()).unwrap()
//!     } else {
//!         assert_eq!(request.method(), Method::POST);
//!         assert_eq!(request.uri(), "/conversations/cnv_new/messages");
//!         assert_eq!(request.body(), "the reply");
//!         Response::builder().status(202).body(Bytes::new()).unwrap()
//!     })
//! });
//! let service = ServiceBuilder::new().layer(FollowMergedLayer::new()).service(wire);
//!
//! let request = Request::post("/conversations/cnv_old/messages").body(Bytes::from("the reply"))?;
//! let response = service.oneshot(request).await?;
//! assert_eq!(response.status(), 202);
//! assert_eq!(response.extensions().get::<MergedInto>().unwrap().to.as_str(), "cnv_new");
//! # Ok(())
//! # }
//! ```

mod cache;
mod route;
#[cfg(test)]
mod tests;

use std::{
    mem,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use client_core::Hosts;
use http::{HeaderValue, Request, Response, StatusCode, header};
use tower::ServiceExt;
use tower_layer::Layer;
use tower_service::Service;

use self::{cache::MergeCache, route::Route};
use super::{PriorAttempts, ResponseFuture};
use crate::{
    BoxError, Error, ErrorKind,
    id::ConversationId,
    vendor::{DEFAULT_HOST, Front},
};

/// Default maximum number of redirects per call. A conversation may be merged into one that is merged later.
pub(crate) const DEFAULT_MAX_HOPS: usize = 5;

/// Default capacity of the merge cache, in merges.
pub(crate) const DEFAULT_CACHE_SIZE: usize = 1024;

/// Maximum length of a `Location` header kept in an error, in bytes.
const MAX_LOCATION_BYTES: usize = 2048;

/// Marks a response of a call that went to another conversation because of a merge. Set in the extensions of the
/// response.
///
/// Use the new id from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MergedInto {
    /// Requested conversation.
    pub from: ConversationId,
    /// Conversation that it is part of now.
    pub to: ConversationId,
}

/// Disables redirection for one request, so that a 301 is returned. Set in the extensions of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs)] // A marker has nothing to add.
pub struct DoNotFollowMerged;

/// Layer that follows merges of conversations. See the [module docs](self).
///
/// - Only the id is read from `Location`, whether relative or absolute, with or without the rest of the route. The
///   request is repeated on the same base URL, so that a response cannot redirect the token or the traffic.
/// - Merges are cached, and later calls go to the new conversation directly. A full cache drops its oldest
///   merge.
/// - `DELETE /conversations/{id}` is never repeated: the caller does not mean to delete the conversation it was
///   merged into. Other redirects pass unchanged.
/// - A redirect that cannot be followed is an error of kind [`ErrorKind::Redirect`] with a [`RedirectError`] as its
///   source.
#[derive(Debug, Clone)]
pub struct FollowMergedLayer {
    hosts: Hosts,
    max_hops: usize,
    merges: Arc<MergeCache>,
}

impl FollowMergedLayer {
    /// Creates a layer that follows up to 5 redirects per call and caches up to 1,024 merges.
    #[must_use]
    pub fn new() -> Self {
        Self {
            hosts: Hosts::new::<Front>(DEFAULT_HOST),
            max_hops: DEFAULT_MAX_HOPS,
            merges: Arc::new(MergeCache::new(DEFAULT_CACHE_SIZE)),
        }
    }

    /// Sets the maximum number of redirects per call. Defaults to 5.
    #[must_use]
    pub fn max_hops(mut self, hops: usize) -> Self {
        self.max_hops = hops;
        self
    }

    /// Sets the capacity of the merge cache, in merges. Defaults to 1,024. `0` disables it.
    #[must_use]
    pub fn cache_size(mut self, merges: usize) -> Self {
        self.merges = Arc::new(MergeCache::new(merges));
        self
    }

    /// Sets a host that a `Location` may name besides Front's own, such as that of a proxy or a fake.
    #[must_use]
    pub fn base_host(mut self, host: &str) -> Self {
        self.hosts = Hosts::new::<Front>(host);
        self
    }
}

impl Default for FollowMergedLayer {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> Layer<S> for FollowMergedLayer {
    type Service = FollowMerged<S>;

    fn layer(&self, inner: S) -> Self::Service {
        FollowMerged { inner, layer: self.clone() }
    }
}

/// Service of [`FollowMergedLayer`].
#[derive(Debug, Clone)]
pub struct FollowMerged<S> {
    inner: S,
    layer: FollowMergedLayer,
}

impl<S, B> Service<Request<B>> for FollowMerged<S>
where
    S: Service<Request<B>, Response = Response<Bytes>> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
    B: Clone + Send + Sync + 'static,
{
    type Response = Response<Bytes>;
    type Error = BoxError;
    type Future = ResponseFuture<S::Future, Self::Response>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let kept = request.extensions().get::<DoNotFollowMerged>().is_some();
        let Some(route) = Route::of(&request).filter(|_| !kept) else {
            return ResponseFuture::inner(self.inner.call(request));
        };
        let clone = self.inner.clone();
        let inner = mem::replace(&mut self.inner, clone);
        ResponseFuture::boxed(self.layer.clone().follow(inner, request, route))
    }
}

impl FollowMergedLayer {
    async fn follow<S, B>(
        self,
        mut inner: S,
        request: Request<B>,
        route: Route,
    ) -> Result<Response<Bytes>, BoxError>
    where
        S: Service<Request<B>, Response = Response<Bytes>>,
        S::Error: Into<BoxError>,
        B: Clone,
    {
        let known = self.merges.target(route.id());
        let from_memory = known.is_some();
        let mut id = known.unwrap_or_else(|| route.id().to_owned());
        let mut asked: Vec<String> = Vec::new();
        let mut sent = 0;
        loop {
            let mut attempt = route.request(&request, &id)?;
            if sent > 0 {
                attempt.extensions_mut().insert(PriorAttempts(sent));
            }
            let mut response =
                inner.ready().await.map_err(Into::into)?.call(attempt).await.map_err(Into::into)?;
            if response.status() != StatusCode::MOVED_PERMANENTLY {
                if id != route.id() {
                    // The merge was undone, or the conversation was deleted since: ask Front again next time.
                    if from_memory && response.status() == StatusCode::NOT_FOUND {
                        self.merges.forget(route.id());
                    }
                    let (from, to) = (ConversationId::from(route.id()), ConversationId::from(id));
                    response.extensions_mut().insert(MergedInto { from, to });
                }
                return Ok(response);
            }
            sent = response.extensions().get().map_or(sent, |PriorAttempts(times)| *times) + 1;
            let location = response.headers().get(header::LOCATION);
            let target = route.target(location, &self.hosts);
            asked.push(id);
            let target = match target {
                Ok(target) if asked.contains(&target) => Err(Reason::Loop),
                Ok(_) if asked.len() > self.max_hops => Err(Reason::TooMany),
                target => target,
            };
            id = match target {
                Ok(target) => target,
                Err(reason) => {
                    asked.iter().for_each(|id| self.merges.forget(id));
                    return Err(RedirectError::new(reason, location).into_error().into());
                }
            };
            tracing::debug!(from = asked.last(), to = id, "the conversation was merged");
            self.merges.remember(asked.last().expect("it was pushed above"), &id);
        }
    }
}

/// Reason why a redirect of a merged conversation could not be followed. Source of an error of kind
/// [`ErrorKind::Redirect`].
///
/// `Display` shows the target of the response, without a query. The error has the reason.
#[derive(Debug, thiserror::Error)]
#[error("its location is {}", match &self.location {
    Some(location) => format!("`{}`", client_core::redacted_url(location)),
    None => "missing".to_owned(),
})]
pub struct RedirectError {
    reason: Reason,
    location: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    Missing,
    Foreign,
    NoConversation,
    Loop,
    TooMany,
}

impl Reason {
    fn message(self) -> &'static str {
        match self {
            Self::Missing => "the response does not say into which",
            Self::Foreign => "the response points to a host that is not Front's",
            Self::NoConversation => "the response points to no conversation",
            Self::Loop => "the responses point to each other",
            Self::TooMany => "the responses point to more conversations than the limit of the client",
        }
    }
}

impl RedirectError {
    fn new(reason: Reason, location: Option<&HeaderValue>) -> Self {
        let location = location.map(|location| {
            let bytes = location.as_bytes();
            String::from_utf8_lossy(&bytes[..bytes.len().min(MAX_LOCATION_BYTES)]).into_owned()
        });
        Self { reason, location }
    }

    /// Returns the `Location` header as received, up to 2,048 bytes.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        self.location.as_deref()
    }

    fn into_error(self) -> Error {
        let message =
            format!("the conversation was merged, but {}; nothing was carried out", self.reason.message());
        Error::new(ErrorKind::Redirect, message).with_source(self)
    }
}
