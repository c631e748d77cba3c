//! Web Locks: what only one tab may do at a time. The browser frees a lock when its tab dies.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{NAVIGATOR, PlatformError};

/// Holds a lock until it is dropped. The browser then frees it in its own time.
pub struct Guard {
    release: Function,
    freed: Promise,
}

impl Guard {
    /// Lets go, and returns when the lock is free for the next one.
    pub async fn release(self) {
        let freed = self.freed.clone();
        drop(self);
        // Rejected only when somebody stole the lock: then it is free of this one, too.
        let _ = JsFuture::from(freed).await;
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // Resolving a promise does not throw.
        let _ = self.release.call0(&JsValue::UNDEFINED);
    }
}

/// Takes the lock if nobody has it. `Missing` where there are no locks, as without https.
pub async fn try_hold(name: &str) -> Result<Option<Guard>, PlatformError> {
    request(name, true).await
}

/// Runs `work` while no other tab runs anything under the same name, waiting for them first.
pub async fn run_exclusive<T>(name: &str, work: impl Future<Output = T>) -> Result<T, PlatformError> {
    let _guard = request(name, false).await?;
    Ok(work.await)
}

async fn request(name: &str, if_available: bool) -> Result<Option<Guard>, PlatformError> {
    const WHAT: &str = "locks between tabs";
    let manager =
        NAVIGATOR.with(|navigator| navigator.locks()).ok_or(PlatformError::Missing { what: WHAT })?;

    // The lock is held as long as the promise that the callback returns is pending.
    let (released, release) = deferred();
    let (granted, grant) = deferred();
    let on_granted = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        let got_it = !lock.is_null();
        let _ = grant.call1(&JsValue::UNDEFINED, &got_it.into());
        if got_it { released.into() } else { JsValue::UNDEFINED }
    });
    let options = Object::new();
    Reflect::set(&options, &"ifAvailable".into(), &if_available.into()).map_err(PlatformError::when(WHAT))?;
    let finished =
        manager.request(name, &options, on_granted.unchecked_ref()).map_err(PlatformError::when(WHAT))?;

    // `finished` settles first only when the request is refused.
    let first = Promise::race(&Array::of2(&granted, &finished));
    let granted = JsFuture::from(first).await.map_err(PlatformError::when(WHAT))?;
    Ok(granted.is_truthy().then_some(Guard { release, freed: finished }))
}

/// A promise, and the function that resolves it.
fn deferred() -> (Promise, Function) {
    let resolver = Rc::new(RefCell::new(Function::default()));
    let promise = Promise::new(&mut |resolve, _| *resolver.borrow_mut() = resolve);
    let resolve = resolver.borrow().clone();
    (promise, resolve)
}

#[wasm_bindgen]
extern "C" {
    pub type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(
        this: &LockManager,
        name: &str,
        options: &Object,
        callback: &Function,
    ) -> Result<Promise, JsValue>;
}
