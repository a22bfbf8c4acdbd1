//! Views of FuseDesk's resources in tool results.

mod case;
mod contact;
mod named;
mod text;
mod time;

pub(crate) use case::{CaseView, CustomerRef};
pub(crate) use contact::{ContactView, contact_name, emails, phones};
pub(crate) use named::NameView;
pub(crate) use text::{Body, Reading, Source, excerpt, title};
pub(crate) use time::{has_no_zone, hours, time};

/// For `skip_serializing_if`.
#[allow(clippy::trivially_copy_pass_by_ref)] // The signature serde asks for.
pub(crate) fn is_false(flag: &bool) -> bool {
    !*flag
}

/// For `skip_serializing_if`.
#[allow(clippy::trivially_copy_pass_by_ref)] // The signature serde asks for.
pub(crate) fn is_zero(number: &usize) -> bool {
    *number == 0
}
