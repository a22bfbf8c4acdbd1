//! Lists of the company's tags, inboxes, teammates and teams; and tags on conversations.

use std::collections::HashSet;

use front_client::testing::{FakeFront, Fault, seed};
use serde_json::{Value, json};

use crate::mcp_agent::{Agent, ids};

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn tags_have_parent_and_children() {
    let agent = Agent::new();
    let result = agent.call("list_tags", json!({})).await;
    assert_eq!(result["total"], 11);
    assert_eq!(result["scanned"], json!({"tags": 11, "complete": true}));
    assert!(result.get("next_offset").is_none());
    let tags = result["tags"].as_array().unwrap();
    let tag = |id: &str| tags.iter().find(|tag| tag["id"] == id).unwrap();
    assert_eq!(tag(seed::REFUND)["parent_tag_id"], seed::FINANCE);
    assert_eq!(tag(seed::FINANCE)["has_children"], true);
    assert!(tag(seed::FINANCE).get("parent_tag_id").is_none());
    let of_team = tags.iter().find(|tag| tag["name"] == "Care: follow up").unwrap();
    assert_eq!(of_team["owner_id"], seed::CARE_TEAM);
    let private = tags.iter().find(|tag| tag["name"] == "To read").unwrap();
    assert_eq!((&private["owner_id"], &private["is_private"]), (&json!(seed::SARAH), &json!(true)));
}

#[tokio::test]
async fn tags_are_filtered() {
    let agent = Agent::new();
    for (arguments, expected) in [
        (json!({"name_query": "bill disp"}), vec!["Billing Dispute"]),
        (json!({"nameQuery": "BREACH"}), vec!["SLA Breach"]),
        (json!({"parent_tag_id": seed::FINANCE}), vec!["Billing Dispute", "Refund"]),
        (json!({"parentTagId": "engineering", "name_query": "bug"}), vec!["Bug"]),
        (json!({"parent_tag_id": seed::BUG}), vec![]),
        (
            json!({"is_visible_in_conversation_lists": true, "parent_tag_id": ""}),
            vec!["Engineering", "Finance", "SLA Breach", "Urgent", "VIP"],
        ),
    ] {
        let result = agent.call("list_tags", arguments.clone()).await;
        assert_eq!(names(&result["tags"]), expected, "{arguments}");
        assert!(result.get("not_applied").is_none());
    }
    let result = agent.call("list_tags", json!({"inbox_ids": [seed::SUPPORT], "all_inboxes": false})).await;
    let filters: Vec<&str> = result["not_applied"]
        .as_array()
        .unwrap()
        .iter()
        .map(|filter| filter["filter"].as_str().unwrap())
        .collect();
    assert_eq!(filters, ["inbox_ids", "all_inboxes"]);
    assert_eq!(result["total"], 11);
}

#[tokio::test]
async fn tags_page_to_the_end_without_gap_or_duplicate() {
    let fake = FakeFront::seeded();
    for n in 0..239 {
        fake.add_tag(&format!("Extra {n}"), None);
    }
    let agent = Agent::of(fake, |tools| tools);
    let (mut seen, mut offset) = (HashSet::new(), json!(0));
    loop {
        agent.fake.clear_requests();
        let result = agent.call("list_tags", json!({"limit": 100, "offset": offset})).await;
        for id in ids(&result["tags"]) {
            assert!(seen.insert(id.to_owned()), "{id} twice");
        }
        // No more is read than the page needs.
        assert!(agent.fake.requests().len() <= seen.len().div_ceil(100) + 1);
        let Some(next) = result.get("next_offset") else { break };
        offset = next.clone();
    }
    assert_eq!(seen.len(), 250);

    let agent = Agent::of(agent.fake, |tools| tools.call_budget(1));
    let result = agent.call("list_tags", json!({"name_query": "extra 238"})).await;
    assert_eq!(result["scanned"], json!({"tags": 100, "complete": false}));
    assert!(result.get("total").is_none());
}

#[tokio::test]
async fn a_long_list_makes_short_pages() {
    let agent = Agent::tuned(|tools| tools.result_chars(1_000));
    let (mut seen, mut offset) = (HashSet::new(), json!(0));
    for _ in 0..20 {
        let result = agent.call("list_tags", json!({"offset": offset})).await;
        assert!(result.to_string().len() <= 1_000, "{result}");
        seen.extend(ids(&result["tags"]).into_iter().map(str::to_owned));
        let Some(next) = result.get("next_offset") else { break };
        offset = next.clone();
    }
    assert_eq!(seen.len(), 11);
}

#[tokio::test]
async fn lists_refuse_invalid_arguments() {
    let agent = Agent::new();
    for (tool, arguments, words) in [
        ("list_tags", json!({"limit": 101}), "1 to 100"),
        ("list_tags", json!({"limit": 0}), "1 to 100"),
        ("list_tags", json!({"offset": -1}), "offset"),
        ("list_tags", json!({"colour": "red"}), "unknown field `colour`"),
        ("list_inboxes", json!({"limit": 51}), "1 to 50"),
        ("list_inboxes", json!({"access_mode": "some"}), "expected `everyone` or `restricted`"),
        ("list_teammates", json!({"limit": 26}), "1 to 25"),
        ("list_teams", json!({"limit": 1}), "unknown field `limit`"),
    ] {
        let error = agent.call_error(tool, arguments).await;
        assert_eq!(error["kind"], "invalid_arguments");
        assert!(error["message"].as_str().unwrap().contains(words), "{error}");
    }
    assert!(agent.fake.requests().is_empty());
    for (tool, arguments, words) in [
        ("list_tags", json!({"parent_tag_id": "tag_none"}), "no tag tag_none"),
        ("list_tags", json!({"parent_tag_id": "Finances"}), "no tag is called"),
        ("list_inboxes", json!({"teammate_ids": ["tea_none"]}), "no teammate tea_none"),
    ] {
        let error = agent.call_error(tool, arguments).await;
        assert_eq!(error["kind"], "not_found");
        assert!(error["message"].as_str().unwrap().contains(words), "{error}");
    }
    agent.fake.fault(Fault::status(500).on("GET", "/teams"));
    assert_eq!(agent.call_error("list_teams", json!({})).await["kind"], "unavailable");
}

#[tokio::test]
async fn inboxes_come_with_their_channels() {
    let agent = Agent::new();
    let result = agent.call("list_inboxes", json!({})).await;
    assert_eq!(result["total"], 4);
    let inboxes = result["inboxes"].as_array().unwrap();
    let support = inboxes.iter().find(|inbox| inbox["id"] == seed::SUPPORT).unwrap();
    assert_eq!(support["owner_id"], seed::CARE_TEAM);
    assert_eq!(support["access_mode"], "everyone");
    assert_eq!(ids(&support["channels"]), [seed::CHAT, seed::SUPPORT_EMAIL]);
    assert_eq!(support["channels"][1]["address"], "support@acme.example");
    let private = inboxes.iter().find(|inbox| inbox["id"] == seed::SARAHS_INBOX).unwrap();
    assert_eq!((&private["is_private"], &private["owner_id"]), (&json!(true), &json!(seed::SARAH)));
    for (arguments, expected) in [
        (json!({"name_query": "bill"}), vec![seed::BILLING]),
        (json!({"access_mode": "restricted"}), vec![seed::SARAHS_INBOX]),
        (json!({"teammate_ids": ["david@acme.example"]}), vec![seed::INTEGRATIONS]),
        (
            json!({"teammateIds": [seed::DAVID, "Mia Larsen"], "limit": 2}),
            vec![seed::BILLING, seed::INTEGRATIONS],
        ),
        (json!({"limit": 2, "offset": 2}), vec![seed::SARAHS_INBOX, seed::SUPPORT]),
        (json!({"offset": 9}), vec![]),
    ] {
        let result = agent.call("list_inboxes", arguments.clone()).await;
        assert_eq!(ids(&result["inboxes"]), expected, "{arguments}");
    }
    let result = agent
        .call(
            "list_inboxes",
            json!({"ai_enabled": true, "circle_ids": ["cir_1"], "ticketing_enabled": false}),
        )
        .await;
    assert_eq!(result["not_applied"].as_array().unwrap().len(), 3);

    agent.fake.fault(Fault::status(500).on("GET", "/channels"));
    let result = agent.call("list_inboxes", json!({})).await;
    assert_eq!(result["failed"][0]["what"], "channels");
    assert_eq!(result["total"], 4);
}

#[tokio::test]
async fn teammates_are_found_by_name_or_address() {
    let agent = Agent::new();
    let result = agent.call("list_teammates", json!({})).await;
    assert_eq!(ids(&result["teammates"]), [seed::DAVID, seed::MIA, seed::SARAH, seed::TOM]);
    assert_eq!(result["teammates"][1]["is_admin"], true);
    assert_eq!(result["teammates"][3]["is_available"], false);
    assert_eq!(result["teammates"][2]["name"], "Sarah Chen");
    for (query, expected) in [
        ("okafor", vec![seed::DAVID]),
        ("chen sarah", vec![seed::SARAH]),
        ("tom@acme", vec![seed::TOM]),
        ("nobody", vec![]),
    ] {
        let result = agent.call("list_teammates", json!({"name_query": query})).await;
        assert_eq!(ids(&result["teammates"]), expected, "{query}");
    }
    let result = agent.call("list_teammates", json!({"limit": 3})).await;
    assert_eq!((&result["total"], &result["next_offset"]), (&json!(4), &json!(3)));
    let result = agent.call("list_teammates", json!({"limit": 3, "offset": 3})).await;
    assert_eq!(ids(&result["teammates"]), [seed::TOM]);
    assert!(result.get("next_offset").is_none());
}

#[tokio::test]
async fn teams_are_listed() {
    let agent = Agent::new();
    let result = agent.call("list_teams", json!({})).await;
    assert_eq!(ids(&result["teams"]), [seed::CARE_TEAM, seed::ENGINEERING_TEAM]);
    assert_eq!(names(&result["teams"]), ["Customer Care", "Engineering"]);
}

#[tokio::test]
async fn a_conversation_is_tagged_by_id_or_name_any_number_of_times() {
    let agent = Agent::new();
    let arguments = json!({
        "conversationId": seed::DISPUTE, "addTags": ["finance", seed::URGENT, "Finance", "VIP"],
        "removeTags": [seed::BUG],
    });
    let result = agent.call("tag_conversation", arguments.clone()).await;
    assert_eq!(result["added"], json!([seed::FINANCE, seed::URGENT]));
    assert_eq!(result["removed"], json!([]));
    assert_eq!(ids(&result["tags"]), [seed::VIP, seed::FINANCE, seed::URGENT]);
    assert_eq!(names(&result["tags"]), ["VIP", "Finance", "Urgent"]);
    let result = agent.call("tag_conversation", arguments).await;
    assert_eq!(result["added"], json!([]));
    assert_eq!(ids(&result["tags"]), [seed::VIP, seed::FINANCE, seed::URGENT]);

    let arguments = json!({"conversation_id": seed::DISPUTE, "remove_tags": ["vip", "bug"]});
    let result = agent.call("tag_conversation", arguments).await;
    assert_eq!(result["removed"], json!([seed::VIP]));
    let stored = agent.fake.conversation(seed::DISPUTE).unwrap();
    assert_eq!(ids(&stored["tags"]), [seed::FINANCE, seed::URGENT]);
}

#[tokio::test]
async fn tag_ids_need_no_lookup() {
    let agent = Agent::new();
    agent.call("tag_conversation", json!({"conversationId": seed::DISPUTE, "addTags": [seed::URGENT]})).await;
    assert!(!agent.requests().keys().any(|request| request == "GET /tags"));
}

#[tokio::test]
async fn tags_that_do_not_exist_change_nothing() {
    let agent = Agent::new();
    let before = agent.fake.conversation(seed::DISPUTE);
    let error = agent
        .call_error(
            "tag_conversation",
            json!({"conversationId": seed::DISPUTE, "addTags": ["VIP", "Finances", "Zebra"], "removeTags": ["Bugs"]}),
        )
        .await;
    assert_eq!(error["kind"], "not_found");
    for words in ["\"Finances\"", "\"Zebra\"", "\"Bugs\""] {
        assert!(error["message"].as_str().unwrap().contains(words), "{error}");
    }
    for words in ["Finance (tag_fin)", "Bug (tag_eng2)"] {
        assert!(error["hint"].as_str().unwrap().contains(words), "{error}");
    }
    for (arguments, kind) in [
        (json!({"conversationId": seed::DISPUTE}), "invalid_arguments"),
        (json!({"conversationId": seed::DISPUTE, "addTags": [" "]}), "invalid_arguments"),
        (
            json!({"conversationId": seed::DISPUTE, "addTags": ["urgent"], "removeTags": [seed::URGENT]}),
            "invalid_arguments",
        ),
        (json!({"conversationId": "Charged twice", "addTags": ["VIP"]}), "invalid_arguments"),
        (json!({"conversationId": seed::DISPUTE, "addTags": ["tag_none"]}), "invalid_arguments"),
        (json!({"conversationId": "cnv_none", "addTags": ["VIP"]}), "not_found"),
    ] {
        assert_eq!(
            agent.call_error("tag_conversation", arguments.clone()).await["kind"],
            kind,
            "{arguments}"
        );
    }
    assert_eq!(agent.fake.conversation(seed::DISPUTE), before);
}

#[tokio::test]
async fn partial_tag_change_is_reported() {
    let agent = Agent::new();
    agent.fake.fault(Fault::status(500).on("DELETE", "/tags"));
    let result = agent
        .call(
            "tag_conversation",
            json!({"conversationId": seed::DISPUTE, "addTags": ["Urgent"], "removeTags": ["VIP"]}),
        )
        .await;
    assert_eq!(result["added"], json!([seed::URGENT]));
    assert_eq!(result["removed"], json!([]));
    assert_eq!(result["failed"][0]["what"], "removeTags");
    assert_eq!(ids(&result["tags"]), [seed::VIP, seed::URGENT]);
}

#[tokio::test]
async fn tags_go_to_the_conversation_that_another_was_merged_into() {
    let agent = Agent::new();
    let arguments = json!({"conversationId": seed::MERGED, "addTags": ["VIP"], "removeTags": ["Bug"]});
    let result = agent.call("tag_conversation", arguments).await;
    assert_eq!(result["merged_into"], seed::MERGED_INTO);
    assert_eq!(result["conversation_id"], seed::MERGED_INTO);
    assert_eq!(ids(&result["tags"]), [seed::VIP]);
}
