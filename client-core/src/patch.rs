//! Field of an update, with three states.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Schema keyword of clearable fields, for internal use. A nullable type alone could also be an optional field.
#[cfg(feature = "mcp")]
pub(crate) const CLEARABLE: &str = "x-clearable";

/// Field of an update: leave it unchanged, clear it, or set it.
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
    /// Leave the field unchanged.
    #[default]
    Leave,
    /// Remove the value.
    Clear,
    /// Replace the value.
    Set(T),
}

impl<T> Patch<T> {
    /// Returns `true` if the field stays unchanged.
    pub const fn is_leave(&self) -> bool {
        matches!(self, Self::Leave)
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

/// Lets setters of texts accept literals.
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
