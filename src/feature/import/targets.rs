//! What a column can become, as a list to choose from. It follows the schema: a field added there is
//! offered here.

use super::select::Group;
use crate::feature::shared::cell::label as label_of;
use crate::model::{ChoiceList, CustomKind, Field, FieldKind, Schema, Table, customer};
use crate::text::{tr, tr_stored, tr_with};
use crate::wire::{AddressPart, ColumnTarget};

const PARTS: [AddressPart; 5] = [
    AddressPart::Street,
    AddressPart::City,
    AddressPart::Region,
    AddressPart::PostalCode,
    AddressPart::Country,
];

/// The labels that are always offered, besides those the file's columns were recognised with.
const EMAIL_LABELS: [&str; 4] = ["", "work", "home", "other"];
const PHONE_LABELS: [&str; 5] = ["", "work", "home", "mobile", "other"];
const ADDRESS_LABELS: [&str; 4] = ["", "work", "home", "other"];

/// Who somebody is: these fields stand first.
const NAMES: [Field; 5] =
    [customer::FIRST_NAME, customer::LAST_NAME, customer::DISPLAY_NAME, customer::NAME, customer::COMPANY];

/// What a target is called where only its key can be kept. The name and type of a new field are no
/// part of it: they have controls of their own.
pub fn key(target: &ColumnTarget) -> String {
    match target {
        ColumnTarget::Skip => "skip".to_owned(),
        ColumnTarget::Field(field) => format!("field:{}", field.path()),
        ColumnTarget::Contact(field, label) => format!("contact:{}:{label}", field.path()),
        ColumnTarget::AddressPart(part, label) => format!("address:{part:?}:{label}"),
        ColumnTarget::Consent(channel) => format!("consent:{channel}"),
        ColumnTarget::NewField(..) => "new".to_owned(),
    }
}

/// The target of that key. `header` names a new field until it is called otherwise.
pub fn target_of(key: &str, header: &str, schema: &Schema, used: &[ColumnTarget]) -> ColumnTarget {
    let all = offered(schema, used);
    let found = all.into_iter().flat_map(|(_, targets)| targets).find(|target| self::key(target) == key);
    match found {
        Some(ColumnTarget::NewField(_, kind)) => ColumnTarget::NewField(header.to_owned(), kind),
        Some(target) => target,
        None => ColumnTarget::Skip,
    }
}

/// The list for a select. `used`: what the columns are now.
pub fn groups(schema: &Schema, used: &[ColumnTarget]) -> Vec<Group> {
    let group = |(label, targets): (&str, Vec<ColumnTarget>)| Group {
        label: label.to_owned(),
        options: targets.iter().map(|target| (key(target), label_in_list(target, schema))).collect(),
    };
    offered(schema, used).into_iter().filter(|(_, targets)| !targets.is_empty()).map(group).collect()
}

fn offered(schema: &Schema, used: &[ColumnTarget]) -> Vec<(&'static str, Vec<ColumnTarget>)> {
    let fields = schema.fields(Table::Customer);
    let plain = |kind: FieldKind| {
        !matches!(kind, FieldKind::Emails | FieldKind::Phones | FieldKind::Addresses | FieldKind::Consents)
    };
    let about = fields.iter().filter(|info| {
        let own = matches!(info.field, Field::Custom(_));
        !own && !info.derived
            && plain(info.kind)
            && !NAMES.contains(&info.field)
            && info.field != customer::SAMPLE
    });
    let own = fields.iter().filter(|info| matches!(info.field, Field::Custom(_)));
    let contacts = |field: Field, usual: &[&str]| -> Vec<ColumnTarget> {
        let labels = used.iter().filter_map(|target| match target {
            ColumnTarget::Contact(of, label) if *of == field => Some(label.as_str()),
            _ => None,
        });
        with_used(usual, labels)
            .into_iter()
            .map(|label| ColumnTarget::Contact(field.clone(), label))
            .collect()
    };
    let address_labels = used.iter().filter_map(|target| match target {
        ColumnTarget::AddressPart(_, label) => Some(label.as_str()),
        _ => None,
    });
    let addresses = with_used(&ADDRESS_LABELS, address_labels)
        .into_iter()
        .flat_map(|label| PARTS.map(|part| ColumnTarget::AddressPart(part, label.clone())));
    let channels = schema.choices(ChoiceList::Channel).into_iter().filter(|choice| !choice.hidden);
    let field = |info: &crate::model::FieldInfo| ColumnTarget::Field(info.field.clone());
    vec![
        ("", vec![ColumnTarget::Skip]),
        (tr("Name"), NAMES.map(ColumnTarget::Field).to_vec()),
        (tr("E-mail"), contacts(customer::EMAILS, &EMAIL_LABELS)),
        (tr("Phone"), contacts(customer::PHONES, &PHONE_LABELS)),
        (tr("Address"), addresses.collect()),
        (tr("About them"), about.map(field).collect()),
        (tr("Consent"), channels.map(|channel| ColumnTarget::Consent(channel.key)).collect()),
        (tr("Custom fields"), own.map(field).collect()),
        (tr("Something else"), vec![ColumnTarget::NewField(String::new(), CustomKind::Text)]),
    ]
}

fn with_used<'a>(usual: &[&str], used: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut labels: Vec<String> = usual.iter().map(|label| (*label).to_owned()).collect();
    for label in used {
        if labels.iter().all(|known| known != label) {
            labels.push(label.to_owned());
        }
    }
    labels
}

fn label_in_list(target: &ColumnTarget, schema: &Schema) -> String {
    let name = |field: &Field| schema.field(field).map(|info| label_of(&info.label)).unwrap_or_default();
    let with = |name: &str, label: &str| match label {
        "" => name.to_owned(),
        label => tr_with("{name} ({label})", &[("name", name), ("label", &tr_stored(label))]),
    };
    match target {
        ColumnTarget::Skip => tr("Do not import").to_owned(),
        ColumnTarget::Field(field) if *field == customer::DISPLAY_NAME => {
            tr("Full name (is split into first and last)").to_owned()
        }
        ColumnTarget::Field(field) if *field == customer::COMPANY => tr("Company they work at").to_owned(),
        ColumnTarget::Field(field) if *field == customer::NAME => {
            tr("Company name (the customer is one)").to_owned()
        }
        ColumnTarget::Field(field) => name(field),
        ColumnTarget::Contact(field, label) => with(&name(field), label),
        ColumnTarget::AddressPart(part, label) => with(part_name(*part), label),
        ColumnTarget::Consent(channel) => {
            let channel = schema
                .choice(ChoiceList::Channel, channel)
                .map_or_else(|| channel.clone(), |choice| label_of(&choice.label));
            tr_with("Consent: {channel}", &[("channel", &channel)])
        }
        ColumnTarget::NewField(..) => tr("A new custom field…").to_owned(),
    }
}

fn part_name(part: AddressPart) -> &'static str {
    match part {
        AddressPart::Street => tr("Street"),
        AddressPart::City => tr("City"),
        AddressPart::Region => tr("Region"),
        AddressPart::PostalCode => tr("Postal code"),
        AddressPart::Country => tr("Country"),
    }
}
