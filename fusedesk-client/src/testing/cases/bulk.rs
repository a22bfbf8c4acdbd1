//! `POST /cases/update`: bulk updates and merges.

use serde_json::{Value, json};

use super::super::call::{Call, ErrorResponse, HandlerResult};
use super::super::case_tags;
use super::super::model::{Case, HistoryEntry};
use super::super::state::State;
use super::{actions, assign, render, set_status};

pub(super) const PARAMS: &[&str] =
    &["caseids", "status", "depid", "repid", "tagid", "crmTagId", "crmAutomationId", "snooze", "merge"];

/// Changes all of the cases, or none if one of them or the change is invalid.
pub(super) fn update(state: &mut State, call: &Call) -> HandlerResult {
    let mut ids = call.comma_ints("caseids")?;
    let mut seen = Vec::new();
    ids.retain(|id| {
        !seen.contains(id) && {
            seen.push(*id);
            true
        }
    });
    let mut cases = Vec::new();
    for id in &ids {
        cases.push(state.case(*id)?.clone());
    }
    let changes: Vec<&str> = PARAMS.iter().copied().filter(|name| is_change(call, name)).collect();
    if changes.is_empty() {
        return Err(ErrorResponse::missing(
            "status, depid, repid, tagid, crmTagId, crmAutomationId, snooze or merge",
        ));
    }
    if call.flag("merge")? == Some(true) {
        if changes.len() > 1 {
            return Err(ErrorResponse::invalid("merge", "it goes with no other change"));
        }
        return merge(state, &ids).map(|case| [case].into_iter().collect());
    }
    let status = call.status()?;
    let tag = call.int("tagid")?.map(|tag| case_tags::usable(state, tag)).transpose()?;
    let until = call.date("snooze")?;
    if until.is_some_and(|until| until <= call.now) {
        return Err(ErrorResponse::invalid("snooze", "expected a time to come"));
    }
    let crm = [("crmTagId", call.int("crmTagId")?), ("crmAutomationId", call.int("crmAutomationId")?)];
    for case in &mut cases {
        assign(state, case, call)?;
        case.updated = state.now();
    }
    for case in cases {
        let (id, contact) = (case.id, case.contact_id);
        state.cases.insert(id, case);
        if let Some(tag) = tag {
            actions::add_tag(state, id, tag)?;
        }
        if let Some(until) = until {
            actions::set_snooze(state, id, until)?;
        }
        if let Some(status) = &status {
            set_status(state, id, status);
        }
        for (name, value) in crm {
            // The CRM has contacts only. A case without a contact has nothing to tag.
            if let (Some(value), Some(contact)) = (value, contact) {
                state.crm_actions.push(json!({ "caseid": id, "contactid": contact, name: value }));
            }
        }
    }
    Ok(ids.iter().filter_map(|id| state.cases.get(id)).map(render).collect())
}

/// Returns `true` if a call requests this change. `merge=0` does not.
fn is_change(call: &Call, name: &str) -> bool {
    let is_set = call.text(name).is_ok_and(|text| text.is_some_and(|text| !text.is_empty()));
    let merges = || call.flag(name).is_ok_and(|flag| flag == Some(true));
    name != "caseids" && is_set && (name != "merge" || merges())
}

/// Merges into the first of the cases, which gets the histories and the tags of the others. The others are
/// deleted.
fn merge(state: &mut State, ids: &[u64]) -> Result<Value, ErrorResponse> {
    let Some((first, others)) = ids.split_first().filter(|(_, others)| !others.is_empty()) else {
        return Err(ErrorResponse::invalid("caseids", "expected two cases or more to merge"));
    };
    let mut survivor: Case = state.case(*first)?.clone();
    for id in others {
        let Some(case) = state.cases.remove(id) else { continue };
        survivor.history.extend(case.history);
        survivor
            .tags
            .extend(case.tags.iter().filter(|tag| !survivor.tags.contains(tag)).copied().collect::<Vec<_>>());
        if survivor.contact_id.is_none() && survivor.contact_uuid.is_none() {
            (survivor.contact_id, survivor.contact_uuid) = (case.contact_id, case.contact_uuid);
        }
        for chat in state.chats.iter_mut().filter(|chat| chat.case == Some(*id)) {
            chat.case = Some(*first);
        }
        for email in state.emails.iter_mut().filter(|email| email.case == Some(*id)) {
            email.case = Some(*first);
        }
        state.merged.insert(*id, *first);
    }
    survivor.history.sort_by_key(|entry| (entry.at, entry.id));
    survivor.updated = state.now();
    state.cases.insert(*first, survivor);
    let merged = others.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
    let title = format!("Merged with {merged}");
    state.add_entry(*first, HistoryEntry { kind: "system".into(), title, ..HistoryEntry::default() });
    state.case(*first).map(render)
}
