//! `resources/read`.

use super::Asked;
use crate::{
    handler::{
        resource::ResourceOutput,
        tool::{HandlerError, HandlerErrorKind},
    },
    serve::response::{Response, open, push_meta},
    wire::jsonrpc::{RpcError, push_json},
};

pub(super) async fn read(asked: &Asked, uri: &str) -> Result<Response, RpcError> {
    let (resource, template) = (asked.view.resource(uri), asked.view.template_for(uri));
    if resource.is_none() && template.is_none() {
        return Err(RpcError::unknown_resource(uri, asked.lifecycle));
    }
    asked.open_rounds()?;
    let outcome = match (resource, template) {
        (Some(resource), _) => resource.read(&asked.context).await,
        (None, Some(template)) => template.read(uri, &asked.context).await,
        (None, None) => return Err(RpcError::unknown_resource(uri, asked.lifecycle)),
    };
    let output = match outcome {
        Ok(output) => output,
        Err(error) => return asked.suspended().unwrap_or_else(|| Err(asked.unread(error, uri))),
    };
    let ResourceOutput { mut contents, ttl, private, meta, rate_limit } = output;
    contents.iter_mut().for_each(|contents| asked.words().fit_contents(contents));
    let mut body = Vec::with_capacity(512);
    open(&mut body, asked.lifecycle);
    body.extend_from_slice(br#""contents":"#);
    push_json(&mut body, &contents);
    asked.push_caching(&mut body, ttl.unwrap_or(asked.server.read_for()), asked.private || private);
    push_meta(&mut body, &meta, rate_limit.as_ref(), asked.lifecycle, asked.server.info_json());
    body.push(b'}');
    Ok(Response::new(body).with_rate_limit(rate_limit))
}

impl Asked {
    fn unread(&self, error: HandlerError, uri: &str) -> RpcError {
        match error.kind() {
            HandlerErrorKind::NotFound => {
                RpcError::resource_not_found(error.message().to_owned(), uri, self.lifecycle)
            }
            _ => self.failed(error),
        }
    }
}
