//! Making, changing and deleting accounts, and their contacts.

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
    /// The name.
    name: String,
    /// What is noted about the account.
    description: Option<String>,
    /// The mail domains that belong to it, such as `example.com`.
    domains: Option<Vec<String>>,
    /// Its identifier in another system, such as a CRM. It cannot be changed later.
    external_id: Option<String>,
    /// Custom fields, by name. A value has the type of its definition: text, number, true or false, seconds
    /// since 1970, a teammate's e-mail address, an inbox id, or one of the values of an enum.
    #[entry(custom_field)]
    custom_fields: Map<String, Value>,
}

/// Changes an account and returns it. What is left out stays as it is.
///
/// Custom fields are merged: Front itself would erase those that an update leaves out, so the client reads
/// the stored ones first and sends them along. A client that was built without its layer for custom fields
/// erases them.
#[request(PATCH "/accounts/{account_id}" -> Account, scopes = ["accounts:write"], check = check::changes)]
pub struct UpdateAccount {
    /// The account; an alias such as `alt:domain:example.com` or `alt:ext_id:…` will do.
    account_id: AccountId,
    /// The new name.
    name: Option<String>,
    /// What is noted about the account; empty for nothing.
    description: Option<String>,
    /// All mail domains that belong to it: the list replaces the one before.
    domains: Option<Vec<String>>,
    /// Custom fields to change, by name; null removes one, the others stay.
    #[entry(custom_field, remove_custom_field)]
    custom_fields: Map<String, Value>,
}

/// Replaces all custom fields of an account by the ones given, and erases every other one.
///
/// This is what Front does with any custom fields in an update. To change some and keep the rest, use
/// [`UpdateAccount`].
#[request(
    PATCH "/accounts/{account_id}" -> Account,
    scopes = ["accounts:write"],
    annotate = replaces_custom_fields,
)]
pub struct ReplaceAccountCustomFields {
    /// The account; an alias such as `alt:domain:example.com` or `alt:ext_id:…` will do.
    account_id: AccountId,
    /// The custom fields that remain, by name. An empty map erases them all.
    #[required]
    custom_fields: Map<String, Value>,
}

/// Deletes an account for good. Its contacts stay.
#[request(DELETE "/accounts/{account_id}", scopes = ["accounts:delete"])]
pub struct DeleteAccount {
    /// The account; an alias such as `alt:domain:example.com` or `alt:ext_id:…` will do.
    account_id: AccountId,
}

/// Adds contacts to an account.
#[request(POST "/accounts/{account_id}/contacts", scopes = ["accounts:write"])]
pub struct AddAccountContacts {
    /// The account; an alias such as `alt:domain:example.com` or `alt:ext_id:…` will do.
    account_id: AccountId,
    /// The contacts; aliases such as `alt:email:jane@example.com` will do.
    #[check(check::not_empty)]
    #[required]
    contact_ids: Vec<ContactId>,
}

/// Removes contacts from an account. The contacts themselves stay.
#[request(DELETE "/accounts/{account_id}/contacts", scopes = ["accounts:write"])]
pub struct RemoveAccountContacts {
    /// The account; an alias such as `alt:domain:example.com` or `alt:ext_id:…` will do.
    account_id: AccountId,
    /// The contacts; aliases such as `alt:email:jane@example.com` will do.
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
