//! A page of a list, as Front gives it.

use client_core::{Hosts, JsonSchema, Paged};
use http::Uri;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error as _, IgnoredAny},
};
use serde_json::Value;

use crate::{Client, Error, ErrorKind, vendor::Front};

/// The most items that Front puts on a page (<https://dev.frontapp.com/docs/pagination>).
pub const MAX_PAGE_SIZE: u32 = 100;

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items, in the order of the API.
    pub items: Vec<T>,
    /// How many items a search found in all; only searches say it.
    pub total: Option<u64>,
    next: Option<String>,
}

/// Where the next page begins. Opaque; of use only with the same request.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(crate = "client_core::schemars", inline)]
pub struct PageToken(String);

impl PageToken {
    /// From the token's text. A whole `next` link is accepted as well; only its token is kept.
    pub fn new(token: impl Into<String>) -> Self {
        let token = token.into();
        match token_of(&token) {
            Some(inner) => Self(inner),
            None => Self(token),
        }
    }

    /// The token's text.
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

/// As [`PageToken::new`]: a whole link will do, which models hand back as it is.
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
    /// The items by reference, in the order of the API.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }

    /// Number of items on this page. Searches say in [`total`](Self::total) how many there are on all pages.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Reports whether the page holds no item. A page may be empty and not the last: see [`next`](Self::next).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The token of the next page; `None` on the last page, and where Front's link holds no token.
    ///
    /// Front gives the whole address of the next page, on another host than the one called. Only the token is taken
    /// out of it, so that neither the credential nor the traffic goes where an answer says.
    #[must_use]
    pub fn next(&self) -> Option<PageToken> {
        self.next.as_deref().and_then(token_of).map(PageToken)
    }

    /// Like [`next`](Self::next), with the checks that a stream makes: the link must hold a token and be on a host
    /// that the client knows.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Pagination`] when it is not.
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
            None => Err(pagination("the link to the next page holds no page token")),
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

/// No key is certain to be there: <https://dev.frontapp.com/docs/pagination> and Front's OpenAPI file differ. An object
/// that has none of them is not a list, and must not pass for an empty one.
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

/// The `page_token` of a link, decoded.
fn token_of(link: &str) -> Option<String> {
    let (_, query) = link.split_once('?')?;
    let query = query.split_once('#').map_or(query, |(query, _)| query);
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "page_token")
        .map(|(_, token)| token.into_owned())
        .filter(|token| !token.is_empty())
}

/// The same request at another page.
fn with_token(uri: &Uri, token: &PageToken) -> Result<Uri, Error> {
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
