//! The draft of a new customer: what was typed, as text, and how it becomes records or errors beside
//! their fields. It outlives the dialog, in this tab, until it is saved or thrown away.

use std::collections::BTreeMap;

use gloo_storage::{SessionStorage, Storage};
use serde::{Deserialize, Serialize};

use crate::feature::shared::entry::read_entry;
use crate::model::{
    Address, CellKey, Consent, ContactPoint, Date, Field, FieldInfo, FieldKind, Id, Schema, Table, Value,
    customer,
};
use crate::text::tr;
use crate::wire::{Draft, Named};

use super::contacts::read_point;
use super::edit::{company_draft, element};

const KEY: &str = "clientele.customer.draft";

/// The form as it stands.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomerDraft {
    pub is_company: bool,
    pub company: Option<Named>,
    /// The company does not exist yet: it is made together with the customer.
    pub company_is_new: bool,
    pub emails: Vec<PointText>,
    pub phones: Vec<PointText>,
    pub tags: Vec<String>,
    pub address: Address,
    /// Keys of the channels they agreed to.
    pub consents: Vec<String>,
    /// What was typed or chosen in every other field, by the field's path.
    pub texts: BTreeMap<String, String>,
}

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct PointText {
    pub value: String,
    pub label: String,
}

/// Where an error stands.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Place {
    Field(String),
    Email(usize),
    Phone(usize),
}

pub type Errors = BTreeMap<Place, String>;

impl CustomerDraft {
    pub fn text(&self, field: &Field) -> &str {
        self.texts.get(&*field.path()).map(String::as_str).unwrap_or_default()
    }

    /// Nothing was typed that would be missed.
    pub fn is_blank(&self) -> bool {
        let blank = |points: &[PointText]| points.iter().all(|point| point.value.trim().is_empty());
        let chosen_for_them = [customer::STAGE.path(), customer::OWNER.path()];
        self.company.is_none()
            && blank(&self.emails)
            && blank(&self.phones)
            && self.tags.is_empty()
            && self.address.parts().next().is_none()
            && self.consents.is_empty()
            && self
                .texts
                .iter()
                .all(|(path, text)| text.trim().is_empty() || chosen_for_them.iter().any(|own| *own == *path))
    }

    /// The records to write: the customer, and the company when it is new.
    pub fn parse(&self, id: Id, schema: &Schema, today: Date) -> Result<Vec<Draft>, Errors> {
        let mut errors = Errors::new();
        let kind = if self.is_company { "company" } else { "person" };
        let mut draft = Draft::new(Table::Customer, id).set(customer::KIND, Some(Value::text(kind)));
        for info in typed_fields(schema, self.is_company) {
            match read_entry(schema, &info, self.text(&info.field), None) {
                Ok(None) => {}
                Ok(value) => draft = draft.set(info.field, value),
                Err(error) => drop(errors.insert(Place::of(&info.field), tr(error.message()).to_owned())),
            }
        }
        if self.is_company && self.text(&customer::NAME).trim().is_empty() {
            errors.insert(Place::of(&customer::NAME), tr("Give the company a name.").to_owned());
        }
        let cells = &mut draft.cells;
        points(cells, &mut errors, FieldKind::Emails, &customer::EMAILS, &self.emails, Place::Email);
        points(cells, &mut errors, FieldKind::Phones, &customer::PHONES, &self.phones, Place::Phone);
        let tag = |tag: &String| (element(&customer::TAGS, tag.trim()), Some(Value::Bool(true)));
        cells.extend(self.tags.iter().map(tag));
        if self.address.parts().next().is_some() {
            // The first of this customer's: no other has this key.
            let key = element(&customer::ADDRESSES, &id.to_string());
            cells.push((key, Some(Value::Address(self.address.clone()))));
        }
        let agreed = Value::Consent(Consent { given: true, on: Some(today) });
        let consent = |channel: &String| (element(&customer::CONSENTS, channel), Some(agreed.clone()));
        cells.extend(self.consents.iter().map(consent));

        let mut drafts = Vec::new();
        if let (false, Some(company)) = (self.is_company, &self.company) {
            cells.push((CellKey::from(customer::COMPANY), Some(Value::Ref(company.id))));
            if self.company_is_new {
                drafts.push(company_draft(company.id, &company.name));
            }
        }
        // A person needs something to be known by: a name, or a way to reach them.
        let known_by =
            [customer::FIRST_NAME, customer::LAST_NAME, customer::NAME, customer::EMAILS, customer::PHONES];
        let is_known = cells.iter().any(|(key, _)| known_by.contains(&key.field));
        if !is_known && errors.is_empty() {
            let text = tr("Give a name, an e-mail address or a phone number.");
            errors.insert(Place::of(&customer::FIRST_NAME), text.to_owned());
        }
        drafts.push(draft);
        if errors.is_empty() { Ok(drafts) } else { Err(errors) }
    }

    /// What to call them in the history.
    pub fn name(&self) -> String {
        if self.is_company {
            return self.text(&customer::NAME).trim().to_owned();
        }
        let name =
            format!("{} {}", self.text(&customer::FIRST_NAME).trim(), self.text(&customer::LAST_NAME).trim());
        let name = name.trim().to_owned();
        let reached =
            || self.emails.iter().chain(&self.phones).map(|point| point.value.trim()).find(|v| !v.is_empty());
        if name.is_empty() { reached().unwrap_or_default().to_owned() } else { name }
    }

    pub fn load() -> Option<CustomerDraft> {
        SessionStorage::get(KEY).ok()
    }

    pub fn save(&self) {
        // Refused or full storage costs a convenience and nothing else.
        let _ = SessionStorage::set(KEY, self);
    }

    pub fn forget() {
        SessionStorage::delete(KEY);
    }
}

impl Place {
    pub fn of(field: &Field) -> Place {
        Place::Field(field.path().into_owned())
    }
}

/// The fields of the form that are one text each, those of the other kind of customer left out.
pub fn typed_fields(schema: &Schema, is_company: bool) -> Vec<FieldInfo> {
    let mut fields = schema.fields(Table::Customer);
    fields.retain(|info| {
        let own = [customer::KIND, customer::ARCHIVED, customer::SAMPLE, customer::COMPANY];
        !info.derived
            && !info.kind.is_set()
            && info.kind != FieldKind::Json
            && !own.contains(&info.field)
            && belongs(&info.field, is_company)
    });
    fields
}

/// Whether a person, or a company, has such a field.
pub fn belongs(field: &Field, is_company: bool) -> bool {
    let person = [
        customer::FIRST_NAME,
        customer::LAST_NAME,
        customer::COMPANY,
        customer::JOB_TITLE,
        customer::BIRTH_DATE,
        customer::AGE,
    ];
    let company = [customer::NAME, customer::PEOPLE];
    if is_company { !person.contains(field) } else { !company.contains(field) }
}

fn points(
    cells: &mut super::edit::Cells,
    errors: &mut Errors,
    kind: FieldKind,
    field: &Field,
    points: &[PointText],
    place: fn(usize) -> Place,
) {
    let mut seen = Vec::new();
    for (at, point) in points.iter().enumerate() {
        if point.value.trim().is_empty() {
            continue;
        }
        match read_point(kind, &point.value) {
            Ok((_, key)) if seen.contains(&key) => {
                drop(errors.insert(place(at), tr("This one is there already.").to_owned()))
            }
            Ok((value, key)) => {
                let point =
                    ContactPoint { value, label: point.label.trim().to_owned(), rank: seen.len() as i32 };
                cells.push((element(field, &key), Some(Value::Contact(point))));
                seen.push(key);
            }
            Err(message) => drop(errors.insert(place(at), message)),
        }
    }
}
