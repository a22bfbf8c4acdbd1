//! The rows of contacts, accounts, tags, inboxes, teammates, teams, channels, custom fields and the token.

use front_client::api::identity::*;

use super::row::{Row, one};

pub(super) fn rows() -> Vec<Row> {
    vec![one([GetMe::new()])]
}
