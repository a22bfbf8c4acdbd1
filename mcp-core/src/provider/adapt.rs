//! Adapts a shape to what a provider supports.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{
    Provider, name,
    shape::{Kind, Member, Shape, Text},
    write::write,
};

/// Formats that OpenAI's strict mode supports
/// (<https://developers.openai.com/api/docs/guides/structured-outputs#supported-schemas>).
const STRICT_FORMATS: [&str; 9] =
    ["date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"];
/// Text formats that Gemini supports (<https://ai.google.dev/api/caching#Schema>). The documentation allows any
/// format, but the API is known to refuse others: "only 'enum' and 'date-time' are supported for STRING type".
const GEMINI_FORMATS: [&str; 1] = ["date-time"];
/// Maximum nesting of objects in OpenAI's strict mode, the root included
/// (<https://developers.openai.com/api/docs/guides/structured-outputs#supported-schemas>).
const STRICT_DEPTH: usize = 10;

/// Adapts the shape of a tool's arguments, an object, to the provider.
pub(super) fn adapt(provider: Provider, root: &mut Shape) {
    Adapter { provider }.shape(root, 1);
}

struct Adapter {
    provider: Provider,
}

impl Adapter {
    fn shape(&self, shape: &mut Shape, depth: usize) {
        if depth > 1 && self.needs_text(shape, depth) {
            let kind = std::mem::replace(&mut shape.kind, Kind::Json);
            shape.note(&match kind {
                Kind::Any => "Give the value as JSON text.".to_owned(),
                Kind::Object { members, rest: Some(rest) }
                    if members.is_empty() && matches!(rest.kind, Kind::Any) =>
                {
                    "Give an object as JSON text.".to_owned()
                }
                // Names are not changed in here, so the text needs no restoring.
                kind => {
                    format!("Give JSON text of the schema {}", write(Provider::Anthropic, &Shape::of(kind)))
                }
            });
        }
        self.default(shape);
        let mut notes = Vec::new();
        match &mut shape.kind {
            Kind::Text(text) => self.text(text, &mut notes),
            Kind::List { items, .. } => self.shape(items, depth + 1),
            Kind::Object { members, rest } => {
                let names = members.iter().map(|member| member.name.as_str());
                let exported = name::map_names(self.provider.member_names(), names);
                for (member, exported) in members.iter_mut().zip(exported) {
                    member.exported_name = exported;
                    self.shape(&mut member.shape, depth + 1);
                }
                if self.provider.is_closed() {
                    *rest = None;
                }
                if let Some(rest) = rest {
                    self.shape(rest, depth + 1);
                }
            }
            Kind::Either(branches) => branches.iter_mut().for_each(|branch| self.shape(branch, depth)),
            Kind::Number { .. } | Kind::Flag | Kind::Any | Kind::Json => {}
        }
        for note in notes {
            shape.note(&note);
        }
    }

    /// Returns `true` if the provider has no schema for this place, so that it must be sent as text.
    fn needs_text(&self, shape: &Shape, depth: usize) -> bool {
        match (&shape.kind, self.provider) {
            (_, Provider::OpenAiChat { strict: false } | Provider::OpenAiResponses { strict: false }) => {
                false
            }
            (_, Provider::Anthropic) => false,
            (Kind::Any, _) => true,
            (Kind::Object { members, .. }, Provider::Gemini) => members.is_empty(),
            (Kind::Object { members, rest }, _) => {
                depth > STRICT_DEPTH || (members.is_empty() && rest.is_some())
            }
            // Gemini supports no alternatives for the items of a list.
            (Kind::List { items, .. }, Provider::Gemini) if matches!(items.kind, Kind::Either(_)) => true,
            (Kind::List { .. }, _) => depth > STRICT_DEPTH && !matches!(self.provider, Provider::Gemini),
            (Kind::Either(branches), _) => {
                branches.iter().any(|branch| self.needs_text(branch, depth))
                    || (self.provider.is_strict() && self.are_alike(branches))
            }
            _ => false,
        }
    }

    /// Returns `true` if two objects among the alternatives begin with the same member, by which strict mode
    /// distinguishes them (<https://github.com/openai/openai-python/issues/2193>).
    fn are_alike(&self, branches: &[Shape]) -> bool {
        let mut seen = BTreeSet::new();
        let mut first = |members: &[Member]| {
            let names =
                name::map_names(self.provider.member_names(), members.iter().map(|m| m.name.as_str()));
            // In the order in which they will be written.
            let written: Map<String, Value> = names.into_iter().map(|name| (name, Value::Null)).collect();
            written.into_iter().next().is_some_and(|(name, _)| !seen.insert(name))
        };
        branches.iter().any(|branch| matches!(&branch.kind, Kind::Object { members, .. } if first(members)))
    }

    fn text(&self, text: &mut Text, notes: &mut Vec<String>) {
        let known: &[&str] = match self.provider {
            Provider::Anthropic => return,
            Provider::Gemini => {
                // Gemini refuses the empty string as a value, and a model does not need it.
                text.values.retain(|value| !value.is_empty());
                &GEMINI_FORMATS
            }
            Provider::OpenAiChat { .. } | Provider::OpenAiResponses { .. } => &STRICT_FORMATS,
        };
        if let Some(format) = text.format.take_if(|format| !known.contains(&format.as_str())) {
            notes.push(format!("Format: {format}."));
        }
        if matches!(self.provider, Provider::Gemini) {
            return;
        }
        if let Some(pattern) = text.pattern.take() {
            notes.push(format!("Must match {pattern}"));
        }
        if let Some(least) = text.minimum.take().filter(|least| *least > 0) {
            notes.push(format!("At least {least} characters."));
        }
        if let Some(most) = text.maximum.take() {
            notes.push(format!("At most {most} characters."));
        }
    }

    fn default(&self, shape: &mut Shape) {
        if !self.provider.is_closed() {
            return;
        }
        match shape.default.take() {
            None | Some(Value::Object(_) | Value::Array(_)) => {}
            // Many descriptions state the default already.
            Some(_) if shape.description.as_ref().is_some_and(|own| own.contains("default")) => {}
            Some(default) => shape.note(&format!("{default} by default.")),
        }
    }
}
