//! Chats with customers.

use client_core::{request, response, wire_enum};

use crate::{
    api::{cases::CaseStatus, check},
    de::{nested, rows, words},
    id::{CaseId, ChatId, ContactUuid, CrmContactId, DepartmentId, NoteId, RepUserId},
    record::Record,
    time::Moment,
    write_response::WriteResponse,
};

wire_enum! {
    /// Platform of a chat or an integration. FuseDesk has others with undocumented names, such as text messages.
    pub enum Platform {
        /// The chat widget of a website.
        LiveChat = "livechat",
    }
    /// Sender of a message in a chat.
    pub enum ChatSender {
        /// Customer.
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
    /// Platform.
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
    /// The rep, by user id.
    #[serde(rename = "repId")]
    pub rep_user_id: Option<RepUserId>,
    /// Note of the chat in the history of the case.
    #[serde(rename = "noteId")]
    pub note_id: Option<NoteId>,
    /// Number of messages that no rep has seen.
    pub unseen: Option<i64>,
    /// The text of the last message.
    #[serde(rename = "lastMessage")]
    pub last_message: Option<String>,
    /// Sender of the last message.
    #[serde(rename = "lastMessageSender")]
    pub last_message_sender: Option<ChatSender>,
    /// `true` if it is archived.
    #[serde(rename = "isArchived")]
    pub is_archived: Option<bool>,
    /// Time of creation.
    #[serde(rename = "dateCreated")]
    pub created_at: Option<Moment>,
    /// Time of closing.
    #[serde(rename = "dateClosed")]
    pub closed_at: Option<Moment>,
    /// Time of the last message.
    #[serde(rename = "dateLastMessage")]
    pub last_message_at: Option<Moment>,
    /// Time of the last message from the customer.
    #[serde(rename = "dateLastMessageReceived")]
    pub last_message_received_at: Option<Moment>,
    /// Time of the last message from a rep.
    #[serde(rename = "dateLastResponse")]
    pub last_response_at: Option<Moment>,
    /// Messages. `None` if the response has none, as in lists.
    pub messages: Option<Vec<ChatMessage>>,
}

/// A message of a chat. FuseDesk does not document its fields. Unknown fields are in `extra`.
#[response(reader = crate::record)]
pub struct ChatMessage {
    /// Message id.
    pub id: Option<String>,
    /// Its text.
    #[serde(rename = "message")]
    pub text: Option<String>,
    /// Author.
    pub sender: Option<ChatSender>,
    /// The rep who wrote it, by user id.
    #[serde(rename = "repId")]
    pub rep_user_id: Option<RepUserId>,
    /// Time of writing.
    #[serde(rename = "dateCreated")]
    pub created_at: Option<Moment>,
}

nested!(ChatMessage);

impl Record for Chat {
    fn is_recognised(&self) -> bool {
        self.id.is_some()
    }
}

/// Lists the active chats.
#[request(GET "/api/v1/chats" -> Vec<Chat>, decode = rows)]
pub struct ListChats {}

/// Reads a chat with its messages.
#[request(GET "/api/v1/chats/{chatId}" -> Chat)]
pub struct GetChat {
    /// The chat.
    #[serde(rename = "chatId")]
    chat_id: ChatId,
}

/// Updates a chat: its title, client name, department, rep, case or contact. Absent fields stay unchanged.
#[request(POST "/api/v1/chats/{chatId}" -> WriteResponse<Chat>, check = check::changes)]
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
    /// The rep to assign it to, by user id.
    #[serde(rename = "repId")]
    rep: Option<RepUserId>,
    /// The case to link it to.
    #[serde(rename = "caseId")]
    case: Option<CaseId>,
    /// Number of messages that no rep has seen. Set 0 after reading.
    unseen: Option<u32>,
}

/// Closes a chat. It cannot be reopened.
#[request(POST "/api/v1/chats/{chatId}/close" -> WriteResponse<Chat>)]
pub struct CloseChat {
    /// The chat.
    #[serde(rename = "chatId")]
    chat_id: ChatId,
    /// The department to transfer its case to.
    #[serde(rename = "depid")]
    department: Option<DepartmentId>,
    /// The rep to assign its case to, by user id.
    #[serde(rename = "repid")]
    rep: Option<RepUserId>,
    /// The status to set on its case.
    status: Option<CaseStatus>,
}
