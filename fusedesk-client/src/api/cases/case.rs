//! Case, as returned by FuseDesk.

use client_core::{response, wire_enum};
use serde_json::{Map, Value, json};

use crate::{
    de::{Field, nested, words},
    id::{
        CaseId, CaseTagId, CompanyId, ContactUuid, CrmContactId, DepartmentId, EmailId, NoteId, RepUserId,
        TemplateId,
    },
    record::Record,
    time::Moment,
};

wire_enum! {
    /// Status of a case.
    pub enum CaseStatus {
        /// Waits for the team.
        New = "new",
        /// Waits for the customer.
        Open = "open",
        /// Solved.
        Closed = "closed",
    }
    /// Type of a note.
    pub enum NoteType {
        /// A note.
        Note = "note",
        /// A note about a call.
        Call = "call",
    }
    /// Type of an entry in the history of a case.
    pub enum EntryKind {
        /// A note.
        Note = "note",
        /// A note about a call.
        Call = "call",
        /// An e-mail.
        Email = "email",
        /// A chat.
        Chat = "chat",
    }
}

words!(CaseStatus, NoteType, EntryKind);

/// A case.
#[response(reader = crate::record)]
pub struct Case {
    /// The case.
    #[serde(alias = "caseid")]
    pub id: Option<CaseId>,
    /// Number shown to people, such as `ABCD1234`. No operation takes it.
    #[serde(rename = "casenum", alias = "casenumber")]
    pub number: Option<String>,
    /// Status.
    pub status: Option<CaseStatus>,
    /// Title, or the subject of its first e-mail.
    pub summary: Option<String>,
    /// The full description.
    pub details: Option<String>,
    /// Name, address or phone number of the person who opened it, as given.
    #[serde(rename = "openedby")]
    pub opened_by: Option<String>,
    /// The department.
    #[serde(rename = "departmentid")]
    pub department_id: Option<DepartmentId>,
    /// Assigned rep, by user id.
    #[serde(rename = "repid")]
    pub rep_user_id: Option<RepUserId>,
    /// The contact in the CRM.
    #[serde(rename = "contactid")]
    pub crm_contact_id: Option<CrmContactId>,
    /// The contact in FuseDesk.
    #[serde(rename = "contactUuid")]
    pub contact_uuid: Option<ContactUuid>,
    /// The company in the CRM.
    #[serde(rename = "companyid")]
    pub company_id: Option<CompanyId>,
    /// Tags.
    pub tags: Vec<CaseTagRef>,
    /// `true` if it is archived.
    #[serde(rename = "isArchived")]
    pub is_archived: Option<bool>,
    /// Time of opening.
    #[serde(rename = "date_opened")]
    pub opened_at: Option<Moment>,
    /// Time of the last assignment.
    #[serde(rename = "date_assigned")]
    pub assigned_at: Option<Moment>,
    /// Time of the first response of a rep.
    #[serde(rename = "date_firstresponse")]
    pub first_response_at: Option<Moment>,
    /// Time of the last response of a rep.
    #[serde(rename = "date_lastresponse")]
    pub last_response_at: Option<Moment>,
    /// Time of the last change.
    #[serde(rename = "date_updated")]
    pub updated_at: Option<Moment>,
    /// Time of closing.
    #[serde(rename = "date_closed")]
    pub closed_at: Option<Moment>,
    /// Time of the feedback request.
    #[serde(rename = "date_requestedfeedback")]
    pub feedback_requested_at: Option<Moment>,
    /// Time of the customer's rating.
    #[serde(rename = "date_rated")]
    pub rated_at: Option<Moment>,
    /// Rating of the customer, unchanged.
    pub rating: Option<Value>,
    /// Comment of the customer on the rating.
    pub feedback: Option<Value>,
    /// Notes, calls, e-mails and chats. `None` if the response has no history, as in lists.
    pub history: Option<Vec<HistoryEntry>>,
}

/// An entry in the history of a case. FuseDesk does not document its fields. Unknown fields are in `extra`.
#[response(reader = crate::record)]
pub struct HistoryEntry {
    /// The note.
    pub id: Option<NoteId>,
    /// The case.
    #[serde(rename = "caseid")]
    pub case_id: Option<CaseId>,
    /// Kind of the item.
    #[serde(rename = "type")]
    pub kind: Option<EntryKind>,
    /// Its title, or the subject of an e-mail.
    pub title: Option<String>,
    /// Its text.
    pub note: Option<String>,
    /// The rep who wrote it, by user id.
    #[serde(rename = "repid")]
    pub rep_user_id: Option<RepUserId>,
    /// Author, if not a rep.
    #[serde(rename = "openedby")]
    pub opened_by: Option<String>,
    /// Status that it set on the case.
    pub status: Option<CaseStatus>,
    /// E-mail of this entry.
    #[serde(rename = "emailid")]
    pub email_id: Option<EmailId>,
    /// Template of the text.
    #[serde(rename = "templateid")]
    pub template_id: Option<TemplateId>,
    /// Time of writing.
    #[serde(rename = "date_created")]
    pub created_at: Option<Moment>,
}

/// Tag of a case. Some responses have the id only, others the name as well.
#[response(reader = crate::record)]
pub struct CaseTagRef {
    /// Tag id.
    pub id: Option<CaseTagId>,
    /// Name.
    #[serde(rename = "tagname")]
    pub name: Option<String>,
}

nested!(HistoryEntry);

impl Record for Case {
    fn is_recognised(&self) -> bool {
        // A note has its own `id` beside the `caseid`, and neither summary nor number.
        let contradicts = self.extra.contains_key("caseid");
        self.number.is_some() || (self.id.is_some() && self.summary.is_some() && !contradicts)
    }
}

impl Case {
    /// Returns the ids of its tags, as far as the response has them.
    pub fn tag_ids(&self) -> impl Iterator<Item = CaseTagId> {
        self.tags.iter().filter_map(|tag| tag.id)
    }
}

impl CaseTagRef {
    fn odd(value: Value) -> Self {
        Self { extra: Map::from_iter([("value".to_owned(), value)]), ..Self::default() }
    }
}

/// Reads a tag from an id, a name, or an object with both. The tags of a case are a list of those, or a map from
/// ids to names.
impl Field for CaseTagRef {
    fn read(value: Value) -> Result<Option<Self>, Value> {
        Ok(Some(match value {
            Value::Object(_) => match serde_json::from_value(value.clone()) {
                Ok(tag) => tag,
                Err(_) => Self::odd(value),
            },
            value => match CaseTagId::read(value) {
                Ok(None) => return Ok(None),
                Ok(id) => Self { id, ..Self::default() },
                Err(Value::String(name)) => Self { name: Some(name), ..Self::default() },
                Err(value) => Self::odd(value),
            },
        }))
    }

    fn write(self) -> Value {
        json!(self)
    }

    fn read_list(value: Value) -> Result<Option<Vec<Self>>, Value> {
        let items: Vec<_> = match value {
            Value::Array(items) => items.into_iter().map(Self::read).collect::<Result<_, _>>()?,
            Value::Object(names) => names.into_iter().map(|(id, name)| Self::read_entry(&id, name)).collect(),
            value => return <Vec<Value>>::read(value).map(|_| None),
        };
        Ok(Some(items.into_iter().flatten().collect()))
    }
}

impl CaseTagRef {
    /// Reads an entry of a map from ids to names. In a list with gaps, the key is an index and the value the tag.
    fn read_entry(key: &str, value: Value) -> Option<Self> {
        let id = || key.trim().parse().ok();
        match value {
            Value::String(name) if !name.trim().is_empty() => {
                Some(Self { id: id(), name: Some(name), ..Self::default() })
            }
            Value::Null | Value::Bool(_) | Value::String(_) => Some(Self { id: id(), ..Self::default() }),
            Value::Object(mut fields) => {
                fields.entry("id").or_insert_with(|| key.into());
                Self::read(Value::Object(fields)).ok().flatten()
            }
            other => Self::read(other).ok().flatten(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write_response::WriteResponse;

    fn tags(value: Value) -> Vec<(Option<u64>, Option<String>)> {
        let case: Case = serde_json::from_value(json!({ "id": 1, "tags": value })).unwrap();
        case.tags.into_iter().map(|tag| (tag.id.map(CaseTagId::get), tag.name)).collect()
    }

    #[test]
    fn tags_in_every_form() {
        let (billing, vip) = (Some("Billing".to_owned()), Some("VIP".to_owned()));
        assert_eq!(tags(json!([3, "9"])), [(Some(3), None), (Some(9), None)]);
        assert_eq!(
            tags(json!([{ "id": "3", "tagname": "Billing" }, { "id": 9, "tagname": "VIP" }])),
            [(Some(3), billing.clone()), (Some(9), vip.clone())]
        );
        assert_eq!(tags(json!({ "3": "Billing", "9": "VIP" })), [(Some(3), billing.clone()), (Some(9), vip)]);
        assert_eq!(tags(json!({ "0": 3, "2": 9 })), [(Some(3), None), (Some(9), None)]);
        assert_eq!(tags(json!({ "3": { "tagname": "Billing" } })), [(Some(3), billing.clone())]);
        assert_eq!(tags(json!(["Billing", null, 0])), [(None, billing)]);
        for none in [json!(null), json!(false), json!([]), json!({}), json!("")] {
            assert_eq!(tags(none.clone()), [], "{none}");
        }
    }

    #[test]
    fn unreadable_tags_stay_in_extra() {
        let junk = json!({ "id": 1, "tags": "Billing, VIP" });
        let case: Case = serde_json::from_value(junk.clone()).unwrap();
        assert_eq!((case.tags.len(), json!(case)), (0, junk));
        let odd: Case = serde_json::from_value(json!({ "tags": [3, [4]] })).unwrap();
        assert_eq!(json!(odd)["tags"], json!([{ "id": 3 }, { "value": [4] }]));
    }

    #[test]
    fn note_is_not_recognised_as_case() {
        let is_case =
            |answer: Value| serde_json::from_value::<WriteResponse<Case>>(answer).unwrap().record().is_some();
        assert!(is_case(json!({ "id": 1042, "caseid": "1042", "summary": "Cannot log in" })));
        assert!(is_case(json!({ "casenum": "ABCD1234" })));
        assert!(!is_case(json!({ "id": 9001, "caseid": 1042, "note": "Called." })));
        assert!(!is_case(json!({ "id": 9001, "note": "Called." })));
        for answer in [json!(true), json!([]), json!({}), json!(null), json!("ok")] {
            assert!(!is_case(answer.clone()), "{answer}");
        }
    }
}
