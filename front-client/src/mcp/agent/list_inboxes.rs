//! `list_inboxes`: lists the inboxes and their sending channels.

use std::collections::HashSet;

use client_core::mcp::{
    argument,
    result::{Failed, Keywords, NotApplied, part},
    untrusted::{Fields, Line},
};
use mcp_core::{HandlerError, HandlerErrorKind, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, ToolSet};
use crate::{
    api::{
        channels::{Channel, ListChannels},
        inboxes::{Inbox, ListInboxes},
        related_id,
        teammates::ListTeammateInboxes,
    },
    id::{ChannelId, InboxId},
    mcp::{
        pages::{MAX_LIST_PAGES, all_pages, whole},
        resolve,
        view::is_false,
    },
};

/// Default page size, in inboxes.
const DEFAULT_LIMIT: usize = 25;
/// Maximum page size, in inboxes.
const MAX_LIMIT: usize = 50;

const NOT_SAID: &str = "Front's Core API has no such property of an inbox";
const NO_GROUPS: &str = "this tool cannot read the inboxes of a teammate group; give teammate_ids instead";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Only inboxes whose name contains these words.
    #[serde(alias = "nameQuery")]
    name_query: Option<String>,
    /// Only inboxes visible to everyone in their team, or only restricted ones.
    #[serde(alias = "accessMode")]
    access_mode: Option<AccessMode>,
    /// Not supported by Front's Core API: listed in not_applied of the result.
    #[serde(alias = "aiEnabled")]
    ai_enabled: Option<bool>,
    /// Not supported by Front's Core API: listed in not_applied of the result.
    #[serde(alias = "ticketingEnabled")]
    ticketing_enabled: Option<bool>,
    /// Not supported by Front's Core API: listed in not_applied of the result.
    #[serde(alias = "businessHoursEnabled")]
    business_hours_enabled: Option<bool>,
    /// Not supported by Front's Core API: listed in not_applied of the result.
    #[serde(alias = "globalRulesEnabled")]
    global_rules_enabled: Option<bool>,
    /// Only inboxes visible to at least one of these teammates: ids tea_…, e-mail addresses or exact names.
    #[serde(alias = "teammateIds")]
    teammate_ids: Option<Vec<String>>,
    /// Teammate groups (cir_…). Not supported here: listed in not_applied of the result.
    #[serde(alias = "circleIds")]
    circle_ids: Option<Vec<String>>,
    /// Maximum number of inboxes to return. Defaults to 25.
    #[schemars(range(min = 1, max = 50))]
    limit: Option<usize>,
    /// Number of inboxes to skip: next_offset of an earlier call.
    #[serde(default)]
    #[schemars(with = "Option<usize>")]
    offset: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum AccessMode {
    /// All members of the team.
    Everyone,
    /// Selected teammates.
    Restricted,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Listed {
    /// Inboxes.
    inboxes: Vec<InboxView>,
    /// Total number of matches.
    total: usize,
    /// Offset of the next page. Absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_offset: Option<usize>,
    /// Filters that could not be applied. The list ignores them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_applied: Vec<NotApplied>,
    /// Parts that could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

/// An inbox.
#[derive(Debug, Serialize, JsonSchema)]
struct InboxView {
    /// Inbox id, inb_….
    id: InboxId,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Line>,
    /// Owner: the team tim_…, or the teammate tea_… of a private inbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    owner_id: Option<String>,
    /// Access: everyone or restricted. Absent if Front does not state it.
    #[serde(skip_serializing_if = "Option::is_none")]
    access_mode: Option<AccessMode>,
    /// True if it belongs to one teammate.
    #[serde(skip_serializing_if = "is_false")]
    is_private: bool,
    /// Custom fields, by name.
    #[serde(skip_serializing_if = "Fields::is_empty")]
    custom_fields: Fields,
    /// Sending channels. Pass an id or address to send_new_message.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    channels: Vec<ChannelView>,
}

/// A channel.
#[derive(Debug, Serialize, JsonSchema)]
struct ChannelView {
    /// Channel id, cha_….
    id: ChannelId,
    /// E-mail address, phone number or other address.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<Line>,
    /// smtp, gmail, twilio, front_chat, custom and so on.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        "list_inboxes",
        "Lists the inboxes that the API token can see, each with its team and its sending channels.",
        list,
    )
    .title("List inboxes")
    .method(ToolMethod::List)
    .tags(["inboxes", "organization"])
}

async fn list(call: Call, arguments: Arguments) -> Result<Listed, HandlerError> {
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let words = Keywords::of(arguments.name_query.as_deref());
    let visible = visible_to(&call, arguments.teammate_ids.as_deref().unwrap_or_default()).await?;
    let listed = all_pages(&call, &ListInboxes::new(), MAX_LIST_PAGES).await?;
    let mut all = listed.items;
    all.retain(|inbox| {
        words.fit(inbox.name.as_deref())
            && arguments.access_mode.is_none_or(|mode| access_mode(inbox) == Some(mode))
            && visible.as_ref().is_none_or(|visible| visible.contains(&inbox.id))
    });
    let total = all.len();
    let missing = |what, why| Failed::new(what, &HandlerError::new(HandlerErrorKind::Upstream, why));
    let mut failed: Vec<Failed> =
        listed.incomplete.map(|why: String| missing("further inboxes", why)).into_iter().collect();
    let channels = match all_pages(&call, &ListChannels::new(), MAX_LIST_PAGES).await {
        Ok(channels) => {
            failed.extend(channels.incomplete.map(|why| missing("further channels", why)));
            channels.items
        }
        Err(error) => {
            failed.push(Failed::new("channels", &error));
            Vec::new()
        }
    };
    let all = all.into_iter().map(|inbox| InboxView::of(inbox, &channels)).collect();
    let (inboxes, next_offset) = part(all, arguments.offset, limit, &call.room());
    let circles = arguments.circle_ids.as_ref().is_some_and(|ids| !ids.is_empty());
    let not_applied = NotApplied::of([
        ("ai_enabled", arguments.ai_enabled.is_some(), NOT_SAID),
        ("ticketing_enabled", arguments.ticketing_enabled.is_some(), NOT_SAID),
        ("business_hours_enabled", arguments.business_hours_enabled.is_some(), NOT_SAID),
        ("global_rules_enabled", arguments.global_rules_enabled.is_some(), NOT_SAID),
        ("circle_ids", circles, NO_GROUPS),
    ]);
    Ok(Listed { inboxes, total, next_offset, not_applied, failed })
}

/// Returns the inboxes visible to at least one of the teammates. `None` if no teammate is given.
async fn visible_to(call: &Call, teammates: &[String]) -> Result<Option<HashSet<InboxId>>, HandlerError> {
    if teammates.is_empty() {
        return Ok(None);
    }
    let mut visible = HashSet::new();
    for text in teammates {
        let teammate = resolve::teammate(call, "teammate_ids", text).await?;
        let inboxes = whole(call, &ListTeammateInboxes::new(teammate.id), "inboxes of the teammate").await?;
        visible.extend(inboxes.into_iter().map(|inbox| inbox.id));
    }
    Ok(Some(visible))
}

fn access_mode(inbox: &Inbox) -> Option<AccessMode> {
    inbox.is_public.map(|public| if public { AccessMode::Everyone } else { AccessMode::Restricted })
}

impl InboxView {
    fn of(inbox: Inbox, channels: &[Channel]) -> Self {
        let own = channels
            .iter()
            .filter(|channel| related_id(&channel.extra, "inbox") == Some(inbox.id.as_str()))
            .filter(|channel| channel.is_valid != Some(false));
        Self {
            owner_id: related_id(&inbox.extra, "owner").map(str::to_owned),
            access_mode: access_mode(&inbox),
            is_private: inbox.is_private == Some(true),
            channels: own
                .map(|channel| ChannelView {
                    id: channel.id.clone(),
                    address: Line::given(channel.send_as.as_deref().or(channel.address.as_deref())),
                    kind: channel.kind.as_ref().map(ToString::to_string),
                })
                .collect(),
            id: inbox.id,
            name: Line::given(inbox.name.as_deref()),
            custom_fields: Fields::new(&inbox.custom_fields),
        }
    }
}
