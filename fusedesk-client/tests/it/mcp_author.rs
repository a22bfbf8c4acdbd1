//! Authors in FuseDesk: a rep, the API key if the host sets it, or none.

use fusedesk_client::{RepUserId, mcp::Author, testing::seed};
use mcp_core::Context;
use serde_json::{Value, json};

use crate::{
    mcp_api::{Api, api},
    mcp_support::Desk,
};

const NOTE: &str = "fusedesk_add_note";
const REPLY: &str = "fusedesk_reply_to_case";

fn note() -> Value {
    json!({"case_id": seed::DISPUTE, "note": "She will wait."})
}

fn reply() -> Value {
    json!({"case_id": seed::DISPUTE, "body": "Your money is on its way."})
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[track_caller]
fn is_refused(error: &Value) {
    assert_eq!(error["kind"], "forbidden", "{error}");
    assert!(text(&error["message"]).contains("the host of this server set none"), "{error}");
    let hint = text(&error["hint"]);
    assert!(hint.contains("must set one for this caller: a rep or the API key"), "{error}");
}

#[tokio::test]
async fn nothing_is_written_without_an_author() {
    let desk = Desk::new().without_author();
    let before = desk.fake.case(seed::DISPUTE);
    is_refused(&desk.fail(NOTE, note()).await);
    is_refused(&desk.fail(REPLY, reply()).await);
    assert!(desk.fake.requests().is_empty(), "a refused write makes no request");
    assert_eq!(desk.fake.case(seed::DISPUTE), before);
    assert!(desk.fake.sent_emails().is_empty());
}

#[tokio::test]
async fn no_operation_writes_without_an_author() {
    let api = api();
    let client = api.client.clone().context(|context| {
        context.extensions_mut().remove::<Author>();
    });
    let api = Api { client, ..api };
    let note = json!({"caseId": seed::DISPUTE, "note": "n"});
    is_refused(&api.fail("create_a_fuse_desk_case_note", note).await);
    is_refused(&api.fail("fuse_desk_cases_reply", json!({"caseId": seed::DISPUTE, "body": "r"})).await);
    assert!(api.fake.requests().is_empty(), "a refused write makes no request");
    assert!(api.fake.sent_emails().is_empty());
    // Writes without an author need none.
    api.call("update_a_fuse_desk_case_by_id", json!({"caseId": seed::DISPUTE, "repid": seed::DAVID})).await;
    api.call("fuse_desk_cases_tag", json!({"caseId": seed::DISPUTE, "caseTagId": seed::REFUND})).await;
}

#[tokio::test]
async fn api_key_writes_if_the_host_allows_it() {
    let desk = Desk::new();
    assert_eq!(desk.call(NOTE, note()).await["author"], "api key");
    let case = desk.fake.case(seed::DISPUTE).unwrap();
    assert_eq!(case["history"].as_array().unwrap().last().unwrap()["repid"], Value::Null);
    desk.call(REPLY, reply()).await;
    assert_eq!(desk.fake.sent_emails().len(), 1);
}

#[tokio::test]
async fn reply_result_names_the_author_in_the_history() {
    for desk in [Desk::new(), Desk::new().as_author(seed::MIA)] {
        let replied = desk.call(REPLY, reply()).await;
        let case = desk.fake.case(seed::DISPUTE).unwrap();
        let entry = case["history"].as_array().unwrap().last().unwrap();
        assert_eq!((&entry["id"], &entry["repid"]), (&replied["note_id"], &json!(seed::SARAH)));
        assert_eq!(replied["author"], "Sarah Chen");
    }
}

#[tokio::test]
async fn a_note_of_a_rep_without_a_known_name_says_the_number() {
    let desk = Desk::new().as_author(seed::MIA);
    assert_eq!(desk.call(NOTE, note()).await["author"], "Mia Larsen");
    let desk = Desk::new().as_author(seed::MIA);
    desk.fake.fault(fusedesk_client::testing::Fault::status(500).on("GET", "/reps"));
    assert_eq!(desk.call(NOTE, note()).await["author"], format!("the rep {}", seed::MIA));
}

#[tokio::test]
async fn writes_without_author_field_need_no_author() {
    let desk = Desk::new().without_author();
    desk.call("fusedesk_update_case", json!({"case_id": seed::DISPUTE, "status": "open"})).await;
    desk.call("fusedesk_tag_case", json!({"case_id": seed::DISPUTE, "add": ["VIP"]})).await;
    let case = json!({
        "department": "Billing", "summary": "Invoice", "details": "Wants a copy.", "customer": seed::ELENA,
    });
    assert!(desk.call("fusedesk_create_case", case).await["case_id"].is_u64());
}

#[tokio::test]
async fn me_is_the_rep_and_never_the_api_key() {
    let arguments = json!({"case_id": seed::DISPUTE, "rep": "me"});
    for desk in [Desk::new(), Desk::new().without_author()] {
        let error = desk.fail("fusedesk_assign_case", arguments.clone()).await;
        assert!(text(&error["message"]).contains("set no rep for this caller"), "{error}");
    }
    let mia = Desk::new().as_author(seed::MIA);
    mia.call("fusedesk_assign_case", arguments).await;
    assert_eq!(mia.fake.case(seed::DISPUTE).unwrap()["repid"], seed::MIA);
}

#[test]
fn an_author_is_a_rep_or_the_key() {
    let mut context = Context::new();
    assert_eq!(Author::of(&context), None);
    context.extensions_mut().insert(Author::api_token());
    assert_eq!(Author::of(&context).unwrap().id(), None);
    context.extensions_mut().insert(Author::new(RepUserId::new(seed::SARAH)));
    assert_eq!(Author::of(&context).unwrap().id(), Some(RepUserId::new(seed::SARAH)));
}
