//! Rules: what a filter or a segment asks of a customer (or of an interaction).

use serde::{Deserialize, Serialize};

use super::{Date, Field, Id, Value};

/// A condition, or conditions joined. `All` of nothing is true, `Any` of nothing is false.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    All(Vec<Rule>),
    Any(Vec<Rule>),
    Not(Box<Rule>),
    Field { field: Field, op: Op },
    History(History),
    InSegment(Id),
}

impl Default for Rule {
    /// Everybody.
    fn default() -> Self {
        Rule::All(Vec::new())
    }
}

impl Rule {
    pub fn field(field: Field, op: Op) -> Self {
        Rule::Field { field, op }
    }

    /// Whether it lets everybody through because it asks nothing.
    pub fn is_everybody(&self) -> bool {
        matches!(self, Rule::All(rules) if rules.iter().all(Rule::is_everybody))
    }

    /// Both rules at once, without needless nesting.
    pub fn and(self, other: Rule) -> Rule {
        match (self, other) {
            (rule, other) if other.is_everybody() => rule,
            (rule, other) if rule.is_everybody() => other,
            (Rule::All(mut rules), other) => {
                rules.push(other);
                Rule::All(rules)
            }
            (rule, other) => Rule::All(vec![rule, other]),
        }
    }
}

/// What is asked of one field. On a set (tags, e-mails) an operation holds when it holds for any
/// element; `IsNot`, `NoneOf` and `NotContains` when it holds for none. Text is compared folded:
/// without case and accents. An empty field satisfies `IsNot`, `NoneOf`, `NotContains`, `Empty` only.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    Is(Value),
    IsNot(Value),
    AnyOf(Vec<Value>),
    NoneOf(Vec<Value>),
    /// On a set: every one of these is an element.
    AllOf(Vec<Value>),
    Contains(String),
    NotContains(String),
    StartsWith(String),
    Less(Value),
    AtMost(Value),
    More(Value),
    AtLeast(Value),
    /// Both ends included.
    Between(Value, Value),
    Empty,
    Filled,
    /// A day from `today - n` to today.
    LastDays(u32),
    /// A day before `today - n`.
    MoreThanDaysAgo(u32),
    /// A day from today to `today + n`.
    NextDays(u32),
    /// A day whose month and day fall into the next `n` days of the calendar: birthdays.
    AnniversaryNextDays(u32),
}

/// A condition over a customer's interactions.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct History {
    /// Which interactions count: a rule over interaction fields.
    #[serde(default)]
    pub which: Box<Rule>,
    pub period: Period,
    pub measure: Measure,
}

/// When an interaction must have taken place to count.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    Ever,
    LastDays(u32),
    /// Both days included.
    Between(Date, Date),
}

/// What is asked of the interactions that count.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    Count(Comparison, u32),
    /// The day of the latest; false when there is none.
    Last(Op),
    /// The day of the earliest; false when there is none.
    First(Op),
    /// The mean satisfaction of those that have one; false when none has.
    Satisfaction(Comparison, f64),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    Equal,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Comparison {
    pub fn holds<T: PartialOrd>(self, left: T, right: T) -> bool {
        match self {
            Comparison::Equal => left == right,
            Comparison::Less => left < right,
            Comparison::AtMost => left <= right,
            Comparison::More => left > right,
            Comparison::AtLeast => left >= right,
        }
    }
}
