//! Decision table of responses: origin, auth, method, media type, body, then the validation of each lifecycle. Rows with
//! cases have a test per case.

use serde_json::json;

use crate::support::Ask;

mod http;
mod legacy;
mod modern;

fn list() -> Ask {
    Ask::modern("tools/list", &json!({}))
}

fn echo() -> Ask {
    Ask::modern_call("echo", &json!({ "text": "hi" }))
}
