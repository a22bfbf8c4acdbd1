//! Compile-time checks: what users share between tasks is `Send + Sync`, and futures are `Send`.

use fusedesk_client::{
    Client, ClientBuilder, Endpoint, Error, FuseDesk,
    api::{cases::SearchCases, session::GetPermissions},
};

const fn shared<T: Send + Sync>() {}
const fn sent<T: Send>(_: &T) {}

const _: () = {
    shared::<Client>();
    shared::<ClientBuilder>();
    shared::<Error>();
    shared::<FuseDesk>();
    shared::<SearchCases>();
};

#[cfg(feature = "testing")]
const _: () = shared::<fusedesk_client::testing::FakeDesk>();

#[cfg(feature = "mcp")]
const _: () = {
    shared::<fusedesk_client::mcp::AgentTools>();
    shared::<fusedesk_client::mcp::Author>();
    shared::<fusedesk_client::mcp::FuseDeskCustomers>();
};

#[expect(dead_code, reason = "it is enough that it compiles")]
fn futures(desk: &Client) {
    sent(&GetPermissions::new().send(desk));
    sent(&SearchCases::new().stream(desk));
}
