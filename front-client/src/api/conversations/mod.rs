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
//! To write messages and comments, use [`messages`](super::messages), [`comments`](super::comments) and
//! [`drafts`](super::drafts).

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

/// Maximum length of a task's description in characters, by Front's OpenAPI file.
pub const MAX_DESCRIPTION_CHARS: usize = 65_535;

/// Furthest future date of a reminder or due date, in years of 365.25 days, by Front's OpenAPI file.
const MAX_YEARS_AHEAD: i64 = 50;

/// Tolerance for "in the future", in seconds: this machine's clock and Front's may differ by this much. Front makes
/// the final decision.
const CLOCK_SKEW_SECS: i64 = 300;

/// Rejects times that are not ahead, and times too far ahead, such as one given in milliseconds by mistake.
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
