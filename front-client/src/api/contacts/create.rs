//! Create contacts.

use client_core::{Upload, request};
use serde_json::{Map, Value};

use super::{Contact, Handle};
use crate::{
    api::check,
    id::{TeamId, TeammateId},
};

fn check_handles(argument: &str, handles: &[Handle]) -> Result<(), String> {
    check::not_empty(argument, handles)?;
    handles.iter().try_for_each(Handle::check)
}

/// Creates a contact of the company.
#[request(POST "/contacts" -> Contact, scopes = ["contacts:write"])]
pub struct CreateContact {
    /// Addresses of the contact, at least one. An address belongs to one contact in the whole company.
    #[check(check_handles)]
    #[required]
    handles: Vec<Handle>,
    /// Name.
    name: Option<String>,
    /// Description.
    description: Option<String>,
    /// URLs of pages about the contact.
    links: Option<Vec<String>>,
    /// Contact lists to add the contact to, by name. Front creates missing lists.
    list_names: Option<Vec<String>>,
    /// Custom fields, by name. The type of a value follows the field's definition: text, number, boolean, seconds
    /// since 1970, a teammate's e-mail address, an inbox id, or one of the values of an enum.
    #[entry(custom_field)]
    custom_fields: Map<String, Value>,
    /// Avatar image. Makes the request a multipart upload of at most 25 MB.
    #[file]
    avatar: Option<Upload>,
}

/// Creates a contact of a team (workspace).
#[request(POST "/teams/{team_id}/contacts" -> Contact, scopes = ["contacts:write"])]
pub struct CreateTeamContact {
    /// Team that owns the contact.
    team_id: TeamId,
    /// Addresses of the contact, at least one. An address belongs to one contact in the whole company.
    #[check(check_handles)]
    #[required]
    handles: Vec<Handle>,
    /// Name.
    name: Option<String>,
    /// Description.
    description: Option<String>,
    /// URLs of pages about the contact.
    links: Option<Vec<String>>,
    /// Contact lists to add the contact to, by name. Front creates missing lists.
    list_names: Option<Vec<String>>,
    /// Custom fields, by name. The type of a value follows the field's definition: text, number, boolean, seconds
    /// since 1970, a teammate's e-mail address, an inbox id, or one of the values of an enum.
    #[entry(custom_field)]
    custom_fields: Map<String, Value>,
    /// Avatar image. Makes the request a multipart upload of at most 25 MB.
    #[file]
    avatar: Option<Upload>,
}

/// Creates a private contact of a teammate.
#[request(POST "/teammates/{teammate_id}/contacts" -> Contact, scopes = ["contacts:write"])]
pub struct CreateTeammateContact {
    /// Teammate who owns the contact: id, or an alias such as `alt:email:sarah@example.com`.
    teammate_id: TeammateId,
    /// Addresses of the contact, at least one. An address belongs to one contact in the whole company.
    #[check(check_handles)]
    #[required]
    handles: Vec<Handle>,
    /// Name.
    name: Option<String>,
    /// Description.
    description: Option<String>,
    /// URLs of pages about the contact.
    links: Option<Vec<String>>,
    /// Contact lists to add the contact to, by name. Front creates missing lists.
    list_names: Option<Vec<String>>,
    /// Custom fields, by name. The type of a value follows the field's definition: text, number, boolean, seconds
    /// since 1970, a teammate's e-mail address, an inbox id, or one of the values of an enum.
    #[entry(custom_field)]
    custom_fields: Map<String, Value>,
    /// Avatar image. Makes the request a multipart upload of at most 25 MB.
    #[file]
    avatar: Option<Upload>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;

    #[test]
    fn avatar_is_sent_as_multipart() {
        let request = CreateContact::new([Handle::email("jane@example.com")])
            .custom_field("Tier", "Gold")
            .avatar(Upload::new("jane.png", "image/png", "png"))
            .to_request()
            .unwrap();
        let body = String::from_utf8(request.body().as_bytes().unwrap().to_vec()).unwrap();
        assert!(body.contains("name=\"handles[0][handle]\"\r\n\r\njane@example.com\r\n"), "{body}");
        assert!(body.contains("name=\"custom_fields[Tier]\"\r\n\r\nGold\r\n"), "{body}");
        assert!(body.contains("name=\"avatar\"; filename=\"jane.png\"\r\n"), "{body}");
    }

    #[test]
    fn contact_needs_an_unambiguous_handle() {
        for (handles, word) in [
            (vec![], "`handles`"),
            (vec![Handle::phone("0301234567")], "`+`"),
            (vec![Handle::email("")], "empty"),
        ] {
            let error = CreateContact::new(handles).to_request().unwrap_err();
            assert!(error.is_invalid_request() && error.to_string().contains(word), "{error}");
        }
    }
}
