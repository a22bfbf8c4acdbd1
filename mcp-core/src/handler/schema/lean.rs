//! Output schemas without what costs a model attention and tells it nothing.

use serde_json::{Map, Value, json};

/// Takes the descriptions out of an output schema, and null out of the types of optional members.
///
/// A model reads results, in which members speak for themselves, and most clients never show it the schema; the
/// descriptions would be the larger half of the catalogue. For results that leave a member out where there is nothing to
/// say, and never write null.
///
/// ```
/// use mcp_core::schema::{lean, output_schema};
/// use schemars::JsonSchema;
/// use serde_json::json;
///
/// #[derive(serde::Serialize, JsonSchema)]
/// struct Order {
///     /// The number on the invoice.
///     number: u32,
///     #[serde(skip_serializing_if = "Option::is_none")]
///     note: Option<String>,
/// }
///
/// let properties = &lean(output_schema::<Order>())["properties"];
/// assert_eq!(properties["number"], json!({ "type": "integer", "minimum": 0 }));
/// assert_eq!(properties["note"], json!({ "type": "string" }));
/// ```
#[must_use]
pub fn lean(mut schema: Map<String, Value>) -> Map<String, Value> {
    object(&mut schema);
    schema
}

fn object(schema: &mut Map<String, Value>) {
    schema.remove("description");
    let required: Vec<Value> = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        for (name, property) in properties {
            let Value::Object(property) = property else { continue };
            if !required.contains(&json!(name)) {
                unwrap_optional(property);
            }
        }
    }
    for (key, child) in schema {
        match child {
            Value::Object(children) if key == "properties" => {
                children.values_mut().filter_map(Value::as_object_mut).for_each(object);
            }
            Value::Object(child) if matches!(key.as_str(), "items" | "additionalProperties") => object(child),
            Value::Array(branches) if key == "anyOf" => {
                branches.iter_mut().filter_map(Value::as_object_mut).for_each(object);
            }
            _ => {}
        }
    }
}

/// `{anyOf: [X, null]}` becomes X.
fn unwrap_optional(property: &mut Map<String, Value>) {
    let Some(Value::Array(branches)) = property.get_mut("anyOf") else { return };
    branches.retain(|branch| branch.get("type") != Some(&json!("null")));
    if let [Value::Object(only)] = branches.as_mut_slice() {
        let mut only = std::mem::take(only);
        property.remove("anyOf");
        only.append(property);
        *property = only;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_and_the_nulls_of_optional_members_go() {
        let optional = json!({"anyOf": [{"type": "string", "description": "inner"}, {"type": "null"}], "description": "d"});
        let Value::Object(schema) = json!({
            "type": "object",
            "properties": {
                "a": optional, "b": optional,
                "description": {"type": "string", "description": "a member of that name stays"},
                "list": {"type": "array", "items": {"type": "object", "properties": {"c": optional}}},
            },
            "required": ["b"],
        }) else {
            unreachable!()
        };
        let lean = Value::Object(lean(schema));
        let plain = json!({"type": "string"});
        assert_eq!(lean["properties"]["a"], plain);
        assert_eq!(lean["properties"]["description"], plain);
        assert_eq!(lean["properties"]["b"], json!({"anyOf": [{"type": "string"}, {"type": "null"}]}));
        assert_eq!(lean["properties"]["list"]["items"]["properties"]["c"], plain);
    }
}
