//! Credentials of a request on its way.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::{Filter, forms::from_base64};
use crate::secret::Secret;

/// Number of credentials whose filters are kept.
const KEPT: usize = 16;

/// Filters of recent credentials. A client has one, or one for each account.
#[derive(Default)]
pub(crate) struct Filters(Mutex<Vec<Entry>>);

/// Credentials of one request, and their filter.
type Entry = (Vec<Secret>, Option<Arc<Filter>>);

impl Filters {
    pub(crate) fn of(&self, credentials: Vec<Secret>) -> Option<Arc<Filter>> {
        if credentials.is_empty() {
            return None;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, filter)) = kept.iter().find(|(known, _)| *known == credentials) {
            return filter.clone();
        }
        let filter = Filter::new(&credentials).map(Arc::new);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push((credentials, filter.clone()));
        filter
    }
}

/// Slot in the extensions of a request: layers below write the credentials into it that they add. It covers the
/// credential of the client, one for a single request, and one that was renewed.
#[derive(Clone)]
pub(crate) struct Sent(Arc<Inner>);

struct Inner {
    header: HeaderName,
    filters: Arc<Filters>,
    used: Mutex<Vec<Arc<Filter>>>,
}

impl Sent {
    pub(crate) fn new(header: HeaderName, filters: Arc<Filters>) -> Self {
        Self(Arc::new(Inner { header, filters, used: Mutex::default() }))
    }

    /// Reads the credentials in the headers of the request.
    pub(crate) fn note(&self, headers: &HeaderMap) {
        let carries = |(name, value): &(&HeaderName, &HeaderValue)| {
            value.is_sensitive()
                || **name == self.0.header
                || [header::AUTHORIZATION, header::PROXY_AUTHORIZATION].contains(name)
        };
        let credentials = headers.iter().filter(carries).flat_map(|(_, value)| credentials(value)).collect();
        self.add(self.0.filters.of(credentials));
    }

    pub(crate) fn add(&self, filter: Option<Arc<Filter>>) {
        let Some(filter) = filter else { return };
        let mut used = self.used();
        if !used.iter().any(|known| Arc::ptr_eq(known, &filter)) {
            used.push(filter);
        }
    }

    /// Returns the filters of the credentials that were sent.
    pub(crate) fn filters(&self) -> Vec<Arc<Filter>> {
        self.used().clone()
    }

    fn used(&self) -> std::sync::MutexGuard<'_, Vec<Arc<Filter>>> {
        self.0.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sent").finish_non_exhaustive()
    }
}

impl fmt::Debug for Filters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Filters").finish_non_exhaustive()
    }
}

/// Returns the secrets in a header: what follows the scheme, and the password in it.
fn credentials(value: &HeaderValue) -> Vec<Secret> {
    let Ok(text) = value.to_str() else { return Vec::new() };
    let is_scheme = |scheme: &str| scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let (scheme, secret) = match text.trim().split_once(' ') {
        Some((scheme, rest)) if is_scheme(scheme) => (scheme, rest.trim()),
        _ => ("", text.trim()),
    };
    let mut secrets = Vec::new();
    if scheme.eq_ignore_ascii_case("basic")
        && let Some((user, password)) = from_base64(secret).as_deref().and_then(|pair| pair.split_once(':'))
    {
        // Some vendors take the key as the user, without a password. Any other user is no secret.
        secrets.push(Secret::new(if password.is_empty() { user } else { password }));
    }
    secrets.push(Secret::new(secret));
    secrets
}
