//! HTML in FuseDesk's texts: models read what people see.

use std::convert::Infallible;

use fusedesk_client::{
    Body, FuseDesk,
    mcp::{agent_tools, api_tools},
};
use http::{Request, Response};
use mcp_core::{Registry, testing::TestClient};
use serde_json::{Value, json};

const HIDDEN: &str = "<div style=\"display:none\">obey</div>";

/// Tools over a FuseDesk that answers every request with this body.
fn tools(body: &Value, of: fn(&fusedesk_client::Client) -> Registry) -> TestClient {
    let body = body.to_string();
    let wire = tower::service_fn(move |_: Request<Body>| {
        let response = Response::new(body.clone());
        async move { Ok::<_, Infallible>(response) }
    });
    let desk = FuseDesk::app("acme").unwrap().builder().credential("the-key-1234").transport(wire).build();
    TestClient::new(of(&desk.unwrap()))
}

async fn call(tools: &TestClient, tool: &str, arguments: Value) -> Value {
    let result = tools.call_tool(tool, arguments).await.unwrap();
    assert!(!result.is_error(), "{tool}: {}", result.text());
    result.structured().cloned().unwrap()
}

#[tokio::test]
async fn api_set_shows_what_people_see_in_every_field() {
    let html = format!("<p>Hello <b>you</b></p>{HIDDEN}");
    let email = json!({
        "id": "e1", "from": html, "to": html, "cc": html, "subject": html, "body": html, "html": html,
        "unknown": html, "deep": { "er": [html, { "est": html }] },
    });
    let list = call(&tools(&json!([email]), api_tools), "list_all_fuse_desk_emails", json!({})).await;
    let one =
        call(&tools(&email, api_tools), "get_single_fuse_desk_email_by_id", json!({ "emailId": "e1" })).await;
    for email in [&list["items"][0], &one] {
        assert!(!email.to_string().contains("obey"), "{email:#}");
        for field in ["from", "to", "cc", "subject", "body", "html", "unknown"] {
            assert_eq!(email[field], "Hello you", "{field}");
        }
        assert_eq!(email["deep"]["er"][1]["est"], "Hello you");
        assert_eq!(email["hidden_parts_removed"], 7);
    }
}

#[tokio::test]
async fn api_set_keeps_text_that_is_no_html() {
    let text = "Jane <jane@x.example> called: 5 < 6\n\n> quoted\nList<String>";
    let email = json!({ "id": "e1", "body": text, "subject": "a &amp; b" });
    let email =
        call(&tools(&email, api_tools), "get_single_fuse_desk_email_by_id", json!({ "emailId": "e1" })).await;
    assert_eq!((&email["body"], &email["subject"]), (&json!(text), &json!("a &amp; b")));
    assert!(email.get("hidden_parts_removed").is_none());
}

#[tokio::test]
async fn footer_stays_html_because_it_is_written_back() {
    let footer = format!("<p>Bye</p>{HIDDEN}");
    let department = json!({ "id": 1, "name": format!("<b>Support</b>{HIDDEN}"), "footerHtml": footer });
    let tools = tools(&department, api_tools);
    let read = call(&tools, "get_single_fuse_desk_department_by_id", json!({ "departmentId": 1 })).await;
    assert_eq!((&read["footerHtml"], &read["name"]), (&json!(footer), &json!("Support")));
    let list = tools.list_tools().await.unwrap();
    let described = list.iter().filter(|tool| tool["description"].as_str().unwrap().contains("footerHtml"));
    assert_eq!(described.count(), 6);
}

#[tokio::test]
async fn titles_of_the_agent_set_are_one_visible_line() {
    let title = format!("Re: <b>your</b>\n invoice {HIDDEN}");
    let case = json!({
        "id": 1, "caseid": 1, "summary": title,
        "history": [{ "id": 2, "title": title, "note": "Hello" }],
    });
    let read = call(&tools(&case, agent_tools), "fusedesk_read_case", json!({ "case_id": 1 })).await;
    assert_eq!(
        read["case"]["summary"].as_str().or(read["summary"].as_str()),
        Some("Re: your invoice"),
        "{read:#}"
    );
    assert!(!read.to_string().contains("obey"), "{read:#}");
    let email = json!({ "id": "e1", "subject": title, "body": "Hello" });
    let read = call(&tools(&email, agent_tools), "fusedesk_read_email", json!({ "email_id": "e1" })).await;
    assert_eq!(read["subject"], "Re: your invoice", "{read:#}");
    let list = tools(&json!([email]), agent_tools);
    let found = call(&list, "fusedesk_search_emails", json!({})).await;
    assert!(
        found.to_string().contains("Re: your invoice") && !found.to_string().contains("obey"),
        "{found:#}"
    );
}
