//! One tool call: its budget, its time, and what the client learned on the way.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use http::Extensions;
use mcp_core::{Context, ErrorKind, ToolError, ToolOutput};
use serde::Serialize;
use serde_json::Value;

use super::{
    Limits, ToolVendor,
    budget::Budget,
    error::{rate_limit, tool_error},
};
use crate::{
    client::Client,
    endpoint::Endpoint,
    error::Error,
    mcp::{
        result::{Room, shrink},
        text,
    },
};

/// From which request on a call reports progress: short calls end before anybody wonders.
pub const PROGRESS_FROM: u32 = 3;

/// How long before the caller stops waiting a scan ends, so that what it found still arrives.
pub const DEADLINE_MARGIN: Duration = Duration::from_secs(3);

/// One tool call. Every request to the vendor goes through it, so that none is outside the budget and nothing that the
/// client learned goes unreported. Cheap to clone.
pub struct Call<V: ToolVendor>(Arc<Inner<V>>);

struct Inner<V: ToolVendor> {
    client: Client<V>,
    context: Context,
    limits: Limits,
    settings: V::Settings,
    budget: Budget,
    learned: Mutex<Learned>,
}

#[derive(Default)]
struct Learned {
    extensions: Extensions,
    rate_limit: Option<mcp_core::RateLimit>,
}

impl<V: ToolVendor> Call<V> {
    pub(super) fn new(client: Client<V>, limits: Limits, settings: V::Settings, context: Context) -> Self {
        let budget = Budget::new(V::NAME, limits.call_budget);
        Self(Arc::new(Inner { client, context, limits, settings, budget, learned: Mutex::default() }))
    }

    /// Sends a request to the vendor.
    ///
    /// # Errors
    ///
    /// When the budget is spent, and as [`Client::call`], in the words of a tool.
    pub async fn send<E: Endpoint<Vendor = V>>(&self, endpoint: &E) -> Result<E::Output, ToolError> {
        let count = self.0.budget.take()?;
        if count >= PROGRESS_FROM {
            self.0.context.progress(f64::from(count), None, None);
        }
        match self.0.client.call(endpoint).await {
            Ok(response) => {
                self.learn(response.extensions());
                Ok(response.into_body())
            }
            Err(error) => Err(self.failure(error)),
        }
    }

    /// Sends a request for something that need not exist: 404 is `None`.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub async fn find<E: Endpoint<Vendor = V>>(&self, endpoint: &E) -> Result<Option<E::Output>, ToolError> {
        match self.send(endpoint).await {
            Ok(output) => Ok(Some(output)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// How many requests are left to this call; none when its time is nearly up. A tool that scans stops at zero and says
    /// how far it came.
    #[must_use]
    pub fn requests_left(&self) -> u32 {
        if self.is_late() { 0 } else { self.0.budget.left() }
    }

    /// The error of a call whose budget is spent, for one that came to nothing.
    ///
    /// # Errors
    ///
    /// When no request is left.
    pub fn budget_not_spent(&self) -> Result<(), ToolError> {
        if self.0.budget.left() == 0 { self.0.budget.take().map(drop) } else { Ok(()) }
    }

    /// Refuses to begin what cannot be taken back when the caller may stop waiting before the answer comes: it would not
    /// learn whether it was done.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Timeout`] when less than [`DEADLINE_MARGIN`] is left.
    pub fn has_time(&self) -> Result<(), ToolError> {
        if self.is_late() {
            return Err(ToolError::new(
                ErrorKind::Timeout,
                "the time of the call was up before anything was sent",
            )
            .with_hint("Nothing was sent. Repeat the call."));
        }
        Ok(())
    }

    /// The client.
    #[must_use]
    pub fn client(&self) -> &Client<V> {
        &self.0.client
    }

    /// The circumstances of the call.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.0.context
    }

    /// The limits of the tool set.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// The limits that only this vendor's tools have.
    #[must_use]
    pub fn settings(&self) -> &V::Settings {
        &self.0.settings
    }

    /// The room that a result has for its items.
    #[must_use]
    pub fn room(&self) -> Room {
        Room::of(self.0.limits.result_chars)
    }

    /// The last report of this type that a layer of the client left in an answer to this call.
    #[must_use]
    pub fn learned<T: Clone + Send + Sync + 'static>(&self) -> Option<T> {
        self.state().extensions.get().cloned()
    }

    /// The vendor's remarks on the answers so far.
    pub(super) fn remarks(&self) -> Vec<(&'static str, Value)> {
        V::remarks(&self.state().extensions)
    }

    /// The result of the call.
    pub(super) fn finish(&self, output: &impl Serialize) -> Result<ToolOutput, ToolError> {
        let (mut value, limit) = (visible(output)?, self.0.limits.result_chars);
        let mut output = ToolOutput::json(&value)?;
        // Counted as it was written: few results are too long, and only those are written again.
        if output.structured().is_some_and(|json| json.chars().count() > limit) {
            shrink(&mut value, limit);
            output = ToolOutput::json(&value)?;
        }
        Ok(match self.rate_limit() {
            Some(limit) => output.with_rate_limit(limit),
            None => output,
        })
    }

    /// What the result of the call shows: what nobody would see is left out, and it fits its limit.
    pub(super) fn shown(&self, output: &impl Serialize) -> Result<Value, ToolError> {
        let mut value = visible(output)?;
        shrink(&mut value, self.0.limits.result_chars);
        Ok(value)
    }

    /// What the vendor last said about its limits.
    pub(super) fn rate_limit(&self) -> Option<mcp_core::RateLimit> {
        self.state().rate_limit.take()
    }

    /// The failure of the call.
    pub(super) fn fail(&self, error: ToolError) -> ToolError {
        match self.rate_limit() {
            Some(limit) if error.rate_limit().is_none() => error.with_rate_limit(limit),
            _ => error,
        }
    }

    fn failure(&self, error: Error) -> ToolError {
        if let Some(limit) = error.rate_limit() {
            self.state().rate_limit = Some(rate_limit(limit));
        }
        tool_error::<V>(error)
    }

    fn learn(&self, extensions: &Extensions) {
        let mut learned = self.state();
        learned.extensions.extend(extensions.clone());
        if let Some(limit) = extensions.get::<crate::rate_limit::RateLimit>() {
            learned.rate_limit = Some(rate_limit(limit));
        }
    }

    fn is_late(&self) -> bool {
        self.0.context.deadline().is_some_and(is_near)
    }

    fn state(&self) -> MutexGuard<'_, Learned> {
        self.0.learned.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The output as JSON, without what nobody would see.
fn visible(output: &impl Serialize) -> Result<Value, ToolError> {
    let mut value = serde_json::to_value(output)
        .map_err(|error| ToolError::internal("the result cannot be written as JSON").with_source(error))?;
    // Names, subjects, file names and comments come from strangers as bodies do.
    text::make_visible(&mut value);
    Ok(value)
}

fn is_near(deadline: Instant) -> bool {
    deadline.saturating_duration_since(Instant::now()) < DEADLINE_MARGIN
}

impl<V: ToolVendor> Clone for Call<V> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
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
