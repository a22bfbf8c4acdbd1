//! `fusedesk_snooze_case`: out of sight for a while.

use mcp_core::{Method, Tool, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, ToolSet};
use crate::{
    api::snooze::SnoozeCase,
    id::CaseId,
    mcp::{
        change::{REPEAT, Standing, settle},
        key::Key,
        resolve,
        when::{future, now},
    },
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// The id of the case, a number such as 1042.
    case_id: Key,
    /// When it comes back: a time with its zone such as 2026-05-03T14:00:00Z, a day such as 2026-05-03, which begins in
    /// FuseDesk's own time zone, or how long from now: 30m, 36h, 2d, 1w.
    until: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Snoozed {
    /// The case.
    case_id: CaseId,
    /// When it comes back, as FuseDesk was told.
    until: String,
    #[serde(flatten)]
    standing: Standing,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        "fusedesk_snooze_case",
        "Puts a case away until a time to come, when it comes back by itself. Searches find it all the same. Another \
         snooze takes the place of the one before; no tool ends one early.",
        snooze,
    )
    .title("Snooze case")
    .method(Method::Update)
    .tags(["cases"])
}

async fn snooze(call: Call, arguments: Arguments) -> Result<Snoozed, ToolError> {
    let id = resolve::case_id("case_id", arguments.case_id.as_str())?;
    let until = future("until", &arguments.until, now())?.text;
    let sent = call.send(&SnoozeCase::new(id, until.as_str())).await;
    // FuseDesk does not document where a case says until when it is snoozed.
    let settled = settle(&call, id, sent, REPEAT, |_| false).await?;
    Ok(Snoozed { case_id: id, until, standing: Standing::of(&call, settled).await })
}
