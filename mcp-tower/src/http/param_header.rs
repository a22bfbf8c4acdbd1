//! Arguments that are repeated in headers: `Mcp-Param-…`, for tools whose schema has `x-mcp-header`.
//!
//! A proxy may route by such a header while the server uses the body, so a call with a difference is refused
//! (<https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#custom-headers-from-tool-parameters>).

use http::{HeaderMap, HeaderName};
use mcp_core::{Request, RpcError};
use serde_json::{Map, Value};

use super::headers;
use crate::call::dispatch::Mismatch;

const ANNOTATION: &str = "x-mcp-header";
const PREFIX: &str = "mcp-param-";

/// Compares the headers of a call with its arguments.
pub(crate) fn compare(headers: &HeaderMap, request: &mut Request) {
    if let Some(error) = mismatch(headers, request) {
        request.context.extensions_mut().insert(Mismatch(error));
    }
}

fn mismatch(headers: &HeaderMap, request: &Request) -> Option<RpcError> {
    let tool = request.tool().filter(|tool| tool.mirrors_arguments())?;
    let mut mirrored = Vec::new();
    collect(tool.definition().input_schema(), &mut Vec::new(), &mut mirrored);
    if mirrored.is_empty() {
        return None;
    }
    let arguments = request.arguments().and_then(|json| serde_json::from_slice(json).ok());
    let arguments: Value = arguments.unwrap_or_default();
    mirrored.iter().find_map(|each| each.check(headers, &arguments).err())
}

/// Argument that is repeated in a header.
struct Mirrored<'a> {
    path: Vec<&'a str>,
    header: HeaderName,
}

/// Finds the valid annotations: on strings, integers and booleans that are reached by `properties` alone. Clients
/// leave out a tool with any other annotation.
fn collect<'a>(schema: &'a Map<String, Value>, path: &mut Vec<&'a str>, found: &mut Vec<Mirrored<'a>>) {
    let Some(Value::Object(properties)) = schema.get("properties") else { return };
    for (name, property) in properties {
        let Value::Object(property) = property else { continue };
        path.push(name);
        let annotation = property.get(ANNOTATION).and_then(Value::as_str);
        let kind = property.get("type").and_then(Value::as_str);
        if let (Some(suffix), Some("string" | "integer" | "boolean")) = (annotation, kind)
            && let Ok(header) = HeaderName::from_bytes(format!("{PREFIX}{suffix}").as_bytes())
        {
            found.push(Mirrored { path: path.clone(), header });
        }
        collect(property, path, found);
        path.pop();
    }
}

impl Mirrored<'_> {
    fn check(&self, headers: &HeaderMap, arguments: &Value) -> Result<(), RpcError> {
        let argument = self.path.iter().try_fold(arguments, |value, name| value.get(name));
        let argument = argument.filter(|value| !value.is_null());
        let header = headers::single(headers, &self.header)?;
        match (argument, header) {
            (None, None) => Ok(()),
            // Other types have no form in a header; the tool validates them.
            (Some(Value::Array(_) | Value::Object(_)), None) => Ok(()),
            (Some(_), None) => Err(self.error("is missing but the argument is set")),
            (None, Some(_)) => Err(self.error("is set but the argument is missing")),
            (Some(argument), Some(header)) => {
                let header = headers::decode(&self.header, header)?;
                match says(&header, argument) {
                    true => Ok(()),
                    false => Err(self.error("differs from the argument")),
                }
            }
        }
    }

    /// Repeats neither value: an argument in a header may still be confidential.
    fn error(&self, fault: &str) -> RpcError {
        RpcError::header_mismatch(format!("the header {} {fault}: {}", self.header, self.path.join(".")))
    }
}

fn says(header: &str, argument: &Value) -> bool {
    match argument {
        Value::String(text) => header == text,
        Value::Bool(yes) => header == if *yes { "true" } else { "false" },
        // Integers are compared by their digits, however long. 42.0 equals 42.
        Value::Number(number) => {
            header == number.to_string()
                || matches!((header.parse::<f64>(), number.as_f64()), (Ok(a), Some(b)) if is_exact(a) && a == b)
        }
        _ => false,
    }
}

/// Returns `true` if a double represents the integer as written: below 2⁵³, to which the next integer above is
/// rounded.
fn is_exact(number: f64) -> bool {
    number.abs() < 9_007_199_254_740_992.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(headers: &[(&'static str, &'static str)], arguments: Value) -> Result<(), i32> {
        let schema = json!({
            "properties": {
                "region": { "type": "string", "x-mcp-header": "Region" },
                "page": { "type": "object", "properties": { "size": { "type": "integer", "x-mcp-header": "Size" } } },
                "dry": { "type": "boolean", "x-mcp-header": "Dry" },
                // None of these is valid.
                "price": { "type": "number", "x-mcp-header": "Price" },
                "odd": { "type": "string", "x-mcp-header": "a b" },
                "items": { "type": "array", "items": { "type": "string", "x-mcp-header": "Item" } },
            },
        });
        let headers: HeaderMap =
            headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        let mut found = Vec::new();
        collect(schema.as_object().unwrap(), &mut Vec::new(), &mut found);
        assert_eq!(found.len(), 3);
        found.iter().try_for_each(|each| each.check(&headers, &arguments)).map_err(|error| error.code())
    }

    #[test]
    fn equal_header_and_argument_pass() {
        let all = json!({ "region": "eu", "page": { "size": 7 }, "dry": true, "price": 1.5, "odd": "x" });
        let headers = [("Mcp-Param-Region", "eu"), ("mcp-param-size", " 7.0 "), ("mcp-param-dry", "true")];
        assert_eq!(check(&headers, all), Ok(()));
        assert_eq!(check(&[], json!({})), Ok(()));
        assert_eq!(check(&[], Value::Null), Ok(()));
        assert_eq!(check(&[], json!({ "region": null, "page": {} })), Ok(()));
        assert_eq!(
            check(&[("mcp-param-region", "=?base64?w7xiZXI=?=")], json!({ "region": "über" })),
            Ok(())
        );
        // Half a sentinel is a literal value.
        assert_eq!(
            check(&[("mcp-param-region", "=?base64?ZXU=")], json!({ "region": "=?base64?ZXU=" })),
            Ok(())
        );
    }

    #[test]
    fn different_header_and_argument_are_refused() {
        let region = |header: &'static str| [("mcp-param-region", header)];
        for (headers, arguments) in [
            (&[][..], json!({ "region": "eu" })),
            (&region("us"), json!({ "region": "eu" })),
            (&region("EU"), json!({ "region": "eu" })),
            (&region("eu"), json!({})),
            (&region("eu"), json!({ "region": ["eu"] })),
            (&region("=?base64?ZXU?="), json!({ "region": "eu" })),
            (&region("=?base64?Z!U=?="), json!({ "region": "eu" })),
            (&[("mcp-param-size", "8")], json!({ "page": { "size": 7 } })),
            (
                &[("mcp-param-size", "9007199254740993")],
                json!({ "page": { "size": 9_007_199_254_740_992_u64 } }),
            ),
            (&[("mcp-param-dry", "1")], json!({ "dry": true })),
        ] {
            assert_eq!(
                check(headers, arguments.clone()),
                Err(RpcError::HEADER_MISMATCH),
                "{headers:?} {arguments}"
            );
        }
        // The tool validates an argument that has no form in a header.
        assert_eq!(check(&[], json!({ "region": ["eu"] })), Ok(()));
    }
}
