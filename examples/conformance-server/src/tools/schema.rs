//! Tools whose schemas are tested.

use mcp_core::{
    HandlerError, NoArguments, Registry, RegistryError, ToolMethod, ToolOutput,
    schemars::{self, JsonSchema},
    tool_fn,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Regional {
    /// Repeated in the header `Mcp-Param-Region`.
    #[schemars(extend("x-mcp-header" = "Region"))]
    region: String,
}

pub(crate) fn registry() -> Result<Registry, RegistryError> {
    let keywords = tool_fn(
        "json_schema_2020_12_tool",
        "Has arguments with keywords of JSON Schema 2020-12.",
        |_: Map<String, Value>| async { Ok::<_, HandlerError>(ToolOutput::text("done")) },
    );
    let capability =
        tool_fn("test_missing_capability", "Requires a client with sampling.", |_: NoArguments| async {
            Ok::<_, HandlerError>(ToolOutput::text("done"))
        });
    let header = tool_fn(
        "test_x_mcp_header",
        "Has an argument that clients repeat in a header.",
        |Regional { region }: Regional| async move { Ok::<_, HandlerError>(ToolOutput::text(region)) },
    );

    Registry::new()
        .with_tool(
            keywords
                .method(ToolMethod::Get)
                .define(|definition| definition.with_input_schema(all_keywords())),
        )?
        .with_tool(
            capability
                .method(ToolMethod::Get)
                .define(|definition| definition.with_required_capability("sampling")),
        )?
        .with_tool(header.method(ToolMethod::Get))
}

fn all_keywords() -> Map<String, Value> {
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "$defs": {
            "address": {
                "$anchor": "addressDef",
                "type": "object",
                "properties": { "street": { "type": "string" }, "city": { "type": "string" } }
            }
        },
        "properties": {
            "name": { "type": "string" },
            "address": { "$ref": "#/$defs/address" },
            "contactMethod": { "type": "string", "enum": ["phone", "email"] },
            "phone": { "type": "string" },
            "email": { "type": "string" }
        },
        "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }] }],
        "if": { "properties": { "contactMethod": { "const": "phone" } }, "required": ["contactMethod"] },
        "then": { "required": ["phone"] },
        "else": { "required": ["email"] },
        "additionalProperties": false
    });
    let Value::Object(schema) = schema else { unreachable!("an object is written above") };
    schema
}
