//! The company of [`FakeFront::seeded`](super::FakeFront::seeded).

use std::time::Duration;

use serde_json::json;

use super::build::{NewConversation, NewMessage, add_teammate};
use super::channels;
use super::state::{Kind, State};

/// Sarah Chen, who does the billing.
pub const SARAH: &str = "tea_sarah";
/// David Okafor, an engineer.
pub const DAVID: &str = "tea_david";
/// The inbox that most customers write to.
pub const SUPPORT: &str = "inb_supp1";
/// The e-mail channel of [`SUPPORT`].
pub const SUPPORT_EMAIL: &str = "cha_supp1";
/// An unassigned conversation in which a VIP disputes a charge.
pub const DISPUTE: &str = "cnv_disp1";

pub(super) fn fill(state: &mut State) {
    add_teammate(
        state,
        json!({ "id": SARAH, "email": "sarah@acme.example", "first_name": "Sarah", "last_name": "Chen" }),
    );
    add_teammate(
        state,
        json!({ "id": DAVID, "email": "david@acme.example", "first_name": "David", "last_name": "Okafor" }),
    );
    state.insert(
        Kind::Inbox,
        json!({ "id": SUPPORT, "name": "Support", "is_public": true, "custom_fields": {} }),
    );
    channels::create(
        state,
        json!({ "id": SUPPORT_EMAIL, "inbox_id": SUPPORT, "address": "support@acme.example" }),
    );
    NewConversation::new("Charged twice for March")
        .id(DISPUTE)
        .inbox(SUPPORT)
        .message(
            NewMessage::from("elena@northwind.example", "<p>We were charged twice.</p>")
                .ago(Duration::from_secs(3600)),
        )
        .add(state);
}
