//! Tool call: its request budget, its deadline, and reports of the client's layers.

use std::{
    collections::BTreeSet,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use http::Extensions;
use mcp_core::{Context, Cursor, HandlerError, HandlerErrorKind, ToolOutput};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{
    Limits, ToolVendor,
    budget::Budget,
    error::{rate_limit, tool_error},
    reading::RenderBudget,
};
use crate::{
    client::Client,
    endpoint::Endpoint,
    error::Error,
    mcp::{
        result::{Room, shrink},
        text,
        untrusted::{Paths, UNTRUSTED_META},
    },
    response::SkippedFields,
};

/// Number of the first request that reports progress. Short calls need no progress.
const PROGRESS_FROM: u32 = 3;

/// Time before the caller's timeout at which a scan ends, so that its result still arrives.
pub(super) const DEADLINE_MARGIN: Duration = Duration::from_secs(3);

/// Tool call. Every request to the vendor goes through it, so that the budget covers all requests and reports of
/// the client's layers are kept. Cheap to clone.
#[derive(Clone)]
pub struct Call<V: ToolVendor>(Arc<Inner<V>>);

struct Inner<V: ToolVendor> {
    client: Client<V>,
    context: Context,
    limits: Limits,
    settings: V::Settings,
    budget: Budget,
    render: RenderBudget,
    reports: Mutex<Reports>,
}

#[derive(Default)]
struct Reports {
    extensions: Extensions,
    rate_limit: Option<mcp_core::UpstreamRateLimit>,
    skipped: BTreeSet<String>,
}

/// Member of a result that names what the vendor returned and what was too large to be read.
const NOT_READ: &str = "not_read";

impl<V: ToolVendor> Call<V> {
    pub(super) fn new(client: Client<V>, limits: Limits, settings: V::Settings, context: Context) -> Self {
        let budget = Budget::new(V::NAME, limits.call_budget);
        let render = RenderBudget::new(limits.render_bytes);
        Self(Arc::new(Inner { client, context, limits, settings, budget, render, reports: Mutex::default() }))
    }

    /// Sends a request to the vendor.
    ///
    /// # Errors
    ///
    /// When the budget is spent, and as [`Client::call`], as a tool error.
    pub async fn send<E: Endpoint<Vendor = V>>(&self, endpoint: &E) -> Result<E::Output, HandlerError> {
        let count = self.0.budget.take()?;
        if count >= PROGRESS_FROM {
            self.0.context.progress(f64::from(count), None, None);
        }
        match self.0.client.call(endpoint).await {
            Ok(response) => {
                self.record(response.extensions());
                Ok(response.into_body())
            }
            Err(error) => Err(self.failure(error)),
        }
    }

    /// Sends a request for a resource that may not exist. A 404 returns `None`.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub async fn find<E: Endpoint<Vendor = V>>(
        &self,
        endpoint: &E,
    ) -> Result<Option<E::Output>, HandlerError> {
        match self.send(endpoint).await {
            Ok(output) => Ok(Some(output)),
            Err(error) if error.kind() == HandlerErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Returns the number of remaining requests, or 0 close to the deadline. A tool that scans stops at zero and
    /// reports its progress.
    #[must_use]
    pub fn requests_left(&self) -> u32 {
        if self.is_late() { 0 } else { self.0.budget.left() }
    }

    /// Fails if the budget is spent, for calls without a result.
    ///
    /// # Errors
    ///
    /// When no request is left.
    pub fn ensure_budget(&self) -> Result<(), HandlerError> {
        if self.0.budget.left() == 0 { self.0.budget.take().map(drop) } else { Ok(()) }
    }

    /// Fails close to the deadline. Called before actions that cannot be undone, because the caller may time out
    /// without learning the outcome.
    ///
    /// # Errors
    ///
    /// [`HandlerErrorKind::Timeout`] when less than 3 s are left.
    pub fn ensure_time(&self) -> Result<(), HandlerError> {
        if self.is_late() {
            return Err(HandlerError::new(
                HandlerErrorKind::Timeout,
                "the call ran out of time before anything was sent",
            )
            .with_hint("Repeat the call."));
        }
        Ok(())
    }

    /// Returns the client.
    #[must_use]
    pub fn client(&self) -> &Client<V> {
        &self.0.client
    }

    /// Returns the context of the call.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.0.context
    }

    /// Returns the cursors of a tool for this caller and these arguments, signed with the server's key.
    pub fn cursor(&self, tool: &str, arguments: &impl Serialize) -> Cursor {
        Cursor::new(&self.0.context, tool, arguments)
    }

    /// Returns the limits of the tool set.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// Returns the limits of this vendor's tools.
    #[must_use]
    pub fn settings(&self) -> &V::Settings {
        &self.0.settings
    }

    pub(super) fn render_budget(&self) -> &RenderBudget {
        &self.0.render
    }

    /// Space that a result has for its items.
    #[must_use]
    pub fn room(&self) -> Room {
        Room::of(self.0.limits.result_chars)
    }

    /// Returns the last report of this type that a layer of the client attached to a response of this call.
    #[must_use]
    pub fn report<T: Clone + Send + Sync + 'static>(&self) -> Option<T> {
        self.state().extensions.get().cloned()
    }

    /// Returns the vendor's reports on the responses so far.
    pub(super) fn reports(&self) -> Vec<(&'static str, Value)> {
        V::reports(&self.state().extensions)
    }

    /// Returns the result of the call: without hidden text, valid against the output schema, within the size limit, and
    /// with the places of its untrusted text.
    pub(super) fn finish(
        &self,
        output: &impl Serialize,
        untrusted: &Paths,
        schema: Option<&Map<String, Value>>,
    ) -> Result<ToolOutput, HandlerError> {
        let visible = visible(output, untrusted)?;
        let is_object = visible.is_object();
        let mut value = structured(visible);
        let skipped = std::mem::take(&mut self.state().skipped);
        if let (Value::Object(members), false) = (&mut value, skipped.is_empty()) {
            members.insert(NOT_READ.to_owned(), skipped.into_iter().map(Value::from).collect());
        }
        shrink(&mut value, schema, self.0.limits.result_chars);
        let mut output = ToolOutput::json(&value)?;
        let pointers = match is_object {
            true => untrusted.pointers(&value),
            false => untrusted.pointers_below_result(&value),
        };
        if !pointers.is_empty() {
            output = output.with_meta(UNTRUSTED_META, pointers);
        }
        Ok(match self.rate_limit() {
            Some(limit) => output.with_rate_limit(limit),
            None => output,
        })
    }

    /// Returns the visible result of the call for a document: without hidden text, and within the size limit. Marks stay.
    pub(super) fn visible_result(&self, output: &impl Serialize) -> Result<Value, HandlerError> {
        let mut value = visible(output, &Paths::whole())?;
        shrink(&mut value, None, self.0.limits.result_chars);
        Ok(value)
    }

    /// Returns the vendor's last report of its rate limit.
    pub(super) fn rate_limit(&self) -> Option<mcp_core::UpstreamRateLimit> {
        self.state().rate_limit.take()
    }

    /// Returns the error of the call, with the rate limit, in one visible line. Messages name records and arguments,
    /// which others wrote.
    pub(super) fn fail(&self, error: HandlerError) -> HandlerError {
        let error = match visible_line(error.message()) {
            Some(message) => error.with_message(message),
            None => error,
        };
        match self.rate_limit() {
            Some(limit) if error.rate_limit().is_none() => error.with_rate_limit(limit),
            _ => error,
        }
    }

    fn failure(&self, error: Error) -> HandlerError {
        if let Some(limit) = error.rate_limit() {
            self.state().rate_limit = Some(rate_limit(limit));
        }
        tool_error::<V>(error)
    }

    fn record(&self, extensions: &Extensions) {
        let mut reports = self.state();
        reports.extensions.extend(extensions.clone());
        if let Some(skipped) = extensions.get::<SkippedFields>() {
            reports.skipped.extend(skipped.names.iter().cloned());
        }
        if let Some(limit) = extensions.get::<crate::rate_limit::RateLimit>() {
            reports.rate_limit = Some(rate_limit(limit));
        }
    }

    fn is_late(&self) -> bool {
        self.0.context.deadline().is_some_and(is_near)
    }

    fn state(&self) -> MutexGuard<'_, Reports> {
        self.0.reports.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The output as JSON, without what nobody would see.
fn visible(output: &impl Serialize, untrusted: &Paths) -> Result<Value, HandlerError> {
    let mut value = serde_json::to_value(output)
        .map_err(|error| HandlerError::internal("the result cannot be written as JSON").with_source(error))?;
    untrusted.clean(&mut value);
    Ok(value)
}

/// Maximum length of the message of an error, in characters. Longer ones repeat an argument or a list of names.
const MAX_MESSAGE_CHARS: usize = 2000;

/// Returns a message in one line, without what nobody would see. `None` if it is so already.
fn visible_line(message: &str) -> Option<String> {
    let visible = text::visible(message);
    if visible.len() <= MAX_MESSAGE_CHARS && !visible.contains(['\n', '\r', '\t']) {
        return (visible != message).then(|| visible.into_owned());
    }
    let mut line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = line.char_indices().nth(MAX_MESSAGE_CHARS) {
        line.truncate(end);
        line.push('…');
    }
    Some(line)
}

/// The value as an object, as the protocol wants it. The wrapper counts towards the size limit.
pub(super) fn structured(value: Value) -> Value {
    match value {
        Value::Object(_) => value,
        Value::Null => json!({}),
        other => json!({ "result": other }),
    }
}

fn is_near(deadline: Instant) -> bool {
    deadline.saturating_duration_since(Instant::now()) < DEADLINE_MARGIN
}

impl<V: ToolVendor> fmt::Debug for Call<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("vendor", &V::NAME)
            .field("context", &self.0.context)
            .field("limits", &self.0.limits)
            .field("settings", &self.0.settings)
            .field("requests_left", &self.requests_left())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_one_visible_line() {
        assert_eq!(visible_line("no tag is called x"), None);
        assert_eq!(visible_line("no tag a\u{202E}b\n c").as_deref(), Some("no tag ab c"));
        assert_eq!(visible_line("👩\u{200D}🔬"), None);
        assert_eq!(visible_line(&"é ".repeat(100_000)).unwrap().chars().count(), MAX_MESSAGE_CHARS + 1);
    }
}
