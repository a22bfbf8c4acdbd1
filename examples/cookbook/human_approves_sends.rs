//! A person approves each message before it leaves.
//!
//! ```sh
//! cargo run -p cookbook --bin human_approves_sends
//! ```
//!
//! Prints the form that the user gets, and the result of three attempts: the user approves, the user declines, the client
//! cannot ask its user. Only the first attempt sends.
//!
//! A layer of the middle ring asks the user before any tool with `Access::Send` runs, including tools added later:
//!
//! - The form shows the arguments in full, and exactly these arguments run.
//! - In revision 2026-07-28 the call ends with `input_required`, and the client repeats it with the user's answer. The
//!   signed request state ties the answer to the caller and the arguments, and counts once.
//! - In `initialize` revisions elicitation needs a session (`Mcp::sessions`).
//! - A client that cannot ask its user gets a tool error, and nothing is sent.
//! - One approval sends once. A client that repeats an approved request, say after a lost connection, has to ask again.
//!
//! The approval is a claim of the client. If you do not trust the client, let people approve in your own app. A reply
//! names its conversation by id; add the subject or the customer to the form if your users need them.

#![allow(clippy::print_stdout, reason = "a recipe shows what it does")]

use std::{
    collections::VecDeque,
    error::Error,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex, PoisonError},
};

use axum::Router;
use front_client::{
    Client,
    mcp::{Author, agent_tools},
    testing::{FakeFront, seed},
};
use mcp_core::{
    Access, ClientRequestError, Filter, HandlerError, HandlerErrorKind, Principal, Request, Response, Server,
    client_features::{Elicitation, ElicitationResult, LocalUser},
};
use mcp_tower::{
    BearerAuthLayer, BearerKey, Mcp, SessionLimits,
    layer::{Next, from_fn},
    testing::HttpClient,
};
use serde_json::{Map, Value, json};
use tower::BoxError;

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

/// Maximum length of the arguments in the form, in characters. Longer ones are refused: no user would read them.
const MAX_SHOWN: usize = 4_000;
/// Number of stored used approvals. A request state expires after ten minutes (`Server::request_state_ttl`); no
/// person approves that many calls in that time. Several processes behind one address need a shared store.
const MAX_USED: usize = 1_024;

/// Serves `/mcp` to the callers with these keys.
pub(crate) fn app(front: &Client, keys: impl IntoIterator<Item = BearerKey>) -> Router {
    let approvals = Approvals::default();
    let approve = from_fn(move |request, next| approvals.clone().ask_first(request, next));
    // Add layers that hide tools after this one, so that they run first: a hidden tool must not ask the user.
    let mcp = Mcp::new(Server::new(agent_tools(front)).name("support")).layer(approve);
    Router::new()
        .nest_service("/mcp", mcp.sessions(SessionLimits::default()))
        .layer(BearerAuthLayer::new(keys))
}

/// Fingerprints of the approved calls that ran, oldest first.
#[derive(Clone, Default)]
struct Approvals(Arc<Mutex<VecDeque<u64>>>);

impl Approvals {
    async fn ask_first(self, mut request: Request, next: Next) -> Result<Response, BoxError> {
        // A hidden tool is `None` here. The inner service refuses it like an unknown one.
        let sends = request.tool().filter(|tool| tool.definition().access() == Access::Send);
        let Some(title) = sends.map(|tool| tool.definition().title().to_owned()) else {
            return next.run(request).await;
        };
        let shown = match shown(&request) {
            Ok(shown) => shown,
            Err(error) => return Ok(request.refuse(error)),
        };
        let call = fingerprint(&request, &shown);
        let earlier = self.used(call);
        let form = Elicitation::form(format!("{title}?\n\n{shown}")).once();
        let refusal = match request.context.request_client(&format!("send-{earlier}"), form).await {
            Ok(ElicitationResult::Accepted(_)) if self.use_up(call, earlier) => {
                request = request.with_arguments(shown);
                return next.run(request).await;
            }
            Ok(ElicitationResult::Accepted(_)) => {
                let message =
                    "the same call ran while the elicitation was open; it did not run a second time";
                HandlerError::new(HandlerErrorKind::Conflict, message)
            }
            Ok(_) => HandlerError::forbidden("the user did not approve the call; nothing was sent")
                .with_hint("Ask the user what to change. Do not repeat the call unchanged."),
            Err(ClientRequestError::Pending) => return Ok(request.suspended()?),
            Err(error) => HandlerError::forbidden(format!(
                "the call needs the approval of a person; nothing was sent: {error}"
            ))
            .with_hint("Leave a draft with create_draft; a teammate can review and send it."),
        };
        Ok(request.refuse(refusal))
    }

    /// Returns the number of times this call was approved and ran. The number is part of the form's key, so that an
    /// earlier elicitation result does not approve another run.
    fn used(&self, call: u64) -> usize {
        let used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        used.iter().filter(|earlier| **earlier == call).count()
    }

    /// Marks the approval as used. Returns `false` if the same call ran since the form was made.
    fn use_up(&self, call: u64, earlier: usize) -> bool {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let first = used.iter().filter(|other| **other == call).count() == earlier;
        if first {
            used.push_back(call);
        }
        if used.len() > MAX_USED {
            used.pop_front();
        }
        first
    }
}

/// Returns the arguments as the form shows them: JSON, so that HTML hides nothing.
fn shown(request: &Request) -> Result<String, HandlerError> {
    let arguments = request.arguments().map(|json| &json[..]).unwrap_or_default();
    let arguments: Map<String, Value> = serde_json::from_slice(arguments).map_err(|error| {
        HandlerError::invalid_arguments(format!("the arguments are not a JSON object: {error}"))
    })?;
    let shown = format!("{:#}", Value::from(arguments));
    if shown.chars().count() > MAX_SHOWN {
        let message = format!(
            "the arguments exceed {MAX_SHOWN} characters, too long for an approval; nothing was sent"
        );
        return Err(
            HandlerError::invalid_arguments(message).with_hint("Shorten the message, or leave a draft.")
        );
    }
    Ok(shown)
}

fn fingerprint(request: &Request, shown: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    request.context.caller().map(Principal::id).hash(&mut hasher);
    (request.tool_name(), shown).hash(&mut hasher);
    hasher.finish()
}

#[tokio::main]
pub(crate) async fn main() -> Result<()> {
    // A fake Front. With your own account: `Client::new(std::env::var("FRONT_API_TOKEN")?)`.
    let fake = FakeFront::seeded();
    let front = Client::builder().credential(fake.token()).transport(fake.clone()).build()?;
    // For the demo: the key is never shown and ends with the program. Read yours from the environment.
    let secret = format!("{:016x}{:016x}", getrandom::u64()?, getrandom::u64()?);
    let key = BearerKey::new(secret.as_str(), Principal::new("agent"))?
        .filter(Filter::new().methods(["read", "write", "send"])?)
        .extension(Author::new(seed::SARAH));
    let agent = HttpClient::new(app(&front, [key])).bearer(&secret);

    // A client shows the form to its user. Here a function replaces both.
    let user = |approves: bool| {
        LocalUser::new(move |question| async move {
            println!("the user sees: {}", question["message"].as_str().unwrap_or_default());
            approves.then(|| json!({}))
        })
    };
    let attempts = [
        ("a user who approves", agent.user(user(true))),
        ("a user who declines", agent.user(user(false))),
        ("a client that cannot ask", agent),
    ];
    for (name, client) in attempts {
        println!("# {name}");
        let reply = json!({ "conversationId": seed::DISPUTE, "body": "We refund the second charge." });
        let result = client.call_tool("send_reply", reply).await?;
        println!("{}\nmessages sent so far: {}\n", result.text(), fake.sent().len());
    }
    Ok(())
}
