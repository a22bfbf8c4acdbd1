//! Tags: labels on conversations, in a tree, owned by the company, a team or a teammate.
//!
//! ```
//! use front_client::{Endpoint, api::tags::{CreateTeamTag, TagHighlight}};
//!
//! let request = CreateTeamTag::new("tim_1", "VIP").highlight(TagHighlight::Red).to_request()?;
//! assert_eq!(request.uri(), "/teams/tim_1/tags");
//! assert_eq!(request.body(), r#"{"highlight":"red","name":"VIP"}"#);
//! # Ok::<(), front_client::Error>(())
//! ```

mod create;
mod list;
mod update;

pub use create::*;
pub use list::*;
pub use update::*;

use client_core::{response, wire_enum};

use crate::{id::TagId, time::Timestamp};

/// The longest name of a tag, in characters (<https://dev.frontapp.com/reference/create-tag>).
pub const MAX_TAG_NAME_CHARS: usize = 64;

wire_enum! {
    /// What lists of tags are ordered by.
    pub enum TagSort {
        /// The id.
        Id = "id",
    }
    /// The colours that a tag may be given. Front may show others, and emoji, on tags made elsewhere.
    pub enum TagHighlight {
        /// Grey.
        Grey = "grey",
        /// Pink.
        Pink = "pink",
        /// Red.
        Red = "red",
        /// Orange.
        Orange = "orange",
        /// Yellow.
        Yellow = "yellow",
        /// Green.
        Green = "green",
        /// Light blue.
        LightBlue = "light-blue",
        /// Blue.
        Blue = "blue",
        /// Purple.
        Purple = "purple",
    }
}

/// A tag.
#[response]
pub struct Tag {
    /// The tag.
    #[required]
    pub id: TagId,
    /// Its name.
    pub name: Option<String>,
    /// What it stands for.
    pub description: Option<String>,
    /// Its colour, or an emoji; none where it has no highlight.
    pub highlight: Option<TagHighlight>,
    /// Whether it belongs to one teammate.
    pub is_private: Option<bool>,
    /// Whether lists of conversations show it.
    pub is_visible_in_conversation_lists: Option<bool>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

fn check_tag_name(argument: &str, name: &str) -> Result<(), String> {
    let length = name.chars().count();
    if length == 0 || length > MAX_TAG_NAME_CHARS {
        return Err(format!("`{argument}` has {length} characters; it may have 1 to {MAX_TAG_NAME_CHARS}"));
    }
    Ok(())
}
