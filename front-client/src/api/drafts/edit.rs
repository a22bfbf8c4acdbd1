//! Edit a draft.

use client_core::{Upload, request};

use super::DraftMode;
use crate::{
    api::messages::{Message, check_handles},
    id::{ChannelId, MessageId, SignatureId, TeammateId},
};

/// Edits a shared draft. The body is replaced as a whole. Omitted recipients and an omitted subject stay unchanged.
///
/// Fails with a conflict if the draft's version has changed; read the draft again then.
#[request(PATCH "/drafts/{message_id}/" -> Message, scopes = ["drafts:write"])]
pub struct EditDraft {
    /// Draft id.
    message_id: MessageId,
    /// Channel to send from (`cha_…`, or `alt:address:support@example.com`). Not an inbox.
    channel_id: ChannelId,
    /// Whole body, in HTML.
    body: String,
    /// Version that the edit is based on: the `version` of the draft as it was read.
    version: String,
    /// Author of the draft: teammate id or `alt:email:jane@example.com`.
    author_id: Option<TeammateId>,
    /// Handles of the recipients. Replaces the whole list; an empty list removes all.
    #[check(check_handles)]
    to: Option<Vec<String>>,
    /// Handles of the copy (Cc) recipients. Replaces the whole list; an empty list removes all.
    #[check(check_handles)]
    cc: Option<Vec<String>>,
    /// Handles of the blind copy (Bcc) recipients. Replaces the whole list; an empty list removes all.
    #[check(check_handles)]
    bcc: Option<Vec<String>>,
    /// Subject.
    subject: Option<String>,
    /// Text to quote. Only for e-mail.
    quote_body: Option<String>,
    /// Attached files, at most 25 MB in total.
    #[file]
    attachments: Vec<Upload>,
    /// Visibility. An edit accepts only `shared`.
    #[check(check_edit_mode)]
    mode: Option<DraftMode>,
    /// Signature to append.
    signature_id: Option<SignatureId>,
    /// Lets Front choose a signature. Defaults to `false`. Ignored if `signature_id` is set.
    should_add_default_signature: Option<bool>,
}

fn check_edit_mode(argument: &str, mode: &DraftMode) -> Result<(), String> {
    if *mode == DraftMode::Shared {
        Ok(())
    } else {
        Err(format!("`{argument}` is `{mode}`; an edit can only say `shared`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;
    use serde_json::{Value, json};

    #[test]
    fn edit_clears_empty_recipient_lists() {
        let edit = EditDraft::new("msg_1", "cha_1", "new", "v1").cc([] as [&str; 0]);
        let request = edit.to_request().unwrap();
        assert_eq!(request.uri(), "/drafts/msg_1/");
        let body: Value = serde_json::from_slice(request.body().as_bytes().unwrap()).unwrap();
        assert_eq!(body, json!({"channel_id": "cha_1", "body": "new", "version": "v1", "cc": []}));
        assert!(edit.clone().mode(DraftMode::Shared).to_request().is_ok());
        assert!(edit.mode(DraftMode::Private).to_request().unwrap_err().to_string().contains("`mode`"));
    }
}
