//! Lenient deserialization of FuseDesk's values.
//!
//! FuseDesk is written in PHP, and its responses are mostly undocumented. Known deviations are `false` for an
//! unset date, numbers as texts, and lists in place of maps. All fields follow this table:
//!
//! | type | read as none | read as a value |
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
//! Any other value is returned to the caller and stays in the record's `extra`.

#[cfg(test)]
pub(crate) mod tests;

use bytes::Bytes;
use client_core::{
    DecodeError,
    response::{FromFields, Records},
};
use http::Response;
use serde::Deserializer;
use serde_json::{Map, Value};

use crate::{
    id::{
        CaseId, CaseTagId, ChatId, CompanyId, ContactUuid, CrmContactId, DepartmentId, EmailId,
        IntegrationId, NoteId, RepId, RepUserId, TemplateId, WebhookId,
    },
    time::Moment,
};

/// Value of a response field.
pub(crate) trait Field: Sized {
    /// Reads a value. Returns `None` for values that mean none, and an unreadable value as the error.
    fn read(value: Value) -> Result<Option<Self>, Value>;

    /// Returns the value in the form that [`read`](Self::read) accepts.
    fn write(self) -> Value;

    /// Reads a list. Fails if one item is unreadable.
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

/// Returns the items of a list. PHP writes a list with gaps as an object with indexes as keys. Objects with other
/// keys are refused.
fn items(value: Value) -> Result<Option<Vec<Value>>, Value> {
    match value {
        Value::Array(items) => Ok(Some(items)),
        Value::Object(items) => {
            if items.keys().any(|key| key.parse::<u64>().is_err()) {
                return Err(Value::Object(items));
            }
            let mut items: Vec<_> = items.into_iter().collect();
            // Numeric order: as text, 10 sorts before 2.
            items.sort_by_key(|(key, _)| key.parse::<u64>().ok());
            Ok(Some(items.into_iter().map(|(_, item)| item).collect()))
        }
        value if is_none(&value) => Ok(None),
        value => Err(value),
    }
}

/// Reads an item of a list. An item that is not an object becomes a record with the extra field `value`, so that
/// the other items keep their positions.
///
/// `Default` implies that no field is required, so reading cannot fail.
pub(crate) fn item<T: FromFields + Default>(item: Value) -> T {
    let fields = match item {
        Value::Object(fields) => fields,
        Value::Array(items) if items.is_empty() => Map::new(),
        other => Map::from_iter([("value".to_owned(), other)]),
    };
    T::from_fields(fields).unwrap_or_default()
}

/// Reads the rows of a list response, each on its own: an invalid row does not affect the others.
///
/// Refuses empty responses and lists of other values, because an empty list must not be a guess.
pub(crate) fn rows<T: FromFields + Default>(response: &Response<Bytes>) -> Result<Vec<T>, DecodeError> {
    let answer = client_core::json::from_slice::<Records<T>>(response.body())?.value;
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

/// Reads the fields of a record from an object, or from the empty list that PHP writes for an empty object.
pub(crate) fn fields<'de, T: FromFields, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Map<String, Value>, D::Error> {
    client_core::response::record_fields::<T, D>(deserializer, true)
}

/// Returns `true` for values that PHP writes for none.
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

/// Reads a number, or a text of one.
fn unsigned(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// Reads a text, or a number as its digits.
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
                // The text `0` may be an id. The number means none.
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

/// Implements [`Field`] for nested records.
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

/// Implements [`Field`] for open enums: any text, and a number as its digits.
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
            // MySQL's zero date, with or without a time.
            Value::String(text) if text.trim().starts_with("0000-00-00") => Ok(None),
            Value::String(text) => Ok(Some(Self::new(text))),
            other => Err(other),
        }
    }

    fn write(self) -> Value {
        String::from(self).into()
    }
}

/// Reads any value.
impl Field for Value {
    fn read(value: Value) -> Result<Option<Self>, Value> {
        Ok((!value.is_null()).then_some(value))
    }

    fn write(self) -> Value {
        self
    }
}
