//! `search_conversations`.

use std::collections::HashSet;

use front_client::testing::{FakeFront, Fault, NewConversation, NewMessage, seed};
use serde_json::{Value, json};

use crate::mcp_agent::{Agent, ids};

async fn found(agent: &Agent, arguments: Value) -> Vec<String> {
    let result = agent.call("search_conversations", arguments).await;
    ids(&result["conversations"]).into_iter().map(str::to_owned).collect()
}

/// Reads every page of a search, which must not repeat anything.
async fn all(agent: &Agent, mut arguments: Value) -> HashSet<String> {
    let mut seen = HashSet::new();
    for _ in 0..100 {
        let result = agent.call("search_conversations", arguments.clone()).await;
        for id in ids(&result["conversations"]) {
            assert!(seen.insert(id.to_owned()), "{id} twice");
        }
        let Some(cursor) = result.get("next_cursor") else { return seen };
        arguments["cursor"] = cursor.clone();
    }
    panic!("the pages do not end");
}

#[tokio::test]
async fn words_and_filters_find_conversations() {
    let agent = Agent::new();
    let unassigned = found(&agent, json!({"query": "", "filters": {"status": "unassigned"}})).await;
    assert!(unassigned.contains(&seed::DISPUTE.to_owned()));
    assert!(!unassigned.contains(&seed::OVERDUE.to_owned()));

    let of_david = found(&agent, json!({"query": "*", "filters": {"teammateId": "David Okafor"}})).await;
    assert!(of_david.contains(&seed::OVERDUE.to_owned()));
    let same = found(&agent, json!({"query": "", "filters": {"teammate_id": seed::DAVID}})).await;
    assert_eq!(of_david, same);

    let trashed = found(&agent, json!({"query": "", "filters": {"status": "trashed"}})).await;
    assert_eq!(trashed, [seed::TRASHED]);
    let words = found(&agent, json!({"query": "charged twice"})).await;
    assert!(words.contains(&seed::DISPUTE.to_owned()));
}

#[tokio::test]
async fn tags_and_inboxes_go_by_name_or_id() {
    let agent = Agent::new();
    agent.call("assign_conversation", json!({"conversationId": seed::DISPUTE, "assigneeId": "sarah"})).await;
    let by_id =
        found(&agent, json!({"query": "", "filters": {"inboxId": seed::SUPPORT, "tags": [seed::VIP]}})).await;
    let by_name =
        found(&agent, json!({"query": "", "filters": {"inboxId": "support", "tags": ["vip"]}})).await;
    assert_eq!(by_id, by_name);
    let error =
        agent.call_error("search_conversations", json!({"query": "", "filters": {"tags": ["Fnance"]}})).await;
    assert!(error["hint"].as_str().unwrap().contains("Finance (tag_fin)"), "{error}");
}

#[tokio::test]
async fn summary_has_triage_fields() {
    let agent = Agent::new();
    let result = agent.call("search_conversations", json!({"query": "charged twice is:open"})).await;
    let conversations = result["conversations"].as_array().unwrap();
    let dispute = conversations.iter().find(|conversation| conversation["id"] == seed::DISPUTE).unwrap();
    assert_eq!(dispute["status"], "unassigned");
    assert_eq!(dispute["recipient"]["contact_id"], seed::ELENA);
    assert!(dispute["waiting_hours"].as_f64().unwrap() > 24.0);
    assert!(dispute["created_at"].as_str().unwrap().ends_with('Z'));
    assert_eq!(result["searched"], "charged twice is:open");
    assert_eq!(result["total"].as_u64().unwrap() as usize, conversations.len());
}

#[tokio::test]
async fn days_bound_the_search() {
    let agent = Agent::new();
    let everything = all(&agent, json!({"query": "is:open"})).await;
    let old = all(&agent, json!({"query": "is:open", "filters": {"before": "2001-01-01"}})).await;
    let new = all(&agent, json!({"query": "is:open", "filters": {"after": "2001-01-01T00:00:00Z"}})).await;
    assert!(old.is_empty());
    assert_eq!(new, everything);
}

#[tokio::test]
async fn pages_lead_to_the_end() {
    let agent = Agent::new();
    let whole = all(&agent, json!({"query": "is:open", "limit": 100})).await;
    assert!(whole.len() > 8);
    for limit in [1, 3] {
        assert_eq!(all(&agent, json!({"query": "is:open", "limit": limit})).await, whole);
    }
    // A result that is too large for the limit ends earlier, and loses nothing.
    let small = Agent::of(agent.fake.clone(), |tools| tools.result_chars(5_000));
    assert_eq!(all(&small, json!({"query": "is:open", "limit": 100})).await, whole);
}

#[tokio::test]
async fn a_team_is_searched_inbox_by_inbox() {
    let agent = Agent::new();
    let support = all(&agent, json!({"query": "", "filters": {"inboxId": seed::SUPPORT}})).await;
    let billing = all(&agent, json!({"query": "", "filters": {"inboxId": seed::BILLING}})).await;
    let both: HashSet<String> = support.union(&billing).cloned().collect();
    for limit in [2, 50] {
        let team =
            all(&agent, json!({"query": "", "filters": {"teamId": "customer care"}, "limit": limit})).await;
        assert_eq!(team, both, "limit {limit}");
    }
    let result = agent
        .call("search_conversations", json!({"query": "", "filters": {"teamId": seed::CARE_TEAM}}))
        .await;
    assert_eq!(result["scanned"]["complete"], true);
    assert_eq!(result["scanned"]["inboxes"].as_array().unwrap().len(), 2);
    let times: Vec<&str> = result["conversations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["last_activity_at"].as_str().unwrap())
        .collect();
    assert!(times.iter().rev().is_sorted(), "{times:?}");

    let error = agent
        .call_error(
            "search_conversations",
            json!({"query": "", "filters": {"teamId": seed::CARE_TEAM, "inboxId": seed::INTEGRATIONS}}),
        )
        .await;
    assert!(error["message"].as_str().unwrap().contains("is not one of the team"), "{error}");
}

#[tokio::test]
async fn a_large_team_takes_several_calls() {
    let fake = FakeFront::new();
    let team = fake.add_team("Large", &[]);
    let mut wanted = HashSet::new();
    for n in 0..7 {
        let inbox = fake.add_inbox(&format!("Inbox {n}"), Some(&team));
        for m in 0..4 {
            let new = NewConversation::new(&format!("{n} {m}"))
                .inbox(&inbox)
                .message(NewMessage::from("a@b.example", "<p>Hello</p>"));
            wanted.insert(fake.add_conversation(new));
        }
    }
    let agent = Agent::of(fake, |tools| tools.call_budget(6));
    let arguments = json!({"query": "hello", "filters": {"teamId": team}, "limit": 3});
    assert_eq!(all(&agent, arguments.clone()).await, wanted);
    let first = agent.call("search_conversations", arguments).await;
    assert_eq!(first["scanned"]["complete"], false);
    assert!(!first["scanned"]["inboxes_left"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn an_inbox_that_fails_is_named() {
    let agent = Agent::new();
    agent.fake.fault(Fault::status(500).on("GET", "/search/"));
    let result = agent
        .call("search_conversations", json!({"query": "", "filters": {"teamId": seed::CARE_TEAM}}))
        .await;
    let failed = result["scanned"]["failed"].as_array().unwrap();
    assert_eq!(failed.len(), 1);
    assert!(failed[0]["what"].as_str().unwrap().starts_with("inb_"), "{failed:?}");
    assert_eq!(result["scanned"]["complete"], false);
    assert!(result["next_cursor"].is_string());
    agent.fake.fault(Fault::status(500).on("GET", "/search/"));
    let error = agent.call_error("search_conversations", json!({"query": "hello"})).await;
    assert_eq!(error["kind"], "unavailable");
}

#[tokio::test]
async fn unsupported_filters_are_reported() {
    let agent = Agent::new();
    for (arguments, words) in [
        (json!({"query": ""}), "query is empty and there are no filters"),
        (json!({"query": "x ".repeat(600)}), "query has 1200 characters; it may have 1000"),
        (json!({"query": "", "filters": {"status": "spam"}}), "spam cannot be searched"),
        (json!({"query": "status:open"}), "is:open"),
        (json!({"query": "\"half"}), "not closed"),
        (json!({"query": "is:archived", "filters": {"status": "open"}}), "exclude each other"),
        (json!({"query": "x", "filters": {"status": "closed"}}), "unknown variant `closed`"),
        (json!({"query": "x", "filters": {"after": "yesterday"}}), "filters.after"),
        (
            json!({"query": "x", "filters": {"after": "2026-05-03", "before": "2026-05-03"}}),
            "nothing can match",
        ),
        (json!({"query": "x", "limit": 101}), "1 to 100"),
        (json!({"query": "x", "colour": "red"}), "unknown field `colour`"),
        (json!({}), "query is empty and there are no filters"),
    ] {
        let error = agent.call_error("search_conversations", arguments).await;
        assert_eq!(error["kind"], "invalid_arguments");
        assert!(error["message"].as_str().unwrap().contains(words), "{error}");
    }
    for (filters, words) in [
        (json!({"teammateId": "tea_none"}), "filters.teammateId: there is no teammate"),
        (json!({"inboxId": "inb_none"}), "filters.inboxId: there is no inbox"),
        (json!({"teamId": "tim_none"}), "filters.teamId: there is no team"),
        (json!({"inboxId": "Suport"}), "no inbox is called"),
    ] {
        let error = agent.call_error("search_conversations", json!({"query": "x", "filters": filters})).await;
        assert_eq!(error["kind"], "not_found");
        assert!(error["message"].as_str().unwrap().contains(words), "{error}");
    }
}

#[tokio::test]
async fn filters_written_as_text_are_read() {
    let agent = Agent::new();
    let trashed = found(&agent, json!({"query": "", "filters": "{\"status\":\"trashed\"}"})).await;
    assert_eq!(trashed, [seed::TRASHED]);
    let empty =
        json!({"query": "is:trashed", "filters": {"inboxId": "", "teamId": null, "tags": []}, "cursor": ""});
    assert_eq!(found(&agent, empty).await, [seed::TRASHED]);
}

#[tokio::test]
async fn a_throttled_search_says_how_long_to_wait() {
    let agent = Agent::new();
    agent.fake.fault(Fault::rate_limited(std::time::Duration::from_secs(3)).on("GET", "/search/"));
    let error = agent.call_error("search_conversations", json!({"query": "x"})).await;
    assert_eq!(error["kind"], "rate_limited");
    assert_eq!(error["retry_after_ms"], 3000);
    let result = agent.client.call_tool("search_conversations", json!({"query": "x"})).await.unwrap();
    let limit = &result.as_value()["_meta"][mcp_core::RATE_LIMIT_META];
    assert!(limit["remaining"].is_u64(), "{}", result.as_value()["_meta"]);
}
