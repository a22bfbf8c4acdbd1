use super::*;
use proptest::prelude::*;
use serde_json::json;

/// Strategy for any JSON, biased towards values that PHP is known to write.
pub(crate) fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Value::from),
        Just(json!("")),
        Just(json!("0")),
        Just(json!("0000-00-00 00:00:00")),
        any::<i64>().prop_map(Value::from),
        (0_u64..100).prop_map(Value::from),
        (0_u64..100).prop_map(|number| Value::from(number.to_string())),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-z]{1,4}|id|tagname|[0-9]", inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Reads a value and returns `none`, the value as JSON, or `misfit`.
fn read<T: Field>(value: Value) -> String {
    match T::read(value.clone()) {
        Ok(None) => "none".to_owned(),
        Ok(Some(read)) => read.write().to_string(),
        Err(back) => {
            assert_eq!(back, value, "a misfit comes back as it was");
            "misfit".to_owned()
        }
    }
}

fn all<T: Field>(table: &[(Value, &str)]) {
    for (value, expected) in table {
        assert_eq!(read::<T>(value.clone()), *expected, "{value}");
    }
}

#[test]
fn ids() {
    all::<CaseId>(&[
        (json!(12), "12"),
        (json!("12"), "12"),
        (json!(" 12 "), "12"),
        (json!(0), "none"),
        (json!("0"), "none"),
        (json!(""), "none"),
        (json!(false), "none"),
        (json!(null), "none"),
        (json!(-1), "misfit"),
        (json!(1.5), "misfit"),
        (json!("ABCD1234"), "misfit"),
        (json!(true), "misfit"),
        (json!([]), "misfit"),
        (json!({ "id": 1 }), "misfit"),
    ]);
    all::<ChatId>(&[
        (json!("ch-1"), r#""ch-1""#),
        (json!(12), r#""12""#),
        (json!("0"), r#""0""#),
        (json!(0), "none"),
        (json!(""), "none"),
        (json!(false), "none"),
        (json!(null), "none"),
        (json!(true), "misfit"),
        (json!(["ch-1"]), "misfit"),
    ]);
}

#[test]
fn numbers_and_booleans() {
    all::<i64>(&[
        (json!(0), "0"),
        (json!("41"), "41"),
        (json!(-3), "-3"),
        (json!(""), "none"),
        (json!(false), "none"),
        (json!(1.5), "misfit"),
        (json!("many"), "misfit"),
    ]);
    all::<f64>(&[(json!("1.5"), "1.5"), (json!(2), "2.0"), (json!("NaN"), "misfit"), (json!(null), "none")]);
    for yes in [json!(true), json!(1), json!("1"), json!("true"), json!("TRUE")] {
        assert_eq!(read::<bool>(yes.clone()), "true", "{yes}");
    }
    for no in [json!(false), json!(0), json!("0"), json!("false")] {
        assert_eq!(read::<bool>(no.clone()), "false", "{no}");
    }
    all::<bool>(&[
        (json!(""), "none"),
        (json!(null), "none"),
        (json!(2), "misfit"),
        (json!("maybe"), "misfit"),
    ]);
}

#[test]
fn dates() {
    for none in ["", "0", "0000-00-00", "0000-00-00 00:00:00", "0000-00-00T00:00:00+00:00"] {
        assert_eq!(read::<Moment>(json!(none)), "none", "{none}");
    }
    all::<Moment>(&[
        (json!(false), "none"),
        (json!(null), "none"),
        (json!(0), "none"),
        (json!("2021-04-29T10:35:26-07:00"), r#""2021-04-29T10:35:26-07:00""#),
        (json!("2021-04-29 10:35:26"), r#""2021-04-29 10:35:26""#),
        (json!("yesterday"), r#""yesterday""#),
        (json!(true), "misfit"),
        (json!(1_600_000_000), "misfit"),
        (json!({ "date": "2021-04-29 10:35:26.000000", "timezone": "UTC" }), "misfit"),
    ]);
}

#[test]
fn lists() {
    all::<Vec<RepUserId>>(&[
        (json!([7, "8", null]), "[7,8]"),
        // PHP writes a list with a removed item as an object.
        (json!({ "0": 7, "2": 8 }), "[7,8]"),
        (json!([]), "[]"),
        (json!(null), "none"),
        (json!(false), "none"),
        (json!([7, "Ava"]), "misfit"),
        (json!("7,8"), "misfit"),
    ]);
}

proptest! {
    /// Values survive a round trip, and no value makes a reader panic.
    #[test]
    fn values_survive_a_round_trip(value in any_json()) {
        fn stable<T: Field>(value: &Value) -> Result<(), TestCaseError> {
            if let Ok(Some(read)) = T::read(value.clone()) {
                let written = read.write();
                let again = T::read(written.clone()).ok().flatten().map(T::write);
                prop_assert_eq!(again, Some(written));
            }
            Ok(())
        }
        stable::<CaseId>(&value)?;
        stable::<ChatId>(&value)?;
        stable::<String>(&value)?;
        stable::<i64>(&value)?;
        stable::<f64>(&value)?;
        stable::<bool>(&value)?;
        stable::<Moment>(&value)?;
        stable::<Vec<RepUserId>>(&value)?;
        stable::<Value>(&value)?;
    }
}
