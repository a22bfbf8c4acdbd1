//! Memory of a notification stream: heap bytes that are held while it is open.
//!
//! ```sh
//! cargo bench -p benches --bench listen
//! ```
//!
//! The first line is an idle connection after one request, as held by hyper and axum in any case. The second is a
//! connection with a `subscriptions/listen` stream, the third that stream in process, without a connection: the part of
//! `mcp-tower`. Over HTTP/1, hyper holds a write buffer of 8 KiB and a read buffer that grows to 16 KiB for each
//! connection, and has no setting for less. Over HTTP/2, streams share a connection.

#![allow(clippy::print_stdout, reason = "a bench says what it measured")]

use std::{error::Error, thread};

use axum::Router;
use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use mcp_core::{HandlerError, NoArguments, Registry, Server, tool_fn};
use mcp_tower::{LiveServer, Mcp};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::Runtime,
    sync::oneshot,
};
use tower::ServiceExt;

/// Number of concurrent streams. Shared memory is divided by this.
const STREAMS: usize = 200;

type Failure = Box<dyn Error + Send + Sync>;

fn mcp() -> Result<Mcp, Failure> {
    let ping = tool_fn("ping", "Answers.", |_: NoArguments| async { Ok::<_, HandlerError>("pong") });
    Ok(Mcp::live(LiveServer::new(Server::new(Registry::new().with_tool(ping)?))))
}

const META: &str = r#""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}"#;

fn body(method: &str, params: &str) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{{{params}{META}}}}}"#)
}

/// A method, its message, and the text after which its response has ended or waits.
struct Exchange {
    method: &'static str,
    body: String,
    end: &'static str,
}

impl Exchange {
    fn list() -> Self {
        Self { method: "tools/list", body: body("tools/list", ""), end: r#""ping""# }
    }

    fn listen() -> Self {
        let params = r#""notifications":{"toolsListChanged":true},"#;
        Self {
            method: "subscriptions/listen",
            body: body("subscriptions/listen", params),
            end: "acknowledged",
        }
    }

    fn headers(&self) -> [(&'static str, &'static str); 5] {
        [
            ("host", "localhost"),
            ("content-type", "application/json"),
            ("accept", "application/json, text/event-stream"),
            ("mcp-protocol-version", "2026-07-28"),
            ("mcp-method", self.method),
        ]
    }

    async fn open(&self, address: std::net::SocketAddr) -> Result<TcpStream, Failure> {
        let mut stream = TcpStream::connect(address).await?;
        let headers: String =
            self.headers().iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let Self { body, end, .. } = self;
        let head = format!("POST /mcp HTTP/1.1\r\n{headers}content-length: {}\r\n\r\n", body.len());
        stream.write_all(format!("{head}{body}").as_bytes()).await?;
        let mut answer = Vec::new();
        while !String::from_utf8_lossy(&answer).contains(end) {
            if stream.read_buf(&mut answer).await? == 0 {
                return Err(format!("the server hung up: {}", String::from_utf8_lossy(&answer)).into());
            }
        }
        Ok(stream)
    }
}

/// Heap bytes of a server per connection with an exchange.
fn connected(exchange: &Exchange) -> Result<i64, Failure> {
    let (server, client) = (single()?, single()?);
    let listener = server.block_on(TcpListener::bind("127.0.0.1:0"))?;
    let address = listener.local_addr()?;
    let (ready, opened) = oneshot::channel::<()>();
    let app = Router::new().fallback_service(mcp()?);
    let server = thread::spawn(move || {
        let measured = allocation_counter::measure(|| {
            server.block_on(async {
                tokio::spawn(async { axum::serve(listener, app).await });
                // An error ends it as well.
                let _ = opened.await;
            });
        });
        (measured.bytes_current, server)
    });
    let streams = client.block_on(async {
        // The first one creates shared state that must not count.
        let mut streams = Vec::new();
        for _ in 0..STREAMS {
            streams.push(exchange.open(address).await?);
        }
        Ok::<_, Failure>(streams)
    })?;
    let _ = ready.send(());
    let (bytes, _server) = server.join().map_err(|_| "the server panicked")?;
    drop(streams);
    Ok(bytes / i64::try_from(STREAMS)?)
}

/// Heap bytes of a stream in process.
fn in_process(exchange: &Exchange) -> Result<i64, Failure> {
    let (runtime, mcp) = (single()?, mcp()?);
    let mut streams = Vec::with_capacity(STREAMS);
    let request = || {
        let mut request = Request::post("/mcp");
        for (name, value) in exchange.headers() {
            request = request.header(name, value);
        }
        request.body(Full::new(Bytes::from(exchange.body.clone()))).expect("the headers are valid")
    };
    let measured = allocation_counter::measure(|| {
        for _ in 0..STREAMS {
            runtime.block_on(async {
                let Ok(response) = mcp.clone().oneshot(request()).await;
                let mut body = response.into_body();
                assert!(body.frame().await.is_some(), "the stream begins");
                streams.push(body);
            });
        }
    });
    Ok(measured.bytes_current / i64::try_from(STREAMS)?)
}

fn single() -> Result<Runtime, Failure> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

fn main() -> Result<(), Failure> {
    println!("bytes of an idle connection:      {}", connected(&Exchange::list())?);
    println!("bytes of a listening stream:      {}", connected(&Exchange::listen())?);
    println!("bytes of such a one, in process:  {}", in_process(&Exchange::listen())?);
    Ok(())
}
