//! CPU time of a server's thread per request, as a ratio to a handler that returns the same bytes.
//!
//! Each server has a thread of its own, and only that thread is measured (`getrusage`). The client has another one,
//! writes requests that were made before, and never sleeps: a server would pay for waking it, the more the longer it
//! had to wait. Endpoint and handlers get a bearer key, which the endpoint and the handlers by hand look up; rmcp has
//! no such layer.

use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, header::CONTENT_TYPE},
    routing::post,
};
use mcp_core::Principal;
use mcp_tower::{BearerAuthLayer, BearerKey, Mcp};
use nix::sys::resource::{Usage, UsageWho, getrusage};
use serde_json::{Value, value::to_raw_value};
use tokio::{
    net::TcpListener,
    sync::mpsc::{UnboundedSender, unbounded_channel},
};
use tower::Layer;

use crate::{Failure, KEY, Kind, Message, PATH, PeerService, Plan, by_hand, messages, serve, single};

/// Number of concurrent connections.
const CONNECTIONS: usize = 16;

/// Server on its own thread, with its CPU time.
struct Measured {
    connections: Vec<Connection>,
    clock: UnboundedSender<mpsc::Sender<Duration>>,
}

impl Measured {
    fn start(app: Router) -> Result<Self, Failure> {
        let own = single()?;
        let listener = own.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let (clock, mut requests) = unbounded_channel::<mpsc::Sender<Duration>>();
        thread::spawn(move || {
            own.block_on(async {
                tokio::spawn(async { axum::serve(listener, app).await });
                while let Some(response) = requests.recv().await {
                    // The receiver may be gone.
                    let _ = response.send(used());
                }
            });
        });
        let connections = (0..CONNECTIONS).map(|_| Connection::open(address)).collect::<Result<_, _>>()?;
        Ok(Self { connections, clock })
    }

    fn used(&self) -> Duration {
        let (response, used) = mpsc::channel();
        self.clock.send(response).expect("the server stays");
        used.recv().expect("the server stays")
    }

    /// Returns the CPU time per request.
    fn each(&mut self, message: &Message, path: &str, count: usize) -> Duration {
        let before = self.used();
        let request = written(message, path);
        let share = count.div_ceil(CONNECTIONS);
        self.connections.iter_mut().for_each(|connection| connection.begin(&request, share));
        while self.connections.iter_mut().fold(false, |open, connection| connection.turn(&request) | open) {}
        (self.used() - before) / u32::try_from(share * CONNECTIONS).expect("a round is short")
    }
}

/// Connection that is polled.
struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    read: usize,
    /// Number of responses to wait for.
    left: usize,
}

impl Connection {
    fn open(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        Ok(Self { stream, buffer: vec![0; 256 * 1024], read: 0, left: 0 })
    }

    fn begin(&mut self, request: &[u8], count: usize) {
        self.left = count;
        // Shorter than the buffer of the socket.
        self.stream.write_all(request).expect("the server stays");
    }

    /// Reads what has arrived, and sends the next request after a whole response. Returns `false` at the end.
    fn turn(&mut self, request: &[u8]) -> bool {
        if self.left == 0 {
            return false;
        }
        match self.stream.read(&mut self.buffer[self.read..]) {
            Ok(0) => panic!("the server hung up"),
            Ok(more) => self.read += more,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return true,
            Err(error) => panic!("{error}"),
        }
        if length(&self.buffer[..self.read]).is_some_and(|length| self.read >= length) {
            self.read = 0;
            self.left -= 1;
            if self.left > 0 {
                self.stream.write_all(request).expect("the server stays");
            }
        }
        self.left > 0
    }
}

/// Returns a request as it is on the wire.
fn written(message: &Message, path: &str) -> Arc<[u8]> {
    let request = message.request(path);
    let mut written =
        format!("POST {path} HTTP/1.1\r\ncontent-length: {}\r\n", message.body.len()).into_bytes();
    for (name, value) in request.headers() {
        written.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    written.extend(b"\r\n");
    written.extend(&message.body);
    written.into()
}

/// Returns the length of a response, once its headers have arrived.
fn length(read: &[u8]) -> Option<usize> {
    let headers = read.windows(4).position(|window| window == b"\r\n\r\n")?;
    let text = std::str::from_utf8(&read[..headers]).expect("headers are text").to_ascii_lowercase();
    assert!(text.starts_with("http/1.1 200"), "{text}");
    let (_, value) = text.split_once("content-length: ").expect("the length is declared");
    let body: usize = value.split("\r\n").next().unwrap_or_default().parse().expect("a length");
    Some(headers + 4 + body)
}

/// Returns the CPU time of this thread.
fn used() -> Duration {
    let usage: Usage = getrusage(UsageWho::RUSAGE_THREAD).expect("Linux tells it");
    [usage.user_time(), usage.system_time()]
        .iter()
        .map(|time| {
            Duration::new(
                u64::try_from(time.tv_sec()).expect("time goes on"),
                u32::try_from(time.tv_usec()).expect("time goes on") * 1000,
            )
        })
        .sum()
}

/// Paths of the static handler, one per message.
const PATHS: [&str; 6] = ["/0", "/1", "/2", "/3", "/4", "/5"];
const SEARCH: &str = "/search";
const ECHO: &str = "/echo";

/// Creates the reference servers: the static handler, and the handlers by hand.
fn references(messages: &[Message], responses: &[Bytes]) -> Result<Router, Failure> {
    let mut app = Router::new();
    for (response, path) in responses.iter().cloned().zip(PATHS) {
        app = app.route(
            path,
            post(move |_: Bytes| async move { ([(CONTENT_TYPE, "application/json")], response.clone()) }),
        );
    }
    let last: Value = serde_json::from_slice(responses.last().map_or(b"", |last| last))?;
    let server = to_raw_value(&last["result"]["_meta"]["io.modelcontextprotocol/serverInfo"])?;
    let state = Arc::new((by_hand::Keys::new(KEY), server));
    for (path, handler) in [(SEARCH, by_hand::search as by_hand::Handler), (ECHO, by_hand::echo)] {
        let state = Arc::clone(&state);
        let route = post(move |headers: HeaderMap, body: Bytes| async move {
            handler(&state.0, &state.1, &headers, &body)
        });
        app = app.route(path, route);
    }
    let runtime = single()?;
    for (message, expected) in messages.iter().zip(responses) {
        if let Some(path) = by_hand(message.kind)
            && runtime.block_on(serve(app.clone(), message.request(path))) != expected
        {
            return Err(format!("the handler at {path} returns other bytes").into());
        }
    }
    Ok(app)
}

const fn by_hand(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::List => None,
        Kind::Search => Some(SEARCH),
        Kind::Echo => Some(ECHO),
    }
}

pub(crate) fn measure(plan: Plan, mcp: &Mcp, peer: &PeerService) -> Result<(), Failure> {
    let key = BearerKey::new(KEY, Principal::new("bench"))?;
    let keyed = BearerAuthLayer::new([key]).layer(mcp.clone());
    let messages = messages();
    let runtime = single()?;
    let responses: Vec<Bytes> = messages
        .iter()
        .map(|message| runtime.block_on(serve(keyed.clone(), message.request(PATH))))
        .collect();
    let mut references = Measured::start(references(&messages, &responses)?)?;
    let mut ours = Measured::start(Router::new().fallback_service(keyed))?;
    let mut peers = Measured::start(Router::new().fallback_service(peer.clone()))?;
    println!("CPU of the server for each request, {CONNECTIONS} connections, as a ratio to a static handler");
    for (message, path) in messages.iter().zip(PATHS) {
        let count = plan.requests(references.each(message, path, 1000));
        let (mut base, mut by_hands, mut to_ours, mut to_peers) = (vec![], vec![], vec![], vec![]);
        for _ in 0..plan.rounds {
            let least = references.each(message, path, count).as_secs_f64();
            base.push(least * 1e6);
            if let Some(path) = by_hand(message.kind) {
                by_hands.push(references.each(message, path, count).as_secs_f64() / least);
            }
            to_ours.push(ours.each(message, PATH, count).as_secs_f64() / least);
            to_peers.push(peers.each(message, PATH, count).as_secs_f64() / least);
        }
        let by_hand = match by_hands.is_empty() {
            true => String::new(),
            false => format!("by hand {}, ", quartiles(by_hands, "")),
        };
        println!(
            "CPU              {} {:<17} static {}, {by_hand}ours {}, rmcp {}",
            message.revision,
            message.kind.label(),
            quartiles(base, " µs"),
            quartiles(to_ours, ""),
            quartiles(to_peers, "")
        );
    }
    Ok(())
}

fn quartiles(mut values: Vec<f64>, unit: &str) -> String {
    values.sort_by(f64::total_cmp);
    let at = |quarter: usize| values[(values.len() - 1) * quarter / 4];
    format!("{:.2}{unit} ({:.2} to {:.2})", at(2), at(1), at(3))
}

impl Plan {
    /// Returns the number of requests in a round, given the time of one.
    fn requests(self, each: Duration) -> usize {
        let count = self.round.as_secs_f64() / each.as_secs_f64().max(1e-6);
        (count as usize).next_multiple_of(CONNECTIONS).max(10 * CONNECTIONS)
    }
}
