//! Whatever a client says, it gets answers that it can read: the right status, and valid JSON-RPC or nothing.
//!
//! An input is a conversation: a byte whose bits are those of [`Setting`], then bodies with [`SEPARATOR`] between them. They
//! are sent one after the other; while an answer streams, each of its events is answered with the next body. What only the
//! server can make up is put in for the client: the session's header, and `$state`, `$cursor` and `"$id"` in a body, which
//! are the last state, cursor and question that it was given. `GET` and `DELETE` are requests of that method.
#![no_main]

mod client;
mod fixtures;
mod oracle;

use std::{cell::OnceCell, time::Duration};

use libfuzzer_sys::fuzz_target;
use mcp_tower::{LiveServer, Mcp, Sessions};
use tokio::runtime::{Builder, Runtime};

use client::Client;

/// Between two bodies. No JSON has it.
const SEPARATOR: u8 = 0x1e;
/// Bodies beyond these are not sent.
const MAX_BODIES: usize = 12;
/// How long streams of announcements and questions stay open.
const PATIENCE: Duration = Duration::from_secs(20);

/// The bits of the first byte. Those that have no meaning let it be a letter.
#[derive(Clone, Copy)]
struct Setting(u8);

impl Setting {
    /// The headers say what the body says, as those of a real client do.
    const fn mirrors(self) -> bool {
        self.0 & 1 != 0
    }

    const fn takes_streams(self) -> bool {
        self.0 & 2 != 0
    }

    const fn has_sessions(self) -> bool {
        self.0 & 4 != 0
    }

    /// What the header says where it does not mirror anything.
    const fn version(self) -> Option<&'static str> {
        match self.0 >> 3 & 3 {
            0 => None,
            1 => Some("2025-03-26"),
            2 => Some("2025-06-18"),
            _ => Some("2025-11-25"),
        }
    }
}

/// With the time of a test, so that nothing is waited for.
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

    /// Nothing is left of one conversation in the next one, so that an input that fails fails again.
    fn talk(&self, setting: Setting, bodies: &[u8]) {
        let mcp = Mcp::live(self.live.clone()).listen_time(PATIENCE);
        let mcp = match setting.has_sessions() {
            true => mcp.sessions(Sessions::new().ask_timeout(PATIENCE)),
            false => mcp,
        };
        let bodies = bodies.split(|byte| *byte == SEPARATOR).take(MAX_BODIES);
        self.runtime.block_on(Client::new(mcp, &self.live, setting, bodies.collect()).talk());
    }
}
