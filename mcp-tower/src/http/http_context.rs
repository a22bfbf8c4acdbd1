//! Parts of an HTTP request that its messages share.

use std::time::Duration;

use http::{Extensions, HeaderMap, request::Parts};
use mcp_core::{Context, Grant, Principal};
use tokio::time::Instant;

use super::headers;
use crate::{
    call::deadline::after,
    session::{SessionLookup, Store},
};

/// Parts of an HTTP request that its messages share.
pub(crate) struct HttpContext {
    pub(crate) headers: HeaderMap,
    extensions: Extensions,
    deadline: Instant,
    pub(crate) link: SessionLookup,
}

impl HttpContext {
    pub(crate) fn new(parts: Parts, wait: Duration, sessions: Option<&Store>) -> Self {
        let Parts { headers, extensions, .. } = parts;
        let link = sessions.map_or(SessionLookup::None, |sessions| {
            link(sessions, &headers, extensions.get().map(Grant::principal))
        });
        Self { headers, extensions, deadline: after(wait), link }
    }

    pub(crate) fn caller(&self) -> Option<&Principal> {
        self.extensions.get().map(Grant::principal)
    }

    /// Returns the time that is left for calls.
    pub(crate) fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Returns the context of a call, from the extensions of outer layers.
    pub(crate) fn context(&self) -> Context {
        self.fill(self.extensions.clone())
    }

    pub(crate) fn take_context(&mut self) -> Context {
        let extensions = std::mem::take(&mut self.extensions);
        self.fill(extensions)
    }

    fn fill(&self, extensions: Extensions) -> Context {
        let mut context = Context::new().with_deadline(self.deadline.into_std());
        context.set_extensions(extensions);
        context
    }
}

/// Returns the session that the headers name.
pub(crate) fn link(sessions: &Store, headers: &HeaderMap, caller: Option<&Principal>) -> SessionLookup {
    match headers::single(headers, &headers::SESSION_ID) {
        Ok(None) => SessionLookup::None,
        Ok(Some(id)) => sessions.find(id, caller),
        Err(_) => SessionLookup::Lost,
    }
}
