//! Truncation of results to a size that a model can handle.

use serde::Serialize;
use serde_json::Value;

/// Recommended maximum length of a result's JSON, in characters. Clients warn, truncate or write a result to a file
/// from 50,000 characters or 25,000 tokens on.
pub const RESULT_CHARS: usize = 40_000;

/// Maximum length of a text that is never cut to shrink a result, in characters: ids, names, subjects.
const KEEP_CHARS: usize = 300;

/// Number of texts of a list that stay when a result is cut further, such as the recipients of a bulk mail.
const KEEP_TEXTS: usize = 20;

/// Returns the length of a value's JSON, in characters; 0 if it cannot be serialised.
///
/// ```
/// assert_eq!(client_core::mcp::result::json_chars(&["ä"]), 5);
/// ```
#[must_use]
pub fn json_chars(value: &impl Serialize) -> usize {
    serde_json::to_string(value).map_or(0, |text| text.chars().count())
}

/// Returns the number of leading items whose JSON fits into `chars` characters together; at least one unless there
/// are none.
///
/// ```
/// use client_core::mcp::result::fitting;
///
/// assert_eq!(fitting(&["aaaa", "bbbb", "cccc"], 14), 2);
/// ```
#[must_use]
pub fn fitting<T: Serialize>(items: &[T], chars: usize) -> usize {
    let mut used = 0;
    let over = items.iter().position(|item| {
        used += json_chars(item) + 1;
        used > chars
    });
    over.unwrap_or(items.len()).max(usize::from(!items.is_empty()))
}

/// Cuts the longest texts of a value until its JSON has at most `chars` characters, then lists of texts. Each cut
/// text states how much is missing. A value that is still too long has too many members, which only the tool can
/// reduce.
///
/// Texts of up to 300 characters are never cut, nor are members whose name ends with `cursor`.
///
/// ```
/// use client_core::mcp::result::{json_chars, shrink};
///
/// let mut value = serde_json::json!({ "id": "7", "body": "b".repeat(5_000) });
/// shrink(&mut value, 1_000);
/// assert!(json_chars(&value) <= 1_000);
/// assert!(value["body"].as_str().is_some_and(|body| body.ends_with("[…4500 more characters]")));
/// ```
pub fn shrink(value: &mut Value, chars: usize) {
    if json_chars(value) <= chars {
        return;
    }
    let whole = std::mem::take(value);
    let mut longest = (chars / 2).max(KEEP_CHARS);
    loop {
        // Always from the original, so that the stated number of missing characters is right.
        *value = whole.clone();
        cut_texts(value, longest);
        if json_chars(value) <= chars {
            return;
        }
        if longest == KEEP_CHARS {
            cut_lists(value);
            return;
        }
        longest = (longest / 2).max(KEEP_CHARS);
    }
}

/// Like [`shrink`], for a value of any form: lists of any items are cut too, and finally the largest members of the
/// root are replaced by a note of their size. Do not use it for a result with an output schema.
///
/// ```
/// use client_core::mcp::result::{json_chars, prune};
///
/// let mut value = serde_json::json!({ "id": 7, "rows": vec![serde_json::json!({ "n": 1 }); 1_000] });
/// prune(&mut value, 1_000);
/// assert!(json_chars(&value) <= 1_000);
/// assert_eq!(value["id"], 7);
/// assert_eq!(value["rows"][50], "[…950 more]");
/// ```
pub fn prune(value: &mut Value, chars: usize) {
    shrink(value, chars);
    if json_chars(value) <= chars {
        return;
    }
    let whole = std::mem::take(value);
    let mut longest = MOST_ITEMS;
    loop {
        *value = whole.clone();
        cut_items(value, longest);
        if json_chars(value) <= chars {
            return;
        }
        if longest == 1 {
            break;
        }
        longest /= 2;
    }
    replace_members(value, chars);
}

/// Number of items of a list that [`prune`] keeps at first.
const MOST_ITEMS: usize = 50;

fn cut_items(value: &mut Value, longest: usize) {
    match value {
        Value::Array(items) => {
            if items.len() > longest {
                let missing = items.len() - longest;
                items.truncate(longest);
                items.push(format!("[…{missing} more]").into());
            }
            items.iter_mut().for_each(|item| cut_items(item, longest));
        }
        Value::Object(members) => members.values_mut().for_each(|member| cut_items(member, longest)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn replace_members(value: &mut Value, chars: usize) {
    let Value::Object(members) = value else { return };
    let mut sizes: Vec<(usize, String)> =
        members.iter().map(|(name, member)| (json_chars(member), name.clone())).collect();
    sizes.sort_unstable();
    let mut all: usize = 2 + sizes.iter().map(|(size, name)| size + name.chars().count() + 4).sum::<usize>();
    while all > chars
        && let Some((size, name)) = sizes.pop()
    {
        let note = format!("[…{size} characters left out]");
        all = (all + note.chars().count()).saturating_sub(size);
        members.insert(name, note.into());
    }
}

fn cut_texts(value: &mut Value, longest: usize) {
    match value {
        Value::String(text) => {
            if let Some(cut) = cut(text, longest) {
                *text = cut;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| cut_texts(item, longest)),
        Value::Object(members) => {
            for (name, member) in members {
                // A cut cursor is useless.
                if !name.ends_with("cursor") {
                    cut_texts(member, longest);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn cut_lists(value: &mut Value) {
    match value {
        Value::Array(items) if items.len() > KEEP_TEXTS && items.iter().all(Value::is_string) => {
            let missing = items.len() - KEEP_TEXTS;
            items.truncate(KEEP_TEXTS);
            items.push(format!("[…{missing} more]").into());
        }
        Value::Array(items) => items.iter_mut().for_each(cut_lists),
        Value::Object(members) => members.values_mut().for_each(cut_lists),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Returns the first `chars` characters with a note of how many are missing; `None` if the text is not longer.
///
/// ```
/// use client_core::mcp::result::cut;
///
/// assert_eq!(cut("a long story", 6).as_deref(), Some("a long […6 more characters]"));
/// assert_eq!(cut("short", 6), None);
/// ```
#[must_use]
pub fn cut(text: &str, chars: usize) -> Option<String> {
    let (end, _) = text.char_indices().nth(chars)?;
    let missing = text[end..].chars().count();
    Some(format!("{} […{missing} more characters]", &text[..end]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fitting_counts_leading_items() {
        assert_eq!(fitting(&["aaaa", "bbbb", "cccc"], 14), 2);
        assert_eq!(fitting(&["aaaa"], 1), 1);
        assert_eq!(fitting::<&str>(&[], 1), 0);
    }

    #[test]
    fn pruning_ends_within_the_budget_whatever_the_value() {
        let deep = json!({ "rows": vec![json!({ "cells": vec![json!({ "v": [1, 2, 3] }); 60] }); 60] });
        let wide: serde_json::Map<String, Value> =
            (0..2_000).map(|n| (format!("field {n}"), json!(n))).collect();
        let mut value = json!({ "id": 7, "deep": deep, "wide": wide });
        prune(&mut value, 1_000);
        assert!(json_chars(&value) <= 1_000, "{}", json_chars(&value));
        assert_eq!(value["id"], 7);
        assert!(value["wide"].as_str().unwrap().ends_with("characters left out]"), "{value}");
        let mut small = json!({ "rows": [[1], [2]] });
        prune(&mut small, 1_000);
        assert_eq!(small, json!({ "rows": [[1], [2]] }));
    }

    #[test]
    fn shrinking_cuts_the_longest_texts_first() {
        let cursor = "c".repeat(400);
        let body = "ä".repeat(5_000);
        let mut value =
            json!({ "id": "cnv_1", "body": body, "note": "n".repeat(350), "next_cursor": cursor });
        shrink(&mut value, 1_700);
        assert!(json_chars(&value) <= 1_700);
        assert_eq!(value["id"], "cnv_1");
        assert_eq!(value["note"].as_str().unwrap().len(), 350);
        assert_eq!(value["next_cursor"], cursor);
        let shown = value["body"].as_str().unwrap().chars().filter(|c| *c == 'ä').count();
        let missing = format!("[…{} more characters]", 5_000 - shown);
        assert!(value["body"].as_str().unwrap().ends_with(&missing));
        let mut value = json!({"id": "msg_1", "to": vec!["someone@example.com"; 200], "cc": ["a"]});
        shrink(&mut value, 1_000);
        assert!(json_chars(&value) <= 1_000);
        assert_eq!(value["to"][KEEP_TEXTS], "[…180 more]");
        assert_eq!(value["cc"], json!(["a"]));
        assert_eq!(cut("äöü", 2).unwrap(), "äö […1 more characters]");
        assert!(cut("äö", 2).is_none());
    }
}
