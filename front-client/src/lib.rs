//! front-client.
