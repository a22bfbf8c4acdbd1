//! Validates the credentials at start: owner, scopes, and scopes that visible tools need but the credential lacks.

use std::{collections::BTreeMap, time::Duration};

use client_core::{Endpoint as _, ErrorKind};
use fusedesk_client::api::session::GetPermissions;
use mcp_core::{Filter, Registry};
use tokio::time::timeout;

use crate::{
    config::Config,
    health::{Account, Health},
    redact::shorten,
    tools::Clients,
    vendor::FrontAuthor,
};

/// Timeout for a vendor.
const WITHIN: Duration = Duration::from_secs(5);
/// Maximum number of names in a warning.
const LISTED: usize = 6;

/// Results of the validation, as text for the operator.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// For the banner, one line a vendor.
    pub(crate) lines: Vec<String>,
    /// For stderr, one line each.
    pub(crate) warnings: Vec<String>,
}

/// Marks the accounts in `health` as being checked.
pub(crate) fn announce(config: &Config, health: &Health) {
    let state = |account: bool| if account { Account::Checking } else { Account::Demo };
    if config.serves_front() {
        health.front(state(config.front.has_account()));
    }
    if config.serves_fusedesk() {
        health.fusedesk(state(config.fusedesk.has_account()));
    }
}

/// Checks all vendors with accounts, concurrently.
pub(crate) async fn run(config: &Config, clients: &Clients, tools: &Registry, health: &Health) -> Report {
    // Tools visible to any caller.
    let visible = match &config.keys {
        None => config.allow.filter().clone(),
        Some(keys) => keys
            .iter()
            .map(|key| config.allow.of_key(key.filter.as_ref()))
            .fold(Filter::none(), |all, filter| all.or(&filter)),
    };
    let visible = tools.view(&visible);
    let visible: Vec<&str> = visible.iter().map(|tool| tool.definition().name()).collect();
    let (front, fusedesk) =
        tokio::join!(front(config, clients, &visible), fusedesk(config, clients, &visible));
    let mut report = Report::default();
    if let Some((account, outcome)) = front {
        health.front(account);
        report.add(outcome);
    }
    if let Some((account, outcome)) = fusedesk {
        health.fusedesk(account);
        report.add(outcome);
    }
    report
}

impl Report {
    fn add(&mut self, outcome: Outcome) {
        self.lines.extend(outcome.line);
        self.warnings.extend(outcome.warnings);
    }
}

struct Outcome {
    line: Option<String>,
    warnings: Vec<String>,
}

async fn front(config: &Config, clients: &Clients, visible: &[&str]) -> Option<(Account, Outcome)> {
    let client = clients.front.as_ref().filter(|_| config.front.has_account())?;
    let asked = timeout(WITHIN, front_client::api::identity::GetMe::new().send(client)).await;
    let identity = match record_outcome(asked, "Front", "FRONT_API_TOKEN") {
        Ok(identity) => identity,
        Err(failed) => return Some(failed),
    };
    let company = match &identity.name {
        Some(name) => format!("{name} ({})", identity.id),
        None => identity.id.to_string(),
    };
    // Printed on one line, which the name must not break.
    let company = company.replace(char::is_control, " ");
    let scopes = config.front.scopes();
    let line = match &scopes {
        Some(scopes) => format!("Front: the token belongs to {company}; scopes: {}.", listed(scopes)),
        None => format!("Front: the token belongs to {company}; its scopes are unknown."),
    };
    let warnings = scopes.map_or_else(Vec::new, |scopes| {
        let needs = front_client::mcp::required_scopes;
        scope_warnings("the token of Front", &missing(needs, visible, |scope| grants(&scopes, scope)))
    });
    let author = match config.front.author() {
        Some(FrontAuthor::Teammate(id)) => unknown_author(client, id).await,
        _ => None,
    };
    let warnings = warnings.into_iter().chain(author).collect();
    Some((Account::Ok, Outcome { line: Some(line), warnings }))
}

/// Returns a warning if Front does not know the author. A token without permission to check yields none.
async fn unknown_author(client: &front_client::Client, id: &str) -> Option<String> {
    let asked = timeout(WITHIN, front_client::api::teammates::GetTeammate::new(id).send(client)).await;
    match asked {
        Ok(Err(error)) if error.is_not_found() => Some(format!(
            "Front has no teammate {}, so comments, drafts and replies will fail; correct FRONT_AUTHOR_ID",
            shorten(id)
        )),
        _ => None,
    }
}

async fn fusedesk(config: &Config, clients: &Clients, visible: &[&str]) -> Option<(Account, Outcome)> {
    let client = clients.fusedesk.as_ref().filter(|_| config.fusedesk.has_account())?;
    let asked = timeout(WITHIN, GetPermissions::new().send(client)).await;
    let permissions = match record_outcome(asked, "FuseDesk", "FUSEDESK_API_KEY") {
        Ok(permissions) => permissions,
        Err(failed) => return Some(failed),
    };
    let scopes: Vec<String> = permissions.scopes.iter().map(ToString::to_string).collect();
    let line = format!("FuseDesk: the key is accepted; scopes: {}.", listed(&scopes));
    let needs = fusedesk_client::mcp::required_scopes;
    let missing = missing(needs, visible, |scope| scopes.iter().any(|given| given == scope));
    Some((
        Account::Ok,
        Outcome { line: Some(line), warnings: scope_warnings("the key of FuseDesk", &missing) },
    ))
}

/// Returns the vendor's response, or records the account's state and one warning.
fn record_outcome<T>(
    asked: Result<Result<T, client_core::Error>, tokio::time::error::Elapsed>,
    vendor: &str,
    variable: &str,
) -> Result<T, (Account, Outcome)> {
    let (account, warning) = match asked {
        Ok(Ok(response)) => return Ok(response),
        Ok(Err(error)) if error.kind() == ErrorKind::Unauthorized => (
            Account::Unauthorized,
            format!("{vendor} refuses {variable}, so every tool will fail; correct it and start again"),
        ),
        Ok(Err(error)) => (
            Account::Unavailable,
            format!(
                "{vendor} could not be reached: {}. The tools are served anyway",
                error.report().to_string().trim_end_matches('.')
            ),
        ),
        Err(_) => (
            Account::Unavailable,
            format!("{vendor} did not respond within {WITHIN:?}. The tools are served anyway"),
        ),
    };
    Err((account, Outcome { line: None, warnings: vec![warning] }))
}

/// Returns a warning for each missing scope.
fn scope_warnings(credential: &str, missing: &BTreeMap<&str, Vec<String>>) -> Vec<String> {
    let warning = |(scope, tools): (&&str, &Vec<String>)| {
        format!("{credential} lacks the scope {scope}, which these tools need: {}", listed(tools))
    };
    missing.iter().map(warning).collect()
}

/// Returns scopes that visible tools need and the credential lacks, with the tools.
fn missing(
    needs: fn(&str) -> &'static [&'static str],
    visible: &[&str],
    granted: impl Fn(&str) -> bool,
) -> BTreeMap<&'static str, Vec<String>> {
    let mut missing: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for tool in visible {
        for &scope in needs(tool) {
            if !granted(scope) {
                missing.entry(scope).or_default().push((*tool).to_owned());
            }
        }
    }
    missing
}

/// Returns `true` if a token has a scope. Older tokens have scopes over whole namespaces, `shared:*`, whose
/// contents are undocumented; with one of these nothing is reported as missing.
fn grants(scopes: &[String], scope: &str) -> bool {
    scopes
        .iter()
        .any(|given| given == scope || given == "*" || given.ends_with(":*") || given.starts_with("tim_"))
}

fn listed(words: &[String]) -> String {
    match words.len() {
        0 => "none".to_owned(),
        len if len <= LISTED => words.join(", "),
        len => format!("{} and {} more", words[..LISTED].join(", "), len - LISTED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_scopes_are_named_with_their_tools() {
        let scopes = ["tags:read".to_owned(), "teammates:read".to_owned()];
        let needs = front_client::mcp::required_scopes;
        let visible = ["list_tags", "list_teammates", "list_inboxes"];
        let missing = missing(needs, &visible, |scope| grants(&scopes, scope));
        assert_eq!(missing.keys().copied().collect::<Vec<_>>(), ["channels:read", "inboxes:read"]);
        assert_eq!(missing["inboxes:read"], ["list_inboxes"]);
    }

    #[test]
    fn namespace_scopes_report_nothing_missing() {
        assert!(grants(&["shared:*".to_owned()], "tags:read"));
        assert!(!grants(&["tags:write".to_owned()], "tags:read") && !grants(&[], "tags:read"));
    }

    #[test]
    fn long_lists_are_truncated() {
        let words: Vec<String> = (0..9).map(|n| format!("s{n}")).collect();
        assert_eq!(listed(&words), "s0, s1, s2, s3, s4, s5 and 3 more");
        assert_eq!(listed(&[]), "none");
    }
}
