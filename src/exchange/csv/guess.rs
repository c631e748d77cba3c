//! What the columns of somebody else's file are, from their heads and from what stands in them.
//!
//! A head is compared with the schema's keys, labels and aliases without case, separators or
//! words glued together, so that "EMAIL_work", "Billing City" and "BILLINGCITY" are all read.
//! A guess that the values contradict is dropped: better an unused column than a wrong one.

use super::value;
use crate::model::{ChoiceList, CustomKind, Field, Schema, Table, customer, fold};
use crate::wire::{AddressPart, ColumnTarget, DateOrder};

/// A column as far as it was looked at.
pub struct Column<'a> {
    pub header: &'a str,
    /// Values that are not empty.
    pub values: Vec<&'a str>,
}

impl Column<'_> {
    /// Whether there are values, and most of them can be read so.
    fn mostly(&self, reads: impl Fn(&str) -> bool) -> bool {
        !self.values.is_empty()
            && self.values.iter().filter(|value| reads(value)).count() * 2 >= self.values.len()
    }

    /// Whether no value speaks against it.
    fn may_be(&self, reads: impl Fn(&str) -> bool) -> bool {
        self.values.is_empty() || self.mostly(reads)
    }
}

/// Lower case letters and digits only: "BILLING_City" and "billingCity" are "billingcity".
pub fn glue(text: &str) -> String {
    let text = text.trim();
    // Salesforce marks the fields an organisation added.
    let text = text.strip_suffix("__c").or_else(|| text.strip_suffix("__C")).unwrap_or(text);
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// One target a column.
pub fn targets(columns: &[Column], schema: &Schema) -> Vec<ColumnTarget> {
    let mut targets: Vec<ColumnTarget> = columns.iter().map(|column| target(column, schema)).collect();
    settle_names(columns, &mut targets);
    settle_repeats(columns, &mut targets);
    targets
}

/// Whether the first row names the columns: it says a field's name, or is all words above rows
/// that are not.
pub fn is_header(first: &[&str], second: Option<&[&str]>, schema: &Schema) -> bool {
    let data = |text: &str| {
        value::email(text).is_some()
            || value::number(text, '.').is_some()
            || value::date(text, DateOrder::DayMonth, 2000).is_some()
            || (value::phone(text).is_some() && !text.contains(char::is_alphabetic))
    };
    if first.iter().any(|text| data(text)) {
        return false;
    }
    let known = |text: &&&str| {
        let column = Column { header: text, values: Vec::new() };
        !text.trim().is_empty() && target(&column, schema) != ColumnTarget::Skip
    };
    if first.iter().filter(known).count() > 0 {
        return true;
    }
    second.is_some_and(|second| second.iter().any(|text| data(text)))
}

fn target(column: &Column, schema: &Schema) -> ColumnTarget {
    let glued = glue(column.header);
    // Google writes "E-mail 1 - Value", Outlook "E-mail 2 Address".
    let bare: String = glued.chars().filter(|c| !c.is_ascii_digit()).collect();
    let bare = bare.strip_suffix("value").unwrap_or(&bare);
    let own = schema.custom_fields.iter().find(|own| glue(&own.label) == glued && !glued.is_empty());
    if let Some(own) = own {
        return ColumnTarget::Field(Field::Custom(own.id));
    }
    address(bare)
        .or_else(|| contact(column, bare))
        .or_else(|| consent(column, bare))
        .or_else(|| plain_field(column, &glued, schema))
        .or_else(|| social(column, &glued, schema))
        .or_else(|| {
            let field = value_field(column)?;
            Some(ColumnTarget::Contact(field, label_in(bare).unwrap_or_default().to_owned()))
        })
        .unwrap_or(ColumnTarget::Skip)
}

/// Words that say which of several addresses, and the label they become.
const LABELS: [(&str, &str); 19] = [
    ("work", "work"),
    ("business", "work"),
    ("office", "work"),
    ("company", "work"),
    ("home", "home"),
    ("personal", "home"),
    ("private", "home"),
    ("other", "other"),
    ("alternate", "other"),
    ("secondary", "other"),
    ("mobile", "mobile"),
    ("cell", "mobile"),
    ("main", ""),
    ("primary", ""),
    ("billing", "billing"),
    ("shipping", "shipping"),
    ("mailing", "mailing"),
    ("fax", "fax"),
    ("assistant", "assistant"),
];

/// The label and what is left of the head without its word.
fn labelled(glued: &str) -> impl Iterator<Item = (&'static str, &str)> {
    let stripped = LABELS.iter().flat_map(move |(word, label)| {
        [glued.strip_prefix(word), glued.strip_suffix(word)]
            .into_iter()
            .flatten()
            .map(move |rest| (*label, rest))
    });
    std::iter::once(("", glued)).chain(stripped)
}

fn label_in(glued: &str) -> Option<&'static str> {
    LABELS.iter().find(|(word, _)| glued.contains(word)).map(|(_, label)| *label)
}

fn address(glued: &str) -> Option<ColumnTarget> {
    labelled(glued).find_map(|(label, rest)| {
        let part = match rest.strip_prefix("address").filter(|part| !part.is_empty()).unwrap_or(rest) {
            "street" | "streetaddress" | "addressstreet" | "address" | "addressline" | "line" | "strasse"
            | "rue" => AddressPart::Street,
            "city" | "town" | "locality" | "ort" | "stadt" | "ville" | "addresscity" => AddressPart::City,
            "state" | "province" | "region" | "county" | "stateprovince" | "stateregion" | "statecode" => {
                AddressPart::Region
            }
            "zip" | "zipcode" | "postcode" | "postalcode" | "zippostalcode" | "plz" | "codepostal" => {
                AddressPart::PostalCode
            }
            "country" | "countryname" | "countryregion" | "countrycode" | "land" | "pays" => {
                AddressPart::Country
            }
            _ => return None,
        };
        Some(ColumnTarget::AddressPart(part, label.to_owned()))
    })
}

fn contact(column: &Column, glued: &str) -> Option<ColumnTarget> {
    let names = |field: &Field, text: &str| {
        field.def().is_some_and(|def| {
            glue(def.key) == text
                || glue(def.label) == text
                || def.aliases.iter().any(|alias| glue(alias) == text)
        })
    };
    let (label, field) = labelled(glued).find_map(|(label, rest)| {
        [customer::EMAILS, customer::PHONES]
            .into_iter()
            .find(|field| names(field, rest))
            .map(|field| (label, field))
    })?;
    let label = match label {
        _ if glued.contains("fax") => "fax",
        "" => label_in(glued).unwrap_or_default(),
        label => label,
    };
    let reads = |text: &str| match field {
        customer::EMAILS => value::email(text).is_some(),
        _ => value::phone(text).is_some(),
    };
    column.may_be(reads).then(|| ColumnTarget::Contact(field, label.to_owned()))
}

fn consent(column: &Column, glued: &str) -> Option<ColumnTarget> {
    const SAYS: [&str; 6] = ["newsletter", "optin", "optedin", "consent", "subscribed", "subscriber"];
    if !SAYS.iter().any(|word| glued.contains(word)) || !column.may_be(|text| value::yes_no(text).is_some()) {
        return None;
    }
    let channel = [
        ("phone", "phone"),
        ("call", "phone"),
        ("sms", "phone"),
        ("chat", "chat"),
        ("post", "post"),
        ("letter", "post"),
    ]
    .into_iter()
    .find(|(word, _)| glued.replace("newsletter", "").contains(word));
    Some(ColumnTarget::Consent(channel.map_or("email", |(_, key)| key).to_owned()))
}

/// A field whose key, label or alias is the head.
fn plain_field(column: &Column, glued: &str, schema: &Schema) -> Option<ColumnTarget> {
    let matching = |def: &&&crate::model::FieldDef| {
        glue(def.key) == glued
            || glue(def.label) == glued
            || def.aliases.iter().any(|alias| glue(alias) == glued)
    };
    let fields: Vec<_> = Table::Customer.fields().collect();
    let named =
        fields.iter().filter(|def| !def.is_derived() || Field::Builtin(def.code) == customer::DISPLAY_NAME);
    let field = Field::Builtin(named.clone().find(matching)?.code);
    if field == customer::SAMPLE {
        return None; // says where records came from, never a file
    }
    let choice = |list: ChoiceList| {
        let choices = schema.choices(list);
        move |text: &str| {
            choices.iter().any(|choice| glue(&choice.key) == glue(text) || glue(&choice.label) == glue(text))
        }
    };
    let fits = match field {
        // "Type" may as well say how far somebody has come.
        customer::KIND if !column.may_be(choice(ChoiceList::CustomerKind)) => {
            return column.mostly(choice(ChoiceList::Stage)).then_some(ColumnTarget::Field(customer::STAGE));
        }
        customer::BIRTH_DATE => column.may_be(|text| {
            value::date(text, DateOrder::DayMonth, 2000)
                .or(value::date(text, DateOrder::MonthDay, 2000))
                .is_some()
        }),
        customer::LANGUAGE => column.may_be(|text| value::language(text).is_some()),
        customer::PREFERRED_CHANNEL => column.may_be(choice(ChoiceList::Channel)),
        customer::ARCHIVED => column.may_be(|text| value::yes_no(text).is_some()),
        customer::WEBSITE => column.may_be(|text| value::link(text).is_some()),
        // Keys of another program's users and companies are no names.
        customer::OWNER | customer::COMPANY => column.may_be(|text| !is_key(text)),
        customer::EXTERNAL_ID => {
            let mut values = column.values.clone();
            values.sort_unstable();
            values.windows(2).all(|pair| pair[0] != pair[1])
        }
        _ => true,
    };
    fits.then_some(ColumnTarget::Field(field))
}

fn is_key(text: &str) -> bool {
    let digits = text.bytes().any(|b| b.is_ascii_digit());
    digits && text.len() >= 12 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        || text.bytes().all(|b| b.is_ascii_digit())
}

/// Profiles elsewhere become a field of their own.
fn social(column: &Column, glued: &str, schema: &Schema) -> Option<ColumnTarget> {
    const SITES: [(&str, &str); 7] = [
        ("linkedin", "LinkedIn"),
        ("xing", "XING"),
        ("facebook", "Facebook"),
        ("instagram", "Instagram"),
        ("mastodon", "Mastodon"),
        ("youtube", "YouTube"),
        ("twitter", "Twitter"),
    ];
    let (_, name) = SITES.iter().find(|(word, _)| glued.starts_with(word))?;
    if !column.mostly(|text| value::link(text).is_some()) {
        return None;
    }
    let own = schema
        .custom_fields
        .iter()
        .find(|own| own.kind == CustomKind::Link && glue(&own.label) == glue(name));
    Some(match own {
        Some(own) => ColumnTarget::Field(Field::Custom(own.id)),
        None => ColumnTarget::NewField((*name).to_owned(), CustomKind::Link),
    })
}

/// By the values alone: e-mail addresses under any head, phone numbers where the head says nothing.
fn value_field(column: &Column) -> Option<Field> {
    if column.mostly(|text| value::email(text).is_some()) {
        return Some(customer::EMAILS);
    }
    let phone = |text: &str| {
        value::phone(text).is_some()
            && text.len() >= 7
            && value::date(text, DateOrder::DayMonth, 2000).is_none()
            && text.contains(['+', '(', '-', ' ', '.'])
            && value::number(text, '.').is_none()
    };
    let silent = column.header.is_empty()
        || ["phone", "tel", "mobil", "handy"].iter().any(|word| fold(column.header).contains(word));
    (silent && column.mostly(phone)).then_some(customer::PHONES)
}

/// "Name" is a person's or a company's; "Company" is where somebody works or the customer itself.
fn settle_names(columns: &[Column], targets: &mut [ColumnTarget]) {
    let has = |targets: &[ColumnTarget], field: Field| targets.contains(&ColumnTarget::Field(field));
    let people = [customer::FIRST_NAME, customer::LAST_NAME].into_iter().any(|field| has(targets, field));
    let of_people =
        people || [customer::JOB_TITLE, customer::BIRTH_DATE].into_iter().any(|field| has(targets, field));
    let of_companies = columns.iter().any(|column| {
        let glued = glue(column.header);
        [
            "billing",
            "industry",
            "numberofemployees",
            "employees",
            "annualrevenue",
            "accountnumber",
            "vat",
            "sector",
        ]
        .iter()
        .any(|word| glued.starts_with(word))
    });
    for at in 0..targets.len() {
        let ColumnTarget::Field(field) = &targets[at] else { continue };
        let plain = glue(columns[at].header) == "name";
        let settled = match *field {
            customer::NAME if plain && people => ColumnTarget::Skip,
            customer::NAME if plain => {
                let companies = !of_people
                    && !has(targets, customer::COMPANY)
                    && (of_companies || columns[at].mostly_companies());
                ColumnTarget::Field(if companies { customer::NAME } else { customer::DISPLAY_NAME })
            }
            // "Account name" in a file of people is their employer.
            customer::NAME if of_people || has(targets, customer::DISPLAY_NAME) => {
                ColumnTarget::Field(customer::COMPANY)
            }
            customer::DISPLAY_NAME if people => ColumnTarget::Skip,
            _ => continue,
        };
        targets[at] = settled;
    }
    let named = [customer::FIRST_NAME, customer::LAST_NAME, customer::DISPLAY_NAME, customer::NAME];
    if !of_people && !named.into_iter().any(|field| has(targets, field)) {
        let company = targets.iter_mut().find(|target| **target == ColumnTarget::Field(customer::COMPANY));
        if let Some(target) = company {
            *target = ColumnTarget::Field(customer::NAME);
        }
    }
}

impl Column<'_> {
    fn mostly_companies(&self) -> bool {
        const FORMS: [&str; 19] = [
            "inc",
            "llc",
            "ltd",
            "limited",
            "corp",
            "corporation",
            "gmbh",
            "ag",
            "kg",
            "sa",
            "srl",
            "bv",
            "ab",
            "oy",
            "plc",
            "group",
            "company",
            "sons",
            "holding",
        ];
        let company =
            |text: &&&str| fold(text).split(|c: char| !c.is_alphanumeric()).any(|word| FORMS.contains(&word));
        self.values.iter().filter(company).count() * 5 >= self.values.len().max(1)
    }
}

/// A field that holds one value is read from one column: the fullest, the first of equals.
fn settle_repeats(columns: &[Column], targets: &mut [ColumnTarget]) {
    for at in 0..targets.len() {
        let ColumnTarget::Field(field) = &targets[at] else { continue };
        if matches!(*field, customer::TAGS | customer::NOTES) {
            continue;
        }
        let better = (0..targets.len()).any(|other| {
            let (ours, theirs) = (columns[at].values.len(), columns[other].values.len());
            other != at && targets[other] == targets[at] && (theirs > ours || theirs == ours && other < at)
        });
        if better {
            targets[at] = ColumnTarget::Skip;
        }
    }
}
