//! Making, changing and deleting accounts, and their contacts.

use http::{Extensions, Method};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    AccountId, ContactId, Endpoint, Front,
    api::{accounts::Account, check_changes, check_not_empty},
    layer::ReplaceCustomFields,
};

/// Creates an account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAccount {
    /// The name.
    name: String,
    /// What is noted about the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// The mail domains that belong to it, such as `example.com`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    domains: Option<Vec<String>>,
    /// Its identifier in another system, such as a CRM. It cannot be changed later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    external_id: Option<String>,
    /// Custom fields, by name. A value has the type of its definition: text, number, true or false, seconds
    /// since 1970, a teammate's e-mail address, an inbox id, or one of the values of an enum.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    custom_fields: Map<String, Value>,
}

impl CreateAccount {
    /// An account with this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: None,
            domains: None,
            external_id: None,
            custom_fields: Map::new(),
        }
    }

    /// What is noted about the account.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// The mail domains that belong to it, such as `example.com`.
    #[must_use]
    pub fn domains(mut self, domains: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.domains = Some(domains.into_iter().map(Into::into).collect());
        self
    }

    /// Its identifier in another system, such as a CRM. It cannot be changed later.
    #[must_use]
    pub fn external_id(mut self, external_id: impl Into<String>) -> Self {
        self.external_id = Some(external_id.into());
        self
    }

    /// Sets one custom field, by its name.
    #[must_use]
    pub fn custom_field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.custom_fields.insert(name.into(), value.into());
        self
    }
}

impl Endpoint for CreateAccount {
    type Vendor = Front;
    type Output = Account;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/accounts";
    const SCOPES: &'static [&'static str] = &["accounts:write"];
}

/// Changes an account and returns it. What is left out stays as it is.
///
/// Custom fields are merged: Front itself would erase those that an update leaves out, so the client reads
/// the stored ones first and sends them along. A client that was built without its layer for custom fields
/// erases them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateAccount {
    /// The account; an alias such as `alt:domain:example.com` or `alt:ext_id:…` will do.
    account_id: AccountId,
    /// The new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// What is noted about the account; empty for nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// All mail domains that belong to it: the list replaces the one before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    domains: Option<Vec<String>>,
    /// Custom fields to change, by name; null removes one, the others stay.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    custom_fields: Map<String, Value>,
}

impl UpdateAccount {
    /// A change of this account; say what with the setters.
    pub fn new(account_id: impl Into<AccountId>) -> Self {
        Self {
            account_id: account_id.into(),
            name: None,
            description: None,
            domains: None,
            custom_fields: Map::new(),
        }
    }

    /// The new name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// What is noted about the account; empty for nothing.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// All mail domains that belong to it: the list replaces the one before.
    #[must_use]
    pub fn domains(mut self, domains: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.domains = Some(domains.into_iter().map(Into::into).collect());
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
}

impl Endpoint for UpdateAccount {
    type Vendor = Front;
    type Output = Account;
    const METHOD: Method = Method::PATCH;
    const PATH: &'static str = "/accounts/{account_id}";
    const SCOPES: &'static [&'static str] = &["accounts:write"];

    fn validate(&self) -> Result<(), String> {
        check_changes(self, &["account_id"])
    }
}

/// Replaces all custom fields of an account by the ones given, and erases every other one.
///
/// This is what Front does with any custom fields in an update. To change some and keep the rest, use
/// [`UpdateAccount`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceAccountCustomFields {
    /// The account; an alias such as `alt:domain:example.com` or `alt:ext_id:…` will do.
    account_id: AccountId,
    /// The custom fields that remain, by name. An empty map erases them all.
    custom_fields: Map<String, Value>,
}

impl ReplaceAccountCustomFields {
    /// These fields, and no others.
    pub fn new(account_id: impl Into<AccountId>, custom_fields: Map<String, Value>) -> Self {
        Self { account_id: account_id.into(), custom_fields }
    }
}

impl Endpoint for ReplaceAccountCustomFields {
    type Vendor = Front;
    type Output = Account;
    const METHOD: Method = Method::PATCH;
    const PATH: &'static str = "/accounts/{account_id}";
    const SCOPES: &'static [&'static str] = &["accounts:write"];

    fn annotate(&self, extensions: &mut Extensions) {
        extensions.insert(ReplaceCustomFields);
    }
}

/// Deletes an account for good. Its contacts stay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteAccount {
    /// The account; an alias such as `alt:domain:example.com` or `alt:ext_id:…` will do.
    account_id: AccountId,
}

impl DeleteAccount {
    /// The account with this id or alias.
    pub fn new(account_id: impl Into<AccountId>) -> Self {
        Self { account_id: account_id.into() }
    }
}

impl Endpoint for DeleteAccount {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::DELETE;
    const PATH: &'static str = "/accounts/{account_id}";
    const SCOPES: &'static [&'static str] = &["accounts:delete"];
}

/// Adds contacts to an account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddAccountContacts {
    /// The account; an alias such as `alt:domain:example.com` or `alt:ext_id:…` will do.
    account_id: AccountId,
    /// The contacts; aliases such as `alt:email:jane@example.com` will do.
    contact_ids: Vec<ContactId>,
}

impl AddAccountContacts {
    /// These contacts to this account.
    pub fn new(
        account_id: impl Into<AccountId>,
        contact_ids: impl IntoIterator<Item = impl Into<ContactId>>,
    ) -> Self {
        Self { account_id: account_id.into(), contact_ids: contact_ids.into_iter().map(Into::into).collect() }
    }
}

impl Endpoint for AddAccountContacts {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/accounts/{account_id}/contacts";
    const SCOPES: &'static [&'static str] = &["accounts:write"];

    fn validate(&self) -> Result<(), String> {
        check_not_empty("contact_ids", &self.contact_ids)
    }
}

/// Removes contacts from an account. The contacts themselves stay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveAccountContacts {
    /// The account; an alias such as `alt:domain:example.com` or `alt:ext_id:…` will do.
    account_id: AccountId,
    /// The contacts; aliases such as `alt:email:jane@example.com` will do.
    contact_ids: Vec<ContactId>,
}

impl RemoveAccountContacts {
    /// These contacts from this account.
    pub fn new(
        account_id: impl Into<AccountId>,
        contact_ids: impl IntoIterator<Item = impl Into<ContactId>>,
    ) -> Self {
        Self { account_id: account_id.into(), contact_ids: contact_ids.into_iter().map(Into::into).collect() }
    }
}

impl Endpoint for RemoveAccountContacts {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::DELETE;
    const PATH: &'static str = "/accounts/{account_id}/contacts";
    const SCOPES: &'static [&'static str] = &["accounts:write"];

    fn validate(&self) -> Result<(), String> {
        check_not_empty("contact_ids", &self.contact_ids)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
