//! The engine as the page uses it: lists, search, timelines, segments, suggestions.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod common;

use clientele::model::{
    CellKey, ChoiceList, ContactPoint, Id, Moment, Op, Rule, SortKey, Table, Value, choice, custom_field,
    customer, interaction, note, segment,
};
use clientele::wire::{
    Bulk, BulkChange, Commit, CompareSegment, Draft, ExplainSegment, ExportCsv, GetList, GetRecord,
    GetSegment, GetTimeline, Hello, Label, ListPage, ListSegments, Search, SegmentDraft, Selection, Shown,
    StartWorkspace, Suggest, SuggestKind,
};
use common::{Desk, text, yes};

fn person(desk: &mut Desk, first: &str, last: &str) -> Id {
    let id = desk.new_id();
    let person = Draft::new(Table::Customer, id).set(customer::KIND, text("person"));
    let named = [(customer::FIRST_NAME, first), (customer::LAST_NAME, last)];
    let person = named.into_iter().fold(person, |person, (field, name)| person.set(field, text(name)));
    desk.commit(vec![person]);
    id
}

fn company(desk: &mut Desk, name: &str) -> Id {
    let id = desk.new_id();
    desk.commit(vec![
        Draft::new(Table::Customer, id).set(customer::KIND, text("company")).set(customer::NAME, text(name)),
    ]);
    id
}

fn log(desk: &mut Desk, customer: Id, at: &str, kind: &str, subject: &str) -> Id {
    let id = desk.new_id();
    let at: Moment = at.parse().unwrap();
    desk.commit(vec![
        Draft::new(Table::Interaction, id)
            .set(interaction::CUSTOMER, Some(Value::Ref(customer)))
            .set(interaction::AT, Some(Value::Moment(at)))
            .set(interaction::KIND, text(kind))
            .set(interaction::CHANNEL, text("phone"))
            .set(interaction::DIRECTION, text("in"))
            .set(interaction::SUBJECT, text(subject)),
    ]);
    id
}

fn all() -> GetList {
    GetList {
        filter: Rule::default(),
        search: String::new(),
        sort: vec![],
        fields: vec![],
        offset: 0,
        limit: 100,
    }
}

fn names(page: &ListPage) -> Vec<&str> {
    page.rows.iter().map(|row| row.name.as_str()).collect()
}

fn sorted_by(field: clientele::model::Field, descending: bool) -> GetList {
    GetList { sort: vec![SortKey { field, descending }], ..all() }
}

#[test]
fn lists_sort_by_any_field_with_the_empty_last() {
    let mut desk = Desk::new(1);
    let zoe = person(&mut desk, "Zoë", "Adams");
    let ann = person(&mut desk, "ann", "Brown");
    let emil = person(&mut desk, "Émil", "Clark");
    assert_eq!(names(&desk.ask(all())), ["ann Brown", "Émil Clark", "Zoë Adams"]);
    desk.set(Table::Customer, zoe, customer::STAGE, text("lead"));
    desk.set(Table::Customer, ann, customer::STAGE, text("active"));
    assert_eq!(names(&desk.ask(sorted_by(customer::STAGE, false))), ["Zoë Adams", "ann Brown", "Émil Clark"]);
    assert_eq!(names(&desk.ask(sorted_by(customer::STAGE, true))), ["ann Brown", "Zoë Adams", "Émil Clark"]);
    log(&mut desk, emil, "2026-11-01T10:00:00Z", "note", "Hello");
    log(&mut desk, ann, "2026-11-02T10:00:00Z", "note", "Hello");
    let by_contact = desk.ask(sorted_by(customer::LAST_CONTACT, true));
    assert_eq!(names(&by_contact), ["ann Brown", "Émil Clark", "Zoë Adams"]);
}

#[test]
fn a_window_is_a_part_of_the_whole() {
    let mut desk = Desk::new(1);
    for at in 0..30 {
        person(&mut desk, &format!("P{at:02}"), "");
    }
    let page = desk.ask(GetList { offset: 25, limit: 10, fields: vec![customer::FIRST_NAME], ..all() });
    assert_eq!((page.total, page.offset, page.rows.len()), (30, 25, 5));
    assert_eq!(page.rows[0].cells, [Shown::One(Value::text("P25"))]);
    assert_eq!(desk.ask(GetList { offset: 90, ..all() }).rows.len(), 0);
}

#[test]
fn archived_customers_show_only_when_asked_for() {
    let mut desk = Desk::new(1);
    let ann = person(&mut desk, "Ann", "");
    person(&mut desk, "Bob", "");
    desk.ask(Bulk { which: Selection::Ids(vec![ann]), change: BulkChange::Archive(true) });
    assert_eq!(names(&desk.ask(all())), ["Bob"]);
    let archived = Rule::field(customer::ARCHIVED, Op::Is(Value::Bool(true)));
    assert_eq!(names(&desk.ask(GetList { filter: archived, ..all() })), ["Ann"]);
    assert_eq!(desk.ask(Hello).counts.archived, 1);
}

#[test]
fn search_forgives_accents_case_and_one_typo() {
    let mut desk = Desk::new(1);
    let muller = person(&mut desk, "Jürgen", "Müller");
    let smith = person(&mut desk, "Anna", "Smith");
    log(&mut desk, smith, "2026-11-01T10:00:00Z", "question", "Asked about the invoice of October");
    let mut found = |words: &str| -> Vec<Id> {
        desk.ask(Search { text: words.into(), limit: 10 })
            .hits
            .into_iter()
            .map(|hit| hit.customer.id)
            .collect()
    };
    for words in ["muller", "MÜLLER", "mül", "jurgen mull", "Muler", "Mülelr"] {
        assert_eq!(found(words), [muller], "{words}");
    }
    for words in ["smith", "smyth", "invoice", "INVOCE", "anna invoice", "october"] {
        assert_eq!(found(words), [smith], "{words}");
    }
    assert_eq!(found("müller invoice"), []);
    assert_eq!(found(""), []);
    assert_eq!(found("..."), []);
}

#[test]
fn search_follows_changes() {
    let mut desk = Desk::new(1);
    let ann = person(&mut desk, "Ann", "Walker");
    let call = log(&mut desk, ann, "2026-11-01T10:00:00Z", "note", "Talked about gardening");
    let hits = |desk: &mut Desk, words: &str| desk.ask(Search { text: words.into(), limit: 10 }).total;
    assert_eq!(hits(&mut desk, "gardening"), 1);
    desk.set(Table::Interaction, call, interaction::SUBJECT, text("Talked about sailing"));
    assert_eq!((hits(&mut desk, "gardening"), hits(&mut desk, "sailing")), (0, 1));
    desk.commit(vec![Draft::delete(Table::Interaction, call)]);
    assert_eq!(hits(&mut desk, "sailing"), 0);
    desk.set(Table::Customer, ann, customer::LAST_NAME, text("Runner"));
    assert_eq!((hits(&mut desk, "walker"), hits(&mut desk, "runner")), (0, 1));
    assert_eq!(hits(&mut desk.reloaded(2), "runner"), 1);
}

#[test]
fn search_shows_where_it_was_found() {
    let mut desk = Desk::new(1);
    let ann = person(&mut desk, "Ann", "Walker");
    let call = log(&mut desk, ann, "2026-11-01T10:00:00Z", "note", "Wants the blue catalogue");
    let hit = desk.ask(Search { text: "catalog".into(), limit: 1 }).hits.remove(0);
    assert_eq!(hit.interaction, Some(call));
    let (piece, marks) = hit.snippet.unwrap();
    assert_eq!(&piece[marks[0].0 as usize..marks[0].1 as usize], "catalogue");
}

fn timeline(customer: Id) -> GetTimeline {
    GetTimeline {
        customer: Some(customer),
        with_people: false,
        filter: Rule::default(),
        text: String::new(),
        by_due: false,
        offset: 0,
        limit: 100,
    }
}

#[test]
fn promises_stand_in_the_order_they_are_due() {
    let mut desk = Desk::new(1);
    let ann = person(&mut desk, "Ann", "");
    let [later, none, sooner] = ["2026-10-03T10:00:00Z", "2026-10-02T10:00:00Z", "2026-10-01T10:00:00Z"]
        .map(|at| log(&mut desk, ann, at, "note", "Call"));
    for (call, due) in [(later, "2026-12-01"), (sooner, "2026-11-01")] {
        desk.set(Table::Interaction, call, interaction::FOLLOW_UP, Some(Value::Date(due.parse().unwrap())));
    }
    let by_due = desk.ask(GetTimeline { by_due: true, ..timeline(ann) });
    assert_eq!(by_due.entries.iter().map(|entry| entry.id).collect::<Vec<_>>(), [sooner, later, none]);
}

#[test]
fn a_member_leaves_and_hands_over() {
    use clientele::wire::{GetMemberUse, MemberUse, RemoveMember, SetMe, Undo};
    let mut desk = Desk::new(1);
    let [eve, flo] = ["Eve", "Flo"].map(|name| {
        let id = desk.new_id();
        desk.commit(vec![Draft::new(Table::Member, id).set(clientele::model::member::NAME, text(name))]);
        id
    });
    let ann = person(&mut desk, "Ann", "");
    let call = log(&mut desk, ann, "2026-10-01T10:00:00Z", "note", "Call");
    desk.set(Table::Customer, ann, customer::OWNER, Some(Value::Ref(eve)));
    desk.set(Table::Interaction, call, interaction::HANDLED_BY, Some(Value::Ref(eve)));
    assert_eq!(desk.ask(GetMemberUse { member: eve }), MemberUse { customers: 1, interactions: 1 });

    desk.ask(SetMe { member: eve });
    assert!(desk.try_ask(RemoveMember { member: eve, hand_over_to: None }).is_err());
    desk.ask(SetMe { member: flo });
    let before = desk.journal.len();
    desk.ask(RemoveMember { member: eve, hand_over_to: Some(flo) });
    assert_eq!(desk.journal.len(), before + 1);
    assert_eq!(desk.ask(GetMemberUse { member: flo }), MemberUse { customers: 1, interactions: 1 });
    assert!(!desk.engine.state().record(Table::Member, eve).unwrap().is_alive());
    desk.ask(Undo);
    assert_eq!(desk.ask(GetMemberUse { member: eve }), MemberUse { customers: 1, interactions: 1 });
    assert!(desk.engine.state().record(Table::Member, eve).unwrap().is_alive());
}

#[test]
fn a_time_zone_is_less_than_a_day_away() {
    let mut desk = Desk::new(1);
    let ann = person(&mut desk, "Ann", "");
    let call = log(&mut desk, ann, "2026-10-01T10:00:00Z", "note", "Call");
    let at = |offset_min| Some(Value::Moment(Moment { utc_ms: 0, offset_min }));
    let mut write = |offset_min| {
        let draft = Draft::new(Table::Interaction, call).set(interaction::AT, at(offset_min));
        desk.try_ask(Commit { label: Label::new("Test", ""), drafts: vec![draft] })
    };
    assert!(write(14 * 60).is_ok() && write(-12 * 60).is_ok());
    let problem = write(24 * 60).unwrap_err();
    assert_eq!(problem.advice.as_deref(), Some("Clocks of a time zone are less than a day away from UTC."));
}

#[test]
fn a_timeline_holds_everything_latest_first() {
    let mut desk = Desk::new(1);
    let acme = company(&mut desk, "Acme");
    let ann = person(&mut desk, "Ann", "");
    desk.set(Table::Customer, ann, customer::COMPANY, Some(Value::Ref(acme)));
    let first = log(&mut desk, ann, "2026-10-01T10:00:00+02:00", "note", "First");
    let second = log(&mut desk, ann, "2026-10-02T10:00:00Z", "complaint", "Second");
    let likes = desk.new_id();
    let day = Value::Date("2026-10-02".parse().unwrap());
    desk.commit(vec![
        Draft::new(Table::Note, likes)
            .set(note::CUSTOMER, Some(Value::Ref(ann)))
            .set(note::KIND, text("preference"))
            .set(note::TEXT, text("Tea, not coffee"))
            .set(note::AT, Some(day)),
    ]);
    let ids = |desk: &mut Desk, ask| -> Vec<Id> {
        desk.ask::<GetTimeline>(ask).entries.into_iter().map(|e| e.id).collect()
    };
    assert_eq!(ids(&mut desk, timeline(ann)), [second, likes, first]);
    let complaints = Rule::field(interaction::KIND, Op::Is(Value::text("complaint")));
    assert_eq!(ids(&mut desk, GetTimeline { filter: complaints, ..timeline(ann) }), [second]);
    assert_eq!(ids(&mut desk, GetTimeline { text: "coff".into(), ..timeline(ann) }), [likes]);
    assert_eq!(ids(&mut desk, timeline(acme)), [] as [Id; 0]);
    assert_eq!(ids(&mut desk, GetTimeline { with_people: true, ..timeline(acme) }).len(), 3);
    let everybody = desk.ask(GetTimeline { customer: None, limit: 1, ..timeline(ann) });
    assert_eq!((everybody.total, everybody.entries.len()), (2, 1));
    assert_eq!(everybody.entries[0].customer.name, "Ann");
}

#[test]
fn a_moved_interaction_leaves_its_old_customer() {
    let mut desk = Desk::new(1);
    let (ann, bob) = (person(&mut desk, "Ann", ""), person(&mut desk, "Bob", ""));
    let call = log(&mut desk, ann, "2026-10-01T10:00:00Z", "note", "Call");
    desk.set(Table::Interaction, call, interaction::CUSTOMER, Some(Value::Ref(bob)));
    assert_eq!(desk.ask(timeline(ann)).all, 0);
    assert_eq!(desk.ask(timeline(bob)).all, 1);
    let rows = desk.ask(GetList { fields: vec![customer::INTERACTIONS], ..all() }).rows;
    assert_eq!(
        rows.iter().map(|row| &row.cells[0]).collect::<Vec<_>>(),
        [&Shown::One(Value::Int(0)), &Shown::One(Value::Int(1))]
    );
}

#[test]
fn a_segment_says_why() {
    let mut desk = Desk::new(1);
    let ann = person(&mut desk, "Ann", "");
    let bob = person(&mut desk, "Bob", "");
    log(&mut desk, ann, "2026-01-01T10:00:00Z", "complaint", "Late");
    desk.set_element(ann, customer::TAGS, "vip", yes());
    let quiet = Rule::All(vec![
        Rule::field(customer::LAST_CONTACT, Op::MoreThanDaysAgo(90)),
        Rule::field(customer::TAGS, Op::Is(Value::text("VIP"))),
    ]);
    let draft = SegmentDraft { rule: quiet.clone(), included: vec![], excluded: vec![] };
    let why = desk.ask(ExplainSegment { draft: draft.clone(), customer: ann });
    assert!(why.member && why.rule.parts.iter().all(|part| part.holds));
    let why = desk
        .ask(ExplainSegment { draft: SegmentDraft { included: vec![bob], ..draft.clone() }, customer: bob });
    assert_eq!((why.member, why.by_hand), (true, Some(true)));
    assert!(!why.rule.holds);
    assert_eq!(why.rule.parts[0].found, Shown::Nothing);
    let why = desk
        .ask(ExplainSegment { draft: SegmentDraft { excluded: vec![ann], ..draft.clone() }, customer: ann });
    assert_eq!((why.member, why.by_hand), (false, Some(false)));

    let comparison = desk.ask(CompareSegment { draft });
    assert_eq!((comparison.inside.size, comparison.outside.size), (1, 1));
    assert_eq!(comparison.inside.recency, [0, 0, 0, 1, 0, 0]);
    assert_eq!(comparison.outside.recency, [0, 0, 0, 0, 0, 1]);

    let id = desk.new_id();
    let rule = Some(Value::Json(serde_json::to_string(&quiet).unwrap()));
    desk.commit(vec![
        Draft::new(Table::Segment, id).set(segment::NAME, text("Quiet VIPs")).set(segment::RULE, rule),
    ]);
    assert_eq!(desk.ask(ListSegments)[0].count, 1);
    let ask = GetRecord { table: Table::Customer, id: ann };
    assert_eq!(desk.ask(ask.clone()).unwrap().segments[0].name, "Quiet VIPs");
    desk.ask(Bulk { which: Selection::Ids(vec![bob]), change: BulkChange::AddToSegment(id) });
    assert_eq!(desk.ask(GetSegment { id }).unwrap().summary.count, 2);
    // Live: a call today and Ann is quiet no more.
    log(&mut desk, ann, "2026-11-22T10:00:00Z", "note", "Called");
    assert_eq!(desk.ask(ListSegments)[0].count, 1);
    assert_eq!(desk.ask(ask).unwrap().segments.len(), 0);
}

#[test]
fn segments_of_segments_end_in_a_clear_problem_when_circular() {
    let mut desk = Desk::new(1);
    person(&mut desk, "Ann", "");
    let (a, b) = (desk.new_id(), desk.new_id());
    for (id, of) in [(a, b), (b, a)] {
        let rule = serde_json::to_string(&Rule::InSegment(of)).unwrap();
        desk.commit(vec![Draft::new(Table::Segment, id).set(segment::RULE, Some(Value::Json(rule)))]);
    }
    let problem = desk.ask(ListSegments)[0].problem.clone().unwrap();
    assert!(problem.what.contains("each other"), "{problem}");
}

#[test]
fn wrong_values_are_refused_whole() {
    let mut desk = Desk::new(1);
    let ann = person(&mut desk, "Ann", "");
    let refuse = |desk: &mut Desk, draft: Draft| {
        desk.try_ask(Commit { label: Label::new("Test", ""), drafts: vec![draft] }).unwrap_err()
    };
    let call = desk.new_id();
    let draft = Draft::new(Table::Interaction, call)
        .set(interaction::SUBJECT, text("Call"))
        .set(interaction::SATISFACTION, Some(Value::Int(6)));
    assert_eq!(refuse(&mut desk, draft).place.as_deref(), Some("Satisfaction"));
    assert_eq!(desk.engine.state().record(Table::Interaction, call), None);
    refuse(&mut desk, Draft::new(Table::Customer, ann).set(customer::BIRTH_DATE, text("tomorrow")));
    refuse(&mut desk, Draft::new(Table::Customer, ann).set(customer::AGE, Some(Value::Int(3))));
    refuse(&mut desk, Draft::new(Table::Customer, ann).set(interaction::SUBJECT, text("Call")));
    let blank = vec![(CellKey::element(customer::TAGS, " "), yes())];
    refuse(&mut desk, Draft { table: Table::Customer, id: ann, cells: blank });
}

#[test]
fn the_workspaces_own_fields_and_choices_work_like_the_rest() {
    let mut desk = Desk::new(1);
    desk.ask(StartWorkspace { name: "Acme".into(), my_name: "Ann".into(), currency: "chf".into() });
    let welcome = desk.ask(Hello);
    assert_eq!(welcome.workspace.as_deref(), Some("Acme"));
    assert_eq!(welcome.schema.member(welcome.me.unwrap()).unwrap().name, "Ann");

    let ann = person(&mut desk, "Ann", "");
    let bob = person(&mut desk, "Bob", "");
    let shoe = desk.new_id();
    let define = Draft::new(Table::CustomField, shoe);
    desk.commit(vec![
        define.set(custom_field::LABEL, text("Shoe size")).set(custom_field::KIND, text("number")),
    ]);
    let field = clientele::model::Field::Custom(shoe);
    desk.set(Table::Customer, ann, field.clone(), Some(Value::Number(38.5)));
    desk.set(Table::Customer, bob, field.clone(), Some(Value::Number(44.0)));
    let big = Rule::field(field.clone(), Op::More(Value::Number(40.0)));
    assert_eq!(names(&desk.ask(GetList { filter: big.clone(), ..all() })), ["Bob"]);
    assert_eq!(names(&desk.reloaded(2).ask(GetList { filter: big, ..all() })), ["Bob"]);
    assert_eq!(names(&desk.ask(sorted_by(field, true))), ["Bob", "Ann"]);

    let list = Some(Value::Json(serde_json::to_string(&ChoiceList::Stage.key()).unwrap()));
    let stage = Draft::new(Table::Choice, ChoiceList::Stage.record_id("champion")).set(choice::LIST, list);
    desk.commit(vec![stage.set(choice::KEY, text("champion")).set(choice::LABEL, text("Champion"))]);
    let stages = desk.ask(Hello).schema.choices(ChoiceList::Stage);
    assert!(stages.iter().any(|choice| choice.label == "Champion"));
}

#[test]
fn suggestions_come_from_what_is_there() {
    let mut desk = Desk::new(1);
    let ann = person(&mut desk, "Ann", "Walker");
    let bob = person(&mut desk, "Bob", "");
    company(&mut desk, "Annex Ltd");
    for (id, tag) in [(ann, "vip"), (bob, "vip"), (ann, "golf")] {
        desk.set_element(id, customer::TAGS, tag, yes());
    }
    let mut labels = |what, words: &str| -> Vec<String> {
        desk.ask(Suggest { what, text: words.into(), limit: 5 }).into_iter().map(|s| s.label).collect()
    };
    assert_eq!(labels(SuggestKind::Values(customer::TAGS), ""), ["vip", "golf"]);
    assert_eq!(labels(SuggestKind::Values(customer::TAGS), "GO"), ["golf"]);
    assert_eq!(labels(SuggestKind::Companies, "ann"), ["Annex Ltd"]);
    assert_eq!(labels(SuggestKind::Companies, ""), ["Annex Ltd"]);
    assert_eq!(labels(SuggestKind::Customers, "walk"), ["Ann Walker"]);
}

#[test]
fn a_selection_exports_as_csv() {
    let mut desk = Desk::new(1);
    let ann = person(&mut desk, "Ann", "O\"Hara");
    person(&mut desk, "Bob", "");
    let point =
        Value::Contact(ContactPoint { value: "ann@example.com".into(), label: "work".into(), rank: 0 });
    desk.set_element(ann, customer::EMAILS, "ann@example.com", Some(point));
    desk.set(Table::Customer, ann, customer::STAGE, text("at_risk"));
    let which = Selection::Matching { filter: Rule::default(), search: String::new(), except: vec![] };
    let fields = vec![customer::DISPLAY_NAME, customer::EMAILS, customer::STAGE];
    let file = desk.ask(ExportCsv { which, fields, sort: vec![] });
    let file = String::from_utf8(file).unwrap();
    assert_eq!(
        file.trim_start_matches('\u{feff}'),
        "Name,E-mail,Stage\r\n\"Ann O\"\"Hara\",ann@example.com,At risk\r\nBob,,\r\n"
    );
}

#[test]
fn the_sample_company_comes_goes_and_comes_again() {
    use clientele::wire::{LoadSample, RemoveSample};
    let mut desk = Desk::new(1);
    let mine = person(&mut desk, "Mine", "");
    desk.ask(LoadSample);
    let loaded = desk.ask(Hello);
    assert!(loaded.sample_customers > 200 && loaded.counts.interactions > 2_000, "{:?}", loaded.counts);
    assert!(!desk.ask(ListSegments).is_empty());
    desk.ask(RemoveSample);
    let left = desk.ask(Hello);
    assert_eq!((left.counts.customers, left.counts.interactions, left.counts.segments), (1, 0, 0));
    assert!(left.schema.custom_fields.is_empty() && left.schema.members.is_empty());
    assert_eq!(names(&desk.ask(all())), ["Mine"]);
    desk.ask(LoadSample);
    assert_eq!(desk.ask(Hello).counts, loaded.counts);
    assert!(desk.engine.state().record(Table::Customer, mine).unwrap().is_alive());
}

#[test]
fn a_large_workspace_is_made_in_pieces() {
    use clientele::wire::Generate;
    let mut desk = Desk::new(1);
    desk.ask(Generate { customers: 3_000, interactions: 30_000, seed: 7 });
    let counts = desk.ask(Hello).counts;
    assert_eq!((counts.customers, counts.interactions), (3_000, 30_000));
    assert_eq!(desk.journal.len(), 2);
}
