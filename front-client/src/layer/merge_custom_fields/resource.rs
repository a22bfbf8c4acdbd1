//! The four resources whose custom fields an update replaces.

use std::collections::BTreeMap;

use http::{Uri, uri::PathAndQuery};
use serde_json::value::RawValue;

use super::fields::Fields;
use crate::{Error, Operation};

/// By Front's OpenAPI file, the `PATCH` of exactly these resources erases omitted custom fields.
const KINDS: [(&str, Operation); 4] = [
    ("accounts", Operation::new("/accounts/{account_id}", &["accounts:read"])),
    ("contacts", Operation::new("/contacts/{contact_id}", &["contacts:read"])),
    ("conversations", Operation::new("/conversations/{conversation_id}", &["conversations:read"])),
    ("teammates", Operation::new("/teammates/{teammate_id}", &["teammates:read"])),
];

/// Path of a resource.
#[derive(Debug)]
pub(super) struct Resource {
    uri: Uri,
    /// Index into [`KINDS`].
    kind: usize,
    /// Start of the id in the path. It is the last segment.
    id: usize,
}

/// Relevant parts of a resource that was read.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) id: Option<String>,
    pub(super) custom_fields: Fields,
}

/// Returns `None` if the body is no resource: treating it as one without custom fields would erase the stored ones.
/// Front's OpenAPI file does not require the map of contacts, so an object with an id may lack it.
pub(super) fn body(body: &[u8]) -> Option<Body> {
    let body: BTreeMap<String, Box<RawValue>> = serde_json::from_slice(body).ok()?;
    let id: Option<String> = body.get("id").and_then(|id| serde_json::from_str(id.get()).ok());
    let custom_fields = match body.get("custom_fields") {
        Some(fields) => serde_json::from_str(fields.get()).ok()?,
        None if id.is_some() => Fields::default(),
        None => return None,
    };
    Some(Body { id, custom_fields })
}

impl Resource {
    /// Returns `None` for any other route. The base URL may add a prefix to the path.
    pub(super) fn of(uri: &Uri) -> Option<Self> {
        let (rest, id) = uri.path().rsplit_once('/')?;
        let (_, kind) = rest.rsplit_once('/')?;
        let kind = KINDS.iter().position(|(name, _)| *name == kind)?;
        (!id.is_empty()).then(|| Self { uri: uri.clone(), kind, id: rest.len() + 1 })
    }

    pub(super) fn uri(&self) -> &Uri {
        &self.uri
    }

    /// Returns the id as in the path: percent-encoded, or an alias.
    pub(super) fn id(&self) -> &str {
        &self.uri.path()[self.id..]
    }

    /// Returns the key of the resource in the lock table.
    pub(super) fn key(&self) -> String {
        format!("{}/{}", KINDS[self.kind].0, self.id())
    }

    pub(super) fn is_conversation(&self) -> bool {
        KINDS[self.kind].0 == "conversations"
    }

    pub(super) fn read_operation(&self) -> Operation {
        KINDS[self.kind].1
    }

    /// Returns the resource of the same kind with the id of a response.
    pub(super) fn with_id(&self, id: &str) -> Result<Self, Error> {
        let wrong =
            || Error::new(crate::ErrorKind::Decode, "the response has an invalid id; nothing was written");
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return Err(wrong());
        }
        let mut parts = self.uri.clone().into_parts();
        let mut path = format!("{}{id}", &self.uri.path()[..self.id]);
        if let Some(query) = self.uri.query() {
            path.push('?');
            path.push_str(query);
        }
        parts.path_and_query = Some(path.parse::<PathAndQuery>().map_err(|_| wrong())?);
        let uri = Uri::from_parts(parts).map_err(|_| wrong())?;
        Ok(Self { uri, kind: self.kind, id: self.id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_four_resources_are_recognized() {
        for (uri, key) in [
            ("/accounts/acc_1", "accounts/acc_1"),
            ("/contacts/alt:email:a%40b.c", "contacts/alt:email:a%40b.c"),
            ("https://h/front/conversations/cnv_1", "conversations/cnv_1"),
            ("/teammates/tea_1?x=1", "teammates/tea_1"),
        ] {
            assert_eq!(Resource::of(&uri.parse().unwrap()).unwrap().key(), key);
        }
        for uri in [
            "/contacts",
            "/contacts/",
            "/tags/tag_1",
            "/conversations/cnv_1/reminders",
            "/comments/com_1/",
            "/",
        ] {
            assert!(Resource::of(&uri.parse().unwrap()).is_none(), "{uri}");
        }
    }

    #[test]
    fn non_resource_body_is_not_parsed() {
        let fields = |text: &str| {
            body(text.as_bytes()).map(|body| serde_json::to_string(&body.custom_fields).unwrap())
        };
        assert_eq!(fields(r#"{"id":"crd_1","custom_fields":{"a":1.0}}"#).as_deref(), Some(r#"{"a":1.0}"#));
        assert_eq!(fields(r#"{"id":null,"custom_fields":null}"#).as_deref(), Some("{}"));
        assert_eq!(fields(r#"{"id":"crd_1"}"#).as_deref(), Some("{}"));
        for text in ["", "[]", "null", "{}", r#"{"custom_fields":[]}"#] {
            assert_eq!(fields(text), None, "{text}");
        }
    }

    #[test]
    fn another_id_on_the_same_route() {
        let resource =
            Resource::of(&"https://h/front/contacts/alt:email:a%40b.c?x=1".parse().unwrap()).unwrap();
        let other = resource.with_id("crd_1").unwrap();
        assert_eq!(other.uri(), "https://h/front/contacts/crd_1?x=1");
        assert_eq!(other.id(), "crd_1");
        for id in ["", "..", "a/b", "a?b"] {
            assert!(resource.with_id(id).is_err(), "{id}");
        }
    }
}
