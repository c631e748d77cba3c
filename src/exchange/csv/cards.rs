//! vCards (2.1, 3.0 and 4.0) as a table: a card is a row, and what it may say several times is several
//! columns, so that cards go the way of every other table from here on.
//!
//! Only what a customer has a field for is read, and what a user may want to map to a field of their
//! own. Pictures, keys and what a program keeps for itself are not.

use std::borrow::Cow;

use csv::StringRecord;

use super::Encoding;
use crate::model::customer;
use crate::text::{tr, tr_with};
use crate::wire::{AddressPart, ColumnTarget};

/// The rows of the cards, each with the line its card begins on, and what the columns are.
pub struct Cards {
    pub heads: StringRecord,
    pub targets: Vec<ColumnTarget>,
    pub rows: Vec<(u32, StringRecord)>,
}

pub fn looks_like_cards(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let utf16 = matches!(Encoding::sniff(bytes), Encoding::Utf16Le | Encoding::Utf16Be);
    let begins = |text: &[u8]| text.get(..11).is_some_and(|text| text.eq_ignore_ascii_case(b"BEGIN:VCARD"));
    begins(text) || utf16 && begins(decoded(bytes).trim_start().as_bytes())
}

pub fn read(bytes: &[u8]) -> Cards {
    let mut columns: Vec<Column> = Vec::new();
    let mut rows = Vec::new();
    for card in cards(&decoded(bytes)) {
        let mut row: Vec<String> = vec![String::new(); columns.len()];
        for (column, text) in values(&card.properties) {
            let at = columns.iter().position(|there| *there == column).unwrap_or_else(|| {
                columns.push(column);
                row.push(String::new());
                columns.len() - 1
            });
            row[at] = text;
        }
        rows.push((card.line, row));
    }
    let rows = rows.into_iter().map(|(line, mut row)| {
        row.resize(columns.len(), String::new());
        (line, StringRecord::from(row))
    });
    Cards {
        heads: columns.iter().map(|column| column.head.as_str()).collect(),
        rows: rows.collect(),
        targets: columns.into_iter().map(|column| column.target).collect(),
    }
}

fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    Encoding::sniff(bytes).decode(bytes).unwrap_or_default()
}

#[derive(PartialEq)]
struct Column {
    head: String,
    target: ColumnTarget,
}

struct Card {
    line: u32,
    properties: Vec<Property>,
}

/// `item1.TEL;TYPE=work,voice:+1 23` is group, name, parameters and value.
struct Property {
    group: String,
    name: String,
    params: Vec<(String, String)>,
    /// As it stands in the file: escapes are undone where it is taken apart.
    value: String,
}

impl Property {
    fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str())
    }

    /// Every word of the types; in 2.1 a type stands without its name.
    fn types(&self) -> Vec<&str> {
        let types = self.params.iter().filter(|(name, _)| name == "type" || name.is_empty());
        types.flat_map(|(_, value)| value.split(',')).collect()
    }

    /// How much it is preferred: the lower the better, as in 4.0.
    fn rank(&self) -> u8 {
        match self.param("pref").and_then(|rank| rank.parse().ok()) {
            Some(rank) => rank,
            None if self.types().iter().any(|of| of.eq_ignore_ascii_case("pref")) => 1,
            None => 101,
        }
    }

    fn text(&self) -> String {
        unescaped(&self.value)
    }

    /// The parts of a structured value, such as a name.
    fn parts(&self) -> Vec<String> {
        split(&self.value, ';').into_iter().map(unescaped).collect()
    }
}

fn cards(text: &str) -> Vec<Card> {
    let mut cards: Vec<Card> = Vec::new();
    let mut open = false;
    for (line, logical) in logical_lines(text) {
        let Some(property) = property(&logical) else { continue };
        match (property.name.as_str(), cards.last_mut()) {
            ("begin", _) => {
                open = true;
                cards.push(Card { line, properties: Vec::new() });
            }
            ("end", _) => open = false,
            (_, Some(card)) if open => card.properties.push(property),
            _ => {}
        }
    }
    cards
}

/// With the line each begins on. Lines are folded by a blank at the start of what goes on, and in
/// quoted-printable by `=` at the end of what is not finished.
fn logical_lines(text: &str) -> Vec<(u32, String)> {
    let mut lines: Vec<(u32, String)> = Vec::new();
    let mut unfinished = false;
    for (number, line) in (1..).zip(text.lines()) {
        match lines.last_mut() {
            Some((_, last)) if unfinished => {
                last.pop();
                last.push_str(line);
            }
            Some((_, last)) if line.starts_with([' ', '\t']) => last.push_str(&line[1..]),
            _ => lines.push((number, line.to_owned())),
        }
        unfinished = lines.last().is_some_and(|(_, line)| {
            let head = line.split(':').next().unwrap_or_default();
            line.ends_with('=') && head.to_ascii_lowercase().contains("quoted-printable")
        });
    }
    lines
}

fn property(line: &str) -> Option<Property> {
    let mut quoted = false;
    let colon = line.find(|c| {
        quoted ^= c == '"';
        c == ':' && !quoted
    })?;
    let mut head = split(&line[..colon], ';').into_iter();
    let name = head.next()?;
    let (group, name) = name.rsplit_once('.').unwrap_or(("", name));
    let param = |param: &str| {
        let (name, value) = param.split_once('=').unwrap_or(("", param));
        (name.trim().to_ascii_lowercase(), value.trim().replace('"', ""))
    };
    let params: Vec<(String, String)> = head.map(param).collect();
    let mut property = Property {
        group: group.to_ascii_lowercase(),
        name: name.trim().to_ascii_lowercase(),
        params,
        value: line[colon + 1..].to_owned(),
    };
    // In 2.1 it may stand without "ENCODING=".
    let encoded = |as_: &str| property.params.iter().any(|(_, value)| value.eq_ignore_ascii_case(as_));
    if encoded("quoted-printable") {
        property.value = quoted_printable(&property.value, property.param("charset"));
    } else if encoded("base64") || encoded("b") {
        return None;
    }
    Some(property)
}

fn quoted_printable(text: &str, charset: Option<&str>) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'=').and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    let said = charset.and_then(|name| Encoding::from_key(&name.to_ascii_lowercase()));
    let read = said.and_then(|encoding| encoding.decode(&bytes).ok().map(Cow::into_owned));
    read.unwrap_or_else(|| decoded(&bytes).into_owned()).replace("\r\n", "\n")
}

/// Splits at a separator that is neither quoted nor escaped.
fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut escaped, mut quoted) = (false, false);
    text.split(move |c| {
        if escaped {
            escaped = false;
            return false;
        }
        escaped = c == '\\';
        quoted ^= c == '"' && separator == ';';
        c == separator && !quoted
    })
    .collect()
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(c) => out.push(c),
                None => {}
            },
            c => out.push(c),
        }
    }
    out.trim().to_owned()
}

/// What a card says, column by column.
#[derive(Default)]
struct Said(Vec<(Column, String)>);

impl Said {
    /// What is said again goes to a column of its own, which is used if the field takes several values.
    fn say(&mut self, head: String, target: ColumnTarget, text: String) {
        if text.is_empty() {
            return;
        }
        let again = |n: usize| tr_with("{name} {n}", &[("name", &head), ("n", &n.to_string())]);
        let heads: Vec<&str> = self.0.iter().map(|(column, _)| column.head.as_str()).collect();
        let numbered = (2..).map(again).find(|head| !heads.contains(&head.as_str()));
        let column = match heads.contains(&head.as_str()) {
            false => Column { head, target },
            true => {
                let takes_several = matches!(target, ColumnTarget::Contact(..))
                    || target == ColumnTarget::Field(customer::NOTES)
                    || target == ColumnTarget::Field(customer::TAGS);
                let target = if takes_several { target } else { ColumnTarget::Skip };
                Column { head: numbered.unwrap_or(head), target }
            }
        };
        self.0.push((column, text));
    }

    fn field(&mut self, field: crate::model::Field, text: String) {
        let label = field.def().map_or("", |def| tr(def.label));
        self.say(label.to_owned(), ColumnTarget::Field(field), text);
    }

    /// Shown with the columns, and not imported unless the user says as what.
    fn unused(&mut self, head: &str, text: String) {
        self.say(head.to_owned(), ColumnTarget::Skip, text);
    }
}

fn values(properties: &[Property]) -> Vec<(Column, String)> {
    let mut said = Said::default();
    let first = |name: &str| properties.iter().find(|property| property.name == name);
    let text = |name: &str| first(name).map(Property::text).unwrap_or_default();
    let mut name = first("n").map(Property::parts).unwrap_or_default().into_iter();
    let [last, given, more, prefix, suffix] = [(); 5].map(|()| name.next().unwrap_or_default());
    let mut org = first("org").map(Property::parts).unwrap_or_default().into_iter();
    let works_at = org.next().unwrap_or_default();
    let full = text("fn");
    let nameless = [&last, &given, &more].iter().all(|part| part.is_empty());
    let is = |name: &str, value: &str| text(name).eq_ignore_ascii_case(value);
    let company = is("kind", "org")
        || is("x-abshowas", "company")
        || nameless && !works_at.is_empty() && (full.is_empty() || full == works_at);
    if company {
        said.field(customer::KIND, "company".to_owned());
        said.field(customer::NAME, if works_at.is_empty() { full } else { works_at });
    } else {
        said.field(customer::FIRST_NAME, format!("{given} {more}").trim().to_owned());
        said.field(customer::LAST_NAME, last);
        if nameless {
            said.field(customer::DISPLAY_NAME, full);
        }
        said.field(customer::COMPANY, works_at);
    }
    said.unused(tr("Before the name"), prefix);
    said.unused(tr("After the name"), suffix);
    said.unused(tr("Department"), org.filter(|unit| !unit.is_empty()).collect::<Vec<_>>().join(", "));

    let mut ranked: Vec<&Property> = properties.iter().collect();
    ranked.sort_by_key(|property| property.rank());
    for property in ranked {
        match property.name.as_str() {
            "title" => said.field(customer::JOB_TITLE, property.text()),
            "role" if first("title").is_none() => said.field(customer::JOB_TITLE, property.text()),
            "role" => said.unused(tr("Role"), property.text()),
            "email" => point(&mut said, customer::EMAILS, label(property, properties), property.text()),
            "tel" => {
                let number = property.text();
                let number = number.strip_prefix("tel:").unwrap_or(&number);
                // A semicolon would begin another number.
                let number = number.replace(";ext=", " ext. ");
                let number = number.split(';').next().unwrap_or_default().to_owned();
                point(&mut said, customer::PHONES, label(property, properties), number);
            }
            "adr" => address(&mut said, label(property, properties), property.parts()),
            "bday" => said.field(customer::BIRTH_DATE, day(&property.text())),
            "url" => said.field(customer::WEBSITE, property.text()),
            "lang" => said.field(customer::LANGUAGE, property.text()),
            "categories" => {
                let tags = split(&property.value, ',').into_iter().map(unescaped).collect::<Vec<_>>();
                said.field(customer::TAGS, tags.join(", "));
            }
            "note" => said.field(customer::NOTES, property.text()),
            "uid" => {
                let id = property.text();
                said.field(customer::EXTERNAL_ID, id.strip_prefix("urn:uuid:").unwrap_or(&id).to_owned());
            }
            "nickname" => said.unused(tr("Nickname"), property.text()),
            "anniversary" => said.unused(tr("Anniversary"), day(&property.text())),
            "impp" => said.unused(tr("Messenger"), property.text()),
            _ => {}
        }
    }
    said.0
}

fn point(said: &mut Said, field: crate::model::Field, label: String, text: String) {
    let target = ColumnTarget::Contact(field, label);
    said.say(super::target_label(&target, &Default::default()), target, text);
}

/// The parts of an address are kept together by their label, so the second "home" needs another one.
fn address(said: &mut Said, label: String, parts: Vec<String>) {
    let has = |label: &str| {
        let of = |target: &ColumnTarget| matches!(target, ColumnTarget::AddressPart(_, of) if of == label);
        said.0.iter().any(|(column, _)| of(&column.target))
    };
    let numbered = (2..).map(|n| format!("{label} {n}").trim().to_owned()).find(|label| !has(label));
    let label = if has(&label) { numbered.unwrap_or_default() } else { label };
    let mut parts = parts.into_iter();
    let [post_box, extended, street, city, region, code, country] =
        [(); 7].map(|()| parts.next().unwrap_or_default());
    let lines = [post_box, extended, street];
    let street = lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    for (part, text) in [
        (AddressPart::Street, street),
        (AddressPart::City, city),
        (AddressPart::Region, region),
        (AddressPart::PostalCode, code),
        (AddressPart::Country, country),
    ] {
        let target = ColumnTarget::AddressPart(part, label.clone());
        said.say(super::target_label(&target, &Default::default()), target, text);
    }
}

/// What an address or number is for: a type, or Apple's label of the same group.
fn label(property: &Property, all: &[Property]) -> String {
    let own = all.iter().find(|other| {
        !property.group.is_empty() && other.group == property.group && other.name == "x-ablabel"
    });
    let types = property.types();
    let is = |word: &str| types.iter().any(|of| of.eq_ignore_ascii_case(word));
    match own.map(Property::text) {
        Some(own) => own.trim_start_matches("_$!<").trim_end_matches(">!$_").to_lowercase(),
        None if is("fax") => "fax".to_owned(),
        None if is("cell") => "mobile".to_owned(),
        None if is("work") => "work".to_owned(),
        None if is("home") => "home".to_owned(),
        None => String::new(),
    }
}

/// `19800322` and `1980-03-22T00:00:00Z` are the day alone; anything else stays as it is.
fn day(text: &str) -> String {
    let day = text.split('T').next().unwrap_or_default();
    match day.len() {
        8 if day.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..])
        }
        10 if day.as_bytes()[4] == b'-' => day.to_owned(),
        _ => text.to_owned(),
    }
}
