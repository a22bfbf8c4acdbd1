//! Page of a list, with the cursor of the next page.

use std::collections::BTreeMap;

use http::Uri;
use mcp_core::{HandlerError, HandlerErrorKind};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::{
    arguments::{Shape, read},
    visible::show_text,
};
use crate::{
    endpoint::Endpoint,
    mcp::{Call, ToolVendor, argument, text, tool_error},
    page::Paged,
};

/// Default number of items on a page of a list.
pub(super) const DEFAULT_PAGE: usize = 25;

/// Maximum number of items on a page of a list, unless the vendor has a lower limit.
pub(super) const MAX_PAGE: usize = 100;

/// Last sentence of the description of a list.
pub(super) const PAGED: &str = " For the next page, pass next_cursor unchanged as cursor.";

/// Position of the next page of a list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct PagePosition {
    /// The vendor's paging: names and values of fields.
    #[serde(rename = "p", default, skip_serializing_if = "BTreeMap::is_empty")]
    at: BTreeMap<String, String>,
    /// Size of the vendor's page. Constant across pages, because a position within a page depends on it.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    size: Option<usize>,
    /// Number of items of the page already returned.
    #[serde(rename = "n", default, skip_serializing_if = "is_zero")]
    seen: usize,
    /// Fingerprint of the previous page.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    before: Option<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // The signature serde asks for.
fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// Sends one request and returns the requested items that fit.
pub(super) async fn page<E>(
    call: &Call<E::Vendor>,
    name: &str,
    shape: &Shape,
    unfiltered: &[&str],
    mut fields: Map<String, Value>,
) -> Result<Value, HandlerError>
where
    E: Endpoint + DeserializeOwned,
    E::Vendor: ToolVendor,
    E::Output: Paged<E::Vendor>,
    <E::Output as Paged<E::Vendor>>::Item: Serialize,
{
    let paging = shape.paging(&mut fields)?;
    let limit = argument::limit(paging.limit, DEFAULT_PAGE.min(shape.max_page), shape.max_page)?;
    let cursor = call.cursor(name, &fields);
    let position: PagePosition = match paging.cursor() {
        Some(text) => cursor.decode(text)?,
        None => PagePosition::default(),
    };
    let size = position.size.unwrap_or(limit).clamp(1, shape.max_page);
    shape.set_size(&mut fields, size);
    // The vendor's link to the next page may set the paging fields and no others.
    for name in <E::Vendor as ToolVendor>::PAGE_FIELDS {
        if let Some(value) = position.at.get(*name) {
            fields.insert((*name).to_owned(), value.clone().into());
        }
    }

    let request: E = read(&fields)?;
    let uri = request.to_request().map_err(tool_error::<E::Vendor>)?.uri().clone();
    let page = call.send(&request).await?;
    let next = page.next(&uri, call.client().hosts()).map_err(tool_error::<E::Vendor>)?;
    let items: Vec<Value> =
        page.into_items().iter().map(serde_json::to_value).collect::<Result<_, _>>().map_err(|error| {
            HandlerError::internal("an item cannot be written as JSON").with_source(error)
        })?;
    let fingerprint = fingerprint(&items);
    if position.seen == 0 && !items.is_empty() && position.before.as_deref() == Some(fingerprint.as_str()) {
        return Err(HandlerError::new(
            HandlerErrorKind::Upstream,
            "the list repeats a page, so the pages after it cannot be read",
        ));
    }

    let total = items.len();
    let mut shown = Vec::new();
    let (mut room, mut seen) = (call.room(), position.seen);
    for mut item in items.into_iter().skip(position.seen) {
        if shown.len() == limit {
            break;
        }
        show_text(call, &mut item, unfiltered).await;
        text::make_visible(&mut item);
        if !room.take(&item) {
            break;
        }
        shown.push(item);
        seen += 1;
    }
    let position = if seen < total {
        Some(PagePosition { size: Some(size), seen, ..position })
    } else {
        match next {
            Some(next) => {
                let at = paging_fields(&next, <E::Vendor as ToolVendor>::PAGE_FIELDS);
                if at.is_empty() {
                    return Err(HandlerError::new(
                        HandlerErrorKind::Upstream,
                        "the response does not name the next page in a known way",
                    ));
                }
                Some(PagePosition { at, size: Some(size), seen: 0, before: Some(fingerprint) })
            }
            None => None,
        }
    };
    let mut answer = json!({ "items": shown });
    if let Some(position) = position {
        answer["next_cursor"] = cursor.encode(&position)?.into();
    }
    Ok(answer)
}

/// Returns the paging fields of a URL.
fn paging_fields(next: &Uri, names: &[&str]) -> BTreeMap<String, String> {
    form_urlencoded::parse(next.query().unwrap_or_default().as_bytes())
        .filter(|(name, _)| names.contains(&name.as_ref()))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

/// Returns the FNV-1a hash (<http://www.isthe.com/chongo/tech/comp/fnv/>) of a page. The same on every machine.
fn fingerprint(items: &[Value]) -> String {
    let text = serde_json::to_string(items).unwrap_or_default();
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{hash:x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursor_keeps_paging_fields_only() {
        let uri: Uri = "/cases?status=open&offset=50&limit=25&page_token=a%2Bb".parse().unwrap();
        assert_eq!(paging_fields(&uri, &["offset"]), BTreeMap::from([("offset".into(), "50".into())]));
        assert_eq!(paging_fields(&uri, &["page_token"])["page_token"], "a+b");
        assert!(paging_fields(&"/cases".parse().unwrap(), &["offset"]).is_empty());
    }
}
