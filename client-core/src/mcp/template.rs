//! Resources that show the result of a tool.

use std::{future::Future, time::Duration};

use mcp_core::{
    ContentAnnotations, Context, FnResource, FnTemplate, Handler, HandlerError, ResourceOutput, Role,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{Call, Document, ToolSet, ToolVendor, budget::MIN_RESULT_CHARS, guide::is_visible};

/// Default time for which a client may cache a resource. Short, because conversations and cases change while
/// people read them.
pub(super) const RESOURCE_TTL: Duration = Duration::from_secs(30);

const MIME_TYPE: &str = "text/markdown";

impl<V: ToolVendor> ToolSet<V> {
    /// Creates a template of Markdown resources from the function of a tool of this set and a writer for its result.
    ///
    /// The result is that of the tool: with the same limits, and without hidden text. A client may cache it for the
    /// [`resource_ttl`](Self::resource_ttl) of the set, for its own user only.
    ///
    /// `reader` is the name of the tool. Callers that may not call it may not read the resources either, even if a
    /// filter allows the template.
    pub fn template<A, O, F, R, W>(
        &self,
        uri_template: &str,
        name: &str,
        description: &str,
        reader: &'static str,
        read: F,
        write: W,
    ) -> FnTemplate<impl Handler<ResourceOutput, (A, Context), Input = A> + use<V, A, O, F, R, W>, (A, Context)>
    where
        A: DeserializeOwned + Send + 'static,
        O: Serialize + Send + 'static,
        F: Fn(Call<V>, A) -> R + Clone + Send + Sync + 'static,
        R: Future<Output = Result<O, HandlerError>> + Send + 'static,
        W: Fn(&Value) -> Document + Clone + Send + Sync + 'static,
    {
        let (set, limit) = self.for_documents();
        let function = move |arguments: A, context: Context| {
            let (call, allowed) = (set.call(context.clone()), may_read(&context, reader));
            let (read, write) = (read.clone(), write.clone());
            async move {
                allowed?;
                let answer = read(call.clone(), arguments).await;
                limit.output(&call, answer, write)
            }
        };
        mcp_core::template_fn(uri_template, name, description, function)
            .mime_type(MIME_TYPE)
            .annotations(for_both())
    }

    /// Creates a single Markdown resource, like those of a [`template`](Self::template).
    pub fn resource<O, F, R, W>(
        &self,
        uri: &str,
        name: &str,
        description: &str,
        reader: &'static str,
        read: F,
        write: W,
    ) -> FnResource<impl Handler<ResourceOutput, (Context,), Input = Context> + use<V, O, F, R, W>, (Context,)>
    where
        O: Serialize + Send + 'static,
        F: Fn(Call<V>) -> R + Clone + Send + Sync + 'static,
        R: Future<Output = Result<O, HandlerError>> + Send + 'static,
        W: Fn(&Value) -> Document + Clone + Send + Sync + 'static,
    {
        let (set, limit) = self.for_documents();
        let function = move |context: Context| {
            let (call, allowed) = (set.call(context.clone()), may_read(&context, reader));
            let (read, write) = (read.clone(), write.clone());
            async move {
                allowed?;
                let answer = read(call.clone()).await;
                limit.output(&call, answer, write)
            }
        };
        mcp_core::resource_fn(uri, name, description, function).mime_type(MIME_TYPE).annotations(for_both())
    }

    /// Returns the set with the limits for documents, and the limits of a document.
    fn for_documents(&self) -> (Self, Limit) {
        let limit = Limit { chars: self.limits().result_chars, ttl: self.limits().resource_ttl };
        // Markdown needs more space than JSON if every other character is escaped.
        (self.clone().result_chars((limit.chars * 3 / 4).max(MIN_RESULT_CHARS)), limit)
    }
}

/// Maximum size and cache time of a document.
#[derive(Clone, Copy)]
struct Limit {
    chars: usize,
    ttl: Duration,
}

impl Limit {
    fn output<V: ToolVendor, O: Serialize>(
        self,
        call: &Call<V>,
        answer: Result<O, HandlerError>,
        write: impl Fn(&Value) -> Document,
    ) -> Result<ResourceOutput, HandlerError> {
        let value =
            answer.and_then(|output| call.visible_result(&output)).map_err(|error| call.fail(error))?;
        let output = ResourceOutput::text(write(&value).finish(self.chars)).with_ttl(self.ttl).private();
        Ok(match call.rate_limit() {
            Some(limit) => output.with_rate_limit(limit),
            None => output,
        })
    }
}

/// Fails if the caller may not call the tool that returns the same data.
fn may_read(context: &Context, reader: &str) -> Result<(), HandlerError> {
    if is_visible(context, reader) {
        return Ok(());
    }
    Err(HandlerError::not_found(format!(
        "this caller may not read this resource, because it has no access to the tool {reader}"
    )))
}

/// Annotates a resource for both the user, who attaches it, and the model, which reads it.
fn for_both() -> ContentAnnotations {
    ContentAnnotations::new().audience([Role::User, Role::Assistant])
}
