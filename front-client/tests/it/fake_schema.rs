//! Every response of the fake against the response schemas of Front's OpenAPI file.

use std::collections::{BTreeMap, BTreeSet};

use front_client::testing::{FakeFront, Kind, seed};
use serde_json::{Value, json};

use crate::{
    openapi::{Direction, Spec, validator},
    raw::{RawResponse, get, request},
};

/// Intended deviations from the schemas of the file: end of the place in the response, `*` for any index, and
/// reason.
///
/// An unused line fails the test.
const DEVIATIONS: &[(&str, &str)] = &[
    ("/author", "messages of customers have a null author in practice"),
    ("/version", "messages that are no drafts have a null version in practice"),
    ("/error_type", "messages without an error have a null error_type in practice"),
    ("/subject", "messages of channels without subjects have a null subject in practice"),
    ("/name", "contacts may have a null name in practice"),
    ("/description", "contacts may have a null description in practice"),
    ("/avatar_url", "contacts may have a null avatar_url in practice"),
    ("/first_seen_at", "typed as a string, but the file's own example is a number"),
    ("/type", "an event of a type that the file does not name yet, as new types come without notice"),
    ("/target/_meta/type", "null for the events without a target, by Front's own table"),
    ("/target/data", "the file has no variant for the deleted_conversation_ids of conversations_merged"),
];

/// Number of operations of the client's sections.
const OPERATIONS: usize = 115;
/// Number of operations that answer 301 for a merged conversation.
const REDIRECTS: usize = 19;

/// Returns the body of an operation that needs one, for the path parameters of [`parameter`].
fn body(operation: &str) -> Option<Value> {
    Some(match operation {
        "POST /conversations" => {
            json!({ "type": "discussion", "inbox_id": seed::SUPPORT, "subject": "Hi", "comment": { "body": "Hi" } })
        }
        "PATCH /conversations/{}" => json!({ "custom_fields": { "Region": "EMEA" } }),
        "PUT /conversations/{}/assignee" => json!({ "assignee_id": null }),
        "POST /conversations/{}/followers" | "DELETE /conversations/{}/followers" => {
            json!({ "teammate_ids": [seed::DAVID] })
        }
        "POST /conversations/{}/links" => json!({ "link_external_urls": ["https://tracker.acme.example/1"] }),
        "DELETE /conversations/{}/links" => json!({ "link_ids": [] }),
        "PATCH /conversations/{}/reminders" => json!({ "teammate_id": seed::SARAH, "scheduled_at": null }),
        "POST /conversations/{}/tags" | "DELETE /conversations/{}/tags" => json!({ "tag_ids": [seed::VIP] }),
        "POST /conversations/{}/comments" | "POST /comments/{}/replies" => {
            json!({ "author_id": seed::SARAH, "body": "@david look" })
        }
        "PATCH /comments/{}" => json!({ "is_pinned": true }),
        "POST /conversations/{}/drafts" | "POST /channels/{}/drafts" => {
            json!({ "body": "<p>Hi</p>", "channel_id": seed::BILLING_EMAIL, "author_id": seed::SARAH })
        }
        "PATCH /drafts/{}" => {
            json!({ "body": "<p>Hi</p>", "channel_id": seed::BILLING_EMAIL, "version": seed::SHARED_DRAFT_VERSION })
        }
        "DELETE /drafts/{}" => json!({ "version": seed::SHARED_DRAFT_VERSION }),
        "POST /conversations/{}/messages" => json!({ "body": "<p>Hi</p>" }),
        "POST /channels/{}/messages" => json!({ "to": ["a@b.example"], "body": "<p>Hi</p>" }),
        "POST /channels/{}/incoming_messages" => json!({ "sender": { "handle": "bot" }, "body": "Hi" }),
        "POST /inboxes/{}/imported_messages" => json!({
            "sender": { "handle": "a@b.example" }, "to": ["support@acme.example"], "body": "Hi", "external_id": "1",
            "created_at": 1_700_000_000, "metadata": { "is_inbound": true },
        }),
        "POST /tags"
        | "POST /company/tags"
        | "POST /teams/{}/tags"
        | "POST /teammates/{}/tags"
        | "POST /tags/{}/children" => {
            json!({ "name": "New", "description": "As said", "highlight": "light-blue" })
        }
        "PATCH /tags/{}" => json!({ "name": "Money", "highlight": "red", "parent_tag_id": null }),
        "POST /contacts" | "POST /teams/{}/contacts" | "POST /teammates/{}/contacts" => json!({
            "handles": [{ "handle": "kim@lumen.example", "source": "email" }], "name": "Kim", "links": ["https://a.example"],
            "list_names": ["Newsletter"], "custom_fields": { "Tier": "Gold" },
        }),
        "PATCH /contacts/{}" => json!({ "name": "Elena V.", "list_names": ["Board"] }),
        "POST /contacts/merge" => json!({ "contact_ids": [seed::ELENA, seed::RAJ] }),
        "POST /contacts/{}/handles" => json!({ "handle": "elena@home.example", "source": "email" }),
        "DELETE /contacts/{}/handles" => json!({ "handle": "+4930901820", "source": "phone" }),
        "POST /contacts/{}/notes" => json!({ "author_id": seed::SARAH, "body": "Called back." }),
        "POST /accounts" => {
            json!({ "name": "Initech", "domains": ["initech.example"], "external_id": "in-1" })
        }
        "PATCH /accounts/{}" => json!({ "description": "Imports", "custom_fields": { "Seats": 181 } }),
        "POST /accounts/{}/contacts" | "DELETE /accounts/{}/contacts" => {
            json!({ "contact_ids": [seed::ELENA] })
        }
        "POST /inboxes" | "POST /teams/{}/inboxes" => {
            json!({ "name": "Returns", "teammate_ids": [seed::MIA], "custom_fields": { "SLA Hours": 8 } })
        }
        "POST /teammates/{}/private_inboxes" => json!({ "name": "Mine" }),
        "POST /inboxes/{}/teammates"
        | "DELETE /inboxes/{}/teammates"
        | "POST /teams/{}/teammates"
        | "DELETE /teams/{}/teammates" => json!({ "teammate_ids": ["alt:email:tom@acme.example"] }),
        "PATCH /teammates/{}" => json!({ "first_name": "Sara", "is_available": false }),
        "PATCH /channels/{}" => json!({ "settings": { "undo_send_time": 30 } }),
        "POST /inboxes/{}/channels" => json!({ "type": "smtp", "send_as": "returns@acme.example" }),
        _ => return None,
    })
}

/// Returns the value for a path parameter of an operation.
fn parameter(fake: &FakeFront, operation: &str, name: &str) -> String {
    match (operation, name) {
        ("DELETE /conversations/{}", _) => seed::TRASHED.into(),
        ("POST /channels/{}/incoming_messages", _) => seed::CUSTOM_CHANNEL.into(),
        ("POST /messages/{}/seen", _) => id(fake.messages_in(seed::ANSWERED).last().unwrap()),
        (operation, "attachment_link_id") if operation.contains("template") => seed::TEMPLATE_FILE.into(),
        (_, "attachment_link_id") => {
            let files = fake.resources(Kind::Attachment);
            files.iter().find(|file| file["filename"] == "deliveries.csv").map(id).unwrap()
        }
        (_, "event_id") => id(&fake.resources(Kind::Event)[0]),
        (_, "conversation_id") => seed::DISPUTE.into(),
        (_, "comment_id") => seed::MENTION.into(),
        (_, "draft_id") => seed::SHARED_DRAFT.into(),
        (operation, "message_id") if operation.contains("/drafts/") => seed::SHARED_DRAFT.into(),
        (_, "message_id") => seed::DISPUTE_MESSAGE.into(),
        (_, "message_template_id") => seed::TEMPLATE.into(),
        (_, "channel_id") => seed::SUPPORT_EMAIL.into(),
        (_, "inbox_id") => seed::SUPPORT.into(),
        (_, "teammate_id") => seed::SARAH.into(),
        (_, "team_id") => seed::CARE_TEAM.into(),
        (_, "tag_id") => seed::FINANCE.into(),
        (_, "contact_id") => seed::ELENA.into(),
        (_, "account_id") => seed::NORTHWIND.into(),
        (_, "query") => "is:open".into(),
        (operation, name) => panic!("{operation}: no value for {name}; add one to `parameter`"),
    }
}

fn id(resource: &Value) -> String {
    resource["id"].as_str().unwrap().to_owned()
}

/// Returns the operations of the file: with bare parameters → as in the file.
fn operations(spec: &Spec) -> BTreeMap<String, &str> {
    let names = spec.operations.keys().map(|operation| {
        let (method, path) = operation.split_once(' ').unwrap();
        (bare(method, path), operation.as_str())
    });
    names.collect()
}

/// `GET`, `/tags/{tag_id}/` → `GET /tags/{}`.
fn bare(method: &str, path: &str) -> String {
    let segments = path.trim_end_matches('/').split('/');
    let segments = segments.map(|segment| if segment.starts_with('{') { "{}" } else { segment });
    format!("{method} {}", segments.collect::<Vec<_>>().join("/"))
}

/// Validates responses and records the deviations found.
#[derive(Default)]
struct Validator {
    met: BTreeSet<&'static str>,
    wrong: Vec<String>,
}

impl Validator {
    fn validate(&mut self, operation: &str, validator: &jsonschema::Validator, answer: &Value) {
        for error in validator.iter_errors(answer) {
            let place = error.instance_path().to_string();
            let known =
                |(end, _): &&(&str, &str)| place.ends_with(end) && explained(end, answer.pointer(&place));
            match DEVIATIONS.iter().find(known) {
                Some((end, _)) => {
                    self.met.insert(end);
                }
                None => self.wrong.push(format!("{operation}: {place}: {error}")),
            }
        }
    }
}

/// Returns `true` if the value at a place is the one in the table.
fn explained(end: &str, value: Option<&Value>) -> bool {
    match (end, value) {
        ("/first_seen_at", Some(value)) => value.is_number(),
        ("/type", Some(value)) => value == "ai_summary_created",
        ("/target/data", Some(value)) => value[0].as_str().is_some_and(|id| id.starts_with("cnv_")),
        (_, value) => value == Some(&Value::Null),
    }
}

async fn call(fake: &FakeFront, operation: &str, path: &str) -> RawResponse {
    let (method, _) = operation.split_once(' ').unwrap();
    let segments = path.split('/').map(|segment| match segment.strip_prefix('{') {
        Some(name) => parameter(fake, operation, name.trim_end_matches('}')),
        None => segment.to_owned(),
    });
    let path = segments.collect::<Vec<_>>().join("/");
    let body = body(operation).map(|mut body| {
        // The only schema without a channel in its body, because the path has it.
        if operation == "POST /channels/{}/drafts" {
            body.as_object_mut().unwrap().remove("channel_id");
        }
        body
    });
    request(fake, method, &path, body).await
}

#[tokio::test]
async fn every_operation_answers_as_its_schema_says() {
    let Some(spec) = Spec::open("every_operation_answers_as_its_schema_says") else { return };
    let operations = operations(&spec);
    let validator_of = |operation: &str| {
        let name = operations.get(operation).unwrap_or_else(|| panic!("the file has no `{operation}`"));
        validator(&spec.response(name).1.unwrap(), Direction::Response)
    };
    let mut responses = Validator::default();
    for (method, path, _) in FakeFront::operations() {
        let operation = bare(method, path);
        let Some(name) = operations.get(&operation) else {
            responses.wrong.push(format!("{operation}: not in the file"));
            continue;
        };
        let fake = FakeFront::seeded();
        let (status, schema) = spec.response(name);
        if operation.contains("/download/") {
            let answer = download(&fake, &operation, path).await;
            assert_eq!(answer.status, status, "{operation}");
            assert!(!answer.bytes.is_empty(), "{operation}");
            continue;
        }
        let answer = call(&fake, &operation, path).await;
        if answer.status != status {
            responses.wrong.push(format!(
                "{operation}: {} in place of {status}: {}",
                answer.status,
                answer.json()
            ));
            continue;
        }
        match schema {
            Some(schema) => {
                responses.validate(&operation, &validator(&schema, Direction::Response), &answer.json())
            }
            None => assert!(answer.bytes.is_empty(), "{operation}: a body that the file does not know"),
        }
    }
    // All data of the seed, plus the data needed to show the quirks.
    let fake = FakeFront::seeded();
    for (kind, operation) in [
        (Kind::Account, "GET /accounts/{}"),
        (Kind::Channel, "GET /channels/{}"),
        (Kind::Comment, "GET /comments/{}"),
        (Kind::Contact, "GET /contacts/{}"),
        (Kind::Conversation, "GET /conversations/{}"),
        (Kind::Event, "GET /events/{}"),
        (Kind::Inbox, "GET /inboxes/{}"),
        (Kind::Message, "GET /messages/{}"),
        (Kind::Tag, "GET /tags/{}"),
        (Kind::Team, "GET /teams/{}"),
        (Kind::Teammate, "GET /teammates/{}"),
    ] {
        let validator = validator_of(operation);
        let all = fake.resources(kind);
        assert!(!all.is_empty(), "{operation}: the seed has none");
        for resource in all {
            let path = operation[4..].replace("{}", resource["id"].as_str().unwrap());
            responses.validate(operation, &validator, &get(&fake, &path).await.json());
        }
    }
    let sent = fake.messages_in(seed::ANSWERED).pop().unwrap();
    let seen = get(&fake, &format!("/messages/{}/seen", sent["id"].as_str().unwrap())).await.json();
    assert_eq!(seen["_results"].as_array().unwrap().len(), 2);
    responses.validate("GET /messages/{}/seen", &validator_of("GET /messages/{}/seen"), &seen);

    assert!(
        responses.wrong.is_empty(),
        "{} answers break their schemas:\n{}",
        responses.wrong.len(),
        responses.wrong.join("\n")
    );
    let unused: Vec<_> = DEVIATIONS.iter().filter(|(end, _)| !responses.met.contains(end)).collect();
    assert!(unused.is_empty(), "deviations that no answer needs: {unused:?}");
}

/// Downloads a file by each of the four routes.
async fn download(fake: &FakeFront, operation: &str, path: &str) -> RawResponse {
    if operation.contains("/comments/") {
        let boundary = "XX";
        let body = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\nSee file\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"attachments[0]\"; filename=\"note.txt\"\r\n\
             Content-Type: text/plain\r\n\r\nhello\r\n--{boundary}--\r\n"
        );
        let request =
            http::Request::post(format!("{}/conversations/{}/comments", fake.base_url(), seed::DISPUTE))
                .header("authorization", format!("Bearer {}", fake.token()))
                .header("content-type", format!("multipart/form-data; boundary={boundary}"))
                .body(http_body_util::Full::from(body))
                .unwrap();
        let comment = crate::raw::send(fake, request).await.unwrap().json();
        let url = comment["attachments"][0]["url"].as_str().unwrap();
        return get(fake, url).await;
    }
    if operation.contains("/messages/") {
        let message = fake.messages_in(seed::WEBHOOK_ERROR).remove(0);
        let url = message["attachments"][0]["url"].as_str().unwrap();
        return get(fake, url).await;
    }
    call(fake, operation, path).await
}

#[test]
fn every_operation_of_the_sections_is_there_with_its_scope() {
    let Some(spec) = Spec::open("every_operation_of_the_sections_is_there_with_its_scope") else { return };
    let operations = operations(&spec);
    assert_count!(operations.len(), OPERATIONS);
    let have: BTreeMap<String, &str> =
        FakeFront::operations().map(|(method, path, scope)| (bare(method, path), scope)).collect();
    for (operation, name) in operations {
        let described = spec.operation(name);
        let Some(scope) = have.get(&operation) else { panic!("{operation} is missing") };
        let wanted = described["x-required-scopes"].as_array().cloned().unwrap_or_default();
        let wanted: Vec<&str> = wanted.iter().filter_map(Value::as_str).collect();
        let given: Vec<&str> = Some(*scope).filter(|scope| !scope.is_empty()).into_iter().collect();
        assert_eq!(given, wanted, "{operation}");
    }
}

/// Checks that the fake answers 301 on exactly the routes that the file documents.
#[tokio::test]
async fn a_merged_conversation_redirects_where_the_file_says() {
    let Some(spec) = Spec::open("a_merged_conversation_redirects_where_the_file_says") else { return };
    let mut count = 0;
    for (operation, name) in operations(&spec) {
        let described = spec.operation(name);
        if !operation.contains("/conversations/{}") {
            continue;
        }
        let fake = FakeFront::seeded();
        let (method, path) = operation.split_once(' ').unwrap();
        let answer = request(&fake, method, &path.replacen("{}", seed::MERGED, 1), body(&operation)).await;
        let redirects = described["responses"].get("301").is_some();
        assert_eq!(answer.status == 301, redirects, "{operation}: {}", answer.status);
        count += usize::from(redirects);
    }
    assert_count!(count, REDIRECTS);
}
