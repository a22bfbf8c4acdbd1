//! Lenient reading: all that FuseDesk's answers may hold in place of what is meant.
//!
//! FuseDesk is written in PHP. The vendor documents little of its answers, and programs that read them have met `false`
//! for an unset date, numbers as texts, and lists where there should be a map. One table for all:
//!
//! | meant | read as none | read as a value |
//! | --- | --- | --- |
//! | id that is a number | `null`, `false`, `""`, `0`, `"0"` | `12`, `"12"` |
//! | id that is a text | `null`, `false`, `""`, `0` | `"a1"`, `12` |
//! | number | `null`, `false`, `""` | `12`, `"12"` |
//! | yes or no | `null`, `""` | `true`, `1`, `"1"`, `"true"` and their opposites |
//! | text | `null`, `false`, `""` | `"a"`, `12` |
//! | date | `null`, `false`, `""`, `0`, `"0"`, `"0000-00-00"` with or without a time | any other text |
//! | list | `null`, `false`, `""` | `[…]`, an object whose keys are numbers for its values |
//! | object | | `{…}`, `[]` |
//!
//! Whatever else comes is handed back, and stays in the record's `extra`.

#[cfg(test)]
pub(crate) mod tests;

use std::fmt;

use bytes::Bytes;
use client_core::{DecodeError, response::FromFields};
use http::Response;
use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::{Map, Value};

use crate::{
    id::{
        CaseId, CaseTagId, ChatId, CompanyId, ContactUuid, CrmContactId, DepartmentId, EmailId,
        IntegrationId, NoteId, RepId, RepUserId, TemplateId, WebhookId,
    },
    time::Moment,
};

/// A value that a field of an answer may hold.
pub(crate) trait Field: Sized {
    /// Reads a value; `None` where it says that there is none. What cannot be read comes back.
    fn read(value: Value) -> Result<Option<Self>, Value>;

    /// The value as it would be read.
    fn write(self) -> Value;

    /// Reads a list; one item that cannot be read makes it no list of these.
    fn read_list(value: Value) -> Result<Option<Vec<Self>>, Value> {
        let Some(items) = items(value.clone())? else { return Ok(None) };
        let mut list = Vec::with_capacity(items.len());
        for item in items {
            match Self::read(item) {
                Ok(item) => list.extend(item),
                Err(_) => return Err(value),
            }
        }
        Ok(Some(list))
    }
}

/// The items of a list. PHP writes one that has gaps as an object, whose keys are their places; an object with other
/// keys is no list.
fn items(value: Value) -> Result<Option<Vec<Value>>, Value> {
    match value {
        Value::Array(items) => Ok(Some(items)),
        Value::Object(items) => {
            if items.keys().any(|key| key.parse::<u64>().is_err()) {
                return Err(Value::Object(items));
            }
            let mut items: Vec<_> = items.into_iter().collect();
            // By number: as a text, 10 is before 2.
            items.sort_by_key(|(key, _)| key.parse::<u64>().ok());
            Ok(Some(items.into_iter().map(|(_, item)| item).collect()))
        }
        value if is_none(&value) => Ok(None),
        value => Err(value),
    }
}

/// Reads an item of a list. One that is no object says nothing but the `value` that it is, so that it costs neither the
/// other items nor their places.
///
/// `Default` is there only where no field is required, so that reading cannot fail.
pub(crate) fn item<T: FromFields + Default>(item: Value) -> T {
    let fields = match item {
        Value::Object(fields) => fields,
        Value::Array(items) if items.is_empty() => Map::new(),
        other => Map::from_iter([("value".to_owned(), other)]),
    };
    T::from_fields(fields).unwrap_or_default()
}

/// The rows of an answer that is a list, each read on its own: one that is no record does not cost the others.
///
/// What says nothing, or is a list of something else, is refused: "there are no cases" must not be a guess.
pub(crate) fn rows<T: FromFields + Default>(response: &Response<Bytes>) -> Result<Vec<T>, DecodeError> {
    let answer: Value = serde_json::from_slice(response.body())?;
    let says_nothing = match &answer {
        Value::Array(_) => false,
        answer => answer.as_object().is_none_or(Map::is_empty),
    };
    let is_record = |item: &Value| item.is_object() || item.as_array().is_some_and(Vec::is_empty);
    let items = items(answer)
        .ok()
        .flatten()
        .filter(|items| !says_nothing && (items.is_empty() || items.iter().any(is_record)));
    let items = items.ok_or_else(|| DecodeError::new("it is no list of records"))?;
    Ok(items.into_iter().map(item).collect())
}

impl<T: Field> Field for Vec<T> {
    fn read(value: Value) -> Result<Option<Self>, Value> {
        T::read_list(value)
    }

    fn write(self) -> Value {
        self.into_iter().map(T::write).collect()
    }
}

/// The fields of a record: an object, or the empty list that PHP makes of an empty one.
pub(crate) fn fields<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    struct Fields;

    impl<'de> Visitor<'de> for Fields {
        type Value = Map<String, Value>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Self::Value, A::Error> {
            Map::deserialize(MapAccessDeserializer::new(fields))
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
            match items.next_element::<serde::de::IgnoredAny>()? {
                None => Ok(Map::new()),
                Some(_) => Err(A::Error::invalid_type(serde::de::Unexpected::Seq, &self)),
            }
        }
    }

    deserializer.deserialize_any(Fields)
}

/// What PHP writes for nothing.
fn is_none(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.trim().is_empty(),
        _ => false,
    }
}

fn is_zero(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_u64() == Some(0),
        Value::String(text) => text.trim() == "0",
        _ => false,
    }
}

/// A number, or a text of one.
fn unsigned(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A text, or a number as its digits.
fn text(value: Value) -> Result<Option<String>, Value> {
    match value {
        _ if is_none(&value) => Ok(None),
        Value::String(text) => Ok(Some(text)),
        Value::Number(number) => Ok(Some(number.to_string())),
        other => Err(other),
    }
}

macro_rules! number_ids {
    ($($id:ty),*) => {$(
        impl Field for $id {
            fn read(value: Value) -> Result<Option<Self>, Value> {
                if is_none(&value) || is_zero(&value) {
                    return Ok(None);
                }
                unsigned(&value).map(|id| Some(Self::new(id))).ok_or(value)
            }

            fn write(self) -> Value {
                self.get().into()
            }
        }
    )*};
}

macro_rules! text_ids {
    ($($id:ty),*) => {$(
        impl Field for $id {
            fn read(value: Value) -> Result<Option<Self>, Value> {
                // The text `0` may be an id; the number stands for none.
                if value.is_number() && is_zero(&value) {
                    return Ok(None);
                }
                Ok(text(value)?.map(Self::new))
            }

            fn write(self) -> Value {
                String::from(self).into()
            }
        }
    )*};
}

/// Records inside of records.
macro_rules! nested {
    ($($record:ty),* $(,)?) => {$(
        impl $crate::de::Field for $record {
            fn read(value: serde_json::Value) -> Result<Option<Self>, serde_json::Value> {
                Ok(Some($crate::de::item(value)))
            }

            fn write(self) -> serde_json::Value {
                serde_json::to_value(self).expect("a record is JSON")
            }
        }
    )*};
}

/// Enums of the wire: any text, and a number as its digits.
macro_rules! words {
    ($($word:ty),* $(,)?) => {$(
        impl $crate::de::Field for $word {
            fn read(value: serde_json::Value) -> Result<Option<Self>, serde_json::Value> {
                Ok(String::read(value)?.map(Self::from))
            }

            fn write(self) -> serde_json::Value {
                self.as_str().into()
            }
        }
    )*};
}

pub(crate) use {nested, words};

number_ids!(CaseId, CaseTagId, CompanyId, CrmContactId, DepartmentId, NoteId, RepId, RepUserId, TemplateId);
text_ids!(ChatId, ContactUuid, EmailId, IntegrationId, WebhookId);

impl Field for String {
    fn read(value: Value) -> Result<Option<Self>, Value> {
        text(value)
    }

    fn write(self) -> Value {
        self.into()
    }
}

impl Field for i64 {
    fn read(value: Value) -> Result<Option<Self>, Value> {
        if is_none(&value) {
            return Ok(None);
        }
        let number = match &value {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        number.map(Some).ok_or(value)
    }

    fn write(self) -> Value {
        self.into()
    }
}

impl Field for f64 {
    fn read(value: Value) -> Result<Option<Self>, Value> {
        if is_none(&value) {
            return Ok(None);
        }
        let number = match &value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok().filter(|number: &Self| number.is_finite()),
            _ => None,
        };
        number.map(Some).ok_or(value)
    }

    fn write(self) -> Value {
        self.into()
    }
}

impl Field for bool {
    fn read(value: Value) -> Result<Option<Self>, Value> {
        let yes = match &value {
            Value::Bool(yes) => Some(*yes),
            Value::Number(number) => match number.as_u64() {
                Some(0) => Some(false),
                Some(1) => Some(true),
                _ => None,
            },
            Value::String(text) => match text.trim() {
                "1" => Some(true),
                "0" => Some(false),
                text if text.eq_ignore_ascii_case("true") => Some(true),
                text if text.eq_ignore_ascii_case("false") => Some(false),
                _ => None,
            },
            _ => None,
        };
        match yes {
            None if is_none(&value) => Ok(None),
            None => Err(value),
            yes => Ok(yes),
        }
    }

    fn write(self) -> Value {
        self.into()
    }
}

impl Field for Moment {
    fn read(value: Value) -> Result<Option<Self>, Value> {
        match value {
            _ if is_none(&value) || is_zero(&value) => Ok(None),
            // MySQL's date of nothing, with or without a time.
            Value::String(text) if text.trim().starts_with("0000-00-00") => Ok(None),
            Value::String(text) => Ok(Some(Self::new(text))),
            other => Err(other),
        }
    }

    fn write(self) -> Value {
        String::from(self).into()
    }
}

/// Whatever it is.
impl Field for Value {
    fn read(value: Value) -> Result<Option<Self>, Value> {
        Ok((!value.is_null()).then_some(value))
    }

    fn write(self) -> Value {
        self
    }
}
