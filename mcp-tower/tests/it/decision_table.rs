//! What is answered to which request, row by row: origin, auth, method, media type, body, and then the rules of the two
//! eras. Where a row has cases, each has a test.

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
