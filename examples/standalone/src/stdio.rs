//! Builds and serves the stdio server, for the client that started the program.
//!
//! Stdout carries protocol messages only. All other output goes to stderr.

use std::process::ExitCode;

use mcp_core::Context;
use mcp_tower::{CallerRateLimitLayer, FilterLayer, McpTraceLayer, Stdio};
use tokio::{
    io::{stdin, stdout},
    sync::watch,
};

use tower::util::option_layer;

use crate::{
    EXIT_USAGE, Program, config::Config, credential_check, drain::Drain, health::Health, serve, shutdown,
};

/// Serves until the end of the input, or until a signal to stop and the end of the running calls. A second signal
/// ends these.
pub(crate) async fn run(program: &Program, config: Config) -> ExitCode {
    let setup = match serve::setup(&config) {
        Ok(setup) => setup,
        Err(error) => return program.fail(&error, EXIT_USAGE),
    };
    serve::print_notes(program, &config, &setup.tools);
    let mut context = Context::new();
    if let Some(author) = config.front.author() {
        context.extensions_mut().insert(author.to_author());
    }
    if let Some(author) = config.fusedesk.author() {
        context.extensions_mut().insert(author.to_author());
    }
    let drain = Drain::new();
    let stdio = Stdio::new(setup.server)
        .layer(drain.clone())
        .layer(option_layer(config.rate_limit.map(CallerRateLimitLayer::new)))
        .layer(FilterLayer::new(config.allow.filter().clone()))
        .layer(McpTraceLayer::new())
        .context(context)
        .call_timeout(config.limits.call)
        .shutdown_timeout(config.limits.grace);
    // Watched separately, because the server checks for a signal only while it reads: clients close the input, then
    // signal.
    let signal = shutdown::signal();
    let (stopping, mut stopped) = watch::channel(false);
    let stop = async move {
        // An error would mean that the program has ended.
        let _ = stopped.wait_for(|stopped| *stopped).await;
    };
    let beside = async {
        let warn = async {
            let report =
                credential_check::run(&config, &setup.clients, &setup.tools, &Health::default()).await;
            for warning in &report.warnings {
                program.say(&format!("warning: {warning}"));
            }
        };
        let cut_off = async {
            signal.await;
            let second = shutdown::signal();
            let _ = stopping.send(true);
            second.await;
            program.say("running calls are aborted; the caller gets an error");
            drain.cut_off();
        };
        tokio::join!(warn, cut_off);
        std::future::pending::<()>().await;
    };
    tokio::select! {
        biased;
        result = stdio.serve_until(stdin(), stdout(), stop) => match result {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => program.fail(&error, 1),
        },
        () = beside => ExitCode::SUCCESS,
    }
}
