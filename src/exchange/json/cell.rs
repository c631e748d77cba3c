//! Cells as they stand in a file: their names, and their values where the field says the type.

use serde_json::{Map, Value as Json, json};

use crate::model::{
    Address, CellKey, Consent, ContactPoint, Currency, Field, FieldKind, Id, Money, Table, Value,
};

/// "first_name", "tags/vip", "custom.01H…", "unknown.x", "alive". A "/" within the name of an
/// unknown field is written "~1", and "~" is "~0", as in JSON pointers.
pub fn name(table: Table, key: &CellKey) -> String {
    let field = match &key.field {
        Field::Unknown(name) => format!("unknown.{}", name.replace('~', "~0").replace('/', "~1")),
        field => match field.def().filter(|def| def.table == table) {
            Some(def) => def.key.to_owned(),
            None => field.path().into_owned(),
        },
    };
    match &key.element {
        Some(element) => format!("{field}/{element}"),
        None => field,
    }
}

pub fn named(table: Table, name: &str) -> Option<CellKey> {
    let (field, element) = match name.split_once('/') {
        Some((field, element)) => (field, Some(element.into())),
        None => (name, None),
    };
    let field = match field.strip_prefix("unknown.") {
        Some(unknown) => Field::Unknown(unknown.replace("~1", "/").replace("~0", "~").into()),
        None => Field::named(table, field).or_else(|| field.parse().ok())?,
    };
    Some(CellKey { field, element })
}

/// The value as its field's kind is written, if it can be read back exactly.
pub fn plain(kind: FieldKind, value: &Value) -> Option<Json> {
    use FieldKind as K;
    let json = match (kind, value) {
        (K::Text | K::LongText | K::Link | K::Language | K::Choice(_), Value::Text(text)) => {
            return Some(json!(text));
        }
        (K::Bool, Value::Bool(value)) => return Some(json!(value)),
        (K::Int, Value::Int(value)) => return Some(json!(value)),
        (K::Number, Value::Number(value)) if value.is_finite() => json!(value),
        (K::Date, Value::Date(date)) => return Some(json!(date.to_string())),
        (K::Moment, Value::Moment(moment)) => json!(moment.to_string()),
        (K::Money, Value::Money(money)) => json!(money.to_string()),
        (K::Ref(_), Value::Ref(id)) => return Some(json!(id.to_string())),
        (K::Json, Value::Json(text)) => match serde_json::from_str::<Json>(text) {
            Ok(structure @ (Json::Object(_) | Json::Array(_))) => structure,
            _ => json!(text),
        },
        _ => return None,
    };
    (read_plain(kind, &json).as_ref() == Ok(value)).then_some(json)
}

/// Says what was expected.
pub fn read_plain(kind: FieldKind, json: &Json) -> Result<Value, &'static str> {
    use FieldKind as K;
    let text = |what| json.as_str().ok_or(what);
    Ok(match kind {
        K::Text | K::LongText | K::Link | K::Language | K::Choice(_) => Value::text(text("a text")?),
        K::Bool => Value::Bool(json.as_bool().ok_or("true or false")?),
        K::Int => Value::Int(json.as_i64().ok_or("a whole number")?),
        K::Number => Value::Number(json.as_f64().filter(|number| number.is_finite()).ok_or("a number")?),
        K::Date => Value::Date(text("a date")?.parse().map_err(|_| "a date such as 2026-03-31")?),
        K::Moment => {
            Value::Moment(text("a time")?.parse().map_err(|_| "a time such as 2026-03-31T14:05:00+02:00")?)
        }
        K::Money => {
            let what = "an amount such as 12.50 EUR";
            let (amount, currency) = text(what)?.rsplit_once(' ').ok_or(what)?;
            Value::Money(Money::parse(amount, Currency::new(currency).ok_or(what)?).ok_or(what)?)
        }
        K::Ref(_) => Value::Ref(text("an id")?.parse().map_err(|_| "an id of 26 letters and digits")?),
        K::Json => match json {
            Json::String(text) => Value::Json(text.clone()),
            Json::Object(_) | Json::Array(_) => Value::Json(json.to_string()),
            _ => return Err("a structure"),
        },
        K::Tags | K::Emails | K::Phones | K::Addresses | K::Consents | K::Picks(_) => return Err("a list"),
    })
}

/// An element of a set as it stands in the field's list, if it can be read back exactly.
pub fn plain_element(kind: FieldKind, element: &str, value: &Value) -> Option<Json> {
    use FieldKind as K;
    let json = match (kind, value) {
        (K::Tags | K::Picks(_), Value::Bool(true)) => json!(element),
        (K::Emails | K::Phones, Value::Contact(point)) => {
            let mut object = Map::new();
            object.insert("value".into(), json!(point.value));
            put(&mut object, "label", &point.label);
            put_rank(&mut object, point.rank);
            if element != point.value {
                object.insert("key".into(), json!(element));
            }
            Json::Object(object)
        }
        (K::Addresses, Value::Address(address)) => {
            let mut object = Map::new();
            object.insert("key".into(), json!(element));
            let parts = [
                ("label", &address.label),
                ("street", &address.street),
                ("city", &address.city),
                ("region", &address.region),
                ("postal_code", &address.postal_code),
                ("country", &address.country),
            ];
            parts.into_iter().for_each(|(key, text)| put(&mut object, key, text));
            put_rank(&mut object, address.rank);
            Json::Object(object)
        }
        (K::Consents, Value::Consent(consent)) => {
            let mut object = Map::new();
            object.insert("channel".into(), json!(element));
            object.insert("given".into(), json!(consent.given));
            if let Some(on) = consent.on {
                object.insert("on".into(), json!(on.to_string()));
            }
            Json::Object(object)
        }
        _ => return None,
    };
    Some(json)
}

fn put(object: &mut Map<String, Json>, key: &str, text: &str) {
    if !text.is_empty() {
        object.insert(key.into(), json!(text));
    }
}

fn put_rank(object: &mut Map<String, Json>, rank: i32) {
    if rank != 0 {
        object.insert("rank".into(), json!(rank));
    }
}

pub fn read_element(kind: FieldKind, json: &Json) -> Result<(String, Value), &'static str> {
    use FieldKind as K;
    if matches!(kind, K::Tags | K::Picks(_)) {
        let element = json.as_str().ok_or("a list of texts")?;
        if matches!(kind, K::Picks(_)) && element.parse::<Id>().is_err() {
            return Err("a list of ids");
        }
        return Ok((element.to_owned(), Value::Bool(true)));
    }
    let object = json.as_object().ok_or("a list of objects")?;
    let known: &[&str] = match kind {
        K::Addresses => &["key", "label", "rank", "street", "city", "region", "postal_code", "country"],
        K::Consents => &["channel", "given", "on"],
        _ => &["key", "value", "label", "rank"],
    };
    if object.keys().any(|key| !known.contains(&key.as_str())) {
        return Err("only what this version knows of it");
    }
    let text = |key: &str| match object.get(key) {
        None => Ok(String::new()),
        Some(text) => text.as_str().map(str::to_owned).ok_or("texts"),
    };
    let rank = match object.get("rank") {
        None => 0,
        Some(rank) => {
            rank.as_i64().and_then(|rank| i32::try_from(rank).ok()).ok_or("a small whole number as rank")?
        }
    };
    let required = |key: &str, what| object.get(key).and_then(Json::as_str).map(str::to_owned).ok_or(what);
    Ok(match kind {
        K::Emails | K::Phones => {
            let value = required("value", "a value")?;
            let element = if object.contains_key("key") { text("key")? } else { value.clone() };
            (element, Value::Contact(ContactPoint { value, label: text("label")?, rank }))
        }
        K::Addresses => (
            required("key", "a key")?,
            Value::Address(Address {
                label: text("label")?,
                rank,
                street: text("street")?,
                city: text("city")?,
                region: text("region")?,
                postal_code: text("postal_code")?,
                country: text("country")?,
            }),
        ),
        _ => {
            let given = object.get("given").and_then(Json::as_bool).ok_or("given: true or false")?;
            let on = match object.get("on") {
                None => None,
                Some(on) => Some(on.as_str().and_then(|on| on.parse().ok()).ok_or("a date")?),
            };
            (required("channel", "a channel")?, Value::Consent(Consent { given, on }))
        }
    })
}
