//! `prompts/get`.

use super::DispatchContext;
use crate::{
    handler::prompt::PromptOutput,
    serve::response::{Response, open, push_meta},
    wire::jsonrpc::{RpcError, push_json},
};

pub(super) async fn get(cx: &DispatchContext, name: &str, arguments: &[u8]) -> Result<Response, RpcError> {
    let Some(prompt) = cx.view.prompt(name) else {
        return Err(RpcError::unknown_prompt(name));
    };
    cx.verify_request_state()?;
    let mut output = match prompt.get(arguments, &cx.context).await {
        Ok(output) => output,
        Err(error) => return cx.suspended().unwrap_or_else(|| Err(cx.failed(error))),
    };
    output.messages.iter_mut().for_each(|message| cx.vocabulary().reduce(&mut message.content));
    let PromptOutput { description, messages, meta, rate_limit } = output;
    let mut body = Vec::with_capacity(512);
    open(&mut body, cx.lifecycle);
    body.extend_from_slice(br#""description":"#);
    push_json(&mut body, description.as_deref().unwrap_or(prompt.definition().description()));
    body.extend_from_slice(br#","messages":"#);
    push_json(&mut body, &messages);
    push_meta(&mut body, &meta, rate_limit.as_ref(), cx.lifecycle, cx.server.info_json());
    body.push(b'}');
    Ok(Response::new(body).with_rate_limit(rate_limit))
}
