//! What every adapter is asked: the same questions in the same order, the first of each a warm-up.
//! Each is another one, so that no adapter answers from what it kept of the last.

use serde_json::{Value, json};

/// Measured, after one that warms up.
pub const RUNS: usize = 5;

/// The customer whose history is about a thousand interactions long, by number.
pub fn busy_customer(customers: u32) -> u32 {
    // The crowd gives the customer numbered n a share of sqrt((n + 1) / N) - sqrt(n / N).
    let total = f64::from(customers) * 10.0;
    let expected = |n: u32| {
        let part = |n: u32| (f64::from(n) / f64::from(customers)).sqrt();
        total * (part(n + 1) - part(n))
    };
    (0..customers).take_while(|n| expected(*n) > 1_000.0).last().unwrap_or(0)
}

pub fn filters() -> Vec<Value> {
    let filters = [
        ("active", "website", "decaf"),
        ("active", "website", "subscription"),
        ("active", "referral", "office"),
        ("lead", "website", "newsletter"),
        ("loyal", "referral", "café"),
        ("prospect", "event", "wholesale"),
        ("active", "event", "organic"),
        ("lost", "website", "workshop"),
    ];
    filters.map(|(stage, source, tag)| json!({ "stage": stage, "source": source, "tag": tag })).to_vec()
}

pub fn segments() -> Vec<Value> {
    let tags =
        ["decaf", "subscription", "office", "newsletter", "café", "wholesale", "organic", "machine on loan"];
    tags.map(|tag| json!({ "days": 90, "complaints": 2, "tag": tag })).to_vec()
}

/// Three letters of a word that is still being typed.
pub fn prefixes() -> Vec<Value> {
    ["bro", "inv", "mac", "del", "ber", "lov", "ord", "gri"].map(|text| json!({ "text": text })).to_vec()
}

/// Two whole words.
pub fn pairs() -> Vec<Value> {
    let pairs = [
        "order late ",
        "invoice address ",
        "machine broken ",
        "coffee office ",
        "delivery monday ",
        "grinder repair ",
        "kenya london ",
        "espresso price ",
    ];
    pairs.map(|text| json!({ "text": text })).to_vec()
}

/// A word with one wrong letter.
pub fn typos() -> Vec<Value> {
    let typos =
        ["offixe ", "invoize ", "machime ", "espressa ", "delivary ", "grindar ", "colombja ", "workshap "];
    typos.map(|text| json!({ "text": text, "typo": true })).to_vec()
}

pub fn timelines(customer: u32, id: &str) -> Vec<Value> {
    vec![json!({ "customer": customer, "id": id, "limit": 1_000 }); RUNS + 1]
}

pub fn edits(customer: u32, id: &str) -> Vec<Value> {
    let edit = |run: usize| json!({ "customer": { "n": customer, "id": id }, "value": format!("Job {run}") });
    (0..=RUNS * 4).map(edit).collect()
}
