//! Actix app as a tower service, for tests.

use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    rc::Rc,
    task::{Context, Poll},
};

use actix_web::{body::MessageBody, dev::ServiceResponse, test::TestRequest};
use bytes::Bytes;
use futures_util::future::{Either, select};
use http_body::{Body, Frame};
use http_body_util::BodyExt;
use tokio::sync::{mpsc, oneshot};
use tower::BoxError;
use tower_service::Service;

/// Maximum number of chunks of a response that wait for their reader.
const WAITING_PIECES: usize = 1;

/// Actix app on its own thread, as a tower service for [`HttpClient`](super::HttpClient).
///
/// It stops when its last clone is dropped. Its thread has its own clock, which `tokio::time::pause` in a test does
/// not pause.
///
/// ```
/// use actix_web::{App, test};
/// use mcp_core::{Registry, Server};
/// use mcp_tower::{Mcp, actix::Mount, testing::{ActixApp, HttpClient}};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mcp = Mcp::new(Server::new(Registry::new()));
/// let app = ActixApp::start(|| test::init_service(App::new().service(Mount::new("/mcp", mcp))));
/// assert!(HttpClient::new(app).list_tools().await?.is_empty());
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct ActixApp {
    jobs: mpsc::UnboundedSender<Job>,
}

#[derive(Debug)]
struct Job {
    request: http::Request<Bytes>,
    respond: oneshot::Sender<http::Response<ActixBody>>,
}

impl ActixApp {
    /// Starts an app. The function runs on the app's thread; return `actix_web::test::init_service(App::new()…)`.
    ///
    /// # Panics
    ///
    /// Panics if no thread can be started.
    pub fn start<F, A, S, B>(init: F) -> Self
    where
        F: FnOnce() -> A + Send + 'static,
        A: Future<Output = S>,
        S: actix_web::dev::Service<
                actix_http::Request,
                Response = ServiceResponse<B>,
                Error = actix_web::Error,
            > + 'static,
        B: MessageBody + 'static,
    {
        let (jobs, mut waiting) = mpsc::unbounded_channel::<Job>();
        let run = move || {
            actix_web::rt::System::new().block_on(async move {
                let app = Rc::new(init().await);
                while let Some(job) = waiting.recv().await {
                    actix_web::rt::spawn(serve(Rc::clone(&app), job));
                }
            });
        };
        std::thread::Builder::new().name("actix-app".to_owned()).spawn(run).expect("a thread can be started");
        Self { jobs }
    }
}

async fn serve<S, B>(app: Rc<S>, Job { request, mut respond }: Job)
where
    S: actix_web::dev::Service<actix_http::Request, Response = ServiceResponse<B>, Error = actix_web::Error>,
    B: MessageBody + 'static,
{
    let (parts, body) = request.into_parts();
    let mut request = TestRequest::with_uri(&parts.uri.to_string()).set_payload(body);
    request = request
        .method(parts.method.as_str().parse().expect("both releases of the crate http have the method"));
    for (name, value) in &parts.headers {
        request = request.append_header((name.as_str(), value.as_bytes()));
    }
    let (sender, pieces) = mpsc::channel(WAITING_PIECES);
    let body = ActixBody(pieces);
    let call = pin!(app.call(request.to_request()));
    // Dropping the future of the call ends it, as a client that closes its connection does.
    let outcome = match select(call, pin!(respond.closed())).await {
        Either::Left((outcome, _)) => outcome,
        Either::Right(_) => return,
    };
    // A middleware may respond with an error.
    let (head, chunks) = match outcome {
        Ok(outcome) => {
            let (_, response) = outcome.into_parts();
            let (head, body) = response.into_parts();
            (head, body.boxed())
        }
        Err(error) => {
            let (head, body) = error.error_response().into_parts();
            (head, body.boxed())
        }
    };
    let mut response = http::Response::new(body);
    *response.status_mut() = http::StatusCode::from_u16(head.status().as_u16())
        .expect("both releases of the crate http have the status");
    for (name, value) in head.headers() {
        let name = http::HeaderName::from_bytes(name.as_str().as_bytes())
            .expect("a name is a name in both releases");
        let value =
            http::HeaderValue::from_bytes(value.as_bytes()).expect("a value is a value in both releases");
        response.headers_mut().append(name, value);
    }
    if respond.send(response).is_err() {
        return;
    }
    let mut chunks = pin!(chunks);
    loop {
        let next = poll_fn(|cx| chunks.as_mut().poll_next(cx));
        let Either::Left((Some(piece), _)) = select(next, pin!(sender.closed())).await else { return };
        if sender.send(piece.map_err(|error| error.to_string())).await.is_err() {
            return;
        }
    }
}

impl<B> Service<http::Request<B>> for ActixApp
where
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = http::Response<ActixBody>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let jobs = self.jobs.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body.collect().await.map_err(Into::into)?.to_bytes();
            let (respond, response) = oneshot::channel();
            let job = Job { request: http::Request::from_parts(parts, body), respond };
            jobs.send(job).map_err(|_| "the thread of the app has ended")?;
            Ok(response.await.map_err(|_| "the app panicked")?)
        })
    }
}

/// Response body of an [`ActixApp`].
#[derive(Debug)]
pub struct ActixBody(mpsc::Receiver<Result<Bytes, String>>);

impl Body for ActixBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.0.poll_recv(cx).map(|piece| piece.map(|piece| piece.map(Frame::data).map_err(Into::into)))
    }
}
