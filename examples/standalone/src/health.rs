//! `/healthz` and `/readyz`, and the subcommand that calls them.

use std::{
    io::{ErrorKind, Read, Write},
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream},
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{Json, Router, http::StatusCode, routing::get};
use serde::Serialize;

use crate::{Program, cli::Settings, network::DEFAULT_BIND, redact::shorten};

/// Timeout of a health check.
const CHECK_TIMEOUT: Duration = Duration::from_secs(5);

/// State of an account, as determined at start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Account {
    /// Demo data.
    Demo,
    /// Not yet checked.
    Checking,
    Ok,
    /// The vendor refused the credential: no call can succeed.
    Unauthorized,
    /// The vendor did not respond properly. This may be temporary, or the address is wrong. The server continues.
    Unavailable,
}

/// State reported by `/readyz`. Clones share the state.
#[derive(Debug, Clone, Default)]
pub(crate) struct Health(Arc<Mutex<State>>);

#[derive(Debug, Clone, Default, Serialize)]
struct State {
    #[serde(skip_serializing_if = "Option::is_none")]
    front: Option<Account>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fusedesk: Option<Account>,
    #[serde(skip)]
    stopping: bool,
}

#[derive(Serialize)]
struct Report {
    status: &'static str,
    /// As determined at start. Later failures are in the log and the metrics.
    at_start: State,
}

impl Health {
    pub(crate) fn front(&self, account: Account) {
        self.change(|state| state.front = Some(account));
    }

    pub(crate) fn fusedesk(&self, account: Account) {
        self.change(|state| state.fusedesk = Some(account));
    }

    pub(crate) fn stopping(&self) {
        self.change(|state| state.stopping = true);
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn report(&self) -> (StatusCode, Json<Report>) {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let accounts = [state.front, state.fusedesk];
        let any = |account| accounts.contains(&Some(account));
        let (code, status) = match () {
            () if state.stopping => (StatusCode::SERVICE_UNAVAILABLE, "stopping"),
            () if any(Account::Checking) => (StatusCode::SERVICE_UNAVAILABLE, "starting"),
            () if any(Account::Unauthorized) => (StatusCode::SERVICE_UNAVAILABLE, "unauthorized"),
            () => (StatusCode::OK, "ready"),
        };
        (code, Json(Report { status, at_start: state }))
    }

    /// Returns the routes `/healthz` (the process responds) and `/readyz` (it can serve calls).
    pub(crate) fn routes(&self) -> Router {
        let health = self.clone();
        Router::new()
            .route("/healthz", get(async || "ok\n"))
            .route("/readyz", get(move || std::future::ready(health.report())))
    }
}

/// Checks whether a running server is ready.
pub(crate) fn check(program: &Program, settings: &Settings, address: Option<String>) -> ExitCode {
    let text = address.or_else(|| settings.bind.clone()).unwrap_or_else(|| DEFAULT_BIND.to_string());
    let text = text.replace("localhost:", "127.0.0.1:");
    let Ok(mut address) = text.parse::<SocketAddr>() else {
        return program.fail(&format!("{} is not an address; write it as 127.0.0.1:8848", shorten(&text)), 2);
    };
    // A client cannot connect to the unspecified address.
    if address.ip().is_unspecified() {
        address.set_ip(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    match ask(address) {
        Ok(response) if response.starts_with("HTTP/1.1 200 ") => ExitCode::SUCCESS,
        Ok(response) => {
            let body = response.split("\r\n\r\n").nth(1).unwrap_or(&response);
            program.fail(&format!("{address} is not ready: {}", body.trim()), 1)
        }
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
            program.fail(&format!("{address} did not respond within {CHECK_TIMEOUT:?}"), 1)
        }
        Err(error) => program.fail(&format!("{address} does not respond: {error}"), 1),
    }
}

fn ask(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, CHECK_TIMEOUT)?;
    stream.set_read_timeout(Some(CHECK_TIMEOUT))?;
    write!(stream, "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut response = String::new();
    stream.read_to_string(&mut response)?;
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ready_unless_a_credential_was_refused() {
        let health = Health::default();
        let status = || (health.report().0.as_u16(), health.report().1.0.status);
        health.front(Account::Checking);
        assert_eq!(status(), (503, "starting"));
        health.front(Account::Ok);
        health.fusedesk(Account::Unavailable);
        assert_eq!(status(), (200, "ready"));
        health.fusedesk(Account::Unauthorized);
        assert_eq!(status(), (503, "unauthorized"));
        health.stopping();
        assert_eq!(status(), (503, "stopping"));
        let report = serde_json::to_value(health.report().1.0).unwrap();
        assert_eq!(report["at_start"]["front"], "ok");
        assert_eq!(report["at_start"]["fusedesk"], "unauthorized");
    }
}
