//! Multi-round-trip requests of 2026-07-28: responses of earlier rounds and open requests to the client.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use serde_json::{Value, value::RawValue};

use super::{
    ClientRequestError,
    request_state::{BadState, Fingerprint, Fingerprinter, RequestStateKey, State, StoredResponse},
    spent_states::SpentStates,
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
pub(crate) struct MultiRoundTrip {
    request: RequestIdentity,
    responses: Responses,
    state: Option<String>,
    limits: Arc<RoundTripLimits>,
    verified: OnceLock<Result<VerifiedState, RpcError>>,
    open_requests: Mutex<BTreeMap<String, OpenRequest>>,
    /// Unsolicited responses. The state of the next round includes them.
    unsolicited: Mutex<BTreeMap<String, StoredResponse>>,
    /// Keys of one-time requests that this round has used.
    spent: Mutex<BTreeSet<String>>,
}

/// Limits and signing key of the server.
#[derive(Debug, Clone)]
pub(crate) struct RoundTripLimits {
    /// Name of the server.
    pub(crate) server: String,
    pub(crate) key: RequestStateKey,
    /// Lifetime of a request state.
    pub(crate) ttl: Duration,
    /// Maximum number of open requests to the client.
    pub(crate) requests: usize,
    /// Maximum length of a request state, in bytes.
    pub(crate) request_state: usize,
    /// Store of one-time states.
    pub(crate) spent: Arc<dyn SpentStates>,
}

/// Identity of the request.
struct RequestIdentity {
    method: &'static str,
    name: String,
    arguments: Bytes,
}

/// Verified state and responses that the client sent.
struct VerifiedState {
    expires: u64,
    binding: Fingerprint,
    responses: BTreeMap<String, StoredResponse>,
}

struct OpenRequest {
    wire: Value,
    digest: Fingerprint,
}

impl MultiRoundTrip {
    /// Creates the state of a request, with its `inputResponses` and its `requestState` as sent.
    pub(crate) fn new(
        (method, name, arguments): (&'static str, &str, &Bytes),
        responses: Option<&Bytes>,
        state: Option<String>,
        limits: Arc<RoundTripLimits>,
    ) -> Result<Self, RpcError> {
        let responses = match responses {
            None => Responses::new(),
            Some(json) => serde_json::from_slice(json)
                .map_err(|_| RpcError::invalid_params("params.inputResponses must be an object"))?,
        };
        let request = RequestIdentity { method, name: name.to_owned(), arguments: arguments.clone() };
        Ok(Self {
            request,
            responses,
            state,
            limits,
            verified: OnceLock::new(),
            open_requests: Mutex::default(),
            unsolicited: Mutex::default(),
            spent: Mutex::default(),
        })
    }

    /// Returns `true` if the client sent any response, so that the result may be private to its user.
    pub(crate) fn has_responses(&self) -> bool {
        self.state.is_some() || !self.responses.is_empty()
    }

    /// Verifies the request state, once. The caller must be set before.
    pub(crate) fn open(&self, context: &Context) -> Result<(), RpcError> {
        self.verified(context).map(|_| ()).map_err(Clone::clone)
    }

    fn verified(&self, context: &Context) -> Result<&VerifiedState, &RpcError> {
        self.verified.get_or_init(|| self.read(context)).as_ref()
    }

    fn read(&self, context: &Context) -> Result<VerifiedState, RpcError> {
        let Some(text) = &self.state else {
            return Ok(VerifiedState { expires: 0, binding: String::new(), responses: BTreeMap::new() });
        };
        let binding = self.binding(context);
        let RoundTripLimits { key, request_state, .. } = &*self.limits;
        let State { expires, requests, mut responses, .. } =
            State::open(text, key, &binding, now(), *request_state)?;
        for (key, request) in requests {
            if let Some(response) = self.responses.get(&key) {
                responses.insert(key, StoredResponse { request, response: response.clone() });
            }
        }
        Ok(VerifiedState { expires, binding, responses })
    }

    /// Returns the digest of caller and request that a state is bound to.
    fn binding(&self, context: &Context) -> Fingerprint {
        let RequestIdentity { method, name, arguments } = &self.request;
        // Arguments that are invalid JSON or repeat a member are refused by the tool. Here they only need to differ
        // from others.
        let read = match arguments.is_empty() {
            true => Ok(Value::Object(serde_json::Map::new())),
            false => serde_json::from_slice(arguments).map(|StrictJson(value)| value),
        };
        let start = Fingerprinter::default()
            .part(Some(self.limits.server.as_bytes()))
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

    /// Returns the response if there is one. Otherwise adds the request to the open ones, which go to the client.
    pub(super) fn request(
        &self,
        context: &Context,
        key: &str,
        wire: Value,
        unsolicited: bool,
    ) -> Result<Box<RawValue>, ClientRequestError> {
        let verified =
            self.verified(context).map_err(|error| ClientRequestError::InvalidState(error.clone()))?;
        let digest = Fingerprinter::default().json(&wire).finish();
        match verified.responses.get(key) {
            Some(stored) if stored.request == digest => return Ok(stored.response.clone()),
            _ => {}
        }
        if unsolicited
            && self.state.is_none()
            && let Some(response) = self.responses.get(key)
        {
            let stored = StoredResponse { request: digest, response: response.clone() };
            self.unsolicited.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), stored);
            return Ok(response.clone());
        }
        let mut requests = self.open_requests.lock().unwrap_or_else(PoisonError::into_inner);
        match requests.get(key) {
            Some(before) if before.digest != digest => {
                return Err(ClientRequestError::InvalidRequest(
                    "two requests to the client in one round have the same key",
                ));
            }
            None if requests.len() >= self.limits.requests => {
                return Err(ClientRequestError::InvalidRequest(
                    "too many requests to the client in one round",
                ));
            }
            _ => {}
        }
        requests.insert(key.to_owned(), OpenRequest { wire, digest });
        Err(ClientRequestError::Pending)
    }

    /// Marks the state as used for a request. A state that was used for it in an earlier call is refused.
    pub(super) async fn spend(&self, context: &Context, key: &str) -> Result<(), ClientRequestError> {
        let (Some(state), Ok(verified)) = (&self.state, self.verified(context)) else { return Ok(()) };
        // The handler may request the same response twice in one call.
        if !self.spent.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned()) {
            return Ok(());
        }
        let id = Fingerprinter::default().part(Some(state.as_bytes())).part(Some(key.as_bytes())).finish();
        // One second more, because expiries are whole seconds.
        let lifetime = Duration::from_secs(verified.expires.saturating_sub(now()).saturating_add(1));
        match self.limits.spent.spend(&id, lifetime).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(ClientRequestError::InvalidState(BadState::Spent.into())),
            Err(error) => {
                let message = format!("the store of used request states cannot be reached: {error}");
                Err(ClientRequestError::Failed(RpcError::internal(message)))
            }
        }
    }

    /// Returns the `input_required` result, if any request is open.
    pub(crate) fn suspended(
        &self,
        context: &Context,
        server_info: &Bytes,
    ) -> Option<Result<Vec<u8>, RpcError>> {
        let requests = self.open_requests.lock().unwrap_or_else(PoisonError::into_inner);
        if requests.is_empty() {
            return None;
        }
        let Ok(verified) = self.verified(context) else { return None };
        let mut responses = verified.responses.clone();
        responses.extend(self.unsolicited.lock().unwrap_or_else(PoisonError::into_inner).clone());
        let state = State {
            // Whole seconds, rounded up.
            expires: now()
                .saturating_add(self.limits.ttl.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX)),
            nonce: nonce(),
            binding: match verified.binding.is_empty() {
                true => self.binding(context),
                false => verified.binding.clone(),
            },
            requests: requests.iter().map(|(key, request)| (key.clone(), request.digest.clone())).collect(),
            responses,
        };
        Some(match state.seal(&self.limits.key, self.limits.request_state) {
            Ok(state) => Ok(write(&requests, &state, server_info)),
            Err(bad) => Err(RpcError::internal(format!("the request state cannot be written: {bad}"))),
        })
    }
}

fn write(requests: &BTreeMap<String, OpenRequest>, state: &str, server_info: &Bytes) -> Vec<u8> {
    let mut body = Vec::with_capacity(512 + state.len());
    body.extend_from_slice(br#"{"resultType":"input_required","inputRequests":{"#);
    for (index, (key, OpenRequest { wire, .. })) in requests.iter().enumerate() {
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

fn nonce() -> String {
    let mut random = [0; 8];
    getrandom::fill(&mut random).expect("the operating system gives random bytes");
    URL_SAFE_NO_PAD.encode(random)
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

impl fmt::Debug for MultiRoundTrip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MultiRoundTrip").field("method", &self.request.method).finish_non_exhaustive()
    }
}
