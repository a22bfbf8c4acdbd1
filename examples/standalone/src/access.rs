//! Access of callers: `read,write`, or a filter as JSON.

use std::fmt;

use mcp_core::{Access, Filter, Registry};

use crate::{
    error::ConfigError,
    redact::{shorten, shorten_quoted},
    strict,
};

/// Access classes, in display order.
const CLASSES: [(&str, Access); 3] =
    [("read", Access::Read), ("write", Access::Write), ("send", Access::Send)];

/// Default access for an account. It excludes `send`.
const DEFAULT: [&str; 2] = ["read", "write"];

/// Filter for all callers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Allow {
    filter: Filter,
    explicit: bool,
}

impl Allow {
    /// Returns the default: everything on demo data, read and write on an account.
    pub(crate) fn default_for(demo: bool) -> Self {
        let filter = match demo {
            true => Filter::all(),
            false => Filter::new().methods(DEFAULT).expect("access classes are words of a filter"),
        };
        Self { filter, explicit: false }
    }

    /// Parses the value of `MCP_ALLOW`.
    pub(crate) fn parse(text: &str) -> Result<Self, ConfigError> {
        Ok(Self { filter: parse("MCP_ALLOW", text)?, explicit: true })
    }

    pub(crate) const fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Returns the filter of a caller with a key. An explicit `MCP_ALLOW` narrows every key; the default applies
    /// only to keys without a filter of their own.
    pub(crate) fn of_key(&self, own: Option<&Filter>) -> Filter {
        match own {
            Some(own) if self.explicit => self.filter.and(own),
            Some(own) => own.clone(),
            None => self.filter.clone(),
        }
    }
}

/// Parses a comma list of access classes, or a filter as JSON.
pub(crate) fn parse(name: &str, text: &str) -> Result<Filter, ConfigError> {
    if text.starts_with(['{', '[', '"']) {
        return from_json(name, strict::json(name, text)?);
    }
    if text.eq_ignore_ascii_case("all") {
        return Ok(Filter::all());
    }
    let words: Vec<String> = text
        .split([',', ' '])
        .map(|word| word.trim().to_ascii_lowercase())
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        return Err(ConfigError::new(format!("{name} names no access class; use read,write for example")));
    }
    if let Some(word) = words.iter().find(|word| !CLASSES.iter().any(|(class, _)| class == word)) {
        return Err(ConfigError::new(format!(
            "{name}: there is no access class {}; use read, write and send, or a filter as JSON",
            shorten(word)
        )));
    }
    methods(name, &words)
}

/// Parses a filter from JSON: its own form, or a list of its method entries.
pub(crate) fn from_json(name: &str, value: serde_json::Value) -> Result<Filter, ConfigError> {
    if let serde_json::Value::Array(words) = &value {
        let words: Option<Vec<&str>> = words.iter().map(|word| word.as_str()).collect();
        let words = words.ok_or_else(|| ConfigError::new(format!("{name}: a list holds words only")))?;
        return methods(name, &words);
    }
    serde_json::from_value(value).map_err(|error| {
        ConfigError::new(format!("{name} is not a filter: {}", shorten_quoted(&error.to_string())))
    })
}

fn methods<W: AsRef<str>>(name: &str, words: &[W]) -> Result<Filter, ConfigError> {
    Filter::new()
        .methods(words)
        .map_err(|error| ConfigError::new(format!("{name}: {}", shorten_quoted(&error.to_string()))))
}

/// Visible tools by access class, for people: `read, write (3 of 11). Not: send`.
pub(crate) struct Summary(Vec<Class>);

struct Class {
    word: &'static str,
    visible: usize,
    all: usize,
}

impl Summary {
    pub(crate) fn new(registry: &Registry, filter: &Filter) -> Self {
        let class = |(word, access): &(&'static str, Access)| {
            let tools = registry.iter().map(|tool| tool.definition()).filter(|tool| tool.access() == *access);
            let (all, visible) = tools
                .fold((0, 0), |(all, visible), tool| (all + 1, visible + usize::from(filter.allows(tool))));
            Class { word, visible, all }
        };
        Self(CLASSES.iter().map(class).filter(|class| class.all > 0).collect())
    }

    /// Returns `true` if every tool is visible.
    pub(crate) fn is_all(&self) -> bool {
        self.0.iter().all(|class| class.visible == class.all)
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |classes: Vec<String>| match classes.is_empty() {
            true => "nothing".to_owned(),
            false => classes.join(", "),
        };
        let may =
            self.0.iter().filter(|class| class.visible > 0).map(|class| match class.visible == class.all {
                true => class.word.to_owned(),
                false => format!("{} ({} of {} tools)", class.word, class.visible, class.all),
            });
        write!(f, "{}.", list(may.collect()))?;
        let not: Vec<String> =
            self.0.iter().filter(|class| class.visible == 0).map(|class| class.word.to_owned()).collect();
        if not.is_empty() { Ok(()) } else { write!(f, " Not: {}.", not.join(", ")) }
    }
}

#[cfg(test)]
mod tests {
    use front_client::{Client, mcp::agent_tools, testing::FakeFront};

    use super::*;

    fn registry() -> Registry {
        let fake = FakeFront::seeded();
        agent_tools(&Client::builder().credential(fake.token()).transport(fake).build().unwrap())
    }

    fn summary(text: &str) -> String {
        Summary::new(&registry(), &parse("MCP_ALLOW", text).unwrap()).to_string()
    }

    #[test]
    fn summary_counts_visible_tools_by_class() {
        assert_eq!(summary("read,write"), "read, write. Not: send.");
        assert_eq!(summary(" SEND, read ,,write"), "read, write, send.");
        assert_eq!(summary("all"), "read, write, send.");
        assert_eq!(summary(r#"["read","create_draft"]"#), "read, write (1 of 6 tools). Not: send.");
        assert_eq!(
            summary(r#"{"methods":["read"],"tags":["contacts"]}"#),
            "read (3 of 11 tools). Not: write, send."
        );
        assert_eq!(summary(r#""none""#), "nothing. Not: read, write, send.");
    }

    #[test]
    fn invalid_access_errors_repeat_little_of_the_value() {
        for (text, part) in [
            ("read,wirte", "MCP_ALLOW: there is no access class \"wirte\""),
            ("sk_live_4242424242", "no access class \"sk_live_…\""),
            (",", "names no access class"),
            (r#"{"methods":["read"]"#, "is not valid JSON at line 1 column 19"),
            (r#"{"method":["read"]}"#, "is not a filter"),
            ("[1]", "a list holds words only"),
            (r#"{"sk_live_4242424242":1}"#, "unknown field `sk_live_…`"),
            (r#""sk_live_4242424242""#, "\"sk_live_…\""),
            (r#"{"methods":["read"],"methods":["send"]}"#, "duplicate field `methods`"),
        ] {
            let error = parse("MCP_ALLOW", text).unwrap_err().to_string();
            assert!(error.contains(part) && !error.contains("4242"), "{error}");
        }
    }

    #[test]
    fn explicit_access_narrows_keys_but_the_default_does_not() {
        let (send, read) = (parse("k", "send").unwrap(), parse("k", "read").unwrap());
        let default = Allow::default_for(false);
        assert_eq!(default.of_key(Some(&send)), send);
        assert_eq!(default.of_key(None), parse("k", "read,write").unwrap());
        let explicit = Allow::parse("read,write").unwrap();
        assert_eq!(explicit.of_key(Some(&read)), explicit.filter().and(&read));
        let registry = registry();
        assert_eq!(registry.view(&explicit.of_key(Some(&send))).iter().count(), 0);
        assert_eq!(Allow::default_for(true).filter(), &Filter::all());
    }
}
