//! The grammar of `GET /conversations/search/{query}`: words, phrases and filters.
//!
//! Source: <https://dev.frontapp.com/docs/search-1>. Filters of different kinds must all match; of several `from`,
//! `to`, `cc` or `bcc` one is enough.

use serde_json::Value;

use super::call::Failure;
use super::state::{Fields, Kind, Row, State};
use super::{comments, conversations, messages};

/// Maximum number of filters in a query.
const MAX_FILTERS: usize = 15;
const DAY: u64 = 86_400_000;

const FILTERS: &[&str] = &[
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
    "custom_field",
];
const STATES: &[&str] =
    &["open", "archived", "assigned", "unassigned", "unreplied", "snoozed", "trashed", "waiting", "resolved"];
const EXCLUSIVE: &[&[&str]] = &[&["open", "archived", "trashed", "snoozed"], &["assigned", "unassigned"]];

/// A parsed query.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Search {
    words: Vec<String>,
    filters: Vec<(String, String)>,
}

/// Parses a query. An unknown filter name, such as `status:`, is searched as a word.
pub(super) fn parse(query: &str) -> Result<Search, Failure> {
    let mut search = Search { words: Vec::new(), filters: Vec::new() };
    let mut rest = query.trim_start();
    while !rest.is_empty() {
        let (term, after) = take_term(rest)?;
        rest = after.trim_start();
        match term.split_once(':').filter(|(name, _)| FILTERS.contains(name)) {
            Some((name, value)) => search.filters.push((name.to_owned(), value.replace('"', ""))),
            None => search.words.push(term.replace('"', "").to_lowercase()),
        }
    }
    let refuse = |why: String| Err(Failure::query(format!("query: {why}")));
    if search.filters.len() > MAX_FILTERS {
        return refuse(format!("more than {MAX_FILTERS} filters"));
    }
    for (name, value) in &search.filters {
        let good = match name.as_str() {
            "is" => STATES.contains(&value.as_str()),
            "before" | "after" | "during" => value.parse::<u64>().is_ok(),
            "custom_field" => value.contains('='),
            _ => !value.is_empty(),
        };
        if !good {
            return refuse(format!("{name}:{value} is no filter"));
        }
    }
    for group in EXCLUSIVE {
        let given =
            search.filters.iter().filter(|(name, value)| name == "is" && group.contains(&value.as_str()));
        let mut given: Vec<&str> = given.map(|(_, value)| value.as_str()).collect();
        given.dedup();
        if given.len() > 1 {
            return refuse(format!("is:{} exclude each other", given.join(" and is:")));
        }
    }
    Ok(search)
}

/// Returns the first term, with quotes, and the rest.
fn take_term(text: &str) -> Result<(&str, &str), Failure> {
    let mut quoted = false;
    for (at, char) in text.char_indices() {
        match char {
            '"' => quoted = !quoted,
            ' ' if !quoted => return Ok(text.split_at(at)),
            _ => {}
        }
    }
    if quoted { Err(Failure::query("query: a quote is not closed")) } else { Ok((text, "")) }
}

impl Search {
    pub(super) fn matches(&self, state: &State, row: &Row) -> bool {
        let messages = messages::of_conversation(state, row.id());
        let trash = self.filters.iter().any(|(name, value)| name == "is" && value == "trashed");
        if !trash && conversations::status(row) == "deleted" {
            return false;
        }
        let holds = |name: &str, value: &str| filter(state, row, &messages, name, value);
        let mut any_of: Vec<&str> = Vec::new();
        for (name, value) in &self.filters {
            if matches!(name.as_str(), "from" | "to" | "cc" | "bcc") {
                any_of.push(name);
            } else if !holds(name, value) {
                return false;
            }
        }
        let one_of_each = any_of
            .iter()
            .all(|name| self.filters.iter().any(|(other, value)| other == name && holds(name, value)));
        one_of_each && self.words.iter().all(|word| says(row, &messages, word))
    }
}

fn says(row: &Row, messages: &[&Row], word: &str) -> bool {
    let contains = |text: &str| text.to_lowercase().contains(word);
    contains(row.text("subject"))
        || messages.iter().any(|message| contains(message.text("text")) || contains(message.text("subject")))
}

fn filter(state: &State, row: &Row, messages: &[&Row], name: &str, value: &str) -> bool {
    let millis = value.parse::<u64>().unwrap_or_default().saturating_mul(1000);
    let wrote = |teammate: &str| messages.iter().any(|message| message.opt("author_id") == Some(teammate));
    let commented = |teammate: &str| {
        comments::of_conversation(state, row.id())
            .iter()
            .any(|comment| comment.opt("author_id") == Some(teammate))
    };
    match name {
        "inbox" => row.has("inbox_ids", value),
        "tag" => row.has("tag_ids", value),
        "link" => row.has("link_ids", value),
        "from" | "to" | "cc" | "bcc" => messages.iter().any(|message| addresses(message, Some(name), value)),
        "recipient" => messages.iter().any(|message| addresses(message, None, value)),
        "contact" => of_contact(state, row, value),
        "assignee" => row.opt("assignee_id") == Some(value),
        "author" => wrote(value),
        "commenter" => commented(value),
        "participant" => {
            row.opt("assignee_id") == Some(value)
                || row.has("followers", value)
                || wrote(value)
                || commented(value)
        }
        "mention" => {
            comments::of_conversation(state, row.id()).iter().any(|comment| comment.has("mentions", value))
        }
        "is" => is(row, messages, value),
        "before" => row.millis("updated_at") < millis,
        "after" => row.millis("updated_at") > millis,
        "during" => row.millis("updated_at") / DAY == millis / DAY,
        "custom_field" => value.split_once('=').is_some_and(|(field, wanted)| {
            let fields = row.object("custom_fields");
            fields.get(field).is_some_and(|value| match value {
                Value::String(text) => text == wanted,
                other => other.to_string().eq(wanted),
            })
        }),
        _ => false,
    }
}

fn is(row: &Row, messages: &[&Row], state: &str) -> bool {
    match state {
        "open" => row.text("status") == "open",
        "archived" => row.text("status") == "archived",
        "snoozed" => row.text("status") == "snoozed",
        "trashed" => conversations::status(row) == "deleted",
        "assigned" => row.opt("assignee_id").is_some(),
        "unassigned" => row.opt("assignee_id").is_none(),
        "unreplied" => messages.last().is_some_and(|message| message.flag("is_inbound")),
        // Ticketing is not enabled.
        _ => false,
    }
}

fn addresses(message: &Row, role: Option<&str>, handle: &str) -> bool {
    let all = message.get("recipients").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    all.iter().any(|who| {
        role.is_none_or(|role| who["role"] == role)
            && who["handle"].as_str().is_some_and(|known| known.eq_ignore_ascii_case(handle))
    })
}

/// Returns `true` if a contact wrote or received a message of this conversation.
pub(super) fn of_contact(state: &State, row: &Row, contact: &str) -> bool {
    let Some(contact) = state.row(Kind::Contact, contact) else { return false };
    let handles = contact.get("handles").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let messages = messages::of_conversation(state, row.id());
    handles
        .iter()
        .filter_map(|handle| handle["handle"].as_str())
        .any(|handle| messages.iter().any(|message| addresses(message, None, handle)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_words_phrases_and_filters() {
        let search =
            parse("refund \"exact phrase\" is:open custom_field:\"Tier=Gold Plus\" status:open").unwrap();
        assert_eq!(search.words, ["refund", "exact phrase", "status:open"]);
        let filters = [("is", "open"), ("custom_field", "Tier=Gold Plus")];
        assert_eq!(search.filters, filters.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn refuses_what_front_refuses() {
        let many = "from:a@b.c ".repeat(16);
        for query in [many.as_str(), "is:new", "is:open is:archived", "before:yesterday", "\"open", "tag:"] {
            assert!(parse(query).is_err(), "{query}");
        }
        assert!(parse(&"from:a@b.c ".repeat(15)).is_ok());
    }
}
