//! `prompts/get`.

use super::Asked;
use crate::{
    handler::prompt::PromptOutput,
    serve::response::{Response, open, push_meta},
    wire::jsonrpc::{RpcError, push_json},
};

pub(super) async fn get(asked: &Asked, name: &str, arguments: &[u8]) -> Result<Response, RpcError> {
    let Some(prompt) = asked.view.prompt(name) else {
        return Err(RpcError::unknown_prompt(name));
    };
    asked.open_rounds()?;
    let mut output = match prompt.get(arguments, &asked.context).await {
        Ok(output) => output,
        Err(error) => return asked.suspended().unwrap_or_else(|| Err(asked.failed(error))),
    };
    output.messages.iter_mut().for_each(|message| asked.words().fit(&mut message.content));
    let PromptOutput { description, messages, meta, rate_limit } = output;
    let mut body = Vec::with_capacity(512);
    open(&mut body, asked.lifecycle);
    body.extend_from_slice(br#""description":"#);
    push_json(&mut body, description.as_deref().unwrap_or(prompt.definition().description()));
    body.extend_from_slice(br#","messages":"#);
    push_json(&mut body, &messages);
    push_meta(&mut body, &meta, rate_limit.as_ref(), asked.lifecycle, asked.server.info_json());
    body.push(b'}');
    Ok(Response::new(body).with_rate_limit(rate_limit))
}
