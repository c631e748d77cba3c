//! Writing: record by record into the bytes, never a tree of the whole.

use serde_json::{Map, Value as Json, json};

use super::{FORMAT, RESERVED, SECTIONS, VERSION, cell, check_sum};
use crate::change::{Record, Seen, Transaction};
use crate::exchange::Whole;
use crate::model::{CellKey, Field, Moment, Now, Table, Value};

/// The whole workspace, tombstones and history included; what waits for review stays here.
pub fn write(whole: &impl Whole, now: Now) -> Vec<u8> {
    let mut file = File::begin(&whole.name(), Some(now.moment()), whole.seen());
    for (table, section) in SECTIONS {
        file.table(table, section, whole.every(table));
    }
    file.history(whole.history());
    file.end()
}

/// What a file says, written again.
#[cfg(all(test, not(target_arch = "wasm32")))]
pub fn write_document(document: &super::Document) -> Vec<u8> {
    let mut file = File::begin(&document.workspace, document.exported, &document.seen);
    for (table, section) in SECTIONS {
        let mut records: Vec<_> = document
            .records
            .iter()
            .filter(|(of, _)| *of == table)
            .map(|(_, record)| record.clone())
            .collect();
        records.sort_by_key(|record| record.id);
        file.table(table, section, records.into_iter());
    }
    file.history(document.history.iter().cloned());
    file.end()
}

struct File {
    out: Vec<u8>,
}

impl File {
    fn begin(workspace: &str, exported: Option<Moment>, seen: &Seen) -> Self {
        let mut file = File { out: b"{\n".to_vec() };
        let seen: Map<String, Json> =
            seen.stamps().map(|stamp| (stamp.replica.to_string(), json!(stamp.to_string()))).collect();
        file.entry("format", &json!(FORMAT), "");
        file.entry("version", &json!(VERSION), ",\n");
        file.entry("program", &json!(concat!("Clientele ", env!("CARGO_PKG_VERSION"))), ",\n");
        file.entry("workspace", &json!(workspace), ",\n");
        if let Some(exported) = exported {
            file.entry("exported", &json!(exported.to_string()), ",\n");
        }
        file.entry("seen", &Json::Object(seen), ",\n");
        file
    }

    fn entry(&mut self, key: &str, value: &Json, before: &str) {
        self.text(before);
        self.text(&format!("\"{key}\": {value}"));
    }

    fn text(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn list<T>(&mut self, key: &str, items: impl Iterator<Item = T>, line: impl Fn(&T) -> String) {
        self.text(&format!(",\n\"{key}\": ["));
        for (at, item) in items.enumerate() {
            self.text(if at == 0 { "\n" } else { ",\n" });
            self.text(&line(&item));
        }
        self.text("\n]");
    }

    fn table(&mut self, table: Table, section: &str, records: impl Iterator<Item = Record>) {
        self.list(section, records, |record| line(table, record));
    }

    fn history(&mut self, transactions: impl Iterator<Item = Transaction>) {
        // Nothing in a transaction is a map with keys that are no texts, which alone could fail.
        self.list("history", transactions, |transaction| {
            serde_json::to_string(transaction).unwrap_or_default()
        });
    }

    fn end(mut self) -> Vec<u8> {
        let sum = check_sum(&self.out);
        self.entry("check", &json!(sum), ",\n");
        self.text("\n}\n");
        self.out
    }
}

/// One record in one line: fields in the order of the schema, then what is about them.
fn line(table: Table, record: &Record) -> String {
    let mut fields: Vec<(String, Json)> = Vec::new();
    let (mut custom, mut other, mut changed) = (Map::new(), Map::new(), Map::new());
    let mut cleared = Vec::new();
    for (key, value, stamp) in record.cells() {
        if stamp != record.base {
            changed.insert(cell::name(table, key), json!(stamp.to_string()));
        }
        let Some(value) = value else {
            cleared.push(json!(cell::name(table, key)));
            continue;
        };
        let exact = || serde_json::to_value(value).unwrap_or_default();
        match plain(table, key, value) {
            Some((name, json, true)) => match fields.iter_mut().find(|(of, _)| *of == name) {
                Some((_, Json::Array(elements))) => elements.push(json),
                _ => fields.push((name, Json::Array(vec![json]))),
            },
            Some((name, json, false)) => fields.push((name, json)),
            None => match (&key.field, &key.element) {
                (Field::Custom(id), None) => _ = custom.insert(id.to_string(), exact()),
                _ => _ = other.insert(cell::name(table, key), exact()),
            },
        }
    }
    let mut line = format!("{{\"id\":\"{}\",\"stamp\":\"{}\"", record.id, record.base);
    for (name, value) in fields {
        line.push_str(&format!(",{}:{value}", json!(name)));
    }
    for (name, map) in [("custom", custom), ("other", other), ("changed", changed)] {
        if !map.is_empty() {
            line.push_str(&format!(",\"{name}\":{}", Json::Object(map)));
        }
    }
    if !cleared.is_empty() {
        line.push_str(&format!(",\"cleared\":{}", Json::Array(cleared)));
    }
    line.push('}');
    line
}

/// Name and value of a cell that its field's type says all about; whether it is one of a list.
fn plain(table: Table, key: &CellKey, value: &Value) -> Option<(String, Json, bool)> {
    if *key == CellKey::ALIVE {
        return Some(("alive".to_owned(), json!(value.as_bool()?), false));
    }
    if let (Field::Unknown(name), None, Value::Json(text)) = (&key.field, &key.element, value) {
        let free = !RESERVED.contains(&&**name) && Field::named(table, name).is_none();
        let json: Json = serde_json::from_str(text).ok()?;
        let written = json.to_string();
        return (free && written == *text).then(|| (name.to_string(), json, false));
    }
    let def = key.field.def().filter(|def| def.table == table)?;
    match &key.element {
        Some(element) => Some((def.key.to_owned(), cell::plain_element(def.kind, element, value)?, true)),
        None => Some((def.key.to_owned(), cell::plain(def.kind, value)?, false)),
    }
}
