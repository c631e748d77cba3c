//! Segments to start from: questions every company asks of its customers. They use built-in fields
//! only, so that they mean the same in every workspace.

use crate::model::{Comparison, History, Measure, Op, Period, Rule, Value, customer, interaction};
use crate::text::tr;
use crate::ui::{Hue, Icon};

#[derive(Clone)]
pub struct Template {
    pub name: &'static str,
    pub description: &'static str,
    pub hue: Hue,
    pub icon: Icon,
    pub rule: Rule,
}

pub fn templates() -> Vec<Template> {
    let all = Rule::All;
    let stage = |keys: &[&str]| {
        Rule::field(customer::STAGE, Op::AnyOf(keys.iter().map(|key| Value::text(*key)).collect()))
    };
    let history = |which: Vec<Rule>, period, measure| {
        Rule::History(History { which: Box::new(Rule::All(which)), period, measure })
    };
    let of_kind = |key: &str| Rule::field(interaction::KIND, Op::Is(Value::text(key)));
    let not_since = |days| {
        Rule::Any(vec![
            Rule::field(customer::LAST_CONTACT, Op::MoreThanDaysAgo(days)),
            Rule::field(customer::LAST_CONTACT, Op::Empty),
        ])
    };
    vec![
        Template {
            name: tr("No contact in 90 days"),
            description: tr("Nobody spoke with them for three months, or ever."),
            hue: Hue::Amber,
            icon: Icon::Clock,
            rule: not_since(90),
        },
        Template {
            name: tr("Two complaints or more"),
            description: tr("They complained more than once since you know them."),
            hue: Hue::Red,
            icon: Icon::Complaint,
            rule: all(vec![history(
                vec![of_kind("complaint")],
                Period::Ever,
                Measure::Count(Comparison::AtLeast, 2),
            )]),
        },
        Template {
            name: tr("Unhappy lately"),
            description: tr("In the last 90 days they rated 2.5 of 5 or less on average."),
            hue: Hue::Orange,
            icon: Icon::Feedback,
            rule: all(vec![history(
                vec![],
                Period::LastDays(90),
                Measure::Satisfaction(Comparison::AtMost, 2.5),
            )]),
        },
        Template {
            name: tr("Birthday in the next 30 days"),
            description: tr("People whose birthday comes soon."),
            hue: Hue::Pink,
            icon: Icon::Gift,
            rule: all(vec![Rule::field(customer::BIRTH_DATE, Op::AnniversaryNextDays(30))]),
        },
        Template {
            name: tr("Leads without an owner"),
            description: tr("New contacts that nobody looks after yet."),
            hue: Hue::Indigo,
            icon: Icon::UserPlus,
            rule: all(vec![stage(&["lead", "prospect"]), Rule::field(customer::OWNER, Op::Empty)]),
        },
        Template {
            name: tr("Follow-up overdue"),
            description: tr("A follow-up was promised for a day that has passed."),
            hue: Hue::Red,
            icon: Icon::FollowUp,
            rule: all(vec![Rule::field(customer::FOLLOW_UP_DUE, Op::MoreThanDaysAgo(0))]),
        },
        Template {
            name: tr("Loyal but quiet"),
            description: tr("Good customers of whom nothing was heard for 60 days."),
            hue: Hue::Teal,
            icon: Icon::Star,
            rule: all(vec![stage(&["active", "loyal"]), not_since(60)]),
        },
        Template {
            name: tr("May be written to by e-mail"),
            description: tr("They agreed to e-mail, and there is an address."),
            hue: Hue::Violet,
            icon: Icon::Mail,
            rule: all(vec![
                Rule::field(customer::CONSENTS, Op::Is(Value::text("email"))),
                Rule::field(customer::EMAILS, Op::Filled),
            ]),
        },
    ]
}

/// The template a new segment starts from, known by its rule, which is what the address carries.
pub fn template_of(rule: &Rule) -> Option<Template> {
    templates().into_iter().find(|template| template.rule == *rule)
}
