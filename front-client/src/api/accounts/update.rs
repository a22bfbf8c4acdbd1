//! Create, update and delete accounts, and manage their contacts.

use client_core::request;
use serde_json::{Map, Value};

use super::Account;
use crate::{
    api::{check, custom_fields::replaces_custom_fields},
    id::{AccountId, ContactId},
};

/// Creates an account.
#[request(POST "/accounts" -> Account, scopes = ["accounts:write"])]
pub struct CreateAccount {
    /// Name.
    name: String,
    /// Description.
    description: Option<String>,
    /// Mail domains of the account, such as `example.com`.
    domains: Option<Vec<String>>,
    /// Identifier in another system, such as a CRM. It cannot be changed later.
    external_id: Option<String>,
    /// Custom fields, by name. The type of a value follows the field's definition: text, number, boolean, seconds
    /// since 1970, a teammate's e-mail address, an inbox id, or one of the values of an enum.
    #[entry(custom_field)]
    custom_fields: Map<String, Value>,
}

/// Updates an account and returns it. Omitted fields stay unchanged.
///
/// Custom fields are merged. Front itself erases the fields that an update omits, so the client reads the stored
/// fields first and sends them along. A client built without its custom-field layer erases them.
#[request(PATCH "/accounts/{account_id}" -> Account, scopes = ["accounts:write"], check = check::changes)]
pub struct UpdateAccount {
    /// Account id, or an alias such as `alt:domain:example.com` or `alt:ext_id:…`.
    account_id: AccountId,
    /// New name.
    name: Option<String>,
    /// Description. An empty string clears it.
    description: Option<String>,
    /// Mail domains of the account. Replaces the whole list.
    domains: Option<Vec<String>>,
    /// Custom fields to change, by name. `null` removes a field; other fields stay unchanged.
    #[entry(custom_field, remove_custom_field)]
    custom_fields: Map<String, Value>,
}

/// Replaces all custom fields of an account. Omitted fields are erased.
///
/// Front does the same with the custom fields of any update. To change some and keep the rest, use
/// [`UpdateAccount`].
#[request(
    PATCH "/accounts/{account_id}" -> Account,
    scopes = ["accounts:write"],
    annotate = replaces_custom_fields,
)]
pub struct ReplaceAccountCustomFields {
    /// Account id, or an alias such as `alt:domain:example.com` or `alt:ext_id:…`.
    account_id: AccountId,
    /// Custom fields to keep, by name. An empty map erases all of them.
    #[required]
    custom_fields: Map<String, Value>,
}

/// Deletes an account permanently. Its contacts stay.
#[request(DELETE "/accounts/{account_id}", scopes = ["accounts:delete"])]
pub struct DeleteAccount {
    /// Account id, or an alias such as `alt:domain:example.com` or `alt:ext_id:…`.
    account_id: AccountId,
}

/// Adds contacts to an account.
#[request(POST "/accounts/{account_id}/contacts", scopes = ["accounts:write"])]
pub struct AddAccountContacts {
    /// Account id, or an alias such as `alt:domain:example.com` or `alt:ext_id:…`.
    account_id: AccountId,
    /// Contact ids, or aliases such as `alt:email:jane@example.com`.
    #[check(check::not_empty)]
    #[required]
    contact_ids: Vec<ContactId>,
}

/// Removes contacts from an account. The contacts themselves stay.
#[request(DELETE "/accounts/{account_id}/contacts", scopes = ["accounts:write"])]
pub struct RemoveAccountContacts {
    /// Account id, or an alias such as `alt:domain:example.com` or `alt:ext_id:…`.
    account_id: AccountId,
    /// Contact ids, or aliases such as `alt:email:jane@example.com`.
    #[check(check::not_empty)]
    #[required]
    contact_ids: Vec<ContactId>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;
    use http::Method;
    use serde_json::json;

    #[test]
    fn an_empty_list_clears_and_an_absent_one_does_not() {
        let body = |update: UpdateAccount| -> Value {
            serde_json::from_slice(update.to_request().unwrap().body().as_bytes().unwrap()).unwrap()
        };
        assert_eq!(body(UpdateAccount::new("acc_1").domains([] as [&str; 0])), json!({"domains": []}));
        assert_eq!(body(UpdateAccount::new("acc_1").description("")), json!({"description": ""}));
        assert!(UpdateAccount::new("acc_1").to_request().unwrap_err().is_invalid_request());
    }

    #[test]
    fn a_delete_carries_its_body() {
        let request = RemoveAccountContacts::new("alt:domain:example.com", ["crd_1"]).to_request().unwrap();
        assert_eq!(request.method(), Method::DELETE);
        assert_eq!(request.uri(), "/accounts/alt:domain:example.com/contacts");
        assert_eq!(request.body(), r#"{"contact_ids":["crd_1"]}"#);
        assert!(RemoveAccountContacts::new("acc_1", [] as [&str; 0]).to_request().is_err());
    }
}
