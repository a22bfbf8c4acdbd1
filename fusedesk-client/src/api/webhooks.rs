//! Webhooks: addresses that FuseDesk calls when something happens.

use client_core::{request, response};

use crate::{
    api::check, de::rows, id::WebhookId, record::Record, time::Moment, write_response::WriteResponse,
};

/// A webhook. FuseDesk does not document its fields. Unknown fields are in `extra`.
#[response(reader = crate::record)]
pub struct Webhook {
    /// The webhook.
    pub id: Option<WebhookId>,
    /// Type of the resource.
    #[serde(rename = "objectType")]
    pub object_type: Option<String>,
    /// Action on the resource.
    pub action: Option<String>,
    /// URL to call.
    pub url: Option<String>,
    /// Time of creation.
    #[serde(rename = "dateCreated")]
    pub created_at: Option<Moment>,
}

impl Record for Webhook {
    fn is_recognised(&self) -> bool {
        self.id.is_some()
    }
}

/// Lists all webhooks.
#[request(GET "/api/v2/webhooks" -> Vec<Webhook>, decode = rows)]
pub struct ListWebhooks {}

/// Creates a webhook: an address that FuseDesk calls when something happens.
#[request(POST "/api/v2/webhooks" -> WriteResponse<Webhook>)]
pub struct CreateWebhook {
    /// The type of the resource, such as case. FuseDesk does not document the types.
    #[serde(rename = "objectType")]
    #[check(check::text)]
    object_type: String,
    /// The action on the resource, such as created. FuseDesk does not document the actions.
    #[check(check::text)]
    action: String,
    /// The URL to call.
    #[check(check::text)]
    url: String,
}

/// Deletes a webhook permanently.
#[request(DELETE "/api/v2/webhooks/{webhookId}" -> WriteResponse<Webhook>)]
pub struct DeleteWebhook {
    /// The webhook.
    #[serde(rename = "webhookId")]
    webhook_id: WebhookId,
}
