//! A segment as it is written, what differs between two versions of it, and drafts that outlive
//! their page.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::model::{CellKey, Field, Id, Rule, Table, Value, segment};
use crate::ui::{Hue, PickOption};
use crate::wire::{Draft, SegmentDraft, SegmentView};

/// Everything a user can change about a segment.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Written {
    pub name: String,
    pub description: String,
    pub hue: Hue,
    pub rule: Rule,
    pub included: Vec<PickOption>,
    pub excluded: Vec<PickOption>,
}

impl Written {
    pub fn of(view: &SegmentView) -> Self {
        let pick = |id: &Id| {
            let name = view.names.iter().find(|named| named.id == *id).map(|named| named.name.clone());
            PickOption::new(id.to_string(), name.unwrap_or_else(|| id.to_string()))
        };
        Written {
            name: view.summary.name.clone(),
            description: view.summary.description.clone(),
            hue: Hue::from_name(&view.summary.hue).unwrap_or_default(),
            rule: view.draft.rule.clone(),
            included: view.draft.included.iter().map(pick).collect(),
            excluded: view.draft.excluded.iter().map(pick).collect(),
        }
    }

    pub fn draft(&self) -> SegmentDraft {
        SegmentDraft { rule: self.rule.clone(), included: ids(&self.included), excluded: ids(&self.excluded) }
    }

    /// Whether both would be stored alike.
    pub fn same(&self, other: &Written) -> bool {
        self.changes(other).is_empty()
    }

    /// The cells to write so that `before` becomes this.
    fn changes(&self, before: &Written) -> Vec<(CellKey, Option<Value>)> {
        let mut cells = Vec::new();
        let mut set = |field: Field, now: String, then: String, value: fn(String) -> Value| {
            if now != then {
                let value = (!now.is_empty()).then(|| value(now));
                cells.push((CellKey::from(field), value));
            }
        };
        let trimmed = |text: &str| text.trim().to_owned();
        set(segment::NAME, trimmed(&self.name), trimmed(&before.name), Value::Text);
        set(segment::DESCRIPTION, trimmed(&self.description), trimmed(&before.description), Value::Text);
        set(segment::HUE, self.hue.name().to_owned(), before.hue.name().to_owned(), Value::Text);
        set(segment::RULE, json(&self.rule), json(&before.rule), Value::Json);
        for (field, now, then) in [
            (segment::INCLUDED, ids(&self.included), ids(&before.included)),
            (segment::EXCLUDED, ids(&self.excluded), ids(&before.excluded)),
        ] {
            let key = |id: &Id| CellKey::element(field.clone(), &id.to_string());
            let added =
                now.iter().filter(|id| !then.contains(id)).map(|id| (key(id), Some(Value::Bool(true))));
            let removed = then.iter().filter(|id| !now.contains(id)).map(|id| (key(id), None));
            cells.extend(added.chain(removed));
        }
        cells
    }

    /// This, which was made from `before`, made from `now` instead: what was not touched follows.
    pub fn rebased(self, before: &Written, now: &Written) -> Written {
        fn pick<T: Clone + PartialEq>(mine: T, before: &T, now: &T) -> T {
            if mine == *before { now.clone() } else { mine }
        }
        let picks = |mine: Vec<PickOption>, before: &[PickOption], now: &[PickOption]| {
            let has = |all: &[PickOption], one: &PickOption| all.iter().any(|other| other.key == one.key);
            let kept = now.iter().filter(|one| has(&mine, one) || !has(before, one)).cloned();
            let added = mine.iter().filter(|one| !has(before, one) && !has(now, one)).cloned();
            kept.chain(added).collect()
        };
        Written {
            name: pick(self.name, &before.name, &now.name),
            description: pick(self.description, &before.description, &now.description),
            hue: pick(self.hue, &before.hue, &now.hue),
            rule: pick(self.rule, &before.rule, &now.rule),
            included: picks(self.included, &before.included, &now.included),
            excluded: picks(self.excluded, &before.excluded, &now.excluded),
        }
    }

    /// What to commit so that the segment `id`, which was `before`, becomes this.
    pub fn update(&self, id: Id, before: &Written) -> Draft {
        Draft { cells: self.changes(before), ..Draft::new(Table::Segment, id) }
    }

    /// What to commit so that this becomes the new segment `id`.
    pub fn create(&self, id: Id) -> Draft {
        // The rule and the hue are written even where they are the usual ones.
        let mut draft = self.update(id, &Written::default());
        for (field, value) in
            [(segment::RULE, Value::Json(json(&self.rule))), (segment::HUE, Value::text(self.hue.name()))]
        {
            draft.cells.retain(|(key, _)| key.field != field);
            draft = draft.set(field, Some(value));
        }
        draft
    }
}

fn ids(picks: &[PickOption]) -> Vec<Id> {
    picks.iter().filter_map(|pick| pick.key.parse().ok()).collect()
}

fn json(rule: &Rule) -> String {
    // A rule has no map with keys that are not text, which is all that could fail.
    serde_json::to_string(rule).unwrap_or_default()
}

thread_local! {
    /// What was changed and not saved when a page was left; `None` is the new segment.
    static KEPT: RefCell<BTreeMap<Option<Id>, Written>> = const { RefCell::new(BTreeMap::new()) };
}

/// Keeps unsaved changes for when the page is entered again.
pub fn keep(id: Option<Id>, written: Written) {
    KEPT.with_borrow_mut(|kept| kept.insert(id, written));
}

pub fn take_kept(id: Option<Id>) -> Option<Written> {
    KEPT.with_borrow_mut(|kept| kept.remove(&id))
}

pub fn has_kept(id: Option<Id>) -> bool {
    KEPT.with_borrow(|kept| kept.contains_key(&id))
}
