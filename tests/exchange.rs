//! Files between workspaces: identical when restored, merged field by field, nothing lost.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod common;

use clientele::model::{CellKey, Id, Table, Value, customer};
use clientele::wire::{
    Draft, ExportJson, FileKind, GetUndo, Hello, ImportMerge, ListActivity, ListReviews, ListSegments,
    LoadSample, OpenFile, PlanMerge, ResolveReview, StartWorkspace, Undo,
};
use common::{Desk, text, yes};
use proptest::prelude::*;

fn open(desk: &mut Desk, bytes: Vec<u8>) -> u32 {
    let info = desk.ask(OpenFile { name: "export.clientele.json".into(), bytes });
    assert_eq!(info.kind, FileKind::Clientele);
    info.file
}

/// Brings what `from` holds into `to`, as a file.
fn merge(from: &mut Desk, to: &mut Desk) {
    let bytes = from.ask(ExportJson);
    let file = open(to, bytes);
    to.ask(ImportMerge { file });
}

fn contents(desk: &Desk) -> Vec<(Table, Vec<clientele::change::Record>)> {
    Table::ALL
        .into_iter()
        .filter(|table| *table != Table::Review)
        .map(|table| {
            let mut records: Vec<_> = desk.engine.state().records(table).collect();
            records.sort_by_key(|record| record.id);
            (table, records)
        })
        .collect()
}

fn person(desk: &mut Desk, name: &str) -> Id {
    let id = desk.new_id();
    desk.commit(vec![Draft::new(Table::Customer, id).set(customer::FIRST_NAME, text(name))]);
    id
}

#[test]
fn an_empty_workspace_becomes_identical() {
    let mut old = Desk::new(1);
    old.ask(StartWorkspace { name: "Acme".into(), my_name: "Ann".into(), currency: "EUR".into() });
    old.ask(LoadSample);
    let ann = person(&mut old, "Änn");
    old.set(Table::Customer, ann, customer::NOTES, text("a \"quoted\"\nline \u{1F600} \u{0}"));
    old.commit(vec![Draft::delete(Table::Customer, ann)]);
    let mut new = Desk::new(2);
    new.now.utc_ms = old.now.utc_ms + 1_000;
    merge(&mut old, &mut new);
    assert_eq!(contents(&new), contents(&old));
    assert_eq!(new.ask(Hello).schema, old.ask(Hello).schema);
    assert_eq!(new.ask(ListSegments), old.ask(ListSegments));
    let (theirs, ours) = (old.ask(ListActivity { limit: 100 }), new.ask(ListActivity { limit: 100 }));
    assert_eq!(
        ours[1..].iter().map(|e| &e.label).collect::<Vec<_>>(),
        theirs.iter().map(|e| &e.label).collect::<Vec<_>>()
    );
    // Merging is one step to take back, and the same file again changes nothing.
    assert_eq!(new.ask(GetUndo).undo.unwrap().action, "Merge");
    let bytes = old.ask(ExportJson);
    let file = open(&mut new, bytes);
    let plan = new.ask(PlanMerge { file });
    assert!(
        plan.tables.iter().all(|(_, [new, changed, deleted, _])| new + changed + deleted == 0),
        "{:?}",
        plan.tables
    );
    let before = new.journal.len();
    new.ask(ImportMerge { file });
    assert_eq!(new.journal.len(), before);
}

#[test]
fn a_new_workspace_takes_the_name_of_what_is_restored() {
    let mut old = Desk::new(1);
    old.ask(StartWorkspace { name: "Acme".into(), my_name: "Ann".into(), currency: "CHF".into() });
    person(&mut old, "Ada");
    let mut new = Desk::new(2);
    new.ask(StartWorkspace { name: "New".into(), my_name: "Bob".into(), currency: "EUR".into() });
    merge(&mut old, &mut new);
    let welcome = new.ask(Hello);
    assert_eq!(welcome.workspace.as_deref(), Some("Acme"));
    assert_eq!(welcome.schema.currency.unwrap().code(), "CHF");
    assert_eq!(welcome.schema.members.len(), 2);
    assert_eq!(welcome.counts.reviews, 0);
}

#[test]
fn two_people_change_the_same_field_and_neither_is_lost() {
    let mut ann = Desk::new(1);
    let ada = person(&mut ann, "Ada");
    let mut bob = Desk::new(2);
    merge(&mut ann, &mut bob);
    ann.set(Table::Customer, ada, customer::JOB_TITLE, text("Poet"));
    ann.set_element(ada, customer::TAGS, "math", yes());
    bob.now.utc_ms += 5_000;
    bob.set(Table::Customer, ada, customer::JOB_TITLE, text("Engineer"));
    bob.set_element(ada, customer::TAGS, "vip", yes());

    let hers = ann.ask(ExportJson);
    let bytes = bob.ask(ExportJson);
    let file = open(&mut ann, bytes);
    let plan = ann.ask(PlanMerge { file });
    assert_eq!(plan.conflicts, 1);
    assert_eq!(plan.changes.len(), 1);
    ann.ask(ImportMerge { file });
    assert_eq!(ann.text(Table::Customer, ada, &customer::JOB_TITLE), "Engineer");
    let record = ann.engine.state().record(Table::Customer, ada).unwrap();
    assert_eq!(record.elements(&customer::TAGS).map(|(tag, _)| tag).collect::<Vec<_>>(), ["math", "vip"]);
    let reviews = ann.ask(ListReviews);
    assert_eq!(reviews.len(), 1);
    assert_eq!(reviews[0].other, clientele::wire::Shown::One(Value::text("Poet")));

    // Bob, who merges what Ann had then, keeps his value and hears of hers.
    let file = open(&mut bob, hers);
    bob.ask(ImportMerge { file });
    assert_eq!(bob.ask(ListReviews).len(), 1);
    assert_eq!(bob.text(Table::Customer, ada, &customer::JOB_TITLE), "Engineer");

    let mut ann = ann.reloaded(3);
    let review = ann.ask(ListReviews).remove(0).id;
    ann.ask(ResolveReview { review, take_other: true });
    assert_eq!(ann.text(Table::Customer, ada, &customer::JOB_TITLE), "Poet");
    assert!(ann.ask(ListReviews).is_empty());
}

#[test]
fn a_later_change_that_had_seen_the_first_is_no_conflict() {
    let mut ann = Desk::new(1);
    let ada = person(&mut ann, "Ada");
    let mut bob = Desk::new(2);
    merge(&mut ann, &mut bob);
    bob.set(Table::Customer, ada, customer::FIRST_NAME, text("Ida"));
    merge(&mut bob, &mut ann);
    assert_eq!(ann.text(Table::Customer, ada, &customer::FIRST_NAME), "Ida");
    assert!(ann.ask(ListReviews).is_empty());
}

#[test]
fn a_broken_clock_is_held_back() {
    let mut ann = Desk::new(1);
    person(&mut ann, "Ada");
    let mut bob = Desk::new(2);
    bob.now.utc_ms += 400 * 86_400_000;
    let future = person(&mut bob, "Zed");
    let bytes = bob.ask(ExportJson);
    let file = open(&mut ann, bytes);
    assert!(ann.ask(PlanMerge { file }).quarantined > 0);
    ann.ask(ImportMerge { file });
    assert_eq!(ann.text(Table::Customer, future, &customer::FIRST_NAME), "");
}

#[test]
fn broken_files_are_refused_with_a_place_and_change_nothing() {
    let mut desk = Desk::new(1);
    person(&mut desk, "Ada");
    let good = String::from_utf8(desk.ask(ExportJson)).unwrap();
    let before = contents(&desk);
    for (what, file) in [
        ("cut short", good[..good.len() / 2].to_owned()),
        ("another program", good.replace("\"clientele\"", "\"other\"")),
        ("a newer version", good.replace("\"version\": 1", "\"version\": 99")),
        ("changed by hand", good.replace("Ada", "Eve")),
    ] {
        let problem = desk.try_ask(OpenFile { name: "x.json".into(), bytes: file.into_bytes() }).unwrap_err();
        assert!(!problem.what.is_empty() && problem.advice.is_some(), "{what}: {problem:?}");
    }
    assert_eq!(contents(&desk), before);
}

#[derive(Clone, Debug)]
enum Act {
    Name(usize, String),
    Tag(usize, u8, bool),
    Delete(usize),
    Restore(usize),
    Undo,
    Send(usize),
}

fn act() -> impl Strategy<Value = (usize, Act)> {
    let act = prop_oneof![
        4 => (0..3usize, "[a-c]").prop_map(|(at, name)| Act::Name(at, name)),
        4 => (0..3usize, 0..2u8, any::<bool>()).prop_map(|(at, tag, on)| Act::Tag(at, tag, on)),
        1 => (0..3usize).prop_map(Act::Delete),
        1 => (0..3usize).prop_map(Act::Restore),
        1 => Just(Act::Undo),
        3 => (0..3usize).prop_map(Act::Send),
    ];
    (0..3usize, act)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Three people work apart and send files around; once everybody has had everybody's, all hold
    /// the same.
    #[test]
    fn three_replicas_converge(acts in prop::collection::vec(act(), 0..25)) {
        let mut desks: Vec<Desk> = (1..=3).map(Desk::new).collect();
        let ids: Vec<Id> = (1..=3).map(|n| Id::derived(&["converge", &n.to_string()])).collect();
        for (step, (who, act)) in (0..).zip(acts) {
            desks[who].now.utc_ms += step % 3;
            let draft = |at: usize| Draft::new(Table::Customer, ids[at]);
            match act {
                Act::Name(at, name) => desks[who].set(Table::Customer, ids[at], customer::FIRST_NAME, text(&name)),
                Act::Tag(at, tag, on) => {
                    let key = CellKey::element(customer::TAGS, &tag.to_string());
                    desks[who].commit(vec![Draft { cells: vec![(key, on.then_some(Value::Bool(true)))], ..draft(at) }]);
                }
                Act::Delete(at) => drop(desks[who].commit(vec![Draft::delete(Table::Customer, ids[at])])),
                Act::Restore(at) => drop(desks[who].commit(vec![Draft::restore(Table::Customer, ids[at])])),
                Act::Undo => drop(desks[who].ask(Undo)),
                Act::Send(to) if to != who => {
                    let bytes = desks[who].ask(ExportJson);
                    let file = open(&mut desks[to], bytes);
                    desks[to].ask(ImportMerge { file });
                }
                Act::Send(_) => {}
            }
        }
        for _ in 0..2 {
            for (from, to) in [(0, 1), (1, 2), (2, 0), (0, 1)] {
                let bytes = desks[from].ask(ExportJson);
                let file = open(&mut desks[to], bytes);
                desks[to].ask(ImportMerge { file });
            }
        }
        prop_assert_eq!(contents(&desks[0]), contents(&desks[1]));
        prop_assert_eq!(contents(&desks[1]), contents(&desks[2]));
    }
}
