//! `list_tags`: lists the tags and their hierarchy.

use client_core::mcp::{
    argument,
    result::{Keywords, NotApplied, part},
    untrusted::Line,
};
use mcp_core::{HandlerError, Tool, ToolMethod};
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

/// Default page size, in tags.
const DEFAULT_LIMIT: usize = 50;
/// Maximum page size, in tags.
const MAX_LIMIT: usize = 100;

const NO_INBOXES: &str = "Front's Core API does not list the inboxes of a tag";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Only tags whose name contains these words.
    #[serde(alias = "nameQuery")]
    name_query: Option<String>,
    /// Inboxes (inb_…) that the tag applies to. Not supported by Front's Core API: listed in not_applied of the
    /// result.
    #[serde(alias = "inboxIds")]
    inbox_ids: Option<Vec<String>>,
    /// Only tags for all inboxes. Not supported by Front's Core API: listed in not_applied of the result.
    #[serde(alias = "allInboxes")]
    all_inboxes: Option<bool>,
    /// True: only tags shown in lists of conversations. False: only tags hidden there.
    #[serde(alias = "isVisibleInConversationLists")]
    is_visible_in_conversation_lists: Option<bool>,
    /// Only direct children of this tag: id tag_… or exact name.
    #[serde(alias = "parentTagId")]
    parent_tag_id: Option<String>,
    /// Maximum number of tags to return. Defaults to 50.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
    /// Number of tags to skip: next_offset of an earlier call.
    #[serde(default)]
    #[schemars(with = "Option<usize>")]
    offset: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Listed {
    /// Tags.
    tags: Vec<TagEntry>,
    /// Total number of matches. Absent if not all tags were scanned.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<usize>,
    /// Offset of the next page. Absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_offset: Option<usize>,
    /// Extent of the scan.
    scanned: Scanned,
    /// Filters that could not be applied. The list ignores them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_applied: Vec<NotApplied>,
}

/// Extent of the scan.
#[derive(Debug, Serialize, JsonSchema)]
struct Scanned {
    /// Number of tags scanned.
    tags: usize,
    /// True if everything was read.
    complete: bool,
}

/// A tag and its place in the hierarchy.
#[derive(Debug, Serialize, JsonSchema)]
struct TagEntry {
    /// Tag id, tag_….
    id: TagId,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Line>,
    /// Description.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Line>,
    /// Parent tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_tag_id: Option<String>,
    /// True if the tag has children. Pass its id as parent_tag_id to list them.
    #[serde(skip_serializing_if = "is_false")]
    has_children: bool,
    /// Owner: team tim_… or teammate tea_…. Absent for a tag of the company.
    #[serde(skip_serializing_if = "Option::is_none")]
    owner_id: Option<String>,
    /// True if it belongs to one teammate.
    #[serde(skip_serializing_if = "is_false")]
    is_private: bool,
    /// `true` if lists of conversations show the tag.
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
            name: Line::given(tag.name.as_deref()),
            description: Line::given(tag.description.as_deref()),
        }
    }
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        "list_tags",
        "Lists the tags of the company, its teams and teammates, each with its id and parent tag. Set name_query to \
         filter by name.",
        list,
    )
    .title("List tags")
    .method(ToolMethod::List)
    .tags(["tags"])
}

async fn list(call: Call, arguments: Arguments) -> Result<Listed, HandlerError> {
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
        // Fetches one more than the page, to know whether another page follows.
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

async fn children(call: &Call, parent: &str) -> Result<(Vec<Tag>, Scanned), HandlerError> {
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

/// Reads tags page by page, until enough match, no more follow, or the budget is spent.
async fn all(
    call: &Call,
    enough: usize,
    fits: impl Fn(&Tag) -> bool,
) -> Result<(Vec<Tag>, Scanned), HandlerError> {
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
