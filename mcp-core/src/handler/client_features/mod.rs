//! Asking the client, and through it the user, while a request is carried out.
//!
//! [`Context::ask`] takes a key and a question, and returns the answer. A handler need not know how it came:
//!
//! - In 2026-07-28 the request ends with `input_required`; the client asks its user and sends the request again with
//!   the answers, and **the handler runs again from its start**. This time `ask` returns what was answered, at once.
//! - In the handshake eras, where the transport has a session with the client, the question goes out on the request's
//!   stream and `ask` waits.
//!
//! So a handler asks before it changes anything, gives each question a key of its own and asks the same thing in every
//! run. `?` on what `ask` returns is all that it needs to suspend: while something is asked, a handler that ends with an
//! error ends the round, and one that ends well is done. To ask several things in one round, poll them together
//! (`tokio::join!`) and look at the answers afterwards.
//!
//! ```
//! use mcp_core::{Context, NoArguments, ToolError, ask::{Elicitation, Field}, tool_fn};
//!
//! let close = tool_fn("close_all", "Closes all cases.", |_: NoArguments, context: Context| async move {
//!     let question = Elicitation::form("Close all 17 cases?").field("reason", Field::text().title("Why?"));
//!     let Some(answer) = context.ask("sure", question).await?.accepted() else {
//!         return Ok::<_, ToolError>("Nothing was closed: the user does not want it.".to_owned());
//!     };
//!     Ok(format!("Closed, because {}", answer["reason"]))
//! });
//! # let _ = close;
//! ```
//!
//! An agent in the same process has no client; there a [`User`] answers.
//!
//! # What an answer is worth
//!
//! Between two rounds the client keeps a request state for the server. It is signed with the server's
//! [`StateKey`] and names the caller, the request with its arguments, the questions and its end
//! ([`STATE_TTL`]), so an answer counts only for the question that was asked, in the request in which it was asked, of
//! the caller who was asked. A question whose words changed meanwhile is asked anew. It may be presented more than once
//! before it ends: what must happen only once needs a guard of its own, as it does without questions. Each round makes a
//! new one with an end of its own, so a handler that asks twice may see a first answer that is older than the time set.
//!
//! The answer is the client's word. That a person gave it is the client's to ensure.

mod elicitation;
mod error;
mod field;
mod local_user;
mod multi_round_trip;
mod request_state;
mod roots;
mod sampling;
mod session;

use serde_json::{Value, value::RawValue};

pub use elicitation::{Elicitation, Elicited};
pub use error::AskError;
pub use field::Field;
pub use local_user::User;
pub use multi_round_trip::{MAX_QUESTIONS, STATE_TTL};
pub(crate) use multi_round_trip::{Rounds, Terms};
pub use request_state::{InvalidStateKey, MAX_REQUEST_STATE, MIN_STATE_KEY, StateKey};
pub use roots::{Root, Roots};
pub use sampling::{Sampled, Sampling};
pub use session::Peer;

use crate::{handler::context::Context, wire::protocol::ProtocolVersion};

/// Longest key of a question, in bytes.
pub const MAX_KEY: usize = 64;

/// Something that a client can be asked: [`Elicitation`], [`Sampling`] or [`Roots`], the three that the protocol has.
pub trait Question: sealed::Sealed {}

impl<Q: sealed::Sealed> Question for Q {}

pub(crate) mod sealed {
    use super::{Context, ProtocolVersion, RawValue, Value};

    pub trait Sealed: Send {
        type Answer: Send;

        fn method(&self) -> &'static str;

        /// The first revision that has the question.
        fn since(&self) -> ProtocolVersion;

        /// What of the client's capabilities the question needs and does not have.
        fn missing(&self, context: &Context) -> Option<&'static [&'static str]>;

        fn params(&self, context: &Context) -> Value;

        /// Takes an answer that was not asked for.
        fn volunteered(&self) -> bool;

        /// Reads an answer, or says what is wrong with it.
        fn read(&self, answer: &RawValue) -> Result<Self::Answer, String>;
    }
}

impl Context {
    /// Asks the client, and through it the user; see the [module docs](crate::ask).
    ///
    /// The key names the question within the request: 1 to [`MAX_KEY`] bytes, for example `confirm`.
    ///
    /// # Errors
    ///
    /// [`AskError::Pending`] when the client is asked now and will send the request again: hand it on with `?`. The
    /// other errors say that the client cannot be asked, or that its answer cannot be used.
    pub async fn ask<Q: Question>(&self, key: &str, question: Q) -> Result<Q::Answer, AskError> {
        if key.is_empty() || key.len() > MAX_KEY {
            return Err(AskError::BadQuestion("a key has 1 to 64 bytes"));
        }
        if self.peer().is_none() && self.rounds().is_none() {
            return Err(AskError::Unreachable);
        }
        if let Some(version) = self.protocol_version().filter(|version| *version < question.since()) {
            return Err(AskError::TooOld(version));
        }
        if let Some(capability) = question.missing(self) {
            return Err(AskError::MissingCapability(capability));
        }
        // A request of 2026-07-28 has rounds, and its client takes no other questions.
        let answer = match (self.rounds(), self.peer()) {
            (Some(rounds), _) => {
                let wire =
                    serde_json::json!({ "method": question.method(), "params": question.params(self) });
                rounds.ask(self, key, wire, question.volunteered())?
            }
            (None, Some(peer)) => {
                let params = question.params(self).to_string();
                peer.request(question.method(), params.into()).await.map_err(AskError::Failed)?
            }
            (None, None) => return Err(AskError::Unreachable),
        };
        let read = match answer.get().starts_with('{') {
            true => question.read(&answer),
            false => Err("it is no object".to_owned()),
        };
        read.map_err(|fault| AskError::BadAnswer { key: key.to_owned(), fault })
    }
}
