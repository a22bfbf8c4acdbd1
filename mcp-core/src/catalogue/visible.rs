//! A registry seen through a filter.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use bytes::Bytes;

use crate::{
    catalogue::{
        filter::Filter,
        pagination::{Kind, List},
        registry::{Listed, PromptRef, Registry, ResourceRef, Shelf, TemplateRef, ToolRef},
    },
    handler::context::Context,
    wire::protocol::Vocabulary,
};

/// How many filters have their lists kept per registry, unless set otherwise; the oldest goes first.
pub const LIST_CACHE_CAPACITY: usize = 256;

/// What remains when a filter is laid over a registry. Cloning is cheap.
///
/// ```
/// use mcp_core::{Filter, Method, NoArguments, Registry, ToolError, tool_fn};
///
/// let registry = Registry::new()
///     .with(tool_fn("show", "Shows.", |_: NoArguments| async { Ok::<_, ToolError>(1) }).method(Method::Get))?
///     .with(tool_fn("drop", "Drops.", |_: NoArguments| async { Ok::<_, ToolError>(1) }).method(Method::Delete))?;
/// let view = registry.view(&Filter::new().methods(["read"])?);
/// assert!(view.get("show").is_some());
/// assert!(view.get("drop").is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct View {
    registry: Registry,
    filter: Filter,
}

impl From<Registry> for View {
    fn from(registry: Registry) -> Self {
        Self { registry, filter: Filter::all() }
    }
}

impl View {
    /// The view that remains when a further filter is laid over this one.
    #[must_use]
    pub fn narrow(&self, filter: &Filter) -> Self {
        Self { registry: self.registry.clone(), filter: self.filter.and(filter) }
    }

    /// The registry beneath.
    #[must_use]
    pub const fn registry(&self) -> &Registry {
        &self.registry
    }

    /// All filters laid over the registry, as one.
    #[must_use]
    pub const fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Whether any filter hides anything by rule, even if it happens to hide nothing.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        !self.filter.is_all()
    }

    /// The tool of a name, if it exists and is not hidden.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&ToolRef> {
        self.registry.get(name).filter(|tool| self.shows(*tool))
    }

    /// The prompt of a name, if it exists and is not hidden.
    #[must_use]
    pub fn prompt(&self, name: &str) -> Option<&PromptRef> {
        self.registry.prompt(name).filter(|prompt| self.shows(*prompt))
    }

    /// The resource of a URI, if it exists and is not hidden.
    #[must_use]
    pub fn resource(&self, uri: &str) -> Option<&ResourceRef> {
        self.registry.inner().parts.resources.get(uri).filter(|resource| self.shows(*resource))
    }

    /// The template that is written like this, if it exists and is not hidden.
    #[must_use]
    pub fn template(&self, form: &str) -> Option<&TemplateRef> {
        self.registry.inner().parts.templates.get(form).filter(|template| self.shows(*template))
    }

    /// The template that fits a URI and is not hidden. Where several fit, it is the one that says most of the URI
    /// itself.
    #[must_use]
    pub fn template_for(&self, uri: &str) -> Option<&TemplateRef> {
        self.templates()
            .filter(|template| template.form().matches(uri).is_some())
            .max_by_key(|template| template.form().literal_len())
    }

    /// Whether a resource of the URI, or a template that it fits, exists and is not hidden.
    #[must_use]
    pub fn can_read(&self, uri: &str) -> bool {
        self.resource(uri).is_some() || self.template_for(uri).is_some()
    }

    /// The tools that are not hidden, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &ToolRef> {
        self.registry.iter().filter(|tool| self.shows(*tool))
    }

    /// The prompts that are not hidden, in the order of their names.
    pub fn prompts(&self) -> impl Iterator<Item = &PromptRef> {
        self.registry.prompts().filter(|prompt| self.shows(*prompt))
    }

    /// The resources that are not hidden, in the order of their URIs.
    pub fn resources(&self) -> impl Iterator<Item = &ResourceRef> {
        self.registry.resources().filter(|resource| self.shows(*resource))
    }

    /// The templates that are not hidden, in the order of their forms.
    pub fn templates(&self) -> impl Iterator<Item = &TemplateRef> {
        self.registry.templates().filter(|template| self.shows(*template))
    }

    fn shows(&self, thing: &impl Listed) -> bool {
        self.filter.shows(&thing.subject())
    }

    /// The JSON array of the definitions of the tools, computed once per filter and shared, as clients of the newest
    /// revisions are sent it. Those of 2025-06-18 and before are not told what their revision does not know.
    #[must_use]
    pub fn list_bytes(&self) -> Bytes {
        self.list(Kind::Tools, Vocabulary::Newest).whole()
    }

    /// A list, written once per filter and vocabulary.
    pub(crate) fn list(&self, kind: Kind, words: Vocabulary) -> Arc<List> {
        let inner = self.registry.inner();
        let write = || self.write_list(kind, words);
        if self.filter.is_all() {
            return inner.whole.get_or_write(kind, words, write);
        }
        inner.lists.of(&self.filter).get_or_write(kind, words, write)
    }

    fn write_list(&self, kind: Kind, words: Vocabulary) -> List {
        let parts = &self.registry.inner().parts;
        match kind {
            Kind::Tools => self.write(&parts.tools, words),
            Kind::Prompts => self.write(&parts.prompts, words),
            Kind::Resources => self.write(&parts.resources, words),
            Kind::Templates => self.write(&parts.templates, words),
        }
    }

    fn write(&self, shelf: &Shelf<impl Listed>, words: Vocabulary) -> List {
        List::write(
            shelf
                .iter()
                .filter(|(_, thing)| self.shows(*thing))
                .map(|(key, thing)| (key, words.definition(thing.json()))),
        )
    }
}

impl Context {
    /// Says what the caller may see, for who runs a tool, a prompt or a resource without
    /// [`dispatch`](crate::dispatch), which says it itself.
    pub fn set_view(&mut self, view: View) {
        self.set_visible(Arc::new(view));
    }

    /// What the caller may see: the server's tools, prompts and resources as far as no filter hides them, those of the
    /// layers included. [`dispatch`](crate::dispatch) sets it; `None` where something runs without.
    ///
    /// A prompt names only tools that are left, and a completion proposes only what its caller could list:
    ///
    /// ```
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// # #[cfg(feature = "testing")] #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use mcp_core::{Context, Filter, NoArguments, Registry, ToolError, prompt_fn, testing::TestClient, tool_fn};
    ///
    /// let begin = prompt_fn("begin", "Begins.", |_: NoArguments, context: Context| async move {
    ///     let has_search = context.view().is_none_or(|view| view.get("search").is_some());
    ///     Ok::<_, ToolError>(if has_search { "Call `search`." } else { "Ask me for the order." })
    /// });
    /// let search = tool_fn("search", "Searches.", |_: NoArguments| async { Ok::<_, ToolError>(()) });
    /// let client = TestClient::new(Registry::new().with_prompt(begin)?.with(search)?);
    /// assert_eq!(client.get_prompt("begin", serde_json::json!({})).await?.text(), "Call `search`.");
    ///
    /// let less = client.with_filter(&Filter::new().methods(["begin"])?);
    /// assert_eq!(less.get_prompt("begin", serde_json::json!({})).await?.text(), "Ask me for the order.");
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn view(&self) -> Option<&View> {
        self.visible()?.downcast_ref()
    }
}

/// The lists under one filter, each written when it is first asked for.
#[derive(Debug, Default)]
pub(crate) struct Lists([[OnceLock<Arc<List>>; Kind::COUNT]; Vocabulary::COUNT]);

impl Lists {
    fn get_or_write(&self, kind: Kind, words: Vocabulary, write: impl FnOnce() -> List) -> Arc<List> {
        Arc::clone(self.0[words as usize][kind as usize].get_or_init(|| Arc::new(write())))
    }
}

/// Lists by filter, first in first out.
#[derive(Debug)]
pub(crate) struct ListCache {
    cached: Mutex<Cached>,
    /// Of how many filters.
    capacity: usize,
}

impl Default for ListCache {
    fn default() -> Self {
        Self::of_size(LIST_CACHE_CAPACITY)
    }
}

#[derive(Debug, Default)]
struct Cached {
    lists: HashMap<Filter, Arc<Lists>>,
    order: VecDeque<Filter>,
}

impl ListCache {
    pub(crate) fn of_size(capacity: usize) -> Self {
        Self { cached: Mutex::default(), capacity }
    }

    /// An empty one of the same size.
    pub(crate) fn anew(&self) -> Self {
        Self::of_size(self.capacity)
    }

    /// The place for the lists of a filter. They are written outside the lock: only who wants the very same list waits
    /// for it.
    fn of(&self, filter: &Filter) -> Arc<Lists> {
        let mut cache = self.cached.lock().unwrap_or_else(PoisonError::into_inner);
        let Cached { lists, order } = &mut *cache;
        if let Some(place) = lists.get(filter) {
            return Arc::clone(place);
        }
        let place = Arc::default();
        lists.insert(filter.clone(), Arc::clone(&place));
        order.push_back(filter.clone());
        if order.len() > self.capacity
            && let Some(oldest) = order.pop_front()
        {
            lists.remove(&oldest);
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{
        Barrier,
        atomic::{AtomicUsize, Ordering},
    };

    fn empty() -> List {
        List::write(std::iter::empty())
    }

    #[test]
    fn the_cache_is_bounded_and_shares() {
        const SIZE: usize = 8;
        let cache = ListCache::of_size(SIZE);
        let filter = |n: usize| Filter::new().methods([format!("tool_{n}")]).unwrap();
        let first = cache.of(&filter(0)).get_or_write(Kind::Tools, Vocabulary::Newest, empty);
        let again =
            cache.of(&filter(0)).get_or_write(Kind::Tools, Vocabulary::Newest, || panic!("is cached"));
        assert!(Arc::ptr_eq(&first, &again));
        for (kind, words) in [(Kind::Prompts, Vocabulary::Newest), (Kind::Tools, Vocabulary::Oldest)] {
            assert!(!Arc::ptr_eq(&first, &cache.of(&filter(0)).get_or_write(kind, words, empty)));
        }
        for n in 0..SIZE * 2 {
            cache.of(&filter(n));
        }
        let cached = cache.cached.lock().unwrap();
        assert_eq!(cached.lists.len(), SIZE);
        assert_eq!(cached.order.len(), SIZE);
    }

    #[test]
    fn a_list_is_written_once_however_many_ask_at_once() {
        let cache = ListCache::default();
        let filter = Filter::new().methods(["read"]).unwrap();
        let (written, start) = (AtomicUsize::new(0), Barrier::new(4));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    start.wait();
                    cache.of(&filter).get_or_write(Kind::Resources, Vocabulary::Middle, || {
                        written.fetch_add(1, Ordering::SeqCst);
                        std::thread::sleep(std::time::Duration::from_millis(20));
                        empty()
                    });
                });
            }
        });
        assert_eq!(written.into_inner(), 1);
    }
}
