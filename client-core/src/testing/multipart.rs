//! `multipart/form-data` with bracketed names: `to[0]`, `attachments[]`, `options[archive]`.

use bytes::Bytes;
use serde_json::Value;

use super::form::{Row, is_index, put, segments};

/// A file of a multipart body.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FormFile {
    /// Name without list indexes: `comment[attachments][0]` is `["comment", "attachments"]`.
    pub path: Vec<String>,
    /// Name.
    pub filename: String,
    /// Content type. Defaults to `application/octet-stream`.
    pub content_type: String,
    /// Content.
    pub bytes: Bytes,
}

impl FormFile {
    /// Creates a file that was not uploaded with a form.
    #[must_use]
    pub fn new(
        filename: impl Into<String>,
        content_type: impl Into<String>,
        bytes: impl Into<Bytes>,
    ) -> Self {
        Self {
            path: Vec::new(),
            filename: filename.into(),
            content_type: content_type.into(),
            bytes: bytes.into(),
        }
    }
}

/// Splits a body into its text fields and its files. `content_type` is the whole header, with the boundary.
///
/// # Errors
///
/// When the body does not match the content type.
pub fn parse_multipart(content_type: &str, body: &Bytes) -> Result<(Row, Vec<FormFile>), String> {
    let boundary = parameter(content_type, "boundary").ok_or("multipart without a boundary")?;
    let delimiter = format!("--{boundary}");
    let mut fields = Value::Object(Row::new());
    let mut uploads = Vec::new();
    let mut rest =
        find(body, delimiter.as_bytes()).map(|at| at + delimiter.len()).ok_or("no first boundary")?;
    loop {
        let part = body.slice(rest..);
        if part.starts_with(b"--") {
            break;
        }
        let part =
            part.strip_prefix(b"\r\n").map(|stripped| part.slice_ref(stripped)).ok_or("bad boundary line")?;
        let end = find(&part, format!("\r\n{delimiter}").as_bytes()).ok_or("no last boundary")?;
        rest = body.len() - part.len() + end + 2 + delimiter.len();
        let part = part.slice(..end);
        let split = find(&part, b"\r\n\r\n").ok_or("a part without a header")?;
        let headers = std::str::from_utf8(&part[..split]).map_err(|_| "part header is not UTF-8")?;
        let content = part.slice(split + 4..);
        let disposition =
            header(headers, "content-disposition").ok_or("a part without content-disposition")?;
        let name = parameter(disposition, "name").ok_or("a part without a name")?;
        let path = segments(&name);
        if let Some(filename) = parameter(disposition, "filename") {
            let content_type =
                header(headers, "content-type").unwrap_or("application/octet-stream").to_owned();
            let path = path.into_iter().filter(|segment| !is_index(segment)).collect();
            uploads.push(FormFile { path, filename, content_type, bytes: content });
        } else {
            let text = std::str::from_utf8(&content).map_err(|_| format!("{name}: not UTF-8"))?;
            put(&mut fields, &path, text.into())?;
        }
    }
    let Value::Object(fields) = fields else { unreachable!("it began as an object") };
    Ok((fields, uploads))
}

fn header<'a>(headers: &'a str, wanted: &str) -> Option<&'a str> {
    let lines = headers.split("\r\n").filter_map(|line| line.split_once(':'));
    lines.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim())
}

/// Returns a parameter of a header value, quoted or not.
fn parameter(value: &str, wanted: &str) -> Option<String> {
    let mut rest = value.split_once(';')?.1;
    loop {
        let (name, after) = rest.split_once('=')?;
        let (found, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted_text(quoted),
            None => match after.split_once(';') {
                Some((plain, after)) => (plain.trim().to_owned(), after),
                None => (after.trim().to_owned(), ""),
            },
        };
        if name.trim().trim_start_matches(';').trim().eq_ignore_ascii_case(wanted) {
            return Some(found);
        }
        rest = after;
    }
}

/// Returns the text up to the closing quote, and the rest. Browsers write a quote as `%22`, older clients as `\"`.
fn quoted_text(rest: &str) -> (String, &str) {
    let mut text = String::new();
    let mut chars = rest.char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => return (text.replace("%22", "\""), &rest[at + 1..]),
            '\\' => text.extend(chars.next().map(|(_, escaped)| escaped)),
            _ => text.push(char),
        }
    }
    (text, "")
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let (&first, others) = needle.split_first()?;
    let mut from = 0;
    while let Some(at) = haystack.get(from..)?.iter().position(|&byte| byte == first) {
        if haystack[from + at + 1..].starts_with(others) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    proptest! {
        #[test]
        fn no_body_makes_it_panic(
            content_type in "multipart/form-data; ?(boundary=\"?XX\"?)?",
            parts in prop::collection::vec(
                prop_oneof![
                    Just("--XX".to_owned()), Just("\r\n".to_owned()), Just("--XX--".to_owned()),
                    Just("Content-Disposition: form-data; ".to_owned()),
                    "name=\"?[a\\[\\]0\\\\]{0,6}\"?(; filename=\"?b?)?", "\\PC{0,4}",
                ],
                0..16,
            ),
        ) {
            let _ = parse_multipart(&content_type, &Bytes::from(parts.concat()));
        }
    }

    fn body(parts: &[(&str, &str)]) -> Bytes {
        let mut body = String::new();
        for (disposition, content) in parts {
            body.push_str(&format!(
                "--XX\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{content}\r\n"
            ));
        }
        body.push_str("--XX--\r\n");
        body.into()
    }

    #[test]
    fn reads_bracketed_names() {
        let body = body(&[
            ("name=\"body\"", "<p>Hi</p>\r\n"),
            ("name=\"to[0]\"", "a@b.c"),
            ("name=\"to[1]\"", "d@e.f"),
            ("name=\"cc[]\"", "g@h.i"),
            ("name=\"options[archive]\"", "false"),
            ("name=\"options[tag_ids][]\"", "tag_1"),
            ("name=\"attachments[0]\"; filename=\"a \\\"b\\\".csv\"", "1,2\r\n3,4"),
            ("name=\"comment[attachments][]\"; filename=\"c.txt\"", ""),
        ]);
        let (fields, uploads) = parse_multipart("multipart/form-data; boundary=XX", &body).unwrap();
        assert_eq!(
            Value::Object(fields),
            json!({
                "body": "<p>Hi</p>\r\n", "to": ["a@b.c", "d@e.f"], "cc": ["g@h.i"],
                "options": { "archive": "false", "tag_ids": ["tag_1"] },
            })
        );
        assert_eq!(uploads[0].path, ["attachments"]);
        assert_eq!(uploads[0].filename, "a \"b\".csv");
        assert_eq!(&uploads[0].bytes[..], b"1,2\r\n3,4");
        assert_eq!(uploads[1].path, ["comment", "attachments"]);
    }

    #[test]
    fn refuses_what_is_not_multipart() {
        for (content_type, body) in [
            ("multipart/form-data", "--XX--"),
            ("multipart/form-data; boundary=\"XX\"", "nothing"),
            ("multipart/form-data; boundary=XX", "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\nx"),
        ] {
            assert!(
                parse_multipart(content_type, &Bytes::from_static(body.as_bytes())).is_err(),
                "{content_type}"
            );
        }
    }
}
