//! Recipients of a reply, shown before it is sent.

use client_core::mcp::untrusted::Line;
use schemars::JsonSchema;
use serde::Serialize;

use super::Route;
use crate::id::{ChannelId, MessageId};

/// Route of a reply.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub(crate) struct WouldGoTo {
    #[serde(skip_serializing_if = "Option::is_none")]
    in_reply_to: Option<MessageId>,
    to: Vec<Line>,
    cc: Vec<Line>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bcc: Vec<Line>,
    /// Channel. Absent if Front chooses it.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel_id: Option<ChannelId>,
    /// Sender address.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Line>,
    /// Addresses of the message that get no copy.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<Line>,
    /// Recipients that need a confirmation.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    to_confirm: Vec<Line>,
    /// Reason for a refusal with default arguments, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<Line>,
}

impl WouldGoTo {
    pub(crate) fn of(route: &Route) -> Self {
        let recipients = &route.recipients;
        let lines = |texts: &[String]| texts.iter().map(Line::from).collect();
        Self {
            in_reply_to: Some(route.message.clone()),
            to: lines(&recipients.to),
            cc: lines(&recipients.cc),
            bcc: lines(&recipients.bcc),
            channel_id: route.channel.clone(),
            from: Line::given(route.from.as_deref()),
            left_out: lines(&recipients.left_out),
            to_confirm: lines(&recipients.doubts),
            refused: None,
        }
    }

    pub(super) fn refused(reason: &str) -> Self {
        Self { refused: Line::given(Some(reason)), ..Self::default() }
    }
}
