//! Mounting in actix-web (feature `actix`).
//!
//! [`Mount`] mounts [`Mcp`](crate::Mcp), or any tower stack around it, in an actix `App`:
//!
//! ```
//! use actix_web::{App, HttpServer};
//! use mcp_core::{Registry, Server};
//! use mcp_tower::{Mcp, actix::Mount};
//!
//! let mcp = Mcp::new(Server::new(Registry::new()));
//! let server = HttpServer::new(move || App::new().service(Mount::new("/mcp", mcp.clone())))
//! //     // Ends the calls of a client that closes its connection.
//!     .h1_allow_half_closed(false);
//! # drop(server);
//! ```
//!
//! # Extensions
//!
//! Tools read the caller from the [`Grant`](mcp_core::Grant) of the request, and other values from its extensions.
//! A middleware inserts them with [`CallExtensions`]:
//!
//! ```
//! use actix_web::{App, Error, body::MessageBody, dev::{ServiceRequest, ServiceResponse}, middleware::{Next, from_fn}};
//! use mcp_core::{Grant, Principal, Registry, Server};
//! use mcp_tower::{Mcp, actix::{CallExtensions, Mount}};
//!
//! /// Type of the host.
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
//! Other types in actix's own map are not passed, because the map can be neither listed nor copied.
//! [`Mount::require`] detects them.
//!
//! # Bodies
//!
//! Both bodies are streamed. The request body is forwarded chunk by chunk, as fast as the service takes it. Its
//! size is limited by [`Mcp::max_body_bytes`](crate::Mcp::max_body_bytes), not by actix's `PayloadConfig`, which
//! applies to extractors. The response body is written as it comes. Actix's `Compress` forwards events at once from
//! release 3.18.12 of `actix-http` on; older releases delay them.
//!
//! # Disconnecting clients
//!
//! Actix drops the call once it notices the disconnect. By default it treats the end of the client's data as a
//! half-closed connection, and the call continues until it writes to the closed connection. With
//! `h1_allow_half_closed(false)`, as above, actix notices at once, as hyper and axum do.
//!
//! Over HTTP/2, actix notices a disconnect when it writes. A stream ends with its next event, at the latest with
//! the comment after [`Mcp::keep_alive`](crate::Mcp::keep_alive). A call that sends nothing runs to its end or to
//! [`Mcp::call_timeout`](crate::Mcp::call_timeout).
//!
//! # Shutdown
//!
//! Actix drops all connections at Ctrl-C. At SIGTERM, or when the future of `HttpServer::shutdown_signal` is ready,
//! it waits for calls and streams, 30 s unless `shutdown_timeout` is set.
//! [`LiveServer::close`](crate::LiveServer::close) ends the notification streams.
//!
//! # Threads
//!
//! Actix runs one `App` per worker thread. Clones of one [`Mcp`](crate::Mcp) share the state of its layers, so a
//! limit applies to all workers together. Actix's types stay on their thread; the service gets a [`RequestBody`]
//! and extensions that are `Send`.

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

/// Tower service at a path of an actix `App`; see the [module docs](self).
///
/// It serves the path with and without a trailing slash, for every HTTP method. In a `web::scope`, the path is
/// relative to that of the scope.
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

    /// Copies a type from actix's own request extensions.
    ///
    /// A [`Grant`](mcp_core::Grant) and the types in [`CallExtensions`] are always passed. A value in
    /// [`CallExtensions`] takes precedence over one in actix's extensions.
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
    /// The value must come from outside the mount: from [`CallExtensions`], from actix's own extensions, or from
    /// [`extensions`](Self::extensions). A request without it is a bug in the app: the response is 500, and an
    /// error in the log names the type. An app that requires its `Author` types thus notices a missing middleware
    /// in its first test.
    ///
    /// ```
    /// use actix_web::{App, test};
    /// use mcp_core::{Registry, Server};
    /// use mcp_tower::{Mcp, actix::Mount};
    ///
    /// /// Author of what tools write.
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

    /// Sets a function that adds to the extensions of each request, or changes them. It runs after all types are
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

/// Serves one request with a tower service: for a custom handler, where [`Mount`] is not enough.
///
/// Passes a [`Grant`](mcp_core::Grant) and everything in [`CallExtensions`].
///
/// ```
/// use actix_web::{App, HttpRequest, web};
/// use mcp_core::{Registry, Server};
/// use mcp_tower::{Mcp, actix};
///
/// let mcp = Mcp::new(Server::new(Registry::new()));
/// let app = App::new().route(
///     "/tenants/{tenant}/mcp",
///     web::post().to(move |request: HttpRequest, body: web::Payload| actix::respond(mcp.clone(), request, body)),
/// );
/// # drop(app);
/// ```
pub async fn respond<S, B>(service: S, request: HttpRequest, body: web::Payload) -> HttpResponse
where
    S: Service<http::Request<RequestBody>, Response = http::Response<B>>,
    S::Error: Into<BoxError>,
    B: Body + 'static,
    B::Error: Into<BoxError>,
{
    let extensions = collect(&request, &[]);
    exchange(service, &request, body, extensions).await
}
