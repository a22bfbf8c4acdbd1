//! Prompts: message templates with arguments, chosen by the user.

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
    tool::{Arguments, HandlerError},
};

/// Prompt that the user can choose, often shown as a command of the client.
///
/// Most prompts are made by [`prompt_fn`]. Implement the trait if a prompt carries state or builds its definition
/// at run time.
///
/// ```
/// use mcp_core::{Arguments, Context, Prompt, PromptDefinition, PromptOutput, HandlerError, async_trait};
///
/// struct Hello(PromptDefinition);
///
/// #[async_trait]
/// impl Prompt for Hello {
///     fn definition(&self) -> &PromptDefinition {
///         &self.0
///     }
///
///     async fn get(&self, _: Arguments<'_>, _: &Context) -> Result<PromptOutput, HandlerError> {
///         Ok("Say hello.".into())
///     }
/// }
///
/// let hello = Hello(PromptDefinition::new("hello", "Hello", "Says hello."));
/// assert!(hello.definition().arguments().is_empty());
/// ```
#[async_trait]
pub trait Prompt: Send + Sync + 'static {
    /// Returns the definition. The registry reads it once, when the prompt is inserted.
    fn definition(&self) -> &PromptDefinition;

    /// Gets the prompt. The arguments are an object of strings and contain every required argument.
    ///
    /// # Errors
    ///
    /// [`HandlerErrorKind::InvalidArguments`](crate::HandlerErrorKind::InvalidArguments) is sent as error -32602, any other kind
    /// as -32603.
    async fn get(&self, arguments: Arguments<'_>, context: &Context) -> Result<PromptOutput, HandlerError>;

    /// Returns the arguments that [`complete`](Self::complete) supports. The registry reads them once and forwards
    /// no others. The server declares the capability `completions` if any of its prompts or templates supports one.
    fn completes(&self) -> Vec<&str> {
        Vec::new()
    }

    /// Completes an argument.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get).
    async fn complete(
        &self,
        request: CompletionRequest,
        context: &Context,
    ) -> Result<Completion, HandlerError> {
        let _ = (request, context);
        Ok(Completion::default())
    }
}
