//! The integration tests of front-client, in one binary.

#[cfg(feature = "testing")]
mod ask;
#[cfg(feature = "testing")]
mod fake_schema;
