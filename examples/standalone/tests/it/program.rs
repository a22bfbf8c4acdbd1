//! The program in a process of its own.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, ChildStdout, Command, Output, Stdio},
    time::{Duration, Instant},
};

/// How long the program may take to end after it was told to.
const STOP_WITHIN: Duration = Duration::from_secs(20);

/// The program with no setting of the machine that runs the test.
pub(crate) fn command(variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_standalone"));
    command.env_clear().envs(variables.iter().copied()).stdin(Stdio::null());
    command
}

/// Runs the program to its end.
pub(crate) fn run(args: &[&str], variables: &[(&str, &str)]) -> Output {
    command(variables).args(args).output().expect("the program starts")
}

/// The program while it serves on a free port. It is killed when this is dropped.
pub(crate) struct Program {
    child: Child,
    stdout: BufReader<ChildStdout>,
    /// The first line on stdout.
    pub(crate) first_line: String,
}

impl Program {
    pub(crate) fn start(variables: &[(&str, &str)]) -> Self {
        let mut child = command(variables)
            .env("MCP_BIND", "127.0.0.1:0")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let mut first_line = String::new();
        stdout.read_line(&mut first_line).expect("stdout is text");
        Self { child, stdout, first_line }
    }

    /// The MCP endpoint: the one word of the first line that is a URL.
    pub(crate) fn url(&self) -> &str {
        let mut urls = self.first_line.split_whitespace().filter(|word| word.starts_with("http://"));
        let url = urls.next().expect("the first line holds the URL");
        assert_eq!(urls.next(), None, "one URL in {:?}", self.first_line);
        url
    }

    /// Asks it to stop as a service manager does; its exit code, and what it still printed on stdout and stderr.
    #[cfg(unix)]
    pub(crate) fn stop(mut self) -> (Option<i32>, String, String) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let asked = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(asked.elapsed() < STOP_WITHIN, "it goes on after SIGTERM");
            std::thread::sleep(Duration::from_millis(10));
        };
        let (mut stdout, mut stderr) = (String::new(), String::new());
        self.stdout.read_to_string(&mut stdout).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        (status.code(), stdout, stderr)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
