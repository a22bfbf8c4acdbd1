//! Summaries of contacts and accounts.

use client_core::mcp::untrusted::Line;
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
    /// Address, number or name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) handle: Option<Line>,
}

impl From<&ContactHandle> for HandleView {
    fn from(handle: &ContactHandle) -> Self {
        Self {
            kind: handle.source.as_ref().map(ToString::to_string),
            handle: Line::given(handle.handle.as_deref()),
        }
    }
}

/// Summary of a contact. read_contact returns more.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct ContactView {
    /// Contact id, crd_….
    pub(crate) id: ContactId,
    /// Name, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Line>,
    /// Addresses.
    pub(crate) handles: Vec<HandleView>,
    /// True if it belongs to one teammate.
    #[serde(skip_serializing_if = "super::is_false")]
    pub(crate) is_private: bool,
}

impl From<&Contact> for ContactView {
    fn from(contact: &Contact) -> Self {
        Self {
            id: contact.id.clone(),
            name: Line::given(contact.name.as_deref()),
            handles: contact.handles.iter().map(Into::into).collect(),
            is_private: contact.is_private == Some(true),
        }
    }
}

/// Summary of an account. read_account returns more.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct AccountView {
    /// Account id, acc_….
    pub(crate) id: AccountId,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Line>,
}

impl From<&Account> for AccountView {
    fn from(account: &Account) -> Self {
        Self { id: account.id.clone(), name: Line::given(account.name.as_deref()) }
    }
}
