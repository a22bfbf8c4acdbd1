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

use bytes::Bytes;
use http::{Method, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{AttachmentId, CommentId, DecodeError, Endpoint, Front, MessageId, MessageTemplateId};

/// A file that belongs to a message or comment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Attachment {
    /// The file.
    pub id: AttachmentId,
    /// Its name, as its sender chose it: never use it as a path.
    #[serde(default)]
    pub filename: Option<String>,
    /// Where it can be downloaded, with the token. Use [`DownloadAttachment`].
    #[serde(default)]
    pub url: Option<String>,
    /// Its media type, as its sender stated it.
    #[serde(default)]
    pub content_type: Option<String>,
    /// Its size in bytes.
    #[serde(default)]
    pub size: Option<u64>,
    /// How it is used.
    #[serde(default, deserialize_with = "client_core::de::null_default")]
    pub metadata: AttachmentMetadata,
    /// Fields that this version of the crate does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// How an attachment is used.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct AttachmentMetadata {
    /// Whether it is shown in the body, as opposed to below it.
    #[serde(default)]
    pub is_inline: Option<bool>,
    /// What the body calls it, in `cid:…`.
    #[serde(default)]
    pub cid: Option<String>,
    /// Fields that this version of the crate does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Downloads a file by its id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DownloadAttachment {
    /// The file.
    attachment_link_id: AttachmentId,
}

impl DownloadAttachment {
    /// The file with this id.
    pub fn new(attachment_link_id: impl Into<AttachmentId>) -> Self {
        Self { attachment_link_id: attachment_link_id.into() }
    }
}

impl Endpoint for DownloadAttachment {
    type Vendor = Front;
    type Output = Download;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/download/{attachment_link_id}";
    const SCOPES: &'static [&'static str] = &["attachments:read"];
    const ACCEPT: &'static str = "*/*";

    fn decode(response: &Response<Bytes>) -> Result<Self::Output, DecodeError> {
        Ok(Download::from_response(response))
    }
}

/// Downloads a file of a message. Meant for the channels of partners; otherwise use [`DownloadAttachment`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DownloadMessageAttachment {
    /// The message.
    message_id: MessageId,
    /// The file.
    attachment_link_id: AttachmentId,
}

impl DownloadMessageAttachment {
    /// This file of this message.
    pub fn new(message_id: impl Into<MessageId>, attachment_link_id: impl Into<AttachmentId>) -> Self {
        Self { message_id: message_id.into(), attachment_link_id: attachment_link_id.into() }
    }
}

impl Endpoint for DownloadMessageAttachment {
    type Vendor = Front;
    type Output = Download;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/messages/{message_id}/download/{attachment_link_id}";
    const SCOPES: &'static [&'static str] = &["attachments:read"];
    const ACCEPT: &'static str = "*/*";

    fn decode(response: &Response<Bytes>) -> Result<Self::Output, DecodeError> {
        Ok(Download::from_response(response))
    }
}

/// Downloads a file of a comment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DownloadCommentAttachment {
    /// The comment.
    comment_id: CommentId,
    /// The file.
    attachment_link_id: AttachmentId,
}

impl DownloadCommentAttachment {
    /// This file of this comment.
    pub fn new(comment_id: impl Into<CommentId>, attachment_link_id: impl Into<AttachmentId>) -> Self {
        Self { comment_id: comment_id.into(), attachment_link_id: attachment_link_id.into() }
    }
}

impl Endpoint for DownloadCommentAttachment {
    type Vendor = Front;
    type Output = Download;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/comments/{comment_id}/download/{attachment_link_id}";
    const SCOPES: &'static [&'static str] = &["attachments:read"];
    const ACCEPT: &'static str = "*/*";

    fn decode(response: &Response<Bytes>) -> Result<Self::Output, DecodeError> {
        Ok(Download::from_response(response))
    }
}

/// Downloads a file of a message template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DownloadMessageTemplateAttachment {
    /// The template.
    message_template_id: MessageTemplateId,
    /// The file.
    attachment_link_id: AttachmentId,
}

impl DownloadMessageTemplateAttachment {
    /// This file of this template.
    pub fn new(
        message_template_id: impl Into<MessageTemplateId>,
        attachment_link_id: impl Into<AttachmentId>,
    ) -> Self {
        Self {
            message_template_id: message_template_id.into(),
            attachment_link_id: attachment_link_id.into(),
        }
    }
}

impl Endpoint for DownloadMessageTemplateAttachment {
    type Vendor = Front;
    type Output = Download;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/message_templates/{message_template_id}/download/{attachment_link_id}";
    const SCOPES: &'static [&'static str] = &["attachments:read"];
    const ACCEPT: &'static str = "*/*";

    fn decode(response: &Response<Bytes>) -> Result<Self::Output, DecodeError> {
        Ok(Download::from_response(response))
    }
}
