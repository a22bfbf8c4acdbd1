//! Settings: options at the start, variables and JSON while it runs, all with the same names and values.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

/// What can be set of a fake. Every field is optional; absent is the default.
pub(crate) trait Settings:
    clap::Args + Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static
{
    /// All fields, with defaults for those that are absent.
    #[must_use]
    fn filled(self, base_url: &str) -> Self;
}

/// Those that are set, by name.
pub(crate) type Set = Map<String, Value>;

/// Settings by name; those that are absent are left out.
pub(crate) fn named<S: Serialize>(settings: &S) -> Set {
    match serde_json::to_value(settings) {
        Ok(Value::Object(set)) => set,
        // Settings are structs of texts and numbers.
        _ => Set::new(),
    }
}

/// Reads JSON; an error begins with the key that is wrong.
pub(crate) fn read<T: DeserializeOwned>(json: Value) -> Result<T, String> {
    serde_path_to_error::deserialize(json).map_err(|error| {
        let path = error.path().to_string();
        // An unknown key is in the words of the error already.
        if path == "." || error.inner().to_string().starts_with("unknown field") {
            error.inner().to_string()
        } else {
            format!("{path}: {}", error.inner())
        }
    })
}

/// The settings after a change: it replaces those that it names; `null` is absent, which is the default.
pub(crate) fn changed<S: Settings>(set: &Set, change: Set) -> Result<(Set, S), String> {
    read::<S>(change.clone().into())?;
    let mut set = set.clone();
    set.extend(change);
    let settings = read(set.clone().into())?;
    Ok((set, settings))
}
