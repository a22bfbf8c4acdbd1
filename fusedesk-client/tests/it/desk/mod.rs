//! The operations on a whole FuseDesk, and what they leave behind.

mod actions;
mod bulk;
mod cases;
mod chats;
mod company;
mod contacts;
mod quirks;

use std::time::{Duration, UNIX_EPOCH};

use fusedesk_client::{CaseId, Client, FuseDesk, Moment, testing::FakeDesk};

/// A company, and a client of it.
fn desk() -> (FakeDesk, Client) {
    let fake = FakeDesk::seeded();
    let desk = client(&fake, &fake.api_key());
    (fake, desk)
}

fn client(fake: &FakeDesk, key: &str) -> Client {
    FuseDesk::app(fake.app()).unwrap().builder().credential(key).transport(fake.clone()).build().unwrap()
}

/// A time of the fake's clock to come.
fn in_hours(fake: &FakeDesk, hours: u64) -> Moment {
    (UNIX_EPOCH + fake.clock().now() + Duration::from_secs(hours * 3_600)).into()
}

/// A case as the fake has it.
fn stored(fake: &FakeDesk, case: CaseId) -> serde_json::Value {
    fake.case(case.get()).unwrap()
}
