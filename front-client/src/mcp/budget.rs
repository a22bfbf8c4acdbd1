//! What one tool call may cost: requests to Front, and characters of the model's attention.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use mcp_core::{ErrorKind, ToolError};
use serde::Serialize;
use serde_json::Value;

/// How many requests to Front one tool call may make, unless the host says otherwise. Front allows a small company 50 a
/// minute (<https://dev.frontapp.com/docs/rate-limiting>).
pub const CALL_BUDGET: u32 = 25;

/// How many characters of JSON one result may have, unless the host says otherwise. Clients warn, cut or put a result
/// into a file from 50,000 characters or 25,000 tokens on.
pub const RESULT_CHARS: usize = 40_000;

/// How long a tool that sends waits for the sent message to appear in its conversation, unless the host says otherwise.
pub const SEND_WAIT: Duration = Duration::from_secs(3);

/// How many recipients a new message may have, in `to`, `cc` and `bcc` together, unless the host says otherwise: an agent
/// that was misled must not mail a whole address book in one call.
pub const MAX_RECIPIENTS: usize = 25;

/// Texts up to this length are never cut to make a result fit: ids, names, subjects.
const KEEP_CHARS: usize = 300;

/// How many texts of a list stay when a result must be cut further, such as the recipients of a mail to everybody.
const KEEP_TEXTS: usize = 20;

/// The limits of one set of tools.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) call_budget: u32,
    pub(crate) result_chars: usize,
    pub(crate) send_wait: Duration,
    pub(crate) max_recipients: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            call_budget: CALL_BUDGET,
            result_chars: RESULT_CHARS,
            send_wait: SEND_WAIT,
            max_recipients: MAX_RECIPIENTS,
        }
    }
}

/// The requests that are left to one tool call.
#[derive(Debug)]
pub(crate) struct Budget {
    total: u32,
    left: AtomicU32,
}

impl Budget {
    pub(crate) const fn new(total: u32) -> Self {
        Self { total, left: AtomicU32::new(total) }
    }

    /// How many requests are left.
    pub(crate) fn left(&self) -> u32 {
        self.left.load(Ordering::Relaxed)
    }

    /// Takes one request, and says which one it is, from 1 on.
    pub(crate) fn take(&self) -> Result<u32, ToolError> {
        let taken = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        taken.map(|before| self.total - before + 1).map_err(|_| {
            ToolError::new(
                ErrorKind::Unavailable,
                format!(
                    "the call needs more than the {} requests to Front that one call may make",
                    self.total
                ),
            )
            .with_hint("Ask for less at once: a smaller limit, an id in place of a name, fewer items.")
        })
    }
}

/// The length of a value's JSON, in characters.
pub(crate) fn json_chars(value: &impl Serialize) -> usize {
    serde_json::to_string(value).map_or(0, |text| text.chars().count())
}

/// How many of the items, from the first on, have together no more than `chars` characters of JSON; at least one where
/// there is one.
pub(crate) fn fitting<T: Serialize>(items: &[T], chars: usize) -> usize {
    let mut used = 0;
    let over = items.iter().position(|item| {
        used += json_chars(item) + 1;
        used > chars
    });
    over.unwrap_or(items.len()).max(usize::from(!items.is_empty()))
}

/// Cuts the longest texts of a value until its JSON has at most `chars` characters, and says in their place how much
/// was cut; then lists of texts. What is still too long then has too many members, which only the tool itself can do
/// something about.
pub(crate) fn shrink(value: &mut Value, chars: usize) {
    if json_chars(value) <= chars {
        return;
    }
    let whole = std::mem::take(value);
    let mut longest = (chars / 2).max(KEEP_CHARS);
    loop {
        // Always from the whole, so that what is said to be missing is right.
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
                // A cursor is worth nothing when it is cut.
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

/// The first `chars` characters and how many are missing; `None` when the text is no longer than that.
pub(crate) fn cut(text: &str, chars: usize) -> Option<String> {
    let (end, _) = text.char_indices().nth(chars)?;
    let missing = text[end..].chars().count();
    Some(format!("{} […{missing} more characters]", &text[..end]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_budget_runs_out_with_words() {
        let budget = Budget::new(2);
        assert_eq!(budget.take().unwrap(), 1);
        assert_eq!(budget.take().unwrap(), 2);
        assert_eq!(budget.left(), 0);
        let error = budget.take().unwrap_err();
        assert!(error.message().contains("more than the 2 requests"), "{error}");
    }

    #[test]
    fn items_fit_until_they_do_not() {
        assert_eq!(fitting(&["aaaa", "bbbb", "cccc"], 14), 2);
        assert_eq!(fitting(&["aaaa"], 1), 1);
        assert_eq!(fitting::<&str>(&[], 1), 0);
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
