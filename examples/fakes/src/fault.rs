//! Faults on the command line: JSON, or comma-separated keys and values.

use std::str::FromStr;

use serde_json::{Map, Value};

/// Keys with numbers as values.
const NUMBERS: [&str; 3] = ["status", "html", "times"];

/// Value of `--fault`: one fault, or a JSON list of faults. The account reads its content.
#[derive(Debug, Clone)]
pub(crate) struct FaultText(pub(crate) Vec<Value>);

impl FromStr for FaultText {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.starts_with(['{', '[']) {
            let json = serde_json::from_str(text).map_err(|error| format!("invalid JSON: {error}"))?;
            return Ok(Self(list(json)));
        }
        let mut keys = Map::new();
        for part in text.split(',').filter(|part| !part.trim().is_empty()) {
            let (key, value) = match part.split_once('=') {
                Some((key, value)) => (key.trim(), value.trim()),
                None => (part.trim(), "true"),
            };
            let value = match value {
                "true" => true.into(),
                "false" => false.into(),
                _ => match value.parse::<u64>() {
                    Ok(number) if NUMBERS.contains(&key) => number.into(),
                    _ => value.into(),
                },
            };
            if keys.insert(key.to_owned(), value).is_some() {
                return Err(format!("{key} is repeated; give it once"));
            }
        }
        Ok(Self(vec![keys.into()]))
    }
}

/// Returns the faults of a JSON value: a list, or a single fault.
pub(crate) fn list(json: Value) -> Vec<Value> {
    match json {
        Value::Array(faults) => faults,
        fault => vec![fault],
    }
}
