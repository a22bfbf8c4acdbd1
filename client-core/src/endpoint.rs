//! A call as data: one struct is one operation of the API.
//!
//! The struct's fields are the arguments. Those that [`Endpoint::PATH`] names go into the path, each as one
//! percent-encoded segment; the others are the query of a `GET` and the body of anything else.
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
    page::{PageStream, Paged, Position, StreamLimits},
    upload::Upload,
    vendor::{Encoding, Vendor},
};

/// An operation of the API, as a struct that holds its arguments.
///
/// See the [module docs](self) for how the fields are encoded.
pub trait Endpoint: Serialize + Send + Sync {
    /// Whose operation it is: only that vendor's client can send it.
    type Vendor: Vendor;

    /// What a successful answer holds; `()` where the body is empty or of no use.
    type Output: DeserializeOwned + Send + 'static;

    /// The HTTP method.
    const METHOD: Method;

    /// The path below the base URL. `{name}` is replaced by the field of that name, as one segment: an id that is
    /// empty, `.`, `..` or holds a `/` is refused, unless [`Vendor::is_alias`] knows it for an alias. `{*name}` may hold
    /// a `/` as well.
    const PATH: &'static str;

    /// The scopes that a credential needs for this operation, as the vendor names them. An error 403 repeats them.
    const SCOPES: &'static [&'static str];

    /// Fields that go into the query although the operation has a body.
    const QUERY: &'static [&'static str] = &[];

    /// How the body is written.
    const ENCODING: Encoding = <Self::Vendor as Vendor>::ENCODING;

    /// The media type asked for.
    const ACCEPT: &'static str = "application/json";

    /// Checks what the types cannot express, before anything is sent.
    ///
    /// # Errors
    ///
    /// A sentence that says which argument is wrong and what it may be.
    fn validate(&self) -> Result<(), String> {
        Ok(())
    }

    /// The files to upload, each with the name of its form field. With at least one file the body is
    /// `multipart/form-data`.
    fn files(&self) -> Vec<(String, &Upload)> {
        Vec::new()
    }

    /// Notes for the layers of the client, which travel in the request's extensions and not on the wire.
    fn annotate(&self, _extensions: &mut Extensions) {}

    /// Reads a successful answer.
    ///
    /// # Errors
    ///
    /// When the body is not what [`Self::Output`] needs.
    fn decode(response: &Response<Bytes>) -> Result<Self::Output, DecodeError> {
        let body = response.body();
        // Where the caller wants nothing, nothing is read, whatever the body of the answer.
        if body.is_empty() || TypeId::of::<Self::Output>() == TypeId::of::<()>() {
            return serde_json::from_slice(b"null").map_err(DecodeError::from);
        }
        serde_json::from_slice(body).map_err(DecodeError::from)
    }

    /// The HTTP request, with a path relative to the base URL. Pure: nothing is sent.
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

    /// Sends the call and returns what the API answered.
    ///
    /// [`Client::call`] returns the headers and the layers' reports (a merge that was followed, the rate limit) as
    /// well.
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

    /// Every item of a list, page after page, in the order of the API.
    ///
    /// The stream borrows neither the request nor the client. It ends after an error; [`PageStream`] says how to go on
    /// from there, and [`ClientBuilder::retry`](crate::ClientBuilder::retry) heals a 429 before it becomes one.
    ///
    /// A list that changes while it is read may repeat an item or miss one, as any paging over a live list does.
    ///
    /// It ends with an error, and not with silence, when a page comes twice, when an answer links to a foreign host, or
    /// when [`StreamLimits`] of the client are reached.
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

/// The request of a call. Errors name the operation, those of a [`to_request`](Endpoint::to_request) by hand, too.
pub(crate) fn prepared<E: Endpoint>(endpoint: &E) -> Result<Request<Body>, Error> {
    endpoint.to_request().map_err(named::<E>)
}

pub(crate) fn named<E: Endpoint>(error: Error) -> Error {
    error.with_operation::<E::Vendor>(E::METHOD, operation::<E>())
}

pub(crate) const fn operation<E: Endpoint>() -> Operation {
    Operation::new(E::PATH, E::SCOPES)
}

/// What [`Endpoint::to_request`] does unless an operation has its own: for those that only change the outcome.
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
