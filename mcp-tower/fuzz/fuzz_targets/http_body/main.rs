//! Fuzzes conversations of a client: every response has the right status, and is valid JSON-RPC or empty.
//!
//! An input is a byte with the bits of [`Setting`], then bodies separated by [`SEPARATOR`]. They are sent one after
//! the other; while a response streams, the next body is sent after each of its events. Values that only the server
//! can produce are filled in: the session's header, and `$state`, `$cursor` and `"$id"` in a body, which are the
//! last request state, cursor and elicitation id received. `GET` and `DELETE` are requests of that method.
#![no_main]

mod client;
mod fixtures;
mod oracle;

use std::{cell::OnceCell, time::Duration};

use libfuzzer_sys::fuzz_target;
use mcp_tower::{LiveServer, Mcp, SessionLimits};
use tokio::runtime::{Builder, Runtime};

use client::Client;

/// Separator of bodies. JSON does not contain it.
const SEPARATOR: u8 = 0x1e;
/// Maximum number of bodies. Further ones are not sent.
const MAX_BODIES: usize = 12;
/// Maximum lifetime of notification streams and elicitations.
const PATIENCE: Duration = Duration::from_secs(20);

/// Bits of the first byte. The unused ones make it a letter.
#[derive(Clone, Copy)]
struct Setting(u8);

impl Setting {
    /// Headers repeat the body, as those of a real client do.
    const fn mirrors(self) -> bool {
        self.0 & 1 != 0
    }

    const fn takes_streams(self) -> bool {
        self.0 & 2 != 0
    }

    const fn has_sessions(self) -> bool {
        self.0 & 4 != 0
    }

    /// Value of the version header if headers do not repeat the body.
    const fn version(self) -> Option<&'static str> {
        match self.0 >> 3 & 3 {
            0 => None,
            1 => Some("2025-03-26"),
            2 => Some("2025-06-18"),
            _ => Some("2025-11-25"),
        }
    }
}

/// Test host with paused time, so that no test waits.
struct Host {
    runtime: Runtime,
    live: LiveServer,
}

thread_local! {
    static HOST: OnceCell<Host> = const { OnceCell::new() };
}

fuzz_target!(|input: &[u8]| {
    let Some((setting, bodies)) = input.split_first() else { return };
    HOST.with(|host| host.get_or_init(Host::new).talk(Setting(*setting), bodies));
});

impl Host {
    fn new() -> Self {
        Self {
            runtime: Builder::new_current_thread()
                .enable_time()
                .start_paused(true)
                .build()
                .expect("a runtime"),
            live: LiveServer::new(fixtures::server()),
        }
    }

    /// Runs a conversation without state of earlier ones, so that failures can be reproduced.
    fn talk(&self, setting: Setting, bodies: &[u8]) {
        let mcp = Mcp::live(self.live.clone()).subscription_lifetime(PATIENCE);
        let mcp = match setting.has_sessions() {
            true => {
                let mut limits = SessionLimits::default();
                limits.client.request_timeout = PATIENCE;
                mcp.sessions(limits)
            }
            false => mcp,
        };
        let bodies = bodies.split(|byte| *byte == SEPARATOR).take(MAX_BODIES);
        self.runtime.block_on(Client::new(mcp, &self.live, setting, bodies.collect()).talk());
    }
}
