//! Untrusted text of one line.

use std::{borrow::Cow, fmt, ops::Deref};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use super::KEYWORD;
use crate::mcp::text::visible;

/// Untrusted text of one line, such as a name, a subject or a file name.
///
/// Invisible characters are removed. Every kind of line break and run of white space becomes one space, and the brackets
/// ⟦ and ⟧ become `[` and `]`. Serialised as a string.
///
/// ```
/// use client_core::mcp::untrusted::Line;
///
/// assert_eq!(Line::new(" Offer\r\nBcc:\u{85}all ").as_str(), "Offer Bcc: all");
/// assert_eq!(Line::labelled("Ann (tea_7)", "tea_1").as_str(), "Ann tea_7 (tea_1)");
/// assert_eq!(Line::given(Some("\u{200B} ")), None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Line(String);

impl Line {
    /// Creates the line of a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        // Controls are invisible, and several of them break lines.
        let text: Cow<'_, str> = match text.contains(is_line_break) {
            true => Cow::Owned(text.replace(is_line_break, " ")),
            false => Cow::Borrowed(text),
        };
        Self(visible(&text).split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Creates the line of a text, or `None` if there is nothing to see.
    #[must_use]
    pub fn given(text: Option<&str>) -> Option<Self> {
        text.map(Self::new).filter(|line| !line.is_empty())
    }

    /// Creates a label `name (id)`. A name cannot show an id: its parentheses are removed. Without a name, the label is
    /// the id.
    #[must_use]
    pub fn labelled(name: &str, id: &str) -> Self {
        let name = Self::new(&name.replace(is_parenthesis, " "));
        match name.is_empty() {
            true => Self::new(id),
            false => Self(format!("{name} ({})", Self::new(id))),
        }
    }

    /// Creates an address `name <handle>`, or the available part. A name cannot show an address or an id: its angle
    /// brackets and parentheses are removed.
    ///
    /// ```
    /// use client_core::mcp::untrusted::Line;
    ///
    /// let line = Line::address("Sarah Chen (tea_1) <sarah@acme.example>", "eve@evil.example");
    /// assert_eq!(line.as_str(), "Sarah Chen tea_1 sarah@acme.example <eve@evil.example>");
    /// ```
    #[must_use]
    pub fn address(name: &str, handle: &str) -> Self {
        let name = Self::new(&name.replace(|c| is_parenthesis(c) || is_angle(c), " "));
        let handle = Self::new(&handle.replace(is_angle, " "));
        match (name.is_empty() || name == handle, handle.is_empty()) {
            (true, _) => handle,
            (false, true) => name,
            (false, false) => Self(format!("{name} <{handle}>")),
        }
    }

    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the text.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Returns `true` for every character that some program takes as the end of a line
/// (<https://www.unicode.org/reports/tr14/>).
pub(super) const fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{1C}'..='\u{1E}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Returns `true` for parentheses and characters that look like them.
const fn is_parenthesis(c: char) -> bool {
    matches!(
        c,
        '(' | ')' | '\u{207D}' | '\u{207E}' | '\u{208D}' | '\u{208E}' | '\u{2768}'
            ..='\u{276B}'
                | '\u{27EE}'
                | '\u{27EF}'
                | '\u{2985}'
                | '\u{2986}'
                | '\u{FD3E}'
                | '\u{FD3F}'
                | '\u{FE35}'
                | '\u{FE36}'
                | '\u{FE59}'
                | '\u{FE5A}'
                | '\u{FF08}'
                | '\u{FF09}'
                | '\u{FF5F}'
                | '\u{FF60}'
    )
}

/// Returns `true` for angle brackets and characters that look like them.
const fn is_angle(c: char) -> bool {
    matches!(
        c,
        '<' | '>' | '\u{2329}' | '\u{232A}' | '\u{276C}'
            ..='\u{2771}'
                | '\u{27E8}'
                | '\u{27E9}'
                | '\u{3008}'
                | '\u{3009}'
                | '\u{FE64}'
                | '\u{FE65}'
                | '\u{FF1C}'
                | '\u{FF1E}'
    )
}

impl Deref for Line {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Line {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Line {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl From<&str> for Line {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Line {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl From<&String> for Line {
    fn from(text: &String) -> Self {
        Self::new(text)
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Line {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::new(&String::deserialize(deserializer)?))
    }
}

impl JsonSchema for Line {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Line".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", KEYWORD: true })
    }
}
