//! Rows of conversations, messages, comments, drafts, events and attachments.

use front_client::{
    PageToken, Timestamp, Upload,
    api::{SortOrder, attachments::*, comments::*, conversations::*, drafts::*, events::*, messages::*},
    search::SearchQuery,
};
use serde_json::{Map, Value, json};

use super::row::{Row, file, list, nothing, one};

fn token() -> PageToken {
    "92f32bcd".into()
}

fn later() -> Timestamp {
    Timestamp::from_secs(Timestamp::now().as_secs() + 86_400)
}

fn upload() -> Upload {
    Upload::new("a.txt", "text/plain", "a")
}

fn custom_fields() -> Map<String, Value> {
    json!({"Job Title": "firefighter", "isVIP": true, "sla_time": 90}).as_object().unwrap().clone()
}

pub(super) fn rows() -> Vec<Row> {
    [conversations(), messages(), comments(), drafts(), events(), attachments()]
        .into_iter()
        .flatten()
        .collect()
}

fn conversations() -> Vec<Row> {
    let filtered = |filter| ListConversations::new().q(filter);
    vec![
        list([
            ListConversations::new(),
            ListConversations::new()
                .statuses([StatusFilter::Assigned, StatusFilter::Trashed])
                .limit(100)
                .page_token(token())
                .sort_by(ConversationSort::Date)
                .sort_order(SortOrder::Ascending),
            filtered(ConversationFilter::status_categories([StatusCategory::Open])),
            filtered(ConversationFilter::status_ids(["sts_5x"])),
        ]),
        one([
            CreateConversation::task("Call back").inbox_id("inb_1"),
            CreateConversation::discussion("Refunds", "What do we do?")
                .teammate_ids(["tea_1"])
                .comment_author_id("tea_1")
                .custom_fields(custom_fields()),
            CreateConversation::task("Call back")
                .inbox_id("inb_1")
                .description("Now")
                .due_at(later())
                .comment("See file")
                .attach(upload()),
        ]),
        list([
            SearchConversations::new("refund"),
            SearchConversations::matching(&SearchQuery::new().tag("tag_1"))
                .unwrap()
                .limit(1)
                .page_token(token()),
        ]),
        one([GetConversation::new("cnv_1")]),
        nothing([
            UpdateConversation::new("cnv_1").clear_assignee_id(),
            UpdateConversation::new("cnv_1")
                .assign_to("tea_1")
                .inbox_id("inb_1")
                .status(StatusChange::Spam)
                .description("Now".to_owned())
                .due_at(later())
                .custom_fields(custom_fields()),
            UpdateConversation::new("cnv_1").status_id("sts_1").clear_description().clear_due_at(),
        ]),
        nothing([
            ReplaceConversationCustomFields::new("cnv_1", custom_fields()),
            ReplaceConversationCustomFields::new("cnv_1", Map::new()),
        ])
        .variant(),
        nothing([
            ReplaceConversationTags::new("cnv_1", ["tag_1"]),
            ReplaceConversationTags::new("cnv_1", [] as [&str; 0]),
        ])
        .variant(),
        nothing([DeleteConversation::new("cnv_1")]),
        nothing([AssignConversation::to("cnv_1", "tea_1"), AssignConversation::unassign("cnv_1")]),
        list([
            ListConversationEvents::new("cnv_1"),
            ListConversationEvents::new("cnv_1").limit(100).page_token(token()),
        ]),
        list([ListConversationFollowers::new("cnv_1")]),
        nothing([
            AddConversationFollowers::new("cnv_1", ["tea_1"]),
            AddConversationFollowers::new("cnv_1", ["tea_1", "alt:email:a@b.c"]).ignore_errors(true),
        ]),
        nothing([RemoveConversationFollowers::new("cnv_1", ["tea_1"])]),
        list([ListConversationInboxes::new("cnv_1")]),
        nothing([
            AddConversationLinks::by_id("cnv_1", ["top_1"]),
            AddConversationLinks::by_url("cnv_1", ["https://example.com"]),
        ]),
        nothing([RemoveConversationLinks::new("cnv_1", ["top_1"])]),
        list([
            ListConversationMessages::new("cnv_1"),
            ListConversationMessages::new("cnv_1")
                .limit(1)
                .page_token(token())
                .sort_by(MessageSort::CreatedAt)
                .sort_order(SortOrder::Descending),
        ]),
        nothing([
            SnoozeConversation::cancel("cnv_1", "tea_1"),
            SnoozeConversation::until("cnv_1", "tea_1", later()).status_id("sts_1"),
        ]),
        nothing([AddConversationTags::new("cnv_1", ["tag_1"])]),
        nothing([RemoveConversationTags::new("cnv_1", ["tag_1"])]),
    ]
}

fn messages() -> Vec<Row> {
    let time = Timestamp::from_millis(1_701_292_639_900);
    let import = || ImportMessage::inbound("inb_1", "jane@example.com", ["a@b.c"], "Hi", "old-1", time);
    let full_message = || {
        SendMessage::new("cha_1", ["a@b.c"], "<p>Hi</p>")
            .cc(["c@b.c"])
            .bcc(["d@b.c"])
            .sender_name("Support")
            .subject("Hi")
            .author_id("tea_1")
            .text("Hi")
            .tag_ids(["tag_1"])
            .archive(true)
            .signature_id("sig_1")
            .should_add_default_signature(false)
    };
    let full_reply = || {
        SendReply::new("cnv_1", "<p>Hi</p>")
            .to(["a@b.c"])
            .cc(["c@b.c"])
            .bcc(["d@b.c"])
            .sender_name("Support")
            .subject("Hi")
            .author_id("tea_1")
            .channel_id("cha_1")
            .text("Hi")
            .quote_body("Hello")
            .tag_ids(["tag_1"])
            .archive(true)
            .signature_id("sig_1")
            .should_add_default_signature(true)
    };
    vec![
        one([
            SendMessage::new("cha_1", ["a@b.c"], "Hi"),
            SendMessage::new("cha_1", [] as [&str; 0], "Hi").bcc(["a@b.c"]),
            full_message(),
            full_message().attach(upload()),
        ]),
        one([SendReply::new("cnv_1", "Hi"), full_reply(), full_reply().attach(upload()).attach(upload())]),
        one([
            ReceiveCustomMessage::new("cha_1", "jane", "Hi"),
            ReceiveCustomMessage::new("cha_1", "jane", "Hi")
                .sender_name("Jane")
                .contact_id("crd_1")
                .subject("Hi")
                .body_format(BodyFormat::Html)
                .thread_ref("t-1")
                .headers(custom_fields())
                .attach(upload()),
        ]),
        one([
            import(),
            import()
                .sender_name("Jane")
                .author_id("tea_1")
                .cc(["c@b.c"])
                .bcc(["d@b.c"])
                .subject("Hi")
                .body_format(BodyFormat::Markdown)
                .kind(ImportType::Email)
                .assignee_id("tea_1")
                .tags(["Old"])
                .thread_ref("t-1")
                .archived(false)
                .skip_rules(false)
                .attach(upload()),
            import().conversation_id("cnv_1").kind(ImportType::Custom),
            ImportMessage::outbound("inb_1", "a@b.c", ["jane@example.com"], "Hi", "old-2", time),
        ]),
        one([GetMessage::new("msg_1"), GetMessage::by_uid(&"1eab".into())]),
        file([GetMessageSource::new("msg_1")]).variant(),
        list([GetMessageSeenStatus::new("msg_1")]),
        nothing([MarkMessageSeen::new("msg_1")]),
    ]
}

fn comments() -> Vec<Row> {
    vec![
        list([ListConversationComments::new("cnv_1")]),
        one([
            AddComment::new("cnv_1", "Hi"),
            AddComment::new("cnv_1", "Hi").author_id("tea_1").is_pinned(true).attach(upload()),
        ]),
        one([
            AddCommentReply::new("com_1", "Hi"),
            AddCommentReply::new("com_1", "Hi").author_id("tea_1").is_pinned(true).attach(upload()),
        ]),
        one([GetComment::new("com_1")]),
        one([UpdateComment::new("com_1").body("Hi").is_pinned(false)]),
        list([ListCommentMentions::new("com_1")]),
    ]
}

fn drafts() -> Vec<Row> {
    let handles = || vec!["a@b.c".to_owned()];
    vec![
        list([ListConversationDrafts::new("cnv_1")]),
        one([
            CreateDraft::new("cha_1", "Hi"),
            CreateDraft::new("cha_1", "Hi")
                .author_id("tea_1")
                .to(handles())
                .cc(handles())
                .bcc(handles())
                .subject("Hi")
                .quote_body("Hello")
                .mode(DraftMode::Private)
                .signature_id("sig_1")
                .should_add_default_signature(false)
                .attach(upload()),
        ]),
        one([
            CreateDraftReply::new("cnv_1", "cha_1", "Hi"),
            CreateDraftReply::new("cnv_1", "cha_1", "Hi")
                .author_id("tea_1")
                .to(handles())
                .cc(handles())
                .bcc(handles())
                .subject("Hi")
                .quote_body("Hello")
                .mode(DraftMode::Shared)
                .signature_id("sig_1")
                .should_add_default_signature(true)
                .attach(upload()),
        ]),
        one([
            EditDraft::new("msg_1", "cha_1", "Hi", "v1"),
            EditDraft::new("msg_1", "cha_1", "Hi", "v1")
                .author_id("tea_1")
                .to(handles())
                .cc(handles())
                .bcc([] as [&str; 0])
                .subject("Hi")
                .quote_body("Hello")
                .mode(DraftMode::Shared)
                .signature_id("sig_1")
                .should_add_default_signature(true),
            EditDraft::new("msg_1", "cha_1", "Hi", "v1").attach(upload()),
        ]),
        nothing([DeleteDraft::new("msg_1", "v1")]),
    ]
}

fn events() -> Vec<Row> {
    let time = Timestamp::from_millis(1_701_292_649_333);
    vec![
        list([
            ListEvents::new(),
            ListEvents::new()
                .before(time)
                .after(time)
                .types([EventType::Tag])
                .inboxes(["inb_1"])
                .limit(MAX_EVENTS_PAGE_SIZE)
                .page_token(token())
                .sort_by(EventSort::CreatedAt)
                .sort_order(SortOrder::Ascending),
        ]),
        one([GetEvent::new("evt_1")]),
    ]
}

fn attachments() -> Vec<Row> {
    vec![
        file([DownloadAttachment::new("fil_1")]),
        file([DownloadMessageAttachment::new("msg_1", "fil_1")]),
        file([DownloadCommentAttachment::new("com_1", "fil_1")]),
        file([DownloadMessageTemplateAttachment::new("rsp_1", "fil_1")]),
    ]
}
