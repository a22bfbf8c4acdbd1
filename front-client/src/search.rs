//! Queries for [`SearchConversations`](crate::api::conversations::SearchConversations).
//!
//! ```
//! use front_client::{Timestamp, search::{SearchIs, SearchQuery}};
//!
//! let query = SearchQuery::new()
//!     .word("refund")
//!     .phrase("second invoice")
//!     .is(SearchIs::Unassigned)
//!     .tag("tag_55c8c149")
//!     .after(Timestamp::from_secs(1_701_292_649))
//!     .build()?;
//! assert_eq!(query, r#"refund "second invoice" is:unassigned tag:tag_55c8c149 after:1701292649"#);
//! # Ok::<(), front_client::search::SearchError>(())
//! ```
//!
//! The grammar is that of <https://dev.frontapp.com/docs/search-1>. All terms must match, with one exception: of
//! several [`from`](SearchQuery::from), [`to`](SearchQuery::to), [`cc`](SearchQuery::cc) or
//! [`bcc`](SearchQuery::bcc) of the same kind one is enough. Front documents no way to escape a double quote: text that
//! would need one is refused, not altered.

use std::fmt;

use crate::{
    Error,
    id::{ContactId, InboxId, LinkId, TagId, TeammateId},
    time::Timestamp,
};
use client_core::wire_enum;

/// The most filters in a query (<https://dev.frontapp.com/docs/search-1>). Words and phrases do not count.
pub const MAX_SEARCH_FILTERS: usize = 15;

/// The filters that Front knows.
const FILTERS: [&str; 18] = [
    "inbox",
    "tag",
    "link",
    "from",
    "to",
    "cc",
    "bcc",
    "recipient",
    "contact",
    "assignee",
    "author",
    "participant",
    "mention",
    "commenter",
    "is",
    "before",
    "after",
    "during",
];

/// The filter whose value is a quoted pair.
const CUSTOM_FIELD: &str = "custom_field";

wire_enum! {
    /// What a conversation can be, for a search.
    ///
    /// `Open`, `Archived`, `Trashed` and `Snoozed` exclude each other, as do `Assigned` and `Unassigned`.
    pub enum SearchIs {
        /// In the inbox.
        Open = "open",
        /// Out of the inbox.
        Archived = "archived",
        /// Somebody's.
        Assigned = "assigned",
        /// Nobody's.
        Unassigned = "unassigned",
        /// Not answered.
        Unreplied = "unreplied",
        /// Out of the inbox until a reminder comes due.
        Snoozed = "snoozed",
        /// In the trash.
        Trashed = "trashed",
        /// With a waiting ticket status; only where the company has ticketing.
        Waiting = "waiting",
        /// With a resolved ticket status; only where the company has ticketing.
        Resolved = "resolved",
    }
}

/// Values of `is:` of which a conversation has at most one.
const EXCLUSIVE: [&[SearchIs]; 2] = [
    &[SearchIs::Open, SearchIs::Archived, SearchIs::Trashed, SearchIs::Snoozed],
    &[SearchIs::Assigned, SearchIs::Unassigned],
];

/// A search query, put together from words, phrases and filters, or parsed from text.
///
/// See the [module docs](self).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "a query does nothing until it is built"]
pub struct SearchQuery {
    terms: Vec<Term>,
    warnings: Vec<String>,
    /// The first mistake; told by `build`, so that the chain of calls stays one.
    mistake: Option<SearchError>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    text: String,
    is_filter: bool,
    is: Option<SearchIs>,
}

/// Why a query cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SearchError {
    message: String,
}

impl From<SearchError> for Error {
    fn from(error: SearchError) -> Self {
        Self::invalid(format!("`query`: {error}"))
    }
}

impl SearchQuery {
    /// A query that has no term yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A query as a person or a model types it.
    ///
    /// It is taken as it is, but for white space; what looks doubtful is in [`warnings`](Self::warnings).
    ///
    /// # Errors
    ///
    /// When the text is empty, has more than [`MAX_SEARCH_FILTERS`] filters or an open quotation mark, or uses
    /// `status:`, which is no filter of Front's although it is often taken for one.
    pub fn parse(text: &str) -> Result<Self, SearchError> {
        let mut query = Self::new();
        for token in tokens(text)? {
            let term = Term { text: token.to_owned(), is_filter: false, is: None };
            let term = match token.split_once(':') {
                Some((name, value)) if is_name(name) => query.typed_filter(term, name, value)?,
                _ => term,
            };
            query.terms.push(term);
        }
        query.warn_of_contradictions();
        query.check_size()?;
        Ok(query)
    }

    fn typed_filter(&mut self, term: Term, name: &str, value: &str) -> Result<Term, SearchError> {
        let name = name.to_ascii_lowercase();
        if name == "status" {
            return Err(mistake(format!("there is no filter `status:`; write `is:{value}`")));
        }
        if name != CUSTOM_FIELD && !FILTERS.contains(&&*name) {
            self.warnings.push(format!("`{name}:` is no filter of Front's; it is searched for as text"));
            return Ok(term);
        }
        if value.is_empty() {
            self.warnings.push(format!("`{name}:` has no value"));
        }
        let is = (name == "is").then(|| SearchIs::from(value));
        if let Some(SearchIs::Other(value)) = &is {
            self.warnings
                .push(format!("`is:{value}` is not known; `is:open`, `is:unassigned` and others are"));
        }
        Ok(Term { is_filter: true, is, ..term })
    }

    fn warn_of_contradictions(&mut self) {
        if let Some((one, other)) = contradiction(&self.terms) {
            self.warnings
                .push(format!("`is:{one}` and `is:{other}` exclude each other: nothing matches both"));
        }
    }

    /// What in a [parsed](Self::parse) query looks doubtful.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The query's text.
    ///
    /// # Errors
    ///
    /// The first mistake of the calls before: a word that is none, text with a double quote or line break, an empty
    /// value, values of `is:` that exclude each other, more than [`MAX_SEARCH_FILTERS`] filters, or no term at all.
    pub fn build(&self) -> Result<String, SearchError> {
        if let Some(mistake) = &self.mistake {
            return Err(mistake.clone());
        }
        self.check_size()?;
        Ok(self.text())
    }

    fn text(&self) -> String {
        self.terms.iter().map(|term| &*term.text).collect::<Vec<_>>().join(" ")
    }

    fn check_size(&self) -> Result<(), SearchError> {
        if self.terms.is_empty() {
            return Err(mistake("the query is empty"));
        }
        let filters = self.terms.iter().filter(|term| term.is_filter).count();
        if filters > MAX_SEARCH_FILTERS {
            return Err(mistake(format!(
                "the query has {filters} filters; it may have {MAX_SEARCH_FILTERS}"
            )));
        }
        if matches!(&*self.text(), "." | "..") {
            return Err(mistake("a query of dots only cannot be sent"));
        }
        Ok(())
    }

    /// A word of the subject or body.
    pub fn word(self, word: &str) -> Self {
        let wrong = match word {
            "" => Some("a word is empty"),
            _ if word.chars().any(char::is_whitespace) => Some("a word holds white space; make it a phrase"),
            _ if word.contains('"') => Some("a word holds a double quote, which cannot be escaped"),
            _ if word.contains(':') => Some("a word holds a colon, as a filter does; make it a phrase"),
            _ if word.chars().any(char::is_control) => Some("a word holds a control character"),
            _ => None,
        };
        self.term(wrong.map_or_else(|| Ok(word.to_owned()), |wrong| Err(mistake(wrong))), false)
    }

    /// An exact phrase of the subject or body.
    pub fn phrase(self, phrase: &str) -> Self {
        self.term(quoted("a phrase", phrase), false)
    }

    /// In this inbox.
    pub fn inbox(self, inbox: impl Into<InboxId>) -> Self {
        self.filter("inbox", inbox.into().as_str())
    }

    /// With this tag.
    pub fn tag(self, tag: impl Into<TagId>) -> Self {
        self.filter("tag", tag.into().as_str())
    }

    /// With this link.
    pub fn link(self, link: impl Into<LinkId>) -> Self {
        self.filter("link", link.into().as_str())
    }

    /// With a message from this handle. Of several, one is enough.
    pub fn from(self, handle: &str) -> Self {
        self.filter("from", handle)
    }

    /// With a message to this handle. Of several, one is enough.
    pub fn to(self, handle: &str) -> Self {
        self.filter("to", handle)
    }

    /// With a copy to this handle. Of several, one is enough.
    pub fn cc(self, handle: &str) -> Self {
        self.filter("cc", handle)
    }

    /// With a blind copy to this handle. Of several, one is enough.
    pub fn bcc(self, handle: &str) -> Self {
        self.filter("bcc", handle)
    }

    /// With a message from, to or with a copy to this handle.
    pub fn recipient(self, handle: &str) -> Self {
        self.filter("recipient", handle)
    }

    /// With this contact.
    pub fn contact(self, contact: impl Into<ContactId>) -> Self {
        self.filter("contact", contact.into().as_str())
    }

    /// Assigned to this teammate.
    pub fn assignee(self, teammate: impl Into<TeammateId>) -> Self {
        self.filter("assignee", teammate.into().as_str())
    }

    /// With a message that this teammate wrote.
    pub fn author(self, teammate: impl Into<TeammateId>) -> Self {
        self.filter("author", teammate.into().as_str())
    }

    /// In which this teammate takes part.
    pub fn participant(self, teammate: impl Into<TeammateId>) -> Self {
        self.filter("participant", teammate.into().as_str())
    }

    /// With a comment that mentions this teammate.
    pub fn mention(self, teammate: impl Into<TeammateId>) -> Self {
        self.filter("mention", teammate.into().as_str())
    }

    /// With a comment of this teammate.
    pub fn commenter(self, teammate: impl Into<TeammateId>) -> Self {
        self.filter("commenter", teammate.into().as_str())
    }

    /// In this state. See [`SearchIs`] for what excludes what.
    pub fn is(mut self, is: SearchIs) -> Self {
        self = self.filter("is", is.as_str());
        if let Some(term) = self.terms.last_mut() {
            term.is = Some(is);
        }
        if let Some((one, other)) = contradiction(&self.terms) {
            let message = format!("`is:{one}` and `is:{other}` exclude each other");
            self.mistake.get_or_insert_with(|| mistake(message));
        }
        self
    }

    /// With activity before this time; to the second.
    pub fn before(self, time: Timestamp) -> Self {
        self.filter("before", &time.as_secs().to_string())
    }

    /// With activity after this time; to the second.
    pub fn after(self, time: Timestamp) -> Self {
        self.filter("after", &time.as_secs().to_string())
    }

    /// With activity on the day of this time.
    pub fn during(self, time: Timestamp) -> Self {
        self.filter("during", &time.as_secs().to_string())
    }

    /// With this value in the custom field of this name.
    pub fn custom_field(self, name: &str, value: &str) -> Self {
        let text = if name.trim().is_empty() || name.contains('=') {
            Err(mistake("the name of a custom field is empty or holds `=`, which cannot be escaped"))
        } else {
            quoted("a custom field", &format!("{name}={value}")).map(|pair| format!("{CUSTOM_FIELD}:{pair}"))
        };
        self.term(text, true)
    }

    fn filter(self, name: &str, value: &str) -> Self {
        let wrong = value.chars().any(|c| c.is_whitespace() || c.is_control() || c == '"');
        let text = match value {
            "" => Err(mistake(format!("`{name}:` has no value"))),
            _ if wrong => Err(mistake(format!(
                "the value of `{name}:` holds white space or a quote, which cannot be escaped"
            ))),
            _ => Ok(format!("{name}:{value}")),
        };
        self.term(text, true)
    }

    fn term(mut self, text: Result<String, SearchError>, is_filter: bool) -> Self {
        match text {
            Ok(text) => self.terms.push(Term { text, is_filter, is: None }),
            Err(mistake) => {
                self.mistake.get_or_insert(mistake);
            }
        }
        self
    }
}

/// The text of the terms, even where [`build`](SearchQuery::build) would refuse them.
impl fmt::Display for SearchQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

fn mistake(message: impl Into<String>) -> SearchError {
    SearchError { message: message.into() }
}

fn quoted(what: &str, text: &str) -> Result<String, SearchError> {
    if text.trim().is_empty() {
        return Err(mistake(format!("{what} is empty")));
    }
    if text.contains('"') {
        return Err(mistake(format!("{what} holds a double quote, which cannot be escaped")));
    }
    if text.chars().any(char::is_control) {
        return Err(mistake(format!("{what} holds a line break or another control character")));
    }
    Ok(format!("\"{text}\""))
}

/// Two values of `is:` that exclude each other.
fn contradiction(terms: &[Term]) -> Option<(&SearchIs, &SearchIs)> {
    EXCLUSIVE.iter().find_map(|group| {
        let mut stated = terms.iter().filter_map(|term| term.is.as_ref()).filter(|is| group.contains(is));
        let first = stated.next()?;
        stated.find(|is| *is != first).map(|other| (first, other))
    })
}

/// Whether the text before a colon can be the name of a filter.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphabetic() || c == '_')
}

/// The terms of a typed query: separated by white space, except between quotes.
fn tokens(text: &str) -> Result<Vec<&str>, SearchError> {
    let mut tokens = Vec::new();
    let mut start = None;
    let mut in_quotes = false;
    for (index, c) in text.char_indices() {
        if c.is_control() && !c.is_whitespace() {
            return Err(mistake("the query holds a control character"));
        }
        if in_quotes && (c == '\n' || c == '\r') {
            return Err(mistake("a phrase holds a line break"));
        }
        if c == '"' {
            in_quotes = !in_quotes;
        }
        match (c.is_whitespace() && !in_quotes, start) {
            (true, Some(begin)) => {
                tokens.push(&text[begin..index]);
                start = None;
            }
            (false, None) => start = Some(index),
            _ => {}
        }
    }
    if in_quotes {
        return Err(mistake("a double quote is not closed"));
    }
    tokens.extend(start.map(|begin| &text[begin..]));
    Ok(tokens)
}

#[cfg(test)]
mod tests;
