//! Resolve tags by id or name.

use client_core::mcp::argument::{Named, pick};
use mcp_core::HandlerError;

use super::id_in;
use crate::{
    api::tags::{ListTags, Tag},
    id::TagId,
    mcp::call::Call,
    page::MAX_PAGE_SIZE,
};

/// Number of requests kept for the rest of the call while all tags are listed.
const RESERVE: u32 = 5;

impl Named for Tag {
    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn names(&self) -> Vec<String> {
        self.name.iter().cloned().collect()
    }
}

/// Returns all tags, and `false` if the call's budget ended a long list early.
pub(crate) async fn all_tags(call: &Call) -> Result<(Vec<Tag>, bool), HandlerError> {
    let mut tags = Vec::new();
    let mut request = ListTags::new().limit(MAX_PAGE_SIZE);
    loop {
        let page = call.send(&request).await?;
        let next = page.next();
        tags.extend(page);
        match next {
            None => return Ok((tags, true)),
            Some(_) if call.requests_left() <= RESERVE => return Ok((tags, false)),
            Some(token) => request = request.page_token(token.as_str()),
        }
    }
}

/// Resolves an argument to tags, each an id `tag_…` or an exact name. No request if all are ids.
pub(crate) async fn tags(call: &Call, argument: &str, texts: &[String]) -> Result<Vec<TagId>, HandlerError> {
    let mut all: Option<(Vec<Tag>, bool)> = None;
    let mut ids = Vec::with_capacity(texts.len());
    for text in texts {
        if let Some(id) = id_in("tag_", text) {
            ids.push(TagId::from(id));
            continue;
        }
        if text.trim().is_empty() {
            return Err(HandlerError::invalid_arguments(format!(
                "{argument} holds an empty text; give ids tag_… or names"
            )));
        }
        if all.is_none() {
            all = Some(all_tags(call).await?);
        }
        let Some((tags, complete)) = &all else { continue };
        match pick("tag", text, tags) {
            Ok(tag) => ids.push(tag.id.clone()),
            Err(error) if *complete => return Err(error),
            Err(error) => {
                return Err(error.with_hint(format!(
                    "Only the first {} tags were searched; list_tags finds the id.",
                    tags.len()
                )));
            }
        }
    }
    Ok(ids)
}
