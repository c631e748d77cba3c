//! Reading: record by record, never a tree of the whole; all of it or a problem with its place.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Json;

use super::{Document, FORMAT, SECTIONS, VERSION, cell, check_sum};
use crate::change::{Record, Seen, Stamp};
use crate::model::{CellKey, Field, Id, Moment, Table, Value};
use crate::text::{tr, tr_with};
use crate::wire::Problem;

/// The whole file, or what is wrong with it and where.
pub fn read(bytes: &[u8]) -> Result<Document, Problem> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let found = RefCell::new(None);
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let read = Whole { problem: &found }.deserialize(&mut deserializer).and_then(|document| {
        deserializer.end()?;
        Ok(document)
    });
    let (document, check) = read.map_err(|error| {
        let place = tr_with(
            "line {line}, column {column}",
            &[("line", &error.line().to_string()), ("column", &error.column().to_string())],
        );
        let problem = found.borrow_mut().take().unwrap_or_else(|| syntax(&error));
        let place = match &problem.place {
            Some(inner) => format!("{place}: {inner}"),
            None => place,
        };
        problem.at(place)
    })?;
    if let Some(check) = check {
        let mark = b",\n\"check\": ";
        let at = bytes.windows(mark.len()).rposition(|window| window == mark);
        if at.is_none_or(|at| check_sum(&bytes[..at]) != check) {
            return Err(Problem::new(tr("The file was changed or damaged after it was written."))
                .at(tr("its check sum, in the last line"))
                .advice(tr("Export it again. If you changed it on purpose, remove the line that begins with \"check\".")));
        }
    }
    Ok(document)
}

fn syntax(error: &serde_json::Error) -> Problem {
    if error.is_eof() {
        return Problem::new(tr("The file is cut short."))
            .advice(tr("Copy or export it again; nothing was imported."));
    }
    Problem::new(tr("The file is not readable JSON."))
        .at(error.to_string().split(" at line ").next().unwrap_or_default().to_owned())
        .advice(tr("Export it again; nothing was imported."))
}

type Found<'p> = &'p RefCell<Option<Problem>>;

/// Ends reading with a problem of our own words.
fn fail<E: serde::de::Error>(found: Found<'_>, problem: Problem) -> E {
    let error = E::custom(&problem.what);
    found.borrow_mut().get_or_insert(problem);
    error
}

fn stranger() -> Problem {
    Problem::new(tr("This JSON file is not from Clientele."))
        .advice(tr("Choose a file that Clientele exported, or a CSV file."))
}

struct Whole<'p> {
    problem: Found<'p>,
}

impl<'de> DeserializeSeed<'de> for Whole<'_> {
    type Value = (Document, Option<String>);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Whole<'_> {
    type Value = (Document, Option<String>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a Clientele file")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let found = self.problem;
        let mut document = Document::default();
        let mut check = None;
        let mut keys = BTreeSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if !keys.insert(key.clone()) {
                return Err(fail(found, Problem::new(tr_with("“{key}” is there twice.", &[("key", &key)]))));
            }
            if key != "format" && !keys.contains("format")
                || key != "format" && key != "version" && !keys.contains("version")
            {
                return Err(fail(found, stranger()));
            }
            match key.as_str() {
                "format" => {
                    if map.next_value::<Json>()?.as_str() != Some(FORMAT) {
                        return Err(fail(found, stranger()));
                    }
                }
                "version" => match map.next_value::<Json>()?.as_u64() {
                    Some(VERSION) => {}
                    Some(newer) if newer > VERSION => {
                        return Err(fail(
                            found,
                            Problem::new(tr_with(
                                "The file was written by a newer version of Clientele (format {n}).",
                                &[("n", &newer.to_string())],
                            ))
                            .advice(tr(
                                "Update Clientele: reload the page and install the update it offers.",
                            )),
                        ));
                    }
                    _ => {
                        return Err(fail(
                            found,
                            Problem::new(tr("The file's version is not one that ever was.")),
                        ));
                    }
                },
                "program" => _ = map.next_value::<String>()?,
                "workspace" => document.workspace = map.next_value()?,
                "exported" => document.exported = Some(map.next_value::<Moment>()?),
                "seen" => {
                    let seen: std::collections::BTreeMap<String, Stamp> = map.next_value()?;
                    if let Some((name, _)) =
                        seen.iter().find(|(name, stamp)| **name != stamp.replica.to_string())
                    {
                        return Err(fail(
                            found,
                            Problem::new(tr("A replica's last stamp is another's."))
                                .at(format!("seen, {name}")),
                        ));
                    }
                    document.seen = seen.into_values().collect::<Seen>();
                }
                "history" => document.history = map.next_value()?,
                "check" => check = Some(map.next_value::<String>()?),
                section => match SECTIONS.iter().find(|(_, name)| *name == section) {
                    Some((table, name)) => map.next_value_seed(Records {
                        table: *table,
                        section: name,
                        found,
                        into: &mut document.records,
                    })?,
                    None => {
                        let _ = map.next_value::<IgnoredAny>()?;
                        return Err(fail(
                            found,
                            Problem::new(tr_with(
                                "“{key}” is no part of a Clientele file.",
                                &[("key", section)],
                            )),
                        ));
                    }
                },
            }
        }
        if !keys.contains("version") {
            return Err(fail(found, stranger()));
        }
        Ok((document, check))
    }
}

struct Records<'p> {
    table: Table,
    section: &'static str,
    found: Found<'p>,
    into: &'p mut Vec<(Table, Record)>,
}

impl<'de> DeserializeSeed<'de> for Records<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Records<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of {}", self.section)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut records: A) -> Result<(), A::Error> {
        let mut ids = BTreeSet::new();
        let mut number = 0;
        while let Some(pairs) = records.next_element_seed(Pairs)? {
            number += 1;
            let record = record(self.table, &pairs).and_then(|record| match ids.insert(record.id) {
                true => Ok(record),
                false => Err(Wrong {
                    field: "id".to_owned(),
                    why: tr("another record has the same id").to_owned(),
                }),
            });
            match record {
                Ok(record) => self.into.push((self.table, record)),
                Err(Wrong { field, why }) => {
                    let text = |key: &str| {
                        pairs.iter().find(|(name, _)| name == key).and_then(|(_, value)| value.as_str())
                    };
                    let name: Vec<&str> = ["first_name", "last_name", "name", "label", "subject"]
                        .into_iter()
                        .filter_map(text)
                        .collect();
                    let name = if name.is_empty() {
                        text("id").unwrap_or_default().to_owned()
                    } else {
                        name.join(" ")
                    };
                    let place = format!("{}, record {number} ({name}), {field}", self.section);
                    return Err(fail(
                        self.found,
                        Problem::new(tr_with("A record cannot be read: {why}.", &[("why", &why)]))
                            .at(place)
                            .advice(tr("Nothing was imported.")),
                    ));
                }
            }
        }
        Ok(())
    }
}

/// A record's entries in the file's order; the same key twice is an error, not a choice.
struct Pairs;

impl<'de> DeserializeSeed<'de> for Pairs {
    type Value = Vec<(String, Json)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Pairs {
    type Value = Vec<(String, Json)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs: Vec<(String, Json)> = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            if pairs.iter().any(|(known, _)| *known == key) {
                return Err(A::Error::custom(format!("“{key}” is there twice")));
            }
            pairs.push((key, map.next_value()?));
        }
        Ok(pairs)
    }
}

struct Wrong {
    field: String,
    why: String,
}

fn record(table: Table, pairs: &[(String, Json)]) -> Result<Record, Wrong> {
    let wrong = |field: &str, why: String| Wrong { field: field.to_owned(), why };
    let expected = |field: &str, what: &str| wrong(field, tr_with("{what} was expected", &[("what", what)]));
    let get = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value);
    let text = |name: &str| get(name).and_then(Json::as_str).ok_or_else(|| expected(name, "a text"));
    let id: Id = text("id")?.parse().map_err(|_| expected("id", "an id of 26 letters and digits"))?;
    let base: Stamp = text("stamp")?.parse().map_err(|_| expected("stamp", "a stamp"))?;

    let mut cells: Vec<(CellKey, Option<Value>)> = Vec::new();
    let exact = |field: &str, value: &Json| {
        let value: Value =
            serde_json::from_value(value.clone()).map_err(|_| expected(field, "a value with its type"))?;
        Ok(value)
    };
    let key_of = |name: &str| {
        cell::named(table, name).ok_or_else(|| wrong(name, tr("no field has that name").to_owned()))
    };
    for (name, value) in pairs {
        let object = || value.as_object().ok_or_else(|| expected(name, "an object"));
        match name.as_str() {
            "id" | "stamp" | "changed" => {}
            "alive" => cells.push((
                CellKey::ALIVE,
                Some(Value::Bool(value.as_bool().ok_or_else(|| expected(name, "true or false"))?)),
            )),
            "custom" => {
                for (id, value) in object()? {
                    let id: Id = id.parse().map_err(|_| expected(id, "the id of a custom field"))?;
                    cells.push((Field::Custom(id).into(), Some(exact(name, value)?)));
                }
            }
            "other" => {
                for (cell, value) in object()? {
                    cells.push((key_of(cell)?, Some(exact(cell, value)?)));
                }
            }
            "cleared" => {
                for cell in value.as_array().ok_or_else(|| expected(name, "a list"))? {
                    cells.push((
                        key_of(cell.as_str().ok_or_else(|| expected(name, "a list of texts"))?)?,
                        None,
                    ));
                }
            }
            _ => match Field::named(table, name) {
                // A field of a newer version: kept as it stands.
                None => cells.push((
                    Field::Unknown(name.as_str().into()).into(),
                    Some(Value::Json(value.to_string())),
                )),
                Some(field) => {
                    let Some(kind) = field.def().map(|def| def.kind) else { continue };
                    if !kind.is_set() {
                        let value = cell::read_plain(kind, value).map_err(|what| expected(name, what))?;
                        cells.push((field.into(), Some(value)));
                        continue;
                    }
                    for element in value.as_array().ok_or_else(|| expected(name, "a list"))? {
                        let (element, value) =
                            cell::read_element(kind, element).map_err(|what| expected(name, what))?;
                        cells.push((CellKey::element(field.clone(), &element), Some(value)));
                    }
                }
            },
        }
    }
    cells.sort_by(|(a, _), (b, _)| a.cmp(b));
    if let Some(pair) = cells.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(wrong(&cell::name(table, &pair[0].0), tr("it is there twice").to_owned()));
    }
    let mut stamps = std::collections::BTreeMap::new();
    if let Some(changed) = get("changed") {
        for (name, stamp) in changed.as_object().ok_or_else(|| expected("changed", "an object"))? {
            let key = key_of(name)?;
            let stamp: Stamp = stamp
                .as_str()
                .and_then(|stamp| stamp.parse().ok())
                .ok_or_else(|| expected(name, "a stamp"))?;
            if cells.binary_search_by(|(known, _)| known.cmp(&key)).is_err() {
                return Err(wrong(name, tr("it was changed, but is not there").to_owned()));
            }
            stamps.insert(key, stamp);
        }
    }
    if cells.is_empty() {
        return Err(wrong("id", tr("it has no fields").to_owned()));
    }
    let cells = cells.into_iter().map(|(key, value)| {
        let stamp = stamps.get(&key).copied().unwrap_or(base);
        (key, value, stamp)
    });
    Ok(Record::new(id, cells))
}
