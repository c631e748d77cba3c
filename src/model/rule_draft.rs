//! A rule while somebody edits it: a tree of what was chosen and typed, as text.
//!
//! [`DraftTree::rule`] turns it into a [`Rule`], or says which conditions are not finished; nothing
//! half-typed ever becomes a rule. What this editor cannot show (a field that is gone, a value of
//! another kind) is kept untouched. This module must never know a widget.

use super::{
    ChoiceList, Comparison, Date, Field, FieldKind, History, Id, Measure, Money, Op, Period, Rule, Schema,
    Table, Value, customer, interaction,
};
use crate::text::tr;

/// Names a part of a tree for as long as the tree lives.
pub type NodeKey = u32;

#[derive(Clone, PartialEq, Debug)]
pub struct DraftTree {
    pub root: Group,
    last_key: NodeKey,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Node {
    Group(Group),
    Condition(Condition),
}

#[derive(Clone, PartialEq, Debug)]
pub struct Group {
    pub key: NodeKey,
    pub join: Join,
    pub parts: Vec<Node>,
}

/// How many parts of a group have to hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Join {
    All,
    Any,
    None,
    NotAll,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Condition {
    pub key: NodeKey,
    pub asks: Question,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Question {
    Field(FieldQuestion),
    History(HistoryQuestion),
    Segment(SegmentQuestion),
    /// A condition that cannot be edited here and stays as it is.
    Kept(Rule),
}

/// What is asked of a field. Which of the operands count depends on the test.
#[derive(Clone, PartialEq, Debug)]
pub struct FieldQuestion {
    pub field: Field,
    pub test: Test,
    pub first: String,
    pub second: String,
    /// Keys of choices, words, or ids.
    pub picked: Vec<String>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct HistoryQuestion {
    pub which: Group,
    pub measure: MeasureKind,
    /// Of a number or of the mean satisfaction.
    pub compare: Compare,
    pub number: String,
    /// Of the latest or earliest: what is asked of its day.
    pub day: FieldQuestion,
    pub period: PeriodKind,
    pub days: String,
    pub from: String,
    pub to: String,
}

#[derive(Clone, PartialEq, Debug)]
pub struct SegmentQuestion {
    pub inside: bool,
    /// An id, or nothing yet.
    pub segment: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Test {
    AnyOf,
    AllOf,
    NoneOf,
    Contains,
    NotContains,
    StartsWith,
    Equal,
    NotEqual,
    Less,
    AtMost,
    More,
    AtLeast,
    Between,
    LastDays,
    MoreThanDaysAgo,
    NextDays,
    AnniversaryNextDays,
    Yes,
    NotYes,
    No,
    Filled,
    Empty,
}

/// What a test needs besides the field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operand {
    Nothing,
    Picks,
    Text,
    Number,
    Numbers,
    Day,
    Days,
    /// A number of days.
    Length,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MeasureKind {
    Count,
    Last,
    First,
    Satisfaction,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compare {
    AtLeast,
    AtMost,
    Equal,
    More,
    Less,
    /// Of a number only: there are none.
    Never,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PeriodKind {
    Ever,
    LastDays,
    Between,
}

/// Why a part is not finished.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DraftProblem {
    NothingTyped,
    NothingChosen,
    NotANumber,
    NotWhole,
    NotANumberOfDays,
    NotADay,
    NotAnAmount,
    NoCurrency,
    Backwards,
    EmptyGroup,
}

impl DraftProblem {
    /// In words for the user: what to do.
    pub fn text(self) -> &'static str {
        match self {
            DraftProblem::NothingTyped => tr("Type a value."),
            DraftProblem::NothingChosen => tr("Choose at least one."),
            DraftProblem::NotANumber => tr("Type a number such as 12 or 3.5, without grouping."),
            DraftProblem::NotWhole => tr("Type a whole number."),
            DraftProblem::NotANumberOfDays => tr("Type a number of days, at most 36,500."),
            DraftProblem::NotADay => tr("Choose a day."),
            DraftProblem::NotAnAmount => tr("Type an amount such as 1200 or 12.50."),
            DraftProblem::NoCurrency => {
                tr("Type the currency too, such as 12.50 EUR: the workspace has none.")
            }
            DraftProblem::Backwards => tr("The end must not come before the start."),
            DraftProblem::EmptyGroup => tr("Add a condition to this group, or remove it."),
        }
    }
}

/// The tests that make sense for a field of this kind, the most usual first.
pub fn tests_for(kind: FieldKind) -> &'static [Test] {
    use Test::*;
    match kind {
        FieldKind::Text | FieldKind::LongText | FieldKind::Link => {
            &[Contains, NotContains, AnyOf, NoneOf, StartsWith, Filled, Empty]
        }
        FieldKind::Emails | FieldKind::Phones | FieldKind::Addresses => {
            &[Contains, NotContains, StartsWith, Filled, Empty]
        }
        FieldKind::Language | FieldKind::Choice(_) | FieldKind::Ref(_) => &[AnyOf, NoneOf, Filled, Empty],
        FieldKind::Tags | FieldKind::Consents | FieldKind::Picks(_) => &[AnyOf, AllOf, NoneOf, Filled, Empty],
        FieldKind::Int | FieldKind::Number | FieldKind::Money => {
            &[AtLeast, AtMost, More, Less, Equal, NotEqual, Between, Filled, Empty]
        }
        FieldKind::Bool => &[Yes, NotYes, No, Filled, Empty],
        FieldKind::Moment => {
            &[LastDays, MoreThanDaysAgo, NextDays, Equal, Less, More, AtMost, AtLeast, Between, Filled, Empty]
        }
        FieldKind::Date => &[
            LastDays,
            MoreThanDaysAgo,
            NextDays,
            AnniversaryNextDays,
            Equal,
            Less,
            More,
            AtMost,
            AtLeast,
            Between,
            Filled,
            Empty,
        ],
        FieldKind::Json => &[Filled, Empty],
    }
}

/// The tests for the day of the latest or earliest interaction.
pub const DAY_TESTS: &[Test] = &[
    Test::MoreThanDaysAgo,
    Test::LastDays,
    Test::Less,
    Test::More,
    Test::AtMost,
    Test::AtLeast,
    Test::Equal,
    Test::Between,
];

impl Test {
    pub fn operand(self, kind: FieldKind) -> Operand {
        use Test::*;
        let is_day = matches!(kind, FieldKind::Date | FieldKind::Moment);
        match self {
            Yes | NotYes | No | Filled | Empty => Operand::Nothing,
            AnyOf | AllOf | NoneOf => Operand::Picks,
            Contains | NotContains | StartsWith => Operand::Text,
            LastDays | MoreThanDaysAgo | NextDays | AnniversaryNextDays => Operand::Length,
            Between if is_day => Operand::Days,
            Between => Operand::Numbers,
            Equal | NotEqual | Less | AtMost | More | AtLeast if is_day => Operand::Day,
            Equal | NotEqual | Less | AtMost | More | AtLeast => Operand::Number,
        }
    }
}

/// The fields a rule over this table can ask for. Left out: what another field says better.
pub fn askable(schema: &Schema, table: Table) -> Vec<super::FieldInfo> {
    let better_elsewhere = [customer::EMAIL, customer::PHONE, interaction::CUSTOMER, interaction::ZONE];
    schema.fields(table).into_iter().filter(|info| !better_elsewhere.contains(&info.field)).collect()
}

impl FieldQuestion {
    pub fn new(field: Field, kind: FieldKind) -> Self {
        let test = tests_for(kind).first().copied().unwrap_or(Test::Filled);
        FieldQuestion { field, test, first: String::new(), second: String::new(), picked: Vec::new() }
    }

    fn read(field: &Field, kind: FieldKind, op: &Op, schema: &Schema) -> Option<Self> {
        let mut read = FieldQuestion::new(field.clone(), kind);
        let picks = |values: &[Value]| values.iter().map(pick_text).collect::<Option<Vec<_>>>();
        let is_picked = tests_for(kind).contains(&Test::AnyOf);
        (read.test, read.picked) = match op {
            Op::Is(Value::Bool(true)) => (Test::Yes, vec![]),
            Op::Is(Value::Bool(false)) => (Test::No, vec![]),
            Op::IsNot(Value::Bool(true)) => (Test::NotYes, vec![]),
            Op::Is(value) if is_picked => (Test::AnyOf, picks(std::slice::from_ref(value))?),
            Op::IsNot(value) if is_picked => (Test::NoneOf, picks(std::slice::from_ref(value))?),
            Op::AnyOf(values) => (Test::AnyOf, picks(values)?),
            Op::NoneOf(values) => (Test::NoneOf, picks(values)?),
            Op::AllOf(values) => (Test::AllOf, picks(values)?),
            Op::Is(_) => (Test::Equal, vec![]),
            Op::IsNot(_) => (Test::NotEqual, vec![]),
            Op::Contains(_) => (Test::Contains, vec![]),
            Op::NotContains(_) => (Test::NotContains, vec![]),
            Op::StartsWith(_) => (Test::StartsWith, vec![]),
            Op::Less(_) => (Test::Less, vec![]),
            Op::AtMost(_) => (Test::AtMost, vec![]),
            Op::More(_) => (Test::More, vec![]),
            Op::AtLeast(_) => (Test::AtLeast, vec![]),
            Op::Between(..) => (Test::Between, vec![]),
            Op::Empty => (Test::Empty, vec![]),
            Op::Filled => (Test::Filled, vec![]),
            Op::LastDays(_) => (Test::LastDays, vec![]),
            Op::MoreThanDaysAgo(_) => (Test::MoreThanDaysAgo, vec![]),
            Op::NextDays(_) => (Test::NextDays, vec![]),
            Op::AnniversaryNextDays(_) => (Test::AnniversaryNextDays, vec![]),
        };
        match op {
            Op::Is(value) | Op::IsNot(value) if read.picked.is_empty() => read.first = typed(value)?,
            Op::Less(value) | Op::AtMost(value) | Op::More(value) | Op::AtLeast(value) => {
                read.first = typed(value)?
            }
            Op::Between(from, to) => (read.first, read.second) = (typed(from)?, typed(to)?),
            Op::Contains(text) | Op::NotContains(text) | Op::StartsWith(text) => read.first.clone_from(text),
            Op::LastDays(days)
            | Op::MoreThanDaysAgo(days)
            | Op::NextDays(days)
            | Op::AnniversaryNextDays(days) => read.first = days.to_string(),
            _ => {}
        }
        // Said of the workspace's own currency, an amount is a plain number.
        if let Some(currency) = schema.currency_of(field).filter(|_| kind == FieldKind::Money) {
            for amount in [&mut read.first, &mut read.second] {
                if let Some(plain) = amount.strip_suffix(currency.code()) {
                    *amount = plain.trim_end().to_owned();
                }
            }
        }
        // Whatever would come out otherwise than it went in is not for this editor.
        (read.op(kind, schema).ok()? == plain(op)).then_some(read)
    }

    fn op(&self, kind: FieldKind, schema: &Schema) -> Result<Op, DraftProblem> {
        use Test::*;
        let number = |text: &str| self.number(text, kind, schema);
        let one = |op: fn(Value) -> Op| match self.test.operand(kind) {
            Operand::Day => day(&self.first).map(|day| op(Value::Date(day))),
            _ => number(&self.first).map(op),
        };
        let text = |op: fn(String) -> Op| match self.first.trim() {
            "" => Err(DraftProblem::NothingTyped),
            typed => Ok(op(typed.to_owned())),
        };
        let days = |op: fn(u32) -> Op| length(&self.first).map(op);
        match self.test {
            Yes => Ok(Op::Is(Value::Bool(true))),
            NotYes => Ok(Op::IsNot(Value::Bool(true))),
            No => Ok(Op::Is(Value::Bool(false))),
            Filled => Ok(Op::Filled),
            Empty => Ok(Op::Empty),
            AnyOf => Ok(plain(&Op::AnyOf(self.picks(kind)?))),
            NoneOf => Ok(plain(&Op::NoneOf(self.picks(kind)?))),
            AllOf => Ok(Op::AllOf(self.picks(kind)?)),
            Contains => text(Op::Contains),
            NotContains => text(Op::NotContains),
            StartsWith => text(Op::StartsWith),
            Equal => one(Op::Is),
            NotEqual => one(Op::IsNot),
            Less => one(Op::Less),
            AtMost => one(Op::AtMost),
            More => one(Op::More),
            AtLeast => one(Op::AtLeast),
            LastDays => days(Op::LastDays),
            MoreThanDaysAgo => days(Op::MoreThanDaysAgo),
            NextDays => days(Op::NextDays),
            AnniversaryNextDays => days(Op::AnniversaryNextDays),
            Between if self.test.operand(kind) == Operand::Days => {
                let (from, to) = (day(&self.first)?, day(&self.second)?);
                if to < from {
                    Err(DraftProblem::Backwards)
                } else {
                    Ok(Op::Between(Value::Date(from), Value::Date(to)))
                }
            }
            Between => {
                let (from, to) = (number(&self.first)?, number(&self.second)?);
                let backwards = to.as_number() < from.as_number();
                if backwards { Err(DraftProblem::Backwards) } else { Ok(Op::Between(from, to)) }
            }
        }
    }

    fn picks(&self, kind: FieldKind) -> Result<Vec<Value>, DraftProblem> {
        let value = |text: &String| match kind {
            FieldKind::Ref(_) | FieldKind::Picks(_) => text.parse().ok().map(Value::Ref),
            _ => Some(Value::text(text.as_str())),
        };
        let values: Vec<_> = self.picked.iter().filter_map(value).collect();
        if values.is_empty() { Err(DraftProblem::NothingChosen) } else { Ok(values) }
    }

    fn number(&self, text: &str, kind: FieldKind, schema: &Schema) -> Result<Value, DraftProblem> {
        match kind {
            FieldKind::Int => match decimal(text)?.parse() {
                Ok(whole) => Ok(Value::Int(whole)),
                Err(_) => Err(DraftProblem::NotWhole),
            },
            FieldKind::Money => {
                let (amount, code) = match text.trim().split_once(' ') {
                    Some((amount, code)) => (amount, super::Currency::new(code)),
                    None => (text, schema.currency_of(&self.field)),
                };
                let amount = decimal(amount).map_err(|problem| match problem {
                    DraftProblem::NothingTyped => problem,
                    _ => DraftProblem::NotAnAmount,
                })?;
                let currency = code.ok_or(DraftProblem::NoCurrency)?;
                Money::parse(&amount, currency).map(Value::Money).ok_or(DraftProblem::NotAnAmount)
            }
            _ => real(text).map(Value::Number),
        }
    }
}

impl HistoryQuestion {
    fn new(key: NodeKey, measure: MeasureKind) -> Self {
        let mut day = FieldQuestion::new(interaction::AT, FieldKind::Moment);
        day.test = Test::MoreThanDaysAgo;
        HistoryQuestion {
            which: Group { key, join: Join::All, parts: Vec::new() },
            measure,
            compare: if measure == MeasureKind::Satisfaction { Compare::AtMost } else { Compare::AtLeast },
            number: String::new(),
            day,
            period: PeriodKind::Ever,
            days: String::new(),
            from: String::new(),
            to: String::new(),
        }
    }

    fn read_period(&mut self, period: Period) {
        self.period = match period {
            Period::Ever => PeriodKind::Ever,
            Period::LastDays(days) => {
                self.days = days.to_string();
                PeriodKind::LastDays
            }
            Period::Between(from, to) => {
                (self.from, self.to) = (from.to_string(), to.to_string());
                PeriodKind::Between
            }
        };
    }

    fn period(&self) -> Result<Period, DraftProblem> {
        match self.period {
            PeriodKind::Ever => Ok(Period::Ever),
            PeriodKind::LastDays => length(&self.days).map(Period::LastDays),
            PeriodKind::Between => {
                let (from, to) = (day(&self.from)?, day(&self.to)?);
                if to < from { Err(DraftProblem::Backwards) } else { Ok(Period::Between(from, to)) }
            }
        }
    }

    fn measure(&self, schema: &Schema) -> Result<Measure, DraftProblem> {
        let day = || self.day.op(FieldKind::Moment, schema);
        match self.measure {
            MeasureKind::Count if self.compare == Compare::Never => Ok(Measure::Count(Comparison::Equal, 0)),
            MeasureKind::Count => match decimal(&self.number)?.parse() {
                Ok(count) => Ok(Measure::Count(self.compare.comparison(), count)),
                Err(_) => Err(DraftProblem::NotWhole),
            },
            MeasureKind::Last => day().map(Measure::Last),
            MeasureKind::First => day().map(Measure::First),
            MeasureKind::Satisfaction => {
                real(&self.number).map(|mean| Measure::Satisfaction(self.compare.comparison(), mean))
            }
        }
    }
}

impl Compare {
    /// `Never` is "exactly none", which no mean can be: those offer the others only.
    fn comparison(self) -> Comparison {
        match self {
            Compare::AtLeast => Comparison::AtLeast,
            Compare::AtMost => Comparison::AtMost,
            Compare::Equal | Compare::Never => Comparison::Equal,
            Compare::More => Comparison::More,
            Compare::Less => Comparison::Less,
        }
    }
}

impl From<Comparison> for Compare {
    fn from(comparison: Comparison) -> Self {
        match comparison {
            Comparison::AtLeast => Compare::AtLeast,
            Comparison::AtMost => Compare::AtMost,
            Comparison::Equal => Compare::Equal,
            Comparison::More => Compare::More,
            Comparison::Less => Compare::Less,
        }
    }
}

impl Node {
    pub fn key(&self) -> NodeKey {
        match self {
            Node::Group(group) => group.key,
            Node::Condition(condition) => condition.key,
        }
    }

    /// The group this is, or holds as the interactions it is about.
    fn inner(&self) -> Option<&Group> {
        match self {
            Node::Group(group) => Some(group),
            Node::Condition(Condition { asks: Question::History(history), .. }) => Some(&history.which),
            Node::Condition(_) => None,
        }
    }

    fn inner_mut(&mut self) -> Option<&mut Group> {
        match self {
            Node::Group(group) => Some(group),
            Node::Condition(Condition { asks: Question::History(history), .. }) => Some(&mut history.which),
            Node::Condition(_) => None,
        }
    }
}

impl Group {
    fn find(&self, key: NodeKey) -> Option<&Node> {
        self.parts
            .iter()
            .find_map(|part| if part.key() == key { Some(part) } else { part.inner()?.find(key) })
    }

    fn find_mut(&mut self, key: NodeKey) -> Option<&mut Node> {
        self.parts
            .iter_mut()
            .find_map(|part| if part.key() == key { Some(part) } else { part.inner_mut()?.find_mut(key) })
    }

    fn group(&self, key: NodeKey) -> Option<&Group> {
        if self.key == key {
            return Some(self);
        }
        self.parts.iter().find_map(|part| part.inner()?.group(key))
    }

    fn group_mut(&mut self, key: NodeKey) -> Option<&mut Group> {
        if self.key == key {
            return Some(self);
        }
        self.parts.iter_mut().find_map(|part| part.inner_mut()?.group_mut(key))
    }

    /// The group that holds the part, and where in it.
    fn place_of(&self, key: NodeKey) -> Option<(NodeKey, usize)> {
        if let Some(at) = self.parts.iter().position(|part| part.key() == key) {
            return Some((self.key, at));
        }
        self.parts.iter().find_map(|part| part.inner()?.place_of(key))
    }

    fn rule(&self, schema: &Schema, faults: &mut Vec<(NodeKey, DraftProblem)>) -> Rule {
        let mut rules: Vec<Rule> =
            self.parts.iter().filter_map(|part| part_rule(part, schema, faults)).collect();
        match self.join {
            Join::All => Rule::All(rules),
            Join::Any => Rule::Any(rules),
            Join::NotAll => Rule::Not(Box::new(Rule::All(rules))),
            Join::None if rules.len() == 1 => Rule::Not(Box::new(rules.remove(0))),
            Join::None => Rule::Not(Box::new(Rule::Any(rules))),
        }
    }
}

fn part_rule(part: &Node, schema: &Schema, faults: &mut Vec<(NodeKey, DraftProblem)>) -> Option<Rule> {
    let (key, asks) = match part {
        Node::Group(group) => {
            if group.parts.is_empty() {
                faults.push((group.key, DraftProblem::EmptyGroup));
            }
            return Some(group.rule(schema, faults));
        }
        Node::Condition(condition) => (condition.key, &condition.asks),
    };
    let rule = match asks {
        Question::Kept(rule) => Ok(rule.clone()),
        Question::Segment(asked) => match asked.segment.parse().map(Rule::InSegment) {
            Ok(rule) if asked.inside => Ok(rule),
            Ok(rule) => Ok(Rule::Not(Box::new(rule))),
            Err(_) => Err(DraftProblem::NothingChosen),
        },
        Question::Field(asked) => match schema.kind(&asked.field) {
            Some(kind) => asked.op(kind, schema).map(|op| Rule::field(asked.field.clone(), op)),
            None => Err(DraftProblem::NothingChosen),
        },
        Question::History(asked) => {
            let which = Box::new(asked.which.rule(schema, faults));
            asked
                .measure(schema)
                .and_then(|measure| Ok(Rule::History(History { which, period: asked.period()?, measure })))
        }
    };
    rule.map_err(|problem| faults.push((key, problem))).ok()
}

impl DraftTree {
    pub fn read(rule: &Rule, schema: &Schema) -> Self {
        let mut keys = Keys(0);
        let root = keys.group(rule, schema);
        DraftTree { root, last_key: keys.0 }
    }

    /// Another rule in the place of this one. No key is used again: whatever shows a part of the old
    /// tree is not mistaken for showing a part of the new one.
    pub fn replace(&mut self, rule: &Rule, schema: &Schema) {
        let mut keys = Keys(self.last_key);
        self.root = keys.group(rule, schema);
        self.last_key = keys.0;
    }

    /// The rule, when every part of it is finished; otherwise which parts are not, and why.
    pub fn rule(&self, schema: &Schema) -> Result<Rule, Vec<(NodeKey, DraftProblem)>> {
        let mut faults = Vec::new();
        // Nobody at all: only a rule that came so says it, and it has to be said on purpose.
        if self.root.parts.is_empty() && self.root.join != Join::All {
            faults.push((self.root.key, DraftProblem::EmptyGroup));
        }
        let rule = self.root.rule(schema, &mut faults);
        if faults.is_empty() { Ok(rule) } else { Err(faults) }
    }

    pub fn group(&self, key: NodeKey) -> Option<&Group> {
        self.root.group(key)
    }

    pub fn condition(&self, key: NodeKey) -> Option<&Condition> {
        match self.root.find(key)? {
            Node::Condition(condition) => Some(condition),
            Node::Group(_) => None,
        }
    }

    /// The group that holds a part.
    pub fn holder(&self, key: NodeKey) -> Option<NodeKey> {
        self.root.place_of(key).map(|(group, _)| group)
    }

    pub fn edit(&mut self, key: NodeKey, edit: impl FnOnce(&mut Question)) {
        if let Some(Node::Condition(condition)) = self.root.find_mut(key) {
            edit(&mut condition.asks);
        }
    }

    pub fn set_join(&mut self, key: NodeKey, join: Join) {
        if let Some(group) = self.root.group_mut(key) {
            group.join = join;
        }
    }

    fn new_key(&mut self) -> NodeKey {
        self.last_key += 1;
        self.last_key
    }

    pub fn add(&mut self, group: NodeKey, asks: Question) -> NodeKey {
        let key = self.new_key();
        self.push(group, Node::Condition(Condition { key, asks }));
        key
    }

    pub fn new_history(&mut self, measure: MeasureKind) -> Question {
        Question::History(HistoryQuestion::new(self.new_key(), measure))
    }

    /// A new group inside `group` with one condition, whose key is returned.
    pub fn add_group(&mut self, group: NodeKey, join: Join, asks: Question) -> NodeKey {
        let (inner, key) = (self.new_key(), self.new_key());
        let parts = vec![Node::Condition(Condition { key, asks })];
        self.push(group, Node::Group(Group { key: inner, join, parts }));
        key
    }

    fn push(&mut self, group: NodeKey, node: Node) {
        if let Some(group) = self.root.group_mut(group) {
            group.parts.push(node);
        }
    }

    pub fn remove(&mut self, key: NodeKey) {
        if let Some((group, at)) = self.root.place_of(key)
            && let Some(holder) = self.root.group_mut(group)
        {
            holder.parts.remove(at);
            self.prune(group);
        }
    }

    /// Takes away a group whose last part has gone, and the groups around it that held nothing else.
    fn prune(&mut self, group: NodeKey) {
        if self.root.group(group).is_none_or(|group| !group.parts.is_empty()) {
            return;
        }
        if self.is_nested(group) {
            self.remove(group);
        } else if let Some(group) = self.root.group_mut(group) {
            // Left as it is, it would be "any of nothing", which nobody fulfils.
            group.join = Join::All;
        }
    }

    /// Puts a copy behind a part; its key is returned.
    pub fn duplicate(&mut self, key: NodeKey) -> Option<NodeKey> {
        let mut copy = self.root.find(key)?.clone();
        self.renew(&mut copy);
        let new = copy.key();
        let (group, at) = self.root.place_of(key)?;
        self.root.group_mut(group)?.parts.insert(at + 1, copy);
        Some(new)
    }

    fn renew(&mut self, node: &mut Node) {
        match node {
            Node::Condition(condition) => {
                condition.key = self.new_key();
                if let Question::History(history) = &mut condition.asks {
                    self.renew_group(&mut history.which);
                }
            }
            Node::Group(group) => self.renew_group(group),
        }
    }

    fn renew_group(&mut self, group: &mut Group) {
        group.key = self.new_key();
        for part in &mut group.parts {
            self.renew(part);
        }
    }

    /// Puts a part into a group of its own, where it stands.
    pub fn wrap(&mut self, key: NodeKey) {
        let inner = self.new_key();
        if let Some((group, at)) = self.root.place_of(key)
            && let Some(group) = self.root.group_mut(group)
        {
            let part = group.parts.remove(at);
            group.parts.insert(at, Node::Group(Group { key: inner, join: Join::Any, parts: vec![part] }));
        }
    }

    /// Whether [`DraftTree::shift`] would move the part.
    pub fn can_shift(&self, key: NodeKey, up: bool) -> bool {
        let Some((holder, at)) = self.root.place_of(key) else { return false };
        let Some(group) = self.root.group(holder) else { return false };
        let at_end = if up { at == 0 } else { at + 1 == group.parts.len() };
        !at_end || self.is_nested(holder)
    }

    /// Whether the group stands in another one, and is not the interactions of a history.
    fn is_nested(&self, group: NodeKey) -> bool {
        matches!(self.root.find(group), Some(Node::Group(_)))
    }

    /// Moves a part one step up or down in reading order: past a condition, into a group, or out of one.
    pub fn shift(&mut self, key: NodeKey, up: bool) {
        if !self.can_shift(key, up) {
            return;
        }
        let Some((holder, at)) = self.root.place_of(key) else { return };
        let Some(group) = self.root.group_mut(holder) else { return };
        let part = group.parts.remove(at);
        let neighbour = if up { at.checked_sub(1) } else { Some(at).filter(|at| *at < group.parts.len()) };
        match neighbour {
            Some(beside) => match &mut group.parts[beside] {
                Node::Group(inner) if up => inner.parts.push(part),
                Node::Group(inner) => inner.parts.insert(0, part),
                Node::Condition(_) => group.parts.insert(if up { beside } else { beside + 1 }, part),
            },
            None => {
                let Some((outer, at)) = self.root.place_of(holder) else { return };
                let Some(outer) = self.root.group_mut(outer) else { return };
                outer.parts.insert(if up { at } else { at + 1 }, part);
                self.prune(holder);
            }
        }
    }
}

/// Hands out keys while a rule is read.
struct Keys(NodeKey);

impl Keys {
    fn next(&mut self) -> NodeKey {
        self.0 += 1;
        self.0
    }

    fn group(&mut self, rule: &Rule, schema: &Schema) -> Group {
        let key = self.next();
        let (join, rules) = match rule {
            Rule::All(rules) => (Join::All, &rules[..]),
            Rule::Any(rules) => (Join::Any, &rules[..]),
            Rule::Not(inner) => match &**inner {
                Rule::All(rules) => (Join::NotAll, &rules[..]),
                Rule::Any(rules) => (Join::None, &rules[..]),
                Rule::InSegment(_) => (Join::All, std::slice::from_ref(rule)),
                other => (Join::None, std::slice::from_ref(other)),
            },
            other => (Join::All, std::slice::from_ref(other)),
        };
        Group { key, join, parts: rules.iter().map(|rule| self.node(rule, schema)).collect() }
    }

    fn node(&mut self, rule: &Rule, schema: &Schema) -> Node {
        let segment =
            |id: &Id, inside| Question::Segment(SegmentQuestion { inside, segment: id.to_string() });
        let asks = match rule {
            Rule::Not(inner) => match &**inner {
                Rule::InSegment(id) => segment(id, false),
                _ => return Node::Group(self.group(rule, schema)),
            },
            Rule::All(_) | Rule::Any(_) => return Node::Group(self.group(rule, schema)),
            Rule::InSegment(id) => segment(id, true),
            Rule::Field { field, op } => schema
                .kind(field)
                .and_then(|kind| FieldQuestion::read(field, kind, op, schema))
                .map_or_else(|| Question::Kept(rule.clone()), Question::Field),
            Rule::History(history) => match self.history(history, schema) {
                Some(asked) => Question::History(asked),
                None => Question::Kept(rule.clone()),
            },
        };
        Node::Condition(Condition { key: self.next(), asks })
    }

    fn history(&mut self, history: &History, schema: &Schema) -> Option<HistoryQuestion> {
        let kind = match &history.measure {
            Measure::Count(..) => MeasureKind::Count,
            Measure::Last(_) => MeasureKind::Last,
            Measure::First(_) => MeasureKind::First,
            Measure::Satisfaction(..) => MeasureKind::Satisfaction,
        };
        let mut asked = HistoryQuestion::new(0, kind);
        asked.which = self.group(&history.which, schema);
        asked.read_period(history.period);
        match &history.measure {
            Measure::Count(Comparison::Equal, 0) => asked.compare = Compare::Never,
            Measure::Count(comparison, count) => {
                (asked.compare, asked.number) = ((*comparison).into(), count.to_string());
            }
            Measure::Satisfaction(comparison, mean) => {
                (asked.compare, asked.number) = ((*comparison).into(), mean.to_string());
            }
            Measure::Last(op) | Measure::First(op) => {
                asked.day = FieldQuestion::read(&interaction::AT, FieldKind::Moment, op, schema)?;
            }
        }
        Some(asked)
    }
}

/// The same operation in its plainest form: "any of one" is "is".
fn plain(op: &Op) -> Op {
    match op {
        Op::AnyOf(values) if values.len() == 1 => Op::Is(values[0].clone()),
        Op::NoneOf(values) if values.len() == 1 => Op::IsNot(values[0].clone()),
        op => op.clone(),
    }
}

fn pick_text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Ref(id) => Some(id.to_string()),
        _ => None,
    }
}

/// A value as somebody would type it.
fn typed(value: &Value) -> Option<String> {
    match value {
        Value::Int(number) => Some(number.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Money(money) => Some(money.to_string()),
        Value::Date(date) => Some(date.to_string()),
        _ => None,
    }
}

fn day(text: &str) -> Result<Date, DraftProblem> {
    text.trim().parse().map_err(|_| DraftProblem::NotADay)
}

fn length(text: &str) -> Result<u32, DraftProblem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(DraftProblem::NotANumberOfDays);
    }
    text.parse().ok().filter(|days| *days <= 36_500).ok_or(DraftProblem::NotANumberOfDays)
}

/// A number as Rust reads it. A comma before exactly three digits may group or divide: it is refused.
fn decimal(text: &str) -> Result<String, DraftProblem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(DraftProblem::NothingTyped);
    }
    let is_number = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.ends_with(|c: char| c.is_ascii_digit())
            && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
            && digits.matches('.').count() <= 1
    };
    let plain = match text.split_once(',') {
        Some((_, fraction)) if fraction.len() == 3 || text.contains('.') => {
            return Err(DraftProblem::NotANumber);
        }
        Some((whole, fraction)) => format!("{whole}.{fraction}"),
        None => text.to_owned(),
    };
    if is_number(&plain) { Ok(plain) } else { Err(DraftProblem::NotANumber) }
}

fn real(text: &str) -> Result<f64, DraftProblem> {
    decimal(text)?.parse().ok().filter(|number: &f64| number.is_finite()).ok_or(DraftProblem::NotANumber)
}

/// The list a field's picks come from, when they come from one.
pub fn picks_from(kind: FieldKind) -> Option<ChoiceList> {
    match kind {
        FieldKind::Choice(list) => Some(list),
        // The elements of a consent are channels.
        FieldKind::Consents => Some(ChoiceList::Channel),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Currency, CustomField, CustomKind};

    fn schema() -> Schema {
        let own = |id: u128, label: &str, kind| CustomField {
            id: Id::from_u128(id),
            label: label.into(),
            kind,
            order: 0,
            currency: None,
        };
        Schema {
            custom_fields: vec![own(1, "Budget", CustomKind::Money), own(2, "Newsletter", CustomKind::YesNo)],
            currency: Currency::new("EUR"),
            ..Schema::default()
        }
    }

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    /// One rule with everything a rule can say.
    fn everything() -> Rule {
        let stage = |key: &str| Value::text(key);
        Rule::All(vec![
            Rule::field(customer::STAGE, Op::AnyOf(vec![stage("lead"), stage("lost")])),
            Rule::field(customer::STAGE, Op::IsNot(stage("loyal"))),
            Rule::field(customer::TAGS, Op::AllOf(vec![Value::text("vip")])),
            Rule::field(customer::CITY, Op::Contains("Köln".into())),
            Rule::field(customer::OWNER, Op::Empty),
            Rule::field(customer::COMPANY, Op::Is(Value::Ref(Id::from_u128(77)))),
            Rule::field(customer::BIRTH_DATE, Op::AnniversaryNextDays(30)),
            Rule::field(
                customer::CREATED,
                Op::Between(Value::Date(date("2026-01-01")), Value::Date(date("2026-03-31"))),
            ),
            Rule::field(customer::AGE, Op::Between(Value::Int(18), Value::Int(30))),
            Rule::field(customer::MEAN_SATISFACTION, Op::AtMost(Value::Number(2.5))),
            Rule::field(customer::CONSENTS, Op::Is(Value::text("email"))),
            Rule::field(
                Field::Custom(Id::from_u128(1)),
                Op::AtLeast(Value::Money(Money {
                    currency: Currency::new("USD").expect("USD"),
                    minor: 1250,
                })),
            ),
            Rule::field(Field::Custom(Id::from_u128(2)), Op::IsNot(Value::Bool(true))),
            Rule::Any(vec![
                Rule::InSegment(Id::from_u128(5)),
                Rule::Not(Box::new(Rule::InSegment(Id::from_u128(6)))),
                Rule::Not(Box::new(Rule::All(vec![Rule::field(
                    customer::ARCHIVED,
                    Op::Is(Value::Bool(true)),
                )]))),
                Rule::Not(Box::new(Rule::field(customer::NOTES, Op::Filled))),
            ]),
            Rule::History(History {
                which: Box::new(Rule::All(vec![
                    Rule::field(interaction::KIND, Op::Is(Value::text("complaint"))),
                    Rule::field(interaction::SATISFACTION, Op::AtMost(Value::Int(2))),
                ])),
                period: Period::LastDays(365),
                measure: Measure::Count(Comparison::AtLeast, 2),
            }),
            Rule::History(History {
                which: Box::default(),
                period: Period::Between(date("2026-01-01"), date("2026-06-30")),
                measure: Measure::Count(Comparison::Equal, 0),
            }),
            Rule::History(History {
                which: Box::default(),
                period: Period::Ever,
                measure: Measure::Last(Op::MoreThanDaysAgo(90)),
            }),
            Rule::History(History {
                which: Box::default(),
                period: Period::Ever,
                measure: Measure::Satisfaction(Comparison::Less, 3.0),
            }),
            // A field that is gone, and a value of another kind.
            Rule::field(Field::Custom(Id::from_u128(99)), Op::Filled),
            Rule::field(customer::STAGE, Op::Is(Value::Int(3))),
        ])
    }

    #[test]
    fn every_rule_comes_back_as_it_went_in() {
        let rule = everything();
        assert_eq!(DraftTree::read(&rule, &schema()).rule(&schema()), Ok(rule));
        assert_eq!(DraftTree::read(&Rule::default(), &schema()).rule(&schema()), Ok(Rule::default()));
    }

    #[test]
    fn nobody_is_never_said_by_accident() {
        let nobody = DraftTree::read(&Rule::Any(vec![]), &schema());
        assert_eq!(nobody.rule(&schema()), Err(vec![(nobody.root.key, DraftProblem::EmptyGroup)]));

        let any = Rule::Any(vec![Rule::field(customer::OWNER, Op::Empty)]);
        let mut emptied = DraftTree::read(&any, &schema());
        emptied.remove(emptied.root.parts[0].key());
        assert_eq!(emptied.rule(&schema()), Ok(Rule::default()));
    }

    #[test]
    fn a_group_goes_with_its_last_part() {
        let city = Rule::field(customer::CITY, Op::Filled);
        let nested = Rule::All(vec![Rule::Any(vec![Rule::All(vec![city.clone()])])]);
        let inner = |tree: &DraftTree| {
            let keys: Vec<_> = (0..=tree.last_key).filter(|key| tree.condition(*key).is_some()).collect();
            keys[0]
        };
        let mut tree = DraftTree::read(&nested, &schema());
        tree.shift(inner(&tree), true);
        assert_eq!(tree.rule(&schema()), Ok(Rule::All(vec![Rule::Any(vec![city])])));
        tree.remove(inner(&tree));
        assert_eq!(tree.rule(&schema()), Ok(Rule::default()));
    }

    #[test]
    fn a_half_typed_condition_is_no_rule() {
        let schema = schema();
        let field = |field: Field, test, first: &str, second: &str| {
            let kind = schema.kind(&field).expect("a known field");
            let asked = FieldQuestion {
                test,
                first: first.into(),
                second: second.into(),
                ..FieldQuestion::new(field, kind)
            };
            asked.op(kind, &schema)
        };
        use DraftProblem as P;
        let money = Field::Custom(Id::from_u128(1));
        for (asked, problem) in [
            (field(customer::STAGE, Test::AnyOf, "", ""), P::NothingChosen),
            (field(customer::CITY, Test::Contains, "  ", ""), P::NothingTyped),
            (field(customer::AGE, Test::AtLeast, "", ""), P::NothingTyped),
            (field(customer::AGE, Test::AtLeast, "3.5", ""), P::NotWhole),
            (field(customer::MEAN_SATISFACTION, Test::AtLeast, "1,234", ""), P::NotANumber),
            (field(customer::MEAN_SATISFACTION, Test::AtLeast, "1e3", ""), P::NotANumber),
            (field(customer::AGE, Test::Between, "30", "18"), P::Backwards),
            (field(customer::BIRTH_DATE, Test::Equal, "2026-02-30", ""), P::NotADay),
            (field(customer::BIRTH_DATE, Test::Between, "2026-02-03", "2026-02-01"), P::Backwards),
            (field(customer::LAST_CONTACT, Test::LastDays, "-1", ""), P::NotANumberOfDays),
            (field(customer::LAST_CONTACT, Test::LastDays, "99999", ""), P::NotANumberOfDays),
            (field(money.clone(), Test::AtLeast, "1.999", ""), P::NotAnAmount),
            (field(money.clone(), Test::AtLeast, "5 euros", ""), P::NoCurrency),
        ] {
            assert_eq!(asked, Err(problem));
        }
        assert_eq!(
            field(customer::MEAN_SATISFACTION, Test::More, "2,5", ""),
            Ok(Op::More(Value::Number(2.5)))
        );
        let eur = Money { currency: Currency::new("EUR").expect("EUR"), minor: 1250 };
        assert_eq!(field(money, Test::AtLeast, "12.5", ""), Ok(Op::AtLeast(Value::Money(eur))));
    }

    #[test]
    fn parts_move_in_reading_order_into_groups_and_out() {
        let field = |field: &Field| Rule::field(field.clone(), Op::Filled);
        let (a, b, c) = (field(&customer::STAGE), field(&customer::CITY), field(&customer::OWNER));
        let rule = Rule::All(vec![a.clone(), Rule::Any(vec![b.clone()]), c.clone()]);
        let mut tree = DraftTree::read(&rule, &schema());
        let first = tree.root.parts[0].key();
        let rule_now = |tree: &DraftTree| tree.rule(&schema()).expect("finished");

        assert!(!tree.can_shift(first, true));
        tree.shift(first, false);
        assert_eq!(rule_now(&tree), Rule::All(vec![Rule::Any(vec![a.clone(), b.clone()]), c.clone()]));
        tree.shift(first, false);
        assert_eq!(rule_now(&tree), Rule::All(vec![Rule::Any(vec![b.clone(), a.clone()]), c.clone()]));
        tree.shift(first, false);
        assert_eq!(rule_now(&tree), Rule::All(vec![Rule::Any(vec![b.clone()]), a.clone(), c.clone()]));
        tree.shift(first, false);
        tree.shift(first, false);
        assert_eq!(rule_now(&tree), Rule::All(vec![Rule::Any(vec![b.clone()]), c.clone(), a.clone()]));
        for _ in 0..5 {
            tree.shift(first, true);
        }
        assert_eq!(rule_now(&tree), rule);
    }

    #[test]
    fn a_copy_shares_no_key_with_its_original() {
        let mut tree = DraftTree::read(&everything(), &schema());
        let keys: Vec<_> = tree.root.parts.iter().map(Node::key).collect();
        for key in keys {
            let copy = tree.duplicate(key).expect("it is there");
            assert!(copy > key);
        }
        fn collect(group: &Group, keys: &mut Vec<NodeKey>) {
            keys.push(group.key);
            for part in &group.parts {
                match part.inner() {
                    Some(inner) => collect(inner, keys),
                    None => keys.push(part.key()),
                }
            }
        }
        let mut keys = Vec::new();
        collect(&tree.root, &mut keys);
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), all);
        assert!(tree.rule(&schema()).is_ok());
    }

    #[test]
    fn wrapping_keeps_the_meaning() {
        let rule = Rule::All(vec![Rule::field(customer::OWNER, Op::Empty)]);
        let mut tree = DraftTree::read(&rule, &schema());
        tree.wrap(tree.root.parts[0].key());
        assert_eq!(
            tree.rule(&schema()),
            Ok(Rule::All(vec![Rule::Any(vec![Rule::field(customer::OWNER, Op::Empty)])]))
        );
    }
}
