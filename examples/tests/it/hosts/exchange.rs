//! Raw HTTP on a socket.

use std::{collections::BTreeMap, net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// Timeout of every wait in a test.
pub(crate) const TEST_TIMEOUT: Duration = Duration::from_secs(10);

/// Address and path of the endpoint in a host.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HostAddress {
    pub(crate) address: SocketAddr,
    pub(crate) path: &'static str,
}

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct HttpRequest {
    pub(crate) method: &'static str,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Body parts. Each is one chunk, unless there is a length.
    pub(crate) pieces: Vec<String>,
    /// Value of `Content-Length`. Without it the body is chunked.
    pub(crate) length: Option<usize>,
    /// `true` if the last chunk is sent.
    pub(crate) ended: bool,
}

impl HttpRequest {
    pub(crate) fn post(pieces: impl IntoIterator<Item = String>) -> Self {
        let headers = [
            ("authorization", "Bearer key-of-ann"),
            ("connection", "close"),
            ("content-type", "application/json"),
            ("accept", "application/json, text/event-stream"),
        ];
        Self {
            method: "POST",
            headers: headers.map(|(name, value)| (name, value.to_owned())).into(),
            pieces: pieces.into_iter().collect(),
            length: None,
            ended: true,
        }
    }

    pub(crate) fn method(self, method: &'static str) -> Self {
        Self { method, ..self }
    }

    /// Sets a header, or removes it.
    pub(crate) fn with(mut self, name: &'static str, value: Option<&str>) -> Self {
        self.headers.retain(|(other, _)| *other != name);
        self.headers.extend(value.map(|value| (name, value.to_owned())));
        self
    }

    /// Sends the body in one piece, with its length.
    pub(crate) fn sized(self) -> Self {
        let body = self.pieces.concat();
        Self { length: Some(body.len()), pieces: vec![body], ..self }
    }
}

/// Response without connection headers, equal in all hosts.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct HttpResponse {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

/// Connection after a request was sent.
pub(crate) struct OpenConnection {
    socket: TcpStream,
    read: String,
}

impl HostAddress {
    /// Sends a request, which may be incomplete.
    pub(crate) async fn open(&self, request: &HttpRequest) -> OpenConnection {
        let mut head = format!("{} {} HTTP/1.1\r\nhost: {}\r\n", request.method, self.path, self.address);
        for (name, value) in &request.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        match request.length {
            Some(length) => head.push_str(&format!("content-length: {length}\r\n\r\n")),
            None => head.push_str("transfer-encoding: chunked\r\n\r\n"),
        }
        let mut text = head;
        for piece in &request.pieces {
            text.push_str(&chunk(piece, request.length.is_none()));
        }
        if request.ended && request.length.is_none() {
            text.push_str(LAST_CHUNK);
        }
        let mut socket = TcpStream::connect(self.address).await.unwrap();
        // A single write, because a host may respond and close before it has read everything.
        socket.write_all(text.as_bytes()).await.unwrap();
        OpenConnection { socket, read: String::new() }
    }

    /// Sends a request and reads the whole response.
    pub(crate) async fn send(&self, request: &HttpRequest) -> HttpResponse {
        let mut open = self.open(request).await;
        timeout(TEST_TIMEOUT, open.socket.read_to_string(&mut open.read)).await.unwrap().unwrap();
        let (head, body) = open.read.split_once("\r\n\r\n").unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers: BTreeMap<_, _> = lines
            .map(|line| line.split_once(": ").unwrap())
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        for name in ["connection", "date", "keep-alive"] {
            headers.remove(name);
        }
        // Headers of CORS and compression.
        headers.retain(|name, _| name != "vary" && !name.starts_with("access-control-"));
        let body = match headers.remove("transfer-encoding") {
            Some(_) => unchunk(body),
            None => body.to_owned(),
        };
        HttpResponse { status, headers, body }
    }
}

impl OpenConnection {
    /// Sends the rest of a chunked body.
    pub(crate) async fn rest(&mut self, piece: &str) {
        let text = chunk(piece, true) + LAST_CHUNK;
        self.socket.write_all(text.as_bytes()).await.unwrap();
    }

    /// Reads until a text has arrived.
    pub(crate) async fn until(&mut self, text: &str) {
        let mut buffer = [0; 4096];
        while !self.read.contains(text) {
            let read = timeout(TEST_TIMEOUT, self.socket.read(&mut buffer));
            let size = read.await.unwrap_or_else(|_| panic!("{text} did not come: {:?}", self.read)).unwrap();
            assert_ne!(size, 0, "the connection ended without {text}: {:?}", self.read);
            // Bodies may be compressed.
            self.read.push_str(&String::from_utf8_lossy(&buffer[..size]));
        }
    }
}

const LAST_CHUNK: &str = "0\r\n\r\n";

fn chunk(piece: &str, chunked: bool) -> String {
    if chunked { format!("{:x}\r\n{piece}\r\n", piece.len()) } else { piece.to_owned() }
}

fn unchunk(mut rest: &str) -> String {
    let mut body = String::new();
    loop {
        let (size, after) = rest.split_once("\r\n").unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        if size == 0 {
            return body;
        }
        body.push_str(&after[..size]);
        rest = after[size..].strip_prefix("\r\n").unwrap();
    }
}
