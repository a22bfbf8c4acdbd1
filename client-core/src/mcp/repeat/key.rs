//! Keys of calls: equal calls have the same.

use std::fmt::Write;

use mcp_core::Context;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// Caller. Calls of others are never equal.
pub(super) struct Caller<'a> {
    pub(super) scope: &'a str,
    pub(super) author: Option<Value>,
    pub(super) context: &'a Context,
}

/// Returns the key of a call.
///
/// Arguments are equal if they mean the same: the order of members, absent members and null, spelling of names in
/// snake_case or camelCase, and white space around a text do not count.
pub(super) fn of(
    caller: &Caller<'_>,
    tool: &str,
    arguments: &Map<String, Value>,
    own: Option<&str>,
) -> String {
    let mut hash = Hash(Sha256::new());
    hash.part(Some(caller.scope));
    hash.part(caller.context.caller().map(mcp_core::Principal::id));
    hash.part(caller.context.account());
    hash.part(caller.author.as_ref().map(Value::to_string).as_deref());
    hash.part(Some(tool));
    hash.part(own);
    hash.object(arguments);
    hash.0.finalize().iter().fold(String::with_capacity(64), |mut key, byte| {
        let _ = write!(key, "{byte:02x}");
        key
    })
}

struct Hash(Sha256);

impl Hash {
    fn part(&mut self, part: Option<&str>) {
        match part {
            None => self.0.update([0]),
            Some(part) => {
                self.0.update([1]);
                self.0.update((part.len() as u64).to_be_bytes());
                self.0.update(part);
            }
        }
    }

    fn object(&mut self, members: &Map<String, Value>) {
        let mut members: Vec<_> = members
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.replace('_', "").to_lowercase(), value))
            .collect();
        members.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        self.part(Some("{"));
        self.0.update((members.len() as u64).to_be_bytes());
        for (name, value) in members {
            self.part(Some(&name));
            self.value(value);
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Object(members) => self.object(members),
            Value::Array(items) => {
                self.part(Some("["));
                self.0.update((items.len() as u64).to_be_bytes());
                items.iter().for_each(|item| self.value(item));
            }
            Value::String(text) => self.part(Some(text.trim())),
            scalar => self.part(Some(&scalar.to_string())),
        }
    }
}
