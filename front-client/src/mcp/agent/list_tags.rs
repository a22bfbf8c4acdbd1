//! `list_tags`: the tags, and which is below which.

use client_core::mcp::{
    argument,
    result::{Keywords, NotApplied, part},
};
use mcp_core::{Method, Tool, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, ToolSet};
use crate::{
    api::{
        related_id,
        tags::{ListTagChildren, ListTags, Tag},
    },
    id::TagId,
    mcp::{resolve, view::is_false},
    page::MAX_PAGE_SIZE,
};

/// Tags on a page, unless the call says otherwise.
const DEFAULT_LIMIT: usize = 50;
/// The most tags on a page.
const MAX_LIMIT: usize = 100;

const NO_INBOXES: &str = "Front's Core API does not say to which inboxes a tag applies";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Only tags with these words in their name.
    #[serde(alias = "nameQuery")]
    name_query: Option<String>,
    /// Inboxes (inb_…) that the tag applies to. Not known to Front's Core API: the result names it under not_applied.
    #[serde(alias = "inboxIds")]
    inbox_ids: Option<Vec<String>>,
    /// Only tags for all inboxes. Not known to Front's Core API: the result names it under not_applied.
    #[serde(alias = "allInboxes")]
    all_inboxes: Option<bool>,
    /// Only tags that lists of conversations show, or only those that they do not show.
    #[serde(alias = "isVisibleInConversationLists")]
    is_visible_in_conversation_lists: Option<bool>,
    /// Only tags directly below this one: an id tag_… or an exact name.
    #[serde(alias = "parentTagId")]
    parent_tag_id: Option<String>,
    /// How many tags; 50 by default.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
    /// How many tags to pass over first: next_offset of an earlier call.
    #[serde(default)]
    #[schemars(with = "Option<usize>")]
    offset: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Listed {
    /// The tags.
    tags: Vec<TagEntry>,
    /// How many there are in all; absent where not all tags were looked through.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<usize>,
    /// Where to go on; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_offset: Option<usize>,
    /// How far the tags were looked through.
    scanned: Scanned,
    /// Filters that were given and could not be applied: the list is what it would be without them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_applied: Vec<NotApplied>,
}

/// How far the tags were looked through.
#[derive(Debug, Serialize, JsonSchema)]
struct Scanned {
    /// Tags that were looked at.
    tags: usize,
    /// Whether these are all.
    complete: bool,
}

/// A tag, and where it stands among the others.
#[derive(Debug, Serialize, JsonSchema)]
struct TagEntry {
    /// The id, tag_….
    id: TagId,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// What it stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// The tag that it is below.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_tag_id: Option<String>,
    /// Whether there are tags below it: give its id as parent_tag_id.
    #[serde(skip_serializing_if = "is_false")]
    has_children: bool,
    /// The team tim_… or teammate tea_… that it belongs to; absent where it is of the company.
    #[serde(skip_serializing_if = "Option::is_none")]
    owner_id: Option<String>,
    /// Belongs to one teammate.
    #[serde(skip_serializing_if = "is_false")]
    is_private: bool,
    /// Whether lists of conversations show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    is_visible_in_conversation_lists: Option<bool>,
}

impl From<Tag> for TagEntry {
    fn from(tag: Tag) -> Self {
        // The link ends in `children`, not in an id.
        let children = tag.extra.get("_links").and_then(|links| links.pointer("/related/children"));
        Self {
            parent_tag_id: related_id(&tag.extra, "parent_tag").map(str::to_owned),
            has_children: children.is_some_and(|link| link.is_string()),
            owner_id: related_id(&tag.extra, "owner").map(str::to_owned),
            is_private: tag.is_private == Some(true),
            is_visible_in_conversation_lists: tag.is_visible_in_conversation_lists,
            id: tag.id,
            name: tag.name,
            description: tag.description.filter(|text| !text.is_empty()),
        }
    }
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
            "list_tags",
            "Lists the tags of the company, of its teams and of teammates, with their ids and the tag that each is \
             below. Give name_query to find one.",
            list,
        )
        .title("List tags")
        .method(Method::List)
        .tags(["tags"])
}

async fn list(call: Call, arguments: Arguments) -> Result<Listed, ToolError> {
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let words = Keywords::of(arguments.name_query.as_deref());
    let fits = |tag: &Tag| {
        let visible = arguments.is_visible_in_conversation_lists;
        words.fit(tag.name.as_deref())
            && visible.is_none_or(|visible| tag.is_visible_in_conversation_lists == Some(visible))
    };
    let parent = arguments.parent_tag_id.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let (tags, scanned) = match parent {
        Some(parent) => children(&call, parent).await?,
        // One more than the page, to know whether there is another.
        None => all(&call, arguments.offset.saturating_add(limit).saturating_add(1), fits).await?,
    };
    let tags: Vec<TagEntry> = tags.into_iter().filter(fits).map(TagEntry::from).collect();
    let total = Some(tags.len()).filter(|_| scanned.complete);
    let (tags, next_offset) = part(tags, arguments.offset, limit, &call.room());
    let inboxes = arguments.inbox_ids.as_ref().is_some_and(|ids| !ids.is_empty());
    let not_applied = NotApplied::of([
        ("inbox_ids", inboxes, NO_INBOXES),
        ("all_inboxes", arguments.all_inboxes.is_some(), NO_INBOXES),
    ]);
    Ok(Listed { tags, total, next_offset, scanned, not_applied })
}

async fn children(call: &Call, parent: &str) -> Result<(Vec<Tag>, Scanned), ToolError> {
    let parents = resolve::tags(call, "parent_tag_id", &[parent.to_owned()]).await?;
    let mut tags = Vec::new();
    for parent in parents {
        let found = call.find(&ListTagChildren::new(parent.clone())).await?;
        let found =
            found.ok_or_else(|| resolve::unknown_id("parent_tag_id", "tag", parent.as_str(), "list_tags"))?;
        tags.extend(found);
    }
    let scanned = Scanned { tags: tags.len(), complete: true };
    Ok((tags, scanned))
}

/// Tags page after page, until so many fit, or there are no more, or the budget is spent.
async fn all(
    call: &Call,
    enough: usize,
    fits: impl Fn(&Tag) -> bool,
) -> Result<(Vec<Tag>, Scanned), ToolError> {
    let mut tags = Vec::new();
    let mut scanned = 0;
    let mut request = ListTags::new().limit(MAX_PAGE_SIZE);
    loop {
        let page = call.send(&request).await?;
        let next = page.next();
        scanned += page.items.len();
        tags.extend(page.into_iter().filter(|tag| fits(tag)));
        match next {
            None => return Ok((tags, Scanned { tags: scanned, complete: true })),
            Some(_) if tags.len() >= enough || call.requests_left() == 0 => {
                return Ok((tags, Scanned { tags: scanned, complete: false }));
            }
            Some(token) => request = request.page_token(token.as_str()),
        }
    }
}
