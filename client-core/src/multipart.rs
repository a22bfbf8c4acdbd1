//! `multipart/form-data` with one part for each property: `to[0]`, `options[archive]`.

use std::hash::{BuildHasher, Hasher, RandomState};

use serde_json::{Map, Value};

#[cfg(feature = "fs")]
use crate::body::{Chunk, FileChunk};
use crate::{
    body::Body,
    upload::{Content, Upload},
};

/// Booleans as text.
#[derive(Clone, Copy)]
pub(crate) enum Booleans {
    /// `true` and `false`.
    Text,
    /// `1` and `0`. PHP takes the text `false` for true.
    Digits,
}

impl Booleans {
    pub(crate) const fn text(self, value: bool) -> &'static str {
        match (self, value) {
            (Self::Text, true) => "true",
            (Self::Text, false) => "false",
            (Self::Digits, true) => "1",
            (Self::Digits, false) => "0",
        }
    }
}

pub(crate) struct Form {
    pub(crate) content_type: String,
    pub(crate) body: Body,
}

/// Encodes the fields and the files. Fails with the reason if a form cannot represent them.
pub(crate) fn form(
    fields: &Map<String, Value>,
    files: &[(String, &Upload)],
    booleans: Booleans,
    max_bytes: usize,
) -> Result<Form, String> {
    let total = files.iter().fold(0, |total: usize, (_, file)| total.saturating_add(file.len()));
    if total > max_bytes {
        return Err(format!("the files have {total} bytes; at most {max_bytes} are taken"));
    }
    let mut parts = Vec::new();
    for (name, value) in fields {
        flatten(&mut parts, name.clone(), value, booleans)?;
    }
    let boundary = boundary(&parts, files);
    let in_memory: usize =
        files.iter().filter_map(|(_, file)| file.in_memory()).map(|bytes| bytes.len()).sum();
    let mut body = Pieces::with_capacity(in_memory + 256 * (parts.len() + files.len() + 1));
    for (name, value) in &parts {
        open(&mut body.bytes, &boundary, name);
        body.bytes.extend_from_slice(b"\r\n\r\n");
        body.bytes.extend_from_slice(value.as_bytes());
        body.bytes.extend_from_slice(b"\r\n");
    }
    for (name, file) in files {
        if file.content_type.contains(['\r', '\n']) {
            return Err(format!("the media type of `{name}` holds a line break"));
        }
        open(&mut body.bytes, &boundary, name);
        body.bytes.extend_from_slice(format!("; filename=\"{}\"\r\n", quote(&file.filename)).as_bytes());
        body.bytes.extend_from_slice(format!("Content-Type: {}\r\n\r\n", file.content_type).as_bytes());
        body.file(file);
        body.bytes.extend_from_slice(b"\r\n");
    }
    body.bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Ok(Form { content_type: format!("multipart/form-data; boundary={boundary}"), body: body.finish() })
}

/// Unfinished body: the text since the last file on disk, and the chunks before it.
struct Pieces {
    bytes: Vec<u8>,
    #[cfg(feature = "fs")]
    before: Vec<Chunk>,
}

impl Pieces {
    fn with_capacity(bytes: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(bytes),
            #[cfg(feature = "fs")]
            before: Vec::new(),
        }
    }

    fn file(&mut self, file: &Upload) {
        match &file.content {
            Content::Bytes(content) => self.bytes.extend_from_slice(content),
            #[cfg(feature = "fs")]
            Content::File { path, len } => {
                self.before.push(Chunk::Bytes(std::mem::take(&mut self.bytes).into()));
                self.before.push(Chunk::File(FileChunk { path: path.clone(), len: *len }));
            }
        }
    }

    fn finish(self) -> Body {
        #[cfg(feature = "fs")]
        if !self.before.is_empty() {
            let mut chunks = self.before;
            chunks.push(Chunk::Bytes(self.bytes.into()));
            return Body::form(chunks);
        }
        self.bytes.into()
    }
}

fn open(body: &mut Vec<u8>, boundary: &str, name: &str) {
    body.extend_from_slice(
        format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", quote(name)).as_bytes(),
    );
}

/// Escapes names and file names as HTML form submission does.
fn quote(text: &str) -> String {
    text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

fn flatten(
    parts: &mut Vec<(String, String)>,
    name: String,
    value: &Value,
    booleans: Booleans,
) -> Result<(), String> {
    match value {
        Value::Null => {
            return Err(format!(
                "`{name}` is null, which a request with files cannot say: clear it in a call of its own"
            ));
        }
        Value::Array(items) if items.is_empty() => {
            return Err(format!(
                "`{name}` is an empty list, which a request with files cannot say: clear it in a call of its own"
            ));
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                flatten(parts, format!("{name}[{index}]"), item, booleans)?;
            }
        }
        Value::Object(fields) if fields.is_empty() => {
            return Err(format!(
                "`{name}` is an empty object, which a request with files cannot say: clear it in a call of its own"
            ));
        }
        Value::Object(fields) => {
            for (key, value) in fields {
                flatten(parts, format!("{name}[{key}]"), value, booleans)?;
            }
        }
        Value::String(text) => parts.push((name, text.clone())),
        Value::Bool(value) => parts.push((name, booleans.text(*value).to_owned())),
        Value::Number(_) => parts.push((name, value.to_string())),
    }
    Ok(())
}

/// Returns a boundary that occurs in no part. It is derived from the content, so that equal requests have equal
/// bytes. With files on disk it is random, because the files are not read and their authors must not guess it.
fn boundary(parts: &[(String, String)], files: &[(String, &Upload)]) -> String {
    if files.iter().any(|(_, file)| file.in_memory().is_none()) {
        // Each hash has a random key from the system.
        let random = || RandomState::new().build_hasher().finish();
        return format!("frontdesk-form-{:016x}{:016x}", random(), random());
    }
    let occurs = |boundary: &str| {
        parts.iter().any(|(_, value)| value.contains(boundary))
            || files
                .iter()
                .filter_map(|(_, file)| file.in_memory())
                .any(|file| contains(file, boundary.as_bytes()))
    };
    (0u32..)
        .map(|n| format!("frontdesk-form-{n:08x}"))
        .find(|boundary| !occurs(boundary))
        .expect("finite content cannot hold every boundary")
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const MAX: usize = 1024;

    fn fields(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn nested_names_and_files() {
        let file = Upload::new("a \"b\".txt", "text/plain", "hi");
        let form = form(
            &fields(json!({"to": ["a@b.c"], "options": {"archive": false}})),
            &[("attachments[0]".into(), &file)],
            Booleans::Text,
            MAX,
        )
        .unwrap();
        let body = String::from_utf8(form.body.as_bytes().unwrap().to_vec()).unwrap();
        assert!(body.contains("name=\"to[0]\"\r\n\r\na@b.c\r\n"), "{body}");
        assert!(body.contains("name=\"options[archive]\"\r\n\r\nfalse\r\n"), "{body}");
        assert!(body.contains("name=\"attachments[0]\"; filename=\"a %22b%22.txt\"\r\n"), "{body}");
        assert!(body.ends_with("--frontdesk-form-00000000--\r\n"));
    }

    #[test]
    fn null_and_empty_values_are_refused() {
        for value in [json!({"subject": null}), json!({"cc": []}), json!({"options": {}})] {
            assert!(form(&fields(value), &[], Booleans::Text, MAX).is_err());
        }
    }

    #[test]
    fn the_boundary_is_not_in_the_content() {
        let file = Upload::new("a", "text/plain", "frontdesk-form-00000000");
        let form = form(&Map::new(), &[("attachments[0]".into(), &file)], Booleans::Text, MAX).unwrap();
        assert!(form.content_type.ends_with("00000001"));
    }

    #[test]
    fn files_over_the_vendor_limit_are_refused() {
        let half = Upload::new("a.bin", "application/octet-stream", vec![0; MAX / 2]);
        let more = Upload::new("b.bin", "application/octet-stream", vec![0; MAX / 2 + 1]);
        let files = |second| [("attachments[0]".to_owned(), &half), ("attachments[1]".to_owned(), second)];
        assert!(form(&Map::new(), &files(&half), Booleans::Text, MAX).is_ok());
        let error = form(&Map::new(), &files(&more), Booleans::Text, MAX).err().unwrap();
        assert!(error.contains(&MAX.to_string()), "{error}");
    }
}
