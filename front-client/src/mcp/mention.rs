//! Mentions in comments: Front recognizes a teammate by `@` and the user name.

use std::{
    collections::{HashMap, HashSet},
    fmt,
};

use client_core::mcp::{
    argument::{MAX_CANDIDATES, Named},
    untrusted::Line,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::view::TeammateView;
use crate::api::teammates::Teammate;

/// Maximum number of characters of an unresolved mention that are reported.
const MAX_REPORTED: usize = 40;

/// A mention that matches no teammate, or more than one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Unresolved {
    /// Mention as written in the body.
    pub(crate) text: Line,
    /// Reason, and the candidates.
    pub(crate) reason: Line,
}

/// Body with mentions as Front expects them.
#[derive(Debug, Default)]
pub(crate) struct Mentions {
    pub(crate) body: String,
    /// Mentioned teammates, each once.
    pub(crate) mentioned: Vec<TeammateView>,
    /// Unresolved mentions, each text once, up to the limit.
    pub(crate) unresolved: Vec<Unresolved>,
    /// Number of further unresolved texts.
    pub(crate) unresolved_not_shown: usize,
}

impl Mentions {
    pub(crate) fn none(body: &str) -> Self {
        Self { body: body.to_owned(), ..Self::default() }
    }
}

/// Returns `true` if the body may contain a mention.
pub(crate) fn may_mention(body: &str) -> bool {
    starts(body).next().is_some()
}

/// Replaces each `@name` by `@username`. The longest matching name wins, so that `@Sarah Chen` is not `@Sarah`.
///
/// At most `limit` unresolved mentions are reported.
pub(crate) fn resolve(body: &str, teammates: &[Teammate], limit: usize) -> Mentions {
    let names = Names::of(teammates);
    let mut done = Mentions::default();
    let (mut mentioned, mut reported) = (HashSet::new(), HashSet::new());
    let mut from = 0;
    for at in starts(body) {
        if at < from {
            // Inside a name that was already matched, such as the e-mail address of a mention.
            continue;
        }
        let rest = &body[at + 1..];
        done.body.push_str(&body[from..=at]);
        from = at + 1;
        let (text, reason) = match names.find(rest) {
            Found::One(teammate, length) => {
                match teammate.username.as_deref().filter(|name| !name.is_empty()) {
                    Some(username) => {
                        done.body.push_str(username);
                        from += length;
                        if mentioned.insert(teammate.id.as_str()) {
                            done.mentioned.push(teammate.into());
                        }
                        continue;
                    }
                    None => (&body[at..from + length], Reason::NoUserName(teammate)),
                }
            }
            Found::Several(teammates, length) => (&body[at..from + length], Reason::Several(teammates)),
            Found::None => (word(&body[at..]), Reason::Unknown),
        };
        // The beginning tells two long texts apart for a reader, too.
        let text: String = text.chars().take(MAX_REPORTED).collect();
        if !reported.insert(text.to_lowercase()) {
            continue;
        }
        if done.unresolved.len() == limit {
            done.unresolved_not_shown += 1;
        } else {
            done.unresolved.push(Unresolved { text: text.into(), reason: reason.to_string().into() });
        }
    }
    done.body.push_str(&body[from..]);
    done
}

/// Reason why a mention is unresolved.
enum Reason<'a> {
    Unknown,
    NoUserName(&'a Teammate),
    Several(Vec<&'a Teammate>),
}

impl fmt::Display for Reason<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("no teammate has this name; list_teammates shows them"),
            Self::NoUserName(teammate) => {
                write!(f, "{} has no user name, which Front needs", teammate.label())
            }
            Self::Several(teammates) => {
                let labels: Vec<String> =
                    teammates.iter().take(MAX_CANDIDATES).map(|it| it.label().into_string()).collect();
                write!(f, "more than one: {}", labels.join(", "))?;
                match teammates.len().saturating_sub(MAX_CANDIDATES) {
                    0 => Ok(()),
                    more => write!(f, " and {more} more"),
                }
            }
        }
    }
}

enum Found<'a> {
    None,
    One(&'a Teammate, usize),
    Several(Vec<&'a Teammate>, usize),
}

/// Names of the teammates, by their first character in lower case: a comment may hold thousands of `@`.
struct Names<'a>(HashMap<char, Vec<Name<'a>>>);

struct Name<'a> {
    teammate: &'a Teammate,
    /// Place among the teammate's names, the most exact first.
    rank: usize,
    name: String,
}

impl<'a> Names<'a> {
    fn of(teammates: &'a [Teammate]) -> Self {
        let mut by_first: HashMap<char, Vec<Name<'a>>> = HashMap::new();
        for teammate in teammates {
            let names = std::iter::once(teammate.id.to_string()).chain(teammate.names());
            for (rank, name) in names.enumerate() {
                if let Some(first) = name.chars().next().and_then(first_lower) {
                    by_first.entry(first).or_default().push(Name { teammate, rank, name });
                }
            }
        }
        Self(by_first)
    }

    /// Returns the teammate whose name the text begins with, and the length of the name in bytes.
    fn find(&self, text: &str) -> Found<'a> {
        let first = text.chars().next().and_then(first_lower);
        let names = first.and_then(|first| self.0.get(&first)).map(Vec::as_slice).unwrap_or_default();
        let mut best: Vec<&Teammate> = Vec::new();
        let (mut length, mut best_rank) = (0, usize::MAX);
        for Name { teammate, rank, name } in names {
            let Some(fits) = prefix(text, name) else { continue };
            // A longer name wins, then a better match: a user name over a first name.
            if fits > length || (fits == length && *rank < best_rank) {
                (length, best_rank) = (fits, *rank);
                best = vec![teammate];
            } else if fits == length
                && *rank == best_rank
                && !best.iter().any(|known| known.id == teammate.id)
            {
                best.push(teammate);
            }
        }
        match best.as_slice() {
            [] => Found::None,
            [one] => Found::One(one, length),
            _ => Found::Several(best, length),
        }
    }
}

fn first_lower(c: char) -> Option<char> {
    c.to_lowercase().next()
}

/// Returns the length in bytes of the name, if the text begins with it and the name ends there.
fn prefix(text: &str, name: &str) -> Option<usize> {
    let mut rest = text.char_indices();
    for wanted in name.chars() {
        let (_, c) = rest.next()?;
        if !c.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
    }
    let end = rest.offset();
    let after = &text[end..];
    let mut after = after.chars();
    let ends = match after.next() {
        None => true,
        // A dot or a hyphen may end a sentence or continue a name.
        Some('.' | '-' | '@') => !after.next().is_some_and(char::is_alphanumeric),
        Some(c) => !c.is_alphanumeric() && c != '_',
    };
    (ends && end > 0).then_some(end)
}

/// Returns the offset of every `@` that may begin a mention: not inside a word, as in an e-mail address, and before
/// a name.
fn starts(body: &str) -> impl Iterator<Item = usize> {
    body.match_indices('@').map(|(at, _)| at).filter(|&at| {
        let inside = body[..at]
            .chars()
            .next_back()
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/'));
        !inside && body[at + 1..].chars().next().is_some_and(char::is_alphanumeric)
    })
}

/// Returns the first word of the mention.
fn word(text: &str) -> &str {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    text[..end].trim_end_matches(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn teammates() -> Vec<Teammate> {
        serde_json::from_value(json!([
            {"id": "tea_1", "username": "sarah", "first_name": "Sarah", "last_name": "Chen", "email": "sarah@acme.example"},
            {"id": "tea_2", "username": "dok", "first_name": "David", "last_name": "Okafor", "email": "d@acme.example"},
            {"id": "tea_3", "username": "dst", "first_name": "David", "last_name": "Stone", "email": "ds@acme.example"},
            {"id": "tea_4", "username": "sarah.long", "first_name": "Sara", "last_name": "Long"},
        ]))
        .unwrap()
    }

    fn resolved(body: &str) -> (String, Vec<String>, Vec<String>) {
        let done = resolve(body, &teammates(), 20);
        let ids = done.mentioned.iter().map(|teammate| teammate.id.to_string()).collect();
        (done.body, ids, done.unresolved.into_iter().map(|mention| mention.text.into_string()).collect())
    }

    #[test]
    fn every_kind_of_name_becomes_the_user_name() {
        for (body, expected) in [
            ("@sarah look", "@sarah look"),
            ("@Sarah Chen, look", "@sarah, look"),
            ("(@SARAH CHEN)", "(@sarah)"),
            ("@sarah@acme.example look", "@sarah look"),
            ("@tea_1: look", "@sarah: look"),
            ("please, @sarah.", "please, @sarah."),
        ] {
            let (text, ids, unresolved) = resolved(body);
            assert_eq!((text.as_str(), ids), (expected, vec!["tea_1".to_owned()]), "{body}");
            assert!(unresolved.is_empty(), "{body}");
        }
        assert_eq!(resolved("@sarah.long?").0, "@sarah.long?");
        assert_eq!(resolved("@David Okafor and @David Stone").0, "@dok and @dst");
    }

    #[test]
    fn unknown_mention_stays_and_is_reported() {
        let (body, ids, unresolved) = resolved("@nobody and @David and @sarahx");
        assert_eq!(body, "@nobody and @David and @sarahx");
        assert!(ids.is_empty());
        assert_eq!(unresolved, ["@nobody", "@David", "@sarahx"]);
    }

    #[test]
    fn e_mail_addresses_and_bare_at_signs_are_no_mentions() {
        for body in ["mail elena@northwind.example", "a @ b", "https://x.example/@sarah", "100@"] {
            assert!(!may_mention(body), "{body}");
        }
    }

    #[test]
    fn a_teammate_counts_once() {
        assert_eq!(resolved("@sarah @Sarah Chen").1, ["tea_1"]);
    }

    #[test]
    fn each_unresolved_text_is_reported_once_and_the_rest_is_counted() {
        assert_eq!(resolved(&"@a ".repeat(30_000)).2, ["@a"]);
        assert_eq!(resolved("@David and @DAVID").2, ["@David"]);
        let body: String = (0..50).map(|n| format!("@n{n} ")).collect();
        let done = resolve(&body, &teammates(), 20);
        assert_eq!((done.unresolved.len(), done.unresolved_not_shown, done.body), (20, 30, body));
    }

    #[test]
    fn candidates_are_limited() {
        let teammates: Vec<Teammate> = (0..100)
            .map(|n| {
                let json =
                    json!({"id": format!("tea_{n}"), "username": format!("u{n}"), "first_name": "Sarah"});
                serde_json::from_value(json).unwrap()
            })
            .collect();
        let done = resolve(&"@Sarah ".repeat(14_000), &teammates, 20);
        assert_eq!(done.unresolved.len(), 1);
        assert!(done.unresolved[0].reason.ends_with("and 92 more"), "{:?}", done.unresolved);
    }
}
