//! `read_attachment`: reads the text of a file attached to a message or comment.
//!
//! The stated type of a file decides whether it is text ([`kind`]). [`decode`] turns its bytes into text.

mod decode;
mod kind;

use client_core::mcp::{
    argument::{self, echo, given},
    text::{CleanText, TextOptions, clean_text, html_to_text},
    untrusted::{Passage, Writer},
};
use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::{decode::decode, kind::FileKind};
use super::{Call, ToolSet};
use crate::{
    api::{
        attachments::{Attachment, DownloadAttachment},
        comments::GetComment,
        messages::GetMessage,
    },
    id::AttachmentId,
    mcp::{
        resolve::id_in,
        view::{AttachmentView, is_zero},
    },
};

/// Default number of characters of text that are shown.
const DEFAULT_LIMIT: usize = 10_000;
/// Maximum number of characters of text that are shown at once.
const MAX_LIMIT: usize = 30_000;
/// Maximum size of a file, in bytes: 5 MiB. Reading any part downloads the whole file.
const MAX_BYTES: u64 = 5 * 1024 * 1024;
/// Maximum number of files listed in an error.
const MAX_LISTED: usize = 10;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Arguments {
    /// Attachment id, fil_…, as listed by read_conversation.
    #[serde(alias = "attachment_id")]
    attachment_id: String,
    /// Message of the file, msg_…. Either this or commentId.
    #[serde(alias = "message_id")]
    message_id: Option<String>,
    /// Comment of the file, com_…. Either this or messageId.
    #[serde(alias = "comment_id")]
    comment_id: Option<String>,
    /// Number of characters to skip: next_offset of an earlier call.
    #[serde(default)]
    #[schemars(with = "Option<usize>")]
    offset: usize,
    /// Maximum number of characters to return. Defaults to 10,000.
    #[schemars(range(min = 1, max = 30_000))]
    limit: Option<usize>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Read {
    /// Metadata from the sender and Front.
    attachment: AttachmentView,
    /// Text; absent if the file is not text.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Passage>,
    /// Reason why there is no text.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_read: Option<String>,
    /// Number of characters before the text shown.
    #[serde(skip_serializing_if = "is_zero")]
    offset: usize,
    /// Length of the whole text, in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    total_chars: Option<usize>,
    /// Offset of the next page. Absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_offset: Option<usize>,
    /// Encoding of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    charset: Option<&'static str>,
    /// Number of places that could not be decoded. Each is a � in the text.
    #[serde(skip_serializing_if = "is_zero")]
    undecodable: usize,
    /// Number of hidden elements and characters that were removed.
    #[serde(skip_serializing_if = "is_zero")]
    hidden_parts_removed: usize,
}

/// Parent of a file: a message or a comment.
#[derive(Debug)]
enum Owner {
    Message(String),
    Comment(String),
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
            "read_attachment",
            "Reads a file that came with a message or comment: the text of text files (plain, CSV, JSON, XML, HTML \
             and so on, up to 5 MiB), in parts if it is long. For other files, such as PDF or images, returns only \
             name, type and size.",
            read,
        )
        .title("Read an attachment")
        .method(ToolMethod::Get)
        .tags(["attachments", "messages", "comments"])
}

async fn read(call: Call, arguments: Arguments) -> Result<Read, HandlerError> {
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let id = file_id(&arguments.attachment_id)?;
    let owner = Owner::of(&arguments)?;
    let file = owner.file(&call, &id).await?;
    let file_kind = FileKind::of(file.content_type.as_deref(), file.filename.as_deref());
    let mut read = Read {
        attachment: AttachmentView::from(&file),
        text: None,
        not_read: None,
        offset: 0,
        total_chars: None,
        next_offset: None,
        charset: None,
        undecodable: 0,
        hidden_parts_removed: 0,
    };
    if let Some(reason) = unreadable(&file, file_kind) {
        read.not_read = Some(reason);
        return Ok(read);
    }
    let download = call.send(&DownloadAttachment::new(file.id.clone())).await?;
    if download.bytes.len() as u64 > MAX_BYTES {
        read.not_read = Some(too_large(download.bytes.len() as u64));
        return Ok(read);
    }
    let stated = kind::charset(file.content_type.as_deref())
        .or_else(|| kind::charset(download.content_type.as_deref()));
    let (bytes, stated) = (download.bytes, stated.map(str::to_owned));
    let reading = call.compute(bytes.len(), move || {
        let decoded = decode(&bytes, stated.as_deref())?;
        let by_name = matches!(file_kind, FileKind::TextByName | FileKind::HtmlByName);
        if by_name && (decoded.undecodable > 0 || decoded.text.contains('\0')) {
            return Err("its name is that of a text file, but its content is not valid UTF-8".to_owned());
        }
        let clean = clean(&decoded.text, file_kind);
        Ok((decoded, clean))
    });
    let (decoded, mut clean) = match reading.await? {
        Ok(text) => text,
        Err(reason) => {
            read.not_read = Some(reason);
            return Ok(read);
        }
    };
    read.charset = Some(decoded.charset);
    read.undecodable = decoded.undecodable;
    read.hidden_parts_removed = clean.removed_invisible;
    let total = clean.text.chars().count();
    if arguments.offset > total {
        return Err(HandlerError::invalid_arguments(format!(
            "offset is {}; the text has {total} characters",
            arguments.offset
        )));
    }
    let part = part(&clean.text, arguments.offset, limit, call.room().chars());
    let end = arguments.offset + part.chars().count();
    clean.text = part;
    read.text = Some(Passage::from(clean).by(Writer::File));
    read.offset = arguments.offset;
    read.total_chars = Some(total);
    read.next_offset = Some(end).filter(|end| *end < total);
    Ok(read)
}

fn file_id(text: &str) -> Result<AttachmentId, HandlerError> {
    id_in("fil_", text).map(Into::into).ok_or_else(|| {
        HandlerError::invalid_arguments(format!(
            "attachmentId is {text}; it must be the id of a file, fil_…",
            text = echo(text)
        ))
        .with_hint("read_conversation lists the files of each message and comment.")
    })
}

/// Returns the reason not to download a file.
fn unreadable(file: &Attachment, file_kind: FileKind) -> Option<String> {
    if file_kind == FileKind::Binary {
        let content_type = file.content_type.as_deref().filter(|name| !name.is_empty());
        return Some(match content_type {
            // The sender chose it; it must not read as our own text.
            Some(content_type) if !is_media_type(content_type) => {
                "files of its type are not read here".to_owned()
            }
            Some(content_type) => format!("a file of the type {content_type} is not read here"),
            None => "it has no content type, and its name is not that of a text file".to_owned(),
        });
    }
    file.size.filter(|size| *size > MAX_BYTES).map(too_large)
}

/// Maximum length of a media type that is repeated, in bytes.
const MAX_MEDIA_TYPE: usize = 80;

fn is_media_type(text: &str) -> bool {
    text.len() <= MAX_MEDIA_TYPE
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/.+-_".contains(&byte))
}

fn too_large(bytes: u64) -> String {
    format!("it has {bytes} bytes; files of up to {MAX_BYTES} are read here")
}

fn clean(text: &str, file_kind: FileKind) -> CleanText {
    // The file size is already limited. A second limit would cut the text that total_chars counts.
    let options = TextOptions::default().fold_quotes(false).max_input(usize::MAX);
    match file_kind {
        FileKind::Html | FileKind::HtmlByName => html_to_text(text, &options),
        FileKind::Text | FileKind::TextByName | FileKind::Binary => clean_text(text, &options),
    }
}

/// Returns at most `limit` characters from an offset on, and no more than fit as JSON.
fn part(text: &str, offset: usize, limit: usize, room: usize) -> String {
    let mut used = 0;
    text.chars()
        .skip(offset)
        .take(limit)
        .take_while(|c| {
            used += json_width(*c);
            used <= room
        })
        .collect()
}

/// Returns the number of characters that a character takes in a JSON string.
const fn json_width(c: char) -> usize {
    match c {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '\0'..='\u{1f}' => 6,
        _ => 1,
    }
}

impl Owner {
    fn of(arguments: &Arguments) -> Result<Self, HandlerError> {
        let message = given(arguments.message_id.as_deref());
        let comment = given(arguments.comment_id.as_deref());
        let id = |name: &str, prefix: &str, what: &str, text: &str| {
            id_in(prefix, text).map(str::to_owned).ok_or_else(|| {
                HandlerError::invalid_arguments(format!(
                    "{name} is {text}; it must be the id of a {what}, {prefix}…",
                    text = echo(text)
                ))
            })
        };
        match (message, comment) {
            (Some(message), None) => id("messageId", "msg_", "message", message).map(Self::Message),
            (None, Some(comment)) => id("commentId", "com_", "comment", comment).map(Self::Comment),
            (Some(_), Some(_)) => Err(HandlerError::invalid_arguments(
                "messageId and commentId are both given; remove one of them",
            )),
            // The link to a file names both.
            (None, None) => {
                let message = id_in("msg_", &arguments.attachment_id).map(|id| Self::Message(id.to_owned()));
                let comment =
                    || id_in("com_", &arguments.attachment_id).map(|id| Self::Comment(id.to_owned()));
                message.or_else(comment).ok_or_else(|| {
                    HandlerError::invalid_arguments(
                        "messageId or commentId is missing; give the one that the file came with",
                    )
                })
            }
        }
    }

    /// Returns the attachment as listed on its message or comment.
    async fn file(&self, call: &Call, id: &AttachmentId) -> Result<Attachment, HandlerError> {
        let (noun, owner, files) = match self {
            Self::Message(owner) => {
                let message = call.find(&GetMessage::new(owner.as_str())).await?;
                ("message", owner, message.map(|message| message.attachments))
            }
            Self::Comment(owner) => {
                let comment = call.find(&GetComment::new(owner.as_str())).await?;
                ("comment", owner, comment.map(|comment| comment.attachments))
            }
        };
        let Some(mut files) = files else {
            return Err(HandlerError::not_found(format!(
                "there is no {noun} {owner}, or the API token cannot see it"
            )));
        };
        if let Some(at) = files.iter().position(|file| file.id == *id) {
            return Ok(files.swap_remove(at));
        }
        // File names are omitted: senders chose them, and models read a hint as our own text.
        let listed: Vec<&str> = files.iter().take(MAX_LISTED).map(|file| file.id.as_str()).collect();
        let hint = if files.is_empty() {
            format!("The {noun} has no files; read_conversation shows which have.")
        } else {
            format!("Its files: {}; read_conversation shows their names.", listed.join(", "))
        };
        Err(HandlerError::not_found(format!("the {noun} {owner} has no file {id}")).with_hint(hint))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_fit_as_json() {
        for c in ['"', '\\', '\n', '\t', '\u{1}', '\u{8}', '\u{c}', '\u{7f}', 'ä', '/', 'a', '😀'] {
            let json = serde_json::to_string(&c.to_string()).unwrap();
            assert_eq!(json.chars().count() - 2, json_width(c), "{c:?}");
        }
        assert_eq!(part("a\"\"b", 1, 10, 4), "\"\"");
        assert_eq!(part("äöü", 1, 1, 100), "ö");
    }
}
