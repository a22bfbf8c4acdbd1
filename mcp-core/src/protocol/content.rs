//! Content blocks of a tool result.

use serde::{Deserialize, Serialize};

/// One block of a tool result.
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
        /// The text.
        text: String,
    },
    /// A picture.
    #[non_exhaustive]
    #[serde(rename_all = "camelCase")]
    Image {
        /// The bytes, base64.
        data: String,
        /// For example `image/png`.
        mime_type: String,
    },
    /// A sound.
    #[non_exhaustive]
    #[serde(rename_all = "camelCase")]
    Audio {
        /// The bytes, base64.
        data: String,
        /// For example `audio/wav`.
        mime_type: String,
    },
    /// A pointer to something the client can fetch.
    #[non_exhaustive]
    #[serde(rename_all = "camelCase")]
    ResourceLink {
        /// Where it is.
        uri: String,
        /// What it is called.
        name: String,
        /// One line about it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        description: Option<String>,
        /// Its media type.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mime_type: Option<String>,
    },
    /// Something the client could fetch, already fetched.
    #[non_exhaustive]
    Resource {
        /// The resource with its contents.
        resource: ResourceContents,
    },
}

/// The contents of an embedded resource: text or base64, not both.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ResourceContents {
    /// The name of the resource.
    pub uri: String,
    /// Its media type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
    /// The contents as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The contents in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blob: Option<String>,
}

impl Content {
    /// A block of plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    /// A picture from base64 data.
    pub fn image(data: impl Into<String>, mime_type: impl Into<String>) -> Self {
        Self::Image { data: data.into(), mime_type: mime_type.into() }
    }

    /// A sound from base64 data.
    pub fn audio(data: impl Into<String>, mime_type: impl Into<String>) -> Self {
        Self::Audio { data: data.into(), mime_type: mime_type.into() }
    }

    /// A pointer to a resource.
    pub fn resource_link(uri: impl Into<String>, name: impl Into<String>) -> Self {
        Self::ResourceLink { uri: uri.into(), name: name.into(), description: None, mime_type: None }
    }

    /// An embedded resource that is text.
    pub fn text_resource(
        uri: impl Into<String>,
        mime_type: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        let resource = ResourceContents {
            uri: uri.into(),
            mime_type: Some(mime_type.into()),
            text: Some(text.into()),
            blob: None,
        };
        Self::Resource { resource }
    }

    /// An embedded resource from base64 data.
    pub fn blob_resource(
        uri: impl Into<String>,
        mime_type: impl Into<String>,
        blob: impl Into<String>,
    ) -> Self {
        let resource = ResourceContents {
            uri: uri.into(),
            mime_type: Some(mime_type.into()),
            text: None,
            blob: Some(blob.into()),
        };
        Self::Resource { resource }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn blocks_have_the_wire_names() {
        let cases = [
            (
                Content::image("AA==", "image/png"),
                json!({"type":"image","data":"AA==","mimeType":"image/png"}),
            ),
            (
                Content::audio("AA==", "audio/wav"),
                json!({"type":"audio","data":"AA==","mimeType":"audio/wav"}),
            ),
            (Content::resource_link("a:b", "n"), json!({"type":"resource_link","uri":"a:b","name":"n"})),
            (
                Content::text_resource("a:b", "text/plain", "t"),
                json!({"type":"resource","resource":{"uri":"a:b","mimeType":"text/plain","text":"t"}}),
            ),
        ];
        for (block, wire) in cases {
            assert_eq!(serde_json::to_value(&block).unwrap(), wire);
            assert_eq!(serde_json::from_value::<Content>(wire).unwrap(), block);
        }
    }
}
