//! Property tests of every record against unexpected values.

use std::fmt::Debug;

use client_core::Endpoint;
use http::Response;
use proptest::{prelude::*, sample::Index};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use super::{
    case_tags::CaseTag,
    cases::{Case, SearchCases},
    chats::Chat,
    contacts::Contact,
    departments::Department,
    emails::Email,
    feedback::Feedback,
    integrations::Integration,
    reps::Rep,
    session::PoweredBy,
    usage::Usage,
    webhooks::Webhook,
};
use crate::{de::tests::any_json, id::NoteId, time::Moment, write_response::WriteResponse};

/// Record with a value in every field, and its round trip.
struct RecordCase {
    name: &'static str,
    answer: Value,
    read: fn(&Value) -> Result<Value, String>,
}

fn sample<T: DeserializeOwned + Serialize + Debug>(name: &'static str, answer: Value) -> RecordCase {
    RecordCase {
        name,
        answer,
        read: |answer| {
            let record: T =
                serde_json::from_slice(&serde_json::to_vec(answer).unwrap()).map_err(|e| e.to_string())?;
            serde_json::to_value(record).map_err(|error| error.to_string())
        },
    }
}

fn samples() -> Vec<RecordCase> {
    let date = "2024-03-05T14:07:09+00:00";
    let case = json!({
        "id": 1042, "casenum": "WXYZ1042", "contactid": 311, "contactUuid": "0b1c", "companyid": 5,
        "summary": "The printer sings", "details": "Only\tat night.\n", "openedby": "jane@example.com", "repid": 7,
        "departmentid": 2, "status": "new", "tags": [{ "id": 3, "tagname": "Billing" }], "isArchived": true,
        "date_opened": date, "date_assigned": "2024-03-05 14:07:09", "date_firstresponse": "2024-03-05",
        "date_lastresponse": date, "date_closed": "soon", "date_updated": date, "date_rated": date,
        "date_requestedfeedback": date, "rating": 5, "feedback": "Fine", "snoozed": date,
        "history": [{
            "id": 9001, "caseid": 1042, "type": "fax", "title": "Fax", "note": "It beeped.", "repid": 7,
            "openedby": "Jane", "status": "open", "emailid": "e1", "templateid": 4, "date_created": date, "pages": 2,
        }],
    });
    let chat = json!({
        "id": "ch-1", "platform": "carrier pigeon", "title": "Shipping", "clientName": "Jane", "caseId": 1042,
        "contactId": 311, "contactUuid": "0b1c", "departmentId": 2, "repId": 7, "noteId": 9001, "unseen": 1,
        "lastMessage": "Coo?", "lastMessageSender": "client", "isArchived": false, "dateCreated": date,
        "dateClosed": date, "dateLastMessage": date, "dateLastMessageReceived": date, "dateLastResponse": date,
        "messages": [{ "id": "m1", "message": "Coo?", "sender": "client", "repId": 7, "dateCreated": date, "x": 1 }],
    });
    let contact = json!({
        "id": "0b1c", "crmId": 311, "firstName": "Jane", "lastName": "Doe", "emailAddress": "jane@example.com",
        "emailAddress2": "j2@example.com", "emailAddress3": "j3@example.com", "phone1": "+1 555 0100",
        "phoneExt1": "1", "phone2": "+1 555 0101", "phoneExt2": "2", "company": "Acme", "website": "example.com",
        "timeZone": "America/New_York", "street1Billing": "1 Main St", "street2Billing": "Floor 2",
        "cityBilling": "Springfield", "stateBilling": "OR", "postalBilling": "97477", "countryBilling": "US",
        "dateCreated": date, "dateUpdated": date, "score": 12,
    });
    let department = json!({
        "id": 2, "name": "Support", "allReps": true, "repUserIds": [7, 8], "dateCreated": date, "dateArchived": date,
        "stale": 1440, "staleWarning": 720, "feedbackDelay": 60, "feedbackFrequency": 30, "feedbackSample": 100,
        "feedbackTemplateId": 1, "replyTemplateId": 2, "noteTemplateId": 3, "newCaseNoteTemplateId": 4,
        "templateCategory": "Support", "footerHtml": "<p>Bye</p>", "phone": "+1 555 0102", "colour": "blue",
    });
    let rep = json!({
        "userId": 7, "repid": 3, "username": "ava", "firstName": "Ava", "lastName": "Chen",
        "emailAddress": "ava@acme.test", "active": true, "isArchived": false, "defaultDepartmentId": 2,
        "timeZone": "America/New_York", "avatarUrl": "https://example.com/a.png", "dateCreated": date,
        "dateUpdated": date, "dateLastLogin": date,
    });
    let email = json!({
        "id": "e1", "caseid": 1042, "contactid": 311, "from": "jane@example.com", "to": "support@acme.test",
        "cc": "a@example.com, b@example.com", "subject": "Invoice", "body": "Please.", "html": "<p>Please.</p>",
        "date_received": date, "spamscore": 1.5,
    });
    let feedback = json!({
        "caseid": 1042, "rating": "good", "feedback": "Fine", "date_rated": date, "date_requestedfeedback": date,
    });
    let webhook = json!({
        "id": "wh_1", "objectType": "case", "action": "created", "url": "https://example.com", "dateCreated": date,
    });
    vec![
        sample::<Case>("Case", case.clone()),
        sample::<WriteResponse<Case>>("WriteResponse<Case>", case),
        sample::<Chat>("Chat", chat.clone()),
        sample::<WriteResponse<Chat>>("WriteResponse<Chat>", chat),
        sample::<Contact>("Contact", contact),
        sample::<Department>("Department", department),
        sample::<Rep>("Rep", rep),
        sample::<Email>("Email", email),
        sample::<Feedback>("Feedback", feedback),
        sample::<Webhook>("Webhook", webhook),
        sample::<CaseTag>(
            "CaseTag",
            json!({ "id": 3, "tagname": "Billing", "totalcases": 41, "hidden": false }),
        ),
        sample::<Integration>(
            "Integration",
            json!({ "id": "12", "name": "Website", "platform": "livechat" }),
        ),
        sample::<PoweredBy>("PoweredBy", json!({ "plan": "Pro", "footerlink": true, "partnercode": "abc" })),
        sample::<Usage>("Usage", json!({ "calls": 3, "plan": { "limit": 1800 } })),
    ]
}

fn read(sample: &RecordCase, answer: &Value) -> Map<String, Value> {
    match (sample.read)(answer) {
        Ok(Value::Object(fields)) => fields,
        other => panic!("{}: {other:?} from {answer}", sample.name),
    }
}

#[test]
fn nothing_that_is_known_is_lost() {
    for sample in samples() {
        assert_eq!(Value::Object(read(&sample, &sample.answer)), sample.answer, "{}", sample.name);
    }
}

#[test]
fn numbers_as_texts_and_booleans_as_numbers_read_the_same() {
    fn as_texts(value: &Value) -> Value {
        match value {
            Value::Number(number) => number.to_string().into(),
            Value::Bool(yes) => u8::from(*yes).into(),
            Value::Array(items) => items.iter().map(as_texts).collect(),
            Value::Object(fields) => {
                fields.iter().map(|(name, value)| (name.clone(), as_texts(value))).collect()
            }
            other => other.clone(),
        }
    }
    // Fields of unknown type stay unchanged.
    const UNKNOWN: [&str; 5] = ["rating", "history", "score", "calls", "messages"];
    for sample in samples().iter().filter(|sample| sample.name != "Usage") {
        let mut found = read(sample, &as_texts(&sample.answer));
        let mut expected = sample.answer.clone();
        for unknown in UNKNOWN {
            found.remove(unknown);
            expected.as_object_mut().unwrap().remove(unknown);
        }
        assert_eq!(Value::Object(found), expected, "{}", sample.name);
    }
}

#[test]
fn unset_dates_are_none() {
    for sample in samples() {
        let fields = sample.answer.as_object().unwrap();
        for name in fields.keys().filter(|name| name.starts_with("date")) {
            for unset in [
                json!(null),
                json!(false),
                json!(""),
                json!("0000-00-00 00:00:00"),
                json!("0000-00-00"),
                json!(0),
            ] {
                let mut answer = fields.clone();
                answer.insert(name.clone(), unset.clone());
                let found = read(&sample, &Value::Object(answer));
                assert_eq!(found.get(name), None, "{}: {name} = {unset}", sample.name);
                assert_eq!(found.len() + 1, fields.len(), "{}: {name} = {unset}", sample.name);
            }
        }
    }
}

#[test]
fn an_empty_list_is_an_empty_object() {
    for sample in samples().iter().filter(|sample| !sample.name.starts_with("WriteResponse")) {
        assert!(read(sample, &json!([])).is_empty(), "{}", sample.name);
    }
}

#[test]
fn unreadable_history_is_kept() {
    let answer = json!({ "id": 1, "history": ["Called.", { "id": "9001" }, null, [1]] });
    let case: Case = serde_json::from_value(answer).unwrap();
    let history = case.history.unwrap();
    assert_eq!(history.len(), 4);
    assert_eq!(history[0].extra["value"], "Called.");
    assert_eq!(history[1].id.map(NoteId::get), Some(9001));
    assert_eq!(history[3].extra["value"], json!([1]));
    let none: Case = serde_json::from_value(json!({ "id": 1 })).unwrap();
    assert_eq!(none.history, None);
    let gaps: Case =
        serde_json::from_value(json!({ "id": 1, "history": { "9": { "id": 1 }, "10": { "id": 2 } } }))
            .unwrap();
    let ids: Vec<_> = gaps.history.unwrap().iter().map(|entry| entry.id.unwrap().get()).collect();
    assert_eq!(ids, [1, 2]);
    // A single entry is not a list of its fields.
    let one = json!({ "id": 1, "history": { "id": 9001, "note": "Called." } });
    let case: Case = serde_json::from_value(one.clone()).unwrap();
    assert_eq!((&case.history, json!(case)), (&None, one));
}

#[test]
fn dates_without_a_zone_are_not_converted() {
    let case: Case = serde_json::from_value(json!({ "date_opened": "2024-03-05 14:07:09" })).unwrap();
    assert_eq!(case.opened_at, Some(Moment::new("2024-03-05 14:07:09")));
    assert_eq!(case.opened_at.unwrap().as_millis(), None);
}

/// Returns `true` if a field may be `None` for this value.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) => false,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => matches!(text.trim(), "" | "0") || text.trim().starts_with("0000-00-00"),
        Value::Array(items) => items.iter().all(says_nothing),
        Value::Object(fields) => fields.values().all(says_nothing),
    }
}

proptest! {
    /// Junk in one field affects that field alone, and is kept unless it means none.
    #[test]
    fn bad_field_does_not_fail_the_record(which in any::<Index>(), field in any::<Index>(), junk in any_json()) {
        let samples = samples();
        let sample = which.get(&samples);
        let good = sample.answer.as_object().unwrap();
        let name = field.get(&good.keys().collect::<Vec<_>>()).to_owned().clone();
        let mut answer = good.clone();
        answer.insert(name.clone(), junk.clone());
        let mut found = read(sample, &Value::Object(answer));
        let kept = found.remove(&name);
        let mut rest = good.clone();
        rest.remove(&name);
        prop_assert_eq!(Value::Object(found), Value::Object(rest));
        prop_assert!(kept.is_some() || says_nothing(&junk), "{}: {} = {} is lost", sample.name, name, junk);
    }

    /// Junk among the rows of a list affects neither the other rows nor the offset of the next page.
    #[test]
    fn bad_row_does_not_fail_the_list(before in prop::collection::vec(any_json(), 0..4), after in prop::collection::vec(any_json(), 0..4)) {
        let good = json!({ "id": 1042, "summary": "The printer sings" });
        let place = before.len();
        let answer: Value = before.into_iter().chain([good]).chain(after).collect();
        let cases = SearchCases::decode(&Response::new(answer.to_string().into())).unwrap();
        prop_assert_eq!(cases.len(), answer.as_array().unwrap().len());
        prop_assert_eq!(cases[place].summary.as_deref(), Some("The printer sings"));
    }

    /// Junk among nested records affects neither the other records nor other fields.
    #[test]
    fn bad_nested_record_does_not_affect_the_others(before in prop::collection::vec(any_json(), 0..4), after in prop::collection::vec(any_json(), 0..4)) {
        fn around<T: DeserializeOwned + Serialize>(list: &str, item: &Value, (before, after): (&[Value], &[Value])) -> bool {
            let items: Vec<_> = before.iter().chain([item]).chain(after).collect();
            let record: T = serde_json::from_value(json!({ "id": 1042, list: items })).unwrap();
            let written = json!(record);
            written["id"] != json!(null) && written[list].as_array().is_some_and(|items| items.contains(item))
        }
        let junk = (&*before, &*after);
        let entry = json!({ "id": 9001, "note": "Called." });
        let tag = json!({ "id": 3, "tagname": "Billing" });
        let message = json!({ "message": "Coo?" });
        prop_assert!(around::<Case>("history", &entry, junk));
        prop_assert!(around::<Case>("tags", &tag, junk));
        prop_assert!(around::<Chat>("messages", &message, junk));
    }

    /// Any response is either a list or refused.
    #[test]
    fn an_answer_of_junk_is_a_list_or_refused(junk in any_json()) {
        let read = SearchCases::decode(&Response::new(junk.to_string().into()));
        prop_assert!(read.is_err() || junk.is_array() || junk.is_object(), "{}", junk);
    }

    /// Any response is either read or refused, and a record survives a round trip.
    #[test]
    fn junk_is_stable(junk in any_json(), which in any::<Index>()) {
        let samples = samples();
        let sample = which.get(&samples);
        if let Ok(found) = (sample.read)(&junk) {
            prop_assert_eq!((sample.read)(&found), Ok(found));
        }
    }

    /// Junk in every field at once.
    #[test]
    fn nothing_but_junk(which in any::<Index>(), junk in prop::collection::vec(any_json(), 1..8)) {
        let samples = samples();
        let sample = which.get(&samples);
        let names = sample.answer.as_object().unwrap().keys().cloned();
        let answer = Value::Object(names.zip(junk.into_iter().cycle()).collect());
        prop_assert!((sample.read)(&answer).is_ok(), "{}: {}", sample.name, answer);
    }
}
