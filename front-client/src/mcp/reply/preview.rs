//! Recipients of a reply, shown before it is sent.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Route,
    recipients::{Doubt, LeftOut},
};
use crate::id::{ChannelId, MessageId};

/// Route of a reply.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub(crate) struct WouldGoTo {
    /// Message that it would reply to.
    #[serde(skip_serializing_if = "Option::is_none")]
    in_reply_to: Option<MessageId>,
    /// Recipients.
    to: Vec<String>,
    /// Copy (Cc) recipients.
    cc: Vec<String>,
    /// Blind copy (Bcc) recipients.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bcc: Vec<String>,
    /// Channel that would send it. Absent if Front chooses it.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel_id: Option<ChannelId>,
    /// Sender address.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// Addresses of the message that would get no copy, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<LeftOut>,
    /// Recipients that need a confirmation, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    to_confirm: Vec<Doubt>,
    /// Reason why a reply with default arguments would be refused, and what to do.
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
