//! Bearer keys of callers: `MCP_KEYS`, as a file or as JSON.
//!
//! The JSON is parsed by hand, field by field, because the errors of derived deserializers repeat values.

use client_core::Secret;
use mcp_core::{Filter, Principal, Registry};
use mcp_tower::{BearerAuthLayer, BearerKey};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use crate::{
    access::{self, Allow},
    env::read_file,
    error::ConfigError,
    redact::{is_key, shorten},
    strict,
    vendor::{Front, FrontAuthor, FuseDesk, FuseDeskAuthor},
};

const NAME: &str = "MCP_KEYS";
/// Minimum length of a key, in characters.
const MIN_KEY_CHARS: usize = 16;
/// Maximum number of keys. Each request is compared with all of them.
const MAX_KEYS: usize = 1000;
const FIELDS: [&str; 4] = ["key", "principal", "filter", "author"];
const AUTHOR_FIELDS: [&str; 2] = ["front", "fusedesk"];

/// Accepted keys.
#[derive(Debug)]
pub(crate) struct Keys(Vec<Key>);

/// A key and its caller.
#[derive(Debug)]
pub(crate) struct Key {
    secret: SecretString,
    pub(crate) principal: String,
    pub(crate) filter: Option<Filter>,
    front: Option<FrontAuthor>,
    fusedesk: Option<FuseDeskAuthor>,
}

impl Keys {
    /// Reads a file, or the JSON in the setting itself.
    pub(crate) fn read(text: &str) -> Result<Self, ConfigError> {
        let json = match text.starts_with(['[', '{']) {
            true => text.to_owned(),
            false if is_key(text) => {
                return Err(ConfigError::new(format!(
                    "{NAME}={} looks like a key; write [{{\"key\": \"…\", \"principal\": \"…\"}}] or name a file that \
                     holds it",
                    shorten(text)
                )));
            }
            false => read_file(NAME, text)?,
        };
        let value = strict::json(NAME, &json)?;
        let list = match value {
            Value::Array(list) => list,
            Value::Object(mut object) if object.len() == 1 => match object.remove("keys") {
                Some(Value::Array(list)) => list,
                _ => return Err(no_list()),
            },
            _ => return Err(no_list()),
        };
        if list.is_empty() {
            return Err(ConfigError::new(format!("{NAME} holds no key; add one or unset it")));
        }
        if list.len() > MAX_KEYS {
            return Err(ConfigError::new(format!("{NAME} holds more than {MAX_KEYS} keys")));
        }
        let keys = list.into_iter().enumerate().map(|(at, entry)| Key::read(at, entry));
        let keys = keys.collect::<Result<Vec<_>, _>>()?;
        for (at, key) in keys.iter().enumerate() {
            if let Some(first) =
                keys[..at].iter().position(|other| other.secret.expose_secret() == key.secret.expose_secret())
            {
                return Err(ConfigError::new(format!("{NAME}: entries {first} and {at} have the same key")));
            }
        }
        Ok(Self(keys))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Key> {
        self.0.iter()
    }

    /// Returns the layer that authenticates these callers. The vendors' authors are the defaults for keys without
    /// one.
    pub(crate) fn layer(
        &self,
        allow: &Allow,
        front: &Front,
        fusedesk: &FuseDesk,
    ) -> Result<BearerAuthLayer, ConfigError> {
        let keys = self.0.iter().map(|key| {
            let principal = Principal::new(key.principal.clone());
            let bearer = BearerKey::new(key.secret.expose_secret(), principal).map_err(|_| key.unusable())?;
            let mut bearer = bearer.filter(allow.of_key(key.filter.as_ref()));
            if let Some(author) = key.front.as_ref().or(front.author()) {
                bearer = bearer.extension(author.to_author());
            }
            if let Some(author) = key.fusedesk.as_ref().or(fusedesk.author()) {
                bearer = bearer.extension(author.to_author());
            }
            Ok(bearer)
        });
        Ok(BearerAuthLayer::new(keys.collect::<Result<Vec<_>, ConfigError>>()?))
    }

    /// Rejects a key that is a vendor's credential: a caller who has it could bypass the tools.
    pub(crate) fn differ_from(&self, name: &str, credential: Option<&Secret>) -> Result<(), ConfigError> {
        let Some(credential) = credential else { return Ok(()) };
        match self.0.iter().find(|key| key.secret.expose_secret() == credential.expose()) {
            None => Ok(()),
            Some(key) => Err(ConfigError::new(format!(
                "{NAME}: the key of {:?} is the value of {name}; create a separate key with: openssl rand -hex 24",
                key.principal
            ))),
        }
    }

    /// Returns one sentence for each caller that sees no tool, or fewer than its own filter allows.
    pub(crate) fn notes(&self, registry: &Registry, allow: &Allow) -> Vec<String> {
        let count = |filter: &Filter| registry.view(filter).iter().count();
        let note = |key: &Key| {
            let visible = count(&allow.of_key(key.filter.as_ref()));
            let own = key.filter.as_ref().map_or(visible, count);
            let principal = &key.principal;
            match (visible, own) {
                (0, _) => Some(format!("{NAME}: the caller {principal:?} sees no tool")),
                (visible, own) if visible < own => Some(format!(
                    "{NAME}: MCP_ALLOW hides {} of the {own} tools of the caller {principal:?}",
                    own - visible
                )),
                _ => None,
            }
        };
        self.0.iter().filter_map(note).collect()
    }
}

impl Key {
    fn read(at: usize, entry: Value) -> Result<Self, ConfigError> {
        let place = |field: &str| format!("{NAME}[{at}].{field}");
        let Value::Object(mut entry) = entry else {
            return Err(ConfigError::new(format!("{NAME}[{at}] is not an object")));
        };
        only(&format!("{NAME}[{at}]"), &entry, &FIELDS)?;
        let mut text = |field: &str| match entry.remove(field) {
            Some(Value::String(text)) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
            Some(_) => Err(ConfigError::new(format!("{} is not text", place(field)))),
            None => Err(ConfigError::new(format!("{} is missing", place(field)))),
        };
        let (secret, principal) = (text("key")?, text("principal")?);
        if is_key(&principal) {
            return Err(ConfigError::new(format!(
                "{}={} looks like a key; are `key` and `principal` swapped?",
                place("principal"),
                shorten(&principal)
            )));
        }
        if secret.chars().count() < MIN_KEY_CHARS {
            return Err(ConfigError::new(format!(
                "{} is shorter than {MIN_KEY_CHARS} characters; make one with: openssl rand -hex 24",
                place("key")
            )));
        }
        let filter = match entry.remove("filter") {
            None => None,
            Some(Value::String(words)) if !matches!(words.as_str(), "all" | "none") => {
                Some(access::parse(&place("filter"), words.trim())?)
            }
            Some(value) => Some(access::from_json(&place("filter"), value)?),
        };
        let (front, fusedesk) = authors(&place("author"), entry.remove("author"))?;
        let key = Self { secret: secret.into(), principal, filter, front, fusedesk };
        // Validated here, where the error can name the entry, and not when the layer is built.
        BearerKey::new(key.secret.expose_secret(), Principal::new("")).map_err(|_| key.unusable())?;
        Ok(key)
    }

    fn unusable(&self) -> ConfigError {
        ConfigError::new(format!(
            "{NAME}: the key of {:?} has characters that are not allowed in a header; use letters and digits",
            self.principal
        ))
    }
}

fn no_list() -> ConfigError {
    ConfigError::new(format!("{NAME} is not a list; write [{{\"key\": \"…\", \"principal\": \"…\"}}]"))
}

/// Parses `{"front": "tea_…", "fusedesk": 12}`, or a single one of these values.
fn authors(
    place: &str,
    value: Option<Value>,
) -> Result<(Option<FrontAuthor>, Option<FuseDeskAuthor>), ConfigError> {
    let front = |place: &str, value: Value| match value {
        Value::String(id) => FrontAuthor::parse(place, &id),
        _ => Err(ConfigError::new(format!("{place} is not an id of a teammate, such as \"tea_1\""))),
    };
    let fusedesk = |place: &str, value: Value| match value {
        Value::Number(id) => FuseDeskAuthor::parse(place, &id.to_string()),
        Value::String(id) => FuseDeskAuthor::parse(place, &id),
        _ => Err(ConfigError::new(format!("{place} is not the user id of a rep, such as 12"))),
    };
    match value {
        None => Ok((None, None)),
        Some(Value::Object(mut object)) => {
            only(place, &object, &AUTHOR_FIELDS)?;
            let front = object.remove("front").map(|value| front(&format!("{place}.front"), value));
            let fusedesk =
                object.remove("fusedesk").map(|value| fusedesk(&format!("{place}.fusedesk"), value));
            Ok((front.transpose()?, fusedesk.transpose()?))
        }
        Some(value @ Value::String(_)) => Ok((Some(front(place, value)?), None)),
        Some(value) => Ok((None, Some(fusedesk(place, value)?))),
    }
}

/// Rejects unknown fields: a misspelt filter must not count as none.
fn only(place: &str, object: &Map<String, Value>, known: &[&str]) -> Result<(), ConfigError> {
    match object.keys().find(|field| !known.contains(&field.as_str())) {
        None => Ok(()),
        Some(field) => Err(ConfigError::new(format!(
            "{place} has the unknown field {}; fields are {}",
            shorten(field),
            known.join(", ")
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "c0ffeec0ffeec0ffee";

    fn error(json: &str) -> String {
        let error = Keys::read(&json.replace("KEY", KEY)).unwrap_err().to_string();
        assert!(!error.contains(KEY), "{error}");
        error
    }

    #[test]
    fn a_key_has_a_principal_a_filter_and_authors() {
        let json = r#"{"keys": [
            {"key": "c0ffeec0ffeec0ffee", "principal": "auditor", "filter": "read"},
            {"key": "deadbeefdeadbeef", "principal": "triage", "filter": {"methods": ["read", "write"]},
             "author": {"front": "tea_mia", "fusedesk": 12}},
            {"key": "feedfacefeedface", "principal": "clerk", "author": "api-token"},
            {"key": "0123456789abcdef", "principal": "desk", "filter": ["read"], "author": 7}]}"#;
        let keys = Keys::read(json).unwrap();
        let keys: Vec<&Key> = keys.iter().collect();
        assert_eq!(keys[0].filter, Some(access::parse("", "read").unwrap()));
        assert_eq!(keys[1].front, Some(FrontAuthor::Teammate("tea_mia".to_owned())));
        assert_eq!(keys[1].fusedesk, Some(FuseDeskAuthor::Rep(12)));
        assert!(keys[2].filter.is_none() && keys[2].front == Some(FrontAuthor::ApiToken));
        assert_eq!(keys[3].fusedesk, Some(FuseDeskAuthor::Rep(7)));
        assert!(!format!("{keys:?}").contains(KEY));
    }

    #[test]
    fn errors_name_the_place_and_never_the_key() {
        for (json, part) in [
            ("[]", "holds no key"),
            ("{}", "is not a list"),
            ("[{]", "not valid JSON at line 1 column 3"),
            ("[7]", "MCP_KEYS[0] is not an object"),
            (r#"[{"principal": "a"}]"#, "MCP_KEYS[0].key is missing"),
            (r#"[{"key": "KEY"}]"#, "MCP_KEYS[0].principal is missing"),
            (r#"[{"key": "KEY", "principal": {"a": "KEY"}}]"#, "MCP_KEYS[0].principal is not text"),
            (
                r#"[{"key": "shared", "principal": "0123456789abcdef0123"}]"#,
                "are `key` and `principal` swapped?",
            ),
            (
                r#"[{"key": "KEY", "principal": "a", "filter": "read", "filter": "all"}]"#,
                "duplicate field `filter`",
            ),
            (r#"[{"key": "short", "principal": "a"}]"#, "shorter than 16 characters"),
            (r#"[{"key": "KEY", "principal": "a", "fliter": "read"}]"#, "unknown field \"fliter\""),
            (r#"[{"key": "KEY", "principal": "a", "KEY": 1}]"#, "unknown field \"c0ffeec0…\""),
            (
                r#"[{"key": "KEY", "principal": "a", "filter": "raed"}]"#,
                "MCP_KEYS[0].filter: there is no access class",
            ),
            (r#"[{"key": "KEY", "principal": "a", "author": "sarah"}]"#, "MCP_KEYS[0].author=\"sarah\""),
            (
                r#"[{"key": "KEY", "principal": "a", "author": {"fusedesk": 0}}]"#,
                "MCP_KEYS[0].author.fusedesk",
            ),
            (
                r#"[{"key": "KEY", "principal": "a"}, {"key": "KEY", "principal": "b"}]"#,
                "entries 0 and 1 have the same key",
            ),
            (r#"[{"key": "KEY KEY", "principal": "a"}]"#, "characters that are not allowed in a header"),
        ] {
            let error = error(json);
            assert!(error.contains(part), "{part:?} is not in {error:?}");
        }
        assert!(error(&KEY.repeat(2)).contains("looks like a key"));
        assert!(error("/nonexistent/keys.json").contains("cannot be read"));
    }
}
