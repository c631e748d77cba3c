use serde::{Deserialize, Serialize};

use super::Ask;
use super::answer::*;
pub use crate::change::Label;
use crate::model::{CellKey, Field, Id, Rule, SortKey, Table, Value};

/// Declares the request enum, and for each request what answers it.
macro_rules! requests {
    ($($name:ident => $answer:ty,)*) => {
        #[derive(Serialize, Deserialize)]
        pub enum Request { $($name($name),)* }
        $(
            impl From<$name> for Request {
                fn from(request: $name) -> Self { Request::$name(request) }
            }
            impl Ask for $name { type Answer = $answer; }
        )*
    };
}

requests! {
    Hello => Welcome,
    GetList => ListPage,
    GetRecord => Option<RecordView>,
    GetTimeline => Timeline,
    Search => SearchResults,
    Suggest => Vec<Suggestion>,
    ListSegments => Vec<SegmentSummary>,
    GetSegment => Option<SegmentView>,
    PreviewSegment => SegmentPreview,
    ExplainSegment => Explanation,
    CompareSegment => SegmentComparison,
    ListViews => Vec<ViewSummary>,
    ListBin => Vec<BinEntry>,
    ListReviews => Vec<ReviewItem>,
    ListActivity => Vec<ActivityEntry>,
    GetUndo => UndoState,
    GetDataState => DataState,
    Commit => Committed,
    Bulk => Committed,
    Undo => Committed,
    Redo => Committed,
    StartWorkspace => Committed,
    SetMe => (),
    GetMemberUse => MemberUse,
    RemoveMember => Committed,
    ResolveReview => Committed,
    LoadSample => Committed,
    RemoveSample => Committed,
    Generate => Committed,
    OpenFile => FileInfo,
    PlanCsv => CsvPlan,
    ImportCsv => CsvReport,
    PlanMerge => MergePlan,
    ImportMerge => Committed,
    CloseFile => (),
    ExportJson => Vec<u8>,
    ExportCsv => Vec<u8>,
    Wipe => (),
}

/// Who is there: schema, workspace, counts. Asked first, and again when settings change.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Hello;

/// A window of the customer list.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct GetList {
    pub filter: Rule,
    /// Full-text search within the filtered; empty for none.
    pub search: String,
    pub sort: Vec<SortKey>,
    pub fields: Vec<Field>,
    pub offset: u32,
    pub limit: u32,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct GetRecord {
    pub table: Table,
    pub id: Id,
}

/// A window of one customer's interactions and notes, latest first.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct GetTimeline {
    /// `None`: everybody's interactions.
    pub customer: Option<Id>,
    /// For a company: its people's too.
    pub with_people: bool,
    /// Over interaction fields. Anything but "everything" hides notes.
    pub filter: Rule,
    /// Words that must stand in the subject or text.
    pub text: String,
    /// By the day a follow-up is due, the earliest first, instead of the latest first.
    pub by_due: bool,
    pub offset: u32,
    pub limit: u32,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Search {
    pub text: String,
    pub limit: u32,
}

/// Values to offer while the user types.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Suggest {
    pub what: SuggestKind,
    pub text: String,
    pub limit: u32,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum SuggestKind {
    Customers,
    Companies,
    /// Values that a text or tag field already has, the most used first.
    Values(Field),
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ListSegments;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct GetSegment {
    pub id: Id,
}

/// What makes up a segment, saved or still being edited.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct SegmentDraft {
    pub rule: Rule,
    pub included: Vec<Id>,
    pub excluded: Vec<Id>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PreviewSegment {
    pub draft: SegmentDraft,
    pub limit: u32,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ExplainSegment {
    pub draft: SegmentDraft,
    pub customer: Id,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CompareSegment {
    pub draft: SegmentDraft,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ListViews;

/// Deleted records, the latest first.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ListBin;

/// Values that lost a merge and wait for somebody to look.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ListReviews;

/// What was done in this workspace, the latest first.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ListActivity {
    pub limit: u32,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct GetUndo;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct GetDataState;

/// Writes cells of any records, all or nothing.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Commit {
    pub label: Label,
    pub drafts: Vec<Draft>,
}

/// New values for cells of one record, which is created when it does not exist.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Draft {
    pub table: Table,
    pub id: Id,
    /// `None` clears the cell or removes the element. `CellKey::ALIVE` with `Bool(false)` deletes
    /// the record, with `Bool(true)` restores it.
    pub cells: Vec<(CellKey, Option<Value>)>,
}

impl Draft {
    pub fn new(table: Table, id: Id) -> Self {
        Draft { table, id, cells: Vec::new() }
    }

    pub fn set(mut self, field: Field, value: Option<Value>) -> Self {
        self.cells.push((field.into(), value));
        self
    }

    pub fn delete(table: Table, id: Id) -> Self {
        Draft { table, id, cells: vec![(CellKey::ALIVE, Some(Value::Bool(false)))] }
    }

    pub fn restore(table: Table, id: Id) -> Self {
        Draft { table, id, cells: vec![(CellKey::ALIVE, Some(Value::Bool(true)))] }
    }
}

/// Which customers a bulk change is for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Selection {
    Ids(Vec<Id>),
    Matching { filter: Rule, search: String, except: Vec<Id> },
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Bulk {
    pub which: Selection,
    pub change: BulkChange,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum BulkChange {
    Set(Field, Option<Value>),
    AddTags(Vec<String>),
    RemoveTags(Vec<String>),
    Archive(bool),
    AddToSegment(Id),
    Delete,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Undo;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Redo;

/// Names the workspace and the person at this browser.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StartWorkspace {
    pub name: String,
    pub my_name: String,
    /// ISO 4217.
    pub currency: String,
}

/// Says which member uses this browser.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SetMe {
    pub member: Id,
}

/// How much a member would leave behind.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct GetMemberUse {
    pub member: Id,
}

/// Takes a member out of the workspace; what was theirs becomes somebody else's, or nobody's.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RemoveMember {
    pub member: Id,
    pub hand_over_to: Option<Id>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ResolveReview {
    pub review: Id,
    /// Write the value that lost instead of the one that shows.
    pub take_other: bool,
}

/// The sample company, as of now.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct LoadSample;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RemoveSample;

/// A large made-up workspace, to see how Clientele holds.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Generate {
    pub customers: u32,
    pub interactions: u32,
    pub seed: u64,
}

/// Hands a file to the engine, which keeps it until `CloseFile`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct OpenFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// How to read a CSV file, what its columns are, and what would come of it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PlanCsv {
    pub file: u32,
    /// `None`: guess.
    pub settings: Option<CsvSettings>,
    /// Only rows that end so are in the preview, and are counted by `offset`.
    pub only: Option<RowFate>,
    /// How many rows of the preview, from `offset` on, to return.
    pub offset: u32,
    pub limit: u32,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ImportCsv {
    pub file: u32,
    pub settings: CsvSettings,
}

/// What merging a Clientele file would change.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PlanMerge {
    pub file: u32,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ImportMerge {
    pub file: u32,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CloseFile {
    pub file: u32,
}

/// Everything, as one JSON file.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ExportJson;

/// The selected customers with these columns, in this order.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ExportCsv {
    pub which: Selection,
    pub fields: Vec<Field>,
    pub sort: Vec<SortKey>,
}

/// Erases everything in this browser.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Wipe;
