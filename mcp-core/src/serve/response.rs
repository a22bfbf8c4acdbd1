//! Responses, serialised.

use std::fmt;

use bytes::Bytes;

use crate::{
    handler::tool::{HandlerError, HandlerErrorKind, ToolOutput},
    serve::{server::Server, subscription::Subscription},
    wire::{
        jsonrpc::{Id, push_json},
        protocol::{Content, Lifecycle, META_SERVER_INFO, push_server_info},
        upstream_rate_limit::{RATE_LIMIT_META, UpstreamRateLimit},
    },
};

/// Result of a request, already serialised.
///
/// It consists of up to three pieces, so that lists of tools are shared and not copied. `Debug` shows only its
/// size.
#[derive(Clone)]
pub struct Response {
    // Prefix, shared part, suffix; together one JSON object.
    frames: [Bytes; 3],
    tool_error: Option<HandlerErrorKind>,
    input_required: bool,
    subscription: Option<Box<Subscription>>,
    rate_limit: Option<UpstreamRateLimit>,
}

const OPEN: &[u8] = br#"{"jsonrpc":"2.0","id":"#;
const RESULT: &[u8] = br#","result":"#;
const CLOSE: &[u8] = b"}";

/// Longest result in one piece that is copied into the response, in bytes. A copy of that size costs less than two more
/// pieces on their way through a connection. Lists stay in pieces, because they are shared.
const MAX_JOINED: usize = 8 * 1024;

/// Complete JSON-RPC response in pieces, some of which may be empty. `Debug` shows only its size.
#[derive(Clone)]
pub struct Body([Bytes; 3]);

impl Response {
    pub(crate) fn new(result: impl Into<Bytes>) -> Self {
        Self::framed([Bytes::new(), result.into(), Bytes::new()])
    }

    pub(crate) fn with_rate_limit(self, rate_limit: Option<UpstreamRateLimit>) -> Self {
        Self { rate_limit, ..self }
    }

    pub(crate) const fn framed(frames: [Bytes; 3]) -> Self {
        Self { frames, tool_error: None, input_required: false, subscription: None, rate_limit: None }
    }

    /// Creates the response of a successful call. `server_info` is the JSON of the server's name and version, which
    /// results of 2026-07-28 contain.
    pub(crate) fn output(output: ToolOutput, lifecycle: Lifecycle, server_info: &Bytes) -> Self {
        Self::output_of(output, None, lifecycle, server_info)
    }

    /// Creates the response of a call that a layer answers in place of the tool, as an error that is this output.
    pub(crate) fn not_run(output: ToolOutput, lifecycle: Lifecycle, server_info: &Bytes) -> Self {
        Self::output_of(output, Some(HandlerErrorKind::NotRun), lifecycle, server_info)
    }

    fn output_of(
        output: ToolOutput,
        tool_error: Option<HandlerErrorKind>,
        lifecycle: Lifecycle,
        server_info: &Bytes,
    ) -> Self {
        let ToolOutput { structured, content, meta, rate_limit } = output;
        let size = structured.as_ref().map_or(0, |raw| raw.get().len() * 2 + raw.get().len() / 4);
        let mut body = Vec::with_capacity(256 + size);
        open(&mut body, lifecycle);
        body.extend_from_slice(br#""content":["#);
        let mut first = true;
        if let Some(raw) = &structured {
            body.extend_from_slice(br#"{"type":"text","text":"#);
            push_json(&mut body, raw.get());
            body.push(b'}');
            first = false;
        }
        push_content(&mut body, &content, first);
        body.push(b']');
        if let Some(raw) = &structured {
            body.extend_from_slice(br#","structuredContent":"#);
            body.extend_from_slice(raw.get().as_bytes());
        }
        body.extend_from_slice(match tool_error {
            None => br#","isError":false"#,
            Some(_) => br#","isError":true"#,
        });
        push_meta(&mut body, &meta, rate_limit.as_ref(), lifecycle, server_info);
        body.push(b'}');
        Self { tool_error, rate_limit, ..Self::new(body) }
    }

    /// Creates the response of a failed call.
    pub(crate) fn failure(error: HandlerError, lifecycle: Lifecycle, server_info: &Bytes) -> Self {
        let (kind, text, meta) = (error.kind(), error.to_json().to_string(), error.meta().clone());
        let rate_limit = error.into_rate_limit();
        let mut body = Vec::with_capacity(256 + text.len());
        open(&mut body, lifecycle);
        body.extend_from_slice(br#""content":["#);
        push_content(&mut body, &[Content::text(text)], true);
        body.extend_from_slice(br#"],"isError":true"#);
        push_meta(&mut body, &meta, rate_limit.as_ref(), lifecycle, server_info);
        body.push(b'}');
        Self { tool_error: Some(kind), rate_limit, ..Self::new(body) }
    }

    /// Creates an `input_required` response.
    pub(crate) fn input_required(result: impl Into<Bytes>) -> Self {
        Self { input_required: true, ..Self::new(result) }
    }

    /// Creates the response to `subscriptions/listen`. Its result is that of a stream that has ended.
    pub(crate) fn subscription_opened(subscription: Subscription, server: &Server) -> Self {
        let result = subscription.result(server);
        Self { subscription: Some(Box::new(subscription)), ..Self::new(result) }
    }

    /// Returns the stream that a transport opens before it sends the result, for `subscriptions/listen`.
    #[must_use]
    pub fn subscription(&self) -> Option<&Subscription> {
        self.subscription.as_deref()
    }

    /// Returns `true` for an `input_required` result.
    #[must_use]
    pub const fn is_input_required(&self) -> bool {
        self.input_required
    }

    /// Returns `true` for a tool error.
    #[must_use]
    pub const fn is_tool_error(&self) -> bool {
        self.tool_error.is_some()
    }

    /// Returns the kind of the tool error; `None` if there is none.
    #[must_use]
    pub const fn tool_error(&self) -> Option<HandlerErrorKind> {
        self.tool_error
    }

    /// Returns the upstream's rate limit, which transports write as headers.
    #[must_use]
    pub const fn rate_limit(&self) -> Option<&UpstreamRateLimit> {
        self.rate_limit.as_ref()
    }

    /// Returns the JSON of the result, for layers that inspect it. Copies unless the result is in one piece.
    #[must_use]
    pub fn result(&self) -> Bytes {
        join(&self.frames)
    }

    /// Returns the JSON-RPC response to the request with this id.
    #[must_use]
    pub fn into_body(self, id: &Id) -> Body {
        let [prefix, shared, suffix] = self.frames;
        let joined = prefix.is_empty() && suffix.is_empty() && shared.len() <= MAX_JOINED;
        let copied = if joined { shared.len() + CLOSE.len() } else { prefix.len() };
        // A vector that is full becomes `Bytes` without another allocation.
        let mut head = Vec::with_capacity(OPEN.len() + id.as_bytes().len() + RESULT.len() + copied);
        head.extend_from_slice(OPEN);
        head.extend_from_slice(id.as_bytes());
        head.extend_from_slice(RESULT);
        if joined {
            head.extend_from_slice(&shared);
            head.extend_from_slice(CLOSE);
            return Body([head.into(), Bytes::new(), Bytes::new()]);
        }
        head.extend_from_slice(&prefix);
        let tail = if suffix.is_empty() {
            Bytes::from_static(CLOSE)
        } else {
            let mut tail = Vec::with_capacity(suffix.len() + CLOSE.len());
            tail.extend_from_slice(&suffix);
            tail.extend_from_slice(CLOSE);
            tail.into()
        };
        Body([head.into(), shared, tail])
    }
}

impl Body {
    /// Returns the total length, in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.iter().map(Bytes::len).sum()
    }

    /// Returns `true` if there are no bytes. A response always has some.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the pieces, in order.
    #[must_use]
    pub fn into_frames(self) -> [Bytes; 3] {
        self.0
    }

    /// Returns all pieces in one.
    #[must_use]
    pub fn to_bytes(&self) -> Bytes {
        join(&self.0)
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("bytes", &self.frames.iter().map(Bytes::len).sum::<usize>())
            .field("tool_error", &self.tool_error)
            .field("input_required", &self.input_required)
            .field("rate_limit", &self.rate_limit)
            .finish()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body").field("bytes", &self.len()).finish()
    }
}

fn join(frames: &[Bytes; 3]) -> Bytes {
    match frames {
        [a, whole, b] if a.is_empty() && b.is_empty() => whole.clone(),
        _ => frames.concat().into(),
    }
}

/// Opens a result object. A result of 2026-07-28 gets `resultType: complete`.
pub(crate) fn open(body: &mut Vec<u8>, lifecycle: Lifecycle) {
    match lifecycle {
        Lifecycle::Stateless => body.extend_from_slice(br#"{"resultType":"complete","#),
        Lifecycle::Initialize => body.push(b'{'),
    }
}

pub(crate) fn push_content(body: &mut Vec<u8>, content: &[Content], mut first: bool) {
    for block in content {
        if !first {
            body.push(b',');
        }
        first = false;
        push_json(body, block);
    }
}

/// Writes `,"_meta":{…}`, unless it would be empty.
pub(crate) fn push_meta(
    body: &mut Vec<u8>,
    meta: &serde_json::Map<String, serde_json::Value>,
    rate_limit: Option<&UpstreamRateLimit>,
    lifecycle: Lifecycle,
    server_info: &Bytes,
) {
    if lifecycle == Lifecycle::Initialize && meta.is_empty() && rate_limit.is_none() {
        return;
    }
    body.extend_from_slice(br#","_meta":{"#);
    let start = body.len();
    if lifecycle == Lifecycle::Stateless {
        push_server_info(body, server_info);
    }
    if let Some(rate_limit) = rate_limit {
        separate(body, start);
        push_json(body, RATE_LIMIT_META);
        body.push(b':');
        push_json(body, rate_limit);
    }
    for (key, value) in meta {
        // Written above. A member must not be repeated.
        if (lifecycle == Lifecycle::Stateless && key == META_SERVER_INFO)
            || (rate_limit.is_some() && key == RATE_LIMIT_META)
        {
            continue;
        }
        separate(body, start);
        push_json(body, key);
        body.push(b':');
        push_json(body, value);
    }
    body.push(b'}');
}

fn separate(body: &mut Vec<u8>, start: usize) {
    if body.len() > start {
        body.push(b',');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_result_is_joined_and_long_one_is_not_copied() {
        let id = Id::number(7);
        for (len, pieces) in [(2, 1), (MAX_JOINED, 1), (MAX_JOINED + 1, 3)] {
            let result = Bytes::from(vec![b' '; len]);
            let body = Response::new(result.clone()).into_body(&id);
            assert_eq!(body.len(), OPEN.len() + 1 + RESULT.len() + len + CLOSE.len());
            let frames = body.into_frames();
            assert_eq!(frames.iter().filter(|frame| !frame.is_empty()).count(), pieces);
            assert!(pieces == 1 || frames[1].as_ptr() == result.as_ptr());
        }
    }
}
