//! Many requests on one connection, over HTTP/1.1 and HTTP/2.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response,
    body::Incoming,
    client::conn::{http1, http2},
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::{net::TcpStream, time::timeout};

use super::exchange::{HostAddress, HttpRequest, TEST_TIMEOUT};

type Body = Full<Bytes>;

/// Connection of either HTTP version.
pub(crate) struct Connection {
    sender: Sender,
    site: HostAddress,
}

/// Response, read to its end.
pub(crate) struct FullResponse {
    pub(crate) status: u16,
    /// `true` if the host announces that it closes the connection.
    pub(crate) closes: bool,
    pub(crate) body: String,
}

enum Sender {
    One(http1::SendRequest<Body>),
    Two(http2::SendRequest<Body>),
}

impl Connection {
    pub(crate) async fn http1(site: HostAddress) -> Self {
        let (sender, connection) = http1::handshake(socket(site).await).await.unwrap();
        tokio::spawn(connection);
        Self { sender: Sender::One(sender), site }
    }

    pub(crate) async fn http2(site: HostAddress) -> Self {
        let (sender, connection) = http2::handshake(TokioExecutor::new(), socket(site).await).await.unwrap();
        tokio::spawn(connection);
        Self { sender: Sender::Two(sender), site }
    }

    /// Sends a request and returns the response before its body is read.
    pub(crate) async fn open(&mut self, message: &HttpRequest) -> Result<Response<Incoming>, hyper::Error> {
        let HostAddress { address, path } = self.site;
        let two = matches!(self.sender, Sender::Two(_));
        let uri = if two { format!("http://{address}{path}") } else { path.to_owned() };
        let mut request = Request::builder().method(message.method).uri(uri);
        for (name, value) in &message.headers {
            if *name != "connection" {
                request = request.header(*name, value);
            }
        }
        if !two {
            request = request.header("host", address.to_string());
        }
        let request = request.body(Full::from(message.pieces.concat())).unwrap();
        let answer = async {
            match &mut self.sender {
                Sender::One(sender) => {
                    sender.ready().await?;
                    sender.send_request(request).await
                }
                Sender::Two(sender) => {
                    sender.ready().await?;
                    sender.send_request(request).await
                }
            }
        };
        timeout(TEST_TIMEOUT, answer).await.expect("an answer in time")
    }

    /// Sends a request and reads the whole response.
    pub(crate) async fn send(&mut self, request: &HttpRequest) -> Result<FullResponse, hyper::Error> {
        let (parts, body) = self.open(request).await?.into_parts();
        let body = timeout(TEST_TIMEOUT, body.collect()).await.expect("a body in time")?.to_bytes();
        let closes = parts.headers.get("connection").is_some_and(|connection| connection == "close");
        let body = String::from_utf8(body.to_vec()).unwrap();
        Ok(FullResponse { status: parts.status.as_u16(), closes, body })
    }
}

async fn socket(site: HostAddress) -> TokioIo<TcpStream> {
    let socket = TcpStream::connect(site.address).await.unwrap();
    socket.set_nodelay(true).unwrap();
    TokioIo::new(socket)
}
