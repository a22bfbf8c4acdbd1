//! Summaries of teammates, recipients, tags and files.

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
    pub(crate) name: Option<String>,
    /// E-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<String>,
}

impl From<&Teammate> for TeammateView {
    fn from(teammate: &Teammate) -> Self {
        Self { id: teammate.id.clone(), name: teammate_name(teammate), email: teammate.email.clone() }
    }
}

/// Customer of a conversation.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct RecipientView {
    /// Name, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// E-mail address, phone number or other handle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) handle: Option<String>,
    /// Contact id, crd_…, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) contact_id: Option<ContactId>,
}

impl From<&Recipient> for RecipientView {
    fn from(recipient: &Recipient) -> Self {
        Self {
            name: recipient.name.clone().filter(|name| !name.is_empty()),
            handle: recipient.handle.clone(),
            contact_id: recipient.contact_id(),
        }
    }
}

/// Returns `Name <handle>`, or the available part. Angle brackets are removed from the name: the sender chooses it,
/// and it must not imitate an address.
pub(crate) fn address(recipient: &Recipient) -> String {
    let handle = recipient.handle.as_deref().unwrap_or_default();
    let name = recipient.name.as_deref().unwrap_or_default().replace(['<', '>'], " ");
    match name.trim() {
        name if name.is_empty() || name == handle => handle.to_owned(),
        name => format!("{name} <{handle}>"),
    }
}

/// A tag.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct TagView {
    /// Tag id, tag_….
    pub(crate) id: TagId,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
}

impl From<&Tag> for TagView {
    fn from(tag: &Tag) -> Self {
        Self { id: tag.id.clone(), name: tag.name.clone() }
    }
}

/// A file attached to a message or comment. read_attachment reads it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct AttachmentView {
    /// Attachment id, fil_….
    pub(crate) id: AttachmentId,
    /// File name, as given by the sender.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) filename: Option<String>,
    /// Media type, as given by the sender.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) content_type: Option<String>,
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
            filename: file.filename.clone(),
            content_type: file.content_type.clone(),
            size: file.size,
            inline: file.metadata.is_inline == Some(true),
        }
    }
}
