//! Messages, drafts and files.

use std::time::Duration;

use front_client::{
    Endpoint, Timestamp, Upload,
    api::{attachments::*, comments::*, conversations::*, drafts::*, messages::*},
    testing::{Fault, seed},
};

use super::{Desk, text_file};

pub(super) async fn sending() -> Desk {
    let desk = Desk::open();
    let (fake, front) = (&desk.fake, &desk.front);
    let waiting = WaitBudget::new(Duration::from_secs(5)).interval(Duration::from_millis(1));
    let reply =
        SendReply::new(seed::DISPUTE, "<p>Refunded.</p>").author_id(seed::SARAH).tag_ids([seed::REFUND]);
    let accepted = reply.send(front).await.unwrap();
    assert_eq!(accepted.status.as_deref(), Some("accepted"));
    let message = wait_for_message(front, &accepted.message_uid, waiting).await.unwrap().unwrap();
    assert_eq!(message.message_uid, Some(accepted.message_uid.clone()));
    assert_eq!(message.conversation_id(), Some(seed::DISPUTE.into()));
    assert_eq!(GetMessage::new(message.id.clone()).send(front).await.unwrap(), message);
    let conversation = desk.conversation(seed::DISPUTE).await;
    assert_ne!(conversation.status, Some(ConversationStatus::Archived), "not archived unless asked");
    assert!(conversation.tags.iter().any(|tag| tag.id == seed::REFUND));

    SendReply::new(seed::DISPUTE, "<p>Bye.</p>").archive(true).send(front).await.unwrap();
    fake.advance(Duration::from_secs(60));
    assert_eq!(desk.conversation(seed::DISPUTE).await.status, Some(ConversationStatus::Archived));

    let new = SendMessage::new(seed::SUPPORT_EMAIL, ["new@customer.example"], "<p>Welcome</p>")
        .subject("Welcome")
        .attach(text_file("terms.txt", "be nice"));
    let accepted = new.send(front).await.unwrap();
    let message = wait_for_message(front, &accepted.message_uid, waiting).await.unwrap().unwrap();
    assert_eq!(message.attachments[0].filename.as_deref(), Some("terms.txt"));
    let to = message.recipients.iter().find(|recipient| recipient.role == Some(RecipientRole::To)).unwrap();
    assert_eq!(to.handle.as_deref(), Some("new@customer.example"));
    let conversation = desk.conversation(message.conversation_id().unwrap().as_str()).await;
    assert_ne!(conversation.status, Some(ConversationStatus::Archived));

    MarkMessageSeen::new(message.id.clone()).send(front).await.unwrap();
    let seen = GetMessageSeenStatus::new(message.id).send(front).await.unwrap();
    assert!(seen.items[0].first_seen_at.unwrap() > Timestamp::from_secs(1_600_000_000));

    let custom = ReceiveCustomMessage::new(seed::CUSTOM_CHANNEL, "bot-9", "<p>Down</p>")
        .sender_name("Bot")
        .body_format(BodyFormat::Html)
        .thread_ref("incident-9");
    let accepted = custom.send(front).await.unwrap();
    let message = wait_for_message(front, &accepted.message_uid, waiting).await.unwrap().unwrap();
    assert_eq!((message.is_inbound, message.kind), (Some(true), Some(MessageType::Custom)));

    let import = || {
        let time = Timestamp::from_millis(1_600_000_000_500);
        ImportMessage::inbound(
            seed::SUPPORT,
            "old@customer.example",
            ["support@acme.example"],
            "Hi",
            "old-1",
            time,
        )
    };
    let accepted = import().archived(false).send(front).await.unwrap();
    let message = wait_for_message(front, &accepted.message_uid, waiting).await.unwrap().unwrap();
    assert_eq!(message.created_at, Some(Timestamp::from_secs(1_600_000_000)));
    let source = GetMessageSource::new(message.id).send(front).await.unwrap();
    assert!(String::from_utf8_lossy(&source.bytes).contains("support@acme.example"), "{source:?}");
    desk
}

#[tokio::test]
async fn messages_are_sent_received_and_imported() {
    sending().await;
}

#[tokio::test(start_paused = true)]
async fn wait_finds_a_late_message() {
    let Desk { fake, front } = Desk::open();
    fake.clock().freeze();
    fake.set_send_delay(Duration::from_secs(3_600));
    let accepted = SendReply::new(seed::DISPUTE, "<p>Hi</p>").send(&front).await.unwrap();
    let budget = WaitBudget::new(Duration::from_secs(20));
    assert_eq!(wait_for_message(&front, &accepted.message_uid, budget).await.unwrap(), None);
    let looks = fake.requests().iter().filter(|request| request.path.contains("alt:uid:")).count();
    assert!((5..=9).contains(&looks), "{looks} looks");
    fake.advance(Duration::from_secs(3_601));
    // Waits for the requested two seconds, and no longer.
    fake.fault(Fault::rate_limited(Duration::from_secs(2)).on("GET", "/messages/"));
    let begun = tokio::time::Instant::now();
    let message = wait_for_message(&front, &accepted.message_uid, budget).await.unwrap().unwrap();
    assert_eq!(message.message_uid, Some(accepted.message_uid));
    assert_eq!(begun.elapsed().as_secs(), 2);
}

pub(super) async fn drafting() -> Desk {
    let desk = Desk::open();
    let front = &desk.front;
    let draft = CreateDraftReply::new(seed::DISPUTE, seed::BILLING_EMAIL, "<p>Draft</p>")
        .author_id(seed::SARAH)
        .mode(DraftMode::Shared)
        .to(["elena.voss@northwind.example"])
        .attach(text_file("refund.txt", "20.00"));
    let draft = draft.send(front).await.unwrap();
    assert!(draft.is_draft());
    let drafts = ListConversationDrafts::new(seed::DISPUTE).send(front).await.unwrap();
    assert_eq!(drafts.items[0].id, draft.id);
    let old = draft.version.clone().unwrap();
    let edit =
        EditDraft::new(draft.id.clone(), seed::BILLING_EMAIL, "<p>Better</p>", old.clone()).subject("Refund");
    let edited = edit.send(front).await.unwrap();
    assert_eq!(edited.body.as_deref(), Some("<p>Better</p>"));
    // Another client still has the old version.
    let conflict = edit.send(front).await.unwrap_err();
    assert!(conflict.is_conflict(), "{conflict}");
    let conflict = DeleteDraft::new(draft.id.clone(), old).send(front).await.unwrap_err();
    assert!(conflict.is_conflict(), "{conflict}");
    let current = GetMessage::new(draft.id.clone()).send(front).await.unwrap();
    assert_eq!(current.body.as_deref(), Some("<p>Better</p>"), "a conflict changes nothing");
    DeleteDraft::new(draft.id.clone(), current.version.unwrap()).send(front).await.unwrap();
    assert!(GetMessage::new(draft.id).send(front).await.unwrap_err().is_not_found());

    let new =
        CreateDraft::new("alt:address:support@acme.example", "<p>New</p>").to(["a@b.example"]).subject("New");
    let new = new.send(front).await.unwrap();
    assert_eq!(new.draft_mode, Some(DraftMode::Private));
    assert!(desk.fake.sent().is_empty());
    desk
}

#[tokio::test]
async fn drafts_are_written_and_guarded_by_their_version() {
    drafting().await;
}

pub(super) async fn files() -> Desk {
    let desk = Desk::open();
    let front = &desk.front;
    let messages = ListConversationMessages::new(seed::WITH_FILES).send(front).await.unwrap();
    let message = &messages.items[0];
    let named = |name: &str| {
        let mut files = message.attachments.iter();
        files.find(|file| file.filename.as_deref() == Some(name)).unwrap_or_else(|| panic!("no {name}"))
    };
    let table = named("orders.csv");
    let file = DownloadAttachment::new(table.id.clone()).send(front).await.unwrap();
    assert_eq!(file.content_type.as_deref(), Some("text/csv"));
    assert_eq!(file.bytes.len() as u64, table.size.unwrap());
    let picture = named("logo.png");
    assert_eq!(picture.metadata.cid.as_deref(), Some("logo"));
    let file =
        DownloadMessageAttachment::new(message.id.clone(), picture.id.clone()).send(front).await.unwrap();
    assert!(file.bytes.starts_with(b"\x89PNG"), "{file:?}");

    // All byte values, and a name with special characters, arrive unchanged.
    let bytes: Vec<u8> = (0..=255).cycle().take(70_000).collect();
    let upload = Upload::new("a \"b\"; ü.bin", "application/octet-stream", bytes.clone());
    let comment = AddComment::new(seed::DISPUTE, "see file").attach(upload).attach(text_file("b.txt", ""));
    let comment = comment.send(front).await.unwrap();
    assert_eq!(comment.attachments.len(), 2);
    let id = comment.attachments[0].id.clone();
    let file = DownloadCommentAttachment::new(comment.id, id).send(front).await.unwrap();
    assert_eq!(file.bytes, bytes);
    let file = DownloadMessageTemplateAttachment::new(seed::TEMPLATE, seed::TEMPLATE_FILE)
        .send(front)
        .await
        .unwrap();
    assert!(!file.bytes.is_empty());
    assert!(DownloadAttachment::new("fil_none").send(front).await.unwrap_err().is_not_found());
    desk
}

#[tokio::test]
async fn files_go_up_and_down() {
    files().await;
}
