//! Chats: conversations with customers that go to and fro.

use bytes::Bytes;
use client_core::wire_enum;
use http::{Method, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CaseId, ChatId, ContactUuid, CrmContactId, DecodeError, DepartmentId, Endpoint, FuseDesk, Moment, NoteId,
    Record, RepUserId, Written,
    api::{cases::CaseStatus, check_changes, check_contact, check_texts},
    de::{nested, rows, words},
    record::record,
};

wire_enum! {
    /// Where a chat or an integration is. FuseDesk has others, such as text messages, whose words are not documented.
    pub enum Platform {
        /// The chat widget of a website.
        LiveChat = "livechat",
    }
    /// Who wrote a message of a chat.
    pub enum ChatSender {
        /// The customer.
        Client = "client",
        /// A rep.
        Rep = "rep",
        /// FuseDesk itself.
        System = "system",
    }
}

words!(Platform, ChatSender);

record! {
    /// A chat.
    pub struct Chat {
        /// The chat.
        pub id: Option<ChatId> = "id",
        /// Where it is.
        pub platform: Option<Platform> = "platform",
        /// Its title.
        pub title: Option<String> = "title",
        /// The name of the customer.
        pub client_name: Option<String> = "clientName",
        /// The case that it belongs to.
        pub case_id: Option<CaseId> = "caseId",
        /// The contact in the CRM.
        pub crm_contact_id: Option<CrmContactId> = "contactId",
        /// The contact in FuseDesk.
        pub contact_uuid: Option<ContactUuid> = "contactUuid",
        /// The department.
        pub department_id: Option<DepartmentId> = "departmentId",
        /// The rep, by the number of the user.
        pub rep_user_id: Option<RepUserId> = "repId",
        /// The note that stands for it in the history of the case.
        pub note_id: Option<NoteId> = "noteId",
        /// How many messages no rep has seen.
        pub unseen: Option<i64> = "unseen",
        /// The text of the last message.
        pub last_message: Option<String> = "lastMessage",
        /// Who wrote the last message.
        pub last_message_sender: Option<ChatSender> = "lastMessageSender",
        /// Whether it is archived.
        pub is_archived: Option<bool> = "isArchived",
        /// When it began.
        pub created_at: Option<Moment> = "dateCreated",
        /// When it was closed.
        pub closed_at: Option<Moment> = "dateClosed",
        /// When the last message was written.
        pub last_message_at: Option<Moment> = "dateLastMessage",
        /// When the customer last wrote.
        pub last_message_received_at: Option<Moment> = "dateLastMessageReceived",
        /// When a rep last wrote.
        pub last_response_at: Option<Moment> = "dateLastResponse",
        /// Its messages; `None` where the answer has none, such as in lists.
        pub messages: Option<Vec<ChatMessage>> = "messages",
    }
}

record! {
    /// A message of a chat. FuseDesk does not document its fields; what else comes is in `extra`.
    pub struct ChatMessage {
        /// The message.
        pub id: Option<String> = "id",
        /// Its text.
        pub text: Option<String> = "message",
        /// Who wrote it.
        pub sender: Option<ChatSender> = "sender",
        /// The rep who wrote it, by the number of the user.
        pub rep_user_id: Option<RepUserId> = "repId",
        /// When it was written.
        pub created_at: Option<Moment> = "dateCreated",
    }
}

nested!(ChatMessage);

impl Record for Chat {
    fn is_recognised(&self) -> bool {
        self.id.is_some()
    }
}

/// Lists the chats that are active.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ListChats {}

impl ListChats {
    /// All of them.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Endpoint for ListChats {
    type Vendor = FuseDesk;
    type Output = Vec<Chat>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/api/v1/chats";
    const SCOPES: &'static [&'static str] = &[];

    fn decode(response: &Response<Bytes>) -> Result<Self::Output, DecodeError> {
        rows(response)
    }
}

/// Reads a chat with its messages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetChat {
    /// The chat.
    #[serde(rename = "chatId")]
    chat_id: ChatId,
}

impl GetChat {
    /// The chat with this id.
    pub fn new(chat_id: impl Into<ChatId>) -> Self {
        Self { chat_id: chat_id.into() }
    }
}

impl Endpoint for GetChat {
    type Vendor = FuseDesk;
    type Output = Chat;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/api/v1/chats/{chatId}";
    const SCOPES: &'static [&'static str] = &[];
}

/// Changes a chat: its title, or whom it belongs to (department, rep, case, contact). What is left out stays
/// as it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateChat {
    /// The chat.
    #[serde(rename = "chatId")]
    chat_id: ChatId,
    /// The title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// The name of the customer.
    #[serde(rename = "clientName", default, skip_serializing_if = "Option::is_none")]
    client_name: Option<String>,
    /// The contact in FuseDesk to link it to.
    #[serde(rename = "contactUuid", default, skip_serializing_if = "Option::is_none")]
    contact_uuid: Option<ContactUuid>,
    /// The department to transfer it to.
    #[serde(rename = "departmentId", default, skip_serializing_if = "Option::is_none")]
    department: Option<DepartmentId>,
    /// The rep to assign it to, by the number of the user.
    #[serde(rename = "repId", default, skip_serializing_if = "Option::is_none")]
    rep: Option<RepUserId>,
    /// The case to link it to.
    #[serde(rename = "caseId", default, skip_serializing_if = "Option::is_none")]
    case: Option<CaseId>,
    /// How many messages no rep has seen: 0 once they are read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unseen: Option<u32>,
}

impl UpdateChat {
    /// A change of this chat; say what with the setters.
    pub fn new(chat_id: impl Into<ChatId>) -> Self {
        Self {
            chat_id: chat_id.into(),
            title: None,
            client_name: None,
            contact_uuid: None,
            department: None,
            rep: None,
            case: None,
            unseen: None,
        }
    }

    /// The title.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// The name of the customer.
    #[must_use]
    pub fn client_name(mut self, client_name: impl Into<String>) -> Self {
        self.client_name = Some(client_name.into());
        self
    }

    /// The contact in FuseDesk to link it to.
    #[must_use]
    pub fn contact_uuid(mut self, contact_uuid: impl Into<ContactUuid>) -> Self {
        self.contact_uuid = Some(contact_uuid.into());
        self
    }

    /// The department to transfer it to.
    #[must_use]
    pub fn department(mut self, department: DepartmentId) -> Self {
        self.department = Some(department);
        self
    }

    /// The rep to assign it to, by the number of the user.
    #[must_use]
    pub fn rep(mut self, rep: RepUserId) -> Self {
        self.rep = Some(rep);
        self
    }

    /// The case to link it to.
    #[must_use]
    pub fn case(mut self, case: CaseId) -> Self {
        self.case = Some(case);
        self
    }

    /// How many messages no rep has seen: 0 once they are read.
    #[must_use]
    pub fn unseen(mut self, unseen: u32) -> Self {
        self.unseen = Some(unseen);
        self
    }
}

impl Endpoint for UpdateChat {
    type Vendor = FuseDesk;
    type Output = Written<Chat>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/api/v1/chats/{chatId}";
    const SCOPES: &'static [&'static str] = &[];

    fn validate(&self) -> Result<(), String> {
        check_texts(&[("title", &self.title), ("clientName", &self.client_name)])?;
        check_contact("contactUuid", self.contact_uuid.as_ref())?;
        check_changes(self, &["chatId"])
    }
}

/// Closes a chat. It cannot be opened again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseChat {
    /// The chat.
    #[serde(rename = "chatId")]
    chat_id: ChatId,
    /// The department that its case goes to.
    #[serde(rename = "depid", default, skip_serializing_if = "Option::is_none")]
    department: Option<DepartmentId>,
    /// The rep whom its case goes to, by the number of the user.
    #[serde(rename = "repid", default, skip_serializing_if = "Option::is_none")]
    rep: Option<RepUserId>,
    /// The status that its case gets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<CaseStatus>,
}

impl CloseChat {
    /// This chat.
    pub fn new(chat_id: impl Into<ChatId>) -> Self {
        Self { chat_id: chat_id.into(), department: None, rep: None, status: None }
    }

    /// The department that its case goes to.
    #[must_use]
    pub fn department(mut self, department: DepartmentId) -> Self {
        self.department = Some(department);
        self
    }

    /// The rep whom its case goes to, by the number of the user.
    #[must_use]
    pub fn rep(mut self, rep: RepUserId) -> Self {
        self.rep = Some(rep);
        self
    }

    /// The status that its case gets.
    #[must_use]
    pub fn status(mut self, status: CaseStatus) -> Self {
        self.status = Some(status);
        self
    }
}

impl Endpoint for CloseChat {
    type Vendor = FuseDesk;
    type Output = Written<Chat>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/api/v1/chats/{chatId}/close";
    const SCOPES: &'static [&'static str] = &[];
}
