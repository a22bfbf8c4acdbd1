//! The socket: connections, requests to the fake or to its control API, shutdown.

use std::{
    io::{self, Write, stdout},
    pin::pin,
    sync::Arc,
    time::Duration,
};

use client_core::testing::Dropped;
use http::{Request, Response};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::net::TcpListener;

use crate::{
    account::Account,
    body::{ResponseBody, outgoing},
    control::{self, Control},
    note,
    options::Start,
    stop,
};

/// Time to finish responses after a signal to stop. Requests that still hang are cut off.
const STOP_WAIT: Duration = Duration::from_secs(2);
/// Pause after a failed accept, for example when no file handles are left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves until a signal to stop.
pub(crate) async fn run<A: Account>(start: Start<A>) -> Result<(), String> {
    let bind = start.bind.clone();
    let listener = TcpListener::bind(&bind).await.map_err(|error| bind_error(&bind, &error))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    // Clients cannot connect to an unspecified address.
    let base_url = match address.ip().is_unspecified() {
        true => format!("http://127.0.0.1:{}", address.port()),
        false => format!("http://{address}"),
    };
    let control = Arc::new(Control::new(start, base_url.clone()));
    // Installed before the URL is printed: a reader may send a signal at once.
    let mut stop = pin!(stop::signal());
    if !address.ip().is_loopback() {
        note::<A>(&format!("listens on {address}: everyone who can reach it can read and change the fake"));
    }
    announce(&control, &base_url);

    let mut http = http1::Builder::new();
    // The timer is for hyper's own limit on how long the headers may take.
    http.timer(TokioTimer::new());
    let connections = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        let Ok((socket, _)) = accepted else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let _ = socket.set_nodelay(true);
        let control = Arc::clone(&control);
        let service = service_fn(move |request| answer(Arc::clone(&control), request));
        let connection = http.serve_connection(TokioIo::new(socket), service);
        // Broken connections are not errors here: clients go away, and faults break connections on purpose.
        tokio::spawn(connections.watch(connection));
    }
    drop(listener);
    let _ = tokio::time::timeout(STOP_WAIT, connections.shutdown()).await;
    Ok(())
}

/// Handles one request. An error closes the connection without a response.
async fn answer<A: Account>(
    control: Arc<Control<A>>,
    request: Request<Incoming>,
) -> Result<Response<ResponseBody>, Dropped> {
    if control::is_path(request.uri().path()) {
        return Ok(outgoing(control.answer(request).await));
    }
    control.account().call(request).await.map(outgoing)
}

/// Prints the URL, the configuration of a client and curl lines. Ignores a closed stdout.
fn announce<A: Account>(control: &Control<A>, base_url: &str) {
    let account = control.account();
    let variables: Vec<_> =
        account.variables(base_url).into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    let _ = write!(
        stdout(),
        "Fake {} at {base_url}\n{}\n{}\ncurl -s {base_url}/_fake\n",
        A::VENDOR,
        variables.join(" "),
        account.curl(base_url),
    );
}

fn bind_error(bind: &str, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "{bind} is in use by another program; choose another address, for example --bind 127.0.0.1:0 or \
             FAKE_BIND=127.0.0.1:0"
        ),
        _ => format!(
            "cannot listen on {bind} ({error}); choose another address, for example --bind 127.0.0.1:0"
        ),
    }
}
