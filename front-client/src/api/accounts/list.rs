//! Finding and reading accounts.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    AccountId, Endpoint, Front, Page, PageToken,
    api::{
        SortOrder,
        accounts::{Account, AccountSort},
        check_limit,
        contacts::{Contact, ContactSort},
    },
};

/// Lists the accounts of the company. To find one by mail domain, read it by its alias
/// (`alt:domain:example.com`) instead.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListAccounts {
    /// What the accounts are ordered by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort_by: Option<AccountSort>,
    /// Ascending or descending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort_order: Option<SortOrder>,
    /// How many accounts a page holds, 1 to 100. Front decides where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page_token: Option<PageToken>,
}

impl ListAccounts {
    /// All accounts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What the accounts are ordered by.
    #[must_use]
    pub fn sort_by(mut self, sort_by: AccountSort) -> Self {
        self.sort_by = Some(sort_by);
        self
    }

    /// Ascending or descending.
    #[must_use]
    pub fn sort_order(mut self, sort_order: SortOrder) -> Self {
        self.sort_order = Some(sort_order);
        self
    }

    /// How many accounts a page holds, 1 to 100. Front decides where it is left out.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    #[must_use]
    pub fn page_token(mut self, page_token: impl Into<PageToken>) -> Self {
        self.page_token = Some(page_token.into());
        self
    }
}

impl Endpoint for ListAccounts {
    type Vendor = Front;
    type Output = Page<Account>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/accounts";
    const SCOPES: &'static [&'static str] = &["accounts:read"];

    fn validate(&self) -> Result<(), String> {
        check_limit(self.limit)
    }
}

/// Shows one account, with its domains and custom fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetAccount {
    /// The account; an alias such as `alt:domain:example.com` or `alt:ext_id:…` will do.
    account_id: AccountId,
}

impl GetAccount {
    /// The account with this id or alias.
    pub fn new(account_id: impl Into<AccountId>) -> Self {
        Self { account_id: account_id.into() }
    }
}

impl Endpoint for GetAccount {
    type Vendor = Front;
    type Output = Account;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/accounts/{account_id}";
    const SCOPES: &'static [&'static str] = &["accounts:read"];
}

/// Lists the contacts of an account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListAccountContacts {
    /// The account; an alias such as `alt:domain:example.com` or `alt:ext_id:…` will do.
    account_id: AccountId,
    /// What the contacts are ordered by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort_by: Option<ContactSort>,
    /// Ascending or descending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort_order: Option<SortOrder>,
    /// How many contacts a page holds, 1 to 100. Front decides where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page_token: Option<PageToken>,
}

impl ListAccountContacts {
    /// All contacts of this account.
    pub fn new(account_id: impl Into<AccountId>) -> Self {
        Self { account_id: account_id.into(), sort_by: None, sort_order: None, limit: None, page_token: None }
    }

    /// What the contacts are ordered by.
    #[must_use]
    pub fn sort_by(mut self, sort_by: ContactSort) -> Self {
        self.sort_by = Some(sort_by);
        self
    }

    /// Ascending or descending.
    #[must_use]
    pub fn sort_order(mut self, sort_order: SortOrder) -> Self {
        self.sort_order = Some(sort_order);
        self
    }

    /// How many contacts a page holds, 1 to 100. Front decides where it is left out.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    #[must_use]
    pub fn page_token(mut self, page_token: impl Into<PageToken>) -> Self {
        self.page_token = Some(page_token.into());
        self
    }
}

impl Endpoint for ListAccountContacts {
    type Vendor = Front;
    type Output = Page<Contact>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/accounts/{account_id}/contacts";
    const SCOPES: &'static [&'static str] = &["contacts:read"];

    fn validate(&self) -> Result<(), String> {
        check_limit(self.limit)
    }
}
