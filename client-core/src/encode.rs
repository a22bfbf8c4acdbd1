//! Encoding of the fields of a request struct as path, query and body.

use http::{Method, Request, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use crate::{
    body::Body,
    endpoint::{self, Endpoint},
    error::Error,
    multipart::{self, Booleans},
    vendor::{Encoding, Vendor},
};

/// Unescaped characters of a path segment: the unreserved ones of RFC 3986 and the colon of an alias.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

/// Unescaped characters of a query: the unreserved ones, and the brackets and colons of `q[name]`.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'[')
    .remove(b']')
    .remove(b':');

/// Encodes a request. Errors name the operation.
pub(crate) fn request<E: Endpoint>(endpoint: &E) -> Result<Request<Body>, Error> {
    written(endpoint).map_err(endpoint::named::<E>)
}

fn written<E: Endpoint>(endpoint: &E) -> Result<Request<Body>, Error> {
    endpoint.validate().map_err(Error::invalid)?;
    let mut fields = match serde_json::to_value(endpoint) {
        Ok(Value::Object(fields)) => fields,
        // A struct without fields.
        Ok(Value::Null) => Map::new(),
        Ok(_) => return Err(Error::invalid("a request must serialize as an object")),
        Err(error) => return Err(Error::invalid(format!("the request cannot be written as JSON: {error}"))),
    };
    let mut uri = path::<E::Vendor>(E::PATH, &mut fields)?;
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
        let form = multipart::form(&fields, &files, style::<E>(), E::Vendor::MAX_UPLOAD_BYTES);
        let form = form.map_err(Error::invalid)?;
        builder.header(header::CONTENT_TYPE, form.content_type).body(form.body)
    } else if fields.is_empty() {
        builder.body(Body::default())
    } else {
        match E::ENCODING {
            Encoding::Json => {
                let body = serde_json::to_vec(&Value::Object(fields)).expect("a JSON value serializes");
                builder.header(header::CONTENT_TYPE, "application/json").body(Body::from(body))
            }
            Encoding::Form => {
                let body = form(&fields)?;
                builder.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(body.into())
            }
        }
    };
    let mut request =
        request.map_err(|error| Error::invalid(format!("the request is not valid HTTP: {error}")))?;
    request.extensions_mut().insert(endpoint::operation::<E>());
    endpoint.annotate(request.extensions_mut());
    Ok(request)
}

/// Fills the template and removes the fields that it names from the map.
fn path<V: Vendor>(template: &str, fields: &mut Map<String, Value>) -> Result<String, Error> {
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
        check_segment(name, &value, any_text || V::is_alias(&value))?;
        path.extend(utf8_percent_encode(&value, SEGMENT));
    }
    Ok(path)
}

/// Refuses ids that would change the route, such as `..` or one with a slash. Ids often come from a model or a
/// form.
fn check_segment(name: &str, value: &str, slashes: bool) -> Result<(), Error> {
    let wrong = match value {
        "" => "it is empty",
        "." | ".." => "it is a step in a path",
        _ if value.contains('/') && !slashes => "it holds a `/`",
        _ => return Ok(()),
    };
    Err(Error::invalid(format!("`{name}` is not a valid identifier: {wrong}")))
}

fn style<E: Endpoint>() -> Booleans {
    match <E::Vendor as Vendor>::ENCODING {
        Encoding::Json => Booleans::Text,
        Encoding::Form => Booleans::Digits,
    }
}

/// Encodes a form. Refuses null, empty lists and empty objects: a form cannot express them, and leaving them out
/// would change less than the caller wanted.
fn form(fields: &Map<String, Value>) -> Result<String, Error> {
    match fields.iter().find(|(_, value)| is_inexpressible(value)) {
        Some((name, _)) => Err(Error::invalid(format!(
            "`{name}` is or holds null or something empty, which a form cannot say: leave it out"
        ))),
        None => Ok(pairs(fields, Booleans::Digits)),
    }
}

/// Returns `true` if the value, or a nested one, has no representation in a form.
fn is_inexpressible(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty() || items.iter().any(is_inexpressible),
        Value::Object(fields) => fields.is_empty() || fields.values().any(is_inexpressible),
        _ => false,
    }
}

/// Encodes pairs such as `a=1&q[statuses][]=open`. Lists repeat their name with `[]`, objects put their keys in
/// brackets, null is left out.
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
        Value::Bool(value) => booleans.text(*value).to_owned(),
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
    use crate::testing::acme::Acme;
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
        /// Every id is either refused or encoded as one segment that decodes to the same id. The rest of the URL stays.
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
            // Proxies and HTTP libraries normalize the URL in the same way.
            let url = url::Url::parse(&format!("https://api.acme.example{}", request.uri())).unwrap();
            prop_assert_eq!(url.path(), path);
            prop_assert_eq!((url.host_str(), url.fragment()), (Some("api.acme.example"), None));
            let segments: Vec<_> = path.split('/').collect();
            prop_assert_eq!(segments.len(), 4);
            prop_assert_eq!((segments[0], segments[1], segments[3]), ("", "conversations", "events"));
            prop_assert_eq!(percent_encoding::percent_decode_str(segments[2]).decode_utf8().unwrap(), id);
        }
    }

    /// Vendor with form bodies.
    #[derive(Debug, Clone)]
    struct Php;

    impl Vendor for Php {
        const NAME: &'static str = "Php";
        const CREDENTIAL: crate::CredentialHeader = crate::CredentialHeader::plain("x-key", "key");
        const USER_AGENT: &'static str = "php";
        const ENCODING: Encoding = Encoding::Form;

        fn base_url(&self) -> &str {
            "https://php.example"
        }

        fn read_error(_: &http::Response<bytes::Bytes>) -> Option<crate::ApiError> {
            None
        }
    }

    #[derive(Serialize)]
    struct Post {
        options: Value,
        #[serde(skip)]
        file: Option<crate::Upload>,
    }

    impl Endpoint for Post {
        type Vendor = Php;
        type Output = ();
        const METHOD: Method = Method::POST;
        const PATH: &'static str = "/options";
        const SCOPES: &'static [&'static str] = &[];

        fn files(&self) -> Vec<(String, &crate::Upload)> {
            self.file.iter().map(|file| ("file".to_owned(), file)).collect()
        }
    }

    fn post(options: Value, file: Option<crate::Upload>) -> Result<String, Error> {
        let request = Post { options, file }.to_request()?;
        Ok(String::from_utf8_lossy(request.body().as_bytes().unwrap()).into_owned())
    }

    #[test]
    fn values_without_form_representation_are_refused() {
        let body = post(json!({ "archive": true, "tags": [3, { "x": false }] }), None).unwrap();
        assert_eq!(body, "options[archive]=1&options[tags][]=3&options[tags][][x]=0");
        for lost in [json!(null), json!([]), json!({}), json!({ "a": { "b": null } }), json!([1, []])] {
            let error = post(lost.clone(), None).unwrap_err();
            assert!(error.is_invalid_request() && error.to_string().contains("`options`"), "{lost}: {error}");
        }
    }

    #[test]
    fn a_form_with_files_writes_booleans_as_the_vendor_reads_them() {
        let file = crate::Upload::new("a.txt", "text/plain", "hi");
        let body = post(json!({ "archive": false }), Some(file)).unwrap();
        assert!(body.contains("name=\"options[archive]\"\r\n\r\n0\r\n"), "{body}");
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
