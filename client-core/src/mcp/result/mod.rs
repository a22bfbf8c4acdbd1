//! Building blocks of results: limited in size, explicit about omissions, and consistent between tools.
//!
//! ```
//! use mcp_core::HandlerError;
//! use client_core::mcp::{argument, result::{Failed, Keywords, RESULT_CHARS, Room, part}};
//!
//! let tags = ["billing", "refund", "urgent"];
//! let words = Keywords::of(Some("U"));
//! let found: Vec<&str> = tags.into_iter().filter(|tag| words.fit([*tag])).collect();
//! assert_eq!(found, ["refund", "urgent"]);
//!
//! let limit = argument::limit(Some(1), 50, 100)?;
//! let (shown, next_offset) = part(found, 0, limit, &Room::of(RESULT_CHARS));
//! assert_eq!((shown, next_offset), (vec!["refund"], Some(1)));
//!
//! let failed = Failed::new("teams", &HandlerError::forbidden("the token may not list teams"));
//! assert_eq!(failed.error, "the token may not list teams");
//! # Ok::<(), HandlerError>(())
//! ```

mod budget;
mod list;
mod room;
mod shape;
mod shrink;

pub use budget::{RESULT_CHARS, cut, fitting, json_chars};
pub use list::{Failed, Keywords, NotApplied, part};
pub use room::{FRAME_CHARS, Room};
pub use shrink::shrink;
