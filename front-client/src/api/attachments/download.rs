//! The content of a file.

use std::fmt;

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use client_core::DecodeError;
use http::{Response, header};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A file as it was downloaded.
///
/// As JSON it is an object of `content_type`, `filename`, `size` and either `text` (UTF-8) or `base64`.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Download {
    /// Its media type, as its sender stated it.
    pub content_type: Option<String>,
    /// Its name, as its sender chose it: never use it as a path.
    pub filename: Option<String>,
    /// Its content.
    pub bytes: Bytes,
}

impl Download {
    /// From an answer whose body is the file.
    pub(crate) fn decode(response: &Response<Bytes>) -> Result<Self, DecodeError> {
        let text = |name| response.headers().get(name).map(|value| String::from_utf8_lossy(value.as_bytes()));
        Ok(Self {
            content_type: text(header::CONTENT_TYPE).map(|value| value.into_owned()),
            filename: text(header::CONTENT_DISPOSITION).and_then(|value| filename(&value)),
            bytes: response.body().clone(),
        })
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("content_type", &self.content_type)
            .field("filename", &self.filename)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

/// The file name of a `Content-Disposition`, by RFC 6266: `filename*` before `filename`.
fn filename(disposition: &str) -> Option<String> {
    let mut plain = None;
    for (name, value) in parameters(disposition) {
        if name.eq_ignore_ascii_case("filename*") {
            // charset'language'percent-encoded
            let mut parts = value.splitn(3, '\'');
            if let (Some(charset), Some(_), Some(encoded)) = (parts.next(), parts.next(), parts.next()) {
                let decoded = percent_encoding::percent_decode_str(encoded);
                if charset.eq_ignore_ascii_case("utf-8") {
                    return Some(decoded.decode_utf8_lossy().into_owned());
                }
            }
        } else if name.eq_ignore_ascii_case("filename") {
            plain.get_or_insert(value);
        }
    }
    plain.filter(|name| !name.is_empty())
}

/// The parameters of a header value, with quoted values unquoted.
fn parameters(value: &str) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    let mut rest = value.split_once(';').map_or("", |(_, rest)| rest);
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.trim_matches([' ', '\t', ';']);
        let after = after.trim_start();
        if let Some(quoted) = after.strip_prefix('"') {
            let mut text = String::new();
            let mut chars = quoted.char_indices();
            let mut end = quoted.len();
            while let Some((index, c)) = chars.next() {
                match c {
                    '"' => {
                        end = index + 1;
                        break;
                    }
                    '\\' => text.extend(chars.next().map(|(_, escaped)| escaped)),
                    _ => text.push(c),
                }
            }
            found.push((name, text));
            rest = &quoted[end..];
        } else {
            let (text, after) = after.split_once(';').unwrap_or((after, ""));
            found.push((name, text.trim().to_owned()));
            rest = after;
        }
    }
    found
}

#[derive(Serialize, Deserialize)]
struct Wire {
    #[serde(default)]
    content_type: Option<String>,
    #[serde(default)]
    filename: Option<String>,
    #[serde(default)]
    size: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
}

impl Serialize for Download {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = std::str::from_utf8(&self.bytes).ok().map(str::to_owned);
        let base64 = text.is_none().then(|| BASE64_STANDARD.encode(&self.bytes));
        let (content_type, filename) = (self.content_type.clone(), self.filename.clone());
        Wire { content_type, filename, size: self.bytes.len(), text, base64 }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Download {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        let bytes = match (wire.text, wire.base64) {
            (Some(text), _) => text.into_bytes(),
            (None, Some(base64)) => BASE64_STANDARD.decode(base64).map_err(de::Error::custom)?,
            (None, None) => return Err(de::Error::custom("a file needs `text` or `base64`")),
        };
        Ok(Self { content_type: wire.content_type, filename: wire.filename, bytes: bytes.into() })
    }
}

client_core::json_schema! {
    impl JsonSchema for Download {
        "Download",
        |_| json_schema!({
            "type": "object",
            "properties": {
                "content_type": { "type": ["string", "null"], "description": "The media type that its sender stated." },
                "filename": { "type": ["string", "null"], "description": "The name that its sender chose." },
                "size": { "type": "integer", "description": "The size in bytes." },
                "text": { "type": "string", "description": "The content, where it is UTF-8 text." },
                "base64": { "type": "string", "description": "The content in base64, where it is not text." },
            },
            "required": ["size"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (header, name) in [
            ("attachment; filename=\"a;b \\\"c\\\".txt\"; size=3", Some("a;b \"c\".txt")),
            ("attachment; filename=plain.txt", Some("plain.txt")),
            ("attachment; filename=\"e.txt\"; filename*=UTF-8''%e2%82%ac.txt", Some("€.txt")),
            ("attachment; filename*=x", None),
            ("inline", None),
            ("attachment; filename=\"open", Some("open")),
        ] {
            assert_eq!(filename(header).as_deref(), name, "{header}");
        }
    }

    #[test]
    fn content_is_text_or_base64() {
        for bytes in [&b""[..], b"text", &[0xff], &[0xff, 1], &[0xff, 1, 2], &[0, 255, 16, 131]] {
            let bytes = Bytes::copy_from_slice(bytes);
            let file = Download { content_type: None, filename: Some("a".into()), bytes };
            let json = serde_json::to_value(&file).unwrap();
            assert_eq!(json["size"], file.bytes.len());
            assert_eq!(serde_json::from_value::<Download>(json).unwrap(), file);
        }
    }

    #[test]
    fn debug_shows_no_content() {
        let file = Download { content_type: None, filename: None, bytes: Bytes::from_static(b"secret") };
        assert!(!format!("{file:?}").contains("secret"));
    }
}
