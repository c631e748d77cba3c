//! The dialog that logs an interaction, or corrects one. In three actions from anywhere: `L`, what
//! happened, Ctrl+Enter. What was typed outlives closing, reloading and a write that failed.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::draft::{AtRead, LogDraft, LogErrors, LogForm, now, wall_text};
use super::storage::{DraftOf, LastUsed, last_used, remember_used};
use super::{words, zone};
use crate::app::commands;
use crate::app::dialogs::{LogRequest, log_request};
use crate::app::live::live;
use crate::app::workspace::{use_schema, use_workspace};
use crate::feature::shared::entry::{choice_options, member_options};
use crate::model::{ChoiceList, Id, Table, WallTime};
use crate::platform::{clock, ids};
use crate::text::{tr, tr_with};
use crate::ui::{
    Banner, Button, ButtonKind, Combobox, DateField, Dialog, DialogBody, DialogFooter, DialogKind, Hue, Icon,
    IconView, Kbd, NumberField, PickOption, Rating, Segmented, SelectField, TextArea, TextField, focus_drawn,
    unique_id,
};
use crate::wire::{
    Commit, Draft, GetRecord, Label, Named, Problem, Suggest, SuggestKind, TimelineEntry, client,
};

thread_local! {
    static EDIT: ArcRwSignal<Option<TimelineEntry>> = ArcRwSignal::new(None);
}

/// Opens the dialog on an interaction that is there.
pub fn edit_interaction(entry: TimelineEntry) {
    EDIT.with(|edit| edit.set(Some(entry)));
}

/// Takes an interaction away; the notice offers to undo it.
pub fn delete_interaction(entry: &TimelineEntry) {
    let drafts = vec![Draft::delete(entry.table, entry.id)];
    let label = Label::new(
        if entry.table == Table::Note { "Delete note" } else { "Delete interaction" },
        &entry.customer.name,
    );
    spawn_local(async move {
        // A problem was shown already.
        let _ = commands::commit(Commit { label, drafts }).await;
    });
}

/// Why the dialog is open.
#[derive(Clone, PartialEq)]
enum Task {
    New(LogRequest),
    Edit(TimelineEntry),
}

impl Task {
    fn draft_of(&self) -> DraftOf {
        match self {
            Task::New(request) => DraftOf::New { customer: request.customer },
            Task::Edit(entry) => DraftOf::Edit(entry.id),
        }
    }

    fn entry(&self) -> Option<&TimelineEntry> {
        if let Task::Edit(entry) = self { Some(entry) } else { None }
    }

    /// The form as it is before anything was typed.
    fn start(&self, me: Option<Id>) -> LogDraft {
        match self {
            Task::New(request) => {
                let LastUsed { channel, direction } = last_used();
                let named = |id| Named { id, name: String::new() };
                LogDraft::fresh(request.customer.map(named), channel, direction, me)
            }
            Task::Edit(entry) => LogDraft::of(entry),
        }
    }
}

/// Stands once, in the shell.
#[component]
pub fn LogDialog() -> impl IntoView {
    let open = RwSignal::new(false);
    let request = log_request();
    let edit = EDIT.with(|edit| RwSignal::from(edit.clone()));
    let task = Memo::new(move |_| edit.get().map(Task::Edit).or_else(|| request.get().map(Task::New)));
    Effect::new(move || {
        if task.with(Option::is_some) {
            open.set(true);
        }
    });
    let title = move || match task.get() {
        Some(Task::Edit(_)) => tr("Edit interaction").to_owned(),
        _ => tr("Log interaction").to_owned(),
    };
    let close = move || {
        edit.set(None);
        request.set(None);
    };
    view! {
        <Dialog open title=Signal::derive(title) kind=DialogKind::Wide on_close=close>
            {move || task.get().map(|task| view! { <LogFormView task open /> })}
        </Dialog>
    }
}

#[component]
fn LogFormView(task: Task, open: RwSignal<bool>) -> impl IntoView {
    let me = use_workspace().welcome.with_untracked(|welcome| welcome.me);
    let draft_of = task.draft_of();
    let start = task.start(me);
    let restored = draft_of.load().filter(|kept| differs(kept, &start));
    let was_restored = RwSignal::new(restored.is_some());
    let form = LogForm::new(at_this_moment(restored.unwrap_or_else(|| start.clone())));
    let picked = RwSignal::new(form.customer.with_untracked(|customer| customer.as_ref().map(pick_of)));
    let root = NodeRef::<html::Form>::new();
    let errors = RwSignal::new(LogErrors::default());
    let problem = RwSignal::new(None::<Problem>);
    let saving = RwSignal::new(false);
    let task = StoredValue::new(task);
    let start = StoredValue::new(start);

    Effect::new(move || {
        let customer =
            picked.get().and_then(|option| Some(Named { id: option.key.parse().ok()?, name: option.label }));
        let before = form.customer.get_untracked();
        if before == customer {
            return;
        }
        form.customer.set(customer);
        if before.is_none() {
            // What comes next is what happened.
            focus_first_missing(root, form);
        }
    });
    name_the_customer(picked);
    keep_draft(form, draft_of, start);
    // Errors leave as soon as something is done about them.
    let told = StoredValue::new(None::<LogDraft>);
    Effect::new(move || {
        let draft = form.draft();
        if told.with_value(|told| told.as_ref().is_some_and(|told| differs(told, &draft))) {
            told.set_value(None);
            errors.set(LogErrors::default());
        }
    });
    focus_first_missing(root, form);

    let save = move || {
        if saving.get_untracked() {
            return;
        }
        let draft = untrack(|| form.draft());
        let parsed = task.with_value(|task| {
            let id = task.entry().map_or_else(ids::new_id, |entry| entry.id);
            draft.parse(id, task.entry())
        });
        let record = match parsed {
            Ok(record) => record,
            Err(wrong) => {
                told.set_value(Some(draft));
                errors.set(wrong);
                focus_drawn(move || find(root, "[aria-invalid=true]"));
                return;
            }
        };
        if record.cells.is_empty() {
            draft_of.forget();
            open.set(false);
            return;
        }
        let is_new = task.with_value(|task| task.entry().is_none());
        let action = if is_new { "Log interaction" } else { "Edit interaction" };
        let subject = draft.customer.as_ref().map(|customer| customer.name.clone()).unwrap_or_default();
        let commit = Commit { label: Label::new(action, subject), drafts: vec![record] };
        saving.set(true);
        problem.set(None);
        spawn_local(async move {
            let written = commands::attempt(commit).await;
            // The dialog may have been closed meanwhile.
            saving.try_set(false);
            match written {
                Ok(committed) => {
                    draft_of.forget();
                    if is_new {
                        remember_used(&LastUsed { channel: draft.channel, direction: draft.direction });
                    }
                    open.try_set(false);
                    commands::offer_undo(&committed);
                }
                Err(why) => {
                    if problem.try_set(Some(why.clone())).is_some() {
                        commands::show_problem(&why);
                    }
                }
            }
        });
    };
    let start_over = move || {
        draft_of.forget();
        let fresh = at_this_moment(start.get_value());
        picked.set(fresh.customer.as_ref().map(pick_of));
        form.fill(fresh);
        was_restored.set(false);
        focus_first_missing(root, form);
    };
    let delete = move || {
        task.with_value(|task| {
            if let Some(entry) = task.entry() {
                draft_of.forget();
                delete_interaction(entry);
            }
        });
        open.set(false);
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !event.is_composing() {
            event.prevent_default();
            save();
        }
    };
    let failed = move || {
        problem.get().map(|problem| {
            let text = tr_with("Not saved: {why} Your text is kept.", &[("why", &problem.to_string())]);
            view! { <Banner text hue=Hue::Red icon=Icon::Alert boxed=true /> }
        })
    };
    let is_edit = task.with_value(|task| task.entry().is_some());
    view! {
        <form
            node_ref=root
            class="log-form"
            novalidate=true
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
            on:keydown=on_key
        >
            <DialogBody>
                {failed}
                {move || {
                    was_restored
                        .get()
                        .then(|| {
                            view! {
                                <Banner text=tr("This is what you had begun to write.") hue=Hue::Indigo boxed=true>
                                    <Button label=tr("Start over") small=true on_click=start_over />
                                </Banner>
                            }
                        })
                }}
                <div class="form">
                    <CustomerField picked errors />
                    <DirectionField form />
                    <ChannelField form />
                    <KindField form />
                    <div class="wide">
                        <TextField label=tr("Subject") value=form.subject />
                    </div>
                    <div class="wide log-text">
                        <TextArea
                            label=tr("What happened")
                            value=form.text
                            error=Signal::derive(move || errors.with(|errors| errors.text.clone()))
                        />
                    </div>
                    <WhenField form errors />
                    <OutcomeFields form errors />
                    <FollowUpField form errors />
                </div>
            </DialogBody>
            <DialogFooter>
                {is_edit
                    .then(|| {
                        view! {
                            <span class="start">
                                <Button label=tr("Delete") icon=Icon::Trash kind=ButtonKind::Ghost on_click=delete />
                            </span>
                        }
                    })}
                <Button label=tr("Cancel") on_click=move || open.set(false) />
                <button
                    type="submit"
                    class="button primary"
                    aria-disabled=move || saving.get().then_some("true")
                    aria-keyshortcuts="Control+Enter"
                >
                    {if is_edit { tr("Save") } else { tr("Log") }}
                    <Kbd keys="Ctrl ⏎" />
                </button>
            </DialogFooter>
        </form>
    }
}

#[component]
fn CustomerField(picked: RwSignal<Option<PickOption>>, errors: RwSignal<LogErrors>) -> impl IntoView {
    let query = RwSignal::new(String::new());
    let found = live(&[Table::Customer], move || {
        Some(Suggest { what: SuggestKind::Customers, text: query.get(), limit: 8 })
    });
    let options = Signal::derive(move || {
        found.with(|found| {
            let options = found.ready().map(Vec::as_slice).unwrap_or_default().iter();
            options
                .filter_map(|found| {
                    let detail = Some(found.detail.clone()).filter(|detail| !detail.is_empty());
                    Some(PickOption { detail, ..PickOption::new(found.id?.to_string(), found.label.clone()) })
                })
                .collect::<Vec<_>>()
        })
    });
    view! {
        <div class="log-customer">
            <Combobox
                label=tr("Customer")
                value=picked
                query
                options
                required=true
                placeholder=tr("Whom was this with?")
                error=Signal::derive(move || errors.with(|errors| errors.customer.clone()))
            />
        </div>
    }
}

#[component]
fn DirectionField(form: LogForm) -> impl IntoView {
    let schema = use_schema();
    let options = move || {
        let chosen = form.direction.get();
        schema.with(|schema| choice_options(schema, ChoiceList::Direction, &chosen))
    };
    view! { <Segmented label=tr("Direction") value=form.direction options=Signal::derive(options) /> }
}

/// One tile a channel. Within the tiles the digits choose too.
#[component]
fn ChannelField(form: LogForm) -> impl IntoView {
    let schema = use_schema();
    let name = unique_id("channel");
    let label_id = format!("{name}-label");
    let options = Memo::new(move |_| {
        let chosen = form.channel.get();
        schema.with(|schema| choice_options(schema, ChoiceList::Channel, &chosen))
    });
    let tile = move |(key, text): (String, String)| {
        let (this, chosen) = (key.clone(), key.clone());
        view! {
            <label class="log-tile">
                <input
                    type="radio"
                    name=name.clone()
                    value=key.clone()
                    prop:checked=move || form.channel.with(|channel| *channel == this)
                    on:change=move |_| form.channel.set(chosen.clone())
                />
                <IconView icon=words::channel_icon(&key) />
                <span class="truncate">{text}</span>
            </label>
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let digit = event.key().parse::<usize>().ok().filter(|_| !event.ctrl_key() && !event.alt_key());
        let Some(at) = digit.and_then(|digit| digit.checked_sub(1)) else { return };
        if let Some((key, _)) = options.with_untracked(|options| options.get(at).cloned()) {
            event.prevent_default();
            form.channel.set(key.clone());
            let group = event.current_target().and_then(|it| it.dyn_into::<Element>().ok());
            focus_drawn(move || group?.query_selector(&format!("input[value=\"{key}\"]")).ok().flatten());
        }
    };
    view! {
        <div class="field wide">
            <span class="field-label" id=label_id.clone()>{tr("Channel")}</span>
            <div class="log-tiles" role="radiogroup" aria-labelledby=label_id on:keydown=on_key>
                <For each=move || options.get() key=|option| option.clone() children=tile />
            </div>
        </div>
    }
}

#[component]
fn KindField(form: LogForm) -> impl IntoView {
    let schema = use_schema();
    let options = move || {
        let chosen = form.kind.get();
        schema.with(|schema| choice_options(schema, ChoiceList::InteractionKind, &chosen))
    };
    view! {
        <div class="wide">
            <Segmented label=tr("Kind") value=form.kind options=Signal::derive(options) small=true />
        </div>
    }
}

/// Date and time on the wall, in a zone. Where clocks are turned, it says so.
#[component]
fn WhenField(form: LogForm, errors: RwSignal<LogErrors>) -> impl IntoView {
    let id = unique_id("when");
    let (error_id, note_id) = (format!("{id}-error"), format!("{id}-note"));
    let choose_zone = RwSignal::new(false);
    let read = Memo::new(move |_| super::draft::read_at(&form.at.get(), &form.zone.get()));
    let set = move |at: String, is_now: bool| {
        form.now.set(is_now);
        form.zone.set(zone::own());
        form.second.set(false);
        form.at.set(at);
    };
    let quick = quick_times()
        .into_iter()
        .map(|(label, moment)| {
            let is_now = moment.is_none();
            view! {
                <Button
                    label
                    small=true
                    on_click=move || set(wall_text(moment.unwrap_or_else(now)), is_now)
                    attr:aria-pressed=move || (is_now && form.now.get()).then_some("true")
                />
            }
        })
        .collect::<Vec<_>>();
    let wall = move || match read.get() {
        AtRead::Wall(WallTime::Once(moment)) => Some(moment),
        AtRead::Wall(WallTime::Twice { first, second }) => {
            Some(if form.second.get() { second } else { first })
        }
        _ => None,
    };
    let zone_name = move || {
        let offset = wall().map(|moment| words::offset_name(moment.offset_min));
        let name = form.zone.get().replace('_', " ");
        // A zone without a name is its offset.
        let name = Some(name).filter(|name| !name.starts_with(['+', '-']) && offset.as_ref() != Some(name));
        [name, offset].into_iter().flatten().collect::<Vec<_>>().join(", ")
    };
    let turned = move || match read.get() {
        AtRead::Wall(WallTime::Twice { first, second }) => {
            let option = |moment: crate::model::Moment| words::offset_name(moment.offset_min);
            let (first, second) = (option(first), option(second));
            let button = move |label: String, is_second: bool| {
                view! {
                    <Button
                        label
                        small=true
                        on_click=move || form.second.set(is_second)
                        attr:aria-pressed=move || (form.second.get() == is_second).to_string()
                    />
                }
            };
            let text = tr("Clocks were turned back: this time came twice. Which one?");
            Some(
                view! {
                    <div class="row gap-2">
                        <span class="small">{text}</span>
                        {button(first, false)}
                        {button(second, true)}
                    </div>
                }
                .into_any(),
            )
        }
        AtRead::Wall(WallTime::Never { instead }) => {
            let at = wall_text(instead);
            let time = at.split_once('T').map_or(at.clone(), |(_, time)| time.to_owned());
            let text = tr("Clocks were turned forward past this time: it did not exist in this zone.");
            Some(
                view! {
                    <div class="row gap-2">
                        <span class="small">{text}</span>
                        <Button
                            label=tr_with("Take {time}", &[("time", &time)])
                            small=true
                            on_click=move || form.at.set(at.clone())
                        />
                    </div>
                }
                .into_any(),
            )
        }
        AtRead::Wall(WallTime::Once(moment))
            if !form.now.get() && moment.utc_ms > clock::now_ms() + 60_000 =>
        {
            Some(view! { <p class="field-hint">{tr("This is in the future.")}</p> }.into_any())
        }
        _ => None,
    };
    let error = move || errors.with(|errors| errors.at.clone());
    let described = format!("{error_id} {note_id}");
    let zones = Signal::derive(move || {
        let now = form.zone.get();
        let mut zones = clock::time_zones();
        if !zones.contains(&now) {
            zones.insert(0, now);
        }
        zones.into_iter().map(|zone| (zone.clone(), zone.replace('_', " "))).collect::<Vec<_>>()
    });
    view! {
        <div class="field wide">
            <label for=id.clone()>{tr("When")}</label>
            <div class="row gap-2">
                <input
                    class="input log-at"
                    id=id.clone()
                    type="datetime-local"
                    max="9999-12-31T23:59"
                    prop:value=form.at
                    aria-invalid=move || error().map(|_| "true")
                    aria-describedby=described
                    on:input=move |event| {
                        form.now.set(false);
                        form.second.set(false);
                        form.at.set(event_target_value(&event));
                    }
                />
                <div class="row gap-1">{quick}</div>
            </div>
            <div class="row gap-1 log-zone">
                <span class="small quiet" id=note_id>{zone_name}</span>
                <Button
                    label=tr("Change zone")
                    kind=ButtonKind::Ghost
                    small=true
                    on_click=move || choose_zone.update(|choose| *choose = !*choose)
                    attr:aria-expanded=move || choose_zone.get().to_string()
                />
            </div>
            {move || {
                choose_zone
                    .get()
                    .then(|| view! { <SelectField label=tr("Time zone") value=form.zone options=zones hide_label=true /> })
            }}
            <div id=error_id>
                {move || {
                    error()
                        .map(|text| {
                            view! {
                                <p class="field-error">
                                    <IconView icon=Icon::Alert />
                                    <span>{text}</span>
                                </p>
                            }
                        })
                }}
            </div>
            {turned}
        </div>
    }
}

/// Name and moment of what is often meant; `None` is the moment of saving.
fn quick_times() -> Vec<(&'static str, Option<crate::model::Moment>)> {
    let now = now();
    let at = |utc_ms: i64| Some(crate::model::Moment { utc_ms, offset_min: clock::offset_minutes(utc_ms) });
    let on_wall = |days: i32, minute: u16| match crate::model::wall_time(
        now.date().plus_days(days),
        minute,
        clock::offset_minutes,
    ) {
        WallTime::Once(moment)
        | WallTime::Twice { first: moment, .. }
        | WallTime::Never { instead: moment } => moment,
    };
    let of_day = (now.utc_ms + i64::from(now.offset_min) * 60_000).rem_euclid(86_400_000) / 60_000;
    let mut times = vec![(tr("Now"), None), (tr("An hour ago"), at(now.utc_ms - 3_600_000))];
    let nine = 9 * 60;
    // Before ten, "this morning" is about now.
    if of_day >= 10 * 60 {
        times.push((tr("This morning"), Some(on_wall(0, nine))));
    }
    times.push((tr("Yesterday"), Some(on_wall(-1, of_day as u16))));
    times
}

#[component]
fn OutcomeFields(form: LogForm, errors: RwSignal<LogErrors>) -> impl IntoView {
    let schema = use_schema();
    let outcomes = move || {
        let chosen = form.outcome.get();
        schema.with(|schema| choice_options(schema, ChoiceList::Outcome, &chosen))
    };
    let members = move || schema.with(member_options);
    view! {
        <SelectField label=tr("Outcome") value=form.outcome options=Signal::derive(outcomes) empty=tr("None yet") />
        <Rating label=tr("Satisfaction") value=form.satisfaction />
        <SelectField label=tr("Handled by") value=form.handled_by options=Signal::derive(members) empty=tr("Nobody") />
        <NumberField
            label=tr("Minutes")
            value=form.minutes
            error=Signal::derive(move || errors.with(|errors| errors.minutes.clone()))
        />
    }
}

#[component]
fn FollowUpField(form: LogForm, errors: RwSignal<LogErrors>) -> impl IntoView {
    let today = now().date();
    let quick = [(tr("Tomorrow"), 1), (tr("In 3 days"), 3), (tr("Next week"), 7)]
        .map(|(label, days)| {
            let day = today.plus_days(days).to_string();
            let this = day.clone();
            view! {
                <Button
                    label
                    small=true
                    on_click=move || form.follow_up.set(day.clone())
                    attr:aria-pressed=move || form.follow_up.with(|due| *due == this).then_some("true")
                />
            }
        })
        .into_iter()
        .collect::<Vec<_>>();
    let none = move || {
        form.follow_up.with(|due| !due.is_empty()).then(|| {
            view! {
                <Button label=tr("None") kind=ButtonKind::Ghost small=true on_click=move || form.follow_up.set(String::new()) />
            }
        })
    };
    let done = move || {
        form.follow_up.with(|due| !due.is_empty()).then(|| {
            view! { <crate::ui::Checkbox label=tr("Done") value=form.follow_up_done /> }
        })
    };
    view! {
        <div class="wide row gap-2 log-follow-up">
            <DateField
                label=tr("Follow-up due")
                value=form.follow_up
                error=Signal::derive(move || errors.with(|errors| errors.follow_up.clone()))
            />
            <div class="row gap-1">{quick} {none} {done}</div>
        </div>
    }
}

/// The request names an id only; the name is asked for.
fn name_the_customer(picked: RwSignal<Option<PickOption>>) {
    let nameless = picked.get_untracked().filter(|option| option.label.is_empty());
    let Some(id) = nameless.and_then(|option| option.key.parse::<Id>().ok()) else { return };
    spawn_local(async move {
        if let Ok(Some(record)) = client::ask(GetRecord { table: Table::Customer, id }).await {
            picked.try_update(|now| {
                if let Some(option) = now.as_mut().filter(|option| option.key == id.to_string()) {
                    option.label = record.name;
                }
            });
        }
    });
}

/// Keeps what is typed until it is saved or thrown away.
fn keep_draft(form: LogForm, draft_of: DraftOf, start: StoredValue<LogDraft>) {
    Effect::new(move || {
        let draft = form.draft();
        if start.with_value(|start| differs(start, &draft)) {
            draft_of.save(&draft);
        } else {
            draft_of.forget();
        }
    });
}

/// Whether somebody typed or chose something: the passing of time and a name that arrived are nothing.
fn differs(one: &LogDraft, other: &LogDraft) -> bool {
    let plain = |draft: &LogDraft| LogDraft {
        at: if draft.now { String::new() } else { draft.at.clone() },
        customer: draft.customer.as_ref().map(|customer| Named { id: customer.id, name: String::new() }),
        ..draft.clone()
    };
    plain(one) != plain(other)
}

/// A draft that means "now" shows the present time.
fn at_this_moment(mut draft: LogDraft) -> LogDraft {
    if draft.now {
        draft.at = wall_text(now());
    }
    draft
}

fn pick_of(customer: &Named) -> PickOption {
    PickOption::new(customer.id.to_string(), customer.name.clone())
}

fn focus_first_missing(root: NodeRef<html::Form>, form: LogForm) {
    let missing = form.customer.with_untracked(Option::is_none);
    focus_drawn(move || find(root, if missing { ".log-customer input" } else { ".log-text textarea" }));
}

fn find(root: NodeRef<html::Form>, selector: &str) -> Option<Element> {
    root.try_get_untracked().flatten()?.query_selector(selector).ok().flatten()
}
