//! Roots: requests the client's directories and files.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json, value::RawValue};

use super::sealed::Sealed;
use crate::{
    handler::context::Context,
    wire::protocol::{LIST_ROOTS, ProtocolVersion},
};

/// Request for the directories or files that the client works in (`roots/list`). Deprecated by the protocol.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Roots;

/// Directory or file that the client works in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Root {
    /// Location, a `file:` URI.
    pub uri: String,
    /// Display name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Roots {
    /// Creates the request.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Sealed for Roots {
    type Response = Vec<Root>;

    fn method(&self) -> &'static str {
        LIST_ROOTS
    }

    fn since(&self) -> ProtocolVersion {
        ProtocolVersion::V2025_03_26
    }

    fn missing(&self, context: &Context) -> Option<&'static [&'static str]> {
        (!context.client_can("roots")).then_some(&["roots"])
    }

    fn params(&self, _: &Context) -> Value {
        json!({})
    }

    fn accept_unsolicited(&self) -> bool {
        false
    }

    fn read(&self, response: &RawValue) -> Result<Vec<Root>, String> {
        #[derive(Deserialize)]
        struct Wire {
            roots: Vec<Root>,
        }
        serde_json::from_str::<Wire>(response.get()).map(|wire| wire.roots).map_err(|error| error.to_string())
    }
}
