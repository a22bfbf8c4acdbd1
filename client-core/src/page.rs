//! Lists: all pages of one as a stream.

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

/// An answer that is one page of a list.
pub trait Paged<V: Vendor>: Sized + Send + 'static {
    /// What the list is of.
    type Item: Send + 'static;

    /// The address of the next page, relative to the base URL; `None` on the last page. `current` is the address of this
    /// one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Pagination`] when the answer names a next page that cannot be asked for.
    fn next(&self, current: &Uri, hosts: &Hosts) -> Result<Option<Uri>, Error>;

    /// The items of the page, in the order of the API.
    fn into_items(self) -> Vec<Self::Item>;
}

/// Where a stream of pages stops, with an error, instead of going on for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs)] // Pages and items are all there is to count.
pub struct StreamLimits {
    /// The most pages to fetch; 1,000 by default.
    pub pages: usize,
    /// The most items to yield; 100,000 by default.
    pub items: usize,
}

impl Default for StreamLimits {
    fn default() -> Self {
        Self { pages: 1_000, items: 100_000 }
    }
}

/// Reads a value from a response.
pub(crate) type Decode<T> = fn(&Response<Bytes>) -> Result<T, DecodeError>;

/// A number that two pages share only if their bytes are the same.
pub(crate) fn fingerprint(body: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    hasher.finish()
}

fn pagination(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Pagination, message)
}
