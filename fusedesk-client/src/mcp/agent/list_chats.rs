//! `fusedesk_list_chats`: lists the active chats.

use client_core::mcp::{
    argument::{self, given},
    result::{Failed, Keywords, NotApplied},
};
use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, ToolSet};
use crate::{
    api::{
        chats::{Chat, ListChats},
        departments::Department,
    },
    mcp::{
        chats::{ChatView, key},
        key::Key,
        names::{Names, RequestedNames},
        order::PagePosition,
        resolve,
        time_argument::now,
    },
};

/// Default number of chats on a page.
const DEFAULT_LIMIT: usize = 20;
/// Maximum number of chats on a page.
const MAX_LIMIT: usize = 100;

const NAME: &str = "fusedesk_list_chats";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Only this department: an id or an exact name.
    department: Option<Key>,
    /// Only this rep: an id, an e-mail address or an exact name, or "me".
    rep: Option<Key>,
    /// Only with these words in the name of the client or the title.
    client: Option<String>,
    /// Only with messages that no rep has seen. Default false.
    #[serde(default)]
    #[schemars(with = "Option<bool>")]
    unseen: bool,
    /// Includes closed chats. FuseDesk lists active chats only, so the result lists it under not_applied.
    #[serde(default)]
    #[schemars(with = "Option<bool>")]
    include_closed: bool,
    /// Number of chats. Default 20.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
    /// Cursor to continue from: next_cursor of an earlier call. Repeat the other arguments of that call.
    cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Listed {
    /// Chats, the one with the newest message first.
    chats: Vec<ChatView>,
    /// Total number of matches.
    total: usize,
    /// Cursor to the next page. Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// Filters that could not be applied. The list ignores them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_applied: Vec<NotApplied>,
    /// Parts that could not be read, with the reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        NAME,
        "Lists active chats with client, department, rep, last message, and the side that has to respond. \
         FuseDesk does not list closed chats; fusedesk_read_chat reads one by its id.",
        list,
    )
    .title("List chats")
    .method(ToolMethod::List)
    .tags(["chats"])
}

async fn list(call: Call, arguments: Arguments) -> Result<Listed, HandlerError> {
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let keys = [&arguments.department, &arguments.rep].map(|key| Key::given(key.as_ref()));
    let client = given(arguments.client.as_deref());
    let cursor = call.cursor(NAME, &(keys, client, arguments.unseen));
    let after: Option<PagePosition> =
        given(arguments.cursor.as_deref()).map(|text| cursor.decode(text)).transpose()?;
    let [department, rep] = keys;
    let department = match department {
        Some(text) => resolve::one::<Department>(&call, "department", text).await?.id,
        None => None,
    };
    let rep = match rep {
        Some(text) => resolve::rep(&call, "rep", text).await?.user_id,
        None => None,
    };
    let words = Keywords::of(client);
    let mut chats: Vec<Chat> = call.send(&ListChats::new()).await?;
    chats.retain(|chat| {
        (department.is_none() || chat.department_id == department)
            && (rep.is_none() || chat.rep_user_id == rep)
            && (!arguments.unseen || chat.unseen.is_some_and(|unseen| unseen > 0))
            && words.fit([&chat.client_name, &chat.title].into_iter().flatten().map(String::as_str))
    });
    let total = chats.len();
    chats.sort_by_key(|chat| std::cmp::Reverse(key(chat)));
    let rest = PagePosition::rest(after.as_ref(), chats, key);
    let page = &rest[..limit.min(rest.len())];
    let wanted = RequestedNames {
        departments: page.iter().any(|chat| chat.department_id.is_some()),
        reps: page.iter().any(|chat| chat.rep_user_id.is_some()),
        tags: false,
    };
    let mut names = Names::of(&call, wanted).await;
    let (mut room, now) = (call.room(), now());
    let mut views = Vec::new();
    for chat in page {
        let view = ChatView::at(&call, chat, &names, now).await;
        if !room.take(&view) {
            break;
        }
        views.push(view);
    }
    let next = PagePosition::next(after.as_ref(), &rest, views.len(), key);
    let next_cursor = next.map(|place| cursor.encode(&place)).transpose()?;
    let not_applied = NotApplied::of([(
        "include_closed",
        arguments.include_closed,
        "FuseDesk lists active chats only. fusedesk_read_chat reads a closed chat by its id, and \
         fusedesk_read_case shows it in the history of its case",
    )]);
    Ok(Listed { chats: views, total, next_cursor, not_applied, failed: names.failed() })
}
