//! Tools: definitions, arguments, results and errors.

mod arguments;
mod definition;
mod error;
mod function;
mod output;

use async_trait::async_trait;

pub use arguments::Arguments;
pub(crate) use definition::usual_access;
pub use definition::{Access, Annotations, ToolDefinition, ToolMethod};
pub use error::{HandlerError, HandlerErrorKind};
pub(crate) use function::title_of;
pub use function::{FnTool, NoArguments, tool_fn};
pub use output::ToolOutput;

use crate::handler::context::Context;

/// Tool that a model can call.
///
/// Most tools are made by [`tool_fn`]. Implement the trait if a tool carries state or builds its definition at run
/// time.
///
/// ```
/// use mcp_core::{Access, Arguments, Context, ToolMethod, Tool, ToolDefinition, HandlerError, ToolOutput, async_trait};
///
/// struct Echo(ToolDefinition);
///
/// #[async_trait]
/// impl Tool for Echo {
///     fn definition(&self) -> &ToolDefinition {
///         &self.0
///     }
///
///     async fn call(&self, arguments: Arguments<'_>, _: &Context) -> Result<ToolOutput, HandlerError> {
///         let value: serde_json::Value = arguments.parse()?;
///         ToolOutput::json(&value)
///     }
/// }
///
/// let echo = Echo(ToolDefinition::new("echo", "Echo", "Returns its arguments.").with_method(ToolMethod::Get));
/// assert_eq!(echo.definition().access(), Access::Read);
/// ```
#[async_trait]
pub trait Tool: Send + Sync + 'static {
    /// Returns the definition. The registry reads it once, when the tool is inserted.
    fn definition(&self) -> &ToolDefinition;

    /// Runs the tool.
    ///
    /// The future is dropped if the caller disconnects.
    ///
    /// # Errors
    ///
    /// A [`HandlerError`] is sent as a result that the model can read.
    async fn call(&self, arguments: Arguments<'_>, context: &Context) -> Result<ToolOutput, HandlerError>;
}
