//! Request states: signed data that a client holds for the server between the rounds of one request. Their key also
//! signs [cursors](crate::Cursor).
//!
//! A state is signed, not encrypted: it holds digests and the client's own responses. Its form is
//! `base64url(HMAC-SHA-256 ‖ JSON)`. For the requirements see
//! <https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr>.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, OnceLock},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretBox};
use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};
use sha2::{Digest, Sha256};

use crate::wire::jsonrpc::RpcError;

/// Minimum length of the secret of a [`RequestStateKey`], in bytes: 32, the length of the signature.
pub(crate) const MIN_REQUEST_STATE_KEY: usize = 32;
/// Default maximum length of a request state, in bytes as sent: 64 KiB. It carries the responses of all earlier
/// rounds.
pub(crate) const MAX_REQUEST_STATE: usize = 64 * 1024;

const TAG: usize = 32;
// Domain separation: a signature made here is invalid elsewhere under the same secret, and vice versa.
const KEY_LABEL: &[u8] = b"mcp-core request state key v1";
const STATE_LABEL: &[u8] = b"mcp-core request state v1\0";

/// Key that signs request states and [cursors](crate::Cursor).
///
/// By default, a server uses a random key that lives as long as the process. Replicas must share a key, so that any
/// of them can serve the next round of a request and the next page of a list.
///
/// ```
/// use mcp_core::{Registry, Server, RequestStateKey};
///
/// let key = RequestStateKey::new("4f1ed5a3c9b0476f8d2e6a7b9c0d1e2f")?;
/// assert!(!format!("{key:?}").contains("4f1e"));
/// let server = Server::new(Registry::new()).request_state_key(key);
/// # let _ = server;
/// # Ok::<(), mcp_core::InvalidRequestStateKey>(())
/// ```
///
/// # Key rotation
///
/// Rotate a shared key in two deployments, so that no replica gets a state that it cannot verify: first let each
/// replica accept the states of the new key too, then sign with the new key and accept the old one until its states
/// have expired (10 minutes).
///
/// ```
/// # use mcp_core::RequestStateKey;
/// # let (old, new) = (RequestStateKey::new([1; 32])?, RequestStateKey::new([2; 32])?);
/// let first = old.clone().accepting(new.clone());
/// let second = new.accepting(old);
/// # let _ = (first, second);
/// # Ok::<(), mcp_core::InvalidRequestStateKey>(())
/// ```
#[derive(Clone)]
pub struct RequestStateKey {
    secret: Arc<SecretBox<[u8; TAG]>>,
    /// Further keys whose states are accepted.
    others: Vec<Arc<SecretBox<[u8; TAG]>>>,
}

/// Error of a secret shorter than 32 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key of request states must have at least {MIN_REQUEST_STATE_KEY} bytes")]
#[non_exhaustive]
pub struct InvalidRequestStateKey;

impl RequestStateKey {
    /// Creates a key from a secret of at least 32 bytes, preferably random ones.
    ///
    /// # Errors
    ///
    /// If the secret is shorter.
    pub fn new(secret: impl AsRef<[u8]>) -> Result<Self, InvalidRequestStateKey> {
        let secret = secret.as_ref();
        if secret.len() < MIN_REQUEST_STATE_KEY {
            return Err(InvalidRequestStateKey);
        }
        Ok(Self::derive(secret))
    }

    /// Also accepts the states that another key signs or accepts. Signs with this key only.
    #[must_use]
    pub fn accepting(mut self, other: Self) -> Self {
        self.others.push(other.secret);
        self.others.extend(other.others);
        self
    }

    fn derive(secret: &[u8]) -> Self {
        let secret = SecretBox::init_with_mut(|key: &mut [u8; TAG]| {
            key.copy_from_slice(&Sha256::new().chain_update(KEY_LABEL).chain_update(secret).finalize());
        });
        Self { secret: Arc::new(secret), others: Vec::new() }
    }

    /// Returns the random key of this process.
    pub(crate) fn of_process() -> Self {
        static KEY: OnceLock<RequestStateKey> = OnceLock::new();
        KEY.get_or_init(|| {
            let random: SecretBox<[u8; TAG]> = SecretBox::init_with_mut(|bytes: &mut [u8; TAG]| {
                getrandom::fill(bytes).expect("the operating system gives random bytes");
            });
            Self::derive(random.expose_secret())
        })
        .clone()
    }

    /// Returns the key whose signatures prove nothing: everybody knows it.
    pub(crate) fn public() -> Self {
        Self::derive(&[])
    }

    /// Signs data. The label separates the uses of the key.
    pub(crate) fn sign(&self, label: &[u8], data: &[u8]) -> [u8; TAG] {
        mac(&self.secret, label, data).finalize().into_bytes().into()
    }

    /// Returns `true` if one of the keys has signed the data. The signature may be cut at its end; the caller decides
    /// how short it may be. The comparison takes constant time.
    pub(crate) fn has_signed(&self, label: &[u8], data: &[u8], tag: &[u8]) -> bool {
        let mut keys = std::iter::once(&self.secret).chain(&self.others);
        keys.any(|key| mac(key, label, data).verify_truncated_left(tag).is_ok())
    }
}

fn mac(secret: &SecretBox<[u8; TAG]>, label: &[u8], data: &[u8]) -> Hmac<Sha256> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.expose_secret())
        .expect("HMAC takes keys of any length");
    mac.update(label);
    mac.update(data);
    mac
}

impl fmt::Debug for RequestStateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestStateKey([REDACTED])")
    }
}

/// SHA-256 in base64.
pub(crate) type Fingerprint = String;

/// Content of a request state.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct State {
    /// Expiry, in seconds since 1970.
    #[serde(rename = "exp")]
    pub(super) expires: u64,
    /// Random text: two states for equal requests differ.
    #[serde(rename = "n", default)]
    pub(super) nonce: String,
    /// Digest of the caller and the request.
    #[serde(rename = "req")]
    pub(super) binding: Fingerprint,
    /// Requests of the round that issued the state.
    #[serde(rename = "asked")]
    pub(super) requests: BTreeMap<String, Fingerprint>,
    /// Responses of earlier rounds.
    #[serde(rename = "given")]
    pub(super) responses: BTreeMap<String, StoredResponse>,
}

/// A response and the digest of the request that it belongs to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct StoredResponse {
    #[serde(rename = "q")]
    pub(super) request: Fingerprint,
    #[serde(rename = "a")]
    pub(super) response: Box<RawValue>,
}

/// Reason why a state is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadState {
    #[error("it is longer than {0} bytes")]
    TooLong(usize),
    #[error("it was changed, or issued by another server")]
    Changed,
    #[error("it belongs to another request or another caller")]
    Foreign,
    #[error("it has expired; send the request again without it")]
    Expired,
    #[error(
        "it was used before, and an approval acts once; see what the earlier request did, then send the request \
         again without requestState to ask the user again"
    )]
    Spent,
}

impl From<BadState> for RpcError {
    fn from(bad: BadState) -> Self {
        Self::invalid_params(format!("params.requestState is not valid: {bad}"))
    }
}

impl State {
    pub(super) fn seal(&self, key: &RequestStateKey, longest: usize) -> Result<String, BadState> {
        let json = serde_json::to_vec(self).expect("texts, numbers and JSON always have a JSON form");
        let mut sealed = key.sign(STATE_LABEL, &json).to_vec();
        sealed.extend_from_slice(&json);
        let text = URL_SAFE_NO_PAD.encode(sealed);
        if text.len() > longest { Err(BadState::TooLong(longest)) } else { Ok(text) }
    }

    pub(super) fn open(
        text: &str,
        key: &RequestStateKey,
        binding: &str,
        now: u64,
        longest: usize,
    ) -> Result<Self, BadState> {
        if text.len() > longest {
            return Err(BadState::TooLong(longest));
        }
        // The decoder refuses stray bits at the end, so a state has exactly one encoding.
        let sealed = URL_SAFE_NO_PAD.decode(text).map_err(|_| BadState::Changed)?;
        let (tag, json) = sealed.split_at_checked(TAG).ok_or(BadState::Changed)?;
        if !key.has_signed(STATE_LABEL, json, tag) {
            return Err(BadState::Changed);
        }
        let state: Self = serde_json::from_slice(json).map_err(|_| BadState::Changed)?;
        if state.binding != binding {
            return Err(BadState::Foreign);
        }
        if state.expires <= now {
            return Err(BadState::Expired);
        }
        Ok(state)
    }
}

/// Digest of several parts. Each part is delimited, so that no part can pass for a piece of its neighbour.
#[derive(Default)]
pub(crate) struct Fingerprinter(Sha256);

impl Fingerprinter {
    pub(crate) fn part(mut self, part: Option<&[u8]>) -> Self {
        match part {
            None => self.0.update([0]),
            Some(part) => {
                self.0.update([1]);
                self.0.update((part.len() as u64).to_be_bytes());
                self.0.update(part);
            }
        }
        self
    }

    /// Adds JSON by its meaning: a client may reorder the members of an object in the next round.
    pub(crate) fn json(self, value: &Value) -> Self {
        match value {
            Value::Array(items) => {
                let start = self.part(Some(b"[")).part(Some(&(items.len() as u64).to_be_bytes()));
                items.iter().fold(start, Self::json)
            }
            Value::Object(map) => {
                let mut members: Vec<_> = map.iter().collect();
                members.sort_unstable_by_key(|(name, _)| *name);
                let start = self.part(Some(b"{")).part(Some(&(members.len() as u64).to_be_bytes()));
                members.into_iter().fold(start, |f, (name, value)| f.part(Some(name.as_bytes())).json(value))
            }
            scalar => self.part(Some(scalar.to_string().as_bytes())),
        }
    }

    pub(crate) fn finish(self) -> Fingerprint {
        URL_SAFE_NO_PAD.encode(self.0.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(letter: &str) -> RequestStateKey {
        RequestStateKey::new(letter.repeat(MIN_REQUEST_STATE_KEY)).unwrap()
    }

    fn open(text: &str, key: &RequestStateKey, binding: &str, now: u64) -> Result<State, BadState> {
        State::open(text, key, binding, now, MAX_REQUEST_STATE)
    }

    fn seal(state: &State, key: &RequestStateKey) -> String {
        state.seal(key, MAX_REQUEST_STATE).unwrap()
    }

    fn state() -> State {
        let response = RawValue::from_string(r#"{"action":"accept"}"#.into()).unwrap();
        State {
            expires: 1000,
            nonce: "n".into(),
            binding: "b".into(),
            requests: [("next".to_owned(), "q2".to_owned())].into(),
            responses: [("first".to_owned(), StoredResponse { request: "q1".into(), response })].into(),
        }
    }

    #[test]
    fn state_round_trips() {
        let text = seal(&state(), &key("k"));
        let read = open(&text, &key("k"), "b", 999).unwrap();
        assert_eq!(read.requests, state().requests);
        assert_eq!(read.responses["first"].response.get(), r#"{"action":"accept"}"#);
    }

    #[test]
    fn altered_state_is_refused() {
        let text = seal(&state(), &key("k"));
        for place in 0..text.len() {
            for other in [b'A', b'_', b' '] {
                let mut bytes = text.clone().into_bytes();
                if bytes[place] == other {
                    continue;
                }
                bytes[place] = other;
                let changed = String::from_utf8(bytes).unwrap();
                assert_eq!(open(&changed, &key("k"), "b", 0).unwrap_err(), BadState::Changed, "at {place}");
            }
            assert_eq!(open(&text[..place], &key("k"), "b", 0).unwrap_err(), BadState::Changed);
        }
        for longer in [format!("{text}A"), format!("{text}-TAMPERED"), format!("A{text}")] {
            assert_eq!(open(&longer, &key("k"), "b", 0).unwrap_err(), BadState::Changed);
        }
    }

    #[test]
    fn foreign_or_expired_state_is_refused() {
        let text = seal(&state(), &key("k"));
        let open = |key, binding, now| open(&text, &key, binding, now).map(|_| ());
        assert_eq!(open(key("k"), "b", 0), Ok(()));
        assert_eq!(open(key("x"), "b", 0), Err(BadState::Changed));
        assert_eq!(open(key("k"), "c", 0), Err(BadState::Foreign));
        assert_eq!(open(key("k"), "b", 1000), Err(BadState::Expired));
        let length = text.len();
        let limited = |longest| State::open(&text, &key("k"), "b", 0, longest).map(|_| ());
        assert_eq!(limited(length), Ok(()));
        assert_eq!(limited(length - 1), Err(BadState::TooLong(length - 1)));
    }

    #[test]
    fn too_long_state_is_an_error() {
        let length = seal(&state(), &key("k")).len();
        assert!(state().seal(&key("k"), length).is_ok());
        assert_eq!(state().seal(&key("k"), length - 1).unwrap_err(), BadState::TooLong(length - 1));
    }

    #[test]
    fn key_rotation_keeps_states_valid() {
        let (old, new) = (key("o"), key("n"));
        let (first, second) = (old.clone().accepting(new.clone()), new.clone().accepting(old.clone()));
        for (signs, reads) in
            [(&old, &first), (&first, &old), (&first, &second), (&second, &first), (&second, &new)]
        {
            assert!(open(&seal(&state(), signs), reads, "b", 0).is_ok());
        }
        let all = key("x").accepting(second);
        for signs in [&old, &new] {
            assert!(open(&seal(&state(), signs), &all, "b", 0).is_ok());
            assert_eq!(open(&seal(&state(), &all), signs, "b", 0).unwrap_err(), BadState::Changed);
        }
        assert_eq!(open(&seal(&state(), &old), &new, "b", 0).unwrap_err(), BadState::Changed);
        assert!(!format!("{all:?}").contains("120"));
    }

    #[test]
    fn short_key_is_refused_and_default_key_is_shared() {
        assert_eq!(RequestStateKey::new([7; MIN_REQUEST_STATE_KEY - 1]).unwrap_err(), InvalidRequestStateKey);
        let text = seal(&state(), &RequestStateKey::of_process());
        assert!(open(&text, &RequestStateKey::of_process(), "b", 0).is_ok());
    }

    #[test]
    fn fingerprint_ignores_member_order() {
        let of = |json: &str| Fingerprinter::default().json(&serde_json::from_str(json).unwrap()).finish();
        assert_eq!(of(r#"{"a":1,"b":[true,null]}"#), of(r#"{ "b":[true , null], "a":1 }"#));
        for other in [r#"{"a":1,"b":[null,true]}"#, r#"{"a":"1","b":[true,null]}"#, r#"{"a":1}"#, "[]"] {
            assert_ne!(of(r#"{"a":1,"b":[true,null]}"#), of(other));
        }
        let parts = |a: &str, b: &str| {
            Fingerprinter::default().part(Some(a.as_bytes())).part(Some(b.as_bytes())).finish()
        };
        assert_ne!(parts("ab", "c"), parts("a", "bc"));
        assert_ne!(
            Fingerprinter::default().part(None).finish(),
            Fingerprinter::default().part(Some(b"")).finish()
        );
    }
}
