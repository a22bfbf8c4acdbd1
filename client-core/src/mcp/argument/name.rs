//! Lookup by name, case-insensitive. Errors list the candidates.

use mcp_core::HandlerError;

use super::echo;
use crate::mcp::untrusted::Line;

/// Maximum number of candidates in an error.
pub const MAX_CANDIDATES: usize = 8;

/// Most characters of a text for which similar names are proposed. The comparison takes time for each name.
const MAX_SIMILAR: usize = 200;

/// A record that a model may refer to by name.
pub trait Named {
    /// Id of the record in the upstream API.
    fn id(&self) -> &str;

    /// Names of the record, the most exact first.
    fn names(&self) -> Vec<String>;

    /// Text that distinguishes the record from others of the same name: `name (id)`.
    fn label(&self) -> Line {
        Line::labelled(self.names().first().map_or("", String::as_str), self.id())
    }
}

/// Returns the record with this name. Case and whitespace do not matter: results show names as [lines](Line).
///
/// Names are compared in the order of [`Named::names`]: a first name matches only if no record has the whole text
/// as a more exact name.
///
/// # Errors
///
/// [`ErrorKind::NotFound`](mcp_core::HandlerErrorKind::NotFound) with those whose names are near, and
/// [`ErrorKind::InvalidArguments`](mcp_core::HandlerErrorKind::InvalidArguments) with the ids when several go by the name; at most
/// [`MAX_CANDIDATES`] of them. `noun` says in the singular what they are.
pub fn pick<'a, T: Named>(noun: &str, asked: &str, all: &'a [T]) -> Result<&'a T, HandlerError> {
    let asked = asked.trim();
    let key = |name: &str| Line::new(name).to_lowercase();
    let wanted = key(asked);
    let ranked: Vec<(usize, &T)> = all
        .iter()
        .filter_map(|item| {
            let rank = item.names().iter().position(|name| key(name) == wanted)?;
            Some((rank, item))
        })
        .collect();
    let best = ranked.iter().map(|(rank, _)| *rank).min();
    let found: Vec<&T> =
        ranked.into_iter().filter(|(rank, _)| Some(*rank) == best).map(|(_, item)| item).collect();
    match found.as_slice() {
        [item] => Ok(item),
        [] => {
            let near = suggestions(asked, all);
            let hint = if !near.is_empty() {
                format!("Perhaps one of these: {}.", near.join(", "))
            } else if all.len() <= MAX_CANDIDATES {
                format!("There are: {}.", listed(all.iter()))
            } else {
                format!("There are {}; list them to find the one you mean.", count(all.len(), noun))
            };
            Err(HandlerError::not_found(format!("no {noun} is called {asked}", asked = echo(asked)))
                .with_hint(hint))
        }
        several => {
            let labels = listed(several.iter().take(MAX_CANDIDATES).copied());
            let (several, asked) = (count(several.len(), noun), echo(asked));
            Err(HandlerError::invalid_arguments(format!("{several} match {asked}"))
                .with_hint(format!("Pass the id of one of them: {labels}.")))
        }
    }
}

fn listed<'a, T: Named + 'a>(items: impl Iterator<Item = &'a T>) -> String {
    items.map(|item| item.label().into_string()).collect::<Vec<_>>().join(", ")
}

fn count(number: usize, noun: &str) -> String {
    match noun.strip_suffix('x') {
        Some(_) => format!("{number} {noun}es"),
        None => format!("{number} {noun}s"),
    }
}

/// Returns the records with similar names, the most similar first.
fn suggestions<T: Named>(asked: &str, all: &[T]) -> Vec<String> {
    if asked.chars().nth(MAX_SIMILAR).is_some() {
        return Vec::new();
    }
    let wanted = asked.trim().to_lowercase();
    let mut near: Vec<(usize, Line)> = all
        .iter()
        .filter_map(|item| {
            let names = item.names();
            let score = names.iter().filter_map(|name| distance(&wanted, &name.to_lowercase())).min()?;
            Some((score, item.label()))
        })
        .collect();
    near.sort();
    near.into_iter().take(MAX_CANDIDATES).map(|(_, label)| label.into_string()).collect()
}

/// Distance between two names; `None` if they are not similar. Names are similar if one contains the other, if they
/// share a word, or if they differ by one or two typing errors.
fn distance(wanted: &str, name: &str) -> Option<usize> {
    if wanted.is_empty() || name.is_empty() {
        return None;
    }
    if name.contains(wanted) || wanted.contains(name) {
        return Some(1);
    }
    let words =
        |text: &str| text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>();
    let (left, right) = (words(wanted), words(name));
    if left.iter().any(|word| word.chars().count() > 2 && right.contains(word)) {
        return Some(2);
    }
    let slips = edits(wanted, name);
    (slips <= 2 && slips < name.chars().count()).then_some(2 + slips)
}

/// Levenshtein distance between two texts.
fn edits(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Person(&'static str, &'static [&'static str]);

    impl Named for Person {
        fn id(&self) -> &str {
            self.0
        }

        fn names(&self) -> Vec<String> {
            self.1.iter().map(|name| (*name).to_owned()).collect()
        }
    }

    const PEOPLE: &[Person] = &[
        Person("tea_1", &["Sarah Chen", "sarah"]),
        Person("tea_2", &["David Okafor", "david"]),
        Person("tea_3", &["David Stone", "david"]),
        Person("tea_4", &["David", "dave"]),
    ];

    #[test]
    fn exact_name_takes_precedence() {
        assert_eq!(pick("teammate", " SARAH ", PEOPLE).ok().map(Named::id), Some("tea_1"));
        assert_eq!(pick("teammate", "david", PEOPLE).ok().map(Named::id), Some("tea_4"));
    }

    #[test]
    fn ambiguous_name_lists_candidates() {
        let error = pick("teammate", "david", &PEOPLE[..3]).err().unwrap();
        assert_eq!(error.message(), "2 teammates match \"david\"");
        assert!(error.hint().unwrap().contains("David Okafor (tea_2), David Stone (tea_3)"), "{error:?}");
    }

    #[test]
    fn unknown_name_lists_similar_names() {
        let error = pick("teammate", "Sara Chen", PEOPLE).err().unwrap();
        assert!(error.hint().unwrap().contains("Sarah Chen (tea_1)"), "{error:?}");
        let error = pick("teammate", "zzz", PEOPLE).err().unwrap();
        assert!(
            error.hint().unwrap().starts_with("There are: Sarah Chen (tea_1), David Okafor"),
            "{error:?}"
        );
        let many: Vec<Person> = (0..=MAX_CANDIDATES).map(|_| Person("tea_1", &["Sarah"])).collect();
        let error = pick("teammate", "zzz", &many).err().unwrap();
        assert!(error.hint().unwrap().starts_with("There are 9 teammates; list them"), "{error:?}");
    }

    #[test]
    fn overlong_name_proposes_nothing() {
        let all: Vec<Person> = (0..20).map(|_| Person("tag_1", &["Billing"])).collect();
        let error = pick("tag", &"billing ".repeat(100_000), &all).err().unwrap();
        assert!(error.message().chars().count() < 200, "{error}");
        assert!(error.hint().unwrap().starts_with("There are 20 tags"), "{error}");
    }

    #[test]
    fn levenshtein_distance() {
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(edits("", "ab"), 2);
    }
}
