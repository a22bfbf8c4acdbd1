//! `resources/read`.

use super::DispatchContext;
use crate::{
    handler::{
        resource::ResourceOutput,
        tool::{HandlerError, HandlerErrorKind},
    },
    serve::response::{Response, open, push_meta},
    wire::jsonrpc::{RpcError, push_json},
};

pub(super) async fn read(cx: &DispatchContext, uri: &str) -> Result<Response, RpcError> {
    let (resource, template) = (cx.view.resource(uri), cx.view.template_for(uri));
    if resource.is_none() && template.is_none() {
        return Err(RpcError::unknown_resource(uri, cx.lifecycle));
    }
    cx.verify_request_state()?;
    let outcome = match (resource, template) {
        (Some(resource), _) => resource.read(&cx.context).await,
        (None, Some(template)) => template.read(uri, &cx.context).await,
        (None, None) => return Err(RpcError::unknown_resource(uri, cx.lifecycle)),
    };
    let output = match outcome {
        Ok(output) => output,
        Err(error) => return cx.suspended().unwrap_or_else(|| Err(cx.unread(error, uri))),
    };
    let ResourceOutput { mut contents, ttl, private, meta, rate_limit } = output;
    contents.iter_mut().for_each(|contents| cx.vocabulary().reduce_contents(contents));
    let mut body = Vec::with_capacity(512);
    open(&mut body, cx.lifecycle);
    body.extend_from_slice(br#""contents":"#);
    push_json(&mut body, &contents);
    cx.push_caching(&mut body, ttl.unwrap_or(cx.server.read_for()), cx.private || private);
    push_meta(&mut body, &meta, rate_limit.as_ref(), cx.lifecycle, cx.server.info_json());
    body.push(b'}');
    Ok(Response::new(body).with_rate_limit(rate_limit))
}

impl DispatchContext {
    fn unread(&self, error: HandlerError, uri: &str) -> RpcError {
        match error.kind() {
            HandlerErrorKind::NotFound => {
                RpcError::resource_not_found(error.message().to_owned(), uri, self.lifecycle)
            }
            _ => self.failed(error),
        }
    }
}
