use super::*;
use crate::handler::tool::{Access, Annotations, ToolMethod};
use serde_json::json;

fn tool() -> ToolDefinition {
    ToolDefinition::new("good_tool", "Good tool", "Does good.").with_method(ToolMethod::Update)
}

fn map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("{other} is no object"),
    }
}

/// A tool with one argument of the given schema.
fn with(property: Value) -> ToolDefinition {
    tool().with_input_schema(map(
        json!({ "type": "object", "properties": { "p": property }, "additionalProperties": false }),
    ))
}

#[track_caller]
fn breaks(rule: Rule, tool: &ToolDefinition) {
    let findings = lint_tool(tool);
    assert!(findings.iter().all(|finding| finding.rule == rule), "{findings:?}");
    assert!(!findings.is_empty(), "nothing found, expected {}", rule.as_str());
}

#[test]
fn a_good_tool_has_no_findings() {
    assert_eq!(lint_tool(&tool()), []);
    let property = json!({ "type": "array", "items": { "type": "string", "format": "date-time" } });
    assert_eq!(lint_tool(&with(property)), []);
}

#[test]
fn the_root() {
    for key in ["oneOf", "anyOf", "allOf", "not", "enum", "if"] {
        let mut schema = tool().input_schema().clone();
        schema.insert(key.into(), json!([]));
        breaks(Rule::ObjectRoot, &tool().with_input_schema(schema));
    }
    let schema = json!({ "type": "string", "properties": {}, "additionalProperties": false });
    breaks(Rule::ObjectRoot, &tool().with_input_schema(map(schema)));
    breaks(Rule::ClosedObject, &tool().with_input_schema(map(json!({ "type": "object" }))));
    breaks(
        Rule::ClosedObject,
        &tool().with_input_schema(map(
            json!({ "type": "object", "properties": {}, "required": ["x"], "additionalProperties": false }),
        )),
    );
}

#[test]
fn arrays() {
    breaks(Rule::ArrayItems, &with(json!({ "type": "array" })));
    breaks(Rule::ArrayItems, &with(json!({ "type": "array", "items": true })));
    breaks(Rule::ArrayItems, &with(json!({ "type": "array", "items": {} })));
}

#[test]
fn types() {
    breaks(Rule::SingleType, &with(json!({ "type": ["string", "null"] })));
    breaks(Rule::SingleType, &with(json!(true)));
    breaks(Rule::SingleType, &with(json!({})));
    breaks(Rule::SingleType, &with(json!({ "type": "object", "additionalProperties": true })));
}

#[test]
fn branches() {
    breaks(Rule::Branches, &with(json!({ "oneOf": [{ "type": "string" }] })));
    breaks(Rule::Branches, &with(json!({ "anyOf": [{ "type": "string" }, { "type": "null" }] })));
    breaks(Rule::Branches, &with(json!({ "type": "string", "default": null })));
    assert_eq!(lint_tool(&with(json!({ "anyOf": [{ "type": "string" }, { "type": "string" }] }))), []);
}

#[test]
fn keywords() {
    for (key, value) in [
        ("const", json!("a")),
        ("exclusiveMinimum", json!(0)),
        ("exclusiveMaximum", json!(0)),
        ("multipleOf", json!(2)),
        ("uniqueItems", json!(true)),
        ("patternProperties", json!({})),
        ("enum", json!([1])),
    ] {
        breaks(Rule::Keywords, &with(json!({ "type": "string", key: value })));
    }
}

#[test]
fn formats_references_and_dialect() {
    breaks(Rule::Formats, &with(json!({ "type": "integer", "format": "uint32" })));
    breaks(Rule::References, &with(json!({ "$ref": "#/$defs/x" })));
    let mut schema = tool().input_schema().clone();
    schema.insert("$schema".into(), json!("http://json-schema.org/draft-07/schema#"));
    breaks(Rule::Dialect, &tool().with_input_schema(schema));
}

#[test]
fn names_and_descriptions_are_linted() {
    let long = "x".repeat(65);
    for name in ["filter[x]", "$top", "", long.as_str()] {
        let schema = json!({
            "type": "object", "additionalProperties": false, "properties": { name: { "type": "string" } }
        });
        breaks(Rule::PropertyNames, &tool().with_input_schema(map(schema)));
    }
    let tool_of = |name: &str, description: &str| {
        ToolDefinition::new(name, "T", description).with_method(ToolMethod::Update)
    };
    breaks(Rule::Name, &tool_of("a.b", "D"));
    breaks(Rule::Name, &tool_of(&"a".repeat(46), "D"));
    breaks(Rule::Description, &tool_of("a", " "));
    breaks(Rule::Description, &tool_of("a", &"é".repeat(1025)));
    breaks(Rule::Title, &tool().with_title(""));
}

#[test]
fn annotations() {
    let read = Annotations::of(Access::Read, ToolMethod::Get);
    breaks(Rule::Annotations, &tool().with_annotations(read));
    breaks(Rule::Annotations, &tool().with_method(ToolMethod::Get).with_annotations(read.destructive(true)));
    let sends = Annotations::of(Access::Send, ToolMethod::Create).open_world(false);
    breaks(Rule::Annotations, &tool().with_access(Access::Send).with_annotations(sends));
}

#[test]
fn missing_method_is_reported() {
    let bare = ToolDefinition::new("refund_order", "Refund order", "Refunds an order.");
    breaks(Rule::ToolMethod, &bare);
    breaks(Rule::ToolMethod, &bare.clone().with_access(Access::Read));
    let finding = lint_tool(&bare)[0].to_string();
    assert!(finding.starts_with("refund_order: method: ") && finding.contains(".method("), "{finding}");
    for method in [ToolMethod::Custom, ToolMethod::Create, ToolMethod::List] {
        assert_eq!(lint_tool(&bare.clone().with_method(method)), []);
    }
    let tool = crate::handler::tool::tool_fn(
        "refund_order",
        "Refunds an order.",
        |_: crate::handler::tool::NoArguments| async { Ok::<_, crate::handler::tool::HandlerError>(()) },
    );
    let findings = lint(&Registry::new().with_tool(tool).unwrap());
    assert_eq!(findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(), [Rule::ToolMethod]);
}

#[test]
fn results() {
    let output = |schema: Value| tool().with_output_schema(map(schema));
    breaks(Rule::Output, &output(json!({ "type": "array" })));
    breaks(Rule::Output, &output(json!({ "type": "object", "additionalProperties": false })));
    breaks(Rule::Output, &output(json!({ "type": "object", "properties": { "a": { "$ref": "#/x" } } })));
    breaks(
        Rule::Formats,
        &output(json!({ "type": "object", "properties": { "a": { "type": "integer", "format": "int64" } } })),
    );
    // A property may have the name of a keyword.
    assert_eq!(
        lint_tool(&output(json!({ "type": "object", "properties": { "format": { "type": "string" } } }))),
        []
    );
}

#[test]
fn size() {
    let mut registry = Registry::new();
    for n in 0..=MAX_TOOLS {
        assert!(lint_size(&registry).is_none());
        let tool = crate::handler::tool::tool_fn(
            format!("t{n}"),
            "A tool.",
            |_: crate::handler::tool::NoArguments| async { Ok::<_, crate::handler::tool::HandlerError>(()) },
        );
        registry.insert(tool).unwrap();
    }
    assert_eq!(lint_size(&registry).unwrap().rule, Rule::Size);
}

#[test]
fn prompts_and_resources() {
    use crate::{
        handler::{
            context::Context,
            prompt::{PromptArgument, prompt_fn},
            resource::{resource_fn, template_fn},
            tool::HandlerError,
        },
        wire::protocol::Icon,
    };

    #[derive(serde::Deserialize, schemars::JsonSchema)]
    struct Order {
        /// The number of the order.
        #[allow(dead_code, reason = "only listed")]
        number: u32,
    }
    let text = || async { Ok::<_, HandlerError>("text") };
    let good = crate::catalogue::registry::Registry::new()
        .with_prompt(prompt_fn("refund", "Refunds an order.", move |_: Order| text()))
        .unwrap()
        .with_resource(resource_fn("shop://terms", "terms", "The terms.", move |_: Context| text()))
        .unwrap()
        .with_template(template_fn("shop://orders/{number}", "order", "An order.", move |_: Order| text()))
        .unwrap();
    assert_eq!(lint(&good), []);

    let undescribed = [
        PromptArgument::new("the order"),
        PromptArgument::new("note").description("n".repeat(MAX_DESCRIPTION + 1)),
        PromptArgument::new("note").description("Any."),
    ];
    let bad = crate::catalogue::registry::Registry::new()
        .with_prompt(
            prompt_fn("re.fund", "", move |_: Order| text())
                .define(|prompt| prompt.with_arguments(undescribed))
                .icons([Icon::new("http://shop.example/i.png"), Icon::new("https://shop.example/i.png")]),
        )
        .unwrap()
        .with_resource(
            resource_fn("shop://the terms", "terms", " ", move |_: Context| text()).mime_type("markdown"),
        )
        .unwrap()
        .with_template(
            template_fn("shop://örders/{number}", "order", "An order.", move |_: Order| text())
                .title("")
                .mime_type("text/markdown; charset=utf-8"),
        )
        .unwrap();
    let findings: Vec<String> = lint(&bad).iter().map(ToString::to_string).collect();
    assert_eq!(
        findings,
        [
            "prompt re.fund: name: has characters other than a-z A-Z 0-9 _ -",
            "prompt re.fund: description: is empty",
            "prompt re.fund: icons: \"http://shop.example/i.png\" is neither an https: nor a data: URL",
            "prompt re.fund: property-names: the name \"the order\" is invalid; use 1 to 64 characters of A-Z a-z 0-9 _ . -",
            "prompt re.fund: description: the argument \"the order\" has no description",
            "prompt re.fund: description: the description of \"note\" has 1025 characters; use at most 1024",
            "prompt re.fund: property-names: two arguments are named \"note\"",
            "resource shop://the terms: description: is empty",
            "resource shop://the terms: uri: has ' ', which must be percent-encoded",
            "resource shop://the terms: media-type: \"markdown\" is not a media type",
            "template shop://örders/{number}: title: is empty",
            "template shop://örders/{number}: uri: has 'ö', which must be percent-encoded",
        ]
    );
}
