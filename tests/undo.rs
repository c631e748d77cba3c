//! Undo and redo: of everything, across a reload, and never over somebody else's later change.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod common;

use clientele::model::{CellKey, Id, Table, Value, customer};
use clientele::wire::{Bulk, BulkChange, Draft, GetUndo, ListActivity, ListBin, Redo, Selection, Undo};
use common::{Desk, text, yes};

fn ada(desk: &mut Desk) -> Id {
    let id = desk.new_id();
    desk.commit(vec![Draft::new(Table::Customer, id).set(customer::FIRST_NAME, text("Ada"))]);
    id
}

fn name(desk: &Desk, id: Id) -> String {
    desk.text(Table::Customer, id, &customer::FIRST_NAME)
}

fn alive(desk: &Desk, id: Id) -> bool {
    desk.engine.state().record(Table::Customer, id).unwrap().is_alive()
}

#[test]
fn edits_go_back_and_forth() {
    let mut desk = Desk::new(1);
    let id = ada(&mut desk);
    desk.set(Table::Customer, id, customer::FIRST_NAME, text("Ida"));
    desk.set(Table::Customer, id, customer::FIRST_NAME, text("Eda"));
    desk.ask(Undo);
    assert_eq!(name(&desk, id), "Ida");
    desk.ask(Undo);
    assert_eq!(name(&desk, id), "Ada");
    desk.ask(Redo);
    assert_eq!(name(&desk, id), "Ida");
    desk.ask(Undo);
    desk.ask(Redo);
    desk.ask(Redo);
    assert_eq!(name(&desk, id), "Eda");
    assert_eq!(desk.ask(GetUndo).redo, None);
    for _ in 0..3 {
        desk.ask(Undo);
    }
    assert!(!alive(&desk, id));
    assert_eq!(desk.ask(GetUndo).undo, None);
    for _ in 0..3 {
        desk.ask(Redo);
    }
    assert!(alive(&desk, id));
    assert_eq!(name(&desk, id), "Eda");
}

#[test]
fn a_new_change_ends_redo() {
    let mut desk = Desk::new(1);
    let id = ada(&mut desk);
    desk.set(Table::Customer, id, customer::FIRST_NAME, text("Ida"));
    desk.ask(Undo);
    desk.set(Table::Customer, id, customer::FIRST_NAME, text("Una"));
    assert_eq!(desk.ask(GetUndo).redo, None);
    desk.ask(Undo);
    assert_eq!(name(&desk, id), "Ada");
}

#[test]
fn undo_survives_a_reload() {
    let mut desk = Desk::new(1);
    let id = ada(&mut desk);
    desk.set(Table::Customer, id, customer::FIRST_NAME, text("Ida"));
    desk.ask(Undo);
    let mut desk = desk.reloaded(2);
    desk.ask(Redo);
    assert_eq!(name(&desk, id), "Ida");
    let mut desk = desk.reloaded(3);
    desk.ask(Undo);
    desk.ask(Undo);
    assert!(!alive(&desk, id));
}

#[test]
fn a_bulk_change_is_one_step() {
    let mut desk = Desk::new(1);
    let ids: Vec<Id> = (0..50).map(|_| ada(&mut desk)).collect();
    let which = || Selection::Ids(ids.clone());
    desk.ask(Bulk { which: which(), change: BulkChange::AddTags(vec!["vip".into()]) });
    desk.ask(Bulk { which: which(), change: BulkChange::Delete });
    assert_eq!(desk.ask(ListBin).len(), 50);
    desk.ask(Undo);
    assert_eq!(desk.ask(ListBin).len(), 0);
    let tags = |desk: &Desk| {
        ids.iter()
            .filter(|id| {
                let record = desk.engine.state().record(Table::Customer, **id).unwrap();
                record.elements(&customer::TAGS).next().is_some()
            })
            .count()
    };
    assert_eq!(tags(&desk), 50);
    desk.ask(Undo);
    assert_eq!(tags(&desk), 0);
}

#[test]
fn the_last_value_of_an_element_comes_back() {
    let mut desk = Desk::new(1);
    let id = ada(&mut desk);
    desk.set_element(id, customer::TAGS, "vip", yes());
    desk.set_element(id, customer::TAGS, "vip", None);
    desk.ask(Undo);
    let record = desk.engine.state().record(Table::Customer, id).unwrap();
    assert_eq!(record.get(&CellKey::element(customer::TAGS, "vip")).unwrap().0, Some(&Value::Bool(true)));
}

#[test]
fn activity_says_what_was_undone() {
    let mut desk = Desk::new(1);
    let id = ada(&mut desk);
    desk.set(Table::Customer, id, customer::FIRST_NAME, text("Ida"));
    desk.ask(Undo);
    let activity = desk.ask(ListActivity { limit: 10 });
    assert_eq!(activity.iter().map(|entry| entry.undone).collect::<Vec<_>>(), [false, true, false]);
    desk.ask(Redo);
    let activity = desk.ask(ListActivity { limit: 10 });
    assert_eq!(activity.iter().map(|entry| entry.undone).collect::<Vec<_>>(), [false, true, false, false]);
}

#[test]
fn writing_what_is_there_writes_nothing() {
    let mut desk = Desk::new(1);
    let id = ada(&mut desk);
    let before = desk.journal.len();
    desk.set(Table::Customer, id, customer::FIRST_NAME, text("Ada"));
    assert_eq!(desk.journal.len(), before);
}
