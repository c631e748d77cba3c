//! The journal in IndexedDB does what every journal must, in a worker, as in the app; and what only
//! a browser can do to it.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

#[path = "storage/suite.rs"]
mod suite;

use std::{cell::RefCell, rc::Rc};

use clientele::{
    platform::{clock, locks, random},
    storage::{
        AnyJournal, Compacted, Compaction, Durability, IndexedDb, Journal, Notice, Since, StorageError,
        replica,
    },
};
use idb::{Factory, TransactionMode};
use suite::{Failure, Workspace};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// A database of its own for every test.
struct Browser {
    name: String,
}

impl Browser {
    fn new() -> Self {
        Self { name: format!("test-{:x}", random::random_u128().unwrap()) }
    }

    fn indexed_db(&self) -> IndexedDb {
        IndexedDb::new(&self.name, |_| {})
    }
}

impl Workspace for Browser {
    /// The one the engine uses, around IndexedDB.
    type Journal = AnyJournal;

    fn tab(&self) -> AnyJournal {
        AnyJournal::Browser(self.indexed_db())
    }

    /// From the outside: the browser's own methods are wrapped, so that what is tested is exactly
    /// what ships.
    fn fail_after(&self, writes: usize, failure: Failure) {
        let script = format!(
            "globalThis.unharmed ??= ['add', 'put', 'delete', 'clear']
                .map(name => [name, IDBObjectStore.prototype[name]]);
            let left = {writes};
            for (const [name, original] of unharmed) {{
                IDBObjectStore.prototype[name] = function (...values) {{
                    const request = original.apply(this, values);
                    if (left-- === 0) {{
                        if ({quota}) {{
                            const error = new DOMException('', 'QuotaExceededError');
                            Object.defineProperty(this.transaction, 'error', {{ value: error }});
                        }}
                        this.transaction.abort();
                    }}
                    return request;
                }};
            }}",
            quota = failure == Failure::Quota,
        );
        js_sys::eval(&script).unwrap();
    }

    fn stop_failing(&self) {
        let script = "for (const [name, original] of globalThis.unharmed ?? [])
            IDBObjectStore.prototype[name] = original;";
        js_sys::eval(script).unwrap();
    }
}

macro_rules! in_browser {
    ($name:ident) => {
        #[wasm_bindgen_test]
        async fn $name() {
            suite::$name(Browser::new()).await;
        }
    };
}

conformance!(in_browser);

async fn append(tab: &IndexedDb, bytes: &[u8]) -> u64 {
    tab.append(vec![bytes.to_vec()], Durability::Strict).await.unwrap()
}

#[wasm_bindgen_test]
async fn strict_writes_ask_for_strict_durability() {
    let browser = Browser::new();
    let tab = browser.indexed_db();
    tab.open(&mut |_| {}).await.unwrap();
    js_sys::eval(
        "globalThis.begin = IDBDatabase.prototype.transaction;
        globalThis.begun = [];
        IDBDatabase.prototype.transaction = function (...values) {
            const transaction = begin.apply(this, values);
            begun.push(transaction.durability);
            return transaction;
        };",
    )
    .unwrap();
    append(&tab, b"sure").await;
    tab.append(vec![b"fast".to_vec()], Durability::Relaxed).await.unwrap();
    let begun = js_sys::eval("IDBDatabase.prototype.transaction = begin; begun.join()").unwrap();
    assert_eq!(begun.as_string().unwrap(), "strict,relaxed");
}

#[wasm_bindgen_test]
async fn a_database_of_a_newer_version_is_refused_and_left_alone() {
    let browser = Browser::new();
    append(&browser.indexed_db(), b"kept").await;
    let newer = Factory::new().unwrap().open(&browser.name, Some(7)).unwrap().await.unwrap();
    newer.close();

    let refused = browser.indexed_db().open(&mut |_| {}).await;
    assert_eq!(refused, Err(StorageError::NewerFormat { found: 7 }));

    let newer = Factory::new().unwrap().open(&browser.name, Some(7)).unwrap().await.unwrap();
    let transaction = newer.transaction(&["journal"], TransactionMode::ReadOnly).unwrap();
    let count = transaction.object_store("journal").unwrap().count(None).unwrap().await.unwrap();
    assert_eq!(count, 1);
}

#[wasm_bindgen_test]
async fn a_tab_lets_go_for_a_newer_version_and_tells() {
    let browser = Browser::new();
    let notices = Rc::new(RefCell::new(Vec::new()));
    let tab = IndexedDb::new(&browser.name, {
        let notices = notices.clone();
        move |notice| notices.borrow_mut().push(notice)
    });
    let seq = append(&tab, b"kept").await;
    // Does not come back while the tab holds on.
    let newer = Factory::new().unwrap().open(&browser.name, Some(2)).unwrap().await.unwrap();
    assert_eq!(*notices.borrow(), [Notice::NewerVersionOpened]);
    assert_eq!(tab.since(seq).await, Err(StorageError::NewerFormat { found: 2 }));
    newer.close();
}

#[wasm_bindgen_test]
async fn an_upgrade_waits_for_an_older_tab_tells_and_keeps_every_store() {
    let browser = Browser::new();
    let seq = append(&browser.indexed_db(), b"kept").await;
    // A tab that does not let go, seen from a Clientele whose format is a later one.
    let older = Factory::new().unwrap().open(&browser.name, None).unwrap().await.unwrap();
    js_sys::eval(
        "globalThis.open = IDBFactory.prototype.open;
        IDBFactory.prototype.open = function (name, version) { return open.call(this, name, 5); };",
    )
    .unwrap();
    let newer = IndexedDb::new(&browser.name, move |notice| {
        assert_eq!(notice, Notice::WaitingForOlderTab);
        older.close();
    });
    let opened = newer.open(&mut |_| {}).await;
    js_sys::eval("IDBFactory.prototype.open = open;").unwrap();
    assert_eq!(opened.unwrap().last_seq(), seq);
    // Opened as it is now, to see that the upgrade really took place.
    let refused = browser.indexed_db().since(seq).await;
    assert_eq!(refused, Err(StorageError::NewerFormat { found: 5 }));
}

#[wasm_bindgen_test]
async fn an_older_tab_that_does_not_let_go_is_told_and_not_waited_for_for_ever() {
    let browser = Browser::new();
    let seq = append(&browser.indexed_db(), b"kept").await;
    let older = Factory::new().unwrap().open(&browser.name, None).unwrap().await.unwrap();
    // A later format, and a long wait that is over at once.
    js_sys::eval(
        "globalThis.open = IDBFactory.prototype.open;
        IDBFactory.prototype.open = function (name, version) { return open.call(this, name, 5); };
        globalThis.wait = setTimeout;
        globalThis.setTimeout = (then, ms) => wait(then, ms / 100);",
    )
    .unwrap();
    let notices = Rc::new(RefCell::new(Vec::new()));
    let newer = IndexedDb::new(&browser.name, {
        let notices = notices.clone();
        move |notice| notices.borrow_mut().push(notice)
    });
    let refused = newer.open(&mut |_| {}).await;
    js_sys::eval("globalThis.setTimeout = wait;").unwrap();
    // The older tab goes: the upgrade happens, and the opening that was given up is in nobody's way.
    older.close();
    let opened = newer.open(&mut |_| {}).await;
    js_sys::eval("IDBFactory.prototype.open = open;").unwrap();
    assert_eq!(refused, Err(StorageError::Blocked));
    assert_eq!(*notices.borrow(), [Notice::WaitingForOlderTab]);
    assert_eq!(opened.unwrap().last_seq(), seq);
}

#[wasm_bindgen_test]
async fn a_database_erased_under_an_open_tab_is_lost_not_empty() {
    let browser = Browser::new();
    let tab = browser.indexed_db();
    let seq = append(&tab, b"precious").await;
    Factory::new().unwrap().delete(&browser.name).unwrap().await.unwrap();

    assert_eq!(tab.since(seq).await, Err(StorageError::Lost));
    let write = tab.append(vec![b"more".to_vec()], Durability::Strict).await;
    assert_eq!(write, Err(StorageError::Lost));
    // Only beginning again takes the empty one for its own.
    assert!(tab.open(&mut |_| {}).await.unwrap().is_empty());
    append(&tab, b"restored").await;
}

#[wasm_bindgen_test]
async fn a_lost_connection_is_opened_again() {
    let browser = Browser::new();
    let tab = browser.indexed_db();
    let seq = append(&tab, b"one").await;
    tab.close();
    append(&tab, b"two").await;
    assert!(matches!(tab.since(seq).await, Ok(Since::Entries(entries)) if entries.len() == 1));
}

#[wasm_bindgen_test]
async fn one_refusal_to_open_is_not_the_end() {
    let browser = Browser::new();
    js_sys::eval(
        "globalThis.open = IDBFactory.prototype.open;
        let refusals = 2;
        IDBFactory.prototype.open = function (...values) {
            if (refusals-- > 0) throw new DOMException('busy', 'UnknownError');
            return open.apply(this, values);
        };",
    )
    .unwrap();
    assert!(browser.indexed_db().open(&mut |_| {}).await.unwrap().is_empty());
    js_sys::eval("IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError') };")
        .unwrap();
    let refused = browser.indexed_db().open(&mut |_| {}).await;
    js_sys::eval("IDBFactory.prototype.open = open;").unwrap();
    let Err(StorageError::Unavailable { reason }) = refused else { panic!("{refused:?}") };
    assert_eq!(reason, "SecurityError: no");
}

#[wasm_bindgen_test]
async fn damage_is_named_and_not_repaired() {
    let browser = Browser::new();
    let tab = browser.indexed_db();
    append(&tab, b"good").await;
    let raw = Factory::new().unwrap().open(&browser.name, None).unwrap().await.unwrap();
    let transaction = raw.transaction(&["journal"], TransactionMode::ReadWrite).unwrap();
    let journal = transaction.object_store("journal").unwrap();
    journal.add(&JsValue::from("no bytes"), None).unwrap().await.unwrap();
    transaction.commit().unwrap().await.unwrap();
    raw.close();

    assert_eq!(tab.since(0).await, Err(StorageError::Damaged { place: "journal" }));
    let opened = browser.indexed_db().open(&mut |_| {}).await;
    assert_eq!(opened, Err(StorageError::Damaged { place: "journal" }));
    // The person may give up and begin anew.
    tab.wipe().await.unwrap();
    assert!(tab.open(&mut |_| {}).await.unwrap().is_empty());
}

#[wasm_bindgen_test]
async fn one_tab_compacts_at_a_time() {
    let browser = Browser::new();
    let tab = browser.indexed_db();
    let upto_seq = append(&tab, b"one").await;
    let compaction = || Compaction { upto_seq, pages: Vec::new(), history: Vec::new(), state: Vec::new() };
    let lock = locks::try_hold(&format!("{}-compaction", browser.name)).await.unwrap().unwrap();
    assert_eq!(tab.compact(compaction()).await, Ok(Compacted::Busy));
    lock.release().await;
    assert_eq!(tab.compact(compaction()).await, Ok(Compacted::Done));
    assert_eq!(tab.open(&mut |_| {}).await.unwrap().meta.watermark, upto_seq);
}

#[wasm_bindgen_test]
async fn every_tab_is_a_replica_of_its_own_and_ids_are_used_again() {
    let browser = Browser::new();
    let journal = browser.indexed_db();
    let first = replica::claim(&journal, &browser.name).await.unwrap();
    let second = replica::claim(&browser.indexed_db(), &browser.name).await.unwrap();
    assert_ne!(first.id, second.id);

    let first_id = first.id;
    drop(first);
    // The browser frees the lock in its own time.
    let first_again = loop {
        let claimed = replica::claim(&journal, &browser.name).await.unwrap();
        if claimed.id == first_id {
            break claimed;
        }
        clock::sleep(5).await;
    };
    let third = replica::claim(&journal, &browser.name).await.unwrap();
    assert_ne!(third.id, first_again.id);
    assert_ne!(third.id, second.id);
}
