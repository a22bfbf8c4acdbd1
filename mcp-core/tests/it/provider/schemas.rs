//! Schemas in an export.

use mcp_core::{
    Filter, HandlerError, NoArguments, Registry, ToolMethod,
    provider::{ExportError, Provider, ToolExport},
    tool_fn,
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{ALL, STRICT, echo, offer, rules::broken, written};

/// Schema with every construct that some provider refuses.
fn awkward() -> Value {
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "title": "Awkward",
        "required": ["q[status]", "tree", "kind"],
        "oneOf": [{ "required": ["either"] }, { "required": ["map"] }],
        "$defs": { "Tree": { "type": "object", "properties": {
            "leaf": { "type": "string" }, "left": { "$ref": "#/$defs/Tree" }
        } } },
        "properties": {
            "q[status]": { "type": ["string", "null"], "enum": ["open", "", null] },
            "1st": { "type": "integer", "format": "uint32", "exclusiveMinimum": 0, "multipleOf": 5 },
            "tree": { "$ref": "#/$defs/Tree" },
            "kind": { "const": "a" },
            "level": { "enum": [1, 2, 3], "default": 1 },
            "map": { "type": "object", "additionalProperties": { "type": "string" } },
            "open": { "type": "object", "properties": { "a": {} }, "additionalProperties": true },
            "empty": { "type": "object", "properties": {}, "additionalProperties": false },
            "anything": {},
            "yes": true,
            "either": { "description": "One or the other.", "oneOf": [
                { "type": "string", "maxLength": 5 }, { "type": "object", "properties": { "id": { "type": "integer" } } }
            ] },
            "list": { "type": "array", "uniqueItems": true },
            "mixed": { "type": "array", "minItems": 1, "items": { "type": ["string", "integer"] } },
            "at": { "type": "string", "format": "date-time" },
            "link": { "type": "string", "format": "uri", "pattern": "^https:", "minLength": 1, "maxLength": 99 },
            "all": { "allOf": [{ "type": "object", "properties": { "x": { "type": "boolean" } } }] },
            "if": { "type": "string", "not": { "enum": ["x"] }, "if": {}, "then": {} }
        }
    })
}

#[test]
fn exported_schemas_follow_documented_rules() {
    let awkward = awkward();
    let registry = Registry::new()
        .with_tool(echo("awkward.tool/1".replace('/', ".").as_str(), &awkward))
        .unwrap()
        .with_tool(echo("awkward_tool_1", &awkward))
        .unwrap()
        .with_tool(echo("9lives", &json!({ "type": "object" })))
        .unwrap()
        .with_tool(echo(
            &"long".repeat(30),
            &json!({ "type": "object", "properties": { "a": { "type": "string" } } }),
        ))
        .unwrap();
    for provider in ALL {
        let offer = ToolExport::new(&registry.clone().into(), provider).unwrap();
        assert_eq!(broken(provider, offer.tools()), [""; 0], "{provider:?}: {:#}", offer.tools());
    }
}

#[test]
fn rules_detect_unsupported_schema() {
    // The unconverted schema: the judge must find its violations, or the test above proves nothing.
    let parameters = awkward();
    let tools = |provider: Provider| match provider {
        Provider::OpenAiChat { strict } => json!([{ "type": "function", "function": {
            "name": "a.b", "description": "x", "parameters": parameters, "strict": strict
        } }]),
        Provider::OpenAiResponses { strict } => json!([{ "type": "function",
            "name": "a.b", "description": "x", "parameters": parameters, "strict": !strict
        }]),
        Provider::Gemini => json!([{ "functionDeclarations": [
            { "name": "9.b", "description": "x", "parameters": parameters }
        ] }]),
        _ => json!([{ "name": "a.b", "description": "x", "input_schema": parameters }]),
    };
    for provider in ALL {
        let found = broken(provider, &tools(provider)).join("\n");
        let expected: &[&str] = match provider {
            Provider::OpenAiChat { strict: true } => &["not a name", "oneOf", "open", "required", "$schema"],
            Provider::OpenAiChat { .. } => &["not a name", "oneOf at the root", "$schema", "no items"],
            Provider::OpenAiResponses { .. } => &["not a name", "strict is assumed"],
            Provider::Gemini => {
                &["not a name", "no object", "additionalProperties", "\"q[status]\"", "\"1st\""]
            }
            _ => &["not a name", "oneOf at the root", "\"q[status]\"", "no items"],
        };
        for word in expected {
            assert!(found.contains(word), "{provider:?} does not find {word:?} in\n{found}");
        }
    }
}

/// Each rule by itself: a tool that violates it, and the finding.
#[test]
fn each_rule_can_be_broken() {
    let gemini = |member: Value| {
        json!([{ "functionDeclarations": [{ "name": "x", "description": "", "parameters": {
            "type": "OBJECT", "properties": { "a": member }
        } }] }])
    };
    let strict = |member: Value| {
        json!([{ "type": "function", "name": "x", "description": "", "strict": true, "parameters": {
            "type": "object", "properties": { "a": member }, "required": ["a"], "additionalProperties": false
        } }])
    };
    let anthropic = |schema: Value| json!([{ "name": "x", "description": "", "input_schema": schema }]);
    let deep = (0..10).fold(json!({ "type": "boolean" }), |inner, _| {
        json!({ "type": "object", "properties": { "b": inner }, "required": ["b"], "additionalProperties": false })
    });
    let text = json!({ "type": "STRING" });
    let lax = Provider::OpenAiChat { strict: false };
    let responses = Provider::OpenAiResponses { strict: true };
    for (provider, tools, says) in [
        (Provider::Gemini, gemini(json!({ "type": "string" })), "x.a: the type \"string\""),
        (Provider::Gemini, gemini(json!({ "type": "STRING", "format": "uri" })), "x.a: Some(\"uri\")"),
        (Provider::Gemini, gemini(json!({ "type": "STRING", "enum": [""] })), "x.a: enum of"),
        (Provider::Gemini, gemini(json!({ "type": "INTEGER", "enum": ["1"] })), "x.a: enum of"),
        (
            Provider::Gemini,
            gemini(json!({ "type": "STRING", "default": "x" })),
            "x.a: unknown member default",
        ),
        (Provider::Gemini, gemini(json!({ "type": "OBJECT", "properties": {} })), "x.a: an object without"),
        (Provider::Gemini, gemini(json!({ "type": "ARRAY" })), "x.a: no items"),
        (
            Provider::Gemini,
            gemini(json!({ "type": "ARRAY", "items": text, "maxItems": 3 })),
            "x.a: maxItems is",
        ),
        (
            Provider::Gemini,
            gemini(json!({ "anyOf": [text], "nullable": true })),
            "x.a: anyOf does not stand alone",
        ),
        (
            Provider::Gemini,
            gemini(json!({ "type": "ARRAY", "items": { "anyOf": [text] } })),
            "x.a[]: anyOf for items",
        ),
        (responses, strict(deep), "11 levels deep"),
        (responses, strict(json!({})), "x.a: no type"),
        (responses, strict(json!({ "type": ["string", "integer"] })), "x.a: several types"),
        (responses, strict(json!({ "type": "string", "format": "uri" })), "x.a: format"),
        (responses, strict(json!({ "type": "string", "minLength": 1 })), "x.a: unknown member minLength"),
        (responses, strict(json!({ "type": "object", "properties": {}, "required": [] })), "x.a: open"),
        (
            responses,
            strict(json!({
                "type": "object", "properties": { "b": {} }, "required": [], "additionalProperties": false
            })),
            "x.a: 0 of 1 required",
        ),
        (responses, strict(json!({ "type": "string", "enum": [null] })), "x.a: null in type"),
        (responses, strict(json!({ "type": "array" })), "x.a: no items"),
        (Provider::Anthropic, anthropic(json!({ "type": "object" })), "x: no properties"),
        (
            Provider::Anthropic,
            anthropic(json!({ "type": "object", "properties": {}, "anyOf": [] })),
            "x: anyOf at the root",
        ),
        (
            Provider::Anthropic,
            anthropic(json!({ "type": "object", "properties": {}, "required": ["b"] })),
            "x: \"b\" is required and no property",
        ),
        (
            lax,
            Value::Array(vec![
                json!({ "type": "function", "function": {
            "name": "x", "description": "", "parameters": { "type": "object", "properties": {} }
        } });
                129
            ]),
            "129 tools",
        ),
    ] {
        let found = broken(provider, &tools);
        assert!(found.iter().any(|found| found.contains(says)), "{says:?} is not in {found:?}");
    }
}

#[test]
fn strict_mode_makes_optional_members_nullable() {
    let offer = offer(
        STRICT,
        &json!({
            "type": "object",
            "properties": {
                "id": { "type": "string" },
                "order": { "type": "string", "enum": ["asc", "desc"], "default": "asc" },
                "fields": { "type": "object", "description": "Fields by name." }
            },
            "required": ["id"],
            "additionalProperties": false
        }),
    );
    assert_eq!(
        *written(&offer),
        json!({
            "type": "object",
            "properties": {
                "id": { "type": "string" },
                "order": {
                    "type": ["string", "null"], "enum": ["asc", "desc", null], "description": "\"asc\" by default."
                },
                "fields": {
                    "type": ["string", "null"], "description": "Fields by name. Give an object as JSON text."
                }
            },
            "required": ["fields", "id", "order"],
            "additionalProperties": false
        })
    );
}

#[test]
fn supported_schema_is_exported_unchanged() {
    let clean = json!({
        "type": "object",
        "properties": {
            "query": { "type": "string", "description": "What to look for." },
            "limit": { "type": "integer", "minimum": 1, "maximum": 100, "default": 20 },
            "tags": { "type": "array", "items": { "type": "string" }, "maxItems": 5 }
        },
        "required": ["query"],
        "additionalProperties": false
    });
    for provider in [Provider::Anthropic, Provider::OpenAiChat { strict: false }] {
        assert_eq!(*written(&offer(provider, &clean)), clean);
    }
}

#[test]
fn gemini_schema_has_its_own_format() {
    let offer = offer(
        Provider::Gemini,
        &json!({
            "type": "object",
            "properties": {
                "kind": { "type": "string", "enum": ["a", "b"] },
                "many": { "type": "array", "items": { "type": "integer", "format": "int64" }, "maxItems": 3 },
                "either": { "anyOf": [{ "type": "string" }, { "type": "boolean" }], "description": "Which." }
            },
            "required": ["kind"]
        }),
    );
    assert_eq!(
        *written(&offer),
        json!({
            "type": "OBJECT",
            "properties": {
                "kind": { "type": "STRING", "format": "enum", "enum": ["a", "b"] },
                "many": { "type": "ARRAY", "items": { "type": "INTEGER" }, "maxItems": "3" },
                "either": { "anyOf": [
                    { "type": "STRING", "description": "Which." }, { "type": "BOOLEAN", "description": "Which." }
                ] }
            },
            "required": ["kind"]
        })
    );
}

#[test]
fn hidden_tools_are_not_exported() {
    let tool = |name: &str| tool_fn(name, "A tool.", |_: NoArguments| async { Ok::<_, HandlerError>(1) });
    let registry = Registry::new()
        .with_tool(tool("show").method(ToolMethod::Get))
        .unwrap()
        .with_tool(tool("drop").method(ToolMethod::Delete))
        .unwrap();
    for provider in ALL {
        let view = registry.view(&Filter::new().methods(["read"]).unwrap());
        let tools = ToolExport::new(&view, provider).unwrap().tools().to_string();
        assert!(tools.contains("show") && !tools.contains("drop"), "{tools}");
        assert_eq!(*ToolExport::new(&registry.view(&Filter::none()), provider).unwrap().tools(), json!([]));
    }
}

#[test]
fn unsupported_schema_is_an_error() {
    let mut many = Registry::new();
    for number in 0..=128 {
        many.insert(echo(&format!("t{number}"), &json!({ "type": "object" }))).unwrap();
    }
    let error = ToolExport::new(&many.clone().into(), Provider::Gemini).unwrap_err();
    assert!(matches!(error, ExportError::TooManyTools { count: 129, most: 128, .. }), "{error}");
    assert!(ToolExport::new(&many.into(), Provider::Anthropic).is_ok());

    let member = |name: String| (name, json!({ "type": "boolean" }));
    let values = |count: usize, length: usize| -> Value {
        let values: Vec<String> = (0..count).map(|n| format!("{n:0>length$}")).collect();
        json!({ "x": { "enum": values } })
    };
    let large: [(Value, Option<&str>); 6] = [
        ((0..=5_000).map(|n| member(n.to_string())).collect(), Some("5001 properties")),
        (values(1_000, 1), Some("1001 enum values")),
        // The name of the member counts too, and so does the null of an optional member.
        (values(249, 482), Some("120019 characters of names and values")),
        (values(250, 61), Some("15250 characters in one long enum")),
        (values(249, 481), None),
        (values(999, 15), None),
    ];
    for (properties, too_much) in large {
        let large = echo("large", &json!({ "type": "object", "properties": properties }));
        let large = Registry::new().with_tool(large).unwrap();
        match (ToolExport::new(&large.clone().into(), STRICT), too_much) {
            (Err(error), Some(too_much)) => {
                assert!(
                    error.to_string().starts_with(&format!("the schema of large has {too_much}; ")),
                    "{error}"
                );
            }
            (Ok(offer), None) => assert_eq!(broken(STRICT, offer.tools()), [""; 0]),
            (Ok(_), Some(too_much)) => panic!("{too_much} are offered"),
            (Err(error), None) => panic!("{error}"),
        }
        assert!(ToolExport::new(&large.into(), Provider::OpenAiChat { strict: false }).is_ok());
    }
}

#[test]
fn alternatives_with_equal_first_member_become_text() {
    let pay = |kind: &str, name: &str| {
        json!({ "type": "object", "properties": {
            "kind": { "const": kind }, name: { "type": "string" }
        }, "required": ["kind", name] })
    };
    let choice = |branches: Value| {
        offer(STRICT, &json!({ "type": "object", "properties": { "pay": { "anyOf": branches } } }))
    };
    let alike = choice(json!([pay("card", "number"), pay("bank", "owner")]));
    let schema = &written(&alike)["properties"]["pay"];
    assert_eq!(schema["type"], json!(["string", "null"]), "{schema}");
    assert!(
        !broken(
            STRICT,
            &json!([{ "type": "function", "function": {
        "name": "x", "description": "", "strict": true, "parameters": {
            "type": "object", "required": ["pay"], "additionalProperties": false,
            "properties": { "pay": { "anyOf": [pay("card", "number"), pay("bank", "owner")] } }
        }
    } }])
        )
        .is_empty()
    );
    let says = schema["description"].as_str().unwrap();
    assert!(
        says.starts_with("Give JSON text of the schema {\"anyOf\":[{") && says.contains("\"owner\""),
        "{says}"
    );
    // The branches begin with different members here.
    let unlike = choice(json!([pay("card", "amount"), pay("bank", "owner")]));
    assert_eq!(written(&unlike)["properties"]["pay"]["anyOf"].as_array().unwrap().len(), 3);
}

/// Schemas of any style, valid and invalid.
fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!({})),
        Just(json!(true)),
        Just(json!({ "type": "null" })),
        Just(json!({ "type": "array" })),
        Just(json!({ "type": "object" })),
        Just(json!({ "$ref": "#" })),
        Just(json!({ "$ref": "#/properties/a" })),
        Just(json!({ "$ref": "#/nowhere" })),
        Just(json!({ "type": "string", "format": "byte", "maxLength": 3 })),
        Just(json!({ "enum": ["a", "", null, 1] })),
        Just(json!({ "enum": [""] })),
        Just(json!({ "type": ["integer", "string", "null"], "minimum": 0 })),
    ];
    leaf.prop_recursive(12, 60, 4, |inner| {
        let names = prop_oneof!["[a-c]", "[a-z$.]{0,3}", "[0-9]", "é{1,40}", "[a-z]{70}"];
        prop_oneof![
            prop::collection::vec((names, inner.clone(), any::<bool>()), 0..4).prop_map(|members| {
                let required: Vec<_> =
                    members.iter().filter(|(_, _, yes)| *yes).map(|(name, _, _)| name.clone()).collect();
                let properties: Map<_, _> =
                    members.into_iter().map(|(name, schema, _)| (name, schema)).collect();
                json!({ "type": "object", "properties": properties, "required": required })
            }),
            inner.clone().prop_map(|items| json!({ "type": "array", "items": items })),
            inner.clone().prop_map(|rest| json!({ "type": "object", "additionalProperties": rest })),
            (prop::collection::vec(inner, 0..4), 0..3_usize).prop_map(|(branches, key)| {
                Value::Object(Map::from_iter([(
                    ["anyOf", "oneOf", "allOf"][key].to_owned(),
                    branches.into(),
                )]))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn arbitrary_schemas_export_to_every_provider(schema in schema(), name in "[a-zA-Z0-9_.-]{1,128}") {
        let mut root = json!({ "type": "object" });
        match schema {
            Value::Object(more) => root.as_object_mut().unwrap().extend(more),
            other => root["properties"] = json!({ "a": other }),
        }
        root["type"] = "object".into();
        for provider in ALL {
            let registry = Registry::new().with_tool(echo(&name, &root)).unwrap();
            let offer = ToolExport::new(&registry.into(), provider).unwrap();
            prop_assert_eq!(broken(provider, offer.tools()), Vec::<String>::new(), "{:?}: {}", provider, offer.tools());
        }
    }
}
