//! Responses to the list methods.

use super::Asked;
use crate::{
    catalogue::pagination::Kind,
    serve::response::{Response, open},
    wire::jsonrpc::{RpcError, push_json},
};

/// Returns one page of a list. The items are shared between responses.
pub(super) fn list(asked: &Asked, kind: Kind, cursor: Option<&str>) -> Result<Response, RpcError> {
    let page = asked.view.list(kind, asked.words()).page(kind, cursor, asked.server.items_per_page())?;
    let mut prefix = Vec::with_capacity(48);
    open(&mut prefix, asked.lifecycle);
    push_json(&mut prefix, kind.member());
    prefix.extend_from_slice(b":[");
    let mut suffix = Vec::with_capacity(192);
    suffix.push(b']');
    if let Some(next) = page.next {
        suffix.extend_from_slice(br#","nextCursor":"#);
        push_json(&mut suffix, &next);
    }
    asked.push_caching(&mut suffix, asked.server.listed_for(), asked.private);
    asked.push_server(&mut suffix);
    suffix.push(b'}');
    Ok(Response::framed([prefix.into(), page.items, suffix.into()]))
}
