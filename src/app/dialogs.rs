//! Dialogs that can be asked for from anywhere. Whoever owns the dialog listens to its request;
//! whoever wants it open knows nothing else of it.

use leptos::prelude::*;

use crate::model::Id;
use crate::wire::{FileInfo, Named};

/// Log an interaction.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LogRequest {
    /// With whom; `None`: the dialog asks.
    pub customer: Option<Id>,
}

/// Add a customer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewCustomerRequest {
    /// What was typed already, as their name.
    pub name: String,
    /// Where they work.
    pub company: Option<Named>,
}

/// A file that was brought before the import page was open: the engine has it already.
pub type BroughtFile = FileInfo;

thread_local! {
    // Set by whoever wants the dialog, taken back to `None` by the dialog when it closes.
    static LOG: ArcRwSignal<Option<LogRequest>> = ArcRwSignal::new(None);
    static NEW_CUSTOMER: ArcRwSignal<Option<NewCustomerRequest>> = ArcRwSignal::new(None);
    static BROUGHT: ArcRwSignal<Option<BroughtFile>> = ArcRwSignal::new(None);
    static PALETTE: ArcRwSignal<bool> = ArcRwSignal::new(false);
    static HELP: ArcRwSignal<bool> = ArcRwSignal::new(false);
}

pub fn open_log(request: LogRequest) {
    LOG.with(|log| log.set(Some(request)));
}

/// For the dialog that logs interactions.
pub fn log_request() -> RwSignal<Option<LogRequest>> {
    LOG.with(|log| log.clone().into())
}

pub fn open_new_customer(request: NewCustomerRequest) {
    NEW_CUSTOMER.with(|new_customer| new_customer.set(Some(request)));
}

/// For the dialog that adds customers.
pub fn new_customer_request() -> RwSignal<Option<NewCustomerRequest>> {
    NEW_CUSTOMER.with(|new_customer| new_customer.clone().into())
}

/// Hands an opened file to the import page.
pub fn bring(file: BroughtFile) {
    BROUGHT.with(|brought| brought.set(Some(file)));
}

/// For the import page: the file to begin with. Taken once.
pub fn take_brought() -> Option<BroughtFile> {
    BROUGHT.with(|brought| brought.try_update(Option::take).flatten())
}

pub fn open_palette() {
    PALETTE.with(|open| open.set(true));
}

pub(super) fn palette_open() -> RwSignal<bool> {
    PALETTE.with(|open| open.clone().into())
}

pub fn open_help() {
    HELP.with(|open| open.set(true));
}

pub(super) fn help_open() -> RwSignal<bool> {
    HELP.with(|open| open.clone().into())
}
