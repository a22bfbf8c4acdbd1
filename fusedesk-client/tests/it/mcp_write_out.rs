//! Tools that reach a customer or cannot be undone: replies, and closing a chat.

use std::time::{Duration, Instant};

use fusedesk_client::testing::{Fault, seed};
use serde_json::{Value, json};

use crate::mcp_support::{Desk, keyed};

const REPLY: &str = "fusedesk_reply_to_case";
const CLOSE: &str = "fusedesk_close_chat";

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[tokio::test]
async fn a_reply_goes_to_the_customer_once() {
    let desk = Desk::new();
    let replied = desk
        .call(REPLY, json!({"case_id": seed::DISPUTE, "body": "The refund is on its way.\n\nSarah"}))
        .await;
    let sent = desk.fake.sent_emails();
    assert_eq!(sent.len(), 1);
    assert_eq!(
        (&sent[0]["to"], &sent[0]["body"], &sent[0]["html"]),
        (&json!("elena.voss@northwind.example"), &json!("The refund is on its way.\n\nSarah"), &Value::Null)
    );
    assert_eq!(
        (&replied["to"], &replied["from"], &replied["email_id"]),
        (&sent[0]["to"], &sent[0]["from"], &sent[0]["id"])
    );
    assert!(replied["note_id"].is_u64());
    assert_eq!((&replied["previous_status"], &replied["case"]["status"]), (&json!("new"), &json!("open")));
    assert!(replied.get("warnings").is_none(), "{replied}");
    assert_eq!(desk.fake.ignored_parameters(), [""; 0]);
}

#[tokio::test]
async fn markdown_becomes_html_and_text() {
    let desk = Desk::new();
    for (format, body) in
        [("markdown", "It is **done**, <Ann>."), ("html", "<p>It is <strong>done</strong>, &lt;Ann&gt;.</p>")]
    {
        let arguments = json!({"case_id": seed::DISPUTE, "body": body, "body_format": format});
        let replied = desk.call(REPLY, arguments).await;
        let sent = desk.fake.sent_emails();
        let sent = sent.last().unwrap();
        assert!(text(&sent["html"]).contains("<strong>done</strong>, &lt;Ann&gt;."), "{sent}");
        assert_eq!(sent["body"], "It is done, <Ann>.");
        assert_eq!(replied["email_id"], sent["id"]);
    }
    for (format, body) in
        [("plain", " \u{200b} "), ("markdown", ""), ("html", "<p></p>"), ("html", "<p> <br></p>")]
    {
        let error =
            desk.fail(REPLY, json!({"case_id": seed::DISPUTE, "body": body, "body_format": format})).await;
        assert_eq!(error["kind"], "invalid_arguments", "{body}: {error}");
    }
    assert_eq!(desk.fake.sent_emails().len(), 2);
}

#[tokio::test]
async fn recipients_are_checked_and_limited() {
    let desk = Desk::new();
    let replied = desk
        .call(
            REPLY,
            json!({
                "case_id": seed::DISPUTE, "body": "Hi", "to": "finance@northwind.example",
                "cc": ["a@b.example", " A@B.example ", ""], "bcc": "audit@acme.example",
            }),
        )
        .await;
    let sent = &desk.fake.sent_emails()[0];
    assert_eq!(
        (&sent["to"], &sent["cc"], &sent["bcc"]),
        (&json!("finance@northwind.example"), &json!("a@b.example"), &json!("audit@acme.example"))
    );
    assert_eq!((&replied["cc"], &replied["bcc"]), (&json!(["a@b.example"]), &json!(["audit@acme.example"])));

    for (name, value) in [
        ("to", json!("a@b.example,c@d.example")),
        ("to", json!("Elena")),
        ("to", json!("a@b.example\r\nBcc: c@d.example")),
        ("cc", json!(["a@b.example", "nobody"])),
        ("bcc", json!(["a@b.example,c@d.example"])),
        ("from", json!("ceo@acme.example")),
    ] {
        let mut arguments = json!({"case_id": seed::DISPUTE, "body": "Hi"});
        arguments[name] = value.clone();
        let error = desk.fail(REPLY, arguments).await;
        assert_eq!(error["kind"], "invalid_arguments", "{name} {value}: {error}");
        assert!(text(&error["message"]).contains(name), "{error}");
    }
    let many: Vec<String> = (0..25).map(|n| format!("n{n}@b.example")).collect();
    let error = desk.fail(REPLY, json!({"case_id": seed::DISPUTE, "body": "Hi", "bcc": many})).await;
    assert!(text(&error["message"]).contains("26 recipients"), "{error}");
    let strict = Desk::configured(|tools| tools.max_recipients(1));
    strict.call(REPLY, json!({"case_id": seed::DISPUTE, "body": "Hi"})).await;
    strict.fail(REPLY, json!({"case_id": seed::DISPUTE, "body": "Hi", "cc": ["a@b.example"]})).await;
    assert_eq!((desk.fake.sent_emails().len(), strict.fake.sent_emails().len()), (1, 1));
}

#[tokio::test]
async fn a_closed_case_is_open_again_after_a_reply() {
    let desk = Desk::new();
    let replied = desk.call(REPLY, json!({"case_id": seed::OLD_LOGIN, "body": "One more thing."})).await;
    assert_eq!((&replied["previous_status"], &replied["case"]["status"]), (&json!("closed"), &json!("open")));
    for (case, kind) in [(json!(1), "not_found"), (json!("ABCD1234"), "invalid_arguments")] {
        assert_eq!(desk.fail(REPLY, json!({"case_id": case, "body": "Hi"})).await["kind"], kind);
    }
    // There is no recipient.
    let error = desk.fail(REPLY, json!({"case_id": seed::CALLBACK, "body": "Hi"})).await;
    assert!(text(&error["vendor_message"]).contains("parameter: to"), "{error}");
    assert_eq!(desk.fake.sent_emails().len(), 1);
}

#[tokio::test]
async fn lost_reply_and_case_are_looked_for_more_than_once() {
    let create =
        json!({"department": "Billing", "summary": "Late", "details": "A late case.", "opened_by": "Ann"});
    let reply = json!({"case_id": seed::DISPUTE, "body": "Only once."});
    for (tool, arguments, write) in [(REPLY, reply, "/reply"), ("fusedesk_create_case", create, "/cases")] {
        let desk = Desk::configured(|tools| tools.send_check(Duration::from_millis(1_200)));
        desk.fake.fault(Fault::dropped().on("POST", write));
        let error = desk.fail(tool, arguments.clone()).await;
        assert_eq!(error["kind"], "outcome_unknown", "{tool}: {error}");
        let hint = text(&error["hint"]);
        assert!(
            hint.contains("looked for it") && !hint.contains("only if it is not there"),
            "{tool}: {error}"
        );
        let reads = |desk: &Desk| {
            let after = desk.fake.requests().into_iter().skip_while(|request| request.method != "POST");
            after.filter(|request| request.method == "GET" && request.path.contains("/cases")).count()
        };
        assert_eq!(reads(&desk), 3, "{tool}");
        // It is there at the third look.
        let desk = Desk::new();
        desk.fake.fault(Fault::dropped().after_write().on("POST", write));
        if tool == REPLY {
            desk.fake.fault(Fault::delay(Duration::ZERO).on("GET", "/cases"));
        }
        desk.fake.fault(Fault::status(503).on("GET", "/cases").times(2));
        let done = desk.call(tool, arguments).await;
        assert!(done["warnings"].to_string().contains("response was lost"), "{tool}: {done}");
    }
}

#[tokio::test]
async fn reply_is_verified_after_lost_response() {
    let desk = Desk::new();
    let arguments = json!({"case_id": seed::DISPUTE, "body": "Only **once**.", "body_format": "markdown"});
    for (n, fault) in [Fault::dropped().after_write(), Fault::truncated(), Fault::status(500).after_write()]
        .into_iter()
        .enumerate()
    {
        let before = desk.fake.sent_emails().len();
        desk.fake.fault(fault.on("POST", "/reply"));
        let replied = desk.call(REPLY, keyed(&arguments, n)).await;
        assert!(text(&replied["warnings"][0]).contains("response was lost"), "{replied}");
        assert_eq!(desk.fake.sent_emails().len(), before + 1);
        assert_eq!(replied["email_id"], desk.fake.sent_emails().last().unwrap()["id"]);
    }
    // The reply is missing, or reading fails: the outcome is unknown.
    let sent = desk.fake.sent_emails().len();
    desk.fake.fault(Fault::dropped().on("POST", "/reply"));
    let error = desk.fail(REPLY, keyed(&arguments, 3)).await;
    assert_eq!(error["kind"], "outcome_unknown", "{error}");
    assert!(text(&error["hint"]).contains("fusedesk_read_case"), "{error}");
    desk.fake.fault(Fault::truncated().on("POST", "/reply"));
    let short = Desk::of(desk.fake.clone(), |tools| tools.call_budget(2));
    let error = short.fail(REPLY, arguments.clone()).await;
    assert_eq!(error["kind"], "outcome_unknown", "{error}");
    assert_eq!(desk.fake.sent_emails().len(), sent + 1);
    // It was certainly not sent.
    desk.fake.fault(Fault::rate_limited(Duration::from_secs(7)).on("POST", "/reply"));
    let error = desk.fail(REPLY, arguments.clone()).await;
    assert_eq!((&error["kind"], &error["retry_after_ms"]), (&json!("rate_limited"), &json!(7_000)));
    // It was sent, but cannot be read.
    desk.fake.clear_requests();
    desk.fake.fault(Fault::delay(Duration::ZERO).on("GET", "/cases/"));
    desk.fake.fault(Fault::status(500).on("GET", "/cases/"));
    let replied = desk.call(REPLY, arguments).await;
    assert!(text(&replied["warnings"][0]).contains("could not be verified"), "{replied}");
    assert_eq!(desk.fake.sent_emails().len(), sent + 2);
}

#[tokio::test]
async fn irreversible_writes_are_refused_near_the_deadline() {
    let mut desk = Desk::new();
    desk.client =
        desk.client.context(|context| context.set_deadline(Instant::now() + Duration::from_secs(2)));
    for (tool, arguments) in [
        (REPLY, json!({"case_id": seed::DISPUTE, "body": "Hi"})),
        (CLOSE, json!({"chat_id": seed::SEATS_CHAT})),
        ("fusedesk_add_note", json!({"case_id": seed::DISPUTE, "note": "Hi"})),
        (
            "fusedesk_create_case",
            json!({"department": "Sales", "summary": "s", "details": "d", "opened_by": "o"}),
        ),
    ] {
        let error = desk.fail(tool, arguments).await;
        assert_eq!(error["kind"], "timeout", "{tool}: {error}");
    }
    assert!(desk.fake.requests().iter().all(|request| request.method == "GET"));
}

#[tokio::test]
async fn a_chat_is_closed_for_good() {
    let desk = Desk::new();
    let closed = desk
        .call(CLOSE, json!({"chat_id": seed::SSO_CHAT, "department": "Integrations", "rep": "David", "status": "closed"}))
        .await;
    assert_eq!(closed["was_closed_before"], false);
    assert!(closed["chat"]["closed_at"].is_string());
    assert_eq!((&closed["case"]["id"], &closed["case"]["status"]), (&json!(seed::SSO), &json!("closed")));
    assert_eq!(closed["case"]["department"]["name"], "Integrations");
    assert!(!desk.fake.chat(seed::SSO_CHAT).unwrap()["dateClosed"].is_null());
    let case = desk.fake.case(seed::SSO).unwrap();
    assert_eq!((&case["status"], &case["departmentid"]), (&json!("closed"), &json!(seed::INTEGRATIONS)));
    assert_eq!(desk.fake.ignored_parameters(), [""; 0]);

    desk.fake.clear_requests();
    let again = desk.call(CLOSE, json!({"chat_id": seed::SSO_CHAT, "status": "new"})).await;
    assert_eq!(again["was_closed_before"], true);
    assert!(text(&again["warnings"][0]).contains("Nothing was changed"), "{again}");
    assert!(desk.fake.requests().iter().all(|request| request.method == "GET"));

    let closed = desk.call(CLOSE, json!({"chat_id": seed::VISITOR_CHAT, "status": "open"})).await;
    assert!(text(&closed["warnings"][0]).contains("belongs to no case"), "{closed}");
    for (chat, kind) in
        [("none", "not_found"), (" ", "invalid_arguments"), ("../cases/1", "invalid_arguments")]
    {
        assert_eq!(desk.fail(CLOSE, json!({"chat_id": chat})).await["kind"], kind, "{chat}");
    }
}

#[tokio::test]
async fn chat_closing_is_verified_after_lost_response() {
    let desk = Desk::new();
    desk.fake.fault(Fault::dropped().on("POST", "/close"));
    let error = desk.fail(CLOSE, json!({"chat_id": seed::SEATS_CHAT})).await;
    assert_eq!(error["kind"], "outcome_unknown", "{error}");
    assert!(text(&error["hint"]).contains("fusedesk_read_chat"), "{error}");
    desk.fake.fault(Fault::truncated().on("POST", "/close"));
    let closed = desk.call(CLOSE, json!({"chat_id": seed::SEATS_CHAT})).await;
    assert!(text(&closed["warnings"][0]).contains("response was lost"), "{closed}");
    assert!(closed["chat"]["closed_at"].is_string());
}
