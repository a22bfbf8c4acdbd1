//! Webhooks: addresses that FuseDesk calls when something happens.

use bytes::Bytes;
use http::{Method, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    DecodeError, Endpoint, FuseDesk, Moment, Record, WebhookId, Written, api::check_text, de::rows,
    record::record,
};

record! {
    /// A webhook. FuseDesk does not document its fields; what else comes is in `extra`.
    pub struct Webhook {
        /// The webhook.
        pub id: Option<WebhookId> = "id",
        /// What kind of thing it is about.
        pub object_type: Option<String> = "objectType",
        /// What happens to the thing.
        pub action: Option<String> = "action",
        /// The address that is called.
        pub url: Option<String> = "url",
        /// When it was created.
        pub created_at: Option<Moment> = "dateCreated",
    }
}

impl Record for Webhook {
    fn is_recognised(&self) -> bool {
        self.id.is_some()
    }
}

/// Lists all webhooks.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ListWebhooks {}

impl ListWebhooks {
    /// All of them.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Endpoint for ListWebhooks {
    type Vendor = FuseDesk;
    type Output = Vec<Webhook>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/api/v2/webhooks";
    const SCOPES: &'static [&'static str] = &[];

    fn decode(response: &Response<Bytes>) -> Result<Self::Output, DecodeError> {
        rows(response)
    }
}

/// Creates a webhook: an address that FuseDesk calls when something happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateWebhook {
    /// What kind of thing it is about, such as case. FuseDesk does not document which there are.
    #[serde(rename = "objectType")]
    object_type: String,
    /// What happens to the thing, such as created. FuseDesk does not document which there are.
    action: String,
    /// The address to call.
    url: String,
}

impl CreateWebhook {
    /// A kind of thing, what happens to it, and the address to call.
    pub fn new(object_type: impl Into<String>, action: impl Into<String>, url: impl Into<String>) -> Self {
        Self { object_type: object_type.into(), action: action.into(), url: url.into() }
    }
}

impl Endpoint for CreateWebhook {
    type Vendor = FuseDesk;
    type Output = Written<Webhook>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/api/v2/webhooks";
    const SCOPES: &'static [&'static str] = &[];

    fn validate(&self) -> Result<(), String> {
        check_text("objectType", &self.object_type)?;
        check_text("action", &self.action)?;
        check_text("url", &self.url)
    }
}

/// Deletes a webhook for good.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteWebhook {
    /// The webhook.
    #[serde(rename = "webhookId")]
    webhook_id: WebhookId,
}

impl DeleteWebhook {
    /// The webhook with this id.
    pub fn new(webhook_id: impl Into<WebhookId>) -> Self {
        Self { webhook_id: webhook_id.into() }
    }
}

impl Endpoint for DeleteWebhook {
    type Vendor = FuseDesk;
    type Output = Written<Webhook>;
    const METHOD: Method = Method::DELETE;
    const PATH: &'static str = "/api/v2/webhooks/{webhookId}";
    const SCOPES: &'static [&'static str] = &[];
}
