use std::{collections::BTreeMap, time::Instant};

use mcp_core::schema::{lean, output_schema};
use proptest::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Node, Shape, shrink};
use crate::mcp::result::json_chars;

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Mail,
    Call,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Entry {
    Message { id: String, body: String, to: Vec<String> },
    Event { id: u32, kind: Kind, fields: BTreeMap<String, Value> },
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Tree {
    name: String,
    children: Vec<Self>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Read {
    id: String,
    kind: Kind,
    pair: (u8, String),
    entries: Vec<Entry>,
    fields: BTreeMap<String, Value>,
    tree: Tree,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => ".{0,40}",
        1 => (0_usize..2_000, prop::sample::select(vec!["a", "\n", "\u{1}", "\"", "ä", "😀", "x y "]))
            .prop_map(|(times, unit)| unit.repeat(times)),
    ]
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 200, 40, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..40).prop_map(Value::from),
            prop::collection::btree_map("[a-z/~]{0,9}|.{0,30}|[a-z]{0,9}_cursor", inner, 0..60)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn trees() -> impl Strategy<Value = Tree> {
    let leaf = text().prop_map(|name| Tree { name, children: Vec::new() });
    leaf.prop_recursive(5, 60, 10, |inner| {
        (text(), prop::collection::vec(inner, 0..10)).prop_map(|(name, children)| Tree { name, children })
    })
}

fn entries() -> impl Strategy<Value = Entry> {
    let fields = prop::collection::btree_map("[a-z ]{0,20}", values(), 0..5);
    prop_oneof![
        (text(), text(), prop::collection::vec(text(), 0..40)).prop_map(|(id, body, to)| Entry::Message {
            id,
            body,
            to
        }),
        (any::<u32>(), fields).prop_map(|(id, fields)| Entry::Event { id, kind: Kind::Call, fields }),
    ]
}

fn reads() -> impl Strategy<Value = Read> {
    let fields = || prop::collection::btree_map("[a-z]{0,20}", values(), 0..6);
    (
        (text(), any::<u8>(), text(), prop::option::of(text()), prop::option::of("[a-z]{0,400}")),
        prop::collection::vec(entries(), 0..12),
        fields(),
        trees(),
        prop::collection::btree_map("x_[a-z]{0,20}", values(), 0..5),
    )
        .prop_map(|((id, number, pair, note, next_cursor), entries, fields, tree, extra)| Read {
            id,
            kind: Kind::Mail,
            pair: (number, pair),
            entries,
            fields,
            tree,
            note,
            next_cursor,
            extra: extra.into_iter().collect(),
        })
}

fn schema() -> Map<String, Value> {
    lean(output_schema::<Read>())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_value_fits(value in values(), chars in 1_000_usize..6_000) {
        let mut cut = value.clone();
        shrink(&mut cut, None, chars);
        prop_assert!(json_chars(&cut) <= chars, "{} > {chars}", json_chars(&cut));
        if json_chars(&value) <= chars {
            prop_assert_eq!(cut, value);
        }
    }

    #[test]
    fn results_stay_valid(read in reads(), chars in 1_000_usize..6_000) {
        let schema = schema();
        let validator = jsonschema::validator_for(&Value::Object(schema.clone())).unwrap();
        let mut value = serde_json::to_value(&read).unwrap();
        prop_assert!(validator.is_valid(&value));
        let whole = value.clone();
        shrink(&mut value, Some(&schema), chars);
        prop_assert!(json_chars(&value) <= chars, "{} > {chars}", json_chars(&value));
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        prop_assert!(errors.is_empty(), "{errors:?} in {value}");
        // A result that had to be cut says so.
        prop_assert!(value == whole || value.to_string().contains("more characters⟧") || value.get("shortened").is_some());
    }

    #[test]
    fn sizes_are_estimated_exactly(value in values()) {
        let root = Value::Null;
        prop_assert_eq!(Node::of(&value, &Shape::of(&root, &value)).size, json_chars(&value));
    }
}

#[test]
fn longest_texts_are_cut_first() {
    let cursor = "c".repeat(400);
    let mut value = json!({
        "id": "cnv_1", "body": "ä".repeat(5_000), "note": "n".repeat(350), "next_cursor": cursor,
    });
    shrink(&mut value, None, 1_900);
    assert!(json_chars(&value) <= 1_900);
    assert!(json_chars(&value) > 1_600, "{}", json_chars(&value));
    assert_eq!(value["id"], "cnv_1");
    assert_eq!(value["note"].as_str().unwrap().len(), 350);
    assert_eq!(value["next_cursor"], cursor);
    let shown = value["body"].as_str().unwrap().chars().filter(|c| *c == 'ä').count();
    let missing = format!("⟦…{} more characters⟧", 5_000 - shown);
    assert!(value["body"].as_str().unwrap().ends_with(&missing));
    assert!(value.get("shortened").is_none());
}

#[test]
fn lists_and_maps_lose_items_in_proportion() {
    let fields: Map<String, Value> = (0..20_000).map(|n| (format!("field {n:05}"), json!("value"))).collect();
    let tags: Vec<Value> =
        (0..5_000).map(|n| json!({ "id": format!("tag_{n}"), "name": "urgent" })).collect();
    let mut value = json!({
        "id": "cnv_1", "custom_fields": fields, "tags": tags, "to": ["a@example.com"], "next_cursor": "abc",
    });
    shrink(&mut value, None, 40_000);
    let size = json_chars(&value);
    assert!((35_000..=40_000).contains(&size), "{size}");
    assert_eq!(value["to"], json!(["a@example.com"]));
    assert_eq!(value["next_cursor"], "abc");
    let fields = value["custom_fields"].as_object().unwrap().len();
    let tags = value["tags"].as_array().unwrap().len();
    assert!(fields > 300 && tags > 300, "{fields} fields, {tags} tags");
    assert_eq!(
        value["shortened"],
        json!([
            { "at": "/custom_fields", "left_out": 20_000 - fields },
            { "at": "/tags", "left_out": 5_000 - tags },
        ])
    );
}

#[test]
fn entries_of_a_page_are_cut_before_they_are_dropped() {
    let entries: Vec<Value> = (0..60).map(|n| json!({ "id": n, "body": "b".repeat(2_000) })).collect();
    let mut value = json!({ "entries": entries });
    shrink(&mut value, None, 40_000);
    assert_eq!(value["entries"].as_array().unwrap().len(), 60);
    assert!(json_chars(&value) > 35_000);
}

#[test]
fn many_places_are_summed_up() {
    let rows: Vec<Value> = (0..150).map(|_| json!({ "cells": vec!["cell"; 1_000] })).collect();
    let mut value = json!({ "rows": rows });
    shrink(&mut value, None, 40_000);
    assert!(json_chars(&value) <= 40_000);
    let report = value["shortened"].as_array().unwrap();
    assert_eq!(report.last().unwrap()["at"], "");
    let told: usize = report.iter().map(|entry| entry["left_out"].as_u64().unwrap() as usize).sum();
    let kept: usize =
        value["rows"].as_array().unwrap().iter().map(|row| row["cells"].as_array().unwrap().len()).sum();
    assert_eq!(told, 150_000 - kept);
}

#[test]
fn large_results_take_linear_time() {
    let row =
        |n: usize| json!({ "id": n, "name": format!("row {n}"), "tags": ["a", "b"], "body": "b".repeat(50) });
    let start = Instant::now();
    let mut value = json!({ "rows": (0..20_000).map(row).collect::<Vec<_>>() });
    shrink(&mut value, None, 40_000);
    assert!(json_chars(&value) <= 40_000);
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}
