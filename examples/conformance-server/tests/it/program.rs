//! The program in a process of its own.

use std::process::Stdio;

use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, ChildStdin, ChildStdout, Command},
};

/// Running program. It is killed on drop.
pub(crate) struct Program(Child);

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_conformance-server"));
    command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
    command
}

impl Program {
    /// Starts the program on a free port, and returns its URL.
    pub(crate) async fn on_a_socket() -> (Self, String) {
        let mut child = command().env("MCP_BIND", "127.0.0.1:0").spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next_line().await.unwrap().unwrap();
        let url = line.split_whitespace().find(|word| word.starts_with("http://")).unwrap().to_owned();
        (Self(child), url)
    }

    /// Starts the program with a pipe, and returns the pipe.
    pub(crate) fn on_a_pipe() -> (Self, (ChildStdout, ChildStdin)) {
        let mut child = command().arg("--stdio").stdin(Stdio::piped()).spawn().unwrap();
        let pipe = (child.stdout.take().unwrap(), child.stdin.take().unwrap());
        (Self(child), pipe)
    }

    /// Sends the stop signal of a service manager.
    #[cfg(unix)]
    pub(crate) async fn stop(&self) {
        let id = self.0.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
    }

    /// Waits for the end, and returns the exit code.
    pub(crate) async fn ended(mut self) -> Option<i32> {
        self.0.wait().await.unwrap().code()
    }
}

#[cfg(unix)]
#[tokio::test]
async fn stops_on_sigterm() {
    let (program, _) = Program::on_a_socket().await;
    program.stop().await;
    assert_eq!(program.ended().await, Some(0));
}

#[tokio::test]
async fn stops_when_stdin_closes() {
    let (program, pipe) = Program::on_a_pipe();
    drop(pipe);
    assert_eq!(program.ended().await, Some(0));
}

#[tokio::test]
async fn unknown_option_is_refused() {
    for (bind, option, why) in [
        ("0.0.0.0:0", None, "use a loopback address"),
        ("nonsense", None, "MCP_BIND=nonsense"),
        ("127.0.0.1:0", Some("--pipe"), "unknown option --pipe; the only option is --stdio"),
    ] {
        let output = command().env("MCP_BIND", bind).args(option).output().await.unwrap();
        assert_eq!(output.status.code(), Some(1), "{bind}");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.contains(why) && output.stdout.is_empty(), "{stderr}");
    }
}
