//! New drafts: of a message, and of a reply.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::DraftMode;
use crate::{
    ChannelId, ConversationId, Endpoint, Front, SignatureId, TeammateId, Upload,
    api::messages::{Message, check_handles},
};

/// Writes a draft of a new message, in a new conversation. Nothing is sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateDraft {
    /// The channel to send from (`cha_…`, or as `alt:address:support@example.com`); not an inbox.
    channel_id: ChannelId,
    /// The teammate whose draft it is, by id or as `alt:email:jane@example.com`; the API token when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    author_id: Option<TeammateId>,
    /// Handles of the recipients.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    to: Vec<String>,
    /// Handles of those who get a copy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    cc: Vec<String>,
    /// Handles of those who get a blind copy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    bcc: Vec<String>,
    /// The subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    /// The body, in HTML.
    body: String,
    /// The text that it quotes, for e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quote_body: Option<String>,
    /// Adds a file; 25 MB in all.
    #[serde(skip)]
    attachments: Vec<Upload>,
    /// Who sees it; the author only when absent. Only a shared draft can be edited by this API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mode: Option<DraftMode>,
    /// The signature to put below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signature_id: Option<SignatureId>,
    /// Whether Front shall choose a signature; false by default, and ignored with a `signature_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    should_add_default_signature: Option<bool>,
}

impl CreateDraft {
    /// On this channel, with this body in HTML.
    pub fn new(channel_id: impl Into<ChannelId>, body: impl Into<String>) -> Self {
        Self {
            channel_id: channel_id.into(),
            author_id: None,
            to: Vec::new(),
            cc: Vec::new(),
            bcc: Vec::new(),
            subject: None,
            body: body.into(),
            quote_body: None,
            attachments: Vec::new(),
            mode: None,
            signature_id: None,
            should_add_default_signature: None,
        }
    }

    /// The teammate whose draft it is, by id or as `alt:email:jane@example.com`; the API token when absent.
    #[must_use]
    pub fn author_id(mut self, author_id: impl Into<TeammateId>) -> Self {
        self.author_id = Some(author_id.into());
        self
    }

    /// Handles of the recipients.
    #[must_use]
    pub fn to(mut self, to: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.to = to.into_iter().map(Into::into).collect();
        self
    }

    /// Handles of those who get a copy.
    #[must_use]
    pub fn cc(mut self, cc: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.cc = cc.into_iter().map(Into::into).collect();
        self
    }

    /// Handles of those who get a blind copy.
    #[must_use]
    pub fn bcc(mut self, bcc: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.bcc = bcc.into_iter().map(Into::into).collect();
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

    /// Who sees it; the author only when absent. Only a shared draft can be edited by this API.
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

impl Endpoint for CreateDraft {
    type Vendor = Front;
    type Output = Message;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/channels/{channel_id}/drafts";
    const SCOPES: &'static [&'static str] = &["drafts:write"];

    fn validate(&self) -> Result<(), String> {
        check_handles("to", &self.to)?;
        check_handles("cc", &self.cc)?;
        check_handles("bcc", &self.bcc)
    }

    fn files(&self) -> Vec<(String, &Upload)> {
        crate::api::numbered("attachments", &self.attachments)
    }
}

/// Writes a draft of a reply to the last message of a conversation. Nothing is sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateDraftReply {
    /// The conversation.
    conversation_id: ConversationId,
    /// The channel to send from (`cha_…`, or as `alt:address:support@example.com`); not an inbox.
    channel_id: ChannelId,
    /// The teammate whose draft it is, by id or as `alt:email:jane@example.com`; the API token when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    author_id: Option<TeammateId>,
    /// Handles of the recipients.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    to: Vec<String>,
    /// Handles of those who get a copy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    cc: Vec<String>,
    /// Handles of those who get a blind copy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    bcc: Vec<String>,
    /// The subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    /// The body, in HTML.
    body: String,
    /// The text that it quotes, for e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quote_body: Option<String>,
    /// Adds a file; 25 MB in all.
    #[serde(skip)]
    attachments: Vec<Upload>,
    /// Who sees it; the author only when absent. Only a shared draft can be edited by this API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mode: Option<DraftMode>,
    /// The signature to put below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signature_id: Option<SignatureId>,
    /// Whether Front shall choose a signature; false by default, and ignored with a `signature_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    should_add_default_signature: Option<bool>,
}

impl CreateDraftReply {
    /// In this conversation, to be sent from this channel, with this body in HTML.
    pub fn new(
        conversation_id: impl Into<ConversationId>,
        channel_id: impl Into<ChannelId>,
        body: impl Into<String>,
    ) -> Self {
        Self {
            conversation_id: conversation_id.into(),
            channel_id: channel_id.into(),
            author_id: None,
            to: Vec::new(),
            cc: Vec::new(),
            bcc: Vec::new(),
            subject: None,
            body: body.into(),
            quote_body: None,
            attachments: Vec::new(),
            mode: None,
            signature_id: None,
            should_add_default_signature: None,
        }
    }

    /// The teammate whose draft it is, by id or as `alt:email:jane@example.com`; the API token when absent.
    #[must_use]
    pub fn author_id(mut self, author_id: impl Into<TeammateId>) -> Self {
        self.author_id = Some(author_id.into());
        self
    }

    /// Handles of the recipients.
    #[must_use]
    pub fn to(mut self, to: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.to = to.into_iter().map(Into::into).collect();
        self
    }

    /// Handles of those who get a copy.
    #[must_use]
    pub fn cc(mut self, cc: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.cc = cc.into_iter().map(Into::into).collect();
        self
    }

    /// Handles of those who get a blind copy.
    #[must_use]
    pub fn bcc(mut self, bcc: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.bcc = bcc.into_iter().map(Into::into).collect();
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

    /// Who sees it; the author only when absent. Only a shared draft can be edited by this API.
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

impl Endpoint for CreateDraftReply {
    type Vendor = Front;
    type Output = Message;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/conversations/{conversation_id}/drafts";
    const SCOPES: &'static [&'static str] = &["drafts:write"];

    fn validate(&self) -> Result<(), String> {
        check_handles("to", &self.to)?;
        check_handles("cc", &self.cc)?;
        check_handles("bcc", &self.bcc)
    }

    fn files(&self) -> Vec<(String, &Upload)> {
        crate::api::numbered("attachments", &self.attachments)
    }
}
