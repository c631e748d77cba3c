//! Segments: who is in, why, and how they differ from everyone else.

use super::bitmap::Bitmap;
use super::query::segment_draft;
use super::{Engine, derive};
use crate::change::Record;
use crate::model::{Id, Now, Rule, Table, Value, customer, interaction, segment};
use crate::wire::{
    CompareSegment, ExplainSegment, Explanation, MemberOf, Named, PreviewSegment, Problem, Profile,
    RECENCY_DAYS, SegmentComparison, SegmentDraft, SegmentPreview, SegmentSummary, SegmentView,
};

impl Engine {
    pub(super) fn list_segments(&self, now: Now) -> Vec<SegmentSummary> {
        let mut segments: Vec<_> =
            self.state.table(Table::Segment).living().map(|record| self.summary(&record, now)).collect();
        segments.sort_by_key(|segment| (crate::model::fold(&segment.name), segment.id));
        segments
    }

    fn summary(&self, record: &Record, now: Now) -> SegmentSummary {
        let members = segment_draft(record).and_then(|draft| self.query(now).members(&draft));
        let (count, problem) = match members {
            Ok(members) => (members.count(), None),
            Err(problem) => (0, Some(problem)),
        };
        SegmentSummary {
            id: record.id,
            name: record.text(&segment::NAME).to_owned(),
            description: record.text(&segment::DESCRIPTION).to_owned(),
            hue: record.text(&segment::HUE).to_owned(),
            count,
            problem,
        }
    }

    pub(super) fn segment(&self, id: Id, now: Now) -> Option<SegmentView> {
        let record = self.state.record(Table::Segment, id).filter(Record::is_alive)?;
        // A rule this version cannot read is told by the summary; what was picked by hand still shows.
        let draft = segment_draft(&record).unwrap_or_default();
        let mut ids: Vec<Id> = draft.included.iter().chain(&draft.excluded).copied().collect();
        refs_in(&draft.rule, &mut ids);
        let query = self.query(now);
        let names = ids.into_iter().map(|id| query.named(Table::Customer, id)).collect();
        Some(SegmentView { summary: self.summary(&record, now), draft, names })
    }

    /// The names of the segments a customer is in.
    pub(super) fn segments_of(&self, row: u32, now: Now) -> Vec<Named> {
        let query = self.query(now);
        let mut segments: Vec<Named> = self
            .state
            .table(Table::Segment)
            .living()
            .filter(|record| {
                let members = segment_draft(record).and_then(|draft| query.members(&draft));
                members.is_ok_and(|members| members.contains(row))
            })
            .map(|record| Named { id: record.id, name: record.text(&segment::NAME).to_owned() })
            .collect();
        segments.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        segments
    }

    pub(super) fn preview_segment(&self, ask: &PreviewSegment, now: Now) -> SegmentPreview {
        let query = self.query(now);
        let of = query.living().count();
        let members = match query.members(&ask.draft) {
            Ok(members) => members,
            Err(problem) => {
                return SegmentPreview { count: 0, of, members: Vec::new(), problem: Some(problem) };
            }
        };
        // Without anybody picked by hand, all are there by the rule.
        let by_rule = match ask.draft.included.is_empty() {
            true => None,
            false => query.select(Table::Customer, &ask.draft.rule).ok(),
        };
        let customers = self.state.table(Table::Customer);
        let rows = self.sorted(members.iter().collect(), &[], now);
        let first = rows.iter().take(ask.limit as usize).map(|row| {
            let record = customers.record(*row);
            let last = query.derived_value(*row, &record, &customer::LAST_CONTACT);
            MemberOf {
                customer: Named { id: record.id, name: derive::display_name(&record) },
                is_company: derive::is_company(&record),
                detail: self.detail(&record),
                last_contact: last.as_ref().and_then(Value::as_moment),
                by_hand: by_rule.as_ref().is_some_and(|rows| !rows.contains(*row)),
            }
        });
        SegmentPreview { count: members.count(), of, members: first.collect(), problem: None }
    }

    pub(super) fn explain_segment(&self, ask: &ExplainSegment, now: Now) -> Result<Explanation, Problem> {
        let query = self.query(now);
        let record = self.state.record(Table::Customer, ask.customer).ok_or_else(|| {
            Problem::new("This customer is not there.").advice("It may have been deleted for good elsewhere.")
        })?;
        let row = self.state.table(Table::Customer).row(ask.customer);
        let member =
            row.is_some_and(|row| query.members(&ask.draft).is_ok_and(|members| members.contains(row)));
        let by_hand =
            match (ask.draft.included.contains(&ask.customer), ask.draft.excluded.contains(&ask.customer)) {
                (true, _) => Some(true),
                (false, true) => Some(false),
                (false, false) => None,
            };
        Ok(Explanation { member, by_hand, rule: query.explain(&ask.draft.rule, &record)? })
    }

    pub(super) fn compare_segment(
        &self,
        ask: &CompareSegment,
        now: Now,
    ) -> Result<SegmentComparison, Problem> {
        let query = self.query(now);
        let inside = query.members(&ask.draft)?;
        let outside = query.living().and_not(&inside);
        Ok(SegmentComparison { inside: self.profile(&inside, now), outside: self.profile(&outside, now) })
    }

    fn profile(&self, rows: &Bitmap, now: Now) -> Profile {
        let interactions = self.state.table(Table::Interaction);
        let theirs = Bitmap::from_fn(interactions.len(), |row| {
            interactions.alive().contains(row)
                && self.state.owner_of(row).is_some_and(|owner| rows.contains(owner))
        });
        let counts = |table: Table, field, rows: &Bitmap| -> Vec<(String, u32)> {
            let column = self.state.table(table).column(&field);
            let counts = column.map(|column| column.word_counts(rows)).unwrap_or_default();
            counts.into_iter().map(|(word, n)| (word.to_owned(), n)).collect()
        };
        let size = rows.count();
        let mut stages = counts(Table::Customer, customer::STAGE, rows);
        let without = size - stages.iter().map(|(_, n)| n).sum::<u32>();
        if without > 0 {
            stages.push((String::new(), without));
        }
        let (at, score) = (
            self.state.interaction_column(&interaction::AT),
            self.state.interaction_column(&interaction::SATISFACTION),
        );
        let mut recency = vec![0; RECENCY_DAYS.len() + 2];
        let today = now.today().days();
        for row in rows.iter() {
            let last = self.state.facts(row).row_of(&customer::LAST_CONTACT);
            let day = last.and_then(|row| at.and_then(|at| at.day(row)));
            let band = match day.map(|day| i64::from(today) - i64::from(day.days())) {
                Some(age) => {
                    RECENCY_DAYS.iter().position(|end| age <= i64::from(*end)).unwrap_or(RECENCY_DAYS.len())
                }
                None => RECENCY_DAYS.len() + 1,
            };
            recency[band] += 1;
        }
        let mut satisfaction = [0; 5];
        for row in theirs.iter() {
            if let Some(score @ 1.0..=5.0) = score.and_then(|score| score.number(row)) {
                satisfaction[score as usize - 1] += 1;
            }
        }
        Profile {
            size,
            stages,
            channels: counts(Table::Interaction, interaction::CHANNEL, &theirs),
            interactions: theirs.count(),
            recency,
            satisfaction,
        }
    }
}

/// The customers a rule names.
fn refs_in(rule: &Rule, ids: &mut Vec<Id>) {
    use crate::model::Op;
    match rule {
        Rule::All(rules) | Rule::Any(rules) => rules.iter().for_each(|rule| refs_in(rule, ids)),
        Rule::Not(rule) => refs_in(rule, ids),
        Rule::Field { op: Op::Is(value) | Op::IsNot(value), .. } => ids.extend(value.as_ref_id()),
        Rule::Field { op: Op::AnyOf(values) | Op::NoneOf(values) | Op::AllOf(values), .. } => {
            ids.extend(values.iter().filter_map(Value::as_ref_id));
        }
        Rule::Field { .. } | Rule::InSegment(_) => {}
        Rule::History(history) => refs_in(&history.which, ids),
    }
}

/// The draft with one more customer picked by hand, as cells to write.
pub(super) fn pick(draft: &SegmentDraft, id: Id) -> Vec<(crate::model::CellKey, Option<Value>)> {
    use crate::model::CellKey;
    let element = id.to_string();
    let mut cells = vec![(CellKey::element(segment::INCLUDED, &element), Some(Value::Bool(true)))];
    if draft.excluded.contains(&id) {
        cells.push((CellKey::element(segment::EXCLUDED, &element), None));
    }
    cells
}
