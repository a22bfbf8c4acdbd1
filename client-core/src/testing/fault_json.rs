//! JSON form of a fault.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};
use jiff::SignedDuration;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::fault::{Fault, What};

/// Default content type of a body.
const JSON: &str = "application/json";

/// Keys of a fault.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Keys {
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none", with = "time")]
    retry_after: Option<Duration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prefix: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    truncate: bool,
    #[serde(skip_serializing_if = "Option::is_none", with = "time")]
    delay: Option<Duration>,
    #[serde(skip_serializing_if = "is_false")]
    hang: bool,
    #[serde(skip_serializing_if = "is_false")]
    cut: bool,
    #[serde(skip_serializing_if = "is_false")]
    drop: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<Times>,
    #[serde(skip_serializing_if = "is_false")]
    after_write: bool,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<String, String>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(untagged, expecting = "`times` takes a number or \"always\"")]
enum Times {
    Number(u32),
    Word(Always),
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Always {
    Always,
}

impl<'de> Deserialize<'de> for Fault {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Keys::deserialize(deserializer)?.fault().map_err(D::Error::custom)
    }
}

impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Keys::of(self).serialize(serializer)
    }
}

impl Keys {
    fn fault(self) -> Result<Fault, String> {
        let after_write = self.after_write;
        let (method, path) = (self.method.clone(), self.path.clone());
        let times = match self.times {
            None => 1,
            Some(Times::Word(Always::Always)) => u32::MAX,
            Some(Times::Number(0)) => return Err("`times` is at least 1".into()),
            Some(Times::Number(times)) => times,
        };
        let headers =
            self.headers.iter().map(|(name, value)| header(name, value)).collect::<Result<_, _>>()?;
        let fault = self.kind()?;
        let after_write = after_write || fault.after_write;
        let headers = [fault.headers, headers].concat();
        Ok(Fault { what: fault.what, after_write, headers, method, path, times })
    }

    /// Reads the kind, without its conditions.
    fn kind(self) -> Result<Fault, String> {
        const KINDS: &str = "`status`, `html`, `prefix`, `truncate`, `delay`, `hang`, `cut` and `drop`";
        let mut kinds = [
            self.status.map(|code| self.answer(code)),
            self.html.map(|code| valid(code).map(|code| Fault::html(code.as_u16()))),
            self.prefix.clone().map(|text| Ok(Fault::prefixed(text))),
            self.truncate.then(|| Ok(Fault::truncated())),
            self.delay.map(|time| Ok(Fault::delay(time))),
            self.hang.then(|| Ok(Fault::hung())),
            self.cut.then(|| Ok(Fault::cut())),
            self.drop.then(|| Ok(Fault::dropped())),
        ]
        .into_iter()
        .flatten();
        let (Some(kind), None) = (kinds.next(), kinds.next()) else {
            return Err(format!("a fault has exactly one of {KINDS}"));
        };
        let of_status = [
            ("retry_after", self.retry_after.is_some()),
            ("body", self.body.is_some()),
            ("content_type", self.content_type.is_some()),
        ];
        if let Some((key, _)) = of_status.iter().find(|(_, given)| *given && self.status.is_none()) {
            return Err(format!("`{key}` goes with `status`"));
        }
        kind
    }

    /// Reads a fault with a status.
    fn answer(&self, code: u16) -> Result<Fault, String> {
        let status = valid(code)?;
        let fault = match (&self.body, &self.content_type, self.retry_after) {
            (None, Some(_), _) => return Err("`content_type` goes with `body`".into()),
            (None, None, Some(wait)) if status == StatusCode::TOO_MANY_REQUESTS => {
                return Ok(Fault::rate_limited(wait));
            }
            (None, None, _) => Fault::status(code),
            (Some(body), content_type, _) => {
                let (_, content_type) = header("content-type", content_type.as_deref().unwrap_or(JSON))?;
                Fault::new(What::Body { status, content_type, body: Bytes::from(body.clone()) })
            }
        };
        Ok(match self.retry_after {
            // The header takes whole seconds.
            Some(wait) => fault.header("retry-after", &wait.as_millis().div_ceil(1_000).to_string()),
            None => fault,
        })
    }

    fn of(fault: &Fault) -> Self {
        let text = |bytes: &Bytes| String::from_utf8_lossy(bytes).into_owned();
        let kind = match &fault.what {
            What::Status(status) => Self { status: Some(status.as_u16()), ..Self::default() },
            What::RateLimited(wait) => {
                Self { status: Some(429), retry_after: Some(*wait), ..Self::default() }
            }
            What::Body { status, content_type, body } => Self {
                status: Some(status.as_u16()),
                content_type: Some(text(&Bytes::copy_from_slice(content_type.as_bytes()))),
                body: Some(text(body)),
                ..Self::default()
            },
            What::Html(status) => Self { html: Some(status.as_u16()), ..Self::default() },
            What::Prefixed(prefix) => Self { prefix: Some(text(prefix)), ..Self::default() },
            What::Truncated => Self { truncate: true, ..Self::default() },
            What::Delay(time) => Self { delay: Some(*time), ..Self::default() },
            What::Hung => Self { hang: true, ..Self::default() },
            What::Cut => Self { cut: true, ..Self::default() },
            What::Dropped => Self { drop: true, ..Self::default() },
        };
        let header = |(name, value): &(HeaderName, HeaderValue)| {
            (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        Self {
            method: fault.method.clone(),
            path: fault.path.clone(),
            times: Some(match fault.times {
                u32::MAX => Times::Word(Always::Always),
                times => Times::Number(times),
            }),
            after_write: fault.after_write,
            headers: fault.headers.iter().map(header).collect(),
            ..kind
        }
    }
}

fn valid(status: u16) -> Result<StatusCode, String> {
    let found = StatusCode::from_u16(status).ok().filter(|status| !status.is_informational());
    found
        .filter(|status| status.as_u16() < 600)
        .ok_or_else(|| format!("{status} is no status of a response; use 200 to 599"))
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let header = HeaderName::try_from(name).ok().zip(HeaderValue::from_str(value).ok());
    header.ok_or_else(|| format!("{name:?} with {value:?} is not a valid header"))
}

const fn is_false(flag: &bool) -> bool {
    !*flag
}

/// Durations as strings with units.
mod time {
    use super::*;

    pub(super) fn serialize<S: Serializer>(
        time: &Option<Duration>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let time = time.and_then(|time| SignedDuration::try_from(time).ok());
        time.map(|time| format!("{time:#}")).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Duration>, D::Error> {
        let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
        let time = text.parse::<SignedDuration>().ok().and_then(|time| Duration::try_from(time).ok());
        let wrong =
            || D::Error::custom(format!("{text:?} is not a duration; write it with a unit, as in \"200ms\""));
        time.map(Some).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(json: Value) -> Result<Fault, String> {
        serde_json::from_value(json).map_err(|error| error.to_string())
    }

    #[test]
    fn every_kind_is_written_as_it_was_read() {
        for json in [
            json!({ "status": 500, "times": 1 }),
            json!({ "status": 429, "retry_after": "2s", "times": 2 }),
            json!({ "status": 503, "headers": { "retry-after": "2" }, "times": "always" }),
            json!({ "status": 200, "body": "{}", "content_type": "text/plain", "times": 1 }),
            json!({ "html": 502, "times": 1, "method": "POST" }),
            json!({ "prefix": "<b>", "times": 1, "after_write": true }),
            json!({ "truncate": true, "times": 1, "after_write": true, "path": "/me" }),
            json!({ "delay": "1m 30s", "times": 1, "after_write": true }),
            json!({ "hang": true, "times": 1 }),
            json!({ "cut": true, "times": 1, "after_write": true }),
            json!({ "drop": true, "times": 1, "after_write": true }),
        ] {
            assert_eq!(serde_json::to_value(read(json.clone()).unwrap()).unwrap(), json);
        }
        let late = read(json!({ "status": 503, "retry_after": "1500ms" })).unwrap();
        assert_eq!(serde_json::to_value(late).unwrap()["headers"], json!({ "retry-after": "2" }));
    }

    #[test]
    fn errors_list_valid_keys() {
        for (json, says) in [
            (json!({ "statsu": 500 }), "`status`"),
            (json!({}), "exactly one of `status`"),
            (json!({ "status": 500, "drop": true }), "exactly one of"),
            (json!({ "status": 99 }), "200 to 599"),
            (json!({ "delay": 5 }), "expected a string"),
            (json!({ "delay": "5" }), "write it with a unit"),
            (json!({ "delay": "-5s" }), "write it with a unit"),
            (json!({ "html": 502, "retry_after": "1s" }), "`retry_after` goes with `status`"),
            (json!({ "status": 502, "content_type": "a/b" }), "`content_type` goes with `body`"),
            (json!({ "drop": true, "times": 0 }), "at least 1"),
            (json!({ "drop": true, "times": "ever" }), "\"always\""),
            (json!({ "drop": true, "headers": { "a b": "" } }), "is not a valid header"),
        ] {
            let error = read(json.clone()).unwrap_err();
            assert!(error.contains(says), "{json}: {error}");
        }
    }
}
