//! Finding and reading accounts.

use client_core::request;

use super::{Account, AccountSort};
use crate::{
    api::{
        SortOrder, check,
        contacts::{Contact, ContactSort},
    },
    id::AccountId,
    page::{Page, PageToken},
};

/// Lists the accounts of the company. To find one by mail domain, read it by its alias
/// (`alt:domain:example.com`) instead.
#[request(GET "/accounts" -> Page<Account>, scopes = ["accounts:read"])]
pub struct ListAccounts {
    /// What the accounts are ordered by.
    sort_by: Option<AccountSort>,
    /// Ascending or descending.
    sort_order: Option<SortOrder>,
    /// How many accounts a page holds, 1 to 100. Front decides where it is left out.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    page_token: Option<PageToken>,
}

/// Shows one account, with its domains and custom fields.
#[request(GET "/accounts/{account_id}" -> Account, scopes = ["accounts:read"])]
pub struct GetAccount {
    /// The account; an alias such as `alt:domain:example.com` or `alt:ext_id:…` will do.
    account_id: AccountId,
}

/// Lists the contacts of an account.
#[request(GET "/accounts/{account_id}/contacts" -> Page<Contact>, scopes = ["contacts:read"])]
pub struct ListAccountContacts {
    /// The account; an alias such as `alt:domain:example.com` or `alt:ext_id:…` will do.
    account_id: AccountId,
    /// What the contacts are ordered by.
    sort_by: Option<ContactSort>,
    /// Ascending or descending.
    sort_order: Option<SortOrder>,
    /// How many contacts a page holds, 1 to 100. Front decides where it is left out.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    page_token: Option<PageToken>,
}
