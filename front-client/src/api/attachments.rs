//! Files attached to messages, comments and templates.
//!
//! ```no_run
//! # async fn run(front: front_client::Client) -> Result<(), front_client::Error> {
//! use front_client::{Endpoint, api::attachments::DownloadAttachment};
//!
//! let file = DownloadAttachment::new("fil_55c8c149").send(&front).await?;
//! println!("{} bytes of {:?}", file.bytes.len(), file.content_type);
//! # Ok(())
//! # }
//! ```
//!
//! A download counts towards the rate limit and towards the client's limit on the size of a response.

mod download;

pub use download::*;

use client_core::{request, response};

use crate::id::{AttachmentId, CommentId, MessageId, MessageTemplateId};

/// A file attached to a message or comment.
#[response]
pub struct Attachment {
    /// Attachment id.
    #[required]
    pub id: AttachmentId,
    /// File name, as given by the sender. Never use it as a path.
    pub filename: Option<String>,
    /// Download URL, which needs the API token. Use [`DownloadAttachment`].
    pub url: Option<String>,
    /// Media type, as stated by the sender.
    pub content_type: Option<String>,
    /// Size in bytes.
    pub size: Option<u64>,
    /// Placement in the body.
    pub metadata: AttachmentMetadata,
}

/// Placement of an attachment in the body.
#[response]
pub struct AttachmentMetadata {
    /// `true` if the file is shown inline in the body.
    pub is_inline: Option<bool>,
    /// Content id that the body refers to, in `cid:…`.
    pub cid: Option<String>,
}

/// Downloads an attachment by its id.
#[request(
    GET "/download/{attachment_link_id}" -> Download,
    scopes = ["attachments:read"],
    accept = "*/*",
    decode = Download::decode,
)]
pub struct DownloadAttachment {
    /// Attachment id.
    attachment_link_id: AttachmentId,
}

/// Downloads an attachment of a message. Intended for partner channels; otherwise use [`DownloadAttachment`].
#[request(
    GET "/messages/{message_id}/download/{attachment_link_id}" -> Download,
    scopes = ["attachments:read"],
    accept = "*/*",
    decode = Download::decode,
)]
pub struct DownloadMessageAttachment {
    /// Message id.
    message_id: MessageId,
    /// Attachment id.
    attachment_link_id: AttachmentId,
}

/// Downloads an attachment of a comment.
#[request(
    GET "/comments/{comment_id}/download/{attachment_link_id}" -> Download,
    scopes = ["attachments:read"],
    accept = "*/*",
    decode = Download::decode,
)]
pub struct DownloadCommentAttachment {
    /// Comment id.
    comment_id: CommentId,
    /// Attachment id.
    attachment_link_id: AttachmentId,
}

/// Downloads an attachment of a message template.
#[request(
    GET "/message_templates/{message_template_id}/download/{attachment_link_id}" -> Download,
    scopes = ["attachments:read"],
    accept = "*/*",
    decode = Download::decode,
)]
pub struct DownloadMessageTemplateAttachment {
    /// Message template id.
    message_template_id: MessageTemplateId,
    /// Attachment id.
    attachment_link_id: AttachmentId,
}
