//! Field names of a struct, in declaration order.
//!
//! Clients show the arguments of a prompt in the order of its definition, and some pass them by position. A JSON
//! Schema does not keep that order; the code that serde derives does.

use serde::de::{DeserializeOwned, Deserializer, Error as _, Visitor, value::Error};

/// Returns the field names of a struct in declaration order; empty for a type that is not deserialised as a struct.
pub(super) fn order<T: DeserializeOwned>() -> &'static [&'static str] {
    let mut fields: &'static [&'static str] = &[];
    // The deserialiser always fails. Only the field names that it is called with matter.
    let _ = T::deserialize(FieldNames(&mut fields));
    fields
}

struct FieldNames<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for FieldNames<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("only structs are asked for their fields"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        *self.0 = fields;
        Err(Error::custom("there is no value"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[test]
    fn field_order_is_declaration_order() {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "only the names are of interest")]
        struct Zoo {
            zebra: String,
            #[serde(rename = "monkey")]
            ape: Option<String>,
            bear: u32,
        }
        assert_eq!(order::<Zoo>(), ["zebra", "monkey", "bear"]);
        assert!(order::<Vec<String>>().is_empty());
        assert!(order::<crate::handler::tool::NoArguments>().is_empty());
    }
}
