//! From the settings to a server for the one client that started the program.
//!
//! Stdout belongs to the protocol: whatever else there is to say goes to stderr.

use std::process::ExitCode;

use mcp_core::Context;
use mcp_tower::{ObserveLayer, Stdio};
use tokio::{
    io::{stdin, stdout},
    sync::oneshot,
};

use crate::{EXIT_USAGE, config::Config, fail, serve, shutdown};

/// Serves until the end of the input, or until a signal to stop and the end of the calls in progress; a second signal
/// cuts these off.
pub(crate) async fn run(config: Config) -> ExitCode {
    let server = match serve::server(&config) {
        Ok(server) => server,
        Err(error) => return fail(&error, EXIT_USAGE),
    };
    serve::say_notes(&config);
    let mut context = Context::new();
    if let Some(author) = config.front.author() {
        context.extensions_mut().insert(author);
    }
    if let Some(author) = config.fusedesk.author() {
        context.extensions_mut().insert(author);
    }
    let (stopping, stopped) = oneshot::channel();
    let stop = async move {
        shutdown::signal().await;
        let _ = stopping.send(());
    };
    let cut_off = async {
        // An error would mean that serving has ended, and then nobody waits here.
        let _ = stopped.await;
        shutdown::signal().await;
    };
    let stdio = Stdio::new(server).layer(ObserveLayer::new()).context(context).grace(config.shutdown_grace);
    tokio::select! {
        biased;
        result = stdio.serve_until(stdin(), stdout(), stop) => match result {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&error, 1),
        },
        () = cut_off => fail(&"calls that were still in progress are cut off", 0),
    }
}
