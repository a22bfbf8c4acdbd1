//! Arguments as models write them, and as tools need them.
//!
//! [`Arguments::parse`](mcp_core::Arguments::parse) reads arguments into their types. This module handles the rest: `""` for an
//! omitted argument, a `limit` out of range, a name in place of an id.
//!
//! ```
//! use client_core::mcp::argument::{Named, given, limit, pick};
//!
//! struct Team { id: String, name: String }
//!
//! impl Named for Team {
//!     fn id(&self) -> &str {
//!         &self.id
//!     }
//!
//!     fn names(&self) -> Vec<String> {
//!         vec![self.name.clone()]
//!     }
//! }
//!
//! assert_eq!(given(Some(" ")), None);
//! assert_eq!(limit(None, 25, 100)?, 25);
//!
//! let teams = [Team { id: "7".into(), name: "Billing".into() }];
//! assert_eq!(pick("team", "billing", &teams)?.id, "7");
//! let error = pick("team", "biling", &teams).err().expect("no team is called that");
//! assert_eq!(error.hint(), Some("Perhaps one of these: Billing (7)."));
//! # Ok::<(), mcp_core::HandlerError>(())
//! ```

mod handle;
mod name;

pub use handle::{PHONE_DIGITS, international_phone, is_email};
pub use name::{MAX_CANDIDATES, Named, pick};

use mcp_core::HandlerError;

/// Returns the trimmed text, or `None` if it is empty: models write `""` for an argument that they mean to omit.
///
/// ```
/// use client_core::mcp::argument::given;
///
/// assert_eq!(given(Some(" inb_1 ")), Some("inb_1"));
/// assert_eq!(given(Some("")), None);
/// ```
#[must_use]
pub fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// Most characters of an argument that an error repeats.
const MAX_ECHO: usize = 100;

/// Returns an argument in quotes for an error, cut to 100 characters. Errors repeat arguments with it only, so that a
/// wrong argument of a megabyte costs no context.
///
/// ```
/// use client_core::mcp::argument::echo;
///
/// assert_eq!(echo("biling"), r#""biling""#);
/// assert_eq!(echo("a".repeat(1_000_000)), format!("\"{}…\" (1000000 characters)", "a".repeat(100)));
/// ```
#[must_use]
pub fn echo(text: impl AsRef<str>) -> String {
    let text = text.as_ref();
    match text.char_indices().nth(MAX_ECHO) {
        Some((end, _)) => format!("{:?} ({} characters)", format!("{}…", &text[..end]), text.chars().count()),
        None => format!("{text:?}"),
    }
}

/// Returns the requested number of items, or the default if none was requested.
///
/// # Errors
///
/// [`ErrorKind::InvalidArguments`](mcp_core::HandlerErrorKind::InvalidArguments) naming the range, 1 to `max`.
///
/// ```
/// use client_core::mcp::argument::limit;
///
/// assert_eq!(limit(Some(5), 25, 100)?, 5);
/// assert_eq!(limit(Some(0), 25, 100).unwrap_err().message(), "limit is 0; it may be 1 to 100");
/// # Ok::<(), mcp_core::HandlerError>(())
/// ```
pub fn limit(asked: Option<usize>, default: usize, max: usize) -> Result<usize, HandlerError> {
    match asked.unwrap_or(default) {
        limit if (1..=max).contains(&limit) => Ok(limit),
        limit => Err(HandlerError::invalid_arguments(format!("limit is {limit}; it may be 1 to {max}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_refused_out_of_range() {
        assert_eq!(limit(None, 10, 25).unwrap(), 10);
        assert_eq!(limit(Some(25), 10, 25).unwrap(), 25);
        for asked in [0, 26] {
            assert!(limit(Some(asked), 10, 25).unwrap_err().message().contains("1 to 25"));
        }
    }
}
