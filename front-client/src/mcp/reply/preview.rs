//! Recipients of a reply, shown before it is sent.

use schemars::JsonSchema;
use serde::Serialize;

use super::Route;
use crate::id::{ChannelId, MessageId};

/// Route of a reply.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub(crate) struct WouldGoTo {
    #[serde(skip_serializing_if = "Option::is_none")]
    in_reply_to: Option<MessageId>,
    to: Vec<String>,
    cc: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bcc: Vec<String>,
    /// Channel. Absent if Front chooses it.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel_id: Option<ChannelId>,
    /// Sender address.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// Addresses of the message that get no copy.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<String>,
    /// Recipients that need a confirmation.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    to_confirm: Vec<String>,
    /// Reason for a refusal with default arguments, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<String>,
}

impl WouldGoTo {
    pub(crate) fn of(route: &Route) -> Self {
        let recipients = &route.recipients;
        Self {
            in_reply_to: Some(route.message.clone()),
            to: recipients.to.clone(),
            cc: recipients.cc.clone(),
            bcc: recipients.bcc.clone(),
            channel_id: route.channel.clone(),
            from: route.from.clone(),
            left_out: recipients.left_out.clone(),
            to_confirm: recipients.doubts.clone(),
            refused: None,
        }
    }

    pub(super) fn refused(reason: String) -> Self {
        Self { refused: Some(reason), ..Self::default() }
    }
}
