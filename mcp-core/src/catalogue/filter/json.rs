//! The JSON form of a filter.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _, ser::SerializeMap};

use super::{Expr, Filter, Word};
use crate::wire::strict_json::StrictJson;

impl Serialize for Filter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &*self.0 {
            Expr::All => serializer.serialize_str("all"),
            Expr::None => serializer.serialize_str("none"),
            Expr::Rule(rule) => {
                let mut map = serializer.serialize_map(None)?;
                if let Some(words) = &rule.methods {
                    map.serialize_entry("methods", &words.iter().map(Word::as_str).collect::<Vec<_>>())?;
                }
                if let Some(tags) = &rule.tags {
                    map.serialize_entry("tags", tags)?;
                }
                map.end()
            }
            Expr::And(terms) => one_entry(serializer, "and", terms),
            Expr::Or(terms) => one_entry(serializer, "or", terms),
            Expr::Not(inner) => one_entry(serializer, "not", inner),
        }
    }
}

fn one_entry<S: Serializer>(serializer: S, key: &str, value: &impl Serialize) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(key, value)?;
    map.end()
}

enum Wire {
    Word(String),
    Object(WireObject),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireObject {
    methods: Option<Vec<String>>,
    tags: Option<Vec<String>>,
    and: Option<Vec<Filter>>,
    or: Option<Vec<Filter>>,
    not: Option<Filter>,
}

impl<'de> Deserialize<'de> for Filter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Read through a JSON value, because an untagged enum would hide the cause of an error.
        let value = StrictJson::deserialize(deserializer)?.into_inner();
        let wire = match value {
            serde_json::Value::String(word) => Wire::Word(word),
            other => Wire::Object(WireObject::deserialize(other).map_err(D::Error::custom)?),
        };
        match wire {
            Wire::Word(word) if word.eq_ignore_ascii_case("all") => Ok(Self::all()),
            Wire::Word(word) if word.eq_ignore_ascii_case("none") => Ok(Self::none()),
            Wire::Word(word) => {
                Err(D::Error::custom(format!("{word:?} is not a filter; use \"all\", \"none\" or an object")))
            }
            Wire::Object(WireObject { methods, tags, and: None, or: None, not: None }) => {
                let mut filter = Self::new();
                if let Some(methods) = methods {
                    filter = filter.methods(methods).map_err(D::Error::custom)?;
                }
                if let Some(tags) = tags {
                    filter = filter.tags(tags).map_err(D::Error::custom)?;
                }
                Ok(filter)
            }
            Wire::Object(WireObject { methods: None, tags: None, and: Some(terms), or: None, not: None }) => {
                if terms.is_empty() {
                    // An empty conjunction would allow everything. It is more likely a mistake.
                    return Err(D::Error::custom(r#""and" has no terms; use "all" to allow everything"#));
                }
                Ok(terms.iter().fold(Self::all(), |all, term| all.and(term)))
            }
            Wire::Object(WireObject { methods: None, tags: None, and: None, or: Some(terms), not: None }) => {
                Ok(terms.iter().fold(Self::none(), |any, term| any.or(term)))
            }
            Wire::Object(WireObject { methods: None, tags: None, and: None, or: None, not: Some(inner) }) => {
                Ok(inner.not())
            }
            Wire::Object(_) => Err(D::Error::custom(
                "use either methods and tags, or exactly one of \"and\", \"or\" and \"not\"",
            )),
        }
    }
}
