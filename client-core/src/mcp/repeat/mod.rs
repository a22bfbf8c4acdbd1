//! Repeated calls: the same send or creation within a while returns the first result and acts once.
//!
//! Clients repeat a call whose response they lost, and models repeat a call that they are unsure about. Either would mail a
//! customer twice. [`ToolSet::once`](super::ToolSet::once) remembers the calls of a tool that sends or creates: an equal call
//! of the same caller within [`Limits::repeat_window`](super::Limits::repeat_window) gets the result of the first one, with a
//! note. While the first one runs, it waits. The argument `idempotency_key` makes a call differ from earlier ones.
//!
//! | first call | equal call |
//! | --- | --- |
//! | succeeded | its result, with a note |
//! | its outcome is unknown | the same error |
//! | was cut off, because its client disconnected or its time was up | an error with kind `outcome_unknown` |
//! | runs | waits for it |
//! | failed otherwise, or waits for its user | runs |

mod key;
mod memory;
mod store;

use std::{sync::Arc, time::Duration};

use mcp_core::{
    Access, Arguments, Content, Context, HandlerError, HandlerErrorKind, Tool, ToolDefinition, ToolMethod,
    ToolOutput, async_trait,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json, value::RawValue};
use tokio::time::Instant;

use super::{call::DEADLINE_MARGIN, untrusted::UNTRUSTED_META};

pub use memory::CallMemory;
pub use store::{Begin, CallStore};

/// Default window.
pub(super) const REPEAT_WINDOW: Duration = Duration::from_secs(600);
/// Time after which a call of another process that reports nothing counts as cut off.
const LEASE: Duration = Duration::from_secs(120);
/// Longest wait for the first of two equal calls, if the caller sets no deadline.
const MAX_WAIT: Duration = Duration::from_secs(30);
/// First and longest pause while the first of two equal calls runs.
const PAUSES: (Duration, Duration) = (Duration::from_millis(20), Duration::from_secs(1));
/// Longest key of a caller, in characters.
const MAX_KEY: usize = 255;
/// Member of a repeated result with the note.
const REPEATED: &str = "repeated";
/// Argument that makes a call differ.
const ARGUMENT: &str = "idempotency_key";
/// The same in the spelling of Front's arguments.
const OTHER_SPELLING: &str = "idempotencyKey";

/// Memory of the calls of a tool set.
#[derive(Debug, Clone)]
pub(super) struct Repeats {
    pub(super) store: Arc<dyn CallStore>,
    /// Separates tool sets that share a store.
    pub(super) scope: Arc<str>,
}

impl Default for Repeats {
    fn default() -> Self {
        Self { store: Arc::new(CallMemory::default()), scope: "".into() }
    }
}

/// Tool whose equal calls act once.
pub(super) struct Once<T> {
    inner: T,
    definition: ToolDefinition,
    repeats: Repeats,
    window: Duration,
    author: AuthorOf,
}

/// Returns the author that the host sets for a call: the same call of another author is another call.
pub(super) type AuthorOf = fn(&Context) -> Option<Value>;

/// Returns `true` if calls of the tool are remembered: it sends or creates.
fn acts(definition: &ToolDefinition) -> bool {
    definition.access() == Access::Send || definition.method() == ToolMethod::Create
}

impl<T: Tool> Once<T> {
    pub(super) fn new(inner: T, repeats: Repeats, window: Duration, author: AuthorOf) -> Self {
        let mut definition = inner.definition().clone();
        let window = if acts(&definition) { window } else { Duration::ZERO };
        if !window.is_zero() {
            let mut schema = definition.input_schema().clone();
            if let Some(Value::Object(properties)) = schema.get_mut("properties") {
                let description = "A new value runs an equal call once more. Without one, a call that equals an earlier \
                                   one returns the earlier result.";
                properties
                    .insert(ARGUMENT.to_owned(), json!({ "type": "string", "description": description }));
            }
            definition = definition.with_input_schema(schema);
        }
        Self { inner, definition, repeats, window, author }
    }

    async fn run(
        &self,
        key: &str,
        arguments: Arguments<'_>,
        context: &Context,
    ) -> Result<ToolOutput, HandlerError> {
        if let Some(earlier) = self.earlier(key, context).await? {
            return earlier;
        }
        let mut running = Running { store: &*self.repeats.store, key: Some(key) };
        let result = self.inner.call(arguments, context).await;
        running.key = None;
        let stored = match &result {
            Ok(output) => Some(Outcome::Done {
                structured: output.structured().map(raw).transpose()?,
                untrusted: output.meta().get(UNTRUSTED_META).cloned(),
            }),
            Err(error) if error.kind() == HandlerErrorKind::OutcomeUnknown => {
                Some(Outcome::Unknown { message: error.message().to_owned() })
            }
            Err(_) => None,
        };
        let noted = match stored {
            Some(outcome) => {
                let json = serde_json::to_string(&outcome).unwrap_or_default();
                self.repeats.store.finish(key, &json, self.window).await
            }
            None => self.repeats.store.forget(key).await,
        };
        if let Err(error) = noted {
            // The call has run. An equal one finds it running, and later cut off.
            tracing::warn!(%error, tool = self.definition.name(), "a call could not be remembered");
        }
        result
    }

    /// Returns the result of an earlier equal call. `None` claims the call for this one.
    async fn earlier(
        &self,
        key: &str,
        context: &Context,
    ) -> Result<Option<Result<ToolOutput, HandlerError>>, HandlerError> {
        let end = context
            .deadline()
            .and_then(|deadline| Instant::from_std(deadline).checked_sub(DEADLINE_MARGIN))
            .unwrap_or_else(|| Instant::now() + MAX_WAIT);
        let (mut pause, longest) = PAUSES;
        loop {
            let begin = self.repeats.store.begin(key, LEASE, self.window).await.map_err(|error| {
                let message = "the store of calls cannot be reached, so nothing was done";
                HandlerError::new(HandlerErrorKind::Unavailable, message).with_source(error)
            })?;
            match begin {
                Begin::First => return Ok(None),
                Begin::Done { outcome, age } => return Ok(Some(repeated(&outcome, age))),
                Begin::CutOff => return Ok(Some(Err(cut_off()))),
                Begin::Running if Instant::now() + pause >= end => {
                    let message = "an equal call is still running";
                    let hint = "Wait, then look whether it was carried out. Do not repeat it meanwhile.";
                    return Err(HandlerError::new(HandlerErrorKind::Conflict, message).with_hint(hint));
                }
                Begin::Running => tokio::time::sleep(pause).await,
            }
            pause = (pause * 2).min(longest);
        }
    }
}

#[async_trait]
impl<T: Tool> Tool for Once<T> {
    fn definition(&self) -> &ToolDefinition {
        &self.definition
    }

    async fn call(&self, arguments: Arguments<'_>, context: &Context) -> Result<ToolOutput, HandlerError> {
        if self.window.is_zero() {
            return self.inner.call(arguments, context).await;
        }
        // The tool itself reports what is wrong with arguments that are no object.
        let Ok(mut members) = arguments.members() else { return self.inner.call(arguments, context).await };
        let other = members.remove(OTHER_SPELLING);
        let own = match members.remove(ARGUMENT).or(other) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if text.chars().count() <= MAX_KEY => Some(text),
            Some(Value::Number(number)) => Some(number.to_string()),
            Some(_) => {
                let message =
                    format!("arguments.{ARGUMENT} must be a string of at most {MAX_KEY} characters");
                return Err(HandlerError::invalid_arguments(message));
            }
        };
        let who = key::Caller { scope: &self.repeats.scope, author: (self.author)(context), context };
        let key = key::of(&who, self.definition.name(), &members, own.as_deref());
        if own.is_none() && ![ARGUMENT, OTHER_SPELLING].iter().any(|name| arguments.as_str().contains(name)) {
            return self.run(&key, arguments, context).await;
        }
        let json = Value::Object(members).to_string();
        self.run(&key, Arguments::from(json.as_str()), context).await
    }
}

/// Result of a call, as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Done {
        structured: Option<Box<RawValue>>,
        /// Places of untrusted text in it.
        #[serde(default)]
        untrusted: Option<Value>,
    },
    Unknown {
        message: String,
    },
}

fn raw(json: &str) -> Result<Box<RawValue>, HandlerError> {
    RawValue::from_string(json.to_owned())
        .map_err(|error| HandlerError::internal("the result is not JSON").with_source(error))
}

/// Returns the stored result, with a note.
fn repeated(outcome: &str, age: Duration) -> Result<ToolOutput, HandlerError> {
    let outcome: Outcome = serde_json::from_str(outcome).map_err(|error| {
        HandlerError::internal("the store of calls has another format").with_source(error)
    })?;
    match outcome {
        Outcome::Done { structured, untrusted } => {
            let note = format!(
                "An equal call ran {} s ago. This is its result; nothing was done again. Set {ARGUMENT} to a new value to \
                 run it once more.",
                age.as_secs()
            );
            let output = match structured {
                Some(json) => {
                    let mut value: Value = serde_json::from_str(json.get()).unwrap_or_default();
                    if let Value::Object(members) = &mut value {
                        members.insert(REPEATED.to_owned(), note.as_str().into());
                    }
                    ToolOutput::json(&value)?
                }
                None => ToolOutput::default(),
            };
            let output = output.with_content(Content::text(note));
            Ok(match untrusted {
                Some(untrusted) => output.with_meta(UNTRUSTED_META, untrusted),
                None => output,
            })
        }
        Outcome::Unknown { message } => {
            Err(HandlerError::new(HandlerErrorKind::OutcomeUnknown, message).with_hint(LOOK_FIRST))
        }
    }
}

const LOOK_FIRST: &str = "An equal call ran before, and nothing was done again. Look whether it was carried out. If a person \
                          confirms that it was not, set idempotency_key to a new value to run it once more.";

fn cut_off() -> HandlerError {
    let message = "an equal call was cut off before it ended, so its outcome is unknown";
    HandlerError::new(HandlerErrorKind::OutcomeUnknown, message).with_hint(LOOK_FIRST)
}

/// Call that is dropped before it ends is cut off.
struct Running<'a> {
    store: &'a dyn CallStore,
    key: Option<&'a str>,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            self.store.cut_off(key);
        }
    }
}

#[cfg(test)]
mod tests;
