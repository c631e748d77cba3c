//! What the chips above a timeline ask, as a form: every field of it is one chip. The address keeps
//! the [`Rule`]; this is how it is read and edited.

use super::{Date, Field, Op, Rule, Value, interaction};

/// Conditions over interactions, all of which must hold. An empty list asks nothing.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct TimelineFilter {
    /// Keys of choices, in the order they were picked.
    pub channels: Vec<String>,
    pub kinds: Vec<String>,
    pub directions: Vec<String>,
    pub outcomes: Vec<String>,
    /// 1 to 5.
    pub satisfaction: Vec<i64>,
    pub when: When,
    pub follow_up: FollowUp,
    /// Conditions that no chip can show (from a segment, from an edited address); kept as they are.
    pub rest: Vec<Rule>,
}

/// The days an interaction took place on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum When {
    #[default]
    Ever,
    LastDays(u32),
    /// From and to, both included; an end may stay open, not both.
    Days(Option<Date>, Option<Date>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum FollowUp {
    #[default]
    Any,
    /// Not done yet.
    Open,
    /// Not done yet, and due today or before.
    Due,
    Done,
}

impl TimelineFilter {
    pub fn is_empty(&self) -> bool {
        *self == TimelineFilter::default()
    }

    pub fn to_rule(&self) -> Rule {
        let mut rules = Vec::new();
        for (field, keys) in [
            (interaction::CHANNEL, &self.channels),
            (interaction::KIND, &self.kinds),
            (interaction::DIRECTION, &self.directions),
            (interaction::OUTCOME, &self.outcomes),
        ] {
            if !keys.is_empty() {
                rules.push(Rule::field(field, Op::AnyOf(keys.iter().map(Value::text).collect())));
            }
        }
        if !self.satisfaction.is_empty() {
            let stars = self.satisfaction.iter().copied().map(Value::Int).collect();
            rules.push(Rule::field(interaction::SATISFACTION, Op::AnyOf(stars)));
        }
        let when = match self.when {
            When::Ever | When::Days(None, None) => None,
            When::LastDays(days) => Some(Op::LastDays(days)),
            When::Days(Some(from), Some(to)) => Some(Op::Between(Value::Date(from), Value::Date(to))),
            When::Days(Some(from), None) => Some(Op::AtLeast(Value::Date(from))),
            When::Days(None, Some(to)) => Some(Op::AtMost(Value::Date(to))),
        };
        rules.extend(when.map(|op| Rule::field(interaction::AT, op)));
        rules.extend(self.follow_up.rules());
        rules.extend(self.rest.iter().cloned());
        Rule::All(rules)
    }

    pub fn from_rule(rule: &Rule) -> Self {
        let mut filter = TimelineFilter::default();
        let mut parts = Vec::new();
        flatten(rule, &mut parts);
        for follow_up in [FollowUp::Due, FollowUp::Open, FollowUp::Done] {
            let rules = follow_up.rules();
            if rules.iter().all(|rule| parts.contains(&rule)) {
                parts.retain(|part| !rules.contains(part));
                filter.follow_up = follow_up;
                break;
            }
        }
        for part in parts {
            if !filter.take(part) {
                filter.rest.push(part.clone());
            }
        }
        filter
    }

    /// Whether one of the chips can show the condition, and does from now on.
    fn take(&mut self, rule: &Rule) -> bool {
        let Rule::Field { field, op } = rule else { return false };
        if *field == interaction::AT {
            let when = match *op {
                Op::LastDays(days) => When::LastDays(days),
                Op::Between(Value::Date(from), Value::Date(to)) => When::Days(Some(from), Some(to)),
                Op::AtLeast(Value::Date(from)) => When::Days(Some(from), None),
                Op::AtMost(Value::Date(to)) => When::Days(None, Some(to)),
                _ => return false,
            };
            let free = self.when == When::Ever;
            if free {
                self.when = when;
            }
            return free;
        }
        let values = match op {
            Op::Is(value) => std::slice::from_ref(value),
            Op::AnyOf(values) => values.as_slice(),
            _ => return false,
        };
        if *field == interaction::SATISFACTION {
            let stars = values.iter().map(|value| if let Value::Int(n) = value { Some(*n) } else { None });
            return fill(&mut self.satisfaction, stars.collect());
        }
        let Some(list) = self.keys_of(field) else { return false };
        let keys =
            values.iter().map(|value| if let Value::Text(key) = value { Some(key.clone()) } else { None });
        fill(list, keys.collect())
    }

    fn keys_of(&mut self, field: &Field) -> Option<&mut Vec<String>> {
        Some(match field {
            _ if *field == interaction::CHANNEL => &mut self.channels,
            _ if *field == interaction::KIND => &mut self.kinds,
            _ if *field == interaction::DIRECTION => &mut self.directions,
            _ if *field == interaction::OUTCOME => &mut self.outcomes,
            _ => return None,
        })
    }
}

impl FollowUp {
    fn rules(self) -> Vec<Rule> {
        let open = Rule::field(interaction::FOLLOW_UP_DONE, Op::IsNot(Value::Bool(true)));
        let filled = Rule::field(interaction::FOLLOW_UP, Op::Filled);
        match self {
            FollowUp::Any => Vec::new(),
            FollowUp::Open => vec![filled, open],
            FollowUp::Due => {
                let due = [Op::LastDays(0), Op::MoreThanDaysAgo(0)]
                    .map(|op| Rule::field(interaction::FOLLOW_UP, op));
                vec![Rule::Any(due.into()), open]
            }
            FollowUp::Done => {
                vec![filled, Rule::field(interaction::FOLLOW_UP_DONE, Op::Is(Value::Bool(true)))]
            }
        }
    }
}

/// The conditions of nested `All`s in their order.
fn flatten<'a>(rule: &'a Rule, parts: &mut Vec<&'a Rule>) {
    match rule {
        Rule::All(rules) => rules.iter().for_each(|rule| flatten(rule, parts)),
        rule => parts.push(rule),
    }
}

/// Fills a list that asks nothing yet. A second condition on the same field, or one with a value
/// that does not belong there, cannot be shown by the chip.
fn fill<T>(list: &mut Vec<T>, values: Option<Vec<T>>) -> bool {
    match values {
        Some(values) if list.is_empty() && !values.is_empty() => {
            *list = values;
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_filter_and_its_rule_round_trip() {
        let empty = TimelineFilter::default();
        assert!(empty.to_rule().is_everybody());
        let whens = [
            When::Ever,
            When::LastDays(30),
            When::Days(Some(day("2026-01-01")), None),
            When::Days(None, Some(day("2026-01-31"))),
            When::Days(Some(day("2026-01-01")), Some(day("2026-01-31"))),
        ];
        for when in whens {
            for follow_up in [FollowUp::Any, FollowUp::Open, FollowUp::Due, FollowUp::Done] {
                let filter = TimelineFilter {
                    channels: vec!["phone".into(), "email".into()],
                    kinds: vec!["complaint".into()],
                    satisfaction: vec![1, 2],
                    when,
                    follow_up,
                    ..TimelineFilter::default()
                };
                assert_eq!(TimelineFilter::from_rule(&filter.to_rule()), filter);
                let only = TimelineFilter { when, follow_up, ..TimelineFilter::default() };
                assert_eq!(TimelineFilter::from_rule(&only.to_rule()), only);
            }
        }
    }

    #[test]
    fn what_no_chip_can_show_is_kept() {
        let channel = |key: &str| Rule::field(interaction::CHANNEL, Op::AnyOf(vec![Value::text(key)]));
        let long = Rule::field(interaction::MINUTES, Op::AtLeast(Value::Int(30)));
        let empty = Rule::field(interaction::KIND, Op::AnyOf(vec![]));
        let not = Rule::Not(Box::new(channel("chat")));
        let rule = Rule::All(vec![
            channel("phone"),
            Rule::All(vec![long.clone(), channel("email")]),
            not.clone(),
            empty.clone(),
        ]);
        let filter = TimelineFilter::from_rule(&rule);
        assert_eq!(filter.channels, ["phone"]);
        assert_eq!(filter.rest, [long, channel("email"), not, empty]);
        assert_eq!(TimelineFilter::from_rule(&filter.to_rule()), filter);
    }

    #[test]
    fn one_value_reads_like_a_list_of_one() {
        let rule = Rule::field(interaction::DIRECTION, Op::Is(Value::text("in")));
        assert_eq!(TimelineFilter::from_rule(&rule).directions, ["in"]);
    }
}
