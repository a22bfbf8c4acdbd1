//! Mentions in comments: Front recognizes a teammate by `@` and the user name.

use client_core::mcp::argument::Named;
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
    pub(crate) text: String,
    /// Reason, and the candidates.
    pub(crate) reason: String,
}

/// Body with mentions as Front expects them.
#[derive(Debug)]
pub(crate) struct Mentions {
    pub(crate) body: String,
    pub(crate) mentioned: Vec<TeammateView>,
    pub(crate) unresolved: Vec<Unresolved>,
}

impl Mentions {
    pub(crate) fn none(body: &str) -> Self {
        Self { body: body.to_owned(), mentioned: Vec::new(), unresolved: Vec::new() }
    }
}

/// Returns `true` if the body may contain a mention.
pub(crate) fn may_mention(body: &str) -> bool {
    starts(body).next().is_some()
}

/// Replaces each `@name` by `@username`. The longest matching name wins, so that `@Sarah Chen` is not `@Sarah`.
pub(crate) fn resolve(body: &str, teammates: &[Teammate]) -> Mentions {
    let mut done = Mentions::none("");
    let mut from = 0;
    for at in starts(body) {
        if at < from {
            // Inside a name that was already matched, such as the e-mail address of a mention.
            continue;
        }
        let rest = &body[at + 1..];
        done.body.push_str(&body[from..=at]);
        from = at + 1;
        match find(rest, teammates) {
            Found::One(teammate, length) => {
                match teammate.username.as_deref().filter(|name| !name.is_empty()) {
                    Some(username) => {
                        done.body.push_str(username);
                        from += length;
                        if !done.mentioned.iter().any(|known| known.id == teammate.id) {
                            done.mentioned.push(teammate.into());
                        }
                    }
                    None => done.unresolved.push(Unresolved {
                        text: body[at..from + length].to_owned(),
                        reason: format!(
                            "{} has no user name, which a mention in Front needs",
                            teammate.label()
                        ),
                    }),
                }
            }
            Found::Several(teammates, length) => {
                let labels: Vec<String> = teammates.iter().map(|teammate| teammate.label()).collect();
                done.unresolved.push(Unresolved {
                    text: body[at..from + length].to_owned(),
                    reason: format!("more than one: {}", labels.join(", ")),
                });
            }
            Found::None => done.unresolved.push(Unresolved {
                text: word(&body[at..]),
                reason: "no teammate has this name; list_teammates shows them".to_owned(),
            }),
        }
    }
    done.body.push_str(&body[from..]);
    done
}

enum Found<'a> {
    None,
    One(&'a Teammate, usize),
    Several(Vec<&'a Teammate>, usize),
}

/// Returns the teammate whose name the text begins with, and the length of the name in bytes.
fn find<'a>(text: &str, teammates: &'a [Teammate]) -> Found<'a> {
    let mut best: Vec<&Teammate> = Vec::new();
    let (mut length, mut rank) = (0, usize::MAX);
    for teammate in teammates {
        let names = std::iter::once(teammate.id.to_string()).chain(teammate.names());
        for (place, name) in names.enumerate() {
            let Some(fits) = prefix(text, &name) else { continue };
            // A longer name wins, then a better match: a user name over a first name.
            if fits > length || (fits == length && place < rank) {
                (length, rank) = (fits, place);
                best = vec![teammate];
            } else if fits == length && place == rank && !best.iter().any(|known| known.id == teammate.id) {
                best.push(teammate);
            }
        }
    }
    match best.as_slice() {
        [] => Found::None,
        [one] => Found::One(one, length),
        _ => Found::Several(best, length),
    }
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
fn word(text: &str) -> String {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let word = text[..end].trim_end_matches(|c: char| !c.is_alphanumeric());
    word.chars().take(MAX_REPORTED).collect()
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
        let done = resolve(body, &teammates());
        let ids = done.mentioned.iter().map(|teammate| teammate.id.to_string()).collect();
        (done.body, ids, done.unresolved.into_iter().map(|mention| mention.text).collect())
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
}
