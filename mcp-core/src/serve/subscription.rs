//! Subscriptions: `subscriptions/listen` of 2026-07-28.
//!
//! A transport that supports streams sends the messages of a [`Subscription`]; the crate `mcp-tower` does.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::{
    catalogue::{pagination::Kind, visible::View},
    serve::server::Server,
    wire::{
        jsonrpc::{Id, RpcError, from_object, push_json},
        protocol::{ACKNOWLEDGED, META_SUBSCRIPTION_ID, UPDATED, Vocabulary, push_server_info},
    },
};

/// Default maximum number of resources in one subscription: 64.
pub(crate) const MAX_SUBSCRIBED_RESOURCES: usize = 64;

/// Kind of a list that can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ListKind {
    /// The list of tools.
    Tools,
    /// The list of prompts.
    Prompts,
    /// The lists of resources and of resource templates.
    Resources,
}

impl ListKind {
    /// All kinds.
    pub const ALL: &'static [Self] = &[Self::Tools, Self::Prompts, Self::Resources];

    /// Returns the method of the notification.
    #[must_use]
    pub const fn method(self) -> &'static str {
        match self {
            Self::Tools => "notifications/tools/list_changed",
            Self::Prompts => "notifications/prompts/list_changed",
            Self::Resources => "notifications/resources/list_changed",
        }
    }

    /// Returns `true` if the list differs between two views.
    #[must_use]
    pub fn differs(self, one: &View, other: &View) -> bool {
        let kinds: &[Kind] = match self {
            Self::Tools => &[Kind::Tools],
            Self::Prompts => &[Kind::Prompts],
            Self::Resources => &[Kind::Resources, Kind::Templates],
        };
        kinds.iter().any(|kind| {
            one.list(*kind, Vocabulary::Newest).whole() != other.list(*kind, Vocabulary::Newest).whole()
        })
    }

    /// Returns the notification for a session, without a subscription id.
    #[must_use]
    pub fn to_notification(self) -> Bytes {
        format!(r#"{{"jsonrpc":"2.0","method":"{}"}}"#, self.method()).into()
    }
}

/// Notifications that a client subscribes to. Others are not sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct SubscriptionFilter {
    /// Changes of the list of tools.
    #[serde(skip_serializing_if = "is_false")]
    pub tools_list_changed: bool,
    /// Changes of the list of prompts.
    #[serde(skip_serializing_if = "is_false")]
    pub prompts_list_changed: bool,
    /// Changes of the lists of resources and of their templates.
    #[serde(skip_serializing_if = "is_false")]
    pub resources_list_changed: bool,
    /// Changes of these resources.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resource_subscriptions: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

impl SubscriptionFilter {
    pub(crate) fn parse(json: Option<&Bytes>, most: usize) -> Result<Self, RpcError> {
        let json = json.ok_or_else(|| RpcError::invalid_params("params.notifications is missing"))?;
        let filter: Self = std::str::from_utf8(json)
            .map_err(|error| error.to_string())
            .and_then(|json| from_object(json).map_err(|error| error.to_string()))
            .map_err(|error| RpcError::invalid_params(format!("params.notifications: {error}")))?;
        if filter.resource_subscriptions.len() > most {
            return Err(RpcError::invalid_params(format!(
                "params.notifications.resourceSubscriptions has more than {most} URIs"
            )));
        }
        Ok(filter)
    }

    /// Returns `true` if the client subscribes to changes of the list.
    #[must_use]
    pub const fn wants(&self, list: ListKind) -> bool {
        match list {
            ListKind::Tools => self.tools_list_changed,
            ListKind::Prompts => self.prompts_list_changed,
            ListKind::Resources => self.resources_list_changed,
        }
    }
}

/// Returns the notification of a changed resource for a session.
#[must_use]
pub fn resource_updated(uri: &str) -> Bytes {
    let mut body = Vec::with_capacity(96 + uri.len());
    body.extend_from_slice(br#"{"jsonrpc":"2.0","method":""#);
    body.extend_from_slice(UPDATED.as_bytes());
    body.extend_from_slice(br#"","params":{"uri":"#);
    push_json(&mut body, uri);
    body.extend_from_slice(b"}}");
    body.into()
}

/// Stream of notifications that a client has opened.
///
/// ```
/// use mcp_core::{ListKind, Subscription, SubscriptionFilter, jsonrpc::Id};
///
/// let mut filter = SubscriptionFilter::default();
/// filter.tools_list_changed = true;
/// let subscription = Subscription::new(Id::number(1), filter);
/// assert_eq!(
///     subscription.notification(ListKind::Tools).unwrap(),
///     r#"{"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1}}}"#
/// );
/// assert!(subscription.notification(ListKind::Prompts).is_none());
/// ```
#[derive(Debug, Clone)]
pub struct Subscription {
    id: Id,
    filter: SubscriptionFilter,
}

impl Subscription {
    /// Creates a subscription from the id of the request that opens it and the supported part of its filter.
    #[must_use]
    pub const fn new(id: Id, filter: SubscriptionFilter) -> Self {
        Self { id, filter }
    }

    /// Returns the id of the request that opened the stream.
    #[must_use]
    pub const fn id(&self) -> &Id {
        &self.id
    }

    /// Returns the notifications that the client gets, if it may see their subjects.
    #[must_use]
    pub const fn filter(&self) -> &SubscriptionFilter {
        &self.filter
    }

    /// Returns the first message of the stream, which acknowledges the supported notifications.
    #[must_use]
    pub fn acknowledgement(&self) -> Bytes {
        let mut body = self.open(ACKNOWLEDGED);
        body.extend_from_slice(br#","notifications":"#);
        push_json(&mut body, &self.filter);
        body.extend_from_slice(b"}}");
        body.into()
    }

    /// Returns the notification of a changed list; `None` if the client has not subscribed to it.
    #[must_use]
    pub fn notification(&self, list: ListKind) -> Option<Bytes> {
        self.filter.wants(list).then(|| {
            let mut body = self.open(list.method());
            body.extend_from_slice(b"}}");
            body.into()
        })
    }

    /// Returns the notification of a changed resource; `None` if the client has not subscribed to it.
    #[must_use]
    pub fn updated(&self, uri: &str) -> Option<Bytes> {
        self.filter.resource_subscriptions.iter().any(|wanted| wanted == uri).then(|| {
            let mut body = self.open(UPDATED);
            body.extend_from_slice(br#","uri":"#);
            push_json(&mut body, uri);
            body.extend_from_slice(b"}}");
            body.into()
        })
    }

    /// Removes resources that do not exist or are hidden in the view.
    pub(crate) fn seen_in(mut self, view: &View) -> Self {
        self.filter.resource_subscriptions.retain(|uri| view.can_read(uri));
        self
    }

    /// Returns the last message of a stream that the server ends regularly: the response to the request.
    #[must_use]
    pub fn end(&self, server: &Server) -> Bytes {
        let mut body = Vec::with_capacity(256);
        body.extend_from_slice(br#"{"jsonrpc":"2.0","id":"#);
        body.extend_from_slice(self.id.as_bytes());
        body.extend_from_slice(br#","result":"#);
        body.extend_from_slice(&self.result(server));
        body.push(b'}');
        body.into()
    }

    pub(crate) fn result(&self, server: &Server) -> Vec<u8> {
        let mut body = Vec::with_capacity(192);
        body.extend_from_slice(br#"{"resultType":"complete","_meta":{"#);
        push_server_info(&mut body, server.info_json());
        body.push(b',');
        self.push_id(&mut body);
        body.extend_from_slice(b"}}");
        body
    }

    fn open(&self, method: &str) -> Vec<u8> {
        let mut body = Vec::with_capacity(256);
        body.extend_from_slice(br#"{"jsonrpc":"2.0","method":""#);
        body.extend_from_slice(method.as_bytes());
        body.extend_from_slice(br#"","params":{"_meta":{"#);
        self.push_id(&mut body);
        body.push(b'}');
        body
    }

    fn push_id(&self, body: &mut Vec<u8>) {
        body.push(b'"');
        body.extend_from_slice(META_SUBSCRIPTION_ID.as_bytes());
        body.extend_from_slice(br#"":"#);
        body.extend_from_slice(self.id.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::registry::Registry;

    fn parse(json: &'static str) -> Result<SubscriptionFilter, RpcError> {
        SubscriptionFilter::parse(Some(&Bytes::from_static(json.as_bytes())), MAX_SUBSCRIBED_RESOURCES)
    }

    #[test]
    fn filter_serialises_only_requested_notifications() {
        let filter = parse(r#"{"toolsListChanged":true,"resourceSubscriptions":["a:b"],"x":1}"#).unwrap();
        assert!(filter.wants(ListKind::Tools) && !filter.wants(ListKind::Prompts));
        assert_eq!(filter.resource_subscriptions, ["a:b"]);
        let two = Bytes::from_static(br#"{"resourceSubscriptions":["a:b","a:c"]}"#);
        assert!(SubscriptionFilter::parse(Some(&two), 2).is_ok());
        assert!(SubscriptionFilter::parse(Some(&two), 1).unwrap_err().message().contains("more than 1 "));
        assert_eq!(parse("{}").unwrap(), SubscriptionFilter::default());
        for bad in ["[]", "7", r#"{"toolsListChanged":"yes"}"#] {
            assert_eq!(parse(bad).unwrap_err().code(), -32602, "{bad}");
        }
        assert_eq!(SubscriptionFilter::parse(None, 1).unwrap_err().code(), -32602);
    }

    #[test]
    fn every_message_carries_the_id_as_sent() {
        let filter = parse(r#"{"toolsListChanged":true}"#).unwrap();
        let subscription = Subscription::new(Id::number(7), filter);
        assert_eq!(
            subscription.acknowledgement(),
            r#"{"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":7},"notifications":{"toolsListChanged":true}}}"#
        );
        let filter = parse(r#"{"resourceSubscriptions":["a:b"]}"#).unwrap();
        let updates = Subscription::new(Id::number(7), filter);
        assert!(updates.updated("a:c").is_none());
        assert_eq!(
            updates.updated("a:b").unwrap(),
            r#"{"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":7},"uri":"a:b"}}"#
        );
        assert_eq!(
            resource_updated("a:b"),
            r#"{"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"a:b"}}"#
        );
        let server = Server::new(Registry::new()).name("s").version("1");
        assert_eq!(
            subscription.end(&server),
            r#"{"jsonrpc":"2.0","id":7,"result":{"resultType":"complete","_meta":{"io.modelcontextprotocol/serverInfo":{"name":"s","version":"1"},"io.modelcontextprotocol/subscriptionId":7}}}"#
        );
    }
}
