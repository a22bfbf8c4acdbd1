//! Changes some custom fields of a resource and keeps the others.
//!
//! Front replaces the whole map of `custom_fields` on `PATCH /accounts/{id}`, `/contacts/{id}`,
//! `/conversations/{id}` and `/teammates/{id}`: omitted fields are erased. This layer reads the resource first and
//! writes the stored map with the changes applied. A field set to `null` is removed.
//!
//! ```
//! use std::{convert::Infallible, sync::{Arc, Mutex}};
//!
//! use front_client::{Body, layer::MergeCustomFieldsLayer};
//! use http::{HeaderValue, Method, Request, Response};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), front_client::BoxError> {
//! // Front, in so far as it has one contact and replaces what is in it.
//! let contact = Arc::new(Mutex::new(Body::from(r#"{"custom_fields":{"ARR":12000.50,"Tier":"gold"}}"#)));
//! let front = Arc::clone(&contact);
//! let wire = service_fn(move |request: Request<Body>| {
//!     let mut contact = front.lock().unwrap();
//!     if request.method() == Method::PATCH {
//!         *contact = request.into_body();
//!     }
//!     let response = Response::new(contact.as_bytes().unwrap().clone());
//!     async { Ok::<_, Infallible>(response) }
//! });
//! let service = ServiceBuilder::new().layer(MergeCustomFieldsLayer::new()).service(wire);
//!
//! let change = r#"{"custom_fields": {"Tier": "platinum"}}"#;
//! service.oneshot(Request::patch("/contacts/crd_1").body(Body::from(change))?).await?;
//! assert_eq!(*contact.lock().unwrap(), r#"{"custom_fields":{"ARR":12000.50,"Tier":"platinum"}}"#);
//! # Ok(())
//! # }
//! ```
//!
//! # Limitations
//!
//! These resources have no version for conditional writes. Calls within one process are serialized per resource,
//! but two processes can both read and then both write. The layer therefore reads the resource again after the
//! write. If a changed field has its previous value, the call fails with [`ErrorKind::LostUpdate`]: another writer
//! overwrote the change. The last writer does not notice.
//!
//! Front identifies custom fields by the name shown in its settings. A misspelt or outdated name is another field;
//! [`custom_fields`](crate::api::custom_fields) lists the existing ones.
//!
//! A change takes three requests, or four with an alias or through a merge. Disable
//! [`MergeCustomFieldsLayer::verify`] to save the last one.

mod fields;
mod locks;
mod resource;
#[cfg(test)]
mod tests;

use std::{
    mem,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use client_core::Body;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use tower::ServiceExt;
use tower_layer::Layer;
use tower_service::Service;

use self::{
    fields::{Fields, Update},
    locks::{Locks, Turn},
    resource::Resource,
};
use super::{DoNotFollowMerged, MergedInto, ResponseFuture};
use crate::{BoxError, Error, ErrorKind, vendor::Front};

/// Maximum number of reads if the resource turns out to be another one: an alias, or a conversation merged
/// meanwhile.
const MAX_READS: usize = 4;

/// Replaces the whole map of `custom_fields`, erasing omitted fields. Set in the extensions of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs)] // A marker has nothing to add.
pub struct ReplaceCustomFields;

/// Layer that merges custom fields into the stored ones. See the [module docs](self).
///
/// - A request without `custom_fields`, with the marker [`ReplaceCustomFields`], or to any other route passes
///   unchanged.
/// - Values of the other fields are written as they were read, byte for byte.
/// - Calls through all services of one layer are serialized per resource. Nothing is kept for a resource without
///   calls.
/// - `custom_fields` in a form with files, or that are not an object, are rejected: nothing is sent.
#[derive(Debug, Clone)]
pub struct MergeCustomFieldsLayer {
    locks: Arc<Locks>,
    verify: bool,
}

impl MergeCustomFieldsLayer {
    /// Creates a layer that reads the resource again after the write.
    #[must_use]
    pub fn new() -> Self {
        Self { locks: Arc::default(), verify: true }
    }

    /// Sets whether the resource is read again after the write, to report a lost change. Defaults to `true`.
    #[must_use]
    pub fn verify(mut self, verify: bool) -> Self {
        self.verify = verify;
        self
    }
}

impl Default for MergeCustomFieldsLayer {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> Layer<S> for MergeCustomFieldsLayer {
    type Service = MergeCustomFields<S>;

    fn layer(&self, inner: S) -> Self::Service {
        MergeCustomFields { inner, layer: self.clone() }
    }
}

/// Service of [`MergeCustomFieldsLayer`].
#[derive(Debug, Clone)]
pub struct MergeCustomFields<S> {
    inner: S,
    layer: MergeCustomFieldsLayer,
}

impl<S> Service<Request<Body>> for MergeCustomFields<S>
where
    S: Service<Request<Body>, Response = Response<Bytes>> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    type Response = Response<Bytes>;
    type Error = BoxError;
    type Future = ResponseFuture<S::Future, Self::Response>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let resource = (request.method() == Method::PATCH
            && request.extensions().get::<ReplaceCustomFields>().is_none())
        .then(|| Resource::of(request.uri()))
        .flatten();
        let Some(resource) = resource else {
            return ResponseFuture::inner(self.inner.call(request));
        };
        let update = match Update::of(&request) {
            Ok(Some(update)) => update,
            Ok(None) => return ResponseFuture::inner(self.inner.call(request)),
            Err(why) => return ResponseFuture::error(Error::invalid(why)),
        };
        if update.change.is_empty() {
            // An empty map would erase everything, while an empty change must change nothing.
            *request.body_mut() = update.body(None).into();
            return ResponseFuture::inner(self.inner.call(request));
        }
        let clone = self.inner.clone();
        let inner = mem::replace(&mut self.inner, clone);
        let merge = Merge { inner, layer: self.layer.clone(), request, update };
        ResponseFuture::boxed(merge.run(resource))
    }
}

/// A call in progress: read, write, read again.
struct Merge<S> {
    inner: S,
    layer: MergeCustomFieldsLayer,
    request: Request<Body>,
    update: Update,
}

/// Result of the read before the write, held while the call has its turn.
struct Before {
    resource: Resource,
    fields: Fields,
    merged: Option<MergedInto>,
    turn: Turn,
}

impl<S> Merge<S>
where
    S: Service<Request<Body>, Response = Response<Bytes>>,
    S::Error: Into<BoxError>,
{
    async fn run(mut self, mut resource: Resource) -> Result<Response<Bytes>, BoxError> {
        let mut merged = None;
        for _ in 0..MAX_READS {
            let before = self.read_first(resource, merged).await?;
            let response = self.write(&before).await?;
            if response.status() == StatusCode::MOVED_PERMANENTLY && before.resource.is_conversation() {
                // Merged since the read. The map belongs to the old conversation.
                resource = before.resource;
                merged = before.merged;
                continue;
            }
            if self.layer.verify && response.status().is_success() {
                self.verify(&before).await?;
            }
            return Ok(before.report(response));
        }
        Err(moving().into())
    }

    /// Reads the resource when the call has its turn.
    async fn read_first(
        &mut self,
        mut resource: Resource,
        mut merged: Option<MergedInto>,
    ) -> Result<Before, Error> {
        for _ in 0..MAX_READS {
            let turn = self.layer.locks.turn(resource.key()).await;
            let response = self.read(&resource).await?;
            let Some(found) = resource::body(response.body()) else {
                let why = "the custom fields cannot be read, so nothing was written";
                return Err(Error::new(ErrorKind::Decode, why));
            };
            if let Some(MergedInto { from, to }) = response.extensions().get().cloned() {
                let from = merged.map_or(from, |first: MergedInto| first.from);
                merged = Some(MergedInto { from, to });
            }
            // An alias, or the old id of a merged conversation: wait for the turn at the resource itself and read
            // it then.
            match found.id.filter(|id| id != resource.id()) {
                Some(id) => resource = resource.with_id(&id)?,
                None => return Ok(Before { resource, fields: found.custom_fields, merged, turn }),
            }
        }
        Err(moving())
    }

    /// A failure response is an error of the read, regardless of the call's method.
    async fn read(&mut self, resource: &Resource) -> Result<Response<Bytes>, Error> {
        let mut request = Request::get(resource.uri().clone())
            .body(Body::default())
            .expect("the address is that of a valid request");
        // Keeps the headers of the whole call, such as a request id.
        *request.headers_mut() = self.request.headers().clone();
        for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH] {
            request.headers_mut().remove(name);
        }
        request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        let operation = resource.read_operation();
        *request.extensions_mut() = self.request.extensions().clone();
        request.extensions_mut().insert(operation);
        let response = self.call(request).await.map_err(|error| {
            Error::from_stack::<Front>(error, false).with_operation::<Front>(Method::GET, operation)
        })?;
        if response.status().is_success() {
            Ok(response)
        } else {
            Err(Error::from_response::<Front>(&Method::GET, Some(operation), &response))
        }
    }

    async fn write(&mut self, before: &Before) -> Result<Response<Bytes>, BoxError> {
        let mut request = self.request.clone();
        *request.uri_mut() = before.resource.uri().clone();
        *request.body_mut() = self.update.body(Some(&before.fields.merged(&self.update.change))).into();
        request.headers_mut().remove(header::CONTENT_LENGTH);
        request.extensions_mut().insert(DoNotFollowMerged);
        self.call(request).await
    }

    async fn call(&mut self, request: Request<Body>) -> Result<Response<Bytes>, BoxError> {
        self.inner.ready().await.map_err(Into::into)?.call(request).await.map_err(Into::into)
    }

    /// The write has succeeded: only a lost change is an error, not a failed read.
    async fn verify(&mut self, before: &Before) -> Result<(), Error> {
        let after = match self.read(&before.resource).await {
            Ok(response) => resource::body(response.body()),
            Err(error) => {
                // Without the error's message: it may contain what Front says of a contact.
                let (kind, status) = (error.kind().as_str(), error.status().map(|status| status.as_u16()));
                tracing::warn!(kind, status, "the custom fields were written, but cannot be read again");
                None
            }
        };
        let Some(after) = after else { return Ok(()) };
        let lost = self.update.change.lost(&before.fields, &after.custom_fields);
        if lost.is_empty() {
            return Ok(());
        }
        let names: Vec<_> = lost.iter().map(|name| format!("`{name}`")).collect();
        let names = names.join(", ");
        let why = format!(
            "another writer overwrote the custom fields {names}; read them before you set them again"
        );
        Err(Error::new(ErrorKind::LostUpdate, why))
    }
}

impl Before {
    fn report(self, mut response: Response<Bytes>) -> Response<Bytes> {
        if let Some(merged) = self.merged {
            response.extensions_mut().insert(merged);
        }
        drop(self.turn);
        response
    }
}

fn moving() -> Error {
    Error::new(ErrorKind::Conflict, "the resource is another one at each read; nothing was written")
}
