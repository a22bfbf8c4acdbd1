//! Arguments as a model gives them, made into those that the tool takes.

use serde_json::{Map, Value};

use super::{
    Provider,
    shape::{Kind, Member, Shape},
};
use crate::wire::strict_json::Unique;

/// Undoes in the arguments what [`adapt`](super::adapt::adapt) did to their shape. What does not fit the shape stays as it
/// is, for the tool to refuse in its own words.
pub(super) fn restore(provider: Provider, shape: &Shape, value: Value) -> Value {
    match (&shape.kind, value) {
        (Kind::Json, Value::String(text)) => match serde_json::from_str::<Unique>(&text) {
            Ok(Unique(value)) => value,
            Err(_) => Value::String(text),
        },
        (Kind::Object { members, rest }, Value::Object(map)) => {
            object(provider, members, rest.as_deref(), map).into()
        }
        (Kind::List { items, .. }, Value::Array(list)) => {
            list.into_iter().map(|item| restore(provider, items, item)).collect::<Vec<_>>().into()
        }
        (Kind::Number { integer: true, .. }, Value::Number(number)) => {
            whole(&number).unwrap_or(number).into()
        }
        (Kind::Either(branches), value) => match branches.iter().find(|branch| suits(branch, &value)) {
            Some(branch) => restore(provider, branch, value),
            None => value,
        },
        (_, value) => value,
    }
}

fn object(
    provider: Provider,
    members: &[Member],
    rest: Option<&Shape>,
    map: Map<String, Value>,
) -> Map<String, Value> {
    let mut undone = Map::new();
    for (name, value) in map {
        match members.iter().find(|member| member.offered == name) {
            // Strict mode has no absent members, so a model writes null.
            Some(member) if provider.is_strict() && !member.required && value.is_null() => {}
            Some(member) => {
                undone.insert(member.name.clone(), restore(provider, &member.shape, value));
            }
            None => {
                let value = match rest {
                    Some(rest) => restore(provider, rest, value),
                    None => value,
                };
                undone.insert(name, value);
            }
        }
    }
    undone
}

/// A whole number that was written with a fraction of nothing, as some encodings of numbers do.
fn whole(number: &serde_json::Number) -> Option<serde_json::Number> {
    /// Up to here a double counts every whole number.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let float = number.as_f64().filter(|_| number.is_f64())?;
    (float.fract() == 0.0 && float.abs() <= EXACT).then(|| {
        #[allow(clippy::cast_possible_truncation, reason = "whole and within 53 bits")]
        let whole = float as i64;
        whole.into()
    })
}

fn suits(shape: &Shape, value: &Value) -> bool {
    match (&shape.kind, value) {
        (Kind::Text(text), Value::String(value)) => text.values.is_empty() || text.values.contains(value),
        (Kind::Object { members, rest }, Value::Object(map)) => {
            rest.is_some() || map.keys().all(|name| members.iter().any(|member| member.offered == *name))
        }
        (Kind::Json | Kind::Any, _)
        | (Kind::Number { .. }, Value::Number(_))
        | (Kind::Flag, Value::Bool(_))
        | (Kind::List { .. }, Value::Array(_)) => true,
        _ => false,
    }
}
