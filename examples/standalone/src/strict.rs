//! JSON in which no member stands twice.
//!
//! serde_json takes the last of two members with one name. In a filter that would be the wider one as likely as not.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

use crate::{config::ConfigError, shown::shown};

/// Marks the one error whose words may be repeated.
const TWICE: &str = "it has the member ";

/// Reads JSON. The error of a setting repeats nothing of it but the name of a member that stands twice.
pub(crate) fn json(name: &str, text: &str) -> Result<Value, ConfigError> {
    let Strict(value) = serde_json::from_str(text).map_err(|error| {
        let words = error.to_string();
        let (line, column) = (error.line(), error.column());
        ConfigError::new(match words.find(TWICE) {
            Some(at) => format!("{name}: {}", words[at..].split(" at line").next().unwrap_or_default()),
            None => format!("{name} is not valid JSON at line {line} column {column}"),
        })
    })?;
    Ok(value)
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Self)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
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

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((name, Strict(value))) = members.next_entry::<String, Strict>()? {
            let member = shown(&name);
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom(format!("{TWICE}{member} twice")));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_that_stands_twice_is_an_error() {
        let error = |text: &str| json("S", text).unwrap_err().to_string();
        assert_eq!(error(r#"[{"a": {"b": 1, "b": 2}}]"#), "S: it has the member \"b\" twice");
        assert_eq!(
            error(r#"{"sk_live_4242": 1, "sk_live_4242": 2}"#),
            "S: it has the member \"sk_live_…\" twice"
        );
        assert_eq!(error("{"), "S is not valid JSON at line 1 column 1");
    }

    #[test]
    fn other_json_is_what_serde_json_reads() {
        let text = r#"{"a": [1, -2, 0.5, true, null, "ž\n"], "b": {"a": {}}}"#;
        assert_eq!(json("S", text).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    }
}
