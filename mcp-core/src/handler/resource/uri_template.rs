//! URI templates.

use std::{borrow::Cow, collections::BTreeMap, fmt, str::FromStr};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Maximum length of a template, in bytes.
pub(crate) const MAX_TEMPLATE: usize = 2048;
/// Maximum number of variables in a template.
pub(crate) const MAX_VARIABLES: usize = 16;
/// Default maximum length of a requested URI, in bytes. A longer one is treated as an unknown resource without a
/// look-up.
pub(crate) const MAX_URI: usize = 8192;

/// Characters that stay unescaped in a value: the unreserved characters of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// URI template of level 1 of RFC 6570 (<https://www.rfc-editor.org/rfc/rfc6570#section-1.2>):
/// `{name}` and nothing else in braces.
///
/// A value has at least one character. [`expand`](Self::expand) percent-encodes it. [`matches`](Self::matches) also
/// accepts unencoded values, as people and models write them, unless they contain `/`, `?` or `#`, which begin
/// another part of the URI, or a `%` that is not an escape.
///
/// ```
/// use mcp_core::UriTemplate;
///
/// let template: UriTemplate = "shop://{shop}/orders/{number}".parse()?;
/// let values = template.matches("shop://b%C3%BCcher/orders/7").expect("it fits");
/// assert_eq!((&*values["shop"], &*values["number"]), ("bücher", "7"));
/// assert_eq!(template.expand(|name| values.get(name)).unwrap(), "shop://b%C3%BCcher/orders/7");
/// assert!(template.matches("shop://a/b/orders/7").is_none());
///
/// let error = "shop://{+path}".parse::<UriTemplate>().unwrap_err();
/// assert!(error.to_string().contains("{+path}"));
/// # Ok::<(), mcp_core::UriTemplateError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UriTemplate {
    text: String,
    /// Text before the first variable.
    head: String,
    /// Each variable with the text after it.
    places: Vec<(String, String)>,
}

/// Error of parsing a [`UriTemplate`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UriTemplateError {
    /// A brace has no counterpart.
    #[error("the braces of {0:?} do not match")]
    Braces(String),
    /// The text in braces is not a name.
    #[error("{0:?} is not a variable; use a name of A-Z a-z 0-9 _ . in braces, without operators")]
    Variable(String),
    /// A variable is repeated.
    #[error("the variable {0:?} is repeated; use each variable once")]
    Repeated(String),
    /// Two variables have no text between them, so their values are ambiguous.
    #[error("the variable {0:?} directly follows another one; put text between them")]
    Adjacent(String),
    /// The scheme is missing.
    #[error("{0:?} has no URI scheme; start with one, such as shop://")]
    Scheme(String),
    /// The template is longer than 2 KiB or has more than 16 variables.
    #[error("the template is too long; use at most {MAX_TEMPLATE} bytes and {MAX_VARIABLES} variables")]
    TooLong,
}

impl FromStr for UriTemplate {
    type Err = UriTemplateError;

    fn from_str(text: &str) -> Result<Self, UriTemplateError> {
        if text.len() > MAX_TEMPLATE {
            return Err(UriTemplateError::TooLong);
        }
        let mut parts = text.split('{');
        let head = parts.next().unwrap_or_default();
        if !has_scheme(head) {
            return Err(UriTemplateError::Scheme(text.to_owned()));
        }
        let mut places: Vec<(String, String)> = Vec::new();
        for part in parts {
            let (name, after) =
                part.split_once('}').ok_or_else(|| UriTemplateError::Braces(text.to_owned()))?;
            if !is_name(name) {
                return Err(UriTemplateError::Variable(format!("{{{name}}}")));
            }
            if places.iter().any(|(other, _)| other == name) {
                return Err(UriTemplateError::Repeated(name.to_owned()));
            }
            if places.last().is_some_and(|(_, between)| between.is_empty()) {
                return Err(UriTemplateError::Adjacent(name.to_owned()));
            }
            places.push((name.to_owned(), after.to_owned()));
        }
        if std::iter::once(head)
            .chain(places.iter().map(|(_, after)| &**after))
            .any(|text| text.contains('}'))
        {
            return Err(UriTemplateError::Braces(text.to_owned()));
        }
        if places.len() > MAX_VARIABLES {
            return Err(UriTemplateError::TooLong);
        }
        Ok(Self { text: text.to_owned(), head: head.to_owned(), places })
    }
}

/// Returns `true` if the text begins with a URI scheme (RFC 3986, section 3.1).
pub(crate) fn has_scheme(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    })
}

/// Returns the first position of a text after at least one character. Matches inside an escape do not count.
fn position(uri: &str, text: &str) -> Option<usize> {
    let mut at = step(uri);
    while at < uri.len() {
        if uri[at..].starts_with(text) {
            return Some(at);
        }
        at += step(&uri[at..]);
    }
    None
}

/// Returns the length of the first character, or of the escape that encodes it.
fn step(uri: &str) -> usize {
    if is_escape(uri) { 3 } else { uri.chars().next().map_or(1, char::len_utf8) }
}

fn is_escape(text: &str) -> bool {
    matches!(text.as_bytes(), [b'%', a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit())
}

/// Decodes a value of a URI; `None` if it is not a valid value.
fn decode(value: &str) -> Option<String> {
    let broken = || value.match_indices('%').any(|(at, _)| !is_escape(&value[at..]));
    if value.is_empty() || value.contains(['/', '?', '#']) || broken() {
        return None;
    }
    percent_decode_str(value).decode_utf8().ok().map(Cow::into_owned)
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'))
}

impl UriTemplate {
    /// Returns the template as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the names of the variables, in order.
    #[must_use]
    pub fn variables(&self) -> impl ExactSizeIterator<Item = &str> {
        self.places.iter().map(|(name, _)| name.as_str())
    }

    /// Returns the decoded values of the variables in a URI; `None` if the URI does not match.
    #[must_use]
    pub fn matches(&self, uri: &str) -> Option<BTreeMap<String, String>> {
        let mut rest = uri.strip_prefix(self.head.as_str())?;
        let mut values = BTreeMap::new();
        for (index, (name, after)) in self.places.iter().enumerate() {
            // A value ends at the first occurrence of the text after it, and the last value where that text ends
            // the URI. This misses no match: an earlier end leaves more to the remaining variables.
            let end = if index + 1 == self.places.len() {
                rest.len().checked_sub(after.len()).filter(|end| rest.get(*end..) == Some(after.as_str()))?
            } else {
                position(rest, after)?
            };
            let value = decode(&rest[..end])?;
            values.insert(name.clone(), value);
            rest = &rest[end + after.len()..];
        }
        rest.is_empty().then_some(values)
    }

    /// Returns the URI with these values; `None` if one is missing or empty.
    #[must_use]
    pub fn expand<V: AsRef<str>>(&self, value: impl Fn(&str) -> Option<V>) -> Option<String> {
        let mut uri = self.head.clone();
        for (name, after) in &self.places {
            let value = value(name)?;
            if value.as_ref().is_empty() {
                return None;
            }
            let encoded: Cow<'_, str> = utf8_percent_encode(value.as_ref(), RESERVED).into();
            uri.push_str(&encoded);
            uri.push_str(after);
        }
        Some(uri)
    }

    /// Returns the length of the literal text, in bytes. The larger, the more specific the template.
    pub(crate) fn literal_len(&self) -> usize {
        self.head.len() + self.places.iter().map(|(_, after)| after.len()).sum::<usize>()
    }
}

impl fmt::Debug for UriTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UriTemplate").field(&self.text).finish()
    }
}

impl fmt::Display for UriTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn template(text: &str) -> UriTemplate {
        text.parse().unwrap()
    }

    fn values(text: &str, uri: &str) -> Option<Vec<String>> {
        template(text).matches(uri).map(|values| values.into_values().collect())
    }

    #[test]
    fn invalid_template_reports_the_reason() {
        let error = |text: &str| text.parse::<UriTemplate>().unwrap_err();
        for text in ["a:{", "a:{b", "a:}", "a:{b}}", "a:b}{c}"] {
            assert_eq!(error(text), UriTemplateError::Braces(text.into()), "{text}");
        }
        for text in ["{}", "{+b}", "{?b}", "{b*}", "{b:3}", "{b,c}", "{ b}", "{ü}"] {
            assert_eq!(error(&format!("a:{text}")), UriTemplateError::Variable(text.into()));
        }
        assert!(matches!(error("a:{{b}"), UriTemplateError::Braces(_) | UriTemplateError::Variable(_)));
        assert_eq!(error("a:{b}/{b}"), UriTemplateError::Repeated("b".into()));
        assert_eq!(error("a:{b}{c}"), UriTemplateError::Adjacent("c".into()));
        for text in ["", "a", "/{b}", "{b}:c", "1:{b}", "ä:{b}"] {
            assert_eq!(error(text), UriTemplateError::Scheme(text.into()), "{text}");
        }
        assert_eq!(error(&format!("a:{}", "b".repeat(MAX_TEMPLATE))), UriTemplateError::TooLong);
        let many: String = (0..=MAX_VARIABLES).map(|n| format!("/{{v{n}}}")).collect();
        assert_eq!(error(&format!("a:{many}")), UriTemplateError::TooLong);
    }

    #[test]
    fn values_are_found_and_decoded() {
        assert_eq!(values("a://{x}", "a://1"), Some(vec!["1".into()]));
        assert_eq!(values("a://{x}/b", "a://1/b"), Some(vec!["1".into()]));
        assert_eq!(values("a://{x}-{y}/z", "a://1-2-3/z"), Some(vec!["1".into(), "2-3".into()]));
        assert_eq!(values("a://{x}.txt", "a://b.txt.txt"), Some(vec!["b.txt".into()]));
        assert_eq!(values("a://{x}a{y}", "a://aab"), Some(vec!["a".into(), "b".into()]));
        assert_eq!(values("a://{x}", "a://b%2Fc%20d"), Some(vec!["b/c d".into()]));
        assert_eq!(values("a://{x}b{y}", "a://%2bbc"), Some(vec!["+".into(), "c".into()]));
        // Unencoded, as models write it.
        assert_eq!(values("a://{x}", "a://alt:email:é@b.c"), Some(vec!["alt:email:é@b.c".into()]));
        assert_eq!(values("a://b", "a://b"), Some(vec![]));
        let template = template("a://{x}/{y}");
        assert_eq!(template.variables().collect::<Vec<_>>(), ["x", "y"]);
    }

    #[test]
    fn other_uris_do_not_match() {
        for (text, uri) in [
            ("a://{x}", "a://"),
            ("a://{x}", "b://1"),
            ("a://{x}", "a://1/2"),
            ("a://{x}", "a://1?q"),
            ("a://{x}", "a://1#f"),
            ("a://{x}", "a://%ff"),
            ("a://{x}", "a://100%"),
            ("a://{x}b", "a://%2b"),
            ("a://{x}/b", "a://1/bc"),
            ("a://{x}/b", "a://1"),
            ("a://{x}/{y}", "a://1/"),
            ("a://{x}/{y}", "a:///1"),
            ("a://{x}-{y}", "a://-1"),
            ("a://b", "a://bc"),
        ] {
            assert_eq!(values(text, uri), None, "{text} {uri}");
        }
    }

    #[test]
    fn expand_requires_every_variable() {
        let template = template("a://{x}/{y}");
        assert_eq!(template.expand(|_| Some("ü/")).unwrap(), "a://%C3%BC%2F/%C3%BC%2F");
        assert_eq!(template.expand(|name| (name == "x").then_some("1")), None);
        assert_eq!(template.expand(|_| Some("")), None);
    }

    proptest! {
        #[test]
        fn expanded_uri_matches_with_the_same_values(
            x in "\\PC{1,12}",
            y in "\\PC{1,12}",
            between in "[/?#&=][a-z]{0,3}",
            end in "(/[a-z]{0,3})?",
        ) {
            // The text between is reserved, so no encoded value contains it.
            let template = template(&format!("a://{{x}}{between}{{y}}{end}"));
            let uri = template.expand(|name| Some(if name == "x" { &x } else { &y })).unwrap();
            let values = template.matches(&uri).unwrap();
            prop_assert_eq!((&values["x"], &values["y"]), (&x, &y));
        }

        #[test]
        fn matched_values_expand_to_an_equivalent_uri(
            text in "a:(/|-|\\.|b)?\\{x\\}(/|-|\\.|b|ab)\\{y\\}(/|-|b)?",
            uri in "a:[/\\-.ab%2é]{0,12}",
        ) {
            let template = template(&text);
            if let Some(values) = template.matches(&uri) {
                let again = template.expand(|name| values.get(name)).unwrap();
                let plain = |uri: &str| percent_decode_str(uri).decode_utf8_lossy().into_owned();
                prop_assert_eq!(plain(&again), plain(&uri));
            }
        }

        #[test]
        fn matching_agrees_with_exhaustive_search(
            text in "a:\\{x\\}(a|ab|-|/)\\{y\\}(b|-)?",
            uri in "a:[ab/-]{0,10}",
        ) {
            // Tries every way to split the URI.
            let template = template(&text);
            let (between, end) = (&template.places[0].1, &template.places[1].1);
            let fits = |value: &str| !value.is_empty() && !value.contains('/');
            let rest = &uri[2..];
            let any = rest.strip_suffix(end.as_str()).is_some_and(|rest| {
                (0..=rest.len()).any(|at| {
                    rest[at..].strip_prefix(between.as_str()).is_some_and(|y| fits(&rest[..at]) && fits(y))
                })
            });
            prop_assert_eq!(template.matches(&uri).is_some(), any);
        }

        #[test]
        fn matching_never_panics(text in "\\PC{0,40}", uri in "\\PC{0,40}") {
            if let Ok(template) = text.parse::<UriTemplate>() {
                let _ = template.matches(&uri);
            }
            let _ = template("a:{x}é{y}").matches(&uri);
        }
    }
}
