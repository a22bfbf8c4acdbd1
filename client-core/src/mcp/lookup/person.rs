//! Grouping of records from several sources into persons.

use std::cmp::Reverse;

use crate::mcp::{result::Keywords, untrusted::Line};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Customer, CustomerQuery, PhoneMatch, same_phone};

/// Certainty that a record belongs to the requested customer, highest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
#[non_exhaustive]
pub enum Certainty {
    /// Has the requested e-mail address.
    ExactEmail,
    /// Has the requested phone number.
    ExactPhone,
    /// Has the phone number except for the country code, which only one of the two has.
    PhoneWithoutCountryCode,
    /// Shares an e-mail address with a matching record.
    SharedEmail,
    /// Shares a phone number with a matching record.
    SharedPhone,
    /// Has the name, which several people may share.
    NameOnly,
    /// Found by a source for a reason that the record does not show.
    Unconfirmed,
}

/// Customer record of one source.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Record {
    /// Name of the source.
    pub(super) source: String,
    /// Id in the source.
    pub(super) id: String,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<Line>,
    /// Company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) company: Option<Line>,
    /// The e-mail addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) emails: Vec<Line>,
    /// The phone numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) phones: Vec<Line>,
    /// Certainty of the match.
    pub(super) certainty: Certainty,
    /// Reason, with the matching name or address.
    pub(super) because: Line,
    /// Name of the tool that reads the customer by id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) read_with: Option<&'static str>,
    /// `true` if it was found by an address of another record, not by the query.
    #[serde(skip)]
    pub(super) followed: bool,
}

impl Record {
    /// Creates a record with its own certainty.
    pub(super) fn of(source: &str, customer: Customer, query: &CustomerQuery, followed: bool) -> Self {
        let (certainty, because) = judge(source, &customer, query);
        Self {
            source: source.to_owned(),
            id: customer.id,
            name: Line::given(customer.name.as_deref()),
            company: Line::given(customer.company.as_deref()),
            emails: customer.emails.iter().map(Line::from).collect(),
            phones: customer.phones.iter().map(Line::from).collect(),
            certainty,
            because: because.into(),
            read_with: customer.read_with,
            followed,
        }
    }
}

/// Person, with the records of all sources.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Person {
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<Line>,
    /// Certainty of the match: the highest of all records.
    pub(super) certainty: Certainty,
    /// Records of all sources.
    pub(super) records: Vec<Record>,
}

fn judge(source: &str, customer: &Customer, query: &CustomerQuery) -> (Certainty, String) {
    if let Some(wanted) = &query.email
        && let Some(email) = customer.emails.iter().find(|email| same_email(email, wanted))
    {
        return (Certainty::ExactEmail, format!("it has the e-mail address {email}"));
    }
    if let Some(wanted) = &query.phone {
        let matches = customer.phones.iter().filter_map(|phone| Some((same_phone(phone, wanted)?, phone)));
        match matches.min_by_key(|(how, _)| *how != PhoneMatch::Exact) {
            Some((PhoneMatch::Exact, phone)) => {
                return (Certainty::ExactPhone, format!("it has the phone number {phone}"));
            }
            Some((PhoneMatch::WithoutCountryCode, phone)) => {
                return (
                    Certainty::PhoneWithoutCountryCode,
                    format!(
                        "its phone number {phone} matches except for the country code, which one of the two lacks"
                    ),
                );
            }
            None => {}
        }
    }
    if let (Some(wanted), Some(name)) = (&query.name, &customer.name)
        && Keywords::of(Some(wanted)).fit([name.as_str()])
    {
        return (Certainty::NameOnly, format!("only the name matches: {name}"));
    }
    (Certainty::Unconfirmed, format!("{source} found it for a reason that the record does not show"))
}

pub(super) fn same_email(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// Groups records into persons, the most certain first. Drops follow-up records that belong to no certain person.
pub(super) fn persons(mut records: Vec<Record>) -> Vec<Person> {
    // Records that match by themselves come first, so that the others link to them.
    records.sort_by_key(|record| record.certainty);
    let mut groups: Vec<Vec<Record>> = Vec::new();
    for mut record in records {
        let mut merged: Vec<Record> = Vec::new();
        let mut rest = Vec::with_capacity(groups.len() + 1);
        for group in groups {
            let link = group.iter().find_map(|known| Some((known, Link::between(known, &record)?)));
            let Some((known, link)) = link else {
                rest.push(group);
                continue;
            };
            if record.certainty > link.certainty() && known.certainty < Certainty::NameOnly {
                record.because = link.because(known).into();
                record.certainty = link.certainty();
            }
            merged.extend(group);
        }
        merged.push(record);
        rest.push(merged);
        groups = rest;
    }
    let mut persons: Vec<Person> = groups.into_iter().filter_map(person).collect();
    persons.sort_by_key(|person| (person.certainty, Reverse(person.records.len())));
    persons
}

fn person(mut records: Vec<Record>) -> Option<Person> {
    records.sort_by_key(|record| record.certainty);
    let certainty = records.first()?.certainty;
    if certainty >= Certainty::NameOnly && records.iter().all(|record| record.followed) {
        return None;
    }
    let name = records.iter().find_map(|record| record.name.clone());
    Some(Person { name, certainty, records })
}

/// Address shared by two records.
enum Link<'a> {
    Email(&'a str),
    Phone(&'a str),
}

impl<'a> Link<'a> {
    /// Returns the link between two records. Colleagues may share a phone number, so two records of one source are two
    /// people unless their names agree.
    fn between(known: &'a Record, record: &Record) -> Option<Self> {
        let other_name = match (&known.name, &record.name) {
            (Some(one), Some(other)) => !have_common_word(one, other),
            _ => false,
        };
        let same_source = known.source == record.source;
        if same_source && other_name {
            return None;
        }
        let email = known.emails.iter().find(|one| record.emails.iter().any(|other| same_email(one, other)));
        if let Some(email) = email {
            return Some(Self::Email(email));
        }
        let exact = |one: &str, other: &str| same_phone(one, other) == Some(PhoneMatch::Exact);
        let phone = known.phones.iter().find(|one| record.phones.iter().any(|other| exact(one, other)))?;
        (!other_name).then_some(Self::Phone(phone))
    }

    const fn certainty(&self) -> Certainty {
        match self {
            Self::Email(_) => Certainty::SharedEmail,
            Self::Phone(_) => Certainty::SharedPhone,
        }
    }

    fn because(&self, known: &Record) -> String {
        let (what, address) = match self {
            Self::Email(email) => ("e-mail address", email),
            Self::Phone(phone) => ("phone number", phone),
        };
        format!("it has the {what} {address}, as {} in {}", known.id, known.source)
    }
}

/// Returns `true` if two names have a word in common, other than initials.
fn have_common_word(one: &str, other: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 1);
        words.map(str::to_lowercase).collect()
    };
    let (one, other) = (words(one), words(other));
    one.is_empty() || other.is_empty() || one.iter().any(|word| other.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(source: &str, customer: Customer, query: &CustomerQuery) -> Record {
        Record::of(source, customer, query, false)
    }

    fn shape(persons: &[Person]) -> Vec<(Certainty, Vec<(&str, Certainty)>)> {
        persons
            .iter()
            .map(|person| {
                let records = person.records.iter().map(|it| (it.id.as_str(), it.certainty));
                (person.certainty, records.collect())
            })
            .collect()
    }

    #[test]
    fn shared_address_joins_records() {
        let query = CustomerQuery::email("ann@a.example");
        let persons = persons(vec![
            record("Desk", Customer::new("3").name("Ann Lee").phone("0049 30 901820"), &query),
            record(
                "Mail",
                Customer::new("1").name("Ann").email("ANN@a.example").phone("+49 30 901820"),
                &query,
            ),
            record("Desk", Customer::new("2").name("A. Lee").email("ann@a.example"), &query),
        ]);
        assert_eq!(
            shape(&persons),
            [(
                Certainty::ExactEmail,
                vec![
                    ("1", Certainty::ExactEmail),
                    ("2", Certainty::ExactEmail),
                    ("3", Certainty::SharedPhone)
                ]
            )]
        );
        assert_eq!(
            persons[0].records[2].because.as_str(),
            "it has the phone number +49 30 901820, as 1 in Mail"
        );
    }

    #[test]
    fn colleagues_with_shared_phone_stay_separate() {
        let query = CustomerQuery::phone("+49 30 901820");
        let persons = persons(vec![
            record("Mail", Customer::new("1").name("Ann Lee").phone("+4930901820"), &query),
            record("Desk", Customer::new("2").name("Bob Ray").phone("+49 30 901820"), &query),
            record(
                "Desk",
                Customer::new("3").name("Cid").email("info@a.example").phone("030 901820"),
                &query,
            ),
            record("Desk", Customer::new("4").name("Dan").email("info@a.example"), &query),
        ]);
        assert_eq!(
            shape(&persons),
            [
                (Certainty::ExactPhone, vec![("1", Certainty::ExactPhone)]),
                (Certainty::ExactPhone, vec![("2", Certainty::ExactPhone)]),
                (Certainty::PhoneWithoutCountryCode, vec![("3", Certainty::PhoneWithoutCountryCode)]),
                (Certainty::Unconfirmed, vec![("4", Certainty::Unconfirmed)]),
            ]
        );
    }

    #[test]
    fn equal_names_do_not_join_records() {
        let query = CustomerQuery::name("ann lee");
        let persons = persons(vec![
            record("Mail", Customer::new("1").name("Ann Lee").email("a@a.example"), &query),
            record("Desk", Customer::new("2").name("Ann Lee").email("b@b.example"), &query),
            record("Desk", Customer::new("3").name("Leeann").email("a@a.example"), &query),
        ]);
        assert_eq!(persons.len(), 2);
        assert!(persons.iter().all(|person| person.certainty == Certainty::NameOnly));
    }

    #[test]
    fn follow_ups_of_uncertain_persons_are_dropped() {
        let query = CustomerQuery::email("ann@a.example");
        let stranger = Customer::new("9").name("Zoe").phone("+49 30 901820");
        let ann = Customer::new("1").name("Ann").email("ann@a.example").phone("+49 30 901820");
        let persons =
            persons(vec![Record::of("Mail", ann, &query, false), Record::of("Desk", stranger, &query, true)]);
        assert_eq!(shape(&persons), [(Certainty::ExactEmail, vec![("1", Certainty::ExactEmail)])]);
    }
}
