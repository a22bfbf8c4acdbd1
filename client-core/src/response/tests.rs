use serde_json::{Value, json};

use crate::{de::text, response};

/// A nested record.
#[response]
pub(super) struct Author {
    /// Its id.
    #[required]
    pub id: String,
    /// Name.
    pub name: Option<String>,
}

/// A record with a field of each kind.
#[response]
pub(super) struct Record {
    /// Its id.
    #[required]
    #[serde(alias = "key")]
    pub id: String,
    /// Its kind.
    #[serde(rename = "type", alias = "kind")]
    pub kind: Option<String>,
    /// Its author.
    pub author: Option<Author>,
    /// Its readers.
    pub readers: Vec<Author>,
    /// Its watchers.
    pub watchers: Option<Vec<Author>>,
    /// Its state.
    pub is_open: bool,
    /// A number or a text.
    #[serde(deserialize_with = "text")]
    pub code: Option<String>,
}

/// A record without required fields.
#[response]
pub(super) struct Loose {
    /// A count.
    pub count: Option<u32>,
}

#[test]
fn a_list_of_which_nothing_can_be_read_is_no_empty_list() {
    let record = record(json!({ "id": "1", "readers": [null], "watchers": [null] }));
    assert_eq!((record.readers, record.watchers), (Vec::new(), None));
    assert_eq!(record.extra["unreadable_watchers"], json!([null]));
}

fn record(json: Value) -> Record {
    serde_json::from_value(json).unwrap()
}

#[test]
fn absent_and_null_are_the_default() {
    for json in [
        json!({ "id": "1" }),
        json!({ "id": "1", "type": null, "author": null, "readers": null, "watchers": null, "is_open": null, "code": null }),
    ] {
        let record = record(json);
        assert_eq!((record.kind, record.author, record.watchers), (None, None, None));
        assert_eq!((record.readers.len(), record.is_open, record.code), (0, false, None));
        assert!(record.extra.is_empty(), "{:?}", record.extra);
    }
}

#[test]
fn unreadable_values_do_not_fail_the_record() {
    let record = record(json!({
        "id": "1",
        "type": ["x"],
        "author": { "name": "no id" },
        "readers": [{ "id": "a" }, { "name": "no id" }, 3, { "id": "b", "name": [] }],
        "watchers": "nobody",
        "is_open": "maybe",
        "code": 12,
        "new": 1,
    }));
    assert_eq!(record.readers.iter().map(|reader| reader.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(record.readers[1].extra["unreadable_name"], json!([]));
    assert_eq!(record.code.as_deref(), Some("12"));
    assert_eq!(
        Value::Object(record.extra.clone()),
        json!({
            "new": 1,
            "unreadable_type": ["x"],
            "unreadable_author": { "name": "no id" },
            "unreadable_readers": [{ "name": "no id" }, 3],
            "unreadable_watchers": "nobody",
            "unreadable_is_open": "maybe",
        })
    );
    // A serialized record reads as the same record and has no duplicate names.
    let written = serde_json::to_string(&record).unwrap();
    assert_eq!(written.matches(r#""type""#).count(), 1, "{written}");
    assert_eq!(serde_json::from_str::<Record>(&written).unwrap(), record);
}

#[test]
fn value_that_is_no_text_is_kept() {
    for value in [json!(true), json!(["a"]), json!({ "a": 1 })] {
        let record = record(json!({ "id": "1", "code": value }));
        assert_eq!((record.code, &record.extra["unreadable_code"]), (None, &value));
    }
    assert_eq!(record(json!({ "id": "1", "code": "x" })).code.as_deref(), Some("x"));
}

#[test]
fn aliases_are_tried_in_order() {
    assert_eq!(record(json!({ "key": "1" })).id, "1");
    assert_eq!(record(json!({ "id": 1, "key": "1" })).id, "1");
    let both = record(json!({ "id": "1", "type": "a", "kind": "b" }));
    assert_eq!((both.kind.as_deref(), &both.extra["kind"]), (Some("a"), &json!("b")));
    let second = record(json!({ "id": "1", "type": 7, "kind": "b" }));
    assert_eq!((second.kind.as_deref(), &second.extra["unreadable_type"]), (Some("b"), &json!(7)));
}

#[test]
fn required_fields_are_named_in_errors() {
    let error = |json: Value| serde_json::from_value::<Record>(json).unwrap_err().to_string();
    assert_eq!(error(json!({})), "missing field `id`");
    assert!(error(json!({ "id": 7 })).starts_with("`id`: invalid type"), "{}", error(json!({ "id": 7 })));
    assert!(error(json!({ "id": null })).starts_with("`id`: invalid type"));
}

#[test]
fn only_objects_are_records() {
    for junk in [json!([]), json!([1]), json!("x"), json!(1), json!(null)] {
        assert!(serde_json::from_value::<Loose>(junk.clone()).is_err(), "{junk}");
    }
    assert_eq!(serde_json::from_value::<Loose>(json!({})).unwrap(), Loose::default());
}
