//! The program in a process of its own.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, ChildStdout, Command, Output, Stdio},
    time::{Duration, Instant},
};

/// Maximum time for the program to end after a signal.
const STOP_WITHIN: Duration = Duration::from_secs(20);

/// Returns the command of the program, without settings of the test's environment.
pub(crate) fn command(variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_standalone"));
    command.env_clear().envs(variables.iter().copied()).stdin(Stdio::null());
    command
}

/// Runs the program to its end.
pub(crate) fn run(args: &[&str], variables: &[(&str, &str)]) -> Output {
    command(variables).args(args).output().expect("the program starts")
}

/// The program serving on a free port. It is killed on drop.
pub(crate) struct Program {
    child: Child,
    stdout: BufReader<ChildStdout>,
    /// The first line on stdout.
    pub(crate) first_line: String,
}

impl Program {
    pub(crate) fn start(variables: &[(&str, &str)]) -> Self {
        Self::start_with(&[], variables)
    }

    pub(crate) fn start_with(args: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut command = command(&[("MCP_BIND", "127.0.0.1:0")]);
        let mut child = command
            .args(args)
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let mut first_line = String::new();
        stdout.read_line(&mut first_line).expect("stdout is text");
        Self { child, stdout, first_line }
    }

    /// Returns the URL of the MCP endpoint from the first line.
    pub(crate) fn url(&self) -> &str {
        let mut urls = self.first_line.split_whitespace().filter(|word| word.starts_with("http://"));
        let url = urls.next().expect("the first line holds the URL");
        assert_eq!(urls.next(), None, "one URL in {:?}", self.first_line);
        url
    }

    /// Returns the address of the endpoint.
    pub(crate) fn address(&self) -> &str {
        self.url().strip_prefix("http://").unwrap().strip_suffix("/mcp").unwrap()
    }

    /// Reads stdout up to a line that contains `part`, and returns that line.
    pub(crate) fn line_with(&mut self, part: &str) -> String {
        let mut line = String::new();
        while !line.contains(part) {
            line.clear();
            assert_ne!(self.stdout.read_line(&mut line).unwrap(), 0, "no line with {part:?}");
            assert!(line.contains(part) || !line.contains("Ctrl-C"), "no line with {part:?}");
        }
        line
    }

    /// Sends a signal to stop, as a service manager does.
    #[cfg(unix)]
    pub(crate) fn tell_to_stop(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Stops the program. Returns its exit code and its remaining output on stdout and stderr.
    #[cfg(unix)]
    pub(crate) fn stop(self) -> (Option<i32>, String, String) {
        self.tell_to_stop();
        self.ended()
    }

    /// Waits for its end. Returns its exit code and its remaining output on stdout and stderr.
    #[cfg(unix)]
    pub(crate) fn ended(mut self) -> (Option<i32>, String, String) {
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
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
