//! What a client must know of a vendor's API, in one place.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use tower::util::BoxCloneSyncService;

use crate::{
    BoxError,
    body::Body,
    error::{ApiError, ErrorKind},
    rate_limit::RateLimit,
};

/// A stack of services between a [`Client`](crate::Client) and the wire: requests that can be repeated in, whole responses
/// out.
pub type Stack = BoxCloneSyncService<http::Request<Body>, Response<Bytes>, BoxError>;

/// The API of a vendor: its name, where it is, and in what it differs from the others.
///
/// Whoever adds a vendor implements this once, and [`Endpoint`](crate::Endpoint) for each operation. A value holds
/// the settings that only this vendor has; what has none is a unit struct.
///
/// ```
/// use bytes::Bytes;
/// use client_core::{ApiError, Body, Client, CredentialHeader, Endpoint, Vendor};
/// use http::{Method, Request, Response};
/// use serde::{Deserialize, Serialize};
/// use tower::service_fn;
///
/// /// A shop with an API.
/// #[derive(Debug, Clone, Default)]
/// struct Shop;
///
/// impl Vendor for Shop {
///     const NAME: &'static str = "Shop";
///     const CREDENTIAL: CredentialHeader = CredentialHeader::bearer("API token");
///     const USER_AGENT: &'static str = "shop-client/1.0";
///
///     fn base_url(&self) -> &str {
///         "https://api.shop.example"
///     }
///
///     fn read_error(response: &Response<Bytes>) -> Option<ApiError> {
///         let message: String = serde_json::from_slice(response.body()).ok()?;
///         Some(ApiError::new().with_message(message))
///     }
/// }
///
/// /// Reads an order.
/// #[derive(Debug, Serialize)]
/// struct GetOrder {
///     order_id: u64,
/// }
///
/// #[derive(Debug, Deserialize)]
/// struct Order {
///     total: f64,
/// }
///
/// impl Endpoint for GetOrder {
///     type Vendor = Shop;
///     type Output = Order;
///     const METHOD: Method = Method::GET;
///     const PATH: &'static str = "/orders/{order_id}";
///     const SCOPES: &'static [&'static str] = &["orders:read"];
/// }
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), client_core::Error> {
/// let wire = service_fn(|request: Request<Body>| async move {
///     assert_eq!(request.uri(), "https://api.shop.example/orders/7");
///     Ok::<_, std::convert::Infallible>(Response::new(String::from(r#"{"total": 9.5}"#)))
/// });
/// let shop = Client::<Shop>::builder().token("the token").transport(wire).build()?;
/// assert_eq!(GetOrder { order_id: 7 }.send(&shop).await?.total, 9.5);
/// # Ok(())
/// # }
/// ```
pub trait Vendor: Clone + fmt::Debug + Send + Sync + 'static {
    /// What messages call the vendor.
    const NAME: &'static str;

    /// How a request shows that it may.
    const CREDENTIAL: CredentialHeader;

    /// What the default transport calls itself, unless configured otherwise: `NAME/VERSION`.
    const USER_AGENT: &'static str;

    /// How the body of a request is written where an operation does not say.
    const ENCODING: Encoding = Encoding::Json;

    /// The most bytes of files that one request may carry.
    const MAX_UPLOAD_BYTES: usize = 25 * 1024 * 1024;

    /// The address that paths are relative to. A path of its own is kept as a prefix.
    fn base_url(&self) -> &str;

    /// Whether a host is the vendor's besides the one of the base URL: it may be linked to, and over https on the
    /// usual port it may get the credential. The host is in lower case.
    #[must_use]
    fn owns_host(_host: &str) -> bool {
        false
    }

    /// Whether a text in the place of an id is an alias of the vendor's, which may hold a `/`; it stays one segment of
    /// the path.
    #[must_use]
    fn is_alias(_id: &str) -> bool {
        false
    }

    /// Puts the vendor's own layers on top of a stack that already retries, reads the rate limit and authenticates.
    fn quirks(&self, stack: Stack, _base_host: &str) -> Stack {
        stack
    }

    /// Reports whether a response is a failure, for typed calls and for [`Client::execute`](crate::Client::execute) alike.
    /// Not called for a file with the status 2xx: an attachment, or a media type that is neither JSON nor text.
    #[must_use]
    fn is_failure(response: &Response<Bytes>) -> bool {
        !response.status().is_success()
    }

    /// Returns the JSON in the body of a success, by default everything but a byte order mark. Called for typed calls that
    /// ask for `application/json`.
    #[must_use]
    fn payload(body: &Bytes) -> Bytes {
        const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
        let mark = if body.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        body.slice(mark..)
    }

    /// What the vendor says in an answer that is a failure; `None` where it is not in the vendor's form.
    #[must_use]
    fn read_error(response: &Response<Bytes>) -> Option<ApiError>;

    /// The kind of a failure where the status alone does not tell it.
    #[must_use]
    fn error_kind(_status: StatusCode, _error: Option<&ApiError>) -> Option<ErrorKind> {
        None
    }

    /// What to add to the message of a failure of this kind, as a clause.
    #[must_use]
    fn explain(_kind: ErrorKind) -> Option<&'static str> {
        None
    }

    /// How to find out whether a write was carried out, as a clause for people and models. `operation` is its method
    /// and path template, where they are known.
    #[must_use]
    fn advice(operation: Option<(&Method, &str)>) -> &'static str {
        match operation.map(|(method, _)| method.as_str()) {
            Some("POST") => "look for what the call would have made or changed before you repeat it",
            Some("DELETE") => "read what it would have deleted before you repeat it",
            _ => "read the resource before you repeat it",
        }
    }

    /// What an answer says about the rate limit. By default `retry-after` on a 429.
    #[must_use]
    fn rate_limit(status: StatusCode, headers: &HeaderMap, _body: &[u8]) -> Option<RateLimit> {
        (status == StatusCode::TOO_MANY_REQUESTS).then(|| RateLimit {
            retry_after: crate::rate_limit::retry_after(headers),
            ..RateLimit::default()
        })
    }
}

/// Reports whether a response is a failure. A file may hold anything, even the vendor's form of an error.
pub(crate) fn is_failure<V: Vendor>(response: &Response<Bytes>) -> bool {
    !response.status().is_success() || (!is_file(response.headers()) && V::is_failure(response))
}

fn is_file(headers: &HeaderMap) -> bool {
    let text =
        |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or_default();
    let attached =
        text(header::CONTENT_DISPOSITION).trim_start().to_ascii_lowercase().starts_with("attachment");
    let media_type =
        text(header::CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let may_be_json = media_type.is_empty()
        || media_type.starts_with("text/")
        || media_type.ends_with("json")
        || media_type.ends_with("javascript");
    attached || !may_be_json
}

/// How the credential goes into a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialHeader {
    pub(crate) header: HeaderName,
    pub(crate) scheme: &'static str,
    pub(crate) noun: &'static str,
}

impl CredentialHeader {
    /// `Authorization: Bearer …`. `noun` is what people call it: `API token`.
    #[must_use]
    pub const fn bearer(noun: &'static str) -> Self {
        Self { header: header::AUTHORIZATION, scheme: "Bearer ", noun }
    }

    /// A header of its own, which holds nothing else. `noun` is what people call it: `API key`.
    ///
    /// # Panics
    ///
    /// When the name is not that of a header in lower case; in a constant, at compile time.
    #[must_use]
    pub const fn plain(header: &'static str, noun: &'static str) -> Self {
        Self { header: HeaderName::from_static(header), scheme: "", noun }
    }
}

/// How the fields of a request that are neither in its path nor in its query become a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// `application/json`.
    Json,
    /// `application/x-www-form-urlencoded` in the way of PHP: lists repeat `name[]`, objects put their keys in
    /// brackets, booleans are `1` and `0`. Queries are written the same way. Null is refused: a form cannot say it.
    Form,
}
