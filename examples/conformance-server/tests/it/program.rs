//! The program in a process of its own.

use std::process::Stdio;

use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

/// The program while it serves on a free port. It is killed when this is dropped.
pub(crate) struct Program {
    child: Child,
    pub(crate) url: String,
}

fn command(bind: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_conformance-server"));
    command.env_clear().env("MCP_BIND", bind).stdin(Stdio::null()).kill_on_drop(true);
    command
}

impl Program {
    pub(crate) async fn start() -> Self {
        let mut child = command("127.0.0.1:0").stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next_line().await.unwrap().unwrap();
        let url = line.split_whitespace().find(|word| word.starts_with("http://")).unwrap().to_owned();
        Self { child, url }
    }

    /// Asks it to stop as a service manager does; its exit code.
    #[cfg(unix)]
    pub(crate) async fn stop(mut self) -> Option<i32> {
        let id = self.child.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
        self.child.wait().await.unwrap().code()
    }
}

#[cfg(unix)]
#[tokio::test]
async fn it_stops_when_it_is_told_to() {
    assert_eq!(Program::start().await.stop().await, Some(0));
}

#[tokio::test]
async fn an_address_that_others_reach_is_refused() {
    for (bind, why) in [("0.0.0.0:0", "only loopback"), ("nonsense", "MCP_BIND=nonsense")] {
        let output = command(bind).output().await.unwrap();
        assert_eq!(output.status.code(), Some(1), "{bind}");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.contains(why) && output.stdout.is_empty(), "{stderr}");
    }
}
