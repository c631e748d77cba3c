//! The wire between a page and its worker: byte messages, moved rather than copied.
//!
//! A worker misses what is posted before it listens, so it says first that it is ready; until then
//! the page's messages wait here.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, ErrorEvent, Event, MessageEvent, Worker};

use super::PlatformError;

const WHAT: &str = "a background worker";

/// What a worker says before anything else. Every other message is bytes.
const READY: &str = "ready";

/// The address of the engine's script. It names its content, so that a page never starts the
/// engine of another build; `cargo xtask seal` writes it into `index.html`.
pub fn engine_address() -> Result<String, PlatformError> {
    web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector("meta[name=engine]").ok().flatten())
        .and_then(|meta| meta.get_attribute("content"))
        .ok_or(PlatformError::Missing { what: "the address of its engine" })
}

/// The page's end. The worker ends when this is dropped.
pub struct WorkerHandle {
    worker: Worker,
    /// `None` once the worker is ready.
    waiting: Rc<RefCell<Option<Vec<Uint8Array>>>>,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(Event)>,
}

impl WorkerHandle {
    /// Starts the worker whose script is at `address`, relative to the page, so that any sub-path
    /// works. `on_failure` hears of a script that cannot be loaded and of a worker that crashed.
    pub fn start(
        address: &str,
        on_message: impl Fn(Vec<u8>) + 'static,
        on_failure: impl Fn(PlatformError) + 'static,
    ) -> Result<Self, PlatformError> {
        let worker = Worker::new(address).map_err(PlatformError::when(WHAT))?;
        let on_failure = Rc::new(on_failure);
        let waiting = Rc::new(RefCell::new(Some(Vec::new())));

        let on_message = Closure::<dyn Fn(MessageEvent)>::new({
            let (worker, waiting, on_failure) = (worker.clone(), waiting.clone(), on_failure.clone());
            move |event: MessageEvent| match event.data().dyn_into::<Uint8Array>() {
                Ok(bytes) => on_message(bytes.to_vec()),
                Err(data) if data.as_string().as_deref() == Some(READY) => {
                    for bytes in waiting.take().into_iter().flatten() {
                        if let Err(error) = transfer_to(&worker, &bytes) {
                            on_failure(error);
                        }
                    }
                }
                Err(_) => {}
            }
        });
        let on_error = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            // A script that does not load gives an event without a message.
            let reason = match event.dyn_ref::<ErrorEvent>() {
                Some(error) => error.message(),
                None => "its script did not load".to_owned(),
            };
            on_failure(PlatformError::Failed { what: WHAT, reason });
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self { worker, waiting, _on_message: on_message, _on_error: on_error })
    }

    pub fn post(&self, bytes: &[u8]) -> Result<(), PlatformError> {
        self.post_array(Uint8Array::from(bytes))
    }

    /// Moves the array's memory to the worker; here it is empty afterwards.
    pub fn post_array(&self, bytes: Uint8Array) -> Result<(), PlatformError> {
        if let Some(waiting) = self.waiting.borrow_mut().as_mut() {
            waiting.push(bytes);
            return Ok(());
        }
        transfer_to(&self.worker, &bytes)
    }
}

impl Drop for WorkerHandle {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

fn transfer_to(worker: &Worker, bytes: &Uint8Array) -> Result<(), PlatformError> {
    worker.post_message_with_transfer(bytes, &Array::of1(&bytes.buffer())).map_err(PlatformError::when(WHAT))
}

/// The worker's end: hears every message for as long as the worker lives, and says it is ready.
pub fn listen(handler: impl Fn(Vec<u8>) + 'static) -> Result<(), PlatformError> {
    let scope = scope()?;
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        if let Ok(bytes) = event.data().dyn_into::<Uint8Array>() {
            handler(bytes.to_vec());
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // It lives as long as the worker does.
    on_message.forget();
    scope.post_message(&READY.into()).map_err(PlatformError::when(WHAT))
}

/// The worker's end: says something to the page.
pub fn post(bytes: &[u8]) -> Result<(), PlatformError> {
    let bytes = Uint8Array::from(bytes);
    scope()?
        .post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer()))
        .map_err(PlatformError::when(WHAT))
}

/// The worker's end: the address of its own script, which names its content.
pub fn own_address() -> String {
    let location = Reflect::get(&js_sys::global(), &"location".into()).unwrap_or_default();
    Reflect::get(&location, &"href".into()).ok().and_then(|href| href.as_string()).unwrap_or_default()
}

fn scope() -> Result<DedicatedWorkerGlobalScope, PlatformError> {
    js_sys::global().dyn_into().map_err(|_| PlatformError::Missing { what: WHAT })
}
