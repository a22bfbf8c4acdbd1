//! `fusedesk_assign_case`: assigns a case to a rep or a department.

use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, ToolSet, list_reps::belongs};
use crate::{
    api::{
        cases::{Case, GetCase, UpdateCase},
        departments::Department,
        reps::Rep,
    },
    id::CaseId,
    mcp::{
        key::Key,
        names::{NamedResource, Names, RequestedNames},
        resolve,
        verify::{CaseState, REPEAT, verify},
        view::NameView,
    },
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the case, a number such as 1042.
    case_id: Key,
    /// Rep: an id, e-mail address or name, or "me" for the rep of this caller.
    rep: Option<Key>,
    /// Department to transfer it to: an id or a name.
    department: Option<Key>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Assigned {
    /// The case.
    case_id: CaseId,
    /// Previous rep.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_rep: Option<NameView>,
    /// Previous department.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_department: Option<NameView>,
    #[serde(flatten)]
    standing: CaseState,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        "fusedesk_assign_case",
        "Assigns a case to a rep, transfers it to a department, or both. FuseDesk may replace a rep who does not \
         belong to the department: check the rep in the result. A case cannot be unassigned, only assigned to \
         another rep.",
        assign,
    )
    .title("Assign case")
    .method(ToolMethod::Update)
    .tags(["cases", "organization"])
}

async fn assign(call: Call, arguments: Arguments) -> Result<Assigned, HandlerError> {
    let id = resolve::case_id("case_id", arguments.case_id.as_str())?;
    let (rep, department) = (Key::given(arguments.rep.as_ref()), Key::given(arguments.department.as_ref()));
    if rep.is_none() && department.is_none() {
        return Err(HandlerError::invalid_arguments(
            "there is nothing to change: pass rep, department or both",
        ));
    }
    let rep = match rep {
        Some(text) => Some(resolve::assignee(&call, "rep", text).await?),
        None => None,
    };
    let department = match department {
        Some(text) => Some(resolve::current::<Department>(&call, "department", text).await?),
        None => None,
    };
    let before = call.send(&GetCase::new(id)).await?;
    let mut request = UpdateCase::new(id);
    if let Some(id) = rep.as_ref().and_then(|rep| rep.user_id) {
        request = request.rep(id);
    }
    if let Some(id) = department.as_ref().and_then(|department| department.id) {
        request = request.department(id);
    }
    let change = Change { rep, department };
    let sent = call.send(&request).await;
    let verified = verify(&call, id, sent, REPEAT, |case| change.is_done(case)).await?;
    let mut wanted = RequestedNames::by(verified.case.iter());
    wanted.reps |= before.rep_user_id.is_some();
    wanted.departments |= before.department_id.is_some();
    let mut names = Names::of(&call, wanted).await;
    let mut warnings = verified.warnings;
    if let Some(after) = &verified.case {
        warnings.extend(change.differences(&before, after, &names));
    }
    Ok(Assigned {
        case_id: id,
        previous_rep: before.rep_user_id.map(|rep| names.rep(rep)),
        previous_department: before.department_id.map(|department| names.department(department)),
        standing: CaseState::named(verified.case.as_ref(), &mut names, warnings),
    })
}

/// Requested assignment of a case.
struct Change {
    rep: Option<Rep>,
    department: Option<Department>,
}

impl Change {
    fn is_done(&self, case: &Case) -> bool {
        self.rep.as_ref().is_none_or(|rep| rep.user_id == case.rep_user_id)
            && self.department.as_ref().is_none_or(|department| department.id == case.department_id)
    }

    fn differences(&self, before: &Case, after: &Case, names: &Names) -> Vec<String> {
        let mut differences = Vec::new();
        let outside =
            self.rep.as_ref().zip(self.department.as_ref()).is_some_and(|(rep, it)| !belongs(rep, it));
        let now = after.rep_user_id.map(|rep| label(&names.rep(rep), Rep::NOUN));
        match (&self.rep, now) {
            (Some(rep), Some(now)) if rep.user_id != after.rep_user_id => differences.push(format!(
                "FuseDesk assigned the case to {now} in place of the requested rep, who may not belong to the \
                 department."
            )),
            (Some(_), Some(now)) if outside => {
                differences.push(format!("{now} does not belong to the department of the case."));
            }
            (None, Some(now)) if before.rep_user_id != after.rep_user_id => {
                differences.push(format!("FuseDesk changed the rep with the department: {now} has the case now."));
            }
            _ => {}
        }
        if let (Some(department), Some(id)) = (&self.department, after.department_id)
            && department.id != Some(id)
        {
            let now = label(&names.department(id), Department::NOUN);
            differences.push(format!("The case is in {now}, not in the requested department."));
        }
        differences
    }
}

fn label(view: &NameView, noun: &str) -> String {
    match (&view.name, view.id) {
        (Some(name), _) => name.to_string(),
        (None, Some(id)) => format!("the {noun} {id}"),
        (None, None) => format!("another {noun}"),
    }
}
