//! Teammates, recipients, tags and files, in short.

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
    /// The id, tea_….
    pub(crate) id: TeammateId,
    /// First and last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// The e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<String>,
}

impl From<&Teammate> for TeammateView {
    fn from(teammate: &Teammate) -> Self {
        Self { id: teammate.id.clone(), name: teammate_name(teammate), email: teammate.email.clone() }
    }
}

/// The customer of a conversation.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct RecipientView {
    /// The name, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// The e-mail address, phone number or other handle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) handle: Option<String>,
    /// The contact, crd_…, where there is one.
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

/// `Name <handle>`, or what there is of it. Whoever writes a mail chooses the name, so it cannot show another address in
/// the place of the real one.
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
    /// The id, tag_….
    pub(crate) id: TagId,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
}

impl From<&Tag> for TagView {
    fn from(tag: &Tag) -> Self {
        Self { id: tag.id.clone(), name: tag.name.clone() }
    }
}

/// A file that came with a message or comment; read_attachment reads it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct AttachmentView {
    /// The id, fil_….
    pub(crate) id: AttachmentId,
    /// The name that the sender gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) filename: Option<String>,
    /// The media type that the sender gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) content_type: Option<String>,
    /// Bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) size: Option<u64>,
    /// Part of the body, such as a picture in it.
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
