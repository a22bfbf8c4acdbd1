//! Switchable quirks of a PHP application.

use std::collections::BTreeMap;

use http::Method;
use serde_json::{Map, Value, json};

use super::model::CaseTag;

/// Quirks of the fake's responses.
///
/// By default responses follow FuseDesk's documentation. Each quirk was seen in a program that uses the real API,
/// or follows from PHP's JSON encoding.
///
/// ```
/// use fusedesk_client::testing::{FakeDesk, Quirks, TagForm, UnsetDate};
///
/// let fake = FakeDesk::seeded();
/// fake.set_quirks(Quirks::new().ids_as_text().unset_dates(UnsetDate::Zero).tags(TagForm::Map));
/// // All quirks at once.
/// fake.set_quirks(Quirks::all());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use]
pub struct Quirks {
    errors_with_200: bool,
    php_warning: bool,
    ids_as_text: bool,
    flags_as_text: bool,
    null_ids: bool,
    unknown_fields: bool,
    unknown_words: bool,
    empty_lists: bool,
    unset_dates: UnsetDate,
    tags: TagForm,
}

/// Representation of unset dates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnsetDate {
    /// `null`, except for `false` in the two dates of feedback, as seen in a program.
    #[default]
    Documented,
    /// `false` everywhere.
    False,
    /// The empty text.
    Empty,
    /// `0000-00-00 00:00:00`. No date has a time zone.
    Zero,
    /// The field is missing.
    Absent,
}

/// Representation of the tags of a case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TagForm {
    /// A list of ids.
    #[default]
    Ids,
    /// An object, id → name. An empty list without tags.
    Map,
    /// A list of objects with `id` and `tagname`.
    Objects,
    /// `false` without tags, else a list of ids.
    FalseForNone,
}

impl Quirks {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Enables all quirks that keep responses readable: all except [`php_warning`](Self::php_warning) and
    /// [`empty_lists`](Self::empty_lists).
    pub fn all() -> Self {
        Self::new()
            .errors_with_200()
            .ids_as_text()
            .flags_as_text()
            .null_ids()
            .unknown_fields()
            .unknown_words()
            .unset_dates(UnsetDate::Zero)
            .tags(TagForm::Map)
    }

    /// Sends errors with status 200 and without error headers. Only the body shows the error.
    pub const fn errors_with_200(mut self) -> Self {
        self.errors_with_200 = true;
        self
    }

    /// Prepends a PHP warning in HTML to the JSON of successes.
    pub const fn php_warning(mut self) -> Self {
        self.php_warning = true;
        self
    }

    /// Writes all numbers as texts.
    pub const fn ids_as_text(mut self) -> Self {
        self.ids_as_text = true;
        self
    }

    /// Writes booleans as `"1"` and `"0"`. Unset dates that are `false` stay so.
    pub const fn flags_as_text(mut self) -> Self {
        self.flags_as_text = true;
        self
    }

    /// Writes ids of other resources, such as `contactid` and `repId`, as null.
    pub const fn null_ids(mut self) -> Self {
        self.null_ids = true;
        self
    }

    /// Adds undocumented fields to objects.
    pub const fn unknown_fields(mut self) -> Self {
        self.unknown_fields = true;
        self
    }

    /// Writes every `status` as `awaiting_parts`, every `platform` as `pager`, and every `type` as `fax`.
    pub const fn unknown_words(mut self) -> Self {
        self.unknown_words = true;
        self
    }

    /// Writes `[]` in place of an object: in the responses of writes, and as the feedback of a case.
    pub const fn empty_lists(mut self) -> Self {
        self.empty_lists = true;
        self
    }

    /// Representation of unset dates.
    pub const fn unset_dates(mut self, form: UnsetDate) -> Self {
        self.unset_dates = form;
        self
    }

    /// Representation of the tags of a case.
    pub const fn tags(mut self, form: TagForm) -> Self {
        self.tags = form;
        self
    }

    pub(super) const fn are_errors_ok(&self) -> bool {
        self.errors_with_200
    }

    /// Writes the body of a success. `tags` are the tags of the account, for their names.
    pub(super) fn write(&self, method: &Method, path: &str, mut value: Value, tags: &Tags) -> String {
        let object_in_doubt = method != Method::GET || path.trim_end_matches('/').ends_with("/feedback");
        if self.empty_lists && object_in_doubt && value.is_object() {
            value = json!([]);
        }
        self.turn(&mut value, tags);
        let json = value.to_string();
        if self.php_warning { format!("{PHP_WARNING}{json}") } else { json }
    }

    fn turn(&self, value: &mut Value, tags: &Tags) {
        match value {
            Value::Object(fields) => self.turn_object(fields, tags),
            Value::Array(list) => list.iter_mut().for_each(|item| self.turn(item, tags)),
            Value::Number(number) if self.ids_as_text => *value = number.to_string().into(),
            Value::Bool(flag) if self.flags_as_text => *value = if *flag { "1" } else { "0" }.into(),
            _ => {}
        }
    }

    fn turn_object(&self, fields: &mut Map<String, Value>, tags: &Tags) {
        let mut absent = Vec::new();
        for (name, value) in fields.iter_mut() {
            if is_date(name) {
                match (self.unset_dates, &*value) {
                    (UnsetDate::Absent, Value::Null | Value::Bool(_)) => absent.push(name.clone()),
                    (form, Value::Null | Value::Bool(_)) => *value = form.unset(value.take()),
                    (UnsetDate::Zero, Value::String(text)) => {
                        *value = text.chars().take(19).collect::<String>().replace('T', " ").into();
                    }
                    _ => {}
                }
                continue;
            }
            match name.as_str() {
                "status" if self.unknown_words && value.is_string() => *value = "awaiting_parts".into(),
                "platform" if self.unknown_words => *value = "pager".into(),
                "type" if self.unknown_words => *value = "fax".into(),
                _ if self.null_ids && LINKS.contains(&name.as_str()) => *value = Value::Null,
                "tags" => self.turn_tags(value, tags),
                _ => self.turn(value, tags),
            }
        }
        for name in absent {
            fields.remove(&name);
        }
        if self.unknown_fields {
            fields.insert("x_custom_17".into(), json!({ "label": "Order", "values": [null, "A-1001"] }));
            fields.insert("_links".into(), json!([]));
        }
    }

    fn turn_tags(&self, value: &mut Value, tags: &Tags) {
        let ids: Vec<u64> = value.as_array().into_iter().flatten().filter_map(Value::as_u64).collect();
        let named = ids.iter().filter_map(|id| tags.get(id));
        match self.tags {
            TagForm::FalseForNone if ids.is_empty() => *value = false.into(),
            // PHP writes an empty map as a list.
            TagForm::Map if ids.is_empty() => *value = json!([]),
            TagForm::Map => {
                *value = named.map(|tag| (tag.id.to_string(), Value::from(tag.name.as_str()))).collect()
            }
            TagForm::Objects => {
                *value = named.map(|tag| json!({ "id": tag.id, "tagname": tag.name })).collect();
                self.turn(value, tags);
            }
            TagForm::Ids | TagForm::FalseForNone => self.turn(value, tags),
        }
    }
}

impl UnsetDate {
    fn unset(self, documented: Value) -> Value {
        match self {
            Self::Documented | Self::Absent => documented,
            Self::False => false.into(),
            Self::Empty => "".into(),
            Self::Zero => "0000-00-00 00:00:00".into(),
        }
    }
}

/// The tags of the account.
type Tags = BTreeMap<u64, CaseTag>;

/// Fields that name another resource.
const LINKS: [&str; 14] = [
    "contactid",
    "contactUuid",
    "companyid",
    "repid",
    "departmentid",
    "caseId",
    "contactId",
    "departmentId",
    "repId",
    "noteId",
    "crmId",
    "defaultDepartmentId",
    "emailid",
    "templateid",
];

/// Warning that PHP prints before the JSON. [`Quirks::php_warning`] adds it to every response,
/// [`Fault::prefixed`](super::Fault::prefixed) to a single one.
pub const PHP_WARNING: &str = "<div style=\"border:1px solid #990000;padding-left:20px;margin:0 0 10px 0;\">\
<h4>A PHP Error was encountered</h4><p>Severity: Warning</p><p>Message: Undefined array key \"tz\"</p></div>\n";

/// Returns `true` if a field is a date, by its name.
fn is_date(name: &str) -> bool {
    name.starts_with("date_")
        || (name.starts_with("date") && name[4..].starts_with(|char: char| char.is_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_known_by_their_names() {
        assert!(is_date("date_opened") && is_date("dateCreated"));
        assert!(!is_date("date") && !is_date("update") && !is_date("dated") && !is_date("datę"));
    }
}
