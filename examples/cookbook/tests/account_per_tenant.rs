use std::{collections::HashMap, time::Duration};

use front_client::{
    Client,
    testing::{FakeFront, Fault, NewConversation, NewMessage},
};
use futures_util::future::join_all;
use mcp_core::HandlerErrorKind;
use mcp_tower::testing::HttpClient;
use serde_json::{Value, json};

#[path = "../account_per_tenant.rs"]
mod recipe;

use recipe::Caller;

#[test]
fn the_program_runs() {
    recipe::main().unwrap();
}

/// Number of conversations of each tenant.
const CONVERSATIONS: usize = 3;

fn fake(tenant: &str) -> FakeFront {
    let fake = FakeFront::new();
    let inbox = fake.add_inbox(&format!("Support of {tenant}"), None);
    fake.add_channel(&inbox, "smtp", &format!("support@{tenant}.example"));
    fake.add_tag(&format!("Tag of {tenant}"), None);
    for number in 0..CONVERSATIONS {
        let message = NewMessage::from("jo@example.com", &format!("<p>A secret of {tenant}</p>"));
        let new = NewConversation::new(&format!("Invoice of {tenant}")).inbox(&inbox).message(message);
        fake.add_conversation(new.id(&format!("cnv_{tenant}{number}")));
    }
    fake
}

struct Host {
    acme: FakeFront,
    globex: FakeFront,
    client: HttpClient,
}

impl Host {
    fn new() -> Self {
        let (acme, globex) = (fake("acme"), fake("globex"));
        let accounts = [("acme", &acme), ("globex", &globex)].map(|(tenant, fake)| {
            (
                tenant.into(),
                Client::builder().credential(fake.token()).transport(fake.clone()).build().unwrap(),
            )
        });
        let callers = [
            Caller { key: "a", name: "ann", tenant: "acme" },
            Caller { key: "g", name: "ann", tenant: "globex" },
        ];
        let client = HttpClient::new(recipe::app(HashMap::from(accounts), &callers).unwrap());
        Self { acme, globex, client }
    }

    fn acme(&self) -> HttpClient {
        self.client.bearer("a")
    }

    fn globex(&self) -> HttpClient {
        self.client.bearer("g")
    }
}

#[tokio::test]
async fn lists_and_searches_hold_one_tenants_data() {
    let host = Host::new();
    for (agent, own, other) in [(host.acme(), "acme", "globex"), (host.globex(), "globex", "acme")] {
        for (tool, arguments) in [
            ("search_conversations", json!({ "query": "invoice" })),
            ("list_inboxes", json!({})),
            ("list_tags", json!({})),
        ] {
            let found = agent.call_tool(tool, arguments.clone()).await.unwrap();
            assert!(!found.is_error(), "{}", found.text());
            assert!(!found.text().contains(other), "{tool} {arguments}: {}", found.text());
            assert!(found.text().contains(own), "{tool}: {}", found.text());
        }
        let found = agent.call_tool("search_conversations", json!({ "query": other })).await.unwrap();
        assert_eq!(found.structured().unwrap()["conversations"], json!([]), "{}", found.text());
    }
}

#[tokio::test]
async fn ids_of_the_other_tenant_do_not_exist() {
    let host = Host::new();
    let agent = host.acme();
    let theirs = json!({ "conversationId": "cnv_globex0" });
    let theirs = agent.call_tool("read_conversation", theirs).await.unwrap();
    let nobodys =
        agent.call_tool("read_conversation", json!({ "conversationId": "cnv_nobody0" })).await.unwrap();
    assert_eq!(theirs.error_kind(), Some(HandlerErrorKind::NotFound));
    assert_eq!(theirs.text().replace("cnv_globex0", "cnv_nobody0"), nobodys.text());
    assert!(agent.read_resource("front://conversations/cnv_globex0").await.is_err());
    assert!(agent.read_resource("front://conversations/cnv_acme0").await.is_ok());
}

#[tokio::test]
async fn cursor_of_another_tenant_returns_none_of_its_data() {
    let host = Host::new();
    let search = |cursor: Option<&Value>| {
        let mut arguments = json!({ "query": "invoice", "limit": 1 });
        if let Some(cursor) = cursor {
            arguments["cursor"] = cursor.clone();
        }
        arguments
    };
    let first = host.globex().call_tool("search_conversations", search(None)).await.unwrap();
    let cursor = &first.structured().unwrap()["next_cursor"];
    assert!(cursor.is_string(), "{}", first.text());
    let next = host.globex().call_tool("search_conversations", search(Some(cursor))).await.unwrap();
    assert!(next.text().contains("globex"), "{}", next.text());
    host.globex.clear_requests();
    let stolen = host.acme().call_tool("search_conversations", search(Some(cursor))).await.unwrap();
    assert!(!stolen.text().contains("globex"), "{}", stolen.text());
    assert!(host.globex.requests().is_empty());
}

#[tokio::test]
async fn completions_are_cached_per_tenant() {
    let host = Host::new();
    let complete = json!({
        "ref": { "type": "ref/prompt", "name": "triage_inbox" },
        "argument": { "name": "inbox", "value": "" },
    });
    for (agent, own) in [(host.acme(), "acme"), (host.globex(), "globex"), (host.acme(), "acme")] {
        let proposed = agent.request("completion/complete", complete.clone()).await.unwrap();
        let values = &proposed.value()["completion"]["values"];
        assert_eq!(values, &json!([format!("Support of {own}")]));
    }
}

#[tokio::test]
async fn keys_and_requests_cannot_choose_the_tenant() {
    let host = Host::new();
    for stranger in [host.client.clone(), host.client.bearer("acme"), host.client.bearer("A")] {
        assert_eq!(stranger.tool_names().await.unwrap_err().status(), 401);
    }
    assert!(host.acme.requests().is_empty() && host.globex.requests().is_empty());

    let agent = host.acme().header("x-tenant", "globex").uri("/mcp?tenant=globex");
    let found = agent.call_tool("search_conversations", json!({ "query": "invoice" })).await.unwrap();
    assert!(found.text().contains("acme") && !found.text().contains("globex"), "{}", found.text());
    assert!(host.globex.requests().is_empty());
}

#[tokio::test]
async fn revoked_token_affects_only_its_tenant() {
    let host = Host::new();
    host.globex.fault(Fault::status(401).times(100));
    let failed = host.globex().call_tool("list_tags", json!({})).await.unwrap();
    assert_eq!(failed.error_kind(), Some(HandlerErrorKind::Unauthorized), "{}", failed.text());
    assert!(!failed.text().contains(&host.globex.token()));
    assert!(!host.acme().call_tool("list_tags", json!({})).await.unwrap().is_error());
}

#[tokio::test(start_paused = true)]
async fn busy_tenant_does_not_block_others() {
    let host = Host::new();
    host.globex.set_latency(Duration::from_secs(5));
    let globex = host.globex();
    let busy = join_all((0..20).map(|_| globex.call_tool("list_tags", json!({}))));
    let acme = host.acme();
    let (busy, acme) = tokio::join!(busy, acme.call_tool("list_tags", json!({})));
    let refused =
        busy.iter().filter(|call| call.as_ref().unwrap().error_kind() == Some(HandlerErrorKind::Unavailable));
    assert_eq!(refused.count(), 4);
    assert!(!acme.unwrap().is_error());
}

#[test]
fn invalid_tenant_table_ends_the_program() {
    let app = |callers: &[Caller<'_>]| {
        let fake = fake("acme");
        let front = Client::builder().credential(fake.token()).transport(fake).build().unwrap();
        recipe::app(HashMap::from([("acme".into(), front)]), callers)
            .map(|_| ())
            .map_err(|error| error.to_string())
    };
    let ann = Caller { key: "a", name: "ann", tenant: "acme" };
    assert_eq!(app(&[ann]), Ok(()));
    let unknown = app(&[Caller { key: "a", name: "ann", tenant: "amce" }]);
    assert!(unknown.unwrap_err().contains("amce"));
    let twice =
        [Caller { key: "a", name: "ann", tenant: "acme" }, Caller { key: "a", name: "bob", tenant: "acme" }];
    let twice = app(&twice).unwrap_err();
    assert!(twice.contains("bob") && !twice.contains("\"a\""), "{twice}");
}
