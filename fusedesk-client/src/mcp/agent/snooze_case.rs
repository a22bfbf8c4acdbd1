//! `fusedesk_snooze_case`: snoozes a case.

use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, ToolSet};
use crate::{
    api::snooze::SnoozeCase,
    id::CaseId,
    mcp::{
        key::Key,
        resolve,
        time_argument::{future, now},
        verify::{CaseState, REPEAT, verify},
    },
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the case, a number such as 1042.
    case_id: Key,
    /// End of the snooze: a time with its zone such as 2026-05-03T14:00:00Z, a day such as 2026-05-03 in FuseDesk's
    /// own time zone, or a time from now: 30m, 36h, 2d, 1w.
    until: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Snoozed {
    /// The case.
    case_id: CaseId,
    /// End of the snooze, as sent to FuseDesk.
    until: String,
    #[serde(flatten)]
    standing: CaseState,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        "fusedesk_snooze_case",
        "Snoozes a case until a future time. Searches still find it. A new snooze replaces the previous one; no \
         tool ends a snooze early.",
        snooze,
    )
    .title("Snooze case")
    .method(ToolMethod::Update)
    .tags(["cases"])
}

async fn snooze(call: Call, arguments: Arguments) -> Result<Snoozed, HandlerError> {
    let id = resolve::case_id("case_id", arguments.case_id.as_str())?;
    let until = future("until", &arguments.until, now())?.text;
    let sent = call.send(&SnoozeCase::new(id, until.as_str())).await;
    // FuseDesk does not document the field for the end of a snooze.
    let verified = verify(&call, id, sent, REPEAT, |_| false).await?;
    Ok(Snoozed { case_id: id, until, standing: CaseState::of(&call, verified).await })
}
