#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::write::write_document;
use super::*;
use crate::change::{CellEdit, Edit, Label, ReplicaId, Stamp};
use crate::model::{
    Address, CellKey, Consent, ContactPoint, Currency, Date, Field, Id, Moment, Money, Value, customer,
    interaction, note, segment,
};

fn stamp(ms: u64, replica: u64) -> Stamp {
    Stamp { ms, counter: 0, replica: ReplicaId(replica) }
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        any::<f64>().prop_filter("finite", |n| n.is_finite()).prop_map(Value::Number),
        ".{0,12}".prop_map(Value::Text),
        (-719_162..=2_932_896i32).prop_map(|days| Value::Date(Date::from_days(days).unwrap())),
        (-60_000_000_000_000..200_000_000_000_000i64, -1439..1440i16)
            .prop_map(|(utc_ms, offset_min)| Value::Moment(Moment { utc_ms, offset_min })),
        any::<i64>().prop_map(|minor| Value::Money(Money { currency: Currency::new("EUR").unwrap(), minor })),
        any::<u128>().prop_map(|id| Value::Ref(Id::from_u128(id))),
        (".{0,6}", ".{0,4}", any::<i32>()).prop_map(|(value, label, rank)| Value::Contact(ContactPoint {
            value,
            label,
            rank
        })),
        (".{0,6}", any::<i32>()).prop_map(|(street, rank)| Value::Address(Address {
            street,
            rank,
            ..Address::default()
        })),
        (any::<bool>(), proptest::option::of(0..40_000i32))
            .prop_map(|(given, on)| Value::Consent(Consent { given, on: on.and_then(Date::from_days) })),
        prop_oneof![
            Just("{\"b\":1,\"a\":[]}"),
            Just("{\"a\":1.0}"),
            Just("not json"),
            Just("\"stage\""),
            Just("[1,2]")
        ]
        .prop_map(|text| Value::Json(text.into())),
    ]
}

fn any_field() -> impl Strategy<Value = Field> {
    prop_oneof![
        (0..150u16).prop_map(Field::Builtin),
        Just(customer::TAGS),
        Just(customer::EMAILS),
        Just(customer::CONSENTS),
        Just(customer::ADDRESSES),
        Just(interaction::AT),
        Just(segment::RULE),
        Just(Field::ALIVE),
        any::<u128>().prop_map(|id| Field::Custom(Id::from_u128(id))),
        "[a-z/~.]{0,6}".prop_map(|name| Field::Unknown(name.into())),
        Just(Field::Unknown("id".into())),
        Just(Field::Unknown("name".into())),
    ]
}

fn any_record() -> impl Strategy<Value = Record> {
    let cell =
        (any_field(), proptest::option::of(".{0,5}"), proptest::option::of(any_value()), 0..5u64, 1..4u64);
    (any::<u128>(), proptest::collection::vec(cell, 1..8)).prop_map(|(id, cells)| {
        let cells = cells.into_iter().map(|(field, element, value, ms, replica)| {
            (
                CellKey { field, element: element.map(String::into_boxed_str) },
                value,
                stamp(1_700_000_000_000 + ms, replica),
            )
        });
        Record::new(Id::from_u128(id), cells)
    })
}

fn any_document() -> impl Strategy<Value = Document> {
    let table = (0..SECTIONS.len()).prop_map(|at| SECTIONS[at].0);
    (
        ".{0,8}",
        proptest::collection::vec((table, any_record()), 0..12),
        proptest::collection::vec((0..9u64, 1..9u64), 0..4),
        any_value(),
    )
        .prop_map(|(workspace, mut records, seen, value)| {
            let order = |table: &Table| SECTIONS.iter().position(|(of, _)| of == table);
            records.sort_by_key(|(table, record)| (order(table), record.id));
            records.dedup_by_key(|(table, record)| (*table, record.id));
            let stamp = stamp(1_700_000_000_000, 7);
            let cell = CellEdit { key: note::TEXT.into(), value: Some(value), before: None, stamp: None };
            let history = vec![Transaction {
                stamp,
                label: Label::new("Edit", "x"),
                author: None,
                undoes: Some(stamp),
                seen: Seen::default(),
                edits: vec![Edit {
                    table: Table::Note,
                    id: Id::from_u128(1),
                    created: false,
                    cells: vec![cell],
                }],
                history: Vec::new(),
            }];
            let seen = seen.into_iter().map(|(ms, replica)| self::stamp(ms, replica)).collect();
            Document {
                workspace,
                exported: Some(Moment { utc_ms: 0, offset_min: 60 }),
                records,
                seen,
                history,
            }
        })
}

proptest! {
    #[test]
    fn any_workspace_comes_back_identical(document in any_document()) {
        let bytes = write_document(&document);
        let again = read(&bytes);
        prop_assert_eq!(again.as_ref(), Ok(&document), "{}", String::from_utf8_lossy(&bytes));
        prop_assert_eq!(write_document(&again.unwrap()), bytes);
    }

    #[test]
    fn a_flipped_byte_is_never_taken(document in any_document(), at in any::<prop::sample::Index>(), bit in 0..8u32) {
        let mut bytes = write_document(&document);
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        if let Ok(read) = read(&bytes) {
            prop_assert_eq!(read, document);
        }
    }
}

fn small() -> Vec<u8> {
    let base = stamp(1_774_958_400_000, 1);
    let cells = [
        (customer::FIRST_NAME.into(), Some(Value::text("Ada")), base),
        (customer::NOTES.into(), None, stamp(1_774_958_400_001, 2)),
        (CellKey::element(customer::TAGS, "vip"), Some(Value::Bool(true)), base),
        (Field::Unknown("score".into()).into(), Some(Value::Json("{\"a\":1}".into())), base),
    ];
    let record = Record::new(Id::from_u128(5), cells);
    write_document(&Document {
        workspace: "Test".into(),
        records: vec![(Table::Customer, record)],
        ..Document::default()
    })
}

#[test]
fn a_person_can_read_it() {
    let text = String::from_utf8(small()).unwrap();
    expect_test::expect![[r#"
        {"id":"00000000000000000000000005","stamp":"2026-03-31T12:00:00Z/0/1","first_name":"Ada","tags":["vip"],"score":{"a":1},"changed":{"notes":"2026-03-31T12:00:00.001Z/0/2"},"cleared":["notes"]}
    "#]]
    .assert_eq(&format!("{}\n", text.lines().find(|line| line.contains("Ada")).unwrap()));
}

#[test]
fn every_cut_is_noticed() {
    let bytes = small();
    for end in 0..bytes.len() - 2 {
        let problem = read(&bytes[..end]).unwrap_err();
        assert!(problem.place.is_some(), "{end}: {problem}");
    }
    assert_eq!(read(&bytes[..100]).unwrap_err().what, "The file is cut short.");
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let text = String::from_utf8(small()).unwrap();
    let without_check: String = text
        .lines()
        .filter(|line| !line.starts_with("\"check\""))
        .collect::<Vec<_>>()
        .join("\n")
        .replace("],\n}", "]\n}");
    assert!(read(without_check.as_bytes()).is_ok(), "without its check sum it may be changed by hand");
    for (from, to, what, place) in [
        ("\"clientele\"", "\"other\"", "not from Clientele", "line 2"),
        ("\"version\": 1", "\"version\": 2", "newer version", "line 3"),
        ("\"version\": 1", "\"version\": \"x\"", "not one that ever was", "line 3"),
        ("\"Ada\"", "7", "a text was expected", "record 1"),
        ("\"vip\"", "{}", "a list of texts was expected", "tags"),
        ("00000000000000000000000005", "nonsense", "an id of 26", "customers, record 1 (Ada), id"),
        ("[\"notes\"]", "[\"nonsense\"]", "no field has that name", "nonsense"),
        ("\"customers\"", "\"deals\"", "no part of a Clientele file", "line"),
        ("{\"a\":1}", &"[".repeat(500), "not readable JSON", "recursion limit"),
        ("\"seen\": {}", "\"seen\": {\"1\": \"x\"}", "not readable JSON", "line"),
    ] {
        assert!(without_check.contains(from), "{from}");
        let problem = read(without_check.replacen(from, to, 1).as_bytes()).unwrap_err();
        assert!(problem.what.contains(what), "{from}: {problem}");
        assert!(problem.place.as_deref().unwrap_or_default().contains(place), "{from}: {problem:?}");
    }
    let line = text.lines().find(|line| line.contains("Ada")).unwrap();
    let twice = without_check.replacen(line, &format!("{line},\n{line}"), 1);
    assert!(read(twice.as_bytes()).unwrap_err().what.contains("same id"));
    let changed = text.replacen("Ada", "Ida", 1);
    assert!(read(changed.as_bytes()).unwrap_err().what.contains("changed or damaged"));
    for other in ["", "[]", "{}", "null", "{\"customers\":[]}", "{\"format\":\"clientele\"}"] {
        assert!(read(other.as_bytes()).is_err(), "{other}");
    }
}
