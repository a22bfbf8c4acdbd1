//! The recipients of replies and drafts: confirmation, limits and form.

use front_client::testing::{NewMessage, seed};
use mcp_core::client_features::LocalUser;
use serde_json::{Value, json};

use crate::{
    mcp_agent::Agent,
    mcp_route::{JANE, OURS, conversation, left_out, mail, refused, reply_to, sent},
};

#[tokio::test]
async fn reply_to_elsewhere_needs_a_confirmation() {
    let agent = Agent::new();
    let evil = "attacker@evil.example";
    let id = conversation(&agent.fake, [mail(JANE).reply_to(evil)]);
    let text = refused(&agent, reply_to(&id)).await;
    assert!(text.contains(evil) && text.contains("expectedRecipients"), "{text}");
    let mut arguments = reply_to(&id);
    arguments["to"] = json!([JANE]);
    assert_eq!(sent(&agent, arguments).await.1["to"], json!([JANE]));
    let mut arguments = reply_to(&id);
    arguments["expected_recipients"] = json!(["Attacker@EVIL.example"]);
    assert_eq!(sent(&agent, arguments).await.1["to"], json!([evil]));
    // We have written to it.
    assert_eq!(sent(&agent, reply_to(&id)).await.1["to"], json!([evil]));

    for (from, reply_to_address) in [("forms@b.example", JANE), (JANE, "JANE@B.example"), (JANE, OURS)] {
        let id = conversation(&agent.fake, [mail(from).reply_to(reply_to_address)]);
        let to = sent(&agent, reply_to(&id)).await.1["to"][0].as_str().unwrap().to_lowercase();
        assert_eq!(to, JANE, "{from} {reply_to_address}");
    }
    for (from, other) in [("jane@gmail.com", "jona@gmail.com"), ("no-reply@forms.example", JANE)] {
        let id = conversation(&agent.fake, [mail(from).reply_to(other)]);
        assert!(
            agent.call_error("send_reply", reply_to(&id)).await["hint"].as_str().unwrap().contains(other)
        );
    }
}

#[tokio::test]
async fn copies_outside_of_the_conversation_need_a_confirmation() {
    let agent = Agent::new();
    let message =
        mail(JANE).to(OURS).cc("boss@b.example").cc("press@news.example").cc("all-staff@acme.example");
    let id = conversation(&agent.fake, [message]);
    let text = refused(&agent, reply_to(&id)).await;
    assert!(text.contains("press@news.example") && !text.contains("confirmation: \"boss"), "{text}");
    let read = agent.call("read_conversation", json!({"conversationId": id})).await;
    let route = &read["would_go_to"];
    assert_eq!(route["to"], json!([JANE]));
    assert_eq!(route["cc"], json!(["boss@b.example", "press@news.example"]));
    assert_eq!(route["to_confirm"].as_array().unwrap().len(), 1, "{route}");
    assert_eq!((&route["channel_id"], &route["from"]), (&json!(seed::SUPPORT_EMAIL), &json!(OURS)));
    assert!(left_out(route, "all-staff@acme.example").is_some(), "{route}");

    let asks = |yes: bool| {
        let agent = agent.clone();
        let client = agent.client.clone().user(LocalUser::new(move |form| async move {
            let message = form["message"].as_str().unwrap().to_owned();
            assert!(message.contains("press@news.example") && message.contains(JANE), "{message}");
            yes.then(|| json!({}))
        }));
        Agent { client, ..agent }
    };
    let error = asks(false).call_error("send_reply", reply_to(&id)).await;
    assert_eq!(error["kind"], "forbidden", "{error}");
    assert!(agent.fake.sent().is_empty());
    let (_, confirmed) = sent(&asks(true), reply_to(&id)).await;
    assert_eq!(confirmed["cc"], json!(["boss@b.example", "press@news.example"]));
    let mut only = reply_to(&id);
    only["replyAll"] = json!(false);
    assert_eq!(sent(&agent, only).await.1["cc"], json!([]));
}

#[tokio::test]
async fn named_recipients_follow_the_same_rules() {
    let agent = Agent::new().as_author(seed::SARAH);
    let id = conversation(&agent.fake, [mail(JANE).to(OURS).cc("boss@b.example")]);
    let with = |fields: Value| {
        let mut arguments = reply_to(&id);
        arguments.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        arguments
    };
    let text = refused(&agent, with(json!({"cc": ["a@x.example"]}))).await;
    assert!(text.contains("a@x.example") && text.contains("never part of this conversation"), "{text}");
    for (fields, words) in [
        (json!({"to": ["Jane"]}), "to holds \"Jane\"; it must be an e-mail address"),
        (json!({"cc": ["A <a@x.example>, b@y.example"]}), "exactly one"),
        (json!({"bcc": ["a@x.example\u{200b}"]}), "invisible"),
        (json!({"bcc": [seed::ELENA]}), "an e-mail address"),
        (json!({"to": [OURS]}), "no recipient for a reply"),
        (json!({"cc": (0..26).map(|n| format!("c{n}@b.example")).collect::<Vec<_>>()}), "26 recipients"),
        (json!({"expectedRecipients": [JANE]}), "Not expected: \"boss@b.example\""),
        (json!({"expectedRecipients": []}), "Not expected"),
        (json!({"expectedRecipients": [JANE, "boss@b.example", "x@b.example"]}), "missing: \"x@b.example\""),
    ] {
        let text = refused(&agent, with(fields.clone())).await;
        assert!(text.contains(words), "{fields}: {text}");
    }
    let mut expected = json!({
        "cc": ["a@x.example", OURS], "bcc": ["log@archive.example"],
        "expectedRecipients": ["LOG@archive.example", "boss@B.example", "A@x.example", "jane@b.example", JANE],
    });
    let draft = agent.call("create_draft", with(expected.clone())).await;
    assert_eq!(draft["would_go_to"]["bcc"], json!(["log@archive.example"]), "{draft}");
    let drafts = agent.fake.drafts_in(&id);
    let handles = drafts.last().unwrap()["recipients"].to_string();
    assert!(handles.contains("log@archive.example") && handles.contains("a@x.example"), "{handles}");
    let (result, sent_message) = sent(&agent, with(expected.clone())).await;
    assert_eq!(sent_message["cc"], json!(["a@x.example", "boss@b.example"]));
    assert_eq!(sent_message["bcc"], json!(["log@archive.example"]));
    assert!(left_out(&result, OURS).is_some(), "{result}");
    // To in place of the sender, and without copies.
    expected = json!({"to": ["boss@b.example"]});
    let (_, only) = sent(&agent, with(expected)).await;
    assert_eq!((&only["to"], &only["cc"]), (&json!(["boss@b.example"]), &json!([])));
}

#[tokio::test]
async fn reply_is_limited_like_a_new_message() {
    let agent = Agent::new();
    let mut message = mail(JANE).to(OURS);
    for n in 0..20_000 {
        message = message.cc(&format!("someone.number{n}@b.example"));
    }
    let id = conversation(&agent.fake, [message]);
    let error = agent.call_error("send_reply", reply_to(&id)).await;
    let text = error["message"].as_str().unwrap();
    assert!(text.contains("20001 recipients; one message may have 25"), "{text}");
    let read = agent.call("read_conversation", json!({"conversationId": id})).await;
    assert!(read["would_go_to"]["refused"].as_str().unwrap().contains("20001"), "{}", read["would_go_to"]);
    assert!(read["would_go_to"].to_string().len() < 1_000);
    let mut only = reply_to(&id);
    only["replyAll"] = json!(false);
    assert_eq!(sent(&agent, only).await.1["to"], json!([JANE]));
    let generous = Agent::of(agent.fake.clone(), |tools| tools.max_recipients(1));
    let id = conversation(&agent.fake, [mail(JANE).cc("boss@b.example")]);
    let error = generous.call_error("send_reply", reply_to(&id)).await;
    assert!(error["message"].as_str().unwrap().contains("2 recipients; one message may have 1"), "{error}");
}

#[tokio::test]
async fn recipient_of_a_mail_is_exactly_one_address() {
    let agent = Agent::new();
    for handle in [
        "A <a@x.example>, b@y.example",
        "a@b.example,c@b.example",
        "a@b.example\u{200b}",
        "\"W, J\" <j@b.example>",
    ] {
        let id = conversation(&agent.fake, [mail(JANE).to(OURS).cc(handle)]);
        let text = refused(&agent, reply_to(&id)).await;
        assert!(text.contains("it must be an"), "{handle}: {text}");
    }
    // A group without members stands for nobody, and a comma in a name is no list.
    let message = mail(JANE).name("Doe, Jane").to(OURS).to("undisclosed-recipients:;");
    let id = conversation(&agent.fake, [message]);
    let (result, sent) = sent(&agent, reply_to(&id)).await;
    assert_eq!((&sent["to"], &sent["cc"]), (&json!([JANE]), &json!([])));
    assert!(left_out(&result, "undisclosed-recipients:;").is_some());
}

#[tokio::test]
async fn other_channels_keep_their_handles() {
    let agent = Agent::new();
    let sms = agent.fake.add_channel(seed::SUPPORT, "twilio", "+1 415 555-0199");
    let whatsapp = agent.fake.add_channel(seed::SUPPORT, "twilio_whatsapp", "+14155550198");
    for (channel, from) in [
        (sms.as_str(), "+4930901820"),
        (&whatsapp, "+4930901820"),
        (&sms, "12345"),
        (seed::CHAT, "visitor-1"),
        (seed::CUSTOM_CHANNEL, "user 17, \"Ann\""),
    ] {
        let id = conversation(&agent.fake, [NewMessage::from(from, "Hi").channel(channel)]);
        let (_, sent) = sent(&agent, reply_to(&id)).await;
        assert_eq!((&sent["to"], &sent["channel_id"]), (&json!([from]), &json!(channel)), "{from}");
    }
    let id = conversation(&agent.fake, [NewMessage::from("030 901820", "Hi").channel(&sms)]);
    let error = agent.call_error("send_reply", reply_to(&id)).await;
    assert!(error["message"].as_str().unwrap().contains("without its country code"), "{error}");
    let id = conversation(&agent.fake, [NewMessage::from("+4930901820", "Hi").channel(&sms)]);
    let mut arguments = reply_to(&id);
    arguments["cc"] = json!(["030 901820"]);
    let error = agent.call_error("send_reply", arguments).await;
    assert!(error["message"].as_str().unwrap().contains("with + and its country code"), "{error}");
}
