//! Completion of prompt arguments and template variables.

use std::{collections::BTreeMap, fmt, marker::PhantomData, sync::Arc};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{
    handler::{context::Context, function::Handler, tool::HandlerError},
    wire::jsonrpc::{RpcError, clip, from_object},
};

/// Maximum number of values in one completion, set by the protocol. Further values are dropped, and `hasMore` is
/// set.
pub(crate) const MAX_COMPLETIONS: usize = 100;

/// Completion request: the text typed into a field so far.
///
/// `Debug` leaves out the values.
#[derive(Clone, PartialEq, Eq)]
pub struct CompletionRequest {
    argument: String,
    value: String,
    given: BTreeMap<String, String>,
}

impl CompletionRequest {
    /// Creates a request for values of an argument that begin with the typed text.
    pub fn new(argument: impl Into<String>, value: impl Into<String>) -> Self {
        Self { argument: argument.into(), value: value.into(), given: BTreeMap::new() }
    }

    /// Adds the value of another argument that is already chosen.
    #[must_use]
    pub fn with_argument_value(mut self, argument: impl Into<String>, value: impl Into<String>) -> Self {
        self.given.insert(argument.into(), value.into());
        self
    }

    /// Returns the argument or variable to complete.
    #[must_use]
    pub fn argument(&self) -> &str {
        &self.argument
    }

    /// Returns the typed text; empty at first.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Returns the value of another argument that is already chosen, for example the inbox when completing a
    /// teammate.
    #[must_use]
    pub fn given(&self, argument: &str) -> Option<&str> {
        self.given.get(argument).map(String::as_str)
    }

    /// Returns the candidates that begin with the typed text, then those that contain it. Ignores case.
    pub fn choose<S: Into<String>>(&self, candidates: impl IntoIterator<Item = S>) -> Completion {
        let typed = self.value.trim().to_lowercase();
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for candidate in candidates {
            let candidate = candidate.into();
            match candidate.to_lowercase().find(&typed) {
                Some(0) => first.push(candidate),
                Some(_) => second.push(candidate),
                None => {}
            }
        }
        first.append(&mut second);
        first.into()
    }
}

impl fmt::Debug for CompletionRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CompletionRequest")
            .field("argument", &self.argument)
            .field("value_bytes", &self.value.len())
            .field("given", &self.given.keys())
            .finish()
    }
}

/// Proposed values of a completion, the best first. The server drops values beyond 100.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Completion {
    /// Proposed values.
    pub values: Vec<String>,
    /// Total number of values, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// `true` if there are more values than these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_more: Option<bool>,
}

impl Completion {
    /// Sets the total number of values, including those that are not listed.
    #[must_use]
    pub const fn total(mut self, total: u64) -> Self {
        self.total = Some(total);
        self
    }

    /// Sets the flag `hasMore`: `true` if there are more values than these.
    #[must_use]
    pub const fn has_more(mut self, has_more: bool) -> Self {
        self.has_more = Some(has_more);
        self
    }

    /// Truncates the list, and sets `total` and `has_more` accordingly.
    pub(crate) fn bounded(mut self, most: usize) -> Self {
        let here = self.values.len() as u64;
        if self.values.len() > most {
            self.total = self.total.or(Some(here));
            self.values.truncate(most);
        }
        // The total is never below the number of listed values.
        self.total = self.total.map(|total| total.max(here));
        if self.total.is_some_and(|total| total > self.values.len() as u64) {
            self.has_more = Some(true);
        }
        self
    }
}

impl<S: Into<String>> From<Vec<S>> for Completion {
    fn from(values: Vec<S>) -> Self {
        Self { values: values.into_iter().map(Into::into).collect(), total: None, has_more: None }
    }
}

impl<S: Into<String>, const N: usize> From<[S; N]> for Completion {
    fn from(values: [S; N]) -> Self {
        Vec::from(values).into()
    }
}

/// Target of a `completion/complete`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CompletionTarget {
    /// Argument of the prompt with this name.
    Prompt(String),
    /// Variable of the template with this URI template.
    Template(String),
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(rename = "ref", borrow)]
    target: &'a RawValue,
    #[serde(borrow)]
    argument: &'a RawValue,
    #[serde(default, borrow)]
    context: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(tag = "type")]
enum WireTarget {
    #[serde(rename = "ref/prompt")]
    Prompt { name: String },
    #[serde(rename = "ref/resource")]
    Resource { uri: String },
}

#[derive(Deserialize)]
struct WireArgument {
    name: String,
    value: String,
}

#[derive(Deserialize)]
struct WireContext {
    #[serde(default)]
    arguments: Option<BTreeMap<String, String>>,
}

/// Maximum length of a parser's message in an error, in characters.
const MAX_ECHO: usize = 200;

/// Parses the `params` of a `completion/complete`.
pub(crate) fn parse(params: &[u8]) -> Result<(CompletionTarget, CompletionRequest), RpcError> {
    let wire: Wire<'_> = std::str::from_utf8(params)
        .map_err(|error| invalid("params", &error))
        .and_then(|params| read("params", if params.is_empty() { "{}" } else { params }))?;
    let target = match read("params.ref", wire.target.get())? {
        WireTarget::Prompt { name } => CompletionTarget::Prompt(name),
        WireTarget::Resource { uri } => CompletionTarget::Template(uri),
    };
    let WireArgument { name, value } = read("params.argument", wire.argument.get())?;
    let context: Option<WireContext> =
        wire.context.map(|context| read("params.context", context.get())).transpose()?;
    let given = context.and_then(|context| context.arguments).unwrap_or_default();
    Ok((target, CompletionRequest { argument: name, value, given }))
}

fn read<'a, T: Deserialize<'a>>(what: &str, json: &'a str) -> Result<T, RpcError> {
    from_object(json).map_err(|error| invalid(what, &error))
}

fn invalid(what: &str, error: &dyn fmt::Display) -> RpcError {
    RpcError::invalid_params(format!("{what}: {}", clip(&error.to_string(), MAX_ECHO)))
}

/// Functions that complete the arguments of one prompt or template.
#[derive(Clone, Default)]
pub(crate) struct Completers(BTreeMap<String, Arc<dyn Complete>>);

impl Completers {
    pub(crate) fn set<F, M>(&mut self, argument: String, function: F)
    where
        F: Handler<Completion, M, Input = CompletionRequest>,
        M: 'static,
    {
        self.0.insert(argument, Arc::new(FnComplete { function, marker: PhantomData }));
    }

    /// Completes an argument from a fixed list.
    pub(crate) fn set_values(&mut self, argument: String, values: Vec<String>) {
        self.0.insert(argument, Arc::new(values));
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(crate) async fn complete(
        &self,
        request: CompletionRequest,
        context: &Context,
    ) -> Result<Completion, HandlerError> {
        match self.0.get(request.argument()) {
            Some(completer) => completer.complete(request, context).await,
            None => Ok(Completion::default()),
        }
    }
}

impl fmt::Debug for Completers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[async_trait]
trait Complete: Send + Sync {
    async fn complete(
        &self,
        request: CompletionRequest,
        context: &Context,
    ) -> Result<Completion, HandlerError>;
}

struct FnComplete<F, M> {
    function: F,
    marker: PhantomData<fn() -> M>,
}

#[async_trait]
impl<F, M> Complete for FnComplete<F, M>
where
    F: Handler<Completion, M, Input = CompletionRequest>,
    M: 'static,
{
    async fn complete(
        &self,
        request: CompletionRequest,
        context: &Context,
    ) -> Result<Completion, HandlerError> {
        self.function.run(request, context).await
    }
}

#[async_trait]
impl Complete for Vec<String> {
    async fn complete(&self, request: CompletionRequest, _: &Context) -> Result<Completion, HandlerError> {
        Ok(request.choose(self.iter().cloned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn prefix_matches_come_first() {
        let request = CompletionRequest::new("name", " AN ");
        assert_eq!(request.choose(["Dan", "anna", "Bob", "Andy"]).values, ["anna", "Andy", "Dan"]);
        assert_eq!(CompletionRequest::new("name", "").choose(["b", "a"]).values, ["b", "a"]);
    }

    #[test]
    fn truncated_completion_sets_has_more() {
        let values: Vec<String> = (0..150).map(|n| n.to_string()).collect();
        let bounded = Completion::from(values.clone()).bounded(MAX_COMPLETIONS);
        assert_eq!((bounded.values.len(), bounded.total, bounded.has_more), (100, Some(150), Some(true)));
        assert_eq!(Completion::from(values).total(9000).bounded(7).total, Some(9000));
        // `total` and `hasMore` stay consistent with the truncated list.
        let part = Completion::from(["a"]).total(9).has_more(false).bounded(7);
        assert_eq!((part.total, part.has_more), (Some(9), Some(true)));
        assert_eq!(Completion::from(["a", "b"]).total(1).bounded(7).total, Some(2));
        let few = Completion::from(["a"]).bounded(7);
        assert_eq!(serde_json::to_value(few).unwrap(), json!({ "values": ["a"] }));
    }

    #[test]
    fn completion_params_are_parsed() {
        let read = |value: serde_json::Value| parse(value.to_string().as_bytes());
        let (target, request) = read(json!({
            "ref": { "type": "ref/prompt", "name": "p", "title": "P" },
            "argument": { "name": "a", "value": "v" },
            "context": { "arguments": { "b": "w" } }
        }))
        .unwrap();
        assert_eq!(target, CompletionTarget::Prompt("p".into()));
        assert_eq!(request, CompletionRequest::new("a", "v").with_argument_value("b", "w"));
        assert!(!format!("{request:?}").contains('w'));
        let (target, _) = read(json!({
            "ref": { "type": "ref/resource", "uri": "a://{b}" }, "argument": { "name": "b", "value": "" }
        }))
        .unwrap();
        assert_eq!(target, CompletionTarget::Template("a://{b}".into()));
        for bad in [
            json!({}),
            json!({ "ref": { "type": "ref/tool", "name": "p" }, "argument": { "name": "a", "value": "v" } }),
            json!({ "ref": { "type": "ref/prompt", "name": "p" }, "argument": { "name": "a" } }),
            json!({ "ref": { "type": "ref/prompt" }, "argument": { "name": "a", "value": "v" } }),
            json!({ "ref": { "type": "ref/prompt", "name": "p" }, "argument": { "name": "a", "value": 1 } }),
            json!({ "ref": { "type": "ref/prompt", "name": "p" }, "argument": ["a", "v"] }),
            json!({ "ref": ["ref/prompt", "p"], "argument": { "name": "a", "value": "v" } }),
            json!({
                "ref": { "type": "ref/prompt", "name": "p" }, "argument": { "name": "a", "value": "v" },
                "context": [{ "b": "w" }]
            }),
        ] {
            assert_eq!(read(bad).unwrap_err().code(), RpcError::INVALID_PARAMS);
        }
        assert_eq!(parse(b"").unwrap_err().code(), RpcError::INVALID_PARAMS);
    }
}
