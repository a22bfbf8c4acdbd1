use client_core::request_part;

/// Options of a message.
#[request_part(scopes = ["messages:send"])]
struct SendOptions {
    /// Archives the conversation.
    archive: Option<bool>,
}

fn main() {}
