//! Settings of a single call: a timeout, headers.

#[cfg(test)]
mod tests;

use std::{fmt, time::Duration};

use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, header};

use crate::{
    body::Body,
    client::Client,
    endpoint::{self, Endpoint},
    error::Error,
    page::{PageStream, Paged, Position},
    vendor::{CredentialHeader, Vendor},
};

/// Time limit of a call with everything in it, in place of the client's [`timeout`](crate::ClientBuilder::timeout); it may
/// be longer. Lives in the extensions of a request.
///
/// [`Customized::timeout`] puts it there; in a request of your own for [`Client::execute`] it goes in by hand:
///
/// ```
/// use std::time::Duration;
///
/// use client_core::CallTimeout;
/// use http::Request;
///
/// let request = Request::get("/me").extension(CallTimeout(Duration::from_secs(2))).body(())?;
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs)] // A duration is all there is to say.
pub struct CallTimeout(pub Duration);

/// Headers that the client, its transport or the encoding of the body decide.
const RESERVED: [HeaderName; 6] = [
    header::CONNECTION,
    header::CONTENT_ENCODING,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::HOST,
    header::TRANSFER_ENCODING,
];

/// A request with a timeout or headers of its own; [`Endpoint::customize`] makes one.
///
/// ```
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// # #[cfg(feature = "testing")]
/// # #[tokio::main]
/// # async fn main() -> Result<(), client_core::Error> {
/// use std::{convert::Infallible, time::Duration};
///
/// use client_core::{Body, Client, Endpoint, acme::Acme};
/// use http::{Method, Request, Response};
/// use serde::Serialize;
///
/// #[derive(Serialize)]
/// struct Ping {}
///
/// impl Endpoint for Ping {
///     type Vendor = Acme;
///     type Output = String;
///     const METHOD: Method = Method::GET;
///     const PATH: &'static str = "/ping";
///     const SCOPES: &'static [&'static str] = &[];
/// }
///
/// let wire = tower::service_fn(|request: Request<Body>| async move {
///     assert_eq!(request.headers()["x-request-id"], "42");
///     Ok::<_, Infallible>(Response::new(String::from(r#""pong""#)))
/// });
/// let acme = Client::<Acme>::builder().token("the-token").transport(wire).build()?;
///
/// let ping = Ping {}.customize().timeout(Duration::from_secs(2)).header("x-request-id", "42");
/// assert_eq!(ping.send(&acme).await?, "pong");
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent until `send`, `call` or `stream`"]
pub struct Customized<E> {
    endpoint: E,
    timeout: Option<Duration>,
    headers: Result<HeaderMap, String>,
}

impl<E> Customized<E> {
    pub(crate) fn new(endpoint: E) -> Self {
        Self { endpoint, timeout: None, headers: Ok(HeaderMap::new()) }
    }

    /// Sets the time limit of the call with everything in it (waiting, redirects, retries), in place of the client's
    /// [`timeout`](crate::ClientBuilder::timeout); it may be longer. In a [`stream`](Self::stream) each page has it. To limit
    /// a stream as a whole, put a timeout around the code that reads it.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sends a header with every request of the call, for example `x-request-id`. It replaces one of the same name.
    ///
    /// A name or value that HTTP does not allow fails the call with
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest), and so do the names that are not the caller's: the header of
    /// the credential, `connection`, `content-encoding`, `content-length`, `content-type`, `host` and
    /// `transfer-encoding`. No error, no `Debug` and no log shows the value; a `HeaderValue` that is marked as sensitive
    /// stays so for the layers below.
    pub fn header(mut self, name: impl AsRef<str>, value: impl TryInto<HeaderValue>) -> Self {
        if let Ok(headers) = &mut self.headers
            && let Err(why) = insert(headers, name.as_ref(), value)
        {
            self.headers = Err(why);
        }
        self
    }
}

impl<E: Endpoint> Customized<E> {
    /// Sends the call; see [`Endpoint::send`].
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn send(&self, client: &Client<E::Vendor>) -> Result<E::Output, Error> {
        Ok(self.call(client).await?.into_body())
    }

    /// Like [`send`](Self::send), with the headers of the response; see [`Client::call`].
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn call(&self, client: &Client<E::Vendor>) -> Result<Response<E::Output>, Error> {
        client.call_request::<E>(self.request()?).await
    }

    /// Yields every item of a list; see [`Endpoint::stream`]. Each page has the timeout and the headers.
    pub fn stream(&self, client: &Client<E::Vendor>) -> PageStream<E::Vendor, E::Output>
    where
        E::Output: Paged<E::Vendor>,
    {
        PageStream::new(self.request(), client.clone(), E::decode)
    }

    /// Like [`stream`](Self::stream), from a position of an earlier one; see [`Endpoint::stream_from`].
    pub fn stream_from(
        &self,
        client: &Client<E::Vendor>,
        position: &Position,
    ) -> PageStream<E::Vendor, E::Output>
    where
        E::Output: Paged<E::Vendor>,
    {
        self.stream(client).starting_at(position)
    }

    fn request(&self) -> Result<Request<Body>, Error> {
        let mut request = endpoint::prepared(&self.endpoint)?;
        let headers = self.headers.clone().map_err(|why| endpoint::named::<E>(Error::invalid(why)))?;
        for (name, value) in headers {
            let Some(name) = name else { continue };
            if name == <E::Vendor as Vendor>::CREDENTIAL.header {
                return Err(endpoint::named::<E>(credential::<E::Vendor>()));
            }
            request.headers_mut().insert(name, value);
        }
        if let Some(timeout) = self.timeout {
            request.extensions_mut().insert(CallTimeout(timeout));
        }
        Ok(request)
    }
}

/// Error of a request that sets the header of the credential. It is not passed over: the caller expects it to count.
pub(crate) fn credential<V: Vendor>() -> Error {
    let CredentialHeader { header, noun, .. } = V::CREDENTIAL;
    Error::invalid(format!(
        "the header `{header}` carries the {noun} of the client: leave it out, or use a client with another {noun}"
    ))
}

fn insert(headers: &mut HeaderMap, name: &str, value: impl TryInto<HeaderValue>) -> Result<(), String> {
    // The error does not repeat the name: a caller who confuses name and value has put the value there.
    let name = HeaderName::try_from(name).map_err(|_| {
        let is_wrong = |c: &char| !c.is_ascii_alphanumeric() && !"!#$%&'*+-.^_`|~".contains(*c);
        match name.chars().find(is_wrong) {
            Some(c) => format!("the name of a header holds {c:?}: it may hold letters, digits and `-`"),
            None => "the name of a header is empty or too long".to_owned(),
        }
    })?;
    if RESERVED.contains(&name) {
        return Err(format!("the header `{name}` is set by the client: leave it out"));
    }
    let value = value.try_into().map_err(|_| {
        format!("the value of the header `{name}` holds a control character, such as a line break: remove it")
    })?;
    headers.insert(name, value);
    Ok(())
}

/// Shows names of headers, and no values.
impl<E: fmt::Debug> fmt::Debug for Customized<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().flat_map(|headers| headers.keys()).collect();
        f.debug_struct("Customized")
            .field("endpoint", &self.endpoint)
            .field("timeout", &self.timeout)
            .field("headers", &names)
            .finish()
    }
}
