//! Keeps the plan of a CSV file in step with its settings: asks shortly after the last correction, and
//! takes only the answer to the latest question.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::brought;
use crate::app::live::changes;
use crate::model::Table;
use crate::wire::{ColumnTarget, CsvPlan, CsvSettings, PlanCsv, Problem, RowFate, client};

/// How long after a correction the plan is asked for: several in a row cost one plan.
const SETTLE: Duration = Duration::from_millis(200);
/// Rows on a page of the preview.
pub const PAGE_ROWS: u32 = 25;
/// What a plan depends on besides the file.
const TABLES: &[Table] = &[Table::Customer, Table::CustomField, Table::Choice, Table::Member];

/// Which rows the preview shows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shown {
    pub only: Option<RowFate>,
    pub offset: u32,
}

#[derive(Clone, Copy)]
pub struct Planner {
    pub file: u32,
    /// How the file is to be read; `None` until it was guessed.
    pub settings: RwSignal<Option<CsvSettings>>,
    /// The latest plan; while a newer one is under way, the one before.
    pub plan: RwSignal<Option<CsvPlan>>,
    pub problem: RwSignal<Option<Problem>>,
    /// The plan is not yet that of the settings.
    pub behind: RwSignal<bool>,
    pub shown: RwSignal<Shown>,
    /// How often the columns were guessed: those of the page are drawn anew.
    pub guesses: RwSignal<u32>,
    guess_is_due: StoredValue<bool>,
    turn: StoredValue<u64>,
}

impl Planner {
    pub fn begin(file: u32) -> Planner {
        let settings = brought::corrected(file);
        let planner = Planner {
            file,
            guess_is_due: StoredValue::new(settings.is_none()),
            settings: RwSignal::new(settings),
            plan: RwSignal::new(None),
            problem: RwSignal::new(None),
            behind: RwSignal::new(true),
            shown: RwSignal::new(Shown::default()),
            guesses: RwSignal::new(0),
            turn: StoredValue::new(0),
        };
        let changed = changes(TABLES);
        Effect::new(move || {
            changed.track();
            planner.ask(Duration::ZERO);
        });
        planner
    }

    /// Corrects how the file is cut into columns, which makes other columns of it.
    pub fn read_as(self, change: impl FnOnce(&mut CsvSettings)) {
        self.guess_is_due.set_value(true);
        self.correct(change);
    }

    /// Corrects what is made of the columns there are.
    pub fn correct(self, change: impl FnOnce(&mut CsvSettings)) {
        self.settings.update(|settings| {
            if let Some(settings) = settings {
                change(settings);
            }
        });
        if let Some(settings) = self.settings.get_untracked() {
            brought::keep_corrected(self.file, settings);
        }
        self.shown.update(|shown| shown.offset = 0);
        self.ask(SETTLE);
    }

    pub fn set_column(self, at: usize, target: ColumnTarget) {
        self.correct(|settings| {
            if let Some(column) = settings.columns.get_mut(at) {
                *column = target;
            }
        });
    }

    pub fn column(self, at: usize) -> ColumnTarget {
        let target = self
            .settings
            .with(|settings| settings.as_ref().and_then(|settings| settings.columns.get(at).cloned()));
        target.unwrap_or(ColumnTarget::Skip)
    }

    /// Shows other rows of the preview.
    pub fn show(self, shown: Shown) {
        self.shown.set(shown);
        self.ask(Duration::ZERO);
    }

    fn ask(self, after: Duration) {
        let turn = self.turn.get_value() + 1;
        self.turn.set_value(turn);
        self.behind.set(true);
        // Also of a page that was left meanwhile, whose values are gone.
        let is_latest = move || self.turn.try_get_value() == Some(turn);
        set_timeout(
            move || {
                if !is_latest() {
                    return;
                }
                let guess = self.guess_is_due.get_value();
                let question = self.question(guess);
                spawn_local(async move {
                    let answer = client::ask(question).await;
                    if is_latest() {
                        self.take(answer, guess);
                    }
                });
            },
            after,
        );
    }

    fn question(self, guess: bool) -> PlanCsv {
        let settings = self.settings.get_untracked().map(|settings| match guess {
            true => CsvSettings { columns: Vec::new(), ..settings },
            false => settings,
        });
        let Shown { only, offset } = self.shown.get_untracked();
        PlanCsv { file: self.file, settings, only, offset, limit: PAGE_ROWS }
    }

    fn take(self, answer: Result<CsvPlan, Problem>, guessed: bool) {
        match answer {
            Ok(plan) => {
                self.problem.set(None);
                if guessed {
                    self.guess_is_due.set_value(false);
                    self.settings.set(Some(plan.settings.clone()));
                    self.guesses.update(|n| *n += 1);
                }
                self.plan.set(Some(plan));
            }
            // The plan before stays in sight; it cannot be imported while the problem stands.
            Err(problem) => self.problem.set(Some(problem)),
        }
        self.behind.set(false);
    }
}
