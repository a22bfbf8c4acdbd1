//! Chats: conversations with customers that go to and fro.

use client_core::{request, response, wire_enum};

use crate::{
    api::{cases::CaseStatus, check},
    de::{nested, rows, words},
    id::{CaseId, ChatId, ContactUuid, CrmContactId, DepartmentId, NoteId, RepUserId},
    record::Record,
    time::Moment,
    written::Written,
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

/// A chat.
#[response(reader = crate::record)]
pub struct Chat {
    /// The chat.
    pub id: Option<ChatId>,
    /// Where it is.
    pub platform: Option<Platform>,
    /// Its title.
    pub title: Option<String>,
    /// The name of the customer.
    #[serde(rename = "clientName")]
    pub client_name: Option<String>,
    /// The case that it belongs to.
    #[serde(rename = "caseId")]
    pub case_id: Option<CaseId>,
    /// The contact in the CRM.
    #[serde(rename = "contactId")]
    pub crm_contact_id: Option<CrmContactId>,
    /// The contact in FuseDesk.
    #[serde(rename = "contactUuid")]
    pub contact_uuid: Option<ContactUuid>,
    /// The department.
    #[serde(rename = "departmentId")]
    pub department_id: Option<DepartmentId>,
    /// The rep, by the number of the user.
    #[serde(rename = "repId")]
    pub rep_user_id: Option<RepUserId>,
    /// The note that stands for it in the history of the case.
    #[serde(rename = "noteId")]
    pub note_id: Option<NoteId>,
    /// How many messages no rep has seen.
    pub unseen: Option<i64>,
    /// The text of the last message.
    #[serde(rename = "lastMessage")]
    pub last_message: Option<String>,
    /// Who wrote the last message.
    #[serde(rename = "lastMessageSender")]
    pub last_message_sender: Option<ChatSender>,
    /// Whether it is archived.
    #[serde(rename = "isArchived")]
    pub is_archived: Option<bool>,
    /// When it began.
    #[serde(rename = "dateCreated")]
    pub created_at: Option<Moment>,
    /// When it was closed.
    #[serde(rename = "dateClosed")]
    pub closed_at: Option<Moment>,
    /// When the last message was written.
    #[serde(rename = "dateLastMessage")]
    pub last_message_at: Option<Moment>,
    /// When the customer last wrote.
    #[serde(rename = "dateLastMessageReceived")]
    pub last_message_received_at: Option<Moment>,
    /// When a rep last wrote.
    #[serde(rename = "dateLastResponse")]
    pub last_response_at: Option<Moment>,
    /// Its messages; `None` where the answer has none, such as in lists.
    pub messages: Option<Vec<ChatMessage>>,
}

/// A message of a chat. FuseDesk does not document its fields; what else comes is in `extra`.
#[response(reader = crate::record)]
pub struct ChatMessage {
    /// The message.
    pub id: Option<String>,
    /// Its text.
    #[serde(rename = "message")]
    pub text: Option<String>,
    /// Who wrote it.
    pub sender: Option<ChatSender>,
    /// The rep who wrote it, by the number of the user.
    #[serde(rename = "repId")]
    pub rep_user_id: Option<RepUserId>,
    /// When it was written.
    #[serde(rename = "dateCreated")]
    pub created_at: Option<Moment>,
}

nested!(ChatMessage);

impl Record for Chat {
    fn is_recognised(&self) -> bool {
        self.id.is_some()
    }
}

/// Lists the chats that are active.
#[request(GET "/api/v1/chats" -> Vec<Chat>, decode = rows)]
pub struct ListChats {}

/// Reads a chat with its messages.
#[request(GET "/api/v1/chats/{chatId}" -> Chat)]
pub struct GetChat {
    /// The chat.
    #[serde(rename = "chatId")]
    chat_id: ChatId,
}

/// Changes a chat: its title, or whom it belongs to (department, rep, case, contact). What is left out stays
/// as it is.
#[request(POST "/api/v1/chats/{chatId}" -> Written<Chat>, check = check::changes)]
pub struct UpdateChat {
    /// The chat.
    #[serde(rename = "chatId")]
    chat_id: ChatId,
    /// The title.
    #[check(check::text)]
    title: Option<String>,
    /// The name of the customer.
    #[serde(rename = "clientName")]
    #[check(check::text)]
    client_name: Option<String>,
    /// The contact in FuseDesk to link it to.
    #[serde(rename = "contactUuid")]
    #[check(check::text)]
    contact_uuid: Option<ContactUuid>,
    /// The department to transfer it to.
    #[serde(rename = "departmentId")]
    department: Option<DepartmentId>,
    /// The rep to assign it to, by the number of the user.
    #[serde(rename = "repId")]
    rep: Option<RepUserId>,
    /// The case to link it to.
    #[serde(rename = "caseId")]
    case: Option<CaseId>,
    /// How many messages no rep has seen: 0 once they are read.
    unseen: Option<u32>,
}

/// Closes a chat. It cannot be opened again.
#[request(POST "/api/v1/chats/{chatId}/close" -> Written<Chat>)]
pub struct CloseChat {
    /// The chat.
    #[serde(rename = "chatId")]
    chat_id: ChatId,
    /// The department that its case goes to.
    #[serde(rename = "depid")]
    department: Option<DepartmentId>,
    /// The rep whom its case goes to, by the number of the user.
    #[serde(rename = "repid")]
    rep: Option<RepUserId>,
    /// The status that its case gets.
    status: Option<CaseStatus>,
}
