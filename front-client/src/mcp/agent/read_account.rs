//! `read_account`: reads a company and its contacts.

use client_core::mcp::{
    argument::echo,
    result::Failed,
    untrusted::{Fields, Line},
};
use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::Value;

use super::{Call, ToolSet};
use crate::{
    api::{
        SortOrder,
        accounts::{GetAccount, ListAccountContacts},
        contacts::ContactSort,
    },
    id::AccountId,
    mcp::{
        resolve::id_in,
        view::{ContactView, is_false, time},
    },
};

/// Number of contacts shown.
const CONTACTS: u32 = 10;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Account: id acc_…, its number, a mail domain such as example.com, or an alias such as alt:ext_id:4711.
    #[serde(alias = "accountId", deserialize_with = "text_or_number")]
    #[schemars(schema_with = "text")]
    account_id: String,
}

/// Accepts a number, because models write an account's number as one.
fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::String(text) => Ok(text),
        Value::Number(number) if number.is_u64() => Ok(number.to_string()),
        other => Err(de::Error::custom(format!(
            "invalid value: {other}, expected an id acc_…, a number or a domain"
        ))),
    }
}

fn text(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string" })
}

#[derive(Debug, Serialize, JsonSchema)]
struct Read {
    /// Account id, acc_….
    id: AccountId,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Line>,
    /// Description.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Line>,
    /// Mail domains of the account.
    domains: Vec<Line>,
    /// Identifier in another system, such as a CRM.
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<Line>,
    /// Custom fields, by name. Dates are seconds since 1970.
    custom_fields: Fields,
    /// Time of creation.
    #[serde(skip_serializing_if = "Option::is_none")]
    created_at: Option<String>,
    /// Time of the last change.
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_at: Option<String>,
    /// Contacts of the account, most recently changed first. read_contact reads one.
    contacts: Vec<ContactView>,
    /// True if the account has more contacts than shown.
    #[serde(skip_serializing_if = "is_false")]
    more_contacts: bool,
    /// Parts that could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
            "read_account",
            "Reads an account (a customer's company): mail domains, custom fields such as the plan, and up to 10 of its \
             contacts.",
            read,
        )
        .title("Read an account")
        .method(ToolMethod::Get)
        .tags(["accounts", "contacts"])
}

async fn read(call: Call, arguments: Arguments) -> Result<Read, HandlerError> {
    let id = account_id(&arguments.account_id)?;
    let account = call.find(&GetAccount::new(id.clone())).await?.ok_or_else(|| {
        let requested = arguments.account_id.trim();
        let tried = if id.as_str() == requested { String::new() } else { format!(" (looked up as {id})") };
        HandlerError::not_found(format!(
            "account_id: there is no account {requested}{tried}, or the API token cannot see it"
        ))
        .with_hint(
            "read_contact names the accounts of a contact. A number of another system is alt:ext_id:….",
        )
    })?;
    let contacts = ListAccountContacts::new(account.id.clone())
        .sort_by(ContactSort::UpdatedAt)
        .sort_order(SortOrder::Descending)
        .limit(CONTACTS);
    let mut failed = Vec::new();
    let (contacts, more_contacts) = match call.send(&contacts).await {
        Ok(page) => {
            let more = page.next().is_some();
            (page.items.iter().map(ContactView::from).collect(), more)
        }
        Err(error) => {
            failed.push(Failed::new("contacts", &error));
            (Vec::new(), false)
        }
    };
    Ok(Read {
        id: account.id,
        name: Line::given(account.name.as_deref()),
        description: Line::given(account.description.as_deref()),
        domains: account.domains.iter().map(Line::from).collect(),
        external_id: Line::given(account.external_id.as_deref()),
        custom_fields: Fields::new(&account.custom_fields),
        created_at: time(account.created_at),
        updated_at: time(account.updated_at),
        contacts,
        more_contacts,
        failed,
    })
}

fn account_id(text: &str) -> Result<AccountId, HandlerError> {
    let text = text.trim();
    if let Some(id) = id_in("acc_", text) {
        return Ok(id.into());
    }
    // Front's own pages show the id in base 10 (https://dev.frontapp.com/docs/resource-aliases-1).
    if let Ok(number) = text.parse::<u64>() {
        return Ok(format!("acc_{}", base36(number)).into());
    }
    if text.starts_with("alt:domain:") || text.starts_with("alt:ext_id:") {
        return Ok(text.into());
    }
    let domain = text.rsplit_once('@').map_or(text, |(_, domain)| domain);
    let is_domain = domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && domain.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'));
    if is_domain {
        return Ok(format!("alt:domain:{}", domain.to_lowercase()).into());
    }
    Err(HandlerError::invalid_arguments(format!(
        "account_id is {text}; it must be an id acc_…, a number, a mail domain such as example.com, or alt:ext_id:…", text = echo(text)
    ))
    .with_hint("Accounts cannot be searched by name. read_contact names the accounts of a contact."))
}

fn base36(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        let digit = u32::try_from(number % 36).ok().and_then(|digit| char::from_digit(digit, 36));
        digits.extend(digit);
        number /= 36;
        if number == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn account_is_found_by_id_number_domain_or_alias() {
        for (text, id) in [
            ("acc_76", "acc_76"),
            (" https://app.frontapp.com/accounts/acc_76 ", "acc_76"),
            ("0", "acc_0"),
            ("258", "acc_76"),
            ("18446744073709551615", "acc_3w5e11264sgsf"),
            ("Example.com", "alt:domain:example.com"),
            ("jane@example.com", "alt:domain:example.com"),
            ("alt:ext_id:4711", "alt:ext_id:4711"),
        ] {
            assert_eq!(account_id(text).unwrap().as_str(), id, "{text}");
        }
        for text in ["", "Northwind Traders", "a/b.c", ".com", "-1", "acc_../x"] {
            assert!(account_id(text).unwrap_err().message().contains("must be an id acc_"), "{text}");
        }
    }
}
