//! Objects of responses, without the large members that nobody reads.
//!
//! A record keeps the fields that it does not know. Their memory is bounded: a field beyond the limit is skipped while it
//! is parsed, and named in [`SKIPPED`]. The memory of known fields is bounded too, far above what records have.

use std::{
    cell::{Cell, RefCell},
    fmt,
    marker::PhantomData,
    sync::Arc,
};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

use super::FromFields;

/// Member of `extra` that names skipped fields.
const SKIPPED: &str = "skipped_fields";

/// Names of skipped fields that one object holds.
const MAX_NAMES: usize = 20;

/// Length of such a name, in characters.
const MAX_NAME: usize = 100;

/// Memory that a value takes beside its text, in bytes: roughly that of an entry of a map.
const VALUE_BYTES: usize = 64;

/// Known fields of a record; `None` if all are kept.
pub type KnownFields = fn() -> Option<&'static [Known]>;

/// Known field of a record.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Known {
    names: &'static [&'static str],
    inner: Inner,
}

/// Kind of a value.
#[derive(Debug, Clone, Copy)]
enum Inner {
    /// Everything in it is known.
    Any,
    /// A record.
    Record(KnownFields),
    /// A list of records. PHP writes one with gaps as an object.
    List(KnownFields),
}

impl Known {
    /// Creates the field from its names and the fields of its records, if it holds any.
    #[must_use]
    pub const fn new(names: &'static [&'static str], fields: Option<KnownFields>, is_list: bool) -> Self {
        let inner = match fields {
            None => Inner::Any,
            Some(fields) if is_list => Inner::List(fields),
            Some(fields) => Inner::Record(fields),
        };
        Self { names, inner }
    }
}

/// Finds the fields of a type that may not be a record: `Probe::<T>::new().known()`.
#[doc(hidden)]
#[derive(Debug)]
pub struct Probe<T>(PhantomData<fn() -> T>);

impl<T> Probe<T> {
    /// Creates the probe.
    #[allow(clippy::new_without_default, reason = "for the macro only")]
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T: FromFields> Probe<T> {
    /// Returns the fields of a record.
    #[must_use]
    pub fn known(&self) -> Option<KnownFields> {
        Some(T::known)
    }
}

/// Fields of a type that is not a record.
#[doc(hidden)]
pub trait Opaque {
    /// Returns `None`.
    fn known(&self) -> Option<KnownFields> {
        None
    }
}

impl<T> Opaque for Probe<T> {}

/// Memory for the fields of one response, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DecodeLimits {
    pub(crate) known: usize,
    pub(crate) unknown: usize,
}

thread_local! {
    /// Rest of the limits of the response that this thread decodes.
    static LEFT: Cell<Option<DecodeLimits>> = const { Cell::new(None) };
    /// Known fields of this response that were skipped.
    static MISSING: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    /// Set while the fields of a record are read. They were counted before.
    static IS_COUNTED: Cell<bool> = const { Cell::new(false) };
}

/// Fields of a response that its records know, and that were too large to be read. An extension of the response.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SkippedFields {
    /// Names of the fields, at most 20.
    pub names: Arc<[String]>,
}

/// Decodes one response within limits, and returns the known fields that were skipped.
pub(crate) fn limited<T>(limits: DecodeLimits, decode: impl FnOnce() -> T) -> (T, Option<SkippedFields>) {
    let _restore = Restore(&LEFT, LEFT.replace(Some(limits)));
    MISSING.take();
    let decoded = decode();
    let names = MISSING.take();
    (decoded, (!names.is_empty()).then(|| SkippedFields { names: names.into() }))
}

fn miss(name: &str) {
    MISSING.with_borrow_mut(|missing| {
        if missing.len() < MAX_NAMES && !missing.iter().any(|it| it == name) {
            missing.push(name.to_owned());
        }
    });
}

/// Reads the fields of a record, which were counted already.
#[doc(hidden)]
pub fn counted<T>(read: impl FnOnce() -> T) -> T {
    let _restore = Restore(&IS_COUNTED, IS_COUNTED.replace(true));
    read()
}

/// Puts a value back, also if the code in between panics.
struct Restore<T: Copy + 'static>(&'static std::thread::LocalKey<Cell<T>>, T);

impl<T: Copy + 'static> Drop for Restore<T> {
    fn drop(&mut self) {
        self.0.set(self.1);
    }
}

/// Reads the fields of an object. `accepts_empty_list` reads `[]` as an object without fields.
///
/// # Errors
///
/// When the value is not an object, or exceeds the limits.
#[doc(hidden)]
pub fn record_fields<'de, T: FromFields, D: Deserializer<'de>>(
    deserializer: D,
    accepts_empty_list: bool,
) -> Result<Map<String, Value>, D::Error> {
    let inner = if IS_COUNTED.get() { Inner::Any } else { Inner::Record(T::known) };
    let value = thin(deserializer, inner)?;
    match value {
        Value::Object(fields) => Ok(fields),
        Value::Array(items) if accepts_empty_list && items.is_empty() => Ok(Map::new()),
        _ => Err(D::Error::custom("expected an object")),
    }
}

/// JSON of a list of records, or anything else. Large fields that the records do not know are skipped.
#[doc(hidden)]
#[derive(Debug)]
pub struct Records<T> {
    /// The value.
    pub value: Value,
    record: PhantomData<fn() -> T>,
}

impl<'de, T: FromFields> Deserialize<'de> for Records<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self { value: thin(deserializer, Inner::List(T::known))?, record: PhantomData })
    }
}

fn thin<'de, D: Deserializer<'de>>(deserializer: D, inner: Inner) -> Result<Value, D::Error> {
    let left = LEFT.get();
    let limits = if IS_COUNTED.get() {
        DecodeLimits { known: usize::MAX, unknown: usize::MAX }
    } else {
        left.unwrap_or_default()
    };
    let (known, unknown) = (Cell::new(limits.known), Cell::new(limits.unknown));
    let value = Thin { inner, left: &known, unknown: &unknown }.deserialize(deserializer)?;
    if left.is_some() && !IS_COUNTED.get() {
        LEFT.set(Some(DecodeLimits { known: known.get(), unknown: unknown.get() }));
    }
    value.ok_or_else(|| D::Error::custom("the response holds more values than the limit of the client"))
}

/// Builds a value, or skips it if it exceeds the limit.
#[derive(Clone, Copy)]
struct Thin<'a> {
    inner: Inner,
    /// Bytes left for this value.
    left: &'a Cell<usize>,
    /// Bytes left for unknown fields.
    unknown: &'a Cell<usize>,
}

impl Thin<'_> {
    /// Counts a value with a text of this length. Returns `false` if the limit is reached.
    fn take(self, bytes: usize) -> bool {
        let left = self.left.get().checked_sub(bytes.saturating_add(VALUE_BYTES));
        left.inspect(|left| self.left.set(*left)).is_some()
    }

    fn scalar<E>(self, bytes: usize, value: impl FnOnce() -> Value) -> Result<Option<Value>, E> {
        Ok(self.take(bytes).then(value))
    }

    /// Returns the value of a member, without its cost if it is skipped.
    fn member<'de, A: MapAccess<'de>>(self, members: &mut A) -> Result<Option<Value>, A::Error> {
        let before = self.left.get();
        let value = members.next_value_seed(self)?;
        if value.is_none() {
            self.left.set(before);
        }
        Ok(value)
    }
}

impl<'de> DeserializeSeed<'de> for Thin<'_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Thin<'_> {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        self.scalar(0, || value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        self.scalar(0, || value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        self.scalar(0, || value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        self.scalar(0, || value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        self.scalar(value.len(), || value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Self::Value, E> {
        self.scalar(value.len(), || value.into())
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        self.scalar(0, || Value::Null)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        self.scalar(0, || Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let inner = match self.inner {
            Inner::List(fields) => Inner::Record(fields),
            inner => inner,
        };
        let mut list = self.take(0).then(Vec::new);
        while let Some(kept) = &mut list {
            match items.next_element_seed(Self { inner, ..self })? {
                None => return Ok(list.map(Value::Array)),
                Some(Some(item)) => kept.push(item),
                Some(None) => list = None,
            }
        }
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let fields = match self.inner {
            Inner::Record(fields) => fields(),
            Inner::Any | Inner::List(_) => None,
        };
        let mut map = self.take(0).then(Map::new);
        let mut skipped = Vec::new();
        while let Some(kept) = &mut map {
            let Some(name) = members.next_key::<String>()? else {
                if !skipped.is_empty() {
                    kept.insert(SKIPPED.to_owned(), Value::Array(skipped));
                }
                return Ok(map.map(Value::Object));
            };
            if !self.take(name.len()) {
                members.next_value::<IgnoredAny>()?;
                map = None;
                continue;
            }
            let value = match (fields, self.inner) {
                (Some(fields), _) => {
                    let known = fields.iter().find(|field| field.names.contains(&name.as_str()));
                    let seed = match known {
                        Some(field) => Self { inner: field.inner, ..self },
                        None => Self { inner: Inner::Any, left: self.unknown, ..self },
                    };
                    let Some(value) = seed.member(&mut members)? else {
                        if known.is_some() {
                            miss(&name);
                        }
                        if skipped.len() < MAX_NAMES {
                            skipped.push(name.chars().take(MAX_NAME).collect::<String>().into());
                        }
                        continue;
                    };
                    Some(value)
                }
                (None, Inner::List(fields)) if name.bytes().all(|byte| byte.is_ascii_digit()) => {
                    members.next_value_seed(Self { inner: Inner::Record(fields), ..self })?
                }
                (None, _) => members.next_value_seed(Self { inner: Inner::Any, ..self })?,
            };
            match value {
                Some(value) => drop(kept.insert(name, value)),
                None => map = None,
            }
        }
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

#[cfg(test)]
mod tests;
