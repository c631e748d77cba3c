//! Every request, and what it comes to.

use super::log::{Entry, Next, START_WORKSPACE};
use super::plan::{self, Writer};
use super::read::{Review, is_sample};
use super::segments::pick;
use super::{Engine, HostTask, Outcome, Stream, answer, workspace_id, write};
use crate::change::Label;
use crate::demo;
use crate::model::{CellKey, Currency, Id, Now, Table, Value, customer, member, review, workspace};
use crate::wire::{
    Bulk, BulkChange, Commit, Committed, Draft, Generate, Problem, Request, ResolveReview, StartWorkspace,
    encode,
};

pub fn handle(
    engine: &mut Engine,
    request: Request,
    now: Now,
    new_id: &mut dyn FnMut() -> Id,
) -> Result<Outcome, Problem> {
    Ok(match request {
        Request::Hello(_) => answer(&engine.hello(now)),
        Request::GetList(ask) => answer(&engine.list(&ask, now)?),
        Request::GetRecord(ask) => answer(&engine.record_view(&ask, now)),
        Request::GetTimeline(ask) => answer(&engine.timeline(&ask, now)?),
        Request::Search(ask) => answer(&engine.search(&ask)),
        Request::Suggest(ask) => answer(&engine.suggest(&ask, now)),
        Request::ListSegments(_) => answer(&engine.list_segments(now)),
        Request::GetSegment(ask) => answer(&engine.segment(ask.id, now)),
        Request::PreviewSegment(ask) => answer(&engine.preview_segment(&ask, now)),
        Request::ExplainSegment(ask) => answer(&engine.explain_segment(&ask, now)?),
        Request::CompareSegment(ask) => answer(&engine.compare_segment(&ask, now)?),
        Request::ListViews(_) => answer(&engine.list_views()),
        Request::ListBin(_) => answer(&engine.list_bin()),
        Request::ListReviews(_) => answer(&engine.list_reviews(now)),
        Request::ListActivity(ask) => answer(&engine.activity(&ask, now)),
        Request::GetUndo(_) => answer(&engine.undo_state()),
        Request::GetDataState(_) => answer(&engine.data_state(now)),
        Request::Commit(Commit { label, drafts }) => {
            let writer = engine.writer(now);
            write(plan::commit(&engine.state, writer, label, drafts)?, 0)
        }
        Request::Bulk(ask) => engine.bulk(ask, now)?,
        Request::Undo(_) => engine.take_back(now, |next| next.undo),
        Request::Redo(_) => engine.take_back(now, |next| next.redo),
        Request::StartWorkspace(ask) => engine.start_workspace(ask, now, new_id)?,
        Request::SetMe(ask) => {
            engine.me = Some(ask.member);
            answer(&())
        }
        Request::GetMemberUse(ask) => answer(&engine.member_use(ask.member, now)?),
        Request::RemoveMember(ask) => engine.remove_member(&ask, now)?,
        Request::ResolveReview(ask) => engine.resolve_review(ask, now)?,
        Request::LoadSample(_) => engine.load_sample(now)?,
        Request::Generate(ask) => generate(&ask, now),
        Request::RemoveSample(_) => engine.remove_sample(now)?,
        Request::OpenFile(ask) => answer(&engine.open_file(ask)?),
        Request::PlanCsv(ask) => answer(&engine.plan_csv(&ask, now, new_id)?),
        Request::ImportCsv(ask) => engine.import_csv(ask, now, new_id)?,
        Request::ExportCsv(ask) => engine.export_csv(&ask, now)?,
        Request::PlanMerge(ask) => answer(&engine.plan_merge(ask.file, now)?),
        Request::ImportMerge(ask) => engine.import_merge(ask.file, now)?,
        Request::ExportJson(_) => engine.export_json(now),
        Request::CloseFile(ask) => {
            engine.files.close(ask.file);
            answer(&())
        }
        Request::Wipe(_) => Outcome::Host(HostTask::Wipe),
    })
}

impl Engine {
    fn take_back(&mut self, now: Now, which: impl FnOnce(Next<'_>) -> Option<&Entry>) -> Outcome {
        let target = which(self.state.log().next()).and_then(Entry::transaction);
        let Some(target) = target else { return answer(&Committed::default()) };
        let writer = self.writer(now);
        let (transaction, skipped) = plan::take_back(&self.state, writer, &target);
        // Written even when nothing is left to take back: undo goes on to the one before.
        let committed =
            Committed { label: transaction.label.clone(), records: transaction.edits.len() as u32, skipped };
        let answer = encode(&Ok::<_, Problem>(&committed));
        Outcome::Write { transaction: Box::new(transaction), answer }
    }

    fn bulk(&mut self, ask: Bulk, now: Now) -> Result<Outcome, Problem> {
        let rows = self.selected(&ask.which, now)?;
        let customers = self.state.table(Table::Customer);
        let ids: Vec<Id> = rows.into_iter().map(|row| customers.id(row)).collect();
        let count = ids.len();
        let all_cells = |cells: Vec<(CellKey, Option<Value>)>| {
            ids.iter().map(|id| Draft { table: Table::Customer, id: *id, cells: cells.clone() }).collect()
        };
        let cells = |cell: (CellKey, Option<Value>)| all_cells(vec![cell]);
        let tags = |tags: &[String], value: Option<Value>| {
            let tag = |tag: &String| (CellKey::element(customer::TAGS, tag.trim()), value.clone());
            all_cells(tags.iter().map(tag).collect())
        };
        let yes = Some(Value::Bool(true));
        let (action, drafts): (&str, Vec<Draft>) = match &ask.change {
            BulkChange::Set(field, value) => ("Edit customers", cells((field.clone().into(), value.clone()))),
            BulkChange::AddTags(names) => ("Tag customers", tags(names, yes)),
            BulkChange::RemoveTags(names) => ("Untag customers", tags(names, None)),
            BulkChange::Archive(true) => ("Archive customers", cells((customer::ARCHIVED.into(), yes))),
            BulkChange::Archive(false) => ("Unarchive customers", cells((customer::ARCHIVED.into(), None))),
            BulkChange::Delete => ("Delete customers", cells((CellKey::ALIVE, Some(Value::Bool(false))))),
            BulkChange::AddToSegment(id) => {
                let draft = self.query(now).segment(*id)?;
                let cells = ids.iter().flat_map(|id| pick(&draft, *id)).collect();
                ("Add to segment", vec![Draft { table: Table::Segment, id: *id, cells }])
            }
        };
        let label = Label::new(action, count.to_string());
        let writer = self.writer(now);
        Ok(write(plan::commit(&self.state, writer, label, drafts)?, 0))
    }

    fn start_workspace(
        &mut self,
        ask: StartWorkspace,
        now: Now,
        new_id: &mut dyn FnMut() -> Id,
    ) -> Result<Outcome, Problem> {
        let (name, my_name) = (ask.name.trim(), ask.my_name.trim());
        if name.is_empty() || my_name.is_empty() {
            return Err(Problem::new("The workspace and you need a name."));
        }
        let currency = Currency::new(&ask.currency).ok_or_else(|| {
            Problem::new("This is no currency.")
                .at(ask.currency.clone())
                .advice("Use three letters, such as EUR.")
        })?;
        let me = new_id();
        let text = |text: &str| Some(Value::text(text));
        let drafts = [
            Draft::new(Table::Workspace, workspace_id())
                .set(workspace::NAME, text(name))
                .set(workspace::CURRENCY, text(currency.code())),
            Draft::new(Table::Member, me).set(member::NAME, text(my_name)),
        ];
        let writer = Writer { author: Some(me), ..self.writer(now) };
        let transaction = plan::commit(&self.state, writer, Label::new(START_WORKSPACE, name), drafts)?;
        self.me = Some(me);
        Ok(write(transaction, 0))
    }

    fn resolve_review(&mut self, ask: ResolveReview, now: Now) -> Result<Outcome, Problem> {
        let record = self.state.record(Table::Review, ask.review);
        let of =
            record.as_ref().and_then(Review::read).ok_or_else(|| Problem::new("This is already settled."))?;
        let mut drafts =
            vec![Draft::new(Table::Review, ask.review).set(review::RESOLVED, Some(Value::Bool(true)))];
        if ask.take_other {
            drafts.push(Draft { table: of.table, id: of.record, cells: vec![(of.cell, of.lost)] });
        }
        let label = Label::new("Settle a merge", plan::name_of(&self.state, of.table, of.record));
        let writer = self.writer(now);
        Ok(write(plan::commit(&self.state, writer, label, drafts)?, 0))
    }

    fn load_sample(&mut self, now: Now) -> Result<Outcome, Problem> {
        let drafts = demo::sample(now, SAMPLE_SEED);
        let writer = self.writer(now);
        Ok(write(plan::commit(&self.state, writer, Label::new("Load the sample company", ""), drafts)?, 0))
    }

    /// Deletes what the sample company brought, and only that.
    fn remove_sample(&mut self, now: Now) -> Result<Outcome, Problem> {
        let mut drafts = Vec::new();
        for table in Table::ALL {
            let records = self.state.table(table).living().filter(|record| is_sample(table, record));
            drafts.extend(records.map(|record| Draft::delete(table, record.id)));
        }
        let writer = self.writer(now);
        Ok(write(plan::commit(&self.state, writer, Label::new("Remove the sample company", ""), drafts)?, 0))
    }
}

const SAMPLE_SEED: u64 = 1;

/// Drafts a transaction when a large workspace is made.
const PIECE: usize = 20_000;

fn generate(ask: &Generate, now: Now) -> Outcome {
    let total = ask.customers as usize + ask.interactions as usize;
    let mut drafts = demo::generate(ask.customers, ask.interactions, ask.seed, now);
    let label = Label::new("Generate customers", ask.customers.to_string());
    let committed = Committed { label: label.clone(), records: total as u32, skipped: 0 };
    let next = move |engine: &mut Engine, now: Now| {
        let piece: Vec<Draft> = drafts.by_ref().take(PIECE).collect();
        if piece.is_empty() {
            return Ok(None);
        }
        let writer = engine.writer(now);
        plan::commit(&engine.state, writer, label.clone(), piece).map(Some)
    };
    Outcome::Stream(Stream {
        what: "Generating".to_owned(),
        pieces: total.div_ceil(PIECE) as u32,
        next: Box::new(next),
        answer: encode(&Ok::<_, Problem>(&committed)),
    })
}
