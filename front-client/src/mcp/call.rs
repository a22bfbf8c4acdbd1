//! One tool call: its budget, its author, and what the client learned on the way.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use http::Extensions;
use mcp_core::{
    Context, ErrorKind, ToolError, ToolOutput,
    result::{Room, shrink},
    text,
};
use serde::Serialize;

use super::{
    Author,
    budget::{Budget, Limits},
};
use crate::{Client, ConversationId, Endpoint, Error, Front, TeammateId, layer::MergedInto};

/// From which request on a call reports progress: short calls end before anybody wonders.
const PROGRESS_FROM: u32 = 3;

/// How long before the caller stops waiting a scan ends, so that what it found still arrives.
const DEADLINE_MARGIN: Duration = Duration::from_secs(3);

/// One tool call. Every request to Front goes through it, so that none is outside the budget and no merge goes
/// unreported. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Call(Arc<Inner>);

struct Inner {
    client: Client,
    context: Context,
    limits: Limits,
    budget: Budget,
    learned: Mutex<Learned>,
}

#[derive(Default)]
struct Learned {
    merged_into: Option<ConversationId>,
    rate_limit: Option<mcp_core::RateLimit>,
}

impl Call {
    pub(crate) fn new(client: Client, limits: Limits, context: Context) -> Self {
        let budget = Budget::new(limits.call_budget);
        Self(Arc::new(Inner { client, context, limits, budget, learned: Mutex::default() }))
    }

    /// Sends a request to Front.
    pub(crate) async fn send<E: Endpoint<Vendor = Front>>(
        &self,
        endpoint: &E,
    ) -> Result<E::Output, ToolError> {
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
    pub(crate) async fn find<E: Endpoint<Vendor = Front>>(
        &self,
        endpoint: &E,
    ) -> Result<Option<E::Output>, ToolError> {
        match self.send(endpoint).await {
            Ok(output) => Ok(Some(output)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// How many requests are left to this call; none when its time is nearly up. A tool that scans stops at zero and says
    /// how far it came.
    pub(crate) fn requests_left(&self) -> u32 {
        if self.0.context.deadline().is_some_and(is_near) { 0 } else { self.0.budget.left() }
    }

    /// The error of a call whose budget is spent, for one that came to nothing.
    pub(crate) fn budget_not_spent(&self) -> Result<(), ToolError> {
        if self.0.budget.left() == 0 { self.0.budget.take().map(drop) } else { Ok(()) }
    }

    /// The limits of the tool set.
    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// The room that a result has for its items.
    pub(crate) fn room(&self) -> Room {
        Room::of(self.0.limits.result_chars)
    }

    /// The circumstances of the call.
    pub(crate) fn context(&self) -> &Context {
        &self.0.context
    }

    /// The teammate in whose name the call writes, where the host set one.
    pub(crate) fn author(&self) -> Option<&TeammateId> {
        Author::of(&self.0.context).map(Author::id)
    }

    /// The author as results name it.
    pub(crate) fn author_name(&self) -> String {
        self.author().map_or_else(|| "api token".to_owned(), ToString::to_string)
    }

    /// The author, for what Front does not do without one.
    pub(crate) fn require_author(&self, what: &str) -> Result<&TeammateId, ToolError> {
        self.author().ok_or_else(|| {
            ToolError::forbidden(format!(
                "{what} needs a teammate as its author, and the host of this server set none"
            ))
            .with_hint(
                "No argument can set the author. Tell the user that the host must set it for this caller.",
            )
        })
    }

    /// Refuses to begin what cannot be taken back when the caller may stop waiting before the answer comes: it would not
    /// learn whether it was done.
    pub(crate) fn has_time(&self) -> Result<(), ToolError> {
        if self.0.context.deadline().is_some_and(is_near) {
            return Err(ToolError::new(
                ErrorKind::Timeout,
                "the time of the call was up before anything was sent",
            )
            .with_hint("Nothing was sent. Repeat the call."));
        }
        Ok(())
    }

    /// The conversation that another was found to be merged into during this call.
    pub(crate) fn merged_into(&self) -> Option<ConversationId> {
        self.learned().merged_into.clone()
    }

    /// The result of the call.
    pub(super) fn finish(&self, output: &impl Serialize) -> Result<ToolOutput, ToolError> {
        let mut value = serde_json::to_value(output).map_err(|error| {
            ToolError::internal("the result cannot be written as JSON").with_source(error)
        })?;
        // Names, subjects, file names and comments come from strangers as bodies do.
        text::make_visible(&mut value);
        shrink(&mut value, self.0.limits.result_chars);
        let output = ToolOutput::json(&value)?;
        Ok(match self.learned().rate_limit.take() {
            Some(limit) => output.with_rate_limit(limit),
            None => output,
        })
    }

    /// The failure of the call.
    pub(super) fn fail(&self, error: ToolError) -> ToolError {
        match self.learned().rate_limit.take() {
            Some(limit) if error.rate_limit().is_none() => error.with_rate_limit(limit),
            _ => error,
        }
    }

    fn failure(&self, error: Error) -> ToolError {
        if let Some(limit) = error.rate_limit() {
            self.learned().rate_limit = Some(client_core::mcp::rate_limit(limit));
        }
        error.into()
    }

    fn learn(&self, extensions: &Extensions) {
        let mut learned = self.learned();
        if let Some(merged) = extensions.get::<MergedInto>() {
            learned.merged_into = Some(merged.to.clone());
        }
        if let Some(limit) = extensions.get::<crate::RateLimit>() {
            learned.rate_limit = Some(client_core::mcp::rate_limit(limit));
        }
    }

    fn learned(&self) -> std::sync::MutexGuard<'_, Learned> {
        self.0.learned.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_near(deadline: Instant) -> bool {
    deadline.saturating_duration_since(Instant::now()) < DEADLINE_MARGIN
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("context", &self.0.context)
            .field("limits", &self.0.limits)
            .field("requests_left", &self.requests_left())
            .finish_non_exhaustive()
    }
}
