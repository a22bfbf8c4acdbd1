//! Integrations, such as the chat widgets of websites.

use bytes::Bytes;
use http::{Method, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{DecodeError, Endpoint, FuseDesk, IntegrationId, api::chats::Platform, de::rows, record::record};

record! {
    /// An integration.
    pub struct Integration {
        /// The integration.
        pub id: Option<IntegrationId> = "id",
        /// Its name.
        pub name: Option<String> = "name",
        /// What it connects.
        pub platform: Option<Platform> = "platform",
    }
}

/// Lists all integrations, such as the chat widgets of websites.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ListIntegrations {}

impl ListIntegrations {
    /// All of them.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Endpoint for ListIntegrations {
    type Vendor = FuseDesk;
    type Output = Vec<Integration>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/api/v1/integrations";
    const SCOPES: &'static [&'static str] = &["integrations"];

    fn decode(response: &Response<Bytes>) -> Result<Self::Output, DecodeError> {
        rows(response)
    }
}
