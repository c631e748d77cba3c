//! The worker: an engine on a journal. Thin glue; what it decides is only the order of things.
//!
//! One command at a time: planned by the engine, appended to the journal, then applied after
//! whatever other tabs appended before it. So the state is always a prefix of the journal, and
//! "saved" is said only of what is on disk. Between commands: other tabs' entries, the search
//! index, compaction, and keeping the first screen for the next start.

mod opening;

use std::cell::RefCell;
use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use crate::change::{ReplicaId, Transaction, pack_transaction, unpack_transaction};
use crate::engine::{Engine, HostTask, Outcome, Stream};
use crate::model::{Id, Now, Table};
use crate::platform::channel::Channel;
use crate::platform::{clock, random, worker};
use crate::storage::replica::{self, Replica};
use crate::storage::{
    AnyJournal, Compacted, Compaction, Durability, Entry, IndexedDb, Journal, MAX_PART_BYTES, Memory, Notice,
    Page, Since, StorageError,
};
use crate::wire::{Envelope, Event, Message, Problem, Request, decode, encode};
use opening::{Early, Opening, Place};

/// The database, the locks and the channel of this app.
const NAME: &str = "clientele";
const ME: &str = "me";
const EXPORTED: &str = "exported";
const OPENING: &str = "opening";

/// The search index is built in slices of this length, so that a question waits no longer; and so many
/// records are read between two looks at the clock.
const INDEX_SLICE_MS: i64 = 12;
const INDEX_STEP: u32 = 250;
/// When the journal becomes pages: replaying more than this would be felt at the next start.
const COMPACT_ENTRIES: usize = 256;
const COMPACT_BYTES: usize = 4 * 1024 * 1024;
/// When it is tried again, after another tab was at it or the browser refused.
const COMPACT_AFTER_BUSY_MS: i64 = 30_000;
const COMPACT_AFTER_ERROR_MS: i64 = 300_000;

/// Nothing asked for so long: the first screen is kept, where nobody waits for an answer.
const QUIET_MS: i32 = 400;

/// Starts the worker. Everything after happens in answer to messages.
pub fn start() {
    let queue = Rc::new(Queue::default());
    let heard = queue.clone();
    let listening = worker::listen(move |bytes| match decode::<Envelope>(&bytes) {
        Ok(envelope) => match heard.answer_early(&envelope.request) {
            Some(body) => reply(envelope.number, body),
            None => heard.push(Work::Request(envelope)),
        },
        Err(problem) => tell(Event::Fault(problem)),
    });
    if listening.is_err() {
        // Without a page to talk to there is nothing to do.
        return;
    }
    tell(Event::Listening);
    wasm_bindgen_futures::spawn_local(run(queue));
}

enum Work {
    Request(Envelope),
    /// Another tab wrote to the journal.
    Grown,
    /// Some time has passed since so much work was done.
    Quiet(u64),
}

/// What is to be done, in the order it came.
#[derive(Default)]
struct Queue {
    work: RefCell<VecDeque<Work>>,
    wake: RefCell<Option<futures_channel::oneshot::Sender<()>>>,
    /// Only while the data is being read.
    early: RefCell<Option<Early>>,
}

impl Queue {
    fn push(&self, work: Work) {
        self.work.borrow_mut().push_back(work);
        if let Some(wake) = self.wake.take() {
            // The host may have looked meanwhile.
            let _ = wake.send(());
        }
    }

    fn answer_early(&self, request: &Request) -> Option<Vec<u8>> {
        self.early.borrow_mut().as_mut()?.answer(request)
    }

    fn pop(&self) -> Option<Work> {
        self.work.borrow_mut().pop_front()
    }

    async fn wait(&self) {
        if !self.work.borrow().is_empty() {
            return;
        }
        let (sender, receiver) = futures_channel::oneshot::channel();
        *self.wake.borrow_mut() = Some(sender);
        let _ = receiver.await;
    }
}

async fn run(queue: Rc<Queue>) {
    let mut host = match Host::open(&queue).await {
        Ok(host) => host,
        Err(mut failed) => {
            queue.early.take();
            tell(Event::Fault(failed.problem.clone()));
            loop {
                queue.wait().await;
                if let Some(Work::Request(envelope)) = queue.pop() {
                    reply(envelope.number, failed.answer(envelope.request));
                }
            }
        }
    };
    match queue.early.take() {
        Some(early) => host.confirm(early),
        None => tell(Event::Ready),
    }
    let (mut done, mut listens_for_quiet) = (0u64, false);
    loop {
        match queue.pop() {
            Some(Work::Request(Envelope { number, request })) => {
                done += 1;
                let body = match host.handle(request).await {
                    Ok(body) => body,
                    Err(problem) => encode(&Err::<(), _>(problem)),
                };
                reply(number, body);
            }
            Some(Work::Grown) => {
                done += 1;
                if let Err(error) = host.catch_up().await {
                    tell(Event::Fault(problem_of(&error)));
                }
            }
            Some(Work::Quiet(then)) => {
                listens_for_quiet = false;
                if then == done {
                    host.keep_opening().await;
                }
            }
            None if host.wants_opening() && !listens_for_quiet => {
                listens_for_quiet = true;
                let queue = queue.clone();
                wasm_bindgen_futures::spawn_local(async move {
                    clock::sleep(QUIET_MS).await;
                    queue.push(Work::Quiet(done));
                });
            }
            None if host.engine.is_indexing() => {
                let until_ms = clock::now_ms() + INDEX_SLICE_MS;
                while host.engine.index_some(INDEX_STEP) && clock::now_ms() < until_ms {}
                if !host.engine.is_indexing() {
                    // Searches that were answered meanwhile may find more now.
                    tell(Event::Changed(vec![Table::Customer, Table::Interaction]));
                }
                clock::sleep(0).await;
            }
            None if host.wants_compaction() => host.compact().await,
            None => queue.wait().await,
        }
    }
}

/// The data could not be opened: every request is answered with why, but for the export of what was read
/// until then.
struct Failed {
    problem: Problem,
    engine: Option<Box<Engine>>,
}

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Failed { problem, engine: None }
    }
}

impl Failed {
    fn answer(&mut self, request: Request) -> Vec<u8> {
        if matches!(request, Request::ExportJson(_))
            && let Some(engine) = &mut self.engine
        {
            let has_any = Table::ALL.into_iter().any(|table| engine.state().table(table).len() > 0);
            let exported = engine.handle(request, now(), &mut new_id);
            if let (true, Ok(Outcome::Host(HostTask::NoteExport { answer, .. }))) = (has_any, exported) {
                return answer;
            }
            let nothing = Problem::new("Nothing could be read.").at(self.problem.what.clone());
            return encode(&Err::<(), _>(nothing.advice("Reload the page to try again.")));
        }
        encode(&Err::<(), _>(self.problem.clone()))
    }
}

struct Host {
    engine: Engine,
    journal: AnyJournal,
    /// The last entry that was applied.
    seq: u64,
    /// Entries since the pages, as the history will keep them.
    since_pages: Vec<Entry>,
    bytes_since_pages: usize,
    channel: Option<Channel>,
    replica: Replica,
    /// Compaction was refused: not before this time again, nor before there is something to do.
    compact_after_ms: i64,
    /// What the page asked until it first fell silent; then what the last one had asked. Packed.
    opening: Vec<Vec<u8>>,
    is_opening: bool,
    /// Where the journal was when the first screen was kept.
    kept: Option<Place>,
}

impl Host {
    async fn open(queue: &Rc<Queue>) -> Result<Self, Failed> {
        let browser = IndexedDb::new(NAME, |notice| {
            if notice == Notice::NewerVersionOpened {
                tell(Event::Outdated);
            }
        });
        let grown = queue.clone();
        let channel = Channel::open(NAME, move |_| grown.push(Work::Grown)).ok();
        let mut host = Host {
            engine: Engine::new(ReplicaId(0)),
            replica: Replica::once().map_err(|error| problem_of(&error))?,
            journal: AnyJournal::Browser(browser),
            seq: 0,
            since_pages: Vec::new(),
            bytes_since_pages: 0,
            channel,
            compact_after_ms: 0,
            opening: Vec::new(),
            is_opening: true,
            kept: None,
        };
        let opened = match host.kept_opening().await {
            // Opening was tried long enough.
            Err(error @ StorageError::Unavailable { .. }) => Err(error),
            // Whatever else is wrong shows again when everything is read.
            kept => {
                if let Ok(Some(opening)) = kept {
                    host.opening = opening.answers.iter().map(|(question, _)| question.clone()).collect();
                    host.kept = Some(opening.place.clone());
                    *queue.early.borrow_mut() = Some(Early::new(opening));
                    tell(Event::Ready);
                }
                host.claim_and_load().await
            }
        };
        match opened {
            Ok(()) => {}
            Err(StorageError::Unavailable { .. }) => {
                host.fall_back().await.map_err(|error| problem_of(&error))?
            }
            Err(error @ StorageError::Damaged { .. }) => {
                // What could be read is shown and can be exported; nothing is written over the rest.
                host.journal = AnyJournal::Memory(Memory::default());
                host.engine.set_memory_only(true);
                tell(Event::Fault(problem_of(&error)));
            }
            Err(error) => {
                let engine = Some(Box::new(host.engine));
                return Err(Failed { problem: problem_of(&error), engine });
            }
        }
        Ok(host)
    }

    async fn claim_and_load(&mut self) -> Result<(), StorageError> {
        self.replica = replica::claim(&self.journal, NAME).await?;
        self.load().await
    }

    /// The first screen of the last time, if it still is what the engine would answer.
    async fn kept_opening(&self) -> Result<Option<Opening>, StorageError> {
        let Some(bytes) = self.journal.device_get(OPENING).await? else { return Ok(None) };
        let place = Place::new(worker::own_address(), self.journal.head().await?, now());
        Ok(Opening::read(&bytes).filter(|kept| kept.place == place && !kept.answers.is_empty()))
    }

    /// Everything is read: whatever was answered before must be what is answered now.
    fn confirm(&mut self, early: Early) {
        let holds =
            early.given.iter().all(|(question, answer)| self.asked_again(question).as_ref() == Some(answer));
        for (question, _) in early.given {
            self.note_opening(question);
        }
        if !holds {
            tell_changed(Table::ALL.into_iter().collect());
        }
    }

    fn asked_again(&mut self, question: &[u8]) -> Option<Vec<u8>> {
        let request = decode::<Request>(question).ok()?;
        match self.engine.handle(request, now(), &mut new_id) {
            Ok(Outcome::Answer(body)) => Some(body),
            _ => None,
        }
    }

    /// The page that opens asked this; the newest stands first.
    fn note_opening(&mut self, question: Vec<u8>) {
        self.opening.retain(|other| *other != question);
        self.opening.insert(0, question);
    }

    fn wants_opening(&self) -> bool {
        matches!(self.journal, AnyJournal::Browser(_)) && (self.is_opening || self.kept.is_none())
    }

    /// Keeps the first screen for the next start.
    async fn keep_opening(&mut self) {
        self.is_opening = false;
        let place = Place::new(worker::own_address(), self.seq, now());
        if self.kept.as_ref() == Some(&place) {
            return;
        }
        let mut opening = Opening { place: place.clone(), answers: Vec::new() };
        for question in self.opening.clone() {
            if let Some(answer) = self.asked_again(&question)
                && !opening.is_full()
            {
                opening.answers.push((question, answer));
            }
        }
        self.opening = opening.answers.iter().map(|(question, _)| question.clone()).collect();
        // Only a start is slower without it.
        let _ = self.journal.device_put(OPENING, opening.to_bytes()).await;
        self.kept = Some(place);
    }

    /// Everything works, and is gone with the tab.
    async fn fall_back(&mut self) -> Result<(), StorageError> {
        self.journal = AnyJournal::Memory(Memory::default());
        self.load().await?;
        self.engine.set_memory_only(true);
        Ok(())
    }

    /// Reads pages, history and journal into a new engine. What is damaged costs no more than itself: all that
    /// can be read is there when this says so.
    async fn load(&mut self) -> Result<(), StorageError> {
        let damaged = |_| StorageError::Damaged { place: "a page" };
        self.engine = Engine::new(ReplicaId(self.replica.id));
        let state = self.engine.state_mut();
        let mut read = Ok(());
        let mut load_page = |page: Page| {
            if let Err(error) = state.load_page(page.table, page.bytes) {
                read = Err(error);
            }
        };
        let opened = match self.journal.open(&mut load_page).await {
            Ok(opened) => opened,
            Err(error) => {
                // For the export of what was read until then.
                self.engine.loaded();
                return Err(error);
            }
        };
        let mut whole = state.load_beside(&opened.meta.state).map_err(damaged);
        let watermark = opened.meta.watermark;
        for entry in self.journal.history(0..watermark + 1, u32::MAX).await?.into_iter().rev() {
            if state.load_history(&entry.bytes).is_err() {
                whole = Err(StorageError::Damaged { place: "the history" });
            }
        }
        self.engine.loaded();
        self.seq = watermark;
        self.since_pages.clear();
        self.bytes_since_pages = 0;
        whole = whole.and(read.map_err(damaged));
        for entry in opened.entries {
            if let Err(error) = self.apply_entry(&entry) {
                // What comes after it may depend on it.
                whole = Err(error);
                break;
            }
        }
        let me = self.journal.device_get(ME).await?;
        self.engine.set_me(me.and_then(|bytes| postcard::from_bytes::<Id>(&bytes).ok()));
        let exported = self.journal.device_get(EXPORTED).await?;
        self.engine.set_exported(exported.and_then(|bytes| postcard::from_bytes(&bytes).ok()));
        whole
    }

    fn apply_entry(&mut self, entry: &Entry) -> Result<BTreeSet<Table>, StorageError> {
        if entry.seq <= self.seq {
            return Ok(BTreeSet::new());
        }
        let transaction =
            unpack_transaction(&entry.bytes).map_err(|_| StorageError::Damaged { place: "the journal" })?;
        Ok(self.apply(entry.seq, entry.bytes.len(), &transaction))
    }

    fn apply(&mut self, seq: u64, bytes: usize, transaction: &Transaction) -> BTreeSet<Table> {
        let touched = self.engine.apply(transaction);
        self.kept = None;
        self.seq = seq;
        self.bytes_since_pages += bytes;
        // The log has just packed the same, unless it keeps what came with it apart.
        let logged = self.engine.state().log().entries().last().filter(|_| transaction.history.is_empty());
        let bytes = match logged {
            Some(entry) => entry.packed().to_vec(),
            None => pack_transaction(&transaction.lean()),
        };
        self.since_pages.push(Entry { seq, bytes });
        touched
    }

    async fn handle(&mut self, request: Request) -> Result<Vec<u8>, Problem> {
        let me = self.engine.me();
        if self.is_opening && opening::is_question(&request) {
            self.note_opening(encode(&request));
            self.kept = None;
        }
        let body = self.answer(request).await?;
        if let Some(now) = self.engine.me().filter(|now| Some(*now) != me) {
            self.kept = None;
            let bytes = postcard::to_allocvec(&now).unwrap_or_default();
            self.journal.device_put(ME, bytes).await.map_err(|error| problem_of(&error))?;
            tell_changed([Table::Member].into());
        }
        Ok(body)
    }

    async fn answer(&mut self, request: Request) -> Result<Vec<u8>, Problem> {
        match self.engine.handle(request, now(), &mut new_id)? {
            Outcome::Answer(body) => Ok(body),
            Outcome::Write { transaction, answer } => {
                self.write(&transaction).await.map_err(|error| problem_of(&error))?;
                Ok(answer)
            }
            Outcome::Stream(Stream { what, pieces, mut next, answer }) => {
                let mut done = 0;
                while let Some(transaction) = next(&mut self.engine, now())? {
                    self.write(&transaction).await.map_err(|error| problem_of(&error))?;
                    done += 1;
                    tell(Event::Progress { what: what.clone(), done, total: pieces });
                }
                Ok(answer)
            }
            Outcome::Host(task) => self.on_the_side(task).await.map_err(|error| problem_of(&error)),
        }
    }

    async fn write(&mut self, transaction: &Transaction) -> Result<(), StorageError> {
        let bytes = pack_transaction(transaction);
        let length = bytes.len();
        let parts: Vec<Vec<u8>> = if length <= MAX_PART_BYTES {
            vec![bytes]
        } else {
            bytes.chunks(MAX_PART_BYTES).map(<[u8]>::to_vec).collect()
        };
        let count = parts.len() as u64;
        let seq = self.journal.append(parts, Durability::Strict).await?;
        if seq == self.seq + count {
            let touched = self.apply(seq, length, transaction);
            tell_changed(touched);
        } else {
            // Another tab wrote in between: its entries come first.
            self.catch_up().await?;
        }
        if let Some(channel) = &self.channel {
            // The other tabs also look when they are told of the next write.
            let _ = channel.post(&seq.to_le_bytes());
        }
        Ok(())
    }

    /// Applies what other tabs wrote.
    async fn catch_up(&mut self) -> Result<(), StorageError> {
        self.kept = None;
        match self.journal.since(self.seq).await? {
            Since::Entries(entries) => {
                let mut touched = BTreeSet::new();
                for entry in entries {
                    touched.extend(self.apply_entry(&entry)?);
                }
                tell_changed(touched);
            }
            Since::Missed => {
                self.load().await?;
                tell_changed(Table::ALL.into_iter().collect());
            }
        }
        Ok(())
    }

    fn wants_compaction(&self) -> bool {
        matches!(self.journal, AnyJournal::Browser(_))
            && (self.since_pages.len() >= COMPACT_ENTRIES || self.bytes_since_pages >= COMPACT_BYTES)
            && clock::now_ms() >= self.compact_after_ms
    }

    /// Makes pages of the journal. Another tab may be at it, or have done it already.
    async fn compact(&mut self) {
        let state = self.engine.state();
        let compaction = Compaction {
            upto_seq: self.seq,
            pages: state.dirty_pages().map(|(table, number, bytes)| Page { table, number, bytes }).collect(),
            history: self.since_pages.clone(),
            state: state.beside_pages(),
        };
        match self.journal.compact(compaction).await {
            Ok(Compacted::Done) => {
                self.engine.state_mut().pages_stored();
                self.since_pages.clear();
                self.bytes_since_pages = 0;
            }
            // Whoever is at it writes the same pages; ours stay dirty, which costs only time.
            Ok(Compacted::Busy) => self.compact_after_ms = clock::now_ms() + COMPACT_AFTER_BUSY_MS,
            // Pages of later entries than ours are there already: those come first.
            Ok(Compacted::Behind) => {
                self.compact_after_ms = clock::now_ms() + COMPACT_AFTER_BUSY_MS;
                if let Err(error) = self.catch_up().await {
                    tell(Event::Fault(problem_of(&error)));
                }
            }
            // The journal is whole.
            Err(_) => self.compact_after_ms = clock::now_ms() + COMPACT_AFTER_ERROR_MS,
        }
    }

    async fn on_the_side(&mut self, task: HostTask) -> Result<Vec<u8>, StorageError> {
        let done = || encode(&Ok::<_, Problem>(()));
        self.kept = None;
        match task {
            HostTask::NoteExport { exported, answer } => {
                self.journal
                    .device_put(EXPORTED, postcard::to_allocvec(&exported).unwrap_or_default())
                    .await?;
                self.engine.set_exported(Some(exported));
                tell_changed([Table::Workspace].into());
                Ok(answer)
            }
            HostTask::Wipe => {
                self.journal.wipe().await?;
                self.claim_and_load().await?;
                tell_changed(Table::ALL.into_iter().collect());
                if let Some(channel) = &self.channel {
                    let _ = channel.post(&[]);
                }
                Ok(done())
            }
        }
    }
}

fn now() -> Now {
    let utc_ms = clock::now_ms();
    Now { utc_ms, offset_min: clock::offset_minutes(utc_ms) }
}

fn new_id() -> Id {
    // Every browser that runs WebAssembly has a source of randomness; without one, time alone
    // still tells ids of one tab apart.
    let now_ms = clock::now_ms().max(0) as u64;
    Id::new(now_ms, random::random_u128().unwrap_or(u128::from(now_ms)))
}

fn tell(event: Event) {
    post(&Message::Event(event));
}

fn tell_changed(tables: BTreeSet<Table>) {
    if !tables.is_empty() {
        tell(Event::Changed(tables.into_iter().collect()));
    }
}

fn reply(number: u64, body: Vec<u8>) {
    post(&Message::Reply { number, body });
}

fn post(message: &Message) {
    // A page that is gone hears nothing.
    let _ = worker::post(&encode(message));
}

fn problem_of(error: &StorageError) -> Problem {
    let advice = match error {
        StorageError::Quota => "Free some space on this device or in this browser, then try again.",
        StorageError::Blocked => "Close the other tabs of Clientele, then reload this one.",
        StorageError::Unavailable { .. } => "Leave private mode or allow this site to keep data.",
        StorageError::Aborted { .. } => "Try again.",
        StorageError::NewerFormat { .. } => "Reload the page to get the newer version.",
        StorageError::Lost => "Export what this tab still holds before you close it.",
        StorageError::Damaged { .. } => "Export what could be read, and restore your last export.",
    };
    Problem::new(error.to_string()).advice(advice)
}
