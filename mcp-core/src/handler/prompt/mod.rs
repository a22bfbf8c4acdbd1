//! Prompts: texts that a person picks, with arguments to fill in.

mod definition;
mod fields;
mod function;
mod output;

use async_trait::async_trait;

pub use definition::{PromptArgument, PromptDefinition};
pub use function::{FnPrompt, prompt_fn};
pub use output::{PromptMessage, PromptOutput};

use crate::handler::{
    completion::{Completion, CompletionRequest},
    context::Context,
    tool::{Arguments, ToolError},
};

/// Something that a person can pick to begin with, often a command of the client.
///
/// Most prompts are made by [`prompt_fn`]; implement the trait where a prompt carries state or makes its definition at
/// run time.
///
/// ```
/// use mcp_core::{Arguments, Context, Prompt, PromptDefinition, PromptOutput, ToolError, async_trait};
///
/// struct Hello(PromptDefinition);
///
/// #[async_trait]
/// impl Prompt for Hello {
///     fn definition(&self) -> &PromptDefinition {
///         &self.0
///     }
///
///     async fn get(&self, _: Arguments<'_>, _: &Context) -> Result<PromptOutput, ToolError> {
///         Ok("Say hello.".into())
///     }
/// }
///
/// let hello = Hello(PromptDefinition::new("hello", "Hello", "Says hello."));
/// assert!(hello.definition().arguments().is_empty());
/// ```
#[async_trait]
pub trait Prompt: Send + Sync + 'static {
    /// What the prompt is. The registry reads it once, when the prompt is inserted.
    fn definition(&self) -> &PromptDefinition;

    /// Fills the prompt in. The arguments are an object of strings, and every required one is there.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArguments`](crate::ErrorKind::InvalidArguments) becomes error -32602, any other kind -32603.
    async fn get(&self, arguments: Arguments<'_>, context: &Context) -> Result<PromptOutput, ToolError>;

    /// The arguments for which [`complete`](Self::complete) proposes something. The registry reads them once and takes no
    /// other; a server says that it completes when any of its prompts or templates does.
    fn completes(&self) -> Vec<&str> {
        Vec::new()
    }

    /// Proposes values for an argument.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get).
    async fn complete(&self, request: CompletionRequest, context: &Context) -> Result<Completion, ToolError> {
        let _ = (request, context);
        Ok(Completion::default())
    }
}
