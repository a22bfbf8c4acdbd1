//! Decision table of responses: origin, auth, method, media type, body, then the validation of each lifecycle. Rows with
//! cases have a test per case.

use serde_json::json;

use crate::support::RequestBuilder;

mod http;
mod initialize;
mod stateless;

fn list() -> RequestBuilder {
    RequestBuilder::stateless("tools/list", &json!({}))
}

fn echo() -> RequestBuilder {
    RequestBuilder::modern_call("echo", &json!({ "text": "hi" }))
}
