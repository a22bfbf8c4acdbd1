//! Paging of lists by `limit` and `offset`. FuseDesk returns a bare array that does not mark the last page.

use client_core::{Error, ErrorKind, Hosts, Paged};
use http::Uri;

use crate::vendor::FuseDesk;

/// Default page size: that of the vendor's own plugin for WordPress.
pub const DEFAULT_PAGE_SIZE: u32 = 50;

/// Largest page size that is known to work: a program exported hundreds of thousands of cases with 150 rows per
/// page. FuseDesk does not document its maximum, and a page truncated to it would look like the last one.
pub const LARGEST_KNOWN_PAGE: u32 = 150;

/// Pages by offset. The list ends with an empty page. For page sizes up to [`LARGEST_KNOWN_PAGE`], it also ends
/// with a page shorter than `limit`. Lists without a `limit` in the request have one page.
impl<T: Send + 'static> Paged<FuseDesk> for Vec<T> {
    type Item = T;

    fn next(&self, current: &Uri, _: &Hosts) -> Result<Option<Uri>, Error> {
        let Some(limit) = number(current, "limit") else { return Ok(None) };
        let rows = self.len() as u64;
        let whole = limit <= u64::from(LARGEST_KNOWN_PAGE);
        if rows == 0 || (whole && rows < limit) {
            return Ok(None);
        }
        let offset = number(current, "offset").unwrap_or(0).saturating_add(rows);
        with_offset(current, offset).map(Some)
    }

    fn into_items(self) -> Self {
        self
    }
}

fn number(uri: &Uri, name: &str) -> Option<u64> {
    pairs(uri).find(|(key, _)| *key == name).and_then(|(_, value)| value.parse().ok())
}

fn pairs(uri: &Uri) -> impl Iterator<Item = (&str, &str)> {
    uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='))
}

/// Returns the URL with another offset.
fn with_offset(uri: &Uri, offset: u64) -> Result<Uri, Error> {
    let mut query = String::new();
    for (name, value) in pairs(uri).filter(|(name, _)| *name != "offset") {
        query.push_str(name);
        query.push('=');
        query.push_str(value);
        query.push('&');
    }
    let mut parts = uri.clone().into_parts();
    let path = format!("{}?{query}offset={offset}", uri.path());
    let failed = |_| Error::new(ErrorKind::Pagination, "the address of the next page cannot be written");
    parts.path_and_query = Some(path.parse().map_err(failed)?);
    Uri::from_parts(parts)
        .map_err(|_| Error::new(ErrorKind::Pagination, "the address of the next page is none"))
}
