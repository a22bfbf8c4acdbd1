//! One exchange over HTTP, requests of the server included.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
};

use bytes::{Buf, Bytes, BytesMut};
use http::{
    HeaderMap, HeaderValue, Method,
    header::{ACCEPT, CONTENT_TYPE, HOST},
};
use http_body_util::{BodyExt, combinators::UnsyncBoxBody};
use mcp_core::{
    ClientConnection, Lifecycle, RpcError,
    protocol::{ELICIT, INITIALIZE, INITIALIZED, PING},
    testing::message,
};
use serde_json::{Value, json};
use tower::{BoxError, ServiceExt};
use tower_service::Service;

use super::{HttpClient, HttpError, HttpResponse, HttpResult, event::Events};
use crate::http::headers;

type Response = http::Response<UnsyncBoxBody<Bytes, BoxError>>;
type Sending = Pin<Box<dyn Future<Output = Response> + Send>>;

/// Type-erased service.
#[derive(Clone)]
pub(super) struct Transport(Arc<dyn Fn(http::Request<Bytes>) -> Sending + Send + Sync>);

impl Transport {
    pub(super) fn new<B, S, R>(service: S) -> Self
    where
        S: Service<http::Request<B>, Response = http::Response<R>> + Clone + Send + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send,
        B: From<Bytes> + Send + 'static,
        R: http_body::Body + Send + 'static,
        R::Data: Send,
        R::Error: Into<BoxError>,
    {
        // A service need not be `Sync`; each exchange clones it.
        let service = Mutex::new(service);
        Self(Arc::new(move |request| {
            let service = service.lock().unwrap_or_else(PoisonError::into_inner).clone();
            Box::pin(async move {
                let response = service.oneshot(request.map(B::from)).await.map_err(Into::into);
                let response =
                    response.unwrap_or_else(|error: BoxError| panic!("the service failed: {error}"));
                response.map(|body| {
                    let frames = body
                        .map_frame(|frame| frame.map_data(|mut data| data.copy_to_bytes(data.remaining())));
                    frames.map_err(Into::into).boxed_unsync()
                })
            })
        }))
    }

    pub(super) async fn send(&self, request: http::Request<Bytes>) -> Response {
        (self.0)(request).await
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport").finish_non_exhaustive()
    }
}

/// Result of `initialize`, for later requests.
#[derive(Debug, Clone)]
pub(super) struct Connection {
    pub(super) result: Value,
    version: HeaderValue,
    session: Option<HeaderValue>,
}

/// Reads the next chunk of a body; `None` at its end.
async fn piece(response: &mut Response) -> Option<Bytes> {
    loop {
        let frame = response.body_mut().frame().await?;
        let frame = frame.unwrap_or_else(|error| panic!("the response breaks off: {error}"));
        // Trailers carry no data.
        if let Ok(data) = frame.into_data() {
            return Some(data);
        }
    }
}

fn head(response: &Response) -> HttpResponse {
    HttpResponse { status: response.status(), headers: response.headers().clone(), body: Bytes::new() }
}

/// Reads a response to its end.
pub(super) async fn collect(mut response: Response) -> HttpResponse {
    let (head, mut body) = (head(&response), BytesMut::new());
    while let Some(piece) = piece(&mut response).await {
        body.extend_from_slice(&piece);
    }
    HttpResponse { body: body.into(), ..head }
}

impl HttpClient {
    /// Returns the headers of every POST, without those set on the client.
    pub(super) fn base_headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json, text/event-stream"));
        headers
    }

    /// Returns a POST with these headers. Headers set on the client take precedence.
    pub(super) fn envelope(&self, mut headers: HeaderMap, body: Bytes) -> http::Request<Bytes> {
        let host = self.uri.authority().map_or("localhost", |authority| authority.as_str());
        headers.insert(HOST, HeaderValue::try_from(host).expect("an authority can stand in a header"));
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        let mut request = http::Request::new(body);
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.uri.clone();
        *request.headers_mut() = headers;
        *request.extensions_mut() = self.extensions.clone();
        request
    }

    /// Returns a message with the headers of its revision.
    fn message(&self, connection: Option<&Connection>, message: &Value) -> http::Request<Bytes> {
        let mut headers = self.base_headers();
        match (self.version.lifecycle(), connection) {
            (Lifecycle::Initialize, None) => {}
            (Lifecycle::Initialize, Some(connection)) => {
                headers.insert(headers::PROTOCOL_VERSION, connection.version.clone());
                headers.extend(connection.session.clone().map(|session| (headers::SESSION_ID, session)));
            }
            _ => {
                headers.insert(headers::PROTOCOL_VERSION, HeaderValue::from_static(self.version.as_str()));
                let method = message["method"].as_str().unwrap_or_default();
                headers.insert(headers::METHOD, headers::encode(method));
                let params = &message["params"];
                if let Some(name) = params["name"].as_str().or(params["uri"].as_str()) {
                    headers.insert(headers::NAME, headers::encode(name));
                }
            }
        }
        self.envelope(headers, message.to_string().into())
    }

    /// Opens the connection of an `initialize` revision.
    pub(super) async fn open(&self) -> Result<Connection, HttpError> {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let params = message::initialize(self.version, self.user.is_some());
        let body = message::request(self.version, id, INITIALIZE, params, false);
        let HttpResult { result, response, .. } = self.round_in(None, &body).await?;
        let version = result["protocolVersion"].as_str().expect("the server names a revision");
        let version = HeaderValue::try_from(version).expect("a revision can stand in a header");
        let session = response.headers.get(headers::SESSION_ID).cloned();
        let connection = Connection { version, session, result };
        let initialized = json!({ "jsonrpc": "2.0", "method": INITIALIZED });
        self.deliver(&connection, &initialized).await?;
        Ok(connection)
    }

    /// Sends a message that expects no result.
    async fn deliver(&self, connection: &Connection, message: &Value) -> Result<(), HttpError> {
        let response = collect(self.transport.send(self.message(Some(connection), message)).await).await;
        if response.status.is_success() { Ok(()) } else { Err(HttpError::new(response, None)) }
    }

    /// Sends a request within the connection, if there is one.
    pub(super) async fn round(&self, request: &Value) -> Result<HttpResult, HttpError> {
        self.round_in(self.connection.get(), request).await
    }

    /// Sends a request and reads its response to the end.
    pub(super) async fn round_in(
        &self,
        connection: Option<&Connection>,
        request: &Value,
    ) -> Result<HttpResult, HttpError> {
        let mut http_response = self.transport.send(self.message(connection, request)).await;
        let (mut read, mut body) = (head(&http_response), BytesMut::new());
        let (mut events, mut response, mut notifications) = (Events::default(), None, Vec::new());
        while let Some(piece) = piece(&mut http_response).await {
            body.extend_from_slice(&piece);
            let messages = if read.is_stream() { events.push(&piece) } else { Vec::new() };
            for message in messages {
                match (message.get("method").and_then(Value::as_str), message.get("id")) {
                    (Some(method), Some(id)) => {
                        let response = self.respond(method, id, &message["params"]).await;
                        if let Some(connection) = connection {
                            self.deliver(connection, &response).await?;
                        }
                    }
                    (Some(_), None) => notifications.push(message),
                    (None, _) => response = Some(message),
                }
            }
        }
        read.body = body.into();
        if !read.is_stream() {
            response = serde_json::from_slice(&read.body).ok();
        }
        let result = response.as_ref().and_then(|response| response.get("result"));
        match result.filter(|_| read.status.is_success()) {
            Some(result) => {
                let id = response.as_ref().map(|response| &response["id"]);
                assert_eq!(id, Some(&request["id"]), "the response belongs to another request: {read:?}");
                Ok(HttpResult { result: result.clone(), notifications, response: read })
            }
            None if !read.status.is_success()
                || response.as_ref().is_some_and(|response| response["error"].is_object()) =>
            {
                Err(HttpError::new(read, response.as_ref()))
            }
            None => panic!("the response is not MCP: {read:?}"),
        }
    }

    /// Returns the response to a request of the server.
    async fn respond(&self, method: &str, id: &Value, params: &Value) -> Value {
        let outcome = match (method, &self.user) {
            (PING, _) => Ok(json!({})),
            (ELICIT, Some(user)) => {
                let response = user.request(ELICIT, params.to_string().into()).await;
                response.map(|response| json!(response))
            }
            _ => Err(RpcError::method_not_found(method)),
        };
        match outcome {
            Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
            Err(error) => {
                json!({ "jsonrpc": "2.0", "id": id, "error": { "code": error.code(), "message": error.message() } })
            }
        }
    }
}
