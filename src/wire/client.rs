//! The page's end of the wire: one worker a page, questions numbered, answers awaited.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_channel::oneshot;
use rustc_hash::FxHashMap;

use super::{Ask, Envelope, Event, Message, Problem, decode, encode};
use crate::platform::PlatformError;
use crate::platform::worker::WorkerHandle;

thread_local! {
    static CLIENT: Client = Client::default();
}

type Listener = Rc<dyn Fn(&Event)>;

#[derive(Default)]
struct Client {
    worker: RefCell<Option<WorkerHandle>>,
    last_number: Cell<u64>,
    waiting: RefCell<FxHashMap<u64, oneshot::Sender<Vec<u8>>>>,
    listeners: RefCell<Vec<Listener>>,
}

/// Starts the engine's worker. Called once, before anything is asked.
pub fn start(address: &str) -> Result<(), Problem> {
    let worker = WorkerHandle::start(address, hear, fail).map_err(|error| {
        Problem::new("The engine could not be started.")
            .at(error.to_string())
            .advice("Use a current version of Chrome, Edge, Firefox or Safari.")
    })?;
    CLIENT.with(|client| *client.worker.borrow_mut() = Some(worker));
    Ok(())
}

/// Calls back on every event, for as long as the page lives.
pub fn listen(listener: impl Fn(&Event) + 'static) {
    CLIENT.with(|client| client.listeners.borrow_mut().push(Rc::new(listener)));
}

/// Asks the engine and waits for its answer.
pub async fn ask<Q: Ask>(question: Q) -> Result<Q::Answer, Problem> {
    let (sender, receiver) = oneshot::channel();
    let sent = CLIENT.with(|client| {
        let number = client.last_number.get() + 1;
        client.last_number.set(number);
        client.waiting.borrow_mut().insert(number, sender);
        let message = encode(&Envelope { number, request: question.into() });
        match &*client.worker.borrow() {
            Some(worker) => worker.post(&message).map_err(|error| lost(&error)),
            None => Err(Problem::new("The engine is not running.").advice("Reload the page.")),
        }
    });
    sent?;
    let body = receiver.await.map_err(|_| stopped())?;
    decode::<Result<Q::Answer, Problem>>(&body)?
}

fn hear(bytes: Vec<u8>) {
    match decode::<Message>(&bytes) {
        Ok(Message::Reply { number, body }) => {
            let sender = CLIENT.with(|client| client.waiting.borrow_mut().remove(&number));
            if let Some(sender) = sender {
                // Whoever asked may have left meanwhile.
                let _ = sender.send(body);
            }
        }
        Ok(Message::Event(event)) => tell(&event),
        Err(problem) => tell(&Event::Fault(problem)),
    }
}

fn fail(error: PlatformError) {
    // Dropping the senders answers everybody who still waits.
    CLIENT.with(|client| client.waiting.borrow_mut().clear());
    tell(&Event::Fault(lost(&error)));
}

fn tell(event: &Event) {
    // A listener may add another one.
    let listeners = CLIENT.with(|client| client.listeners.borrow().clone());
    for listener in listeners {
        listener(event);
    }
}

fn lost(error: &PlatformError) -> Problem {
    Problem::new("The engine stopped.")
        .at(error.to_string())
        .advice("Reload the page. What was saved is safe.")
}

fn stopped() -> Problem {
    Problem::new("The engine stopped before it answered.").advice("Reload the page. What was saved is safe.")
}
