//! The benchmark's questions as our engine's, and its answers in the form that all adapters give.

use clientele::model::{
    Comparison, Field, History, Id, Measure, Op, Period, Rule, SortKey, Table, Value, customer, interaction,
};
use clientele::wire::{
    Ask, Commit, Committed, Draft, Envelope, GetList, GetRecord, GetTimeline, Label, ListPage,
    PreviewSegment, Problem, RecordView, Request, SegmentDraft, SegmentPreview, StartWorkspace, Timeline,
    decode, encode,
};
use serde::Deserialize;
use wasm_bindgen::prelude::*;

/// A question as the adapters are asked it.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Question {
    Begin,
    First,
    Filter { stage: String, source: String, tag: String },
    Segment { days: u32, complaints: u32, tag: String },
    Search { text: String },
    Timeline { customer: String, limit: u32 },
    Edit { customer: String, value: String },
    Record { customer: String },
}

/// Rows of a first page.
const PAGE: u32 = 50;

/// The question as bytes for the engine's worker.
#[wasm_bindgen]
pub fn ask(number: u32, question: &str) -> Result<Vec<u8>, JsError> {
    let id = |text: &str| text.parse::<Id>().map_err(JsError::from);
    let request: Request = match serde_json::from_str(question)? {
        Question::Begin => {
            StartWorkspace { name: "Bench".into(), my_name: "Bench".into(), currency: "EUR".into() }.into()
        }
        Question::First => list(Rule::default(), String::new()).into(),
        Question::Filter { stage, source, tag } => {
            let rule = Rule::All(vec![
                is(customer::STAGE, &stage),
                is(customer::SOURCE, &source),
                is(customer::TAGS, &tag),
            ]);
            list(rule, String::new()).into()
        }
        Question::Segment { days, complaints, tag } => {
            let complained = History {
                which: Box::new(is(interaction::KIND, "complaint")),
                period: Period::Ever,
                measure: Measure::Count(Comparison::AtLeast, complaints),
            };
            let silent = History {
                which: Box::default(),
                period: Period::LastDays(days),
                measure: Measure::Count(Comparison::Equal, 0),
            };
            let rule =
                Rule::All(vec![Rule::History(silent), Rule::History(complained), is(customer::TAGS, &tag)]);
            let draft = SegmentDraft { rule, ..SegmentDraft::default() };
            PreviewSegment { draft, limit: PAGE }.into()
        }
        Question::Search { text } => list(Rule::default(), text).into(),
        Question::Timeline { customer, limit } => GetTimeline {
            customer: Some(id(&customer)?),
            with_people: false,
            filter: Rule::default(),
            text: String::new(),
            offset: 0,
            limit,
        }
        .into(),
        Question::Edit { customer, value } => {
            let draft = Draft::new(Table::Customer, id(&customer)?)
                .set(customer::JOB_TITLE, Some(Value::text(value)));
            Commit { label: Label::new("Edit customer", ""), drafts: vec![draft] }.into()
        }
        Question::Record { customer } => GetRecord { table: Table::Customer, id: id(&customer)? }.into(),
    };
    Ok(encode(&Envelope { number: number.into(), request }))
}

fn is(field: Field, key: &str) -> Rule {
    Rule::field(field, Op::Is(Value::text(key)))
}

fn list(filter: Rule, search: String) -> GetList {
    let fields = vec![customer::STAGE, customer::CITY, customer::LAST_CONTACT];
    let sort = vec![SortKey { field: customer::DISPLAY_NAME, descending: false }];
    GetList { filter, search, sort, fields, offset: 0, limit: PAGE }
}

/// An answer, opened as the page opens it.
#[wasm_bindgen]
pub struct Answer(Opened);

enum Opened {
    List(ListPage),
    Segment(SegmentPreview),
    Timeline(Timeline),
    Record(Option<RecordView>),
    Done,
}

pub fn answer(kind: &str, body: &[u8]) -> Result<Answer, JsError> {
    fn opened<Q: Ask>(body: &[u8]) -> Result<Q::Answer, JsError> {
        Ok(decode::<Result<Q::Answer, Problem>>(body)??)
    }
    Ok(Answer(match kind {
        "first" | "filter" | "search" => Opened::List(opened::<GetList>(body)?),
        "segment" => Opened::Segment(opened::<PreviewSegment>(body)?),
        "timeline" => Opened::Timeline(opened::<GetTimeline>(body)?),
        "record" => Opened::Record(opened::<GetRecord>(body)?),
        _ => {
            opened::<Commit>(body).map(|_: Committed| ())?;
            Opened::Done
        }
    }))
}

#[wasm_bindgen]
impl Answer {
    /// As all adapters answer: `{"total": 0, "ids": []}`.
    pub fn plain(&self) -> Result<String, JsError> {
        let text = |id: Id| id.to_string();
        let (total, ids): (u32, Vec<String>) = match &self.0 {
            Opened::List(page) => (page.total, page.rows.iter().map(|row| text(row.id)).collect()),
            Opened::Segment(preview) => {
                if let Some(problem) = &preview.problem {
                    return Err(problem.clone().into());
                }
                (preview.count, preview.members.iter().map(|member| text(member.customer.id)).collect())
            }
            Opened::Timeline(timeline) => {
                (timeline.total, timeline.entries.iter().map(|entry| text(entry.id)).collect())
            }
            Opened::Record(_) | Opened::Done => (0, Vec::new()),
        };
        Ok(serde_json::json!({ "total": total, "ids": ids }).to_string())
    }

    /// Of a list: whether the search index is still being built.
    pub fn is_indexing(&self) -> bool {
        matches!(&self.0, Opened::List(page) if page.indexing)
    }

    /// Of a record: the job title, which edits change.
    pub fn edited(&self) -> String {
        match &self.0 {
            Opened::Record(Some(record)) => {
                let value = record.value(&customer::JOB_TITLE);
                value.and_then(Value::as_text).unwrap_or_default().to_owned()
            }
            _ => String::new(),
        }
    }
}
