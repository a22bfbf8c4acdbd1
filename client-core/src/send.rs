//! Compile-time checks: what users share between tasks is `Send + Sync`, and the futures of calls are `Send`.

use http::Method;
use serde::{Deserialize, Serialize};

use crate::{
    ApiError, Body, Client, ClientBuilder, ClientLimits, Endpoint, Error, Hosts, LatestRateLimit, Patch,
    RateLimit, Secret, Upload,
    layer::{
        AuthLayer, BaseUrlLayer, CollectBodyLayer, Deadline, ReadRateLimitLayer, RetryLayer, TraceLayer,
    },
    testing::acme::Acme,
};

const fn shared<T: Send + Sync>() {}
const fn sent<T: Send>(_: &T) {}

const _: () = {
    shared::<Client<Acme>>();
    shared::<ClientBuilder<Acme>>();
    shared::<ClientLimits>();
    shared::<Error>();
    shared::<ApiError>();
    shared::<Body>();
    shared::<Upload>();
    shared::<Secret>();
    shared::<Hosts>();
    shared::<Patch<String>>();
    shared::<RateLimit>();
    shared::<LatestRateLimit>();
    shared::<AuthLayer<Acme>>();
    shared::<BaseUrlLayer>();
    shared::<CollectBodyLayer>();
    shared::<TraceLayer<Acme>>();
    shared::<ReadRateLimitLayer<Acme>>();
    shared::<RetryLayer>();
    shared::<Deadline>();
};

#[cfg(feature = "mcp")]
const _: () = {
    shared::<crate::mcp::ToolSet<Acme>>();
    shared::<crate::mcp::Call<Acme>>();
    shared::<crate::mcp::CustomerLookup>();
};

#[derive(Serialize)]
struct ListNames;

#[derive(Deserialize)]
struct Names;

impl Endpoint for ListNames {
    type Vendor = Acme;
    type Output = Names;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/names";
    const SCOPES: &'static [&'static str] = &[];
}

#[expect(dead_code, reason = "it is enough that it compiles")]
fn futures(client: &Client<Acme>) {
    sent(&ListNames.send(client));
    sent(&client.call(&ListNames));
    sent(&client.execute(http::Request::new(Body::default())));
}
