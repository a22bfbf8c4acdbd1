//! Compares requests from the attribute with the same requests written by hand.
#![allow(missing_docs, unreachable_pub, clippy::unwrap_used, reason = "tests")]

use client_core::{Endpoint, Patch, Upload, request, request_part, testing::acme::Acme};
use schemars::{JsonSchema, schema_for};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

fn check_name(argument: &str, name: &str) -> Result<(), String> {
    if name.len() > 5 { Err(format!("`{argument}` is too long")) } else { Ok(()) }
}

fn check_count<T>(argument: &str, items: &[T], max: usize) -> Result<(), String> {
    if items.len() > max { Err(format!("`{argument}` has more than {max} entries")) } else { Ok(()) }
}

fn check_all<T: Serialize>(request: &T) -> Result<(), String> {
    match serde_json::to_value(request) {
        Ok(value) if value["name"] == "all" => Err("not `all`".to_owned()),
        _ => Ok(()),
    }
}

mod by_hand {
    use super::*;

    /// Creates a tag.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    pub struct CreateTag {
        /// Team id.
        pub team_id: String,
        /// Name.
        #[serde(rename = "tagName")]
        pub name: String,
        /// The order.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub position: Option<u32>,
        /// The tag above it.
        #[serde(default, skip_serializing_if = "Patch::is_leave")]
        pub parent_id: Patch<String>,
        /// People.
        pub owner_ids: Vec<String>,
        /// More people.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub reader_ids: Vec<String>,
        /// Addresses.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub links: Option<Vec<String>>,
        /// Custom fields.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        pub custom_fields: Map<String, Value>,
        /// `true` if it is archived.
        #[serde(default)]
        pub archive: bool,
        /// The size of a page.
        #[serde(default = "page_size")]
        pub page_size: u32,
    }
}

fn page_size() -> u32 {
    25
}

/// Creates a tag.
#[request(POST "/teams/{team_id}/tags" -> Value, scopes = ["tags:write"], query = ["position"], check = check_all, vendor = Acme)]
pub struct CreateTag {
    /// Team id.
    team_id: String,
    /// Name.
    #[serde(rename = "tagName")]
    #[check(check_name)]
    name: String,
    /// The order.
    position: Option<u32>,
    /// The tag above it.
    #[check(check_name)]
    parent_id: Patch<String>,
    /// People.
    #[required]
    #[check(check_count, 2)]
    owner_ids: Vec<String>,
    /// More people.
    reader_ids: Vec<String>,
    /// Addresses.
    #[check(check_count, 1)]
    links: Option<Vec<String>>,
    /// Custom fields.
    #[entry(custom_field, remove_custom_field)]
    custom_fields: Map<String, Value>,
    /// `true` if it is archived.
    #[default]
    archive: bool,
    /// The size of a page.
    #[default(page_size)]
    page_size: u32,
}

/// Uploads files.
#[request(POST "/files", vendor = Acme)]
pub struct UploadFiles {
    /// Image.
    #[file]
    avatar: Option<Upload>,
    /// Attached files.
    #[file]
    attachments: Vec<Upload>,
}

fn request() -> CreateTag {
    CreateTag::new("tim_1", "VIP", ["tea_1"])
}

#[test]
fn entries_of_a_map() {
    let request = request()
        .custom_fields([("Tier", "Gold"), ("Plan", "A")])
        .custom_field("Tier", 1)
        .remove_custom_field("Plan");
    assert_eq!(serde_json::to_value(request).unwrap()["custom_fields"], json!({ "Tier": 1, "Plan": null }));
}

fn refused(request: &CreateTag) -> String {
    request.to_request().unwrap_err().to_string()
}

#[test]
fn schema_and_json_match_the_handwritten_struct() {
    assert_eq!(schema_for!(CreateTag), schema_for!(by_hand::CreateTag));
    let full = request()
        .position(3)
        .parent_id("tag_1")
        .reader_ids(["tea_2"])
        .links(["https://a.example"])
        .custom_field("Tier", "Gold")
        .archive(true)
        .page_size(50);
    for request in [request(), request().clear_parent_id().links([] as [&str; 0]), full] {
        let json = serde_json::to_value(&request).unwrap();
        let by_hand: by_hand::CreateTag = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(by_hand).unwrap(), json);
        assert_eq!(serde_json::from_value::<CreateTag>(json).unwrap(), request);
    }
    let unknown = json!({ "team_id": "tim_1", "tagName": "VIP", "owner_ids": [], "new": 1 });
    assert!(
        serde_json::from_value::<CreateTag>(unknown).unwrap_err().to_string().contains("unknown field `new`")
    );
    let absent = json!({ "team_id": "tim_1", "tagName": "VIP", "owner_ids": ["tea_1"] });
    assert_eq!(serde_json::from_value::<CreateTag>(absent).unwrap(), request());
}

#[test]
fn constants_of_the_endpoint() {
    assert_eq!(CreateTag::METHOD, http::Method::POST);
    assert_eq!(CreateTag::PATH, "/teams/{team_id}/tags");
    assert_eq!(CreateTag::SCOPES, ["tags:write"]);
    assert_eq!(UploadFiles::SCOPES, [] as [&str; 0]);
    assert_eq!(request().position(1).to_request().unwrap().uri(), "/teams/tim_1/tags?position=1");
}

#[test]
fn checks_run_on_present_fields() {
    assert!(request().to_request().is_ok());
    assert!(refused(&CreateTag::new("tim_1", "too long", ["tea_1"])).contains("`tagName` is too long"));
    assert!(refused(&request().parent_id("too long")).contains("`parent_id`"));
    assert!(request().clear_parent_id().to_request().is_ok());
    assert!(refused(&CreateTag::new("tim_1", "VIP", ["1", "2", "3"])).contains("more than 2"));
    assert!(refused(&request().links(["1", "2"])).contains("`links`"));
}

#[test]
fn whole_requests_are_checked() {
    /// Creates a thing.
    #[request(POST "/things", check = check_all, vendor = Acme)]
    pub struct CreateThing {
        /// Name.
        name: String,
    }
    assert!(CreateThing::new("some").to_request().is_ok());
    assert!(CreateThing::new("all").to_request().unwrap_err().to_string().contains("not `all`"));
}

#[test]
fn files_are_uploaded_under_their_names() {
    let file = |name: &str| Upload::new(name, "text/plain", "x");
    let upload = UploadFiles::new().avatar(file("a")).attach(file("b")).attach(file("c"));
    let names: Vec<_> = upload.files().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["avatar", "attachments[0]", "attachments[1]"]);
    assert_eq!(UploadFiles::default(), UploadFiles::new());
    assert!(UploadFiles::new().files().is_empty());
}

#[test]
fn constructors_by_hand() {
    /// Assigns a thing.
    #[request(PUT "/things/{thing_id}/assignee", new = private, vendor = Acme)]
    pub struct Assign {
        /// The thing.
        thing_id: String,
        /// The teammate; null for nobody.
        #[required]
        #[check(check_name)]
        assignee_id: Option<String>,
    }
    impl Assign {
        fn to(thing: &str, assignee: &str) -> Self {
            Self::new(thing, Some(assignee.to_owned()))
        }
    }
    assert_eq!(Assign::to("task_1", "tea_1").to_request().unwrap().body(), r#"{"assignee_id":"tea_1"}"#);
    assert_eq!(Assign::new("task_1", None).to_request().unwrap().body(), r#"{"assignee_id":null}"#);
    assert!(Assign::to("task_1", "too long").to_request().unwrap_err().to_string().contains("`assignee_id`"));

    /// Draws a line.
    #[request(POST "/lines", new = none, vendor = Acme)]
    pub struct DrawLine {
        /// Start of the range.
        from: u32,
        /// End of the range.
        to: u32,
    }
    impl DrawLine {
        fn new((from, to): (u32, u32)) -> Self {
            Self { from, to }
        }
    }
    assert_eq!(DrawLine::new((1, 2)).to_request().unwrap().body(), r#"{"from":1,"to":2}"#);
}

#[test]
fn parts_have_their_setters_on_the_requests() {
    /// Options of a reply.
    #[request_part(setters = [SendReply::options, SendNote::options])]
    #[non_exhaustive]
    pub struct Options {
        /// Archives the conversation.
        #[serde(rename = "is_archived")]
        archived: Option<bool>,
        /// Tags to add.
        pub tag_ids: Vec<String>,
        /// Size of a page.
        #[default(page_size)]
        page_size: u32,
    }
    /// The author.
    #[request_part(setters = [SendReply::author])]
    struct Author {
        /// Name.
        author_name: Patch<String>,
        /// Id.
        id: String,
    }
    /// Sends a reply.
    #[request(POST "/replies", vendor = Acme)]
    pub struct SendReply {
        /// Options.
        #[no_setter]
        options: Option<Options>,
        /// The author.
        author: Author,
    }
    /// Sends a note.
    #[request(POST "/notes", vendor = Acme)]
    pub struct SendNote {
        /// Options.
        #[default]
        options: Options,
    }

    let reply = SendReply::new(Author::new("tea_1"));
    assert_eq!(serde_json::to_value(&reply).unwrap(), json!({ "author": { "id": "tea_1" } }));
    let reply = reply.tag_ids(["tag_1"]).archived(true).clear_author_name();
    let json = json!({
        "options": { "is_archived": true, "tag_ids": ["tag_1"], "page_size": 25 },
        "author": { "author_name": null, "id": "tea_1" },
    });
    assert_eq!(serde_json::to_value(&reply).unwrap(), json);
    assert_eq!(serde_json::from_value::<SendReply>(json).unwrap(), reply);
    let note = SendNote::new().archived(false);
    let json = json!({ "options": { "is_archived": false, "page_size": 25 } });
    assert_eq!(serde_json::to_value(&note).unwrap(), json);
    let unknown = json!({ "options": { "archive": true } });
    assert!(serde_json::from_value::<SendNote>(unknown).unwrap_err().to_string().contains("unknown field"));
}
