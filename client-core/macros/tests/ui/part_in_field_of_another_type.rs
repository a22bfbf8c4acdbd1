use client_core::{request, request_part, testing::acme::Acme};

/// Options of a message.
#[request_part(setters = [SendReply::options])]
struct SendOptions {
    /// Archives the conversation.
    archive: Option<bool>,
}

/// Sends a reply.
#[request(POST "/messages", vendor = Acme)]
pub struct SendReply {
    /// Changes to the conversation.
    #[no_setter]
    options: Option<String>,
}

fn main() {}
