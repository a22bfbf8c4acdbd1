//! Grant of a caller: the result of authentication.

use std::{fmt, sync::Arc, time::SystemTime};

use http::Extensions;

use crate::{
    catalogue::filter::Filter,
    handler::context::{Context, Principal},
};

/// Grant of one caller: principal, filter, author and expiry.
///
/// Every kind of authentication produces this value: a bearer key, an OAuth token, a token in a path, the host's
/// own login. Layers, transports and tools read caller data only from here. Over HTTP, a layer inserts it into the
/// request's extensions; elsewhere, set it with [`Context::set_grant`].
///
/// | part | read by |
/// | --- | --- |
/// | [`principal`](Self::principal) | quotas, rate limits, logs, metrics, sessions and cursors, as [`Context::caller`] |
/// | [`filter`](Self::filter) | the server, when it reads a request: hidden tools are unknown tools |
/// | [`author`](Self::author) | the vendors' tools that write |
/// | [`expires_at`](Self::expires_at) | transports: they refuse an expired grant, over HTTP with 401, and end its streams |
/// | [`extension`](Self::extension) | tools and layers, with [`Context::extensions`] |
///
/// Cloning is cheap.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use mcp_core::{Context, Filter, Grant, Principal};
///
/// #[derive(Clone, Debug, PartialEq)]
/// struct Plan(&'static str);
///
/// let now = SystemTime::now();
/// let grant = Grant::new(Principal::new("triage-bot"))
///     .filter(Filter::new().methods(["read", "write"])?)
///     .author("tea_1a2b3c")
///     .expires_at(now + Duration::from_secs(3600))
///     .extension(Plan("pro"));
/// assert!(!grant.is_expired(now));
///
/// let mut context = Context::new();
/// context.set_grant(grant);
/// assert_eq!(context.caller().map(Principal::id), Some("triage-bot"));
/// assert_eq!(context.grant().and_then(Grant::author_id), Some("tea_1a2b3c"));
/// assert_eq!(context.extensions().get(), Some(&Plan("pro")));
/// # Ok::<(), mcp_core::FilterError>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct Grant(Arc<Parts>);

#[derive(Clone)]
struct Parts {
    principal: Arc<Principal>,
    filter: Option<Filter>,
    author: Option<Box<str>>,
    expires_at: Option<SystemTime>,
    extensions: Extensions,
}

impl Grant {
    /// Creates a grant without restrictions and expiry.
    pub fn new(principal: Principal) -> Self {
        Self(Arc::new(Parts {
            principal: Arc::new(principal),
            filter: None,
            author: None,
            expires_at: None,
            extensions: Extensions::new(),
        }))
    }

    fn set(mut self, set: impl FnOnce(&mut Parts)) -> Self {
        set(Arc::make_mut(&mut self.0));
        self
    }

    /// Sets the filter of the caller. Defaults to all items. A second filter narrows the first.
    pub fn filter(self, filter: Filter) -> Self {
        self.set(|parts| {
            parts.filter = Some(parts.filter.as_ref().map_or_else(|| filter.clone(), |own| own.and(&filter)));
        })
    }

    /// Sets the author of what the caller's tools write, in the form of the vendor: a teammate id in Front
    /// (`tea_1a2b3c`), the user id of a rep in FuseDesk (`7`), or `api-token` for the credential itself.
    ///
    /// The author is text, because programs that know no vendor store, configure and show grants. One account has
    /// one author. For a caller with accounts at several vendors, insert the `Author` of each vendor's crate with
    /// [`extension`](Self::extension); it takes precedence over this text.
    pub fn author(self, id: impl Into<Box<str>>) -> Self {
        self.set(|parts| parts.author = Some(id.into()))
    }

    /// Sets the expiry. An expired grant is refused. Defaults to never.
    pub fn expires_at(self, time: SystemTime) -> Self {
        self.set(|parts| parts.expires_at = Some(time))
    }

    /// Adds a value for layers and tools, such as a plan or a tenant, to [`Context::extensions`]. Replaces an earlier
    /// value of its type.
    pub fn extension(self, value: impl Clone + Send + Sync + 'static) -> Self {
        self.set(|parts| {
            parts.extensions.insert(value);
        })
    }

    /// Combines this grant with that of an outer authentication layer.
    ///
    /// Principal, author and extensions come from this grant where it has them. Both filters apply, and the earlier
    /// expiry.
    pub fn within(self, outer: &Self) -> Self {
        self.set(|parts| {
            let outer = &*outer.0;
            let filters = outer.filter.iter().chain(&parts.filter).cloned();
            parts.filter = filters.reduce(|outer, own| outer.and(&own));
            parts.author = parts.author.take().or_else(|| outer.author.clone());
            parts.expires_at = outer.expires_at.into_iter().chain(parts.expires_at).min();
            let own = std::mem::replace(&mut parts.extensions, outer.extensions.clone());
            parts.extensions.extend(own);
        })
    }

    /// Returns the principal.
    #[must_use]
    pub fn principal(&self) -> &Principal {
        &self.0.principal
    }

    /// Returns the filter; `None` if the caller sees everything.
    #[must_use]
    pub fn allowed(&self) -> Option<&Filter> {
        self.0.filter.as_ref()
    }

    /// Returns the author of what tools write, as text.
    #[must_use]
    pub fn author_id(&self) -> Option<&str> {
        self.0.author.as_deref()
    }

    /// Returns the expiry; `None` if the grant does not expire.
    #[must_use]
    pub fn expiry(&self) -> Option<SystemTime> {
        self.0.expires_at
    }

    /// Returns `true` if the grant has expired at this time.
    #[must_use]
    pub fn is_expired(&self, now: SystemTime) -> bool {
        self.0.expires_at.is_some_and(|end| now >= end)
    }

    /// Returns `true` if the grant has expired. Reads the clock only if there is an expiry.
    #[must_use]
    pub fn has_expired(&self) -> bool {
        self.0.expires_at.is_some_and(|end| SystemTime::now() >= end)
    }

    /// Returns the values for layers and tools, by type.
    #[must_use]
    pub fn extensions(&self) -> &Extensions {
        &self.0.extensions
    }
}

impl From<Principal> for Grant {
    fn from(principal: Principal) -> Self {
        Self::new(principal)
    }
}

/// Leaves out the author and the extensions.
impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grant")
            .field("principal", &self.0.principal)
            .field("filter", &self.0.filter)
            .field("expires_at", &self.0.expires_at)
            .finish_non_exhaustive()
    }
}

impl Context {
    /// Sets the grant of the caller. [`caller`](Self::caller) becomes its principal, and its extensions are added
    /// to those of the context, replacing values of the same type.
    #[must_use]
    pub fn with_grant(mut self, grant: Grant) -> Self {
        self.set_grant(grant);
        self
    }

    /// Sets the grant of the caller; see [`with_grant`](Self::with_grant).
    pub fn set_grant(&mut self, grant: Grant) {
        self.extensions_mut().insert(grant.clone());
        self.adopt(&grant);
    }

    /// Sets the extensions, usually those of an HTTP request. A grant among them becomes the caller's, as with
    /// [`set_grant`](Self::set_grant).
    pub fn set_extensions(&mut self, extensions: Extensions) {
        *self.extensions_mut() = extensions;
        if let Some(grant) = self.grant().cloned() {
            self.adopt(&grant);
        }
    }

    fn adopt(&mut self, grant: &Grant) {
        self.share_caller(Arc::clone(&grant.0.principal));
        if grant.0.extensions.is_empty() {
            return;
        }
        let mut own = grant.0.extensions.clone();
        // The caller's grant is this one, whatever it has among its extensions.
        own.remove::<Grant>();
        self.extensions_mut().extend(own);
    }

    /// Returns the grant of the caller; `None` if the host does not authenticate.
    #[must_use]
    pub fn grant(&self) -> Option<&Grant> {
        self.extensions().get()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn only(name: &str) -> Filter {
        Filter::new().methods([name]).unwrap()
    }

    #[test]
    fn inner_grant_outranks_and_never_widens_the_outer() {
        let now = SystemTime::now();
        let outer = Grant::new(Principal::new("gateway"))
            .filter(only("a"))
            .author("tea_1")
            .expires_at(now)
            .extension(1u8)
            .extension("outer");
        let inner = Grant::new(Principal::new("ann")).filter(only("b")).extension(2u8).within(&outer);
        assert_eq!(inner.principal().id(), "ann");
        assert_eq!(inner.allowed(), Some(&only("a").and(&only("b"))));
        assert_eq!(inner.author_id(), Some("tea_1"));
        assert_eq!(inner.extensions().get(), Some(&2u8));
        assert_eq!(inner.extensions().get(), Some(&"outer"));
        assert!(inner.is_expired(now) && !inner.is_expired(now - Duration::from_secs(1)));
        let later = Grant::new(Principal::new("ann")).expires_at(now + Duration::from_secs(9)).within(&outer);
        assert_eq!(later.expiry(), Some(now));
    }

    #[test]
    fn second_filter_narrows_the_first() {
        let grant = Grant::new(Principal::new("ann")).filter(only("a")).filter(Filter::all());
        assert_eq!(grant.allowed(), Some(&only("a").and(&Filter::all())));
    }

    #[test]
    fn debug_shows_neither_author_nor_extensions() {
        let grant = Grant::new(Principal::new("ann")).author("tea_hunter2").extension("hunter2");
        assert!(!format!("{grant:?}").contains("hunter2"));
    }
}
