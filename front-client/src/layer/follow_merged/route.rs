//! Route of a conversation, and its rewriting to another conversation.

use std::ops::Range;

use http::{HeaderValue, Method, Request, Uri, uri::PathAndQuery};
use url::Url;

use super::Reason;
use client_core::Hosts;

use crate::Error;

/// Maximum length of an accepted id, in bytes.
const MAX_ID_BYTES: usize = 64;

/// Request to a route that answers 301 if its conversation was merged.
#[derive(Debug)]
pub(super) struct Route {
    path: String,
    /// Range of the id in the path.
    id: Range<usize>,
}

impl Route {
    pub(super) fn of<B>(request: &Request<B>) -> Option<Self> {
        let path = request.uri().path();
        let id = conversation(path)?;
        let whole = path[id.end..].trim_end_matches('/').is_empty();
        if whole && request.method() == Method::DELETE {
            return None;
        }
        Some(Self { path: path.to_owned(), id })
    }

    pub(super) fn id(&self) -> &str {
        &self.path[self.id.clone()]
    }

    /// Returns the same request for this conversation.
    pub(super) fn request<B: Clone>(&self, request: &Request<B>, id: &str) -> Result<Request<B>, Error> {
        let mut request = request.clone();
        if id != self.id() {
            let wrong = || Error::invalid("the route of the merged conversation is not a valid path");
            let mut path = format!("{}{id}{}", &self.path[..self.id.start], &self.path[self.id.end..]);
            if let Some(query) = request.uri().query() {
                path.push('?');
                path.push_str(query);
            }
            let mut parts = request.uri().clone().into_parts();
            parts.path_and_query = Some(path.parse::<PathAndQuery>().map_err(|_| wrong())?);
            *request.uri_mut() = Uri::from_parts(parts).map_err(|_| wrong())?;
        }
        Ok(request)
    }

    /// Returns the conversation named by a `Location`.
    pub(super) fn target(&self, location: Option<&HeaderValue>, hosts: &Hosts) -> Result<String, Reason> {
        let location = location.ok_or(Reason::Missing)?.to_str().map_err(|_| Reason::NoConversation)?;
        // A relative URL is resolved against the route, on the requested host.
        let url = Url::parse(&format!("https://{}{}", hosts.base(), self.path))
            .and_then(|route| route.join(location))
            .map_err(|_| Reason::NoConversation)?;
        if !url.host_str().is_some_and(|host| hosts.knows(host)) {
            return Err(Reason::Foreign);
        }
        let id = conversation(url.path()).ok_or(Reason::NoConversation)?;
        Ok(url.path()[id].to_owned())
    }
}

/// Returns the range of a conversation id in a path. The path may have a prefix.
fn conversation(path: &str) -> Option<Range<usize>> {
    let mut start = 0;
    let mut after_name = false;
    for segment in path.split('/') {
        let range = start..start + segment.len();
        if after_name && is_id(segment) {
            return Some(range);
        }
        after_name = segment == "conversations";
        start = range.end + 1;
    }
    None
}

fn is_id(segment: &str) -> bool {
    segment.strip_prefix("cnv_").is_some_and(|rest| {
        !rest.is_empty()
            && segment.len() <= MAX_ID_BYTES
            && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Front;

    fn route(method: Method, uri: &str) -> Option<Route> {
        Route::of(&Request::builder().method(method).uri(uri).body(()).unwrap())
    }

    #[test]
    fn conversation_routes_are_recognized() {
        for uri in [
            "/conversations/cnv_1",
            "/conversations/cnv_1/messages?limit=5",
            "/front/conversations/cnv_1/tags",
            "https://api2.frontapp.com/conversations/cnv_1",
        ] {
            assert_eq!(route(Method::PATCH, uri).unwrap().id(), "cnv_1", "{uri}");
        }
        for uri in [
            "/conversations",
            "/conversations/search/cnv_1",
            "/conversations/cnv_",
            "/conversations/cnv_1%2Fx",
            "/teammates/tea_1/conversations",
            "/inboxes/cnv_1",
        ] {
            assert!(route(Method::GET, uri).is_none(), "{uri}");
        }
    }

    #[test]
    fn delete_is_not_a_followed_route() {
        assert!(route(Method::DELETE, "/conversations/cnv_1").is_none());
        assert!(route(Method::DELETE, "/conversations/cnv_1/").is_none());
        assert!(route(Method::DELETE, "/conversations/cnv_1/tags").is_some());
    }

    #[test]
    fn request_is_rewritten_to_another_conversation() {
        let request = Request::put("https://h/front/conversations/cnv_1/tags?a=%20").body(()).unwrap();
        let route = Route::of(&request).unwrap();
        let other = route.request(&request, "cnv_22").unwrap();
        assert_eq!(other.uri(), "https://h/front/conversations/cnv_22/tags?a=%20");
    }

    #[test]
    fn every_location_form_is_parsed() {
        let route = route(Method::POST, "/conversations/cnv_1/messages?x=1").unwrap();
        let hosts = Hosts::new::<Front>("api2.frontapp.com");
        let target = |location: &str| route.target(Some(&location.parse().unwrap()), &hosts);
        for location in [
            "https://api2.frontapp.com/conversations/cnv_2/messages",
            "https://acme.api.frontapp.com/conversations/cnv_2/messages?y=1",
            "https://acme.api.frontapp.com/conversations/cnv_2",
            "//acme.api.frontapp.com/conversations/cnv_2",
            "/conversations/cnv_2/messages",
            "/conversations/cnv_2",
            "../cnv_2/messages",
            "../cnv_2",
        ] {
            assert_eq!(target(location).as_deref(), Ok("cnv_2"), "{location}");
        }
        for location in [
            "https://evil.com/conversations/cnv_2",
            "//evil.com/conversations/cnv_2",
            "https://api2.frontapp.com@evil.com/conversations/cnv_2",
            "javascript:alert(1)",
        ] {
            assert_eq!(target(location), Err(Reason::Foreign), "{location}");
        }
        for location in ["/conversations", "/login", "https://[", "/conversations/cnv_2%2F..%2Fx"] {
            assert_eq!(target(location), Err(Reason::NoConversation), "{location}");
        }
        assert_eq!(route.target(None, &hosts), Err(Reason::Missing));
    }
}
