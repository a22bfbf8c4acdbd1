//! Settings: options and variables at the start, JSON while the fake runs. Names and values are the same.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

/// Settings of a fake. Every field is optional and has a default.
pub(crate) trait Settings:
    clap::Args + Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static
{
    /// Fills absent fields with their defaults.
    #[must_use]
    fn filled(self, base_url: &str) -> Self;
}

/// Settings by name.
pub(crate) type Set = Map<String, Value>;

/// Returns settings by name, without absent ones.
pub(crate) fn named<S: Serialize>(settings: &S) -> Set {
    match serde_json::to_value(settings) {
        Ok(Value::Object(set)) => set,
        // Settings are structs.
        _ => Set::new(),
    }
}

/// Reads JSON. An error begins with the wrong key.
pub(crate) fn read<T: DeserializeOwned>(json: Value) -> Result<T, String> {
    serde_path_to_error::deserialize(json).map_err(|error| {
        let path = error.path().to_string();
        // The error for an unknown key names it already.
        if path == "." || error.inner().to_string().starts_with("unknown field") {
            error.inner().to_string()
        } else {
            format!("{path}: {}", error.inner())
        }
    })
}

/// Applies a change to the named settings. `null` restores the default.
pub(crate) fn changed<S: Settings>(set: &Set, change: Set) -> Result<(Set, S), String> {
    read::<S>(change.clone().into())?;
    let mut set = set.clone();
    set.extend(change);
    let settings = read(set.clone().into())?;
    Ok((set, settings))
}
