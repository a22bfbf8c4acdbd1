//! Changing and deleting tags.

use client_core::{Patch, request};

use super::{TagHighlight, check_tag_name};
use crate::{api::check, id::TagId};

/// Changes a tag. What is left out stays as it is.
#[request(PATCH "/tags/{tag_id}", scopes = ["tags:write"], check = check::changes)]
pub struct UpdateTag {
    /// The tag.
    tag_id: TagId,
    /// The new name, at most 64 characters.
    #[check(check_tag_name)]
    name: Option<String>,
    /// What the tag stands for; empty for nothing.
    description: Option<String>,
    /// The colour.
    highlight: Option<TagHighlight>,
    /// The tag to move it below; null takes it out from under its parent.
    parent_tag_id: Patch<TagId>,
    /// Whether lists of conversations show the tag.
    is_visible_in_conversation_lists: Option<bool>,
}

/// Deletes a tag for good, and takes it off every conversation.
#[request(DELETE "/tags/{tag_id}", scopes = ["tags:delete"])]
pub struct DeleteTag {
    /// The tag.
    tag_id: TagId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;

    fn body(request: &UpdateTag) -> String {
        String::from_utf8(request.to_request().unwrap().body().as_bytes().unwrap().to_vec()).unwrap()
    }

    #[test]
    fn an_update_has_three_states() {
        assert_eq!(body(&UpdateTag::new("tag_1").clear_parent_tag_id()), r#"{"parent_tag_id":null}"#);
        assert_eq!(body(&UpdateTag::new("tag_1").parent_tag_id("tag_2")), r#"{"parent_tag_id":"tag_2"}"#);
        assert_eq!(body(&UpdateTag::new("tag_1").name("VIP")), r#"{"name":"VIP"}"#);
    }

    #[test]
    fn an_update_of_nothing_is_refused() {
        let error = UpdateTag::new("tag_1").to_request().unwrap_err();
        assert!(error.is_invalid_request(), "{error}");
        assert!(error.to_string().contains("nothing to change"), "{error}");
    }

    #[test]
    fn names_are_limited_in_characters() {
        assert!(UpdateTag::new("tag_1").name("ä".repeat(64)).to_request().is_ok());
        let error = UpdateTag::new("tag_1").name("ä".repeat(65)).to_request().unwrap_err();
        assert!(error.to_string().contains("`name`"), "{error}");
    }
}
