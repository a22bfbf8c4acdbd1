//! Lists as FuseDesk takes them in arguments.

use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;

/// Several values in one argument, with commas between them.
///
/// Read from a list, or from the text of the wire.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CommaList<T>(Vec<T>);

impl<T> CommaList<T> {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }
}

impl<T> Default for CommaList<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> FromIterator<T> for CommaList<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl<T: std::fmt::Display> Serialize for CommaList<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let texts: Vec<_> = self.iter().map(T::to_string).collect();
        serializer.serialize_str(&texts.join(","))
    }
}

impl<'de, T: de::DeserializeOwned> Deserialize<'de> for CommaList<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(PhantomData<T>);

        impl<'de, T: de::DeserializeOwned> de::Visitor<'de> for Visitor<T> {
            type Value = CommaList<T>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut values: A) -> Result<Self::Value, A::Error> {
                let mut list = Vec::new();
                while let Some(value) = values.next_element::<Value>()? {
                    list.push(entry(value)?);
                }
                Ok(CommaList(list))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                let texts = text.split(',').map(str::trim).filter(|text| !text.is_empty());
                texts.map(|text| entry(text.into())).collect::<Result<_, _>>().map(CommaList)
            }
        }

        deserializer.deserialize_any(Visitor(PhantomData))
    }
}

/// A value, or a number where a text is due: callers mix ids and names.
fn entry<T: de::DeserializeOwned, E: de::Error>(value: Value) -> Result<T, E> {
    let text = value.is_number().then(|| Value::String(value.to_string()));
    serde_json::from_value(value)
        .or_else(|error| text.map_or(Err(error), serde_json::from_value))
        .map_err(E::custom)
}

client_core::json_schema! {
    impl<T: JsonSchema> JsonSchema for CommaList<T> {
        format!("List_of_{}", T::schema_name()),
        |generator| json_schema!({ "type": "array", "items": generator.subschema_for::<T>() })
    }
}

/// A list that is written as its only entry where it has one: `contactid=12`, `contactid[]=12&contactid[]=15`.
pub(crate) mod one_or_more {
    use super::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<S: Serializer, T: Serialize>(
        list: &Option<Vec<T>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match list.as_deref() {
            Some([one]) => one.serialize(serializer),
            list => list.serialize(serializer),
        }
    }

    pub(crate) fn deserialize<'de, D, T>(deserializer: D) -> Result<Option<Vec<T>>, D::Error>
    where
        D: Deserializer<'de>,
        T: Deserialize<'de>,
    {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "an id, which is a number, or a list of such ids")]
        enum Form<T> {
            One(T),
            More(Vec<T>),
        }
        Ok(Option::deserialize(deserializer)?.map(|form| match form {
            Form::One(one) => vec![one],
            Form::More(list) => list,
        }))
    }
}
