//! A running program, and requests to it.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, ChildStdout, Command, Output, Stdio},
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Maximum wait for a response or for the end of a program.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(20);

/// `fake_front` or `fake_desk` on a free port. It is killed when this is dropped.
pub(crate) struct Program {
    child: Child,
    stdout: BufReader<ChildStdout>,
    /// Lines printed at the start.
    pub(crate) lines: Vec<String>,
    /// Host and port.
    pub(crate) authority: String,
}

/// A response of a program, read to its end.
#[derive(Debug)]
pub(crate) struct ProgramResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl ProgramResponse {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }
}

/// Returns the command of a program with options, without the variables of the test's environment.
pub(crate) fn command(name: &str, options: &[&str]) -> Command {
    let path = match name {
        "fake_front" => env!("CARGO_BIN_EXE_fake_front"),
        _ => env!("CARGO_BIN_EXE_fake_desk"),
    };
    let mut command = Command::new(path);
    for (variable, _) in std::env::vars_os() {
        if variable.to_str().is_some_and(|variable| variable.starts_with("FAKE_")) {
            command.env_remove(variable);
        }
    }
    command.args(options);
    command
}

/// Runs a program to its end. Returns its exit code and output.
pub(crate) fn ended(name: &str, options: &[&str]) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = command(name, options).output().unwrap();
    (status.code(), String::from_utf8([stdout, stderr].concat()).unwrap())
}

impl Program {
    pub(crate) fn front(options: &[&str]) -> Self {
        Self::start(command("fake_front", options).args(["--bind", "127.0.0.1:0", "--token", "t"]))
    }

    pub(crate) fn desk(options: &[&str]) -> Self {
        Self::start(command("fake_desk", options).args(["--bind", "127.0.0.1:0", "--token", "t"]))
    }

    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut lines = Vec::new();
        for _ in 0..4 {
            let mut line = String::new();
            if stdout.read_line(&mut line).unwrap() == 0 {
                let mut stderr = String::new();
                child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
                panic!("it ended: {stderr}");
            }
            lines.push(line.trim_end().to_owned());
        }
        let authority = lines[0].rsplit_once("http://").unwrap().1.to_owned();
        Self { child, stdout, lines, authority }
    }

    /// Sends a request as a client of the vendor does. `None` if the connection ends before the response does.
    pub(crate) async fn call(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Option<ProgramResponse> {
        let body = body.map(|body| body.to_string());
        tokio::time::timeout(TIMEOUT, self.send(method, path, body)).await.expect("an answer in time")
    }

    pub(crate) async fn get(&self, path: &str) -> ProgramResponse {
        self.call("GET", path, None).await.unwrap()
    }

    /// Sends a request to the control API.
    pub(crate) async fn control(&self, method: &str, path: &str, body: impl Into<Option<Value>>) -> Value {
        let answer = self.call(method, &format!("/_fake{path}"), body.into()).await.unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    /// Returns the error message of the control API.
    pub(crate) async fn refusal(
        &self,
        method: &str,
        path: &str,
        body: impl Into<Option<Value>>,
    ) -> (u16, String) {
        let answer = self.call(method, &format!("/_fake{path}"), body.into()).await.unwrap();
        (answer.status.as_u16(), answer.json()["error"].as_str().unwrap().to_owned())
    }

    /// Returns all bytes until the connection ends.
    pub(crate) async fn raw(&self, path: &str) -> String {
        let mut socket = TcpStream::connect(&self.authority).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: fake\r\nauthorization: Bearer t\r\n\r\n");
        socket.write_all(request.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        // The result does not matter.
        let _ = tokio::time::timeout(TIMEOUT, socket.read_to_end(&mut bytes)).await.expect("the end in time");
        String::from_utf8(bytes).unwrap()
    }

    async fn send(&self, method: &str, path: &str, body: Option<String>) -> Option<ProgramResponse> {
        let socket = TcpStream::connect(&self.authority).await.unwrap();
        let (mut sender, connection) = http1::handshake(TokioIo::new(socket)).await.unwrap();
        tokio::spawn(connection);
        let mut request = Request::builder()
            .method(method.parse::<Method>().unwrap())
            .uri(path)
            .header("host", &self.authority)
            .header("authorization", "Bearer t");
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let request = request.body(Full::<Bytes>::from(body.unwrap_or_default())).unwrap();
        let (head, body) = sender.send_request(request).await.ok()?.into_parts();
        let body = body.collect().await.ok()?.to_bytes();
        Some(ProgramResponse {
            status: head.status,
            headers: head.headers,
            text: String::from_utf8(body.to_vec()).unwrap(),
        })
    }

    /// Stops the program as a service manager does. Returns its exit code and last output.
    pub(crate) fn stop(mut self) -> (Option<i32>, String) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let asked = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(asked.elapsed() < TIMEOUT, "it goes on after SIGTERM");
            std::thread::sleep(Duration::from_millis(10));
        };
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut rest).unwrap();
        (status.code(), rest)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
