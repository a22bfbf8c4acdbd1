//! Store of calls in the memory of one process.

use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use mcp_core::async_trait;
use tokio::time::Instant;

use super::store::{Begin, CallStore};

/// Maximum number of calls.
const MAX_CALLS: usize = 4_096;
/// Maximum size of all outcomes, in bytes.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// [`CallStore`] in the memory of one process: at most 4,096 calls with outcomes of 16 MiB in all. The oldest ended call
/// makes room. If all run, a further call is refused.
#[derive(Default)]
pub struct CallMemory(Mutex<Calls>);

#[derive(Default)]
struct Calls {
    by_key: HashMap<String, Entry>,
    bytes: usize,
}

struct Entry {
    state: State,
    /// When the claim, the outcome or the cut ends.
    expires: Instant,
    window: Duration,
}

enum State {
    Running,
    Done { outcome: String, ended: Instant },
    CutOff,
}

impl CallMemory {
    fn calls(&self) -> MutexGuard<'_, Calls> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Calls {
    fn remove(&mut self, key: &str) {
        if let Some(Entry { state: State::Done { outcome, .. }, .. }) = self.by_key.remove(key) {
            self.bytes -= outcome.len();
        }
    }

    /// Removes what has expired, and makes room for a call and its outcome. Returns `false` if there is none.
    fn make_room(&mut self, now: Instant, bytes: usize) -> bool {
        if self.by_key.len() < MAX_CALLS && self.bytes + bytes <= MAX_BYTES {
            return true;
        }
        let expired = self.by_key.iter().filter(|(_, entry)| entry.expires <= now);
        let expired: Vec<String> = expired.map(|(key, _)| key.clone()).collect();
        expired.iter().for_each(|key| self.remove(key));
        while self.by_key.len() >= MAX_CALLS || self.bytes + bytes > MAX_BYTES {
            let ended = self.by_key.iter().filter(|(_, entry)| !matches!(entry.state, State::Running));
            let Some(oldest) = ended.min_by_key(|(_, entry)| entry.expires).map(|(key, _)| key.clone())
            else {
                return false;
            };
            self.remove(&oldest);
        }
        true
    }
}

#[async_trait]
impl CallStore for CallMemory {
    async fn begin(
        &self,
        key: &str,
        lease: Duration,
        window: Duration,
    ) -> Result<Begin, Box<dyn std::error::Error + Send + Sync>> {
        let (mut calls, now) = (self.calls(), Instant::now());
        if let Some(entry) = calls.by_key.get_mut(key) {
            if entry.expires > now {
                return Ok(match &entry.state {
                    State::Running => Begin::Running,
                    State::Done { outcome, ended } => Begin::done(outcome.clone(), now - *ended),
                    State::CutOff => Begin::CutOff,
                });
            }
            if matches!(entry.state, State::Running) {
                *entry = Entry { state: State::CutOff, expires: now + window, window };
                return Ok(Begin::CutOff);
            }
            calls.remove(key);
        }
        if !calls.make_room(now, 0) {
            return Err("too many calls run at the same time".into());
        }
        let entry = Entry { state: State::Running, expires: now + lease, window };
        calls.by_key.insert(key.to_owned(), entry);
        Ok(Begin::First)
    }

    async fn finish(
        &self,
        key: &str,
        outcome: &str,
        window: Duration,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let (mut calls, now) = (self.calls(), Instant::now());
        calls.remove(key);
        if calls.make_room(now, outcome.len()) {
            calls.bytes += outcome.len();
            let state = State::Done { outcome: outcome.to_owned(), ended: now };
            calls.by_key.insert(key.to_owned(), Entry { state, expires: now + window, window });
        }
        Ok(())
    }

    async fn forget(&self, key: &str) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        self.calls().remove(key);
        Ok(())
    }

    fn cut_off(&self, key: &str) {
        if let Some(entry) = self.calls().by_key.get_mut(key) {
            let expires = Instant::now() + entry.window;
            *entry = Entry { state: State::CutOff, expires, window: entry.window };
        }
    }
}

impl fmt::Debug for CallMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallMemory").field("calls", &self.calls().by_key.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEASE: Duration = Duration::from_secs(60);
    const WINDOW: Duration = Duration::from_secs(600);

    #[tokio::test(start_paused = true)]
    async fn claim_without_an_outcome_is_cut_off_after_its_lease() {
        let calls = CallMemory::default();
        assert_eq!(calls.begin("a", LEASE, WINDOW).await.unwrap(), Begin::First);
        assert_eq!(calls.begin("a", LEASE, WINDOW).await.unwrap(), Begin::Running);
        tokio::time::advance(LEASE).await;
        assert_eq!(calls.begin("a", LEASE, WINDOW).await.unwrap(), Begin::CutOff);
        tokio::time::advance(WINDOW).await;
        assert_eq!(calls.begin("a", LEASE, WINDOW).await.unwrap(), Begin::First);
    }

    #[tokio::test(start_paused = true)]
    async fn oldest_ended_calls_make_room() {
        let calls = CallMemory::default();
        for index in 0..MAX_CALLS + 10 {
            let key = index.to_string();
            assert_eq!(calls.begin(&key, LEASE, WINDOW).await.unwrap(), Begin::First);
            calls.finish(&key, "1", WINDOW).await.unwrap();
            tokio::time::advance(Duration::from_millis(1)).await;
        }
        assert_eq!(calls.calls().by_key.len(), MAX_CALLS);
        assert_eq!(calls.calls().bytes, MAX_CALLS);
        assert!(matches!(calls.begin("5000", LEASE, WINDOW).await.unwrap(), Begin::First));
        let last = (MAX_CALLS + 9).to_string();
        assert!(matches!(calls.begin(&last, LEASE, WINDOW).await.unwrap(), Begin::Done { .. }));
    }

    #[tokio::test]
    async fn outcomes_are_bounded_in_bytes() {
        let calls = CallMemory::default();
        let long = "x".repeat(MAX_BYTES / 4);
        for key in ["a", "b", "c", "d", "e"] {
            calls.begin(key, LEASE, WINDOW).await.unwrap();
            calls.finish(key, &long, WINDOW).await.unwrap();
        }
        assert!(calls.calls().bytes <= MAX_BYTES);
        calls.forget("e").await.unwrap();
        assert_eq!(calls.calls().bytes, 3 * long.len());
    }

    #[tokio::test]
    async fn running_calls_make_no_room() {
        let calls = CallMemory::default();
        for index in 0..MAX_CALLS {
            calls.begin(&index.to_string(), LEASE, WINDOW).await.unwrap();
        }
        calls.begin("one more", LEASE, WINDOW).await.unwrap_err();
        calls.forget("0").await.unwrap();
        assert_eq!(calls.begin("one more", LEASE, WINDOW).await.unwrap(), Begin::First);
    }
}
