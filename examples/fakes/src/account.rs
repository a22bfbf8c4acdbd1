//! What the program needs of a fake.

use std::time::Duration;

use client_core::testing::{Answering, Clock, Fault, Recorded};
use http::Request;
use hyper::body::Incoming;
use serde_json::Value;

use crate::settings::Settings;

/// A vendor's fake. A clone is the same account.
pub(crate) trait Account: Clone + Send + Sync + 'static {
    /// What can be set.
    type Settings: Settings;

    /// The vendor's name.
    const VENDOR: &'static str;
    /// The program's name.
    const PROGRAM: &'static str;
    /// The address unless another is named.
    const BIND: &'static str;
    /// The first lines of `--help`.
    const ABOUT: &'static str;
    /// The vendor's part of the curl lines in `--help`.
    const EXAMPLES: &'static str;

    /// A new account, with the seed's company or with nothing.
    fn open(empty: bool) -> Self;

    /// The credential that may do everything.
    fn token(&self) -> String;

    /// Replaces it.
    fn set_token(&self, token: &str);

    /// A new credential that may do only this.
    fn issue(&self, scopes: Vec<String>) -> String;

    /// Makes the fake what the settings say; `before` are those that it has already.
    fn apply(&self, settings: &Self::Settings, before: Option<&Self::Settings>);

    /// Reads a fault, in the vendor's words too.
    fn read_fault(json: Value) -> Result<Fault, String>;

    /// The variables by which the programs of this repository find the fake.
    fn variables(&self, base_url: &str) -> Vec<(&'static str, String)>;

    /// A curl line that answers something.
    fn curl(&self, base_url: &str) -> String;

    /// What customers were sent.
    fn sent(&self) -> Vec<Value>;

    // What all fakes have.
    fn answer(&self, request: Request<Incoming>) -> Answering;
    fn clock(&self) -> Clock;
    fn fault(&self, fault: Fault);
    fn faults(&self) -> Vec<Fault>;
    fn clear_faults(&self);
    fn requests(&self) -> Vec<Recorded>;
    fn clear_requests(&self);
    fn set_common(&self, body: usize, log: usize, latency: Duration);
}

/// What [`client_core::fake!`] gives to all fakes.
macro_rules! controls {
    () => {
        fn answer(&self, request: http::Request<hyper::body::Incoming>) -> client_core::testing::Answering {
            // A fake is always ready.
            tower_service::Service::call(&mut self.clone(), request)
        }

        fn clock(&self) -> client_core::testing::Clock {
            self.clock()
        }

        fn fault(&self, fault: client_core::testing::Fault) {
            self.fault(fault);
        }

        fn faults(&self) -> Vec<client_core::testing::Fault> {
            self.faults()
        }

        fn clear_faults(&self) {
            self.clear_faults();
        }

        fn requests(&self) -> Vec<client_core::testing::Recorded> {
            self.requests()
        }

        fn clear_requests(&self) {
            self.clear_requests();
        }

        fn set_common(&self, body: usize, log: usize, latency: std::time::Duration) {
            self.set_body_limit(body);
            self.set_log_capacity(log);
            self.set_latency(latency);
        }
    };
}

pub(crate) use controls;
