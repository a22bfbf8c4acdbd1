//! Functions as handlers of tools, prompts, resources, templates and completions.

use std::future::Future;

use serde::Serialize;

use crate::handler::{
    completion::Completion,
    context::Context,
    prompt::PromptOutput,
    resource::ResourceOutput,
    tool::{HandlerError, ToolOutput},
};

/// Async function that handles a tool, a prompt, a resource or a completion: the bound of
/// [`tool_fn`](crate::tool_fn), [`prompt_fn`](crate::prompt_fn), [`resource_fn`](crate::resource_fn),
/// [`template_fn`](crate::template_fn) and of completions.
///
/// The function takes its input, or its input and the [`Context`]. It returns a `Result`: a value that converts to
/// `Out` ([`IntoOutput`]), or an error that converts to [`HandlerError`]. `M` distinguishes the two signatures and is
/// always inferred.
// Several signatures fit, so the compiler cannot say by itself which part of a function is wrong.
#[diagnostic::on_unimplemented(
    message = "this function is not a handler with the output `{Out}`",
    label = "not an async function from its input, or from its input and a `Context`, to a `Result`",
    note = "the input, by value, is a struct of the arguments for `tool_fn` and `prompt_fn` (`NoArguments` for none), one of \
            the variables for `template_fn`, the `Context` for `resource_fn`, and a `CompletionRequest` for `complete`",
    note = "the `Context` is the second parameter, by value",
    note = "the function returns a `Result`: the value converts to `{Out}`, as a text does, and a tool also returns any type \
            with `serde::Serialize`; the error converts to a `HandlerError`",
    note = "the function is `Send + Sync + 'static` and its future is `Send`: it holds no `Rc` and no guard of a lock over \
            an `.await`"
)]
pub trait Handler<Out, M>: Send + Sync + 'static {
    /// Input of the function, besides the [`Context`].
    type Input: Send;

    /// Runs the function.
    fn run(
        &self,
        input: Self::Input,
        context: &Context,
    ) -> impl Future<Output = Result<Out, HandlerError>> + Send;
}

impl<Out, F, A, R, T, E> Handler<Out, (A,)> for F
where
    F: Fn(A) -> R + Send + Sync + 'static,
    A: Send + 'static,
    R: Future<Output = Result<T, E>> + Send,
    T: IntoOutput<Out>,
    E: Into<HandlerError>,
{
    type Input = A;

    fn run(&self, input: A, _: &Context) -> impl Future<Output = Result<Out, HandlerError>> + Send {
        let future = self(input);
        async move { future.await.map_err(Into::into)?.into_output() }
    }
}

impl<Out, F, A, R, T, E> Handler<Out, (A, Context)> for F
where
    F: Fn(A, Context) -> R + Send + Sync + 'static,
    A: Send + 'static,
    R: Future<Output = Result<T, E>> + Send,
    T: IntoOutput<Out>,
    E: Into<HandlerError>,
{
    type Input = A;

    fn run(&self, input: A, context: &Context) -> impl Future<Output = Result<Out, HandlerError>> + Send {
        let future = self(input, context.clone());
        async move { future.await.map_err(Into::into)?.into_output() }
    }
}

/// Value that a [`Handler`] may return: for tools any serialisable type or a [`ToolOutput`], for the others a type that
/// converts to [`PromptOutput`], [`ResourceOutput`] or [`Completion`].
pub trait IntoOutput<Out> {
    /// Converts the value to the output.
    ///
    /// # Errors
    ///
    /// If the value cannot be serialised.
    fn into_output(self) -> Result<Out, HandlerError>;
}

impl<T: Serialize> IntoOutput<ToolOutput> for T {
    fn into_output(self) -> Result<ToolOutput, HandlerError> {
        ToolOutput::json(&self)
    }
}

impl IntoOutput<Self> for ToolOutput {
    fn into_output(self) -> Result<Self, HandlerError> {
        Ok(self)
    }
}

impl<T: Into<PromptOutput>> IntoOutput<PromptOutput> for T {
    fn into_output(self) -> Result<PromptOutput, HandlerError> {
        Ok(self.into())
    }
}

impl<T: Into<ResourceOutput>> IntoOutput<ResourceOutput> for T {
    fn into_output(self) -> Result<ResourceOutput, HandlerError> {
        Ok(self.into())
    }
}

impl<T: Into<Completion>> IntoOutput<Completion> for T {
    fn into_output(self) -> Result<Completion, HandlerError> {
        Ok(self.into())
    }
}

/// Setters that tools, prompts, resources and templates from functions share. `$noun` is the subject of the docs.
macro_rules! definition_setters {
    ($definition:ty, $noun:literal) => {
        /// Sets the title. Defaults to the name in words.
        #[must_use]
        pub fn title(self, title: impl Into<String>) -> Self {
            self.define(|definition| definition.with_title(title))
        }

        /// Sets the tags that filters match.
        #[must_use]
        pub fn tags<T: Into<String>>(self, tags: impl IntoIterator<Item = T>) -> Self {
            self.define(|definition| definition.with_tags(tags))
        }

        #[doc = concat!("Sets the icons of the ", $noun, ".")]
        #[must_use]
        pub fn icons(self, icons: impl IntoIterator<Item = $crate::wire::protocol::Icon>) -> Self {
            self.define(|definition| definition.with_icons(icons))
        }

        /// Changes parts of the definition that have no setter here.
        #[must_use]
        pub fn define(mut self, change: impl FnOnce($definition) -> $definition) -> Self {
            self.definition = change(self.definition);
            self
        }
    };
}

pub(crate) use definition_setters;
