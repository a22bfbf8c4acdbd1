//! Sizes of results, and texts cut to a size.

use std::io;

use serde::Serialize;

/// Recommended maximum length of a result's JSON, in characters. Clients warn, truncate or write a result to a file
/// from 50,000 characters or 25,000 tokens on.
pub const RESULT_CHARS: usize = 40_000;

/// Returns the length of a value's JSON, in characters; 0 if it cannot be serialised. The JSON is counted, not stored.
///
/// ```
/// assert_eq!(client_core::mcp::result::json_chars(&["ä"]), 5);
/// ```
#[must_use]
pub fn json_chars(value: &impl Serialize) -> usize {
    let mut count = Count(0);
    serde_json::to_writer(&mut count, value).map_or(0, |()| count.0)
}

/// Counts the characters of UTF-8 text.
struct Count(usize);

impl io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Continuation bytes belong to the character before them.
        self.0 += bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
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

/// Returns the first `chars` characters with a note of how many are missing; `None` if the text is not longer.
///
/// ```
/// use client_core::mcp::result::cut;
///
/// assert_eq!(cut("a long story", 6).as_deref(), Some("a long ⟦…6 more characters⟧"));
/// assert_eq!(cut("short", 6), None);
/// ```
#[must_use]
pub fn cut(text: &str, chars: usize) -> Option<String> {
    let (end, _) = text.char_indices().nth(chars)?;
    Some(format!("{} {}", &text[..end], mark(text[end..].chars().count())))
}

/// Note of missing characters. Its brackets are reserved for notes of the tools.
pub(super) fn mark(missing: usize) -> String {
    format!("⟦…{missing} more characters⟧")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fitting_counts_leading_items() {
        assert_eq!(fitting(&["aaaa", "bbbb", "cccc"], 14), 2);
        assert_eq!(fitting(&["aaaa"], 1), 1);
        assert_eq!(fitting::<&str>(&[], 1), 0);
    }

    #[test]
    fn cut_counts_characters() {
        assert_eq!(cut("äöü", 2).unwrap(), "äö ⟦…1 more characters⟧");
        assert!(cut("äö", 2).is_none());
        assert_eq!(json_chars(&"\n\u{1}ä😀"), 2 + 2 + 6 + 2);
    }
}
