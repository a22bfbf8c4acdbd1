//! What tools show of FuseDesk's things: what a model needs, and no more.

mod named;
mod time;

pub(crate) use named::NameView;
pub(crate) use time::time;

/// For `skip_serializing_if`.
#[allow(clippy::trivially_copy_pass_by_ref)] // The signature serde asks for.
pub(crate) fn is_false(flag: &bool) -> bool {
    !*flag
}
