//! Files a user has opened: looked at, planned, imported; and files the user gets.

use super::log::Entry;
use super::merge::Incoming;
use super::query::Query;
use super::{Engine, Exported, HostTask, Outcome, State, answer, plan, workspace_id, write, write_with};
use crate::change::{Label, Record, Seen, Transaction};
use crate::exchange::csv::{self, Csv, Mark};
use crate::exchange::json::{self, Document};
use crate::exchange::{Records, Whole};
use crate::model::{ChoiceList, Field, FieldKind, Id, Now, Schema, Table, Value, workspace};
use crate::wire::{
    Committed, CsvPlan, CsvReport, ExportCsv, FileInfo, FileKind, ImportCsv, MergePlan, OpenFile, PlanCsv,
    Problem, Shown, encode,
};

impl Records for State {
    fn schema(&self) -> &Schema {
        self.schema()
    }

    fn each(&self, table: Table, show: &mut dyn FnMut(&Record)) {
        self.table(table).living().for_each(|record| show(&record));
    }

    fn record(&self, table: Table, id: Id) -> Option<Record> {
        self.record(table, id)
    }
}

impl Whole for State {
    fn name(&self) -> String {
        self.record(Table::Workspace, workspace_id())
            .map_or_else(String::new, |record| record.text(&workspace::NAME).to_owned())
    }

    fn seen(&self) -> &Seen {
        self.seen()
    }

    fn every(&self, table: Table) -> Box<dyn Iterator<Item = Record> + '_> {
        let data = self.table(table);
        let mut rows: Vec<u32> = (0..data.len()).collect();
        rows.sort_unstable_by_key(|row| data.id(*row));
        Box::new(rows.into_iter().map(|row| data.record(row)))
    }

    fn history(&self) -> Box<dyn Iterator<Item = Transaction> + '_> {
        Box::new(self.log().entries().iter().filter_map(Entry::transaction))
    }
}

/// Open files, kept until they are imported or closed.
#[derive(Default)]
pub struct Files {
    open: Vec<(u32, Opened)>,
    last: u32,
}

struct Opened {
    name: String,
    content: Content,
}

enum Content {
    Csv(Csv),
    Clientele(Document),
}

impl Files {
    fn get(&self, number: u32) -> Result<&Opened, Problem> {
        let found = self.open.iter().find(|(of, _)| *of == number).map(|(_, file)| file);
        found.ok_or_else(|| Problem::new("This file is no longer open.").advice("Choose it again."))
    }

    pub fn close(&mut self, number: u32) {
        self.open.retain(|(of, _)| *of != number);
    }
}

impl Engine {
    pub(super) fn open_file(&mut self, ask: OpenFile) -> Result<FileInfo, Problem> {
        let OpenFile { name, bytes } = ask;
        let content = if json::looks_like_json(&bytes) {
            Content::Clientele(json::read(&bytes)?)
        } else {
            Content::Csv(Csv::open(bytes)?)
        };
        let kind = match &content {
            Content::Csv(csv) if csv.is_cards() => FileKind::VCard,
            Content::Csv(_) => FileKind::Csv,
            Content::Clientele(_) => FileKind::Clientele,
        };
        self.files.last += 1;
        self.files.open.push((self.files.last, Opened { name: name.clone(), content }));
        Ok(FileInfo { file: self.files.last, name, kind })
    }

    fn csv(&self, file: u32) -> Result<(&str, &Csv), Problem> {
        let file = self.files.get(file)?;
        match &file.content {
            Content::Csv(csv) => Ok((&file.name, csv)),
            Content::Clientele(_) => Err(Problem::new("This file is no table.").at(file.name.clone())),
        }
    }

    fn document(&self, file: u32) -> Result<(&str, &Document), Problem> {
        let file = self.files.get(file)?;
        match &file.content {
            Content::Clientele(document) => Ok((&file.name, document)),
            Content::Csv(_) => Err(Problem::new("This is no Clientele file.").at(file.name.clone())),
        }
    }

    /// What merging the file would change; nothing is written.
    pub(super) fn plan_merge(&mut self, file: u32, now: Now) -> Result<MergePlan, Problem> {
        let writer = self.writer(now);
        let (_, document) = self.document(file)?;
        let (_, outlook) = self.merge(&incoming(document), Label::default(), writer, now);
        Ok(MergePlan {
            workspace: document.workspace.clone(),
            exported: document.exported,
            tables: outlook.tables,
            changes: outlook.changes,
            conflicts: outlook.conflicts,
            quarantined: outlook.quarantined,
        })
    }

    pub(super) fn import_merge(&mut self, file: u32, now: Now) -> Result<Outcome, Problem> {
        let writer = self.writer(now);
        let (name, document) = self.document(file)?;
        let (transaction, _) = self.merge(&incoming(document), Label::new("Merge", name), writer, now);
        Ok(write(transaction, 0))
    }

    pub(super) fn export_json(&self, now: Now) -> Outcome {
        let file = json::write(&self.state, now);
        let exported = Exported { at: now.moment(), transactions: self.state.log().entries().len() as u32 };
        Outcome::Host(HostTask::NoteExport { exported, answer: encode(&Ok::<_, Problem>(file)) })
    }

    pub(super) fn plan_csv(
        &self,
        ask: &PlanCsv,
        now: Now,
        new_id: &mut dyn FnMut() -> Id,
    ) -> Result<CsvPlan, Problem> {
        let (_, csv) = self.csv(ask.file)?;
        let settings = match &ask.settings {
            None => csv.guess(self.state.schema()),
            Some(settings) if settings.columns.is_empty() => {
                csv.guess_again(settings, self.state.schema())?
            }
            Some(settings) => settings.clone(),
        };
        let mut plan = |window| csv.plan(&settings, &self.state, now, &mut || new_id(), window);
        let Some(only) = ask.only else {
            return Ok(plan(ask.offset..ask.offset.saturating_add(ask.limit))?.summary);
        };
        // How a row ends is known only when all were looked at, so the ones to show are found first.
        let counted = plan(0..0)?;
        let ending_so = (0..).zip(&counted.fates).filter(|(_, fate)| **fate == only).map(|(at, _)| at);
        let shown: Vec<u32> = ending_so.skip(ask.offset as usize).take(ask.limit as usize).collect();
        let (Some(first), Some(last)) = (shown.first(), shown.last()) else { return Ok(counted.summary) };
        let mut summary = plan(*first..last + 1)?.summary;
        summary.preview.retain(|row| row.fate == only);
        Ok(summary)
    }

    pub(super) fn import_csv(
        &mut self,
        ask: ImportCsv,
        now: Now,
        new_id: &mut dyn FnMut() -> Id,
    ) -> Result<Outcome, Problem> {
        let writer = self.writer(now);
        let (name, csv) = self.csv(ask.file)?;
        let planned = csv.plan(&ask.settings, &self.state, now, &mut || new_id(), 0..0)?;
        let label = Label::new("Import", name);
        let transaction = plan::commit(&self.state, writer, label, planned.drafts)?;
        let records = transaction.edits.len() as u32;
        let CsvPlan { new, changed, unchanged, skipped, broken, .. } = planned.summary;
        let committed = Committed { label: transaction.label.clone(), records, skipped: 0 };
        Ok(write_with(transaction, &CsvReport { committed, new, changed, unchanged, skipped, broken }))
    }

    pub(super) fn export_csv(&self, ask: &ExportCsv, now: Now) -> Result<Outcome, Problem> {
        let rows = self.sorted(self.selected(&ask.which, now)?, &ask.sort, now);
        let query = self.query(now);
        let schema = self.state.schema();
        let fields: Vec<_> = ask.fields.iter().filter_map(|field| schema.field(field)).collect();
        let head: Vec<String> = fields.iter().map(|info| info.label.to_string()).collect();
        let customers = self.state.table(Table::Customer);
        let body = rows.into_iter().map(|row| {
            let record = customers.record(row);
            let text = |field: &Field, kind| plain(&query, &query.shown(row, &record, field), kind, schema);
            fields.iter().map(|info| text(&info.field, info.kind)).collect()
        });
        Ok(answer(&csv::write(std::iter::once(head).chain(body), Mark::With)))
    }
}

fn incoming(document: &Document) -> Incoming<'_> {
    Incoming { records: &document.records, seen: &document.seen, history: &document.history }
}

/// A value as spreadsheets and other programs read it: ISO dates, labels of choices, exact amounts.
fn plain(query: &Query<'_>, shown: &Shown, kind: FieldKind, schema: &Schema) -> String {
    let one = |value: &Value| match (value, kind) {
        (Value::Text(key), FieldKind::Consents) => {
            schema.choice(ChoiceList::Channel, key).map_or_else(|| key.clone(), |it| it.label.into_owned())
        }
        (Value::Text(key), FieldKind::Choice(list)) => {
            schema.choice(list, key).map_or_else(|| key.clone(), |choice| choice.label.into_owned())
        }
        (Value::Text(text) | Value::Json(text), _) => text.clone(),
        (Value::Bool(value), _) => if *value { "yes" } else { "no" }.to_owned(),
        (Value::Int(number), _) => number.to_string(),
        (Value::Number(number), _) => number.to_string(),
        (Value::Date(date), _) => date.to_string(),
        (Value::Moment(moment), _) => moment.to_string(),
        (Value::Money(money), _) => money.to_string(),
        (Value::Contact(point), _) => point.value.clone(),
        (Value::Address(address), _) => address.parts().collect::<Vec<_>>().join(", ").replace('\n', ", "),
        (Value::Consent(consent), _) => if consent.given { "yes" } else { "no" }.to_owned(),
        (Value::Ref(id), _) => query.named(Table::Customer, *id).name,
    };
    match shown {
        Shown::Nothing => String::new(),
        Shown::One(value) => one(value),
        Shown::Many(values) => values.iter().map(one).collect::<Vec<_>>().join("; "),
        Shown::Link(named) => named.name.clone(),
    }
}
