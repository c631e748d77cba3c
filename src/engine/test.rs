//! One operation of a rule, ready to be asked of many values.

use crate::model::{Comparison, Date, FieldKind, Id, Money, Now, Op, Value, fold};

/// What is compared: one value, or one element of a set.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Cell<'a> {
    /// Folded text, or the exact key of a choice.
    Text(&'a str),
    Number(f64),
    Day(Date),
    /// An instant with the day on its wall.
    Instant(i64, Date),
    Bool(bool),
    Ref(Id),
    Money(Money),
}

/// The positive half of an operation, and whether the rule wants its opposite. An empty field never
/// satisfies the positive half.
#[derive(Debug)]
pub struct Test {
    pub negated: bool,
    asks: Asks,
}

#[derive(Debug)]
enum Asks {
    Anything,
    OneOf(Vec<Wanted>),
    /// On a set each must be met by some element.
    EachOf(Vec<Wanted>),
    Contains(String),
    StartsWith(String),
    Compared(Comparison, Wanted),
    Between(Wanted, Wanted),
    Days(i32, i32),
    Anniversary {
        from: Date,
        days: u32,
    },
}

#[derive(Clone, PartialEq, Debug)]
enum Wanted {
    Text(String),
    Number(f64),
    Day(Date),
    Instant(i64),
    Bool(bool),
    Ref(Id),
    Money(Money),
}

impl Test {
    pub fn new(op: &Op, kind: FieldKind, now: Now) -> Self {
        let want = |value: &Value| Wanted::new(value, kind);
        let each = |values: &[Value]| values.iter().map(want).collect();
        let today = now.today();
        let days = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
        let (negated, asks) = match op {
            Op::Is(value) => (false, Asks::OneOf(vec![want(value)])),
            Op::IsNot(value) => (true, Asks::OneOf(vec![want(value)])),
            Op::AnyOf(values) => (false, Asks::OneOf(each(values))),
            Op::NoneOf(values) => (true, Asks::OneOf(each(values))),
            Op::AllOf(values) => (false, Asks::EachOf(each(values))),
            Op::Contains(text) => (false, Asks::Contains(fold(text))),
            Op::NotContains(text) => (true, Asks::Contains(fold(text))),
            Op::StartsWith(text) => (false, Asks::StartsWith(fold(text))),
            Op::Less(value) => (false, Asks::Compared(Comparison::Less, want(value))),
            Op::AtMost(value) => (false, Asks::Compared(Comparison::AtMost, want(value))),
            Op::More(value) => (false, Asks::Compared(Comparison::More, want(value))),
            Op::AtLeast(value) => (false, Asks::Compared(Comparison::AtLeast, want(value))),
            Op::Between(from, to) => (false, Asks::Between(want(from), want(to))),
            Op::Empty => (true, Asks::Anything),
            Op::Filled => (false, Asks::Anything),
            Op::LastDays(n) => (false, Asks::Days(today.plus_days(-days(*n)).days(), today.days())),
            Op::MoreThanDaysAgo(n) => {
                (false, Asks::Days(i32::MIN, today.plus_days(-days(*n)).days().saturating_sub(1)))
            }
            Op::NextDays(n) => (false, Asks::Days(today.days(), today.plus_days(days(*n)).days())),
            Op::AnniversaryNextDays(n) => (false, Asks::Anniversary { from: today, days: *n }),
        };
        Test { negated, asks }
    }

    /// Whether the rule's condition holds for a field with these elements; a field that is no set
    /// has one or none.
    pub fn holds<'a>(&self, mut elements: impl Iterator<Item = Cell<'a>> + Clone) -> bool {
        let positive = match &self.asks {
            Asks::EachOf(wanted) => {
                elements.clone().next().is_some()
                    && wanted.iter().all(|wanted| elements.clone().any(|cell| wanted.is(cell)))
            }
            _ => elements.any(|cell| self.met_by(cell)),
        };
        positive != self.negated
    }

    /// For sets: how many different elements must be there together.
    pub fn needs_all(&self) -> bool {
        matches!(&self.asks, Asks::EachOf(wanted) if wanted.len() != 1)
    }

    /// Whether the positive half holds for this one value.
    pub fn met_by(&self, cell: Cell<'_>) -> bool {
        match &self.asks {
            Asks::Anything => true,
            Asks::OneOf(wanted) => wanted.iter().any(|wanted| wanted.is(cell)),
            Asks::EachOf(wanted) => wanted.iter().all(|wanted| wanted.is(cell)),
            Asks::Contains(text) => matches!(cell, Cell::Text(cell) if cell.contains(text.as_str())),
            Asks::StartsWith(text) => matches!(cell, Cell::Text(cell) if cell.starts_with(text.as_str())),
            Asks::Compared(comparison, wanted) => {
                wanted.order(cell).is_some_and(|order| comparison.holds(order as i8, 0))
            }
            Asks::Between(from, to) => {
                from.order(cell).is_some_and(|order| order.is_ge())
                    && to.order(cell).is_some_and(|order| order.is_le())
            }
            Asks::Days(from, to) => cell.day().is_some_and(|day| (*from..=*to).contains(&day.days())),
            Asks::Anniversary { from, days } => {
                cell.day().is_some_and(|day| anniversary_within(day, *from, *days))
            }
        }
    }
}

impl Cell<'_> {
    fn day(self) -> Option<Date> {
        match self {
            Cell::Day(day) | Cell::Instant(_, day) => Some(day),
            _ => None,
        }
    }
}

impl Wanted {
    fn new(value: &Value, kind: FieldKind) -> Self {
        match value {
            Value::Text(text) | Value::Json(text) => match kind {
                FieldKind::Choice(_) | FieldKind::Consents => Wanted::Text(text.clone()),
                _ => Wanted::Text(fold(text)),
            },
            Value::Contact(point) => Wanted::Text(fold(&point.value)),
            Value::Address(address) => Wanted::Text(fold(&address.parts().collect::<Vec<_>>().join(" "))),
            Value::Int(number) => Wanted::Number(*number as f64),
            Value::Number(number) => Wanted::Number(*number),
            Value::Date(date) => Wanted::Day(*date),
            Value::Moment(moment) => Wanted::Instant(moment.utc_ms),
            Value::Bool(value) => Wanted::Bool(*value),
            Value::Consent(consent) => Wanted::Bool(consent.given),
            Value::Ref(id) => Wanted::Ref(*id),
            Value::Money(money) => Wanted::Money(*money),
        }
    }

    fn is(&self, cell: Cell<'_>) -> bool {
        match (self, cell) {
            (Wanted::Text(wanted), Cell::Text(text)) => wanted == text,
            (Wanted::Bool(wanted), Cell::Bool(value)) => *wanted == value,
            (Wanted::Ref(wanted), Cell::Ref(id)) => *wanted == id,
            _ => self.order(cell).is_some_and(|order| order.is_eq()),
        }
    }

    /// How the cell stands to what is wanted; `None` when they cannot be compared. Amounts in two
    /// currencies cannot.
    fn order(&self, cell: Cell<'_>) -> Option<std::cmp::Ordering> {
        match (self, cell) {
            (Wanted::Number(wanted), Cell::Number(number)) => number.partial_cmp(wanted),
            (Wanted::Day(wanted), Cell::Day(day) | Cell::Instant(_, day)) => Some(day.cmp(wanted)),
            (Wanted::Instant(wanted), Cell::Instant(ms, _)) => Some(ms.cmp(wanted)),
            (Wanted::Text(wanted), Cell::Text(text)) => Some(text.cmp(wanted.as_str())),
            (Wanted::Money(wanted), Cell::Money(money)) if wanted.currency == money.currency => {
                Some(money.minor.cmp(&wanted.minor))
            }
            _ => None,
        }
    }
}

/// Whether the calendar reaches `day`'s month and day within `days` from `from` on. 29 February is
/// kept on 1 March in other years.
fn anniversary_within(day: Date, from: Date, days: u32) -> bool {
    (0..2).any(|year| {
        let year = from.year().saturating_add(year);
        let this = Date::new(year, day.month(), day.day()).or_else(|| Date::new(year, 3, 1));
        this.is_some_and(|this| (0..=i64::from(days)).contains(&i64::from(this.days() - from.days())))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ChoiceList;

    fn now() -> Now {
        Now { utc_ms: "2026-11-22T12:00:00Z".parse::<crate::model::Moment>().unwrap().utc_ms, offset_min: 0 }
    }

    fn holds(op: Op, kind: FieldKind, cells: &[Cell<'_>]) -> bool {
        Test::new(&op, kind, now()).holds(cells.iter().copied())
    }

    #[test]
    fn an_empty_field_satisfies_only_the_negative_operations() {
        let text = || Value::text("x");
        let kind = FieldKind::Text;
        for op in [Op::IsNot(text()), Op::NoneOf(vec![text()]), Op::NotContains("x".into()), Op::Empty] {
            assert!(holds(op.clone(), kind, &[]), "{op:?}");
        }
        for op in [Op::Is(text()), Op::Contains(String::new()), Op::Filled, Op::Less(text()), Op::LastDays(9)]
        {
            assert!(!holds(op.clone(), kind, &[]), "{op:?}");
        }
    }

    #[test]
    fn text_is_compared_without_accents_and_choices_exactly() {
        assert!(holds(Op::Is(Value::text("Müller")), FieldKind::Text, &[Cell::Text("muller")]));
        let choice = FieldKind::Choice(ChoiceList::Stage);
        assert!(!holds(Op::Is(Value::text("Lead")), choice, &[Cell::Text("lead")]));
    }

    #[test]
    fn sets_hold_for_any_and_not_for_none() {
        let tags = [Cell::Text("vip"), Cell::Text("golf")];
        let words = |words: &[&str]| words.iter().map(|word| Value::text(*word)).collect::<Vec<_>>();
        assert!(holds(Op::AllOf(words(&["vip", "golf"])), FieldKind::Tags, &tags));
        assert!(!holds(Op::AllOf(words(&["vip", "chess"])), FieldKind::Tags, &tags));
        assert!(!holds(Op::NoneOf(words(&["golf"])), FieldKind::Tags, &tags));
    }

    #[test]
    fn days_count_from_today() {
        let day = |text: &str| [Cell::Day(text.parse().unwrap())];
        assert!(holds(Op::LastDays(90), FieldKind::Date, &day("2026-08-24")));
        assert!(!holds(Op::LastDays(90), FieldKind::Date, &day("2026-08-23")));
        assert!(holds(Op::MoreThanDaysAgo(90), FieldKind::Date, &day("2026-08-23")));
        assert!(!holds(Op::LastDays(90), FieldKind::Date, &day("2026-11-23")));
        assert!(holds(Op::AnniversaryNextDays(50), FieldKind::Date, &day("1980-01-05")));
        assert!(holds(Op::AnniversaryNextDays(0), FieldKind::Date, &day("1980-11-22")));
        assert!(!holds(Op::AnniversaryNextDays(30), FieldKind::Date, &day("1980-11-21")));
    }
}
