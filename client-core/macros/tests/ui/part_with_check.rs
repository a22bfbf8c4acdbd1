use client_core::request_part;

/// Options of a message.
#[request_part]
struct SendOptions {
    /// Archives the conversation.
    #[check(check_archive)]
    archive: Option<bool>,
    /// Attached files.
    #[file]
    attachments: Vec<client_core::Upload>,
}

fn main() {}
