//! Multi-round-trip requests of 2026-07-28: responses of earlier rounds and open requests to the client.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use bytes::Bytes;
use serde_json::{Value, value::RawValue};

use super::{
    ClientRequestError,
    request_state::{Fingerprint, Fingerprinter, Given, RequestStateKey, State},
};
use crate::{
    handler::context::Context,
    wire::{
        jsonrpc::{RpcError, push_json},
        protocol::push_server_info,
        strict_json::StrictJson,
    },
};

/// Default lifetime of a request state: 10 minutes. The client must respond within it.
pub(crate) const REQUEST_STATE_TTL: Duration = Duration::from_secs(600);
/// Default maximum of open requests to the client in one call: 16.
pub(crate) const MAX_CLIENT_REQUESTS: usize = 16;

type Responses = BTreeMap<String, Box<RawValue>>;

/// State of one multi-round-trip request.
pub(crate) struct Rounds {
    request: Identity,
    responses: Responses,
    state: Option<String>,
    terms: Arc<Terms>,
    opened: OnceLock<Result<Opened, RpcError>>,
    asked: Mutex<BTreeMap<String, Asked>>,
    /// Unsolicited responses. The state of the next round includes them.
    volunteered: Mutex<BTreeMap<String, Given>>,
}

/// Limits and signing key of the server.
#[derive(Debug, Clone)]
pub(crate) struct Terms {
    /// Name of the server.
    pub(crate) server: String,
    pub(crate) key: RequestStateKey,
    /// Lifetime of a request state.
    pub(crate) ttl: Duration,
    /// Maximum number of open requests to the client.
    pub(crate) questions: usize,
    /// Maximum length of a request state, in bytes.
    pub(crate) request_state: usize,
}

/// Identity of the request.
struct Identity {
    method: &'static str,
    name: String,
    arguments: Bytes,
}

/// Verified state and responses that the client sent.
struct Opened {
    binding: Fingerprint,
    given: BTreeMap<String, Given>,
}

struct Asked {
    wire: Value,
    question: Fingerprint,
}

impl Rounds {
    /// Creates the state of a request, with its `inputResponses` and its `requestState` as sent.
    pub(crate) fn new(
        (method, name, arguments): (&'static str, &str, &Bytes),
        responses: Option<&Bytes>,
        state: Option<String>,
        terms: Arc<Terms>,
    ) -> Result<Self, RpcError> {
        let responses = match responses {
            None => Responses::new(),
            Some(json) => serde_json::from_slice(json)
                .map_err(|_| RpcError::invalid_params("params.inputResponses must be an object"))?,
        };
        let request = Identity { method, name: name.to_owned(), arguments: arguments.clone() };
        Ok(Self {
            request,
            responses,
            state,
            terms,
            opened: OnceLock::new(),
            asked: Mutex::default(),
            volunteered: Mutex::default(),
        })
    }

    /// Returns `true` if the client sent any response, so that the result may be private to its user.
    pub(crate) fn are_answered(&self) -> bool {
        self.state.is_some() || !self.responses.is_empty()
    }

    /// Verifies the request state, once. The caller must be set before.
    pub(crate) fn open(&self, context: &Context) -> Result<(), RpcError> {
        self.opened(context).map(|_| ()).map_err(Clone::clone)
    }

    fn opened(&self, context: &Context) -> Result<&Opened, &RpcError> {
        self.opened.get_or_init(|| self.read(context)).as_ref()
    }

    fn read(&self, context: &Context) -> Result<Opened, RpcError> {
        let Some(text) = &self.state else {
            return Ok(Opened { binding: String::new(), given: BTreeMap::new() });
        };
        let binding = self.binding(context);
        let Terms { key, request_state, .. } = &*self.terms;
        let State { asked, mut given, .. } = State::open(text, key, &binding, now(), *request_state)?;
        for (key, question) in asked {
            if let Some(answer) = self.responses.get(&key) {
                given.insert(key, Given { question, answer: answer.clone() });
            }
        }
        Ok(Opened { binding, given })
    }

    /// Returns the digest of caller and request that a state is bound to.
    fn binding(&self, context: &Context) -> Fingerprint {
        let Identity { method, name, arguments } = &self.request;
        // Arguments that are invalid JSON or repeat a member are refused by the tool. Here they only need to differ
        // from others.
        let read = match arguments.is_empty() {
            true => Ok(Value::Object(serde_json::Map::new())),
            false => serde_json::from_slice(arguments).map(|StrictJson(value)| value),
        };
        let start = Fingerprinter::default()
            .part(Some(self.terms.server.as_bytes()))
            .part(context.caller().map(|caller| caller.id().as_bytes()))
            .part(context.account().map(str::as_bytes))
            .part(Some(method.as_bytes()))
            .part(Some(name.as_bytes()));
        match read {
            Ok(value) => start.json(&value),
            Err(_) => start.part(Some(arguments)),
        }
        .finish()
    }

    /// Returns the response if there is one; otherwise adds the request to those that the client is sent.
    pub(super) fn ask(
        &self,
        context: &Context,
        key: &str,
        wire: Value,
        volunteered: bool,
    ) -> Result<Box<RawValue>, ClientRequestError> {
        let opened = self.opened(context).map_err(|error| ClientRequestError::InvalidState(error.clone()))?;
        let question = Fingerprinter::default().json(&wire).finish();
        match opened.given.get(key) {
            Some(given) if given.question == question => return Ok(given.answer.clone()),
            _ => {}
        }
        if volunteered
            && self.state.is_none()
            && let Some(answer) = self.responses.get(key)
        {
            let given = Given { question, answer: answer.clone() };
            self.volunteered.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), given);
            return Ok(answer.clone());
        }
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        match asked.get(key) {
            Some(before) if before.question != question => {
                return Err(ClientRequestError::InvalidRequest(
                    "two questions of one round have the same key",
                ));
            }
            None if asked.len() >= self.terms.questions => {
                return Err(ClientRequestError::InvalidRequest("too many questions in one round"));
            }
            _ => {}
        }
        asked.insert(key.to_owned(), Asked { wire, question });
        Err(ClientRequestError::Pending)
    }

    /// Returns the `input_required` result, if any request is open.
    pub(crate) fn suspended(
        &self,
        context: &Context,
        server_info: &Bytes,
    ) -> Option<Result<Vec<u8>, RpcError>> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.is_empty() {
            return None;
        }
        let Ok(opened) = self.opened(context) else { return None };
        let mut given = opened.given.clone();
        given.extend(self.volunteered.lock().unwrap_or_else(PoisonError::into_inner).clone());
        let state = State {
            // Whole seconds, rounded up.
            expires: now()
                .saturating_add(self.terms.ttl.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX)),
            binding: match opened.binding.is_empty() {
                true => self.binding(context),
                false => opened.binding.clone(),
            },
            asked: asked.iter().map(|(key, asked)| (key.clone(), asked.question.clone())).collect(),
            given,
        };
        Some(match state.seal(&self.terms.key, self.terms.request_state) {
            Ok(state) => Ok(write(&asked, &state, server_info)),
            Err(bad) => Err(RpcError::internal(format!("the request state cannot be written: {bad}"))),
        })
    }
}

fn write(asked: &BTreeMap<String, Asked>, state: &str, server_info: &Bytes) -> Vec<u8> {
    let mut body = Vec::with_capacity(512 + state.len());
    body.extend_from_slice(br#"{"resultType":"input_required","inputRequests":{"#);
    for (index, (key, Asked { wire, .. })) in asked.iter().enumerate() {
        if index > 0 {
            body.push(b',');
        }
        push_json(&mut body, key);
        body.push(b':');
        push_json(&mut body, wire);
    }
    body.extend_from_slice(br#"},"requestState":"#);
    push_json(&mut body, state);
    body.extend_from_slice(br#","_meta":{"#);
    push_server_info(&mut body, server_info);
    body.extend_from_slice(b"}}");
    body
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

impl fmt::Debug for Rounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rounds").field("method", &self.request.method).finish_non_exhaustive()
    }
}
