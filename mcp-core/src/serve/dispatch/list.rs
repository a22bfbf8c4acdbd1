//! Responses to the list methods.

use super::DispatchContext;
use crate::{
    catalogue::pagination::Kind,
    serve::response::{Response, open},
    wire::jsonrpc::{RpcError, push_json},
};

/// Returns one page of a list. The items are shared between responses.
pub(super) fn list(cx: &DispatchContext, kind: Kind, cursor: Option<&str>) -> Result<Response, RpcError> {
    let page = cx.view.list(kind, cx.vocabulary()).page(kind, cursor, cx.server.items_per_page())?;
    let mut prefix = Vec::with_capacity(48);
    open(&mut prefix, cx.lifecycle);
    push_json(&mut prefix, kind.member());
    prefix.extend_from_slice(b":[");
    let mut suffix = Vec::with_capacity(192);
    suffix.push(b']');
    if let Some(next) = page.next {
        suffix.extend_from_slice(br#","nextCursor":"#);
        push_json(&mut suffix, &next);
    }
    cx.push_caching(&mut suffix, cx.server.listed_for(), cx.private);
    cx.push_server(&mut suffix);
    suffix.push(b'}');
    Ok(Response::framed([prefix.into(), page.items, suffix.into()]))
}
