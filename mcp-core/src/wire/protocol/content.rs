//! Content blocks of tool results and prompt messages.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::ContentAnnotations;
use crate::wire::resource_definition::ResourceDefinition;

/// Content block of a tool result or a prompt message.
///
/// ```
/// use mcp_core::Content;
///
/// let block = Content::text("hello");
/// assert_eq!(serde_json::to_string(&block)?, r#"{"type":"text","text":"hello"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Content {
    /// Plain text.
    #[non_exhaustive]
    Text {
        /// Text.
        text: String,
        /// Annotations for the client.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        annotations: Option<ContentAnnotations>,
        /// Machine-readable metadata of the block.
        #[serde(default, rename = "_meta", skip_serializing_if = "Map::is_empty")]
        meta: Map<String, Value>,
    },
    /// Image.
    #[non_exhaustive]
    #[serde(rename_all = "camelCase")]
    Image {
        /// Content in base64.
        data: String,
        /// MIME type, for example `image/png`.
        mime_type: String,
        /// Annotations for the client.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        annotations: Option<ContentAnnotations>,
        /// Machine-readable metadata of the block.
        #[serde(default, rename = "_meta", skip_serializing_if = "Map::is_empty")]
        meta: Map<String, Value>,
    },
    /// Audio.
    #[non_exhaustive]
    #[serde(rename_all = "camelCase")]
    Audio {
        /// Content in base64.
        data: String,
        /// MIME type, for example `audio/wav`.
        mime_type: String,
        /// Annotations for the client.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        annotations: Option<ContentAnnotations>,
        /// Machine-readable metadata of the block.
        #[serde(default, rename = "_meta", skip_serializing_if = "Map::is_empty")]
        meta: Map<String, Value>,
    },
    /// Link to a resource that the client can read. Revision 2025-03-26 has no such block; its clients get a text
    /// that names the resource.
    ResourceLink(Box<ResourceDefinition>),
    /// Embedded resource.
    #[non_exhaustive]
    Resource {
        /// The resource with its contents.
        resource: ResourceContents,
        /// Annotations for the client.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        annotations: Option<ContentAnnotations>,
        /// Machine-readable metadata of the block.
        #[serde(default, rename = "_meta", skip_serializing_if = "Map::is_empty")]
        meta: Map<String, Value>,
    },
}

/// Contents of a resource: text or base64, not both.
///
/// ```
/// use mcp_core::ResourceContents;
///
/// let note = ResourceContents::text("note://7", "Call back.").mime_type("text/plain");
/// assert_eq!(note.text.as_deref(), Some("Call back."));
/// let picture = ResourceContents::blob("logo://small", b"\x89PNG").mime_type("image/png");
/// assert_eq!(picture.blob.as_deref(), Some("iVBORw=="));
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ResourceContents {
    /// URI of the resource.
    pub uri: String,
    /// MIME type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
    /// Text contents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Binary contents in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blob: Option<String>,
    /// Machine-readable metadata of the contents.
    #[serde(default, rename = "_meta", skip_serializing_if = "Map::is_empty")]
    pub meta: Map<String, Value>,
}

impl ResourceContents {
    /// Creates text contents.
    pub fn text(uri: impl Into<String>, text: impl Into<String>) -> Self {
        Self { uri: uri.into(), text: Some(text.into()), ..Self::default() }
    }

    /// Creates binary contents, encoded as base64.
    pub fn blob(uri: impl Into<String>, bytes: impl AsRef<[u8]>) -> Self {
        Self { uri: uri.into(), blob: Some(STANDARD.encode(bytes)), ..Self::default() }
    }

    /// Sets the MIME type.
    #[must_use]
    pub fn mime_type(mut self, mime_type: impl Into<String>) -> Self {
        self.mime_type = Some(mime_type.into());
        self
    }

    /// Adds a member to `_meta`.
    #[must_use]
    pub fn meta(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.meta.insert(key.into(), value.into());
        self
    }
}

impl Content {
    /// Creates a text block.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into(), annotations: None, meta: Map::new() }
    }

    /// Creates an image from base64 data.
    pub fn image(data: impl Into<String>, mime_type: impl Into<String>) -> Self {
        let (data, mime_type) = (data.into(), mime_type.into());
        Self::Image { data, mime_type, annotations: None, meta: Map::new() }
    }

    /// Creates an audio block from base64 data.
    pub fn audio(data: impl Into<String>, mime_type: impl Into<String>) -> Self {
        let (data, mime_type) = (data.into(), mime_type.into());
        Self::Audio { data, mime_type, annotations: None, meta: Map::new() }
    }

    /// Creates a link to a resource. For a title, a MIME type and so on, convert a [`ResourceDefinition`].
    pub fn resource_link(uri: impl Into<String>, name: impl Into<String>) -> Self {
        ResourceDefinition::new(uri, name).into()
    }

    /// Creates an embedded text resource.
    pub fn text_resource(
        uri: impl Into<String>,
        mime_type: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        ResourceContents::text(uri, text).mime_type(mime_type).into()
    }

    /// Creates an embedded resource from base64 data.
    pub fn blob_resource(
        uri: impl Into<String>,
        mime_type: impl Into<String>,
        blob: impl Into<String>,
    ) -> Self {
        let contents = ResourceContents { uri: uri.into(), blob: Some(blob.into()), ..Default::default() };
        contents.mime_type(mime_type).into()
    }

    /// Sets the annotations for the client.
    #[must_use]
    pub fn annotations(mut self, hints: ContentAnnotations) -> Self {
        match &mut self {
            Self::Text { annotations, .. }
            | Self::Image { annotations, .. }
            | Self::Audio { annotations, .. }
            | Self::Resource { annotations, .. } => *annotations = Some(hints),
            Self::ResourceLink(link) => **link = link.as_ref().clone().with_annotations(hints),
        }
        self
    }

    /// Adds a member to the block's `_meta`.
    #[must_use]
    pub fn meta(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        match &mut self {
            Self::Text { meta, .. }
            | Self::Image { meta, .. }
            | Self::Audio { meta, .. }
            | Self::Resource { meta, .. } => {
                meta.insert(key.into(), value.into());
            }
            Self::ResourceLink(link) => **link = link.as_ref().clone().with_meta(key, value),
        }
        self
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<ResourceDefinition> for Content {
    /// Creates a link to the resource.
    fn from(resource: ResourceDefinition) -> Self {
        Self::ResourceLink(Box::new(resource))
    }
}

impl From<ResourceContents> for Content {
    /// Creates an embedded resource.
    fn from(resource: ResourceContents) -> Self {
        Self::Resource { resource, annotations: None, meta: Map::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn blocks_have_the_wire_names() {
        let hints = ContentAnnotations::new().last_modified("2025-01-12T15:00:58Z");
        let link = ResourceDefinition::new("a:b", "n").with_title("N").with_size(3);
        let cases = [
            (
                Content::image("AA==", "image/png"),
                json!({"type":"image","data":"AA==","mimeType":"image/png"}),
            ),
            (
                Content::audio("AA==", "audio/wav").meta("example/k", 1),
                json!({"type":"audio","data":"AA==","mimeType":"audio/wav","_meta":{"example/k":1}}),
            ),
            (Content::resource_link("a:b", "n"), json!({"type":"resource_link","uri":"a:b","name":"n"})),
            (
                Content::from(link).meta("example/k", true).annotations(hints.clone()),
                json!({
                    "type": "resource_link", "uri": "a:b", "name": "n", "title": "N", "size": 3,
                    "annotations": {"lastModified": "2025-01-12T15:00:58Z"}, "_meta": {"example/k": true}
                }),
            ),
            (
                Content::text_resource("a:b", "text/plain", "t").annotations(hints),
                json!({
                    "type": "resource", "resource": {"uri": "a:b", "mimeType": "text/plain", "text": "t"},
                    "annotations": {"lastModified": "2025-01-12T15:00:58Z"}
                }),
            ),
            (
                ResourceContents::blob("a:b", [0]).meta("example/k", 1).into(),
                json!({"type":"resource","resource":{"uri":"a:b","blob":"AA==","_meta":{"example/k":1}}}),
            ),
        ];
        for (block, wire) in cases {
            assert_eq!(serde_json::to_value(&block).unwrap(), wire);
            assert_eq!(serde_json::from_value::<Content>(wire).unwrap(), block);
        }
    }
}
