//! Tools that return each kind of content, and one that fails.

use mcp_core::{
    Content, HandlerError, NoArguments, Registry, RegistryError, ToolMethod, ToolOutput, tool_fn,
};
use serde_json::json;

use crate::samples;

pub(crate) fn registry() -> Result<Registry, RegistryError> {
    let text = tool_fn("test_simple_text", "Returns text.", |_: NoArguments| async {
        Ok::<_, HandlerError>(ToolOutput::text("This is a simple text response for testing."))
    });
    let image = tool_fn("test_image_content", "Returns an image.", |_: NoArguments| async {
        Ok::<_, HandlerError>(ToolOutput::default().with_content(samples::image()))
    });
    let audio = tool_fn("test_audio_content", "Returns audio.", |_: NoArguments| async {
        Ok::<_, HandlerError>(ToolOutput::default().with_content(samples::sound()))
    });
    let resource = tool_fn("test_embedded_resource", "Returns a resource.", |_: NoArguments| async {
        let text = "This is an embedded resource content.";
        let resource = Content::text_resource("test://embedded-resource", "text/plain", text);
        Ok::<_, HandlerError>(ToolOutput::default().with_content(resource))
    });
    let mixed =
        tool_fn("test_multiple_content_types", "Returns several kinds of content.", |_: NoArguments| async {
            let json = json!({ "test": "data", "value": 123 }).to_string();
            let resource = Content::text_resource("test://mixed-content-resource", "application/json", json);
            let text = ToolOutput::text("Multiple content types test:");
            Ok::<_, HandlerError>(text.with_content(samples::image()).with_content(resource))
        });
    let error = tool_fn("test_error_handling", "Fails.", |_: NoArguments| async {
        Err::<(), _>(HandlerError::internal("This tool intentionally returns an error for testing"))
    });

    Registry::new()
        .with_tool(text.method(ToolMethod::Get))?
        .with_tool(image.method(ToolMethod::Get))?
        .with_tool(audio.method(ToolMethod::Get))?
        .with_tool(resource.method(ToolMethod::Get))?
        .with_tool(mixed.method(ToolMethod::Get))?
        .with_tool(error.method(ToolMethod::Get))
}
