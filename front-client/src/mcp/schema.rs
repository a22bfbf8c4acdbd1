//! Output schemas without what costs a model attention and tells it nothing.

use serde_json::{Map, Value, json};

/// Takes null out of the types of optional members: the results of these tools leave a member out where there is
/// nothing to say, and never write null.
pub(crate) fn without_nulls(mut schema: Map<String, Value>) -> Map<String, Value> {
    object(&mut schema);
    schema
}

fn object(schema: &mut Map<String, Value>) {
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

/// `{anyOf: [X, null], description}` becomes X with that description.
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
    fn only_optional_members_lose_their_null() {
        let optional = json!({"anyOf": [{"type": "string", "description": "inner"}, {"type": "null"}], "description": "d"});
        let Value::Object(schema) = json!({
            "type": "object",
            "properties": {
                "a": optional, "b": optional,
                "list": {"type": "array", "items": {"type": "object", "properties": {"c": optional}}},
            },
            "required": ["b"],
        }) else {
            unreachable!()
        };
        let lean = Value::Object(without_nulls(schema));
        let plain = json!({"type": "string", "description": "d"});
        assert_eq!(lean["properties"]["a"], plain);
        assert_eq!(lean["properties"]["b"], optional);
        assert_eq!(lean["properties"]["list"]["items"]["properties"]["c"], plain);
    }
}
