//! Links of a conversation: pages outside Front.

use serde_json::{Value, json};

use super::parts::few;
use crate::testing::call::{Call, Failure, Outcome, Success};
use crate::testing::events::{self, Source};
use crate::testing::state::{Fields, Kind, Row, State};

/// Maximum number of links in one call.
const MAX_LINKS: usize = 10;

pub(super) fn add(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Conversation, "conversation_id")?;
    let (ids, urls) = (few(call, "link_ids", MAX_LINKS)?, few(call, "link_external_urls", MAX_LINKS)?);
    if ids.is_empty() == urls.is_empty() {
        return Err(Failure::invalid("body: expected either link_ids or link_external_urls"));
    }
    let mut links = call.references(state, Kind::Link, "link_ids")?;
    for url in &urls {
        if url::Url::parse(url).is_err() {
            return Err(Failure::invalid(format!("body.link_external_urls: {url} is not a URL")));
        }
        links.push(of_url(state, url));
    }
    for link in &links {
        if state.row_mut(Kind::Conversation, &id).is_some_and(|row| row.add("link_ids", link)) {
            events::record(state, &id, "link_added", Source::Api, Some(("link", link)));
        }
    }
    super::touch(state, &id);
    Success::no_content()
}

pub(super) fn remove(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Conversation, "conversation_id")?;
    few(call, "link_ids", MAX_LINKS)?;
    for link in call.references(state, Kind::Link, "link_ids")? {
        if state.row_mut(Kind::Conversation, &id).is_some_and(|row| row.take("link_ids", &link)) {
            events::record(state, &id, "link_removed", Source::Api, Some(("link", &link)));
        }
    }
    super::touch(state, &id);
    Success::no_content()
}

/// Returns the link to a URL. Creates it if there is none.
pub(in crate::testing) fn of_url(state: &mut State, url: &str) -> String {
    let known = state.ids(Kind::Link, |row| row.text("external_url") == url).into_iter().next();
    known.unwrap_or_else(|| {
        let name = url.trim_end_matches('/').rsplit('/').next().unwrap_or(url);
        state.insert(
            Kind::Link,
            json!({ "name": name, "type": "web", "external_url": url, "custom_fields": {} }),
        )
    })
}

pub(in crate::testing) fn render(state: &State, row: &Row) -> Value {
    json!({
        "_links": { "self": state.link(&format!("/links/{}", row.id())) },
        "id": row.id(),
        "name": row.text("name"),
        "type": row.text("type"),
        "external_url": row.text("external_url"),
        "custom_fields": row.object("custom_fields"),
    })
}
