//! The dry run: each row becomes cells of a customer who is there or is new.
//!
//! A value that cannot be read costs that value only: the row stays, and its remark says which.
//! A row is broken when it names nobody, or when it is cut wrongly, so that its values would land
//! in the wrong columns. Empty cells never erase anything.

use std::collections::BTreeMap;
use std::ops::Range;

use csv::StringRecord;
use rustc_hash::FxHashMap;

use super::known::{Identity, Known, name_key};
use super::{guess::glue, read, target_label, value};
use crate::change::Record;
use crate::exchange::Records;
use crate::model::{
    Address, CellKey, ChoiceList, Consent, ContactPoint, Currency, CustomKind, Field, FieldKind, Id, Now,
    Schema, Table, Value, choice, custom_field, customer, digits, fold, member,
};
use crate::text::{tr, tr_with};
use crate::wire::{AddressPart, ColumnTarget, CsvPlan, CsvRow, CsvSettings, Draft, Duplicates, RowFate};

/// The longest value that is taken. Longer ones are the sign of a quote in the wrong place.
const MAX_VALUE_CHARS: usize = 100_000;

/// Of a file where everything is wrong, the first remarks are enough.
const MAX_REMARKS: usize = 20_000;

const SAMPLES: usize = 5;

/// What an import would do, and the drafts that do it.
pub struct Plan {
    pub summary: CsvPlan,
    /// How each row ends.
    pub fates: Vec<RowFate>,
    pub drafts: Vec<Draft>,
}

pub fn plan(
    lines: super::Rows,
    settings: &CsvSettings,
    records: &impl Records,
    now: Now,
    new_id: &mut impl FnMut() -> Id,
    window: Range<u32>,
) -> Plan {
    let mut planner = Planner::new(lines, settings, records, now, new_id);
    let mut headers: Vec<String> = Vec::new();
    let mut samples: Vec<Vec<String>> = Vec::new();
    let mut rows: Vec<Planned> = Vec::new();
    let mut preview: Vec<(usize, CsvRow)> = Vec::new();
    let mut remarks: Vec<(usize, CsvRow)> = Vec::new();
    let mut head_is_due = settings.has_header;
    lines(&mut |row| {
        if let (true, Ok(fields)) = (head_is_due, &row.fields) {
            headers = fields.iter().map(|name| short(name.trim())).collect();
            head_is_due = false;
            return true;
        }
        if let Ok(fields) = row.fields {
            for (at, value) in fields.iter().enumerate() {
                if samples.len() <= at {
                    samples.resize(at + 1, Vec::new());
                }
                if samples[at].len() < SAMPLES && !value.trim().is_empty() {
                    samples[at].push(short(value.trim()));
                }
            }
        }
        let at = rows.len();
        let shown = window.contains(&(at as u32));
        let (planned, out) = match row.fields {
            Ok(fields) => planner.row(row.line, fields, headers.len().max(settings.columns.len()), shown),
            Err(read::UnclosedQuote) => {
                let reason = tr("A quotation mark is opened here and never closed.").to_owned();
                (
                    Planned { fate: RowFate::Broken, work: None },
                    Out { reasons: vec![reason], ..Out::default() },
                )
            }
        };
        rows.push(planned);
        let of = |values, reasons| CsvRow {
            line: row.line,
            fate: planned.fate,
            name: out.name.clone(),
            values,
            reasons,
        };
        if !out.reasons.is_empty() && remarks.len() < MAX_REMARKS {
            remarks.push((at, of(Vec::new(), out.reasons.clone())));
        }
        if shown {
            preview.push((at, of(out.values, out.reasons)));
        }
        true
    });

    let width =
        headers.len().max(settings.columns.len()).max(if settings.has_header { 0 } else { samples.len() });
    samples.resize(width.max(samples.len()), Vec::new());
    samples.truncate(width);
    for at in 0..width {
        let unnamed = || tr_with("Column {n}", &[("n", &(at + 1).to_string())]);
        match headers.get_mut(at) {
            Some(name) if name.is_empty() => *name = unnamed(),
            Some(_) => {}
            None => headers.push(unnamed()),
        }
    }
    let mut settings = settings.clone();
    settings.columns.resize(width, ColumnTarget::Skip);

    let (drafts, changed) = planner.finish();
    // A row that only repeated what was there, in the end, changed nothing.
    let fate = |at: usize| match rows[at] {
        Planned { fate: RowFate::Changed, work: Some(work) } if !changed[work] => RowFate::Unchanged,
        Planned { fate, .. } => fate,
    };
    let mut counts = [0u32; 5];
    let fates: Vec<RowFate> = (0..rows.len()).map(fate).collect();
    fates.iter().for_each(|fate| counts[*fate as usize] += 1);
    let settle = |rows: Vec<(usize, CsvRow)>| {
        rows.into_iter().map(|(at, row)| CsvRow { fate: fate(at), ..row }).collect::<Vec<_>>()
    };
    let summary = CsvPlan {
        settings,
        headers,
        samples,
        rows: rows.len() as u32,
        new: counts[RowFate::New as usize],
        changed: counts[RowFate::Changed as usize],
        unchanged: counts[RowFate::Unchanged as usize],
        skipped: counts[RowFate::Skipped as usize],
        broken: counts[RowFate::Broken as usize],
        companies: drafts.companies,
        additions: drafts.additions,
        preview: settle(preview),
        remarks: settle(remarks),
    };
    Plan { summary, fates, drafts: drafts.all }
}

/// What was decided about a row, before all rows are known.
#[derive(Clone, Copy)]
struct Planned {
    fate: RowFate,
    /// The customer it is about.
    work: Option<usize>,
}

/// What is shown of a row.
#[derive(Default)]
struct Out {
    name: String,
    values: Vec<(String, String)>,
    reasons: Vec<String>,
}

/// How a column is read.
struct Reader {
    target: ColumnTarget,
    label: String,
    kind: FieldKind,
    decimal: char,
    currency: Option<Currency>,
}

/// A customer that rows are about, with what they write.
struct Work {
    id: Id,
    existing: bool,
    /// The first row about it.
    line: u32,
    cells: BTreeMap<CellKey, Value>,
    /// Created because somebody works there.
    is_employer: bool,
}

/// A choice, member or custom field that is added when it is used.
struct Addition {
    draft: Draft,
    to: String,
    name: String,
    used: bool,
}

struct Planner<'a, R: Records, N: FnMut() -> Id> {
    settings: &'a CsvSettings,
    records: &'a R,
    schema: Schema,
    now: Now,
    new_id: &'a mut N,
    readers: Vec<Reader>,
    known: Known,
    works: Vec<Work>,
    work_of: FxHashMap<Id, usize>,
    choices: FxHashMap<(ChoiceList, String), Option<String>>,
    members: FxHashMap<String, Id>,
    /// By the list and key, the member's id, or the field's id.
    additions: Vec<Addition>,
    addition_of: FxHashMap<String, usize>,
}

/// The values of one row.
#[derive(Default)]
struct Parsed {
    cells: Vec<(Field, Value)>,
    emails: Vec<ContactPoint>,
    phones: Vec<ContactPoint>,
    addresses: BTreeMap<String, Address>,
    tags: Vec<String>,
    consents: Vec<(String, bool)>,
    first: String,
    last: String,
    full: String,
    company_name: String,
    employer: String,
    kind: Option<String>,
}

impl Parsed {
    fn text(&self, field: &Field) -> &str {
        self.cells
            .iter()
            .find(|(of, _)| of == field)
            .and_then(|(_, value)| value.as_text())
            .unwrap_or_default()
    }
}

impl<'a, R: Records, N: FnMut() -> Id> Planner<'a, R, N> {
    fn new(
        lines: super::Rows,
        settings: &'a CsvSettings,
        records: &'a R,
        now: Now,
        new_id: &'a mut N,
    ) -> Self {
        let schema = records.schema().clone();
        let mut members = FxHashMap::default();
        records.each(Table::Member, &mut |record| {
            for field in [&member::EMAIL, &member::NAME] {
                let key = name_key(record.text(field));
                if !key.is_empty() {
                    members.insert(key, record.id);
                }
            }
        });
        let mut planner = Planner {
            settings,
            records,
            schema,
            now,
            new_id,
            readers: Vec::new(),
            known: Known::new(records),
            works: Vec::new(),
            work_of: FxHashMap::default(),
            choices: FxHashMap::default(),
            members,
            additions: Vec::new(),
            addition_of: FxHashMap::default(),
        };
        planner.readers = planner.compile(lines);
        planner
    }

    fn compile(&mut self, lines: super::Rows) -> Vec<Reader> {
        let mut readers: Vec<Reader> = Vec::new();
        for target in &self.settings.columns {
            let label = target_label(target, &self.schema);
            let (target, kind) = match target {
                ColumnTarget::NewField(name, kind) => self.own_field(name.trim(), *kind),
                ColumnTarget::Field(field) => {
                    let kind = self.schema.kind(field);
                    (
                        if kind.is_some() { target.clone() } else { ColumnTarget::Skip },
                        kind.unwrap_or(FieldKind::Text),
                    )
                }
                _ => (target.clone(), FieldKind::Text),
            };
            let currency = match &target {
                ColumnTarget::Field(field) => self.schema.currency_of(field),
                _ => None,
            };
            readers.push(Reader { target, label, kind, decimal: '.', currency });
        }
        let numeric =
            |reader: &Reader| matches!(reader.kind, FieldKind::Number | FieldKind::Money | FieldKind::Int);
        if readers.iter().any(numeric) {
            let mut values: Vec<Vec<String>> = vec![Vec::new(); readers.len()];
            let mut rows = 0;
            lines(&mut |row| {
                if let (Ok(fields), true) = (row.fields, rows > 0 || !self.settings.has_header) {
                    let wanted =
                        fields.iter().enumerate().filter(|(at, _)| readers.get(*at).is_some_and(numeric));
                    wanted.for_each(|(at, value)| values[at].push(value.to_owned()));
                }
                rows += 1;
                rows < 10_000
            });
            for (reader, values) in readers.iter_mut().zip(&values) {
                reader.decimal = value::decimal_mark(values.iter().map(String::as_str));
            }
        }
        readers
    }

    /// The workspace's own field of this name and type, or a new one.
    fn own_field(&mut self, name: &str, kind: CustomKind) -> (ColumnTarget, FieldKind) {
        let there =
            self.schema.custom_fields.iter().find(|own| own.kind == kind && glue(&own.label) == glue(name));
        let id = there.map(|own| own.id).unwrap_or_else(|| {
            let id = (self.new_id)();
            let order = self.schema.custom_fields.iter().map(|own| own.order).max().unwrap_or(-1) + 1;
            let draft = Draft::new(Table::CustomField, id)
                .set(custom_field::LABEL, Some(Value::text(name)))
                .set(custom_field::KIND, Some(Value::text(kind.key())))
                .set(custom_field::ORDER, Some(Value::Int(order)));
            self.add(
                id.to_string(),
                Addition { draft, to: tr("Custom fields").to_owned(), name: name.to_owned(), used: false },
            );
            self.schema.custom_fields.push(crate::model::CustomField {
                id,
                label: name.to_owned(),
                kind,
                order,
                currency: None,
            });
            id
        });
        let field = Field::Custom(id);
        let kind = self.schema.kind(&field).unwrap_or(FieldKind::Text);
        (ColumnTarget::Field(field), kind)
    }

    fn add(&mut self, key: String, addition: Addition) {
        self.addition_of.insert(key, self.additions.len());
        self.additions.push(addition);
    }

    fn row(&mut self, line: u32, fields: &StringRecord, width: usize, shown: bool) -> (Planned, Out) {
        let mut out = Out::default();
        let broken = |mut out: Out, reason: String| {
            out.reasons.insert(0, reason);
            (Planned { fate: RowFate::Broken, work: None }, out)
        };
        if fields.len() > width && fields.iter().skip(width).any(|value| !value.trim().is_empty()) {
            let (has, head) = (fields.len().to_string(), width.to_string());
            return broken(
                out,
                tr_with(
                    "It has {has} values for {head} columns: a separator or quotation mark is wrong.",
                    &[("has", &has), ("head", &head)],
                ),
            );
        }
        let parsed = self.parse(fields, shown, &mut out);
        let parsed = settle_kind(parsed);
        let company = parsed.kind.as_deref() == Some("company");
        out.name = shown_name(&parsed, company);

        let identity = self.identity(&parsed, company);
        let found = self.known.find(&identity);
        if found.is_none()
            && identity.name.is_empty()
            && identity.emails.is_empty()
            && identity.phones.is_empty()
        {
            return broken(out, tr("It has no name, e-mail address or phone number.").to_owned());
        }
        // An employer of an earlier row, which is being created, is new until a row tells about it.
        let earlier = found.and_then(|id| self.work_of.get(&id)).map(|work| &self.works[*work]);
        let new = found.is_none() || earlier.is_some_and(|work| !work.existing && work.line == 0);
        if let Some(first) = earlier.map(|work| work.line).filter(|line| *line > 0) {
            out.reasons
                .push(tr_with("The same customer as in line {line}.", &[("line", &first.to_string())]));
        }
        if !new && self.settings.duplicates == Duplicates::Skip {
            return (Planned { fate: RowFate::Skipped, work: None }, out);
        }
        let work = self.work(found, line, company);
        let existing = self.existing(work);
        let employer = parsed.employer.clone();
        let wrote = self.write(work, existing.as_ref(), parsed, &identity);
        let id = self.works[work].id;
        let employer = identity.employer.and_then(|_| self.known.company(&employer));
        let identity = Identity { employer, ..identity };
        if found.is_none() {
            self.known.add(id, identity);
        } else if wrote {
            self.known.learn_about(id, identity);
        }
        let fate = match wrote {
            _ if new => RowFate::New,
            true => RowFate::Changed,
            false => RowFate::Unchanged,
        };
        (Planned { fate, work: Some(work) }, out)
    }

    fn parse(&mut self, fields: &StringRecord, shown: bool, out: &mut Out) -> Parsed {
        let mut parsed = Parsed::default();
        let readers = std::mem::take(&mut self.readers);
        for (reader, raw) in readers.iter().zip(fields.iter()) {
            if reader.target == ColumnTarget::Skip {
                continue;
            }
            let (text, cleaned) = clean(raw);
            if cleaned {
                out.reasons.push(tr_with(
                    "{column}: characters that cannot be shown were left out.",
                    &[("column", &reader.label)],
                ));
            }
            if text.is_empty() {
                continue;
            }
            if text.len() > MAX_VALUE_CHARS && text.chars().count() > MAX_VALUE_CHARS {
                out.reasons.push(tr_with(
                    "{column}: more than 100,000 characters, left out.",
                    &[("column", &reader.label)],
                ));
                continue;
            }
            match self.read(reader, &text, &mut parsed) {
                Ok(written) if shown => out.values.push((reader.label.clone(), written)),
                Ok(_) => {}
                Err(why) => out.reasons.push(tr_with(
                    "{column}: “{value}” {why}, left out.",
                    &[("column", &reader.label), ("value", &short(&text)), ("why", why)],
                )),
            }
        }
        self.readers = readers;
        parsed
    }

    /// Takes one value into `parsed`; how it will be written, or why it cannot be read.
    fn read(&mut self, reader: &Reader, text: &str, parsed: &mut Parsed) -> Result<String, &'static str> {
        let this_year = self.now.today().year();
        let order = self.settings.date_order;
        let field = match &reader.target {
            ColumnTarget::Field(field) => field,
            ColumnTarget::Contact(field, label) => return contacts(field, label, text, parsed),
            ColumnTarget::AddressPart(part, label) => {
                let address = parsed.addresses.entry(label.clone()).or_default();
                let slot = match part {
                    AddressPart::Street => &mut address.street,
                    AddressPart::City => &mut address.city,
                    AddressPart::Region => &mut address.region,
                    AddressPart::PostalCode => &mut address.postal_code,
                    AddressPart::Country => &mut address.country,
                };
                append_line(slot, text);
                return Ok(text.to_owned());
            }
            ColumnTarget::Consent(channel) => {
                let given = value::yes_no(text).ok_or(tr("is neither yes nor no"))?;
                parsed.consents.push((channel.clone(), given));
                return Ok(yes_no(given));
            }
            ColumnTarget::Skip | ColumnTarget::NewField(..) => return Ok(String::new()),
        };
        match *field {
            customer::FIRST_NAME => parsed.first = text.to_owned(),
            customer::LAST_NAME => parsed.last = text.to_owned(),
            customer::DISPLAY_NAME => parsed.full = text.to_owned(),
            customer::NAME => parsed.company_name = text.to_owned(),
            customer::COMPANY => parsed.employer = text.to_owned(),
            customer::EMAILS | customer::PHONES => return contacts(field, "", text, parsed),
            customer::ADDRESSES => {
                append_line(&mut parsed.addresses.entry(String::new()).or_default().street, text)
            }
            customer::OWNER => {
                let id = self.member(text);
                parsed.cells.push((customer::OWNER, Value::Ref(id)));
            }
            customer::CONSENTS => {
                let given = value::yes_no(text).ok_or(tr("is neither yes nor no"))?;
                parsed.consents.push(("email".to_owned(), given));
                return Ok(yes_no(given));
            }
            customer::TAGS => {
                let tags = text.split([',', ';', '|']).map(str::trim).filter(|tag| !tag.is_empty());
                for tag in tags {
                    if !parsed.tags.iter().any(|other| fold(other) == fold(tag)) {
                        parsed.tags.push(tag.to_owned());
                    }
                }
                return Ok(parsed.tags.join(", "));
            }
            _ => {
                let value = match reader.kind {
                    FieldKind::Text | FieldKind::LongText => Value::text(text),
                    FieldKind::Link => Value::text(value::link(text).ok_or(tr("is no web address"))?),
                    FieldKind::Language => Value::Text(value::language(text).ok_or(tr("is no language"))?),
                    FieldKind::Bool => Value::Bool(value::yes_no(text).ok_or(tr("is neither yes nor no"))?),
                    FieldKind::Date => {
                        Value::Date(value::date(text, order, this_year).ok_or(tr("is no date"))?)
                    }
                    FieldKind::Moment => Value::Moment(
                        value::moment(text, order, this_year, self.now.offset_min).ok_or(tr("is no date"))?,
                    ),
                    FieldKind::Number => {
                        Value::Number(value::number(text, reader.decimal).ok_or(tr("is no number"))?)
                    }
                    FieldKind::Int => {
                        let number = value::number(text, reader.decimal)
                            .filter(|n| n.fract() == 0.0 && n.abs() < 9e15);
                        Value::Int(number.ok_or(tr("is no whole number"))? as i64)
                    }
                    FieldKind::Money => {
                        let amount = value::money(text, reader.decimal, reader.currency);
                        Value::Money(amount.ok_or(tr("is no amount in a known currency"))?)
                    }
                    FieldKind::Choice(list) => Value::Text(
                        self.choice(list, text, &reader.label).ok_or(tr("is not one of the choices"))?,
                    ),
                    _ => return Err(tr("cannot be imported")),
                };
                let shown = match (&value, reader.kind) {
                    (Value::Bool(given), _) => yes_no(*given),
                    (Value::Date(date), _) => date.to_string(),
                    (Value::Money(money), _) => money.to_string(),
                    (Value::Text(key), FieldKind::Choice(list)) => self.choice_label(list, key),
                    (Value::Text(text), _) => text.clone(),
                    (Value::Number(number), _) => number.to_string(),
                    _ => text.to_owned(),
                };
                if *field == customer::KIND {
                    parsed.kind = value.as_text().map(str::to_owned);
                    return Ok(shown);
                }
                let earlier = parsed.cells.iter_mut().find(|(of, _)| of == field).map(|(_, value)| value);
                match (earlier, value) {
                    (None, value) => parsed.cells.push((field.clone(), value)),
                    // Two columns of notes are both notes; of anything else the first column holds.
                    (Some(Value::Text(earlier)), Value::Text(more)) if reader.kind == FieldKind::LongText => {
                        append_line(earlier, &more)
                    }
                    _ => {}
                }
                return Ok(shown);
            }
        }
        Ok(text.to_owned())
    }

    /// The key of a choice called so; of an open list, a new one if there is none.
    fn choice(&mut self, list: ChoiceList, text: &str, to: &str) -> Option<String> {
        let squashed = glue(text);
        if let Some(known) = self.choices.get(&(list, squashed.clone())) {
            return known.clone();
        }
        let choices = self.schema.choices(list);
        let there =
            choices.iter().find(|choice| glue(&choice.label) == squashed || glue(&choice.key) == squashed);
        let key = there.map(|choice| choice.key.clone()).or_else(|| {
            if !list.is_open() || squashed.is_empty() {
                return None;
            }
            const HUES: [&str; 8] = ["indigo", "teal", "amber", "violet", "green", "pink", "cyan", "brown"];
            let key = crate::model::words(&fold(text)).collect::<Vec<_>>().join("_");
            let order = choices.iter().map(|choice| choice.order).max().unwrap_or(-1) + 1;
            let hue = HUES[order.rem_euclid(HUES.len() as i64) as usize];
            let id = list.record_id(&key);
            let draft = Draft::new(Table::Choice, id)
                .set(choice::LIST, Some(Value::Json(serde_json::to_string(&list.key()).unwrap_or_default())))
                .set(choice::KEY, Some(Value::text(&*key)))
                .set(choice::LABEL, Some(Value::text(text)))
                .set(choice::HUE, Some(Value::text(hue)))
                .set(choice::ORDER, Some(Value::Int(order)));
            self.add(
                id.to_string(),
                Addition { draft, to: to.to_owned(), name: text.to_owned(), used: false },
            );
            let own = crate::model::Choice {
                key: key.clone(),
                label: text.to_owned().into(),
                hue: hue.into(),
                order,
                hidden: false,
            };
            self.schema.choices.push((list, own));
            Some(key)
        });
        self.choices.insert((list, squashed), key.clone());
        key
    }

    fn choice_label(&self, list: ChoiceList, key: &str) -> String {
        self.schema.choice(list, key).map_or_else(|| key.to_owned(), |choice| choice.label.into_owned())
    }

    /// The member of this name or e-mail address, or a new one.
    fn member(&mut self, text: &str) -> Id {
        let key = name_key(text);
        if let Some(id) = self.members.get(&key) {
            return *id;
        }
        let id = (self.new_id)();
        let mut draft = Draft::new(Table::Member, id).set(member::NAME, Some(Value::text(text)));
        if let Some(email) = value::email(text) {
            draft = draft.set(member::EMAIL, Some(Value::text(email)));
        }
        self.add(
            id.to_string(),
            Addition { draft, to: tr("Members").to_owned(), name: text.to_owned(), used: false },
        );
        self.members.insert(key, id);
        id
    }

    fn identity(&self, parsed: &Parsed, company: bool) -> Identity {
        let name = match company {
            true => name_key(&parsed.company_name),
            false => name_key(&format!("{} {}", parsed.first, parsed.last)),
        };
        // A company that is not there yet cannot be anybody's employer.
        let employer = Some(parsed.employer.as_str()).filter(|name| !name.is_empty() && !company);
        Identity {
            company,
            first: if company { String::new() } else { name_key(&parsed.first) },
            name,
            external: parsed.text(&customer::EXTERNAL_ID).to_owned(),
            emails: parsed.emails.iter().map(|point| fold(&point.value)).collect(),
            phones: parsed.phones.iter().map(|point| digits(&point.value)).collect(),
            employer: employer.map(|name| self.known.company(name).unwrap_or(NOBODY)),
            birth: parsed
                .cells
                .iter()
                .find(|(field, _)| *field == customer::BIRTH_DATE)
                .and_then(|(_, value)| value.as_date()),
        }
    }

    fn work(&mut self, found: Option<Id>, line: u32, company: bool) -> usize {
        let id = found.unwrap_or_else(|| (self.new_id)());
        if let Some(work) = self.work_of.get(&id).copied() {
            if self.works[work].line == 0 {
                self.works[work].line = line; // known as an employer until now
            }
            return work;
        }
        let mut cells = BTreeMap::new();
        if found.is_none() {
            let kind = if company { "company" } else { "person" };
            cells.insert(customer::KIND.into(), Value::text(kind));
        }
        self.works.push(Work { id, existing: found.is_some(), line, cells, is_employer: false });
        self.work_of.insert(id, self.works.len() - 1);
        self.works.len() - 1
    }

    fn existing(&self, work: usize) -> Option<Record> {
        let work = &self.works[work];
        if work.existing { self.records.record(Table::Customer, work.id) } else { None }
    }

    /// Adds a row to a customer. Whether it says anything that was not known.
    fn write(&mut self, at: usize, existing: Option<&Record>, parsed: Parsed, identity: &Identity) -> bool {
        let mut cells = parsed.cells.clone();
        let overwrite = self.settings.duplicates == Duplicates::Overwrite;
        let there = |field: Field| {
            let value = self.works[at]
                .cells
                .get(&field.clone().into())
                .or_else(|| existing.and_then(|record| record.value(&field)));
            value.and_then(Value::as_text).map(name_key).unwrap_or_default()
        };
        // Half of a name is filled in only beside the other half: never "Jane" to somebody else's "Doe".
        let fits = |field: Field, text: &str| {
            overwrite || there(field.clone()).is_empty() || text.is_empty() || there(field) == name_key(text)
        };
        let whole = format!("{} {}", there(customer::FIRST_NAME), there(customer::LAST_NAME));
        let same = !overwrite && !identity.company && name_key(&whole) == identity.name;
        let one_name =
            !same && fits(customer::FIRST_NAME, &parsed.first) && fits(customer::LAST_NAME, &parsed.last);
        for (field, text, fits) in [
            (customer::FIRST_NAME, &parsed.first, one_name),
            (customer::LAST_NAME, &parsed.last, one_name),
            (customer::NAME, &parsed.company_name, true),
        ] {
            if !text.is_empty() && fits {
                cells.push((field, Value::text(&**text)));
            }
        }
        if identity.employer.is_some() {
            let employer = self.employer(&parsed.employer);
            cells.push((customer::COMPANY, Value::Ref(employer)));
        }
        let work = &mut self.works[at];
        if !work.existing
            && !work.cells.contains_key(&customer::SOURCE.into())
            && !cells.iter().any(|(field, _)| *field == customer::SOURCE)
        {
            work.cells.insert(customer::SOURCE.into(), Value::text("import"));
        }
        let mut wrote = false;
        for (field, value) in cells {
            let key = CellKey::from(field);
            let current =
                work.cells.get(&key).or_else(|| existing.and_then(|record| record.value(&key.field)));
            if current.is_none() || overwrite && current != Some(&value) {
                work.cells.insert(key, value);
                wrote = true;
            }
        }

        let has = |work: &Work, field: &Field, same: &dyn Fn(&str, &Value) -> bool| {
            let added = work.cells.iter().filter(|(key, _)| key.field == *field);
            added.clone().any(|(key, value)| same(key.element.as_deref().unwrap_or_default(), value))
                || existing
                    .is_some_and(|record| record.elements(field).any(|(element, value)| same(element, value)))
        };
        let next_rank = |work: &Work, field: &Field| {
            let rank = |value: &Value| match value {
                Value::Contact(point) => point.rank,
                Value::Address(address) => address.rank,
                _ => 0,
            };
            let added =
                work.cells.iter().filter(|(key, _)| key.field == *field).map(|(_, value)| rank(value));
            let there =
                existing.into_iter().flat_map(|record| record.elements(field)).map(|(_, value)| rank(value));
            added.chain(there).max().map_or(0, |rank| rank + 1)
        };
        let mut put = |work: &mut Work, key: CellKey, value: Value| {
            work.cells.insert(key, value);
            wrote = true;
        };
        type Key = fn(&str) -> String;
        for (field, points, key) in
            [(customer::EMAILS, parsed.emails, fold as Key), (customer::PHONES, parsed.phones, digits as Key)]
        {
            for point in points {
                let element = key(&point.value);
                if !has(work, &field, &|_, value| value.as_text().is_some_and(|text| key(text) == element)) {
                    let rank = next_rank(work, &field);
                    put(
                        work,
                        CellKey::element(field.clone(), &element),
                        Value::Contact(ContactPoint { rank, ..point }),
                    );
                }
            }
        }
        for tag in parsed.tags {
            if !has(work, &customer::TAGS, &|element, _| fold(element) == fold(&tag)) {
                put(work, CellKey::element(customer::TAGS, &tag), Value::Bool(true));
            }
        }
        for (channel, given) in parsed.consents {
            let same = |element: &str, value: &Value| {
                element == channel && (!overwrite || matches!(value, Value::Consent(c) if c.given == given))
            };
            if !has(work, &customer::CONSENTS, &same) {
                put(
                    work,
                    CellKey::element(customer::CONSENTS, &channel),
                    Value::Consent(Consent { given, on: None }),
                );
            }
        }
        for (label, address) in parsed.addresses {
            let lines = |address: &Address| name_key(&address.parts().collect::<Vec<_>>().join(" "));
            let address = Address { label, ..address };
            let this = lines(&address);
            if !has(
                work,
                &customer::ADDRESSES,
                &|_, value| matches!(value, Value::Address(other) if lines(other) == this),
            ) {
                let rank = next_rank(work, &customer::ADDRESSES);
                // The same in every copy of the workspace that imports the same file.
                let element = Id::derived(&["address", &address.label, &this]).to_string();
                put(
                    work,
                    CellKey::element(customer::ADDRESSES, &element),
                    Value::Address(Address { rank, ..address }),
                );
            }
        }
        wrote
    }

    /// The company of this name, which is created when there is none.
    fn employer(&mut self, name: &str) -> Id {
        if let Some(id) = self.known.company(name) {
            return id;
        }
        let id = (self.new_id)();
        let cells = BTreeMap::from([
            (customer::KIND.into(), Value::text("company")),
            (customer::NAME.into(), Value::text(name)),
            (customer::SOURCE.into(), Value::text("import")),
        ]);
        self.works.push(Work { id, existing: false, line: 0, cells, is_employer: true });
        self.work_of.insert(id, self.works.len() - 1);
        self.known.add(id, Identity { company: true, name: name_key(name), ..Identity::default() });
        id
    }

    /// The drafts, and for each customer whether anything is written.
    fn finish(mut self) -> (Drafts, Vec<bool>) {
        for work in &mut self.works {
            if !work.existing || work.cells.is_empty() {
                continue;
            }
            // What rows changed back and forth is left out.
            if let Some(record) = self.records.record(Table::Customer, work.id) {
                work.cells.retain(|key, value| record.get(key).and_then(|(there, _)| there) != Some(value));
            }
        }
        let mut used = |key: String| {
            if let Some(at) = self.addition_of.get(&key) {
                self.additions[*at].used = true;
            }
        };
        for (key, value) in self.works.iter().flat_map(|work| &work.cells) {
            if let Field::Custom(id) = key.field {
                used(id.to_string());
            }
            match (value, self.schema.kind(&key.field)) {
                (Value::Ref(id), _) => used(id.to_string()),
                (Value::Text(text), Some(FieldKind::Choice(list))) => used(list.record_id(text).to_string()),
                _ => {}
            }
        }
        let changed = self.works.iter().map(|work| !work.cells.is_empty()).collect();
        let companies = self.works.iter().filter(|work| work.is_employer && work.line == 0).count() as u32;
        let additions = self.additions.into_iter().filter(|addition| addition.used);
        let (mut all, named): (Vec<Draft>, Vec<_>) = additions.map(|a| (a.draft, (a.to, a.name))).unzip();
        let works = self.works.into_iter().filter(|work| !work.cells.is_empty());
        all.extend(works.map(|work| Draft {
            table: Table::Customer,
            id: work.id,
            cells: work.cells.into_iter().map(|(key, value)| (key, Some(value))).collect(),
        }));
        (Drafts { all, companies, additions: named }, changed)
    }
}

struct Drafts {
    all: Vec<Draft>,
    companies: u32,
    additions: Vec<(String, String)>,
}

/// Stands for a company that is not there yet.
const NOBODY: Id = Id::from_u128(0);

/// Puts names where the kind of customer has them.
fn settle_kind(mut parsed: Parsed) -> Parsed {
    let nobody = parsed.first.is_empty() && parsed.last.is_empty() && parsed.full.is_empty();
    let reached = !parsed.emails.is_empty() || !parsed.phones.is_empty();
    let company = match parsed.kind.as_deref() {
        Some(kind) => kind == "company",
        // A row of a company, or of nobody but a company.
        None => nobody && (!parsed.company_name.is_empty() || !parsed.employer.is_empty() && !reached),
    };
    if company {
        if parsed.company_name.is_empty() {
            let person = format!("{} {}", parsed.first, parsed.last).trim().to_owned();
            let names = [std::mem::take(&mut parsed.full), person, std::mem::take(&mut parsed.employer)];
            parsed.company_name = names.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
            (parsed.first, parsed.last) = Default::default();
        }
        parsed.employer.clear();
    } else {
        if parsed.first.is_empty() && parsed.last.is_empty() {
            (parsed.first, parsed.last) = value::split_name(&parsed.full);
        }
        // A person's "company name" is where they work.
        let company_name = std::mem::take(&mut parsed.company_name);
        if parsed.employer.is_empty() {
            parsed.employer = company_name;
        }
    }
    parsed.kind = Some(if company { "company" } else { "person" }.to_owned());
    parsed
}

fn shown_name(parsed: &Parsed, company: bool) -> String {
    let person = format!("{} {}", parsed.first, parsed.last).trim().to_owned();
    let name = if company { parsed.company_name.clone() } else { person };
    let reached = || parsed.emails.iter().chain(&parsed.phones).next().map(|point| point.value.clone());
    if name.is_empty() { reached().unwrap_or_default() } else { name }
}

/// Several e-mail addresses or numbers in one cell are separated by `;` or line ends.
fn contacts(field: &Field, label: &str, text: &str, parsed: &mut Parsed) -> Result<String, &'static str> {
    let email = *field == customer::EMAILS;
    let mut read = Vec::new();
    let separators: &[char] = if email { &[';', ',', '\n'] } else { &[';', '\n'] };
    for part in text.split(separators).map(str::trim).filter(|part| !part.is_empty()) {
        let value = match email {
            true => value::email(part).ok_or(tr("is no e-mail address"))?,
            false => value::phone(part).ok_or(tr("is no phone number"))?,
        };
        read.push(ContactPoint { value: value.to_owned(), label: label.to_owned(), rank: 0 });
    }
    let written = read.iter().map(|point| point.value.as_str()).collect::<Vec<_>>().join(", ");
    if email {
        parsed.emails.extend(read)
    } else {
        parsed.phones.extend(read)
    }
    Ok(written)
}

fn yes_no(given: bool) -> String {
    if given { tr("Yes") } else { tr("No") }.to_owned()
}

fn append_line(text: &mut String, more: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(more);
}

/// Without spaces around, control characters, and the apostrophe that keeps spreadsheets from
/// running a value; whether there were control characters.
fn clean(raw: &str) -> (String, bool) {
    let text = raw.trim();
    let text = text.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(text);
    let unwanted = |c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r') || c == '\u{feff}';
    let odd = text.contains(unwanted);
    if !odd && !text.contains('\r') {
        return (text.to_owned(), false);
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    (text.chars().filter(|c| !unwanted(*c)).collect::<String>().trim().to_owned(), odd)
}

fn short(text: &str) -> String {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
