//! Exports to every provider: their schemas, and the mapping of calls back.

mod calls;
mod rules;
mod schemas;

use mcp_core::{
    Arguments, Context, HandlerError, Registry, Tool, ToolDefinition, ToolOutput, async_trait,
    provider::{Provider, ToolExport},
};
use serde_json::Value;

const ALL: [Provider; 6] = [
    Provider::OpenAiChat { strict: false },
    Provider::OpenAiChat { strict: true },
    Provider::OpenAiResponses { strict: false },
    Provider::OpenAiResponses { strict: true },
    Provider::Anthropic,
    Provider::Gemini,
];
const STRICT: Provider = Provider::OpenAiChat { strict: true };

/// Returns its arguments unchanged.
struct Echo(ToolDefinition);

#[async_trait]
impl Tool for Echo {
    fn definition(&self) -> &ToolDefinition {
        &self.0
    }

    async fn call(&self, arguments: Arguments<'_>, _: &Context) -> Result<ToolOutput, HandlerError> {
        let value: Value = serde_json::from_str(arguments.as_str()).unwrap();
        if value.get("fail").is_some() {
            return Err(HandlerError::not_found("nothing is there").with_hint("Look elsewhere."));
        }
        ToolOutput::json(&value)
    }
}

fn echo(name: &str, schema: &Value) -> Echo {
    let schema = schema.as_object().unwrap().clone();
    Echo(ToolDefinition::new(name, "Echo", "Answers with its arguments.").with_input_schema(schema))
}

fn offer(provider: Provider, schema: &Value) -> ToolExport {
    let registry = Registry::new().with_tool(echo("echo", schema)).unwrap();
    ToolExport::new(&registry.into(), provider).unwrap()
}

/// Schema of the only tool of an export.
fn written(offer: &ToolExport) -> &Value {
    let tool = &offer.tools()[0];
    match offer.provider() {
        Provider::OpenAiChat { .. } => &tool["function"]["parameters"],
        Provider::OpenAiResponses { .. } => &tool["parameters"],
        Provider::Gemini => &tool["functionDeclarations"][0]["parameters"],
        _ => &tool["input_schema"],
    }
}
