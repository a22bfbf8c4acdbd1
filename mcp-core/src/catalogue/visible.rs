//! Visible part of a registry.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use bytes::Bytes;

use crate::{
    catalogue::{
        filter::Filter,
        pagination::{Kind, List},
        registry::{Entries, ListItem, PromptRef, Registry, ResourceRef, TemplateRef, ToolRef},
    },
    handler::context::Context,
    wire::protocol::Vocabulary,
};

/// Default capacity of the list cache of a registry, in distinct filters. The oldest entry is evicted first.
pub(crate) const LIST_CACHE_CAPACITY: usize = 256;

/// Registry seen through a filter: the visible tools, prompts and resources. Cloning is cheap.
///
/// ```
/// use mcp_core::{Filter, ToolMethod, NoArguments, Registry, HandlerError, tool_fn};
///
/// let registry = Registry::new()
///     .with_tool(tool_fn("show", "Shows.", |_: NoArguments| async { Ok::<_, HandlerError>(1) }).method(ToolMethod::Get))?
///     .with_tool(tool_fn("drop", "Drops.", |_: NoArguments| async { Ok::<_, HandlerError>(1) }).method(ToolMethod::Delete))?;
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
    /// Returns the view narrowed by a further filter.
    #[must_use]
    pub fn narrow(&self, filter: &Filter) -> Self {
        Self { registry: self.registry.clone(), filter: self.filter.and(filter) }
    }

    /// Returns the registry behind the view.
    #[must_use]
    pub const fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Returns the conjunction of all filters of the view.
    #[must_use]
    pub const fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Returns `true` if the view has a filter other than [`Filter::all`], even one that hides nothing.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        !self.filter.is_all()
    }

    /// Returns the tool with this name, if it exists and is visible.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&ToolRef> {
        self.registry.get(name).filter(|tool| self.shows(*tool))
    }

    /// Returns the prompt with this name, if it exists and is visible.
    #[must_use]
    pub fn prompt(&self, name: &str) -> Option<&PromptRef> {
        self.registry.prompt(name).filter(|prompt| self.shows(*prompt))
    }

    /// Returns the resource with this URI, if it exists and is visible.
    #[must_use]
    pub fn resource(&self, uri: &str) -> Option<&ResourceRef> {
        self.registry.inner().parts.resources.get(uri).filter(|resource| self.shows(*resource))
    }

    /// Returns the template with this URI template, if it exists and is visible.
    #[must_use]
    pub fn template(&self, form: &str) -> Option<&TemplateRef> {
        self.registry.inner().parts.templates.get(form).filter(|template| self.shows(*template))
    }

    /// Returns the visible template that matches a URI. If several match, the most specific one is returned.
    #[must_use]
    pub fn template_for(&self, uri: &str) -> Option<&TemplateRef> {
        self.templates()
            .filter(|template| template.form().matches(uri).is_some())
            .max_by_key(|template| template.form().literal_len())
    }

    /// Returns `true` if a visible resource or template matches the URI.
    #[must_use]
    pub fn can_read(&self, uri: &str) -> bool {
        self.resource(uri).is_some() || self.template_for(uri).is_some()
    }

    /// Returns the visible tools, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = &ToolRef> {
        self.registry.iter().filter(|tool| self.shows(*tool))
    }

    /// Returns the visible prompts, sorted by name.
    pub fn prompts(&self) -> impl Iterator<Item = &PromptRef> {
        self.registry.prompts().filter(|prompt| self.shows(*prompt))
    }

    /// Returns the visible resources, sorted by URI.
    pub fn resources(&self) -> impl Iterator<Item = &ResourceRef> {
        self.registry.resources().filter(|resource| self.shows(*resource))
    }

    /// Returns the visible templates, sorted by URI template.
    pub fn templates(&self) -> impl Iterator<Item = &TemplateRef> {
        self.registry.templates().filter(|template| self.shows(*template))
    }

    fn shows(&self, item: &impl ListItem) -> bool {
        self.filter.shows(&item.subject())
    }

    /// Returns the JSON array of the tool definitions for clients of the newest revisions. It is computed once per
    /// filter and shared. Clients of 2025-06-18 and older get a list without the members that their revision does
    /// not have.
    #[must_use]
    pub fn list_bytes(&self) -> Bytes {
        self.list(Kind::Tools, Vocabulary::Newest).whole()
    }

    /// Returns a list. It is written once per filter and vocabulary.
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

    fn write(&self, entries: &Entries<impl ListItem>, words: Vocabulary) -> List {
        List::write(
            entries
                .iter()
                .filter(|(_, item)| self.shows(*item))
                .map(|(key, item)| (key, words.definition(item.json()))),
        )
    }
}

impl Context {
    /// Sets the items that the caller sees. Only needed to run a tool, a prompt or a resource without
    /// [`dispatch`](crate::dispatch), which sets it itself.
    pub fn set_view(&mut self, view: View) {
        self.set_visible(Arc::new(view));
    }

    /// Returns the items that the caller sees, after the filters of the server, the grant and the layers.
    /// [`dispatch`](crate::dispatch) sets it. `None` if the handler runs without it.
    ///
    /// Use it to name only visible tools in a prompt, and to propose only values that the caller could list:
    ///
    /// ```
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// # #[cfg(feature = "testing")] #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use mcp_core::{Context, Filter, NoArguments, Registry, HandlerError, prompt_fn, testing::TestClient, tool_fn};
    ///
    /// let begin = prompt_fn("begin", "Begins.", |_: NoArguments, context: Context| async move {
    ///     let has_search = context.view().is_none_or(|view| view.get("search").is_some());
    ///     Ok::<_, HandlerError>(if has_search { "Call `search`." } else { "Ask me for the order." })
    /// });
    /// let search = tool_fn("search", "Searches.", |_: NoArguments| async { Ok::<_, HandlerError>(()) });
    /// let client = TestClient::new(Registry::new().with_prompt(begin)?.with_tool(search)?);
    /// assert_eq!(client.get_prompt("begin", serde_json::json!({})).await?.text(), "Call `search`.");
    ///
    /// let less = client.filter(&Filter::new().methods(["begin"])?);
    /// assert_eq!(less.get_prompt("begin", serde_json::json!({})).await?.text(), "Ask me for the order.");
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn view(&self) -> Option<&View> {
        self.visible()?.downcast_ref()
    }
}

/// Lists under one filter, each written on first use.
#[derive(Debug, Default)]
pub(crate) struct Lists([[OnceLock<Arc<List>>; Kind::COUNT]; Vocabulary::COUNT]);

impl Lists {
    fn get_or_write(&self, kind: Kind, words: Vocabulary, write: impl FnOnce() -> List) -> Arc<List> {
        Arc::clone(self.0[words as usize][kind as usize].get_or_init(|| Arc::new(write())))
    }
}

/// Lists by filter. The oldest entry is evicted first.
#[derive(Debug)]
pub(crate) struct ListCache {
    cached: Mutex<Cached>,
    /// Maximum number of filters.
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

    /// Returns an empty cache of the same capacity.
    pub(crate) fn anew(&self) -> Self {
        Self::of_size(self.capacity)
    }

    /// Returns the entry of a filter. Lists are written outside the lock: only callers of the same list wait for
    /// it.
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
    fn concurrent_requests_write_a_list_once() {
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
