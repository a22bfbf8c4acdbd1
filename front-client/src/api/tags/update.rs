//! Update and delete tags.

use client_core::{Patch, request};

use super::{TagHighlight, check_tag_name};
use crate::{api::check, id::TagId};

/// Updates a tag. Omitted fields stay unchanged.
#[request(PATCH "/tags/{tag_id}", scopes = ["tags:write"], check = check::changes)]
pub struct UpdateTag {
    /// Tag id.
    tag_id: TagId,
    /// New name, at most 64 characters.
    #[check(check_tag_name)]
    name: Option<String>,
    /// Description. An empty string clears it.
    description: Option<String>,
    /// Colour.
    highlight: Option<TagHighlight>,
    /// New parent tag. `null` removes the tag from its parent.
    parent_tag_id: Patch<TagId>,
    /// Shows the tag in lists of conversations.
    is_visible_in_conversation_lists: Option<bool>,
}

/// Deletes a tag permanently and removes it from every conversation.
#[request(DELETE "/tags/{tag_id}", scopes = ["tags:delete"])]
pub struct DeleteTag {
    /// Tag id.
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
    fn empty_update_is_refused() {
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
