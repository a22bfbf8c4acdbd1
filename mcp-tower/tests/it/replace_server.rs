//! Replacing a server under load.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::Duration,
};

use http_body_util::BodyExt;
use mcp_core::{HandlerError, NoArguments, Registry, Server, prompt_fn, tool_fn};
use mcp_tower::{Change, LiveServer, Mcp};
use serde_json::{Value, json};

use crate::support::RequestBuilder;

/// Server whose every part contains its number.
fn server(number: usize) -> Server {
    let tool = |part: &str| {
        let description = format!("Number {number}.");
        tool_fn(format!("{part}_{number}"), &description, move |_: NoArguments| async move {
            Ok::<_, HandlerError>(json!({ "number": number }))
        })
    };
    let prompt =
        prompt_fn(format!("ask_{number}"), "Asks.", |_: NoArguments| async { Ok::<_, HandlerError>("?") });
    let registry = Registry::new().with_tool(tool("first")).unwrap().with_tool(tool("last")).unwrap();
    Server::new(registry.with_prompt(prompt).unwrap()).instructions(format!("This is number {number}."))
}

fn number(name: &Value) -> usize {
    name.as_str().unwrap().rsplit('_').next().unwrap().parse().unwrap()
}

fn numbers(list: &Value) -> Vec<usize> {
    list.as_array().unwrap().iter().map(|item| number(&item["name"])).collect()
}

const SWAPS: usize = 200;
const LISTENERS: usize = 8;
/// Maximum time for the listeners to read what they were notified of.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn replacement_is_atomic_and_always_notified() {
    let live = LiveServer::new(server(0));
    let mcp = Mcp::live(live.clone());
    static OVER: AtomicBool = AtomicBool::new(false);

    // They call continuously, as fast as they can.
    let askers = [(); 3].map(|()| {
        let mcp = mcp.clone();
        tokio::spawn(async move {
            let mut last = 0;
            while !OVER.load(Ordering::SeqCst) {
                let tools =
                    RequestBuilder::stateless("tools/list", &json!({})).send(&mcp).await.result()["tools"]
                        .take();
                let [first, second] = numbers(&tools)[..] else { panic!("{tools}") };
                assert_eq!(first, second, "{tools}");
                assert!(first >= last, "an old server comes back");
                last = first;
                // A tool that still exists is called, not its successor.
                let name = format!("first_{first}");
                let answer = RequestBuilder::modern_call(&name, &json!({})).send(&mcp).await.value();
                match answer["result"]["structuredContent"]["number"].as_u64() {
                    Some(number) => assert_eq!(number, first as u64),
                    None => assert_eq!(answer["error"]["code"], -32602, "{answer}"),
                }
            }
        })
    });
    // They read the list again only when notified.
    let wishes = json!({ "notifications": { "toolsListChanged": true, "promptsListChanged": true } });
    let mut listeners = Vec::new();
    static UP_TO_DATE: AtomicUsize = AtomicUsize::new(0);
    for _ in 0..LISTENERS {
        let mut body =
            RequestBuilder::stateless("subscriptions/listen", &wishes).open(&mcp).await.into_body();
        let mcp = mcp.clone();
        listeners.push(tokio::spawn(async move {
            let mut known = (0, 0);
            while let Some(event) = body.frame().await {
                let event = event.unwrap().into_data().unwrap();
                let event = std::str::from_utf8(&event).unwrap();
                if event.contains("notifications/tools/list_changed") {
                    let tools = RequestBuilder::stateless("tools/list", &json!({})).send(&mcp).await.result();
                    known.0 = numbers(&tools["tools"])[0];
                } else if event.contains("notifications/prompts/list_changed") {
                    let prompts =
                        RequestBuilder::stateless("prompts/list", &json!({})).send(&mcp).await.result();
                    known.1 = numbers(&prompts["prompts"])[0];
                }
                if known == (SWAPS, SWAPS) {
                    UP_TO_DATE.fetch_add(1, Ordering::SeqCst);
                    break;
                }
            }
            while body.frame().await.is_some() {}
            known
        }));
    }
    let swapping = tokio::task::spawn_blocking({
        let live = live.clone();
        move || {
            for number in 1..=SWAPS {
                live.replace(server(number));
                if number % 7 == 0 {
                    live.notify(Change::resource("a:b"));
                }
                std::thread::yield_now();
            }
        }
    });
    swapping.await.unwrap();
    OVER.store(true, Ordering::SeqCst);
    for asker in askers {
        asker.await.unwrap();
    }
    // Notifications before the end are handled first.
    let all = async {
        while UP_TO_DATE.load(Ordering::SeqCst) < LISTENERS {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, all).await.is_ok(), "{UP_TO_DATE:?} know of the last change");
    live.close();
    for listener in listeners {
        assert_eq!(listener.await.unwrap(), (SWAPS, SWAPS));
    }
}
