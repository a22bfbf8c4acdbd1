//! Changing and deleting tags.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Endpoint, Front, Patch, TagId,
    api::{check_changes, tags::TagHighlight, tags::check_tag_name},
};

/// Changes a tag. What is left out stays as it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateTag {
    /// The tag.
    tag_id: TagId,
    /// The new name, at most 64 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// What the tag stands for; empty for nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// The colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    highlight: Option<TagHighlight>,
    /// The tag to move it below; null takes it out from under its parent.
    #[serde(default, skip_serializing_if = "Patch::is_leave")]
    parent_tag_id: Patch<TagId>,
    /// Whether lists of conversations show the tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is_visible_in_conversation_lists: Option<bool>,
}

impl UpdateTag {
    /// A change of this tag; say what with the setters.
    pub fn new(tag_id: impl Into<TagId>) -> Self {
        Self {
            tag_id: tag_id.into(),
            name: None,
            description: None,
            highlight: None,
            parent_tag_id: Patch::Leave,
            is_visible_in_conversation_lists: None,
        }
    }

    /// The new name, at most 64 characters.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// What the tag stands for; empty for nothing.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// The colour.
    #[must_use]
    pub fn highlight(mut self, highlight: TagHighlight) -> Self {
        self.highlight = Some(highlight);
        self
    }

    /// The tag to move it below; null takes it out from under its parent.
    #[must_use]
    pub fn parent_tag_id(mut self, parent_tag_id: impl Into<TagId>) -> Self {
        self.parent_tag_id = Patch::Set(parent_tag_id.into());
        self
    }

    /// Takes the tag out from under its parent.
    #[must_use]
    pub fn detach(mut self) -> Self {
        self.parent_tag_id = Patch::Clear;
        self
    }

    /// Whether lists of conversations show the tag.
    #[must_use]
    pub fn is_visible_in_conversation_lists(mut self, is_visible_in_conversation_lists: bool) -> Self {
        self.is_visible_in_conversation_lists = Some(is_visible_in_conversation_lists);
        self
    }
}

impl Endpoint for UpdateTag {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::PATCH;
    const PATH: &'static str = "/tags/{tag_id}";
    const SCOPES: &'static [&'static str] = &["tags:write"];

    fn validate(&self) -> Result<(), String> {
        if let Some(name) = &self.name {
            check_tag_name(name)?;
        }
        check_changes(self, &["tag_id"])
    }
}

/// Deletes a tag for good, and takes it off every conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteTag {
    /// The tag.
    tag_id: TagId,
}

impl DeleteTag {
    /// The tag with this id.
    pub fn new(tag_id: impl Into<TagId>) -> Self {
        Self { tag_id: tag_id.into() }
    }
}

impl Endpoint for DeleteTag {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::DELETE;
    const PATH: &'static str = "/tags/{tag_id}";
    const SCOPES: &'static [&'static str] = &["tags:delete"];
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(request: &UpdateTag) -> String {
        String::from_utf8(request.to_request().unwrap().body().as_bytes().unwrap().to_vec()).unwrap()
    }

    #[test]
    fn an_update_has_three_states() {
        assert_eq!(body(&UpdateTag::new("tag_1").detach()), r#"{"parent_tag_id":null}"#);
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
