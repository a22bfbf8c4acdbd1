//! Restores arguments of a model to the form that the tool expects.

use serde_json::{Map, Value};

use super::{
    Provider,
    shape::{Kind, Member, Shape},
};
use crate::wire::strict_json::StrictJson;

/// Reverses [`adapt`](super::adapt::adapt) for the arguments. A value that does not fit the shape stays unchanged,
/// so that the tool reports it.
pub(super) fn restore(provider: Provider, shape: &Shape, value: Value) -> Value {
    match (&shape.kind, value) {
        (Kind::Json, Value::String(text)) => match serde_json::from_str::<StrictJson>(&text) {
            Ok(StrictJson(value)) => value,
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
        match members.iter().find(|member| member.exported_name == name) {
            // Strict mode has no optional members, so models write null.
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

/// Returns an integer that was written with a zero fraction, as some number encodings do.
fn whole(number: &serde_json::Number) -> Option<serde_json::Number> {
    /// Largest value up to which a double represents every integer.
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
            rest.is_some()
                || map.keys().all(|name| members.iter().any(|member| member.exported_name == *name))
        }
        (Kind::Json | Kind::Any, _)
        | (Kind::Number { .. }, Value::Number(_))
        | (Kind::Flag, Value::Bool(_))
        | (Kind::List { .. }, Value::Array(_)) => true,
        _ => false,
    }
}
