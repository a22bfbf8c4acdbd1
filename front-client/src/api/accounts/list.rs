//! List and read accounts.

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
    /// Sort key of the accounts.
    sort_by: Option<AccountSort>,
    /// Sort direction.
    sort_order: Option<SortOrder>,
    /// Page size, 1 to 100. Defaults to Front's own.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Page token of the previous page. Omit for the first page.
    page_token: Option<PageToken>,
}

/// Returns one account, with its domains and custom fields.
#[request(GET "/accounts/{account_id}" -> Account, scopes = ["accounts:read"])]
pub struct GetAccount {
    /// Account id, or an alias such as `alt:domain:example.com` or `alt:ext_id:…`.
    account_id: AccountId,
}

/// Lists the contacts of an account.
#[request(GET "/accounts/{account_id}/contacts" -> Page<Contact>, scopes = ["contacts:read"])]
pub struct ListAccountContacts {
    /// Account id, or an alias such as `alt:domain:example.com` or `alt:ext_id:…`.
    account_id: AccountId,
    /// Sort key of the contacts.
    sort_by: Option<ContactSort>,
    /// Sort direction.
    sort_order: Option<SortOrder>,
    /// Page size, 1 to 100. Defaults to Front's own.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Page token of the previous page. Omit for the first page.
    page_token: Option<PageToken>,
}
