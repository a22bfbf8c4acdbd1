//! Completion from lists that the vendor has: names of people, inboxes, tags.
//!
//! A person types, and each letter is a request. So a list is read once and kept for a while, whoever asks meanwhile waits
//! for the same reading, and one that fails is not tried again at once. Completion is a help and no answer: where it
//! cannot be given there is none, and no error.

use std::{
    fmt,
    future::Future,
    sync::Arc,
    time::{Duration, Instant},
};

use crate::mcp::argument::Named;
use mcp_core::{Completion, CompletionRequest, Context, Responder, ToolError};
use tokio::sync::Mutex;

use super::{Call, Limits, ToolSet, ToolVendor, guide::is_left};

/// How long a list of values to propose is kept, unless the host says otherwise: about as long as somebody fills in a
/// form.
pub const COMPLETION_TTL: Duration = Duration::from_secs(60);

/// How long a completion may take, unless the host says otherwise: whoever types does not wait longer.
pub const COMPLETION_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a list that could not be read is not asked for again. Never longer than the list would have been kept.
pub const COMPLETION_PAUSE: Duration = Duration::from_secs(5);

/// The most requests to the vendor that reading one list may take; fewer where a tool call has fewer.
pub const COMPLETION_REQUESTS: u32 = 8;

/// The longest text that is looked for, in bytes. It is longer than any name, and short enough that to look for each of its
/// words costs little: a request may hold a megabyte of them.
const MAX_TYPED: usize = 256;

/// A value to propose, and the other words by which it is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    id: String,
    /// The name, where it is what to propose.
    name: Option<String>,
    words: Vec<String>,
}

impl Proposal {
    /// Proposes the name of something, and its id where somebody types that.
    #[must_use]
    pub fn named(thing: &impl Named) -> Self {
        let mut words = thing.names();
        let name = (!words.is_empty()).then(|| words.remove(0));
        Self { id: thing.id().to_owned(), name, words }
    }

    /// Proposes a name that people know it by, such as an address, and its id where somebody types that.
    pub fn known_as(
        id: impl Into<String>,
        name: impl Into<String>,
        words: impl IntoIterator<Item = String>,
    ) -> Self {
        Self { name: Some(name.into()), ..Self::id(id, words) }
    }

    /// Proposes the id of something that has no name, or none that stands for it, and is found by words.
    pub fn id(id: impl Into<String>, words: impl IntoIterator<Item = String>) -> Self {
        Self { id: id.into(), name: None, words: words.into_iter().collect() }
    }
}

/// The values that fit what is typed: those that begin so first, then those with words that do, then those that hold it
/// elsewhere, then those that hold its words in another order. A name that several have is proposed as their ids. More than
/// 256 bytes are no name, and nothing fits them.
///
/// ```
/// use client_core::mcp::{Proposal, propose};
/// use mcp_core::CompletionRequest;
///
/// let orders = [Proposal::id("o_1", ["Blue shoes".to_owned()]), Proposal::id("o_2", ["Red hat".to_owned()])];
/// assert_eq!(propose(&CompletionRequest::new("order", "hat"), &orders).values, ["o_2"]);
/// ```
#[must_use]
pub fn propose(request: &CompletionRequest, proposals: &[Proposal]) -> Completion {
    let typed = request.value().trim().to_lowercase();
    if typed.len() > MAX_TYPED {
        return Completion::default();
    }
    let mut fitting: Vec<(usize, &str)> = Vec::new();
    for proposal in proposals {
        let Proposal { id, name, words } = proposal;
        let is_alone = |name: &&String| {
            proposals
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
        // What has no words is proposed to whoever has typed nothing.
        if let Some(rank) = rank.or_else(|| typed.is_empty().then_some(0)) {
            fitting.push((rank, value));
        }
    }
    // Stable: those alike stay in the vendor's order.
    fitting.sort_by_key(|(rank, _)| *rank);
    fitting.into_iter().map(|(_, value)| value).collect::<Vec<_>>().into()
}

/// How texts fit that hold all words of what is typed, but not as it is typed.
fn scattered(texts: &[String], typed: &str) -> Option<usize> {
    let all = !texts.is_empty()
        && typed.split_whitespace().all(|word| texts.iter().any(|text| text.contains(word)));
    all.then_some(3)
}

/// How well a text fits, the best is 0.
fn rank(text: &str, typed: &str) -> Option<usize> {
    let at = text.find(typed)?;
    let starts_word = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
    Some(if at == 0 { 0 } else { 2 - usize::from(starts_word) })
}

/// A list of proposals that is kept for a while. Clones share it.
#[derive(Clone, Default)]
pub struct Proposals(Arc<Mutex<Option<Reading>>>);

/// What reading the list came to; `None` for a failure.
struct Reading {
    at: Instant,
    list: Option<Arc<[Proposal]>>,
}

impl fmt::Debug for Proposals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proposals").finish_non_exhaustive()
    }
}

impl Proposals {
    async fn get<R>(&self, limits: &Limits, read: impl FnOnce() -> R) -> Option<Arc<[Proposal]>>
    where
        R: Future<Output = Result<Vec<Proposal>, ToolError>>,
    {
        let mut kept = self.0.lock().await;
        if let Some(reading) = &*kept {
            let pause = limits.completion_ttl.min(COMPLETION_PAUSE);
            let ttl = if reading.list.is_some() { limits.completion_ttl } else { pause };
            if reading.at.elapsed() < ttl {
                return reading.list.clone();
            }
        }
        let list = match tokio::time::timeout(limits.completion_timeout, read()).await {
            Ok(Ok(list)) => Some(Arc::from(list)),
            Ok(Err(error)) => {
                tracing::debug!(kind = error.kind().as_str(), "no values to propose");
                None
            }
            Err(_) => {
                tracing::debug!(kind = "timeout", "no values to propose");
                None
            }
        };
        *kept = Some(Reading { at: Instant::now(), list: list.clone() });
        list
    }
}

impl<V: ToolVendor> ToolSet<V> {
    /// Completes an argument from a list of the vendor's that is kept for a while, for
    /// [`FnPrompt::complete`](mcp_core::FnPrompt::complete) and
    /// [`FnTemplate::complete`](mcp_core::FnTemplate::complete).
    ///
    /// `lister` is the tool that shows the same list: who may not call it is proposed nothing, as far as the context
    /// says so (see [`Guide`](super::Guide)).
    pub fn completer<F, R>(
        &self,
        kept: &Proposals,
        lister: &'static str,
        read: F,
    ) -> impl Responder<(CompletionRequest, Context), Completion, Input = CompletionRequest> + Clone + use<V, F, R>
    where
        F: Fn(Call<V>) -> R + Clone + Send + Sync + 'static,
        R: Future<Output = Result<Vec<Proposal>, ToolError>> + Send + 'static,
    {
        let (set, kept) = (self.clone(), kept.clone());
        move |request: CompletionRequest, context: Context| {
            let (set, kept, read) = (set.clone(), kept.clone(), read.clone());
            async move {
                if !is_left(&context, lister) {
                    return Ok(Completion::default());
                }
                let limits = *set.limits();
                let call = set.call_budget(limits.call_budget.min(COMPLETION_REQUESTS)).call(context);
                let list = kept.get(&limits, || read(call)).await;
                Ok::<_, ToolError>(list.map_or_else(Completion::default, |list| propose(&request, &list)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    struct Thing(&'static str, &'static [&'static str]);

    impl Named for Thing {
        fn id(&self) -> &str {
            self.0
        }

        fn names(&self) -> Vec<String> {
            self.1.iter().map(|name| (*name).to_owned()).collect()
        }
    }

    #[test]
    fn what_is_too_long_for_a_name_is_not_looked_for() {
        let proposals = [Proposal::id("o_1", ["Blue shoes".to_owned()])];
        let typed = |words: usize| propose(&CompletionRequest::new("order", "s ".repeat(words)), &proposals);
        assert_eq!(typed(MAX_TYPED / 2).values, ["o_1"]);
        assert_eq!(typed(MAX_TYPED).values, [""; 0]);
    }

    #[test]
    fn names_are_proposed_and_ids_where_names_are_not_enough() {
        let things = [
            Thing("t_1", &["Sarah Chen", "sarah@acme.example"]),
            Thing("t_2", &["Support"]),
            Thing("t_3", &["support"]),
            Thing("t_4", &["Asa Sand"]),
            Thing("t_5", &[]),
            Thing("t_6", &["李小龙"]),
            Thing("t_7", &["Östlund"]),
        ];
        let proposals: Vec<Proposal> = things.iter().map(Proposal::named).collect();
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
                propose(&CompletionRequest::new("who", typed), &proposals).values,
                values,
                "{typed:?}"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_list_is_read_once_and_a_failure_is_not_repeated_at_once() {
        let (kept, limits, reads) = (Proposals::default(), Limits::default(), AtomicUsize::new(0));
        let read = |fails: bool| {
            reads.fetch_add(1, Ordering::SeqCst);
            async move { if fails { Err(ToolError::internal("down")) } else { Ok(vec![Proposal::id("a", [])]) } }
        };
        assert_eq!(kept.get(&limits, || read(true)).await, None);
        assert_eq!(kept.get(&limits, || read(false)).await, None);
        assert_eq!(reads.load(Ordering::SeqCst), 1);

        let kept = Proposals::default();
        let (one, other) = tokio::join!(kept.get(&limits, || read(false)), kept.get(&limits, || read(false)));
        assert_eq!(one, other);
        assert_eq!(one.map(|list| list.len()), Some(1));
        assert_eq!(reads.load(Ordering::SeqCst), 2);
        let none = Limits { completion_ttl: Duration::ZERO, ..limits };
        kept.get(&none, || read(false)).await;
        assert_eq!(reads.load(Ordering::SeqCst), 3);

        let slow = Proposals::default();
        assert_eq!(slow.get(&limits, std::future::pending).await, None);
    }
}
