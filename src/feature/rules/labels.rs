//! The words on the controls of the rule editor.

use crate::model::FieldKind;
use crate::model::rule_draft::{Compare, Join, MeasureKind, PeriodKind, Test};
use crate::text::tr;

/// What a select offers: every value with its words. The key in the page is the place in the list.
pub const JOINS: [Join; 4] = [Join::All, Join::Any, Join::None, Join::NotAll];
pub const PERIODS: [PeriodKind; 3] = [PeriodKind::Ever, PeriodKind::LastDays, PeriodKind::Between];
pub const MEASURES: [MeasureKind; 4] =
    [MeasureKind::Count, MeasureKind::Last, MeasureKind::First, MeasureKind::Satisfaction];
pub const COUNTS: [Compare; 6] =
    [Compare::AtLeast, Compare::AtMost, Compare::Equal, Compare::More, Compare::Less, Compare::Never];
pub const MEANS: [Compare; 4] = [Compare::AtMost, Compare::AtLeast, Compare::Less, Compare::More];

pub fn join(join: Join) -> &'static str {
    match join {
        Join::All => tr("all of these"),
        Join::Any => tr("any of these"),
        Join::None => tr("none of these"),
        Join::NotAll => tr("not all of these"),
    }
}

/// The word between two parts.
pub fn between(join: Join) -> &'static str {
    match join {
        Join::All | Join::NotAll => tr("and"),
        Join::Any | Join::None => tr("or"),
    }
}

pub fn period(period: PeriodKind) -> &'static str {
    match period {
        PeriodKind::Ever => tr("at any time"),
        PeriodKind::LastDays => tr("in the last"),
        PeriodKind::Between => tr("between"),
    }
}

pub fn measure(measure: MeasureKind) -> &'static str {
    match measure {
        MeasureKind::Count => tr("Number of interactions"),
        MeasureKind::Last => tr("Latest interaction"),
        MeasureKind::First => tr("First interaction"),
        MeasureKind::Satisfaction => tr("Mean satisfaction"),
    }
}

pub fn compare(compare: Compare) -> &'static str {
    match compare {
        Compare::AtLeast => tr("at least"),
        Compare::AtMost => tr("at most"),
        Compare::Equal => tr("exactly"),
        Compare::More => tr("more than"),
        Compare::Less => tr("less than"),
        Compare::Never => tr("none"),
    }
}

pub fn test(test: Test, kind: FieldKind) -> &'static str {
    let is_day = matches!(kind, FieldKind::Date | FieldKind::Moment);
    let is_consent = kind == FieldKind::Consents;
    let is_set = kind.is_set();
    match test {
        Test::AnyOf if is_consent => tr("given for any of"),
        Test::AllOf if is_consent => tr("given for all of"),
        Test::NoneOf if is_consent => tr("given for none of"),
        Test::AnyOf if is_set => tr("include any of"),
        Test::AllOf => tr("include all of"),
        Test::NoneOf if is_set => tr("include none of"),
        Test::AnyOf => tr("is any of"),
        Test::NoneOf => tr("is none of"),
        Test::Contains => tr("contains"),
        Test::NotContains => tr("does not contain"),
        Test::StartsWith => tr("starts with"),
        Test::Equal if is_day => tr("on"),
        Test::Less if is_day => tr("before"),
        Test::AtMost if is_day => tr("on or before"),
        Test::More if is_day => tr("after"),
        Test::AtLeast if is_day => tr("on or after"),
        Test::Equal => tr("is"),
        Test::NotEqual => tr("is not"),
        Test::Less => tr("less than"),
        Test::AtMost => tr("at most"),
        Test::More => tr("more than"),
        Test::AtLeast => tr("at least"),
        Test::Between => tr("between"),
        Test::LastDays => tr("in the last"),
        Test::MoreThanDaysAgo => tr("more than"),
        Test::NextDays => tr("in the next"),
        Test::AnniversaryNextDays => tr("has its day of the year in the next"),
        Test::Yes => tr("is yes"),
        Test::NotYes => tr("is no or not said"),
        Test::No => tr("is no"),
        Test::Filled => tr("is filled in"),
        Test::Empty if is_day => tr("is empty or never"),
        Test::Empty => tr("is empty"),
    }
}
