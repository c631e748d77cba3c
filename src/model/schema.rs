//! The schema as this workspace has it: the built-in fields plus its own fields, choices and members.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{ChoiceList, Currency, Field, FieldKind, Id, Table};

/// What page and engine both need to know to show, read and write any field.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Schema {
    pub custom_fields: Vec<CustomField>,
    /// What the workspace changed about, or added to, the lists of choices.
    pub choices: Vec<(ChoiceList, Choice)>,
    pub members: Vec<Member>,
    pub currency: Option<Currency>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CustomField {
    pub id: Id,
    pub label: String,
    pub kind: CustomKind,
    pub order: i64,
    /// Of a money field; the workspace's when `None`.
    pub currency: Option<Currency>,
}

/// The types a custom field can have.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomKind {
    Text,
    Number,
    Date,
    Choice,
    YesNo,
    Money,
    Link,
}

impl CustomKind {
    pub const ALL: [CustomKind; 7] = [
        CustomKind::Text,
        CustomKind::Number,
        CustomKind::Date,
        CustomKind::Choice,
        CustomKind::YesNo,
        CustomKind::Money,
        CustomKind::Link,
    ];

    pub fn key(self) -> &'static str {
        match self {
            CustomKind::Text => "text",
            CustomKind::Number => "number",
            CustomKind::Date => "date",
            CustomKind::Choice => "choice",
            CustomKind::YesNo => "yes_no",
            CustomKind::Money => "money",
            CustomKind::Link => "link",
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        CustomKind::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// Its name on the screen (English; shown through `text::tr`).
    pub fn label(self) -> &'static str {
        match self {
            CustomKind::Text => "Text",
            CustomKind::Number => "Number",
            CustomKind::Date => "Date",
            CustomKind::Choice => "Choice",
            CustomKind::YesNo => "Yes or no",
            CustomKind::Money => "Money",
            CustomKind::Link => "Link",
        }
    }

    fn field_kind(self, id: Id) -> FieldKind {
        match self {
            CustomKind::Text => FieldKind::Text,
            CustomKind::Number => FieldKind::Number,
            CustomKind::Date => FieldKind::Date,
            CustomKind::Choice => FieldKind::Choice(ChoiceList::Custom(id)),
            CustomKind::YesNo => FieldKind::Bool,
            CustomKind::Money => FieldKind::Money,
            CustomKind::Link => FieldKind::Link,
        }
    }
}

/// One value of a list.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Choice {
    /// What records hold; never changes.
    pub key: String,
    pub label: Cow<'static, str>,
    /// A hue of the palette: "green", "amber", …
    pub hue: Cow<'static, str>,
    pub order: i64,
    /// Still shown where it is used, no longer offered.
    pub hidden: bool,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Member {
    pub id: Id,
    pub name: String,
}

/// A field as screens see it, built-in or custom.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FieldInfo {
    pub field: Field,
    pub label: Cow<'static, str>,
    pub kind: FieldKind,
    pub derived: bool,
}

impl ChoiceList {
    /// The name in files: "stage", "custom.01H…".
    pub fn key(self) -> String {
        match self {
            ChoiceList::CustomerKind => "customer_kind".into(),
            ChoiceList::Stage => "stage".into(),
            ChoiceList::Source => "source".into(),
            ChoiceList::Channel => "channel".into(),
            ChoiceList::Direction => "direction".into(),
            ChoiceList::InteractionKind => "interaction_kind".into(),
            ChoiceList::Outcome => "outcome".into(),
            ChoiceList::NoteKind => "note_kind".into(),
            ChoiceList::Custom(id) => format!("custom.{id}"),
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        Some(match key {
            "customer_kind" => ChoiceList::CustomerKind,
            "stage" => ChoiceList::Stage,
            "source" => ChoiceList::Source,
            "channel" => ChoiceList::Channel,
            "direction" => ChoiceList::Direction,
            "interaction_kind" => ChoiceList::InteractionKind,
            "outcome" => ChoiceList::Outcome,
            "note_kind" => ChoiceList::NoteKind,
            _ => ChoiceList::Custom(key.strip_prefix("custom.")?.parse().ok()?),
        })
    }

    /// Whether the workspace may add values (it may rename and recolour any).
    pub fn is_open(self) -> bool {
        matches!(self, ChoiceList::Stage | ChoiceList::Source | ChoiceList::Outcome | ChoiceList::Custom(_))
    }

    /// The record that overrides the value `key` of this list.
    pub fn record_id(self, key: &str) -> Id {
        Id::derived(&["choice", &self.key(), key])
    }

    /// Key, label and hue as they come.
    fn defaults(self) -> &'static [(&'static str, &'static str, &'static str)] {
        match self {
            ChoiceList::CustomerKind => &[("person", "Person", "indigo"), ("company", "Company", "teal")],
            ChoiceList::Stage => &[
                ("lead", "Lead", "slate"),
                ("prospect", "Prospect", "indigo"),
                ("active", "Active", "green"),
                ("loyal", "Loyal", "teal"),
                ("at_risk", "At risk", "amber"),
                ("lost", "Lost", "red"),
            ],
            ChoiceList::Source => &[
                ("referral", "Referral", "green"),
                ("website", "Website", "indigo"),
                ("event", "Event", "violet"),
                ("advertising", "Advertising", "amber"),
                ("cold_contact", "Cold contact", "slate"),
                ("partner", "Partner", "teal"),
                ("import", "Import", "slate"),
                ("other", "Other", "slate"),
            ],
            ChoiceList::Channel => &[
                ("phone", "Phone", "indigo"),
                ("email", "E-mail", "violet"),
                ("meeting", "Meeting", "green"),
                ("chat", "Chat", "teal"),
                ("social", "Social", "pink"),
                ("post", "Post", "brown"),
                ("web", "Web", "cyan"),
                ("in_person", "In person", "amber"),
                ("other", "Other", "slate"),
            ],
            ChoiceList::Direction => &[("out", "We to them", "indigo"), ("in", "They to us", "green")],
            ChoiceList::InteractionKind => &[
                ("note", "Note", "slate"),
                ("question", "Question", "indigo"),
                ("complaint", "Complaint", "red"),
                ("feedback", "Feedback", "violet"),
                ("follow_up", "Follow-up", "amber"),
                ("offer", "Offer", "teal"),
                ("service", "Service", "cyan"),
                ("sale", "Sale", "green"),
            ],
            ChoiceList::Outcome => &[
                ("reached", "Reached", "green"),
                ("not_reached", "Not reached", "slate"),
                ("left_message", "Left a message", "slate"),
                ("resolved", "Resolved", "green"),
                ("open", "Still open", "amber"),
                ("interested", "Interested", "teal"),
                ("declined", "Declined", "red"),
                ("sold", "Sold", "green"),
            ],
            ChoiceList::NoteKind => &[
                ("preference", "Preference", "green"),
                ("concern", "Concern", "amber"),
                ("note", "Note", "slate"),
            ],
            ChoiceList::Custom(_) => &[],
        }
    }
}

impl Schema {
    /// The fields of a table in the order of the schema, the workspace's own last.
    pub fn fields(&self, table: Table) -> Vec<FieldInfo> {
        let built_in = table.fields().map(|def| FieldInfo {
            field: Field::Builtin(def.code),
            label: def.label.into(),
            kind: def.kind,
            derived: def.is_derived(),
        });
        let own = self.custom_fields.iter().filter(|_| table == Table::Customer).map(CustomField::info);
        built_in.chain(own).collect()
    }

    pub fn field(&self, field: &Field) -> Option<FieldInfo> {
        match field {
            Field::Custom(id) => self.custom_fields.iter().find(|own| own.id == *id).map(CustomField::info),
            _ => field.def().map(|def| FieldInfo {
                field: field.clone(),
                label: def.label.into(),
                kind: def.kind,
                derived: def.is_derived(),
            }),
        }
    }

    pub fn kind(&self, field: &Field) -> Option<FieldKind> {
        match field {
            Field::Custom(id) => {
                self.custom_fields.iter().find(|own| own.id == *id).map(|own| own.kind.field_kind(*id))
            }
            _ => field.def().map(|def| def.kind),
        }
    }

    /// All values of a list in their order, hidden ones included.
    pub fn choices(&self, list: ChoiceList) -> Vec<Choice> {
        let mut choices: Vec<Choice> = list
            .defaults()
            .iter()
            .zip(0..)
            .map(|((key, label, hue), order)| Choice {
                key: (*key).into(),
                label: (*label).into(),
                hue: (*hue).into(),
                order,
                hidden: false,
            })
            .collect();
        for (_, own) in self.choices.iter().filter(|(of, _)| *of == list) {
            match choices.iter_mut().find(|choice| choice.key == own.key) {
                Some(choice) => *choice = own.clone(),
                None => choices.push(own.clone()),
            }
        }
        choices.sort_by(|a, b| (a.order, &a.key).cmp(&(b.order, &b.key)));
        choices
    }

    pub fn choice(&self, list: ChoiceList, key: &str) -> Option<Choice> {
        if let Some((_, own)) = self.choices.iter().find(|(of, own)| *of == list && own.key == key) {
            return Some(own.clone());
        }
        self.choices(list).into_iter().find(|choice| choice.key == key)
    }

    pub fn member(&self, id: Id) -> Option<&Member> {
        self.members.iter().find(|member| member.id == id)
    }

    /// The currency of a money field.
    pub fn currency_of(&self, field: &Field) -> Option<Currency> {
        let own = self.custom_fields.iter().find(|own| Field::Custom(own.id) == *field);
        own.and_then(|own| own.currency).or(self.currency)
    }
}

impl CustomField {
    fn info(&self) -> FieldInfo {
        FieldInfo {
            field: Field::Custom(self.id),
            label: self.label.clone().into(),
            kind: self.kind.field_kind(self.id),
            derived: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_renames_and_adds_choices() {
        let mut schema = Schema::default();
        let own = |key: &str, label: &'static str, order| Choice {
            key: key.into(),
            label: label.into(),
            hue: "red".into(),
            order,
            hidden: false,
        };
        schema.choices.push((ChoiceList::Stage, own("lead", "New", 0)));
        schema.choices.push((ChoiceList::Stage, own("vip", "VIP", 3)));
        let labels: Vec<_> =
            schema.choices(ChoiceList::Stage).into_iter().map(|choice| choice.label).collect();
        assert_eq!(labels, ["New", "Prospect", "Active", "Loyal", "VIP", "At risk", "Lost"]);
        assert_eq!(schema.choice(ChoiceList::Stage, "lead").unwrap().label, "New");
        assert_eq!(schema.choice(ChoiceList::Stage, "lost").unwrap().label, "Lost");
        assert_eq!(schema.choice(ChoiceList::Stage, "none"), None);
    }

    #[test]
    fn list_keys_round_trip() {
        for list in [ChoiceList::Stage, ChoiceList::InteractionKind, ChoiceList::Custom(Id::from_u128(9))] {
            assert_eq!(ChoiceList::from_key(&list.key()), Some(list));
        }
    }
}
