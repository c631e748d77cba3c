//! Rules in words: for chips, summaries and explanations.

use super::{
    Comparison, Date, Field, FieldKind, History, Id, Measure, Op, Period, Rule, Schema, Value,
    rule_draft::picks_from,
};
use crate::text::{number, tr, tr_n, tr_stored, tr_with};

/// What a rule's words are made from besides the rule.
#[derive(Clone, Copy)]
pub struct RuleWords<'a> {
    pub schema: &'a Schema,
    /// The name of a customer, company or segment, where it is known.
    pub name: &'a dyn Fn(Id) -> Option<String>,
    /// A day as the user writes it.
    pub day: &'a dyn Fn(Date) -> String,
    /// The name of a language from its tag.
    pub language: &'a dyn Fn(&str) -> String,
}

/// A label of the schema, or of the workspace, in the user's language.
pub fn label_text(label: &str) -> String {
    tr_stored(label)
}

/// A rule as one phrase: "Stage is Lead and at least 2 interactions in the last 90 days".
pub fn describe(rule: &Rule, words: RuleWords) -> String {
    words.rule(rule, false)
}

impl RuleWords<'_> {
    fn rule(self, rule: &Rule, nested: bool) -> String {
        match rule {
            Rule::All(rules) if rules.is_empty() => tr("everybody").to_owned(),
            Rule::Any(rules) if rules.is_empty() => tr("nobody").to_owned(),
            Rule::All(rules) => self.joined(rules, "{a} and {b}", nested),
            Rule::Any(rules) => self.joined(rules, "{a} or {b}", nested),
            Rule::Not(inner) => match &**inner {
                Rule::InSegment(id) => tr_with("not in segment {name}", &[("name", &self.named(*id))]),
                inner => tr_with("not ({rule})", &[("rule", &self.rule(inner, false))]),
            },
            Rule::InSegment(id) => tr_with("in segment {name}", &[("name", &self.named(*id))]),
            Rule::Field { field, op } => self.condition(field, op),
            Rule::History(history) => self.history(history),
        }
    }

    fn joined(self, rules: &[Rule], pattern: &'static str, nested: bool) -> String {
        if let [only] = rules {
            return self.rule(only, nested);
        }
        let parts = rules.iter().map(|rule| self.rule(rule, true));
        let text = parts.reduce(|a, b| tr_with(pattern, &[("a", &a), ("b", &b)])).unwrap_or_default();
        if nested { format!("({text})") } else { text }
    }

    fn named(self, id: Id) -> String {
        (self.name)(id).unwrap_or_else(|| tr("(unknown)").to_owned())
    }

    pub fn field(self, field: &Field) -> String {
        match self.schema.field(field) {
            Some(info) => label_text(&info.label),
            None => tr("A field that is gone").to_owned(),
        }
    }

    fn condition(self, field: &Field, op: &Op) -> String {
        let label = self.field(field);
        let kind = self.schema.kind(field);
        let fill =
            |pattern: &'static str, value: &str| tr_with(pattern, &[("field", &label), ("value", value)]);
        let one = |value: &Value| self.value(kind, value);
        let list = |values: &[Value], pattern: &'static str| self.list(kind, values, pattern);
        let is_day = matches!(kind, Some(FieldKind::Date | FieldKind::Moment));
        let days = |n: u32| tr_n("{n} day", "{n} days", n as usize);
        match op {
            Op::Is(Value::Bool(true)) => fill("{field}: yes", ""),
            Op::Is(Value::Bool(false)) => fill("{field}: no", ""),
            Op::IsNot(Value::Bool(true)) => fill("{field}: not yes", ""),
            Op::Is(value) if is_day => fill("{field} on {value}", &one(value)),
            Op::Is(value) => fill("{field} is {value}", &one(value)),
            Op::IsNot(value) => fill("{field} is not {value}", &one(value)),
            Op::AnyOf(values) => fill("{field} is {value}", &list(values, "{a} or {b}")),
            Op::NoneOf(values) => fill("{field} is none of {value}", &list(values, "{a}, {b}")),
            Op::AllOf(values) => fill("{field} has all of {value}", &list(values, "{a}, {b}")),
            Op::Contains(text) => fill("{field} contains “{value}”", text),
            Op::NotContains(text) => fill("{field} does not contain “{value}”", text),
            Op::StartsWith(text) => fill("{field} starts with “{value}”", text),
            Op::Less(value) if is_day => fill("{field} before {value}", &one(value)),
            Op::AtMost(value) if is_day => fill("{field} on or before {value}", &one(value)),
            Op::More(value) if is_day => fill("{field} after {value}", &one(value)),
            Op::AtLeast(value) if is_day => fill("{field} on or after {value}", &one(value)),
            Op::Less(value) => fill("{field} less than {value}", &one(value)),
            Op::AtMost(value) => fill("{field} at most {value}", &one(value)),
            Op::More(value) => fill("{field} more than {value}", &one(value)),
            Op::AtLeast(value) => fill("{field} at least {value}", &one(value)),
            Op::Between(from, to) => {
                let (from, to) = (one(from), one(to));
                tr_with("{field} from {from} to {to}", &[("field", &label), ("from", &from), ("to", &to)])
            }
            Op::Empty => fill("{field} is empty", ""),
            Op::Filled => fill("{field} is filled in", ""),
            Op::LastDays(n) => fill("{field} in the last {value}", &days(*n)),
            Op::MoreThanDaysAgo(n) => fill("{field} more than {value} ago", &days(*n)),
            Op::NextDays(n) => fill("{field} in the next {value}", &days(*n)),
            Op::AnniversaryNextDays(n) => fill("{field}: its day of the year in the next {value}", &days(*n)),
        }
    }

    fn list(self, kind: Option<FieldKind>, values: &[Value], pattern: &'static str) -> String {
        let values = values.iter().map(|value| self.value(kind, value));
        values.reduce(|a, b| tr_with(pattern, &[("a", &a), ("b", &b)])).unwrap_or_default()
    }

    /// A value a rule compares with.
    fn value(self, kind: Option<FieldKind>, value: &Value) -> String {
        match value {
            Value::Text(tag) if kind == Some(FieldKind::Language) => (self.language)(tag),
            Value::Text(key) => kind
                .and_then(picks_from)
                .and_then(|list| self.schema.choice(list, key))
                .map_or_else(|| key.clone(), |choice| label_text(&choice.label)),
            Value::Ref(id) => match self.schema.member(*id) {
                Some(member) => member.name.clone(),
                None => self.named(*id),
            },
            Value::Int(value) => number(*value as f64),
            Value::Number(value) => number(*value),
            Value::Money(money) => format!("{} {}", number(money.major()), money.currency.code()),
            Value::Bool(true) => tr("yes").to_owned(),
            Value::Bool(false) => tr("no").to_owned(),
            Value::Date(date) => (self.day)(*date),
            Value::Moment(moment) => (self.day)(moment.date()),
            Value::Contact(point) => point.value.clone(),
            Value::Address(address) => address.parts().collect::<Vec<_>>().join(", "),
            Value::Consent(consent) => self.value(None, &Value::Bool(consent.given)),
            Value::Json(text) => text.clone(),
        }
    }

    fn history(self, history: &History) -> String {
        let measured = self.measure(&history.measure);
        let timed = match history.period {
            Period::Ever => measured,
            Period::LastDays(n) => {
                let days = tr_n("{n} day", "{n} days", n as usize);
                tr_with("{what} in the last {days}", &[("what", &measured), ("days", &days)])
            }
            Period::Between(from, to) => {
                let (from, to) = ((self.day)(from), (self.day)(to));
                tr_with("{what} from {from} to {to}", &[("what", &measured), ("from", &from), ("to", &to)])
            }
        };
        if history.which.is_everybody() {
            return timed;
        }
        let which = self.rule(&history.which, false);
        tr_with("{what} where {rule}", &[("what", &timed), ("rule", &which)])
    }

    fn measure(self, measure: &Measure) -> String {
        match measure {
            Measure::Count(Comparison::Equal, 0) => tr("no interaction").to_owned(),
            Measure::Count(comparison, n) => {
                let count = tr_n("{n} interaction", "{n} interactions", *n as usize);
                compared(*comparison, &count)
            }
            Measure::Satisfaction(comparison, mean) => {
                let mean = compared(*comparison, &number(*mean));
                tr_with("mean satisfaction {value}", &[("value", &mean)])
            }
            Measure::Last(op) => self.day_of(tr("latest interaction"), op),
            Measure::First(op) => self.day_of(tr("first interaction"), op),
        }
    }

    /// The condition on a day with other words in the place of the field's label.
    fn day_of(self, what: &str, op: &Op) -> String {
        let at = super::interaction::AT;
        self.condition(&at, op).replacen(&self.field(&at), what, 1)
    }
}

fn compared(comparison: Comparison, value: &str) -> String {
    let pattern = match comparison {
        Comparison::Equal => "exactly {value}",
        Comparison::Less => "less than {value}",
        Comparison::AtMost => "at most {value}",
        Comparison::More => "more than {value}",
        Comparison::AtLeast => "at least {value}",
    };
    tr_with(pattern, &[("value", value)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{customer, interaction};

    fn words(rule: Rule) -> String {
        let schema = Schema::default();
        let name = |id: Id| (id == Id::from_u128(5)).then(|| "Regulars".to_owned());
        let language = |tag: &str| if tag == "de" { "German".to_owned() } else { tag.to_owned() };
        describe(
            &rule,
            RuleWords { schema: &schema, name: &name, day: &|date| date.to_string(), language: &language },
        )
    }

    fn history(which: Vec<Rule>, period: Period, measure: Measure) -> Rule {
        Rule::History(History { which: Box::new(Rule::All(which)), period, measure })
    }

    #[test]
    fn rules_read_like_sentences() {
        let stage = |key: &str| Value::text(key);
        let lead = Rule::field(customer::STAGE, Op::Is(stage("lead")));
        let no_owner = Rule::field(customer::OWNER, Op::Empty);
        for (rule, text) in [
            (Rule::default(), "everybody"),
            (Rule::Any(vec![]), "nobody"),
            (Rule::All(vec![lead.clone(), no_owner.clone()]), "Stage is Lead and Owner is empty"),
            (
                Rule::All(vec![
                    Rule::Any(vec![
                        lead.clone(),
                        Rule::field(customer::STAGE, Op::AnyOf(vec![stage("lost"), stage("at_risk")])),
                    ]),
                    Rule::Not(Box::new(no_owner)),
                ]),
                "(Stage is Lead or Stage is Lost or At risk) and not (Owner is empty)",
            ),
            (Rule::Not(Box::new(Rule::InSegment(Id::from_u128(5)))), "not in segment Regulars"),
            (Rule::InSegment(Id::from_u128(6)), "in segment (unknown)"),
            (Rule::field(customer::CITY, Op::Contains("{field}".into())), "City contains “{field}”"),
            (
                Rule::field(customer::LANGUAGE, Op::AnyOf(vec![stage("de"), stage("fr")])),
                "Language is German or fr",
            ),
            (Rule::field(customer::CONSENTS, Op::Is(stage("email"))), "Consent is E-mail"),
            (Rule::field(Field::Custom(Id::from_u128(1)), Op::Filled), "A field that is gone is filled in"),
            (
                Rule::field(customer::AGE, Op::Between(Value::Int(18), Value::Int(1200))),
                "Age from 18 to 1,200",
            ),
            (
                history(
                    vec![Rule::field(interaction::KIND, Op::Is(stage("complaint")))],
                    Period::LastDays(90),
                    Measure::Count(Comparison::AtLeast, 2),
                ),
                "at least 2 interactions in the last 90 days where Kind is Complaint",
            ),
            (history(vec![], Period::Ever, Measure::Count(Comparison::Equal, 0)), "no interaction"),
            (
                history(vec![], Period::Ever, Measure::Last(Op::MoreThanDaysAgo(1))),
                "latest interaction more than 1 day ago",
            ),
            (
                history(vec![], Period::LastDays(30), Measure::Satisfaction(Comparison::AtMost, 2.5)),
                "mean satisfaction at most 2.5 in the last 30 days",
            ),
        ] {
            assert_eq!(words(rule), text);
        }
    }
}
