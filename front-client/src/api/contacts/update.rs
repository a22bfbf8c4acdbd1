//! Changing, merging and deleting contacts.

use http::{Extensions, Method};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    ContactId, Endpoint, Front, Upload,
    api::{check_changes, contacts::Contact},
    layer::ReplaceCustomFields,
};

/// The most contacts that one merge takes, the target included (<https://dev.frontapp.com/reference/merge-contacts>).
pub const MAX_MERGED_CONTACTS: usize = 50;

/// Changes a contact. What is left out stays as it is. Handles are changed by operations of their own.
///
/// Custom fields are merged: Front itself would erase those that an update leaves out, so the client reads
/// the stored ones first and sends them along. A client that was built without its layer for custom fields
/// erases them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateContact {
    /// The contact; an alias such as `alt:email:jane@example.com` will do.
    contact_id: ContactId,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// What is noted about the contact; empty for nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// All pages about the contact, as addresses: the list replaces the one before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    links: Option<Vec<String>>,
    /// All contact lists that the contact is on, by name: the list replaces the one before. Front makes the
    /// lists that are missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    list_names: Option<Vec<String>>,
    /// Custom fields to change, by name; null removes one, the others stay.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    custom_fields: Map<String, Value>,
    /// A picture, which makes the call a form upload of at most 25 MB. It cannot go together with
    /// `custom_fields`.
    #[serde(skip)]
    avatar: Option<Upload>,
}

impl UpdateContact {
    /// A change of this contact; say what with the setters.
    pub fn new(contact_id: impl Into<ContactId>) -> Self {
        Self {
            contact_id: contact_id.into(),
            name: None,
            description: None,
            links: None,
            list_names: None,
            custom_fields: Map::new(),
            avatar: None,
        }
    }

    /// The name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// What is noted about the contact; empty for nothing.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// All pages about the contact, as addresses: the list replaces the one before.
    #[must_use]
    pub fn links(mut self, links: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.links = Some(links.into_iter().map(Into::into).collect());
        self
    }

    /// All contact lists that the contact is on, by name: the list replaces the one before. Front makes the
    /// lists that are missing.
    #[must_use]
    pub fn list_names(mut self, list_names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.list_names = Some(list_names.into_iter().map(Into::into).collect());
        self
    }

    /// Sets one custom field, by its name. The others stay.
    #[must_use]
    pub fn custom_field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.custom_fields.insert(name.into(), value.into());
        self
    }

    /// Removes one custom field, by its name. The others stay.
    #[must_use]
    pub fn remove_custom_field(mut self, name: impl Into<String>) -> Self {
        self.custom_fields.insert(name.into(), Value::Null);
        self
    }

    /// A picture, which makes the call a form upload of at most 25 MB. It cannot go together with
    /// `custom_fields`.
    #[must_use]
    pub fn avatar(mut self, avatar: Upload) -> Self {
        self.avatar = Some(avatar);
        self
    }
}

impl Endpoint for UpdateContact {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::PATCH;
    const PATH: &'static str = "/contacts/{contact_id}";
    const SCOPES: &'static [&'static str] = &["contacts:write"];

    fn validate(&self) -> Result<(), String> {
        if self.avatar.is_some() {
            // The layer that merges custom fields reads JSON: in a form they would go out as they are and erase the rest.
            return if self.custom_fields.is_empty() {
                Ok(())
            } else {
                Err("`avatar` and `custom_fields` cannot be changed in one call: send two".to_owned())
            };
        }
        check_changes(self, &["contact_id"])
    }

    fn files(&self) -> Vec<(String, &Upload)> {
        self.avatar.iter().map(|file| ("avatar".to_owned(), file)).collect()
    }
}

/// Replaces all custom fields of a contact by the ones given, and erases every other one.
///
/// This is what Front does with any custom fields in an update. To change some and keep the rest, use
/// [`UpdateContact`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceContactCustomFields {
    /// The contact; an alias such as `alt:email:jane@example.com` will do.
    contact_id: ContactId,
    /// The custom fields that remain, by name. An empty map erases them all.
    custom_fields: Map<String, Value>,
}

impl ReplaceContactCustomFields {
    /// These fields, and no others.
    pub fn new(contact_id: impl Into<ContactId>, custom_fields: Map<String, Value>) -> Self {
        Self { contact_id: contact_id.into(), custom_fields }
    }
}

impl Endpoint for ReplaceContactCustomFields {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::PATCH;
    const PATH: &'static str = "/contacts/{contact_id}";
    const SCOPES: &'static [&'static str] = &["contacts:write"];

    fn annotate(&self, extensions: &mut Extensions) {
        extensions.insert(ReplaceCustomFields);
    }
}

/// Deletes a contact for good. Its conversations stay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteContact {
    /// The contact; an alias such as `alt:email:jane@example.com` will do.
    contact_id: ContactId,
}

impl DeleteContact {
    /// The contact with this id or alias.
    pub fn new(contact_id: impl Into<ContactId>) -> Self {
        Self { contact_id: contact_id.into() }
    }
}

impl Endpoint for DeleteContact {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::DELETE;
    const PATH: &'static str = "/contacts/{contact_id}";
    const SCOPES: &'static [&'static str] = &["contacts:delete"];
}

/// Merges contacts into one and deletes the others. It cannot be undone.
///
/// Without a target, Front picks one of the contacts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeContacts {
    /// The contacts to merge: 2 to 50 with the target among them, 1 to 49 with another target.
    contact_ids: Vec<ContactId>,
    /// The contact that the others are merged into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target_contact_id: Option<ContactId>,
}

impl MergeContacts {
    /// These contacts into one.
    pub fn new(contact_ids: impl IntoIterator<Item = impl Into<ContactId>>) -> Self {
        Self { contact_ids: contact_ids.into_iter().map(Into::into).collect(), target_contact_id: None }
    }

    /// The contact that the others are merged into.
    #[must_use]
    pub fn target_contact_id(mut self, target_contact_id: impl Into<ContactId>) -> Self {
        self.target_contact_id = Some(target_contact_id.into());
        self
    }
}

impl Endpoint for MergeContacts {
    type Vendor = Front;
    type Output = Contact;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/contacts/merge";
    const SCOPES: &'static [&'static str] = &["contacts:write"];

    fn validate(&self) -> Result<(), String> {
        let target_apart =
            self.target_contact_id.as_ref().is_some_and(|target| !self.contact_ids.contains(target));
        let allowed = if target_apart { 1..=MAX_MERGED_CONTACTS - 1 } else { 2..=MAX_MERGED_CONTACTS };
        if !allowed.contains(&self.contact_ids.len()) {
            return Err(format!(
                "`contact_ids` has {} entries; it may have {} to {}",
                self.contact_ids.len(),
                allowed.start(),
                allowed.end()
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn body(request: &UpdateContact) -> Value {
        serde_json::from_slice(request.to_request().unwrap().body().as_bytes().unwrap()).unwrap()
    }

    #[test]
    fn an_update_says_clear_apart_from_leave() {
        let update = UpdateContact::new("crd_1").links([] as [&str; 0]).remove_custom_field("Tier");
        assert_eq!(body(&update), json!({"links": [], "custom_fields": {"Tier": null}}));
        assert_eq!(body(&UpdateContact::new("crd_1").name("Jane")), json!({"name": "Jane"}));
        assert!(UpdateContact::new("crd_1").to_request().is_err());
    }

    #[test]
    fn a_picture_goes_alone() {
        let picture = || UpdateContact::new("crd_1").avatar(Upload::new("a.png", "image/png", "png"));
        assert!(picture().to_request().is_ok());
        assert!(picture().custom_field("Tier", "Gold").to_request().unwrap_err().is_invalid_request());
    }

    #[test]
    fn only_the_replacing_update_carries_the_mark() {
        let marked =
            |request: http::Request<crate::Body>| request.extensions().get::<ReplaceCustomFields>().is_some();
        let replace = ReplaceContactCustomFields::new("crd_1", Map::new()).to_request().unwrap();
        assert_eq!(replace.body(), r#"{"custom_fields":{}}"#);
        assert!(marked(replace));
        assert!(!marked(UpdateContact::new("crd_1").custom_field("Tier", "Gold").to_request().unwrap()));
    }

    #[test]
    fn a_merge_counts_its_target() {
        let ids = |count: usize| (0..count).map(|n| format!("crd_{n}"));
        for (count, target, ok) in [
            (1, None, false),
            (2, None, true),
            (50, None, true),
            (51, None, false),
            (1, Some("crd_x"), true),
            (49, Some("crd_x"), true),
            (50, Some("crd_x"), false),
            (0, Some("crd_x"), false),
            (1, Some("crd_0"), false),
            (50, Some("crd_0"), true),
        ] {
            let mut merge = MergeContacts::new(ids(count));
            if let Some(target) = target {
                merge = merge.target_contact_id(target);
            }
            assert_eq!(merge.to_request().is_ok(), ok, "{count} {target:?}");
        }
    }
}
