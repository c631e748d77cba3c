//! The one schema: every field of every entity, with its kind, its label and how files call it.
//!
//! To add a field, add a line here. Codes and keys are stored and written to files: a code or key
//! that was released is never given another meaning.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::Id;

/// The kinds of record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    Customer,
    Interaction,
    Note,
    Segment,
    View,
    CustomField,
    Choice,
    Member,
    Workspace,
    /// Values that lost a merge and wait for somebody to look: of this browser alone, never exchanged.
    Review,
}

impl Table {
    pub const ALL: [Table; 10] = [
        Table::Customer,
        Table::Interaction,
        Table::Note,
        Table::Segment,
        Table::View,
        Table::CustomField,
        Table::Choice,
        Table::Member,
        Table::Workspace,
        Table::Review,
    ];

    /// The prefix of its fields' names, and the singular in files.
    pub fn key(self) -> &'static str {
        match self {
            Table::Customer => "customer",
            Table::Interaction => "interaction",
            Table::Note => "note",
            Table::Segment => "segment",
            Table::View => "view",
            Table::CustomField => "custom_field",
            Table::Choice => "choice",
            Table::Member => "member",
            Table::Workspace => "workspace",
            Table::Review => "review",
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        Table::ALL.into_iter().find(|table| table.key() == key)
    }

    /// Its fields, the derived ones included.
    pub fn fields(self) -> impl Iterator<Item = &'static FieldDef> {
        FIELDS.iter().filter(move |def| def.table == self)
    }
}

/// The lists a choice is made from. The values of each can be renamed, coloured, hidden and added to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChoiceList {
    CustomerKind,
    Stage,
    Source,
    Channel,
    Direction,
    InteractionKind,
    Outcome,
    NoteKind,
    /// The values of a custom field.
    Custom(Id),
}

/// What a field holds, and so how it is shown, compared, imported and written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum FieldKind {
    Text,
    LongText,
    Link,
    /// A BCP 47 language tag.
    Language,
    Int,
    Number,
    Bool,
    Date,
    Moment,
    Money,
    Choice(ChoiceList),
    Ref(Table),
    /// A set of words.
    Tags,
    /// A set of labelled addresses, the first by rank is the one to use.
    Emails,
    Phones,
    Addresses,
    /// One consent a channel; the element is the channel's key.
    Consents,
    /// A set of hand-picked records; the element is the record's id.
    Picks(Table),
    /// Written whole, as JSON.
    Json,
}

impl FieldKind {
    /// Whether a record holds many elements of it, merged one by one.
    pub fn is_set(self) -> bool {
        use FieldKind::*;
        matches!(self, Tags | Emails | Phones | Addresses | Consents | Picks(_))
    }
}

/// One line of the schema.
#[derive(Debug)]
pub struct FieldDef {
    pub code: u16,
    pub table: Table,
    /// Its name in files and addresses.
    pub key: &'static str,
    /// Its name on the screen (English; shown through `text::tr`).
    pub label: &'static str,
    pub kind: FieldKind,
    /// Whether full-text search reads it.
    pub searched: bool,
    /// What other programs call it in the head of a file, folded, words joined by one space.
    pub aliases: &'static [&'static str],
}

impl FieldDef {
    /// Computed from other cells or records, never written.
    pub fn is_derived(&self) -> bool {
        self.code >= DERIVED
    }
}

const DERIVED: u16 = 1000;

/// The schema by code: every cell that is written looks up its field.
static BY_CODE: LazyLock<Vec<Option<&'static FieldDef>>> = LazyLock::new(|| {
    let last = FIELDS.iter().map(|def| usize::from(def.code)).max().unwrap_or(0);
    let mut by_code = vec![None; last + 1];
    for def in FIELDS {
        by_code[usize::from(def.code)] = Some(def);
    }
    by_code
});

/// A field of some record: one of the schema, one the workspace defined, or one that a newer
/// version wrote and that is kept untouched.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Field {
    Builtin(u16),
    Custom(Id),
    Unknown(Box<str>),
}

impl Field {
    /// Whether the record exists: `Bool(false)` is a tombstone.
    pub const ALIVE: Field = Field::Builtin(0);

    pub fn def(&self) -> Option<&'static FieldDef> {
        match self {
            Field::Builtin(code) => BY_CODE.get(usize::from(*code)).copied().flatten(),
            _ => None,
        }
    }

    pub fn named(table: Table, key: &str) -> Option<Self> {
        table.fields().find(|def| def.key == key).map(|def| Field::Builtin(def.code))
    }

    /// The name in addresses and rules: "customer.stage", "custom.01H…".
    pub fn path(&self) -> Cow<'static, str> {
        match self {
            Field::Builtin(0) => "alive".into(),
            Field::Builtin(code) => match self.def() {
                Some(def) => format!("{}.{}", def.table.key(), def.key).into(),
                None => format!("code.{code}").into(),
            },
            Field::Custom(id) => format!("custom.{id}").into(),
            Field::Unknown(name) => format!("unknown.{name}").into(),
        }
    }
}

/// The text names no field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAField;

impl fmt::Display for NotAField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no field has that name")
    }
}

impl std::error::Error for NotAField {}

impl FromStr for Field {
    type Err = NotAField;

    fn from_str(path: &str) -> Result<Self, NotAField> {
        if path == "alive" {
            return Ok(Field::ALIVE);
        }
        let (table, key) = path.split_once('.').ok_or(NotAField)?;
        match table {
            "custom" => key.parse().map(Field::Custom).map_err(|_| NotAField),
            "code" => key.parse().map(Field::Builtin).map_err(|_| NotAField),
            "unknown" => Ok(Field::Unknown(key.into())),
            _ => Field::named(Table::from_key(table).ok_or(NotAField)?, key).ok_or(NotAField),
        }
    }
}

#[derive(Serialize, Deserialize)]
enum PackedField {
    Builtin(u16),
    Custom(Id),
    Unknown(Box<str>),
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return serializer.serialize_str(&self.path());
        }
        match self {
            Field::Builtin(code) => PackedField::Builtin(*code),
            Field::Custom(id) => PackedField::Custom(*id),
            Field::Unknown(name) => PackedField::Unknown(name.clone()),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return String::deserialize(deserializer)?.parse().map_err(D::Error::custom);
        }
        Ok(match PackedField::deserialize(deserializer)? {
            PackedField::Builtin(code) => Field::Builtin(code),
            PackedField::Custom(id) => Field::Custom(id),
            PackedField::Unknown(name) => Field::Unknown(name),
        })
    }
}

/// One cell of a record: a field, or one element of a field that is a set.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct CellKey {
    pub field: Field,
    pub element: Option<Box<str>>,
}

impl CellKey {
    pub const ALIVE: CellKey = CellKey { field: Field::ALIVE, element: None };

    pub fn element(field: Field, element: &str) -> Self {
        CellKey { field, element: Some(element.into()) }
    }
}

impl From<Field> for CellKey {
    fn from(field: Field) -> Self {
        CellKey { field, element: None }
    }
}

/// Declares the fields of one table: constants to name them in code, and their lines in `FIELDS`.
macro_rules! fields {
    ($($module:ident $table:ident {
        $($code:literal $name:ident $key:literal $label:literal $kind:expr, $searched:literal, [$($alias:literal),*];)*
    })*) => {
        $(
            #[allow(missing_docs)]
            pub mod $module {
                use super::Field;
                $(pub const $name: Field = Field::Builtin($code);)*
            }
        )*
        static FIELDS: &[FieldDef] = &[
            $($(FieldDef {
                code: $code,
                table: Table::$table,
                key: $key,
                label: $label,
                kind: $kind,
                searched: $searched,
                aliases: &[$($alias),*],
            },)*)*
        ];
    };
}

use ChoiceList as L;
use FieldKind as K;

// Codes below 128 take one byte where they are stored, so interactions, the most numerous, have them first.
fields! {
    interaction Interaction {
        1 CUSTOMER "customer" "Customer" K::Ref(Table::Customer), false, [];
        2 AT "at" "When" K::Moment, false, ["date", "datetime", "time", "timestamp", "occurred at"];
        3 DIRECTION "direction" "Direction" K::Choice(L::Direction), false, [];
        4 CHANNEL "channel" "Channel" K::Choice(L::Channel), false, ["medium"];
        5 KIND "kind" "Kind" K::Choice(L::InteractionKind), false, ["type", "category"];
        6 SUBJECT "subject" "Subject" K::Text, true, ["title", "summary"];
        7 TEXT "text" "Text" K::LongText, true, ["body", "note", "notes", "description", "content"];
        8 OUTCOME "outcome" "Outcome" K::Choice(L::Outcome), false, ["result"];
        9 SATISFACTION "satisfaction" "Satisfaction" K::Int, false, ["csat", "rating"];
        10 HANDLED_BY "handled_by" "Handled by" K::Ref(Table::Member), false, ["agent", "owner"];
        11 MINUTES "minutes" "Minutes" K::Int, false, ["duration"];
        12 FOLLOW_UP "follow_up" "Follow-up due" K::Date, false, ["due", "due date"];
        13 FOLLOW_UP_DONE "follow_up_done" "Follow-up done" K::Bool, false, [];
        14 ZONE "zone" "Time zone" K::Text, false, [];
        15 SAMPLE "sample" "Sample data" K::Bool, false, [];
    }
    customer Customer {
        41 KIND "kind" "Kind" K::Choice(L::CustomerKind), false, ["type", "record type"];
        42 FIRST_NAME "first_name" "First name" K::Text, true, ["given name", "forename", "firstname", "vorname", "prenom"];
        43 LAST_NAME "last_name" "Last name" K::Text, true, ["family name", "surname", "lastname", "nachname", "nom"];
        44 NAME "name" "Company name" K::Text, true, ["account name", "organization name", "organisation", "organization"];
        45 COMPANY "company" "Works at" K::Ref(Table::Customer), false, ["company name", "employer", "account", "firma"];
        46 JOB_TITLE "job_title" "Job title" K::Text, true, ["title", "position", "role", "job"];
        47 EMAILS "emails" "E-mail" K::Emails, true, ["email", "e mail", "mail", "email address", "e mail address"];
        48 PHONES "phones" "Phone" K::Phones, true, ["phone", "telephone", "tel", "mobile", "cell", "fax", "phone number"];
        49 ADDRESSES "addresses" "Address" K::Addresses, true, ["address"];
        50 BIRTH_DATE "birth_date" "Date of birth" K::Date, false, ["birthday", "birthdate", "dob", "date of birth", "born"];
        51 LANGUAGE "language" "Language" K::Language, false, ["lang", "locale"];
        52 PREFERRED_CHANNEL "preferred_channel" "Preferred channel" K::Choice(L::Channel), false, ["contact by", "preferred contact"];
        53 WEBSITE "website" "Website" K::Link, true, ["url", "web", "homepage", "site"];
        54 TAGS "tags" "Tags" K::Tags, true, ["tag", "labels", "categories", "keywords"];
        55 STAGE "stage" "Stage" K::Choice(L::Stage), false, ["lifecycle stage", "status", "lifecycle"];
        56 SOURCE "source" "Source" K::Choice(L::Source), false, ["lead source", "origin", "came from"];
        57 OWNER "owner" "Owner" K::Ref(Table::Member), false, ["sales", "account owner", "assigned to", "sales rep", "responsible"];
        58 CONSENTS "consents" "Consent" K::Consents, false, ["has newsletter", "newsletter", "opt in", "consent"];
        59 NOTES "notes" "Notes" K::LongText, true, ["background", "description", "comment", "comments", "note", "remarks"];
        60 ARCHIVED "archived" "Archived" K::Bool, false, [];
        61 EXTERNAL_ID "external_id" "External ID" K::Text, true, ["id", "contact id", "customer id", "account id", "record id"];
        62 SAMPLE "sample" "Sample data" K::Bool, false, [];

        1000 DISPLAY_NAME "display_name" "Name" K::Text, false, ["full name", "fullname", "contact", "contact name", "customer", "customer name"];
        1001 CREATED "created" "Added" K::Moment, false, [];
        1002 UPDATED "updated" "Changed" K::Moment, false, [];
        1003 INTERACTIONS "interactions" "Interactions" K::Int, false, [];
        1004 LAST_CONTACT "last_contact" "Last contact" K::Moment, false, [];
        1005 FIRST_CONTACT "first_contact" "First contact" K::Moment, false, [];
        1006 MEAN_SATISFACTION "mean_satisfaction" "Satisfaction" K::Number, false, [];
        1007 FOLLOW_UP_DUE "follow_up_due" "Follow-up due" K::Date, false, [];
        1008 AGE "age" "Age" K::Int, false, [];
        1009 LAST_INBOUND "last_inbound" "They last wrote or called" K::Moment, false, [];
        1010 LAST_OUTBOUND "last_outbound" "We last wrote or called" K::Moment, false, [];
        1011 EMAIL "email" "E-mail" K::Text, false, [];
        1012 PHONE "phone" "Phone" K::Text, false, [];
        1013 CITY "city" "City" K::Text, false, [];
        1014 COUNTRY "country" "Country" K::Text, false, [];
        1015 PEOPLE "people" "People" K::Int, false, [];
    }
    note Note {
        70 CUSTOMER "customer" "Customer" K::Ref(Table::Customer), false, [];
        71 KIND "kind" "Kind" K::Choice(L::NoteKind), false, [];
        72 TEXT "text" "Text" K::LongText, true, [];
        73 AT "at" "Since" K::Date, false, [];
        74 SAMPLE "sample" "Sample data" K::Bool, false, [];
    }
    segment Segment {
        80 NAME "name" "Name" K::Text, false, [];
        81 DESCRIPTION "description" "Description" K::LongText, false, [];
        82 RULE "rule" "Rule" K::Json, false, [];
        83 INCLUDED "included" "Added by hand" K::Picks(Table::Customer), false, [];
        84 EXCLUDED "excluded" "Left out by hand" K::Picks(Table::Customer), false, [];
        85 HUE "hue" "Colour" K::Text, false, [];
        86 SAMPLE "sample" "Sample data" K::Bool, false, [];
    }
    view View {
        90 NAME "name" "Name" K::Text, false, [];
        91 LAYOUT "layout" "Layout" K::Json, false, [];
        92 SAMPLE "sample" "Sample data" K::Bool, false, [];
    }
    custom_field CustomField {
        100 LABEL "label" "Name" K::Text, false, [];
        101 KIND "kind" "Type" K::Text, false, [];
        102 ORDER "order" "Order" K::Int, false, [];
        103 CURRENCY "currency" "Currency" K::Text, false, [];
        104 SAMPLE "sample" "Sample data" K::Bool, false, [];
    }
    choice Choice {
        110 LIST "list" "List" K::Json, false, [];
        111 KEY "key" "Key" K::Text, false, [];
        112 LABEL "label" "Label" K::Text, false, [];
        113 HUE "hue" "Colour" K::Text, false, [];
        114 ORDER "order" "Order" K::Int, false, [];
        115 HIDDEN "hidden" "Hidden" K::Bool, false, [];
        116 SAMPLE "sample" "Sample data" K::Bool, false, [];
    }
    member Member {
        120 NAME "name" "Name" K::Text, false, [];
        121 EMAIL "email" "E-mail" K::Text, false, [];
        122 SAMPLE "sample" "Sample data" K::Bool, false, [];
    }
    workspace Workspace {
        130 NAME "name" "Name" K::Text, false, [];
        131 CURRENCY "currency" "Currency" K::Text, false, [];
    }
    review Review {
        140 TABLE "table" "Table" K::Text, false, [];
        141 RECORD "record" "Record" K::Text, false, [];
        142 CELL "cell" "Field" K::Json, false, [];
        143 LOST "lost" "Other value" K::Json, false, [];
        144 STAMP "stamp" "Written" K::Text, false, [];
        145 RESOLVED "resolved" "Resolved" K::Bool, false, [];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_keys_are_unique() {
        for (at, def) in FIELDS.iter().enumerate() {
            for other in &FIELDS[..at] {
                assert_ne!(def.code, other.code, "{} and {}", def.key, other.key);
                assert!(def.table != other.table || def.key != other.key, "{}", def.key);
            }
            assert_eq!(Field::Builtin(def.code).path().parse(), Ok(Field::Builtin(def.code)));
        }
    }

    #[test]
    fn fields_survive_text_and_bytes() {
        for field in
            [customer::STAGE, Field::Custom(Id::from_u128(7)), Field::Unknown("x.y".into()), Field::ALIVE]
        {
            assert_eq!(field.path().parse(), Ok(field.clone()));
            let bytes = postcard::to_allocvec(&field).unwrap();
            assert_eq!(postcard::from_bytes::<Field>(&bytes).unwrap(), field);
        }
        assert_eq!("customer.nonsense".parse::<Field>(), Err(NotAField));
    }
}
