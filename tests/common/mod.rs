//! A desk: an engine with its journal in memory, driven as the page drives it.
#![allow(dead_code, clippy::unwrap_used)]

use clientele::change::{ReplicaId, Transaction, pack_transaction, unpack_transaction};
use clientele::engine::{Engine, Outcome};
use clientele::model::{CellKey, Field, Id, Moment, Now, Table, Value};
use clientele::wire::{Ask, Commit, Committed, Draft, Label, Problem, decode};

pub struct Desk {
    pub engine: Engine,
    pub journal: Vec<Vec<u8>>,
    pub now: Now,
    ids: u128,
}

pub fn now() -> Now {
    let moment: Moment = "2026-11-22T12:00:00Z".parse().unwrap();
    Now { utc_ms: moment.utc_ms, offset_min: 0 }
}

impl Desk {
    pub fn new(replica: u64) -> Self {
        let mut engine = Engine::new(ReplicaId(replica));
        engine.loaded();
        Desk { engine, journal: Vec::new(), now: now(), ids: u128::from(replica) << 64 }
    }

    /// The same workspace after a reload: a new engine that replays the journal.
    pub fn reloaded(&self, replica: u64) -> Self {
        let mut desk = Desk::new(replica);
        desk.now = self.now;
        desk.ids = self.ids + (1 << 32);
        for entry in &self.journal {
            desk.engine.apply(&unpack_transaction(entry).unwrap());
        }
        desk.journal = self.journal.clone();
        desk.engine.set_me(self.engine.me());
        while desk.engine.index_some(10_000) {}
        desk
    }

    /// The same workspace from its pages, as after a compaction.
    pub fn opened_from_pages(&self, replica: u64) -> Self {
        let mut desk = Desk::new(replica);
        desk.now = self.now;
        desk.ids = self.ids + (1 << 32);
        desk.engine = Engine::new(ReplicaId(replica));
        for (table, _, bytes) in self.engine.state().dirty_pages() {
            desk.engine.state_mut().load_page(table, bytes).unwrap();
        }
        desk.engine.state_mut().load_beside(&self.engine.state().beside_pages()).unwrap();
        desk.engine.loaded();
        desk.engine.set_me(self.engine.me());
        while desk.engine.index_some(10_000) {}
        desk
    }

    pub fn new_id(&mut self) -> Id {
        self.ids += 1;
        Id::from_u128(self.ids)
    }

    pub fn try_ask<Q: Ask>(&mut self, question: Q) -> Result<Q::Answer, Problem> {
        self.now.utc_ms += 1;
        let mut ids = self.ids;
        let mut new_id = || {
            ids += 1;
            Id::from_u128(ids)
        };
        let outcome = self.engine.handle(question.into(), self.now, &mut new_id)?;
        self.ids = ids;
        let body = match outcome {
            Outcome::Answer(body) => body,
            Outcome::Write { transaction, answer } => {
                self.write(&transaction);
                answer
            }
            Outcome::Stream(mut stream) => {
                while let Some(transaction) = (stream.next)(&mut self.engine, self.now)? {
                    self.write(&transaction);
                }
                stream.answer
            }
            Outcome::Host(clientele::engine::HostTask::NoteExport { exported, answer }) => {
                self.engine.set_exported(Some(exported));
                answer
            }
            Outcome::Host(clientele::engine::HostTask::Wipe) => panic!("a desk is not wiped"),
        };
        while self.engine.index_some(10_000) {}
        decode::<Result<Q::Answer, Problem>>(&body).unwrap()
    }

    #[track_caller]
    pub fn ask<Q: Ask>(&mut self, question: Q) -> Q::Answer {
        match self.try_ask(question) {
            Ok(answer) => answer,
            Err(problem) => panic!("{problem}"),
        }
    }

    /// Through bytes, as the journal of a browser has it.
    fn write(&mut self, transaction: &Transaction) {
        let bytes = pack_transaction(transaction);
        self.engine.apply(&unpack_transaction(&bytes).unwrap());
        self.journal.push(bytes);
    }

    #[track_caller]
    pub fn commit(&mut self, drafts: Vec<Draft>) -> Committed {
        self.ask(Commit { label: Label::new("Test", ""), drafts })
    }

    /// Writes one cell of one record.
    #[track_caller]
    pub fn set(&mut self, table: Table, id: Id, field: Field, value: Option<Value>) {
        self.commit(vec![Draft::new(table, id).set(field, value)]);
    }

    #[track_caller]
    pub fn set_element(&mut self, id: Id, field: Field, element: &str, value: Option<Value>) {
        let cells = vec![(CellKey::element(field, element), value)];
        self.commit(vec![Draft { table: Table::Customer, id, cells }]);
    }

    pub fn text(&self, table: Table, id: Id, field: &Field) -> String {
        self.engine.state().record(table, id).map(|record| record.text(field).to_owned()).unwrap_or_default()
    }
}

pub fn text(text: &str) -> Option<Value> {
    Some(Value::text(text))
}

pub fn yes() -> Option<Value> {
    Some(Value::Bool(true))
}
