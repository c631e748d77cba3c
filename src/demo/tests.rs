#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::model::{
    CellKey, Field, Id, Layout, Now, Rule, Table, Value, customer, interaction, segment, view,
};
use crate::wire::Draft;

const NOW: Now = Now { utc_ms: 1_774_958_400_000, offset_min: 60 };

fn value<'d>(draft: &'d Draft, field: &Field) -> Option<&'d Value> {
    draft
        .cells
        .iter()
        .find(|(key, _)| *key == CellKey::from(field.clone()))
        .and_then(|(_, value)| value.as_ref())
}

fn of(drafts: &[Draft], table: Table) -> Vec<&Draft> {
    drafts.iter().filter(|draft| draft.table == table).collect()
}

#[test]
fn the_same_seed_gives_the_same_company_and_all_of_it_is_marked() {
    let drafts = sample(NOW, 1);
    assert_eq!(drafts, sample(NOW, 1));
    assert_ne!(drafts, sample(NOW, 2));
    let ids: BTreeSet<(Table, Id)> = drafts.iter().map(|draft| (draft.table, draft.id)).collect();
    assert_eq!(ids.len(), drafts.len(), "one draft a record");
    for draft in &drafts {
        let marked = value(draft, &Field::named(draft.table, "sample").unwrap());
        assert_eq!(marked, Some(&Value::Bool(true)));
        for (_, value) in &draft.cells {
            if let Some(Value::Ref(id)) = value {
                assert!(ids.iter().any(|(_, known)| known == id), "refers to somebody");
            }
        }
    }
    for draft in of(&drafts, Table::Segment) {
        serde_json::from_str::<Rule>(value(draft, &segment::RULE).unwrap().as_text().unwrap()).unwrap();
    }
    for draft in of(&drafts, Table::View) {
        serde_json::from_str::<Layout>(value(draft, &view::LAYOUT).unwrap().as_text().unwrap()).unwrap();
    }
}

#[test]
fn its_history_is_believable() {
    let drafts = sample(NOW, 1);
    let customers = of(&drafts, Table::Customer);
    let talks = of(&drafts, Table::Interaction);
    assert_eq!(customers.len(), 340);
    assert!((2000..8000).contains(&talks.len()), "{}", talks.len());
    let texts: BTreeSet<_> =
        talks.iter().filter_map(|talk| value(talk, &interaction::TEXT)?.as_text()).collect();
    assert!(texts.len() > 1000, "{} different texts", texts.len());
    assert!(texts.iter().all(|text| !text.contains(['{', '}'])));

    let mut scores: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    let mut weekend = 0;
    let mut last: BTreeMap<Id, i64> = BTreeMap::new();
    for talk in &talks {
        let at = value(talk, &interaction::AT).unwrap().as_moment().unwrap();
        assert!(at.utc_ms <= NOW.utc_ms, "nothing happened in the future");
        weekend += usize::from((at.date().days() + 3).rem_euclid(7) >= 5);
        let of = value(talk, &interaction::CUSTOMER).unwrap().as_ref_id().unwrap();
        let latest = last.entry(of).or_insert(at.utc_ms);
        *latest = at.utc_ms.max(*latest);
        let who = customers.iter().find(|customer| customer.id == of).unwrap();
        if let Some(Value::Int(score)) = value(talk, &interaction::SATISFACTION) {
            scores
                .entry(value(who, &customer::STAGE).unwrap().as_text().unwrap())
                .or_default()
                .push(*score as f64);
        }
    }
    assert!(weekend * 8 < talks.len(), "{weekend} of {}", talks.len());
    let mean = |stage: &str| scores[stage].iter().sum::<f64>() / scores[stage].len() as f64;
    assert!(
        mean("loyal") > mean("active")
            && mean("active") > mean("at_risk")
            && mean("at_risk") > mean("lost") - 0.3
    );
    for customer in customers {
        let stage = value(customer, &customer::STAGE).unwrap().as_text().unwrap();
        let Some(latest) = last.get(&customer.id) else { continue };
        let days = (NOW.utc_ms - latest) / 86_400_000;
        match stage {
            "lost" => assert!(days > 200, "{stage} {days}"),
            "at_risk" => assert!((60..260).contains(&days), "{stage} {days}"),
            _ => {}
        }
    }
}

#[test]
fn a_crowd_has_the_size_asked_for_and_knows_its_own() {
    let crowd: Vec<Draft> = generate(1000, 5000, 7, NOW).collect();
    assert_eq!(crowd.len(), 6000);
    let ids: BTreeSet<Id> = crowd.iter().map(|draft| draft.id).collect();
    assert_eq!(ids.len(), 6000);
    for value in crowd.iter().flat_map(|draft| &draft.cells).filter_map(|(_, value)| value.as_ref()) {
        assert!(value.as_ref_id().is_none_or(|id| ids.contains(&id)));
    }
    assert_eq!(
        generate(10, 0, 7, NOW).collect::<Vec<_>>(),
        crowd[..10],
        "whoever comes first is the same in a smaller crowd"
    );
    assert_eq!(generate(0, 10, 7, NOW).count(), 0);
}
