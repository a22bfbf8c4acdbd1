//! Client: sends the bodies of an input, and keeps values that only the server can produce.

use std::{collections::VecDeque, future::Future, pin::Pin, sync::LazyLock, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, header};
use http_body_util::{BodyExt, Full};
use mcp_core::META_PROTOCOL_VERSION;
use mcp_tower::{Change, LiveServer, Mcp, ResponseBody};
use serde_json::Value;
use tokio::time::timeout;
use tower::ServiceExt;

use crate::{
    Setting, fixtures,
    oracle::{Answer, Sent},
};

const SESSION: &str = "mcp-session-id";
/// Silence on a stream after which the server is changed.
const QUIET: Duration = Duration::from_secs(1);

pub(crate) struct Client<'a> {
    mcp: Mcp,
    live: &'a LiveServer,
    setting: Setting,
    bodies: VecDeque<&'a [u8]>,
    session: Option<HeaderValue>,
    state: Option<String>,
    cursor: Option<String>,
    question: Option<String>,
}

impl<'a> Client<'a> {
    pub(crate) fn new(mcp: Mcp, live: &'a LiveServer, setting: Setting, bodies: VecDeque<&'a [u8]>) -> Self {
        Self { mcp, live, setting, bodies, session: None, state: None, cursor: None, question: None }
    }

    pub(crate) async fn talk(mut self) {
        while self.next().await {}
    }

    /// Sends the next body, if there is one. Boxed, because it may be sent while another response streams.
    fn next(&mut self) -> Pin<Box<dyn Future<Output = bool> + '_>> {
        Box::pin(async {
            let Some(body) = self.bodies.pop_front() else { return false };
            self.exchange(body).await;
            true
        })
    }

    async fn exchange(&mut self, body: &[u8]) {
        let method = match body {
            b"GET" => Method::GET,
            b"DELETE" => Method::DELETE,
            _ => Method::POST,
        };
        let body = self.filled_in(body);
        show(">>>", &body);
        let sent = Sent::read(&body);
        let request = self.request(&method, body, sent.value());
        let (parts, body) = self.mcp.clone().oneshot(request).await.expect("it cannot fail").into_parts();
        if let Some(session) = parts.headers.get(SESSION) {
            self.session = Some(session.clone());
        }
        let mut answer = Answer::new(&method, &sent, parts.status, kind(&parts.headers));
        if answer.streams() {
            assert!(self.setting.takes_streams(), "nobody asked for a stream");
            self.listen(body, &mut answer).await;
        } else {
            let whole = body.collect().await.expect("a body does not break off").to_bytes();
            show(parts.status.as_str(), &whole);
            self.heard(answer.whole(&whole));
        }
        answer.ended();
    }

    async fn listen(&mut self, mut body: ResponseBody, answer: &mut Answer<'_>) {
        // A change once all other messages have arrived.
        let mut quiet = Some(QUIET);
        loop {
            let frame = match quiet {
                Some(wait) => match timeout(wait, body.frame()).await {
                    Ok(frame) => frame,
                    Err(_) => {
                        quiet = None;
                        self.live.notify(Change::lists());
                        self.live.notify(Change::resource(fixtures::RESOURCE));
                        continue;
                    }
                },
                None => body.frame().await,
            };
            let Some(frame) = frame else { return };
            let event =
                frame.expect("a body does not break off").into_data().expect("a stream has no trailers");
            show("...", &event);
            if let Some(message) = answer.event(&event) {
                self.heard(Some(message));
                self.next().await;
            }
        }
    }

    /// Keeps values for later requests.
    fn heard(&mut self, message: Option<Value>) {
        let Some(message) = message else { return };
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let result = &message["result"];
        self.state = text(&result["requestState"]).or(self.state.take());
        self.cursor = text(&result["nextCursor"]).or(self.cursor.take());
        if message["method"].is_string() && !message["id"].is_null() {
            self.question = Some(message["id"].to_string());
        }
    }

    fn filled_in(&self, body: &[u8]) -> Bytes {
        let mut body = body.to_vec();
        for (mark, value) in [("$state", &self.state), ("$cursor", &self.cursor), ("\"$id\"", &self.question)]
        {
            if let Some(value) = value {
                body = replaced(&body, mark.as_bytes(), value.as_bytes());
            }
        }
        body.into()
    }

    fn request(&self, method: &Method, body: Bytes, sent: Option<&Value>) -> Request<Full<Bytes>> {
        let accept = match (method, self.setting.takes_streams()) {
            (&Method::GET, true) => "text/event-stream",
            (_, true) => "application/json, text/event-stream",
            _ => "application/json",
        };
        let mut request = Request::builder()
            .method(method)
            .uri("/mcp")
            .header(header::HOST, "localhost")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, accept);
        if let Some(session) = &self.session {
            request = request.header(SESSION, session);
        }
        let null = Value::Null;
        let sent = sent.filter(|_| self.setting.mirrors()).unwrap_or(&null);
        let params = &sent["params"];
        let subject = if params["name"].is_string() { &params["name"] } else { &params["uri"] };
        for (name, value) in [
            ("mcp-method", &sent["method"]),
            ("mcp-name", subject),
            ("mcp-param-region", &params["arguments"]["region"]),
        ] {
            if let Some(Ok(value)) = value.as_str().map(HeaderValue::from_str) {
                request = request.header(name, value);
            }
        }
        let version = params["_meta"][META_PROTOCOL_VERSION].as_str().or(self.setting.version());
        if let Some(Ok(version)) = version.map(HeaderValue::from_str) {
            request = request.header("mcp-protocol-version", version);
        }
        request.body(Full::new(body)).expect("all parts were checked")
    }
}

/// Prints the conversation if `SHOW` is set, to inspect one input.
fn show(what: &str, body: &[u8]) {
    static SHOWS: LazyLock<bool> = LazyLock::new(|| std::env::var_os("SHOW").is_some());
    if *SHOWS {
        eprintln!("{what} {}", String::from_utf8_lossy(body).trim_end());
    }
}

fn kind(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::CONTENT_TYPE).map(|kind| kind.to_str().expect("a content type is text"))
}

fn replaced(body: &[u8], mark: &[u8], value: &[u8]) -> Vec<u8> {
    let (mut rest, mut made) = (body, Vec::with_capacity(body.len()));
    while let Some(at) = rest.windows(mark.len()).position(|window| window == mark) {
        made.extend_from_slice(&rest[..at]);
        made.extend_from_slice(value);
        rest = &rest[at + mark.len()..];
    }
    made.extend_from_slice(rest);
    made
}
