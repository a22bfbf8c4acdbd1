//! Maps of custom fields and changes to them. Values keep their original bytes.

use std::collections::BTreeMap;

use bytes::Bytes;
use client_core::Body;
use http::{Request, header};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, value::RawValue};

/// A JSON object with uninterpreted values: a number keeps its digits.
type Object = BTreeMap<String, Box<RawValue>>;

const NAME: &str = "custom_fields";

/// Stored custom fields.
#[derive(Debug, Default, Serialize)]
#[serde(transparent)]
pub(super) struct Fields(Object);

/// Changes to some fields. Null removes a field.
#[derive(Debug)]
pub(super) struct Change(Object);

/// Parsed body of an update.
#[derive(Debug)]
pub(super) struct Update {
    pub(super) change: Change,
    rest: Object,
}

impl Update {
    /// Returns `None` if the body has no custom fields, or if Front would not accept it.
    pub(super) fn of(request: &Request<Body>) -> Result<Option<Self>, &'static str> {
        let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if media_type.is_some_and(|media_type| media_type.starts_with("multipart/")) {
            // Part headers contain the field names, as `multipart::form` writes them.
            return if request.body().in_memory().any(|bytes| contains(bytes, b"name=\"custom_fields")) {
                Err(
                    "custom fields cannot be merged in a request with files: change them in a call of their own",
                )
            } else {
                Ok(None)
            };
        }
        let Some(body) = request.body().as_bytes() else { return Ok(None) };
        // The name could contain escapes, but JSON serializers write none.
        if !contains(body, NAME.as_bytes()) {
            return Ok(None);
        }
        let Ok(mut rest) = serde_json::from_slice::<Object>(body) else { return Ok(None) };
        let Some(change) = rest.remove(NAME) else { return Ok(None) };
        match serde_json::from_str(change.get()) {
            Ok(change) => Ok(Some(Self { change: Change(change), rest })),
            Err(_) => {
                Err("`custom_fields` is not an object: to erase a field, set it to null; to erase the \
                           others, replace them all")
            }
        }
    }

    /// Returns the body with this map, or without one.
    pub(super) fn body(&self, fields: Option<&Fields>) -> Bytes {
        let mut body = self.rest.clone();
        if let Some(fields) = fields {
            let fields = serde_json::value::to_raw_value(fields).expect("names and JSON values serialize");
            body.insert(NAME.to_owned(), fields);
        }
        serde_json::to_vec(&body).expect("names and JSON values serialize").into()
    }
}

impl Fields {
    /// Returns the fields with the change applied.
    pub(super) fn merged(&self, change: &Change) -> Self {
        let mut fields = self.0.clone();
        for (name, value) in &change.0 {
            if is_null(value) {
                fields.remove(name);
            } else {
                fields.insert(name.clone(), value.clone());
            }
        }
        Self(fields)
    }

    /// Null counts as absent.
    fn get(&self, name: &str) -> Option<&RawValue> {
        self.0.get(name).map(|value| &**value).filter(|value| !is_null(value))
    }
}

/// Reads `null` as an empty map.
impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Option::deserialize(deserializer)?.unwrap_or_default()))
    }
}

impl Change {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the changed fields that have their previous value after the write, or are missing.
    ///
    /// Any third value is no loss: somebody changed it later, or Front formats it differently.
    pub(super) fn lost(&self, before: &Fields, after: &Fields) -> Vec<&str> {
        let is_lost = |name: &str, wanted: &RawValue| {
            let wanted = Some(wanted).filter(|value| !is_null(value));
            let (before, after) = (before.get(name), after.get(name));
            !same(after, wanted) && (after.is_none() || same(after, before))
        };
        let names = self.0.iter().filter(|(name, wanted)| is_lost(name, wanted));
        names.map(|(name, _)| name.as_str()).collect()
    }
}

fn is_null(value: &RawValue) -> bool {
    value.get() == "null"
}

/// Returns `true` if the values are equal, even with different bytes such as `1` and `1.0`.
fn same(a: Option<&RawValue>, b: Option<&RawValue>) -> bool {
    let (a, b) = match (a, b) {
        (Some(a), Some(b)) if a.get() != b.get() => (a, b),
        (a, b) => return a.is_some() == b.is_some(),
    };
    match (serde_json::from_str(a.get()), serde_json::from_str(b.get())) {
        (Ok(Value::Number(a)), Ok(Value::Number(b))) if a.is_f64() || b.is_f64() => a.as_f64() == b.as_f64(),
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::btree_map, prelude::*};

    fn fields(text: &str) -> Fields {
        serde_json::from_str(text).unwrap()
    }

    fn change(text: &str) -> Change {
        Change(serde_json::from_str(text).unwrap())
    }

    fn text(fields: &Fields) -> String {
        serde_json::to_string(fields).unwrap()
    }

    fn patch(media_type: &str, body: &str) -> Request<Body> {
        let body = Body::from(body.to_owned());
        Request::patch("/contacts/crd_1").header("content-type", media_type).body(body).unwrap()
    }

    #[test]
    fn numbers_are_not_interpreted() {
        let before = fields(r#"{"a":1.10,"b":12345678901234567890123,"c":1e400,"d":{"x": [1.0]}}"#);
        let after = before.merged(&change(r#"{"e":-0.0}"#));
        assert_eq!(
            text(&after),
            r#"{"a":1.10,"b":12345678901234567890123,"c":1e400,"d":{"x": [1.0]},"e":-0.0}"#
        );
    }

    #[test]
    fn the_rest_of_the_body_is_kept() {
        let update =
            Update::of(&patch("application/json", r#"{"name":"A","custom_fields":{"x":1},"links":[]}"#));
        let update = update.unwrap().unwrap();
        assert_eq!(update.body(None), r#"{"links":[],"name":"A"}"#);
        let merged = fields(r#"{"y":2}"#).merged(&update.change);
        assert_eq!(update.body(Some(&merged)), r#"{"custom_fields":{"x":1,"y":2},"links":[],"name":"A"}"#);
    }

    #[test]
    fn custom_fields_that_are_no_object_are_refused() {
        for body in [r#"{"custom_fields":null}"#, r#"{"custom_fields":[]}"#, r#"{"custom_fields":"x"}"#] {
            assert!(Update::of(&patch("application/json", body)).is_err(), "{body}");
        }
        let form =
            "--b\r\nContent-Disposition: form-data; name=\"custom_fields[Tier]\"\r\n\r\ngold\r\n--b--\r\n";
        let error = Update::of(&patch("multipart/form-data; boundary=b", form)).unwrap_err();
        assert!(error.contains("files"), "{error}");
    }

    #[test]
    fn body_without_custom_fields_passes() {
        for (media_type, body) in [
            ("application/json", ""),
            ("application/json", r#"{"name":"custom_fields"}"#),
            ("application/json", r#"{"custom_fields": {"#),
            ("application/json", r#"["custom_fields"]"#),
            (
                "multipart/form-data; boundary=b",
                "--b\r\nContent-Disposition: form-data; name=\"avatar\"\r\n\r\n",
            ),
        ] {
            assert!(Update::of(&patch(media_type, body)).unwrap().is_none(), "{body}");
        }
    }

    #[test]
    fn lost_update_is_old_value_or_missing() {
        let before = fields(r#"{"a":1,"b":2,"n":null}"#);
        let lost = |wanted: &str, after: &str| {
            change(wanted).lost(&before, &fields(after)).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(lost(r#"{"a":5}"#, r#"{"a":1,"b":2}"#), ["a"]);
        assert_eq!(lost(r#"{"a":5,"c":6}"#, r#"{"b":2}"#), ["a", "c"]);
        assert_eq!(lost(r#"{"a":null}"#, r#"{"a":1,"b":2}"#), ["a"]);
        // As requested, in whatever format; or a third value.
        assert!(lost(r#"{"a":5}"#, r#"{"a":5.0}"#).is_empty());
        assert!(lost(r#"{"a":5}"#, r#"{"a":7}"#).is_empty());
        assert!(lost(r#"{"a":null,"n":null}"#, r#"{"b":2}"#).is_empty());
        assert!(lost(r#"{"a":null}"#, r#"{"a":null}"#).is_empty());
        // It already had the value.
        assert!(lost(r#"{"a":1}"#, r#"{"a":1.0}"#).is_empty());
    }

    /// Generates JSON values, including those whose text changes when parsed and printed.
    fn value() -> impl Strategy<Value = Box<RawValue>> {
        prop_oneof![
            Just("null".to_owned()),
            "-?[1-9][0-9]{0,30}(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?",
            any::<String>().prop_map(|text| Value::String(text).to_string()),
            any::<bool>().prop_map(|flag| flag.to_string()),
            Just(r#"{ "x" : [ 1.0 , "\u00e9" ] }"#.to_owned()),
        ]
        .prop_map(|text| RawValue::from_string(text).unwrap())
    }

    fn map() -> impl Strategy<Value = Object> {
        btree_map("[a-f]", value(), 0..6)
    }

    proptest! {
        #[test]
        fn merge_changes_only_given_fields((before, wanted) in (map(), map())) {
            let (before, wanted) = (Fields(before), Change(wanted));
            let after = before.merged(&wanted);
            for (name, value) in &before.0 {
                if !wanted.0.contains_key(name) {
                    prop_assert_eq!(after.0[name].get(), value.get());
                }
            }
            for (name, value) in &wanted.0 {
                let expected = (!is_null(value)).then(|| value.get());
                prop_assert_eq!(after.0.get(name).map(|value| value.get()), expected);
            }
            prop_assert!(after.0.keys().all(|name| before.0.contains_key(name) || wanted.0.contains_key(name)));
        }

        #[test]
        fn a_merge_is_idempotent_and_is_no_loss((before, wanted) in (map(), map())) {
            let (before, wanted) = (Fields(before), Change(wanted));
            let once = before.merged(&wanted);
            prop_assert_eq!(text(&once.merged(&wanted)), text(&once));
            prop_assert!(wanted.lost(&before, &once).is_empty());
        }

        #[test]
        fn merged_fields_round_trip_through_json((before, wanted) in (map(), map())) {
            let merged = Fields(before).merged(&Change(wanted));
            let read: Fields = serde_json::from_str(&text(&merged)).unwrap();
            prop_assert_eq!(text(&read), text(&merged));
        }
    }
}
