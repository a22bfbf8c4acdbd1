//! Contacts and accounts, in short.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    api::{
        accounts::Account,
        contacts::{Contact, ContactHandle},
    },
    id::{AccountId, ContactId},
};

/// An address of a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct HandleView {
    /// email, phone, twitter, facebook, intercom, front_chat or custom.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<String>,
    /// The address, number or name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) handle: Option<String>,
}

impl From<&ContactHandle> for HandleView {
    fn from(handle: &ContactHandle) -> Self {
        Self { kind: handle.source.as_ref().map(ToString::to_string), handle: handle.handle.clone() }
    }
}

/// A contact, without what read_contact adds.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct ContactView {
    /// The id, crd_….
    pub(crate) id: ContactId,
    /// The name, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// The addresses.
    pub(crate) handles: Vec<HandleView>,
    /// Belongs to one teammate.
    #[serde(skip_serializing_if = "super::is_false")]
    pub(crate) is_private: bool,
}

impl From<&Contact> for ContactView {
    fn from(contact: &Contact) -> Self {
        Self {
            id: contact.id.clone(),
            name: contact.name.clone().filter(|name| !name.is_empty()),
            handles: contact.handles.iter().map(Into::into).collect(),
            is_private: contact.is_private == Some(true),
        }
    }
}

/// An account, without what read_account adds.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct AccountView {
    /// The id, acc_….
    pub(crate) id: AccountId,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
}

impl From<&Account> for AccountView {
    fn from(account: &Account) -> Self {
        Self { id: account.id.clone(), name: account.name.clone() }
    }
}
