//! Rules over columns against a naive model: random workspaces, random rules, the same answer.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::BTreeSet;

use clientele::change::Record;
use clientele::model::{
    CellKey, Comparison, Date, Field, History, Id, Measure, Moment, Now, Op, Period, Rule, Table, Value,
    customer, fold, interaction,
};
use clientele::wire::{Draft, GetList, PreviewSegment, SegmentDraft};
use common::{Desk, now};
use proptest::prelude::*;

#[derive(Clone, Debug)]
struct Person {
    name: Option<String>,
    stage: Option<&'static str>,
    tags: BTreeSet<&'static str>,
    born: Option<i32>,
    archived: bool,
    interactions: Vec<Contact>,
}

#[derive(Clone, Debug)]
struct Contact {
    days_ago: i64,
    kind: &'static str,
    direction: &'static str,
    satisfaction: Option<i64>,
}

const STAGES: [&str; 3] = ["lead", "active", "lost"];
const TAGS: [&str; 3] = ["vip", "golf", "Chess"];
const KINDS: [&str; 3] = ["complaint", "note", "sale"];

fn person() -> impl Strategy<Value = Person> {
    (
        prop::option::of(prop::sample::select(vec!["Ann", "Änn", "Bob Ross", "zoë"])),
        prop::option::of(prop::sample::select(&STAGES[..])),
        prop::collection::btree_set(prop::sample::select(&TAGS[..]), 0..3),
        prop::option::of(-20_000..20_000i32),
        prop::bool::weighted(0.1),
        prop::collection::vec(contact(), 0..6),
    )
        .prop_map(|(name, stage, tags, born, archived, interactions)| Person {
            name: name.map(str::to_owned),
            stage,
            tags,
            born,
            archived,
            interactions,
        })
}

fn contact() -> impl Strategy<Value = Contact> {
    (
        0..400i64,
        prop::sample::select(&KINDS[..]),
        prop::sample::select(vec!["in", "out"]),
        prop::option::of(1..=5i64),
    )
        .prop_map(|(days_ago, kind, direction, satisfaction)| Contact {
            days_ago,
            kind,
            direction,
            satisfaction,
        })
}

fn comparison() -> impl Strategy<Value = Comparison> {
    prop::sample::select(vec![
        Comparison::Equal,
        Comparison::Less,
        Comparison::AtMost,
        Comparison::More,
        Comparison::AtLeast,
    ])
}

fn words(of: &'static [&'static str]) -> impl Strategy<Value = Op> {
    let word = || prop::sample::select(of).prop_map(Value::text);
    prop_oneof![
        word().prop_map(Op::Is),
        word().prop_map(Op::IsNot),
        prop::collection::vec(word(), 0..3).prop_map(Op::AnyOf),
        prop::collection::vec(word(), 0..3).prop_map(Op::NoneOf),
        prop::collection::vec(word(), 0..3).prop_map(Op::AllOf),
        Just(Op::Empty),
        Just(Op::Filled),
    ]
}

fn days() -> impl Strategy<Value = Op> {
    prop_oneof![
        (0..500u32).prop_map(Op::LastDays),
        (0..500u32).prop_map(Op::MoreThanDaysAgo),
        (0..500u32).prop_map(Op::NextDays),
        (0..366u32).prop_map(Op::AnniversaryNextDays),
        (-20_000..20_000i32).prop_map(|day| Op::AtLeast(Value::Date(Date::from_days(day).unwrap()))),
        (-20_000..20_000i32).prop_map(|day| Op::Less(Value::Date(Date::from_days(day).unwrap()))),
        Just(Op::Empty),
    ]
}

fn condition() -> impl Strategy<Value = Rule> {
    let name = prop_oneof![
        prop::sample::select(vec!["ann", "Ä", "ross", "Bob Ross"]).prop_flat_map(|text| {
            prop::sample::select(vec![
                Op::Is(Value::text(text)),
                Op::IsNot(Value::text(text)),
                Op::Contains(text.into()),
                Op::NotContains(text.into()),
                Op::StartsWith(text.into()),
            ])
        }),
        Just(Op::Empty),
    ];
    let count = || (0..6i64).prop_map(Value::Int);
    let number = prop_oneof![
        count().prop_map(Op::Is),
        count().prop_map(Op::More),
        (count(), count()).prop_map(|(a, b)| Op::Between(a, b)),
    ];
    let measure = prop_oneof![
        (comparison(), 0..5u32).prop_map(|(c, n)| Measure::Count(c, n)),
        days().prop_map(Measure::Last),
        days().prop_map(Measure::First),
        (comparison(), 1..=5u32).prop_map(|(c, n)| Measure::Satisfaction(c, f64::from(n))),
    ];
    let period = prop_oneof![Just(Period::Ever), (0..500u32).prop_map(Period::LastDays)];
    let which = prop_oneof![
        Just(Rule::default()),
        words(&KINDS).prop_map(|op| Rule::field(interaction::KIND, op)),
        prop::sample::select(vec!["in", "out"])
            .prop_map(|way| Rule::field(interaction::DIRECTION, Op::Is(Value::text(way)))),
    ];
    prop_oneof![
        name.prop_map(|op| Rule::field(customer::FIRST_NAME, op)),
        words(&STAGES).prop_map(|op| Rule::field(customer::STAGE, op)),
        words(&TAGS).prop_map(|op| Rule::field(customer::TAGS, op)),
        days().prop_map(|op| Rule::field(customer::BIRTH_DATE, op)),
        number.prop_map(|op| Rule::field(customer::INTERACTIONS, op)),
        days().prop_map(|op| Rule::field(customer::LAST_CONTACT, op)),
        (which, period, measure).prop_map(|(which, period, measure)| Rule::History(History {
            which: Box::new(which),
            period,
            measure
        })),
    ]
}

fn rule() -> impl Strategy<Value = Rule> {
    condition().prop_recursive(3, 12, 3, |rule| {
        prop_oneof![
            prop::collection::vec(rule.clone(), 0..3).prop_map(Rule::All),
            prop::collection::vec(rule.clone(), 0..3).prop_map(Rule::Any),
            rule.prop_map(|rule| Rule::Not(Box::new(rule))),
        ]
    })
}

/// What the model knows of a field: `None` when it is empty, several values for a set.
#[derive(Clone, Debug)]
enum Held {
    Words(Vec<String>),
    Day(Option<i64>),
    Number(f64),
}

fn naive(person: &Person, rule: &Rule, now: Now) -> bool {
    match rule {
        Rule::All(rules) => rules.iter().all(|rule| naive(person, rule, now)),
        Rule::Any(rules) => rules.iter().any(|rule| naive(person, rule, now)),
        Rule::Not(rule) => !naive(person, rule, now),
        Rule::Field { field, op } => {
            let today = i64::from(now.today().days());
            let last = person.interactions.iter().map(|contact| today - contact.days_ago).max();
            let held = match field {
                f if *f == customer::FIRST_NAME => {
                    Held::Words(person.name.iter().map(|name| fold(name)).collect())
                }
                f if *f == customer::STAGE => {
                    Held::Words(person.stage.iter().map(|s| (*s).to_owned()).collect())
                }
                f if *f == customer::TAGS => Held::Words(person.tags.iter().map(|tag| fold(tag)).collect()),
                f if *f == customer::BIRTH_DATE => Held::Day(person.born.map(i64::from)),
                f if *f == customer::INTERACTIONS => Held::Number(person.interactions.len() as f64),
                _ => Held::Day(last),
            };
            holds(&held, op, today)
        }
        Rule::History(history) => {
            let today = i64::from(now.today().days());
            let counted: Vec<&Contact> = person
                .interactions
                .iter()
                .filter(|contact| match &*history.which {
                    Rule::Field { field, op } if *field == interaction::KIND => {
                        holds(&Held::Words(vec![contact.kind.to_owned()]), op, today)
                    }
                    Rule::Field { op, .. } => {
                        holds(&Held::Words(vec![contact.direction.to_owned()]), op, today)
                    }
                    _ => true,
                })
                .filter(|contact| match history.period {
                    Period::LastDays(n) => contact.days_ago <= i64::from(n),
                    _ => true,
                })
                .collect();
            let day = |day: Option<i64>, op: &Op| match day {
                Some(day) => holds(&Held::Day(Some(day)), op, today),
                None => false,
            };
            match &history.measure {
                Measure::Count(comparison, n) => comparison.holds(counted.len() as u32, *n),
                Measure::Last(op) => day(counted.iter().map(|c| today - c.days_ago).max(), op),
                Measure::First(op) => day(counted.iter().map(|c| today - c.days_ago).min(), op),
                Measure::Satisfaction(comparison, n) => {
                    let scores: Vec<f64> =
                        counted.iter().filter_map(|c| c.satisfaction).map(|s| s as f64).collect();
                    !scores.is_empty()
                        && comparison.holds(scores.iter().sum::<f64>() / scores.len() as f64, *n)
                }
            }
        }
        Rule::InSegment(_) => false,
    }
}

fn holds(held: &Held, op: &Op, today: i64) -> bool {
    let word = |value: &Value| match value {
        Value::Text(text) => fold(text),
        _ => String::new(),
    };
    let number = |value: &Value| value.as_number().unwrap_or(f64::NAN);
    let day = |value: &Value| value.as_date().map(|date| i64::from(date.days()));
    match (held, op) {
        (Held::Words(words), op) => match op {
            Op::Is(value) => words.contains(&word(value)),
            Op::IsNot(value) => !words.contains(&word(value)),
            Op::AnyOf(values) => values.iter().any(|value| words.contains(&word(value))),
            Op::NoneOf(values) => !values.iter().any(|value| words.contains(&word(value))),
            Op::AllOf(values) => !words.is_empty() && values.iter().all(|value| words.contains(&word(value))),
            Op::Contains(text) => words.iter().any(|word| word.contains(&fold(text))),
            Op::NotContains(text) => !words.iter().any(|word| word.contains(&fold(text))),
            Op::StartsWith(text) => words.iter().any(|word| word.starts_with(&fold(text))),
            Op::Empty => words.is_empty(),
            Op::Filled => !words.is_empty(),
            _ => false,
        },
        (Held::Number(n), op) => match op {
            Op::Is(value) => *n == number(value),
            Op::More(value) => *n > number(value),
            Op::Between(from, to) => number(from) <= *n && *n <= number(to),
            _ => false,
        },
        (Held::Day(None), op) => matches!(op, Op::Empty),
        (Held::Day(Some(at)), op) => match op {
            Op::LastDays(n) => (today - i64::from(*n)..=today).contains(at),
            Op::MoreThanDaysAgo(n) => *at < today - i64::from(*n),
            Op::NextDays(n) => (today..=today + i64::from(*n)).contains(at),
            Op::AtLeast(value) => day(value).is_some_and(|wanted| *at >= wanted),
            Op::Less(value) => day(value).is_some_and(|wanted| *at < wanted),
            Op::AnniversaryNextDays(n) => {
                let date = Date::from_days(*at as i32).unwrap();
                (0..=i64::from(*n)).any(|ahead| {
                    let then = Date::from_days((today + ahead) as i32).unwrap();
                    let leap_day =
                        (date.month(), date.day()) == (2, 29) && Date::new(then.year(), 2, 29).is_none();
                    let kept = if leap_day { (3, 1) } else { (date.month(), date.day()) };
                    (then.month(), then.day()) == kept
                })
            }
            _ => false,
        },
    }
}

/// A desk with these people; their ids in order.
fn desk(people: &[Person]) -> (Desk, Vec<Id>) {
    let mut desk = Desk::new(1);
    let mut drafts = Vec::new();
    let mut ids = Vec::new();
    for person in people {
        let id = desk.new_id();
        let mut draft = Draft::new(Table::Customer, id).set(customer::KIND, common::text("person"));
        draft = draft.set(customer::FIRST_NAME, person.name.as_deref().map(Value::text));
        draft = draft.set(customer::STAGE, person.stage.map(Value::text));
        draft = draft.set(customer::BIRTH_DATE, person.born.and_then(Date::from_days).map(Value::Date));
        draft = draft.set(customer::ARCHIVED, person.archived.then_some(Value::Bool(true)));
        draft
            .cells
            .extend(person.tags.iter().map(|tag| (CellKey::element(customer::TAGS, tag), common::yes())));
        // Interactions of every other person come before their customer.
        let of_person = person.interactions.iter().map(|contact| {
            let at = Moment { utc_ms: now().utc_ms - contact.days_ago * 86_400_000, offset_min: 0 };
            Draft::new(Table::Interaction, desk.new_id())
                .set(interaction::CUSTOMER, Some(Value::Ref(id)))
                .set(interaction::AT, Some(Value::Moment(at)))
                .set(interaction::KIND, common::text(contact.kind))
                .set(interaction::DIRECTION, common::text(contact.direction))
                .set(interaction::SATISFACTION, contact.satisfaction.map(Value::Int))
        });
        let of_person: Vec<Draft> = of_person.collect();
        if ids.len() % 2 == 0 {
            drafts.push(draft);
            drafts.extend(of_person);
        } else {
            drafts.extend(of_person);
            drafts.push(draft);
        }
        ids.push(id);
    }
    desk.commit(drafts);
    (desk, ids)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn columns_agree_with_the_naive_model(people in prop::collection::vec(person(), 0..24), rule in rule()) {
        let (mut desk, ids) = desk(&people);
        let expected: BTreeSet<Id> = people
            .iter()
            .zip(&ids)
            .filter(|(person, _)| !person.archived && naive(person, &rule, now()))
            .map(|(_, id)| *id)
            .collect();
        let draft = SegmentDraft { rule: rule.clone(), included: vec![], excluded: vec![] };
        let preview = desk.ask(PreviewSegment { draft, limit: 100 });
        prop_assert_eq!(preview.problem, None);
        let found: BTreeSet<Id> = preview.members.iter().map(|member| member.customer.id).collect();
        prop_assert_eq!(&found, &expected);
        prop_assert_eq!(preview.count as usize, expected.len());
        // The list, before and after a reload, says the same.
        let list = GetList { filter: rule, search: String::new(), sort: vec![], fields: vec![], offset: 0, limit: 100 };
        for mut desk in [desk.reloaded(2), desk.opened_from_pages(3), desk] {
            let page = desk.ask(list.clone());
            let listed: BTreeSet<Id> = page.rows.iter().map(|row| row.id).collect();
            prop_assert_eq!(&listed, &expected);
        }
    }

    #[test]
    fn changes_keep_columns_true(people in prop::collection::vec(person(), 1..6), after in prop::collection::vec(person(), 1..6), rule in rule()) {
        let (mut desk, ids) = desk(&people);
        // The first people become others; their interactions are deleted and logged anew.
        let mut model = people.clone();
        for ((id, person), slot) in ids.iter().zip(&after).zip(&mut model) {
            let record: Record = desk.engine.state().record(Table::Customer, *id).unwrap();
            let mut cells: Vec<_> = record
                .elements(&customer::TAGS)
                .map(|(tag, _)| (CellKey::element(customer::TAGS, tag), None))
                .collect();
            cells.extend(person.tags.iter().map(|tag| (CellKey::element(customer::TAGS, tag), common::yes())));
            let set = |cells: &mut Vec<(CellKey, Option<Value>)>, field: Field, value| cells.push((field.into(), value));
            set(&mut cells, customer::FIRST_NAME, person.name.as_deref().map(Value::text));
            set(&mut cells, customer::STAGE, person.stage.map(Value::text));
            set(&mut cells, customer::BIRTH_DATE, person.born.and_then(Date::from_days).map(Value::Date));
            set(&mut cells, customer::ARCHIVED, Some(Value::Bool(person.archived)));
            let mut drafts = vec![Draft { table: Table::Customer, id: *id, cells }];
            let state = desk.engine.state();
            for gone in state.records(Table::Interaction) {
                if gone.value(&interaction::CUSTOMER) == Some(&Value::Ref(*id)) {
                    drafts.push(Draft::delete(Table::Interaction, gone.id));
                }
            }
            for contact in &person.interactions {
                let at = Moment { utc_ms: now().utc_ms - contact.days_ago * 86_400_000, offset_min: 0 };
                drafts.push(
                    Draft::new(Table::Interaction, desk.new_id())
                        .set(interaction::CUSTOMER, Some(Value::Ref(*id)))
                        .set(interaction::AT, Some(Value::Moment(at)))
                        .set(interaction::KIND, common::text(contact.kind))
                        .set(interaction::DIRECTION, common::text(contact.direction))
                        .set(interaction::SATISFACTION, contact.satisfaction.map(Value::Int)),
                );
            }
            desk.commit(drafts);
            *slot = person.clone();
        }
        let expected = model.iter().filter(|person| !person.archived && naive(person, &rule, now())).count();
        let draft = SegmentDraft { rule, included: vec![], excluded: vec![] };
        for mut desk in [desk.opened_from_pages(2), desk] {
            let preview = desk.ask(PreviewSegment { draft: draft.clone(), limit: 0 });
            prop_assert_eq!(preview.count as usize, expected);
        }
    }
}
