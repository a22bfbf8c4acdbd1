//! Responses of a client to requests of the server.

use std::fmt;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Id, RpcError};

/// Response of a client to a request of the server. `Debug` leaves out the content.
#[derive(Clone)]
pub struct ClientResponse {
    id: Option<Id>,
    outcome: Result<Box<RawValue>, RpcError>,
}

impl ClientResponse {
    pub(super) fn result(id: Option<Id>, result: &RawValue) -> Self {
        Self { id, outcome: Ok(result.to_owned()) }
    }

    pub(super) fn error(id: Option<Id>, error: &RawValue) -> Self {
        #[derive(Deserialize)]
        struct Wire {
            code: i32,
            message: String,
        }
        let error = match super::from_object::<Wire>(error.get()) {
            Ok(Wire { code, message }) => {
                RpcError::new(code, super::clip(&message, super::MAX_ECHO).to_owned())
            }
            Err(_) => RpcError::internal("the error in the client's response is not a JSON-RPC error"),
        };
        Self { id, outcome: Err(error) }
    }

    /// Returns the id of the request.
    #[must_use]
    pub const fn id(&self) -> Option<&Id> {
        self.id.as_ref()
    }

    /// Returns the result or the error of the client. The error is reduced to its code and the beginning of its message.
    ///
    /// # Errors
    ///
    /// The client's error.
    pub fn into_outcome(self) -> Result<Box<RawValue>, RpcError> {
        self.outcome
    }
}

impl fmt::Debug for ClientResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientResponse")
            .field("id", &self.id)
            .field("is_error", &self.outcome.is_err())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use crate::wire::jsonrpc::Message;

    #[test]
    fn client_response_is_a_result_or_an_error() {
        let reply = |text: &str| match Message::parse(&text.to_owned().into()) {
            Ok(Message::Response(reply)) => reply,
            other => panic!("{other:?}"),
        };
        let good = reply(r#"{"jsonrpc":"2.0","id":7,"result":{"roots":[]}}"#);
        assert_eq!(good.id().unwrap().as_bytes(), b"7");
        assert_eq!(good.into_outcome().unwrap().get(), r#"{"roots":[]}"#);
        let bad = reply(r#"{"jsonrpc":"2.0","id":7,"error":{"code":-1,"message":"no"}}"#);
        assert_eq!(bad.into_outcome().unwrap_err().code(), -1);
        for worse in [r#"{"jsonrpc":"2.0","error":"no"}"#, r#"{"jsonrpc":"2.0","error":[-1,"no"]}"#] {
            let worse = reply(worse);
            assert!(worse.id().is_none());
            assert_eq!(worse.into_outcome().unwrap_err().code(), -32603);
        }
    }
}
