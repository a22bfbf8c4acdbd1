use super::*;

fn member(properties: Value) -> Shape {
    let root = json!({ "type": "object", "properties": { "x": properties } });
    let shape = Shape::read(root.as_object().unwrap());
    let Kind::Object { mut members, .. } = shape.kind else { panic!("an object") };
    members.remove(0).shape
}

#[test]
fn nullable_is_read_from_every_notation() {
    for style in [
        json!({ "type": ["string", "null"] }),
        json!({ "anyOf": [{ "type": "string" }, { "type": "null" }] }),
        json!({ "type": "string", "nullable": true }),
    ] {
        let shape = member(style);
        assert!(shape.nullable && shape.kind == Kind::Text(Text::default()), "{shape:?}");
    }
    let shape = member(json!({ "enum": ["a", null] }));
    assert!(shape.nullable && matches!(shape.kind, Kind::Text(text) if text.values == ["a"]));
}

#[test]
fn unsupported_keywords_become_notes() {
    let shape = member(json!({ "type": "number", "exclusiveMinimum": 0, "description": "How far" }));
    assert_eq!(shape.description.as_deref(), Some("How far. More than 0."));
    assert_eq!(member(json!({ "enum": [1, 2] })).description.as_deref(), Some("One of: 1, 2."));
    let shape = member(json!({ "type": "integer", "exclusiveMinimum": 0 }));
    assert_eq!(shape.kind, Kind::Number { integer: true, minimum: Some(1.into()), maximum: None });
}

#[test]
fn references_are_followed_once() {
    let root = json!({
        "type": "object",
        "properties": { "tree": { "$ref": "#/$defs/Tree" }, "gone": { "$ref": "#/$defs/Gone" } },
        "$defs": { "Tree": {
            "type": "object", "properties": { "left": { "$ref": "#/$defs/Tree" }, "leaf": { "type": "string" } }
        } }
    });
    let Kind::Object { members, .. } = Shape::read(root.as_object().unwrap()).kind else { panic!() };
    assert_eq!(members[0].shape.kind, Kind::Any);
    let Kind::Object { members: tree, .. } = &members[1].shape.kind else { panic!() };
    assert_eq!(tree.iter().find(|member| member.name == "left").unwrap().shape.kind, Kind::Any);
}

#[test]
fn recursive_references_are_bounded() {
    let mut defs = Map::new();
    for level in 0..30 {
        let next = json!({ "$ref": format!("#/$defs/L{}", level + 1) });
        let schema = json!({ "type": "object", "properties": { "a": next, "b": next, "c": next } });
        defs.insert(format!("L{level}"), schema);
    }
    let root = json!({ "type": "object", "properties": { "x": { "$ref": "#/$defs/L0" } }, "$defs": defs });
    let mut reader = Reader { root: root.as_object().unwrap(), open: Vec::new(), places: 0 };
    reader.schema(root.as_object().unwrap(), 0);
    // Each place at the limit still reads its members, but not theirs.
    assert!(reader.places < MAX_PLACES * 4, "{}", reader.places);
}

#[test]
fn branches_at_the_root_become_one_object() {
    let root = json!({
        "type": "object",
        "properties": { "id": { "type": "string" } },
        "required": ["id"],
        "anyOf": [
            { "type": "object", "properties": { "a": { "type": "string" } }, "required": ["a"] },
            { "type": "object", "properties": { "b": { "type": "string" } }, "required": ["b"] }
        ]
    });
    let Kind::Object { members, .. } = Shape::read(root.as_object().unwrap()).kind else { panic!() };
    let names: Vec<_> = members.iter().map(|member| (member.name.as_str(), member.required)).collect();
    assert_eq!(names, [("id", true), ("a", false), ("b", false)]);
}
