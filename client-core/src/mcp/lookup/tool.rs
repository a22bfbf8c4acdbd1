//! The tool `find_customer_everywhere`.

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::{StreamExt, stream};
use mcp_core::{Context, HandlerError, HandlerErrorKind, Tool, ToolMethod, ToolOutput, schema, tool_fn};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    Certainty, CustomerQuery, CustomerSource, FoundCustomers, PhoneMatch,
    person::{Person, Record, persons, same_email},
    same_phone,
};
use crate::mcp::{
    argument::{self, PHONE_DIGITS, echo, given, is_email},
    budget::MIN_RESULT_CHARS,
    call::DEADLINE_MARGIN,
    result::{Failed, RESULT_CHARS, Room, shrink},
    untrusted::{self, Paths, UNTRUSTED_META},
};

/// Default number of sources searched concurrently.
const LOOKUP_CONCURRENCY: usize = 4;
/// Default timeout of one search in one source. MCP clients give up on a call after 60 seconds, and a source may
/// be searched twice.
const LOOKUP_TIMEOUT: Duration = Duration::from_secs(20);
/// Maximum number of records used from one response of a source.
const MAX_PER_SOURCE: usize = CustomerQuery::MAX_RECORDS;
/// Maximum number of follow-up searches per call, by addresses found in other sources.
const MAX_FOLLOW_UPS: usize = 4;
/// Default number of persons in a result.
const DEFAULT_PERSONS: usize = 10;
/// Maximum number of persons in a result.
const MAX_PERSONS: usize = 25;

const NAME: &str = "find_customer_everywhere";

/// Customer lookup over any number of sources. The [module docs](super) have an example.
#[derive(Clone)]
pub struct CustomerLookup {
    sources: Vec<Arc<dyn CustomerSource>>,
    limits: Limits,
}

#[derive(Debug, Clone, Copy)]
struct Limits {
    concurrency: usize,
    timeout: Duration,
    result_chars: usize,
}

impl Default for CustomerLookup {
    fn default() -> Self {
        let limits =
            Limits { concurrency: LOOKUP_CONCURRENCY, timeout: LOOKUP_TIMEOUT, result_chars: RESULT_CHARS };
        Self { sources: Vec::new(), limits }
    }
}

impl std::fmt::Debug for CustomerLookup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.sources.iter().map(|source| source.name()).collect();
        f.debug_struct("CustomerLookup").field("sources", &names).field("limits", &self.limits).finish()
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// E-mail address. The most certain identifier.
    email: Option<String>,
    /// Phone number, best with + and the country code.
    phone: Option<String>,
    /// Name, or words of it. Used if no customer has the other identifiers.
    name: Option<String>,
    /// Maximum number of persons. Default 10.
    #[schemars(range(min = 1, max = 25))]
    limit: Option<usize>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Found {
    /// Persons, the most certain first.
    persons: Vec<Person>,
    /// Number of persons that did not fit.
    #[serde(skip_serializing_if = "is_zero")]
    not_shown: usize,
    /// Sources that were searched.
    searched: Vec<Searched>,
    /// Sources that failed, with the reason. A customer who was not found may be there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Searched {
    /// Name of the source.
    source: String,
    /// Number of records found.
    records: usize,
    /// Reason for which it may have more.
    #[serde(skip_serializing_if = "Option::is_none")]
    incomplete: Option<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // The signature serde asks for.
fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl CustomerLookup {
    /// Creates a lookup without sources.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a source. Results list the sources in the order in which they are added.
    #[must_use]
    pub fn with(mut self, source: impl CustomerSource) -> Self {
        self.sources.push(Arc::new(source));
        self
    }

    /// Sets the number of sources searched concurrently, at least 1. Defaults to 4.
    #[must_use]
    pub fn concurrency(mut self, sources: usize) -> Self {
        self.limits.concurrency = sources.max(1);
        self
    }

    /// Sets the timeout of one search in one source. Defaults to 20 s. A source that times out is listed under
    /// failed.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = timeout;
        self
    }

    /// Sets how many characters of JSON a result may have, at least 1,000. Defaults to 40,000.
    #[must_use]
    pub fn result_chars(mut self, chars: usize) -> Self {
        self.limits.result_chars = chars.max(MIN_RESULT_CHARS);
        self
    }

    /// Returns the number of sources. With a single source, the vendor's own tool returns the same.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sources.len()
    }

    /// Returns `true` if there are no sources.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// Returns the tool `find_customer_everywhere`.
    #[must_use]
    pub fn tool(self) -> impl Tool {
        let names: Vec<&str> = self.sources.iter().map(|source| source.name()).collect();
        let description = format!(
            "Finds the same customer in {}, by e-mail address, phone number or name. Returns each person with \
             the certainty of the match and its reason. A name alone proves nothing. Sources that could not be \
             searched are listed under failed.",
            names.join(" and ")
        );
        let output = schema::lean(schema::output_schema::<Found>());
        let (schema, paths) = (Arc::new(output.clone()), Arc::new(Paths::of::<Found>()));
        let description = untrusted::described(&description, &paths);
        tool_fn(NAME, description, move |arguments: Arguments, context: Context| {
            let (lookup, schema, paths) = (self.clone(), Arc::clone(&schema), Arc::clone(&paths));
            async move {
                let found = lookup.find(arguments, &context).await?;
                lookup.output(&found, &paths, &schema)
            }
        })
        .title("Find a customer everywhere")
        .method(ToolMethod::List)
        .tags(["contacts", "customers"])
        .define(|definition| definition.with_output_schema(output))
    }

    async fn find(&self, arguments: Arguments, context: &Context) -> Result<Found, HandlerError> {
        let limit = argument::limit(arguments.limit, DEFAULT_PERSONS, MAX_PERSONS)?;
        let query = query(&arguments)?;
        let everybody = (0..self.sources.len()).map(|index| (index, query.clone())).collect();
        let (mut records, mut searched, mut failed, mut errors) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (index, answer) in self.search(everybody, context).await {
            let source = self.sources[index].name();
            match answer {
                Ok(found) => {
                    searched.push(searched_by(source, &found));
                    take(&mut records, source, found, &query, false);
                }
                Err(error) => {
                    failed.push(Failed::new(source, &error));
                    errors.push(error);
                }
            }
        }
        if searched.is_empty()
            && let Some(error) = errors.into_iter().next()
        {
            let all: Vec<String> = failed.iter().map(|it| format!("{}: {}", it.what, it.error)).collect();
            return Err(HandlerError::new(
                error.kind(),
                format!("no source could be searched: {}", all.join("; ")),
            )
            .with_source(error));
        }
        for (index, answer) in self.search(self.follow_up_queries(&query, &records, &failed), context).await {
            let source = self.sources[index].name();
            match answer {
                Ok(found) => take(&mut records, source, found, &query, true),
                Err(error) => failed.push(Failed::new(format!("{source}, follow-up search"), &error)),
            }
        }

        let mut persons = persons(records);
        let all = persons.len();
        let mut room = Room::of(self.limits.result_chars);
        let shown = persons.iter().take(limit).take_while(|person| room.take(person)).count();
        persons.truncate(shown);
        Ok(Found { persons, not_shown: all - shown, searched, failed })
    }

    fn output(
        &self,
        found: &Found,
        paths: &Paths,
        schema: &Map<String, Value>,
    ) -> Result<ToolOutput, HandlerError> {
        let mut value = serde_json::to_value(found).map_err(|error| {
            HandlerError::internal("the result cannot be written as JSON").with_source(error)
        })?;
        paths.clean(&mut value);
        shrink(&mut value, Some(schema), self.limits.result_chars);
        Ok(ToolOutput::json(&value)?.with_meta(UNTRUSTED_META, paths.pointers(&value)))
    }

    /// Searches sources with bounded concurrency. Results are in the order of the searches.
    async fn search(
        &self,
        queries: Vec<(usize, CustomerQuery)>,
        context: &Context,
    ) -> Vec<(usize, Result<FoundCustomers, HandlerError>)> {
        let time = self.time(context);
        let answers = queries.into_iter().map(|(index, query)| {
            let source = Arc::clone(&self.sources[index]);
            async move {
                let answer = tokio::time::timeout(time, source.find(&query, context)).await;
                let answer = answer.unwrap_or_else(|_| {
                    let message = format!("no response within {:.0} seconds", time.as_secs_f64());
                    Err(HandlerError::new(HandlerErrorKind::Timeout, message))
                });
                (index, answer)
            }
        });
        // Boxed, because the compiler does not see that `buffered` over borrowing futures is `Send`.
        let answers: Vec<_> = answers.map(futures_util::FutureExt::boxed).collect();
        stream::iter(answers).buffered(self.limits.concurrency).collect().await
    }

    fn time(&self, context: &Context) -> Duration {
        let left = context.deadline().map(|deadline| {
            deadline.saturating_duration_since(Instant::now()).saturating_sub(DEADLINE_MARGIN)
        });
        left.map_or(self.limits.timeout, |left| left.min(self.limits.timeout))
    }

    /// Returns the follow-up searches: sources without a certain match, by addresses of certain matches in other
    /// sources. Each address once, without the addresses of the query.
    fn follow_up_queries(
        &self,
        query: &CustomerQuery,
        records: &[Record],
        failed: &[Failed],
    ) -> Vec<(usize, CustomerQuery)> {
        let sure: Vec<&Record> =
            records.iter().filter(|record| record.certainty <= Certainty::ExactPhone).collect();
        let mut queries = Vec::new();
        for (index, source) in self.sources.iter().enumerate() {
            let name = source.name();
            if sure.iter().any(|record| record.source == name) || failed.iter().any(|it| it.what == name) {
                continue;
            }
            let mut asked = vec![query.clone()];
            for record in &sure {
                let emails = record.emails.iter().map(|email| CustomerQuery::email(email.as_str()));
                let phones = record.phones.iter().map(|phone| CustomerQuery::phone(phone.as_str()));
                for query in emails.chain(phones) {
                    if !asked.iter().any(|before| same_address(before, &query)) {
                        asked.push(query);
                    }
                }
            }
            queries.extend(asked.into_iter().skip(1).map(|query| (index, query)));
        }
        queries.truncate(MAX_FOLLOW_UPS);
        queries
    }
}

/// Returns `true` if two queries have the same address.
fn same_address(one: &CustomerQuery, other: &CustomerQuery) -> bool {
    let both = |one: &Option<String>, other: &Option<String>, same: fn(&str, &str) -> bool| {
        one.as_deref().zip(other.as_deref()).is_some_and(|(one, other)| same(one, other))
    };
    both(&one.email, &other.email, same_email)
        || both(&one.phone, &other.phone, |one, other| same_phone(one, other) == Some(PhoneMatch::Exact))
}

fn query(arguments: &Arguments) -> Result<CustomerQuery, HandlerError> {
    let text = |text: &Option<String>| given(text.as_deref()).map(str::to_owned);
    let query = CustomerQuery {
        email: text(&arguments.email),
        phone: text(&arguments.phone),
        name: text(&arguments.name),
    };
    if let Some(email) = query.email.as_deref().filter(|email| !is_email(email)) {
        return Err(HandlerError::invalid_arguments(format!(
            "email is {email}, which is not an e-mail address",
            email = echo(email)
        )));
    }
    if let Some(phone) = &query.phone {
        let digits = phone.chars().filter(char::is_ascii_digit).count();
        if !PHONE_DIGITS.contains(&digits) {
            return Err(HandlerError::invalid_arguments(format!(
                "phone is {phone}; a phone number has {} to {} digits",
                PHONE_DIGITS.start(),
                PHONE_DIGITS.end(),
                phone = echo(phone)
            )));
        }
    }
    if query == CustomerQuery::default() {
        return Err(HandlerError::invalid_arguments("email, phone and name are missing; pass at least one"));
    }
    Ok(query)
}

fn searched_by(source: &str, found: &FoundCustomers) -> Searched {
    let records = found.customers.len();
    let incomplete = if records > MAX_PER_SOURCE {
        Some(format!("only {MAX_PER_SOURCE} of {records} records are used; narrow the query"))
    } else {
        found.incomplete.clone()
    };
    Searched { source: source.to_owned(), records, incomplete }
}

/// Adds records that are not in the list yet.
fn take(
    records: &mut Vec<Record>,
    source: &str,
    found: FoundCustomers,
    query: &CustomerQuery,
    followed: bool,
) {
    let mut known: HashSet<String> =
        records.iter().filter(|record| record.source == source).map(|record| record.id.clone()).collect();
    for customer in found.customers.into_iter().take(MAX_PER_SOURCE) {
        if known.insert(customer.id.clone()) {
            records.push(Record::of(source, customer, query, followed));
        }
    }
}

#[cfg(test)]
mod tests;
