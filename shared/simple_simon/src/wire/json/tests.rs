//! Values as servers may write them, and values that are none.

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn record(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

#[test]
fn names_come_in_any_casing_and_empties_are_alike() {
    let record = record(json!({"EXTKEY": " 1042 ", "name": "x", "Phone": null, "Email": "  "}));
    let fields = Fields(&record);
    assert_eq!(fields.ext_key().as_deref(), Some("1042"));
    assert_eq!(fields.text("Name"), "x");
    for empty in ["Phone", "Email", "Mobile"] {
        assert_eq!(fields.text(empty), "");
        assert!(fields.value(empty).is_none());
    }
}

#[test]
fn the_exact_name_wins_over_another_casing() {
    let record = record(json!({"name": "other", "Name": "own"}));
    assert_eq!(Fields(&record).text("Name"), "own");
}

#[test]
fn numbers_come_as_numbers_or_texts() {
    for (value, expected) in [
        (json!(2), "2"),
        (json!(0.1), "0.1"),
        (json!(-2.5), "-2.5"),
        (json!("2,5"), "2.5"),
        (json!(" 2.50 "), "2.50"),
        (json!("1.234,50"), "1234.50"),
        (json!("1,234.50"), "1234.50"),
        (json!(1e-7), "0.0000001"),
    ] {
        assert_eq!(decimal(&value).map(|number| number.to_string()).as_deref(), Some(expected), "{value}");
    }
    for nonsense in
        [json!("twee"), json!("1,2,3"), json!("1_000"), json!(""), json!([1]), json!(true), json!(1e300)]
    {
        assert_eq!(decimal(&nonsense), None, "{nonsense}");
    }
}

#[test]
fn ids_are_whole_and_zero_means_none() {
    let record = record(json!({"A": 48211, "B": "48211", "C": "48211,0", "D": 0, "E": 1.5, "F": "x"}));
    let fields = Fields(&record);
    for name in ["A", "B", "C"] {
        assert_eq!(fields.id(name), Ok(Some(SimonId(48211))), "{name}");
    }
    assert_eq!(fields.id("D"), Ok(None));
    assert_eq!(fields.id("E"), Err(Unread { field: "E", value: "1.5".to_owned() }));
    assert_eq!(fields.id("F"), Err(Unread { field: "F", value: "x".to_owned() }));
}

#[test]
fn a_list_is_an_array_or_a_page_and_nothing_else() {
    assert_eq!(rows(&json!([1, 2])).map(Vec::len), Some(2));
    assert_eq!(rows(&json!({"@odata.context": "x", "value": []})).map(Vec::len), Some(0));
    for none in [json!(null), json!({}), json!({"value": null}), json!("x"), json!(1)] {
        assert!(rows(&none).is_none(), "{none}");
    }
}

#[test]
fn a_key_is_an_id_alone_or_a_record() {
    let id = SimonId(5);
    assert_eq!(key(&json!(5)), Ok(Key { id, ext_key: None }));
    assert_eq!(key(&json!("5")), Ok(Key { id, ext_key: None }));
    assert_eq!(key(&json!({"id": 5, "extKey": "a"})), Ok(Key { id, ext_key: Some("a".to_owned()) }));
    for none in [json!({}), json!({"Id": null}), json!(0), json!(null), json!("x"), json!([])] {
        assert!(key(&none).is_err(), "{none}");
    }
}

#[test]
fn a_quoted_value_is_short() {
    assert_eq!(quoted(&json!("x".repeat(100))).len(), 40);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,30}".prop_map(Value::from),
        "[-+0-9.,eE:TZ/() Date]{0,30}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec(("(Id|ExtKey|value|Start|.{0,5})", inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn nothing_panics_on_any_json(value in any_json()) {
        let _ = (decimal(&value), whole(&value), plain(&value), quoted(&value), key(&value));
        for row in rows(&value).into_iter().flatten() {
            let _ = key(row);
        }
        if let Value::Object(record) = &value {
            let fields = Fields(record);
            let _ = (fields.id("Id"), fields.decimal("Start"), fields.moment("Start"), fields.ext_key());
        }
    }

    #[test]
    fn a_decimal_survives_either_mark(mantissa in -999_999_999_i64..999_999_999, scale in 0_u32..6) {
        let number = Decimal::new(mantissa, scale);
        prop_assert_eq!(decimal(&json!(number.to_string())), Some(number));
        prop_assert_eq!(decimal(&json!(number.to_string().replace('.', ","))), Some(number));
    }
}
