//! Completion from lists of the vendor: names of people, inboxes, tags.
//!
//! Each typed letter is a completion request. A list is therefore read once and cached, concurrent requests wait
//! for the same read, and a failed read is not retried at once. A failed completion returns no values instead of
//! an error.

use std::{
    fmt,
    future::Future,
    sync::Arc,
    time::{Duration, Instant},
};

use crate::mcp::argument::Named;
use mcp_core::{Completion, CompletionRequest, Context, Handler, HandlerError};
use tokio::sync::Mutex;

use super::{Call, Limits, ToolSet, ToolVendor, guide::is_visible};

/// Default time for which completion values are cached: about the time to fill in a form.
pub(super) const COMPLETION_TTL: Duration = Duration::from_secs(60);

/// Default timeout of a completion. Somebody who types does not wait longer.
pub(super) const COMPLETION_TIMEOUT: Duration = Duration::from_secs(5);

/// Pause after a list could not be read. Never longer than the list would have been cached.
const COMPLETION_PAUSE: Duration = Duration::from_secs(5);

/// Maximum number of requests to the vendor for one list. The call budget may be lower.
const COMPLETION_REQUESTS: u32 = 8;

/// Maximum length of the typed text, in bytes: longer than any name, and cheap to search word by word. A request
/// may contain a megabyte of words.
const MAX_TYPED: usize = 256;

/// Completion value, with other words that match it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    id: String,
    /// Name, if it is the value.
    name: Option<String>,
    words: Vec<String>,
}

impl Candidate {
    /// Creates a candidate of a name. Typing the id proposes the id.
    #[must_use]
    pub fn named(resource: &impl Named) -> Self {
        let mut words = resource.names();
        let name = (!words.is_empty()).then(|| words.remove(0));
        Self { id: resource.id().to_owned(), name, words }
    }

    /// Creates a candidate of another name, such as an address. Typing the id proposes the id.
    pub fn known_as(
        id: impl Into<String>,
        name: impl Into<String>,
        words: impl IntoIterator<Item = String>,
    ) -> Self {
        Self { name: Some(name.into()), ..Self::id(id, words) }
    }

    /// Creates a candidate of an id that is found by words, for resources without a unique name.
    pub fn id(id: impl Into<String>, words: impl IntoIterator<Item = String>) -> Self {
        Self { id: id.into(), name: None, words: words.into_iter().collect() }
    }
}

/// Returns the values that match the typed text. Values that start with it come first, then those with a word that
/// starts with it, those that contain it, and those that contain its words in another order. An ambiguous name is
/// proposed as ids. Typed texts over 256 bytes match nothing.
///
/// ```
/// use client_core::mcp::{Candidate, complete};
/// use mcp_core::CompletionRequest;
///
/// let orders = [Candidate::id("o_1", ["Blue shoes".to_owned()]), Candidate::id("o_2", ["Red hat".to_owned()])];
/// assert_eq!(complete(&CompletionRequest::new("order", "hat"), &orders).values, ["o_2"]);
/// ```
#[must_use]
pub fn complete(request: &CompletionRequest, candidates: &[Candidate]) -> Completion {
    let typed = request.value().trim().to_lowercase();
    if typed.len() > MAX_TYPED {
        return Completion::default();
    }
    let mut fitting: Vec<(usize, &str)> = Vec::new();
    for candidate in candidates {
        let Candidate { id, name, words } = candidate;
        let is_alone = |name: &&String| {
            candidates
                .iter()
                .filter(|other| other.name.as_ref().is_some_and(|it| it.eq_ignore_ascii_case(name)))
                .count()
                == 1
        };
        let value = name.as_ref().filter(is_alone).unwrap_or(id);
        if !typed.is_empty() && id.to_lowercase().starts_with(&typed) {
            fitting.push((0, id));
            continue;
        }
        let texts: Vec<String> = name.iter().chain(words).map(|text| text.to_lowercase()).collect();
        let rank =
            texts.iter().filter_map(|text| rank(text, &typed)).min().or_else(|| scattered(&texts, &typed));
        // A candidate without words matches an empty text.
        if let Some(rank) = rank.or_else(|| typed.is_empty().then_some(0)) {
            fitting.push((rank, value));
        }
    }
    // Stable sort: equal ranks keep the vendor's order.
    fitting.sort_by_key(|(rank, _)| *rank);
    fitting.into_iter().map(|(_, value)| value).collect::<Vec<_>>().into()
}

/// Returns the rank of texts that contain all typed words in another order.
fn scattered(texts: &[String], typed: &str) -> Option<usize> {
    let all = !texts.is_empty()
        && typed.split_whitespace().all(|word| texts.iter().any(|text| text.contains(word)));
    all.then_some(3)
}

/// Returns the rank of a text. The best is 0.
fn rank(text: &str, typed: &str) -> Option<usize> {
    let at = text.find(typed)?;
    let starts_word = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
    Some(if at == 0 { 0 } else { 2 - usize::from(starts_word) })
}

/// Cached list of candidates. Clones share the cache.
#[derive(Clone, Default)]
pub struct CandidateCache(Arc<Mutex<Option<Reading>>>);

/// Result of reading the list. `None` for a failure.
struct Reading {
    at: Instant,
    list: Option<Arc<[Candidate]>>,
}

impl fmt::Debug for CandidateCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CandidateCache").finish_non_exhaustive()
    }
}

impl CandidateCache {
    async fn get<R>(&self, limits: &Limits, read: impl FnOnce() -> R) -> Option<Arc<[Candidate]>>
    where
        R: Future<Output = Result<Vec<Candidate>, HandlerError>>,
    {
        let mut cache = self.0.lock().await;
        if let Some(reading) = &*cache {
            let pause = limits.completion_ttl.min(COMPLETION_PAUSE);
            let ttl = if reading.list.is_some() { limits.completion_ttl } else { pause };
            if reading.at.elapsed() < ttl {
                return reading.list.clone();
            }
        }
        let list = match tokio::time::timeout(limits.completion_timeout, read()).await {
            Ok(Ok(list)) => Some(Arc::from(list)),
            Ok(Err(error)) => {
                tracing::debug!(kind = error.kind().as_str(), "no values to complete");
                None
            }
            Err(_) => {
                tracing::debug!(kind = "timeout", "no values to complete");
                None
            }
        };
        *cache = Some(Reading { at: Instant::now(), list: list.clone() });
        list
    }
}

impl<V: ToolVendor> ToolSet<V> {
    /// Completes an argument from a cached list of the vendor, for
    /// [`FnPrompt::complete`](mcp_core::FnPrompt::complete) and
    /// [`FnTemplate::complete`](mcp_core::FnTemplate::complete).
    ///
    /// `lister` is the tool that returns the same list. Callers without that tool get no candidates, unless the context
    /// has no view (see [`Guide`](super::Guide)).
    pub fn completer<F, R>(
        &self,
        cache: &CandidateCache,
        lister: &'static str,
        read: F,
    ) -> impl Handler<Completion, (CompletionRequest, Context), Input = CompletionRequest> + Clone + use<V, F, R>
    where
        F: Fn(Call<V>) -> R + Clone + Send + Sync + 'static,
        R: Future<Output = Result<Vec<Candidate>, HandlerError>> + Send + 'static,
    {
        let (set, cache) = (self.clone(), cache.clone());
        move |request: CompletionRequest, context: Context| {
            let (set, cache, read) = (set.clone(), cache.clone(), read.clone());
            async move {
                if !is_visible(&context, lister) {
                    return Ok(Completion::default());
                }
                let limits = *set.limits();
                let call = set.call_budget(limits.call_budget.min(COMPLETION_REQUESTS)).call(context);
                let list = cache.get(&limits, || read(call)).await;
                Ok::<_, HandlerError>(list.map_or_else(Completion::default, |list| complete(&request, &list)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    struct TestResource(&'static str, &'static [&'static str]);

    impl Named for TestResource {
        fn id(&self) -> &str {
            self.0
        }

        fn names(&self) -> Vec<String> {
            self.1.iter().map(|name| (*name).to_owned()).collect()
        }
    }

    #[test]
    fn overlong_text_matches_nothing() {
        let candidates = [Candidate::id("o_1", ["Blue shoes".to_owned()])];
        let typed =
            |words: usize| complete(&CompletionRequest::new("order", "s ".repeat(words)), &candidates);
        assert_eq!(typed(MAX_TYPED / 2).values, ["o_1"]);
        assert_eq!(typed(MAX_TYPED).values, [""; 0]);
    }

    #[test]
    fn ambiguous_names_are_proposed_as_ids() {
        let things = [
            TestResource("t_1", &["Sarah Chen", "sarah@acme.example"]),
            TestResource("t_2", &["Support"]),
            TestResource("t_3", &["support"]),
            TestResource("t_4", &["Asa Sand"]),
            TestResource("t_5", &[]),
            TestResource("t_6", &["李小龙"]),
            TestResource("t_7", &["Östlund"]),
        ];
        let candidates: Vec<Candidate> = things.iter().map(Candidate::named).collect();
        for (typed, values) in [
            ("", &["Sarah Chen", "t_2", "t_3", "Asa Sand", "t_5", "李小龙", "Östlund"][..]),
            ("sa", &["Sarah Chen", "Asa Sand"]),
            (" CHEN ", &["Sarah Chen"]),
            ("chen  sarah", &["Sarah Chen"]),
            ("sarah acme", &["Sarah Chen"]),
            ("sarah nobody", &[]),
            ("李", &["李小龙"]),
            ("ÖST", &["Östlund"]),
            ("(", &[]),
            ("acme", &["Sarah Chen"]),
            ("sup", &["t_2", "t_3"]),
            ("t_", &["t_1", "t_2", "t_3", "t_4", "t_5", "t_6", "t_7"]),
            ("nobody", &[]),
        ] {
            assert_eq!(
                complete(&CompletionRequest::new("who", typed), &candidates).values,
                values,
                "{typed:?}"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn list_is_cached_and_failure_is_not_retried_at_once() {
        let (cache, limits, reads) = (CandidateCache::default(), Limits::default(), AtomicUsize::new(0));
        let read = |fails: bool| {
            reads.fetch_add(1, Ordering::SeqCst);
            async move {
                if fails { Err(HandlerError::internal("down")) } else { Ok(vec![Candidate::id("a", [])]) }
            }
        };
        assert_eq!(cache.get(&limits, || read(true)).await, None);
        assert_eq!(cache.get(&limits, || read(false)).await, None);
        assert_eq!(reads.load(Ordering::SeqCst), 1);

        let cache = CandidateCache::default();
        let (one, other) =
            tokio::join!(cache.get(&limits, || read(false)), cache.get(&limits, || read(false)));
        assert_eq!(one, other);
        assert_eq!(one.map(|list| list.len()), Some(1));
        assert_eq!(reads.load(Ordering::SeqCst), 2);
        let none = Limits { completion_ttl: Duration::ZERO, ..limits };
        cache.get(&none, || read(false)).await;
        assert_eq!(reads.load(Ordering::SeqCst), 3);

        let slow = CandidateCache::default();
        assert_eq!(slow.get(&limits, std::future::pending).await, None);
    }
}
