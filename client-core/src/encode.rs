//! From the fields of a request struct to path, query and body.

use bytes::Bytes;
use http::{Method, Request, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use crate::{Encoding, Endpoint, Error, Vendor, endpoint, multipart};

/// What stays as it is in a path segment: the unreserved characters of RFC 3986 and the colon of an alias.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

/// What stays as it is in a query: the unreserved characters, and the brackets and colons of `q[name]`.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'[')
    .remove(b']')
    .remove(b':');

pub(crate) fn request<E: Endpoint>(endpoint: &E) -> Result<Request<Bytes>, Error> {
    endpoint.validate().map_err(Error::invalid)?;
    let mut fields = match serde_json::to_value(endpoint) {
        Ok(Value::Object(fields)) => fields,
        // A struct without fields.
        Ok(Value::Null) => Map::new(),
        Ok(_) => return Err(Error::invalid("a request must serialize as an object")),
        Err(error) => return Err(Error::invalid(format!("the request cannot be written as JSON: {error}"))),
    };
    let mut uri = path(E::PATH, &mut fields)?;
    let mut query = Map::new();
    if E::METHOD == Method::GET {
        query = std::mem::take(&mut fields);
    } else {
        for &name in E::QUERY {
            if let Some(value) = fields.remove(name) {
                query.insert(name.to_owned(), value);
            }
        }
    }
    let query = pairs(&query, style::<E>());
    if !query.is_empty() {
        uri.push('?');
        uri.push_str(&query);
    }

    let files = endpoint.files();
    let builder = endpoint::builder::<E>(uri);
    let request = if !files.is_empty() {
        let form = multipart::form(&fields, &files, E::Vendor::MAX_UPLOAD_BYTES).map_err(Error::invalid)?;
        builder.header(header::CONTENT_TYPE, form.content_type).body(form.body)
    } else if fields.is_empty() {
        builder.body(Bytes::new())
    } else {
        match E::ENCODING {
            Encoding::Json => {
                let body = serde_json::to_vec(&Value::Object(fields)).expect("a JSON value serializes");
                builder.header(header::CONTENT_TYPE, "application/json").body(Bytes::from(body))
            }
            Encoding::Form => {
                let body = form(&fields)?;
                builder.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(body.into())
            }
        }
    };
    let mut request =
        request.map_err(|error| Error::invalid(format!("the request is not valid HTTP: {error}")))?;
    request.extensions_mut().insert(endpoint::Operation { path: E::PATH, scopes: E::SCOPES });
    endpoint.annotate(request.extensions_mut());
    Ok(request)
}

/// Fills the template and takes the fields that it names out of the map.
fn path(template: &str, fields: &mut Map<String, Value>) -> Result<String, Error> {
    let mut path = String::with_capacity(template.len() + 16);
    for (index, part) in template.split('/').enumerate() {
        if index > 0 {
            path.push('/');
        }
        let Some(name) = part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) else {
            path.push_str(part);
            continue;
        };
        let (name, any_text) = name.strip_prefix('*').map_or((name, false), |name| (name, true));
        let value = match fields.remove(name) {
            Some(Value::String(value)) => value,
            Some(Value::Number(value)) => value.to_string(),
            _ => return Err(Error::invalid(format!("`{name}` is missing: the path needs it"))),
        };
        check_segment(name, &value, any_text)?;
        path.extend(utf8_percent_encode(&value, SEGMENT));
    }
    Ok(path)
}

/// An id often comes from a model or a form: one with a slash, or `..`, would be another route of the API.
fn check_segment(name: &str, value: &str, any_text: bool) -> Result<(), Error> {
    let wrong = match value {
        "" => "it is empty",
        "." | ".." => "it is a step in a path",
        _ if value.contains('/') && !any_text && !value.starts_with("alt:") => "it holds a `/`",
        _ => return Ok(()),
    };
    Err(Error::invalid(format!("`{name}` is not a valid identifier: {wrong}")))
}

/// How booleans are written where there is only text.
#[derive(Clone, Copy)]
enum Booleans {
    /// `true` and `false`.
    Words,
    /// `1` and `0`: to PHP the text `false` is true.
    Digits,
}

fn style<E: Endpoint>() -> Booleans {
    match <E::Vendor as Vendor>::ENCODING {
        Encoding::Json => Booleans::Words,
        Encoding::Form => Booleans::Digits,
    }
}

/// A form cannot say null or an empty list, and leaving them out would change less than the caller asked for.
fn form(fields: &Map<String, Value>) -> Result<String, Error> {
    for (name, value) in fields {
        if value.is_null() || value.as_array().is_some_and(Vec::is_empty) {
            return Err(Error::invalid(format!(
                "`{name}` is null or empty, which a form cannot say: leave it out"
            )));
        }
    }
    Ok(pairs(fields, Booleans::Digits))
}

/// `a=1&q[statuses][]=open`: lists repeat their name with `[]`, objects put their keys in brackets, null is left out.
fn pairs(fields: &Map<String, Value>, booleans: Booleans) -> String {
    let mut pairs = String::new();
    for (name, value) in fields {
        append(&mut pairs, name, value, booleans);
    }
    pairs
}

fn append(query: &mut String, name: &str, value: &Value, booleans: Booleans) {
    let text = match value {
        Value::Null => return,
        Value::Array(items) => {
            let name = format!("{name}[]");
            return items.iter().for_each(|item| append(query, &name, item, booleans));
        }
        Value::Object(fields) => {
            return fields
                .iter()
                .for_each(|(key, value)| append(query, &format!("{name}[{key}]"), value, booleans));
        }
        Value::String(text) => text.clone(),
        Value::Bool(value) => match booleans {
            Booleans::Words => value.to_string(),
            Booleans::Digits => u8::from(*value).to_string(),
        },
        Value::Number(_) => value.to_string(),
    };
    if !query.is_empty() {
        query.push('&');
    }
    query.extend(utf8_percent_encode(name, QUERY));
    query.push('=');
    query.extend(utf8_percent_encode(&text, QUERY));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acme::Acme;
    use proptest::prelude::*;
    use serde::Serialize;
    use serde_json::json;

    #[derive(Serialize)]
    struct Get {
        conversation_id: String,
        q: Value,
    }

    impl Endpoint for Get {
        type Vendor = Acme;
        type Output = ();
        const METHOD: Method = Method::GET;
        const PATH: &'static str = "/conversations/{conversation_id}/events";
        const SCOPES: &'static [&'static str] = &[];
    }

    fn uri(id: &str, q: Value) -> String {
        Get { conversation_id: id.into(), q }.to_request().unwrap().uri().to_string()
    }

    #[test]
    fn query_objects_and_lists_use_brackets() {
        assert_eq!(
            uri("cnv_1", json!({"statuses": ["open", "a b"], "after": 1.5})),
            "/conversations/cnv_1/events?q[after]=1.5&q[statuses][]=open&q[statuses][]=a%20b"
        );
        assert_eq!(uri("cnv_1", Value::Null), "/conversations/cnv_1/events");
    }

    #[test]
    fn aliases_are_one_segment() {
        assert_eq!(
            uri("alt:custom:a/b?c#d+e@f", Value::Null),
            "/conversations/alt:custom:a%2Fb%3Fc%23d%2Be%40f/events"
        );
    }

    proptest! {
        /// Whatever the id, it is refused or is one segment that reads as the same id; the rest of the address stays.
        #[test]
        fn no_id_changes_the_route(id in prop_oneof![
            any::<String>(),
            "[./?#%\\\\:@&=+; \\r\\n\\ta-c]{0,12}",
            "alt:[a-z]{1,5}:[./?#%\\\\:@&=+; a-c]{0,12}",
        ]) {
            let request = Get { conversation_id: id.clone(), q: json!({ "types": ["a"] }) }.to_request();
            let refused = ["", ".", ".."].contains(&&*id) || (id.contains('/') && !id.starts_with("alt:"));
            prop_assert_eq!(request.is_err(), refused);
            let Ok(request) = request else { return Ok(()) };
            prop_assert_eq!(request.uri().query(), Some("q[types][]=a"));
            let path = request.uri().path();
            // What a URL parser makes of it, as proxies and HTTP libraries do.
            let url = url::Url::parse(&format!("https://api2.frontapp.com{}", request.uri())).unwrap();
            prop_assert_eq!(url.path(), path);
            prop_assert_eq!((url.host_str(), url.fragment()), (Some("api2.frontapp.com"), None));
            let segments: Vec<_> = path.split('/').collect();
            prop_assert_eq!(segments.len(), 4);
            prop_assert_eq!((segments[0], segments[1], segments[3]), ("", "conversations", "events"));
            prop_assert_eq!(percent_encoding::percent_decode_str(segments[2]).decode_utf8().unwrap(), id);
        }
    }

    #[test]
    fn ids_that_change_the_route_are_refused() {
        for id in ["", ".", "..", "a/b", "../x"] {
            let error = Get { conversation_id: id.into(), q: Value::Null }.to_request().unwrap_err();
            assert!(error.is_invalid_request(), "{id}");
            assert!(error.to_string().contains("`conversation_id`"), "{error}");
        }
    }
}
