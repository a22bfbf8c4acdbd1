//! Decodes messages into requests.

use std::sync::Arc;

use bytes::Bytes;

use super::Server;
use crate::{
    catalogue::{filter::Filter, grant::Grant, pagination::Kind},
    handler::{client_features::MultiRoundTrip, completion, context::Context},
    serve::{
        request::{Request, RequestKind},
        subscription::{Subscription, SubscriptionFilter},
    },
    wire::{
        jsonrpc::{Envelope, RpcError},
        log::UnknownLevel,
        protocol::{
            CALL_TOOL, COMPLETE, Checked, DISCOVER, Field, GET_PROMPT, INITIALIZE, LIST_PROMPTS,
            LIST_RESOURCES, LIST_TEMPLATES, LIST_TOOLS, LISTEN, Lifecycle, PING, Params, ProtocolVersion,
            READ_RESOURCE, SET_LOG_LEVEL, SUBSCRIBE, UNSUBSCRIBE,
        },
    },
};

impl Server {
    /// Decodes a request from validated parameters: validates those of its method, then takes the members that it needs.
    ///
    /// # Errors
    ///
    /// The error to respond with. An unknown tool is not an error here; [`dispatch`](crate::dispatch) reports it.
    pub fn decode(
        &self,
        envelope: &Envelope,
        checked: Checked,
        mut context: Context,
    ) -> Result<Request, RpcError> {
        if context.grant().is_some_and(Grant::has_expired) {
            return Err(RpcError::invalid_request("the grant has expired; authenticate again"));
        }
        // Ignoring it would show its caller everything.
        if context.extensions().get::<Filter>().is_some() {
            return Err(RpcError::internal(
                "the authentication of this server is misconfigured: a Filter must be part of a Grant",
            ));
        }
        let Checked { mut params, version } = checked;
        let lifecycle = params.lifecycle();
        self.check_progress_token(&mut params)?;
        if let Some(version) = version {
            context.set_protocol_version(version);
        } else if context.protocol_version().is_none_or(|version| version.lifecycle() == Lifecycle::Stateless)
        {
            // Default of the specification for a client that sends no header.
            context.set_protocol_version(ProtocolVersion::V2025_03_26);
        }
        let call = self.call(envelope, &mut params, &mut context)?;
        match lifecycle {
            Lifecycle::Stateless => {
                context.set_client(params.client, params.capabilities);
                context.set_log_level(params.log_level);
            }
            Lifecycle::Initialize => {
                // Only `initialize` contains it; stateful transports remember it.
                if matches!(call, RequestKind::Initialize { .. }) {
                    context.set_client(params.client, params.capabilities);
                }
                if context.log_level().is_none() {
                    context.set_log_level(self.0.log_level);
                }
            }
        }
        context.set_progress_token(params.progress_token);
        context.set_max_log_data(self.limits().log_data);
        context.set_terms(Arc::clone(&self.0.terms));
        context.set_trace(params.traceparent, params.tracestate, params.baggage);
        let (view, server) = (Arc::clone(self.shared_view()), self.clone());
        let mut request = Request { call, context, view, lifecycle, server, narrowed: false, started: None };
        // The only place where the caller's own filter is applied, for every transport.
        if let Some(grant) = request.context.grant().cloned()
            && let Some(filter) = grant.allowed()
        {
            request.narrow(filter);
        }
        Ok(request)
    }

    /// Validates the length of the progress token, which every progress notification repeats.
    fn check_progress_token(&self, params: &mut Params) -> Result<(), RpcError> {
        let longest = self.limits().progress_token;
        if params.progress_token.take_if(|token| token.len() > longest).is_some()
            && params.lifecycle() == Lifecycle::Stateless
        {
            let why = format!("params._meta: progressToken is longer than {longest} bytes");
            return Err(RpcError::invalid_params(why));
        }
        Ok(())
    }

    /// Returns the call, with the members that it takes from the parameters.
    fn call(
        &self,
        envelope: &Envelope,
        params: &mut Params,
        context: &mut Context,
    ) -> Result<RequestKind, RpcError> {
        Ok(match (params.lifecycle(), envelope.method()) {
            (Lifecycle::Stateless, DISCOVER) => RequestKind::Discover,
            (Lifecycle::Initialize, INITIALIZE) => {
                let version =
                    ProtocolVersion::negotiate(params.requested_version.as_deref().unwrap_or_default());
                context.set_protocol_version(version);
                RequestKind::Initialize { version }
            }
            (Lifecycle::Initialize, PING) => RequestKind::Ping,
            // Only if the transport remembers it.
            (Lifecycle::Initialize, SET_LOG_LEVEL) if context.connection().is_some() => match &params.level {
                Field::Given(level) => RequestKind::SetLogLevel {
                    level: level
                        .parse()
                        .map_err(|e: UnknownLevel| RpcError::invalid_params(e.to_string()))?,
                },
                _ => return Err(RpcError::invalid_params("params.level must be a string")),
            },
            (Lifecycle::Initialize, method @ (SUBSCRIBE | UNSUBSCRIBE))
                if context.connection().is_some()
                    && self.sends_list_changed()
                    && self.capabilities().lists(Kind::Resources) =>
            {
                let uri = self.uri(params)?;
                RequestKind::Subscribe { uri, subscribed: method == SUBSCRIBE }
            }
            (Lifecycle::Stateless, LISTEN) if self.sends_list_changed() => {
                let filter = SubscriptionFilter::parse(
                    params.notifications.as_ref(),
                    self.limits().subscribed_resources,
                )?;
                RequestKind::Listen {
                    subscription: Subscription::new(envelope.id().clone(), self.served(filter)),
                }
            }
            (_, method) if !self.capabilities().serves(method) => {
                return Err(RpcError::method_not_found(method));
            }
            (_, CALL_TOOL) => {
                let name = params.name.take().required("name", "a string")?;
                let arguments = std::mem::take(&mut params.arguments);
                self.prepare_multi_round_trip((CALL_TOOL, &name, &arguments), params, context)?;
                let tool = self.view().get(&name).cloned();
                RequestKind::CallTool { name, arguments, tool }
            }
            (_, GET_PROMPT) => {
                let name = params.name.take().required("name", "a string")?;
                let arguments = std::mem::take(&mut params.arguments);
                self.prepare_multi_round_trip((GET_PROMPT, &name, &arguments), params, context)?;
                RequestKind::GetPrompt { name, arguments }
            }
            (_, READ_RESOURCE) => {
                let uri = self.uri(params)?;
                self.prepare_multi_round_trip((READ_RESOURCE, &uri, &Bytes::new()), params, context)?;
                RequestKind::ReadResource { uri }
            }
            (_, COMPLETE) => {
                let (target, request) = completion::parse(&envelope.params())?;
                RequestKind::Complete { target, request }
            }
            (_, LIST_TOOLS) => RequestKind::ListTools { cursor: self.cursor(Kind::Tools, params)? },
            (_, LIST_PROMPTS) => RequestKind::ListPrompts { cursor: self.cursor(Kind::Prompts, params)? },
            (_, LIST_RESOURCES) => {
                RequestKind::ListResources { cursor: self.cursor(Kind::Resources, params)? }
            }
            (_, LIST_TEMPLATES) => {
                RequestKind::ListTemplates { cursor: self.cursor(Kind::Templates, params)? }
            }
            (_, method) => return Err(RpcError::method_not_found(method)),
        })
    }

    /// Returns the URI of the requested resource.
    fn uri(&self, params: &mut Params) -> Result<String, RpcError> {
        let uri = params.uri.take().required("uri", "a string")?;
        match uri.len() > self.limits().uri {
            true => Err(RpcError::unknown_resource(&uri, params.lifecycle())),
            false => Ok(uri),
        }
    }

    /// Returns the cursor, if the list is served at all.
    fn cursor(&self, kind: Kind, params: &mut Params) -> Result<Option<String>, RpcError> {
        if !self.capabilities().lists(kind) {
            return Err(RpcError::method_not_found(kind.method()));
        }
        params.cursor.take().optional("cursor", "a string")
    }

    /// Prepares a multi-round-trip request of 2026-07-28.
    fn prepare_multi_round_trip(
        &self,
        request: (&'static str, &str, &Bytes),
        params: &mut Params,
        context: &mut Context,
    ) -> Result<(), RpcError> {
        if params.lifecycle() == Lifecycle::Stateless {
            let state = params.request_state.take().optional("requestState", "a string")?;
            let terms = Arc::clone(&self.0.terms);
            context.set_multi_round_trip(MultiRoundTrip::new(
                request,
                params.input_responses.as_ref(),
                state,
                terms,
            )?);
        }
        Ok(())
    }

    /// Reduces a subscription to the notifications that the server supports.
    fn served(&self, mut wishes: SubscriptionFilter) -> SubscriptionFilter {
        wishes.tools_list_changed &= self.capabilities().lists(Kind::Tools);
        wishes.prompts_list_changed &= self.capabilities().lists(Kind::Prompts);
        wishes.resources_list_changed &= self.capabilities().lists(Kind::Resources);
        wishes.resource_subscriptions.retain(|uri| uri.len() <= self.limits().uri);
        wishes
    }
}
