//! Operations on a seeded fake, and their effects.

mod actions;
mod bulk;
mod cases;
mod chats;
mod company;
mod contacts;
mod quirks;

use std::time::{Duration, UNIX_EPOCH};

use fusedesk_client::{CaseId, Client, FuseDesk, Moment, testing::FakeDesk};

/// Returns a seeded fake and its client.
fn desk() -> (FakeDesk, Client) {
    let fake = FakeDesk::seeded();
    let desk = client(&fake, &fake.api_key());
    (fake, desk)
}

fn client(fake: &FakeDesk, key: &str) -> Client {
    FuseDesk::app(fake.app()).unwrap().builder().credential(key).transport(fake.clone()).build().unwrap()
}

/// Returns a future time of the fake's clock.
fn in_hours(fake: &FakeDesk, hours: u64) -> Moment {
    (UNIX_EPOCH + fake.clock().now() + Duration::from_secs(hours * 3_600)).into()
}

/// Returns the fake's state of a case.
fn stored(fake: &FakeDesk, case: CaseId) -> serde_json::Value {
    fake.case(case.get()).unwrap()
}
