//! Tool set over one client.

use std::{future::Future, sync::Arc, time::Duration};

use mcp_core::{Context, FnTool, Handler, HandlerError, Registry, RegistryError, Tool, ToolOutput};
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{
    Call, Limits, ToolVendor,
    budget::MIN_RESULT_CHARS,
    endpoint::EndpointTool,
    reading::MIN_RENDER_BYTES,
    repeat::{CallStore, Once, Repeats},
    untrusted::{self, Paths},
};
use crate::client::Client;

/// Client and limits shared by the tools of a set.
///
/// ```
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use client_core::{Client, Endpoint, testing::acme::Acme, mcp::{Call, ToolSet}};
/// use http::{Method, Request, Response};
/// use mcp_core::{Registry, testing::TestClient};
/// use schemars::JsonSchema;
/// use serde::{Deserialize, Serialize};
/// use serde_json::json;
///
/// /// Reads an order.
/// #[derive(Serialize)]
/// struct GetOrder { id: u64 }
///
/// #[derive(Deserialize, Serialize, JsonSchema)]
/// struct Order { total: f64 }
///
/// impl Endpoint for GetOrder {
///     type Vendor = Acme;
///     type Output = Order;
///     const METHOD: Method = Method::GET;
///     const PATH: &'static str = "/orders/{id}";
///     const SCOPES: &'static [&'static str] = &[];
/// }
///
/// #[derive(Deserialize, JsonSchema)]
/// #[serde(deny_unknown_fields)]
/// struct Arguments {
///     /// The numbers of the orders.
///     ids: Vec<u64>,
/// }
///
/// #[derive(Serialize, JsonSchema)]
/// struct Sum { total: f64 }
///
/// # use bytes::Bytes;
/// let wire = tower::service_fn(|_: Request<client_core::Body>| async {
///     Ok::<_, std::convert::Infallible>(Response::new(String::from(r#"{"total": 9.5}"#)))
/// });
/// let set = ToolSet::new(Client::<Acme>::builder().credential("secret").transport(wire).build()?).call_budget(10);
/// let sum = set.tool("sum_orders", "Adds up orders.", |call: Call<Acme>, arguments: Arguments| async move {
///     let mut total = 0.0;
///     for id in arguments.ids {
///         total += call.send(&GetOrder { id }).await?.total;
///     }
///     Ok(Sum { total })
/// });
///
/// let agent = TestClient::new(Registry::new().with_tool(sum)?);
/// let answer = agent.call_tool("sum_orders", json!({ "ids": [1, 2] })).await?;
/// assert_eq!(answer.structured(), Some(&json!({ "total": 19.0 })));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct ToolSet<V: ToolVendor> {
    client: Client<V>,
    limits: Limits,
    settings: V::Settings,
    repeats: Repeats,
}

impl<V: ToolVendor> ToolSet<V> {
    /// Creates a set over this client, with the default limits.
    #[must_use]
    pub fn new(client: Client<V>) -> Self {
        Self {
            client,
            limits: Limits::default(),
            settings: V::Settings::default(),
            repeats: Repeats::default(),
        }
    }

    /// Sets how many requests to the vendor one tool call may make, at least 1. Defaults to 25.
    #[must_use]
    pub fn call_budget(mut self, requests: u32) -> Self {
        self.limits.call_budget = requests.max(1);
        self
    }

    /// Sets how many characters of JSON one result may have, at least 1,000. Defaults to
    /// 40,000. The longest texts are cut first, then lists and maps; see [`shrink`](super::result::shrink).
    #[must_use]
    pub fn result_chars(mut self, chars: usize) -> Self {
        self.limits.result_chars = chars.max(MIN_RESULT_CHARS);
        self
    }

    /// Sets how many bytes of message bodies one call may read, at least 64 KiB. Defaults to 8 MiB. A call that reaches
    /// the limit ends its page and says so.
    #[must_use]
    pub fn render_bytes(mut self, bytes: usize) -> Self {
        self.limits.render_bytes = bytes.max(MIN_RENDER_BYTES);
        self
    }

    /// Sets how long a client may keep a resource. Defaults to 30 s. Zero is not at all.
    #[must_use]
    pub const fn resource_ttl(mut self, ttl: Duration) -> Self {
        self.limits.resource_ttl = ttl;
        self
    }

    /// Sets how long a list of values that completion proposes is kept. Defaults to 60 s. Zero reads it anew each time.
    #[must_use]
    pub const fn completion_ttl(mut self, ttl: Duration) -> Self {
        self.limits.completion_ttl = ttl;
        self
    }

    /// Sets how long a completion may take. Defaults to 5 s. One that takes longer proposes nothing.
    #[must_use]
    pub const fn completion_timeout(mut self, timeout: Duration) -> Self {
        self.limits.completion_timeout = timeout;
        self
    }

    /// Sets how long an equal call of a tool that sends or creates returns the first result; see
    /// [`repeat`](super::repeat). Defaults to 10 minutes. Zero is not at all.
    #[must_use]
    pub const fn repeat_window(mut self, window: Duration) -> Self {
        self.limits.repeat_window = window;
        self
    }

    /// Sets the store of these calls. Defaults to [`CallMemory`](super::repeat::CallMemory), one per set. Sets that share a
    /// store and belong to different accounts need different scopes.
    #[must_use]
    pub fn call_store(mut self, store: Arc<dyn CallStore>, scope: impl Into<Arc<str>>) -> Self {
        self.repeats = Repeats { store, scope: scope.into() };
        self
    }

    /// Makes equal calls act once, if the tool sends or creates; see [`repeat`](super::repeat). Other tools stay as they
    /// are.
    pub fn once<T: Tool>(&self, tool: T) -> impl Tool + use<V, T> {
        let author = |context: &Context| V::author(context);
        Once::new(tool, self.repeats.clone(), self.limits.repeat_window, author)
    }

    /// Returns the limits.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Changes the limits of this vendor's tools.
    #[must_use]
    pub fn settings(mut self, change: impl FnOnce(&mut V::Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    /// Creates a call of this set, for code outside of its tools.
    #[must_use]
    pub fn call(&self, context: Context) -> Call<V> {
        Call::new(self.client.clone(), self.limits, self.settings.clone(), context)
    }

    /// Creates a tool of this set from an async function over the call and its arguments. The result type defines the
    /// output schema.
    ///
    /// If it has [untrusted text](untrusted), the result lists its places in `_meta`, and the description gets a sentence
    /// that such text is data.
    ///
    /// Set title, method, access and tags on the returned tool.
    pub fn tool<A, O, F, R>(
        &self,
        name: &str,
        description: &str,
        function: F,
    ) -> FnTool<impl Handler<ToolOutput, (A, Context), Input = A> + use<V, A, O, F, R>, (A, Context)>
    where
        A: DeserializeOwned + JsonSchema + Send + 'static,
        O: Serialize + JsonSchema + Send + 'static,
        F: Fn(Call<V>, A) -> R + Clone + Send + Sync + 'static,
        R: Future<Output = Result<O, HandlerError>> + Send + 'static,
    {
        let output = mcp_core::schema::lean(mcp_core::schema::output_schema::<O>());
        let (set, schema, paths) = (self.clone(), Arc::new(output.clone()), Arc::new(Paths::of::<O>()));
        let description = untrusted::described(description, &paths);
        let handler = move |arguments: A, context: Context| {
            let (call, paths) = (set.call(context), Arc::clone(&paths));
            let answer = function(call.clone(), arguments);
            let (schema, paths) = (Arc::clone(&schema), Arc::clone(&paths));
            async move { into_output(&call, answer.await, &paths, &schema) }
        };
        mcp_core::tool_fn(name, description, handler)
            .define(|definition| definition.with_output_schema(output))
    }

    /// Creates a registry of tools for one operation each. See [`endpoint`](super::endpoint).
    ///
    /// # Errors
    ///
    /// When two tools have the same name, or a name is not a valid tool name.
    pub fn endpoints(
        &self,
        tools: impl IntoIterator<Item = EndpointTool<V>>,
    ) -> Result<Registry, RegistryError> {
        let mut registry = Registry::new();
        for tool in tools {
            registry.insert(self.once(tool.into_tool(self)))?;
        }
        Ok(registry)
    }
}

/// Converts the result of a call to that of the protocol.
pub(super) fn into_output<V: ToolVendor, O: Serialize>(
    call: &Call<V>,
    answer: Result<O, HandlerError>,
    paths: &Paths,
    schema: &Map<String, Value>,
) -> Result<ToolOutput, HandlerError> {
    match answer {
        Ok(output) => call.finish(&output, paths, Some(schema)),
        Err(error) => Err(call.fail(error)),
    }
}
