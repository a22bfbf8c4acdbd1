//! Webhooks: addresses that FuseDesk calls when something happens.

use client_core::{request, response};

use crate::{api::check, de::rows, id::WebhookId, record::Record, time::Moment, written::Written};

/// A webhook. FuseDesk does not document its fields; what else comes is in `extra`.
#[response(reader = crate::record)]
pub struct Webhook {
    /// The webhook.
    pub id: Option<WebhookId>,
    /// What kind of thing it is about.
    #[serde(rename = "objectType")]
    pub object_type: Option<String>,
    /// What happens to the thing.
    pub action: Option<String>,
    /// The address that is called.
    pub url: Option<String>,
    /// When it was created.
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
#[request(POST "/api/v2/webhooks" -> Written<Webhook>)]
pub struct CreateWebhook {
    /// What kind of thing it is about, such as case. FuseDesk does not document which there are.
    #[serde(rename = "objectType")]
    #[check(check::text)]
    object_type: String,
    /// What happens to the thing, such as created. FuseDesk does not document which there are.
    #[check(check::text)]
    action: String,
    /// The address to call.
    #[check(check::text)]
    url: String,
}

/// Deletes a webhook for good.
#[request(DELETE "/api/v2/webhooks/{webhookId}" -> Written<Webhook>)]
pub struct DeleteWebhook {
    /// The webhook.
    #[serde(rename = "webhookId")]
    webhook_id: WebhookId,
}
