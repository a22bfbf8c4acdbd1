//! What tools show of Front's resources: what a model needs, and no more. Times are RFC 3339 in UTC.

mod contact;
mod conversation;
mod people;

pub(crate) use contact::{AccountView, ContactView, HandleView};
pub(crate) use conversation::ConversationView;
pub(crate) use people::{AttachmentView, RecipientView, TagView, TeammateView, address};

use crate::time::Timestamp;

/// A time as tools write it.
pub(crate) fn time(time: Option<Timestamp>) -> Option<String> {
    time.map(|time| time.to_string())
}

/// For `skip_serializing_if`.
#[allow(clippy::trivially_copy_pass_by_ref)] // The signature serde asks for.
pub(crate) fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// For `skip_serializing_if`.
#[allow(clippy::trivially_copy_pass_by_ref)] // The signature serde asks for.
pub(crate) fn is_false(flag: &bool) -> bool {
    !*flag
}
