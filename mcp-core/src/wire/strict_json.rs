//! JSON values without repeated members.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

/// JSON value that refuses objects with repeated members.
///
/// A [`Value`] would use the last of two members with the same name, so a repeated filter would replace the first.
///
/// ```
/// use mcp_core::StrictJson;
///
/// assert!(serde_json::from_str::<StrictJson>(r#"{"a": 1, "b": {"a": 2}}"#).is_ok());
/// let error = serde_json::from_str::<StrictJson>(r#"{"filter": "read", "filter": "all"}"#).unwrap_err();
/// assert!(error.to_string().starts_with("duplicate field `filter`"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct StrictJson(pub(crate) Value);

impl StrictJson {
    /// Returns the value.
    #[must_use]
    pub fn into_inner(self) -> Value {
        self.0
    }
}

impl<'de> Deserialize<'de> for StrictJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UniqueVisitor).map(Self)
    }
}

struct UniqueVisitor;

impl<'de> Visitor<'de> for UniqueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(StrictJson(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some((key, StrictJson(value))) = members.next_entry::<String, StrictJson>()? {
            if map.contains_key(&key) {
                return Err(A::Error::custom(format_args!("duplicate field `{key}`")));
            }
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strict_json_agrees_with_value() {
        let text = r#"{"a":[null,true,-1,18446744073709551615,1.5,"x\n"],"b":{"a":{}}}"#;
        let unique: StrictJson = serde_json::from_str(text).unwrap();
        assert_eq!(unique.0, serde_json::from_str::<Value>(text).unwrap());
        assert!(serde_json::from_str::<StrictJson>(r#"[{"a":1,"\u0061":1}]"#).is_err());
    }
}
