//! Merging records: whatever the order and however often, the same comes out, and nothing is lost.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use clientele::change::{Record, ReplicaId, Stamp};
use clientele::model::{CellKey, Id, Value, customer};
use proptest::prelude::*;

type Write = (CellKey, Option<Value>, Stamp);

fn key() -> impl Strategy<Value = CellKey> {
    prop_oneof![
        Just(CellKey::ALIVE),
        Just(customer::FIRST_NAME.into()),
        Just(customer::STAGE.into()),
        "[ab]".prop_map(|tag| CellKey::element(customer::TAGS, &tag)),
    ]
}

fn write(replica: u64) -> impl Strategy<Value = Write> {
    let value = prop_oneof![
        Just(None),
        "[xyz]".prop_map(|text| Some(Value::text(text))),
        any::<bool>().prop_map(|b| Some(Value::Bool(b)))
    ];
    // Few times and counters, so that equal stamps and ties happen.
    (key(), value, 1u64..6, 0u32..2).prop_map(move |(key, value, ms, counter)| {
        (key, value, Stamp { ms, counter, replica: ReplicaId(replica) })
    })
}

/// A history of three replicas.
fn history() -> impl Strategy<Value = Vec<Write>> {
    (1..=3u64).prop_map(write).prop_flat_map(|write| prop::collection::vec(write, 1..12)).prop_flat_map(
        |one| {
            (Just(one), prop::collection::vec(write(2), 0..12), prop::collection::vec(write(3), 0..12))
                .prop_map(|(a, b, c)| [a, b, c].concat())
        },
    )
}

fn record(writes: &[Write]) -> Record {
    Record::new(Id::from_u128(1), writes.iter().cloned())
}

fn merged(a: &Record, b: &Record) -> Record {
    let mut merged = a.clone();
    merged.merge(b);
    merged
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn order_does_not_matter(writes in history(), seed in any::<u64>()) {
        let mut shuffled = writes.clone();
        let mut state = seed;
        for at in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            shuffled.swap(at, (state >> 33) as usize % (at + 1));
        }
        prop_assert_eq!(record(&writes), record(&shuffled));
    }

    #[test]
    fn merging_is_commutative_associative_and_idempotent(a in history(), b in history(), c in history()) {
        let (a, b, c) = (record(&a), record(&b), record(&c));
        prop_assert_eq!(merged(&a, &b), merged(&b, &a));
        prop_assert_eq!(merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
        prop_assert_eq!(merged(&a, &a), a.clone());
        prop_assert_eq!(merged(&merged(&a, &b), &b), merged(&a, &b));
    }

    #[test]
    fn each_cell_holds_its_latest_write(writes in history()) {
        let record = record(&writes);
        for (key, _, _) in &writes {
            let latest = writes.iter().filter(|(of, ..)| of == key).map(|(.., stamp)| *stamp).max().unwrap();
            let (value, stamp) = record.get(key).unwrap();
            prop_assert_eq!(stamp, latest);
            let written = writes.iter().any(|(of, wrote, at)| of == key && *at == latest && wrote.as_ref() == value);
            prop_assert!(written);
        }
    }

    #[test]
    fn packing_round_trips(writes in history()) {
        use clientele::change::{RecordRef, pack_new_record, pack_record, pack_records, read_record, unpack_record, unpack_records};
        let record = record(&writes);
        let packed = pack_record(&record);
        // Without two writes of a cell, it is packed the same without being made first.
        let mut once = writes.clone();
        once.sort_by(|a, b| a.0.cmp(&b.0));
        once.dedup_by(|a, b| a.0 == b.0);
        let cells = || once.iter().map(|(key, value, stamp)| (key, value.as_ref(), *stamp));
        let made = Record::new(record.id, once.iter().cloned());
        prop_assert_eq!(pack_new_record(record.id, cells()).unwrap(), pack_record(&made).into_vec());
        prop_assert_eq!(pack_new_record(record.id, cells().chain(cells())), None);
        let read = read_record(&packed).unwrap();
        prop_assert_eq!(&postcard::from_bytes::<RecordRef>(&packed).unwrap(), &read);
        prop_assert_eq!((read.id, read.base, read.cells.len()), (record.id, record.base, record.cells().count()));
        let page = pack_records([&*packed, &*packed].into_iter());
        for packed in unpack_records(&page).unwrap() {
            prop_assert_eq!(&unpack_record(packed).unwrap(), &record);
        }
    }
}
