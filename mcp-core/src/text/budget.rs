//! Text that must not be too long.

/// A text within its budget.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Budgeted {
    /// The text; where it was cut, a line at its end says how much is missing.
    pub text: String,
    /// How many characters were cut.
    pub cut: usize,
}

/// Shortens a text to a number of characters, and says how many were cut. The line that says so comes on top of the
/// budget.
///
/// ```
/// use mcp_core::text::budget;
///
/// assert_eq!(budget("short", 10).text, "short");
/// let long = budget("a long story", 6);
/// assert_eq!(long.text, "a long\n[6 more characters cut]");
/// assert_eq!(long.cut, 6);
/// ```
#[must_use]
pub fn budget(text: &str, max_chars: usize) -> Budgeted {
    match text.char_indices().nth(max_chars) {
        None => Budgeted { text: text.to_owned(), cut: 0 },
        Some((end, _)) => {
            let cut = text[end..].chars().count();
            Budgeted { text: format!("{}\n[{cut} more characters cut]", &text[..end]), cut }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_between_characters() {
        assert_eq!(budget("éééé", 2).text, "éé\n[2 more characters cut]");
        assert_eq!(budget("éé", 2).cut, 0);
        assert_eq!(budget("", 0).text, "");
    }
}
