//! `fusedesk_tag_case`: adds and removes tags.

use client_core::mcp::{argument::echo, outcome_unknown, result::Failed};
use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, ToolSet};
use crate::{
    api::{
        case_tags::{CaseTag, TagCase, UntagCase},
        cases::{Case, CaseTagRef, GetCase},
    },
    id::{CaseId, CaseTagId},
    mcp::{
        key::Key,
        resolve,
        verify::{
            CaseState, REPEAT, Verified, is_outcome_unknown, lost_response_warning, unverified_warning,
        },
        view::NameView,
    },
};

/// Maximum number of tags that one call adds and removes. Each takes a request.
const MAX_TAGS: usize = 15;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the case, a number such as 1042.
    case_id: Key,
    /// Case tags to add: ids or names.
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    add: Vec<Key>,
    /// Case tags to remove: ids or names.
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    remove: Vec<Key>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Tagged {
    /// The case.
    case_id: CaseId,
    /// Tags added by this call. Tags that were there before are not listed.
    added: Vec<NameView>,
    /// Tags removed by this call. Tags that were not there are not listed.
    removed: Vec<NameView>,
    #[serde(flatten)]
    standing: CaseState,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        "fusedesk_tag_case",
        "Adds tags to a case and removes tags from it. Its other tags stay. Adding a present tag or removing an \
         absent one has no effect. Tags must exist; fusedesk_list_case_tags lists them. Tags that fail are \
         listed, and the others are changed.",
        tag,
    )
    .title("Tag case")
    .method(ToolMethod::Update)
    .tags(["cases"])
}

async fn tag(call: Call, arguments: Arguments) -> Result<Tagged, HandlerError> {
    let id = resolve::case_id("case_id", arguments.case_id.as_str())?;
    let requested = arguments.add.len() + arguments.remove.len();
    if requested == 0 {
        return Err(HandlerError::invalid_arguments("add and remove are empty; pass at least one tag"));
    }
    if requested > MAX_TAGS {
        return Err(HandlerError::invalid_arguments(format!(
            "add and remove have {requested} tags; one call takes at most {MAX_TAGS}"
        )));
    }
    let (add, mut failed) = resolve::several::<CaseTag>(&call, "add", &arguments.add, false).await?;
    let (remove, unknown) = resolve::several::<CaseTag>(&call, "remove", &arguments.remove, true).await?;
    failed.extend(unknown);
    if let Some(both) = add.iter().find(|tag| remove.iter().any(|other| other.id == tag.id)) {
        let name = both.name.as_deref().unwrap_or_default();
        return Err(HandlerError::invalid_arguments(format!(
            "{name} is in add and in remove; pass it in one of them",
            name = echo(name)
        )));
    }
    if add.is_empty() && remove.is_empty() {
        let all: Vec<String> = failed.iter().map(|it| format!("{} ({})", it.what, it.error)).collect();
        return Err(HandlerError::not_found(format!("none of the tags can be used: {}", all.join("; ")))
            .with_hint("fusedesk_list_case_tags lists the tags."));
    }
    let before = call.send(&GetCase::new(id)).await?;
    let mut steps: Vec<Step> = Vec::new();
    for (adds, tag) in
        add.into_iter().map(|tag| (true, tag)).chain(remove.into_iter().map(|tag| (false, tag)))
    {
        // A tag in the requested state takes no request.
        if has(&before, &tag) != Some(adds) {
            let failure = change(&call, id, adds, &tag).await.err();
            steps.push(Step { adds, tag, failure });
        }
    }
    let (case, mut warnings) = match call.send(&GetCase::new(id)).await {
        Ok(case) => (Some(case), Vec::new()),
        Err(error) if steps.iter().any(|step| step.failure.is_none()) => {
            (None, vec![unverified_warning(&error)])
        }
        Err(_) => (None, Vec::new()),
    };
    if let Some(case) = &case {
        steps.iter_mut().for_each(|step| warnings.extend(step.look(case)));
    }
    let (mut added, mut removed, mut first) = (Vec::new(), Vec::new(), None);
    for Step { adds, tag, failure } in steps {
        match failure {
            None if adds => added.push(view(&tag)),
            None => removed.push(view(&tag)),
            Some(error) => {
                let name = tag.name.as_deref().unwrap_or_default();
                let argument = if adds { "add" } else { "remove" };
                failed.push(Failed::new(format!("{argument}: {name}"), &error));
                first.get_or_insert(error);
            }
        }
    }
    if added.is_empty()
        && removed.is_empty()
        && let Some(error) = first
    {
        return Err(outcome_unknown(error, REPEAT));
    }
    let standing = CaseState::of(&call, Verified { case, warnings }).await.failing(failed);
    Ok(Tagged { case_id: id, added, removed, standing })
}

async fn change(call: &Call, id: CaseId, adds: bool, tag: &CaseTag) -> Result<(), HandlerError> {
    let tag_id =
        tag.id.ok_or_else(|| HandlerError::internal("a tag was found by an id that it does not have"))?;
    if adds {
        call.send(&TagCase::new(id, tag_id)).await.map(drop)
    } else {
        call.send(&UntagCase::new(id, tag_id)).await.map(drop)
    }
}

/// Tag to add or remove.
struct Step {
    adds: bool,
    tag: CaseTag,
    failure: Option<HandlerError>,
}

impl Step {
    /// Compares with the case read afterwards, because a response may be lost or wrong.
    fn look(&mut self, case: &Case) -> Option<String> {
        let is_so = has(case, &self.tag).map(|has| has == self.adds);
        match &self.failure {
            Some(error) if is_so == Some(true) && is_outcome_unknown(error) => {
                let warning = lost_response_warning(error);
                self.failure = None;
                Some(warning)
            }
            None if is_so == Some(false) => {
                let name = self.tag.name.as_deref().unwrap_or_default();
                let state = if self.adds { "does not have" } else { "still has" };
                Some(format!("The case {state} the tag {name} all the same.", name = echo(name)))
            }
            _ => None,
        }
    }
}

/// Returns `true` if a case has a tag, by id, or by name if the case has no id. `None` if the case has a tag
/// without both.
fn has(case: &Case, tag: &CaseTag) -> Option<bool> {
    let is = |it: &CaseTagRef| match it.id {
        Some(id) => Some(id) == tag.id,
        None => it.name.is_some() && it.name == tag.name,
    };
    if case.tags.iter().any(is) {
        return Some(true);
    }
    let all_known = case.tags.iter().all(|it| it.id.is_some() || it.name.is_some());
    all_known.then_some(false)
}

fn view(tag: &CaseTag) -> NameView {
    NameView::new(tag.id.map(CaseTagId::get).unwrap_or_default(), tag.name.as_deref())
}
