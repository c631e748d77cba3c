//! A crowd of any size, made one record at a time: nothing is kept between two records, because
//! every id follows from the number of its record.

use super::people::{COUNTRIES, handle};
use super::random::Random;
use super::sample::{fill, moment};
use super::texts;
use crate::model::{CellKey, Consent, ContactPoint, Id, Now, Table, Value, customer, interaction};
use crate::wire::Draft;

/// Four years.
const DAYS: i32 = 1460;

/// So many customers, one in ten of them a company, then so many interactions of theirs.
pub fn generate(customers: u32, interactions: u32, seed: u64, now: Now) -> impl Iterator<Item = Draft> {
    let people = (0..customers).map(move |n| one_customer(n, seed, now));
    let talks = (0..if customers == 0 { 0 } else { interactions })
        .map(move |n| one_interaction(n, customers, seed, now));
    people.chain(talks)
}

fn days_ago(random: &mut Random) -> i32 {
    // The crowd grows: more of it came lately.
    let share = random.unit();
    (share * share * f64::from(DAYS)) as i32
}

fn customer_id(n: u32, seed: u64, now: Now) -> Id {
    let mut random = Random::nth(seed, 1, n.into());
    let ms = now.utc_ms - i64::from(days_ago(&mut random)) * 86_400_000;
    Id::new(ms.max(0) as u64, random.bits() >> 48)
}

fn one_customer(n: u32, seed: u64, now: Now) -> Draft {
    let id = customer_id(n, seed, now);
    let mut random = Random::nth(seed, 2, n.into());
    let random = &mut random;
    let country = random.weighted(&COUNTRIES);
    let stage = random.weighted(&[
        ("lead", 20),
        ("prospect", 15),
        ("active", 35),
        ("loyal", 12),
        ("at_risk", 8),
        ("lost", 10),
    ]);
    let source =
        random.weighted(&[("referral", 5), ("website", 6), ("event", 3), ("advertising", 2), ("other", 1)]);
    let mut draft = Draft::new(Table::Customer, id)
        .set(customer::STAGE, Some(Value::text(stage)))
        .set(customer::SOURCE, Some(Value::text(source)))
        .set(customer::LANGUAGE, Some(Value::text(country.language)))
        .set(customer::EXTERNAL_ID, Some(Value::Text(format!("C-{:06}", n + 1))))
        .set(customer::SAMPLE, Some(Value::Bool(true)));
    let name;
    if n.is_multiple_of(10) {
        name = country.company(random, n as usize);
        draft = draft
            .set(customer::KIND, Some(Value::text("company")))
            .set(customer::NAME, Some(Value::text(&*name)));
    } else {
        let (first, last) = country.person(random);
        name = format!("{first} {last}");
        draft = draft
            .set(customer::KIND, Some(Value::text("person")))
            .set(customer::FIRST_NAME, Some(Value::text(first)))
            .set(customer::LAST_NAME, Some(Value::text(last)));
        if random.chance(0.4) {
            let employer = random.between(0, n as i32) as u32 / 10 * 10;
            draft = draft
                .set(customer::COMPANY, Some(Value::Ref(customer_id(employer, seed, now))))
                .set(customer::JOB_TITLE, Some(Value::text(random.pick(&texts::JOBS))));
        }
        if random.chance(0.5) {
            let born = now.today().plus_days(-random.between(20 * 365, 75 * 365));
            draft = draft.set(customer::BIRTH_DATE, Some(Value::Date(born)));
        }
        let consent = Consent { given: random.chance(0.7), on: None };
        draft.cells.push((CellKey::element(customer::CONSENTS, "email"), Some(Value::Consent(consent))));
    }
    let contact = |value: String, label: &str| {
        Some(Value::Contact(ContactPoint { value, label: label.to_owned(), rank: 0 }))
    };
    let email = format!("{}.{}@example.com", handle(&name), n + 1);
    draft.cells.push((CellKey::element(customer::EMAILS, &email), contact(email.clone(), "work")));
    if let Some(phone) = country.phone(random) {
        draft.cells.push((
            CellKey::element(customer::PHONES, &crate::model::digits(&phone)),
            contact(phone, "work"),
        ));
    }
    if random.chance(0.6) {
        let address = country.address(random, "home");
        draft.cells.push((CellKey::element(customer::ADDRESSES, "home"), Some(Value::Address(address))));
    }
    if random.chance(0.5) {
        let tag = random.weighted(&texts::TAGS);
        draft.cells.push((CellKey::element(customer::TAGS, tag), Some(Value::Bool(true))));
    }
    draft
}

fn one_interaction(n: u32, customers: u32, seed: u64, now: Now) -> Draft {
    let mut random = Random::nth(seed, 3, n.into());
    let random = &mut random;
    // Some are talked to much more often than others.
    let share = random.unit();
    let of = ((share * share * f64::from(customers)) as u32).min(customers - 1);
    let days_ago = days_ago(random);
    let (kind, inbound, from) = random.weighted(&[
        (("sale", true, &texts::ORDERS[..]), 30),
        (("question", true, &texts::QUESTIONS[..]), 16),
        (("service", false, &texts::ANSWERS[..]), 16),
        (("complaint", true, &texts::COMPLAINTS[..]), 7),
        (("follow_up", false, &texts::CHECKS[..]), 12),
        (("offer", false, &texts::OFFERS[..]), 8),
        (("feedback", true, &texts::FEEDBACK[..]), 8),
        (("note", false, &texts::NOTES[..]), 3),
    ]);
    let channel = random.weighted(&[
        ("email", 10),
        ("phone", 9),
        ("web", 6),
        ("chat", 3),
        ("meeting", 2),
        ("social", 1),
    ]);
    let at = moment(random, now, days_ago, channel);
    let (subject, text) = random.pick(from);
    let id = Id::new(at.utc_ms.max(0) as u64, random.bits() >> 48);
    let direction = if inbound { "in" } else { "out" };
    let mut draft = Draft::new(Table::Interaction, id)
        .set(interaction::CUSTOMER, Some(Value::Ref(customer_id(of, seed, now))))
        .set(interaction::AT, Some(Value::Moment(at)))
        .set(interaction::DIRECTION, Some(Value::text(direction)))
        .set(interaction::CHANNEL, Some(Value::text(channel)))
        .set(interaction::KIND, Some(Value::text(kind)))
        .set(interaction::SUBJECT, Some(Value::Text(fill(random, subject))))
        .set(interaction::TEXT, Some(Value::Text(fill(random, text))))
        .set(interaction::SAMPLE, Some(Value::Bool(true)));
    if random.chance(0.35) {
        let score = if kind == "complaint" { random.between(1, 3) } else { random.between(2, 5) };
        draft = draft.set(interaction::SATISFACTION, Some(Value::Int(score.into())));
    }
    draft
}
