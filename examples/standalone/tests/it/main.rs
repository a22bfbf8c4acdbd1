//! The program from a user's view: started, called, stopped.
#![allow(clippy::unwrap_used, reason = "what these tests stand on either works or ends them")]

#[cfg(unix)]
mod deploy;
mod program;
mod readme;
mod refuse;
mod serve;
#[cfg(unix)]
mod spans;
mod stdio;
#[cfg(unix)]
mod stop;
#[cfg(unix)]
mod upstream;
