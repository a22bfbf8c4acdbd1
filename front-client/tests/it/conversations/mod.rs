//! Conversations, messages, comments, drafts, events and attachments: the typed client against the fake.
//!
//! Each scenario is a test. One more test runs all of them and checks that every operation was called.

mod read;
mod send;
mod write;

use std::collections::BTreeSet;

use front_client::{
    Client, Endpoint, Upload,
    api::conversations::{Conversation, GetConversation},
    testing::{FakeFront, seed},
};
use serde_json::Value;

struct Desk {
    fake: FakeFront,
    front: Client,
}

impl Desk {
    fn open() -> Self {
        let fake = FakeFront::seeded();
        let front = Client::builder().transport(fake.clone()).credential(fake.token()).build().unwrap();
        Self { fake, front }
    }

    async fn conversation(&self, id: &str) -> Conversation {
        GetConversation::new(id).send(&self.front).await.unwrap()
    }
}

fn text_file(name: &str, text: &str) -> Upload {
    Upload::new(name, "text/plain", text.to_owned())
}

/// Number of operations of the sections tested here.
const OPERATIONS: usize = 42;

/// Returns `true` for operations of the sections tested here.
fn is_of_these_sections(method: &str, path: &str) -> bool {
    let of_conversations = path.starts_with("/conversations") && path != "/conversations/custom_fields";
    let others = ["/messages/", "/comments/", "/drafts/", "/events", "/download/", "/message_templates/"];
    let endings = ["/messages", "/incoming_messages", "/imported_messages", "/drafts"];
    of_conversations
        || others.iter().any(|start| path.starts_with(start))
        || method == "POST" && endings.iter().any(|end| path.ends_with(end))
}

#[tokio::test]
async fn no_operation_is_left_out() {
    let mut missing: BTreeSet<(&str, &str)> = FakeFront::operations()
        .map(|(method, path, _)| (method, path))
        .filter(|(method, path)| is_of_these_sections(method, path))
        .collect();
    assert_count!(missing.len(), OPERATIONS);
    let desks = [
        read::finding().await,
        read::paging().await,
        write::changing().await,
        write::making().await,
        write::commenting().await,
        send::sending().await,
        send::drafting().await,
        send::files().await,
        read::events().await,
    ];
    for request in desks.iter().flat_map(|desk| desk.fake.requests()) {
        missing.retain(|(method, path)| !(*method == request.method && fits(path, &request.path)));
        let leaked = format!("{request:?}").contains(&desks[0].fake.token());
        assert!(request.authorization_present && !leaked);
    }
    assert!(missing.is_empty(), "not driven: {missing:?}");
}

/// Returns `true` if a path matches a template. A fixed segment of another operation is no parameter.
fn fits(template: &str, path: &str) -> bool {
    let parts = |path: &str| path.trim_matches('/').split('/').map(str::to_owned).collect::<Vec<_>>();
    let (template, path) = (parts(template), parts(path));
    let is_search = path.get(1).is_some_and(|part| part == "search");
    template.len() == path.len()
        && template.iter().zip(&path).all(|(part, value)| part.starts_with('{') || part == value)
        && is_search == template.get(1).is_some_and(|part| part == "search")
}

/// Compares values of the fake with values read by the client.
#[tokio::test]
async fn client_reads_the_values_of_the_fake() {
    let Desk { fake, front } = Desk::open();
    for id in [seed::DISPUTE, seed::FROM_STATUS_PAGE, seed::DISCUSSION, seed::SNOOZED] {
        let read = GetConversation::new(id).send(&front).await.unwrap();
        let read = serde_json::to_value(read).unwrap();
        let there = fake.conversation(id).unwrap();
        for (name, value) in there.as_object().unwrap() {
            assert!(*value == Value::Null || same(value, &read[name]), "{id} {name}: {value} {}", read[name]);
        }
    }
}

/// Compares values, ignoring fields that only one side writes as null or empty.
fn same(there: &Value, read: &Value) -> bool {
    match (there, read) {
        (Value::Object(there), Value::Object(read)) => {
            there.iter().all(|(name, value)| value.is_null() || same(value, &read[name]))
        }
        (Value::Array(there), Value::Array(read)) => {
            there.len() == read.len() && there.iter().zip(read).all(|(there, read)| same(there, read))
        }
        (Value::Number(there), Value::Number(read)) => there.as_f64() == read.as_f64(),
        _ => there == read,
    }
}
