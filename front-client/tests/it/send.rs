//! Compile-time checks: what users share between tasks is `Send + Sync`, and futures are `Send`.

use front_client::{
    Client, ClientBuilder, Endpoint, Error, Page, PageStream,
    api::{
        contacts::{Contact, ListContacts},
        identity::GetMe,
    },
};

const fn shared<T: Send + Sync>() {}
const fn sent<T: Send>(_: &T) {}

const _: () = {
    shared::<Client>();
    shared::<ClientBuilder>();
    shared::<Error>();
    shared::<GetMe>();
    shared::<Page<Contact>>();
};

#[cfg(feature = "testing")]
const _: () = shared::<front_client::testing::FakeFront>();

#[cfg(feature = "mcp")]
const _: () = {
    shared::<front_client::mcp::AgentTools>();
    shared::<front_client::mcp::Author>();
    shared::<front_client::mcp::FrontCustomers>();
};

#[expect(dead_code, reason = "it is enough that it compiles")]
fn futures(front: &Client, stream: &PageStream<Page<Contact>>) {
    sent(&GetMe::new().send(front));
    sent(&ListContacts::new().stream(front));
    sent(stream);
}
