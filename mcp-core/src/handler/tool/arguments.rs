//! The arguments of a call.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use serde_path_to_error::Segment;

use super::ToolError;
use crate::wire::{jsonrpc::clip, strict_json::Unique};

/// How many values of one call [`Arguments::parse`] mends before it gives up.
pub const MAX_MENDS: usize = 32;
/// How deep in the arguments a value may stand for [`Arguments::parse`] to mend it. JSON in strings in JSON would
/// otherwise get round the limit of a parser on nesting.
pub const MAX_MEND_DEPTH: usize = 16;

/// The arguments of a call, as the client sent them. `Debug` shows only their size; [`as_str`](Self::as_str) has them.
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
/// # Ok::<(), mcp_core::ToolError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Arguments<'a>(&'a str);

impl fmt::Debug for Arguments<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arguments").field("bytes", &self.0.len()).finish()
    }
}

impl<'a> From<&'a str> for Arguments<'a> {
    /// Takes the JSON text of the arguments. Empty text and `null` stand for no arguments, `{}`.
    fn from(json: &'a str) -> Self {
        Self(if matches!(json.trim(), "" | "null") { "{}" } else { json })
    }
}

impl<'a> Arguments<'a> {
    /// The JSON text; `{}` when the call has no arguments.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        self.0
    }

    /// Reads the arguments into a type, forgiving what models and clients are known to get wrong.
    ///
    /// What does not fit is mended one value at a time, and only where the type refuses it: a `null` counts as absent;
    /// a string that holds JSON is read as that JSON, so `"[1]"` does for a list and `"5"` for a number; an empty
    /// string counts as absent; any other string does for a list of one; and a word of an enum may be in capitals. A
    /// value that the type takes as it is stays as it is. At most [`MAX_MENDS`] values are
    /// mended, none deeper than [`MAX_MEND_DEPTH`]. Arguments that name a member twice are not mended: which of the two
    /// a layer has seen is anyone's guess.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArguments`](super::ErrorKind::InvalidArguments) naming the place and what is expected there.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, ToolError> {
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
        let mut value = match serde_json::from_str::<Unique>(self.0) {
            Ok(Unique(value)) => value,
            Err(error) if error.is_data() => {
                return Err(ToolError::invalid_arguments(format!("arguments: {}", short(&error))));
            }
            Err(_) => return Err(ToolError::invalid_arguments(first)),
        };
        for _ in 0..MAX_MENDS {
            let error = match serde_path_to_error::deserialize::<_, T>(&value) {
                Ok(parsed) => return Ok(parsed),
                Err(error) => error,
            };
            if !mend(&mut value, &error) {
                return Err(ToolError::invalid_arguments(message(&error)));
            }
        }
        Err(ToolError::invalid_arguments(first))
    }

    /// The arguments by name, for a tool that learns only at run time which it has. Nothing is mended.
    ///
    /// ```
    /// use mcp_core::Arguments;
    ///
    /// let members = Arguments::from(r#"{"query":"refund"}"#).members()?;
    /// assert_eq!(members["query"], "refund");
    /// assert!(Arguments::from(r#"{"query":"a","query":"b"}"#).members().is_err());
    /// # Ok::<(), mcp_core::ToolError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArguments`](super::ErrorKind::InvalidArguments) when they are no object, or when an object
    /// among them names a member twice.
    pub fn members(&self) -> Result<Map<String, Value>, ToolError> {
        if self.0.trim_start().starts_with('"') {
            let inner: String = serde_json::from_str(self.0).map_err(|_| self.not_an_object())?;
            let inner = Arguments::from(inner.as_str());
            return if inner.is_object() { inner.members() } else { Err(self.not_an_object()) };
        }
        if !self.is_object() {
            return Err(self.not_an_object());
        }
        match serde_json::from_str::<Unique>(self.0) {
            Ok(Unique(Value::Object(members))) => Ok(members),
            Ok(_) => Err(self.not_an_object()),
            Err(error) => Err(ToolError::invalid_arguments(format!("arguments: {}", short(&error)))),
        }
    }

    /// Reads the arguments into a type that may borrow from the request, and forgives nothing.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn parse_strict<T: Deserialize<'a>>(&self) -> Result<T, ToolError> {
        self.read()?.map_err(|error| ToolError::invalid_arguments(message(&error)))
    }

    // The outer error: serde would read a list into a struct field by field, so only an object gets that far.
    fn read<T: Deserialize<'a>>(&self) -> Result<Result<T, PathError>, ToolError> {
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
            return Err(ToolError::invalid_arguments("arguments: something follows the object"));
        }
        Ok(value)
    }

    fn is_object(&self) -> bool {
        self.0.trim_start().starts_with('{')
    }

    fn not_an_object(&self) -> ToolError {
        let what = match self.0.trim_start().as_bytes().first() {
            Some(b'[') => "a list",
            Some(b'"') => "a string",
            _ => "a single value",
        };
        ToolError::invalid_arguments(format!(
            "arguments: expected an object with the arguments by name, not {what}"
        ))
    }
}

type PathError = serde_path_to_error::Error<serde_json::Error>;

fn message(error: &PathError) -> String {
    let path = error.path().to_string();
    let inner = short(error.inner());
    if path == "." {
        format!("arguments: {inner}")
    } else {
        format!("arguments.{}: {inner}", clip(&path, MAX_ECHO))
    }
}

/// Longest piece of the arguments that a message repeats, in characters.
const MAX_ECHO: usize = 200;
/// Longest end of a message, where it says what is expected, in characters.
const MAX_EXPECTED: usize = 1000;

/// The words of serde, and those for them that a model knows from schemas.
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

/// What serde says, without words of Rust.
fn plain(text: &str) -> String {
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

/// What is wrong, without the position in the JSON text, which tells a model nothing, and without the middle of a value
/// that is long.
fn short(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
    let text = &plain(text);
    let head = clip(text, MAX_ECHO);
    match text[head.len()..].char_indices().rev().nth(MAX_EXPECTED) {
        Some((at, _)) => format!("{head} … {}", &text[head.len() + at..]),
        None => text.to_owned(),
    }
}

/// Mends the value at the path, or tells that nothing can be done.
fn mend(root: &mut Value, error: &PathError) -> bool {
    let mut segments: Vec<Cow<'_, Segment>> = Vec::new();
    let mut place = &*root;
    for segment in error.path() {
        let next = match segment {
            Segment::Map { key } => place.get(key),
            Segment::Seq { index } => place.get(index),
            Segment::Enum { .. } | Segment::Unknown => None,
        };
        // A path can end beyond the value that was refused, for example in a variant of an enum.
        let Some(next) = next else { break };
        place = next;
        segments.push(Cow::Borrowed(segment));
    }
    if segments.len() > MAX_MEND_DEPTH {
        return false;
    }
    match place {
        Value::Null => remove(root, &segments),
        Value::String(text) if text.trim().is_empty() => remove(root, &segments),
        Value::String(text) => {
            let Some(mended) = reading(text, &error.inner().to_string()) else { return false };
            descend(root, &segments).is_some_and(|place| {
                *place = mended;
                true
            })
        }
        _ => false,
    }
}

/// What else a string may have been meant for, given what serde says against it.
fn reading(text: &str, refusal: &str) -> Option<Value> {
    let list = refusal.ends_with("expected a sequence");
    match serde_json::from_str::<Unique>(text) {
        Ok(Unique(Value::Array(items))) if list => Some(Value::Array(items)),
        Ok(Unique(_)) | Err(_) if list => Some(Value::Array(vec![Value::String(text.to_owned())])),
        Ok(Unique(Value::String(_) | Value::Null)) | Err(_) => {
            // Words of enums are written small.
            let small = text.trim().to_lowercase();
            (refusal.starts_with("unknown variant") && small != text).then_some(Value::String(small))
        }
        Ok(Unique(parsed)) => Some(parsed),
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
        // A string that fits stays a string.
        assert_eq!(args.name.as_deref(), Some("[1]"));
        assert_eq!(args.count, 3);
        assert_eq!(args.ids, ["a", "b"]);
        assert_eq!(args.nested, Some(Nested { flag: true }));
        assert_eq!(args.kind, Kind::Two);
        assert_eq!(parse(r#""{\"count\":1}""#).unwrap().count, 1);
    }

    #[test]
    fn one_text_does_for_a_list_and_capitals_for_a_word() {
        let args = parse(r#"{"ids":"a","kind":" Two"}"#).unwrap();
        assert_eq!((args.ids, args.kind), (vec!["a".to_owned()], Kind::Two));
        assert_eq!(parse(r#"{"ids":"12"}"#).unwrap().ids, ["12"]);
        assert!(parse(r#"{"kind":"THREE"}"#).unwrap_err().contains("expected `one` or `two`"));
    }

    #[test]
    fn errors_name_the_place_and_what_is_expected() {
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
            ("{} {}", "arguments: something follows the object"),
            (r#""[1]""#, "arguments: expected an object"),
            (r#""\"x\"""#, "arguments: expected an object"),
        ];
        for (text, start) in cases {
            let error = parse(text).unwrap_err();
            assert!(error.starts_with(start), "{text}: {error}");
        }
    }

    #[test]
    fn an_unknown_name_lists_the_known_ones() {
        let error = parse(r#"{"colour":1}"#).unwrap_err();
        assert!(error.contains("unknown field `colour`, expected one of `name`, `count`"), "{error}");
    }

    #[test]
    fn mending_is_bounded() {
        let ids: Vec<String> = (0..1000).map(|_| "null".to_owned()).collect();
        parse(&format!(r#"{{"ids":[{}]}}"#, ids.join(","))).unwrap_err();
        let deep = format!(r#"{{"ids":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        parse(&deep).unwrap_err();
    }

    #[test]
    fn members_are_read_as_they_are() {
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
    fn a_member_named_twice_is_refused_and_not_mended() {
        for text in [
            r#"{"count":1,"count":2}"#,
            // Something to mend before it must not make the parser forget it.
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
    fn mending_does_not_go_deep() {
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
        assert_eq!(depth(&tree(MAX_MEND_DEPTH - 1)).unwrap(), (MAX_MEND_DEPTH - 1, 1));
        depth(&tree(MAX_MEND_DEPTH)).unwrap_err();
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
