//! One condition: what it asks about, the test, what is compared, and what is still missing.

use leptos::prelude::*;

use super::editor::{Editor, GroupView, PartMenu, remove};
use super::labels;
use super::operand::{OperandView, blank, choose};
use crate::model::rule_draft::{
    Compare, DAY_TESTS, FieldQuestion, HistoryQuestion, MeasureKind, NodeKey, PeriodKind, Question,
    SegmentQuestion, Test, askable, tests_for,
};
use crate::model::rule_text::label_text;
use crate::model::{Field, FieldKind, Rule, Table};
use crate::text::tr;
use crate::ui::{Button, ButtonKind, Icon, IconView, InputKind};

/// What decides which controls a condition has: they are made anew when it changes, and only then.
#[derive(Clone, PartialEq)]
enum Shape {
    Gone,
    Field(Field, FieldKind),
    History(MeasureKind),
    Segment,
    Kept(Rule),
}

#[component]
pub fn ConditionView(editor: Editor, key: NodeKey, table: Table) -> impl IntoView {
    let shape = Memo::new(move |_| {
        let asks = editor.tree.with(|tree| tree.condition(key).map(|condition| condition.asks.clone()));
        match asks {
            None => Shape::Gone,
            Some(Question::Kept(rule)) => Shape::Kept(rule),
            Some(Question::Segment(_)) => Shape::Segment,
            Some(Question::History(history)) => Shape::History(history.measure),
            Some(Question::Field(asked)) => match editor.schema.with(|schema| schema.kind(&asked.field)) {
                Some(kind) => Shape::Field(asked.field, kind),
                None => Shape::Gone,
            },
        }
    });
    let problem = editor.problem(key);
    let note_id = format!("{}-note", editor.element_id(key));
    let note = {
        let note_id = note_id.clone();
        move || {
            let note_id = note_id.clone();
            problem.get().map(|problem| match editor.was_left(key) {
                true => view! {
                    <p class="field-error rule-note" id=note_id>
                        <IconView icon=Icon::Alert />
                        <span>{problem.text()}</span>
                    </p>
                }
                .into_any(),
                false => view! { <p class="field-hint rule-note" id=note_id>{problem.text()}</p> }.into_any(),
            })
        }
    };
    let controls = move || match shape.get() {
        Shape::Gone => ().into_any(),
        Shape::Kept(rule) => view! { <KeptView editor rule /> }.into_any(),
        Shape::Field(field, kind) => view! {
            <SubjectSelect editor key table />
            <FieldView editor key field kind />
        }
        .into_any(),
        Shape::History(measure) => view! {
            <SubjectSelect editor key table />
            <HistoryView editor key measure />
        }
        .into_any(),
        Shape::Segment => view! {
            <SubjectSelect editor key table />
            <SegmentView editor key />
        }
        .into_any(),
    };
    let which = move || match shape.get() {
        Shape::History(_) => {
            let which = editor.tree.with_untracked(|tree| {
                match tree.condition(key).map(|condition| &condition.asks) {
                    Some(Question::History(history)) => Some(history.which.key),
                    _ => None,
                }
            });
            which.map(|which| {
                view! { <GroupView editor key=which table=Table::Interaction lead=tr("counting only those that fulfil") /> }
            })
        }
        _ => None,
    };
    view! {
        <div
            class="rule-condition"
            role="group"
            aria-label=tr("Condition")
            aria-describedby=move || problem.with(Option::is_some).then(|| note_id.clone())
            on:focusout=move |event| {
                // Within the condition the focus may wander.
                let here = event.current_target();
                let to = event.related_target();
                if !is_inside(here, to) {
                    editor.leave(key);
                }
            }
        >
            <div class="rule-line" class:invalid=move || problem.with(Option::is_some) && editor.was_left(key)>
                <div class="rule-sentence">{controls}</div>
                <PartMenu editor key />
                <Button
                    label=tr("Remove condition")
                    icon=Icon::X
                    kind=ButtonKind::Ghost
                    small=true
                    icon_only=true
                    on_click=move || remove(editor, key)
                />
            </div>
            {note}
            {which}
        </div>
    }
}

fn is_inside(
    outer: Option<leptos::web_sys::EventTarget>,
    inner: Option<leptos::web_sys::EventTarget>,
) -> bool {
    use wasm_bindgen::JsCast;
    let node =
        |target: Option<leptos::web_sys::EventTarget>| target?.dyn_into::<leptos::web_sys::Node>().ok();
    match (node(outer), node(inner)) {
        (Some(outer), Some(inner)) => outer.contains(Some(&inner)),
        _ => false,
    }
}

/// What a condition can ask about: fields, the history, segments.
#[component]
fn SubjectSelect(editor: Editor, key: NodeKey, table: Table) -> impl IntoView {
    let now = Memo::new(move |_| {
        editor.tree.with(|tree| match tree.condition(key).map(|condition| &condition.asks) {
            Some(Question::Field(asked)) => asked.field.path().into_owned(),
            Some(Question::History(history)) => history_subject(history.measure),
            Some(Question::Segment(_)) => SEGMENT.to_owned(),
            _ => String::new(),
        })
    });
    let pick = move |subject: String| {
        let kind = |field: &Field| editor.schema.with_untracked(|schema| schema.kind(field));
        let measure = labels::MEASURES.into_iter().find(|measure| history_subject(*measure) == subject);
        editor.edit(|tree| {
            let asks = match (measure, subject.parse::<Field>()) {
                (Some(measure), _) => tree.new_history(measure),
                (None, Ok(field)) => match kind(&field) {
                    Some(kind) => Question::Field(FieldQuestion::new(field, kind)),
                    None => return,
                },
                (None, Err(_)) => Question::Segment(SegmentQuestion { inside: true, segment: String::new() }),
            };
            tree.edit(key, |now| keep_interactions(now, asks));
        });
        // The controls were made anew; the focus stays on the one that was used.
        editor.focus(key, "select");
    };
    let groups = move || {
        let fields = editor.schema.with(|schema| askable(schema, table));
        let (own, built_in): (Vec<_>, Vec<_>) =
            fields.into_iter().partition(|info| matches!(info.field, Field::Custom(_)));
        let (derived, stored): (Vec<_>, Vec<_>) = built_in.into_iter().partition(|info| info.derived);
        let of_fields = |title: &'static str, fields: Vec<crate::model::FieldInfo>| {
            let options =
                fields.into_iter().map(|info| (info.field.path().into_owned(), label_text(&info.label)));
            (title, options.collect::<Vec<_>>())
        };
        let mut groups = vec![of_fields(tr("Details"), stored), of_fields(tr("Own fields"), own)];
        groups.push(of_fields(tr("Figures"), derived));
        if table == Table::Customer {
            let history = labels::MEASURES
                .map(|measure| (history_subject(measure), labels::measure(measure).to_owned()));
            groups.insert(1, (tr("History"), history.to_vec()));
            groups.push((tr("Segments"), vec![(SEGMENT.to_owned(), tr("Segment").to_owned())]));
        }
        let option = |(value, text): (String, String)| {
            let selected = now.with_untracked(|now| *now == value);
            view! { <option value=value selected=selected>{text}</option> }
        };
        groups
            .into_iter()
            .filter(|(_, options)| !options.is_empty())
            .map(|(title, options)| {
                view! { <optgroup label=title>{options.into_iter().map(option).collect::<Vec<_>>()}</optgroup> }
            })
            .collect::<Vec<_>>()
    };
    view! {
        <select
            class="input rule-subject"
            aria-label=tr("What the condition is about")
            prop:value=now
            on:change=move |event| pick(event_target_value(&event))
        >
            {groups}
        </select>
    }
}

const SEGMENT: &str = "segment";

fn history_subject(measure: MeasureKind) -> String {
    match measure {
        MeasureKind::Count => "history.count",
        MeasureKind::Last => "history.last",
        MeasureKind::First => "history.first",
        MeasureKind::Satisfaction => "history.satisfaction",
    }
    .to_owned()
}

/// Another measure of the same interactions: which and when stay as they were.
fn keep_interactions(now: &mut Question, next: Question) {
    *now = match (std::mem::replace(now, Question::Kept(Rule::default())), next) {
        (Question::History(old), Question::History(new)) => Question::History(HistoryQuestion {
            measure: new.measure,
            compare: new.compare,
            number: String::new(),
            ..old
        }),
        (_, next) => next,
    };
}

#[component]
fn KeptView(editor: Editor, rule: Rule) -> impl IntoView {
    let text = move || editor.schema.with(|schema| editor.names.describe(&rule, schema));
    view! {
        <span class="rule-kept">{text}</span>
        <span class="quiet small">{tr("This version cannot edit it; it stays as it is.")}</span>
    }
}

#[component]
fn FieldView(editor: Editor, key: NodeKey, field: Field, kind: FieldKind) -> impl IntoView {
    let asked = field_question(editor, key);
    view! { <TestAndOperand editor kind tests=tests_for(kind).to_vec() field asked edit=field_edit(editor, key) /> }
}

type EditQuestion = std::sync::Arc<dyn Fn(Box<dyn FnOnce(&mut FieldQuestion)>) + Send + Sync>;

fn field_question(editor: Editor, key: NodeKey) -> Memo<Option<FieldQuestion>> {
    Memo::new(move |_| {
        editor.tree.with(|tree| match &tree.condition(key)?.asks {
            Question::Field(asked) => Some(asked.clone()),
            Question::History(history) => Some(history.day.clone()),
            _ => None,
        })
    })
}

fn field_edit(editor: Editor, key: NodeKey) -> EditQuestion {
    std::sync::Arc::new(move |edit| {
        editor.edit(|tree| {
            tree.edit(key, |asks| match asks {
                Question::Field(asked) => edit(asked),
                Question::History(history) => edit(&mut history.day),
                _ => {}
            })
        });
    })
}

/// The test of a field, or of the day of an interaction, with what it compares to.
#[component]
fn TestAndOperand(
    editor: Editor,
    kind: FieldKind,
    tests: Vec<Test>,
    field: Field,
    asked: Memo<Option<FieldQuestion>>,
    edit: EditQuestion,
) -> impl IntoView {
    let test =
        Memo::new(move |_| asked.with(|asked| asked.as_ref().map_or(Test::Filled, |asked| asked.test)));
    let mut tests = tests;
    // One that came with the rule and is not usual for the field is still shown.
    if !tests.contains(&test.get_untracked()) {
        tests.push(test.get_untracked());
    }
    let options = tests.iter().map(|test| labels::test(*test, kind)).collect();
    let at = {
        let tests = tests.clone();
        Signal::derive(move || tests.iter().position(|one| *one == test.get()).unwrap_or(0))
    };
    let set = edit.clone();
    let choose_test = choose(tr("Test"), options, at, move |at| {
        if let Some(test) = tests.get(at).copied() {
            set(Box::new(move |asked| asked.test = test));
        }
    });
    let operand = Memo::new(move |_| test.get().operand(kind));
    let suffix = move || match test.get() {
        Test::MoreThanDaysAgo => Some(tr("days ago")),
        test if test.operand(kind) == crate::model::rule_draft::Operand::Length => Some(tr("days")),
        _ => None,
    };
    view! {
        {choose_test}
        {move || {
            view! { <OperandView editor operand=operand.get() kind field=field.clone() asked edit=edit.clone() /> }
        }}
        {move || suffix().map(|text| view! { <span>{text}</span> })}
    }
}

pub(super) type EditAsked = EditQuestion;

#[component]
fn SegmentView(editor: Editor, key: NodeKey) -> impl IntoView {
    let asked = Memo::new(move |_| {
        editor.tree.with(|tree| match &tree.condition(key)?.asks {
            Question::Segment(asked) => Some(asked.clone()),
            _ => None,
        })
    });
    let edit = move |edit: Box<dyn FnOnce(&mut SegmentQuestion)>| {
        editor.edit(|tree| {
            tree.edit(key, |asks| {
                if let Question::Segment(asked) = asks {
                    edit(asked);
                }
            })
        });
    };
    let outside = Signal::derive(move || {
        usize::from(asked.with(|asked| asked.as_ref().is_some_and(|asked| !asked.inside)))
    });
    let inside = choose(tr("Test"), vec![tr("is"), tr("is not")], outside, move |at| {
        edit(Box::new(move |asked| asked.inside = at == 0));
    });
    let now = Memo::new(move |_| {
        asked.with(|asked| asked.as_ref().map(|asked| asked.segment.clone()).unwrap_or_default())
    });
    let options = move || {
        let now = now.get();
        let mut options: Vec<_> = editor
            .names
            .segments()
            .into_iter()
            .filter(|segment| Some(segment.id) != editor.this_segment)
            .map(|segment| (segment.id.to_string(), segment.name))
            .collect();
        if !now.is_empty() && options.iter().all(|(id, _)| *id != now) {
            options.push((now.clone(), tr("(deleted segment)").to_owned()));
        }
        let option = |(id, name): (String, String)| {
            let selected = id == now;
            view! { <option value=id selected=selected>{name}</option> }
        };
        options.into_iter().map(option).collect::<Vec<_>>()
    };
    view! {
        {inside}
        <select
            class="input"
            aria-label=tr("Segment")
            on:change=move |event| {
                let id = event_target_value(&event);
                edit(Box::new(move |asked| asked.segment = id));
            }
        >
            <option value="">{tr("Choose…")}</option>
            {options}
        </select>
    }
}

#[component]
fn HistoryView(editor: Editor, key: NodeKey, measure: MeasureKind) -> impl IntoView {
    let asked = Memo::new(move |_| {
        editor.tree.with(|tree| match &tree.condition(key)?.asks {
            Question::History(history) => Some(history.clone()),
            _ => None,
        })
    });
    let edit = move |edit: Box<dyn FnOnce(&mut HistoryQuestion)>| {
        editor.edit(|tree| {
            tree.edit(key, |asks| {
                if let Question::History(history) = asks {
                    edit(history);
                }
            })
        });
    };
    let text = move |part: fn(&HistoryQuestion) -> &String| {
        Signal::derive(move || {
            asked.with(|asked| asked.as_ref().map(|asked| part(asked).clone()).unwrap_or_default())
        })
    };
    let measured = match measure {
        MeasureKind::Last | MeasureKind::First => {
            let (day, set) = (field_question(editor, key), field_edit(editor, key));
            view! {
                <TestAndOperand
                    editor
                    kind=FieldKind::Moment
                    tests=DAY_TESTS.to_vec()
                    field=crate::model::interaction::AT
                    asked=day
                    edit=set
                />
            }
            .into_any()
        }
        MeasureKind::Count | MeasureKind::Satisfaction => {
            let compares =
                if measure == MeasureKind::Count { &labels::COUNTS[..] } else { &labels::MEANS[..] };
            let compare = Memo::new(move |_| {
                asked.with(|asked| asked.as_ref().map_or(Compare::AtLeast, |asked| asked.compare))
            });
            let at =
                Signal::derive(move || compares.iter().position(|one| *one == compare.get()).unwrap_or(0));
            let options = compares.iter().map(|one| labels::compare(*one)).collect();
            let choose_compare = choose(tr("Comparison"), options, at, move |at| {
                if let Some(compare) = compares.get(at).copied() {
                    edit(Box::new(move |asked| asked.compare = compare));
                }
            });
            let number = move || {
                (compare.get() != Compare::Never).then(|| {
                    blank(
                        labels::measure(measure),
                        InputKind::Number,
                        text(|asked| &asked.number),
                        move |typed| {
                            edit(Box::new(move |asked| asked.number = typed));
                        },
                    )
                })
            };
            let suffix = (measure == MeasureKind::Satisfaction).then(|| view! { <span>{tr("of 5")}</span> });
            view! { {choose_compare} {number} {suffix} }.into_any()
        }
    };
    let period =
        Memo::new(move |_| asked.with(|asked| asked.as_ref().map_or(PeriodKind::Ever, |asked| asked.period)));
    let at = Signal::derive(move || labels::PERIODS.iter().position(|one| *one == period.get()).unwrap_or(0));
    let options = labels::PERIODS.map(labels::period).to_vec();
    let choose_period = choose(tr("Period"), options, at, move |at| {
        if let Some(period) = labels::PERIODS.get(at).copied() {
            edit(Box::new(move |asked| asked.period = period));
        }
    });
    let length = move || match period.get() {
        PeriodKind::Ever => ().into_any(),
        PeriodKind::LastDays => {
            let days = blank(tr("Days"), InputKind::Number, text(|asked| &asked.days), move |typed| {
                edit(Box::new(move |asked| asked.days = typed));
            });
            view! { {days} <span>{tr("days")}</span> }.into_any()
        }
        PeriodKind::Between => {
            let from = blank(tr("From"), InputKind::Date, text(|asked| &asked.from), move |typed| {
                edit(Box::new(move |asked| asked.from = typed));
            });
            let to = blank(tr("To"), InputKind::Date, text(|asked| &asked.to), move |typed| {
                edit(Box::new(move |asked| asked.to = typed));
            });
            view! { {from} <span>{tr("and")}</span> {to} }.into_any()
        }
    };
    view! {
        {measured}
        {choose_period}
        {length}
    }
}
