//! Conversion of the arguments to FuseDesk's search, and to filters applied here.

use client_core::mcp::{
    argument::{echo, given},
    result::Keywords,
    text::{BodyFormat, MessageBody, TextOptions},
};
use mcp_core::HandlerError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Arguments;
use crate::{
    api::{
        SortOrder,
        case_tags::CaseTag,
        cases::{Case, CaseSort, SearchCases, StatusFilter},
        departments::Department,
    },
    date_range::DateRange,
    id::{CaseTagId, DepartmentId, RepUserId},
    mcp::{
        call::Call,
        key::Key,
        resolve::{self, Customer},
        time_argument::{TimeArgument, past},
    },
};

/// Status of the cases.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Status {
    New,
    Open,
    Closed,
    Active,
    All,
}

impl From<Status> for StatusFilter {
    fn from(status: Status) -> Self {
        match status {
            Status::New => Self::New,
            Status::Open => Self::Open,
            Status::Closed => Self::Closed,
            Status::Active => Self::Active,
            Status::All => Self::All,
        }
    }
}

/// Time of a case.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Sort {
    /// Last change.
    Updated,
    Opened,
    Closed,
    /// Last response of a rep.
    LastResponse,
}

impl Arguments {
    /// Returns the arguments that a cursor is bound to.
    pub(super) fn fingerprint(&self) -> Value {
        let times = [
            &self.opened_after,
            &self.opened_before,
            &self.updated_after,
            &self.updated_before,
            &self.closed_after,
            &self.closed_before,
        ];
        let keys = [&self.customer, &self.rep, &self.department, &self.tag];
        json!([
            self.status,
            keys.map(|key| Key::given(key.as_ref())),
            self.unassigned,
            [given(self.summary.as_deref()), given(self.text.as_deref())],
            times.map(|text| given(text.as_deref())),
            self.sort,
            self.oldest_first,
        ])
    }

    /// Returns the sort field and direction of the cases.
    pub(super) fn order(&self) -> (CaseSort, SortOrder) {
        let sort = match self.sort.unwrap_or(Sort::Updated) {
            Sort::Updated => CaseSort::Updated,
            Sort::Opened => CaseSort::Opened,
            Sort::Closed => CaseSort::Closed,
            Sort::LastResponse => CaseSort::LastResponse,
        };
        (sort, if self.oldest_first { SortOrder::Ascending } else { SortOrder::Descending })
    }
}

/// Filters of the cases, with ids in place of names.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Filters {
    /// FuseDesk's search, serialized.
    #[serde(rename = "q")]
    search: Value,
    #[serde(rename = "w", default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    tag: Option<(CaseTagId, Option<String>)>,
    #[serde(rename = "u", default, skip_serializing_if = "std::ops::Not::not")]
    unassigned: bool,
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    address: Option<String>,
}

impl Filters {
    /// Resolves the names of the arguments.
    pub(super) async fn of(
        call: &Call,
        arguments: &Arguments,
        now: i64,
    ) -> Result<(Self, Option<Customer>), HandlerError> {
        let mut search = SearchCases::new().status(arguments.status.unwrap_or(Status::All));
        if let Some(range) = range("opened", &arguments.opened_after, &arguments.opened_before, now)? {
            search = search.opened(range);
        }
        if let Some(range) = range("updated", &arguments.updated_after, &arguments.updated_before, now)? {
            search = search.updated(range);
        }
        if let Some(range) = range("closed", &arguments.closed_after, &arguments.closed_before, now)? {
            search = search.closed(range);
        }
        if let Some(summary) = given(arguments.summary.as_deref()) {
            search = search.subject(summary);
        }
        if let Some(text) = Key::given(arguments.department.as_ref()) {
            let department: Department = resolve::one(call, "department", text).await?;
            search = department.id.into_iter().fold(search, |search, id: DepartmentId| search.department(id));
        }
        if let Some(text) = Key::given(arguments.rep.as_ref()) {
            if arguments.unassigned {
                return Err(HandlerError::invalid_arguments(
                    "rep and unassigned exclude each other; pass one of them",
                ));
            }
            if resolve::is_unassigned(text) {
                return Err(HandlerError::invalid_arguments(format!(
                    "rep is {text}, which is not a rep",
                    text = echo(text)
                ))
                .with_hint("Pass unassigned: true for unassigned cases."));
            }
            let rep = resolve::rep(call, "rep", text).await?;
            search = rep.user_id.into_iter().fold(search, |search, id: RepUserId| search.rep(id));
        }
        let tag = match Key::given(arguments.tag.as_ref()) {
            Some(text) => {
                let tag: CaseTag = resolve::one(call, "tag", text).await?;
                tag.id.map(|id| (id, tag.name))
            }
            None => None,
        };
        let customer = match Key::given(arguments.customer.as_ref()) {
            Some(text) => Some(resolve::customer(call, "customer", text).await?),
            None => None,
        };
        if let Some(customer) = &customer {
            search = customer.narrow(search);
        }
        let search = serde_json::to_value(&search).map_err(|error| {
            HandlerError::internal("the search cannot be written as JSON").with_source(error)
        })?;
        let text = given(arguments.text.as_deref()).map(str::to_owned);
        let address = customer.as_ref().and_then(Customer::address).map(str::to_owned);
        Ok((Self { search, text, tag, unassigned: arguments.unassigned, address }, customer))
    }

    /// Returns FuseDesk's search.
    pub(super) fn search(&self) -> Result<SearchCases, HandlerError> {
        serde_json::from_value(self.search.clone()).map_err(|error| {
            HandlerError::invalid_arguments("the cursor is not from this tool").with_source(error)
        })
    }

    /// Returns the filters applied here.
    pub(super) fn local(&self) -> LocalFilters {
        LocalFilters {
            words: self.text.clone(),
            tag: self.tag.clone(),
            unassigned: self.unassigned,
            address: self.address.clone(),
        }
    }
}

fn range(
    name: &str,
    after: &Option<String>,
    before: &Option<String>,
    now: i64,
) -> Result<Option<DateRange>, HandlerError> {
    let time = |end: &str, text: &Option<String>| -> Result<Option<TimeArgument>, HandlerError> {
        given(text.as_deref()).map(|text| past(&format!("{name}_{end}"), text, now)).transpose()
    };
    let (after, before) = (time("after", after)?, time("before", before)?);
    if let (Some(after), Some(before)) = (&after, &before)
        && after.millis >= before.millis
    {
        return Err(HandlerError::invalid_arguments(format!("{name}_after must be before {name}_before")));
    }
    if after.is_none() && before.is_none() {
        return Ok(None);
    }
    let range = after.into_iter().fold(DateRange::new(), |range, it| range.after(it.text));
    Ok(Some(before.into_iter().fold(range, |range, it| range.before(it.text))))
}

/// Filters that FuseDesk does not support.
#[derive(Debug)]
pub(super) struct LocalFilters {
    words: Option<String>,
    tag: Option<(CaseTagId, Option<String>)>,
    unassigned: bool,
    /// Address of the opener. FuseDesk's own filter also matches longer addresses that end with it.
    address: Option<String>,
}

impl LocalFilters {
    /// Returns `true` if every case passes.
    pub(super) fn is_open(&self) -> bool {
        self.words.is_none() && self.tag.is_none() && !self.unassigned && self.address.is_none()
    }

    /// Returns the details of a case, if words are looked for in them.
    pub(super) fn searched<'a>(&self, case: &'a Case) -> Option<MessageBody<'a>> {
        self.words.as_ref().and(case.details.as_deref()).map(MessageBody::new)
    }

    /// Returns `true` if a case passes.
    pub(super) async fn passes(&self, call: &Call, case: &Case) -> bool {
        if !self.may_pass(case) {
            return false;
        }
        // Hidden text of a mail is not searched. Words of folded history count as well.
        let options = TextOptions::default().fold_quotes(false);
        let details = match self.searched(case) {
            Some(details) => Some(call.read_body(&details, BodyFormat::Text, &options).await.text),
            None => None,
        };
        self.fits(case, &details)
    }

    /// Returns `true` if a case passes all filters but the words.
    fn may_pass(&self, case: &Case) -> bool {
        let is_tagged = self.tag.as_ref().is_none_or(|(id, name)| {
            case.tags.iter().any(|tag| match tag.id {
                Some(tag) => tag == *id,
                None => tag.name.is_some() && tag.name == *name,
            })
        });
        if !is_tagged || (self.unassigned && case.rep_user_id.is_some()) {
            return false;
        }
        let opened_by = case.opened_by.as_deref().unwrap_or_default();
        self.address.as_ref().is_none_or(|address| resolve::has_address(opened_by, address))
    }

    /// Returns `true` if a case has the words.
    fn fits(&self, case: &Case, details: &Option<String>) -> bool {
        let Some(words) = &self.words else { return true };
        let texts = [&case.summary, details, &case.number, &case.opened_by];
        Keywords::of(Some(words)).fit(texts.into_iter().flatten().map(String::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(local_filters: &LocalFilters, case: Value) -> bool {
        let case: Case = serde_json::from_value(case).unwrap();
        let details = case.details.as_deref().map(|details| BodyFormat::Text.read(details).text);
        local_filters.may_pass(&case) && local_filters.fits(&case, &details)
    }

    #[test]
    fn local_filters_match_words_tags_and_unassigned() {
        let none = LocalFilters { words: None, tag: None, unassigned: false, address: None };
        assert!(none.is_open() && passes(&none, json!({})));
        let words = LocalFilters { words: Some("login EXPIRED".into()), ..none };
        assert!(passes(&words, json!({ "summary": "Login", "details": "<p>It <b>expired</b>.</p>" })));
        assert!(!passes(&words, json!({ "summary": "Login", "details": "<p hidden class=expired>No.</p>" })));
        let tag = Some((CaseTagId::new(3), Some("VIP".into())));
        let tag = LocalFilters { words: None, tag, unassigned: true, address: None };
        assert!(passes(&tag, json!({ "tags": [3] })));
        assert!(passes(&tag, json!({ "tags": ["VIP"], "repid": 0 })));
        assert!(!passes(&tag, json!({ "tags": [3], "repid": 7 })));
        assert!(!passes(&tag, json!({ "tags": [4] })));
    }

    #[test]
    fn a_range_needs_its_ends_in_order() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(range("opened", &None, &some(""), 0).unwrap(), None);
        let week = range("opened", &some("1970-01-01"), &some("1970-01-08"), 0).unwrap();
        assert_eq!(week, Some(DateRange::new().after("1970-01-01").before("1970-01-08")));
        for (after, before, words) in [
            (some("2026-05-03"), some("2026-05-03"), "must be before"),
            (some("whenever"), None, "opened_after is \"whenever\""),
        ] {
            let error = range("opened", &after, &before, 0).unwrap_err();
            assert!(error.message().contains(words), "{error}");
        }
    }
}
