//! Notes, replies, tags, snoozing, feedback.

use std::time::Duration;

use fusedesk_client::{
    CaseId, CaseTagId, Endpoint, ErrorKind, RepUserId,
    api::{
        case_tags::{ArchiveCaseTag, CreateCaseTag, ListCaseTags, TagCase, UntagCase},
        cases::{CaseStatus, GetCase, NoteType},
        feedback::{AllowFeedback, ForbidFeedback, GetFeedback, RequestFeedback},
        notes::AddNote,
        replies::SendReply,
        snooze::SnoozeCase,
    },
    testing::{Fault, seed},
};

use super::{desk, in_hours, stored};

const DISPUTE: CaseId = CaseId::new(seed::DISPUTE);

#[tokio::test]
async fn a_note_stands_in_the_history() {
    let (fake, desk) = desk();
    let note = AddNote::new(DISPUTE, "Called her; she will wait.")
        .title("Call")
        .note_type(NoteType::Call)
        .status(CaseStatus::Open)
        .rep(RepUserId::new(seed::SARAH));
    let case = note.send(&desk).await.unwrap().into_record().unwrap();
    assert_eq!((case.id, case.status), (Some(DISPUTE), Some(CaseStatus::Open)));
    let history = GetCase::new(DISPUTE).send(&desk).await.unwrap().history.unwrap();
    let last = history.last().unwrap();
    assert_eq!(last.note.as_deref(), Some("Called her; she will wait."));
    assert_eq!(last.title.as_deref(), Some("Call"));
    assert_eq!(last.rep_user_id, Some(RepUserId::new(seed::SARAH)));
    assert_eq!(fake.sent_emails().len(), 0);
    assert_eq!(fake.ignored_parameters(), [""; 0]);
}

#[tokio::test]
async fn a_reply_is_sent_once() {
    let (fake, desk) = desk();
    let reply = SendReply::new(DISPUTE, "The refund is on its way.")
        .html("<p>The refund is on its way.</p>")
        .cc(["finance@northwind.example", "cfo@northwind.example"])
        .bcc(["audit@acme.example"]);
    let case = reply.send(&desk).await.unwrap().into_record().unwrap();
    assert!(case.last_response_at.is_some());
    let sent = fake.sent_emails();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0]["to"], "elena.voss@northwind.example");
    assert_eq!(sent[0]["cc"], "finance@northwind.example,cfo@northwind.example");
    assert_eq!(sent[0]["bcc"], "audit@acme.example");
    assert_eq!(sent[0]["html"], "<p>The refund is on its way.</p>");

    // The response is lost: the client reports an unknown outcome and does not retry.
    fake.fault(Fault::dropped().after_write().on("POST", "/reply"));
    let error = SendReply::new(DISPUTE, "Again").send(&desk).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    assert!(error.to_string().contains("read the history"), "{error}");
    assert_eq!(fake.sent_emails().len(), 2);
    assert_eq!(fake.ignored_parameters(), [""; 0]);
}

#[tokio::test]
async fn tags() {
    let (fake, desk) = desk();
    let urgent = CaseTagId::new(seed::URGENT);
    for _ in 0..2 {
        let case = TagCase::new(DISPUTE, urgent).send(&desk).await.unwrap().into_record().unwrap();
        assert_eq!(case.tag_ids().filter(|tag| *tag == urgent).count(), 1);
    }
    let tags = ListCaseTags::new().send(&desk).await.unwrap();
    let tag = tags.iter().find(|tag| tag.id == Some(urgent)).unwrap();
    assert_eq!((tag.name.as_deref(), tag.total_cases, tag.is_hidden), (Some("Urgent"), Some(1), Some(false)));
    let case = UntagCase::new(DISPUTE, urgent).send(&desk).await.unwrap().into_record().unwrap();
    assert!(case.tag_ids().all(|tag| tag != urgent));

    let created = CreateCaseTag::new("Churn risk").send(&desk).await.unwrap().into_record().unwrap();
    assert_eq!(created.name.as_deref(), Some("Churn risk"));
    let archived = ArchiveCaseTag::new(created.id.unwrap()).send(&desk).await.unwrap().into_record().unwrap();
    assert_eq!(archived.is_hidden, Some(true));
    let stored = fake.case_tags();
    let stored = stored.iter().find(|tag| tag["tagname"] == "Churn risk").unwrap();
    assert_eq!(stored["hidden"], true);
    let unknown = TagCase::new(DISPUTE, CaseTagId::new(999)).send(&desk).await.unwrap_err();
    assert!(unknown.is_not_found(), "{unknown}");
}

#[tokio::test]
async fn a_snoozed_case_comes_back() {
    let (fake, desk) = desk();
    let before = stored(&fake, DISPUTE);
    let snooze = SnoozeCase::new(DISPUTE, in_hours(&fake, 24));
    assert_eq!(snooze.send(&desk).await.unwrap().record().unwrap().id, Some(DISPUTE));
    assert_ne!(stored(&fake, DISPUTE), before);
    fake.advance(Duration::from_secs(25 * 3_600));
    let case = GetCase::new(DISPUTE).send(&desk).await.unwrap();
    assert_eq!(case.status, Some(CaseStatus::New));
    let late = SnoozeCase::new(DISPUTE, "2001-01-01T00:00:00Z").send(&desk).await.unwrap_err();
    assert_eq!(late.kind(), ErrorKind::Rejected);
}

#[tokio::test]
async fn feedback() {
    let (fake, desk) = desk();
    let rated = GetFeedback::new(CaseId::new(seed::REFUNDED)).send(&desk).await.unwrap();
    assert_eq!(rated.case_id, Some(CaseId::new(seed::REFUNDED)));
    assert!(rated.rating.is_some() && rated.rated_at.is_some());
    // Unset dates come as `false`.
    let none = GetFeedback::new(DISPUTE).send(&desk).await.unwrap();
    assert_eq!((none.rating, none.rated_at, none.requested_at), (None, None, None));

    ForbidFeedback::new(DISPUTE).send(&desk).await.unwrap();
    assert_eq!(fake.feedback(DISPUTE.get()).unwrap()["askfeedback"], false);
    assert_eq!(RequestFeedback::new(DISPUTE).send(&desk).await.unwrap_err().kind(), ErrorKind::Rejected);
    assert_eq!(fake.sent_emails().len(), 0);
    AllowFeedback::new(DISPUTE).send(&desk).await.unwrap();
    assert_eq!(fake.feedback(DISPUTE.get()).unwrap()["askfeedback"], true);
    let feedback = RequestFeedback::new(DISPUTE).send(&desk).await.unwrap().into_record().unwrap();
    assert!(feedback.requested_at.is_some());
    assert_eq!(fake.sent_emails()[0]["kind"], "feedback");
}
