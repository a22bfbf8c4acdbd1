//! Integrations, such as the chat widgets of websites.

use client_core::{request, response};

use crate::{api::chats::Platform, de::rows, id::IntegrationId};

/// An integration.
#[response(reader = crate::record)]
pub struct Integration {
    /// The integration.
    pub id: Option<IntegrationId>,
    /// Its name.
    pub name: Option<String>,
    /// What it connects.
    pub platform: Option<Platform>,
}

/// Lists all integrations, such as the chat widgets of websites.
#[request(
    GET "/api/v1/integrations" -> Vec<Integration>,
    scopes = ["integrations"],
    decode = rows,
)]
pub struct ListIntegrations {}
