//! FuseDesk: its settings, and its fake as an account.

use std::time::Duration;

use clap::{Args, ValueEnum};
use client_core::testing::{DEFAULT_LOG_CAPACITY, Fault};
use fusedesk_client::testing::{
    DEFAULT_HOURLY_LIMIT, FakeDesk, PHP_WARNING, Quirks, TagForm, UnsetDate, seed,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    account::{Account, controls},
    settings::{self, Settings},
    value::{PerHour, Time},
};

/// Default of PHP (`post_max_size`), in bytes.
const BODY_LIMIT: usize = 8 * 1024 * 1024;
/// Key of a fault that only FuseDesk has.
const PHP_WARNING_KEY: &str = "php_warning";

/// Settings of the fake FuseDesk.
#[derive(Debug, Clone, Default, PartialEq, Args, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DeskSettings {
    /// Requests an hour before 429 [default: 1800/hour]
    #[arg(long, env = "FAKE_RATE_LIMIT", value_name = "COUNT/hour", help_heading = "Rate limits")]
    #[serde(skip_serializing_if = "Option::is_none")]
    rate_limit: Option<PerHour>,
    /// Delay of every response [default: 0s]
    #[arg(long, env = "FAKE_LATENCY", value_name = "TIME", help_heading = "Faults")]
    #[serde(skip_serializing_if = "Option::is_none")]
    latency: Option<Time>,
    /// Quirks of PHP in every response, separated by commas [default: none]
    #[arg(
        long,
        env = "FAKE_QUIRKS",
        value_name = "LIST",
        help_heading = "Quirks of FuseDesk",
        value_enum,
        value_delimiter = ','
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    quirks: Option<Vec<Quirk>>,
    /// Form of unset dates [default: documented]
    #[arg(
        long,
        env = "FAKE_UNSET_DATES",
        value_name = "FORM",
        help_heading = "Quirks of FuseDesk",
        value_enum
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    unset_dates: Option<Unset>,
    /// Form of the tags of a case [default: ids]
    #[arg(long, env = "FAKE_TAGS", value_name = "FORM", help_heading = "Quirks of FuseDesk", value_enum)]
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Tags>,
    /// Largest request body in bytes; larger ones are answered with 413 [default: 8388608]
    #[arg(long, env = "FAKE_BODY_LIMIT", value_name = "BYTES", help_heading = "Limits of the fake")]
    #[serde(skip_serializing_if = "Option::is_none")]
    body_limit: Option<usize>,
    /// Number of received requests to keep [default: 1000]
    #[arg(long, env = "FAKE_LOG_CAPACITY", value_name = "COUNT", help_heading = "Limits of the fake")]
    #[serde(skip_serializing_if = "Option::is_none")]
    log_capacity: Option<usize>,
}

/// The switches of [`Quirks`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
enum Quirk {
    /// Errors have status 200 and are visible only in the body
    #[serde(rename = "errors_with_200")]
    #[value(name = "errors_with_200")]
    ErrorsWith200,
    /// A PHP warning in HTML precedes the JSON
    PhpWarning,
    /// Numbers are strings
    IdsAsText,
    /// Booleans are "1" and "0"
    FlagsAsText,
    /// Ids of other resources are null
    NullIds,
    /// Objects have undocumented fields
    UnknownFields,
    /// Statuses, platforms and types have undocumented values
    UnknownWords,
    /// `[]` where an object is expected
    EmptyLists,
}

/// The forms of [`UnsetDate`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
enum Unset {
    /// null
    Documented,
    /// false
    False,
    /// Empty string
    Empty,
    /// 0000-00-00 00:00:00
    Zero,
    /// Missing field
    Absent,
}

/// The forms of [`TagForm`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
enum Tags {
    /// List of ids
    Ids,
    /// Object, id to name
    Map,
    /// List of objects
    Objects,
    /// false when there are none
    FalseForNone,
}

impl Settings for DeskSettings {
    fn filled(self, _: &str) -> Self {
        Self {
            rate_limit: self.rate_limit.or(Some(PerHour(DEFAULT_HOURLY_LIMIT))),
            latency: self.latency.or(Some(Time::default())),
            quirks: self.quirks.or_else(|| Some(Vec::new())),
            unset_dates: self.unset_dates.or(Some(Unset::Documented)),
            tags: self.tags.or(Some(Tags::Ids)),
            body_limit: self.body_limit.or(Some(BODY_LIMIT)),
            log_capacity: self.log_capacity.or(Some(DEFAULT_LOG_CAPACITY)),
        }
    }
}

impl DeskSettings {
    fn quirks(&self) -> Quirks {
        let quirks = Quirks::new()
            .unset_dates(match self.unset_dates.unwrap_or(Unset::Documented) {
                Unset::Documented => UnsetDate::Documented,
                Unset::False => UnsetDate::False,
                Unset::Empty => UnsetDate::Empty,
                Unset::Zero => UnsetDate::Zero,
                Unset::Absent => UnsetDate::Absent,
            })
            .tags(match self.tags.unwrap_or(Tags::Ids) {
                Tags::Ids => TagForm::Ids,
                Tags::Map => TagForm::Map,
                Tags::Objects => TagForm::Objects,
                Tags::FalseForNone => TagForm::FalseForNone,
            });
        self.quirks.iter().flatten().fold(quirks, |quirks, quirk| match quirk {
            Quirk::ErrorsWith200 => quirks.errors_with_200(),
            Quirk::PhpWarning => quirks.php_warning(),
            Quirk::IdsAsText => quirks.ids_as_text(),
            Quirk::FlagsAsText => quirks.flags_as_text(),
            Quirk::NullIds => quirks.null_ids(),
            Quirk::UnknownFields => quirks.unknown_fields(),
            Quirk::UnknownWords => quirks.unknown_words(),
            Quirk::EmptyLists => quirks.empty_lists(),
        })
    }
}

impl Account for FakeDesk {
    type Settings = DeskSettings;

    const VENDOR: &'static str = "FuseDesk";
    const PROGRAM: &'static str = "fake_desk";
    const BIND: &'static str = "127.0.0.1:8850";
    const ABOUT: &'static str = "A fake FuseDesk on a socket: stateful, in memory, with FuseDesk's quirks and a seeded company. \
                                 For clients, tools and agents in any language, without an account.";
    const EXAMPLES: &'static str = include_str!("desk.txt");

    fn open(empty: bool) -> Self {
        if empty { Self::new() } else { Self::seeded() }
    }

    fn token(&self) -> String {
        self.api_key()
    }

    fn set_token(&self, token: &str) {
        self.set_api_key(token);
    }

    fn issue(&self, scopes: Vec<String>) -> String {
        self.key_with_scopes(scopes)
    }

    fn apply(&self, settings: &DeskSettings, before: Option<&DeskSettings>) {
        // Setting the limit resets the count.
        if before.is_none_or(|before| before.rate_limit != settings.rate_limit) {
            self.set_hourly_limit(settings.rate_limit.map_or(DEFAULT_HOURLY_LIMIT, |PerHour(calls)| calls));
        }
        self.set_quirks(settings.quirks());
        self.set_common(
            settings.body_limit.unwrap_or(BODY_LIMIT),
            settings.log_capacity.unwrap_or(DEFAULT_LOG_CAPACITY),
            settings.latency.map_or(Duration::ZERO, |Time(time)| time),
        );
    }

    fn read_fault(mut json: Value) -> Result<Fault, String> {
        let warning = json.as_object_mut().and_then(|keys| keys.remove(PHP_WARNING_KEY));
        match (warning, json.as_object_mut()) {
            (Some(Value::Bool(true)), Some(keys)) => {
                keys.insert("prefix".into(), PHP_WARNING.into());
            }
            (None | Some(Value::Bool(false)), _) => {}
            (Some(_), _) => return Err(format!("{PHP_WARNING_KEY} must be true")),
        }
        settings::read(json).map_err(|wrong| format!("{wrong} (or `{PHP_WARNING_KEY}`)"))
    }

    fn variables(&self, base_url: &str) -> Vec<(&'static str, String)> {
        vec![
            ("FUSEDESK_BASE_URL", base_url.to_owned()),
            ("FUSEDESK_APP", self.app().to_owned()),
            ("FUSEDESK_API_KEY", self.api_key()),
        ]
    }

    fn curl(&self, base_url: &str) -> String {
        format!(
            "curl -s -H 'X-FuseDesk-API-Key: {}' {base_url}/api/v1/cases/{}",
            self.api_key(),
            seed::DISPUTE
        )
    }

    fn sent(&self) -> Vec<Value> {
        self.sent_emails()
    }

    controls!();
}
