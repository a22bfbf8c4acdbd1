//! The three states of a field in an update.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Marks a field that can be cleared, in a schema that is not handed out as it is: null alone does not tell it from a
/// field that may be missing.
#[cfg(feature = "mcp")]
pub(crate) const CLEARABLE: &str = "x-clearable";

/// A field of an update: leave it as it is, clear it, or set it.
///
/// On the wire: absent, `null`, or the value. Use it with
/// `#[serde(default, skip_serializing_if = "Patch::is_leave")]`.
///
/// ```
/// use client_core::Patch;
/// assert_eq!(Patch::<u8>::default(), Patch::Leave);
/// assert_eq!(Patch::from(Some(1)), Patch::Set(1));
/// assert_eq!(Patch::<u8>::from(None), Patch::Clear);
/// assert_eq!(Patch::from("text"), Patch::Set("text".to_owned()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[allow(clippy::exhaustive_enums)] // There is no fourth state.
pub enum Patch<T> {
    /// Do not touch the field.
    #[default]
    Leave,
    /// Remove the value.
    Clear,
    /// Replace the value.
    Set(T),
}

impl<T> Patch<T> {
    /// Whether the field stays as it is.
    pub const fn is_leave(&self) -> bool {
        matches!(self, Self::Leave)
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

/// So that a setter of a text takes a literal.
impl From<&str> for Patch<String> {
    fn from(value: &str) -> Self {
        Self::Set(value.to_owned())
    }
}

impl<T> From<Option<T>> for Patch<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Clear, Self::Set)
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Leave | Self::Clear => serializer.serialize_none(),
            Self::Set(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}

crate::json_schema! {
    impl<T: JsonSchema> JsonSchema for Patch<T> {
        format!("Patch_{}", T::schema_name()),
        |generator| {
            let mut schema = Option::<T>::json_schema(generator);
            schema.insert(CLEARABLE.to_owned(), true.into());
            schema
        }
    }
}
