//! 301 responses of merged conversations.
//!
//! Front's OpenAPI file documents them for 19 operations: all below `/conversations/{conversation_id}` except
//! deleting the conversation. It does not document `Location`, so the fake can send each likely form.

use serde_json::json;

use super::call::{Call, Success};
use super::state::{self, State};

/// Form of the `Location` header of a merged conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum MergedLocation {
    /// A URL on the company's own host, with the rest of the path.
    #[default]
    CompanyHost,
    /// A URL on the requested host, with the rest of the path.
    SameHost,
    /// A path without a host, with the rest of the path.
    Relative,
    /// A URL on the company's own host that ends with the conversation's id.
    WithoutSubPath,
    /// No `Location` header.
    Missing,
}

/// Returns the response for a merged conversation.
pub(super) fn redirect(state: &State, call: &Call, host: Option<&str>) -> Option<Success> {
    let old = call.param("conversation_id");
    let new = state.merged.get(old)?;
    let path = call.path.replacen(old, new, 1);
    let own = format!("/conversations/{new}");
    let location = match state.location {
        MergedLocation::CompanyHost => Some(state.link(&path)),
        MergedLocation::SameHost => {
            Some(host.map_or(state::BASE_URL.to_owned(), |host| scheme(host) + host) + &path)
        }
        MergedLocation::Relative => Some(path),
        MergedLocation::WithoutSubPath => Some(state.link(&own)),
        MergedLocation::Missing => None,
    };
    let body = state.redirect_body.then(|| json!({ "id": new, "_links": { "self": state.link(&own) } }));
    Some(Success::Moved { location, body })
}

/// A fake on a socket runs on loopback, without TLS.
fn scheme(host: &str) -> String {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let local = name == "localhost" || name == "[::1]" || name.starts_with("127.");
    if local { "http://".to_owned() } else { "https://".to_owned() }
}
