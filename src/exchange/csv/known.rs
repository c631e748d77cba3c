//! Who a row is about: the customers that are there, and those of earlier rows, by what identifies them.
//!
//! In this order: the same external id; the same e-mail address, unless the first names differ
//! (a family shares one); the same name together with a phone number or employer. A row that has
//! nothing but a name is the customer of that name. Two different external ids or dates of birth
//! are two people, whatever else agrees, except that one e-mail address with one name is one
//! person who came from two programs. People and companies never match each other, and what lies
//! in the bin is not there.

use rustc_hash::FxHashMap;

use crate::change::Record;
use crate::exchange::Records;
use crate::model::{Date, Id, Table, Value, customer, digits, fold, words};

/// How many namesakes are compared. More of them are no name but a column read wrongly.
const MAX_CANDIDATES: usize = 1000;

/// What identifies a customer, folded for comparison.
#[derive(Default, Clone)]
pub struct Identity {
    pub company: bool,
    pub first: String,
    /// The whole name.
    pub name: String,
    pub external: String,
    pub emails: Vec<String>,
    pub phones: Vec<String>,
    pub employer: Option<Id>,
    pub birth: Option<Date>,
}

impl Identity {
    pub fn of(record: &Record) -> Self {
        let company = record.text(&customer::KIND) == "company";
        let first = record.text(&customer::FIRST_NAME);
        let name = match company {
            true => name_key(record.text(&customer::NAME)),
            false => name_key(&format!("{first} {}", record.text(&customer::LAST_NAME))),
        };
        let contacts = |field| record.elements(field).filter_map(|(_, value)| value.as_text());
        Identity {
            company,
            first: name_key(first),
            name,
            external: record.text(&customer::EXTERNAL_ID).to_owned(),
            emails: contacts(&customer::EMAILS).map(fold).collect(),
            phones: contacts(&customer::PHONES).map(digits).collect(),
            employer: record.value(&customer::COMPANY).and_then(Value::as_ref_id),
            birth: record.value(&customer::BIRTH_DATE).and_then(Value::as_date),
        }
    }

    /// Nothing but a name.
    fn is_bare(&self) -> bool {
        self.external.is_empty()
            && self.emails.is_empty()
            && self.phones.is_empty()
            && self.employer.is_none()
    }
}

/// A name without case, accents, punctuation and doubled spaces; of nothing but punctuation, that.
pub fn name_key(name: &str) -> String {
    let folded = fold(name);
    let key = words(&folded).collect::<Vec<_>>().join(" ");
    if key.is_empty() { folded.trim().to_owned() } else { key }
}

#[derive(Default)]
pub struct Known {
    all: Vec<(Id, Identity)>,
    at: FxHashMap<Id, usize>,
    by_external: FxHashMap<(bool, String), Vec<usize>>,
    by_email: FxHashMap<String, Vec<usize>>,
    by_phone: FxHashMap<String, Vec<usize>>,
    by_name: FxHashMap<(bool, String), Vec<usize>>,
}

impl Known {
    pub fn new(records: &impl Records) -> Self {
        let mut found = Vec::new();
        records.each(Table::Customer, &mut |record| found.push((record.id, Identity::of(record))));
        found.sort_by_key(|(id, _)| *id);
        let mut known = Known::default();
        for (id, identity) in found {
            known.add(id, identity);
        }
        known
    }

    pub fn add(&mut self, id: Id, identity: Identity) {
        let at = self.all.len();
        self.all.push((id, Identity::default()));
        self.at.insert(id, at);
        self.learn(at, identity);
    }

    /// What a row says about somebody known.
    fn learn(&mut self, at: usize, said: Identity) {
        let (company, name) = (said.company, said.name.clone());
        if !said.external.is_empty() {
            self.by_external.entry((company, said.external.clone())).or_default().push(at);
        }
        for email in &said.emails {
            self.by_email.entry(email.clone()).or_default().push(at);
        }
        for phone in &said.phones {
            self.by_phone.entry(phone.clone()).or_default().push(at);
        }
        if !name.is_empty() {
            self.by_name.entry((company, name)).or_default().push(at);
        }
        let known = &mut self.all[at].1;
        known.company = company;
        known.emails.extend(said.emails);
        known.phones.extend(said.phones);
        for (mine, theirs) in [
            (&mut known.first, said.first),
            (&mut known.name, said.name),
            (&mut known.external, said.external),
        ] {
            if mine.is_empty() {
                *mine = theirs;
            }
        }
        known.employer = known.employer.or(said.employer);
        known.birth = known.birth.or(said.birth);
    }

    /// Adds to `id`, found before, what another row says.
    pub fn learn_about(&mut self, id: Id, said: Identity) {
        if let Some(at) = self.at.get(&id) {
            self.learn(*at, said);
        }
    }

    /// The company of this name.
    pub fn company(&self, name: &str) -> Option<Id> {
        let found = self.by_name.get(&(true, name_key(name)))?.first()?;
        Some(self.all[*found].0)
    }

    pub fn find(&self, row: &Identity) -> Option<Id> {
        let same_kind = |at: &&usize| self.all[**at].1.company == row.company;
        let differ = |a: &str, b: &str| !a.is_empty() && !b.is_empty() && a != b;
        let by_external = || {
            let key = (row.company, row.external.clone());
            if row.external.is_empty() { None } else { self.by_external.get(&key)?.first().copied() }
        };
        let by_email = || {
            let candidates =
                row.emails.iter().filter_map(|email| self.by_email.get(email)).flatten().filter(same_kind);
            candidates.copied().take(MAX_CANDIDATES).find(|at| {
                let other = &self.all[*at].1;
                let names_differ =
                    differ(&row.first, &other.first) || row.company && differ(&row.name, &other.name);
                let two = differ(&row.external, &other.external) && row.name != other.name;
                !names_differ && !two
            })
        };
        let by_name = || {
            let candidates = self.by_name.get(&(row.company, row.name.clone()))?;
            let possible = candidates.iter().take(MAX_CANDIDATES).filter(|at| {
                let other = &self.all[**at].1;
                let births = row.birth.zip(other.birth).is_some_and(|(a, b)| a != b);
                !differ(&row.external, &other.external) && !births
            });
            possible.copied().find(|at| {
                let other = &self.all[*at].1;
                let phone = row.phones.iter().any(|phone| other.phones.contains(phone));
                let employer = row.employer.is_some() && row.employer == other.employer;
                row.company || phone || employer || row.is_bare()
            })
        };
        let by_phone_alone = || {
            let candidates =
                row.phones.iter().filter_map(|phone| self.by_phone.get(phone)).flatten().filter(same_kind);
            candidates.copied().find(|at| self.all[*at].1.name.is_empty())
        };
        let nameless = row.name.is_empty();
        let found =
            by_external().or_else(by_email).or_else(|| if nameless { by_phone_alone() } else { by_name() });
        found.map(|at| self.all[at].0)
    }
}
