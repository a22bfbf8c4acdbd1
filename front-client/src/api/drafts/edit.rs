//! Changing a draft.

use client_core::{Upload, request};

use super::DraftMode;
use crate::{
    api::messages::{Message, check_handles},
    id::{ChannelId, MessageId, SignatureId, TeammateId},
};

/// Rewrites a shared draft. The body is replaced as a whole; recipients and subject that are not named
/// stay.
///
/// It fails with a conflict when the draft has another version by now; read it again then.
#[request(PATCH "/drafts/{message_id}/" -> Message, scopes = ["drafts:write"])]
pub struct EditDraft {
    /// The draft.
    message_id: MessageId,
    /// The channel to send from (`cha_…`, or as `alt:address:support@example.com`); not an inbox.
    channel_id: ChannelId,
    /// The whole body, in HTML.
    body: String,
    /// The version that the edit is based on: the `version` of the draft as it was read.
    version: String,
    /// The teammate whose draft it is, by id or as `alt:email:jane@example.com`.
    author_id: Option<TeammateId>,
    /// Handles of the recipients, replacing those before; an empty list removes them.
    #[check(check_handles)]
    to: Option<Vec<String>>,
    /// Handles of those who get a copy, replacing those before; an empty list removes them.
    #[check(check_handles)]
    cc: Option<Vec<String>>,
    /// Handles of those who get a blind copy, replacing those before; an empty list removes them.
    #[check(check_handles)]
    bcc: Option<Vec<String>>,
    /// The subject.
    subject: Option<String>,
    /// The text that it quotes, for e-mail.
    quote_body: Option<String>,
    /// Adds a file; 25 MB in all.
    #[file]
    attachments: Vec<Upload>,
    /// Who sees it: `shared` is all that an edit can say.
    #[check(check_edit_mode)]
    mode: Option<DraftMode>,
    /// The signature to put below it.
    signature_id: Option<SignatureId>,
    /// Whether Front shall choose a signature; false by default, and ignored with a `signature_id`.
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
    fn an_edit_clears_what_it_is_told_to() {
        let edit = EditDraft::new("msg_1", "cha_1", "new", "v1").cc([] as [&str; 0]);
        let request = edit.to_request().unwrap();
        assert_eq!(request.uri(), "/drafts/msg_1/");
        let body: Value = serde_json::from_slice(request.body().as_bytes().unwrap()).unwrap();
        assert_eq!(body, json!({"channel_id": "cha_1", "body": "new", "version": "v1", "cc": []}));
        assert!(edit.clone().mode(DraftMode::Shared).to_request().is_ok());
        assert!(edit.mode(DraftMode::Private).to_request().unwrap_err().to_string().contains("`mode`"));
    }
}
