//! Removes the exact credential from responses.
//!
//! Vendors and proxies repeat the headers of a request in their messages. This layer replaces the credential by
//! `[redacted]` in the headers and bodies of responses and in errors of the layers below, before any other layer reads
//! them.
//!
//! - The credential is the one that the layer was created with, and every one that [`AuthLayer`](super::AuthLayer)
//!   sees in the request: that of another account, or a renewed one. Of a `Basic` header, it is the password as well.
//! - It is found plain, in base64 (in both alphabets, also as a part of a longer text, as in `Basic …`) and in
//!   hexadecimal, in any case, and with any characters written as escapes of JSON, URLs and HTML. Line breaks and
//!   characters that nobody sees do not split it.
//! - A credential of fewer than 8 characters is replaced only if it has 4 or more with a digit among them, and only as
//!   a whole word. Shorter ones, and ones that consist of letters, would be found in ordinary words. No vendor issues such.
//! - Of a file that is no text, such as a picture, only the exact bytes of a credential of 8 or more characters are
//!   replaced, by as many `*`. Files stay as they are otherwise, and of the same length.
//!
//! ```
//! # #[cfg(not(feature = "testing"))] fn main() {}
//! # #[cfg(feature = "testing")]
//! # #[tokio::main]
//! # async fn main() -> Result<(), client_core::BoxError> {
//! use bytes::Bytes;
//! use client_core::{layer::RemoveCredentialLayer, testing::acme::Acme};
//! use http::{Request, Response};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//!
//! let wire = service_fn(|_: Request<()>| async {
//!     Ok::<_, std::convert::Infallible>(Response::new(Bytes::from("bad token: tok-12345678")))
//! });
//! let service =
//!     ServiceBuilder::new().layer(RemoveCredentialLayer::<Acme>::new("tok-12345678")).service(wire);
//! let response = service.oneshot(Request::new(())).await?;
//! assert_eq!(response.body(), "bad token: [redacted]");
//! # Ok(())
//! # }
//! ```

#[cfg(test)]
mod tests;

use std::{
    fmt,
    marker::PhantomData,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{HeaderMap, Request, Response, header};
use tower_layer::Layer;
use tower_service::Service;

use super::ResponseFuture;
use crate::{
    BoxError,
    credential::{Filter, Filters, Sent},
    error::without_credential,
    secret::Secret,
    vendor::Vendor,
};

/// Removes the exact credential from responses; see the [module docs](self).
#[derive(Clone)]
pub struct RemoveCredentialLayer<V> {
    filters: Arc<Filters>,
    own: Option<Arc<Filter>>,
    vendor: PhantomData<fn() -> V>,
}

impl<V> RemoveCredentialLayer<V> {
    /// Creates the layer for this credential, and for those of the requests.
    pub fn new(credential: impl Into<Secret>) -> Self {
        Self::with(Some(credential.into()))
    }

    /// Creates the layer for the credentials of the requests.
    #[must_use]
    pub fn of_requests() -> Self {
        Self::with(None)
    }

    pub(crate) fn with(credential: Option<Secret>) -> Self {
        let filters = Arc::new(Filters::default());
        let own = filters.of(credential.into_iter().collect());
        Self { filters, own, vendor: PhantomData }
    }
}

impl<V> fmt::Debug for RemoveCredentialLayer<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoveCredentialLayer").finish_non_exhaustive()
    }
}

impl<S, V: Clone> Layer<S> for RemoveCredentialLayer<V> {
    type Service = RemoveCredential<S, V>;

    fn layer(&self, inner: S) -> Self::Service {
        RemoveCredential { inner, layer: self.clone() }
    }
}

/// Service of [`RemoveCredentialLayer`].
#[derive(Debug, Clone)]
pub struct RemoveCredential<S, V> {
    inner: S,
    layer: RemoveCredentialLayer<V>,
}

impl<S, V, B> Service<Request<B>> for RemoveCredential<S, V>
where
    S: Service<Request<B>, Response = Response<Bytes>>,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
    V: Vendor,
{
    type Response = Response<Bytes>;
    type Error = BoxError;
    type Future = ResponseFuture<std::future::Pending<Result<Response<Bytes>, BoxError>>, Response<Bytes>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx).map_err(|error| {
            self.layer.own.iter().fold(error.into(), |error, filter| without_credential(error, filter))
        })
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let sent = Sent::new(V::CREDENTIAL.header, Arc::clone(&self.layer.filters));
        sent.add(self.layer.own.clone());
        sent.note(request.headers());
        request.extensions_mut().insert(sent.clone());
        let response = self.inner.call(request);
        ResponseFuture::boxed(async move {
            let response: Result<_, BoxError> = response.await.map_err(Into::into);
            let filters = sent.filters();
            match response {
                Ok(mut response) => {
                    for filter in &filters {
                        filter.headers(response.headers_mut());
                        remove(filter, &mut response).await;
                    }
                    Ok(response)
                }
                Err(error) => {
                    Err(filters.iter().fold(error, |error, filter| without_credential(error, filter)))
                }
            }
        })
    }
}

async fn remove(filter: &Filter, response: &mut Response<Bytes>) {
    let clean = if is_text(response.headers(), response.body()) {
        filter.long_bytes(response.body()).await
    } else {
        filter.file(response.body())
    };
    if let Some(clean) = clean {
        *response.body_mut() = clean.into();
        let length = response.body().len();
        if let Some(value) = response.headers_mut().get_mut(header::CONTENT_LENGTH) {
            *value = length.into();
        }
    }
}

/// Number of bytes by which a file without a known media type is recognised as text.
const SNIFFED: usize = 8 * 1024;

/// Returns `true` if a body is text: by its media type, or by its first bytes.
fn is_text(headers: &HeaderMap, body: &[u8]) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = media_type.unwrap_or_default().split(';').next().unwrap_or_default();
    let media_type = media_type.trim().to_ascii_lowercase();
    let names_text = ["text/", "message/"].iter().any(|start| media_type.starts_with(start))
        || ["json", "xml", "javascript", "x-www-form-urlencoded"].iter().any(|end| media_type.ends_with(end));
    names_text || {
        let start = &body[..body.len().min(SNIFFED)];
        let valid = match std::str::from_utf8(start) {
            Ok(_) => true,
            // A character may be cut at the end.
            Err(error) => error.error_len().is_none(),
        };
        valid && !start.contains(&0)
    }
}
