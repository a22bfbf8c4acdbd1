//! Update, merge and delete contacts.

use client_core::{Upload, request};
use serde_json::{Map, Value};

use super::Contact;
use crate::{
    api::{check, custom_fields::replaces_custom_fields},
    id::ContactId,
};

/// Maximum number of contacts in one merge, target included (<https://dev.frontapp.com/reference/merge-contacts>).
pub const MAX_MERGED_CONTACTS: usize = 50;

/// Updates a contact. Omitted fields stay unchanged. Handles have operations of their own.
///
/// Custom fields are merged. Front itself erases the fields that an update omits, so the client reads the stored
/// fields first and sends them along. A client built without its custom-field layer erases them.
#[request(PATCH "/contacts/{contact_id}", scopes = ["contacts:write"], check = check_update)]
pub struct UpdateContact {
    /// Contact id, or an alias such as `alt:email:jane@example.com`.
    contact_id: ContactId,
    /// Name.
    name: Option<String>,
    /// Description. An empty string clears it.
    description: Option<String>,
    /// URLs of pages about the contact. Replaces the whole list.
    links: Option<Vec<String>>,
    /// Contact lists of the contact, by name. Replaces the whole list. Front creates missing lists.
    list_names: Option<Vec<String>>,
    /// Custom fields to change, by name. `null` removes a field; other fields stay unchanged.
    #[entry(custom_field, remove_custom_field)]
    custom_fields: Map<String, Value>,
    /// Avatar image. Makes the request a multipart upload of at most 25 MB. Cannot be combined with
    /// `custom_fields`.
    #[file]
    avatar: Option<Upload>,
}

fn check_update(update: &UpdateContact) -> Result<(), String> {
    match (&update.avatar, update.custom_fields.is_empty()) {
        (None, _) => check::changes(update),
        (Some(_), true) => Ok(()),
        // The layer that merges custom fields reads JSON. In a form they would be sent unmerged and erase the rest.
        (Some(_), false) => {
            Err("`avatar` and `custom_fields` cannot be changed in one call: send two".to_owned())
        }
    }
}

/// Replaces all custom fields of a contact. Omitted fields are erased.
///
/// Front does the same with the custom fields of any update. To change some and keep the rest, use
/// [`UpdateContact`].
#[request(PATCH "/contacts/{contact_id}", scopes = ["contacts:write"], annotate = replaces_custom_fields)]
pub struct ReplaceContactCustomFields {
    /// Contact id, or an alias such as `alt:email:jane@example.com`.
    contact_id: ContactId,
    /// Custom fields to keep, by name. An empty map erases all of them.
    #[required]
    custom_fields: Map<String, Value>,
}

/// Deletes a contact permanently. Its conversations stay.
#[request(DELETE "/contacts/{contact_id}", scopes = ["contacts:delete"])]
pub struct DeleteContact {
    /// Contact id, or an alias such as `alt:email:jane@example.com`.
    contact_id: ContactId,
}

/// Merges contacts into one and deletes the others. This cannot be undone.
///
/// Without a target, Front picks one of the contacts.
#[request(POST "/contacts/merge" -> Contact, scopes = ["contacts:write"], check = check_merge)]
pub struct MergeContacts {
    /// Contacts to merge: 2 to 50 with the target among them, 1 to 49 with another target.
    #[required]
    contact_ids: Vec<ContactId>,
    /// Contact to merge the others into.
    target_contact_id: Option<ContactId>,
}

fn check_merge(merge: &MergeContacts) -> Result<(), String> {
    let count = merge.contact_ids.len();
    let target_apart =
        merge.target_contact_id.as_ref().is_some_and(|target| !merge.contact_ids.contains(target));
    let allowed = if target_apart { 1..=MAX_MERGED_CONTACTS - 1 } else { 2..=MAX_MERGED_CONTACTS };
    if !allowed.contains(&count) {
        return Err(format!(
            "`contact_ids` has {count} entries; it may have {} to {}",
            allowed.start(),
            allowed.end()
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::ReplaceCustomFields;
    use client_core::Endpoint;
    use serde_json::json;

    fn body(request: &UpdateContact) -> Value {
        serde_json::from_slice(request.to_request().unwrap().body().as_bytes().unwrap()).unwrap()
    }

    #[test]
    fn update_distinguishes_clear_from_keep() {
        let update = UpdateContact::new("crd_1").links([] as [&str; 0]).remove_custom_field("Tier");
        assert_eq!(body(&update), json!({"links": [], "custom_fields": {"Tier": null}}));
        assert_eq!(body(&UpdateContact::new("crd_1").name("Jane")), json!({"name": "Jane"}));
        assert!(UpdateContact::new("crd_1").to_request().is_err());
    }

    #[test]
    fn avatar_excludes_custom_fields() {
        let picture = || UpdateContact::new("crd_1").avatar(Upload::new("a.png", "image/png", "png"));
        assert!(picture().to_request().is_ok());
        assert!(picture().custom_field("Tier", "Gold").to_request().unwrap_err().is_invalid_request());
    }

    #[test]
    fn only_replace_sets_replace_custom_fields() {
        let marked =
            |request: http::Request<crate::Body>| request.extensions().get::<ReplaceCustomFields>().is_some();
        let replace = ReplaceContactCustomFields::new("crd_1", Map::new()).to_request().unwrap();
        assert_eq!(replace.body(), r#"{"custom_fields":{}}"#);
        assert!(marked(replace));
        assert!(!marked(UpdateContact::new("crd_1").custom_field("Tier", "Gold").to_request().unwrap()));
    }

    #[test]
    fn merge_limit_includes_the_target() {
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
