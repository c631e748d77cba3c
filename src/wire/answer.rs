use serde::{Deserialize, Serialize};

use super::ask::{Label, SegmentDraft};
use crate::model::{CellKey, Field, Id, Layout, Moment, Rule, Schema, Table, Value};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Welcome {
    pub schema: Schema,
    /// `None`: nobody has named it yet, the first-run screen is due.
    pub workspace: Option<String>,
    /// Who uses this browser.
    pub me: Option<Id>,
    pub counts: Counts,
    /// Customers that came with the sample company.
    pub sample_customers: u32,
    /// Storage does not work: the data lives in this tab's memory only.
    pub memory_only: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Counts {
    pub customers: u32,
    pub archived: u32,
    pub interactions: u32,
    pub segments: u32,
    pub deleted: u32,
    pub reviews: u32,
}

/// A record's name beside its id.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Named {
    pub id: Id,
    pub name: String,
}

/// What a field of a row holds.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Shown {
    Nothing,
    One(Value),
    /// The elements of a set, the first to use first. Tags are `Text`.
    Many(Vec<Value>),
    /// A reference with the name of what it points to; empty when that is gone.
    Link(Named),
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ListRow {
    pub id: Id,
    pub name: String,
    pub is_company: bool,
    /// In the order of the asked fields.
    pub cells: Vec<Shown>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ListPage {
    /// How many match.
    pub total: u32,
    pub offset: u32,
    pub rows: Vec<ListRow>,
    /// The search index is still being built: more may match.
    pub indexing: bool,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RecordView {
    pub table: Table,
    pub id: Id,
    /// Of a customer: the display name.
    pub name: String,
    /// `false`: it is in the bin.
    pub alive: bool,
    pub cells: Vec<(CellKey, Value)>,
    /// Derived fields that have a value.
    pub derived: Vec<(Field, Value)>,
    /// The names of the records it refers to.
    pub names: Vec<Named>,
    /// Of a company: who works there.
    pub people: Vec<Named>,
    /// Of a customer: the segments it is in.
    pub segments: Vec<Named>,
    /// Of a customer: its notes, preferences and concerns.
    pub notes: Vec<TimelineEntry>,
}

impl RecordView {
    pub fn value(&self, field: &Field) -> Option<&Value> {
        let cells = self.cells.iter().find(|(key, _)| key.field == *field && key.element.is_none());
        cells
            .map(|(_, value)| value)
            .or_else(|| self.derived.iter().find(|(f, _)| f == field).map(|(_, value)| value))
    }

    /// The elements of a set with their keys, in the order of their rank.
    pub fn elements(&self, field: &Field) -> Vec<(&str, &Value)> {
        let mut elements: Vec<_> = self
            .cells
            .iter()
            .filter(|(key, _)| key.field == *field)
            .filter_map(|(key, value)| Some((key.element.as_deref()?, value)))
            .collect();
        elements.sort_by_key(|(_, value)| match value {
            Value::Contact(point) => point.rank,
            Value::Address(address) => address.rank,
            _ => 0,
        });
        elements
    }

    pub fn name_of(&self, id: Id) -> Option<&str> {
        self.names.iter().find(|named| named.id == id).map(|named| named.name.as_str())
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Timeline {
    /// How many match.
    pub total: u32,
    /// How many there are without filter and text.
    pub all: u32,
    pub entries: Vec<TimelineEntry>,
}

/// An interaction or a note.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TimelineEntry {
    pub table: Table,
    pub id: Id,
    pub at: Moment,
    pub customer: Named,
    pub cells: Vec<(Field, Value)>,
    /// Who handled it.
    pub by: Option<Named>,
}

impl TimelineEntry {
    pub fn value(&self, field: &Field) -> Option<&Value> {
        self.cells.iter().find(|(of, _)| of == field).map(|(_, value)| value)
    }

    pub fn text(&self, field: &Field) -> &str {
        self.value(field).and_then(Value::as_text).unwrap_or_default()
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SearchResults {
    pub total: u32,
    pub hits: Vec<Hit>,
    pub indexing: bool,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Hit {
    pub customer: Named,
    pub is_company: bool,
    /// Job title and company, or town: what tells namesakes apart.
    pub detail: String,
    /// Where the words were found when not in the name: a piece of text, and which bytes of it match.
    pub snippet: Option<(String, Vec<(u32, u32)>)>,
    /// The interaction it was found in.
    pub interaction: Option<Id>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Suggestion {
    /// Of a record.
    pub id: Option<Id>,
    pub label: String,
    pub detail: String,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SegmentSummary {
    pub id: Id,
    pub name: String,
    pub description: String,
    pub hue: String,
    pub count: u32,
    /// Its rule cannot be read by this version, or names what is gone.
    pub problem: Option<Problem>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SegmentView {
    pub summary: SegmentSummary,
    pub draft: SegmentDraft,
    /// The names of the hand-picked and left out, and of customers named in the rule.
    pub names: Vec<Named>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SegmentPreview {
    pub count: u32,
    /// Customers in all.
    pub of: u32,
    pub members: Vec<MemberOf>,
    pub problem: Option<Problem>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct MemberOf {
    pub customer: Named,
    pub is_company: bool,
    pub detail: String,
    pub last_contact: Option<Moment>,
    /// Picked by hand, not by the rule.
    pub by_hand: bool,
}

/// Why a customer is in a segment, or is not.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Explanation {
    pub member: bool,
    /// `Some(true)`: added by hand; `Some(false)`: left out by hand.
    pub by_hand: Option<bool>,
    pub rule: ExplainedRule,
}

/// A rule, whether it holds for the customer, and what was found.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ExplainedRule {
    /// A group without its parts, or a condition.
    pub rule: Rule,
    pub holds: bool,
    /// What the field holds, or the history's measure came to.
    pub found: Shown,
    pub parts: Vec<ExplainedRule>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SegmentComparison {
    pub inside: Profile,
    pub outside: Profile,
}

/// What a group of customers looks like. Shares are counts; the reader divides by `size` or the sum.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Profile {
    pub size: u32,
    /// Customers by stage key; the empty key: no stage.
    pub stages: Vec<(String, u32)>,
    /// Interactions by channel key.
    pub channels: Vec<(String, u32)>,
    pub interactions: u32,
    /// Customers by days since the last contact, in the bands of `RECENCY_DAYS`; then never.
    pub recency: Vec<u32>,
    /// Interactions by satisfaction 1 to 5.
    pub satisfaction: [u32; 5],
}

/// Upper ends of the recency bands in days, both ends of a band included; a last band is open.
pub const RECENCY_DAYS: [u32; 4] = [30, 90, 180, 365];

impl Profile {
    /// `None` when nobody said.
    pub fn mean_satisfaction(&self) -> Option<f64> {
        let count: u32 = self.satisfaction.iter().sum();
        let sum: u32 = self.satisfaction.iter().zip(1..).map(|(n, score)| n * score).sum();
        (count > 0).then(|| f64::from(sum) / f64::from(count))
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ViewSummary {
    pub id: Id,
    pub name: String,
    pub layout: Layout,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BinEntry {
    pub table: Table,
    pub id: Id,
    pub name: String,
    pub deleted: Moment,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ReviewItem {
    pub id: Id,
    pub table: Table,
    pub record: Named,
    pub cell: CellKey,
    /// What shows now.
    pub current: Shown,
    /// What somebody else wrote without having seen it. `Nothing`: they cleared it.
    pub other: Shown,
    pub other_written: Moment,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ActivityEntry {
    pub label: Label,
    pub at: Moment,
    pub by: Option<Named>,
    pub records: u32,
    /// It was taken back since.
    pub undone: bool,
}

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct UndoState {
    pub undo: Option<Label>,
    pub redo: Option<Label>,
}

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Committed {
    pub label: Label,
    /// How many records were written.
    pub records: u32,
    /// Cells an undo left alone because somebody changed them since.
    pub skipped: u32,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DataState {
    pub counts: Counts,
    /// Transactions kept for undo and history.
    pub transactions: u32,
    /// When the last change was written; `None`: nothing was.
    pub last_change: Option<Moment>,
    /// When everything was last exported from this browser.
    pub last_export: Option<Moment>,
    /// Transactions since the last export.
    pub unexported: u32,
    /// Bytes the records take in the engine's memory, packed.
    pub packed_bytes: u64,
    pub memory_only: bool,
}

/// What names a member: customers they own, interactions they handled.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MemberUse {
    pub customers: u32,
    pub interactions: u32,
}

/// What an opened file turned out to be.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FileInfo {
    pub file: u32,
    pub name: String,
    pub kind: FileKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum FileKind {
    Csv,
    /// Planned and imported like CSV.
    VCard,
    Clientele,
}

/// How a CSV file is read and what becomes of its columns.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CsvSettings {
    /// "utf-8", "windows-1252", "utf-16le", …
    pub encoding: String,
    /// A byte: comma, semicolon, tab, bar.
    pub delimiter: u8,
    pub has_header: bool,
    pub date_order: DateOrder,
    /// One target a column.
    pub columns: Vec<ColumnTarget>,
    pub duplicates: Duplicates,
}

/// How "03/04/2026" is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum DateOrder {
    DayMonth,
    MonthDay,
    YearMonth,
}

/// What a row does that matches a customer who is there (same external id, e-mail, or name and phone).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Duplicates {
    /// Fill empty fields and add to sets; keep what is there.
    Fill,
    /// Write what the file says; add to sets.
    Overwrite,
    Skip,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum ColumnTarget {
    Skip,
    /// A field that takes the whole text: names, dates, choices, tags, links; `customer::DISPLAY_NAME`
    /// is split into first and last name; `customer::COMPANY` finds or creates the company.
    Field(Field),
    /// An e-mail address or phone with this label.
    Contact(Field, String),
    /// A part of the postal address with this label.
    AddressPart(AddressPart, String),
    /// Consent on the channel of this key: yes or no.
    Consent(String),
    /// A custom field of this name and type, made by the import.
    NewField(String, crate::model::CustomKind),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum AddressPart {
    Street,
    City,
    Region,
    PostalCode,
    Country,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CsvPlan {
    pub settings: CsvSettings,
    /// Column names, or "Column 1" …
    pub headers: Vec<String>,
    /// For each column: the first values that are not empty.
    pub samples: Vec<Vec<String>>,
    pub rows: u32,
    pub new: u32,
    pub changed: u32,
    pub unchanged: u32,
    pub skipped: u32,
    pub broken: u32,
    /// Companies that the import would create besides the rows.
    pub companies: u32,
    /// Choices, members and fields the import would add: what it is added to, and its name.
    pub additions: Vec<(String, String)>,
    pub preview: Vec<CsvRow>,
    /// Every row that is broken, or is skipped for a reason worth telling.
    pub remarks: Vec<CsvRow>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CsvRow {
    /// The line of the file on which it begins, from 1.
    pub line: u32,
    pub fate: RowFate,
    /// The customer's name as it would be.
    pub name: String,
    /// Field label and value, as they would be written.
    pub values: Vec<(String, String)>,
    /// Why it is broken or skipped; what of it could not be read.
    pub reasons: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum RowFate {
    New,
    Changed,
    Unchanged,
    Skipped,
    Broken,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CsvReport {
    pub committed: Committed,
    pub new: u32,
    pub changed: u32,
    pub unchanged: u32,
    pub skipped: u32,
    pub broken: u32,
}

/// What merging a file would do.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct MergePlan {
    pub workspace: String,
    pub exported: Option<Moment>,
    /// A table: new, changed, deleted, the same.
    pub tables: Vec<(Table, [u32; 4])>,
    /// The first records it would change, with field label, value now, value then.
    pub changes: Vec<RecordChange>,
    /// Fields that both sides changed without having seen each other: they will wait for a review.
    pub conflicts: u32,
    /// Cells held back because they come from a clock far in the future.
    pub quarantined: u32,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RecordChange {
    pub table: Table,
    pub record: Named,
    pub fields: Vec<(CellKey, Shown, Shown)>,
}

use super::Problem;
