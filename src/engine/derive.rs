//! What a record's own cells come to: the elements of a field, and fields derived from others.

use super::test::{Cell, Test};
use crate::change::Record;
use crate::model::{Address, Field, FieldDef, FieldKind, Value, customer, fold};

/// Whether a field can be told from its own record alone (without interactions or today's date).
pub fn is_own(def: &FieldDef) -> bool {
    !def.is_derived()
        || [
            customer::DISPLAY_NAME,
            customer::CREATED,
            customer::UPDATED,
            customer::EMAIL,
            customer::PHONE,
            customer::CITY,
            customer::COUNTRY,
        ]
        .contains(&Field::Builtin(def.code))
}

pub fn is_company(record: &Record) -> bool {
    record.text(&customer::KIND) == "company"
}

/// The name to show: of a person the first and last name, of a company its name; else whatever
/// there is to recognise them by. Empty when there is nothing.
pub fn display_name(record: &Record) -> String {
    let own = if is_company(record) {
        record.text(&customer::NAME).trim().to_owned()
    } else {
        let (first, last) =
            (record.text(&customer::FIRST_NAME).trim(), record.text(&customer::LAST_NAME).trim());
        format!("{first} {last}").trim().to_owned()
    };
    if !own.is_empty() {
        return own;
    }
    let other =
        [record.text(&customer::NAME), record.text(&customer::FIRST_NAME), record.text(&customer::LAST_NAME)];
    if let Some(name) = other.into_iter().find(|name| !name.trim().is_empty()) {
        return name.trim().to_owned();
    }
    for field in [customer::EMAILS, customer::PHONES] {
        if let Some(Value::Contact(point)) = ranked(record, &field).first() {
            return point.value.clone();
        }
    }
    String::new()
}

/// The elements of a set in the order of their rank; ties by key, so that all replicas agree.
pub fn ranked<'a>(record: &'a Record, field: &Field) -> Vec<&'a Value> {
    let mut elements: Vec<&Value> = record.elements(field).map(|(_, value)| value).collect();
    elements.sort_by_key(|value| match value {
        Value::Contact(point) => point.rank,
        Value::Address(address) => address.rank,
        _ => 0,
    });
    elements
}

fn first_address(record: &Record) -> Option<&Address> {
    ranked(record, &customer::ADDRESSES).into_iter().find_map(|value| match value {
        Value::Address(address) => Some(address),
        _ => None,
    })
}

/// Calls back once with the cells of a field: none when it is empty. Texts are as written.
pub fn cells(record: &Record, field: &Field, kind: FieldKind, with: &mut dyn FnMut(&[Cell<'_>])) {
    let text = |text: &str, with: &mut dyn FnMut(&[Cell<'_>])| {
        if text.trim().is_empty() { with(&[]) } else { with(&[Cell::Text(text)]) }
    };
    let contact = |of: &Field, with: &mut dyn FnMut(&[Cell<'_>])| {
        let first = ranked(record, of).into_iter().next();
        text(first.and_then(Value::as_text).unwrap_or_default(), with);
    };
    match field {
        f if *f == customer::DISPLAY_NAME => text(&display_name(record), with),
        f if *f == customer::CREATED => {
            let moment = record.base.moment();
            with(&[Cell::Instant(moment.utc_ms, moment.date())]);
        }
        f if *f == customer::UPDATED => {
            let moment = record.updated().moment();
            with(&[Cell::Instant(moment.utc_ms, moment.date())]);
        }
        f if *f == customer::EMAIL => contact(&customer::EMAILS, with),
        f if *f == customer::PHONE => contact(&customer::PHONES, with),
        f if *f == customer::CITY => text(first_address(record).map_or("", |address| &address.city), with),
        f if *f == customer::COUNTRY => {
            text(first_address(record).map_or("", |address| &address.country), with)
        }
        _ if !kind.is_set() => match record.value(field).and_then(scalar) {
            Some(Cell::Text(written)) => text(written, with),
            Some(cell) => with(&[cell]),
            None => with(&[]),
        },
        _ => match kind {
            FieldKind::Tags | FieldKind::Picks(_) => {
                let cells: Vec<_> = record.elements(field).map(|(element, _)| Cell::Text(element)).collect();
                with(&cells);
            }
            FieldKind::Consents => {
                let given =
                    record.elements(field).filter(|(_, value)| matches!(value, Value::Consent(c) if c.given));
                let cells: Vec<_> = given.map(|(channel, _)| Cell::Text(channel)).collect();
                with(&cells);
            }
            FieldKind::Addresses => {
                let texts: Vec<String> = ranked(record, field)
                    .into_iter()
                    .filter_map(|value| match value {
                        Value::Address(address) => Some(address.parts().collect::<Vec<_>>().join(" ")),
                        _ => None,
                    })
                    .collect();
                let cells: Vec<_> = texts.iter().map(|text| Cell::Text(text)).collect();
                with(&cells);
            }
            _ => {
                let cells: Vec<_> =
                    ranked(record, field).into_iter().filter_map(Value::as_text).map(Cell::Text).collect();
                with(&cells);
            }
        },
    }
}

fn scalar(value: &Value) -> Option<Cell<'_>> {
    Some(match value {
        Value::Bool(value) => Cell::Bool(*value),
        Value::Int(value) => Cell::Number(*value as f64),
        Value::Number(value) => Cell::Number(*value),
        Value::Text(text) | Value::Json(text) => Cell::Text(text),
        Value::Date(date) => Cell::Day(*date),
        Value::Moment(moment) => Cell::Instant(moment.utc_ms, moment.date()),
        Value::Money(money) => Cell::Money(*money),
        Value::Ref(id) => Cell::Ref(*id),
        Value::Contact(_) | Value::Address(_) | Value::Consent(_) => return None,
    })
}

/// Whether the test holds for a field of this record.
pub fn holds(record: &Record, field: &Field, kind: FieldKind, test: &Test) -> bool {
    let exact = matches!(kind, FieldKind::Choice(_) | FieldKind::Consents);
    let mut answer = false;
    cells(record, field, kind, &mut |cells| {
        let folded: Vec<Option<String>> = cells
            .iter()
            .map(|cell| match cell {
                Cell::Text(text) if !exact => Some(fold(text)),
                _ => None,
            })
            .collect();
        let cells =
            cells.iter().zip(&folded).map(|(cell, folded)| folded.as_deref().map_or(*cell, Cell::Text));
        answer = test.holds(cells);
    });
    answer
}
