//! Requests as data: one struct is one operation of the API.
//!
//! The fields of the struct are the arguments. Fields named in [`Endpoint::PATH`] go into the path, each as one
//! percent-encoded segment. All other fields are the query of a `GET` and the body of any other method.
//!
//! ```
//! # use bytes::Bytes;
//! # use client_core::{ApiError, CredentialHeader, Vendor};
//! # use http::Response;
//! use client_core::Endpoint;
//! use http::Method;
//! use serde::Serialize;
//!
//! # #[derive(Debug, Clone)]
//! # struct Acme;
//! # impl Vendor for Acme {
//! #     const NAME: &'static str = "Acme";
//! #     const CREDENTIAL: CredentialHeader = CredentialHeader::bearer("API token");
//! #     const USER_AGENT: &'static str = "acme";
//! #     fn base_url(&self) -> &str { "https://api.acme.example" }
//! #     fn read_error(_: &Response<Bytes>) -> Option<ApiError> { None }
//! # }
//! /// Adds tags to a conversation.
//! #[derive(Debug, Serialize)]
//! struct AddTags {
//!     conversation_id: String,
//!     tag_ids: Vec<String>,
//! }
//!
//! impl Endpoint for AddTags {
//!     type Vendor = Acme;
//!     type Output = ();
//!     const METHOD: Method = Method::POST;
//!     const PATH: &'static str = "/conversations/{conversation_id}/tags";
//!     const SCOPES: &'static [&'static str] = &["conversations:write"];
//! }
//!
//! let request = AddTags { conversation_id: "cnv_1".into(), tag_ids: vec!["tag_1".into()] }.to_request()?;
//! assert_eq!(request.uri(), "/conversations/cnv_1/tags");
//! assert_eq!(request.body(), r#"{"tag_ids":["tag_1"]}"#);
//! # Ok::<(), client_core::Error>(())
//! ```

use std::any::TypeId;
use std::future::Future;

use bytes::Bytes;
use http::{Extensions, Method, Request, Response, header};
use serde::{Serialize, de::DeserializeOwned};

pub use crate::operation::Operation;
use crate::{
    body::Body,
    client::Client,
    customize::Customized,
    encode,
    error::{DecodeError, Error},
    json,
    page::{PageStream, Paged, Position, StreamLimits},
    upload::Upload,
    vendor::{Encoding, Vendor},
};

/// Operation of the API: a struct with its arguments.
///
/// See the [module docs](self) for the encoding of the fields.
pub trait Endpoint: Serialize + Send + Sync {
    /// Vendor of the operation. Only that vendor's client can send it.
    type Vendor: Vendor;

    /// Type of the response. `()` if the body is empty or of no use.
    type Output: DeserializeOwned + Send + 'static;

    /// The HTTP method.
    const METHOD: Method;

    /// Path below the base URL. `{name}` is replaced by the field of that name, as one segment. Ids that are empty,
    /// `.` or `..`, or contain a `/`, are refused unless [`Vendor::is_alias`] accepts them. `{*name}` may contain a
    /// `/` as well.
    const PATH: &'static str;

    /// Scopes that a credential needs for this operation, in the vendor's spelling. An error 403 repeats them.
    const SCOPES: &'static [&'static str];

    /// Fields sent in the query although the operation has a body.
    const QUERY: &'static [&'static str] = &[];

    /// Encoding of the body.
    const ENCODING: Encoding = <Self::Vendor as Vendor>::ENCODING;

    /// Media type of the `accept` header.
    const ACCEPT: &'static str = "application/json";

    /// Validates the arguments beyond their types, before anything is sent.
    ///
    /// # Errors
    ///
    /// A sentence that names the wrong argument and the allowed values.
    fn validate(&self) -> Result<(), String> {
        Ok(())
    }

    /// Returns the files to upload, each with the name of its form field. With at least one file the body is
    /// `multipart/form-data`.
    fn files(&self) -> Vec<(String, &Upload)> {
        Vec::new()
    }

    /// Adds extensions to the request for the layers of the client. They are not sent.
    fn annotate(&self, _extensions: &mut Extensions) {}

    /// Decodes a successful response. Characters with a damaged encoding become U+FFFD: see [`json`].
    ///
    /// # Errors
    ///
    /// When the body is not a [`Self::Output`].
    fn decode(response: &Response<Bytes>) -> Result<Self::Output, DecodeError> {
        let body = response.body();
        // An output of `()` accepts any body.
        if body.is_empty() || TypeId::of::<Self::Output>() == TypeId::of::<()>() {
            return serde_json::from_slice(b"null").map_err(DecodeError::from);
        }
        json::from_slice(body).map_err(DecodeError::from)
    }

    /// Returns the HTTP request, with a path relative to the base URL. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when an argument cannot be sent.
    fn to_request(&self) -> Result<Request<Body>, Error>
    where
        Self: Sized,
    {
        encode(self)
    }

    /// Sends the call and returns the decoded response.
    ///
    /// [`Client::call`] also returns the headers and the reports of the layers (a followed merge, the rate limit).
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    fn send(&self, client: &Client<Self::Vendor>) -> impl Future<Output = Result<Self::Output, Error>> + Send
    where
        Self: Sized,
    {
        async move { Ok(client.call(self).await?.into_body()) }
    }

    /// Returns a stream of every item of a list, page after page, in the order of the API.
    ///
    /// The stream borrows neither the request nor the client. It ends after an error. [`PageStream`] documents how to
    /// resume, and [`ClientBuilder::retry`](crate::ClientBuilder::retry) retries a 429 before it becomes an error.
    ///
    /// If the list changes during iteration, an item may be repeated or missed.
    ///
    /// The stream ends with an error if a page repeats, a response links to a foreign host, or the client's
    /// [`StreamLimits`] are reached.
    fn stream(&self, client: &Client<Self::Vendor>) -> PageStream<Self::Vendor, Self::Output>
    where
        Self: Sized,
        Self::Output: Paged<Self::Vendor>,
    {
        PageStream::new(prepared(self), client.clone(), Self::decode)
    }

    /// Like [`stream`](Self::stream), with limits of its own.
    fn stream_within(
        &self,
        client: &Client<Self::Vendor>,
        limits: StreamLimits,
    ) -> PageStream<Self::Vendor, Self::Output>
    where
        Self: Sized,
        Self::Output: Paged<Self::Vendor>,
    {
        self.stream(client).within(limits)
    }

    /// Like [`stream`](Self::stream), from a [`position`](PageStream::position) of an earlier stream of the same request.
    fn stream_from(
        &self,
        client: &Client<Self::Vendor>,
        position: &Position,
    ) -> PageStream<Self::Vendor, Self::Output>
    where
        Self: Sized,
        Self::Output: Paged<Self::Vendor>,
    {
        self.stream(client).starting_at(position)
    }

    /// Starts a call with a timeout or headers of its own.
    fn customize(self) -> Customized<Self>
    where
        Self: Sized,
    {
        Customized::new(self)
    }
}

/// Returns the request of a call. Every error names the operation, also from a custom
/// [`to_request`](Endpoint::to_request).
pub(crate) fn prepared<E: Endpoint>(endpoint: &E) -> Result<Request<Body>, Error> {
    endpoint.to_request().map_err(named::<E>)
}

pub(crate) fn named<E: Endpoint>(error: Error) -> Error {
    error.with_operation::<E::Vendor>(E::METHOD, operation::<E>())
}

pub(crate) const fn operation<E: Endpoint>() -> Operation {
    Operation::new(E::PATH, E::SCOPES)
}

/// Default implementation of [`Endpoint::to_request`], for operations that modify its result.
///
/// # Errors
///
/// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when an argument cannot be sent.
pub fn encode<E: Endpoint>(endpoint: &E) -> Result<Request<Body>, Error> {
    encode::request(endpoint)
}

pub(crate) fn builder<E: Endpoint>(uri: String) -> http::request::Builder {
    Request::builder().method(E::METHOD).uri(uri).header(header::ACCEPT, E::ACCEPT)
}
