//! Running a request within its session.

use std::{sync::Arc, time::Duration};

use futures_util::FutureExt;
use mcp_core::{Request, jsonrpc::Id};
use tower::BoxError;
use tower_service::Service;

use super::{RegisteredRequest, Session};
use crate::call::{
    client_wait::ClientWait,
    response::CallResponse,
    run::run,
    transport_info::{TransportInfo, attach},
};

/// Runs a request within its session, if it has one; `None` if the client cancels it.
pub(crate) fn run_in<S>(
    session: Option<(Arc<Session>, RegisteredRequest)>,
    service: S,
    mut request: Request,
    id: Id,
    wait: Duration,
    client_wait: Option<Arc<ClientWait>>,
) -> impl Future<Output = Option<CallResponse>>
where
    S: Service<Request, Response = mcp_core::Response>,
    S::Error: Into<BoxError>,
{
    attach(&mut request, &id, |id| {
        TransportInfo::http(id, session.as_ref().map(|(session, _)| session.digest()))
    });
    let call = run(service, request, id.clone(), wait, client_wait);
    match session {
        Some((_, registered)) => registered.run(call).left_future(),
        None => call.map(Some).right_future(),
    }
}
