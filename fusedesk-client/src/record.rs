//! Lenient reading of FuseDesk's responses: one unreadable field never fails the record.
//!
//! `#[response(reader = crate::record)]` makes a struct a record. Each field accepts PHP's representations.
//! Unreadable values stay in `extra` under their own names.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::de::Field;

pub(crate) use crate::de::fields;

/// Record in the response of a write: see [`WriteResponse`](crate::WriteResponse).
pub trait Record: DeserializeOwned {
    /// Returns `true` if the value is a record of this kind, not a readable object of another kind.
    fn is_recognised(&self) -> bool;
}

/// Recognises a non-empty list of recognised records.
impl<T: Record> Record for Vec<T> {
    fn is_recognised(&self) -> bool {
        !self.is_empty() && self.iter().all(T::is_recognised)
    }
}

/// Reads a field of a record: see [`ReadField::take`].
pub(crate) fn take<T: ReadField>(fields: &mut Map<String, Value>, names: &[&str]) -> T {
    T::take(fields, names)
}

/// Returns `true` if a field of a record is absent.
pub(crate) fn is_absent(field: &impl ReadField) -> bool {
    field.is_absent()
}

/// Field of a record, read from the object that contains it.
pub(crate) trait ReadField: Sized {
    /// Takes the first readable value of these names. Unreadable values, and different values of other names, stay in
    /// the object.
    fn take(fields: &mut Map<String, Value>, names: &[&str]) -> Self;

    /// Returns `true` if there is no value to write.
    fn is_absent(&self) -> bool;
}

impl<T: Field + PartialEq> ReadField for Option<T> {
    fn take(fields: &mut Map<String, Value>, names: &[&str]) -> Self {
        let mut found: Self = None;
        for &name in names {
            let Some(value) = fields.remove(name) else { continue };
            match T::read(value) {
                Ok(None) => {}
                Ok(Some(other)) if found.as_ref().is_some_and(|found| *found != other) => {
                    fields.insert(name.to_owned(), other.write());
                }
                Ok(value) => found = found.or(value),
                Err(misfit) => {
                    fields.insert(name.to_owned(), misfit);
                }
            }
        }
        // The value is written under the first name, so an unreadable value of that name moves to the name of the value
        // found.
        if let (Some(_), [first, .., last]) = (&found, names)
            && let Some(misfit) = fields.remove(*first)
        {
            fields.insert((*last).to_owned(), misfit);
        }
        found
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T> ReadField for Vec<T>
where
    Self: Field + PartialEq,
{
    fn take(fields: &mut Map<String, Value>, names: &[&str]) -> Self {
        <Option<Self> as ReadField>::take(fields, names).unwrap_or_default()
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

#[cfg(test)]
#[allow(unreachable_pub, reason = "the fields of a response are public")]
mod tests {
    use super::*;
    use crate::id::{CaseId, DepartmentId};
    use client_core::response;
    use serde_json::json;

    /// A thing.
    #[response(reader = crate::record)]
    pub struct Thing {
        /// Its id.
        #[serde(alias = "caseid")]
        pub id: Option<CaseId>,
        /// Platform.
        #[serde(rename = "departmentid")]
        pub department: Option<DepartmentId>,
        /// `true` if it is hidden.
        pub hidden: Option<bool>,
    }

    fn thing(json: Value) -> Thing {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_field_under_two_names() {
        let id = |json| {
            let thing = thing(json);
            (thing.id.map(CaseId::get), Value::Object(thing.extra))
        };
        assert_eq!(id(json!({ "id": 1, "caseid": "1" })), (Some(1), json!({})));
        assert_eq!(id(json!({ "id": 1 })), (Some(1), json!({})));
        assert_eq!(id(json!({ "caseid": "1" })), (Some(1), json!({})));
        assert_eq!(id(json!({ "id": null, "caseid": 1 })), (Some(1), json!({})));
        // Contradicting and unreadable values are kept, but not under a name that is written already.
        assert_eq!(id(json!({ "id": 1, "caseid": 2 })), (Some(1), json!({ "caseid": 2 })));
        assert_eq!(id(json!({ "id": ["x"], "caseid": 2 })), (Some(2), json!({ "caseid": ["x"] })));
        assert_eq!(id(json!({ "id": "x", "caseid": -1 })), (None, json!({ "id": "x", "caseid": -1 })));
    }

    #[test]
    fn unreadable_values_stay_in_extra() {
        let junk = json!({ "id": 7, "departmentid": { "name": "Support" }, "hidden": "maybe", "new": 1 });
        let thing = thing(junk.clone());
        assert_eq!((thing.id, thing.department, thing.hidden), (Some(CaseId::new(7)), None, None));
        assert_eq!(serde_json::to_value(&thing).unwrap(), junk);
    }

    #[test]
    fn only_an_object_is_a_record() {
        assert_eq!(thing(json!([])), Thing::default());
        for junk in [json!([1]), json!("x"), json!(1), json!(null), json!(false)] {
            assert!(serde_json::from_value::<Thing>(junk.clone()).is_err(), "{junk}");
        }
    }
}
