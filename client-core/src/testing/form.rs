//! Forms with bracketed names, as PHP and others read them: `to[]`, `contactid[0]`, `options[archive]`.

use serde_json::{Map, Value};

/// Fields of a form, or of a JSON object.
pub type Row = Map<String, Value>;

/// Maximum list index in a name. Bounds the allocation.
const MAX_INDEX: usize = 1_000;

/// Maximum number of characters of a name in a message.
const MAX_NAME_CHARS: usize = 100;

/// Maximum number of brackets in a name, as in PHP (`max_input_nesting_level`). Bounds the stack.
const MAX_DEPTH: usize = 64;

/// Parses an `application/x-www-form-urlencoded` body or a query string. Every value is text. A repeated plain
/// name becomes a list.
///
/// ```
/// use client_core::testing::parse_form;
/// use serde_json::json;
///
/// let fields = parse_form(b"contactid[]=12&contactid[]=15&status=open")?;
/// assert_eq!(serde_json::Value::from(fields), json!({ "contactid": ["12", "15"], "status": "open" }));
/// # Ok::<(), String>(())
/// ```
///
/// # Errors
///
/// When a name contradicts another one, has an index above 1,000, or has more than 64 brackets. The error names
/// it.
pub fn parse_form(body: &[u8]) -> Result<Row, String> {
    let mut fields = Value::Object(Row::new());
    for (name, value) in url::form_urlencoded::parse(body) {
        if !name.is_empty() {
            put(&mut fields, &segments(&name), value.into()).map_err(|wrong| {
                format!("{}: {wrong}", name.chars().take(MAX_NAME_CHARS).collect::<String>())
            })?;
        }
    }
    let Value::Object(fields) = fields else { unreachable!("it began as an object") };
    Ok(fields)
}

/// Splits a name: `options[archive]` is `options`, `archive`; `to[]` is `to` and an empty segment.
pub(super) fn segments(name: &str) -> Vec<String> {
    let (first, rest) = name.split_once('[').unwrap_or((name, ""));
    let mut path = vec![first.to_owned()];
    if !rest.is_empty() {
        path.extend(rest.trim_end_matches(']').split("][").map(str::to_owned));
    }
    path
}

pub(super) fn is_index(segment: &str) -> bool {
    segment.bytes().all(|byte| byte.is_ascii_digit())
}

/// Inserts a value at the path of a name.
pub(super) fn put(target: &mut Value, path: &[String], value: Value) -> Result<(), String> {
    if path.len() > MAX_DEPTH {
        return Err(format!("more than {MAX_DEPTH} brackets"));
    }
    let Some((segment, rest)) = path.split_first() else {
        match target {
            Value::Null => *target = value,
            Value::Array(list) => list.push(value),
            // A repeated plain name is a list.
            _ => *target = Value::Array(vec![target.take(), value]),
        }
        return Ok(());
    };
    if is_index(segment) {
        if target.is_null() {
            *target = Value::Array(Vec::new());
        }
        let Value::Array(list) = target else {
            return Err(format!("[{segment}] in something that is no list"));
        };
        let at = if segment.is_empty() { list.len() } else { segment.parse().unwrap_or(usize::MAX) };
        if at > MAX_INDEX {
            return Err(format!("index above {MAX_INDEX}"));
        }
        if list.len() <= at {
            list.resize(at + 1, Value::Null);
        }
        return put(&mut list[at], rest, value);
    }
    if target.is_null() {
        *target = Value::Object(Row::new());
    }
    let Value::Object(fields) = target else {
        return Err(format!("[{segment}] in something that has no fields"));
    };
    put(fields.entry(segment).or_insert(Value::Null), rest, value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn reads_lists_and_objects() {
        let fields =
            parse_form(b"a=1+2%2B3&b[]=x&b[]=y&c[0]=p&c[1]=q&d[e]=f&d[g][]=h&i=1&i=2&=lost").unwrap();
        let read = json!({
            "a": "1 2+3", "b": ["x", "y"], "c": ["p", "q"], "d": { "e": "f", "g": ["h"] }, "i": ["1", "2"],
        });
        assert_eq!(Value::Object(fields), read);
    }

    #[test]
    fn contradicting_names_are_refused() {
        assert!(parse_form(b"a=1&a[b]=2").is_err());
        assert!(parse_form(b"a[b]=1&a[]=2").is_err());
        assert!(parse_form(b"a[4000000000]=1").is_err());
    }

    #[test]
    fn deeply_nested_name_is_refused() {
        let name = format!("a{}=1", "[x]".repeat(200_000));
        // The message does not repeat the long name.
        assert!(parse_form(name.as_bytes()).unwrap_err().len() < 200);
    }

    proptest! {
        #[test]
        fn no_form_makes_it_panic(body in prop_oneof![any::<Vec<u8>>(), "[ab0-2=&\\[\\]%+]{0,40}".prop_map(String::into_bytes)]) {
            let _ = parse_form(&body);
        }
    }
}
