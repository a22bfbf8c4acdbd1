//! Ranges of dates, as filters of cases take them.

use client_core::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A range of dates to filter by: from one date on, before another, or both.
///
/// A date is a day (`2024-03-05`), a time with or without a zone, or a text that PHP's `strtotime` understands, such as
/// `-30 days`. FuseDesk does not say whether the ends belong to the range, nor in which zone a day begins.
///
/// ```
/// use fusedesk_client::{DateRange, Endpoint, api::cases::SearchCases};
///
/// let january = DateRange::new().after("2024-01-01").before("2024-02-01");
/// let request = SearchCases::new().opened(january).to_request()?;
/// // FuseDesk wants JSON in a parameter of the query.
/// let value = r#"{"after":"2024-01-01","before":"2024-02-01"}"#;
/// let query: Vec<_> = url::form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).collect();
/// assert_eq!(query[0], ("date_opened".into(), value.into()));
/// # Ok::<(), fusedesk_client::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, JsonSchema)]
#[schemars(crate = "client_core::schemars", inline, deny_unknown_fields)]
pub struct DateRange {
    /// The beginning: a date such as 2024-03-05, or a text such as -30 days.
    after: Option<String>,
    /// The end: a date such as 2024-03-05, or a text such as -30 days.
    before: Option<String>,
}

impl DateRange {
    /// Without ends yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The beginning.
    #[must_use]
    pub fn after(mut self, date: impl Into<String>) -> Self {
        self.after = Some(date.into());
        self
    }

    /// The end.
    #[must_use]
    pub fn before(mut self, date: impl Into<String>) -> Self {
        self.before = Some(date.into());
        self
    }

    /// Refuses a range without ends, or with an empty one.
    pub(crate) fn check(name: &str, range: &Self) -> Result<(), String> {
        let ends = [&range.after, &range.before];
        if ends.iter().all(|end| end.is_none()) {
            return Err(format!("`{name}` is a range without ends: give `after`, `before` or both"));
        }
        if ends.into_iter().flatten().any(|end| end.trim().is_empty()) {
            return Err(format!("`{name}` has an empty date"));
        }
        Ok(())
    }
}

/// The form of the wire, which is the JSON of the ends.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ends {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<String>,
}

/// As the text that the query holds.
impl Serialize for DateRange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ends = Ends { after: self.after.clone(), before: self.before.clone() };
        serializer.serialize_str(&serde_json::to_string(&ends).expect("two texts are JSON"))
    }
}

/// From an object, as a caller writes it, or from the text that the query holds.
impl<'de> Deserialize<'de> for DateRange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "an object with `after`, `before` or both")]
        enum Form {
            Text(String),
            Ends(Ends),
        }
        let ends = match Form::deserialize(deserializer)? {
            Form::Ends(ends) => ends,
            Form::Text(text) => serde_json::from_str(&text).map_err(|_| {
                de::Error::custom("a range of dates is an object with `after`, `before` or both")
            })?,
        };
        Ok(Self { after: ends.after, before: ends.before })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn there_and_back() {
        let range = DateRange::new().after("-30 days").before("2024-02-01");
        let wire = serde_json::to_value(&range).unwrap();
        assert_eq!(wire, json!(r#"{"after":"-30 days","before":"2024-02-01"}"#));
        assert_eq!(serde_json::from_value::<DateRange>(wire).unwrap(), range);
        let object = json!({ "after": "-30 days", "before": "2024-02-01" });
        assert_eq!(serde_json::from_value::<DateRange>(object).unwrap(), range);
        for junk in [json!("2024-02-01"), json!(3), json!({ "since": "2024-02-01" }), json!(null)] {
            assert!(serde_json::from_value::<DateRange>(junk.clone()).is_err(), "{junk}");
        }
    }

    #[test]
    fn a_range_needs_an_end() {
        let check = |range| DateRange::check("date_opened", &range);
        assert!(check(DateRange::new()).unwrap_err().contains("`date_opened`"));
        assert!(check(DateRange::new().after(" ")).is_err());
        assert!(check(DateRange::new().after("2024-01-01")).is_ok());
    }
}
