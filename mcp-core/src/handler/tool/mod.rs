//! Tools: what they are, what they take, what they answer.

mod arguments;
mod definition;
mod error;
mod function;
mod output;

use async_trait::async_trait;

pub use arguments::{Arguments, MAX_MEND_DEPTH, MAX_MENDS};
pub(crate) use definition::usual_access;
pub use definition::{Access, Annotations, Method, ToolDefinition};
pub use error::{ErrorKind, ToolError};
pub(crate) use function::title_of;
pub use function::{FnTool, Handler, IntoToolOutput, NoArguments, tool_fn};
pub use output::ToolOutput;

use crate::handler::context::Context;

/// Something a model can call.
///
/// Most tools are made by [`tool_fn`]; implement the trait where a tool carries state or makes its definition at run
/// time.
///
/// ```
/// use mcp_core::{Access, Arguments, Context, Method, Tool, ToolDefinition, ToolError, ToolOutput, async_trait};
///
/// struct Echo(ToolDefinition);
///
/// #[async_trait]
/// impl Tool for Echo {
///     fn definition(&self) -> &ToolDefinition {
///         &self.0
///     }
///
///     async fn call(&self, arguments: Arguments<'_>, _: &Context) -> Result<ToolOutput, ToolError> {
///         let value: serde_json::Value = arguments.parse()?;
///         ToolOutput::json(&value)
///     }
/// }
///
/// let echo = Echo(ToolDefinition::new("echo", "Echo", "Returns its arguments.").with_method(Method::Get));
/// assert_eq!(echo.definition().access(), Access::Read);
/// ```
#[async_trait]
pub trait Tool: Send + Sync + 'static {
    /// What the tool is. The registry reads it once, when the tool is inserted.
    fn definition(&self) -> &ToolDefinition;

    /// Runs the tool.
    ///
    /// The future is dropped when the caller goes away.
    ///
    /// # Errors
    ///
    /// A [`ToolError`] becomes a result that the model can read.
    async fn call(&self, arguments: Arguments<'_>, context: &Context) -> Result<ToolOutput, ToolError>;
}
