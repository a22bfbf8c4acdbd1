//! The tool set `api`: every operation as a tool, over the fake FuseDesk.

use std::{collections::BTreeSet, time::Duration};

use fusedesk_client::{
    FuseDesk, RepUserId,
    mcp::{Author, api_tools},
    testing::{FakeDesk, Fault, Quirks, seed},
};
use mcp_core::{Registry, testing::TestClient};
use serde_json::{Value, json};

/// Tool set `api` over a seeded fake, with the API key as author.
pub(crate) struct Api {
    pub(crate) fake: FakeDesk,
    pub(crate) tools: Registry,
    pub(crate) client: TestClient,
}

pub(crate) fn api() -> Api {
    let fake = FakeDesk::seeded();
    let desk = FuseDesk::app(fake.app()).unwrap().builder();
    let tools = api_tools(&desk.credential(fake.api_key()).transport(fake.clone()).build().unwrap());
    let client = TestClient::new(tools.clone()).context(|context| {
        context.extensions_mut().insert(Author::api_token());
    });
    Api { fake, client, tools }
}

impl Api {
    pub(crate) async fn call(&self, tool: &str, arguments: Value) -> Value {
        let result = self.client.call_tool(tool, arguments.clone()).await.unwrap();
        assert!(!result.is_error(), "{tool} {arguments}: {}", result.text());
        let structured = result.structured().cloned().unwrap();
        let schema = self.tools.get(tool).unwrap().definition().output_schema().unwrap().clone();
        let validator = jsonschema::validator_for(&Value::Object(schema)).unwrap();
        assert!(validator.is_valid(&structured), "{tool}: {structured:#}");
        structured
    }

    pub(crate) async fn fail(&self, tool: &str, arguments: Value) -> Value {
        let result = self.client.call_tool(tool, arguments.clone()).await.unwrap();
        assert!(result.is_error(), "{tool} {arguments} succeeded: {}", result.text());
        result.error().unwrap()
    }
}

/// Returns every tool with valid arguments, in an order in which each finds its records.
fn tour(fake: &FakeDesk) -> Vec<(&'static str, Value)> {
    let case = json!({ "caseId": seed::DISPUTE });
    let with = |mut base: Value, more: Value| {
        base.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        base
    };
    let tomorrow = fake.clock().now().as_secs() + 86_400;
    let tomorrow: fusedesk_client::Moment = (std::time::UNIX_EPOCH + Duration::from_secs(tomorrow)).into();
    let contact = json!({ "contactId": seed::ELENA });
    let department = json!({ "departmentId": seed::BILLING });
    vec![
        ("list_all_fuse_desk_cases", json!({ "status": "active" })),
        ("get_single_fuse_desk_case_by_id", case.clone()),
        (
            "create_a_fuse_desk_case",
            json!({ "depid": seed::BILLING, "summary": "s", "details": "d", "openedby": "o" }),
        ),
        ("update_a_fuse_desk_case_by_id", with(case.clone(), json!({ "status": "open" }))),
        (
            "fuse_desk_cases_bulk_update",
            json!({ "caseids": [seed::DISPUTE, seed::SSO], "tagid": seed::URGENT }),
        ),
        ("fuse_desk_cases_bulk_crm", json!({ "caseids": [seed::DISPUTE], "crmTagId": 5 })),
        ("fuse_desk_cases_merge", json!({ "caseids": [seed::WEBHOOK_ERROR, seed::DUPLICATE] })),
        ("create_a_fuse_desk_case_note", with(case.clone(), json!({ "note": "n" }))),
        ("fuse_desk_cases_reply", with(case.clone(), json!({ "body": "r" }))),
        ("fuse_desk_cases_snooze", with(case.clone(), json!({ "until": tomorrow }))),
        ("fuse_desk_cases_tag", with(case.clone(), json!({ "caseTagId": seed::REFUND }))),
        ("fuse_desk_cases_untag", with(case.clone(), json!({ "caseTagId": seed::VIP }))),
        ("get_single_fuse_desk_case_feedback_by_id", case.clone()),
        ("fuse_desk_case_feedback_forbid", case.clone()),
        ("fuse_desk_case_feedback_allow", case.clone()),
        ("fuse_desk_case_feedback_request", case),
        ("list_all_fuse_desk_case_tags", json!({})),
        ("create_a_fuse_desk_case_tag", json!({ "tagname": "Churn" })),
        ("delete_a_fuse_desk_case_tag_by_id", json!({ "caseTagId": seed::API_ERROR_TAG })),
        ("list_all_fuse_desk_chats", json!({})),
        ("get_single_fuse_desk_chat_by_id", json!({ "chatId": seed::SEATS_CHAT })),
        ("update_a_fuse_desk_chat_by_id", json!({ "chatId": seed::SEATS_CHAT, "title": "Seats" })),
        ("fuse_desk_chats_close", json!({ "chatId": seed::SEATS_CHAT })),
        ("list_all_fuse_desk_emails", json!({})),
        ("get_single_fuse_desk_email_by_id", json!({ "emailId": seed::QUOTE_EMAIL })),
        ("list_all_fuse_desk_contacts", json!({ "search": "Voss" })),
        ("get_single_fuse_desk_contact_by_id", contact.clone()),
        ("create_a_fuse_desk_contact", json!({ "firstName": "Kim" })),
        ("update_a_fuse_desk_contact_by_id", with(contact, json!({ "company": "Southwind" }))),
        ("list_all_fuse_desk_departments", json!({})),
        ("list_all_fuse_desk_departments_with_archived", json!({})),
        ("list_all_fuse_desk_archived_departments", json!({})),
        ("get_single_fuse_desk_department_by_id", department.clone()),
        ("create_a_fuse_desk_department", json!({ "name": "Returns" })),
        ("update_a_fuse_desk_department_by_id", with(department.clone(), json!({ "stale": 60 }))),
        ("delete_a_fuse_desk_department_by_id", department.clone()),
        ("fuse_desk_departments_restore", department),
        ("list_all_fuse_desk_reps", json!({})),
        ("get_single_fuse_desk_rep_by_id", json!({ "userId": seed::SARAH })),
        (
            "create_a_fuse_desk_webhook",
            json!({ "objectType": "case", "action": "created", "url": "https://h.example" }),
        ),
        ("list_all_fuse_desk_webhooks", json!({})),
        ("list_all_fuse_desk_integrations", json!({})),
        ("fuse_desk_session_permissions", json!({})),
        ("fuse_desk_session_powered_by", json!({})),
        ("fuse_desk_usage", json!({})),
    ]
}

#[test]
fn the_names_that_prompts_know() {
    let api = api();
    for name in [
        "list_all_fuse_desk_cases",
        "get_single_fuse_desk_case_by_id",
        "list_all_fuse_desk_chats",
        "get_single_fuse_desk_chat_by_id",
        "list_all_fuse_desk_emails",
        "list_all_fuse_desk_contacts",
    ] {
        assert!(api.tools.get(name).is_some(), "{name}");
    }
    for tool in api.tools.iter() {
        let name = tool.name();
        let scheme = ["list_all_", "get_single_", "create_a_", "update_a_", "delete_a_", ""];
        assert!(
            scheme.iter().any(|verb| name.starts_with(&format!("{verb}fuse_desk_"))
                || name.starts_with("list_all_fuse_desk_archived")),
            "{name}"
        );
        let by_id =
            name.starts_with("get_single") || name.starts_with("update_a") || name.starts_with("delete_a");
        assert_eq!(name.ends_with("_by_id"), by_id, "{name}");
    }
}

#[tokio::test]
async fn every_operation_is_a_tool() {
    let api = api();
    let mut called = BTreeSet::new();
    for (tool, arguments) in tour(&api.fake) {
        api.fake.clear_requests();
        api.call(tool, arguments).await;
        let requests = api.fake.requests();
        assert_eq!(requests.len(), 1, "{tool}");
        assert_eq!(requests[0].status, Some(200), "{tool}");
        called.insert(tool);
    }
    let webhook = api.fake.webhooks()[0]["id"].clone();
    api.call("delete_a_fuse_desk_webhook_by_id", json!({ "webhookId": webhook })).await;
    called.insert("delete_a_fuse_desk_webhook_by_id");
    let all: BTreeSet<&str> = api.tools.iter().map(|tool| tool.name()).collect();
    assert_eq!(called, all);
    // Merges and CRM actions are separate tools here. In FuseDesk they share the URL of the bulk update.
    let operations = FakeDesk::operations().count();
    assert_eq!(all.len(), operations + 2, "a new operation needs a tool: fusedesk-client/src/mcp/api.rs");
    assert_eq!(api.fake.ignored_parameters(), [""; 0]);

    // The effects are there.
    let case = api.fake.case(seed::DISPUTE).unwrap();
    assert_eq!(case["tags"], json!([seed::BILLING_DISPUTE, seed::URGENT, seed::REFUND]));
    assert!(case["date_snoozed"].is_string() && case["date_requestedfeedback"].is_string());
    assert_eq!(api.fake.merged_into(seed::DUPLICATE), Some(seed::WEBHOOK_ERROR));
    let kinds: Vec<Value> = api.fake.sent_emails().iter().map(|mail| mail["kind"].clone()).collect();
    assert_eq!(kinds, ["reply", "feedback"]);
    assert!(!api.fake.chat(seed::SEATS_CHAT).unwrap()["dateClosed"].is_null());
    assert_eq!(api.fake.contact(seed::ELENA).unwrap()["company"], "Southwind");
    assert_eq!(api.fake.department(seed::BILLING).unwrap()["stale"], 60);
    assert!(api.fake.webhooks().is_empty());
}

#[tokio::test]
async fn every_tool_handles_every_quirk() {
    for quirks in [Quirks::all(), Quirks::new().empty_lists(), Quirks::new().null_ids().unknown_fields()] {
        let api = api();
        api.fake.set_quirks(quirks);
        for (tool, arguments) in tour(&api.fake) {
            api.call(tool, arguments).await;
        }
    }
}

#[tokio::test]
async fn cursors_are_bound_to_their_list() {
    let api = api();
    for (tool, arguments) in [
        ("list_all_fuse_desk_cases", json!({ "limit": 4 })),
        ("list_all_fuse_desk_emails", json!({ "limit": 2 })),
        ("list_all_fuse_desk_reps", json!({ "limit": 3 })),
        ("list_all_fuse_desk_chats", json!({ "limit": 1 })),
    ] {
        let mut whole = arguments.clone();
        whole["limit"] = json!(100);
        let ids = |page: &Value| -> Vec<Value> {
            let rows = page["items"].as_array().unwrap().iter();
            rows.map(|row| row.get("id").or_else(|| row.get("userId")).cloned().unwrap()).collect()
        };
        let whole = ids(&api.call(tool, whole).await);
        let (mut seen, mut next, mut first) = (Vec::new(), arguments.clone(), None);
        loop {
            let page = api.call(tool, next.clone()).await;
            seen.extend(ids(&page));
            let Some(cursor) = page.get("next_cursor") else { break };
            first.get_or_insert_with(|| cursor.clone());
            next["cursor"] = cursor.clone();
            assert!(seen.len() < whole.len(), "{tool}: the list does not end");
        }
        assert_eq!(seen, whole, "{tool}");
        let cursor = first.unwrap();
        let altered = format!("{}x", cursor.as_str().unwrap());
        assert_eq!(api.fail(tool, json!({ "cursor": altered })).await["kind"], "invalid_arguments");
        let error = api.fail("list_all_fuse_desk_departments", json!({ "cursor": cursor })).await;
        assert_eq!(error["kind"], "invalid_arguments");
    }
    let cursor = api.call("list_all_fuse_desk_cases", json!({ "limit": 4 })).await["next_cursor"].clone();
    let other = json!({ "limit": 4, "status": "closed", "cursor": cursor });
    assert!(
        api.fail("list_all_fuse_desk_cases", other).await["message"]
            .as_str()
            .unwrap()
            .contains("other arguments")
    );
    assert_eq!(
        api.fail("list_all_fuse_desk_cases", json!({ "offset": 4 })).await["kind"],
        "invalid_arguments"
    );
}

#[tokio::test]
async fn a_note_is_the_authors() {
    let api = api();
    let note = json!({ "caseId": seed::DISPUTE, "note": "n" });
    let mut forged = note.clone();
    forged["repid"] = json!(seed::DAVID);
    let error = api.fail("create_a_fuse_desk_case_note", forged).await;
    assert!(error["message"].as_str().unwrap().contains("the host of this server sets it"), "{error}");
    let author = || {
        let case = api.fake.case(seed::DISPUTE).unwrap();
        case["history"].as_array().unwrap().last().unwrap()["repid"].clone()
    };
    api.call("create_a_fuse_desk_case_note", note.clone()).await;
    assert_eq!(author(), Value::Null);
    let mia = api.client.clone().context(|context| {
        context.extensions_mut().insert(Author::new(RepUserId::new(seed::MIA)));
    });
    assert!(!mia.call_tool("create_a_fuse_desk_case_note", note).await.unwrap().is_error());
    assert_eq!(author(), seed::MIA);
    // Elsewhere the same field is the assignee, which is an argument.
    let assign = json!({ "caseId": seed::DISPUTE, "repid": seed::DAVID });
    assert!(!mia.call_tool("update_a_fuse_desk_case_by_id", assign).await.unwrap().is_error());
    assert_eq!(api.fake.case(seed::DISPUTE).unwrap()["repid"], seed::DAVID);
}

#[tokio::test]
async fn invalid_arguments_change_nothing() {
    let api = api();
    let before = api.fake.cases();
    for (tool, arguments, kind) in [
        ("get_single_fuse_desk_case_by_id", json!({ "caseId": 1 }), "not_found"),
        ("get_single_fuse_desk_case_by_id", json!({ "caseId": "ABCD1234" }), "invalid_arguments"),
        ("get_single_fuse_desk_case_by_id", json!({}), "invalid_arguments"),
        ("get_single_fuse_desk_chat_by_id", json!({ "chatId": "../cases/2001" }), "invalid_arguments"),
        ("get_single_fuse_desk_chat_by_id", json!({ "chatId": "" }), "invalid_arguments"),
        ("get_single_fuse_desk_contact_by_id", json!({ "contactId": ".." }), "invalid_arguments"),
        ("update_a_fuse_desk_case_by_id", json!({ "caseId": seed::DISPUTE }), "invalid_arguments"),
        ("update_a_fuse_desk_case_by_id", json!({ "caseId": 1, "status": "open" }), "not_found"),
        (
            "update_a_fuse_desk_case_by_id",
            json!({ "caseId": seed::DISPUTE, "repid": seed::TOM }),
            "invalid_arguments",
        ),
        ("fuse_desk_cases_merge", json!({ "caseids": [seed::DISPUTE] }), "invalid_arguments"),
        ("fuse_desk_cases_merge", json!({ "caseids": [seed::DISPUTE, 1] }), "not_found"),
        (
            "fuse_desk_cases_bulk_update",
            json!({ "caseids": [seed::DISPUTE], "merge": true }),
            "invalid_arguments",
        ),
        (
            "fuse_desk_cases_reply",
            json!({ "caseId": seed::DISPUTE, "body": "x", "cc": "no" }),
            "invalid_arguments",
        ),
        ("fuse_desk_cases_snooze", json!({ "caseId": seed::DISPUTE, "until": "soon" }), "invalid_arguments"),
    ] {
        let error = api.fail(tool, arguments.clone()).await;
        assert_eq!(error["kind"], kind, "{tool} {arguments}: {error}");
    }
    assert_eq!(api.fake.cases(), before);
    assert!(api.fake.sent_emails().is_empty());
}

#[tokio::test]
async fn failures_say_what_happened() {
    let api = api();
    let reply = json!({ "caseId": seed::DISPUTE, "body": "once" });
    for (n, fault) in [Fault::dropped().after_write(), Fault::truncated(), Fault::html(502).after_write()]
        .into_iter()
        .enumerate()
    {
        api.fake.fault(fault.on("POST", "/reply"));
        let mut reply = reply.clone();
        reply["idempotency_key"] = json!(n);
        let error = api.fail("fuse_desk_cases_reply", reply.clone()).await;
        assert_eq!(error["kind"], "outcome_unknown", "{error}");
        assert!(error["hint"].as_str().unwrap().contains("may have been sent"), "{error}");
        // An equal call does not find out by sending it again.
        let error = api.fail("fuse_desk_cases_reply", reply).await;
        assert_eq!(error["kind"], "outcome_unknown", "{error}");
        assert!(error["hint"].as_str().unwrap().contains("nothing was done again"), "{error}");
    }
    assert_eq!(api.fake.sent_emails().len(), 3);
    let get = json!({ "caseId": seed::DISPUTE });
    for (fault, kind) in [
        (Fault::status(401), "unauthorized"),
        (Fault::status(403), "forbidden"),
        (Fault::status(404), "not_found"),
        (Fault::status(405), "invalid_arguments"),
        (Fault::rate_limited(Duration::from_secs(3)), "rate_limited"),
        (Fault::html(500), "unavailable"),
        (Fault::dropped(), "timeout"),
        (Fault::truncated(), "upstream"),
    ] {
        api.fake.fault(fault.clone());
        let error = api.fail("get_single_fuse_desk_case_by_id", get.clone()).await;
        assert_eq!(error["kind"], kind, "{fault:?}: {error}");
    }
    let result = api.client.call_tool("get_single_fuse_desk_case_by_id", get).await.unwrap();
    assert!(!result.is_error());
}

#[tokio::test]
async fn reply_over_the_recipient_limit_is_refused() {
    let api = api();
    let many: Vec<String> = (0..25).map(|n| format!("p{n}@example.com")).collect();
    let base = json!({ "caseId": seed::DISPUTE, "body": "Hello" });
    for copies in [
        json!({ "cc": many }),
        json!({ "bcc": many }),
        json!({ "cc": many[..13], "bcc": many[13..] }),
        json!({ "cc": [many.join(",")] }),
    ] {
        let mut arguments = base.clone();
        arguments.as_object_mut().unwrap().extend(copies.as_object().unwrap().clone());
        let error = api.fail("fuse_desk_cases_reply", arguments).await;
        assert!(error["message"].as_str().unwrap().contains("26 recipients"), "{error}");
    }
    assert!(api.fake.requests().is_empty(), "nothing was sent");
    let mut arguments = base;
    arguments["cc"] = json!(many[..24]);
    api.call("fuse_desk_cases_reply", arguments).await;
}
