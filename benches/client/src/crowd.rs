//! The workspace that every adapter gets: `demo::generate`, as commands for our engine and as
//! plain JSON records for the others.

use clientele::change::{Record, Stamp};
use clientele::demo;
use clientele::engine::display_name;
use clientele::model::{Field, Id, Now, Value, customer, fold, interaction};
use clientele::wire::{Commit, Draft, Envelope, Label, encode};
use rustc_hash::FxHashMap;
use serde::Serialize;
use wasm_bindgen::prelude::*;

const SEED: u64 = 3;

/// Hands out the crowd in pieces; a piece is of one table.
#[wasm_bindgen]
pub struct Crowd {
    drafts: Box<dyn Iterator<Item = Draft>>,
    customers: u32,
    done: u32,
    /// By id: the customer's number.
    numbers: FxHashMap<Id, u32>,
}

#[wasm_bindgen]
impl Crowd {
    #[wasm_bindgen(constructor)]
    pub fn new(customers: u32, interactions: u32, now_ms: f64) -> Crowd {
        let now = Now { utc_ms: now_ms as i64, offset_min: 0 };
        Crowd {
            drafts: Box::new(demo::generate(customers, interactions, SEED, now)),
            customers,
            done: 0,
            numbers: FxHashMap::default(),
        }
    }

    fn piece(&mut self, size: u32) -> Vec<Draft> {
        let left = self.customers.saturating_sub(self.done);
        let size = if left > 0 { size.min(left) } else { size };
        let piece: Vec<Draft> = self.drafts.by_ref().take(size as usize).collect();
        self.done += piece.len() as u32;
        piece
    }

    /// The next records as the command that imports them; empty at the end.
    pub fn command(&mut self, number: u32, size: u32) -> Vec<u8> {
        let drafts = self.piece(size);
        if drafts.is_empty() {
            return Vec::new();
        }
        let request = Commit { label: Label::new("Import", ""), drafts }.into();
        encode(&Envelope { number: number.into(), request })
    }

    /// The next records as a JSON array; empty at the end.
    pub fn plain(&mut self, size: u32) -> Result<String, JsError> {
        let first = self.done;
        let drafts = self.piece(size);
        if drafts.is_empty() {
            return Ok(String::new());
        }
        let records = drafts.into_iter().map(|draft| {
            Record::new(draft.id, draft.cells.into_iter().map(|(key, value)| (key, value, Stamp::ZERO)))
        });
        Ok(if first < self.customers {
            let mut rows = Vec::new();
            for (n, record) in (first..).zip(records) {
                self.numbers.insert(record.id, n);
                rows.push(PlainCustomer::new(n, &record, &self.numbers));
            }
            serde_json::to_string(&rows)?
        } else {
            let first = first - self.customers;
            let rows: Vec<_> = (first..)
                .zip(records)
                .map(|(n, record)| PlainInteraction::new(n, &record, &self.numbers))
                .collect();
            serde_json::to_string(&rows)?
        })
    }
}

/// A customer as an app without an engine would keep it: flat, with the key it is sorted by.
#[derive(Serialize)]
struct PlainCustomer {
    n: u32,
    id: String,
    kind: String,
    name: String,
    sort_name: String,
    first_name: String,
    last_name: String,
    company_name: String,
    company: Option<u32>,
    job_title: String,
    birth_date: Option<String>,
    language: String,
    stage: String,
    source: String,
    external_id: String,
    email: String,
    phone: String,
    phone_key: String,
    street: String,
    city: String,
    region: String,
    postal_code: String,
    country: String,
    tags: Vec<String>,
    consent: Option<bool>,
    sample: bool,
}

impl PlainCustomer {
    fn new(n: u32, record: &Record, numbers: &FxHashMap<Id, u32>) -> Self {
        let text = |field: &Field| record.text(field).to_owned();
        let name = display_name(record);
        let mut plain = PlainCustomer {
            n,
            id: record.id.to_string(),
            kind: text(&customer::KIND),
            sort_name: format!("{}\u{1}{name}", fold(&name)),
            name,
            first_name: text(&customer::FIRST_NAME),
            last_name: text(&customer::LAST_NAME),
            company_name: text(&customer::NAME),
            company: record
                .value(&customer::COMPANY)
                .and_then(Value::as_ref_id)
                .and_then(|id| numbers.get(&id).copied()),
            job_title: text(&customer::JOB_TITLE),
            birth_date: record
                .value(&customer::BIRTH_DATE)
                .and_then(Value::as_date)
                .map(|day| day.to_string()),
            language: text(&customer::LANGUAGE),
            stage: text(&customer::STAGE),
            source: text(&customer::SOURCE),
            external_id: text(&customer::EXTERNAL_ID),
            email: String::new(),
            phone: String::new(),
            phone_key: String::new(),
            street: String::new(),
            city: String::new(),
            region: String::new(),
            postal_code: String::new(),
            country: String::new(),
            tags: record.elements(&customer::TAGS).map(|(tag, _)| tag.to_owned()).collect(),
            consent: None,
            sample: true,
        };
        for (_, value) in record.elements(&customer::EMAILS) {
            plain.email = value.as_text().unwrap_or_default().to_owned();
        }
        for (key, value) in record.elements(&customer::PHONES) {
            plain.phone = value.as_text().unwrap_or_default().to_owned();
            plain.phone_key = key.to_owned();
        }
        for (_, value) in record.elements(&customer::ADDRESSES) {
            if let Value::Address(address) = value {
                plain.street.clone_from(&address.street);
                plain.city.clone_from(&address.city);
                plain.region.clone_from(&address.region);
                plain.postal_code.clone_from(&address.postal_code);
                plain.country.clone_from(&address.country);
            }
        }
        for (_, value) in record.elements(&customer::CONSENTS) {
            if let Value::Consent(consent) = value {
                plain.consent = Some(consent.given);
            }
        }
        plain
    }
}

#[derive(Serialize)]
struct PlainInteraction {
    n: u32,
    id: String,
    /// The customer's number.
    customer: u32,
    /// Milliseconds since 1970, UTC.
    at: i64,
    direction: String,
    channel: String,
    kind: String,
    subject: String,
    text: String,
    satisfaction: Option<i64>,
    sample: bool,
}

impl PlainInteraction {
    fn new(n: u32, record: &Record, numbers: &FxHashMap<Id, u32>) -> Self {
        let text = |field: &Field| record.text(field).to_owned();
        let satisfaction = match record.value(&interaction::SATISFACTION) {
            Some(Value::Int(score)) => Some(*score),
            _ => None,
        };
        let owner = record.value(&interaction::CUSTOMER).and_then(Value::as_ref_id);
        PlainInteraction {
            n,
            id: record.id.to_string(),
            customer: owner.and_then(|id| numbers.get(&id).copied()).unwrap_or(u32::MAX),
            at: record.value(&interaction::AT).and_then(Value::as_moment).map_or(0, |at| at.utc_ms),
            direction: text(&interaction::DIRECTION),
            channel: text(&interaction::CHANNEL),
            kind: text(&interaction::KIND),
            subject: text(&interaction::SUBJECT),
            text: text(&interaction::TEXT),
            satisfaction,
            sample: true,
        }
    }
}
