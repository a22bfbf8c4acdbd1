//! From the settings to an endpoint that answers.

use std::{
    future::IntoFuture,
    io::{self, Write},
    process::ExitCode,
};

use axum::{Extension, Router, http::StatusCode};
use mcp_core::{Icon, RegistryError, Server};
use mcp_tower::{Mcp, ObserveHttpLayer, ObserveLayer};
use tokio::{net::TcpListener, sync::oneshot, time::sleep};
use tower_layer::Layer;

use crate::{EXIT_USAGE, banner::Banner, config::Config, fail, shutdown, tools};

/// Why it cannot serve.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SetupError {
    #[error("FRONT_API_TOKEN or FRONT_BASE_URL cannot be used: {0}")]
    Front(front_client::Error),
    #[error("FUSEDESK_APP, FUSEDESK_API_KEY or FUSEDESK_BASE_URL cannot be used: {0}")]
    FuseDesk(fusedesk_client::Error),
    #[error("two tool sets have a tool of the same name: {0}")]
    Tools(#[from] RegistryError),
}

/// Serves until a signal to stop.
pub(crate) async fn run(config: Config) -> ExitCode {
    let server = match server(&config) {
        Ok(server) => server,
        Err(error) => return fail(&error, EXIT_USAGE),
    };
    let listener = match TcpListener::bind(config.bind).await {
        Ok(listener) => listener,
        Err(error) => return fail(&bind_error(&config, &error), 1),
    };
    let address = match listener.local_addr() {
        Ok(address) => address,
        Err(error) => return fail(&error, 1),
    };

    // Before the URL is known: who reads it may send a signal at once.
    let stop = shutdown::signal();
    say_notes(&config);
    let tools = server.view().iter().count();
    say(&mut io::stdout(), &Banner { address, config: &config, tools }.to_string());
    match until_stopped(listener, router(server, &config), &config, stop).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error, 1),
    }
}

/// The bell of a front desk, as clients show it beside the name: SVG in the URL itself, so that showing it asks nobody.
const ICON: &str = "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2024%2024'%3E\
    %3Cpath%20d='M3%2017a9%209%200%200%201%2018%200zM2%2018h20v2H2zM11%205h2v3h-2z'/%3E%3C/svg%3E";

/// The tools of all sets, as a server.
pub(crate) fn server(config: &Config) -> Result<Server, SetupError> {
    let tools = tools::registry(config)?;
    Ok(Server::new(tools)
        .name("frontdesk")
        .title("Frontdesk")
        .version(env!("CARGO_PKG_VERSION"))
        .icons([Icon::new(ICON).mime_type("image/svg+xml").sizes(["any"])])
        .instructions(tools::instructions(config)))
}

fn router(server: Server, config: &Config) -> Router {
    let mcp = Mcp::new(server).layer(ObserveLayer::new());
    let mut router = Router::new()
        .nest_service("/mcp", ObserveHttpLayer::new().route("/mcp").layer(mcp))
        .fallback(async || (StatusCode::NOT_FOUND, "The MCP endpoint is /mcp.\n"));
    // Whatever the extensions of the HTTP request hold is in the context of each call.
    if let Some(author) = config.front.author() {
        router = router.layer(Extension(author));
    }
    if let Some(author) = config.fusedesk.author() {
        router = router.layer(Extension(author));
    }
    router
}

/// Serves; after the first signal takes no new connection and waits for the calls in progress, but not longer than the
/// grace period, and not past a second signal.
async fn until_stopped(
    listener: TcpListener,
    router: Router,
    config: &Config,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (stopping, stopped) = oneshot::channel();
    let serving = axum::serve(listener, router).with_graceful_shutdown(async move {
        stop.await;
        let _ = stopping.send(());
    });
    let cut_off = async {
        // An error would mean that serving has ended, and then nobody waits here.
        let _ = stopped.await;
        tokio::select! {
            () = sleep(config.shutdown_grace) => {}
            () = shutdown::signal() => {}
        }
    };
    tokio::select! {
        result = serving.into_future() => result,
        () = cut_off => {
            say(&mut io::stderr(), "standalone: calls that were still in progress are cut off\n");
            Ok(())
        }
    }
}

fn bind_error(config: &Config, error: &io::Error) -> String {
    let bind = config.bind;
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!(
                "{bind} is in use by another program; choose another address, for example MCP_BIND=127.0.0.1:0"
            )
        }
        _ => format!("cannot listen on {bind}: {error}"),
    }
}

/// Says on stderr what is set and has no effect.
pub(crate) fn say_notes(config: &Config) {
    for note in &config.notes {
        say(&mut io::stderr(), &format!("standalone: note: {note}\n"));
    }
}

/// Writes at once. A reader that has gone away is no reason to stop serving.
fn say(to: &mut impl Write, text: &str) {
    let _ = to.write_all(text.as_bytes()).and_then(|()| to.flush());
}
