//! Request states: what a client keeps for the server between two rounds of one request.
//!
//! A state is signed, not hidden: it holds digests and the client's own answers. Its form is
//! `base64url(HMAC-SHA-256 ‖ JSON)`. What the protocol asks of it is in
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

/// Shortest secret of a [`StateKey`], in bytes: 32, as many as the signature has.
pub const MIN_STATE_KEY: usize = 32;
/// Longest request state, in bytes as sent, unless set otherwise: 64 KiB. It carries the answers of all earlier rounds.
pub const MAX_REQUEST_STATE: usize = 64 * 1024;

const TAG: usize = 32;
// No signature made here can pass for one that the same secret makes elsewhere, nor the other way round.
const KEY_LABEL: &[u8] = b"mcp-core request state key v1";
const STATE_LABEL: &[u8] = b"mcp-core request state v1\0";

/// The key that signs request states.
///
/// Without one, a server uses a random key that lives as long as the process. Servers that answer for each other share
/// one, so that the second round of a request may reach another of them.
///
/// ```
/// use mcp_core::{Registry, Server, StateKey};
///
/// let key = StateKey::new("4f1ed5a3c9b0476f8d2e6a7b9c0d1e2f")?;
/// assert!(!format!("{key:?}").contains("4f1e"));
/// let server = Server::new(Registry::new()).state_key(key);
/// # let _ = server;
/// # Ok::<(), mcp_core::InvalidStateKey>(())
/// ```
///
/// # To replace a key
///
/// Servers that share a key are given a new one in two rounds, so that none gets a state that it cannot read: first each
/// takes the states of the new key too, then each signs with it and takes those of the old one for as long as they last
/// ([`STATE_TTL`](super::STATE_TTL)).
///
/// ```
/// # use mcp_core::StateKey;
/// # let (old, new) = (StateKey::new([1; 32])?, StateKey::new([2; 32])?);
/// let first = old.clone().accepting(new.clone());
/// let second = new.accepting(old);
/// # let _ = (first, second);
/// # Ok::<(), mcp_core::InvalidStateKey>(())
/// ```
#[derive(Clone)]
pub struct StateKey {
    secret: Arc<SecretBox<[u8; TAG]>>,
    /// Keys whose states are taken too.
    others: Vec<Arc<SecretBox<[u8; TAG]>>>,
}

/// The secret is shorter than [`MIN_STATE_KEY`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key of request states must have at least {MIN_STATE_KEY} bytes")]
#[non_exhaustive]
pub struct InvalidStateKey;

impl StateKey {
    /// A key from a secret of at least [`MIN_STATE_KEY`] bytes, best random ones.
    ///
    /// # Errors
    ///
    /// When the secret is shorter.
    pub fn new(secret: impl AsRef<[u8]>) -> Result<Self, InvalidStateKey> {
        let secret = secret.as_ref();
        if secret.len() < MIN_STATE_KEY {
            return Err(InvalidStateKey);
        }
        Ok(Self::derive(secret))
    }

    /// Takes states that another key has signed, and all that this other key takes. It signs none.
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

    /// The random key of this process.
    pub(crate) fn of_process() -> Self {
        static KEY: OnceLock<StateKey> = OnceLock::new();
        KEY.get_or_init(|| {
            let random: SecretBox<[u8; TAG]> = SecretBox::init_with_mut(|bytes: &mut [u8; TAG]| {
                getrandom::fill(bytes).expect("the operating system gives random bytes");
            });
            Self::derive(random.expose_secret())
        })
        .clone()
    }

    fn sign(&self, json: &[u8]) -> Vec<u8> {
        mac(&self.secret, json).finalize().into_bytes().to_vec()
    }

    /// Whether one of the keys has signed it, in a time that does not depend on the signature.
    fn has_signed(&self, json: &[u8], tag: &[u8]) -> bool {
        std::iter::once(&self.secret).chain(&self.others).any(|key| mac(key, json).verify_slice(tag).is_ok())
    }
}

fn mac(secret: &SecretBox<[u8; TAG]>, json: &[u8]) -> Hmac<Sha256> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.expose_secret())
        .expect("HMAC takes keys of any length");
    mac.update(STATE_LABEL);
    mac.update(json);
    mac
}

impl fmt::Debug for StateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StateKey([REDACTED])")
    }
}

/// SHA-256 in base64.
pub(super) type Fingerprint = String;

/// What is known of a request after some rounds.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct State {
    /// When it ends, in seconds since 1970.
    #[serde(rename = "exp")]
    pub(super) expires: u64,
    /// Whose request it is, and which.
    #[serde(rename = "req")]
    pub(super) binding: Fingerprint,
    /// What was asked in the round that made the state.
    pub(super) asked: BTreeMap<String, Fingerprint>,
    /// What was answered before.
    pub(super) given: BTreeMap<String, Given>,
}

/// An answer and the question that it belongs to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Given {
    #[serde(rename = "q")]
    pub(super) question: Fingerprint,
    #[serde(rename = "a")]
    pub(super) answer: Box<RawValue>,
}

/// Why a state is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadState {
    #[error("it is longer than {0} bytes")]
    TooLong(usize),
    #[error("it was changed, or another server made it")]
    Changed,
    #[error("it belongs to another request or another caller")]
    Foreign,
    #[error("it has expired; start the request anew")]
    Expired,
}

impl From<BadState> for RpcError {
    fn from(bad: BadState) -> Self {
        Self::invalid_params(format!("params.requestState is not valid: {bad}"))
    }
}

impl State {
    pub(super) fn seal(&self, key: &StateKey, longest: usize) -> Result<String, BadState> {
        let json = serde_json::to_vec(self).expect("texts, numbers and JSON always have a JSON form");
        let mut sealed = key.sign(&json);
        sealed.extend_from_slice(&json);
        let text = URL_SAFE_NO_PAD.encode(sealed);
        if text.len() > longest { Err(BadState::TooLong(longest)) } else { Ok(text) }
    }

    pub(super) fn open(
        text: &str,
        key: &StateKey,
        binding: &str,
        now: u64,
        longest: usize,
    ) -> Result<Self, BadState> {
        if text.len() > longest {
            return Err(BadState::TooLong(longest));
        }
        // The decoder refuses stray bits at the end, so no two texts mean the same state.
        let sealed = URL_SAFE_NO_PAD.decode(text).map_err(|_| BadState::Changed)?;
        let (tag, json) = sealed.split_at_checked(TAG).ok_or(BadState::Changed)?;
        if !key.has_signed(json, tag) {
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

/// A digest of parts, none of which can pass for a piece of its neighbour.
#[derive(Default)]
pub(super) struct Fingerprinter(Sha256);

impl Fingerprinter {
    pub(super) fn part(mut self, part: Option<&[u8]>) -> Self {
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

    /// JSON by its meaning: a client may write the members of an object in another order the second time.
    pub(super) fn json(self, value: &Value) -> Self {
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

    pub(super) fn finish(self) -> Fingerprint {
        URL_SAFE_NO_PAD.encode(self.0.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(letter: &str) -> StateKey {
        StateKey::new(letter.repeat(MIN_STATE_KEY)).unwrap()
    }

    fn open(text: &str, key: &StateKey, binding: &str, now: u64) -> Result<State, BadState> {
        State::open(text, key, binding, now, MAX_REQUEST_STATE)
    }

    fn seal(state: &State, key: &StateKey) -> String {
        state.seal(key, MAX_REQUEST_STATE).unwrap()
    }

    fn state() -> State {
        let answer = RawValue::from_string(r#"{"action":"accept"}"#.into()).unwrap();
        State {
            expires: 1000,
            binding: "b".into(),
            asked: [("next".to_owned(), "q2".to_owned())].into(),
            given: [("first".to_owned(), Given { question: "q1".into(), answer })].into(),
        }
    }

    #[test]
    fn a_state_reads_back() {
        let text = seal(&state(), &key("k"));
        let read = open(&text, &key("k"), "b", 999).unwrap();
        assert_eq!(read.asked, state().asked);
        assert_eq!(read.given["first"].answer.get(), r#"{"action":"accept"}"#);
    }

    #[test]
    fn a_changed_byte_at_any_place_is_seen() {
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
    fn a_state_of_others_or_of_old_is_refused() {
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
    fn what_does_not_fit_is_not_sealed() {
        let length = seal(&state(), &key("k")).len();
        assert!(state().seal(&key("k"), length).is_ok());
        assert_eq!(state().seal(&key("k"), length - 1).unwrap_err(), BadState::TooLong(length - 1));
    }

    #[test]
    fn a_key_is_replaced_without_losing_a_state() {
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
    fn keys_are_long_and_the_process_has_one() {
        assert_eq!(StateKey::new([7; MIN_STATE_KEY - 1]).unwrap_err(), InvalidStateKey);
        let text = seal(&state(), &StateKey::of_process());
        assert!(open(&text, &StateKey::of_process(), "b", 0).is_ok());
    }

    #[test]
    fn fingerprints_go_by_meaning() {
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
