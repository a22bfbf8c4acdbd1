//! Lists in pages: FuseDesk takes `limit` and `offset` and answers a bare array, with no word on whether it is the last.

use client_core::{Hosts, Paged};
use http::Uri;

use crate::{Error, ErrorKind, vendor::FuseDesk};

/// How many rows a page holds unless a request says otherwise: what the vendor's own plugin for WordPress asks for.
pub const DEFAULT_PAGE_SIZE: u32 = 50;

/// The largest page that is known to come whole: a program that exported cases by the hundred thousand asked for 150
/// rows at a time. FuseDesk does not document its maximum, and an answer that was cut to it looks like the last page.
pub const LARGEST_KNOWN_PAGE: u32 = 150;

/// The next page begins after the rows of this one. The list ends with an empty page, or with one that is shorter than
/// asked for, where that many rows are known to fit ([`LARGEST_KNOWN_PAGE`]). Lists whose request has no `limit` have
/// one page.
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

/// The same address at another place of the list.
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
