//! A workspace for tests: records in a map, and the schema they make.

use std::collections::BTreeMap;

use super::Records;
use crate::change::{Record, ReplicaId, Stamp};
use crate::model::{
    Choice, ChoiceList, CustomField, CustomKind, Id, Member, Now, Schema, Table, Value, choice, custom_field,
    member,
};
use crate::wire::Draft;

pub const NOW: Now = Now { utc_ms: 1_774_958_400_000, offset_min: 120 };

#[derive(Default)]
pub struct Book {
    pub records: BTreeMap<(Table, Id), Record>,
    pub schema: Schema,
    ms: u64,
    ids: u128,
}

impl Book {
    pub fn new_id(&mut self) -> impl FnMut() -> Id + use<> {
        self.ids += 1 << 64;
        let mut next = self.ids;
        move || {
            next += 1;
            Id::from_u128(next)
        }
    }

    pub fn commit(&mut self, drafts: Vec<Draft>) {
        self.ms += 1;
        let stamp = Stamp { ms: self.ms, counter: 0, replica: ReplicaId(1) };
        for draft in drafts {
            let record =
                self.records.entry((draft.table, draft.id)).or_insert_with(|| Record::new(draft.id, []));
            for (key, value) in draft.cells {
                record.write(key, value, stamp);
            }
        }
        self.schema = self.make_schema();
    }

    fn make_schema(&self) -> Schema {
        let mut schema = Schema { currency: self.schema.currency, ..Schema::default() };
        for ((table, id), record) in &self.records {
            match table {
                Table::Member => {
                    schema.members.push(Member { id: *id, name: record.text(&member::NAME).to_owned() })
                }
                Table::CustomField => schema.custom_fields.push(CustomField {
                    id: *id,
                    label: record.text(&custom_field::LABEL).to_owned(),
                    kind: CustomKind::from_key(record.text(&custom_field::KIND)).expect("a kind"),
                    order: 0,
                    currency: None,
                }),
                Table::Choice => {
                    let list: String = serde_json::from_str(record.text(&choice::LIST)).expect("a list");
                    let list = ChoiceList::from_key(&list).expect("a list");
                    let own = Choice {
                        key: record.text(&choice::KEY).to_owned(),
                        label: record.text(&choice::LABEL).to_owned().into(),
                        hue: "red".into(),
                        order: record.value(&choice::ORDER).and_then(Value::as_number).unwrap_or_default()
                            as i64,
                        hidden: false,
                    };
                    schema.choices.push((list, own));
                }
                _ => {}
            }
        }
        schema
    }

    pub fn all(&self, table: Table) -> Vec<&Record> {
        self.records
            .iter()
            .filter(|((of, _), record)| *of == table && record.is_alive())
            .map(|(_, record)| record)
            .collect()
    }
}

impl Records for Book {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn each(&self, table: Table, show: &mut dyn FnMut(&Record)) {
        self.all(table).into_iter().for_each(show);
    }

    fn record(&self, table: Table, id: Id) -> Option<Record> {
        self.records.get(&(table, id)).cloned()
    }
}
