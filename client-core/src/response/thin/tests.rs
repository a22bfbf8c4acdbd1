use serde_json::{Value, json};

use super::{DecodeLimits, Records, VALUE_BYTES, limited};
use crate::response;

/// A nested record.
#[response]
struct Author {
    /// Its id.
    #[required]
    pub id: String,
}

/// A record with records in it.
#[response]
struct Record {
    /// Its id.
    #[required]
    #[serde(alias = "key")]
    pub id: String,
    /// Its author.
    pub author: Option<Box<Author>>,
    /// Its readers.
    pub readers: Vec<Author>,
    /// Fields that nobody declared.
    pub fields: serde_json::Map<String, Value>,
}

/// Decodes JSON with limits in values of no length.
fn read(known: usize, unknown: usize, json: &Value) -> serde_json::Result<Record> {
    let limits = DecodeLimits { known: known * VALUE_BYTES, unknown: unknown * VALUE_BYTES };
    limited(limits, || serde_json::from_str(&json.to_string())).0
}

#[test]
fn large_unknown_fields_are_skipped_at_every_depth() {
    let zeros = vec![0; 5_000];
    let json = json!({
        "id": "1", "new": true, "zeros": zeros,
        "author": { "id": "a", "zeros": zeros, "small": [1] },
        "readers": [{ "id": "b", "deep": { "zeros": zeros } }, { "zeros": zeros }],
    });
    let record = read(1_000, 100, &json).unwrap();
    assert_eq!(record.extra["new"], true);
    assert_eq!(record.extra["skipped_fields"], json!(["zeros"]));
    let author = record.author.unwrap();
    assert_eq!((&author.extra["skipped_fields"], &author.extra["small"]), (&json!(["zeros"]), &json!([1])));
    assert_eq!(record.readers[0].extra["skipped_fields"], json!(["deep"]));
    assert_eq!(record.extra["unreadable_readers"], json!([{ "skipped_fields": ["zeros"] }]));
}

#[test]
fn unknown_fields_within_the_limit_are_kept() {
    let json = json!({ "key": "1", "zeros": vec![0; 5_000], "readers": [{ "id": "b", "x": { "y": [null, 1.5, "z"] } }] });
    let record: Record = serde_json::from_value(json.clone()).unwrap();
    assert!(record.extra.contains_key("skipped_fields"));
    let record = read(100_000, 100_000, &json).unwrap();
    assert_eq!(record.extra["zeros"], json["zeros"]);
    assert_eq!(record.readers[0].extra["x"], json["readers"][0]["x"]);
}

#[test]
fn limits_hold_for_all_records_of_a_response() {
    let records: Vec<Value> = (0..10).map(|id| json!({ "id": id.to_string(), "x": vec![0; 20] })).collect();
    let limits = DecodeLimits { known: 1_000_000, unknown: 50 * VALUE_BYTES };
    let records: Vec<Record> =
        limited(limits, || serde_json::from_str(&Value::Array(records).to_string())).0.unwrap();
    let kept = records.iter().filter(|record| record.extra.contains_key("x")).count();
    assert_eq!((records.len(), kept), (10, 2));
}

#[test]
fn known_field_over_the_limit_costs_no_record() {
    let fields: serde_json::Map<String, Value> = (0..5_000).map(|n| (n.to_string(), json!(n))).collect();
    let record = read(1_000, 100, &json!({ "fields": fields, "id": "1" })).unwrap();
    assert!(record.fields.is_empty());
    assert_eq!((record.id.as_str(), &record.extra["skipped_fields"]), ("1", &json!(["fields"])));
    assert!(read(0, 0, &json!({ "id": "1" })).is_err());
    let limits = DecodeLimits { known: 1_000 * VALUE_BYTES, unknown: 100 * VALUE_BYTES };
    let json = |fields: usize| json!({ "fields": vec![0; fields], "new": vec![0; 5_000] }).to_string();
    let skipped = |json: &str| limited(limits, || serde_json::from_str::<Record>(json).is_ok()).1;
    assert_eq!(&*skipped(&json(5_000)).unwrap().names, ["fields"]);
    assert_eq!(skipped(&json(1)), None);
}

#[test]
fn lists_written_as_objects_keep_their_items() {
    let json = json!({ "0": { "id": "1", "zeros": vec![0; 10_000] }, "1": { "id": "2" } });
    let records: Records<Record> = serde_json::from_str(&json.to_string()).unwrap();
    assert_eq!(records.value, json!({ "0": { "id": "1", "skipped_fields": ["zeros"] }, "1": { "id": "2" } }));
}
