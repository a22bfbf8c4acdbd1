//! Shared state of one endpoint.

use std::sync::Arc;

use mcp_core::Server;

use super::settings::Settings;
use crate::{live::LiveServer, session::Store};

/// Server, settings and services of one endpoint.
pub(crate) struct Endpoint<S> {
    pub(crate) server: Server,
    pub(crate) live: Option<LiveServer>,
    pub(crate) sessions: Option<Arc<Store>>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) service: S,
}
