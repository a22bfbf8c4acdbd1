//! Summaries of teammates, recipients, tags and files.

use client_core::mcp::untrusted::Line;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    api::{attachments::Attachment, messages::Recipient, tags::Tag, teammates::Teammate},
    id::{AttachmentId, ContactId, TagId, TeammateId},
    mcp::resolve::teammate_name,
};

/// A teammate.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct TeammateView {
    /// Teammate id, tea_….
    pub(crate) id: TeammateId,
    /// First and last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Line>,
    /// E-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<Line>,
}

impl From<&Teammate> for TeammateView {
    fn from(teammate: &Teammate) -> Self {
        Self {
            id: teammate.id.clone(),
            name: Line::given(teammate_name(teammate).as_deref()),
            email: Line::given(teammate.email.as_deref()),
        }
    }
}

/// Customer of a conversation.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct RecipientView {
    /// Name, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Line>,
    /// E-mail address, phone number or other handle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) handle: Option<Line>,
    /// Contact id, crd_…, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) contact_id: Option<ContactId>,
}

impl From<&Recipient> for RecipientView {
    fn from(recipient: &Recipient) -> Self {
        Self {
            name: Line::given(recipient.name.as_deref()),
            handle: Line::given(recipient.handle.as_deref()),
            contact_id: recipient.contact_id(),
        }
    }
}

/// Returns `Name <handle>`, or the available part.
pub(crate) fn address(recipient: &Recipient) -> Line {
    Line::address(
        recipient.name.as_deref().unwrap_or_default(),
        recipient.handle.as_deref().unwrap_or_default(),
    )
}

/// A tag.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct TagView {
    /// Tag id, tag_….
    pub(crate) id: TagId,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Line>,
}

impl From<&Tag> for TagView {
    fn from(tag: &Tag) -> Self {
        Self { id: tag.id.clone(), name: Line::given(tag.name.as_deref()) }
    }
}

/// A file attached to a message or comment. read_attachment reads it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct AttachmentView {
    /// Attachment id, fil_….
    pub(crate) id: AttachmentId,
    /// File name, as given by the sender.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) filename: Option<Line>,
    /// Media type, as given by the sender.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) content_type: Option<Line>,
    /// Size in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) size: Option<u64>,
    /// True if it is part of the body, such as an inline image.
    #[serde(skip_serializing_if = "super::is_false")]
    pub(crate) inline: bool,
}

impl From<&Attachment> for AttachmentView {
    fn from(file: &Attachment) -> Self {
        Self {
            id: file.id.clone(),
            filename: Line::given(file.filename.as_deref()),
            content_type: Line::given(file.content_type.as_deref()),
            size: file.size,
            inline: file.metadata.is_inline == Some(true),
        }
    }
}
