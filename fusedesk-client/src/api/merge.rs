//! Merging cases.

use client_core::request;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{api::cases::Case, id::CaseId, list::CommaList, write_response::WriteResponse};

/// Minimum number of cases to merge.
const MIN_CASES: usize = 2;

/// Merges cases into one. Cannot be undone.
///
/// FuseDesk does not document which of the cases remains. The case to keep is therefore sent first. Other changes
/// of the cases need another call.
#[request(
    POST "/api/v1/cases/update" -> WriteResponse<Vec<Case>>,
    scopes = ["cases_update"],
    query = ["caseids", "merge"],
    new = none,
)]
pub struct MergeCases {
    /// The cases to merge, by id, at least two. The case to keep comes first.
    #[serde(rename = "caseids")]
    #[required]
    #[check(at_least_two_that_differ)]
    case_ids: CommaList<CaseId>,
    /// Flag that makes the call a merge.
    #[schemars(skip)]
    #[default]
    #[no_setter]
    merge: Yes,
}

impl MergeCases {
    /// Merges other cases into the first.
    pub fn new(remains: CaseId, merged: impl IntoIterator<Item = CaseId>) -> Self {
        Self { case_ids: std::iter::once(remains).chain(merged).collect(), merge: Yes }
    }
}

fn at_least_two_that_differ(name: &str, cases: &CommaList<CaseId>) -> Result<(), String> {
    let count = cases.iter().count();
    if count < MIN_CASES {
        return Err(format!("`{name}` has {count} entries; a merge needs at least {MIN_CASES}"));
    }
    let mut ids: Vec<_> = cases.iter().collect();
    ids.sort_unstable();
    match ids.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(format!("`{name}` has {} twice", pair[0])),
        None => Ok(()),
    }
}

/// Constant `true`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Yes;

impl Serialize for Yes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(true)
    }
}

impl<'de> Deserialize<'de> for Yes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match bool::deserialize(deserializer)? {
            true => Ok(Self),
            false => Err(de::Error::custom("`merge` can only be true")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;

    fn error(ids: &[u64]) -> String {
        let (first, rest) = ids.split_first().unwrap();
        let merge = MergeCases::new(CaseId::new(*first), rest.iter().copied().map(CaseId::new));
        merge.to_request().err().map_or_else(String::new, |error| error.to_string())
    }

    #[test]
    fn a_merge_needs_two_cases_that_differ() {
        assert_eq!(error(&[2, 1]), "");
        assert!(error(&[1]).contains("at least 2"));
        assert!(error(&[1, 2, 1]).contains("1 twice"));
    }

    #[test]
    fn merge_accepts_no_other_fields() {
        for json in [r#"{"caseids": "1,2", "merge": false}"#, r#"{"caseids": "1,2", "status": "closed"}"#] {
            assert!(serde_json::from_str::<MergeCases>(json).is_err(), "{json}");
        }
        let merge: MergeCases = serde_json::from_str(r#"{"caseids": [1, "2"]}"#).unwrap();
        assert_eq!(merge.to_request().unwrap().uri(), "/api/v1/cases/update?caseids=1%2C2&merge=1");
        let json = serde_json::to_string(&merge).unwrap();
        assert_eq!(serde_json::from_str::<MergeCases>(&json).unwrap(), merge);
    }
}
