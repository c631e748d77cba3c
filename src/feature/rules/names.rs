//! The names of what a rule points at: companies, customers, segments.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::live::{Live, live};
use crate::app::workspace::use_schema;
use crate::model::rule_text::{RuleWords, describe};
use crate::model::{Id, Rule, Schema, Table};
use crate::text::tr;
use crate::ui::{format, language_name};
use crate::wire::{GetRecord, ListSegments, Named, SegmentSummary, client};

/// Finds names by id; what nobody gave is asked for once.
#[derive(Clone, Copy)]
pub struct Names {
    given: Signal<Vec<Named>>,
    found: RwSignal<BTreeMap<Id, String>>,
    asked: StoredValue<BTreeSet<Id>>,
    segments: ReadSignal<Live<Vec<SegmentSummary>>>,
}

impl Names {
    pub fn new(given: Signal<Vec<Named>>) -> Self {
        Names {
            given,
            found: RwSignal::default(),
            asked: StoredValue::default(),
            segments: live(&[Table::Segment], || Some(ListSegments)),
        }
    }

    /// The segments that a rule can point at.
    pub fn segments(self) -> Vec<SegmentSummary> {
        self.segments.with(|segments| segments.ready().cloned().unwrap_or_default())
    }

    /// Remembers a name that was just chosen from a list.
    pub fn learn(self, id: Id, name: String) {
        self.found.update(|found| {
            found.insert(id, name);
        });
    }

    /// The name, or `None` until it is known.
    pub fn name(self, id: Id) -> Option<String> {
        let segment = self.segments.with(|segments| {
            let all = segments.ready()?;
            all.iter().find(|segment| segment.id == id).map(|segment| segment.name.clone())
        });
        let given = || {
            self.given.with(|given| given.iter().find(|named| named.id == id).map(|named| named.name.clone()))
        };
        let name = segment.or_else(given).or_else(|| self.found.with(|found| found.get(&id).cloned()));
        if name.is_none() && self.segments.with(|segments| segments.ready().is_some()) {
            self.ask(id);
        }
        name
    }

    fn ask(self, id: Id) {
        let first = self.asked.try_update_value(|asked| asked.insert(id)).unwrap_or(false);
        if !first {
            return;
        }
        spawn_local(async move {
            let record = client::ask(GetRecord { table: Table::Customer, id }).await;
            let name = match record {
                Ok(Some(record)) => record.name,
                Ok(None) => tr("(deleted)").to_owned(),
                // The engine's failure is told where the rule's answer is shown.
                Err(_) => return,
            };
            // The editor may be gone by now.
            self.found.try_update(|found| found.insert(id, name));
        });
    }

    pub fn describe(self, rule: &Rule, schema: &Schema) -> String {
        let name = |id| self.name(id);
        let day = |date: crate::model::Date| format::day(&date.to_string());
        describe(rule, RuleWords { schema, name: &name, day: &day, language: &language_name })
    }
}

/// A rule in words, kept current while names arrive: for chips and summaries.
pub fn use_rule_text(rule: impl Into<Signal<Rule>>) -> Signal<String> {
    let rule = rule.into();
    let names = Names::new(Signal::stored(Vec::new()));
    let schema = use_schema();
    Memo::new(move |_| schema.with(|schema| rule.with(|rule| names.describe(rule, schema)))).into()
}
