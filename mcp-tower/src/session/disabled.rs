//! Stub of sessions for a build without the feature `sessions`.

use std::sync::Arc;

use http::HeaderValue;
use mcp_core::{
    Context, Principal, RpcError,
    jsonrpc::{ClientResponse, Id},
};

use super::SessionLookup;
use crate::call::{client_wait::ClientWait, outbox::Outbox};

#[derive(Debug)]
pub(crate) enum Store {}

#[derive(Debug)]
pub(crate) enum Session {}

#[derive(Debug)]
pub(crate) enum RegisteredRequest {}

impl RegisteredRequest {
    pub(crate) async fn run<F: Future>(self, _: F) -> Option<F::Output> {
        match self {}
    }
}

impl Store {
    pub(crate) fn find(&self, _: &str, _: Option<&Principal>) -> SessionLookup {
        match *self {}
    }

    pub(crate) fn open(&self, _: Option<&Principal>, _: u64) -> Option<Arc<Session>> {
        match *self {}
    }

    pub(crate) fn end(&self, _: &Session) {
        match *self {}
    }
}

impl Session {
    pub(crate) fn fill(
        self: &Arc<Self>,
        _: &mut Context,
        _: Option<Arc<Outbox>>,
        _: Option<Arc<ClientWait>>,
    ) {
        match **self {}
    }

    pub(crate) fn client_wait(&self) -> Arc<ClientWait> {
        match *self {}
    }

    pub(crate) fn remember(&self, _: &Context) -> Result<(), RpcError> {
        match *self {}
    }

    pub(crate) fn respond(&self, _: ClientResponse) {
        match *self {}
    }

    pub(crate) fn cancel(&self, _: &Id) {
        match *self {}
    }

    pub(crate) fn enter(self: &Arc<Self>, _: &Id) -> RegisteredRequest {
        match **self {}
    }

    pub(crate) fn digest(&self) -> u64 {
        match *self {}
    }

    pub(crate) fn header(&self) -> HeaderValue {
        match *self {}
    }
}
