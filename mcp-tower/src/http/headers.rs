//! Request headers with a meaning in MCP.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{
    HeaderMap, HeaderName,
    header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE},
};
use mcp_core::{ProtocolVersion, RpcError};

pub(crate) const PROTOCOL_VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");
pub(crate) const METHOD: HeaderName = HeaderName::from_static("mcp-method");
pub(crate) const NAME: HeaderName = HeaderName::from_static("mcp-name");
pub(crate) const SESSION_ID: HeaderName = HeaderName::from_static("mcp-session-id");

/// Returns the trimmed value of a header that must not be repeated.
///
/// # Errors
///
/// -32020 if the header is repeated or has characters other than visible ASCII.
pub(crate) fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, RpcError> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(RpcError::header_mismatch(format!("the header {name} is repeated; send it once")));
    }
    match value.to_str() {
        Ok(text) => Ok(Some(text.trim_matches([' ', '\t']))),
        Err(_) => Err(RpcError::header_mismatch(format!(
            "the header {name} contains other characters than visible ASCII; encode it as =?base64?…?="
        ))),
    }
}

/// Value of `MCP-Protocol-Version`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NamedVersion<'a> {
    Absent,
    Known(ProtocolVersion),
    Unknown(&'a str),
}

pub(crate) fn protocol_version(headers: &HeaderMap) -> Result<NamedVersion<'_>, RpcError> {
    Ok(match single(headers, &PROTOCOL_VERSION)? {
        None => NamedVersion::Absent,
        Some(text) => text.parse().map_or(NamedVersion::Unknown(text), NamedVersion::Known),
    })
}

const SENTINEL_START: &str = "=?base64?";
const SENTINEL_END: &str = "?=";

/// Decodes a header value. Values that are not valid in a header are sent as `=?base64?…?=`.
///
/// # Errors
///
/// -32020 if the encoded text is not base64 of UTF-8.
pub(crate) fn decode<'a>(name: &HeaderName, value: &'a str) -> Result<std::borrow::Cow<'a, str>, RpcError> {
    let Some(inner) = value.strip_prefix(SENTINEL_START).and_then(|rest| rest.strip_suffix(SENTINEL_END))
    else {
        return Ok(value.into());
    };
    STANDARD.decode(inner).ok().and_then(|bytes| String::from_utf8(bytes).ok()).map(Into::into).ok_or_else(
        || {
            RpcError::header_mismatch(format!(
                "the header {name} is invalid; encode UTF-8 text as =?base64?…?="
            ))
        },
    )
}

/// Encodes a value for a header: unchanged if it is valid in one, otherwise as `=?base64?…?=`.
#[cfg(feature = "testing")]
pub(crate) fn encode(value: &str) -> http::HeaderValue {
    let plain = value.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
        && value.trim() == value
        && !value.starts_with(SENTINEL_START);
    let text = if plain {
        value.to_owned()
    } else {
        format!("{SENTINEL_START}{}{SENTINEL_END}", STANDARD.encode(value))
    };
    http::HeaderValue::try_from(text).expect("the text is visible ASCII")
}

/// Returns `true` if the body is declared as JSON.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return false };
    // What nearly all clients send needs no parsing.
    value == "application/json"
        || value.to_str().is_ok_and(|text| {
            text.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
        })
}

/// Returns `true` if the body has a content encoding, such as compression. A layer that decompresses removes the
/// header.
pub(crate) fn is_encoded(headers: &HeaderMap) -> bool {
    headers.get_all(CONTENT_ENCODING).iter().any(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// Content types that the client accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Accepted {
    /// One JSON object.
    pub(crate) json: bool,
    /// A stream of events.
    pub(crate) events: bool,
}

/// Parses `Accept`. Without it, the response is JSON: clients that support streams announce it.
pub(crate) fn accepted(headers: &HeaderMap) -> Accepted {
    let values = headers.get_all(ACCEPT);
    let mut each = values.iter();
    match (each.next(), each.next()) {
        (None, _) => return Accepted { json: true, events: false },
        // What nearly all clients send needs no parsing.
        (Some(value), None) if value == "application/json, text/event-stream" => {
            return Accepted { json: true, events: true };
        }
        _ => {}
    }
    const RANGES: [&str; 5] = ["application/json", "application/*", "text/event-stream", "text/*", "*/*"];
    // The first of two equal ranges counts.
    let mut given = [None; RANGES.len()];
    for (text, taken) in
        values.iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).map(range)
    {
        if let Some(known) = RANGES.iter().position(|known| text.eq_ignore_ascii_case(known)) {
            given[known].get_or_insert(taken);
        }
    }
    let [json, application, events, text, any] = given;
    // The most specific range decides (RFC 9110, section 12.5.1).
    let takes = |exact: Option<bool>, kind: Option<bool>| exact.or(kind).or(any).unwrap_or(false);
    Accepted { json: takes(json, application), events: takes(events, text) }
}

/// Parses a media range. The flag is `true` if its weight is above zero.
fn range(text: &str) -> (&str, bool) {
    let mut parts = text.split(';').map(str::trim);
    let range = parts.next().unwrap_or_default();
    let refused = parts.any(|parameter| {
        parameter
            .split_once('=')
            .is_some_and(|(name, weight)| name.eq_ignore_ascii_case("q") && weight.trim().parse() == Ok(0.0))
    });
    (range, !refused)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn accept(values: &[&'static str]) -> (bool, bool) {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(ACCEPT, HeaderValue::from_static(value));
        }
        let Accepted { json, events } = accepted(&headers);
        (json, events)
    }

    #[test]
    fn accept_is_parsed_by_rfc_9110() {
        assert_eq!(accept(&[]), (true, false));
        assert_eq!(accept(&["*/*"]), (true, true));
        assert_eq!(accept(&["application/json"]), (true, false));
        assert_eq!(accept(&["application/json, text/event-stream"]), (true, true));
        assert_eq!(accept(&["application/json", "TEXT/Event-Stream;q=0.5"]), (true, true));
        assert_eq!(accept(&["text/event-stream"]), (false, true));
        assert_eq!(accept(&["application/json;q=0, */*"]), (false, true));
        assert_eq!(accept(&["text/event-stream; q=0.0, text/*, application/*"]), (true, false));
        assert_eq!(accept(&["text/html"]), (false, false));
        assert_eq!(accept(&[""]), (false, false));
    }

    #[test]
    fn values_may_be_base64() {
        let decode_name = |value| decode(&NAME, value);
        assert_eq!(decode_name("echo").unwrap(), "echo");
        assert_eq!(decode_name("=?base64?ZWNobw==?=").unwrap(), "echo");
        assert_eq!(decode_name("=?base64?w7xiZXI=?=").unwrap(), "über");
        // Half a sentinel is a literal value.
        assert_eq!(decode_name("=?base64?ZWNobw==").unwrap(), "=?base64?ZWNobw==");
        for bad in ["=?base64?ZWNobw?=", "=?base64?Z-Nobw==?=", "=?base64?/w==?="] {
            assert_eq!(decode_name(bad).unwrap_err().code(), RpcError::HEADER_MISMATCH, "{bad}");
        }
    }

    #[cfg(feature = "testing")]
    #[test]
    fn encoded_values_read_back() {
        for value in ["echo", "a b", " a", "über", "", "=?base64?ZWNobw==?=", "a\nb"] {
            let header = encode(value);
            assert_eq!(decode(&NAME, header.to_str().unwrap()).unwrap(), value);
        }
        assert_eq!(encode("desk://a/b?c=d"), "desk://a/b?c=d");
    }

    #[test]
    fn repeated_header_is_refused() {
        let mut headers = HeaderMap::new();
        assert_eq!(single(&headers, &NAME).unwrap(), None);
        headers.append(NAME, HeaderValue::from_static("\t echo "));
        assert_eq!(single(&headers, &NAME).unwrap(), Some("echo"));
        headers.append(NAME, HeaderValue::from_static("echo"));
        assert_eq!(single(&headers, &NAME).unwrap_err().code(), RpcError::HEADER_MISMATCH);
        headers.insert(NAME, HeaderValue::from_bytes(b"\xff").unwrap());
        assert_eq!(single(&headers, &NAME).unwrap_err().code(), RpcError::HEADER_MISMATCH);
    }

    #[test]
    fn content_encoding_is_detected() {
        let mut headers = HeaderMap::new();
        assert!(!is_encoded(&headers));
        headers.append(CONTENT_ENCODING, HeaderValue::from_static("Identity"));
        assert!(!is_encoded(&headers));
        headers.append(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        assert!(is_encoded(&headers));
    }

    #[test]
    fn content_type_must_be_json_once() {
        let mut headers = HeaderMap::new();
        assert!(!is_json(&headers));
        headers.append(CONTENT_TYPE, HeaderValue::from_static("Application/JSON; charset=utf-8"));
        assert!(is_json(&headers));
        headers.append(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        assert!(!is_json(&headers));
    }
}
