//! What a tool reads, as a resource.

use std::{future::Future, time::Duration};

use mcp_core::{Context, FnTemplate, ResourceOutput, Responder, ToolError};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{Call, Document, ToolSet, ToolVendor, budget::MIN_RESULT_CHARS};

/// How long a client may keep a resource, unless the host says otherwise: conversations and cases change while people
/// read them.
pub const RESOURCE_TTL: Duration = Duration::from_secs(30);

impl<V: ToolVendor> ToolSet<V> {
    /// A template of resources that are Markdown: the function of a tool of this set, and how its result is written.
    ///
    /// The result is what the tool would show: within the same limits, without what nobody sees. A client may keep it for
    /// the [`resource_ttl`](Self::resource_ttl) of the set, for its own user only.
    pub fn template<A, O, F, R, W>(
        &self,
        uri_template: &str,
        name: &str,
        description: &str,
        read: F,
        write: W,
    ) -> FnTemplate<
        impl Responder<(A, Context), ResourceOutput, Input = A> + use<V, A, O, F, R, W>,
        (A, Context),
    >
    where
        A: DeserializeOwned + Send + 'static,
        O: Serialize + Send + 'static,
        F: Fn(Call<V>, A) -> R + Clone + Send + Sync + 'static,
        R: Future<Output = Result<O, ToolError>> + Send + 'static,
        W: Fn(&Value) -> Document + Clone + Send + Sync + 'static,
    {
        let (chars, ttl) = (self.limits().result_chars, self.limits().resource_ttl);
        // Markdown needs more room than JSON where every other character has to be escaped.
        let set = self.clone().result_chars((chars * 3 / 4).max(MIN_RESULT_CHARS));
        let function = move |arguments: A, context: Context| {
            let call = set.call(context);
            let answer = read(call.clone(), arguments);
            let write = write.clone();
            async move {
                match answer.await.and_then(|output| call.shown(&output)) {
                    Ok(value) => {
                        let output =
                            ResourceOutput::text(write(&value).finish(chars)).with_ttl(ttl).private();
                        Ok(match call.rate_limit() {
                            Some(limit) => output.with_rate_limit(limit),
                            None => output,
                        })
                    }
                    Err(error) => Err(call.fail(error)),
                }
            }
        };
        mcp_core::template_fn(uri_template, name, description, function).mime_type("text/markdown")
    }
}
