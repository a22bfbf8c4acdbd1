//! Numeric identifiers, one type for each resource.

use std::fmt;

use serde::{Deserializer, de};

/// Defines newtypes over [`u64`], one for each kind of resource, so that ids of different resources cannot be
/// mixed up. A bare number does not convert: use `new`.
///
/// Deserializes from a number or a text of digits, because models and APIs in PHP write both. Serializes as a
/// number.
///
/// ```
/// client_core::int_ids! {
///     /// An order.
///     OrderId;
///     /// A customer.
///     CustomerId;
/// }
///
/// let order: OrderId = serde_json::from_str(r#""12""#)?;
/// assert_eq!(order, OrderId::new(12));
/// assert_eq!(serde_json::to_string(&order)?, "12");
/// assert!(serde_json::from_str::<CustomerId>("-1").is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! int_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(
            ::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy, ::core::cmp::PartialEq, ::core::cmp::Eq,
            ::core::cmp::PartialOrd, ::core::cmp::Ord, ::core::hash::Hash,
        )]
        pub struct $name(u64);

        impl $name {
            /// Creates an id from its number.
            #[must_use]
            pub const fn new(id: u64) -> Self {
                Self(id)
            }

            /// Returns the number.
            #[must_use]
            pub const fn get(self) -> u64 {
                self.0
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.0, f)
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::num::ParseIntError;

            fn from_str(id: &str) -> ::core::result::Result<Self, Self::Err> {
                id.trim().parse().map(Self)
            }
        }

        impl ::core::convert::From<$name> for u64 {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl $crate::macros::serde::Serialize for $name {
            fn serialize<S: $crate::macros::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_u64(self.0)
            }
        }

        impl<'de> $crate::macros::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::macros::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                $crate::macros::unsigned(deserializer).map(Self)
            }
        }

        $crate::json_schema! {
            impl JsonSchema for $name {
                stringify!($name),
                |_| json_schema!({ "type": "integer", "minimum": 0 })
            }
        }
    )*};
}

/// Reads an unsigned integer, or a text of one.
///
/// # Errors
///
/// When the value is anything else.
pub fn unsigned<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    deserializer.deserialize_any(Unsigned)
}

struct Unsigned;

impl de::Visitor<'_> for Unsigned {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number from 0 up")
    }

    fn visit_u64<E>(self, value: u64) -> Result<u64, E> {
        Ok(value)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<u64, E> {
        u64::try_from(value).map_err(|_| E::invalid_value(de::Unexpected::Signed(value), &self))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<u64, E> {
        value.trim().parse().map_err(|_| E::invalid_value(de::Unexpected::Str(value), &self))
    }
}

#[cfg(test)]
mod tests {
    crate::int_ids! {
        /// An order.
        OrderId;
    }

    fn read(json: &str) -> Option<u64> {
        serde_json::from_str::<OrderId>(json).ok().map(OrderId::get)
    }

    #[test]
    fn numbers_and_their_texts() {
        assert_eq!(read("12"), Some(12));
        assert_eq!(read(r#"" 12 ""#), Some(12));
        assert_eq!(read("18446744073709551615"), Some(u64::MAX));
        for junk in ["-1", "1.5", r#""""#, r#""12a""#, r#""-1""#, "true", "null", "[]", "{}", "1e3"] {
            assert_eq!(read(junk), None, "{junk}");
        }
    }

    #[cfg(feature = "mcp")]
    #[test]
    fn a_schema_without_a_format() {
        let schema = schemars::schema_for!(OrderId).to_value();
        assert_eq!((schema["type"].as_str(), schema.get("format")), (Some("integer"), None));
    }
}
