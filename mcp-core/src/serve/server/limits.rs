//! Limits of a server.

use super::Server;
use crate::{
    handler::{
        client_features::{MAX_CLIENT_REQUESTS, MAX_REQUEST_STATE},
        completion::MAX_COMPLETIONS,
        resource::MAX_URI,
    },
    serve::subscription::MAX_SUBSCRIBED_RESOURCES,
    wire::{log::MAX_LOG_DATA, protocol::MAX_PROGRESS_TOKEN},
};

/// Limits with a setter.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) completions: usize,
    pub(crate) log_data: usize,
    pub(crate) progress_token: usize,
    pub(crate) client_requests: usize,
    pub(crate) request_state: usize,
    pub(crate) subscribed_resources: usize,
    pub(crate) uri: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            completions: MAX_COMPLETIONS,
            log_data: MAX_LOG_DATA,
            progress_token: MAX_PROGRESS_TOKEN,
            client_requests: MAX_CLIENT_REQUESTS,
            request_state: MAX_REQUEST_STATE,
            subscribed_resources: MAX_SUBSCRIBED_RESOURCES,
            uri: MAX_URI,
        }
    }
}

impl Server {
    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    fn limit(self, set: impl FnOnce(&mut Limits)) -> Self {
        self.change(|inner| set(&mut inner.limits))
    }

    /// Sets the maximum number of values in a response to `completion/complete`. The default, 100,
    /// is the protocol's maximum.
    #[must_use]
    pub fn max_completions(self, values: usize) -> Self {
        self.limit(|limits| limits.completions = values.min(MAX_COMPLETIONS))
    }

    /// Sets the maximum length of the data of a log message, in bytes of its JSON (16 KiB by default).
    #[must_use]
    pub fn max_log_data(self, bytes: usize) -> Self {
        self.limit(|limits| limits.log_data = bytes)
    }

    /// Sets the maximum length of a progress token, in bytes of its JSON (1 KiB by default).
    #[must_use]
    pub fn max_progress_token(self, bytes: usize) -> Self {
        self.limit(|limits| limits.progress_token = bytes)
    }

    /// Sets the maximum number of open requests to the client in one call of 2026-07-28 (16 by
    /// default).
    #[must_use]
    pub fn max_client_requests(self, requests: usize) -> Self {
        self.limit(|limits| limits.client_requests = requests)
    }

    /// Sets the maximum length of a request state, in bytes as sent (64 KiB by default). Responses
    /// that exceed it are an error, and a longer state is refused.
    #[must_use]
    pub fn max_request_state(self, bytes: usize) -> Self {
        self.limit(|limits| limits.request_state = bytes)
    }

    /// Sets the maximum number of resources in one `subscriptions/listen` (64 by
    /// default).
    #[must_use]
    pub fn max_subscribed_resources(self, resources: usize) -> Self {
        self.limit(|limits| limits.subscribed_resources = resources)
    }

    /// Sets the maximum length of a requested URI, in bytes (8 KiB by default). A longer one is treated as an
    /// unknown resource.
    #[must_use]
    pub fn max_uri(self, bytes: usize) -> Self {
        self.limit(|limits| limits.uri = bytes)
    }
}
