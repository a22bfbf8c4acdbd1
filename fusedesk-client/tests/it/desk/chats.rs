//! Chats and e-mails.

use fusedesk_client::{
    CaseId, ChatId, CrmContactId, DepartmentId, EmailId, Endpoint, RepUserId,
    api::{
        SortOrder,
        cases::CaseStatus,
        chats::{ChatSender, CloseChat, GetChat, ListChats, Platform, UpdateChat},
        emails::{GetEmail, SearchUnassignedEmails},
    },
    testing::seed,
};
use futures_util::TryStreamExt;

use super::desk;

#[tokio::test]
async fn a_chat_with_its_messages() {
    let (_, desk) = desk();
    let chats = ListChats::new().send(&desk).await.unwrap();
    let ids: Vec<_> = chats.iter().map(|chat| chat.id.clone().unwrap()).collect();
    assert_eq!(ids, [seed::SEATS_CHAT, seed::VISITOR_CHAT, seed::SSO_CHAT].map(ChatId::from));
    assert!(chats.iter().all(|chat| chat.messages.is_none() && chat.platform == Some(Platform::LiveChat)));

    let chat = GetChat::new(seed::SSO_CHAT).send(&desk).await.unwrap();
    assert_eq!(chat.case_id, Some(CaseId::new(seed::SSO)));
    assert_eq!(chat.crm_contact_id, Some(CrmContactId::new(seed::ELENA_CRM)));
    let messages = chat.messages.unwrap();
    assert_eq!(messages[0].sender, Some(ChatSender::Client));
    assert_eq!(messages[1].rep_user_id, Some(RepUserId::new(seed::DAVID)));
    assert!(messages.iter().all(|message| message.text.is_some() && message.created_at.is_some()));
}

#[tokio::test]
async fn update_and_close() {
    let (fake, desk) = desk();
    let update = UpdateChat::new(seed::VISITOR_CHAT)
        .title("Plan for schools")
        .client_name("Ms. Park")
        .contact_uuid(seed::ALEX)
        .department(DepartmentId::new(seed::SUPPORT))
        .rep(RepUserId::new(seed::MIA))
        .case(CaseId::new(seed::LEAD))
        .unseen(0);
    let chat = update.send(&desk).await.unwrap().into_record().unwrap();
    assert_eq!((chat.title.as_deref(), chat.unseen), (Some("Plan for schools"), Some(0)));
    let stored = fake.chat(seed::VISITOR_CHAT).unwrap();
    assert_eq!((&stored["clientName"], &stored["repId"]), (&"Ms. Park".into(), &seed::MIA.into()));
    assert_eq!((&stored["caseId"], &stored["contactId"]), (&seed::LEAD.into(), &seed::ALEX_CRM.into()));

    let close = CloseChat::new(seed::VISITOR_CHAT)
        .department(DepartmentId::new(seed::SALES))
        .rep(RepUserId::new(seed::MIA))
        .status(CaseStatus::Closed);
    let chat = close.send(&desk).await.unwrap().into_record().unwrap();
    assert!(chat.closed_at.is_some());
    assert_eq!(fake.case(seed::LEAD).unwrap()["status"], "closed");
    let open = ListChats::new().send(&desk).await.unwrap();
    assert!(open.iter().all(|chat| chat.id != Some(seed::VISITOR_CHAT.into())));
    assert_eq!(fake.ignored_parameters(), [""; 0]);
}

#[tokio::test]
async fn emails_that_belong_to_no_case() {
    let (fake, desk) = desk();
    let all: Vec<_> = SearchUnassignedEmails::new().limit(2).stream(&desk).try_collect().await.unwrap();
    assert_eq!(all.len(), 5);
    assert!(all.iter().all(|email| email.case_id.is_none()));
    let search = SearchUnassignedEmails::new()
        .from("northwind")
        .subject("order number")
        .content("NW-7781")
        .body_limit(5);
    let found = search.send(&desk).await.unwrap();
    assert_eq!(
        found.iter().map(|email| email.id.clone().unwrap()).collect::<Vec<_>>(),
        [EmailId::from(seed::ORDER_NUMBER_EMAIL)]
    );
    assert_eq!(found[0].body.as_deref(), Some("Hello"));

    let ordered = SearchUnassignedEmails::new().order_by("date_received", SortOrder::Descending);
    let times: Vec<_> = ordered
        .send(&desk)
        .await
        .unwrap()
        .iter()
        .map(|email| email.received_at.clone().unwrap().as_millis())
        .collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "{times:?}");

    let email = GetEmail::new(seed::SPAM_EMAIL).send(&desk).await.unwrap();
    assert_eq!((email.spam_score, email.from.as_deref()), (Some(9.4), Some("prize@lottery.example")));
    assert!(GetEmail::new("e0").send(&desk).await.unwrap_err().is_not_found());
    assert_eq!(fake.ignored_parameters(), [""; 0]);
}
