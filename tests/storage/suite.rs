//! What every journal must do, whatever it is kept in. `storage_native.rs` runs it in memory,
//! `storage_web.rs` in a browser's IndexedDB.

use clientele::storage::{
    Compacted, Compaction, Durability, Entry, Journal, Opened, Page, Since, StorageError,
};

/// One workspace that several tabs can open.
pub trait Workspace {
    type Journal: Journal;

    fn tab(&self) -> Self::Journal;

    /// The next transaction fails after that many writes.
    fn fail_after(&self, writes: usize, failure: Failure);

    /// Takes back a failure that has not happened.
    fn stop_failing(&self);
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    Abort,
    Quota,
}

/// Everything that is stored.
#[derive(Debug, PartialEq, Eq)]
struct Everything {
    opened: Opened,
    pages: Vec<Page>,
    history: Vec<Entry>,
    device: Option<Vec<u8>>,
}

async fn everything(workspace: &impl Workspace) -> Everything {
    let tab = workspace.tab();
    let mut pages = Vec::new();
    let opened = tab.open(&mut |page| pages.push(page)).await.unwrap();
    assert_eq!(opened.pages as usize, pages.len());
    assert_eq!(tab.head().await.unwrap(), opened.last_seq());
    Everything {
        opened,
        pages,
        history: tab.history(0..u64::from(u32::MAX), 1000).await.unwrap(),
        device: tab.device_get("key").await.unwrap(),
    }
}

async fn append(tab: &impl Journal, bytes: &[u8]) -> u64 {
    tab.append(vec![bytes.to_vec()], Durability::Strict).await.unwrap()
}

async fn since(tab: &impl Journal, seq: u64) -> Vec<Entry> {
    match tab.since(seq).await.unwrap() {
        Since::Entries(entries) => entries,
        Since::Missed => panic!("missed entries after {seq}"),
    }
}

fn page(table: u16, number: u32, bytes: &[u8]) -> Page {
    Page { table, number, bytes: bytes.to_vec() }
}

fn entry(seq: u64, bytes: &[u8]) -> Entry {
    Entry { seq, bytes: bytes.to_vec() }
}

fn compaction(upto_seq: u64, pages: Vec<Page>) -> Compaction {
    let history = vec![entry(upto_seq, b"lean")];
    Compaction { upto_seq, pages, history, state: b"state".to_vec() }
}

pub async fn a_new_workspace_is_empty(workspace: impl Workspace) {
    let found = everything(&workspace).await;
    assert!(found.opened.is_empty());
    assert_eq!(found.opened.last_seq(), 0);
    assert_eq!(found.pages, []);
    assert_eq!(found.history, []);
    assert_eq!(found.device, None);
}

pub async fn what_was_appended_is_there_after_a_reload(workspace: impl Workspace) {
    let tab = workspace.tab();
    let first = append(&tab, b"first").await;
    let second = tab.append(vec![b"second".to_vec()], Durability::Relaxed).await.unwrap();
    assert!(first < second);
    drop(tab);

    let found = everything(&workspace).await;
    assert_eq!(found.opened.entries, [entry(first, b"first"), entry(second, b"second")]);
    assert_eq!(found.opened.last_seq(), second);
    assert!(!found.opened.is_empty());
}

pub async fn several_parts_are_one_entry(workspace: impl Workspace) {
    let tab = workspace.tab();
    let parts = ["one ", "", "two ", "three"].map(|part| part.as_bytes().to_vec());
    let whole = tab.append(parts.to_vec(), Durability::Strict).await.unwrap();
    let empty = tab.append(Vec::new(), Durability::Strict).await.unwrap();
    let last = append(&tab, b"four").await;
    let expected = [entry(whole, b"one two three"), entry(empty, b""), entry(last, b"four")];
    assert_eq!(everything(&workspace).await.opened.entries, expected);
    assert_eq!(since(&tab, 0).await, expected);
    assert_eq!(since(&tab, whole).await, expected[1..]);
}

pub async fn tabs_see_each_others_entries_in_one_order(workspace: impl Workspace) {
    let (a, b) = (workspace.tab(), workspace.tab());
    let start = a.open(&mut |_| {}).await.unwrap().last_seq();
    let mut expected = Vec::new();
    for round in 0..5_u8 {
        expected.push(entry(append(&a, &[b'a', round]).await, &[b'a', round]));
        expected.push(entry(append(&b, &[b'b', round]).await, &[b'b', round]));
    }
    assert!(expected.is_sorted_by_key(|entry| entry.seq));
    assert_eq!(since(&a, start).await, expected);
    assert_eq!(since(&b, start).await, expected);
    assert_eq!(since(&b, expected[7].seq).await, expected[8..]);
    assert_eq!(since(&b, expected[9].seq).await, []);
}

pub async fn compaction_makes_pages_of_entries(workspace: impl Workspace) {
    let tab = workspace.tab();
    let first = append(&tab, b"first").await;
    let second = append(&tab, b"second").await;
    let third = append(&tab, b"third").await;
    let pages = vec![page(2, 0, b"20"), page(1, 300_000, b"1x"), page(1, 7, b"17")];
    let mut made = compaction(second, pages);
    made.history = vec![entry(first, b"1st"), entry(second, b"2nd")];
    assert_eq!(tab.compact(made).await.unwrap(), Compacted::Done);

    let found = everything(&workspace).await;
    assert_eq!(found.pages, [page(1, 7, b"17"), page(1, 300_000, b"1x"), page(2, 0, b"20")]);
    assert_eq!(found.opened.meta.watermark, second);
    assert_eq!(found.opened.meta.state, b"state");
    assert_eq!(found.opened.entries, [entry(third, b"third")]);
    assert_eq!(found.history, [entry(second, b"2nd"), entry(first, b"1st")]);

    // Again, with a changed page, an unchanged one, and one that is no more.
    let made = compaction(third, vec![page(1, 7, b""), page(2, 0, b"new")]);
    assert_eq!(tab.compact(made).await.unwrap(), Compacted::Done);
    let found = everything(&workspace).await;
    assert_eq!(found.pages, [page(1, 300_000, b"1x"), page(2, 0, b"new")]);
    assert_eq!(found.opened.entries, []);
    assert_eq!(found.opened.last_seq(), third);
    let fourth = append(&tab, b"fourth").await;
    assert!(fourth > third);
    assert_eq!(tab.usage().await.unwrap().journal_parts, 1);
    assert_eq!(tab.usage().await.unwrap().history_entries, 3);
}

pub async fn a_tab_that_missed_trimmed_entries_is_told(workspace: impl Workspace) {
    let (old, new) = (workspace.tab(), workspace.tab());
    let seen = append(&old, b"seen by both").await;
    let unseen = append(&new, b"unseen").await;
    assert_eq!(new.compact(compaction(unseen, vec![page(0, 0, b"both")])).await, Ok(Compacted::Done));
    assert_eq!(old.since(seen).await, Ok(Since::Missed));
    assert_eq!(old.since(unseen).await, Ok(Since::Entries(Vec::new())));

    // It may still append; and its pages, made of less, are refused.
    let own = append(&old, b"own").await;
    assert_eq!(old.since(seen).await, Ok(Since::Missed));
    let late = compaction(seen, vec![page(0, 0, b"stale")]);
    assert_eq!(old.compact(late).await, Ok(Compacted::Behind));
    let invented = compaction(own + 1, vec![page(0, 0, b"from nowhere")]);
    assert_eq!(old.compact(invented).await, Ok(Compacted::Behind));

    let mut pages = Vec::new();
    let opened = old.open(&mut |page| pages.push(page)).await.unwrap();
    assert_eq!(pages, [page(0, 0, b"both")]);
    assert_eq!(opened.entries, [entry(own, b"own")]);
}

pub async fn a_failed_write_leaves_everything_as_it_was(workspace: impl Workspace) {
    for failure in [Failure::Abort, Failure::Quota] {
        let tab = workspace.tab();
        append(&tab, b"before").await;
        let upto_seq = append(&tab, b"before, too").await;
        let before = everything(&workspace).await;

        let parts = || vec![b"one".to_vec(), b"two".to_vec(), b"three".to_vec()];
        until_it_works(&workspace, failure, &before, 3, async || {
            tab.append(parts(), Durability::Strict).await.map(drop)
        })
        .await;

        let before = everything(&workspace).await;
        let pages = vec![page(0, 0, b"zero"), page(0, 1, b""), page(1, 0, b"one")];
        until_it_works(&workspace, failure, &before, 5, async || {
            tab.compact(compaction(upto_seq, pages.clone())).await.map(drop)
        })
        .await;

        let before = everything(&workspace).await;
        until_it_works(&workspace, failure, &before, 1, async || {
            tab.device_put("key", format!("{failure:?}").into_bytes()).await
        })
        .await;

        let before = everything(&workspace).await;
        until_it_works(&workspace, failure, &before, 1, async || tab.wipe().await).await;
    }
}

/// Lets `write` fail at its first request, its second and so on, until it has no more of them.
async fn until_it_works(
    workspace: &impl Workspace,
    failure: Failure,
    before: &Everything,
    at_least: usize,
    write: impl AsyncFn() -> Result<(), StorageError>,
) {
    for writes in 0.. {
        workspace.fail_after(writes, failure);
        let result = write().await;
        workspace.stop_failing();
        match result {
            Ok(()) => {
                assert!(writes >= at_least, "only {writes} requests could fail");
                return;
            }
            Err(StorageError::Quota) => assert_eq!(failure, Failure::Quota),
            Err(StorageError::Aborted { .. }) => assert_eq!(failure, Failure::Abort),
            Err(other) => panic!("{other:?}"),
        }
        assert_eq!(everything(workspace).await, *before, "{failure:?} after {writes} writes");
    }
}

pub async fn history_is_read_newest_first(workspace: impl Workspace) {
    let tab = workspace.tab();
    let mut seqs = Vec::new();
    for text in ["a", "b", "c", "d"] {
        seqs.push(append(&tab, text.as_bytes()).await);
    }
    let mut made = compaction(seqs[3], Vec::new());
    made.history = seqs.iter().map(|&seq| entry(seq, &seq.to_le_bytes())).collect();
    tab.compact(made).await.unwrap();

    let read = async |range, limit| {
        let entries = tab.history(range, limit).await.unwrap();
        entries.into_iter().map(|entry| entry.seq).collect::<Vec<_>>()
    };
    assert_eq!(read(0..seqs[3] + 1, 2).await, [seqs[3], seqs[2]]);
    assert_eq!(read(0..seqs[2], 9).await, [seqs[1], seqs[0]]);
    assert_eq!(read(seqs[1]..seqs[1] + 1, 9).await, [seqs[1]]);
    assert_eq!(read(0..seqs[3] + 1, 0).await, [0; 0]);
    assert_eq!(read(5..5, 9).await, [0; 0]);
}

pub async fn wiping_erases_everything_and_other_tabs_notice(workspace: impl Workspace) {
    let (tab, other) = (workspace.tab(), workspace.tab());
    let first = append(&tab, b"first").await;
    tab.compact(compaction(first, vec![page(0, 0, b"zero")])).await.unwrap();
    let second = append(&tab, b"second").await;
    tab.device_put("key", b"value".to_vec()).await.unwrap();
    assert_eq!(tab.device_get("key").await, Ok(Some(b"value".to_vec())));
    assert_eq!(since(&other, first).await.len(), 1);

    tab.wipe().await.unwrap();
    assert_eq!(other.since(second).await, Ok(Since::Missed));
    let found = everything(&workspace).await;
    assert!(found.opened.is_empty());
    assert_eq!((found.pages, found.history, found.device), (Vec::new(), Vec::new(), None));

    let after = append(&other, b"a new beginning").await;
    assert!(after > second);
    assert_eq!(everything(&workspace).await.opened.entries, [entry(after, b"a new beginning")]);
}

pub async fn many_entries_and_pages_come_back_in_order(workspace: impl Workspace) {
    let tab = workspace.tab();
    let mut seqs = Vec::new();
    for number in 0..150_u32 {
        seqs.push(append(&tab, &number.to_le_bytes()).await);
    }
    let pages: Vec<_> = (0..2_000_u32).map(|i| page((i / 900) as u16, i % 900, &[7; 99])).collect();
    let mut shuffled = pages.clone();
    shuffled.reverse();
    assert_eq!(tab.compact(compaction(seqs[9], shuffled)).await, Ok(Compacted::Done));

    let found = everything(&workspace).await;
    assert_eq!(found.pages, pages);
    let expected: Vec<_> =
        (10..150_u32).map(|number| entry(seqs[number as usize], &number.to_le_bytes())).collect();
    assert_eq!(found.opened.entries, expected);
}

/// Declares a test of each function above, in the way of the runner.
#[macro_export]
macro_rules! conformance {
    ($test:ident) => {
        $test!(a_new_workspace_is_empty);
        $test!(what_was_appended_is_there_after_a_reload);
        $test!(several_parts_are_one_entry);
        $test!(tabs_see_each_others_entries_in_one_order);
        $test!(compaction_makes_pages_of_entries);
        $test!(a_tab_that_missed_trimmed_entries_is_told);
        $test!(a_failed_write_leaves_everything_as_it_was);
        $test!(history_is_read_newest_first);
        $test!(wiping_erases_everything_and_other_tabs_notice);
        $test!(many_entries_and_pages_come_back_in_order);
    };
}
