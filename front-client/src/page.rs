//! A page of a list, as Front returns it.

use client_core::JsonSchema;
use client_core::{Hosts, Paged};
use http::Uri;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error as _, IgnoredAny},
};
use serde_json::Value;

use crate::{Client, Error, ErrorKind, vendor::Front};

/// Maximum page size (<https://dev.frontapp.com/docs/pagination>).
pub const MAX_PAGE_SIZE: u32 = 100;

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// Items, in the order of the API.
    pub items: Vec<T>,
    /// Total number of matches. Only set by searches.
    pub total: Option<u64>,
    next: Option<String>,
}

/// Token of a page. Opaque; valid only with the same request.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline, crate = "client_core::schemars")]
pub struct PageToken(String);

impl PageToken {
    /// Creates a token from its text. A whole `next` link is also accepted; only its token is kept.
    pub fn new(token: impl Into<String>) -> Self {
        let token = token.into();
        match token_of(&token) {
            Some(inner) => Self(inner),
            None => Self(token),
        }
    }

    /// Returns the text of the token.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for PageToken {
    fn from(token: &str) -> Self {
        Self::new(token)
    }
}

/// Accepts a whole link like [`PageToken::new`], because models pass it back unchanged.
impl<'de> Deserialize<'de> for PageToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl From<PageToken> for String {
    fn from(token: PageToken) -> Self {
        token.0
    }
}

impl From<String> for PageToken {
    fn from(token: String) -> Self {
        Self::new(token)
    }
}

impl<T> Page<T> {
    /// Iterates over the items, in the order of the API.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }

    /// Returns the number of items on this page. For searches, [`total`](Self::total) is the number on all pages.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Returns `true` if the page has no items. An empty page need not be the last: see [`next`](Self::next).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Returns the token of the next page. `None` on the last page, and if Front's link contains no token.
    ///
    /// Front returns the whole URL of the next page, on another host than the requested one. Only the token is read
    /// from it, so that a response cannot redirect the credential or the traffic.
    #[must_use]
    pub fn next(&self) -> Option<PageToken> {
        self.next.as_deref().and_then(token_of).map(PageToken)
    }

    /// Returns the token of the next page, like [`next`](Self::next), with the checks of a stream: the link must
    /// contain a token and be on a host known to the client.
    ///
    /// # Errors
    ///
    /// Returns [`ErrorKind::Pagination`] if a check fails.
    pub fn checked_next(&self, client: &Client) -> Result<Option<PageToken>, Error> {
        self.next_within(client.hosts())
    }

    fn next_within(&self, hosts: &Hosts) -> Result<Option<PageToken>, Error> {
        let Some(next) = &self.next else { return Ok(None) };
        let host = hosts.host_of(next).ok_or_else(|| pagination("the link to the next page is not a URL"))?;
        if !hosts.knows(&host) {
            return Err(pagination(format!("the next page is on the unknown host `{host}`")));
        }
        match token_of(next) {
            Some(token) => Ok(Some(PageToken(token))),
            None => Err(pagination("the link to the next page has no page token")),
        }
    }
}

impl<T: Send + 'static> Paged<Front> for Page<T> {
    type Item = T;

    fn next(&self, current: &Uri, hosts: &Hosts) -> Result<Option<Uri>, Error> {
        self.next_within(hosts)?.map(|token| with_token(current, &token)).transpose()
    }

    fn into_items(self) -> Vec<T> {
        self.items
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Page<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

/// No key is guaranteed: <https://dev.frontapp.com/docs/pagination> and Front's OpenAPI file differ. An object with
/// none of them is not a list and must not be read as an empty one.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Page<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(bound = "T: Deserialize<'de>")]
        struct Envelope<T> {
            #[serde(rename = "_results")]
            results: Option<Vec<T>>,
            #[serde(rename = "_pagination", default, deserialize_with = "pagination_of")]
            pagination: Option<Pagination>,
            #[serde(rename = "_total")]
            total: Option<Value>,
            #[serde(rename = "_links")]
            links: Option<IgnoredAny>,
        }
        #[derive(Deserialize)]
        struct Pagination {
            next: Option<String>,
        }
        fn pagination_of<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Pagination>, D::Error> {
            struct Object(Pagination);
            impl<'de> Deserialize<'de> for Object {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    client_core::de::object(deserializer).map(Self)
                }
            }
            Ok(Option::<Object>::deserialize(deserializer)?.map(|Object(pagination)| pagination))
        }
        let envelope: Envelope<T> = client_core::de::object(deserializer)?;
        if envelope.results.is_none() && envelope.pagination.is_none() && envelope.links.is_none() {
            return Err(D::Error::missing_field("_results"));
        }
        Ok(Self {
            items: envelope.results.unwrap_or_default(),
            total: envelope.total.and_then(|total| total.as_u64()),
            next: envelope.pagination.and_then(|pagination| pagination.next),
        })
    }
}

fn pagination(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Pagination, message)
}

/// Returns the `page_token` of a link, decoded.
fn token_of(link: &str) -> Option<String> {
    let (_, query) = link.split_once('?')?;
    let query = query.split_once('#').map_or(query, |(query, _)| query);
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "page_token")
        .map(|(_, token)| token.into_owned())
        .filter(|token| !token.is_empty())
}

/// Returns the same request for another page.
pub(crate) fn with_token(uri: &Uri, token: &PageToken) -> Result<Uri, Error> {
    let mut text = uri.path().to_owned();
    text.push('?');
    for pair in uri.query().unwrap_or_default().split('&') {
        if !pair.is_empty() && !pair.starts_with("page_token=") {
            text.push_str(pair);
            text.push('&');
        }
    }
    text.push_str("page_token=");
    text.extend(percent_encoding::utf8_percent_encode(&token.0, percent_encoding::NON_ALPHANUMERIC));
    text.parse().map_err(|_| pagination("the page token cannot be sent"))
}
