//! Outcomes of sends and comments: accepted, late, lost, failed.

use std::time::{Duration, Instant};

use front_client::testing::{Fault, NewMessage, seed};
use serde_json::{Value, json};

use crate::mcp_agent::Agent;

fn reply() -> Value {
    json!({"conversationId": seed::DISPUTE, "body": "<p>We <b>refunded</b> it &amp; more.</p>"})
}

fn new_message() -> Value {
    json!({
        "channelId": seed::SUPPORT_EMAIL, "to": ["jane@b.example"], "subject": "Hello", "body": "<p>Hi Jane</p>",
    })
}

fn lost() -> Fault {
    Fault::status(502).on("POST", "/messages").after_write()
}

/// Returns an agent whose tools look for a lost message this long.
fn looking(check: Duration) -> Agent {
    Agent::tuned(|tools| tools.send_check(check).send_wait(Duration::from_millis(20)))
}

fn hint(error: &Value) -> &str {
    error["hint"].as_str().unwrap()
}

#[tokio::test]
async fn late_message_is_found_after_a_lost_response() {
    let agent = looking(Duration::from_secs(20)).as_author(seed::SARAH);
    agent.fake.set_send_delay(Duration::from_millis(900));
    for (tool, arguments) in [("send_reply", reply()), ("send_new_message", new_message())] {
        agent.fake.fault(lost());
        let before = agent.fake.sent().len();
        let result = agent.call(tool, arguments).await;
        assert_eq!(result["status"], "found", "{tool}: {result}");
        assert!(result["note"].as_str().unwrap().contains("Do not send it again"), "{tool}: {result}");
        let sent = agent.fake.sent();
        assert_eq!(sent.len(), before + 1, "{tool}");
        assert_eq!(sent[before]["message_id"], result["message_id"], "{tool}");
        assert_eq!(sent[before]["conversation_id"], result["conversation_id"], "{tool}");
    }
}

#[tokio::test]
async fn missing_message_is_looked_for_more_than_once_and_never_sent_again() {
    let agent = looking(Duration::from_millis(1_200));
    for (tool, arguments, list) in [
        ("send_reply", reply(), format!("GET /conversations/{}/messages", seed::DISPUTE)),
        ("send_new_message", new_message(), format!("GET /inboxes/{}/conversations", seed::SUPPORT)),
    ] {
        // Nothing is carried out.
        agent.fake.fault(Fault::dropped().on("POST", "/messages"));
        agent.fake.clear_requests();
        let error = agent.call_error(tool, arguments).await;
        assert_eq!(error["kind"], "outcome_unknown", "{tool}: {error}");
        assert!(agent.requests()[&list] >= 3, "{tool}: {:?}", agent.requests());
        let (text, hint) = (error.to_string().to_lowercase(), hint(&error));
        assert!(hint.contains("3 times"), "{tool}: {error}");
        assert!(hint.contains("Do not repeat the call") && hint.contains("a person must decide"), "{error}");
        for advice in ["send it again", "repeat the call only", "before you send"] {
            assert!(!text.contains(advice), "{tool}: {error}");
        }
    }
    assert!(agent.fake.sent().is_empty());
}

#[tokio::test]
async fn message_that_comes_too_late_is_not_called_missing() {
    let agent = looking(Duration::ZERO);
    agent.fake.set_send_delay(Duration::from_secs(3600));
    agent.fake.fault(lost());
    let error = agent.call_error("send_reply", reply()).await;
    assert_eq!(error["kind"], "outcome_unknown");
    assert!(hint(&error).contains("looked for it once"), "{error}");
    assert!(hint(&error).contains("may still go out"), "{error}");
    assert_eq!(agent.fake.sent().len(), 1);
}

#[tokio::test]
async fn other_messages_are_not_taken_for_the_lost_one() {
    let agent = looking(Duration::from_millis(20)).as_author(seed::SARAH);
    let customer = "elena.voss@northwind.example";
    // The same words before the call, by somebody else, to somebody else, and from the customer.
    let words = "<p>We <b>refunded</b> it &amp; more.</p>";
    agent.fake.add_message(seed::DISPUTE, NewMessage::by(seed::SARAH, customer, words));
    agent.fake.fault(Fault::dropped().on("POST", "/messages"));
    assert_eq!(agent.call_error("send_reply", reply()).await["kind"], "outcome_unknown");
    for message in [
        NewMessage::by(seed::DAVID, customer, words),
        NewMessage::by(seed::SARAH, "bank@b.example", words),
        NewMessage::by(seed::SARAH, customer, "<p>We will refund it &amp; more.</p>"),
        NewMessage::from(customer, words),
    ] {
        let agent = agent.clone();
        let fake = agent.fake.clone();
        // The message appears while the send fails.
        fake.fault(Fault::delay(Duration::from_millis(60)).on("GET", "/conversations/cnv_disp1/inboxes"));
        fake.fault(Fault::dropped().on("POST", "/messages"));
        let call = agent.call_error("send_reply", reply());
        let other = async {
            tokio::time::sleep(Duration::from_millis(30)).await;
            fake.add_message(seed::DISPUTE, message);
        };
        let (error, ()) = tokio::join!(call, other);
        assert_eq!(error["kind"], "outcome_unknown", "{error}");
    }
    assert!(agent.fake.sent().is_empty());
}

#[tokio::test]
async fn looking_ends_with_the_time_of_the_call() {
    let mut agent = Agent::new();
    let deadline = Instant::now() + Duration::from_millis(4_500);
    agent.client = agent.client.context(move |context| context.set_deadline(deadline));
    agent.fake.fault(Fault::dropped().on("POST", "/messages"));
    let error = agent.call_error("send_reply", reply()).await;
    assert_eq!(error["kind"], "outcome_unknown", "{error}");
    assert!(Instant::now() < deadline);
}

#[tokio::test]
async fn looking_ends_with_the_requests_of_the_call() {
    let agent = Agent::tuned(|tools| tools.call_budget(7));
    agent.fake.fault(Fault::dropped().on("POST", "/messages"));
    let error = agent.call_error("send_reply", reply()).await;
    assert_eq!(error["kind"], "outcome_unknown", "{error}");
    assert!(agent.fake.requests().len() <= 7);
}

#[tokio::test]
async fn failed_looks_are_repeated() {
    let agent = looking(Duration::from_secs(20));
    for (tool, arguments, path) in
        [("send_reply", reply(), "/messages"), ("send_new_message", new_message(), "/conversations")]
    {
        agent.fake.fault(lost());
        if tool == "send_new_message" {
            agent.fake.fault(Fault::status(503).on("GET", path).times(2));
        } else {
            // The first is the read before the send.
            agent.fake.fault(Fault::delay(Duration::ZERO).on("GET", path));
            agent.fake.fault(Fault::status(503).on("GET", path).times(2));
        }
        assert_eq!(agent.call(tool, arguments).await["status"], "found", "{tool}");
    }
}

#[tokio::test]
async fn refused_send_is_not_looked_for() {
    let agent = Agent::new();
    for (tool, arguments) in [("send_reply", reply()), ("send_new_message", new_message())] {
        agent.fake.fault(Fault::status(429).on("POST", "/messages"));
        agent.fake.clear_requests();
        let error = agent.call_error(tool, arguments).await;
        assert_eq!(error["kind"], "rate_limited", "{tool}: {error}");
        assert_eq!(agent.fake.requests().last().unwrap().method, "POST", "{tool}");
    }
    assert!(agent.fake.sent().is_empty());
}

#[tokio::test]
async fn slow_message_is_a_success() {
    let agent = looking(Duration::ZERO);
    agent.fake.set_send_delay(Duration::from_secs(3600));
    for (tool, arguments) in [("send_reply", reply()), ("send_new_message", new_message())] {
        let result = agent.call(tool, arguments.clone()).await;
        assert_eq!(result["status"], "accepted", "{tool}");
        assert!(result.get("message_id").is_none(), "{tool}");
        let note = result["note"].as_str().unwrap();
        assert!(note.contains("Do not send it again") && note.contains("up to a minute"), "{tool}: {note}");
        // Looking for it may fail; it was sent all the same.
        agent.fake.fault(Fault::status(500).on("GET", "alt"));
        let mut again = arguments;
        again["idempotency_key"] = json!("again");
        let note = agent.call(tool, again).await["note"].as_str().unwrap().to_owned();
        assert!(note.contains("could not be looked up"), "{tool}: {note}");
    }
    assert_eq!(agent.fake.sent().len(), 4);
}

#[tokio::test]
async fn undeliverable_message_is_not_called_accepted() {
    let agent = looking(Duration::ZERO);
    let failed = r#"{"id": "msg_9", "error_type": "bounced", "draft_mode": "shared"}"#;
    agent.fake.fault(Fault::body(200, "application/json", failed).on("GET", "alt:uid"));
    let result = agent.call("send_reply", reply()).await;
    assert_eq!((&result["status"], &result["delivery_error"]), (&json!("failed"), &json!("bounced")));
}

#[tokio::test]
async fn mention_that_is_not_listed_yet_is_unconfirmed() {
    let agent = looking(Duration::ZERO);
    let empty = r#"{"_results": [], "_links": {}}"#;
    let comment =
        json!({"conversationId": seed::DISPUTE, "body": "@Sarah Chen and @David Okafor, and @nobody"});
    agent.fake.fault(Fault::body(200, "application/json", empty).on("GET", "/mentions").times(2));
    let result = agent.call("add_comment", comment.clone()).await;
    assert_eq!(result["mentioned"], json!([]));
    let unconfirmed = result["mentions_unconfirmed"].as_str().unwrap();
    assert!(unconfirmed.contains(seed::SARAH) && unconfirmed.contains(seed::DAVID), "{result}");
    assert!(unconfirmed.contains("Do not write the comment again"), "{result}");
    assert_eq!(result["unresolved_mentions"].as_array().unwrap().len(), 1, "{result}");
    // Listed at the second look.
    agent.fake.fault(Fault::body(200, "application/json", empty).on("GET", "/mentions"));
    let mut again = comment;
    again["idempotency_key"] = json!("again");
    let result = agent.call("add_comment", again).await;
    assert_eq!(result["mentioned"].as_array().unwrap().len(), 2, "{result}");
    assert!(result.get("mentions_unconfirmed").is_none(), "{result}");
    assert_eq!(agent.fake.comments_in(seed::DISPUTE).len(), 2 + agent_comments(&agent));
}

/// Returns the number of comments that the seed has in the conversation.
fn agent_comments(agent: &Agent) -> usize {
    let comments = agent.fake.comments_in(seed::DISPUTE);
    comments.iter().filter(|comment| !comment["body"].as_str().unwrap().contains("@nobody")).count()
}

#[tokio::test]
async fn comment_is_limited_in_size_and_mentions() {
    let agent = Agent::new();
    let comment = |body: String| json!({"conversationId": seed::DISPUTE, "body": body});
    let error = agent.call_error("add_comment", comment("@a ".repeat(340_000))).await;
    assert!(
        error["message"].as_str().unwrap().contains("1020000 bytes; a comment may have 100000"),
        "{error}"
    );
    assert!(agent.fake.requests().is_empty());
    let result = agent.call("add_comment", comment("@a ".repeat(33_000))).await;
    assert!(result.to_string().len() < 1_000, "{result}");
    assert_eq!(result["unresolved_mentions"][0]["text"], "@a");
    let distinct: String = (0..500).map(|n| format!("@x{n} ")).collect();
    let result = agent.call("add_comment", comment(distinct)).await;
    assert_eq!(result["unresolved_mentions"].as_array().unwrap().len(), 20);
    assert_eq!(result["unresolved_not_shown"], 480);

    let names: String = (0..21)
        .map(|n| {
            agent.fake.add_teammate(&format!("u{n}@acme.example"), &format!("Name{n}"), "X");
            format!("@u{n} ")
        })
        .collect();
    let error = agent.call_error("add_comment", comment(names.clone())).await;
    assert!(
        error["message"].as_str().unwrap().contains("21 teammates; one comment may mention 20"),
        "{error}"
    );
    let generous = Agent::of(agent.fake.clone(), |tools| tools.max_mentions(21).max_comment_bytes(50_000));
    assert_eq!(generous.call("add_comment", comment(names)).await["mentioned"].as_array().unwrap().len(), 21);
    assert!(generous.client.call_tool("add_comment", comment("x".repeat(50_001))).await.unwrap().is_error());
}

#[tokio::test]
async fn repeated_result_says_so_and_keeps_its_marks() {
    let agent = Agent::new();
    let params = || json!({"name": "send_reply", "arguments": reply()});
    let first = agent.client.request("tools/call", params()).await.unwrap();
    let second = agent.client.request("tools/call", params()).await.unwrap();
    assert_eq!(agent.fake.sent().len(), 1);
    assert_eq!(first["_meta"]["frontdesk/untrusted"], second["_meta"]["frontdesk/untrusted"]);
    assert!(second["structuredContent"]["repeated"].as_str().unwrap().contains("nothing was done again"));
}

#[tokio::test]
async fn request_timeout_of_the_server_is_an_unknown_outcome() {
    let agent = looking(Duration::ZERO);
    agent.fake.fault(Fault::status(408).on("POST", "/messages"));
    let error = agent.call_error("send_reply", reply()).await;
    assert_eq!(error["kind"], "outcome_unknown", "{error}");
}
