//! Responses whose parts are incomplete or of another type: a part costs only itself.

use front_client::{
    Page,
    api::{
        accounts::Account,
        channels::Channel,
        comments::Comment,
        contact_notes::ContactNote,
        contacts::{Contact, HandleSource},
        conversations::Conversation,
        custom_fields::CustomField,
        events::{Event, EventData},
        messages::{Message, SeenReceipt},
        tags::Tag,
        teams::Team,
    },
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Reads a page of these records. None of them may be lost.
fn page<T: DeserializeOwned>(records: Value) -> Vec<T> {
    let count = records.as_array().unwrap().len();
    let page: Page<T> = serde_json::from_value(json!({ "_results": records })).unwrap();
    assert_eq!(page.len(), count);
    page.items
}

fn record<T: DeserializeOwned>(record: Value) -> T {
    page(json!([record])).remove(0)
}

#[test]
fn a_page_of_messages_keeps_them_all() {
    let messages: Vec<Message> = page(json!([
        {
            "id": "msg_1",
            "attachments": [{ "filename": "a.txt" }, { "id": "fil_1", "size": "big", "metadata": "inline" }, null],
            "subject": "One",
        },
        { "id": "msg_2", "author": { "email": "a@b.example" }, "subject": 2, "is_inbound": "yes", "created_at": {} },
        {
            "id": "msg_3",
            "recipients": ["jane", { "handle": 7, "role": "cc" }],
            "signature": { "name": "no id" },
            "metadata": [],
            "draft_mode": true,
        },
    ]));
    assert_eq!(messages[0].attachments.len(), 1);
    assert_eq!(messages[0].attachments[0].size, None);
    assert_eq!(messages[0].attachments[0].extra["unreadable_size"], "big");
    assert_eq!(messages[0].extra["unreadable_attachments"], json!([{ "filename": "a.txt" }, null]));
    assert_eq!(messages[0].subject.as_deref(), Some("One"));

    assert_eq!((&messages[1].author, &messages[1].subject, messages[1].is_inbound), (&None, &None, None));
    assert_eq!(messages[1].extra["unreadable_author"], json!({ "email": "a@b.example" }));
    assert_eq!(messages[1].extra["unreadable_subject"], 2);
    assert_eq!(messages[1].extra["unreadable_is_inbound"], "yes");

    assert_eq!(messages[2].recipients.len(), 1);
    assert_eq!(messages[2].recipients[0].extra["unreadable_handle"], 7);
    assert_eq!(messages[2].extra["unreadable_recipients"], json!(["jane"]));
    assert_eq!(messages[2].extra["unreadable_signature"], json!({ "name": "no id" }));
    assert!(!messages[2].is_draft());
}

#[test]
fn a_conversation_keeps_what_can_be_read() {
    let conversation: Conversation = record(json!({
        "id": "cnv_1",
        "subject": "Refund",
        "tags": [null, { "name": "no id" }, { "id": "tag_1", "highlight": "🔥", "is_private": "no" }],
        "links": [{ "external_url": "https://example.com" }, { "id": "top_1" }],
        "assignee": "tea_1",
        "recipient": 3,
        "ticket_ids": ["TICKET-1", 2],
        "scheduled_reminders": { "created_at": 1 },
        "custom_fields": [],
        "metadata": { "external_conversation_ids": "one" },
    }));
    assert_eq!(conversation.subject.as_deref(), Some("Refund"));
    assert_eq!(conversation.tags.len(), 1);
    assert_eq!(conversation.tags[0].highlight.as_ref().unwrap().as_str(), "🔥");
    assert_eq!(conversation.extra["unreadable_tags"], json!([null, { "name": "no id" }]));
    assert_eq!(conversation.links[0].id, "top_1");
    assert_eq!(conversation.extra["unreadable_assignee"], "tea_1");
    assert_eq!(conversation.ticket_ids, ["TICKET-1"]);
    assert!(!conversation.is_snoozed());
    assert!(conversation.custom_fields.is_empty());
    assert_eq!(conversation.metadata.extra["unreadable_external_conversation_ids"], "one");
}

#[test]
fn events_keep_what_can_be_read() {
    let events: Vec<Event> = page(json!([
        { "id": "evt_1", "type": 7, "conversation": { "id": "cnv_1", "tags": [null] } },
        { "id": "evt_2", "type": "move", "conversation": { "subject": "no id" }, "source": "tea_1" },
        {
            "id": "evt_3",
            "source": { "_meta": { "type": "inboxes" }, "data": [{ "id": "inb_1" }, { "name": "no id" }] },
            "target": { "_meta": { "type": "message" }, "data": { "id": "msg_1", "attachments": [{}] } },
        },
        {
            "id": "evt_4",
            "source": { "_meta": { "type": 3 }, "data": { "id": "tea_1" } },
            "target": { "_meta": { "type": "deleted_conversation_ids" }, "data": ["cnv_1", 2] },
        },
        { "id": "evt_5", "target": { "_meta": "teammate", "data": { "id": "tea_1" } } },
    ]));
    let conversation = events[0].conversation.as_ref().unwrap();
    assert_eq!((&events[0].kind, conversation.tags.len()), (&None, 0));
    assert_eq!(events[1].conversation, None);
    assert_eq!(events[1].extra["unreadable_conversation"], json!({ "subject": "no id" }));
    assert_eq!(events[1].extra["unreadable_source"], "tea_1");

    let source = events[2].source.as_ref().unwrap();
    assert_eq!(source.data.inboxes().len(), 1);
    assert_eq!(source.extra["unreadable_data"], json!([{ "name": "no id" }]));
    let target = events[2].target.as_ref().unwrap();
    assert!(matches!(&target.data, EventData::Message(message) if message.attachments.is_empty()));

    let source = events[3].source.as_ref().unwrap();
    assert_eq!(source.kind, None);
    assert_eq!(source.data, EventData::Other(json!({ "id": "tea_1" })));
    assert_eq!(source.meta_extra["unreadable_type"], 3);
    let target = events[3].target.as_ref().unwrap();
    assert_eq!(target.data, EventData::DeletedConversationIds(vec!["cnv_1".into()]));

    let target = events[4].target.as_ref().unwrap();
    assert_eq!(target.data, EventData::Other(json!({ "id": "tea_1" })));
    assert_eq!(target.extra["unreadable__meta"], "teammate");
}

#[test]
fn the_other_records_keep_what_can_be_read() {
    let contact: Contact = record(json!({
        "id": "crd_1",
        "handles": [{ "handle": "a@b.example", "source": "email" }, "c@d.example", { "source": 5 }],
        "lists": [{ "name": "no id" }, { "id": "grp_1" }],
        "links": ["https://example.com", 4],
        "is_private": "false",
    }));
    assert_eq!(contact.handles.len(), 2);
    assert_eq!(contact.handles[0].source, Some(HandleSource::Email));
    assert_eq!((contact.lists.len(), contact.links.len(), contact.is_private), (1, 1, None));

    let comment: Comment = record(json!({ "id": "com_1", "attachments": [{}], "author": {}, "body": 1 }));
    assert_eq!((comment.attachments.len(), comment.author, comment.body), (0, None, None));

    let team: Team = record(json!({ "id": "tim_1", "inboxes": [{}, { "id": "inb_1" }], "members": "all" }));
    assert_eq!((team.inboxes.len(), team.members.len()), (1, 0));

    let account: Account =
        record(json!({ "id": "acc_1", "external_id": 17, "domains": ["a.example", null] }));
    assert_eq!((account.external_id.as_deref(), account.domains.len()), (Some("17"), 1));

    let channel: Channel =
        record(json!({ "id": "cha_1", "settings": { "undo_send_time": "soon" }, "type": [] }));
    assert_eq!((channel.settings.undo_send_time, channel.kind), (None, None));

    let field: CustomField = record(json!({ "id": "fld_1", "values": ["Gold", { "value": "Silver" }] }));
    assert_eq!(field.values.len(), 1);

    let tag: Tag = record(json!({ "id": "tag_1", "created_at": "yesterday", "name": false }));
    assert_eq!((tag.created_at, tag.name), (None, None));

    let note: ContactNote = record(json!({ "author": { "name": "no id" }, "body": "Hello" }));
    assert_eq!((note.author, note.body.as_deref()), (None, Some("Hello")));

    let receipt: SeenReceipt = record(json!({ "first_seen_at": "soon", "seen_by": "jane" }));
    assert_eq!((receipt.first_seen_at, receipt.seen_by), (None, None));
}

#[test]
fn a_record_without_its_id_is_no_record() {
    for json in [json!({}), json!({ "id": 7 }), json!({ "id": null }), json!("msg_1"), json!(["msg_1"])] {
        assert!(serde_json::from_value::<Message>(json.clone()).is_err(), "{json}");
    }
}
