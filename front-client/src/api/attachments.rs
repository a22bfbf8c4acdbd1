//! Files that came with messages, comments and templates.
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
//! A download counts towards the rate limit, and towards the client's limit on the size of an answer.

mod download;

pub use download::*;

use client_core::{request, response};

use crate::id::{AttachmentId, CommentId, MessageId, MessageTemplateId};

/// A file that belongs to a message or comment.
#[response]
pub struct Attachment {
    /// The file.
    #[required]
    pub id: AttachmentId,
    /// Its name, as its sender chose it: never use it as a path.
    pub filename: Option<String>,
    /// Where it can be downloaded, with the token. Use [`DownloadAttachment`].
    pub url: Option<String>,
    /// Its media type, as its sender stated it.
    pub content_type: Option<String>,
    /// Its size in bytes.
    pub size: Option<u64>,
    /// How it is used.
    pub metadata: AttachmentMetadata,
}

/// How an attachment is used.
#[response]
pub struct AttachmentMetadata {
    /// Whether it is shown in the body, as opposed to below it.
    pub is_inline: Option<bool>,
    /// What the body calls it, in `cid:…`.
    pub cid: Option<String>,
}

/// Downloads a file by its id.
#[request(
    GET "/download/{attachment_link_id}" -> Download,
    scopes = ["attachments:read"],
    accept = "*/*",
    decode = Download::decode,
)]
pub struct DownloadAttachment {
    /// The file.
    attachment_link_id: AttachmentId,
}

/// Downloads a file of a message. Meant for the channels of partners; otherwise use [`DownloadAttachment`].
#[request(
    GET "/messages/{message_id}/download/{attachment_link_id}" -> Download,
    scopes = ["attachments:read"],
    accept = "*/*",
    decode = Download::decode,
)]
pub struct DownloadMessageAttachment {
    /// The message.
    message_id: MessageId,
    /// The file.
    attachment_link_id: AttachmentId,
}

/// Downloads a file of a comment.
#[request(
    GET "/comments/{comment_id}/download/{attachment_link_id}" -> Download,
    scopes = ["attachments:read"],
    accept = "*/*",
    decode = Download::decode,
)]
pub struct DownloadCommentAttachment {
    /// The comment.
    comment_id: CommentId,
    /// The file.
    attachment_link_id: AttachmentId,
}

/// Downloads a file of a message template.
#[request(
    GET "/message_templates/{message_template_id}/download/{attachment_link_id}" -> Download,
    scopes = ["attachments:read"],
    accept = "*/*",
    decode = Download::decode,
)]
pub struct DownloadMessageTemplateAttachment {
    /// The template.
    message_template_id: MessageTemplateId,
    /// The file.
    attachment_link_id: AttachmentId,
}
