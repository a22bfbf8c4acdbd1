//! Streams of notifications about changes: `subscriptions/listen` of 2026-07-28.
//!
//! A transport that can keep a stream open serves it with the messages of a [`Subscription`]; the crate `mcp-tower` does.

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

/// How many resources one stream may be about, unless set otherwise: 64.
pub const MAX_SUBSCRIBED_RESOURCES: usize = 64;

/// A list that has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ListKind {
    /// That of the tools.
    Tools,
    /// That of the prompts.
    Prompts,
    /// That of the resources and of their templates.
    Resources,
}

impl ListKind {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Tools, Self::Prompts, Self::Resources];

    /// The notification's name.
    #[must_use]
    pub const fn method(self) -> &'static str {
        match self {
            Self::Tools => "notifications/tools/list_changed",
            Self::Prompts => "notifications/prompts/list_changed",
            Self::Resources => "notifications/resources/list_changed",
        }
    }

    /// Whether the list is another one in another view.
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

    /// The notification as a session gets it, which has nothing to say which subscription it belongs to.
    #[must_use]
    pub fn to_notification(self) -> Bytes {
        format!(r#"{{"jsonrpc":"2.0","method":"{}"}}"#, self.method()).into()
    }
}

/// Which notifications a client wants. One that it does not name it does not get.
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

    /// Whether the client wants to hear of changes of a list.
    #[must_use]
    pub const fn wants(&self, list: ListKind) -> bool {
        match list {
            ListKind::Tools => self.tools_list_changed,
            ListKind::Prompts => self.prompts_list_changed,
            ListKind::Resources => self.resources_list_changed,
        }
    }
}

/// The notification that a resource has changed, as a session gets it.
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

/// A stream of notifications that a client has opened.
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
    /// A stream by the id of the request that opens it, and what was asked for that the server serves.
    #[must_use]
    pub const fn new(id: Id, filter: SubscriptionFilter) -> Self {
        Self { id, filter }
    }

    /// The id of the request that opened the stream.
    #[must_use]
    pub const fn id(&self) -> &Id {
        &self.id
    }

    /// What the client gets, as far as it may see it.
    #[must_use]
    pub const fn filter(&self) -> &SubscriptionFilter {
        &self.filter
    }

    /// The first message of the stream: what of the wishes is granted.
    #[must_use]
    pub fn acknowledgement(&self) -> Bytes {
        let mut body = self.open(ACKNOWLEDGED);
        body.extend_from_slice(br#","notifications":"#);
        push_json(&mut body, &self.filter);
        body.extend_from_slice(b"}}");
        body.into()
    }

    /// The message that a list has changed; `None` when the client does not want it.
    #[must_use]
    pub fn notification(&self, list: ListKind) -> Option<Bytes> {
        self.filter.wants(list).then(|| {
            let mut body = self.open(list.method());
            body.extend_from_slice(b"}}");
            body.into()
        })
    }

    /// The message that a resource has changed; `None` when the client does not want it.
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

    /// The stream as the view allows it: without resources that do not exist or are hidden.
    pub(crate) fn seen_in(mut self, view: &View) -> Self {
        self.filter.resource_subscriptions.retain(|uri| view.can_read(uri));
        self
    }

    /// The last message of a stream that the server ends in good order: the answer to the request.
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
    fn a_filter_names_what_is_wanted() {
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
