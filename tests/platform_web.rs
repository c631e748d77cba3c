//! What the platform modules promise, in a real page.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use std::{cell::RefCell, rc::Rc};

use clientele::platform::{
    PlatformError, channel::Channel, clock, download, files, locks, online, persist, random,
    worker::WorkerHandle,
};
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn clock_knows_time_and_zone() {
    assert!(clock::now_ms() > 1_700_000_000_000);
    assert!(clock::offset_minutes(clock::now_ms()).abs() <= 14 * 60);
    assert!(clock::time_zone().is_some());
}

#[wasm_bindgen_test]
fn random_numbers_differ() {
    assert_ne!(random::random_u128().unwrap(), random::random_u128().unwrap());
}

#[wasm_bindgen_test]
async fn a_lock_is_held_until_it_is_dropped() {
    let name = format!("{:x}", random::random_u128().unwrap());
    let guard = locks::try_hold(&name).await.unwrap();
    assert!(guard.is_some());
    assert!(locks::try_hold(&name).await.unwrap().is_none());
    drop(guard);
    // Waits for its turn, however long the browser takes to free the lock.
    assert_eq!(locks::run_exclusive(&name, async { 7 }).await, Ok(7));
}

#[wasm_bindgen_test]
async fn a_channel_reaches_the_others_and_not_itself() {
    let name = format!("{:x}", random::random_u128().unwrap());
    let heard = Rc::new(RefCell::new(Vec::new()));
    let listener = |who: &'static str| {
        let heard = heard.clone();
        move |bytes: Vec<u8>| heard.borrow_mut().push((who, bytes))
    };
    let a = Channel::open(&name, listener("a")).unwrap();
    let _b = Channel::open(&name, listener("b")).unwrap();
    a.post(&[1, 2, 3]).unwrap();
    while heard.borrow().is_empty() {
        clock::sleep(5).await;
    }
    assert_eq!(*heard.borrow(), [("b", vec![1, 2, 3])]);
}

#[wasm_bindgen_test]
fn text_is_decoded_or_refused() {
    assert_eq!(files::decode("Zoë".as_bytes(), "utf-8").unwrap(), "Zoë");
    assert_eq!(files::decode(&[b'Z', b'o', 0xEB], "windows-1252").unwrap(), "Zoë");
    assert!(matches!(files::decode(&[0xEB], "utf-8"), Err(PlatformError::Failed { .. })));
    assert!(matches!(files::decode(b"", "no such label"), Err(PlatformError::Failed { .. })));
}

#[wasm_bindgen_test]
async fn a_file_is_read_whole() {
    let parts = js_sys::Array::of1(&"line\n".into());
    let file = web_sys::File::new_with_str_sequence(&parts, "contacts.csv").unwrap();
    assert_eq!(files::read(&file).await.unwrap().to_vec(), b"line\n");
}

/// Answers the file dialog in the person's place.
fn answer_dialog(script: &str) {
    let script = format!("const input = document.querySelector('input[type=file]'); {script}");
    js_sys::eval(&script).unwrap();
}

#[wasm_bindgen_test]
async fn a_person_picks_a_file_or_changes_their_mind() {
    let picked = Rc::new(RefCell::new(Vec::new()));
    let pick = || {
        let picked = picked.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let file = files::pick(".csv").await.unwrap();
            picked.borrow_mut().push(file.map(|file| file.name()));
        });
    };
    pick();
    clock::sleep(0).await;
    answer_dialog(
        "const transfer = new DataTransfer();
        transfer.items.add(new File(['x'], 'contacts.csv'));
        input.files = transfer.files;
        input.dispatchEvent(new Event('change'));",
    );
    clock::sleep(0).await;
    pick();
    clock::sleep(0).await;
    answer_dialog("input.dispatchEvent(new Event('cancel'));");
    while picked.borrow().len() < 2 {
        clock::sleep(5).await;
    }
    assert_eq!(*picked.borrow(), [Some("contacts.csv".to_owned()), None]);
    assert!(js_sys::eval("document.querySelector('input[type=file]')").unwrap().is_null());
}

#[wasm_bindgen_test]
fn a_download_is_one_named_file() {
    js_sys::eval(
        "globalThis.clicked = [];
        HTMLAnchorElement.prototype.click = function () {
            clicked.push(this.download, this.href.split(':')[0], this.isConnected);
        };",
    )
    .unwrap();
    let parts = [js_sys::Uint8Array::from(&b"{"[..]), js_sys::Uint8Array::from(&b"}"[..])];
    download::save("clientele.json", "application/json", &parts).unwrap();
    let clicked = js_sys::eval("clicked.join()").unwrap().as_string().unwrap();
    assert_eq!(clicked, "clientele.json,blob,true");
}

#[wasm_bindgen_test]
async fn a_worker_hears_what_was_posted_before_it_was_ready() {
    let script = "setTimeout(() => {
            onmessage = event => postMessage(event.data.map(byte => byte + 1));
            postMessage('ready');
        }, 20);";
    let parts = js_sys::Array::of1(&script.into());
    let blob = web_sys::Blob::new_with_str_sequence(&parts).unwrap();
    let address = web_sys::Url::create_object_url_with_blob(&blob).unwrap();
    let heard = Rc::new(RefCell::new(Vec::new()));
    let on_message = {
        let heard = heard.clone();
        move |bytes| heard.borrow_mut().push(bytes)
    };
    let worker = WorkerHandle::start(&address, on_message, |error| panic!("{error}")).unwrap();
    worker.post(&[1]).unwrap();
    worker.post(&[2, 3]).unwrap();
    while heard.borrow().len() < 2 {
        clock::sleep(5).await;
    }
    worker.post(&[4]).unwrap();
    while heard.borrow().len() < 3 {
        clock::sleep(5).await;
    }
    assert_eq!(*heard.borrow(), [vec![2], vec![3, 4], vec![5]]);
}

#[wasm_bindgen_test]
async fn a_worker_that_does_not_load_is_told() {
    let told = Rc::new(RefCell::new(None));
    let on_failure = {
        let told = told.clone();
        move |error| *told.borrow_mut() = Some(error)
    };
    let _worker = WorkerHandle::start("./there-is-none.js", |_| {}, on_failure).unwrap();
    while told.borrow().is_none() {
        clock::sleep(5).await;
    }
    assert!(matches!(*told.borrow(), Some(PlatformError::Failed { .. })));
}

#[wasm_bindgen_test]
async fn storage_tells_how_much_there_is() {
    let estimate = persist::estimate().await.unwrap();
    assert!(estimate.quota_bytes > estimate.used_bytes);
    // Whether it was promised is the browser's to say; that it answers is ours to know.
    persist::persisted().await.unwrap();
}

#[wasm_bindgen_test]
fn the_network_is_there() {
    assert!(online::is_online());
}
