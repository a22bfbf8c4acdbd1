//! A registry seen through a filter.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use bytes::Bytes;

use crate::{Filter, Registry, ToolRef};

/// How many filters have their list kept per registry; the oldest goes first.
pub const LIST_CACHE_CAPACITY: usize = 256;

/// The tools that remain when a filter is laid over a registry. Cloning is cheap.
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

    /// Whether any filter hides anything by rule, even if it happens to hide no tool.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        !self.filter.is_all()
    }

    /// The tool of a name, if it exists and is not hidden.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&ToolRef> {
        self.registry.get(name).filter(|tool| self.filter.allows(tool.definition()))
    }

    /// The tools that are not hidden, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &ToolRef> {
        self.registry.iter().filter(|tool| self.filter.allows(tool.definition()))
    }

    /// The JSON array of the definitions, computed once per filter and shared. It is the same in both eras.
    #[must_use]
    pub fn list_bytes(&self) -> Bytes {
        let inner = self.registry.inner();
        if self.filter.is_all() {
            return inner.whole_list.get_or_init(|| self.write_list()).clone();
        }
        inner.lists.get_or_insert(&self.filter, || self.write_list())
    }

    fn write_list(&self) -> Bytes {
        let mut list = Vec::new();
        list.push(b'[');
        for (index, tool) in self.iter().enumerate() {
            if index > 0 {
                list.push(b',');
            }
            list.extend_from_slice(tool.definition_json());
        }
        list.push(b']');
        list.into()
    }
}

/// Lists by filter, first in first out.
#[derive(Debug, Default)]
pub(crate) struct ListCache(Mutex<Lists>);

#[derive(Debug, Default)]
struct Lists {
    lists: HashMap<Filter, Arc<OnceLock<Bytes>>>,
    order: VecDeque<Filter>,
}

impl ListCache {
    fn get_or_insert(&self, filter: &Filter, write: impl FnOnce() -> Bytes) -> Bytes {
        // Written outside the lock: only who wants the very same list waits for it.
        self.place(filter).get_or_init(write).clone()
    }

    fn place(&self, filter: &Filter) -> Arc<OnceLock<Bytes>> {
        let mut cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Lists { lists, order } = &mut *cache;
        if let Some(place) = lists.get(filter) {
            return Arc::clone(place);
        }
        let place = Arc::default();
        lists.insert(filter.clone(), Arc::clone(&place));
        order.push_back(filter.clone());
        if order.len() > LIST_CACHE_CAPACITY
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

    #[test]
    fn the_cache_is_bounded_and_shares() {
        let cache = ListCache::default();
        let filter = |n: usize| Filter::new().methods([format!("tool_{n}")]).unwrap();
        let first = cache.get_or_insert(&filter(0), || Bytes::from(vec![1; 100]));
        let again = cache.get_or_insert(&filter(0), || panic!("is cached"));
        assert_eq!(first.as_ptr(), again.as_ptr());
        for n in 0..LIST_CACHE_CAPACITY * 2 {
            cache.get_or_insert(&filter(n), Bytes::new);
        }
        let lists = cache.0.lock().unwrap();
        assert_eq!(lists.lists.len(), LIST_CACHE_CAPACITY);
        assert_eq!(lists.order.len(), LIST_CACHE_CAPACITY);
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
                    cache.get_or_insert(&filter, || {
                        written.fetch_add(1, Ordering::SeqCst);
                        std::thread::sleep(std::time::Duration::from_millis(20));
                        Bytes::from_static(b"[]")
                    });
                });
            }
        });
        assert_eq!(written.into_inner(), 1);
    }
}
