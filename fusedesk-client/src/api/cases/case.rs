//! A case as FuseDesk answers it.

use client_core::wire_enum;
use serde_json::{Map, Value, json};

use crate::{
    CaseId, CaseTagId, CompanyId, ContactUuid, CrmContactId, DepartmentId, EmailId, Moment, NoteId, Record,
    RepUserId, TemplateId,
    de::{Field, nested, words},
    record::record,
};

wire_enum! {
    /// How far a case is.
    pub enum CaseStatus {
        /// The team has to do something.
        New = "new",
        /// The team waits for the customer.
        Open = "open",
        /// It is solved.
        Closed = "closed",
    }
    /// What a note is.
    pub enum NoteType {
        /// A note.
        Note = "note",
        /// A note of a call.
        Call = "call",
    }
    /// What an entry in the history of a case is.
    pub enum EntryKind {
        /// A note.
        Note = "note",
        /// A note of a call.
        Call = "call",
        /// An e-mail.
        Email = "email",
        /// A chat.
        Chat = "chat",
    }
}

words!(CaseStatus, NoteType, EntryKind);

record! {
    /// A case.
    pub struct Case {
        /// The case.
        pub id: Option<CaseId> = "id" | "caseid",
        /// The number that people see, such as `ABCD1234`. No operation takes it.
        pub number: Option<String> = "casenum" | "casenumber",
        /// How far it is.
        pub status: Option<CaseStatus> = "status",
        /// The title, or the subject of the e-mail that it began with.
        pub summary: Option<String> = "summary",
        /// What it is about, in full.
        pub details: Option<String> = "details",
        /// Who opened it: a name, an address, a number, as it was given.
        pub opened_by: Option<String> = "openedby",
        /// The department.
        pub department_id: Option<DepartmentId> = "departmentid",
        /// The rep whom it is assigned to, by the number of the user.
        pub rep_user_id: Option<RepUserId> = "repid",
        /// The contact in the CRM.
        pub crm_contact_id: Option<CrmContactId> = "contactid",
        /// The contact in FuseDesk.
        pub contact_uuid: Option<ContactUuid> = "contactUuid",
        /// The company in the CRM.
        pub company_id: Option<CompanyId> = "companyid",
        /// Its tags.
        pub tags: Vec<CaseTagRef> = "tags",
        /// Whether it is archived.
        pub is_archived: Option<bool> = "isArchived",
        /// When it was opened.
        pub opened_at: Option<Moment> = "date_opened",
        /// When it was last assigned.
        pub assigned_at: Option<Moment> = "date_assigned",
        /// When a rep first answered.
        pub first_response_at: Option<Moment> = "date_firstresponse",
        /// When a rep last answered.
        pub last_response_at: Option<Moment> = "date_lastresponse",
        /// When it was last changed.
        pub updated_at: Option<Moment> = "date_updated",
        /// When it was closed.
        pub closed_at: Option<Moment> = "date_closed",
        /// When the customer was asked for feedback.
        pub feedback_requested_at: Option<Moment> = "date_requestedfeedback",
        /// When the customer gave a rating.
        pub rated_at: Option<Moment> = "date_rated",
        /// The customer's rating, in whatever form FuseDesk has it.
        pub rating: Option<Value> = "rating",
        /// What the customer wrote with the rating.
        pub feedback: Option<Value> = "feedback",
        /// Notes, calls, e-mails and chats; `None` where the answer has no history, such as in lists.
        pub history: Option<Vec<HistoryEntry>> = "history",
    }
}

record! {
    /// An entry in the history of a case. FuseDesk does not document its fields; what else comes is in `extra`.
    pub struct HistoryEntry {
        /// The note.
        pub id: Option<NoteId> = "id",
        /// The case.
        pub case_id: Option<CaseId> = "caseid",
        /// What it is.
        pub kind: Option<EntryKind> = "type",
        /// Its title, or the subject of an e-mail.
        pub title: Option<String> = "title",
        /// Its text.
        pub note: Option<String> = "note",
        /// The rep who wrote it, by the number of the user.
        pub rep_user_id: Option<RepUserId> = "repid",
        /// Who wrote it, where that was no rep.
        pub opened_by: Option<String> = "openedby",
        /// The status that the case got with it.
        pub status: Option<CaseStatus> = "status",
        /// The e-mail that it stands for.
        pub email_id: Option<EmailId> = "emailid",
        /// The template that it was made from.
        pub template_id: Option<TemplateId> = "templateid",
        /// When it was written.
        pub created_at: Option<Moment> = "date_created",
    }
}

record! {
    /// A tag on a case, as the case names it: some answers give the id, others the name too.
    pub struct CaseTagRef {
        /// The tag.
        pub id: Option<CaseTagId> = "id",
        /// Its name.
        pub name: Option<String> = "tagname",
    }
}

nested!(HistoryEntry);

impl Record for Case {
    fn is_recognised(&self) -> bool {
        // A note has an `id` of its own beside the `caseid`, and says neither summary nor number.
        let contradicts = self.extra.contains_key("caseid");
        self.number.is_some() || (self.id.is_some() && self.summary.is_some() && !contradicts)
    }
}

impl Case {
    /// The ids of its tags, as far as the answer gives them.
    pub fn tag_ids(&self) -> impl Iterator<Item = CaseTagId> {
        self.tags.iter().filter_map(|tag| tag.id)
    }
}

impl CaseTagRef {
    fn odd(value: Value) -> Self {
        Self { extra: Map::from_iter([("value".to_owned(), value)]), ..Self::default() }
    }
}

/// A tag is an id, a name, or an object with both; the tags of a case are a list of them, or a map from ids to names.
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
    /// An entry of a map from ids to names; of a list with gaps, the key is a place and the value the tag.
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
    use crate::Written;

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
    fn tags_that_are_none_stay_in_the_case() {
        let junk = json!({ "id": 1, "tags": "Billing, VIP" });
        let case: Case = serde_json::from_value(junk.clone()).unwrap();
        assert_eq!((case.tags.len(), json!(case)), (0, junk));
        let odd: Case = serde_json::from_value(json!({ "tags": [3, [4]] })).unwrap();
        assert_eq!(json!(odd)["tags"], json!([{ "id": 3 }, { "value": [4] }]));
    }

    #[test]
    fn a_note_is_no_case() {
        let is_case =
            |answer: Value| serde_json::from_value::<Written<Case>>(answer).unwrap().value().is_some();
        assert!(is_case(json!({ "id": 1042, "caseid": "1042", "summary": "Cannot log in" })));
        assert!(is_case(json!({ "casenum": "ABCD1234" })));
        assert!(!is_case(json!({ "id": 9001, "caseid": 1042, "note": "Called." })));
        assert!(!is_case(json!({ "id": 9001, "note": "Called." })));
        for answer in [json!(true), json!([]), json!({}), json!(null), json!("ok")] {
            assert!(!is_case(answer.clone()), "{answer}");
        }
    }
}
