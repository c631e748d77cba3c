//! What any released version has stored or exported, this one reads. The fixtures stay as they were first written.
//!
//! A change of a format raises its number (`storage::FORMAT_VERSION`, the file's "version"); then
//! `cargo test --test formats -- --ignored` writes the new fixtures beside the old ones, which it never touches.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod common;

use std::{fmt::Write, fs, path::PathBuf};

use clientele::change::{ReplicaId, pack_transaction, unpack_transaction};
use clientele::engine::Engine;
use clientele::model::{
    Address, CellKey, ChoiceList, Consent, ContactPoint, Currency, Date, Field, FieldKind, Id, Moment, Money,
    Table, Value, choice, custom_field, customer,
};
use clientele::storage::FORMAT_VERSION;
use clientele::wire::{
    Draft, ExportJson, FileKind, ImportMerge, ListActivity, OpenFile, StartWorkspace, Undo,
};
use common::{Desk, text};
use serde::{Deserialize, Serialize};

/// Everything that the journal of a browser holds of a workspace.
#[derive(Serialize, Deserialize)]
struct Stored {
    pages: Vec<(u16, u32, Vec<u8>)>,
    beside_pages: Vec<u8>,
    history: Vec<Vec<u8>>,
    journal: Vec<Vec<u8>>,
}

impl Stored {
    /// As a tab does when it opens.
    fn read(&self) -> Engine {
        let mut engine = Engine::new(ReplicaId(9));
        let state = engine.state_mut();
        for (table, _, page) in &self.pages {
            state.load_page(*table, page.clone()).unwrap();
        }
        state.load_beside(&self.beside_pages).unwrap();
        for transaction in &self.history {
            state.load_history(transaction).unwrap();
        }
        engine.loaded();
        for transaction in &self.journal {
            engine.apply(&unpack_transaction(transaction).unwrap());
        }
        engine
    }
}

#[test]
fn every_stored_format_is_read() {
    for version in 1..=FORMAT_VERSION {
        let stored: Stored = postcard::from_bytes(&fixture(&format!("stored-{version}.bin"))).unwrap();
        let mut desk = Desk::new(9);
        desk.engine = stored.read();
        let expected = String::from_utf8(fixture(&format!("stored-{version}.txt"))).unwrap();
        assert_eq!(said(&mut desk), expected, "format {version}");
        // What was done can still be taken back.
        desk.ask(Undo);
    }
}

#[test]
fn every_file_format_is_read() {
    let expected = String::from_utf8(fixture("file-1.txt")).unwrap();
    let mut desk = Desk::new(9);
    let file = desk.ask(OpenFile { name: "file-1.clientele.json".into(), bytes: fixture("file-1.json") });
    assert_eq!(file.kind, FileKind::Clientele);
    desk.ask(ImportMerge { file: file.file });
    assert_eq!(records(&desk.engine), expected);
}

#[test]
#[ignore = "writes the fixtures of the present formats"]
fn write_fixtures() {
    let (stored, mut desk) = workspace();
    let name = format!("stored-{FORMAT_VERSION}");
    keep(&format!("{name}.bin"), &postcard::to_allocvec(&stored).unwrap());
    keep(&format!("{name}.txt"), said(&mut desk).as_bytes());
    let file = desk.ask(ExportJson);
    let head = String::from_utf8_lossy(&file[..200]).into_owned();
    let version = head.split("\"version\": ").nth(1).unwrap().split(',').next().unwrap().to_owned();
    keep(&format!("file-{version}.json"), &file);
    keep(&format!("file-{version}.txt"), records(&desk.engine).as_bytes());
}

fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn fixture(name: &str) -> Vec<u8> {
    let file = directory().join(name);
    fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn keep(name: &str, bytes: &[u8]) {
    let file = directory().join(name);
    if !file.exists() {
        fs::write(file, bytes).unwrap();
    }
}

/// A workspace with a value of every kind in every field: half of it compacted into pages, half still in the
/// journal; changed, cleared, deleted, undone.
fn workspace() -> (Stored, Desk) {
    let mut desk = Desk::new(1);
    desk.ask(StartWorkspace { name: "Hafen-Bücher".into(), my_name: "Ann".into(), currency: "EUR".into() });
    let own: Vec<Draft> = ["text", "number", "date", "yes_no", "money", "choice", "link"]
        .into_iter()
        .map(|kind| {
            Draft::new(Table::CustomField, desk.new_id())
                .set(custom_field::LABEL, text(&format!("Own {kind}")))
                .set(custom_field::KIND, text(kind))
                .set(custom_field::CURRENCY, text("JPY"))
        })
        .collect();
    let size = Draft::new(Table::Choice, desk.new_id())
        .set(choice::LIST, json(&ChoiceList::Custom(own[5].id)))
        .set(choice::KEY, text("large"))
        .set(choice::LABEL, text("Large"));
    let own_values = [
        text("a \"quoted\"\nline \u{1F600} \u{0}"),
        Some(Value::Number(-0.1)),
        Some(Value::Date(date("2024-02-29"))),
        Some(Value::Bool(true)),
        Some(Value::Money(Money { currency: Currency::new("JPY").unwrap(), minor: -1200 })),
        text("large"),
        text("https://example.com/own"),
    ];
    let own_cells: Vec<_> =
        own.iter().zip(own_values).map(|(field, value)| (Field::Custom(field.id).into(), value)).collect();
    desk.commit(own.into_iter().chain([size]).collect());

    let first = full(&mut desk, own_cells.clone());
    let stored_pages: Vec<_> = desk.engine.state().dirty_pages().collect();
    let stored = Stored {
        pages: stored_pages,
        beside_pages: desk.engine.state().beside_pages(),
        history: desk
            .journal
            .iter()
            .map(|bytes| pack_transaction(&unpack_transaction(bytes).unwrap().lean()))
            .collect(),
        journal: Vec::new(),
    };
    let compacted = desk.journal.len();

    full(&mut desk, own_cells);
    desk.set(Table::Customer, first, customer::JOB_TITLE, None);
    desk.set_element(first, customer::TAGS, "vip", None);
    let brief = desk.new_id();
    desk.commit(vec![Draft::new(Table::Customer, brief).set(customer::NAME, text("Brief & Söhne"))]);
    desk.commit(vec![Draft::delete(Table::Customer, brief)]);
    desk.set(Table::Customer, first, customer::FIRST_NAME, text("Nobody"));
    desk.ask(Undo);
    let journal = desk.journal[compacted..].to_vec();
    (Stored { journal, ..stored }, desk)
}

/// One record of each table with all its fields. Returns the customer.
fn full(desk: &mut Desk, own: Vec<(CellKey, Option<Value>)>) -> Id {
    let customer = desk.new_id();
    let tables =
        [Table::Member, Table::Customer, Table::Interaction, Table::Note, Table::Segment, Table::View];
    let mut drafts = Vec::new();
    for table in tables {
        let id = if table == Table::Customer { customer } else { desk.new_id() };
        let mut draft = Draft { table, id, cells: Vec::new() };
        for def in table.fields().filter(|def| !def.is_derived()) {
            let field = Field::Builtin(def.code);
            for (element, value) in values(def.kind, customer) {
                let key = CellKey { field: field.clone(), element: element.map(Into::into) };
                draft.cells.push((key, Some(value)));
            }
        }
        if table == Table::Customer {
            draft.cells.extend(own.clone());
        }
        drafts.push(draft);
    }
    desk.commit(drafts);
    customer
}

/// What a field of this kind may hold, by element where it is a set.
fn values(kind: FieldKind, customer: Id) -> Vec<(Option<String>, Value)> {
    let one = |value| vec![(None, value)];
    let point = |value: &str, rank| {
        Value::Contact(ContactPoint { value: value.to_owned(), label: "work".to_owned(), rank })
    };
    let named = |values: Vec<(&str, Value)>| {
        values.into_iter().map(|(element, value)| (Some(element.to_owned()), value)).collect()
    };
    match kind {
        FieldKind::Text | FieldKind::LongText => one(Value::text("Zoë, “two”\nlines")),
        FieldKind::Link => one(Value::text("https://example.com/?q=1#top")),
        FieldKind::Language => one(Value::text("pt-BR")),
        FieldKind::Int => one(Value::Int(4)),
        FieldKind::Number => one(Value::Number(2.5)),
        FieldKind::Bool => one(Value::Bool(true)),
        FieldKind::Date => one(Value::Date(date("1906-12-09"))),
        FieldKind::Moment => one(Value::Moment("2026-03-29T03:30:00+02:00".parse::<Moment>().unwrap())),
        FieldKind::Money => one(Value::Money(Money { currency: Currency::new("EUR").unwrap(), minor: 1250 })),
        FieldKind::Choice(_) => one(Value::text("other")),
        FieldKind::Ref(_) => one(Value::Ref(customer)),
        FieldKind::Tags => named(vec![("vip", Value::Bool(true)), ("Müßig", Value::Bool(true))]),
        FieldKind::Emails => {
            named(vec![("a", point("zoe@example.com", 1)), ("b", point("z@example.org", 0))])
        }
        FieldKind::Phones => named(vec![("a", point("+49 30 1234", 0))]),
        FieldKind::Addresses => named(vec![(
            "a",
            Value::Address(Address {
                label: "home".into(),
                rank: 0,
                street: "Kai 1\nHaus B".into(),
                city: "Köln".into(),
                region: "NRW".into(),
                postal_code: "01234".into(),
                country: "Deutschland".into(),
            }),
        )]),
        FieldKind::Consents => {
            named(vec![("email", Value::Consent(Consent { given: true, on: Some(date("2025-05-25")) }))])
        }
        FieldKind::Picks(_) => vec![(Some(customer.to_string()), Value::Bool(true))],
        FieldKind::Json => one(Value::Json("{\"all\":[]}".into())),
    }
}

fn json(value: &impl Serialize) -> Option<Value> {
    Some(Value::Json(serde_json::to_string(value).unwrap()))
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// All that a workspace holds and what was done in it, in words.
fn said(desk: &mut Desk) -> String {
    let mut said = records(&desk.engine);
    for entry in desk.ask(ListActivity { limit: 1_000 }) {
        let (what, who) = (entry.label.action, entry.by.map(|member| member.name).unwrap_or_default());
        let undone = if entry.undone { ", undone" } else { "" };
        // Writing into a String cannot fail.
        let _ = writeln!(said, "{what} {} by {who}: {} records{undone}", entry.at, entry.records);
    }
    said
}

/// Every cell of every record with its stamp, one a line.
fn records(engine: &Engine) -> String {
    let mut said = String::new();
    for table in Table::ALL {
        let mut records: Vec<_> = engine.state().records(table).collect();
        records.sort_by_key(|record| record.id);
        for record in records {
            let _ = writeln!(said, "{} {}", table.key(), record.id);
            for (key, value, stamp) in record.cells() {
                let element = key.element.as_ref().map(|element| format!("/{element}")).unwrap_or_default();
                let value = serde_json::to_string(&value).unwrap();
                let _ = writeln!(said, "  {}{element} = {value} @ {stamp}", key.field.path());
            }
        }
    }
    said
}
