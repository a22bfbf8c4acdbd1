//! Changing a draft.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::DraftMode;
use crate::{
    ChannelId, Endpoint, Front, MessageId, SignatureId, TeammateId, Upload,
    api::messages::{Message, check_handles},
};

/// Rewrites a shared draft. The body is replaced as a whole; recipients and subject that are not named
/// stay.
///
/// It fails with a conflict when the draft has another version by now; read it again then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    author_id: Option<TeammateId>,
    /// Handles of the recipients, replacing those before; an empty list removes them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<Vec<String>>,
    /// Handles of those who get a copy, replacing those before; an empty list removes them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cc: Option<Vec<String>>,
    /// Handles of those who get a blind copy, replacing those before; an empty list removes them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bcc: Option<Vec<String>>,
    /// The subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    /// The text that it quotes, for e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quote_body: Option<String>,
    /// Adds a file; 25 MB in all.
    #[serde(skip)]
    attachments: Vec<Upload>,
    /// Who sees it: `shared` is all that an edit can say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mode: Option<DraftMode>,
    /// The signature to put below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signature_id: Option<SignatureId>,
    /// Whether Front shall choose a signature; false by default, and ignored with a `signature_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    should_add_default_signature: Option<bool>,
}

impl EditDraft {
    /// This draft in this version, to be sent from this channel, with this body in HTML.
    pub fn new(
        message_id: impl Into<MessageId>,
        channel_id: impl Into<ChannelId>,
        body: impl Into<String>,
        version: impl Into<String>,
    ) -> Self {
        Self {
            message_id: message_id.into(),
            channel_id: channel_id.into(),
            body: body.into(),
            version: version.into(),
            author_id: None,
            to: None,
            cc: None,
            bcc: None,
            subject: None,
            quote_body: None,
            attachments: Vec::new(),
            mode: None,
            signature_id: None,
            should_add_default_signature: None,
        }
    }

    /// The teammate whose draft it is, by id or as `alt:email:jane@example.com`.
    #[must_use]
    pub fn author_id(mut self, author_id: impl Into<TeammateId>) -> Self {
        self.author_id = Some(author_id.into());
        self
    }

    /// Handles of the recipients, replacing those before; an empty list removes them.
    #[must_use]
    pub fn to(mut self, to: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.to = Some(to.into_iter().map(Into::into).collect());
        self
    }

    /// Handles of those who get a copy, replacing those before; an empty list removes them.
    #[must_use]
    pub fn cc(mut self, cc: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.cc = Some(cc.into_iter().map(Into::into).collect());
        self
    }

    /// Handles of those who get a blind copy, replacing those before; an empty list removes them.
    #[must_use]
    pub fn bcc(mut self, bcc: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.bcc = Some(bcc.into_iter().map(Into::into).collect());
        self
    }

    /// The subject.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// The text that it quotes, for e-mail.
    #[must_use]
    pub fn quote_body(mut self, quote_body: impl Into<String>) -> Self {
        self.quote_body = Some(quote_body.into());
        self
    }

    /// Adds a file; 25 MB in all.
    #[must_use]
    pub fn attach(mut self, file: Upload) -> Self {
        self.attachments.push(file);
        self
    }

    /// Who sees it: `shared` is all that an edit can say.
    #[must_use]
    pub fn mode(mut self, mode: DraftMode) -> Self {
        self.mode = Some(mode);
        self
    }

    /// The signature to put below it.
    #[must_use]
    pub fn signature_id(mut self, signature_id: impl Into<SignatureId>) -> Self {
        self.signature_id = Some(signature_id.into());
        self
    }

    /// Whether Front shall choose a signature; false by default, and ignored with a `signature_id`.
    #[must_use]
    pub fn should_add_default_signature(mut self, should_add_default_signature: bool) -> Self {
        self.should_add_default_signature = Some(should_add_default_signature);
        self
    }
}

impl Endpoint for EditDraft {
    type Vendor = Front;
    type Output = Message;
    const METHOD: Method = Method::PATCH;
    const PATH: &'static str = "/drafts/{message_id}/";
    const SCOPES: &'static [&'static str] = &["drafts:write"];

    fn validate(&self) -> Result<(), String> {
        check_handles("to", self.to.iter().flatten())?;
        check_handles("cc", self.cc.iter().flatten())?;
        check_handles("bcc", self.bcc.iter().flatten())?;
        match &self.mode {
            Some(mode) if *mode != DraftMode::Shared => {
                Err(format!("`mode` is `{mode}`; an edit can only say `shared`"))
            }
            _ => Ok(()),
        }
    }

    fn files(&self) -> Vec<(String, &Upload)> {
        crate::api::numbered("attachments", &self.attachments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
