//! Validate custom fields given by a model against their definitions.

use client_core::mcp::{
    argument::{Named, echo, pick},
    untrusted::Line,
};
use mcp_core::HandlerError;
use serde_json::{Map, Value};

use crate::{
    api::custom_fields::{CustomField, ListContactCustomFields},
    mcp::{call::Call, pages::whole},
};

impl Named for CustomField {
    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn names(&self) -> Vec<String> {
        self.name.iter().cloned().collect()
    }

    fn label(&self) -> Line {
        Line::given(self.name.as_deref()).unwrap_or_else(|| Line::new(self.id.as_str()))
    }
}

/// Returns the changes with the names and value types that Front expects.
///
/// Front accepts any name: a typo would be an error or a new field. If the definitions cannot be read to their end, the
/// changes are sent as given.
pub(super) async fn validate(
    call: &Call,
    changes: Map<String, Value>,
) -> Result<Map<String, Value>, HandlerError> {
    if changes.is_empty() {
        return Ok(changes);
    }
    let Ok(definitions) = whole(call, &ListContactCustomFields::new(), "custom fields").await else {
        return Ok(changes);
    };
    against(&definitions, changes)
}

fn against(
    definitions: &[CustomField],
    changes: Map<String, Value>,
) -> Result<Map<String, Value>, HandlerError> {
    let mut known = Map::new();
    for (requested, value) in changes {
        let field = pick("custom field", &requested, definitions)?;
        let name = field.name.clone().unwrap_or(requested);
        let value = coerce(field, &name, value)?;
        if known.insert(name.clone(), value).is_some() {
            return Err(HandlerError::invalid_arguments(format!(
                "customFields names {name} twice",
                name = echo(name)
            )));
        }
    }
    Ok(known)
}

/// Converts a value to the type of the field. Models write numbers and dates as text.
fn coerce(field: &CustomField, name: &str, value: Value) -> Result<Value, HandlerError> {
    let kind = field.kind.as_ref().map(ToString::to_string).unwrap_or_default();
    if value.is_null() {
        return Ok(value);
    }
    let (fits, expected) = match kind.as_str() {
        "number" => (number(&value), "a number".to_owned()),
        "datetime" => {
            (time(&value), "a time: seconds since 1970, a day such as 2026-05-03, or RFC 3339".to_owned())
        }
        "boolean" => (boolean(&value), "true or false".to_owned()),
        "enum" => {
            let values = || field.values.iter().filter_map(|known| known.value.as_deref());
            let fits = value.as_str().and_then(|text| {
                let line = Line::new(text);
                let same = values().find(|known| Line::new(known).eq_ignore_ascii_case(&line));
                same.map(Value::from)
            });
            (fits, format!("one of {}", values().collect::<Vec<_>>().join(", ")))
        }
        "string" => (text(&value), "a text".to_owned()),
        // Teammate e-mail addresses, inbox ids and future types: Front validates them.
        _ => (Some(value.clone()), String::new()),
    };
    fits.ok_or_else(|| {
        HandlerError::invalid_arguments(format!(
            "customFields: {name} is {value}; it must be {expected}, or null to clear it",
            name = echo(name)
        ))
    })
}

fn number(value: &Value) -> Option<Value> {
    match value {
        Value::Number(_) => Some(value.clone()),
        Value::String(text) => {
            serde_json::from_str(text.trim()).ok().filter(|value: &Value| value.is_number())
        }
        _ => None,
    }
}

fn time(value: &Value) -> Option<Value> {
    if let Some(seconds) = number(value) {
        return Some(seconds);
    }
    let text = value.as_str()?.trim();
    let time = match text.parse::<jiff::Timestamp>() {
        Ok(time) => time,
        // A plain date. jiff would also parse a full time as its date.
        Err(_) if text.len() == "2026-05-03".len() => {
            let day: jiff::civil::Date = text.parse().ok()?;
            day.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp()
        }
        Err(_) => return None,
    };
    Some(time.as_second().into())
}

fn boolean(value: &Value) -> Option<Value> {
    match value {
        Value::Bool(_) => Some(value.clone()),
        Value::String(text) => text.trim().to_ascii_lowercase().parse::<bool>().ok().map(Value::from),
        _ => None,
    }
}

fn text(value: &Value) -> Option<Value> {
    match value {
        Value::String(_) => Some(value.clone()),
        Value::Number(number) => Some(number.to_string().into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn definitions() -> Vec<CustomField> {
        let of = |name: &str, kind: &str| json!({"id": format!("fld_{name}"), "name": name, "type": kind});
        let mut tier = of("Tier", "enum");
        tier["values"] =
            json!([{"value": "Gold", "label": "Gold"}, {"value": "Standard", "label": "Standard"}]);
        let all = json!([
            tier,
            of("ARR", "number"),
            of("Renewal Date", "datetime"),
            of("Beta", "boolean"),
            of("Role", "string"),
            of("Manager", "teammate"),
        ]);
        serde_json::from_value(all).unwrap()
    }

    fn check(changes: Value) -> Result<Value, String> {
        let changes = changes.as_object().unwrap().clone();
        against(&definitions(), changes).map(Value::Object).map_err(|error| error.message().to_owned())
    }

    #[test]
    fn values_are_coerced_to_the_field_type() {
        let changes = json!({
            "tier": "gold", "arr": "96000.5", "Renewal date": "2026-05-03", "BETA": "True", "Role": 7, "Manager": "a@b.c",
        });
        let known = json!({
            "Tier": "Gold", "ARR": 96000.5, "Renewal Date": 1_777_766_400, "Beta": true, "Role": "7", "Manager": "a@b.c",
        });
        assert_eq!(check(changes), Ok(known));
        let times = json!({"Renewal Date": "2026-05-03T02:00:00+02:00"});
        assert_eq!(check(times), Ok(json!({"Renewal Date": 1_777_766_400})));
        assert_eq!(check(json!({"Tier": null, "ARR": null})), Ok(json!({"ARR": null, "Tier": null})));
    }

    #[test]
    fn invalid_values_are_reported() {
        for (changes, words) in [
            (json!({"Tier": "Silver"}), "one of Gold, Standard"),
            (json!({"ARR": "much"}), "must be a number"),
            (json!({"Renewal Date": "soon"}), "must be a time"),
            (json!({"Beta": 1}), "true or false"),
            (json!({"Role": {"a": 1}}), "must be a text"),
            (json!({"Teir": "Gold"}), "no custom field is called \"Teir\""),
            (json!({"Tier": "Gold", "tier": null}), "names \"Tier\" twice"),
        ] {
            assert!(check(changes).unwrap_err().contains(words), "{words}");
        }
    }
}
