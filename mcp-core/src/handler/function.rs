//! Handler functions.

use std::future::Future;

use crate::handler::{context::Context, tool::HandlerError};

/// Function from which [`prompt_fn`](crate::prompt_fn), [`resource_fn`](crate::resource_fn),
/// [`template_fn`](crate::template_fn) and their completions are made. `M` distinguishes the signatures and is
/// always inferred; `O` is the result, or a type that converts to it.
// Several signatures fit, so the compiler cannot say by itself which part of a function is wrong.
#[diagnostic::on_unimplemented(
    message = "this function does not answer with a `{O}`",
    label = "not an async function from its input, or from its input and a `Context`, to a `Result`",
    note = "the input, by value, is a struct of the arguments for `prompt_fn` (`NoArguments` for none), one of the \
            variables for `template_fn`, the `Context` for `resource_fn`, and a `CompletionRequest` for `complete`",
    note = "what comes of it is a `Result`: what is good turns into a `{O}`, such as a text, and the error into a \
            `HandlerError`",
    note = "the function is `Send + Sync + 'static` and its future is `Send`: it holds no `Rc` and no guard of a lock over \
            an `.await`"
)]
pub trait Responder<M, O>: Send + Sync + 'static {
    /// Input of the function, besides the [`Context`].
    type Input: Send;

    /// Runs the function.
    fn respond(
        &self,
        input: Self::Input,
        context: &Context,
    ) -> impl Future<Output = Result<O, HandlerError>> + Send;
}

impl<F, A, R, T, E, O> Responder<(A,), O> for F
where
    F: Fn(A) -> R + Send + Sync + 'static,
    A: Send + 'static,
    R: Future<Output = Result<T, E>> + Send,
    T: Into<O>,
    E: Into<HandlerError>,
{
    type Input = A;

    fn respond(&self, input: A, _: &Context) -> impl Future<Output = Result<O, HandlerError>> + Send {
        let future = self(input);
        async move { future.await.map(Into::into).map_err(Into::into) }
    }
}

impl<F, A, R, T, E, O> Responder<(A, Context), O> for F
where
    F: Fn(A, Context) -> R + Send + Sync + 'static,
    A: Send + 'static,
    R: Future<Output = Result<T, E>> + Send,
    T: Into<O>,
    E: Into<HandlerError>,
{
    type Input = A;

    fn respond(&self, input: A, context: &Context) -> impl Future<Output = Result<O, HandlerError>> + Send {
        let future = self(input, context.clone());
        async move { future.await.map(Into::into).map_err(Into::into) }
    }
}
