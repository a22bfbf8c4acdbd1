//! Lists: streams over all pages.

mod position;
mod stream;
#[cfg(test)]
mod tests;

use std::hash::{DefaultHasher, Hash, Hasher};

use bytes::Bytes;
use http::{Response, Uri};

pub use self::{position::Position, stream::PageStream};
use crate::{
    error::{DecodeError, Error, ErrorKind},
    hosts::Hosts,
    vendor::Vendor,
};

/// Response with one page of a list.
pub trait Paged<V: Vendor>: Sized + Send + 'static {
    /// Item of the list.
    type Item: Send + 'static;

    /// Returns the URL of the next page, relative to the base URL, or `None` on the last page. `current` is the URL of
    /// this page.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Pagination`] when the response names a next page that cannot be requested.
    fn next(&self, current: &Uri, hosts: &Hosts) -> Result<Option<Uri>, Error>;

    /// Returns the items of the page, in the order of the API.
    fn into_items(self) -> Vec<Self::Item>;
}

/// Limits of a stream of pages. A stream over a limit ends with an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs)] // Pages and items are all there is to count.
pub struct StreamLimits {
    /// Maximum number of pages to fetch. Defaults to 1,000.
    pub pages: usize,
    /// Maximum number of items to yield. Defaults to 100,000.
    pub items: usize,
}

impl Default for StreamLimits {
    fn default() -> Self {
        Self { pages: 1_000, items: 100_000 }
    }
}

/// Reads a value from a response.
pub(crate) type Decode<T> = fn(&Response<Bytes>) -> Result<T, DecodeError>;

/// Returns a hash that two pages share only if their bytes are equal.
pub(crate) fn fingerprint(body: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    hasher.finish()
}

fn pagination(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Pagination, message)
}
