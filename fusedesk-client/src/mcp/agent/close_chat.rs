//! `fusedesk_close_chat`: closes a chat.

use client_core::mcp::{outcome_unknown, result::Failed, untrusted::Line};
use mcp_core::{Access, Annotations, HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, ToolSet};
use crate::{
    api::{
        cases::GetCase,
        chats::{Chat, CloseChat, GetChat},
        departments::Department,
    },
    id::ChatId,
    mcp::{
        chats::ChatView,
        key::Key,
        names::{Names, RequestedNames},
        resolve,
        time_argument::now,
        verify::{Status, is_outcome_unknown, lost_response_warning, unverified_warning},
        view::CaseView,
    },
};

const VERIFY_FIRST: &str = "The chat may have been closed. Read closed_at with fusedesk_read_chat. Repeat the \
 call only if the chat is still open.";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the chat.
    chat_id: Key,
    /// Department to transfer its case to: an id or a name. Unchanged by default.
    department: Option<Key>,
    /// Rep to assign its case to: an id, e-mail address or name, or "me". Unchanged by default.
    rep: Option<Key>,
    /// Status to set on its case. Chosen by FuseDesk by default.
    status: Option<Status>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Closed {
    /// The chat.
    chat_id: ChatId,
    /// `true` if it was closed before, and this call did nothing.
    was_closed_before: bool,
    /// Current chat. Absent if it could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    chat: Option<ChatView>,
    /// Current case of the chat.
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<CaseView>,
    /// Results that differ from the request or are uncertain.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<Line>,
    /// Parts that could not be read, with the reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        "fusedesk_close_chat",
        "Closes a chat permanently: the client can no longer write in it, and it cannot be reopened. If the chat \
         belongs to a case, department, rep and status change that case.",
        close,
    )
    .title("Close chat")
    .method(ToolMethod::Update)
    .annotations(Annotations::of(Access::Write, ToolMethod::Update).destructive(true))
    .tags(["chats"])
}

async fn close(call: Call, arguments: Arguments) -> Result<Closed, HandlerError> {
    let text = arguments.chat_id.as_str();
    if text.is_empty() {
        return Err(HandlerError::invalid_arguments("chat_id is empty; it must be the id of a chat")
            .with_hint("fusedesk_list_chats lists the active chats with their ids."));
    }
    let id = ChatId::from(text);
    let mut request = CloseChat::new(id.clone());
    let mut of_case = arguments.status.is_some();
    if let Some(text) = Key::given(arguments.department.as_ref()) {
        let department = resolve::current::<Department>(&call, "department", text).await?;
        request = department.id.into_iter().fold(request, CloseChat::department);
        of_case = true;
    }
    if let Some(text) = Key::given(arguments.rep.as_ref()) {
        let rep = resolve::assignee(&call, "rep", text).await?;
        request = rep.user_id.into_iter().fold(request, CloseChat::rep);
        of_case = true;
    }
    if let Some(status) = arguments.status {
        request = request.status(status);
    }
    let before = call.send(&GetChat::new(id.clone())).await?;
    let mut end = Outcome { chat: None, warnings: Vec::new() };
    let was_closed_before = before.closed_at.is_some();
    if was_closed_before {
        if of_case {
            end.warnings.push(
                "The chat was already closed. Nothing was changed, including its case. Use fusedesk_update_case \
                 and fusedesk_assign_case to change the case."
                    .to_owned(),
            );
        }
        end.chat = Some(before);
    } else {
        if of_case && before.case_id.is_none() {
            end.warnings
                .push("The chat belongs to no case, so department, rep and status had no effect.".to_owned());
        }
        call.ensure_time()?;
        end.send(&call, &request, &id).await?;
    }
    Ok(end.show(&call, id, was_closed_before).await)
}

/// Indexed outcome of closing a chat.
struct Outcome {
    chat: Option<Chat>,
    warnings: Vec<String>,
}

impl Outcome {
    async fn send(&mut self, call: &Call, request: &CloseChat, id: &ChatId) -> Result<(), HandlerError> {
        let sent = call.send(request).await;
        let failure = match sent {
            Ok(response) => {
                self.chat = response.into_record().filter(|chat| chat.id.as_ref() == Some(id));
                None
            }
            Err(error) if is_outcome_unknown(&error) && call.requests_left() > 0 => Some(error),
            Err(error) => return Err(outcome_unknown(error, VERIFY_FIRST)),
        };
        match (call.send(&GetChat::new(id.clone())).await, failure) {
            (Ok(chat), None) => {
                if chat.closed_at.is_none() {
                    self.warnings
                        .push("FuseDesk accepted the call, but does not show the chat as closed.".to_owned());
                }
                self.chat = Some(chat);
            }
            (Ok(chat), Some(error)) if chat.closed_at.is_some() => {
                self.chat = Some(chat);
                self.warnings.push(lost_response_warning(&error));
            }
            (Err(error), None) => self.warnings.push(unverified_warning(&error)),
            (_, Some(error)) => return Err(outcome_unknown(error, VERIFY_FIRST)),
        }
        Ok(())
    }

    async fn show(self, call: &Call, chat_id: ChatId, was_closed_before: bool) -> Closed {
        let Self { chat, mut warnings } = self;
        let mut case = None;
        if let Some(id) = chat.as_ref().and_then(|chat| chat.case_id).filter(|_| !was_closed_before) {
            match call.send(&GetCase::new(id)).await {
                Ok(found) => case = Some(found),
                Err(error) => warnings.push(format!("The case {id} could not be read: {}", error.message())),
            }
        }
        let mut wanted = RequestedNames::by(&case);
        wanted.departments |= chat.as_ref().is_some_and(|chat| chat.department_id.is_some());
        wanted.reps |= chat.as_ref().is_some_and(|chat| chat.rep_user_id.is_some());
        let mut names = Names::of(call, wanted).await;
        let chat = match &chat {
            Some(chat) => Some(ChatView::at(call, chat, &names, now()).await),
            None => None,
        };
        Closed {
            chat_id,
            was_closed_before,
            chat,
            case: case.as_ref().map(|case| CaseView::at(case, &names, now())),
            warnings: warnings.into_iter().map(Line::from).collect(),
            failed: names.failed(),
        }
    }
}
