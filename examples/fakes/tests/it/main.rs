//! Programs as users start them: processes on a free port, called over HTTP.
#![allow(clippy::unwrap_used, reason = "what these tests stand on either works or ends them")]

mod control;
mod desk;
mod documented;
mod faults;
mod front;
mod options;
mod program;
