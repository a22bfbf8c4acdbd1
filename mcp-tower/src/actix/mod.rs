//! Mounting in actix-web (feature `actix`).
//!
//! [`Mount`] puts [`Mcp`](crate::Mcp), or any tower stack around it, into an actix `App`:
//!
//! ```
//! use actix_web::{App, HttpServer};
//! use mcp_core::{Registry, Server};
//! use mcp_tower::{Mcp, actix::Mount};
//!
//! let mcp = Mcp::new(Server::new(Registry::new()));
//! let server = HttpServer::new(move || App::new().service(Mount::new("/mcp", mcp.clone())))
//!     // A client that closes its connection has gone, and its calls end.
//!     .h1_allow_half_closed(false);
//! # drop(server);
//! ```
//!
//! # Extensions
//!
//! Tools read the caller from the [`Grant`](mcp_core::Grant) of the request, and other values of the host from its
//! extensions. A middleware inserts them with [`CallExtensions`]:
//!
//! ```
//! use actix_web::{App, Error, body::MessageBody, dev::{ServiceRequest, ServiceResponse}, middleware::{Next, from_fn}};
//! use mcp_core::{Grant, Principal, Registry, Server};
//! use mcp_tower::{Mcp, actix::{CallExtensions, Mount}};
//!
//! /// Of the host's own.
//! #[derive(Clone)]
//! struct Tenant(&'static str);
//!
//! async fn identify(
//!     request: ServiceRequest,
//!     next: Next<impl MessageBody>,
//! ) -> Result<ServiceResponse<impl MessageBody>, Error> {
//!     // From a session or a token of the app.
//!     request.call_extensions_mut().insert(Grant::new(Principal::new("ann")).author("tea_ann"));
//!     request.call_extensions_mut().insert(Tenant("acme"));
//!     next.call(request).await
//! }
//!
//! let mcp = Mcp::new(Server::new(Registry::new()));
//! let app = App::new().wrap(from_fn(identify)).service(Mount::new("/mcp", mcp).require::<Tenant>());
//! # drop(app);
//! ```
//!
//! | inserted with | reaches the tools |
//! | --- | --- |
//! | [`CallExtensions`] | every type |
//! | actix's `extensions_mut` | `Grant`, and types that [`Mount::carry`] or [`Mount::require`] names |
//! | [`Mount::extensions`], from the request | every type |
//!
//! Actix's own map can be neither listed nor copied, so other types in it stay behind, silently.
//! [`Mount::require`] notices it.
//!
//! # Bodies
//!
//! Both bodies are streamed. The request's is passed on piece by piece, as fast as the service takes it; what limits its
//! size is [`Mcp::max_body_bytes`](crate::Mcp::max_body_bytes), not actix's `PayloadConfig`, which is for extractors. The
//! answer's is written as it comes. Actix's `Compress` passes events on at once, too, from release 3.18.12 of
//! `actix-http` on; older ones hold them back until there are more.
//!
//! # When a client goes away
//!
//! Actix drops the call once it notices. As it comes, it takes the end of what a client sends for half of a goodbye only,
//! and lets the call go on until it writes to a closed connection. `h1_allow_half_closed(false)`, as above, makes it
//! notice at once, as hyper and axum do.
//!
//! Over HTTP/2, actix notices when it writes: a stream ends with its next event, which is a comment after
//! [`Mcp::keep_alive`](crate::Mcp::keep_alive) at the latest, and a call that says nothing runs to its end, as long as
//! [`Mcp::call_timeout`](crate::Mcp::call_timeout) lets it.
//!
//! # Shutdown
//!
//! Actix cuts everything off at Ctrl-C. At SIGTERM, or when the future of `HttpServer::shutdown_signal` is ready, it waits
//! for calls and streams, 30 s unless `shutdown_timeout` says otherwise; [`LiveServer::close`](crate::LiveServer::close)
//! ends the streams on which clients listen.
//!
//! # Threads
//!
//! Actix runs an `App` per worker thread. Clones of one [`Mcp`](crate::Mcp) share what its layers share, so a limit holds
//! for all workers together. The types of actix stay on their thread; the service gets a [`RequestBody`] and extensions
//! that may go to another.

mod exchange;
mod extensions;

use std::{fmt, sync::Arc};

use actix_web::{
    HttpRequest, HttpResponse,
    dev::{AppService, HttpServiceFactory},
    web,
};
use http_body::Body;
use tower::BoxError;
use tower_service::Service;

pub use self::{exchange::RequestBody, extensions::CallExtensions};
use self::{
    exchange::exchange,
    extensions::{Carried, collect, missing},
};

type Fill = Arc<dyn Fn(&HttpRequest, &mut http::Extensions) + Send + Sync>;

/// A tower service at a path of an actix `App`; see the [module docs](self).
///
/// It answers at the path with and without a slash at its end, and takes every HTTP method there. In a
/// `web::scope`, the path is relative to the scope's.
#[derive(Clone)]
#[must_use]
pub struct Mount<S> {
    path: String,
    service: S,
    carried: Vec<Carried>,
    fill: Option<Fill>,
}

impl<S> Mount<S> {
    /// Mounts a service at a path.
    pub fn new(path: impl Into<String>, service: S) -> Self {
        Self { path: path.into(), service, carried: Vec::new(), fill: None }
    }

    /// Copies a type from actix's own request extensions, where a middleware may have put it.
    ///
    /// A [`Grant`](mcp_core::Grant) is copied without it, and so is everything in [`CallExtensions`]. A value there takes precedence over one in actix's extensions.
    ///
    /// ```
    /// use mcp_core::{Registry, Server};
    /// use mcp_tower::{Mcp, actix::Mount};
    ///
    /// /// Inserted by a middleware from another crate, if the user has a plan.
    /// #[derive(Clone)]
    /// struct Plan(&'static str);
    ///
    /// let mount = Mount::new("/mcp", Mcp::new(Server::new(Registry::new()))).carry::<Plan>();
    /// # drop(mount);
    /// ```
    pub fn carry<T: Clone + Send + Sync + 'static>(mut self) -> Self {
        self.carried.push(Carried::optional::<T>());
        self
    }

    /// Copies a type as [`carry`](Self::carry) does, and refuses requests that have none.
    ///
    /// The request must get the value outside of the mount: from [`CallExtensions`], from actix's own extensions, or from
    /// [`extensions`](Self::extensions). A request without it is a fault of the app: the response is 500, and an error in
    /// the log names the type. So an app that requires its `Author` types notices a forgotten middleware in its first test.
    ///
    /// ```
    /// use actix_web::{App, test};
    /// use mcp_core::{Registry, Server};
    /// use mcp_tower::{Mcp, actix::Mount};
    ///
    /// /// In whose name tools write.
    /// #[derive(Clone)]
    /// struct Author(&'static str);
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let mount = Mount::new("/mcp", Mcp::new(Server::new(Registry::new()))).require::<Author>();
    /// let app = test::init_service(App::new().service(mount)).await;
    /// let response = test::call_service(&app, test::TestRequest::post().uri("/mcp").to_request()).await;
    /// assert_eq!(response.status(), 500);
    /// # }
    /// ```
    pub fn require<T: Clone + Send + Sync + 'static>(mut self) -> Self {
        self.carried.push(Carried::required::<T>());
        self
    }

    /// Sets a function that adds to the extensions of each request, or changes them. It runs after everything else was
    /// copied.
    ///
    /// ```
    /// use mcp_core::{Registry, Server};
    /// use mcp_tower::{Mcp, actix::Mount};
    ///
    /// #[derive(Clone)]
    /// struct Tenant(String);
    ///
    /// let mcp = Mcp::new(Server::new(Registry::new()));
    /// let mount = Mount::new("/tenants/{tenant}/mcp", mcp).extensions(|request, extensions| {
    ///     if let Some(tenant) = request.match_info().get("tenant") {
    ///         extensions.insert(Tenant(tenant.to_owned()));
    ///     }
    /// });
    /// # drop(mount);
    /// ```
    pub fn extensions(
        mut self,
        fill: impl Fn(&HttpRequest, &mut http::Extensions) + Send + Sync + 'static,
    ) -> Self {
        self.fill = Some(Arc::new(fill));
        self
    }
}

impl<S> fmt::Debug for Mount<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mount")
            .field("path", &self.path)
            .field("carried", &self.carried)
            .finish_non_exhaustive()
    }
}

impl<S, B> HttpServiceFactory for Mount<S>
where
    S: Service<http::Request<RequestBody>, Response = http::Response<B>> + Clone + 'static,
    S::Error: Into<BoxError>,
    B: Body + 'static,
    B::Error: Into<BoxError>,
{
    fn register(self, config: &mut AppService) {
        let Self { path, service, carried, fill } = self;
        let path = path.trim_end_matches('/');
        let carried: Arc<[Carried]> = carried.into();
        let handler = move |request: HttpRequest, payload: web::Payload| {
            let (service, carried, fill) = (service.clone(), Arc::clone(&carried), fill.clone());
            async move {
                let mut extensions = collect(&request, &carried);
                if let Some(fill) = fill {
                    fill(&request, &mut extensions);
                }
                if let Some(missing) = missing(&extensions, &carried) {
                    tracing::error!(
                        missing,
                        "a request lacks an extension that `Mount::require` names: insert it in a middleware, \
                         with `request.call_extensions_mut().insert(..)`"
                    );
                    return HttpResponse::InternalServerError().finish();
                }
                exchange(service, &request, payload, extensions).await
            }
        };
        web::resource([path.to_owned(), format!("{path}/")]).to(handler).register(config);
    }
}

/// Lets a tower service answer one request: for a handler of one's own, where [`Mount`] is too little.
///
/// A [`Grant`](mcp_core::Grant) and everything in [`CallExtensions`] go along.
///
/// ```
/// use actix_web::{App, HttpRequest, web};
/// use mcp_core::{Registry, Server};
/// use mcp_tower::{Mcp, actix};
///
/// let mcp = Mcp::new(Server::new(Registry::new()));
/// let app = App::new().route(
///     "/tenants/{tenant}/mcp",
///     web::post().to(move |request: HttpRequest, body: web::Payload| actix::answer(mcp.clone(), request, body)),
/// );
/// # drop(app);
/// ```
pub async fn answer<S, B>(service: S, request: HttpRequest, body: web::Payload) -> HttpResponse
where
    S: Service<http::Request<RequestBody>, Response = http::Response<B>>,
    S::Error: Into<BoxError>,
    B: Body + 'static,
    B::Error: Into<BoxError>,
{
    let extensions = collect(&request, &[]);
    exchange(service, &request, body, extensions).await
}
