//! Programs `fake_front` and `fake_desk`: the fakes of Front and FuseDesk on a socket, to test programs in any language
//! without an account.
//!
//! The fakes themselves are in the crates of the vendors. This crate adds the socket, the options and the control API under
//! `/_fake`, with which a test adds faults, changes settings and reads the received requests.

mod account;
mod body;
mod control;
mod desk;
mod fault;
mod front;
mod options;
mod serve;
mod settings;
mod stop;
mod value;

use std::{
    fmt,
    io::{Write, stderr},
    process::ExitCode,
};

use account::Account;
use front_client::testing::FakeFront;
use fusedesk_client::testing::FakeDesk;

/// Serves the fake Front with the options of this process, until a signal to stop.
#[must_use]
pub fn front() -> ExitCode {
    run::<FakeFront>()
}

/// Serves the fake FuseDesk with the options of this process, until a signal to stop.
#[must_use]
pub fn desk() -> ExitCode {
    run::<FakeDesk>()
}

fn run<A: Account>() -> ExitCode {
    let start = options::read::<A>();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let served = runtime.map_err(|error| error.to_string()).and_then(|runtime| {
        let served = runtime.block_on(serve::run(start));
        // Hanging requests are not awaited.
        runtime.shutdown_background();
        served
    });
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            note::<A>(&error);
            ExitCode::FAILURE
        }
    }
}

/// Prints a line to stderr.
fn note<A: Account>(text: &dyn fmt::Display) {
    let _ = writeln!(stderr(), "{}: {text}", A::PROGRAM);
}
