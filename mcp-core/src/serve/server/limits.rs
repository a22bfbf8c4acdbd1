//! What a server takes and gives at most.

use super::Server;
use crate::{
    handler::{
        client_features::{MAX_QUESTIONS, MAX_REQUEST_STATE},
        completion::MAX_COMPLETIONS,
        resource::MAX_URI,
    },
    serve::subscription::MAX_SUBSCRIBED_RESOURCES,
    wire::{log::MAX_LOG_DATA, protocol::MAX_PROGRESS_TOKEN},
};

/// The limits that have a setter, each with the constant of its name as its default.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) completions: usize,
    pub(crate) log_data: usize,
    pub(crate) progress_token: usize,
    pub(crate) questions: usize,
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
            questions: MAX_QUESTIONS,
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

    /// Sets how many values the answer to one `completion/complete` has at most. More than [`MAX_COMPLETIONS`], the
    /// default, the protocol does not allow.
    #[must_use]
    pub fn max_completions(self, values: usize) -> Self {
        self.limit(|limits| limits.completions = values.min(MAX_COMPLETIONS))
    }

    /// Sets the longest data of a log message, in bytes of its JSON ([`MAX_LOG_DATA`] by default).
    #[must_use]
    pub fn max_log_data(self, bytes: usize) -> Self {
        self.limit(|limits| limits.log_data = bytes)
    }

    /// Sets the longest progress token that is taken, in bytes of its JSON ([`MAX_PROGRESS_TOKEN`] by default).
    #[must_use]
    pub fn max_progress_token(self, bytes: usize) -> Self {
        self.limit(|limits| limits.progress_token = bytes)
    }

    /// Sets how many questions may be open at once in one request of 2026-07-28 ([`MAX_QUESTIONS`] by default).
    #[must_use]
    pub fn max_questions(self, questions: usize) -> Self {
        self.limit(|limits| limits.questions = questions)
    }

    /// Sets the longest request state, in bytes as sent ([`MAX_REQUEST_STATE`] by default). Answers that make it longer
    /// are an error, and so is a state that is longer when it comes back.
    #[must_use]
    pub fn max_request_state(self, bytes: usize) -> Self {
        self.limit(|limits| limits.request_state = bytes)
    }

    /// Sets how many resources one `subscriptions/listen` may be about ([`MAX_SUBSCRIBED_RESOURCES`] by default).
    #[must_use]
    pub fn max_subscribed_resources(self, resources: usize) -> Self {
        self.limit(|limits| limits.subscribed_resources = resources)
    }

    /// Sets the longest URI of a request that is looked for among resources and templates, in bytes ([`MAX_URI`] by
    /// default). A longer one is an unknown resource.
    #[must_use]
    pub fn max_uri(self, bytes: usize) -> Self {
        self.limit(|limits| limits.uri = bytes)
    }
}
