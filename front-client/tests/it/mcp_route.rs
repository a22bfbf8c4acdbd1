//! The message that a reply answers, its sender and its channel.

use front_client::testing::{FakeFront, Fault, MergedLocation, NewConversation, NewMessage, seed};
use serde_json::{Value, json};

use crate::mcp_agent::Agent;

pub(crate) const JANE: &str = "jane@b.example";
pub(crate) const OURS: &str = "support@acme.example";

pub(crate) fn mail(from: &str) -> NewMessage {
    NewMessage::from(from, "<p>Hello</p>").channel(seed::SUPPORT_EMAIL)
}

/// Adds a conversation of the support inbox with these messages, oldest first.
pub(crate) fn conversation(fake: &FakeFront, messages: impl IntoIterator<Item = NewMessage>) -> String {
    let new = NewConversation::new("Question").inbox(seed::SUPPORT);
    let id = fake.add_conversation(new);
    for message in messages {
        fake.add_message(&id, message);
    }
    id
}

pub(crate) fn reply_to(id: &str) -> Value {
    json!({"conversationId": id, "body": "Hi"})
}

/// Replies, and returns the result and the message that was sent.
pub(crate) async fn sent(agent: &Agent, arguments: Value) -> (Value, Value) {
    let result = agent.call("send_reply", arguments).await;
    let sent = agent.fake.sent().pop().unwrap();
    let mut sent = sent;
    for list in ["to", "cc"] {
        // An empty list is not sent.
        if sent[list].is_null() {
            sent[list] = json!([]);
        }
        assert_eq!(result[list], sent[list], "{result}");
    }
    (result, sent)
}

/// Returns the error of a reply and of a draft, which must be the same.
pub(crate) async fn refused(agent: &Agent, arguments: Value) -> String {
    let before = agent.fake.sent().len();
    let reply = agent.call_error("send_reply", arguments.clone()).await;
    let drafter = agent.clone().as_author(seed::SARAH);
    let draft = drafter.call_error("create_draft", arguments).await;
    assert_eq!(reply["hint"], draft["hint"]);
    assert_eq!(agent.fake.sent().len(), before);
    assert!(reply.to_string().len() < 5_000, "{}", reply.to_string().len());
    format!("{} | {}", reply["message"].as_str().unwrap(), reply["hint"].as_str().unwrap_or_default())
}

/// Returns the reason for which an address was left out.
pub(crate) fn left_out<'a>(result: &'a Value, address: &str) -> Option<&'a str> {
    let all = result["left_out"].as_array()?;
    all.iter().find_map(|left| left.as_str()?.strip_prefix(&format!("{address:?}: ")))
}

#[tokio::test]
async fn moved_conversation_keeps_its_sender_and_leaves_us_out() {
    for inbox in [seed::SUPPORT, seed::INTEGRATIONS] {
        let agent = Agent::new().as_author(seed::SARAH);
        agent.fake.move_conversation(seed::VAT_DISPUTE, inbox);
        let (result, sent) = sent(&agent, reply_to(seed::VAT_DISPUTE)).await;
        assert_eq!(sent["channel_id"], seed::BILLING_EMAIL, "{inbox}");
        assert_eq!(sent["to"], json!(["jonas@weberdesign.example"]));
        assert_eq!(sent["cc"], json!([]), "{inbox}");
        assert_eq!(left_out(&result, "billing@acme.example"), Some("one of our own channels"));
        assert_eq!(result["from"], "billing@acme.example");
        let draft = agent.call("create_draft", reply_to(seed::VAT_DISPUTE)).await;
        assert_eq!(draft["would_go_to"]["from"], "billing@acme.example");
        assert_eq!((&draft["channel_id"], &draft["cc"]), (&json!(seed::BILLING_EMAIL), &json!([])));
    }
}

#[tokio::test]
async fn invisible_inboxes_do_not_change_the_route() {
    for status in [403, 404] {
        let agent = Agent::new();
        for path in ["/inboxes", "/channels"] {
            agent
                .fake
                .fault(Fault::status(status).on("GET", &format!("/conversations/{}{path}", seed::DISPUTE)));
        }
        agent.fake.fault(Fault::status(status).on("GET", &format!("/inboxes/{}/channels", seed::BILLING)));
        let (_, sent) = sent(&agent, reply_to(seed::DISPUTE)).await;
        assert_eq!((&sent["cc"], &sent["channel_id"]), (&json!([]), &json!(seed::BILLING_EMAIL)), "{status}");
    }
}

#[tokio::test]
async fn private_channel_of_an_inbox_is_our_own() {
    let agent = Agent::new();
    // The company's list lacks it.
    let none = r#"{"_results": []}"#;
    agent.fake.fault(Fault::body(200, "application/json", none).on("GET", "/channels"));
    let id = conversation(&agent.fake, [mail(JANE).cc("legal@b.example")]);
    let (_, sent) = sent(&agent, reply_to(&id)).await;
    assert_eq!(
        (&sent["cc"], &sent["channel_id"]),
        (&json!(["legal@b.example"]), &json!(seed::SUPPORT_EMAIL))
    );
}

#[tokio::test]
async fn token_without_channels_cannot_tell_our_addresses() {
    let agent = Agent::new();
    for path in ["/channels", &format!("/inboxes/{}/channels", seed::SUPPORT)] {
        agent.fake.fault(Fault::status(403).on("GET", path).times(9));
    }
    let id = conversation(&agent.fake, [mail(JANE)]);
    let error = agent.call_error("send_reply", reply_to(&id)).await;
    assert!(error["message"].as_str().unwrap().contains(OURS), "{error}");
    assert!(agent.fake.sent().is_empty());
}

#[tokio::test]
async fn channels_are_read_from_all_pages_and_cached() {
    let agent = Agent::new();
    agent.fake.set_list_page_size(Some(1));
    let (_, first) = sent(&agent, reply_to(seed::VAT_DISPUTE)).await;
    assert_eq!((&first["cc"], &first["channel_id"]), (&json!([]), &json!(seed::BILLING_EMAIL)));
    let pages = agent.requests()["GET /channels"];
    assert!(pages >= 5, "{:?}", agent.requests());
    sent(&agent, reply_to(seed::VAT_DISPUTE)).await;
    assert_eq!(agent.requests()["GET /channels"], pages);
    let anew = Agent::of(agent.fake.clone(), |tools| tools.channels_ttl(std::time::Duration::ZERO));
    anew.call("send_reply", reply_to(seed::VAT_DISPUTE)).await;
    assert_eq!(agent.requests()["GET /channels"], 2 * pages);
}

#[tokio::test]
async fn link_without_a_token_does_not_hide_a_channel() {
    let agent = Agent::new();
    agent.fake.set_list_page_size(Some(1));
    agent.fake.set_next_without_token(true);
    // Only one channel is known, and that of the conversation is not among them: nothing is guessed.
    let id = conversation(&agent.fake, [mail(JANE)]);
    agent.fake.move_conversation(&id, seed::INTEGRATIONS);
    let text = refused(&agent, reply_to(&id)).await;
    assert!(text.contains(OURS) || text.contains("channelOverride"), "{text}");
}

#[tokio::test]
async fn invalid_channel_is_ours_and_is_not_replaced_by_another() {
    let agent = Agent::new();
    let other = agent.fake.add_channel(seed::SUPPORT, "smtp", "second@acme.example");
    agent.fake.set_channel_valid(seed::SUPPORT_EMAIL, false);
    let id = conversation(&agent.fake, [mail(JANE)]);
    let text = refused(&agent, reply_to(&id)).await;
    assert!(text.contains("not set up to send") && text.contains("channelOverride"), "{text}");
    let mut arguments = reply_to(&id);
    arguments["channelOverride"] = json!(other);
    let (_, sent) = sent(&agent, arguments).await;
    assert_eq!((&sent["cc"], &sent["channel_id"]), (&json!([]), &json!(other)));
}

#[tokio::test]
async fn alias_that_forwards_to_us_gets_no_copy() {
    let agent = Agent::new();
    agent.fake.set_forwarding_alias(seed::SUPPORT_EMAIL, "help@acme.example");
    let id = conversation(&agent.fake, [NewMessage::from(JANE, "<p>Hello</p>").channel(seed::SUPPORT_EMAIL)]);
    // Two channels carry e-mail, and the message names neither.
    let text = refused(&agent, reply_to(&id)).await;
    assert!(text.contains("channelOverride") && text.contains(seed::SUPPORT_EMAIL), "{text}");
    let mut arguments = reply_to(&id);
    arguments["channelOverride"] = json!(seed::SUPPORT_EMAIL);
    let (result, sent) = sent(&agent, arguments).await;
    assert_eq!((&sent["to"], &sent["cc"]), (&json!([JANE]), &json!([])));
    assert!(left_out(&result, "help@acme.example").unwrap().contains("alias"), "{result}");
}

#[tokio::test]
async fn spellings_of_our_address_are_ours() {
    let agent = Agent::new();
    let idn = agent.fake.add_channel(seed::SUPPORT, "smtp", "info@xn--bcher-kva.example");
    agent.fake.set_send_as(seed::BILLING_EMAIL, "money@acme.example");
    for address in [
        "Support@ACME.example",
        "support+invoice@acme.example",
        "info@B\u{fc}cher.example",
        "money@acme.example",
    ] {
        let id = conversation(&agent.fake, [mail(JANE).to(OURS).cc(address)]);
        let (result, sent) = sent(&agent, reply_to(&id)).await;
        assert_eq!(sent["cc"], json!([]), "{address}");
        assert!(left_out(&result, address).is_some() || address.starts_with("Support"), "{result}");
    }
    let id = conversation(&agent.fake, [mail(JANE).to("INFO@b\u{fc}cher.example")]);
    assert_eq!(sent(&agent, reply_to(&id)).await.1["channel_id"], idn);
    // A tag of the customer is part of the customer's address.
    let id = conversation(&agent.fake, [mail("jane+shop@b.example").to(OURS).cc(JANE)]);
    let (_, tagged) = sent(&agent, reply_to(&id)).await;
    assert_eq!((&tagged["to"], &tagged["cc"]), (&json!(["jane+shop@b.example"]), &json!([JANE])));
}

#[tokio::test]
async fn question_to_a_supplier_is_not_answered() {
    let agent = Agent::new();
    for (event, supplier) in [("forward", "vendor@third.example"), ("message", "other@third.example")] {
        match event {
            "forward" => {
                agent.fake.forward(seed::VAT_DISPUTE, seed::SARAH, supplier, "<p>See below.</p>");
            }
            _ => {
                let message = NewMessage::by(seed::SARAH, supplier, "<p>Do you know?</p>");
                agent.fake.add_message(seed::VAT_DISPUTE, message);
            }
        }
        let (_, sent) = sent(&agent, reply_to(seed::VAT_DISPUTE)).await;
        assert_eq!(sent["to"], json!(["jonas@weberdesign.example"]), "{event}");
        assert_eq!(sent["cc"], json!([]), "{event}");
    }
}

#[tokio::test]
async fn answer_of_a_supplier_makes_the_customer_uncertain() {
    let agent = Agent::new();
    let id = conversation(&agent.fake, [mail(JANE)]);
    agent.fake.forward(&id, seed::SARAH, "vendor@third.example", "<p>See below.</p>");
    let vendor = agent.fake.add_message(&id, mail("vendor@third.example"));
    let text = refused(&agent, reply_to(&id)).await;
    for word in
        ["not certain", "inReplyToMessageId", vendor.as_str(), JANE, "vendor@third.example", "inbound"]
    {
        assert!(text.contains(word), "{word}: {text}");
    }
    let read = agent.call("read_conversation", json!({"conversationId": id})).await;
    assert!(read["would_go_to"]["refused"].as_str().unwrap().contains("not certain"), "{read}");
    // The choice decides.
    let mut arguments = reply_to(&id);
    arguments["inReplyToMessageId"] = json!(vendor);
    assert_eq!(sent(&agent, arguments).await.1["to"], json!(["vendor@third.example"]));
    // The customer writes again.
    agent.fake.add_message(&id, mail(JANE));
    assert_eq!(sent(&agent, reply_to(&id)).await.1["to"], json!([JANE]));
}

#[tokio::test]
async fn colleague_of_the_customer_may_answer() {
    let agent = Agent::new();
    let id = conversation(&agent.fake, [mail(JANE), mail("boss@b.example").to(OURS).cc(JANE)]);
    let (_, first) = sent(&agent, reply_to(&id)).await;
    assert_eq!((&first["to"], &first["cc"]), (&json!(["boss@b.example"]), &json!([JANE])));
    // Public mailboxes have no colleagues.
    let id = conversation(&agent.fake, [mail("ann@gmail.com"), mail("bob@gmail.com")]);
    agent.call_error("send_reply", reply_to(&id)).await;
    // A lawyer whom the customer included may answer, an unknown one may not.
    let lawyer = || mail("law@firm.example").to(OURS).cc(JANE);
    let id = conversation(&agent.fake, [mail(JANE).to(OURS).cc("law@firm.example"), lawyer()]);
    assert_eq!(sent(&agent, reply_to(&id)).await.1["cc"], json!([JANE]));
    let id = conversation(&agent.fake, [mail(JANE), lawyer()]);
    assert!(refused(&agent, reply_to(&id)).await.contains("not certain"));
}

#[tokio::test]
async fn automatic_and_internal_messages_are_skipped() {
    for message in [
        mail("mailer-daemon@x.example"),
        mail("MAILER-DAEMON@b.example").subject("Undelivered Mail Returned to Sender"),
        mail("no-reply@b.example"),
        mail("bounces+1-jane=b.example@news.example"),
        mail("boss@b.example").subject("Automatische Antwort: Question"),
        mail(JANE).subject("Out of office"),
        NewMessage::by(seed::SARAH, "tea_9@internal", "<p>x</p>").kind("internal"),
        mail("+4930901820").kind("call"),
        NewMessage::by(seed::SARAH, "wrong@b.example", "<p>x</p>").failed("bounced"),
        mail(OURS),
    ] {
        let agent = Agent::new();
        let id = conversation(&agent.fake, [mail(JANE), message.clone()]);
        let (result, sent) = sent(&agent, reply_to(&id)).await;
        assert_eq!(sent["to"], json!([JANE]), "{message:?}");
        let first = &agent.fake.messages_in(&id)[0];
        assert_eq!(result["in_reply_to"], first["id"], "{message:?}");
    }
}

#[tokio::test]
async fn only_automatic_messages_are_no_customer() {
    let agent = Agent::new();
    let id = conversation(&agent.fake, [mail("mailer-daemon@x.example"), mail("noreply@shop.example")]);
    let text = refused(&agent, reply_to(&id)).await;
    assert!(text.contains("no message to reply to") && text.contains("noreply@shop.example"), "{text}");
    // A named message still needs a confirmation.
    let daemon = agent.fake.messages_in(&id)[0]["id"].clone();
    let mut arguments = reply_to(&id);
    arguments["inReplyToMessageId"] = daemon;
    assert!(refused(&agent, arguments).await.contains("automatic mail"));
}

#[tokio::test]
async fn conversation_that_we_began_is_continued() {
    let agent = Agent::new();
    let ours = |to: &str| NewMessage::by(seed::SARAH, to, "<p>Hello</p>").channel(seed::SUPPORT_EMAIL);
    let id = conversation(&agent.fake, [ours(JANE), ours(JANE).cc("boss@b.example")]);
    let (_, first) = sent(&agent, reply_to(&id)).await;
    assert_eq!((&first["to"], &first["cc"]), (&json!([JANE]), &json!(["boss@b.example"])));
    assert_eq!(first["channel_id"], seed::SUPPORT_EMAIL);

    let agent = Agent::new();
    let id = conversation(&agent.fake, [ours(JANE), ours("vendor@third.example")]);
    assert!(refused(&agent, reply_to(&id)).await.contains("not certain"));
    let id = conversation(&agent.fake, [ours(JANE), mail("postmaster@b.example")]);
    assert!(refused(&agent, reply_to(&id)).await.contains("may not have been delivered"));
}

#[tokio::test]
async fn message_without_direction_is_not_taken_for_the_customers() {
    let agent = Agent::new();
    let ours =
        NewMessage::from(OURS, "<p>Hello</p>").channel(seed::SUPPORT_EMAIL).to(JANE).without_direction();
    let id = conversation(&agent.fake, [ours]);
    let (_, first) = sent(&agent, reply_to(&id)).await;
    assert_eq!((&first["to"], &first["cc"]), (&json!([JANE]), &json!([])));

    let agent = Agent::new();
    let id = conversation(&agent.fake, [mail(JANE).without_direction()]);
    let text = refused(&agent, reply_to(&id)).await;
    assert!(text.contains("does not say who sent"), "{text}");
    let mut arguments = reply_to(&id);
    arguments["inReplyToMessageId"] = agent.fake.messages_in(&id)[0]["id"].clone();
    assert!(refused(&agent, arguments.clone()).await.contains("need a confirmation"));
    arguments["expectedRecipients"] = json!([JANE]);
    assert_eq!(sent(&agent, arguments).await.1["to"], json!([JANE]));
}

#[tokio::test]
async fn merged_conversation_has_one_route() {
    for location in [MergedLocation::default(), MergedLocation::Relative] {
        let agent = Agent::new();
        agent.fake.set_merged_location(location);
        let id = conversation(&agent.fake, [mail(JANE)]);
        let old = conversation(&agent.fake, [mail(JANE)]);
        // It is merged between the read and the send.
        let fake = agent.fake.clone();
        let slow = format!("/conversations/{old}/inboxes");
        fake.fault(Fault::delay(std::time::Duration::from_millis(60)).on("GET", &slow));
        let arguments = reply_to(&old);
        let call = agent.call("send_reply", arguments);
        let merge = async {
            tokio::time::sleep(std::time::Duration::from_millis(30)).await;
            fake.merge(&old, &id);
        };
        let (result, ()) = tokio::join!(call, merge);
        assert_eq!(result["merged_into"], id, "{result}");
        let sent = agent.fake.sent();
        assert_eq!(
            (sent.len(), &sent[0]["to"], &sent[0]["conversation_id"]),
            (1, &json!([JANE]), &json!(id))
        );
    }
}

#[tokio::test]
async fn route_of_a_conversation_without_customers_is_not_shown() {
    let agent = Agent::new();
    for (id, include) in [(seed::DISCUSSION, json!([])), (seed::DISPUTE, json!(["comment"]))] {
        let read = agent.call("read_conversation", json!({"conversationId": id, "include": include})).await;
        assert!(read.get("would_go_to").is_none(), "{read}");
    }
    agent.fake.fault(Fault::status(500).on("GET", "/channels"));
    let read = agent.call("read_conversation", json!({"conversationId": seed::DISPUTE})).await;
    assert!(read.get("would_go_to").is_none() && !read["entries"].as_array().unwrap().is_empty(), "{read}");
    let read = agent.call("read_conversation", json!({"conversationId": seed::DISPUTE})).await;
    let route = &read["would_go_to"];
    assert_eq!((&route["to"], &route["cc"]), (&json!(["elena.voss@northwind.example"]), &json!([])));
    let mut arguments = reply_to(seed::DISPUTE);
    arguments["expectedRecipients"] = route["to"].clone();
    assert_eq!(sent(&agent, arguments).await.1["to"], route["to"]);
}

#[tokio::test]
async fn long_exchange_with_a_supplier_does_not_make_it_the_customer() {
    let agent = Agent::new();
    for _ in 0..120 {
        agent.fake.add_message(seed::VAT_DISPUTE, mail("vendor@third.example"));
    }
    let text = refused(&agent, reply_to(seed::VAT_DISPUTE)).await;
    assert!(text.contains("not from the first customer") && text.contains("inReplyToMessageId"), "{text}");
    let read = agent.call("read_conversation", json!({"conversationId": seed::VAT_DISPUTE})).await;
    assert!(read["would_go_to"]["refused"].as_str().unwrap().contains("first customer"), "{read}");
    // The customer's message is on a page that cannot be read.
    agent.fake.set_next_without_token(true);
    let text = refused(&agent, reply_to(seed::VAT_DISPUTE)).await;
    assert!(
        text.contains("could not be read to the first one") && text.contains("inReplyToMessageId"),
        "{text}"
    );
}
