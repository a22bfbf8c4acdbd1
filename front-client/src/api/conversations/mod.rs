//! Conversations: find, read, update, assign, tag, follow, snooze, link.
//!
//! ```
//! use front_client::{Endpoint, api::conversations::{ListConversations, StatusFilter, UpdateConversation}};
//!
//! let unassigned = ListConversations::new().statuses([StatusFilter::Unassigned]).limit(25);
//! assert_eq!(unassigned.to_request()?.uri(), "/conversations?limit=25&q[statuses][]=unassigned");
//!
//! let mine = UpdateConversation::new("cnv_55c8c149").assign_to("tea_55c8c149");
//! assert_eq!(mine.to_request()?.body(), r#"{"assignee_id":"tea_55c8c149"}"#);
//! # Ok::<(), front_client::Error>(())
//! ```
//!
//! The messages and comments of a conversation are written by [`messages`](super::messages),
//! [`comments`](super::comments) and [`drafts`](super::drafts).

mod contents;
mod conversation;
mod create;
mod followers;
mod links;
mod list;
mod tags;
mod update;

pub use contents::*;
pub use conversation::*;
pub use create::*;
pub use followers::*;
pub use links::*;
pub use list::*;
pub use tags::*;
pub use update::*;

use crate::time::Timestamp;

/// The longest description of a task, in characters, as Front's OpenAPI file has it.
pub const MAX_DESCRIPTION_CHARS: usize = 65_535;

/// How far ahead a reminder or due date may lie, in years of 365.25 days, as Front's OpenAPI file has it.
pub const MAX_YEARS_AHEAD: i64 = 50;

/// How long ago a time may lie and still pass for "in the future": this machine's clock and Front's may differ by
/// as much. Front has the last word. In seconds.
pub const CLOCK_SKEW_SECS: i64 = 300;

/// A time that must lie ahead. One in milliseconds, the usual mistake, lies thousands of years ahead.
fn check_future(name: &str, time: &Timestamp) -> Result<(), String> {
    const SECS_PER_YEAR: i64 = 31_557_600;
    let ahead = time.as_secs().saturating_sub(Timestamp::now().as_secs());
    if ahead > MAX_YEARS_AHEAD * SECS_PER_YEAR {
        return Err(format!(
            "`{name}` is more than {MAX_YEARS_AHEAD} years ahead; it is in seconds since 1970, not milliseconds"
        ));
    }
    if ahead < -CLOCK_SKEW_SECS {
        return Err(format!("`{name}` is {time}, which is past; it must be in the future"));
    }
    Ok(())
}

fn check_description(name: &str, description: &str) -> Result<(), String> {
    match description.chars().count() {
        length if length > MAX_DESCRIPTION_CHARS => {
            Err(format!("`{name}` has {length} characters; it may have {MAX_DESCRIPTION_CHARS}"))
        }
        _ => Ok(()),
    }
}
