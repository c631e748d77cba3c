//! The file that was brought. It outlives the page, so that a look at a customer in between loses nothing.

use std::cell::{Cell, RefCell};

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use crate::app::{dialogs, show_problem};
use crate::platform::{PlatformError, files};
use crate::text::tr;
use crate::wire::{CloseFile, CsvSettings, FileInfo, OpenFile, Problem, client};

/// What is offered when a file is chosen.
pub const ACCEPTED: &str = ".csv,.tsv,.txt,.vcf,.json,text/csv,text/vcard,application/json";

/// The file that is on its way. Until it has come, the one before stays open.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Bringing {
    #[default]
    Nothing,
    Reading(String),
    Refused(Problem),
}

thread_local! {
    static OPEN: ArcRwSignal<Option<FileInfo>> = ArcRwSignal::new(None);
    static BRINGING: ArcRwSignal<Bringing> = ArcRwSignal::new(Bringing::Nothing);
    /// How often a file was brought: a slower, earlier one must not replace a later one.
    static TURN: Cell<u64> = const { Cell::new(0) };
    /// What was corrected about the open file, by its number.
    static CORRECTED: RefCell<Option<(u32, CsvSettings)>> = const { RefCell::new(None) };
}

pub fn use_open() -> Signal<Option<FileInfo>> {
    OPEN.with(|open| open.read_only().into())
}

pub fn use_bringing() -> Signal<Bringing> {
    BRINGING.with(|bringing| bringing.read_only().into())
}

/// Takes over a file that the first-run screen has opened.
pub fn take_over() {
    if let Some(info) = dialogs::take_brought() {
        open(Some(info));
    }
}

/// Lets the user choose a file. To be called from a click.
pub fn choose() {
    spawn_local(async {
        match files::pick(ACCEPTED).await {
            Ok(Some(file)) => bring(file),
            Ok(None) => {}
            Err(error) => refuse(unreadable(error)),
        }
    });
}

/// Reads a file and hands it to the engine.
pub fn bring(file: File) {
    let turn = TURN.get() + 1;
    TURN.set(turn);
    set(Bringing::Reading(file.name()));
    spawn_local(async move {
        let result = hand_over(&file).await;
        if TURN.get() != turn {
            if let Ok(info) = result {
                close(info).await;
            }
            return;
        }
        match result {
            Ok(info) => {
                set(Bringing::Nothing);
                open(Some(info));
            }
            Err(problem) => refuse(problem),
        }
    });
}

/// Forgets the open file, here and in the engine.
pub fn put_away() {
    set(Bringing::Nothing);
    open(None);
}

/// Takes the message about a file that was refused away.
pub fn dismiss() {
    set(Bringing::Nothing);
}

pub fn corrected(file: u32) -> Option<CsvSettings> {
    CORRECTED
        .with_borrow(|kept| kept.as_ref().filter(|(of, _)| *of == file).map(|(_, settings)| settings.clone()))
}

pub fn keep_corrected(file: u32, settings: CsvSettings) {
    CORRECTED.set(Some((file, settings)));
}

async fn hand_over(file: &File) -> Result<FileInfo, Problem> {
    let bytes = files::read(file).await.map_err(unreadable)?.to_vec();
    client::ask(OpenFile { name: file.name(), bytes }).await
}

fn unreadable(error: PlatformError) -> Problem {
    Problem::new(tr("The file could not be read."))
        .at(error.to_string())
        .advice(tr("Choose it again; if it was moved or changed meanwhile, choose the new one."))
}

fn open(info: Option<FileInfo>) {
    let before = OPEN.with(|open| open.try_update(|open| std::mem::replace(open, info)).flatten());
    if let Some(before) = before {
        spawn_local(close(before));
    }
}

async fn close(info: FileInfo) {
    if let Err(problem) = client::ask(CloseFile { file: info.file }).await {
        show_problem(&problem);
    }
}

fn refuse(problem: Problem) {
    set(Bringing::Refused(problem));
}

fn set(bringing: Bringing) {
    BRINGING.with(|signal| signal.set(bringing));
}
