//! Interface between the program and a fake.

use std::time::Duration;

use client_core::testing::{Clock, Fault, Recorded, ServedFuture};
use http::Request;
use hyper::body::Incoming;
use serde_json::Value;

use crate::settings::Settings;

/// A vendor's fake. A clone is the same account.
pub(crate) trait Account: Clone + Send + Sync + 'static {
    /// Settings of this fake.
    type Settings: Settings;

    /// Name of the vendor.
    const VENDOR: &'static str;
    /// Name of the program.
    const PROGRAM: &'static str;
    /// Default address.
    const BIND: &'static str;
    /// First lines of `--help`.
    const ABOUT: &'static str;
    /// Curl lines in `--help` for this vendor.
    const EXAMPLES: &'static str;

    /// Opens an account, with the seeded company or empty.
    fn open(empty: bool) -> Self;

    /// Returns the credential with all permissions.
    fn token(&self) -> String;

    /// Replaces the credential.
    fn set_token(&self, token: &str);

    /// Issues a credential with these scopes.
    fn issue(&self, scopes: Vec<String>) -> String;

    /// Applies settings. `before` holds the current ones, if any.
    fn apply(&self, settings: &Self::Settings, before: Option<&Self::Settings>);

    /// Reads a fault, including those of this vendor only.
    fn read_fault(json: Value) -> Result<Fault, String>;

    /// Returns the variables that configure a client in this repository.
    fn variables(&self, base_url: &str) -> Vec<(&'static str, String)>;

    /// Returns a first curl line to try.
    fn curl(&self, base_url: &str) -> String;

    /// Returns the messages that were sent to customers.
    fn sent(&self) -> Vec<Value>;

    // The controls of `client_core::fake!`.
    fn call(&self, request: Request<Incoming>) -> ServedFuture;
    fn clock(&self) -> Clock;
    fn fault(&self, fault: Fault);
    fn faults(&self) -> Vec<Fault>;
    fn clear_faults(&self);
    fn requests(&self) -> Vec<Recorded>;
    fn clear_requests(&self);
    fn set_common(&self, body: usize, log: usize, latency: Duration);
}

/// Forwards to the controls that [`client_core::fake!`] generates for all fakes.
macro_rules! controls {
    () => {
        fn call(&self, request: http::Request<hyper::body::Incoming>) -> client_core::testing::ServedFuture {
            // `poll_ready` is not needed: a fake is always ready.
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
