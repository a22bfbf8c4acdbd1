//! Builds and serves the HTTP endpoint.

use std::{
    future::ready,
    io::{self},
    net::SocketAddr,
    process::ExitCode,
};

use axum::{
    Extension, Router,
    http::{HeaderName, StatusCode, header},
    routing::get,
};
use mcp_core::{Icon, Registry, Server};
use mcp_tower::{
    CallerRateLimitLayer, CheckOriginLayer, FilterLayer, HttpMetricsLayer, HttpTraceLayer, Mcp,
    McpMetricsLayer, McpTraceLayer,
};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::{net::TcpListener, sync::watch, time::sleep};
use tower::util::option_layer;
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};
use tower_layer::Layer;

use crate::{
    EXIT_USAGE, Program,
    banner::{Banner, first_line},
    config::Config,
    credential_check,
    drain::Drain,
    error::SetupError,
    health::Health,
    http, metrics, shutdown,
    tools::{self, Clients},
};

/// Time for the final responses after running calls were ended.
const CUT_OFF_WAIT: std::time::Duration = std::time::Duration::from_secs(2);

/// The tools, and the server for them.
pub(crate) struct Setup {
    pub(crate) server: Server,
    pub(crate) tools: Registry,
    pub(crate) clients: Clients,
}

/// Serves until a signal to stop.
pub(crate) async fn run(program: &Program, config: Config) -> ExitCode {
    // Before the clients, whose layers describe their metrics.
    let metrics = match metrics::record() {
        Ok(metrics) => metrics,
        Err(error) => return program.fail(&format!("metrics cannot be recorded: {error}"), 1),
    };
    let setup = match setup(&config) {
        Ok(setup) => setup,
        Err(error) => return program.fail(&error, EXIT_USAGE),
    };
    let (health, drain) = (Health::default(), Drain::new());
    credential_check::announce(&config, &health);
    let router = match router(&config, setup.server, &health, &drain, &metrics) {
        Ok(router) => router,
        Err(error) => return program.fail(&error, EXIT_USAGE),
    };
    let listeners = async {
        let endpoint = bind(config.bind, "MCP_BIND").await?;
        let monitoring = match config.metrics_bind {
            Some(address) => Some(bind(address, "MCP_METRICS_BIND").await?),
            None => None,
        };
        Ok::<_, String>((endpoint, monitoring))
    };
    let ((listener, address), monitoring) = match listeners.await {
        Ok(listeners) => listeners,
        Err(error) => return program.fail(&error, 1),
    };

    // Before the URL is printed: its reader may send a signal at once.
    let signal = shutdown::signal();
    let (stopping, stopped) = watch::channel(false);
    let stop = || {
        let mut stopped = stopped.clone();
        async move {
            // An error would mean that the program has ended.
            let _ = stopped.wait_for(|stopped| *stopped).await;
        }
    };
    print_notes(program, &config, &setup.tools);
    program.print(&first_line(address));
    let monitoring_address = monitoring.as_ref().map(|(_, address)| *address);
    if let Some((listener, _)) = monitoring {
        // Keeps running while the endpoint stops, to report that it is stopping.
        let routes = health.routes().merge(metrics_route(&metrics));
        tokio::spawn(http::serve(listener, routes, config.limits, std::future::pending()));
    }
    let serving = tokio::spawn(http::serve(listener, router, config.limits, stop()));
    let introduce = async {
        let report = credential_check::run(&config, &setup.clients, &setup.tools, &health).await;
        for warning in &report.warnings {
            program.say(&format!("warning: {warning}"));
        }
        let banner = Banner {
            config: &config,
            address,
            metrics: monitoring_address,
            tools: &setup.tools,
            report: &report,
        };
        program.print(&banner.to_string());
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = signal => {}
        () = introduce => {}
    }
    health.stopping();
    let _ = stopping.send(true);
    until_drained(program, &config, &drain, serving).await
}

/// Waits for the running calls, until the grace period ends or a second signal arrives. Then each remaining call
/// ends with an error.
async fn until_drained(
    program: &Program,
    config: &Config,
    drain: &Drain,
    mut serving: tokio::task::JoinHandle<()>,
) -> ExitCode {
    let failed = |result: Result<(), tokio::task::JoinError>| match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => program.fail(&error, 1),
    };
    tokio::select! {
        result = &mut serving => return failed(result),
        () = sleep(config.limits.grace) => {}
        () = shutdown::signal() => {}
    }
    program.say("running calls are aborted; each caller gets an error");
    drain.cut_off();
    tokio::select! {
        result = &mut serving => failed(result),
        () = sleep(CUT_OFF_WAIT) => ExitCode::SUCCESS,
    }
}

/// Icon of a front-desk bell that clients show beside the name. Embedded as SVG in a data URL, so that displaying
/// it makes no request.
const ICON: &str = "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2024%2024'%3E\
    %3Cpath%20d='M3%2017a9%209%200%200%201%2018%200zM2%2018h20v2H2zM11%205h2v3h-2z'/%3E%3C/svg%3E";

/// Builds a server with the tools of all sets, and validates the filters.
pub(crate) fn setup(config: &Config) -> Result<Setup, SetupError> {
    let (tools, clients) = tools::connect(config)?;
    config.allow.filter().check(&tools).map_err(SetupError::Allow)?;
    for key in config.keys.iter().flat_map(|keys| keys.iter()) {
        if let Some(filter) = &key.filter {
            filter.check(&tools).map_err(|error| SetupError::KeyFilter(key.principal.clone(), error))?;
        }
    }
    let server = Server::new(tools.clone())
        .name("frontdesk")
        .title(if config.demo { "Frontdesk (demo data)" } else { "Frontdesk" })
        .version(env!("CARGO_PKG_VERSION"))
        .icons([Icon::new(ICON).mime_type("image/svg+xml").sizes(["any"])])
        .instructions(tools::instructions(config));
    let server = match &config.state_key {
        Some(key) => server.request_state_key(key.clone()),
        None => server,
    };
    Ok(Setup { server, tools, clients })
}

fn router(
    config: &Config,
    server: Server,
    health: &Health,
    drain: &Drain,
    metrics: &PrometheusHandle,
) -> Result<Router, SetupError> {
    let mcp = Mcp::new(server)
        .call_timeout(config.limits.call)
        .allowed_hosts(config.hosts.clone())
        .allowed_origins(config.origins.clone())
        .layer(drain.clone())
        .layer(option_layer(config.rate_limit.map(CallerRateLimitLayer::new)))
        .layer(McpMetricsLayer::new())
        .layer(McpTraceLayer::new());
    // Extensions of the HTTP request become part of each call's context.
    let mut endpoint = match &config.keys {
        Some(keys) => {
            let keys = keys.layer(&config.allow, &config.front, &config.fusedesk)?;
            Router::new().fallback_service(keys.layer(mcp))
        }
        None => {
            let mut endpoint =
                Router::new().fallback_service(mcp.layer(FilterLayer::new(config.allow.filter().clone())));
            if let Some(author) = config.front.author() {
                endpoint = endpoint.layer(Extension(author.to_author()));
            }
            if let Some(author) = config.fusedesk.author() {
                endpoint = endpoint.layer(Extension(author.to_author()));
            }
            endpoint
        }
    };
    // Outside the keys, so that a foreign page learns nothing about them and a browser's preflight, which has no
    // key, is answered.
    endpoint = endpoint
        .layer(CheckOriginLayer::new().hosts(config.hosts.clone()).origins(config.origins.clone()))
        .layer(cors(config))
        .layer(HttpMetricsLayer::new().route("/mcp"))
        .layer(HttpTraceLayer::new().route("/mcp"));
    let mut router = Router::new()
        .nest_service("/mcp", endpoint)
        .merge(health.routes())
        .fallback(async || (StatusCode::NOT_FOUND, "The MCP endpoint is /mcp.\n"));
    if config.metrics_beside() {
        // Only under the names of this machine: a proxy that forwards every path does not publish them.
        router = router.merge(metrics_route(metrics).layer(CheckOriginLayer::new()));
    }
    Ok(router)
}

/// Returns the CORS layer for allowed pages.
fn cors(config: &Config) -> CorsLayer {
    let origins = config.origins.clone();
    let allowed =
        AllowOrigin::predicate(move |origin, _| origin.to_str().is_ok_and(|origin| origins.allows(origin)));
    CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([axum::http::Method::POST, axum::http::Method::GET, axum::http::Method::DELETE])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([
            header::WWW_AUTHENTICATE,
            header::RETRY_AFTER,
            HeaderName::from_static("ratelimit-limit"),
            HeaderName::from_static("ratelimit-remaining"),
            HeaderName::from_static("ratelimit-reset"),
            HeaderName::from_static("mcp-session-id"),
            HeaderName::from_static("mcp-protocol-version"),
        ])
}

fn metrics_route(metrics: &PrometheusHandle) -> Router {
    let metrics = metrics.clone();
    Router::new().route("/metrics", get(move || ready(metrics.render())))
}

async fn bind(address: SocketAddr, name: &str) -> Result<(TcpListener, SocketAddr), String> {
    let error = |error: io::Error| match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "{address} is in use by another program; choose another address, for example {name}=127.0.0.1:0"
        ),
        _ => format!("cannot listen on {address}: {error}"),
    };
    let listener = TcpListener::bind(address).await.map_err(error)?;
    let bound = listener.local_addr().map_err(error)?;
    Ok((listener, bound))
}

/// Prints notes to stderr: settings without effect, and tools hidden from callers.
pub(crate) fn print_notes(program: &Program, config: &Config, tools: &Registry) {
    let keys = config.keys.iter().flat_map(|keys| keys.notes(tools, &config.allow));
    for note in config.notes.iter().cloned().chain(keys) {
        program.say(&format!("note: {note}"));
    }
    if config.demo {
        program.say("note: demo data is served: a fictional company, without an account");
    }
}
