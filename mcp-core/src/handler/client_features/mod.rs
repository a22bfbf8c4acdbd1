//! Elicitation, sampling and roots: requests to the client, and to its user, while a handler runs.
//!
//! [`Context::request_client`] takes a key and a request and returns the client's response. The handler is the same for all
//! protocol revisions:
//!
//! - 2026-07-28: the request ends with `input_required`. The client asks its user and sends the request again with
//!   the responses, and **the handler runs again from its start**. This time `request_client` returns at once.
//! - `initialize` revisions: if the transport has a session with the client, the request goes out on the stream of
//!   the current request, and `request_client` waits for the response.
//!
//! A handler must therefore send its requests before it changes anything. It uses a distinct key for each request, and
//! sends the same requests in every run. Return the error of `request_client` with `?` to suspend the call. An error
//! returned while requests are open ends the round. A result completes the call. To send several requests in one
//! round, poll them together (`tokio::join!`) and inspect the responses afterwards.
//!
//! ```
//! use mcp_core::{Context, NoArguments, HandlerError, client_features::{Elicitation, Field}, tool_fn};
//!
//! let close = tool_fn("close_all", "Closes all cases.", |_: NoArguments, context: Context| async move {
//!     let form = Elicitation::form("Close all 17 cases?").field("reason", Field::text().title("Why?"));
//!     let Some(fields) = context.request_client("confirm", form).await?.accepted() else {
//!         return Ok::<_, HandlerError>("Nothing was closed: the user declined.".to_owned());
//!     };
//!     Ok(format!("Closed, because {}", fields["reason"]))
//! });
//! # let _ = close;
//! ```
//!
//! An agent in the same process has no client. Use a [`LocalUser`] there.
//!
//! # Trust
//!
//! Between two rounds the client holds a request state for the server. The state is signed with the server's
//! [`RequestStateKey`]. It is bound to the caller, the request with its arguments, the requests to the client and an
//! expiry (10 minutes). A response is therefore accepted only for the same request to the same caller in the same
//! call. If the text of a request changes between two rounds, the request is sent to the client again.
//!
//! A state is reusable until it expires: a client can send it several times, and the handler runs each time. A response
//! that authorises an action which cannot be undone must count once: [`Elicitation::once`]. Used states are kept in
//! [`SpentStates`], by default in the memory of the process. Replicas need a shared store.
//!
//! Each round issues a new state with a new expiry, so the response of the first of two rounds may be
//! older than the TTL.
//!
//! The server cannot verify that a person responded. The client is responsible for that.

mod connection;
mod elicitation;
mod error;
mod field;
mod local_user;
mod multi_round_trip;
mod request_state;
mod roots;
mod sampling;
mod spent_states;

use serde_json::{Value, value::RawValue};

pub use connection::ClientConnection;
pub use elicitation::{Elicitation, ElicitationResult};
pub use error::ClientRequestError;
pub use field::Field;
pub use local_user::LocalUser;
pub(crate) use multi_round_trip::{MAX_CLIENT_REQUESTS, REQUEST_STATE_TTL};
pub(crate) use multi_round_trip::{MultiRoundTrip, RoundTripLimits};
pub(crate) use request_state::{Fingerprint, Fingerprinter, MAX_REQUEST_STATE};
pub use request_state::{InvalidRequestStateKey, RequestStateKey};
pub use roots::{Root, Roots};
pub use sampling::{Sampling, SamplingResult};
pub use spent_states::{SpentMemory, SpentStates};

use crate::{handler::context::Context, wire::protocol::ProtocolVersion};

/// Maximum length of a key, in bytes.
pub(crate) const MAX_KEY: usize = 64;

/// Request to the client: [`Elicitation`], [`Sampling`] or [`Roots`].
pub trait ClientRequest: sealed::Sealed {}

impl<R: sealed::Sealed> ClientRequest for R {}

pub(crate) mod sealed {
    use super::{Context, ProtocolVersion, RawValue, Value};

    pub trait Sealed: Send {
        type Response: Send;

        fn method(&self) -> &'static str;

        /// Returns the first revision that has the request.
        fn since(&self) -> ProtocolVersion;

        /// Returns the required client capability that is missing, if any.
        fn missing(&self, context: &Context) -> Option<&'static [&'static str]>;

        fn params(&self, context: &Context) -> Value;

        /// Returns `true` if an unsolicited response is accepted.
        fn accept_unsolicited(&self) -> bool;

        /// Returns `true` if the response is accepted in one call only.
        fn is_once(&self) -> bool {
            false
        }

        /// Parses a response. The error describes the fault.
        fn read(&self, response: &RawValue) -> Result<Self::Response, String>;
    }
}

impl Context {
    /// Sends a request to the client; see the [module docs](crate::client_features).
    ///
    /// The key identifies it within the current call: 1 to 64 bytes, for example `confirm`.
    ///
    /// # Errors
    ///
    /// [`ClientRequestError::Pending`] if the request still has to be sent to the client. Return it with `?`; the handler
    /// runs again with the response. Other errors mean that the client cannot be reached, does not support the request,
    /// or sent an invalid response.
    pub async fn request_client<R: ClientRequest>(
        &self,
        key: &str,
        request: R,
    ) -> Result<R::Response, ClientRequestError> {
        if key.is_empty() || key.len() > MAX_KEY {
            return Err(ClientRequestError::InvalidRequest("a key has 1 to 64 bytes"));
        }
        if self.connection().is_none() && self.multi_round_trip().is_none() {
            return Err(ClientRequestError::NoConnection);
        }
        if let Some(version) = self.protocol_version().filter(|version| *version < request.since()) {
            return Err(ClientRequestError::UnsupportedRevision(version));
        }
        if let Some(capability) = request.missing(self) {
            return Err(ClientRequestError::MissingCapability(capability));
        }
        // Clients of 2026-07-28 accept no other kind of request.
        let response = match (self.multi_round_trip(), self.connection()) {
            (Some(round_trip), _) => {
                let wire = serde_json::json!({ "method": request.method(), "params": request.params(self) });
                let unsolicited = request.accept_unsolicited() && !request.is_once();
                let response = round_trip.request(self, key, wire, unsolicited)?;
                if request.is_once() {
                    round_trip.spend(self, key).await?;
                }
                response
            }
            (None, Some(connection)) => {
                let params = request.params(self).to_string();
                connection
                    .request(request.method(), params.into())
                    .await
                    .map_err(ClientRequestError::Failed)?
            }
            (None, None) => return Err(ClientRequestError::NoConnection),
        };
        let read = match response.get().starts_with('{') {
            true => request.read(&response),
            false => Err("it is not an object".to_owned()),
        };
        read.map_err(|fault| ClientRequestError::InvalidResponse { key: key.to_owned(), fault })
    }
}
