//! Typed client against the fake: tags, contacts, accounts, inboxes, teammates, teams, channels, custom fields.
//!
//! Client and fake share no types, so each call confirms that two readings of Front's documentation agree.

use std::collections::BTreeSet;

use front_client::testing::FakeFront;
use front_client::{Client, Endpoint, Error, ErrorKind, Front, Page, api::identity::GetMe};

mod accounts;
mod channels;
mod contacts;
mod inboxes;
mod tags;
mod teammates;

/// The seeded company and a client for it.
pub(crate) struct Company {
    pub(crate) fake: FakeFront,
    pub(crate) front: Client,
}

impl Company {
    pub(crate) fn new() -> Self {
        let fake = FakeFront::seeded();
        let front = Client::builder().credential(fake.token()).transport(fake.clone()).build().unwrap();
        Self { fake, front }
    }

    pub(crate) async fn send<E: Endpoint<Vendor = Front>>(&self, request: E) -> E::Output {
        request.send(&self.front).await.unwrap_or_else(|error| panic!("{error}: {:?}", error.api()))
    }

    /// Returns the items of an unpaged list, or of a list with one page.
    pub(crate) async fn list<T, E: Endpoint<Vendor = Front, Output = Page<T>>>(&self, request: E) -> Vec<T> {
        let page = self.send(request).await;
        assert_eq!(page.next(), None);
        page.items
    }

    pub(crate) async fn fail<E: Endpoint<Vendor = Front>>(&self, request: E, kind: ErrorKind) -> Error
    where
        E::Output: std::fmt::Debug,
    {
        let error = request.send(&self.front).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        error
    }
}

/// Number of operations of these sections.
const OPERATIONS: usize = 73;

/// Calls every section, then compares the requests with the existing operations.
#[tokio::test]
async fn every_operation_of_the_sections_is_driven() {
    let mut driven = BTreeSet::new();
    let mut note = |company: Company| {
        for request in company.fake.requests() {
            if request.status.is_some_and(|status| status < 300) {
                driven.insert(operation(&request.method, &request.path));
            }
        }
    };
    note(tags::drive().await);
    note(contacts::drive().await);
    note(accounts::drive().await);
    note(inboxes::drive().await);
    note(teammates::drive().await);
    note(channels::drive().await);
    let company = Company::new();
    assert_eq!(company.send(GetMe::new()).await.name.as_deref(), Some("Acme"));
    note(company);

    let all: BTreeSet<_> = FakeFront::operations()
        .filter(|(_, path, _)| is_ours(path))
        .map(|(method, path, _)| (method.to_owned(), path))
        .collect();
    let missing: Vec<_> = all.difference(&driven).collect();
    assert!(missing.is_empty(), "never driven: {missing:?}; call them in a file of tests/it/fake_crud");
    assert_count!(all.len(), OPERATIONS);
}

/// Returns `true` for paths of these sections. Messages and drafts of channels and inboxes do not belong to them.
fn is_ours(path: &str) -> bool {
    let first = path.split('/').nth(1).unwrap_or_default();
    let whole = [
        "accounts",
        "channels",
        "company",
        "contacts",
        "custom_fields",
        "inboxes",
        "me",
        "tags",
        "teammates",
        "teams",
    ];
    (whole.contains(&first) && !path.ends_with("messages") && !path.ends_with("drafts"))
        || path.ends_with("/custom_fields")
}

/// Returns the operation of a request; if several match, the one with the most literal segments.
fn operation(method: &str, path: &str) -> (String, &'static str) {
    let fits = |template: &str| {
        let (template, path) = (template.split('/'), path.split('/'));
        template.clone().count() == path.clone().count()
            && template.zip(path).all(|(part, given)| part.starts_with('{') || part == given)
    };
    let template = FakeFront::operations()
        .filter(|(known, template, _)| *known == method && fits(template))
        .min_by_key(|(_, template, _)| template.matches('{').count());
    (method.to_owned(), template.unwrap_or_else(|| panic!("{method} {path}: no operation")).1)
}
