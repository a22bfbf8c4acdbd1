//! Arguments of a tool call.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use serde_path_to_error::Segment;

use super::HandlerError;
use crate::wire::{jsonrpc::clip, strict_json::StrictJson};

/// Maximum number of values of one call that [`Arguments::parse`] coerces.
pub(crate) const MAX_COERCIONS: usize = 32;
/// Maximum depth of a value that [`Arguments::parse`] coerces. Without it, JSON in strings in JSON would bypass the
/// parser's limit on nesting.
pub(crate) const MAX_COERCION_DEPTH: usize = 16;

/// Arguments of a call, as sent by the client. `Debug` shows only their size; [`as_str`](Self::as_str) returns
/// them.
///
/// ```
/// use mcp_core::Arguments;
///
/// #[derive(serde::Deserialize, PartialEq, Debug)]
/// #[serde(deny_unknown_fields)]
/// struct Search { query: String, #[serde(default)] limit: u32 }
///
/// let search: Search = Arguments::from(r#"{"query":"refund","limit":"5"}"#).parse()?;
/// assert_eq!(search, Search { query: "refund".into(), limit: 5 });
///
/// let error = Arguments::from(r#"{"query":7}"#).parse::<Search>().unwrap_err();
/// assert!(error.message().starts_with("arguments.query: invalid type: integer `7`, expected a string"));
/// # Ok::<(), mcp_core::HandlerError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Arguments<'a>(&'a str);

impl fmt::Debug for Arguments<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arguments").field("bytes", &self.0.len()).finish()
    }
}

impl<'a> From<&'a str> for Arguments<'a> {
    /// Wraps the JSON text of the arguments. Empty text and `null` mean no arguments, `{}`.
    fn from(json: &'a str) -> Self {
        Self(if matches!(json.trim(), "" | "null") { "{}" } else { json })
    }
}

impl<'a> Arguments<'a> {
    /// Returns the JSON text; `{}` if the call has no arguments.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        self.0
    }

    /// Deserialises the arguments, coercing common mistakes of models and clients.
    ///
    /// Values are coerced one at a time, and only where the type rejects them: `null` counts as absent; a string
    /// that holds JSON is read as that JSON, so `"[1]"` is accepted for a list and `"5"` for a number; an empty
    /// string counts as absent; any other string is accepted for a list of one; and a word of an enum may be in
    /// capitals. A value that the type accepts stays unchanged. At most 32 values are coerced, none
    /// deeper than 16 levels. Arguments with a repeated member are rejected, because layers may have seen
    /// either value.
    ///
    /// # Errors
    ///
    /// [`HandlerErrorKind::InvalidArguments`](super::HandlerErrorKind::InvalidArguments) with the path of the value and the
    /// expected type.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, HandlerError> {
        if self.0.trim_start().starts_with('"') {
            // Some clients send the whole object as a string.
            let inner: String = serde_json::from_str(self.0).map_err(|_| self.not_an_object())?;
            let inner = Arguments::from(inner.as_str());
            return if inner.is_object() { inner.parse() } else { Err(self.not_an_object()) };
        }
        let first = match self.read::<T>()? {
            Ok(value) => return Ok(value),
            Err(error) => message(&error),
        };
        let mut value = match serde_json::from_str::<StrictJson>(self.0) {
            Ok(StrictJson(value)) => value,
            Err(error) if error.is_data() => {
                return Err(HandlerError::invalid_arguments(format!("arguments: {}", shorten(&error))));
            }
            Err(_) => return Err(HandlerError::invalid_arguments(first)),
        };
        for _ in 0..MAX_COERCIONS {
            let error = match serde_path_to_error::deserialize::<_, T>(&value) {
                Ok(parsed) => return Ok(parsed),
                Err(error) => error,
            };
            if !coerce(&mut value, &error) {
                return Err(HandlerError::invalid_arguments(message(&error)));
            }
        }
        Err(HandlerError::invalid_arguments(first))
    }

    /// Returns the arguments as a map, for a tool that learns its arguments at run time. Nothing is coerced.
    ///
    /// ```
    /// use mcp_core::Arguments;
    ///
    /// let members = Arguments::from(r#"{"query":"refund"}"#).members()?;
    /// assert_eq!(members["query"], "refund");
    /// assert!(Arguments::from(r#"{"query":"a","query":"b"}"#).members().is_err());
    /// # Ok::<(), mcp_core::HandlerError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`HandlerErrorKind::InvalidArguments`](super::HandlerErrorKind::InvalidArguments) if the arguments are not an object, or
    /// if an object among them repeats a member.
    pub fn members(&self) -> Result<Map<String, Value>, HandlerError> {
        if self.0.trim_start().starts_with('"') {
            let inner: String = serde_json::from_str(self.0).map_err(|_| self.not_an_object())?;
            let inner = Arguments::from(inner.as_str());
            return if inner.is_object() { inner.members() } else { Err(self.not_an_object()) };
        }
        if !self.is_object() {
            return Err(self.not_an_object());
        }
        match serde_json::from_str::<StrictJson>(self.0) {
            Ok(StrictJson(Value::Object(members))) => Ok(members),
            Ok(_) => Err(self.not_an_object()),
            Err(error) => Err(HandlerError::invalid_arguments(format!("arguments: {}", shorten(&error)))),
        }
    }

    /// Deserialises the arguments into a type that may borrow from the request, without coercion.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn parse_strict<T: Deserialize<'a>>(&self) -> Result<T, HandlerError> {
        self.read()?.map_err(|error| HandlerError::invalid_arguments(message(&error)))
    }

    // The outer error: serde would read a list into a struct field by field, so that only objects are passed on.
    fn read<T: Deserialize<'a>>(&self) -> Result<Result<T, PathError>, HandlerError> {
        if !self.is_object() {
            return Err(self.not_an_object());
        }
        // To know the path costs an allocation for each member, and only an error names it.
        if let Ok(value) = serde_json::from_str(self.0) {
            return Ok(Ok(value));
        }
        let mut deserializer = serde_json::Deserializer::from_str(self.0);
        let value = serde_path_to_error::deserialize(&mut deserializer);
        if value.is_ok() && deserializer.end().is_err() {
            return Err(HandlerError::invalid_arguments("arguments: unexpected text after the object"));
        }
        Ok(value)
    }

    fn is_object(&self) -> bool {
        self.0.trim_start().starts_with('{')
    }

    fn not_an_object(&self) -> HandlerError {
        let what = match self.0.trim_start().as_bytes().first() {
            Some(b'[') => "a list",
            Some(b'"') => "a string",
            _ => "a single value",
        };
        HandlerError::invalid_arguments(format!(
            "arguments: expected an object with the arguments by name, not {what}"
        ))
    }
}

type PathError = serde_path_to_error::Error<serde_json::Error>;

fn message(error: &PathError) -> String {
    let path = error.path().to_string();
    let inner = shorten(error.inner());
    if path == "." {
        format!("arguments: {inner}")
    } else {
        format!("arguments.{}: {inner}", clip(&path, MAX_ECHO))
    }
}

/// Maximum length of the quoted arguments in a message, in characters.
const MAX_ECHO: usize = 200;
/// Maximum length of the end of a message, which states the expectation, in characters.
const MAX_EXPECTED: usize = 1000;

/// Terms of serde, and the terms of JSON Schema that models know.
const WORDS: [(&str, &str); 12] = [
    ("a sequence", "a list"),
    ("a map", "an object"),
    ("string or map", "a string"),
    ("a boolean", "true or false"),
    ("u8", "a whole number from 0 on"),
    ("u16", "a whole number from 0 on"),
    ("u32", "a whole number from 0 on"),
    ("u64", "a whole number from 0 on"),
    ("usize", "a whole number from 0 on"),
    ("i32", "a whole number"),
    ("i64", "a whole number"),
    ("f64", "a number"),
];

/// Replaces serde's Rust terms in a message.
fn without_rust_terms(text: &str) -> String {
    let text = text.replacen("invalid type: sequence", "invalid type: list", 1).replacen(
        "invalid type: map",
        "invalid type: object",
        1,
    );
    let Some((start, expected)) = text.rsplit_once(", expected ") else { return text };
    match WORDS.iter().find(|(word, _)| *word == expected) {
        Some((_, word)) => format!("{start}, expected {word}"),
        None => text,
    }
}

/// Shortens a message: removes the position in the JSON text, which does not help a model, and the middle of a long
/// value.
fn shorten(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
    let text = &without_rust_terms(text);
    let head = clip(text, MAX_ECHO);
    match text[head.len()..].char_indices().rev().nth(MAX_EXPECTED) {
        Some((at, _)) => format!("{head} … {}", &text[head.len() + at..]),
        None => text.to_owned(),
    }
}

/// Coerces the value at the path. Returns `false` if it cannot.
fn coerce(root: &mut Value, error: &PathError) -> bool {
    let mut segments: Vec<Cow<'_, Segment>> = Vec::new();
    let mut place = &*root;
    for segment in error.path() {
        let next = match segment {
            Segment::Map { key } => place.get(key),
            Segment::Seq { index } => place.get(index),
            Segment::Enum { .. } | Segment::Unknown => None,
        };
        // A path can continue beyond the rejected value, for example into a variant of an enum.
        let Some(next) = next else { break };
        place = next;
        segments.push(Cow::Borrowed(segment));
    }
    if segments.len() > MAX_COERCION_DEPTH {
        return false;
    }
    match place {
        Value::Null => remove(root, &segments),
        Value::String(text) if text.trim().is_empty() => remove(root, &segments),
        Value::String(text) => {
            let Some(coerced) = alternative_reading(text, &error.inner().to_string()) else { return false };
            descend(root, &segments).is_some_and(|place| {
                *place = coerced;
                true
            })
        }
        _ => false,
    }
}

/// Returns another reading of a string, given serde's error.
fn alternative_reading(text: &str, refusal: &str) -> Option<Value> {
    let list = refusal.ends_with("expected a sequence");
    match serde_json::from_str::<StrictJson>(text) {
        Ok(StrictJson(Value::Array(items))) if list => Some(Value::Array(items)),
        Ok(StrictJson(_)) | Err(_) if list => Some(Value::Array(vec![Value::String(text.to_owned())])),
        Ok(StrictJson(Value::String(_) | Value::Null)) | Err(_) => {
            // Words of enums are lower case.
            let small = text.trim().to_lowercase();
            (refusal.starts_with("unknown variant") && small != text).then_some(Value::String(small))
        }
        Ok(StrictJson(parsed)) => Some(parsed),
    }
}

fn remove(root: &mut Value, segments: &[Cow<'_, Segment>]) -> bool {
    let Some((last, parents)) = segments.split_last() else { return false };
    match (descend(root, parents), last.as_ref()) {
        (Some(Value::Object(map)), Segment::Map { key }) => map.remove(key).is_some(),
        _ => false,
    }
}

fn descend<'v>(root: &'v mut Value, segments: &[Cow<'_, Segment>]) -> Option<&'v mut Value> {
    segments.iter().try_fold(root, |place, segment| match segment.as_ref() {
        Segment::Map { key } => place.get_mut(key),
        Segment::Seq { index } => place.get_mut(index),
        Segment::Enum { .. } | Segment::Unknown => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize, PartialEq, Default)]
    #[serde(deny_unknown_fields, default)]
    struct Args {
        name: Option<String>,
        count: u32,
        ids: Vec<String>,
        nested: Option<Nested>,
        kind: Kind,
    }

    #[derive(Debug, Deserialize, PartialEq, Default)]
    #[serde(deny_unknown_fields)]
    struct Nested {
        flag: bool,
    }

    #[derive(Debug, Deserialize, PartialEq, Default)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        #[default]
        One,
        Two,
    }

    fn parse(text: &str) -> Result<Args, String> {
        Arguments::from(text).parse().map_err(|e| e.message().to_owned())
    }

    #[test]
    fn absent_null_and_empty_are_no_arguments() {
        for text in ["", " ", "null", "{}"] {
            assert_eq!(parse(text), Ok(Args::default()), "{text:?}");
        }
    }

    #[test]
    fn null_counts_as_absent() {
        let args = parse(r#"{"name":null,"count":null,"ids":null,"nested":null,"kind":null}"#);
        assert_eq!(args, Ok(Args::default()));
    }

    #[test]
    fn json_in_strings_is_read() {
        let args = parse(
            r#"{"name":"[1]","count":"3","ids":"[\"a\",\"b\"]","nested":"{\"flag\":\"true\"}","kind":"two"}"#,
        )
        .unwrap();
        // A string that fits stays unchanged.
        assert_eq!(args.name.as_deref(), Some("[1]"));
        assert_eq!(args.count, 3);
        assert_eq!(args.ids, ["a", "b"]);
        assert_eq!(args.nested, Some(Nested { flag: true }));
        assert_eq!(args.kind, Kind::Two);
        assert_eq!(parse(r#""{\"count\":1}""#).unwrap().count, 1);
    }

    #[test]
    fn string_is_coerced_to_a_list_and_enum_case_is_ignored() {
        let args = parse(r#"{"ids":"a","kind":" Two"}"#).unwrap();
        assert_eq!((args.ids, args.kind), (vec!["a".to_owned()], Kind::Two));
        assert_eq!(parse(r#"{"ids":"12"}"#).unwrap().ids, ["12"]);
        assert!(parse(r#"{"kind":"THREE"}"#).unwrap_err().contains("expected `one` or `two`"));
    }

    #[test]
    fn errors_name_the_path_and_the_expected_type() {
        let cases = [
            (
                r#"{"count":-1}"#,
                "arguments.count: invalid value: integer `-1`, expected a whole number from 0 on",
            ),
            (r#"{"ids":["a",1]}"#, "arguments.ids[1]: invalid type: integer `1`, expected a string"),
            (r#"{"nested":{}}"#, "arguments.nested: missing field `flag`"),
            (r#"{"kind":"three"}"#, "arguments.kind: unknown variant `three`, expected `one` or `two`"),
            (r#"{"ids":7}"#, "arguments.ids: invalid type: integer `7`, expected a list"),
            (r#"{"ids":{}}"#, "arguments.ids: invalid type: object, expected a list"),
            (r#"{"kind":[]}"#, "arguments.kind: invalid type: list, expected a string"),
            ("[1]", "arguments: expected an object with the arguments by name, not a list"),
            ("7", "arguments: expected an object"),
            ("{} {}", "arguments: unexpected text after the object"),
            (r#""[1]""#, "arguments: expected an object"),
            (r#""\"x\"""#, "arguments: expected an object"),
        ];
        for (text, start) in cases {
            let error = parse(text).unwrap_err();
            assert!(error.starts_with(start), "{text}: {error}");
        }
    }

    #[test]
    fn unknown_member_error_lists_known_members() {
        let error = parse(r#"{"colour":1}"#).unwrap_err();
        assert!(error.contains("unknown field `colour`, expected one of `name`, `count`"), "{error}");
    }

    #[test]
    fn coercions_are_bounded() {
        let ids: Vec<String> = (0..1000).map(|_| "null".to_owned()).collect();
        parse(&format!(r#"{{"ids":[{}]}}"#, ids.join(","))).unwrap_err();
        let deep = format!(r#"{{"ids":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        parse(&deep).unwrap_err();
    }

    #[test]
    fn members_are_not_coerced() {
        let members = |text: &str| Arguments::from(text).members().map_err(|e| e.message().to_owned());
        assert_eq!(members("").unwrap(), Map::new());
        assert_eq!(members(r#""{\"a\":null}""#).unwrap()["a"], Value::Null);
        for (text, start) in [
            ("[1]", "arguments: expected an object with the arguments by name, not a list"),
            (r#""[1]""#, "arguments: expected an object"),
            (r#"{"a":{"b":1,"b":2}}"#, "arguments: duplicate field `b`"),
            (r#"{"a":1"#, "arguments: EOF"),
        ] {
            let error = members(text).unwrap_err();
            assert!(error.starts_with(start), "{text}: {error}");
        }
    }

    #[test]
    fn repeated_member_is_refused() {
        for text in [
            r#"{"count":1,"count":2}"#,
            // An earlier coercion must not hide the repeated member.
            r#"{"count":"1","name":"a","name":"b"}"#,
            r#"{"count":"1","nested":{"flag":true,"fl\u0061g":false}}"#,
            r#"{"nested":"{\"flag\":true,\"flag\":false}"}"#,
        ] {
            parse(text).unwrap_err();
        }
        assert!(
            parse(r#"{"count":"1","name":"a","name":"b"}"#).unwrap_err().contains("duplicate field `name`")
        );
    }

    #[test]
    fn coercion_depth_is_bounded() {
        #[derive(Debug, Default, Deserialize)]
        #[serde(default)]
        struct Tree {
            n: u8,
            t: Option<Box<Self>>,
        }
        let tree = |depth: usize| format!("{}{{\"n\":\"1\"}}{}", r#"{"t":"#.repeat(depth), "}".repeat(depth));
        let depth = |text: &str| {
            Arguments::from(text).parse::<Tree>().map(|tree| {
                let (mut depth, mut at) = (0, &tree);
                while let Some(next) = &at.t {
                    (depth, at) = (depth + 1, next);
                }
                (depth, at.n)
            })
        };
        assert_eq!(depth(&tree(MAX_COERCION_DEPTH - 1)).unwrap(), (MAX_COERCION_DEPTH - 1, 1));
        depth(&tree(MAX_COERCION_DEPTH)).unwrap_err();
    }

    #[test]
    fn a_message_does_not_repeat_long_values() {
        let error = parse(&format!(r#"{{"count":"{}"}}"#, "é".repeat(100_000))).unwrap_err();
        assert!(
            error.chars().count() < 1500 && error.ends_with("expected a whole number from 0 on"),
            "{error}"
        );
        let error = parse(&format!(r#"{{"{}":1}}"#, "k".repeat(100_000))).unwrap_err();
        assert!(error.len() < 1500 && error.ends_with("`kind`"), "{error}");
        assert_eq!(format!("{:?}", Arguments::from(r#"{"pin":1}"#)), "Arguments { bytes: 9 }");
    }

    #[test]
    fn strict_parsing_borrows() {
        #[derive(Deserialize)]
        struct Borrowed<'a> {
            name: &'a str,
        }
        let text = r#"{"name":"x"}"#.to_owned();
        let borrowed: Borrowed<'_> = Arguments::from(text.as_str()).parse_strict().unwrap();
        assert_eq!(borrowed.name, "x");
    }
}
