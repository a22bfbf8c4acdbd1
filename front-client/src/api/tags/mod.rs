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

use crate::{api::check, id::TagId, time::Timestamp};

/// Maximum length of a tag name, in characters (<https://dev.frontapp.com/reference/create-tag>).
pub const MAX_TAG_NAME_CHARS: usize = 64;

wire_enum! {
    /// Sort key for lists of tags.
    pub enum TagSort {
        /// Id.
        Id = "id",
    }
    /// Colours that a request can give to a tag. Front may return others, and emoji, for tags created elsewhere.
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
    /// Tag id.
    #[required]
    pub id: TagId,
    /// Name.
    pub name: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Colour or emoji. `None` without a highlight.
    pub highlight: Option<TagHighlight>,
    /// `true` if the channel belongs to one teammate.
    pub is_private: Option<bool>,
    /// `true` if lists of conversations show the tag.
    pub is_visible_in_conversation_lists: Option<bool>,
    /// Time of creation.
    pub created_at: Option<Timestamp>,
    /// Time of the last change.
    pub updated_at: Option<Timestamp>,
}

fn check_tag_name(argument: &str, name: &str) -> Result<(), String> {
    check::chars(argument, name, 1..=MAX_TAG_NAME_CHARS)
}
