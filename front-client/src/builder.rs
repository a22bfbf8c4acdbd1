//! How a client is set up.

use crate::{Client, Error};

/// The host that serves every company.
pub(crate) const DEFAULT_HOST: &str = "api2.frontapp.com";

/// Token, base URL, timeouts and layers of a [`Client`].
#[derive(Debug)]
#[non_exhaustive]
pub struct ClientBuilder {}

impl ClientBuilder {
    pub(crate) fn new() -> Self {
        Self {}
    }

    /// The API token.
    #[must_use]
    pub fn token(self, _token: impl Into<String>) -> Self {
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// When a setting is wrong.
    pub fn build(self) -> Result<Client, Error> {
        Err(Error::invalid("not yet"))
    }
}
