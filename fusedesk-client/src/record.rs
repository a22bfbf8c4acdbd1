//! What FuseDesk answers, read field by field, so that one that does not fit never costs the others.
//!
//! `#[response(reader = crate::record)]` makes a struct a record: each field reads as PHP writes, and values that no field
//! could read stay in `extra` under the names that they came by.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::de::Field;

pub(crate) use crate::de::fields;

/// A thing that FuseDesk may answer to a write with: see [`Written`](crate::Written).
pub trait Record: DeserializeOwned {
    /// Whether what was read is a thing of this kind, and not an object of another that happens to be readable.
    fn is_recognised(&self) -> bool;
}

/// A list is one of the kind when each of its things is, and there is at least one.
impl<T: Record> Record for Vec<T> {
    fn is_recognised(&self) -> bool {
        !self.is_empty() && self.iter().all(T::is_recognised)
    }
}

/// Reads a field of a record: see [`Slot::take`].
pub(crate) fn take<T: Slot>(fields: &mut Map<String, Value>, names: &[&str]) -> T {
    T::take(fields, names)
}

/// Whether a field of a record has nothing to write.
pub(crate) fn is_absent(field: &impl Slot) -> bool {
    field.is_absent()
}

/// A field of a record, which takes itself out of the object that holds it.
pub(crate) trait Slot: Sized {
    /// The first of the names whose value can be read. What cannot be read, and what says otherwise under another name,
    /// stays in the object.
    fn take(fields: &mut Map<String, Value>, names: &[&str]) -> Self;

    /// Whether there is nothing to write.
    fn is_absent(&self) -> bool;
}

impl<T: Field + PartialEq> Slot for Option<T> {
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
        // What was found is written under the first name: the misfit of that name goes to the name that it came from.
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

impl<T> Slot for Vec<T>
where
    Self: Field + PartialEq,
{
    fn take(fields: &mut Map<String, Value>, names: &[&str]) -> Self {
        <Option<Self> as Slot>::take(fields, names).unwrap_or_default()
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
        /// Where it is.
        #[serde(rename = "departmentid")]
        pub department: Option<DepartmentId>,
        /// Whether it is hidden.
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
        // What contradicts or cannot be read is kept, and never under a name that is written already.
        assert_eq!(id(json!({ "id": 1, "caseid": 2 })), (Some(1), json!({ "caseid": 2 })));
        assert_eq!(id(json!({ "id": ["x"], "caseid": 2 })), (Some(2), json!({ "caseid": ["x"] })));
        assert_eq!(id(json!({ "id": "x", "caseid": -1 })), (None, json!({ "id": "x", "caseid": -1 })));
    }

    #[test]
    fn what_does_not_fit_stays() {
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
